"""The account itself, and what AWS Backup is set to in all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from scanner.aws.caller import Raw
from scanner.aws.failures import Failure
from scanner.aws.identity import enabled_regions
from scanner.aws.operations import DESCRIBE_REGIONS, GET_CALLER_IDENTITY, Operation
from scanner.collectors.base import UNTAGGED, Collector, Draft, Section, Unit
from scanner.collectors.shapes import either, moment, text
from scanner.model import Fact, Json

ACCOUNT, GLOBAL_SETTINGS = "account", "backup.global_settings"

DESCRIBE_GLOBAL_SETTINGS = Operation("backup", "DescribeGlobalSettings")

_ALONE = "not a member of an organization"
"""Said in the message of a refusal whose code says less: https://github.com/cloudquery/cq-provider-aws/issues/817"""


def _regions(answer: Raw) -> dict[str, Json]:
    enabled = enabled_regions(answer)
    known = {text(region["RegionName"]) for region in answer["Regions"] if text(region["OptInStatus"])}
    return {"enabled_regions": enabled, "not_enabled_regions": sorted(known.difference(enabled))}


_DESCRIBE_REGIONS = Section(DESCRIBE_REGIONS, ("enabled_regions", "not_enabled_regions"), _regions)


def _account(unit: Unit) -> Fact:
    draft = Draft(unit, ACCOUNT, f"arn:{unit.partition}:iam::{unit.account}:root", unit.account)
    draft.config["partition"] = unit.partition
    # Whoever asks first asks for all Regions: the others are told what that one was answered.
    every = partial(unit.call, DESCRIBE_REGIONS, AllRegions=True)
    draft.take(_DESCRIBE_REGIONS, unit.once(str(DESCRIBE_REGIONS), every))
    # Its tags are those of AWS Organizations, which tell who pays; what an account is promised, safehold.yaml says.
    return draft.fact(UNTAGGED)


def _global_settings(unit: Unit, answer: Raw | None) -> Fact:
    """answer: None in an account that is in no organization, where AWS Backup has nothing to set for all of it."""
    arn = f"arn:{unit.partition}:backup::{unit.account}:global-settings"
    draft = Draft(unit, GLOBAL_SETTINGS, arn, unit.account)
    flags = {} if answer is None else answer["GlobalSettings"]
    draft.config |= {
        "in_organization": answer is not None,
        "cross_account_backup": _flag(flags, "isCrossAccountBackupEnabled"),
        "multi_party_approval": _flag(flags, "isMpaEnabled"),
        "delegated_administrator": _flag(flags, "isDelegatedAdministratorEnabled"),
        "updated_at": None if answer is None else moment(answer.get("LastUpdateTime")),
    }
    return draft.fact(UNTAGGED)


def _flag(flags: Mapping[str, str], name: str) -> bool | None:
    return either(flags[name], ("true",), ("false",)) if name in flags else None


def _collect(unit: Unit) -> Iterator[Fact]:
    yield _account(unit)
    settings = unit.call(DESCRIBE_GLOBAL_SETTINGS)
    if isinstance(settings, Failure) and _ALONE not in settings.detail:
        unit.incomplete(settings.gap(GLOBAL_SETTINGS))
        return
    told = (None if isinstance(settings, Failure) else settings,)
    yield from unit.read(GLOBAL_SETTINGS, DESCRIBE_GLOBAL_SETTINGS, told, partial(_global_settings, unit))


ACCOUNT_COLLECTOR = Collector(
    name="account",
    kinds=(ACCOUNT, GLOBAL_SETTINGS),
    operations=(GET_CALLER_IDENTITY, DESCRIBE_REGIONS, DESCRIBE_GLOBAL_SETTINGS),
    collect=_collect,
    per_region=False,
    idle_calls=2,
)
