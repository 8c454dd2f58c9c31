"""`--baseline` and `--history` on the commands that judge."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scanner.errors import SafeholdError
from scanner.history import History
from scanner.history.store import Folder


def test_a_report_is_compared_with_an_earlier_one(safehold: Any, snapshot: Path) -> None:
    assert safehold("report", snapshot, "--format", "json", "-o", "old").exit_code == 0
    told = safehold("report", snapshot, "--format", "json", "-o", "-", "--baseline", "old")
    assert (told.exit_code, "History" in told.stderr) == (0, False)
    comparison = json.loads(told.stdout)["comparison"]
    assert comparison["baseline"].startswith("old/findings.json, taken at ")
    assert {change for change, count in comparison["counts"].items() if count} == {"unchanged"}
    assert safehold("evaluate", snapshot, "--baseline", "nowhere").exit_code == 2


def test_a_history_tells_what_is_new_however_often_a_snapshot_is_judged(safehold: Any, snapshot: Path) -> None:
    for added in (True, False):
        told = safehold("evaluate", snapshot, "--history", "kept", "--fail-on-new", "info", "--fail-on", "never")
        assert told.exit_code == 10
        *_, history, last = told.stderr.splitlines()
        assert history.startswith("History: kept: ")
        assert history.endswith("added" if added else "there already")
        assert last.startswith("safehold: exit 10: ")
    assert len(History.open("kept").entries()) == 1


def test_the_report_of_a_part_is_no_baseline(safehold: Any, snapshot: Path) -> None:
    assert safehold("report", snapshot, "--format", "json", "--split-by", "account").exit_code == 0
    (part,) = Path("safehold-report", "by-account").iterdir()
    told = safehold("evaluate", snapshot, "--baseline", part)
    assert (told.exit_code, "name the report of the whole estate" in told.stderr) == (2, True)


def test_both_at_once_are_refused(safehold: Any, snapshot: Path) -> None:
    told = safehold("evaluate", snapshot, "--history", "kept", "--baseline", "kept")
    assert (told.exit_code, "leave --baseline out" in told.stderr) == (2, True)
    assert not Path("kept").exists()


def test_what_the_history_does_not_take_is_said_and_the_reports_are_there(
    safehold: Any, snapshot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_store: Folder, key: str, _source: Path) -> bool:
        raise SafeholdError(f"{key}: cannot be written: No space left on device; make room there")

    monkeypatch.setattr(Folder, "create", full)
    told = safehold("report", snapshot, "--history", "kept", "--format", "json")
    assert told.exit_code == 1
    assert "No space left" in told.stderr
    assert "the history lacks this run, and nobody was notified" in told.stderr
    assert Path("safehold-report", "findings.json").is_file()


def test_the_permissions_of_a_history_are_printed(safehold: Any) -> None:
    told = safehold("iam-policy", "--collectors", "sqs", "--history", "s3://reports/safehold")
    keep = [each for each in json.loads(told.stdout)["Statement"] if each["Sid"].startswith("History")]
    assert [(each["Action"], each["Resource"]) for each in keep] == [
        (["s3:ListBucket"], "arn:*:s3:::reports"),
        (
            ["s3:GetObject", "s3:PutObject"],
            ["arn:*:s3:::reports/safehold/index/*", "arn:*:s3:::reports/safehold/runs/*"],
        ),
    ]
    assert safehold("iam-policy", "--history", "kept").exit_code == 2
    assert safehold("iam-policy", "--history", "s3://reports", "--format", "stackset").exit_code == 2
