"""findings.json, read back in whatever layout, and refused when it is not what it should be."""

from __future__ import annotations

import gzip
import json
import re
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support import reports
from support.assessments import ARCHIVE, PRODUCTION
from support.past_scans import Estate, judged, moment
from support.rendering import written

from scanner.comparison import Earlier
from scanner.errors import UsageError
from scanner.history.rows import of
from scanner.model import Report
from scanner.past import opened
from scanner.render import findings_json
from scanner.render.common import findings

BOTH = Estate({(PRODUCTION, "orders"): "fail", (ARCHIVE, "archived"): "fail"})


def saved(folder: Path, report: Report) -> Path:
    path = folder / "findings.json"
    path.write_bytes(written(findings_json.render, report))
    return path


def compact(raw: bytes) -> bytes:
    return json.dumps(json.loads(raw), separators=(",", ":")).encode()


def by_name(raw: bytes) -> bytes:
    """As `jq -S` lays it out: what is needed first stands last."""
    return json.dumps(json.loads(raw), sort_keys=True, indent=4, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "report",
    [reports.small(), reports.hostile(reports.HOSTILE[::5]), reports.empty()],
    ids=["small", "hostile", "empty"],
)
@pytest.mark.parametrize("laid_out", [bytes, compact, by_name, gzip.compress], ids=["ours", "compact", "jq", "gzip"])
def test_it_tells_what_the_report_told(report: Report, laid_out: Any, tmp_path: Path) -> None:
    path = saved(tmp_path, report)
    path.write_bytes(laid_out(path.read_bytes()))
    scan = opened(str(path))
    assert scan.taken_at == report.taken_at
    assert scan.looked.complete == report.coverage.complete
    known = {each.fingerprint: each for each in scan.findings()}
    assert known.keys() == {each.fingerprint for each in findings(report)}
    resources = list(scan.resources())
    assert [each.fingerprint for resource in resources for each in resource.findings.values()] == list(known)


def test_a_finding_is_the_one_that_the_report_had_with_its_date(tmp_path: Path) -> None:
    orders = Estate({(PRODUCTION, "orders"): "fail"})
    with judged(orders, moment(0)) as report:
        first = [of(each, moment(0)) for each in findings(report)]
        assert list(opened(str(saved(tmp_path, report))).findings()) == first
    with judged(orders, moment(1), Earlier("", first)) as report:
        again = list(opened(str(saved(tmp_path, report))).findings())
    assert [(each.first_seen, each.taken_at) for each in again] == [(moment(0), moment(1))]


def test_what_a_scan_could_not_look_for_stays_known(tmp_path: Path) -> None:
    with judged(BOTH, moment(0)) as report:
        first = {each.name: each for each in opened(str(saved(tmp_path, report))).findings()}
    for day in (1, 2):
        old = opened(str(tmp_path))
        with judged(replace(BOTH, accounts=(PRODUCTION,)), moment(day), Earlier("", list(old.findings()))) as report:
            saved(tmp_path, report)
    known = {each.name: each for each in opened(str(tmp_path)).findings()}
    assert known == {"archived": first["archived"], "orders": replace(first["orders"], taken_at=moment(2))}
    with judged(replace(BOTH, tables={}), moment(3), Earlier("", known.values())) as report:
        assert list(opened(str(saved(tmp_path, report))).findings()) == []


def test_a_file_of_before_findings_had_dates_is_read(tmp_path: Path) -> None:
    path = saved(tmp_path, reports.small())
    document = json.loads(path.read_bytes())
    for row in document["findings"]:
        for name in ("change", "first_seen", "waiver"):
            row.pop(name, None)
    path.write_text(json.dumps(document))
    assert {each.first_seen for each in opened(str(path)).findings()} == {reports.small().taken_at}


def test_a_folder_of_reports_is_as_good_as_its_file(tmp_path: Path) -> None:
    path = saved(tmp_path, reports.small())
    assert opened(str(tmp_path)).told == opened(str(path)).told == f"{path}, taken at 2026-03-01T06:00:00Z"
    path.with_suffix(".json.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    assert opened(str(tmp_path)).told.startswith(f"{path}.gz, ")


def edited(**changes: Any) -> Any:
    return lambda raw: json.dumps(json.loads(raw) | changes).encode()


def finding(**changes: Any) -> Any:
    def edit(raw: bytes) -> bytes:
        document = json.loads(raw)
        document["findings"][1] |= changes
        return json.dumps(document).encode()

    return edit


def less(raw: bytes) -> bytes:
    document = json.loads(raw)
    del document["findings"][0]["account"]
    return json.dumps(document).encode()


def shuffled(raw: bytes) -> bytes:
    document = json.loads(raw)
    document["resources"].reverse()
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (lambda raw: raw[:-200], "cut short"),
        (lambda raw: raw[:40], "cut short"),
        (lambda raw: raw[:0], "is no JSON"),
        (lambda raw: b"<html>" + raw, "is no JSON"),
        (lambda raw: raw + b"{}", "is no JSON"),
        (lambda raw: gzip.compress(raw)[:-30], "cut short"),
        (lambda raw: gzip.compress(raw)[:30] + b"damage" * 99, "damaged"),
        (lambda raw: b"[" + raw + b"]", "no 'tool'"),
        (lambda raw: raw[:0] + b'{"runs": []}', "no 'tool'"),
        (edited(tool={"name": "Prowler"}), "'Prowler' wrote it"),
        (edited(tool=[]), "is no findings.json"),
        (edited(schema_version=99), "schema version 99, and this Safehold reads 1: upgrade"),
        (edited(taken_at="yesterday"), "'yesterday' is no moment"),
        (edited(scope={}), "no 'estate'"),
        (edited(coverage={"units": [{}]}), "no 'account'"),
        (finding(verdict="pass"), "finding 2 is malformed: pass is no finding"),
        (finding(severity="awful"), "finding 2 is malformed: 'awful' is not a valid Severity"),
        (finding(fingerprint="x"), "finding 2 is malformed: its fingerprint"),
        (finding(rule_id=["x"]), 'finding 2 is malformed: ["x"] is no text'),
        (finding(details=None), "finding 2 is malformed"),
        (finding(first_seen="once"), "finding 2 is malformed: 'once' is no moment"),
        (less, "finding 1 is malformed: no 'account'"),
        (shuffled, "is not where it belongs"),
    ],
)
def test_what_is_wrong_is_said_with_the_file_and_what_to_do(damage: Any, complaint: str, tmp_path: Path) -> None:
    path = saved(tmp_path, reports.small())
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(UsageError) as raised:
        for _ in opened(str(path)).resources():
            pass
    assert complaint in str(raised.value)
    assert str(raised.value).startswith(f"{path}: ")
    assert str(raised.value).endswith("write it again with --format json, or name another findings.json")


@pytest.mark.parametrize("where", ["nowhere", "nowhere@20260101", "empty", "empty@2026"])
def test_where_there_is_no_scan_is_said(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=r"no such file|holds no findings\.json and no history|no run yet"):
        opened(where)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    peaks = []
    for count in (500, 2000):
        path = saved(tmp_path, reports.large(count))
        tracemalloc.start()
        assert sum(len(each.findings) for each in opened(str(path)).resources()) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 100_000


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("2026-01-01T02:00:00.5+03:00", "2025-12-31T23:00:00Z"),
        ("2026-13-45T99:99:99Z", None),
        ("2026-01-01T00:00:00Z<script>", None),
        ("2026-01-01T00:00:00", None),
        ("0001-01-01T00:00:00+23:00", None),
    ],
)
def test_a_date_is_one_that_every_format_can_tell(told: str, moment: str | None, tmp_path: Path) -> None:
    path = saved(tmp_path, reports.small())
    document = json.loads(path.read_bytes())
    for each in document["findings"]:
        each["first_seen"] = told
    path.write_text(json.dumps(document), "utf-8")
    if moment:
        assert {each.first_seen for each in opened(str(path)).findings()} == {moment}
    else:
        with pytest.raises(UsageError, match=r"finding 1 is malformed: .* is no moment"):
            list(opened(str(path)).findings())


@pytest.mark.parametrize(
    ("where", "what"), [("gaps", [{"path": "", "operation": "", "reason": "mood", "detail": ""}]), ("kinds", 1)]
)
def test_a_coverage_that_is_none_is_an_error_that_names_the_file(where: str, what: object, tmp_path: Path) -> None:
    path = saved(tmp_path, reports.small())
    document = json.loads(path.read_bytes())
    document["coverage"]["units"][0][where] = what
    path.write_text(json.dumps(document), "utf-8")
    with pytest.raises(UsageError, match=re.escape(f"{path}: is no findings.json of Safehold: ")):
        opened(str(path))
