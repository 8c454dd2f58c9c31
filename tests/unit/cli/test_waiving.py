"""Waivers, thresholds and split reports on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.snapshots import write

WAIVER = {
    "id": "not-classified-yet",
    "rules": ["EST-002"],
    "scope": {"arns": ["*"]},
    "reason": "the owners classify it by summer",
    "approver": "A. Person",
    "ticket": "RISK-7",
    "approved_on": "2020-01-01",
    "expires_on": "2020-12-31",
}
NEVER_EXPIRES = "version: 1\nwaivers: {files: [waivers.yaml], longest_days: 3650}\nfail_on: medium\n"


def waivers(folder: Path, **changes: Any) -> None:
    text = yaml.safe_dump({"version": 1, "waivers": [WAIVER | changes]}, sort_keys=False)
    (folder / "waivers.yaml").write_text(text, "utf-8")


def found(safehold: Any, snapshot: Any, *arguments: str) -> dict[str, Any]:
    report = json.loads(safehold("report", snapshot, "--format", "json", "-o", "-", *arguments).stdout)
    finding, *_ = (each for each in report["findings"] if each["rule_id"] == "EST-002")
    assert isinstance(finding, dict)
    return finding


def test_a_waived_failure_is_kept_and_no_longer_fails_the_run(safehold: Any, snapshot: Any, tmp_path: Path) -> None:
    assert safehold("evaluate", snapshot, "--fail-on", "medium").exit_code == 10
    waivers(tmp_path, expires_on="2029-12-01")
    (tmp_path / "safehold.yaml").write_text(NEVER_EXPIRES)
    result = safehold("evaluate", snapshot)
    assert result.exit_code != 10
    assert "2 failures waived until 2029-12-01" in result.stdout
    finding = found(safehold, snapshot)
    assert (finding["verdict"], finding["waiver"]["approver"]) == ("waived", "A. Person")


def test_a_waiver_that_has_expired_counts_again_and_says_so(safehold: Any, snapshot: Any, tmp_path: Path) -> None:
    waivers(tmp_path)
    result = safehold("evaluate", snapshot, "--fail-on", "medium", "--waivers", "waivers.yaml")
    assert result.exit_code == 10
    assert "not-classified-yet: EXPIRED after 2020-12-31: 2 failures count again" in result.stdout
    finding = found(safehold, snapshot, "--waivers", "waivers.yaml")
    assert (finding["verdict"], finding["waiver"]["in_force"]) == ("fail", False)


def test_a_waiver_that_is_approved_for_later_waives_nothing_yet(safehold: Any, snapshot: Any, tmp_path: Path) -> None:
    waivers(tmp_path, approved_on="2199-01-01", expires_on="2199-12-31")
    result = safehold("evaluate", snapshot, "--fail-on", "medium", "--waivers", "waivers.yaml")
    assert result.exit_code == 10
    assert "not-classified-yet: NOT YET in force, approved on 2199-01-01: 2 failures count until" in result.stdout
    assert found(safehold, snapshot, "--waivers", "waivers.yaml")["waiver"] is None


def test_a_waiver_that_is_not_used_is_told(safehold: Any, snapshot: Any, tmp_path: Path) -> None:
    waivers(tmp_path, scope={"arns": ["arn:aws:s3:::nothing-*"]})
    result = safehold("evaluate", snapshot, "--waivers", "waivers.yaml")
    assert "unused: nothing fails that it is for; take it out of waivers.yaml:3" in result.stdout


def test_a_waiver_for_longer_than_allowed_is_refused(safehold: Any, snapshot: Any, tmp_path: Path) -> None:
    waivers(tmp_path, expires_on="2029-12-01")
    result = safehold("evaluate", snapshot, "--waivers", "waivers.yaml")
    assert result.exit_code == 2
    assert "waivers.yaml:13: waivers[0].expires_on: lies 3622 days after approved_on" in result.stderr


def test_a_mistake_in_a_waiver_is_told_before_anything_is_scanned(safehold: Any, tmp_path: Path) -> None:
    waivers(tmp_path, rules=["EST-999"])
    result = safehold("scan", "--waivers", "waivers.yaml")
    assert result.exit_code == 2
    assert result.stderr.startswith("safehold: error: waivers.yaml:5: waivers[0].rules[0]: ")
    assert not (tmp_path / "safehold-report").exists()


@pytest.mark.parametrize(("said", "code"), [("never", 0), ("low", 10)])
def test_a_tier_can_have_a_threshold_of_its_own(
    safehold: Any, snapshot: Any, tmp_path: Path, said: str, code: int
) -> None:
    text = f"version: 1\nfail_on: critical\nfail_on_tiers: {{basic: {{fail_on: {said}, fail_on_unknown: never}}}}\n"
    (tmp_path / "safehold.yaml").write_text(text)
    result = safehold("evaluate", snapshot)
    assert result.exit_code == code, result.stderr


def test_a_threshold_of_a_tier_that_is_not_there_is_refused(safehold: Any, snapshot: Any, tmp_path: Path) -> None:
    (tmp_path / "safehold.yaml").write_text("version: 1\nfail_on_tiers:\n  enterprice: {fail_on: low}\n")
    result = safehold("evaluate", snapshot)
    assert result.exit_code == 2
    assert "safehold.yaml:3: fail_on_tiers.enterprice" in result.stderr
    assert "enterprise" in result.stderr


def test_reports_are_split_into_folders(safehold: Any, snapshot: Any, tmp_path: Path) -> None:
    result = safehold("report", snapshot, "--format", "json,csv", "--split-by", "account", "-o", "out")
    assert result.exit_code == 0, result.stderr
    written = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*"))
    assert written == [
        ".safehold-output",
        "by-account/111122223333/findings.csv",
        "by-account/111122223333/findings.json",
        "findings.csv",
        "findings.json",
    ]


def test_a_report_on_stdout_cannot_be_split(safehold: Any, snapshot: Any) -> None:
    result = safehold("report", snapshot, "--format", "json", "--split-by", "site", "-o", "-")
    assert result.exit_code == 2
    assert "--split-by" in result.stderr


def test_an_empty_estate_has_no_parts(safehold: Any, tmp_path: Path) -> None:
    write(tmp_path / "empty", [], [])
    result = safehold("report", "empty", "--format", "json", "--split-by", "site", "-o", "out")
    assert result.exit_code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {".safehold-output", "findings.json"}
