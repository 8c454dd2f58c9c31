"""What a backup selection chooses: by hand, and against an oracle that tries every reading that AWS leaves open."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.facts import ACCOUNT, BUCKET_ARN, OTHER_ACCOUNT, OTHER_REGION, REGION, TABLE_ARN, bucket, table, vault

from scanner.model import Fact, Json
from scanner.selections import Choice, Selected, selects

PREFIX = "aws:ResourceTag/"
OPERATORS = ("string_equals", "string_like", "string_not_equals", "string_not_like")

Pairs = Sequence[tuple[str, str]]


def assignment(  # noqa: PLR0913 - one keyword for each part of a selection
    *,
    resources: Sequence[str] = (),
    not_resources: Sequence[str] = (),
    tags: Pairs = (),
    equals: Pairs = (),
    like: Pairs = (),
    not_equals: Pairs = (),
    not_like: Pairs = (),
) -> dict[str, Json]:
    conditions = zip(OPERATORS, (equals, like, not_equals, not_like), strict=True)
    return {
        "resources": list(resources),
        "not_resources": list(not_resources),
        "tag_conditions": pairs(tags),
        "conditions": {operator: pairs(given) for operator, given in conditions},
    }


def pairs(given: Pairs) -> list[Json]:
    return [{"key": key, "value": value} for key, value in given]


def tagged(**tags: str) -> Fact:
    return table(tags=tags)


ORDERS = table(tags={})
UNREAD = table(tags=None)
ALL_TABLES = "arn:aws:dynamodb:*:*:table/*"
BACKUP = PREFIX + "backup"
STAGE = PREFIX + "stage"

SELECTED = [
    # Resources
    (assignment(resources=[TABLE_ARN]), ORDERS, False),
    (assignment(resources=[BUCKET_ARN]), bucket(), False),
    (assignment(resources=["arn:aws:s3:::other", TABLE_ARN]), ORDERS, False),
    (assignment(resources=[f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/ord*"]), ORDERS, False),
    (assignment(resources=[TABLE_ARN + "*"]), ORDERS, False),
    (assignment(resources=[ALL_TABLES]), ORDERS, False),
    (assignment(resources=[f"arn:aws:dynamodb:{REGION}:*:table/*"]), ORDERS, False),
    (assignment(resources=[f"arn:aws:dynamodb:*:{ACCOUNT}:table/ord*"]), ORDERS, False),
    (assignment(resources=["arn:aws:s3:::*"]), bucket(), False),
    (assignment(resources=["arn:aws:s3:::orders-*"]), bucket(), False),
    (assignment(resources=["*"]), ORDERS, True),
    (assignment(resources=["arn:aws:dynamodb:*"]), ORDERS, True),
    (assignment(resources=[f"arn:aws:dynamodb:{REGION}:*"]), ORDERS, True),
    (assignment(resources=["arn:aws:dynamodb:*:*:*"]), ORDERS, True),
    (assignment(resources=["arn:aws:s3:*"]), bucket(), True),
    (assignment(resources=["arn:aws:s3:*:*:*"]), bucket(), True),
    (assignment(resources=["*", ALL_TABLES]), ORDERS, False),
    # tags, in ListOfTags one of which is enough
    (assignment(tags=[("backup", "daily")]), tagged(backup="daily"), True),
    (assignment(tags=[(BACKUP, "daily")]), tagged(backup="daily"), True),
    (assignment(tags=[("a", "1"), ("b", "2")]), tagged(b="2"), True),
    (assignment(tags=[("backup", "")]), tagged(backup=""), True),
    (assignment(tags=[("backup", "*")]), tagged(backup="*"), True),
    (assignment(resources=["*"], tags=[("backup", "daily")]), ORDERS, True),
    (assignment(resources=["arn:aws:s3:::*"], tags=[("backup", "daily")]), tagged(backup="daily"), True),
    (assignment(resources=[TABLE_ARN], tags=[("backup", "daily")]), ORDERS, False),
    (assignment(resources=[TABLE_ARN], tags=[("backup", "daily")]), UNREAD, False),
    (assignment(resources=["arn:aws:dynamodb:*:*:table/orders"], tags=[("a", "1")]), tagged(a="1"), True),
    # conditions, which must all hold
    (assignment(resources=["*"], equals=[(BACKUP, "daily")]), tagged(backup="daily"), True),
    (assignment(resources=["*"], like=[(STAGE, "prod*")]), tagged(stage="production"), True),
    (assignment(resources=["*"], like=[(STAGE, "*rod*")]), tagged(stage="production"), True),
    (assignment(resources=["*"], like=[(STAGE, "*")]), tagged(stage=""), True),
    (assignment(resources=["*"], like=[(STAGE, "a*c*e")]), tagged(stage="abcde"), True),
    (assignment(resources=["*"], not_equals=[(STAGE, "test")]), tagged(stage="Test"), True),
    (assignment(resources=["*"], not_like=[(STAGE, "test*")]), tagged(stage="production"), True),
    (assignment(tags=[("a", "1")], equals=[(STAGE, "x")]), tagged(a="1", stage="x"), True),
    # exclusion
    (assignment(resources=["*"], not_resources=["arn:aws:s3:::*"]), ORDERS, True),
    (assignment(resources=["*"], not_resources=["arn:aws:dynamodb:*:*:table/other*"]), ORDERS, True),
    # nothing named
    (assignment(), ORDERS, True),
    (assignment(), UNREAD, True),
]

NOT_SELECTED = [
    (assignment(resources=[BUCKET_ARN]), ORDERS),
    (assignment(resources=[TABLE_ARN.upper()]), ORDERS),
    (assignment(resources=[TABLE_ARN.replace("orders", "Orders")]), ORDERS),
    (assignment(resources=[TABLE_ARN + "-old"]), ORDERS),
    (assignment(resources=[TABLE_ARN[:-1]]), ORDERS),
    (assignment(resources=[TABLE_ARN + "/*"]), ORDERS),
    (assignment(resources=[f" {TABLE_ARN}"]), ORDERS),
    (assignment(resources=[""]), ORDERS),
    (assignment(resources=["arn:aws:s3:::"]), bucket()),
    (assignment(resources=[f"arn:aws:s3:{REGION}:{ACCOUNT}:orders-content"]), bucket()),
    (assignment(resources=["arn:aws-cn:dynamodb:*:*:table/*"]), ORDERS),
    (assignment(resources=[TABLE_ARN]), table(region=OTHER_REGION)),
    (assignment(resources=[TABLE_ARN]), table(account=OTHER_ACCOUNT)),
    (assignment(resources=[f"arn:aws:dynamodb:{OTHER_REGION}:*:table/*"]), ORDERS),
    (assignment(resources=["arn:aws:s3:::*-logs"]), bucket()),
    (assignment(tags=[("backup", "daily")]), ORDERS),
    (assignment(tags=[("backup", "daily")]), tagged(backup="Daily")),
    (assignment(tags=[("backup", "daily")]), tagged(Backup="daily")),
    (assignment(tags=[("backup", "da*")]), tagged(backup="daily")),
    (assignment(tags=[("backup", "")]), ORDERS),
    (assignment(tags=[("", "")]), ORDERS),
    (assignment(resources=["arn:aws:s3:::*"], tags=[("backup", "daily")]), ORDERS),
    (assignment(resources=["*"], equals=[(BACKUP, "daily")]), tagged(backup="weekly")),
    (assignment(resources=["*"], equals=[(BACKUP, "daily")]), ORDERS),
    (assignment(resources=["*"], equals=[(BACKUP, "daily"), (STAGE, "prod")]), tagged(backup="daily")),
    (assignment(resources=["*"], equals=[(BACKUP, "a"), (BACKUP, "b")]), tagged(backup="a")),
    (assignment(resources=["*"], like=[(STAGE, "prod*")]), ORDERS),
    (assignment(resources=["*"], like=[(STAGE, "prod")]), tagged(stage="production")),
    (assignment(resources=["*"], like=[(STAGE, "")]), tagged(stage="production")),
    (assignment(resources=["*"], not_equals=[(STAGE, "test")]), tagged(stage="test")),
    (assignment(resources=["*"], not_like=[(STAGE, "te*")]), tagged(stage="test")),
    (assignment(resources=["*"], tags=[("a", "1")], equals=[(STAGE, "x")]), tagged(a="1")),
    (assignment(resources=["*"], not_resources=[TABLE_ARN]), ORDERS),
    (assignment(resources=[TABLE_ARN], not_resources=[ALL_TABLES]), ORDERS),
    (assignment(resources=[TABLE_ARN], not_resources=["*"]), UNREAD),
    (assignment(not_resources=[TABLE_ARN]), ORDERS),
    (assignment(equals=[(BACKUP, "daily")]), ORDERS),
    (assignment(resources=[BUCKET_ARN], equals=[(BACKUP, "daily")]), UNREAD),
    (assignment(resources=["*"]), vault()),
]

UNKNOWN = [
    (None, ORDERS, "could not be read"),
    # patterns that AWS does not document, and that match by some reading
    (assignment(resources=["arn:aws:s3:::*-content"]), bucket(), "document patterns"),
    (assignment(resources=["arn:aws:s3:::orders-*t"]), bucket(), "document patterns"),
    (assignment(resources=["arn:aws:s3:::orders-conten?"]), bucket(), "document patterns"),
    (assignment(resources=["arn:aws:s3:::orders-**"]), bucket(), "document patterns"),
    (assignment(resources=["arn:*:s3:::*"]), bucket(), "document patterns"),
    (assignment(resources=["arn:aws:dynamodb:*:*:table/orders"]), ORDERS, "document patterns"),
    (assignment(resources=["arn:aws:dynamodb:eu-*:*:table/*"]), ORDERS, "document patterns"),
    (assignment(resources=["arn:aws:dynamodb:::table/*"]), ORDERS, "document patterns"),
    (assignment(resources=["arn:aws:dynamodb:::table/orders"]), ORDERS, "document patterns"),
    (assignment(resources=["*"], not_resources=["*orders"]), ORDERS, "document patterns"),
    (assignment(resources=[ALL_TABLES]), table(name="all orders"), "document patterns"),
    # negated conditions without the tag
    (assignment(resources=["*"], not_equals=[(STAGE, "test")]), ORDERS, "without that tag"),
    (assignment(resources=["*"], not_like=[(STAGE, "*")]), ORDERS, "without that tag"),
    # keys
    (assignment(resources=["*"], equals=[("backup", "daily")]), tagged(backup="daily"), "documents keys as"),
    (assignment(resources=["*"], equals=[("aws:resourcetag/backup", "daily")]), ORDERS, "documents keys as"),
    (assignment(tags=[("AWS:ResourceTag/backup", "daily")]), tagged(backup="daily"), "documents keys as"),
    # wildcards over whitespace, and question marks
    (assignment(resources=["*"], like=[(STAGE, "prod*")]), tagged(stage="prod eu"), "wildcards"),
    (assignment(resources=["*"], like=[(STAGE, "prod-?")]), tagged(stage="prod-1"), "wildcards"),
    (assignment(resources=["*"], not_like=[(STAGE, "pr?d")]), tagged(stage="prod"), "wildcards"),
    # tags that could not be read
    (assignment(tags=[("backup", "daily")]), UNREAD, "could not be read"),
    (assignment(resources=["*"], equals=[(BACKUP, "daily")]), UNREAD, "could not be read"),
    (assignment(resources=[TABLE_ARN], not_like=[(STAGE, "test*")]), UNREAD, "could not be read"),
    (assignment(resources=[BUCKET_ARN], tags=[("backup", "daily")]), UNREAD, "could not be read"),
    # only filters
    (assignment(not_resources=[BUCKET_ARN]), ORDERS, "only excludes or filters"),
    (assignment(equals=[(BACKUP, "daily")]), tagged(backup="daily"), "only excludes or filters"),
]


@pytest.mark.parametrize(("chosen", "fact", "needs_opt_in"), SELECTED)
def test_selected(chosen: Mapping[str, Json], fact: Fact, needs_opt_in: bool) -> None:  # noqa: FBT001 - a parameter
    selected = selects(chosen, fact)
    assert (selected.choice, selected.needs_opt_in) == (Choice.SELECTED, needs_opt_in)
    assert selected.reason


@pytest.mark.parametrize(("chosen", "fact"), NOT_SELECTED)
def test_not_selected(chosen: Mapping[str, Json], fact: Fact) -> None:
    selected = selects(chosen, fact)
    assert selected.choice is Choice.NOT_SELECTED
    assert selected.reason


@pytest.mark.parametrize(("chosen", "fact", "why"), UNKNOWN)
def test_unknown_with_the_reason(chosen: Mapping[str, Json] | None, fact: Fact, why: str) -> None:
    selected = selects(chosen, fact)
    assert selected.choice is Choice.UNKNOWN
    assert why in selected.reason


def test_a_reason_names_what_decided() -> None:
    excluded = selects(assignment(resources=["*"], not_resources=[ALL_TABLES]), ORDERS)
    assert excluded == Selected(
        Choice.NOT_SELECTED, needs_opt_in=True, reason=f"excluded, because {ALL_TABLES} matches"
    )
    filtered = selects(assignment(resources=["*"], equals=[(BACKUP, "daily")]), ORDERS)
    assert filtered.reason == f"string_equals {BACKUP}=daily does not hold"


@pytest.mark.parametrize("pattern", ["*a" * 60 + "*b", "*" * 1_000_000 + "b", "*?" * 100_000, "a*" * 100_000])
def test_a_hostile_pattern_ends(pattern: str) -> None:
    condition = assignment(resources=["*"], like=[(STAGE, pattern)])
    assert selects(condition, tagged(stage="a" * 256)).choice is Choice.NOT_SELECTED


def oracle(chosen: Mapping[str, Json], fact: Fact) -> Choice:
    """Every term with the truths that it may have, and the formula over all their combinations."""
    tags = [may_hold("string_equals", pair, fact, plain=True) for pair in chosen["tag_conditions"]]
    resources = [may_cover(pattern, fact.id) for pattern in chosen["resources"]]
    excluded = [may_cover(pattern, fact.id) for pattern in chosen["not_resources"]]
    conditions = [
        may_hold(operator, pair, fact, plain=False) for operator in OPERATORS for pair in chosen["conditions"][operator]
    ]
    named = resources + tags
    if not named:
        named = [{True, False}] if excluded or conditions else [{True}]
    outcomes = {
        any(truths[: len(named)])
        and all(truths[len(named) : len(named) + len(conditions)])
        and not any(truths[len(named) + len(conditions) :])
        for truths in product(*named, *conditions, *excluded)
    }
    return Choice.UNKNOWN if len(outcomes) > 1 else Choice.SELECTED if outcomes.pop() else Choice.NOT_SELECTED


def glob(pattern: str, text: str, star: str, question: str) -> bool:
    parts = {"*": star, "?": question}
    return re.fullmatch("".join(parts.get(char, re.escape(char)) for char in pattern), text, re.DOTALL) is not None


def may_cover(pattern: str, arn: str) -> set[bool]:
    fields = pattern.split(":")
    trailing = pattern.endswith("*") and "?" not in pattern
    starred = {index for index, field in enumerate(fields) if "*" in field}
    documented = trailing and (
        pattern.count("*") == 1
        or (
            len(fields) == 6
            and starred <= {3, 4, 5}
            and all(fields[index] == "*" for index in starred & {3, 4})
            and fields[5].count("*") == 1
        )
    )
    if pattern == arn or (documented and glob(pattern, arn, r"\S*", r"\?")):
        return {True}
    filled = list(fields)
    if len(fields) == 6:
        filled[3:5] = [field or "*" for field in fields[3:5]]
    return {True, False} if glob(":".join(filled), arn, ".*", ".") else {False}


def may_hold(operator: str, pair: Mapping[str, str], fact: Fact, *, plain: bool) -> set[bool]:
    key, wanted = pair["key"], pair["value"]
    negated = "not" in operator
    if not (key.startswith(PREFIX) or (plain and not key.lower().startswith(PREFIX.lower()))) or fact.tags is None:
        return {True, False}
    value = fact.tags.get(key.removeprefix(PREFIX))
    if value is None:
        return {True, False} if negated else {False}
    if operator.endswith("equals"):
        return {(value == wanted) != negated}
    return {glob(wanted, value, star, question) != negated for star in (".*", r"\S*") for question in (r"\?", ".")}


ARNS = st.sampled_from(
    [
        *("", "*", "**", "arn:*", "*orders", TABLE_ARN, TABLE_ARN + "x", ALL_TABLES, "arn:aws:dynamodb:*"),
        *(
            "arn:aws:dynamodb:::table/orders",
            "arn:aws:dynamodb:*:*:table/orders",
            f"arn:aws:dynamodb:{REGION}:*:table/o*",
        ),
        *(BUCKET_ARN, "arn:aws:s3:", "arn:aws:s3:*:*:*", "arn:aws:s3:::*", "arn:aws:s3:::orders*", "arn:a*:s3:::*"),
        "arn:aws:s3:::?rders-content",
    ]
)
KEYS = st.sampled_from(["a", "b", PREFIX + "a", PREFIX + "b", PREFIX, "", "aws:resourcetag/a", "A"])
VALUES = st.text(alphabet="x *?", max_size=4)
CONDITIONS = st.lists(st.tuples(KEYS, VALUES), max_size=2)
TAGS = st.none() | st.dictionaries(st.sampled_from(["a", "b", "A"]), VALUES, max_size=2)
ASSIGNMENTS = st.builds(
    assignment,
    resources=st.lists(ARNS, max_size=2),
    not_resources=st.lists(ARNS, max_size=1),
    tags=CONDITIONS,
    equals=CONDITIONS,
    like=CONDITIONS,
    not_equals=st.lists(st.tuples(KEYS, VALUES), max_size=1),
    not_like=st.lists(st.tuples(KEYS, VALUES), max_size=1),
)


def resources(tags: Mapping[str, str] | None) -> Iterator[Fact]:
    yield table(tags=tags)
    yield bucket(tags=tags)


@settings(max_examples=400, deadline=None)
@given(ASSIGNMENTS, TAGS)
def test_the_oracle_agrees(chosen: Mapping[str, Json], tags: Mapping[str, str] | None) -> None:
    for fact in resources(tags):
        assert selects(chosen, fact).choice is oracle(chosen, fact)


@settings(max_examples=200, deadline=None)
@given(ASSIGNMENTS, TAGS)
def test_what_is_decided_without_the_tags_is_so_with_any(
    chosen: Mapping[str, Json], tags: Mapping[str, str] | None
) -> None:
    for blind, seen in zip(resources(None), resources(tags), strict=True):
        without = selects(chosen, blind)
        assert without.choice is Choice.UNKNOWN or without.choice is selects(chosen, seen).choice


@given(ASSIGNMENTS, TAGS)
def test_no_opt_in_is_needed_only_where_an_entry_names_the_type(
    chosen: Mapping[str, Json], tags: Mapping[str, str] | None
) -> None:
    for fact, marker in zip(resources(tags), (":table/", "s3:::"), strict=True):
        if not selects(chosen, fact).needs_opt_in:
            assert any(marker in pattern for pattern in chosen["resources"])
