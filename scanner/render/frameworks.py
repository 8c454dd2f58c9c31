"""The titles of frameworks and their controls, from policies/frameworks/*.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from scanner.assets import POLICIES


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework: its short name in rules, its title for people, and the titles of its controls by id."""

    name: str
    title: str
    controls: Mapping[str, str]


@cache
def shipped() -> Mapping[str, Framework]:
    """Return the frameworks that Safehold knows, by name."""
    documents = (yaml.safe_load(path.read_text("utf-8")) for path in sorted((POLICIES / "frameworks").glob("*.yaml")))
    return {each["name"]: Framework(each["name"], _title(each), each["controls"]) for each in documents}


def _title(document: Mapping[str, Any]) -> str:
    """With the version, which auditors ask for, unless the title has it."""
    title, version = document["title"], document.get("version", "")
    return title if version in title else f"{title} ({version})"


def named(name: str) -> Framework:
    """Return a framework; one that a user's rule made up has its name as title and no titles of controls."""
    return shipped().get(name) or Framework(name, name, {})


def natural(control: str) -> list[tuple[int, int, str]]:
    """Return a key that sorts "CP-9" before "CP-10"."""
    return [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in re.split(r"(\d+)", control)]
