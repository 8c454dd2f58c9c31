"""Whatever a listing did not give: a join says the same as before, or has a gap. None looks empty by not looking."""

from __future__ import annotations

from typing import Any

import pytest
from support.estates import HOME, joined
from support.facts import ACCOUNT, BUILDERS, OTHER_ACCOUNT, OTHER_REGION, REGION, gap

from scanner.joins import JOINS
from scanner.model import GapReason

FACTS = tuple(build() for build in BUILDERS.values())
PLACES = (HOME, (ACCOUNT, OTHER_REGION), (OTHER_ACCOUNT, OTHER_REGION), (OTHER_ACCOUNT, REGION))
CASES = [(join.name, subject, kind) for join in JOINS for subject in sorted(join.kinds) for kind in sorted(join.keeps)]


@pytest.mark.parametrize(("name", "subject", "kind"), CASES)
def test_a_listing_that_failed_is_a_gap_or_changes_nothing(name: str, subject: str, kind: str) -> None:
    about = BUILDERS[subject]()
    before, _ = joined(name, about, FACTS, places=PLACES)
    rest = [fact for fact in FACTS if fact.kind != kind]
    failed = {
        (kind, account, place): gap(kind, GapReason.THROTTLED)
        for account, region in PLACES
        for place in (region, "global")
    }
    after, gaps = joined(name, about, rest, places=PLACES, failed=failed)
    assert gaps or after == before or _told(name, after)


def _told(name: str, value: Any) -> bool:
    """Whether the value itself says what is not known, so that the rest of it can still be judged."""
    if name == "encrypts":
        return value["complete"] is False
    if name == "monitoring":
        return any(place[what] for place in value["regions"] for what in place if what.endswith("_unread"))
    return name == "targets" and any(target["exists"] is None for target in value)
