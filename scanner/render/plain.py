"""Values as one line of plain text, safe wherever it is shown, for formats that mark nothing up."""

from __future__ import annotations

from functools import lru_cache

import orjson

from scanner.model import Change, Finding, Json, Rule, Verdict, Waiver
from scanner.render.columns import clip
from scanner.render.common import advice
from scanner.render.text_lines import safe

LONGEST = 2_000
"""Characters of an expected or actual value: whole policies and lifecycles are in findings.json."""


one_line = lru_cache(1024)(safe)
"""`safe`, which does each text once: most are a rule's or an account's, and come again with every finding."""


def value(found: Json, longest: int = LONGEST) -> str:
    """Write an expected or actual value as JSON, cut when it has more than `longest` characters."""
    return clip(one_line(orjson.dumps(found, option=orjson.OPT_SORT_KEYS).decode()), longest)


def controls(rule: Rule) -> str:
    """Name the controls that a rule is evidence for, by framework: "nist_800_53_r5: CP-9, CP-10; soc_2: A1.2"."""
    return one_line("; ".join(f"{framework}: {', '.join(ids)}" for framework, ids in sorted(rule.controls.items())))


def todo(finding: Finding) -> str:
    """Say what to do about a finding, on one line."""
    return one_line(advice(finding).replace("\n", " "))


def change(finding: Finding) -> Change | None:
    """How the finding stands to the earlier scan; None without one."""
    return finding.decision.past.change if finding.decision.past else None


def first_seen(finding: Finding) -> str:
    """When a scan first found it; "" where no earlier scan was compared."""
    return finding.decision.past.first_seen if finding.decision.past else ""


def waived(finding: Finding, waiver: Waiver) -> str:
    """Say who accepted a failure, until when and why: "waived until 2027-01-31 by A. Person (TICKET-1): reason"."""
    verb = "waived until" if finding.decision.verdict is Verdict.WAIVED else "its waiver expired after"
    ticket = f" ({waiver.ticket})" if waiver.ticket else ""
    return one_line(f"{verb} {waiver.expires_on} by {waiver.approver}{ticket}: {waiver.reason}")
