"""What a decision comes to once it is made: its severity, its waiver and its past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scanner.comparison import Comparing
from scanner.model import Assessment, Decision, Fact, Profile, Rule, Severity, Verdict
from scanner.severity import Severities
from scanner.verdicts import waived
from scanner.waivers import Waivers

_FOUND = (Verdict.FAIL, Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Weighing:
    """Weighs assessments in their order. comparing: None without an earlier scan."""

    rules: Mapping[str, Rule]
    severities: Severities
    waivers: Waivers
    comparing: Comparing | None

    def weighed(self, each: Assessment) -> Assessment:
        """The assessment, with the severities of its tier and data type, under its waivers, and with its past."""
        decisions = tuple(self._decision(made, each.fact, each.profile) for made in each.decisions)
        assessment = replace(each, decisions=decisions)
        return self.comparing.compared(assessment, self.severity) if self.comparing else assessment

    def severity(self, made: Decision) -> Severity:
        """How much a decision matters."""
        return made.severity or self.rules[made.rule_id].severity

    def _decision(self, made: Decision, fact: Fact, profile: Profile) -> Decision:
        if made.verdict not in _FOUND:
            return made
        rule = self.rules[made.rule_id]
        severity = self.severities.resolve(rule, profile.tier, profile.data_type)
        if severity is not rule.severity:
            made = replace(made, severity=severity)
        use = self.waivers.on(rule.id, made.verdict, fact, profile)
        return waived(made, use) if use else made
