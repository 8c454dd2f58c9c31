"""findings.json: the whole report for other programs, in the shape of schemas/findings.json.

One finding and one resource a line, so that two reports can be compared with ordinary tools.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import BinaryIO

from scanner import recovery
from scanner.model import (
    Assessment,
    Comparison,
    Ended,
    Finding,
    Json,
    Report,
    Rule,
    Severity,
    Summary,
    Verdict,
    Waiver,
    WaiverUse,
)
from scanner.render.common import advice, findings, json_text, scope_json

SCHEMA_VERSION = 1

_OF_ALL_FINDINGS = {"rules", "scope", "place"}
"""What a waiver says of itself that is told once, in the list of the waivers."""


def render(report: Report, out: BinaryIO) -> None:
    """Write the report; reads it twice (findings, then resources) and holds one resource at a time."""
    out.write(b"{\n")
    out.writelines(f'"{key}": {json_text(value, indent=False)},\n'.encode() for key, value in head(report).items())
    _write_list("findings", map(finding_row, findings(report)), out)
    out.write(b",\n")
    _write_list("ended", map(_ended, report.comparison.ended()) if report.comparison else (), out)
    out.write(b",\n")
    resources = (_resource(report, each) for each in report.assess() if _tells(each))
    _write_list("resources", resources, out)
    out.write(b"\n}\n")


def head(report: Report) -> dict[str, Json]:
    """Return what stands before the findings: who judged what, how far it could be seen, and the counts."""
    return {
        "schema_version": SCHEMA_VERSION,
        "only": report.only and dict(zip(("by", "name"), report.only, strict=True)),
        "tool": {"name": "Safehold", "version": report.tool_version},
        "taken_at": report.taken_at,
        "as_of": report.as_of,
        "snapshot_sha256": report.snapshot_sha256,
        "policy_sha256": report.policy_sha256,
        "engine": report.engine,
        "scope": scope_json(report.scope),
        "coverage": {"complete": report.coverage.complete, "units": [asdict(unit) for unit in report.coverage.units]},
        "summary": _summary(report.summary),
        "waivers_sha256": report.waivers_sha256,
        "waivers": [_waiver_use(use) for use in report.waivers],
        "comparison": report.comparison and _comparison(report.comparison),
        "rules": [_rule(rule) for rule in report.rules.values()],
    }


def _write_list(key: str, rows: Iterable[dict[str, Json]], out: BinaryIO) -> None:
    out.write(f'"{key}": ['.encode())
    between = "\n"
    for row in rows:
        out.write(f"{between}{json_text(row, indent=False)}".encode())
        between = ",\n"
    out.write(b"\n]")


def _summary(summary: Summary) -> dict[str, Json]:
    return {
        "resources": dict(summary.resources),
        "verdicts": _by_value(summary.verdicts),
        "failures": _by_value(summary.failures),
        "unknowns": _by_value(summary.unknowns),
        "tiers": {tier: _by_value(counts) for tier, counts in summary.tiers.items()},
        "applications": {name: _by_value(counts) for name, counts in summary.applications.items()},
    }


def _waiver_use(use: WaiverUse) -> dict[str, Json]:
    counts = {"findings": use.findings, "unknowns": use.unknowns}
    return asdict(use.waiver) | {"expired": use.expired, "early": use.early, **counts}


def _comparison(comparison: Comparison) -> dict[str, Json]:
    return {"baseline": comparison.baseline, "counts": {change.value: n for change, n in comparison.counts.items()}}


def _ended(ended: Ended) -> dict[str, Json]:
    return asdict(ended.finding) | {"change": ended.change, "because": ended.because}


def _by_value(counts: Mapping[Verdict, int] | Mapping[Severity, int]) -> dict[str, int]:
    return {key.value: count for key, count in counts.items()}


def _rule(rule: Rule) -> dict[str, Json]:
    return asdict(rule) | {"defines": sorted(rule.defines)}


def finding_row(finding: Finding) -> dict[str, Json]:
    """Return a finding in the shape of schemas/finding.json."""
    rule, decision = finding.rule, finding.decision
    return {
        "fingerprint": finding.fingerprint,
        "rule_id": rule.id,
        "verdict": decision.verdict,
        "severity": finding.severity,
        "reason": decision.reason,
        "details": [asdict(detail) for detail in decision.details],
        "remediation": advice(finding),
        "waiver": finding.waiver and _waiver(finding.waiver) | {"in_force": decision.verdict is Verdict.WAIVED},
        "change": decision.past and decision.past.change,
        "first_seen": decision.past and decision.past.first_seen,
        **_identity(finding),
    }


def _waiver(waiver: Waiver) -> dict[str, Json]:
    return {key: value for key, value in asdict(waiver).items() if key not in _OF_ALL_FINDINGS}


def _tells(assessment: Assessment) -> bool:
    """Whether anything was judged, or could not be read, about the resource, or it has a recovery matrix."""
    return bool(assessment.decisions or assessment.fact.gaps or assessment.recovery)


def _resource(report: Report, assessment: Assessment) -> dict[str, Json]:
    decisions, fact = assessment.decisions, assessment.fact
    part = report.parts.get((fact.account, fact.region, fact.kind))
    return {
        **_identity(assessment),
        "part": part and asdict(part),
        "gaps": [asdict(gap) for gap in assessment.fact.gaps],
        "passed": [each.rule_id for each in decisions if each.verdict is Verdict.PASS],
        "not_applicable": {each.rule_id: each.reason for each in decisions if each.verdict is Verdict.NOT_APPLICABLE},
        "recovery": assessment.recovery and recovery.to_json(assessment.recovery),
    }


def _identity(described: Assessment | Finding) -> dict[str, Json]:
    fact, profile = described.fact, described.profile
    return {
        "account": fact.account,
        "region": fact.region,
        "kind": fact.kind,
        "id": fact.id,
        "name": fact.name,
        **asdict(profile),
    }
