"""Scan after scan into one history: what each is compared with, and what stays known."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest
from support.assessments import ARCHIVE, PRODUCTION
from support.past_scans import Estate, Scan, judged, moment, names, scanned, snapshot_sha256

from scanner.errors import SafeholdError, UsageError
from scanner.history import History
from scanner.history.entry import heads
from scanner.history.recording import Recorder
from scanner.history.store import Folder
from scanner.model import Change, Severity

ORDERS, ARCHIVED = (PRODUCTION, "orders"), (ARCHIVE, "archived")
BOTH = Estate({ORDERS: "fail", ARCHIVED: "fail"})


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History.open(str(tmp_path / "history"))


def open_now(history: History) -> dict[str, str]:
    return names(history.open_findings(heads(history.entries())))


def counts(history: History) -> list[dict[Change, int]]:
    return [{change: count for change, count in each.run.changes.items() if count} for each in history.entries()]


def test_a_finding_is_new_once_then_known_since_then_then_fixed(history: History, tmp_path: Path) -> None:
    first = scanned(tmp_path, history, BOTH, moment(0))
    assert first.told.endswith("history, no earlier run")
    assert set(first.changes.values()) == {Change.NEW}
    assert open_now(history) == {"orders": moment(0), "archived": moment(0)}
    again = scanned(tmp_path, history, BOTH, moment(1))
    assert again.told.endswith(f"history, run of {moment(0)}")
    assert set(again.first_seen.values()) == {moment(0)}
    scanned(tmp_path, history, replace(BOTH, tables={ORDERS: "pass", ARCHIVED: "fail"}), moment(3))
    assert open_now(history) == {"archived": moment(0)}
    assert counts(history) == [{}, {Change.UNCHANGED: 2}, {Change.UNCHANGED: 1, Change.FIXED: 1}]
    *_, last = history.entries()
    assert last.run.fixed_seconds == {Severity.CRITICAL: (3 * 86400,)}
    scanned(tmp_path, history, BOTH, moment(4))
    assert open_now(history) == {"orders": moment(4), "archived": moment(0)}


def test_an_unknown_that_became_known_is_no_fix(history: History, tmp_path: Path) -> None:
    scanned(tmp_path, history, Estate({ORDERS: "unknown"}), moment(0))
    scanned(tmp_path, history, Estate({ORDERS: "pass"}), moment(1))
    assert counts(history)[-1] == {Change.FIXED: 1}
    assert history.entries()[-1].run.fixed_seconds == {}


def test_what_a_scan_did_not_look_at_is_neither_forgotten_nor_fixed(history: History, tmp_path: Path) -> None:
    scanned(tmp_path, history, BOTH, moment(0))
    for day in range(1, 4):
        scanned(tmp_path, history, replace(BOTH, accounts=(PRODUCTION,)), moment(day))
    scanned(tmp_path, history, replace(BOTH, denied=frozenset({ARCHIVE})), moment(4))
    assert counts(history)[1:] == [{Change.UNCHANGED: 1, Change.UNSEEN: 1}] * 4
    assert [each.run.complete for each in history.entries()] == [True] * 4 + [False]
    back = scanned(tmp_path, history, BOTH, moment(5))
    assert set(back.first_seen.values()) == {moment(0)}


def test_accounts_that_are_scanned_by_turns_share_a_history(history: History, tmp_path: Path) -> None:
    for day in range(0, 6, 2):
        scanned(tmp_path, history, replace(BOTH, accounts=(PRODUCTION,)), moment(day))
        scanned(tmp_path, history, replace(BOTH, accounts=(ARCHIVE,)), moment(day + 1))
    assert open_now(history) == {"orders": moment(0), "archived": moment(1)}
    assert len(heads(history.entries())) == 1


def test_two_scans_at_once_are_both_there_and_the_next_goes_on_from_both(history: History, tmp_path: Path) -> None:
    scanned(tmp_path, history, Estate({ORDERS: "fail"}), moment(0))
    one = Scan(tmp_path, history, replace(BOTH, accounts=(PRODUCTION,)), moment(1))
    other = Scan(tmp_path, history, replace(BOTH, accounts=(ARCHIVE,)), moment(2))
    one.end()
    other.end()
    assert len(heads(history.entries())) == 2
    assert open_now(history) == {"orders": moment(0), "archived": moment(2)}
    both = scanned(tmp_path, history, BOTH, moment(3))
    assert both.told.endswith(f"runs of {moment(1)}, {moment(2)}")
    assert both.runs == 3
    assert sorted(both.first_seen.values()) == [moment(0), moment(2)]
    assert len(heads(history.entries())) == 1


def test_of_many_runs_that_ended_at_once_the_latest_is_named(history: History, tmp_path: Path) -> None:
    for scan in [Scan(tmp_path, history, BOTH, moment(day)) for day in range(5)]:
        scan.end()
    assert scanned(tmp_path, history, BOTH, moment(5)).told.endswith(f"history, 5 runs up to {moment(4)}")


def test_of_two_scans_at_once_the_later_one_tells_what_is_fixed(history: History, tmp_path: Path) -> None:
    scanned(tmp_path, history, Estate({ORDERS: "fail"}), moment(0))
    before = Scan(tmp_path, history, Estate({ORDERS: "fail"}), moment(1))
    after = Scan(tmp_path, history, Estate({ORDERS: "pass"}), moment(2))
    after.end()
    before.end()
    assert open_now(history) == {}
    assert scanned(tmp_path, history, Estate({ORDERS: "pass"}), moment(3)).changes == {}


def test_of_two_scans_at_once_the_later_one_tells_what_is_not_fixed(history: History, tmp_path: Path) -> None:
    scanned(tmp_path, history, Estate({ORDERS: "fail"}), moment(0))
    before = Scan(tmp_path, history, Estate({ORDERS: "pass"}), moment(1))
    after = Scan(tmp_path, history, Estate({ORDERS: "fail"}), moment(2))
    before.end()
    after.end()
    assert open_now(history) == {"orders": moment(0)}


def test_the_same_run_is_there_once_and_compared_alike_each_time(history: History, tmp_path: Path) -> None:
    scanned(tmp_path, history, Estate({ORDERS: "fail"}), moment(0))
    first = Scan(tmp_path, history, BOTH, moment(1))
    run = first.end()
    assert run
    again = Scan(tmp_path, history, BOTH, moment(1))
    assert again.changes == first.changes
    assert again.end() is None
    assert [each.id for each in history.entries()][1:] == [run]


def test_the_same_run_written_by_two_at_once_is_there_once(history: History, tmp_path: Path) -> None:
    one, other = Scan(tmp_path, history, BOTH, moment(0)), Scan(tmp_path, history, BOTH, moment(0))
    assert sorted([one.end() is None, other.end() is None]) == [False, True]
    assert len(history.entries()) == 1
    assert history.unfinished(history.entries()) == []


def test_a_snapshot_judged_by_other_rules_is_another_run_and_follows_the_first(
    history: History, tmp_path: Path
) -> None:
    scanned(tmp_path, history, Estate({ORDERS: "fail"}), moment(0))
    one = scanned(tmp_path, history, BOTH, moment(1))
    other = scanned(tmp_path, history, BOTH, moment(1), policy="c1")
    assert other.changes == one.changes
    first, second, third = history.entries()
    assert second.parents == (first.id,)
    assert set(third.parents) == {first.id, second.id}


def test_a_snapshot_judged_again_without_a_rule_forgets_nothing_of_it(history: History, tmp_path: Path) -> None:
    """As when somebody leaves the company's own rules out once."""
    first = scanned(tmp_path, history, BOTH, moment(0))
    recorder = Recorder(history, tmp_path)
    recorder.earlier(moment(0), snapshot_sha256(BOTH, moment(0)))
    with judged(BOTH, moment(0), policy="c0") as report:
        recorder.note(replace(report, rules={}, assess=lambda: iter(())))
        assert recorder.commit()
    again = scanned(tmp_path, history, BOTH, moment(1))
    assert again.first_seen == first.first_seen
    assert set(again.changes.values()) == {"unchanged"}


def test_an_older_snapshot_judged_late_is_compared_with_what_was_before_it(history: History, tmp_path: Path) -> None:
    scanned(tmp_path, history, Estate({ORDERS: "fail"}), moment(0))
    scanned(tmp_path, history, BOTH, moment(9))
    late = scanned(tmp_path, history, Estate({ORDERS: "fail", ARCHIVED: "fail"}, accounts=(ARCHIVE,)), moment(5))
    assert late.runs == 1
    assert set(late.changes.values()) == {Change.NEW, Change.UNSEEN}
    assert open_now(history) == {"orders": moment(0), "archived": moment(5)}


def test_another_severity_or_place_is_a_change_and_another_measured_value_is_none(
    history: History, tmp_path: Path
) -> None:
    scanned(tmp_path, history, Estate({ORDERS: "fail"}), moment(0))
    scanned(tmp_path, history, Estate({ORDERS: "fail"}, found="off for 3 days"), moment(1))
    scanned(tmp_path, history, Estate({ORDERS: "fail"}, severity=Severity.LOW), moment(2))
    scanned(
        tmp_path, history, Estate({ORDERS: "fail"}, severity=Severity.LOW, at="/config/pitr/window_days"), moment(3)
    )
    assert counts(history)[1:] == [{Change.UNCHANGED: 1}, {Change.CHANGED: 1}, {Change.CHANGED: 1}]
    assert open_now(history) == {"orders": moment(0)}


def test_what_was_cut_off_before_the_index_did_not_happen(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanned(tmp_path, history, BOTH, moment(0))
    create = Folder.create

    def torn(store: Folder, key: str, source: Path) -> bool:
        if key.startswith("index/"):
            raise SafeholdError("the power went")
        return create(store, key, source)

    with monkeypatch.context() as patched:
        patched.setattr(Folder, "create", torn)
        with pytest.raises(SafeholdError, match="power"):
            scanned(tmp_path, history, BOTH, moment(1))
    assert len(history.entries()) == 1
    assert len(history.unfinished(history.entries())) == 1
    assert scanned(tmp_path, history, BOTH, moment(1)).runs == 1
    assert len(history.entries()) == 2
    assert history.unfinished(history.entries()) == []


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (lambda raw: raw[:100], "is no JSON"),
        (lambda raw: raw[:0], "is no JSON"),
        (lambda raw: raw.replace(b'"complete": true', b'"complete": "yes"'), "malformed at /complete"),
        (lambda raw: raw.replace(b'"schema_version": 1', b'"schema_version": 2'), "upgrade Safehold"),
        (lambda raw: raw.replace(b'"id": "2026', b'"id": "2025'), "another run"),
        (lambda raw: raw[:0] + b"[]", "malformed at /"),
    ],
    ids=["half", "empty", "no boolean", "newer", "another's", "no object"],
)
def test_a_damaged_entry_is_an_error_that_names_it(
    history: History, tmp_path: Path, damage: object, complaint: str
) -> None:
    scanned(tmp_path, history, BOTH, moment(0))
    (entry,) = (Path(history.name) / "index").iterdir()
    assert callable(damage)
    entry.write_bytes(damage(entry.read_bytes()))
    with pytest.raises(UsageError, match=complaint) as raised:
        history.entries()
    assert str(raised.value).startswith(f"{entry}: ")


def test_a_stranger_in_the_index_is_an_error_that_names_it(history: History, tmp_path: Path) -> None:
    scanned(tmp_path, history, BOTH, moment(0))
    (Path(history.name) / "index" / ".DS_Store").write_bytes(b"the system's")
    history.entries()
    (Path(history.name) / "index" / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"notes\.txt: is no run of a history; take it away"):
        history.entries()


@pytest.mark.parametrize("change", ["cut", "turned", "other"])
def test_findings_that_are_not_as_they_were_written_are_an_error_that_names_them(
    history: History, tmp_path: Path, change: str
) -> None:
    scanned(tmp_path, history, BOTH, moment(0))
    (findings,) = (Path(history.name) / "runs").rglob("*.gz")
    raw = findings.read_bytes()
    scanned(tmp_path, history, Estate({}), moment(1))
    others = max((Path(history.name) / "runs").rglob("*.gz")).read_bytes()
    findings.write_bytes({"cut": raw[:-20], "turned": raw[:50] + b"?" + raw[51:], "other": others}[change])
    with pytest.raises(UsageError, match="not as it was written") as raised:
        list(history.open_findings(history.entries()))
    assert str(raised.value).startswith(f"{findings}: ")


def test_findings_of_another_number_or_version_are_refused(history: History, tmp_path: Path) -> None:
    scanned(tmp_path, history, BOTH, moment(0))
    (entry,) = history.entries()
    one_more = replace(entry, findings=replace(entry.findings, rows=entry.findings.rows + 1))
    with pytest.raises(UsageError, match="2 findings, and the index has 3"):
        list(history.open_findings([one_more]))
    path = Path(history.name, entry.findings.path)
    path.write_bytes(gzip.compress(b'{"schema_version": 2}\n'))
    with pytest.raises(UsageError, match="schema version 2, and this Safehold reads 1"):
        list(history.open_findings([entry]))


def test_a_history_is_never_written_to_a_file_and_a_mistake_costs_no_scan(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UsageError, match="is a file"):
        History.open(str(tmp_path / "file"))
    broken = History.open(str(tmp_path))
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "x").touch()
    with pytest.raises(UsageError, match="is no run"):
        Recorder(broken, tmp_path)


def test_nothing_is_recorded_of_a_scan_that_failed(history: History, tmp_path: Path) -> None:
    recorder = Recorder(history, tmp_path)
    with judged(BOTH, moment(0)):
        assert recorder.commit() is None
    assert history.entries() == []
