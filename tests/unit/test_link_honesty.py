"""Whatever is taken from a snapshot: a link says the same as before, or has a gap. None looks empty by not looking."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.estates import (
    AWAY,
    BACKUPS,
    COPY,
    COPY_JOBS,
    EXPORTS,
    HOME,
    JOBS,
    LOCATIONS,
    MANAGED,
    OPTED_IN,
    PLAN_RULES,
    PROFILE,
    RECOVERY_POINTS,
    REPLICA,
    REPLICATION,
    VALIDATOR,
    Estate,
    Part,
    chosen,
)
from support.facts import (
    ACCOUNT,
    BUCKET_ARN,
    OTHER_ACCOUNT,
    OTHER_REGION,
    PLAN_ARN,
    REGION,
    TABLE_ARN,
    backup_job,
    bucket,
    copy_job,
    gap,
    plan,
    plan_rule,
    recovery_point,
    region_settings,
    replica,
    replication_rule,
    selection,
    table,
    table_backup,
    table_export,
    vault,
)

from scanner.link import Linker
from scanner.model import Fact, Gap, GapReason, Json

LINKS = (BACKUPS, COPY_JOBS, JOBS, LOCATIONS, MANAGED, OPTED_IN, PLAN_RULES, RECOVERY_POINTS, REPLICATION)
PLACES = (HOME, (ACCOUNT, OTHER_REGION), AWAY, (OTHER_ACCOUNT, REGION))
TIMES = st.sampled_from(["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z"])
TAGS = st.sampled_from([{}, {"backup": "daily"}, {"stage": "test"}])
ASSIGNMENTS = st.sampled_from(
    [
        chosen(),
        chosen(resources=["*"]),
        chosen(resources=[TABLE_ARN, BUCKET_ARN]),
        chosen(resources=["arn:aws:s3:::*-content"]),
        chosen(tag_conditions=[{"key": "backup", "value": "daily"}]),
        chosen(resources=["*"], string_not_equals=[{"key": "aws:ResourceTag/stage", "value": "test"}]),
        chosen(resources=["*"], not_resources=[TABLE_ARN]),
    ]
)


def vault_arn(place: tuple[str, str], name: str = "main") -> str:
    return f"arn:aws:backup:{place[1]}:{place[0]}:backup-vault:{name}"


COPIES = st.lists(st.sampled_from([COPY | {"vault_arn": vault_arn(place)} for place in PLACES]), max_size=2)


@st.composite
def planning(draw: st.DrawFn, place: tuple[str, str]) -> list[Fact]:
    """Plans, selections, vaults and settings of an account and Region."""
    where = {"account": place[0], "region": place[1]}
    facts = [region_settings(opt_in=draw(st.sampled_from([{"DynamoDB": True}, {"S3": False}])), **where)]
    facts += [vault(name=name, **where) for name in draw(st.sets(st.sampled_from(["main", "spare"])))]
    for number in range(draw(st.integers(1, 2))):
        arn = f"{PLAN_ARN}-{number}"
        vaults = draw(st.lists(st.sampled_from(["main", "spare"]), min_size=1, max_size=2))
        rules = [plan_rule(vault_name=name, copies=draw(COPIES)) for name in vaults]
        facts.append(plan(id=arn, rules=rules, **where))
        for index in range(draw(st.integers(1, 2))):
            assignment = draw(ASSIGNMENTS)
            facts.append(selection(id=f"{arn}/selection/{index}", plan_arn=arn, assignment=assignment, **where))
    return facts


@st.composite
def traces(draw: st.DrawFn, subject: Fact) -> list[Fact]:
    """What jobs, backups and exports left behind of a resource."""
    where = {"account": subject.account, "region": subject.region}
    facts: list[Fact] = []
    for number in range(draw(st.integers(0, 2))):
        state, time = draw(st.sampled_from(["COMPLETED", "FAILED"])), draw(TIMES)
        job = {"resource_arn": subject.id, "state": state, "completed_at": time}
        target = draw(st.sampled_from(PLACES))
        destination = {"destination_account": target[0], "destination_region": target[1]}
        facts += [
            backup_job(id=f"{subject.id}/job/{number}", **job, **where),
            copy_job(
                id=f"{subject.id}/copy/{number}", destination_vault_arn=vault_arn(target), **destination, **job, **where
            ),
            table_backup(id=f"{subject.id}/backup/{number}", table_arn=subject.id, created_at=time, **where),
            table_export(
                id=f"{subject.id}/export/{number}",
                table_arn=subject.id,
                bucket=draw(st.sampled_from(["orders-exports", "elsewhere"])),
                **where,
            ),
        ]
    return [fact for fact in facts if draw(st.booleans())]


@st.composite
def estates(draw: st.DrawFn) -> tuple[list[Fact], list[Fact]]:
    """Resources, and everything about them. Recovery points lie where plans and copy jobs say that they may."""
    rules = [
        replication_rule(destination_bucket_arn=arn, enabled=draw(st.booleans()))
        for arn in draw(st.lists(st.sampled_from([REPLICA.id, "arn:aws:s3:::elsewhere"]), max_size=2))
    ]
    replicas = [replica()] if draw(st.booleans()) else []
    subjects = [
        table(tags=draw(TAGS), replicas=replicas),
        table(tags=draw(TAGS), region=OTHER_REGION),
        bucket(tags=draw(TAGS), replication={"rules": rules}),
    ]
    facts = [*draw(planning(HOME)), *draw(planning((ACCOUNT, OTHER_REGION))), EXPORTS, REPLICA]
    for subject in subjects:
        facts += draw(traces(subject))
    for number, (subject, (links, _)) in enumerate(zip(subjects, answers(subjects, facts), strict=True)):
        backup = links["backup"]
        copies = [*backup["copy_jobs"], *(copy for rule in backup["plan_rules"] for copy in rule["copies"])]
        places = {(copy["account"], copy["region"]) for copy in copies} | {(subject.account, subject.region)}
        for account, region in sorted(places):
            facts += [
                recovery_point(
                    id=f"{account}/{region}/{number}/{index}",
                    resource_arn=subject.id,
                    vault_arn=vault_arn((account, region)),
                    account=account,
                    region=region,
                    created_at=draw(TIMES),
                )
                for index in range(draw(st.integers(0, 2)))
            ]
    return subjects, facts


BLINDFOLDS: Mapping[str, Mapping[str, Any]] = {
    "backup.plan": {"rules": None},
    "backup.selection": {"assignment": None},
    "s3.bucket": {"versioning": None, "replication": None},
    "dynamodb.export": {"bucket": None},
    "dynamodb.table": {"replicas": None},
}
"""What is null when it could not be read; of other kinds nothing is, and the gap stands alone."""


def blinded(fact: Fact) -> Fact:
    """The fact without its tags and without what links are made of."""
    fields = BLINDFOLDS.get(fact.kind, {})
    pointers = [f"/config/{name}" for name in fields] or ["/config"]
    unread = tuple(gap(pointer) for pointer in ("/tags", *pointers))
    return replace(fact, tags=None, config={**fact.config, **fields}, gaps=(*fact.gaps, *unread))


@st.composite
def damages(draw: st.DrawFn, subjects: list[Fact], facts: list[Fact]) -> tuple[list[Fact], list[Fact], dict[Part, Gap]]:
    """The same estate after one thing less was read: a part or some of it, a fact, or the resource itself."""
    what = draw(st.sampled_from(["part", "recovery points", "fact", "resource"]))
    if what == "resource":
        return [blinded(fact) for fact in subjects], facts, {}
    if what == "fact":
        unread = draw(st.sampled_from(facts))
        return subjects, [blinded(fact) if fact is unread else fact for fact in facts], {}
    parts = sorted({(fact.kind, fact.account, fact.region) for fact in facts})
    points = [part for part in parts if part[0] == "backup.recovery_point"]
    part = draw(st.sampled_from(points if points and what == "recovery points" else parts))
    members = [fact for fact in facts if (fact.kind, fact.account, fact.region) == part]
    lost = members if draw(st.booleans()) else [fact for fact in members if draw(st.booleans())]
    reason = GapReason.NOT_COLLECTED if lost == members else GapReason.THROTTLED
    return subjects, [fact for fact in facts if fact not in lost], {part: gap(part[0], reason)}


def answers(
    subjects: Iterable[Fact], facts: Iterable[Fact], failed: Mapping[Part, Gap] | None = None
) -> list[tuple[dict[str, Json], tuple[Gap, ...]]]:
    with Linker(Estate(facts, places=PLACES, failed=failed).snapshot) as linker:
        return [linker.links(subject, PROFILE) for subject in subjects]


def value(links: Json, pointer: str) -> Json:
    for step in pointer.split("/")[2:]:
        links = links[step]
    return links


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_what_was_not_read_is_a_gap_and_never_an_emptier_link(data: st.DataObject) -> None:
    subjects, facts = data.draw(estates())
    damaged_subjects, rest, failed = data.draw(damages(subjects, facts))
    before, after = answers(subjects, facts), answers(damaged_subjects, rest, failed)
    for (links, gaps), (damaged, damaged_gaps) in zip(before, after, strict=True):
        VALIDATOR.validate(damaged)
        open_links = {pointer for pointer in LINKS if any(gap.touches(pointer) for gap in damaged_gaps)}
        assert {gap.path for gap in gaps if gap.path in LINKS} <= open_links
        for pointer in set(LINKS) - open_links:
            assert value(damaged, pointer) == value(links, pointer), pointer
