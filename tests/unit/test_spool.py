"""Assessments come back from disk as they went there."""

from pathlib import Path

from support.facts import bucket, gap, table

from scanner import spool
from scanner.model import Assessment, Decision, Detail, Profile, Verdict

PROFILE = Profile(None, "site", "logs", None, {"tier": "nobody knows"}, classified=False)
ASSESSMENTS = [
    Assessment(
        table(tags=None, gaps=(gap("/tags"),)),
        PROFILE,
        (
            Decision("A-001", Verdict.UNKNOWN, "why"),
            Decision("B-001", Verdict.FAIL, "", (Detail("ü\n", "/config", {"a": [1, None]}, 2**63),)),
        ),
    ),
    Assessment(bucket(), PROFILE, ()),
]


def test_assessments_come_back_in_order_and_as_often_as_wanted(tmp_path: Path) -> None:
    path = tmp_path / "spool"
    with path.open("wb") as file:
        for assessment in ASSESSMENTS:
            spool.write(file, assessment)
    assert list(spool.read(path)) == ASSESSMENTS
    assert list(spool.read(path)) == ASSESSMENTS


def test_nothing_comes_back_as_nothing(tmp_path: Path) -> None:
    (tmp_path / "spool").touch()
    assert list(spool.read(tmp_path / "spool")) == []
