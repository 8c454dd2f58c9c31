"""What GitHub takes of a run, and what is said where it takes no more."""

from __future__ import annotations

import gzip
import random

import pytest
from support import reports
from support.rendering import loaded, written

from scanner.model import Assessment, CoverageUnit, Fact, Gap, GapReason, Json
from scanner.render import sarif


def _notices(run: dict[str, Json]) -> list[str]:
    return [each["message"]["text"] for each in run["invocations"][0]["toolExecutionNotifications"]]


def test_the_most_severe_are_kept_and_the_cut_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "_SHOWN", 25)
    (run,) = loaded(sarif.render_github, reports.large(140))["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["DDB-001"] * 20 + ["DDB-002"] * 5
    assert _notices(run) == [
        "This file holds the '25' most severe of '140' failures. The other '115' are in the full SARIF file."
    ]


def test_as_many_as_github_takes_are_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "_SHOWN", 25)
    (run,) = loaded(sarif.render_github, reports.large(25))["runs"]
    assert len(run["results"]) == 25
    assert _notices(run) == []


def test_github_takes_five_thousand() -> None:
    assert sarif._SHOWN == 5000
    assert sarif._GZIP_BYTES < 10_000_000


def test_the_compressed_size_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "_GZIP_BYTES", 100_000)
    noise = random.Random(7)  # noqa: S311 - nothing secret: text that does not compress
    tables = [
        Fact("dynamodb.table", f"arn:{n:03}", "1", "r", "t", {}, {"noise": f"{noise.getrandbits(16_000):x}"})
        for n in range(90)
    ]
    decision = reports.failed("DDB-001", ("it is off", "/config/noise", 1, 2))
    report = reports.of(Assessment(table, reports.profile(), (decision,)) for table in tables)
    content = written(sarif.render_github, report)
    (run,) = loaded(sarif.render_github, report)["runs"]
    assert 10 < len(run["results"]) < 90
    assert len(run["artifacts"]) == 1 + len(reports.RULES) + len(run["results"])
    assert len(gzip.compress(content, 6)) < 110_000
    assert f"holds the '{len(run['results'])}' most severe of '90' failures" in _notices(run)[0]


def test_gaps_are_told_up_to_a_bound() -> None:
    gaps = tuple(Gap(f"kind.{index}", "s3:List", GapReason.THROTTLED, "") for index in range(512))
    unit = CoverageUnit("111122223333", "eu-west-1", "s3", (), gaps)
    (run,) = loaded(sarif.render_full, reports.of([], units=[unit]))["runs"]
    notices = _notices(run)
    assert len(notices) == 501
    assert notices[-1] == "'12' more gaps are not listed here."
