from __future__ import annotations

import pytest

from scanner.model import Json
from scanner.render.html_moments import day, expiry, moment, since_epoch

AS_OF = "2026-03-01T06:00:00Z"


def test_a_time_is_written_for_people() -> None:
    assert moment(AS_OF) == "2026-03-01 06:00:00 UTC"


@pytest.mark.parametrize(
    ("ends", "state", "words"),
    [
        ("2026-03-01T06:00:00Z", "expired", "expired today"),
        ("2026-02-28T06:00:01Z", "expired", "expired today"),
        ("2026-02-28T06:00:00Z", "expired", "expired 1 day ago"),
        ("2023-03-01T06:00:00Z", "expired", "expired 1,096 days ago"),
        ("2026-03-01T06:00:01Z", "soon", "expires within a day"),
        ("2026-03-31T06:00:00Z", "soon", "expires in 30 days"),
        ("2026-04-02T06:00:00Z", "good", "expires in 32 days"),
        (None, "none", "no end stated"),
        ("some day", "none", "no end stated"),
        (7, "none", "no end stated"),
    ],
)
def test_what_ends_is_told_from_the_moment_of_judgement(ends: Json, state: str, words: str) -> None:
    assert expiry(ends, AS_OF) == (state, words)


@pytest.mark.parametrize(("ends", "state"), [("2026-03-01", "soon"), ("2026-02-28", "expired"), ("2026-03-31", "good")])
def test_a_waiver_holds_to_the_end_of_its_last_day(ends: str, state: str) -> None:
    assert expiry(ends, AS_OF, whole_day=True)[0] == state


def test_what_is_no_time_has_no_day_and_no_place() -> None:
    assert (day("2026-03-01T06:00:00Z"), day(None), day(["2026"])) == ("2026-03-01", "", "")
    assert since_epoch("1970-01-02T00:00:00Z") == since_epoch("1970-01-02") == 86_400
    assert since_epoch({}) is None
