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
from scanner.link import Linker
from scanner.model import Fact, Gap, GapReason, Json
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

    def facts(self, *kinds: str) -> Iterator[Fact]:
        return (fact for fact in self._facts if fact.kind in (kinds or KINDS))

    def complete(self, kind: str, account: str, region: str) -> Gap | None:
        if (account, region) not in self._places:
            return Gap(kind, "", GapReason.NOT_COLLECTED, f"{kind} was not collected in {account} {region}")
        return self._failed.get((kind, account, region))

    @property
    def snapshot(self) -> Snapshot:
        return cast("Snapshot", self)


SCHEMA = json.loads((SCHEMAS / "input.json").read_text("utf-8"))["properties"]["links"]
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)

PLAN_RULES = "/links/backup/plan_rules"
RECOVERY_POINTS = "/links/backup/recovery_points"
JOBS = "/links/backup/jobs"
COPY_JOBS = "/links/backup/copy_jobs"
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
    """The links, which must have the shape that rules rely on, and their gaps."""
    with Linker(Estate(facts, places=places, failed=failed).snapshot) as linker:
        links, gaps = linker.links(fact)
        assert linker.links(fact) == (links, gaps)
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
