"""How much a finding matters where it is found: policies/severity.yaml, and what safehold.yaml changes in it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from functools import cache

import orjson

from scanner.assets import POLICIES
from scanner.errors import UsageError
from scanner.model import Json, Rule, Severity
from scanner.settings import Config
from scanner.tiers import ancestry, combined
from scanner.yamlfile import read

_SCALE = tuple(Severity)
"""The worst first."""


class Severities:
    """Resolves the severity of rules. steps: by tier and by data type; a tier without any has those it extends."""

    def __init__(
        self, tiers: Mapping[str, int], data_types: Mapping[str, int], rules: Mapping[str, Severity] | None = None
    ) -> None:
        self._tiers = tiers
        self._data_types = data_types
        self._rules = rules or {}

    @property
    def sha256(self) -> str:
        """Of all that decides a severity beside the rules."""
        said = [self._tiers, self._data_types, self._rules]
        return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()

    @classmethod
    def load(cls, config: Config, rule_ids: Collection[str]) -> Severities:
        """The shipped steps with the configuration's changes. rule_ids: of every rule that there is.

        Raises:
            UsageError: the configuration gives a severity to a rule that there is not.
        """
        changes = config.severity
        rules = {name: Severity(value) for name, value in changes.get("rules", {}).items()}
        unknown = [name for name in rules if name not in rule_ids]
        if unknown:
            what = f"no rule has the id {unknown[0]!r}; `safehold rules list` shows them all"
            raise UsageError(f"safehold.yaml: severity.rules: {what}")
        steps = _shipped()["tiers"] | changes.get("tiers", {})
        tiers = combined(config.tiers)
        return cls(
            {name: _first(steps, [each["name"] for each in ancestry(tiers, name)]) for name in tiers},
            _shipped()["data_types"] | changes.get("data_types", {}),
            rules,
        )

    def resolve(self, rule: Rule, tier: str | None, data_type: str) -> Severity:
        """How much it matters that such data in such a tier breaks the rule.

        tier: None if it is not known; then nothing is raised or lowered.
        """
        if rule.id in self._rules:
            return self._rules[rule.id]
        if tier is None:
            return rule.severity
        steps = self._tiers.get(tier, 0) + self._data_types.get(data_type, 0)
        return _SCALE[min(max(rule.severity.rank - steps, 0), len(_SCALE) - 1)]


def _first(steps: Mapping[str, int], names: Collection[str]) -> int:
    return next((steps[name] for name in names if name in steps), 0)


@cache
def _shipped() -> dict[str, Json]:
    steps: dict[str, Json] = read(POLICIES / "severity.yaml").data
    return steps
