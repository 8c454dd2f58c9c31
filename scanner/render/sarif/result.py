"""One result: a failure, an unknown or a pass of one resource under one rule."""

from __future__ import annotations

from scanner.model import Decision, Detail, Ended, Fact, Finding, Json, Past, Profile, Report, Rule, Verdict
from scanner.render.common import FactText, Place, advice, fact_text, message, redact, resource_path, shown
from scanner.render.sarif import words
from scanner.render.sarif.artifacts import ROOT, policy_index, policy_path
from scanner.render.sarif.driver import Catalogue

_CONTEXT = 2
"""Lines shown before and after the one that offends."""
_FOUND = 1000
"""Characters of what was found that a message may hold."""
_PLACES = 20
"""How many of a result's places are named."""


def result(catalogue: Catalogue, finding: Finding, text: FactText, artifact_index: int | None) -> dict[str, Json]:
    """Build the result of a failure, an unknown or a pass; a pass, of which there are many, with the least.

    artifact_index: where the file of the resource stands; None: the run has none of it.
    """
    rule, fact, decision = finding.rule, finding.fact, finding.decision
    kind = words.KIND[decision.verdict]
    arguments = [fact.name, fact.id, finding.profile.tier or "unknown"]
    if decision.verdict is not Verdict.PASS:
        arguments.append(words.shortened(message(finding), _FOUND))
    file: dict[str, Json] = {"uri": resource_path(fact), "uriBaseId": ROOT}
    if artifact_index is not None:
        file["index"] = artifact_index
    places = [text.place(detail.at) for detail in decision.details[:_PLACES]] or [text.place("")]
    whole = {
        "ruleId": rule.id,
        "ruleIndex": catalogue.index[rule.id],
        "kind": kind,
        "level": words.LEVEL[finding.severity] if kind == "fail" else "none",
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
                        "name": shown(fact.name) or shown(fact.id),
                        "fullyQualifiedName": shown(fact.id),
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
    return (
        whole
        | _past(catalogue.report, decision.past)
        | _suppressions(finding)
        | {
            "relatedLocations": [
                _policy_location(rule, catalogue.index[rule.id]),
                *(_related(number, file, text, *each) for number, each in enumerate(further, 2)),
            ],
            "rank": float(words.SECURITY[finding.severity]) * 10,
            "taxa": catalogue.taxa(rule),
        }
    )


def absent(catalogue: Catalogue, ended: Ended) -> dict[str, Json]:
    """Build the result of an earlier finding that was fixed, and of which no rule says anything any more."""
    past = ended.finding
    fact = Fact(past.kind, past.id, past.account, past.region, past.name, None, {})
    profile = Profile(past.application or None, past.site or None, "", past.tier or None, {}, classified=False)
    decision = Decision(past.rule_id, past.verdict, ended.because, severity=past.severity)
    finding = Finding(past.fingerprint, catalogue.report.rules[past.rule_id], fact, profile, decision)
    built = result(catalogue, finding, fact_text(finding), None)
    provenance = {"firstDetectionTimeUtc": past.first_seen, "lastDetectionTimeUtc": past.taken_at}
    return built | {"baselineState": "absent", "provenance": provenance}


def _past(report: Report, past: Past | None) -> dict[str, Json]:
    if past is None:
        return {}
    provenance = {"firstDetectionTimeUtc": past.first_seen, "lastDetectionTimeUtc": report.taken_at}
    return {"baselineState": words.BASELINE[past.change], "provenance": provenance}


def _suppressions(finding: Finding) -> dict[str, Json]:
    """Tell the waiver: accepted while it holds, rejected when it has expired."""
    waiver = finding.waiver
    if waiver is None:
        return {}
    holds = finding.decision.verdict is Verdict.WAIVED
    justification = (
        f"{waiver.reason} (approved by {waiver.approver}, {waiver.ticket};"
        f" {'holds until' if holds else 'expired after'} {waiver.expires_on})"
    )
    return {
        "suppressions": [
            {
                "kind": "external",
                "status": "accepted" if holds else "rejected",
                "justification": shown(justification),
                "properties": {"waiver": shown(waiver.id)},
            }
        ]
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
    return {key: shown(value) for key, value in values.items() if value is not None}


def _region(text: FactText, place: Place) -> dict[str, Json]:
    offending = text.lines[place.line - 1][place.column - 1 : place.end_column - 1]
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.line,
        "endColumn": place.end_column,
        "snippet": {"text": shown(offending)},
    }


def _context(text: FactText, place: Place) -> dict[str, Json]:
    lines = text.lines
    first, last = max(1, place.line - _CONTEXT), min(len(lines), place.line + _CONTEXT)
    around = shown("".join(f"{line}\n" for line in lines[first - 1 : last]), multiline=True)
    return {"startLine": first, "endLine": last, "snippet": {"text": around}}


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
                "snippet": {"text": shown(line)},
            },
        },
        "message": {"text": f"Rule {rule.id}."},
    }
