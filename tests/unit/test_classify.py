import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.facts import ACCOUNT, bucket, gap, site, table, unit, vault
from support.snapshots import write

from scanner.classify import Classifier
from scanner.facts import KINDS
from scanner.model import CoverageUnit, Fact, Profile
from scanner.settings import ClassificationRule, Config, Match, TagNames
from scanner.tiers import DATA_TYPES, Tiers

FORMKIQ_LISTED = (unit("formkiq.installation", collector="formkiq"),)
Profiled = Callable[..., Profile]


@pytest.fixture
def profiled(tmp_path: Path) -> Profiled:
    """The profile of a fact in an estate without FormKiQ, unless `units` says that this is not known."""

    def profile(fact: Fact, *rules: ClassificationRule, units: Iterable[CoverageUnit] = FORMKIQ_LISTED) -> Profile:
        config = Config(classification=rules)
        return Classifier(write(tmp_path, [], units), config, Tiers.load(config)).profile(fact)

    return profile


def rule(name: str = "mine", match: Match | None = None, **answers: str) -> ClassificationRule:
    return ClassificationRule(name, match or Match(), **answers)


# --- who decides


def test_tags_say_what_a_resource_is(profiled: Profiled) -> None:
    tags = {"Application": "shop", "safehold:tier": "enhanced", "safehold:data-type": "identity"}
    everything = rule(tier="basic", data_type="cache", application="other", site="north")

    assert profiled(table(name="formkiq-core-prod-cache", tags=tags), everything) == Profile(
        application="shop",
        site="north",
        data_type="identity",
        tier="enhanced",
        because={
            "application": "tag Application='shop' says so",
            "data_type": "tag safehold:data-type='identity' says so",
            "tier": "tag safehold:tier='enhanced' says so",
            "site": "the rule 'mine' in safehold.yaml says so",
        },
        classified=True,
    )


def test_the_names_of_the_tags_can_be_chosen(tmp_path: Path) -> None:
    config = Config(tag_names=TagNames("level", "class", "app"))
    fact = table(tags={"level": "standard", "class": "logs", "app": "FormKiQ", "safehold:tier": "gold"})

    profile = Classifier(write(tmp_path, [], FORMKIQ_LISTED), config, Tiers.load(config)).profile(fact)

    assert (profile.tier, profile.data_type, profile.application) == ("standard", "logs", "FormKiQ")


def test_discovery_comes_before_rules(profiled: Profiled) -> None:
    profile = profiled(
        table(name="formkiq-core-prod-cache", tags={}), rule(data_type="logs", application="x", tier="standard")
    )

    assert (profile.application, profile.data_type, profile.tier) == ("FormKiQ prod", "cache", "standard")
    assert profile.because["tier"] == "the rule 'mine' in safehold.yaml says so"


def test_each_answer_comes_from_the_first_rule_that_has_it(profiled: Profiled) -> None:
    rules = (
        rule("other kind", Match(kind="s3.bucket"), tier="enterprise"),
        rule("one", data_type="logs"),
        rule("two", data_type="cache", tier="standard"),
        rule("three", tier="enhanced", application="shop"),
    )
    profile = profiled(table(tags={}), *rules)

    assert (profile.data_type, profile.tier, profile.application) == ("logs", "standard", "shop")
    assert {key: text.split("'")[1] for key, text in profile.because.items()} == {
        "data_type": "one",
        "tier": "two",
        "application": "three",
    }
    assert profile.classified


def test_what_nobody_classified_gets_the_defaults_and_says_so(tmp_path: Path) -> None:
    config = Config(default_tier="standard", default_data_type="logs")

    profile = Classifier(write(tmp_path, [], FORMKIQ_LISTED), config, Tiers.load(config)).profile(bucket(tags={}))

    assert profile == Profile(
        application=None,
        site=None,
        data_type="logs",
        tier="standard",
        because={
            "application": "nothing says which application it belongs to",
            "data_type": "nothing says what data it holds, so it is the default",
            "tier": "nothing says which tier it was promised, so it is the default",
        },
        classified=False,
    )


@pytest.mark.parametrize(
    ("fact", "rules"),
    [
        (table(tags={"safehold:tier": "standard"}), ()),
        (table(tags={"safehold:data-type": "logs"}), ()),
        (table(name="formkiq-core-prod-documents", tags={}), ()),
        (table(tags={}), (rule(tier="basic"),)),
        (table(tags={}), (rule(data_type="unclassified"),)),
        (vault(tags={}), ()),
    ],
)
def test_one_answer_that_is_no_default_makes_a_resource_classified(
    profiled: Profiled, fact: Fact, rules: tuple[ClassificationRule, ...]
) -> None:
    assert profiled(fact, *rules).classified


def test_an_application_alone_does_not(profiled: Profiled) -> None:
    assert not profiled(table(tags={"Application": "shop"}), rule(application="x", site="y")).classified


ANY_DATA = {"dynamodb.table", "ec2.volume", "efs.file_system", "rds.cluster", "rds.instance", "s3.bucket"}
HELD = {
    "backup_records": {"dynamodb.backup", "dynamodb.export", "ec2.snapshot", "evidence.record"},
    "identity": {"cognito.user_pool"},
    "logs": {"cloudtrail.trail", "logs.log_group"},
    "processing": {"sqs.queue"},
    "search_index": {kind for kind in KINDS if kind.startswith("opensearch.")},
}
HELD["backup_records"] |= {kind for kind in KINDS if kind.startswith("backup.")}


def some(kind: str, **changes: Any) -> Fact:
    """A fact of any kind, of whose configuration nothing is known."""
    return replace(vault(), **({"kind": kind, "config": {}} | changes))


@pytest.mark.parametrize("kind", sorted(KINDS - ANY_DATA))
def test_of_other_kinds_the_kind_says_what_they_hold(profiled: Profiled, kind: str) -> None:
    fact = some(kind, tags={"safehold:data-type": "cache", "safehold:tier": "standard"})
    holds = next((data_type for data_type, kinds in HELD.items() if kind in kinds), "configuration")
    profile = profiled(fact, rule(data_type="cache"), units=())

    assert profile.data_type == holds
    assert profile.because["data_type"] == f"every {kind} holds {holds}"
    assert (profile.tier, profile.classified) == ("standard", True)


@pytest.mark.parametrize("kind", sorted(ANY_DATA))
def test_what_holds_data_of_any_type_is_asked_what_it_holds(profiled: Profiled, kind: str) -> None:
    assert profiled(some(kind, tags={"safehold:data-type": "logs"})).data_type == "logs"
    assert profiled(some(kind, tags={}), rule(data_type="identity")).data_type == "identity"
    bare = profiled(some(kind, tags={}))
    assert (bare.data_type, bare.tier, bare.classified) == ("unclassified", "basic", False)


@pytest.mark.parametrize(
    ("subject", "holds", "why"),
    [
        ("cognito.user_pool", "identity", "every export of a cognito.user_pool holds identity"),
        ("cloudformation.stack", "configuration", "every export of a cloudformation.stack holds configuration"),
        (["nonsense"], "configuration", "every export.location holds configuration"),
        (None, "configuration", "every export.location holds configuration"),
    ],
)
def test_an_export_holds_what_is_exported(profiled: Profiled, subject: Any, holds: str, why: str) -> None:
    profile = profiled(some("export.location", config={"subject_kind": subject}, tags={}))

    assert (profile.data_type, profile.because["data_type"]) == (holds, why)


def test_a_site_of_formkiq_is_the_site_that_it_is(profiled: Profiled) -> None:
    profile = profiled(site(site_id="acme"), rule(site="other", application="x"))

    assert (profile.application, profile.site) == ("FormKiQ prod", "acme")
    assert profile.because["site"] == "it is a formkiq.site"


# --- which resources a rule is about


@pytest.mark.parametrize(
    ("match", "matches"),
    [
        (Match(), True),
        (Match(kind="dynamodb.table"), True),
        (Match(kind="dynamodb.backup"), False),
        (Match(account=ACCOUNT), True),
        (Match(account="444455556666"), False),
        (Match(region="eu-central-1"), True),
        (Match(region="eu-central-2"), False),
        (Match(name="orders"), True),
        (Match(name="order"), False),
        (Match(name="ord*"), True),
        (Match(name="*d?rs"), True),
        (Match(name="[op]rders"), True),
        (Match(name="ORDERS"), False),
        (Match(arn="arn:*:table/orders"), True),
        (Match(arn="*:table/order"), False),
        (Match(tags={"env": "prod*"}), True),
        (Match(tags={"env": "*"}), True),
        (Match(tags={"env": "prod"}), False),
        (Match(tags={"env": "prod*", "team": "*"}), False),
        (Match(tags={"ENV": "*"}), False),
        (Match(kind="dynamodb.table", account=ACCOUNT, name="o*", arn="*orders", tags={"env": "*eu"}), True),
        (Match(kind="dynamodb.table", account=ACCOUNT, name="x*", arn="*orders", tags={"env": "*eu"}), False),
    ],
)
def test_a_rule_is_about_what_all_its_conditions_match(profiled: Profiled, match: Match, *, matches: bool) -> None:
    profile = profiled(table(tags={"env": "prod-eu"}), rule(match=match, site="here"))

    assert (profile.site == "here") is matches


# --- what cannot be told


def test_tags_that_could_not_be_read_leave_the_tier_unknown(profiled: Profiled) -> None:
    fact = table(name="formkiq-core-prod-documents", tags=None, gaps=(gap("/tags", detail="AccessDenied: no"),))
    profile = profiled(fact, rule(tier="basic", match=Match(name="formkiq-*")), rule(match=Match(tags={"a": "*"})))

    assert profile.tier is None
    assert profile.because["tier"] == "its tags, which say the tier, could not be read: AccessDenied: no"
    assert (profile.data_type, profile.application) == ("document_metadata", "FormKiQ prod")


@pytest.mark.parametrize("fact", [table(tags=None), bucket(tags=None), vault(tags=None)])
def test_tags_that_are_missing_without_a_gap_do_too(profiled: Profiled, fact: Fact) -> None:
    profile = profiled(fact)

    assert profile.tier is None
    assert "could not be read: no reason given" in profile.because["tier"]


@pytest.mark.parametrize("value", ["gold", "", "Basic", "basic "])
def test_a_tag_that_names_no_tier_leaves_the_tier_unknown(profiled: Profiled, value: str) -> None:
    profile = profiled(table(tags={"safehold:tier": value}), rule(tier="enterprise"))

    assert profile.tier is None
    assert profile.because["tier"] == (
        f"tag safehold:tier={value!r} names no tier; known: basic, standard, enhanced, enterprise"
    )


def test_a_tag_that_names_no_data_type_leaves_the_tier_unknown(profiled: Profiled) -> None:
    tags = {"safehold:tier": "standard", "safehold:data-type": "cash"}
    profile = profiled(table(tags=tags), rule(data_type="cache"))

    assert profile.tier is None
    assert profile.because["tier"].startswith("tag safehold:data-type='cash' names no data type; known: document_con")


FORMKIQ_FAILED: dict[str, tuple[CoverageUnit, ...]] = {
    "formkiq.installation was not collected": (),
    "denied": (unit("formkiq.installation", gaps=(gap("formkiq.installation"),)),),
}


@pytest.mark.parametrize("why", FORMKIQ_FAILED)
@pytest.mark.parametrize(
    "fact", [table(tags={}), bucket(tags={}), bucket(tags={"safehold:tier": "basic"}), some("efs.file_system", tags={})]
)
def test_what_may_be_formkiqs_has_no_tier_while_that_is_not_known(profiled: Profiled, fact: Fact, why: str) -> None:
    profile = profiled(fact, rule(tier="basic"), units=FORMKIQ_FAILED[why])

    assert profile.tier is None
    assert (
        "it may be FormKiQ's, whose installations in 111122223333 eu-central-1 are not fully known: "
        in (profile.because["tier"])
    )
    assert why in profile.because["tier"]


@pytest.mark.parametrize(
    ("fact", "rules"),
    [
        (bucket(tags={"safehold:data-type": "logs"}), ()),
        (bucket(name=f"formkiq-core-prod-documents-{ACCOUNT}", tags={}), ()),
        (table(name="formkiq-audit", tags={}), ()),
        (table(tags={}), (rule(data_type="cache"),)),
        (vault(tags={}), ()),
        (some("rds.instance", tags={}), ()),  # FormKiQ has none
    ],
)
def test_what_something_else_classifies_has_one(
    profiled: Profiled, fact: Fact, rules: tuple[ClassificationRule, ...]
) -> None:
    assert profiled(fact, *rules, units=()).tier == "basic"


NAMES = st.sampled_from(
    ["orders", "formkiq-core-prod-documents", "formkiq-core-prod-cache", f"formkiq-core-prod-staging-{ACCOUNT}"]
)
TAGS = st.dictionaries(
    st.sampled_from(["safehold:tier", "safehold:data-type", "Application"]),
    st.sampled_from(["basic", "enterprise", "cache", "document_content", "FormKiQ", "gold"]),
)
RULES = st.lists(
    st.builds(
        rule,
        match=st.builds(Match, name=st.none() | st.just("formkiq-*"), kind=st.none() | st.just("s3.bucket")),
        tier=st.none() | st.sampled_from(["basic", "enterprise"]),
        data_type=st.none() | st.sampled_from(DATA_TYPES),
    ),
    max_size=3,
).map(tuple)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(make=st.sampled_from([table, bucket]), name=NAMES, tags=TAGS, rules=RULES)
def test_what_is_missing_never_makes_up_a_promise(
    tmp_path: Path, make: Callable[..., Fact], name: str, tags: dict[str, str], rules: tuple[Any, ...]
) -> None:
    config = Config(classification=rules)
    tiers = Tiers.load(config)
    known = Classifier(write(tmp_path, [], FORMKIQ_LISTED), config, tiers)
    unlisted = Classifier(write(tmp_path, [], ()), config, tiers)
    fact = make(name=name, tags=tags)
    whole = known.profile(fact)

    assert known.profile(replace(fact, tags=None)).tier is None
    without = unlisted.profile(fact)
    assert without.tier is None or (without.tier, without.data_type) == (whole.tier, whole.data_type)
    for profile in (whole, without):
        assert profile.data_type in DATA_TYPES
        assert profile.tier is None or profile.tier in tiers.names
        assert profile.because.keys() >= {"application", "data_type", "tier"}
    shutil.rmtree(tmp_path)
