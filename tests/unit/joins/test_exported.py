"""Where exports of a stack or pool are kept: those of its own, and doubt where they could not be listed."""

import pytest
from support.estates import AWAY, joined
from support.facts import export_location, gap, table
from support.stack_facts import stack, user_pool

from scanner.model import Fact, Gap, GapReason

KEPT = {
    "bucket",
    "newest_at",
    "newest_before_update_at",
    "newest_bytes",
    "object_count",
    "prefix",
    "subject_root_arn",
    "subject_updated_at",
}


@pytest.mark.parametrize("fact", [stack(), user_pool()], ids=["stack", "pool"])
def test_every_place_of_its_own_exports_is_told(fact: Fact) -> None:
    places = [export_location(id=f"{fact.id}/export/{name}", bucket=name, subject_arn=fact.id) for name in "ba"]
    other = export_location(id="elsewhere", subject_arn=stack(name="other").id)
    found, gaps = joined("exported", fact, [fact, other, *places])
    assert gaps == []
    assert [place["bucket"] for place in found] == ["a", "b"]
    assert found[0] == {name: places[1].config[name] for name in KEPT}


def test_where_nothing_says_that_there_are_any_there_are_none() -> None:
    assert joined("exported", stack(), [stack()]) == ([], [])


def test_what_could_not_be_listed_may_be_newer() -> None:
    dark = export_location(subject_arn=stack().id, gaps=(gap("/config/newest_at"),))
    found, gaps = joined("exported", stack(), [dark])
    assert (len(found), len(gaps)) == (1, 1)
    assert joined("exported", stack(name="other"), [dark]) == ([], [])


def test_places_that_nobody_looked_at_are_not_known() -> None:
    failed = {("export.location", stack().account, stack().region): Gap("", "s3:x", GapReason.ACCESS_DENIED, "no")}
    assert len(joined("exported", stack(), [], failed=failed)[1]) == 1
    assert len(joined("exported", stack(), [], places=[AWAY])[1]) == 1


def test_other_kinds_have_no_such_link() -> None:
    assert joined("exported", table(), [])[0] is None
