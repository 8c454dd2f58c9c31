"""Small estates for what reads a snapshot: facts, and what was listed where, kept in memory instead of in a folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from jsonschema import Draft202012Validator
from support.facts import (
    ACCOUNT,
    COPY_VAULT_ARN,
    OTHER_ACCOUNT,
    OTHER_REGION,
    REGION,
    backup_job,
    bucket,
    copy_job,
    plan,
    recovery_point,
    region_settings,
    selection,
    table_backup,
    table_export,
    vault,
)

from scanner.assets import SCHEMAS
from scanner.facts import KINDS
from scanner.joins import JOINS
from scanner.link import Linker
from scanner.model import AccountScope, Fact, Gap, GapReason, Json, Profile, Scope
from scanner.snapshot import Snapshot

Part = tuple[str, str, str]
"""A kind, an account and a Region."""

HOME = (ACCOUNT, REGION)
AWAY = (OTHER_ACCOUNT, OTHER_REGION)


class Estate:
    """Answers like a snapshot whose listings all succeeded in `places`, but for `failed`."""

    def __init__(
        self,
        facts: Iterable[Fact],
        *,
        places: Iterable[tuple[str, str]] = (HOME, AWAY),
        failed: Mapping[Part, Gap] | None = None,
    ) -> None:
        self._facts = sorted(facts, key=lambda fact: (fact.account, fact.region, fact.kind, fact.id))
        self._places = set(places)
        self._failed = failed or {}
        accounts = sorted({account for account, _ in self._places})
        regions = {account: sorted(region for own, region in self._places if own == account) for account in accounts}
        self.scope = Scope(tuple(AccountScope(account, tuple(regions[account])) for account in accounts), ())
        self.taken_at = "2026-03-31T12:00:00Z"

    def facts(self, *kinds: str) -> Iterator[Fact]:
        return (fact for fact in self._facts if fact.kind in (kinds or KINDS))

    def complete(self, kind: str, account: str, region: str) -> Gap | None:
        if (account, region) not in self._places and not (region == "global" and account in self.scope.accounts):
            return Gap(kind, "", GapReason.NOT_COLLECTED, f"{kind} was not collected in {account} {region}")
        return self._failed.get((kind, account, region))

    @property
    def snapshot(self) -> Snapshot:
        return cast("Snapshot", self)


SCHEMA = json.loads((SCHEMAS / "input.json").read_text("utf-8"))["properties"]["links"]
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)

JOINED = frozenset(join.name for join in JOINS)
PROFILE = Profile("orders", None, "document_metadata", "enhanced", {}, classified=True)

PLAN_RULES = "/links/backup/plan_rules"
RECOVERY_POINTS = "/links/backup/recovery_points"
JOBS = "/links/backup/jobs"
COPY_JOBS = "/links/backup/copy_jobs"
MANAGED = "/links/backup/managed"
OPTED_IN = "/links/backup/opted_in"
BACKUPS = "/links/backups"
REPLICATION = "/links/replication"
LOCATIONS = "/links/locations"

REPLICA = bucket(name="orders-content-replica", account=OTHER_ACCOUNT, region=OTHER_REGION)
EXPORTS = bucket(name="orders-exports")
COPY = {"vault_arn": COPY_VAULT_ARN, "delete_after_days": 365, "move_to_cold_after_days": None}
WHOLE = (
    plan(),
    selection(),
    vault(),
    region_settings(),
    recovery_point(),
    backup_job(),
    copy_job(),
    table_backup(),
    table_export(),
    EXPORTS,
    REPLICA,
)
"""An estate in which everything was read."""


def linked(
    fact: Fact,
    facts: Iterable[Fact] = WHOLE,
    *,
    places: Iterable[tuple[str, str]] = (HOME, AWAY),
    failed: Mapping[Part, Gap] | None = None,
) -> tuple[dict[str, Any], tuple[Gap, ...]]:
    """What the linker itself finds, and its gaps: without what `joined` is for."""
    links, gaps = _linked(fact, PROFILE, facts, places, failed)
    return {name: value for name, value in links.items() if name not in JOINED}, tuple(
        gap for gap in gaps if gap.path.split("/")[2:3] not in [[name] for name in JOINED]
    )


def joined(  # noqa: PLR0913 - options, by name
    name: str,
    fact: Fact,
    facts: Iterable[Fact] = WHOLE,
    *,
    profile: Profile | None = None,
    places: Iterable[tuple[str, str]] = (HOME, AWAY),
    failed: Mapping[Part, Gap] | None = None,
) -> tuple[Any, list[Gap]]:
    """What one join finds for a fact, and its gaps."""
    links, gaps = _linked(fact, profile or PROFILE, facts, places, failed)
    return links[name], [gap for gap in gaps if gap.path == f"/links/{name}"]


def _linked(
    fact: Fact,
    profile: Profile,
    facts: Iterable[Fact],
    places: Iterable[tuple[str, str]],
    failed: Mapping[Part, Gap] | None,
) -> tuple[dict[str, Any], tuple[Gap, ...]]:
    """All links, which must have the shape that rules rely on, and their gaps."""
    with Linker(Estate(facts, places=places, failed=failed).snapshot) as linker:
        links, gaps = linker.links(fact, profile)
        assert linker.links(fact, profile) == (links, gaps)
    VALIDATOR.validate(links)
    assert list(gaps) == sorted(gaps, key=lambda gap: (gap.path, gap.operation, gap.reason, gap.detail))
    assert all(gap.path.startswith("/links") for gap in gaps)
    return links, gaps


def paths(gaps: Iterable[Gap]) -> set[str]:
    return {gap.path for gap in gaps}


def replaced(*facts: Fact) -> tuple[Fact, ...]:
    """The whole estate with these facts in place of those of their kinds."""
    kinds = {fact.kind for fact in facts}
    return tuple(fact for fact in WHOLE if fact.kind not in kinds) + facts


def chosen(**parts: Json) -> dict[str, Json]:
    nothing: dict[str, Json] = {"resources": [], "not_resources": [], "tag_conditions": []}
    conditions = {
        name: parts.pop(name, []) for name in ("string_equals", "string_not_equals", "string_like", "string_not_like")
    }
    return nothing | {"conditions": conditions} | parts
