"""safehold.yaml: read, checked against schemas/config.json, and turned into a `Config`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from scanner.assets import REPORTS, SCHEMAS
from scanner.explain import alternatives, explained
from scanner.facts import KINDS
from scanner.model import Json, Severity
from scanner.schema import shown
from scanner.settings import (
    AccountFilter,
    ClassificationRule,
    Config,
    ExportLocation,
    Level,
    Match,
    RoleSettings,
    TagNames,
    Thresholds,
)
from scanner.tally import UNKNOWN_TIER
from scanner.tiers import ancestry, combined, shipped
from scanner.yamlfile import At, Document, Problem, read

__all__ = ["DEFAULT_FILE", "TEMPLATE", "ClassificationRule", "Config", "Match", "TagNames", "load"]

DEFAULT_FILE = Path("safehold.yaml")
TEMPLATE = REPORTS / "safehold.yaml"
"""The commented file that `safehold init` writes; as it stands it says what holds without one."""

_KINDS = tuple(sorted(KINDS))
_AS_THEY_STAND = ("detail", "opensearch_snapshots", "formkiq_site_config", "processes", "unit_timeout_minutes")
_NEW_TIER_NEEDS = ("title", "description", "objectives", "survives", "requirements")


def load(path: Path | None) -> Config:
    """The configuration in `path`; with None, in ./safehold.yaml if there is one, else the defaults.

    Raises:
        ConfigError: the file cannot be used; each line of the message names file, line and key, what is wrong
            there and what would be right.
    """
    if path is None:
        if not (DEFAULT_FILE.exists() or DEFAULT_FILE.is_symlink()):
            return Config()
        path = DEFAULT_FILE
    document = read(path)
    document.refuse(_misfits(document))
    document.refuse(_contradictions(document.data, path.parent))
    return _config(document.data, path.parent)


def _misfits(document: Document) -> Iterator[Problem]:
    """What the schema finds. That the version is missing is told when nothing else is: it may be misspelt."""
    errors = list(_validator().iter_errors(document.data))
    for error in errors:
        if len(errors) == 1 or error.validator != "required" or error.absolute_path:
            yield from explained(error, document.written)


@cache
def _validator() -> Draft202012Validator:
    schemas = [orjson.loads((SCHEMAS / name).read_bytes()) for name in ("config.json", "tier.json", "severity.json")]
    registry: Registry[Json] = Registry().with_resources((s["$id"], Resource.from_contents(s)) for s in schemas)
    return Draft202012Validator(schemas[0], registry=registry)


def _contradictions(data: Json, folder: Path) -> Iterator[Problem]:
    """What no schema can find: names that name nothing, tiers in a circle, folders that are not there."""
    tiers = combined(data.get("tiers", ()))
    classification = data.get("classification", {})
    for index, rule in enumerate(classification.get("rules", ())):
        at = ("classification", "rules", index)
        yield from _named(rule["set"], "tier", tiers, (*at, "set"), "tier")
        yield from _named(rule["match"], "kind", _KINDS, (*at, "match"), "kind")
    yield from _named(classification.get("defaults", {}), "tier", tiers, ("classification", "defaults"), "tier")
    yield from _tier_contradictions(data.get("tiers", ()))
    for name in data.get("severity", {}).get("tiers", {}):
        if name not in tiers:
            yield ("severity", "tiers", name), alternatives(name, tiers, "tier")
    for name in data.get("fail_on_tiers", {}):
        if name not in tiers:
            yield ("fail_on_tiers", name), alternatives(name, tiers, "tier")
    for index, each in enumerate(data.get("waivers", {}).get("files", ())):
        if not _exists(folder / each):
            yield ("waivers", "files", index), f"{shown(str(folder / each))} is no file"
    yield from _scan_contradictions(data.get("scan", {}), folder)
    for index, each in enumerate(data.get("rules", {}).get("paths", ())):
        if not _is_folder(folder / each):
            yield ("rules", "paths", index), f"{shown(str(folder / each))} is no folder"


def _tier_contradictions(changes: list[dict[str, Json]]) -> Iterator[Problem]:
    tiers = combined(changes)
    seen: dict[str, int] = {}
    for index, tier in enumerate(changes):
        at: At = ("tiers", index)
        name = tier["name"]
        if name in seen:
            yield (*at, "name"), f"{shown(name)} stands in tiers[{seen[name]}] already; put both into one"
        seen[name] = index
        if name == UNKNOWN_TIER:
            yield (*at, "name"), f"{shown(name)} is how a tier that nobody knows is counted; choose another"
        missing = [key for key in _NEW_TIER_NEEDS if key not in tier]
        if name not in shipped() and missing:
            yield (
                at,
                f"{shown(name)} is a new tier, so it needs {', '.join(missing)} too; shipped: {', '.join(shipped())}",
            )
        if tier.get("extends") is not None:
            yield from _named(tier, "extends", tiers, at, "tier")
            *_, root = ancestry(tiers, name)
            if root.get("extends") in tiers:
                yield (
                    (*at, "extends"),
                    f"{shown(name)} extends itself in the end; break the circle",
                )
        for number, entry in enumerate(tier.get("requirements", ())):
            for position, kind in enumerate(entry["kinds"]):
                if kind not in _KINDS:
                    yield (*at, "requirements", number, "kinds", position), alternatives(kind, _KINDS, "kind")


def _scan_contradictions(scan: dict[str, Json], folder: Path) -> Iterator[Problem]:
    at: At = ("scan",)
    if "accounts" in scan and "role" not in scan:
        yield (*at, "accounts"), "are entered through a role; name it under scan.role"
    if "organization" in scan and scan.get("accounts") != "organization":
        yield (*at, "organization"), "chooses among the organization's accounts; write accounts: organization too"
    for index, each in enumerate(scan.get("evidence", ())):
        if not _exists(folder / each):
            yield (*at, "evidence", index), f"{shown(str(folder / each))} is no file or folder"


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that is too long
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long
        return False


def _named(holder: Json, key: str, known: Iterable[str], at: At, what: str) -> Iterator[Problem]:
    if key in holder and holder[key] not in known:
        yield (*at, key), alternatives(holder[key], known, what)


def _config(data: Json, folder: Path) -> Config:
    default = Config()
    classification, allowed, scan = (data.get(key, {}) for key in ("classification", "allowed", "scan"))
    defaults = classification.get("defaults", {})
    waivers = data.get("waivers", {})
    return Config(
        tag_names=TagNames(**classification.get("tags", {})),
        classification=tuple(
            ClassificationRule(name=rule["name"], match=Match(**rule["match"]), **rule["set"])
            for rule in classification.get("rules", ())
        ),
        default_tier=defaults.get("tier", default.default_tier),
        default_data_type=defaults.get("data_type", default.default_data_type),
        allowed_regions=tuple(allowed["regions"]) if "regions" in allowed else None,
        allowed_accounts=tuple(allowed["accounts"]) if "accounts" in allowed else None,
        tiers=tuple(data.get("tiers", ())),
        severity=data.get("severity", {}),
        rule_paths=tuple(folder / each for each in data.get("rules", {}).get("paths", ())),
        profile=scan.get("profile"),
        regions=tuple(scan.get("regions", ())),
        collectors=tuple(scan.get("collectors", ())),
        **_scan(scan, folder),
        gate=_thresholds(data),
        tier_gates={tier: _thresholds(said) for tier, said in data.get("fail_on_tiers", {}).items()},
        waivers=tuple(folder / each for each in waivers.get("files", ())),
        waiver_longest_days=waivers.get("longest_days", default.waiver_longest_days),
    )


def _thresholds(said: dict[str, Json]) -> Thresholds:
    return Thresholds(**{each.name: level(said[each.name]) for each in fields(Thresholds) if each.name in said})


def level(text: str) -> Level:
    """The value of a threshold."""
    return "never" if text == "never" else Severity(text)


def _scan(scan: dict[str, Json], folder: Path) -> dict[str, Any]:
    """The fields of a `Config` that say what is scanned, and how; those that are not given are left out."""
    given = {name: scan[name] for name in _AS_THEY_STAND if name in scan}
    accounts = scan.get("accounts", ())
    chosen = {name: _account_filter(value) for name, value in scan.get("organization", {}).items()}
    return {
        **given,
        **chosen,
        "organization": accounts == "organization",
        "accounts": () if accounts == "organization" else tuple(accounts),
        "role": RoleSettings(**scan["role"]) if "role" in scan else None,
        "exports": tuple(_export(**each) for each in scan.get("exports", ())),
        "evidence": tuple(folder / each for each in scan.get("evidence", ())),
    }


def _account_filter(raw: dict[str, Json]) -> AccountFilter:
    return AccountFilter(**{name: tuple(values) for name, values in raw.items()})


def _export(kind: str, location: str) -> ExportLocation:
    bucket, _, prefix = location.removeprefix("s3://").partition("/")
    return ExportLocation(kind, bucket, prefix)
