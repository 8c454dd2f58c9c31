"""What people attest about a resource, or about the application, site and tier that it belongs to."""

from dataclasses import replace
from typing import Any

import pytest
from support.estates import AWAY, HOME, PROFILE, joined
from support.facts import ACCOUNT, BUILDERS, OTHER_ACCOUNT, TABLE_ARN, bucket, evidence_record, gap, table

from scanner.model import Fact, Gap, Profile

NOTHING: dict[str, list[str]] = {"resources": [], "applications": [], "sites": [], "tiers": []}
OURS = replace(PROFILE, application="shop", site="acme", tier="enhanced")
FAILED = gap("evidence.record")


def record(name: str = "orders-restored", **scope: Any) -> Fact:
    return evidence_record(name=name, scope=NOTHING | scope)


def evidence(
    *records: Fact, about: Fact | None = None, profile: Profile = OURS, failed: Any = None
) -> tuple[Any, list[Gap]]:
    about = about or table()
    return joined("evidence", about, [about, *records], profile=profile, places=(HOME, AWAY), failed=failed)


def names(*records: Fact, **options: Any) -> list[str]:
    found, gaps = evidence(*records, **options)
    assert gaps == []
    return [each["name"] for each in found]


@pytest.mark.parametrize(
    ("scope", "holds"),
    [
        ({"resources": [TABLE_ARN]}, True),
        ({"resources": ["arn:aws:s3:::another", TABLE_ARN]}, True),
        ({"resources": ["arn:aws:s3:::another"]}, False),
        ({"applications": ["shop"]}, True),
        ({"applications": ["another"]}, False),
        ({"sites": ["acme"]}, True),
        ({"sites": ["another"]}, False),
        ({"tiers": ["enhanced"]}, True),
        ({"tiers": ["basic"]}, False),
        ({"applications": ["shop"], "tiers": ["enhanced"]}, True),
        ({"applications": ["shop"], "tiers": ["basic"]}, False),
    ],
)
def test_all_that_a_scope_gives_must_hold(scope: Any, holds: Any) -> None:
    assert names(record(**scope)) == (["orders-restored"] if holds else [])


def test_what_is_not_known_of_a_resource_is_in_no_scope() -> None:
    unknown = replace(OURS, application=None, site=None, tier=None)
    scopes: tuple[Any, ...] = ({"applications": ["shop"]}, {"sites": ["acme"]}, {"tiers": ["enhanced"]})
    for scope in scopes:
        assert names(record(**scope), profile=unknown) == []


def test_an_application_is_meant_by_any_of_its_critical_parts_and_sites() -> None:
    application = BUILDERS["estate.application"]()
    part, site = application.config["arns"][0], (application.config["sites"] or ["none"])[0]
    assert names(record(resources=[part]), about=application) == ["orders-restored"]
    assert names(record(resources=["arn:aws:s3:::another"]), about=application) == []
    assert names(record(sites=[site]), about=application) == (["orders-restored"] if site != "none" else [])


def test_it_is_told_in_order_and_without_its_place() -> None:
    found, _ = evidence(record("b", tiers=["enhanced"]), record("a", sites=["acme"]))
    assert [(each["name"], each["sites"]) for each in found] == [("a", ["acme"]), ("b", [])]
    assert not {"scope", "account"} & found[0].keys()


def test_a_listing_that_failed_where_evidence_comes_from_leaves_it_open() -> None:
    _, gaps = evidence(record(tiers=["enhanced"]), failed={("evidence.record", ACCOUNT, "global"): FAILED})
    assert len(gaps) == 1


def test_one_of_an_account_that_holds_none_does_not() -> None:
    failed = {("evidence.record", OTHER_ACCOUNT, "global"): FAILED}
    assert names(record(tiers=["enhanced"]), failed=failed) == ["orders-restored"]
    _, gaps = evidence(failed=failed)
    assert len(gaps) == 1


def test_a_bucket_has_evidence_too_and_a_vault_has_none() -> None:
    assert names(record(tiers=["enhanced"]), about=bucket()) == ["orders-restored"]
    assert evidence(record(tiers=["enhanced"]), about=BUILDERS["backup.vault"]()) == (None, [])
