"""The account itself."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from scanner.aws.caller import Raw
from scanner.aws.identity import enabled_regions
from scanner.aws.operations import DESCRIBE_REGIONS, GET_CALLER_IDENTITY
from scanner.collectors.base import NOT_READ, Collector, Draft, Section, Unit
from scanner.model import Fact, Json

ACCOUNT = "account"


def _regions(answer: Raw) -> dict[str, Json]:
    return {"enabled_regions": enabled_regions(answer)}


_DESCRIBE_REGIONS = Section(DESCRIBE_REGIONS, ("enabled_regions",), _regions)


def _collect(unit: Unit) -> Iterator[Fact]:
    draft = Draft(unit, ACCOUNT, f"arn:{unit.partition}:iam::{unit.account}:root", unit.account)
    draft.config["partition"] = unit.partition
    draft.take(_DESCRIBE_REGIONS, unit.once(str(DESCRIBE_REGIONS), partial(unit.call, DESCRIBE_REGIONS)))
    yield draft.fact(NOT_READ)


ACCOUNT_COLLECTOR = Collector(
    name="account",
    kinds=(ACCOUNT,),
    operations=(GET_CALLER_IDENTITY, DESCRIBE_REGIONS),
    collect=_collect,
    per_region=False,
)
