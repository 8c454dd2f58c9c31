"""What a run says of its tool: rules, and the frameworks that they serve."""

from __future__ import annotations

import re
import uuid
from functools import cached_property
from urllib.parse import quote

from scanner.model import Json, Report, Rule
from scanner.render.common import shown
from scanner.render.frameworks import named
from scanner.render.sarif.invocation import NOTIFICATIONS
from scanner.render.sarif.words import LEVEL, MESSAGES, PROBLEM, SECURITY, pascal, shortened

SITE = "https://safehold.dev"
"""Where rules, notices and frameworks are explained."""


class Catalogue:
    """The rules of a report and their controls, with the indexes by which a run refers to them."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._rules = tuple(report.rules.values())
        self.index = {rule.id: index for index, rule in enumerate(self._rules)}
        controls: dict[str, set[str]] = {}
        for rule in self._rules:
            for framework, ids in rule.controls.items():
                controls.setdefault(framework, set()).update(ids)
        self._controls = {framework: sorted(ids) for framework, ids in sorted(controls.items())}

    def driver(self) -> dict[str, Json]:
        """Build `tool.driver`."""
        version = self.report.tool_version
        return {
            "name": "Safehold",
            "fullName": "Safehold, a compliance scanner for backup, retention and recovery on AWS",
            "organization": "Safehold",
            "version": version,
            "semanticVersion": version,
            "informationUri": f"{SITE}/",
            "language": "en-US",
            "rules": [self._descriptor(rule) for rule in self._rules],
            "notifications": [
                {
                    "id": each.id,
                    "name": each.name,
                    "shortDescription": {"text": each.title},
                    "fullDescription": {"text": each.title},
                    "help": {"text": each.help, "markdown": each.help},
                    "helpUri": f"{SITE}/notifications/{each.id}",
                    "messageStrings": {"default": {"text": each.message}},
                    "defaultConfiguration": {"level": "warning"},
                }
                for each in NOTIFICATIONS
            ],
            "supportedTaxonomies": self._taxonomy_references,
        }

    @cached_property
    def _taxonomy_references(self) -> list[dict[str, Json]]:
        return [
            {"name": shown(named(framework).title), "index": index, "guid": _guid(framework)}
            for index, framework in enumerate(self._controls)
        ]

    def taxonomies(self) -> list[dict[str, Json]]:
        """Build `taxonomies`: each framework with those of its controls that a rule serves."""
        return [
            {
                "name": shown(named(framework).title),
                "guid": _guid(framework),
                "organization": shown(named(framework).title),
                "shortDescription": {"text": f"Controls of {shown(named(framework).title)}."},
                "isComprehensive": False,
                "taxa": [
                    {"id": shown(control), "shortDescription": {"text": self._control_title(framework, control)}}
                    for control in controls
                ],
            }
            for framework, controls in self._controls.items()
        ]

    def _control_title(self, framework: str, control: str) -> str:
        return shown(named(framework).controls.get(control) or control) or "."

    def taxa(self, rule: Rule) -> list[dict[str, Json]]:
        """Refer to the controls that `rule` serves."""
        order = list(self._controls)
        return [
            {
                "id": shown(control),
                "index": self._controls[framework].index(control),
                "toolComponent": {
                    "name": shown(named(framework).title),
                    "index": order.index(framework),
                },
            }
            for framework, controls in sorted(rule.controls.items())
            for control in sorted(controls)
        ]

    def _descriptor(self, rule: Rule) -> dict[str, Json]:
        level = LEVEL[rule.severity]
        title = shown(rule.title).strip() or rule.id
        description = shown(rule.description, multiline=True).strip() or title
        remediation = shown(rule.remediation, multiline=True)
        return {
            "id": rule.id,
            "name": pascal(rule.package),
            "shortDescription": {"text": shortened(title)},
            "fullDescription": {"text": shortened(description)},
            "messageStrings": {key: {"text": text} for key, text in MESSAGES.items()},
            "help": {
                "text": f"{description}\n\nWhat to do: {remediation}",
                "markdown": _markdown(rule, title, description, remediation),
            },
            "helpUri": f"{SITE}/rules/{quote(rule.id, safe='')}",
            "defaultConfiguration": {"level": level},
            "relationships": [{"target": taxon, "kinds": ["relevant"]} for taxon in self.taxa(rule)],
            "properties": {
                "tags": ["security", "aws", *sorted({kind.partition(".")[0] for kind in rule.kinds})][:10],
                "precision": "very-high",
                "problem.severity": PROBLEM[level],
                "security-severity": SECURITY[rule.severity],
            },
        }


def _guid(framework: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{SITE}/frameworks/{framework}"))


def _markdown(rule: Rule, title: str, description: str, remediation: str) -> str:
    rows = "".join(
        f"| {_cell(named(framework).title)} | {_cell(control)} |\n"
        for framework, controls in sorted(rule.controls.items())
        for control in controls
    )
    table = f"\n\n### Controls\n\n| Framework | Control |\n|---|---|\n{rows}" if rows else ""
    return f"**{title}**\n\n{description}\n\n### What to do\n\n{remediation}{table}"


def _cell(text: str) -> str:
    return re.sub(r"([|\\`*_<\[\]])", r"\\\1", shown(text))
