"""What OCSF, ASFF and OSCAL have in common: which outcomes they tell, and texts that fit their rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from urllib.parse import quote

from scanner.model import Change, Ended, Fact, Finding, Part, Past, Report, Rule, Verdict
from scanner.render import frameworks
from scanner.render.common import FOUND, findings, redact, visible
from scanner.render.sarif.driver import SITE

NAME = "Safehold"

RECORDED = FOUND | {Verdict.PASS}
"""The verdicts that these formats tell: what is not applicable leaves no trace."""


def outcomes(report: Report) -> Iterator[Finding | Ended]:
    """Stream every finding and every pass by place, then each earlier finding that is fixed and does not pass now.

    A pass that ends an earlier finding has a past, of the change FIXED; so each fingerprint comes once. What could not
    be looked for is left out: nobody knows that it is over. Holds the fingerprints of what was fixed in memory.
    """
    over = {bytes.fromhex(each.finding.fingerprint): each.finding.first_seen for each in _fixed(report)}
    for finding in findings(report, RECORDED):
        if over and finding.decision.verdict is Verdict.PASS:
            first_seen = over.pop(bytes.fromhex(finding.fingerprint), None)
            if first_seen is not None:
                past = Past(Change.FIXED, first_seen, worse=False)
                yield replace(finding, decision=replace(finding.decision, past=past))
                continue
        yield finding
    if over:
        yield from (each for each in _fixed(report) if bytes.fromhex(each.finding.fingerprint) in over)


def _fixed(report: Report) -> Iterator[Ended]:
    if report.comparison:
        yield from (each for each in report.comparison.ended() if each.change is Change.FIXED)


_EDGE = re.compile(r"^\s+|\s+$")


@lru_cache(1024)  # most texts are a rule's, or an account's, and come again with every finding
def solid(text: str, longest: int = 1024) -> str:
    r"""Show a text on one line, without secrets, cut to `longest` characters, never blank and with no blank edge.

    Blanks at its edges become `\x20` and the like; an empty text becomes "(empty)".
    """
    shown = _EDGE.sub(lambda match: "".join(map(_escape, match[0])), visible(redact(text)))
    return shortened(shown, longest) or "(empty)"


def tag_value(name: str, value: str) -> str:
    """Return a tag's value without secrets: of some, such as SecretAccessKey, only the name tells that they are."""
    whole = redact(f"{name}={value}")
    return whole.removeprefix(f"{name}=") if whole.startswith(f"{name}=") else redact(value)


def shortened(text: str, longest: int) -> str:
    """Cut `text` to `longest` characters, and show that it was cut."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _escape(blank: str) -> str:
    return f"\\x{ord(blank):02x}" if ord(blank) <= 0xFF else f"\\u{ord(blank):04x}"  # noqa: PLR2004 - two hex digits


def rule_url(rule_id: str) -> str:
    """Where a rule is explained."""
    return f"{SITE}/rules/{quote(rule_id, safe='')}"


def requirements(rule: Rule) -> list[tuple[str, str]]:
    """Name the controls that a rule is evidence for, with the titles of their frameworks, in order."""
    named = ((solid(frameworks.named(name).title), ids) for name, ids in rule.controls.items())
    return sorted((title, solid(control)) for title, ids in named for control in ids)


def part(report: Report, fact: Fact) -> Part | None:
    """Return the file of the snapshot in which a fact stands; None for what was derived."""
    return report.parts.get((fact.account, fact.region, fact.kind))


def reasons(finding: Finding) -> list[str]:
    """Say why a finding is one, a reason each: empty for a pass."""
    decision = finding.decision
    return [solid(text) for text in [each.message for each in decision.details] or [decision.reason] if text]


_REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]+)+-\d")
_DEFAULT_REGION = "us-east-1"


def home(report: Report) -> str:
    """Return the Region of what belongs to no Region: the first that was scanned."""
    return next((region for region in report.scope.regions if _REGION.fullmatch(region)), _DEFAULT_REGION)


def region_of(region: str, home_region: str) -> str:
    """Return `region` where it is one, else `home_region`: "global" is none."""
    return region if _REGION.fullmatch(region) else home_region


_PARTITIONS = {
    "cn": "aws-cn",
    "eu-isoe": "aws-iso-e",
    "eusc-de": "aws-eusc",
    "us-gov": "aws-us-gov",
    "us-iso": "aws-iso",
    "us-isob": "aws-iso-b",
    "us-isof": "aws-iso-f",
}


def partition(region: str) -> str:
    """Return the partition of a Region, as its name tells it."""
    return _PARTITIONS.get(region.rpartition("-")[0].rpartition("-")[0], "aws")
