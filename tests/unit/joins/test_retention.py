"""How long a bucket keeps things, and what that means for FormKiQ's sites."""

from typing import Any

from support.estates import joined
from support.facts import bucket, gap, installation, lifecycle_rule, site

from scanner.model import Fact, Gap, Json

DOCUMENTS = f"formkiq-core-prod-documents-{installation().account}"


def expiring(prefix: str, days: int) -> Json:
    filtered = {"prefix": prefix, "tags": {}}
    return lifecycle_rule(id=prefix, filter=filtered, expiration_days=days, noncurrent_days=None)


def documents(*rules: Json, **overrides: Any) -> Fact:
    return bucket(name=DOCUMENTS, lifecycle={"configured": True, "rules": list(rules)}, **overrides)


def kept(fact: Fact, *facts: Fact) -> tuple[Any, list[Gap]]:
    return joined("retention", fact, [fact, *facts])


def prefixes(found: Json) -> list[str]:
    return [region["prefix"] for region in found["regions"]]


def test_a_bucket_has_the_regions_of_its_rules() -> None:
    found, gaps = kept(bucket())
    assert gaps == []
    assert found["bucket_arn"] == bucket().id
    assert [region["deleted_min_days"] for region in found["regions"]] == [400]


def test_a_bucket_whose_rules_are_not_known_has_none() -> None:
    for field in ("lifecycle", "versioning"):
        found, gaps = kept(bucket(**{field: None}, gaps=(gap(f"/config/{field}"),)))
        assert found is None
        assert [each.path for each in gaps] == ["/links/retention"]
    found, gaps = kept(bucket(tiering_configurations=None, gaps=(gap("/config/tiering_configurations"),)))
    assert found is not None
    assert gaps == []


def test_a_site_has_what_meets_its_prefix() -> None:
    rules = (expiring("acme/tmp/", 1), expiring("beta/", 2))
    found, gaps = kept(site(), installation(), documents(*rules))
    assert gaps == []
    assert found["bucket_arn"] == documents().id
    assert prefixes(found) == ["acme/", "acme/tmp/"]


def test_the_default_site_has_all_but_the_prefixes_of_others() -> None:
    rules = (expiring("acme/tmp/", 1), expiring("0123abcd/", 2))
    default = site(site_id="default", name="default")
    found, gaps = kept(default, site(), installation(), documents(*rules))
    assert gaps == []
    assert prefixes(found) == ["", "0123abcd/"]


def test_where_the_documents_are_is_needed() -> None:
    found, gaps = kept(site(), documents())
    assert (found, len(gaps)) == (None, 1)
    assert "no documents bucket" in gaps[0].detail
    found, gaps = kept(site(), installation(resources={}), documents())
    assert (found, len(gaps)) == (None, 1)
    stacks = [{"arn": "arn:x", "nested_arns": [], "outputs": {"DocumentsS3Buckets": "another"}}]
    found, gaps = kept(site(), installation(stacks=stacks), documents())
    assert found is None
    assert f"another, {DOCUMENTS}" in gaps[0].detail
    found, gaps = kept(site(), installation())
    assert found is None
    assert "is not in this snapshot" in gaps[0].detail
    found, gaps = kept(site(), installation(), documents(versioning=None, gaps=(gap("/config/versioning"),)))
    assert (found, len(gaps)) == (None, 1)


def test_rules_that_meet_in_too_many_ways_say_nothing_of_a_site() -> None:
    rules = [
        lifecycle_rule(id=str(number), filter={"prefix": "", "tags": {f"k{number}": "1"}}, expiration_days=1)
        for number in range(30)
    ]
    found, gaps = kept(site(), installation(), documents(*rules))
    assert found is None
    assert "in too many ways" in gaps[0].detail
    found, gaps = kept(documents(*rules))
    assert (found["complete"], gaps) == (False, [])
