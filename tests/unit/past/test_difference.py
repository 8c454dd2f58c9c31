"""What `safehold diff` tells of two scans, whether they are files or runs of a history."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from support import reports
from support.assessments import ARCHIVE, PRODUCTION, failed, passed, table
from support.past_scans import Estate, Scan, judged, moment, scanned
from support.rendering import written

from scanner.assets import SCHEMAS
from scanner.cli.diff import diff
from scanner.errors import UsageError
from scanner.history import History
from scanner.history.recording import Recorder
from scanner.model import Assessment, Change, Gap, GapReason, Report, Severity
from scanner.past import opened
from scanner.past.difference import differences
from scanner.render import findings_json
from scanner.schema import compiled, problem

SCHEMA = compiled(json.loads((SCHEMAS / "diff.json").read_bytes()))
OLD = Estate(
    {
        (PRODUCTION, "changed"): "unknown",
        (PRODUCTION, "fixed"): "fail",
        (PRODUCTION, "gone"): "fail",
        (PRODUCTION, "same"): "fail",
        (ARCHIVE, "unseen"): "fail",
    }
)
NEW = Estate(
    {
        (PRODUCTION, "changed"): "fail",
        (PRODUCTION, "fixed"): "pass",
        (PRODUCTION, "new"): "fail",
        (PRODUCTION, "same"): "fail",
    },
    accounts=(PRODUCTION,),
)


def saved(path: Path, report: Report) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(findings_json.render, report))
    return str(path)


def scan(path: Path, estate: Estate, day: int) -> str:
    with judged(estate, moment(day)) as report:
        return saved(path, report)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[str, str]:
    return scan(tmp_path / "old.json", OLD, 0), scan(tmp_path / "new.json", NEW, 3)


def changes(old: str, new: str) -> dict[str, tuple[Change, str]]:
    return {each.finding.name: (each.change, each.because) for each in differences(opened(old), opened(new))}


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(diff, arguments)


def test_every_finding_of_either_is_told_with_what_became_of_it(pair: tuple[str, str]) -> None:
    assert changes(*pair) == {
        "changed": (Change.CHANGED, ""),
        "new": (Change.NEW, ""),
        "same": (Change.UNCHANGED, ""),
        "fixed": (Change.FIXED, "it passes now"),
        "gone": (Change.FIXED, "the resource is there no more"),
        "unseen": (Change.UNSEEN, f"dynamodb.table was not collected in {ARCHIVE} eu-west-1"),
    }


def test_what_a_listing_that_failed_would_have_shown_is_not_fixed(tmp_path: Path) -> None:
    old = scan(tmp_path / "old.json", OLD, 0)
    new = scan(tmp_path / "new.json", replace(OLD, tables={}, denied=frozenset({PRODUCTION})), 1)
    assert {name: change for name, (change, _) in changes(old, new).items()} == {
        "changed": Change.UNSEEN,
        "fixed": Change.UNSEEN,
        "gone": Change.UNSEEN,
        "same": Change.UNSEEN,
        "unseen": Change.FIXED,
    }


def test_a_kind_that_no_rule_is_about_any_more_is_not_fixed(pair: tuple[str, str]) -> None:
    old, new = pair
    document = json.loads(Path(new).read_bytes())
    document["rules"][0]["kinds"] = ["s3.bucket"]
    Path(new).write_text(json.dumps(document))
    assert changes(old, new)["gone"] == (Change.UNSEEN, "no rule is about dynamodb.table any more")


def test_runs_of_a_history_differ_as_files_do(pair: tuple[str, str], tmp_path: Path) -> None:
    history = History.open(str(tmp_path / "history"))
    for day, estate in enumerate((OLD, NEW)):
        scanned(tmp_path, history, estate, moment(3 * day))
    of_files = {name: change for name, (change, _) in changes(*pair).items()}
    for old, new in (
        (f"{history.name}@20260101", history.name),
        (f"{history.name}@{history.entries()[0].id}", f"{history.name}@20260104"),
        (pair[0], history.name),
        (f"{history.name}@20260101T060000Z", pair[1]),
    ):
        assert {name: change for name, (change, _) in changes(old, new).items()} == of_files
    assert changes(history.name, history.name)["unseen"][0] is Change.UNSEEN
    assert changes(f"{history.name}@20260101", history.name)["gone"][1] == "it is no finding any more"
    for wrong in ("2026", "2027", "x"):
        refused = ran(f"{history.name}@{wrong}", history.name)
        assert "name one run of 20260101T060000Z-" in str(refused.exception)


def test_a_history_knows_what_all_runs_know_that_ended_at_once(tmp_path: Path) -> None:
    history = History.open(str(tmp_path / "history"))
    scans = [Scan(tmp_path, history, replace(OLD, accounts=(account,)), moment(0)) for account in (PRODUCTION, ARCHIVE)]
    for each in scans:
        each.end()
    same = scan(tmp_path / "same.json", OLD, 1)
    assert {change for change, _ in changes(history.name, same).values()} == {Change.UNCHANGED}


def test_the_text(pair: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = ran(*(Path(each).name for each in pair))
    assert told.exit_code == 0
    text = told.stdout
    assert text.startswith(
        "DIFFERENT: 1 new, 1 changed, 1 unchanged, 2 fixed, 1 unseen\n\n"
        "    Old        old.json, taken at 2026-01-01T06:00:00Z\n"
        "    New        new.json, taken at 2026-01-04T06:00:00Z\n"
    )
    assert "- CRITICAL FAIL DDB-001 changed\n" in text
    assert "    Changed    verdict: unknown, now fail; it fails in another way\n" in text
    assert "    First seen 2026-01-01T06:00:00Z\n" in text
    assert "Could NOT be looked for: nobody knows whether they are fixed (1)\n" in text
    assert "same" not in text


def test_the_json(pair: tuple[str, str]) -> None:
    document = json.loads(ran(*pair, "--format", "json").stdout)
    assert not problem(SCHEMA, document)
    assert document["counts"] == {"new": 1, "changed": 1, "unchanged": 1, "fixed": 2, "unseen": 1}
    assert document["new"] == {"scan": f"{pair[1]}, taken at {moment(3)}", "taken_at": moment(3), "complete": True}
    rows = {row["name"]: row for row in document["findings"]}
    assert rows["changed"]["before"] == {"verdict": "unknown", "severity": "critical"}
    assert rows["changed"]["altered"] == ["said", "verdict"]
    assert (rows["new"]["before"], rows["new"]["worse"]) == (None, True)
    assert (rows["gone"]["first_seen"], rows["gone"]["because"]) == (moment(0), "the resource is there no more")


@pytest.mark.parametrize(
    ("new", "threshold", "code", "why"),
    [
        (NEW, "high", 10, "2 findings new or worse, at or above high"),
        (OLD, "info", 0, "nothing new or worse, at or above info"),
        (replace(NEW, severity=Severity.LOW), "medium", 0, "nothing new"),
        (replace(OLD, denied=frozenset({ARCHIVE})), "high", 11, "the new scan is incomplete"),
        (replace(OLD, tables={**OLD.tables, (PRODUCTION, "n"): "unknown"}), "high", 11, "1 unknown new or worse"),
    ],
    ids=["new and worse", "nothing", "below", "incomplete", "unknown"],
)
def test_the_gate_counts_what_is_new_or_worse(new: Estate, threshold: str, code: int, why: str, tmp_path: Path) -> None:
    told = ran(scan(tmp_path / "old", OLD, 0), scan(tmp_path / "new", new, 1), "--fail-on-new", threshold)
    assert told.exit_code == code
    assert told.stderr.startswith(f"safehold: exit {code}: {why}")


def test_no_name_is_obeyed_by_a_terminal_or_a_ci_system(tmp_path: Path) -> None:
    old, new = saved(tmp_path / "a", reports.empty()), saved(tmp_path / "b", reports.hostile())
    for arguments in ((old, new), (new, old)):
        text = ran(*arguments).stdout
        assert text.replace("\n", "").isprintable()
        assert not any(line.startswith(("::", "##[")) for line in text.splitlines())
        assert max(map(len, text.splitlines())) <= 100
        assert text.count("\n- ") in {20, 40}
        assert re.search(r"(?m)^and \d+ more$", text)
        assert not problem(SCHEMA, json.loads(ran(*arguments, "--format", "json").stdout))


def test_nothing_at_all(tmp_path: Path) -> None:
    path: Any = saved(tmp_path / "a", reports.empty())
    assert ran(path, path).stdout.startswith("NO DIFFERENCE: 0 new")
    assert json.loads(ran(path, path, "--format", "json").stdout)["findings"] == []


def test_the_report_of_a_part_is_compared_with_no_other(tmp_path: Path) -> None:
    """Else all that other sites have would be told as fixed."""
    old = saved(tmp_path / "a", reports.small())
    new, same = (saved(tmp_path / name, replace(reports.small(), only=("site", "docs"))) for name in "bc")
    told = ran(old, new)
    assert isinstance(told.exception, UsageError)
    assert re.match(r"they tell of different parts: the whole estate .* and site docs ", str(told.exception))
    assert ran(new, same).exit_code == 0


def test_an_application_is_not_fixed_where_tags_could_not_be_read(tmp_path: Path) -> None:
    whole = Assessment(reports.application("shop"), reports.profile(), (failed("DDB-001", ("x", "/config", 1, 2)),))
    hidden = replace(table("orders", tags=None), gaps=(Gap("/tags", "", GapReason.ACCESS_DENIED, "denied"),))
    old = saved(tmp_path / "a", reports.of([whole]))
    for fact, change in ((hidden, "unseen"), (table("orders"), "fixed")):
        new = saved(tmp_path / change, reports.of([Assessment(fact, reports.profile(), (passed("DDB-001"),))]))
        (row,) = json.loads(ran(old, new, "--format", "json").stdout)["findings"]
        assert row["change"] == change


def test_a_run_never_calls_an_application_fixed(tmp_path: Path) -> None:
    """It does not tell whether the tags of all parts could be read."""
    whole = Assessment(reports.application("shop"), reports.profile(), (failed("DDB-001", ("x", "/config", 1, 2)),))
    old = saved(tmp_path / "a", reports.of([whole]))
    history = History.open(str(tmp_path / "history"))
    recorder = Recorder(history, tmp_path)
    recorder.earlier("2026-03-01T06:00:00Z", "5a" * 32)
    recorder.note(reports.of([Assessment(table("orders"), reports.profile(), (passed("DDB-001"),))]))
    assert recorder.commit()
    (row,) = json.loads(ran(old, history.name, "--format", "json").stdout)["findings"]
    assert row["change"] == "unseen"
