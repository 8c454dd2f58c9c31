"""A page of documentation for each rule, and an index: made of metadata, tiers and examples, and of nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scanner import inputs
from scanner.assets import REPORTS
from scanner.catalogue import Statement, statements
from scanner.engines import UNKNOWN
from scanner.examples import Corpus
from scanner.model import Json, Rule
from scanner.render import frameworks
from scanner.render.requirement import worded
from scanner.rules import RulePack
from scanner.severity import Severities
from scanner.tiers import Tiers, described, grouped

INDEX = "README.md"
PAGE = re.compile(r"[A-Z][A-Z0-9]*-[0-9]{3}\.md")
"""The names of pages: what is called so and is not made is of a rule that is gone."""

_COMMAND = re.compile(r"`((?:aws|safehold) [^`]+)`")
_MOST_DIFFERENCES = 6
_MOST_DETAILS = 3
_LONGEST = 90
"""Characters of a value in a table."""


def made(
    rules: Iterable[Rule], tiers: Tiers, severities: Severities, pack: RulePack, examples: Path | None
) -> dict[str, str]:
    """All pages by name. examples: a corpus, which the pack judges."""
    return dict(pages(rules, tiers, severities, Corpus(examples, pack) if examples else None))


def pages(
    rules: Iterable[Rule], tiers: Tiers, severities: Severities, corpus: Corpus | None = None
) -> Iterator[tuple[str, str]]:
    """Name and text of each file: the index, and a page for each rule."""
    known = list(rules)
    yield INDEX, _rendered("index.md.j2", rules=[(rule, _least_tier(rule, tiers)) for rule in known])
    for rule in known:
        example = corpus.example(rule) if corpus else None
        page = _rendered(
            "rule.md.j2",
            rule=rule,
            statements=_statements(rule),
            raised=_raised(rule, tiers, severities),
            requires={name: described()[name] for name in rule.requires},
            promises=list(_promises(rule, tiers)),
            needs={need: _meaning(rule, need) for need in rule.needs},
            says_unknown=UNKNOWN in rule.defines,
            example=example,
            differences=example.differences[:_MOST_DIFFERENCES] if example else (),
            details=example.details[:_MOST_DETAILS] if example else (),
            remedy=list(_remedy(rule.remediation)),
            frameworks=[(frameworks.named(name), ids) for name, ids in sorted(rule.controls.items())],
        )
        yield f"{rule.id}.md", page


def _least_tier(rule: Rule, tiers: Tiers) -> str:
    """The least tier in which a rule applies to anything."""
    if not rule.requires:
        return "every"
    return next((tier for tier, *_ in _promises(rule, tiers)), "none")


def _statements(rule: Rule) -> list[Statement]:
    return [each for each in statements() if each.number in rule.covers]


def _raised(rule: Rule, tiers: Tiers, severities: Severities) -> dict[str, str]:
    """The severity in each tier where it is another, for data whose type changes nothing."""
    resolved = {tier: severities.resolve(rule, tier, "unclassified") for tier in tiers.names}
    return {tier: severity.value for tier, severity in resolved.items() if severity is not rule.severity}


def _promises(rule: Rule, tiers: Tiers) -> Iterator[tuple[str, str, str, list[str]]]:
    """Tier, kinds, data types, and the values of what is required: wherever all that the rule asks for is."""

    def wanted(tier: str, kind: str, data_type: str) -> dict[str, Json]:
        require = tiers.requirements(tier, kind, data_type) if kind in rule.kinds else {}
        return {name: require[name] for name in rule.requires} if require.keys() >= set(rule.requires) else {}

    for tier in tiers.names:
        for promise in grouped(partial(wanted, tier)):
            values = [worded(name, promise.require[name]) for name in rule.requires]
            yield tier, ", ".join(promise.kinds), ", ".join(promise.data_types), values


def _meaning(rule: Rule, need: str) -> str:
    """What the schema says of a place; "" if nothing."""
    for kind in rule.kinds:
        node: Json = inputs.schema(kind)
        for step in need.split("/")[1:]:
            while "items" in node:
                node = node["items"]
            node = node.get("properties", {}).get(step, {})
        if "description" in node:
            return str(node["description"])
    return ""


def _remedy(text: str) -> Iterator[tuple[str, str]]:
    """Prose, and the command after it, which may be ""."""
    parts = [*(part.strip() for part in _COMMAND.split(text)), ""]
    for prose, command in zip(parts[::2], parts[1::2], strict=True):
        if prose or command:
            yield prose, command


def _rendered(name: str, **values: object) -> str:
    return _environment().get_template(name).render(**values)


@cache
def _environment() -> Environment:
    environment = Environment(  # noqa: S701 - Markdown is escaped by `_text` and `_cell`
        loader=FileSystemLoader(REPORTS / "rules"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(text=_text, cell=_cell, code=_code)
    return environment


def _text(text: str) -> str:
    """Prose that no browser takes for markup."""
    return " ".join(text.replace("&", "&amp;").replace("<", "&lt;").split())


def _cell(text: str) -> str:
    return _text(text).replace("|", "\\|")


def _code(text: str) -> str:
    """A value in a cell of a table."""
    short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    fence = "``" if "`" in short else "`"
    return f"{fence}{short}{fence}".replace("|", "\\|")
