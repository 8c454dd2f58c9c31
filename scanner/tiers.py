"""Retention tiers: the shipped ones (policies/tiers/*.yaml), and what safehold.yaml changes in them or adds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import orjson

from scanner.assets import POLICIES, SCHEMAS
from scanner.facts import KINDS
from scanner.model import Json
from scanner.settings import Config
from scanner.yamlfile import read

_ENTRY: Mapping[str, Json] = orjson.loads((SCHEMAS / "tier.json").read_bytes())["properties"]["requirements"]["items"][
    "properties"
]

DATA_TYPES: tuple[str, ...] = tuple(_ENTRY["data_types"]["items"]["enum"])
"""Every kind of data that a requirement can be for."""

_LOCATED_KINDS = frozenset({"dynamodb.table", "s3.bucket"})
"""What is judged by where it and its copies lie."""


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier's promise as a whole: the most data and the most time that may be lost, and what must be survived.

    noticed_within_days: within how many days a loss is noticed, so that a recovery must reach back so far.
    """

    name: str
    title: str
    description: str
    rpo_seconds: int
    rto_seconds: int
    noticed_within_days: int
    survives: tuple[str, ...]

    @property
    def recovery(self) -> dict[str, Json]:
        """The promise as requirements: what a requirement of `recovery` stands for."""
        return {
            **{f"survives_{scenario}": True for scenario in self.survives},
            "rpo_seconds": self.rpo_seconds,
            "rto_seconds": self.rto_seconds,
            "noticed_within_days": self.noticed_within_days,
        }


@dataclass(frozen=True, slots=True)
class Promise:
    """Requirements that some kinds and data types have in common."""

    kinds: tuple[str, ...]
    data_types: tuple[str, ...]
    require: dict[str, Json]


class Tiers:
    """Every tier that a resource may be promised, and what each requires.

    names: the shipped ones from the least to the most demanding, then the user's in the order given.
    sha256: of all that the tiers say, allowed locations included.
    """

    def __init__(self, raw: Iterable[Mapping[str, Json]], allowed_locations: dict[str, Json] | None = None) -> None:
        self._raw = {tier["name"]: tier for tier in raw}
        self._allowed_locations = allowed_locations
        self._resolved: dict[tuple[str, str, str], dict[str, Json]] = {}
        self.names = tuple(self._raw)
        everything = orjson.dumps([self._raw, allowed_locations], option=orjson.OPT_SORT_KEYS)
        self.sha256 = hashlib.sha256(everything).hexdigest()

    @classmethod
    def load(cls, config: Config) -> Tiers:
        """The shipped tiers with the configuration's changes and additions."""
        allowed = None
        if config.allowed_regions or config.allowed_accounts:
            allowed = {
                "regions": config.allowed_regions and list(config.allowed_regions),
                "accounts": config.allowed_accounts and list(config.allowed_accounts),
            }
        return cls(combined(config.tiers).values(), allowed)

    def get(self, name: str) -> Tier:
        """The tier of that name.

        Raises:
            KeyError: there is none.
        """
        raw = self._raw[name]
        objectives = raw["objectives"]
        return Tier(
            name=name,
            title=raw["title"],
            description=raw["description"],
            rpo_seconds=objectives["rpo_seconds"],
            rto_seconds=objectives["rto_seconds"],
            noticed_within_days=objectives["noticed_within_days"],
            survives=tuple(raw["survives"]),
        )

    def requirements(self, tier: str, kind: str, data_type: str) -> dict[str, Json]:
        """What the tier requires of such a resource, taken together from the tiers that it extends.

        Later entries win over earlier ones, and a tier over those that it extends; null takes a requirement back.
        Where recovery is required, the objectives of the tier itself are too, as far as no entry says otherwise.

        Raises:
            KeyError: there is no such tier.
        """
        key = (tier, kind, data_type)
        if key not in self._resolved:
            self._resolved[key] = self._resolve(*key)
        return dict(self._resolved[key])

    def _resolve(self, tier: str, kind: str, data_type: str) -> dict[str, Json]:
        result: dict[str, Json] = {}
        for raw in reversed(list(ancestry(self._raw, tier))):
            for entry in raw["requirements"]:
                if kind in entry["kinds"] and data_type in entry["data_types"]:
                    result |= entry["require"]
        if result.get("recovery"):
            result = self.get(tier).recovery | result
        result = {name: value for name, value in result.items() if value is not None}
        if self._allowed_locations and kind in _LOCATED_KINDS:
            result["allowed_locations"] = self._allowed_locations
        return result


def grouped(wanted: Callable[[str, str], dict[str, Json]]) -> Iterator[Promise]:
    """What `wanted` gives for each kind and data type, in order; those of which it gives the same go together.

    What is promised nothing is left out. The requirements come in the order in which `described` has them.
    """
    kinds_of: dict[tuple[tuple[str, ...], bytes], list[str]] = {}
    for kind in sorted(KINDS):
        alike: dict[bytes, list[str]] = {}
        for data_type in DATA_TYPES:
            require = wanted(kind, data_type)
            ordered = {name: require[name] for name in described() if name in require}
            if ordered:
                alike.setdefault(orjson.dumps(ordered), []).append(data_type)
        for text, types in alike.items():
            kinds_of.setdefault((tuple(types), text), []).append(kind)
    for (data_types, text), kinds in kinds_of.items():
        yield Promise(tuple(kinds), data_types, orjson.loads(text))


@cache
def described() -> Mapping[str, str]:
    """Every requirement, and what it means in a sentence."""
    known = {name: each["description"] for name, each in _ENTRY["require"]["properties"].items()}
    return MappingProxyType(
        known | {"allowed_locations": "Data and its copies lie nowhere else (`allowed` in safehold.yaml)."}
    )


@cache
def shipped() -> Mapping[str, Mapping[str, Json]]:
    """The tiers in policies/tiers by name, each after the one that it extends."""
    raw = {tier["name"]: tier for tier in (read(path).data for path in sorted((POLICIES / "tiers").glob("*.yaml")))}
    return MappingProxyType(dict(sorted(raw.items(), key=lambda item: len(list(ancestry(raw, item[0]))))))


def combined(changes: Iterable[Mapping[str, Json]]) -> dict[str, Mapping[str, Json]]:
    """The shipped tiers with changes and additions, by name.

    A tier of a shipped name adds its requirements to that one's and replaces whatever else it gives; one of another
    name is new.
    """
    result = dict(shipped())
    for change in changes:
        name = change["name"]
        if name in result:
            requirements = [*result[name].get("requirements", ()), *change.get("requirements", ())]
            result[name] = {**result[name], **change, "requirements": requirements}
        else:
            result[name] = change
    return result


def ancestry(raw: Mapping[str, Mapping[str, Json]], name: str) -> Iterator[Mapping[str, Json]]:
    """The tier, the one that it extends, and so on; ends where a tier is unknown, or comes again."""
    seen: set[str] = set()
    current: str | None = name
    while current is not None and current in raw and current not in seen:
        seen.add(current)
        yield raw[current]
        current = raw[current].get("extends")
