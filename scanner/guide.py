"""How to bring data back, step by step: policies/recovery/guide.yaml with names filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from scanner.assets import POLICIES
from scanner.model import Fact, Json, RecoveryPath
from scanner.yamlfile import read

_PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")
_PLAIN: Final = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_./:-]*")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a restore. command: for a shell, "" where there is none. A <name> in it has to be filled in."""

    text: str
    command: str


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A protection. title: for people."""

    title: str
    steps: tuple[Step, ...]


@cache
def mechanisms() -> Mapping[str, Mechanism]:
    """Every protection that the recovery model knows, by its name there."""
    raw: Mapping[str, Json] = read(POLICIES / "recovery" / "guide.yaml").data
    return {
        name: Mechanism(each["title"], tuple(Step(step["text"], step.get("command", "")) for step in each["steps"]))
        for name, each in raw.items()
    }


def steps(fact: Fact, path: RecoveryPath) -> tuple[Step, ...]:
    """What to do to bring a resource back by a path, in order.

    People paste the commands into a shell. A value that a shell could read as anything but one plain word is not
    filled in: its placeholder stays, as `<name>`.
    """
    values = {
        "arn": fact.id,
        "name": fact.name,
        "account": fact.account,
        "region": fact.region,
        "copy_arn": path.arn,
        "copy_name": _name(path.arn),
        "copy_account": path.account,
        "copy_region": path.region,
        "earliest": path.earliest_at,
        "latest": path.latest_at,
    }

    def fill(match: re.Match[str]) -> str:
        value = values.get(match[1])
        return value if value and _PLAIN.fullmatch(value) else f"<{match[1]}>"

    found = mechanisms()[path.mechanism].steps if path.mechanism in mechanisms() else ()
    return tuple(Step(_PLACEHOLDER.sub(fill, step.text), _PLACEHOLDER.sub(fill, step.command)) for step in found)


def _name(arn: str | None) -> str | None:
    """What follows the last : and / of an ARN."""
    return re.split("[:/]", arn)[-1] if arn else None
