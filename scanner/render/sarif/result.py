"""One result: a failure, an unknown or a pass of one resource under one rule."""

from __future__ import annotations

from scanner.model import Detail, Finding, Json, Rule, Verdict
from scanner.render.common import FactText, Place, advice, message, redact, resource_path, visible
from scanner.render.sarif import words
from scanner.render.sarif.artifacts import ROOT, policy_index, policy_path
from scanner.render.sarif.driver import Catalogue

_CONTEXT = 2
"""Lines shown before and after the one that offends."""
_FOUND = 1000
"""Characters of what was found that a message may hold."""
_PLACES = 20
"""How many of a result's places are named."""


def result(catalogue: Catalogue, finding: Finding, text: FactText, artifact_index: int) -> dict[str, Json]:
    """Build the result of a failure, an unknown or a pass; a pass, of which there are many, with the least."""
    rule, fact, decision = finding.rule, finding.fact, finding.decision
    kind = words.KIND[decision.verdict]
    arguments = [fact.name, fact.id, finding.profile.tier or "unknown"]
    if decision.verdict is not Verdict.PASS:
        arguments.append(words.shortened(message(finding), _FOUND))
    file = {"uri": resource_path(fact), "uriBaseId": ROOT, "index": artifact_index}
    places = [text.place(detail.at) for detail in decision.details[:_PLACES]] or [text.place("")]
    whole = {
        "ruleId": rule.id,
        "ruleIndex": catalogue.index[rule.id],
        "kind": kind,
        "level": words.LEVEL[finding.severity] if decision.verdict is Verdict.FAIL else "none",
        "message": words.message(kind, words.MESSAGES[kind], arguments),
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": file,
                    "region": _region(text, places[0]),
                    "contextRegion": _context(text, places[0]),
                },
                "logicalLocations": [
                    {
                        "name": visible(fact.name) or visible(fact.id),
                        "fullyQualifiedName": visible(fact.id),
                        "kind": "resource",
                    }
                ],
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": f"{finding.fingerprint}:1"},
        "fingerprints": {"safehold/v1": finding.fingerprint},
        "properties": _properties(finding),
    }
    if decision.verdict is Verdict.PASS:
        return whole
    further = zip(decision.details[1:], places[1:], strict=False)
    return whole | {
        "relatedLocations": [
            _policy_location(rule, catalogue.index[rule.id]),
            *(_related(number, file, text, *each) for number, each in enumerate(further, 2)),
        ],
        "rank": float(words.SECURITY[finding.severity]) * 10,
        "taxa": catalogue.taxa(rule),
    }


def _properties(finding: Finding) -> dict[str, str]:
    fact, profile = finding.fact, finding.profile
    values = {
        "account": fact.account,
        "region": fact.region,
        "resourceArn": fact.id,
        "resourceKind": fact.kind,
        "tier": profile.tier,
        "dataType": profile.data_type,
        "application": profile.application,
        "site": profile.site,
        "verdict": finding.decision.verdict,
        "severity": finding.severity,
        "remediation": None if finding.decision.verdict is Verdict.PASS else advice(finding),
    }
    return {key: visible(value) for key, value in values.items() if value is not None}


def _region(text: FactText, place: Place) -> dict[str, Json]:
    offending = text.lines[place.line - 1][place.column - 1 : place.end_column - 1]
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.line,
        "endColumn": place.end_column,
        "snippet": {"text": visible(offending)},
    }


def _context(text: FactText, place: Place) -> dict[str, Json]:
    lines = text.lines
    first, last = max(1, place.line - _CONTEXT), min(len(lines), place.line + _CONTEXT)
    shown = visible("".join(f"{line}\n" for line in lines[first - 1 : last]), multiline=True)
    return {"startLine": first, "endLine": last, "snippet": {"text": shown}}


def _related(number: int, file: dict[str, Json], text: FactText, detail: Detail, place: Place) -> dict[str, Json]:
    return {
        "id": number,
        "physicalLocation": {"artifactLocation": file, "region": _region(text, place)},
        "message": {"text": words.escaped(words.shortened(redact(detail.message), _FOUND)) or "See here."},
    }


def _policy_location(rule: Rule, rule_index: int) -> dict[str, Json]:
    """Point to the line of the rule's package."""
    line = f"package {rule.package}"
    return {
        "id": 1,
        "physicalLocation": {
            "artifactLocation": {
                "uri": policy_path(rule),
                "uriBaseId": ROOT,
                "index": policy_index(rule_index),
            },
            "region": {
                "startLine": rule.line,
                "startColumn": 1,
                "endLine": rule.line,
                "endColumn": len(line) + 1,
                "snippet": {"text": visible(line)},
            },
        },
        "message": {"text": f"Rule {rule.id}."},
    }
