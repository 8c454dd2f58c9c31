"""findings.json: the whole report for other programs, in the shape of schemas/findings.json.

One finding and one resource a line, so that two reports can be compared with ordinary tools.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import BinaryIO

from scanner import recovery
from scanner.model import Assessment, Finding, Json, Report, Rule, Severity, Summary, Verdict
from scanner.render.common import advice, findings, json_text, scope_json

SCHEMA_VERSION = 1


def render(report: Report, out: BinaryIO) -> None:
    """Write the report; reads it twice (findings, then resources) and holds one resource at a time."""
    head: dict[str, Json] = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "Safehold", "version": report.tool_version},
        "taken_at": report.taken_at,
        "as_of": report.as_of,
        "snapshot_sha256": report.snapshot_sha256,
        "policy_sha256": report.policy_sha256,
        "engine": report.engine,
        "scope": scope_json(report.scope),
        "coverage": {"complete": report.coverage.complete, "units": [asdict(unit) for unit in report.coverage.units]},
        "summary": _summary(report.summary),
        "rules": [_rule(rule) for rule in report.rules.values()],
    }
    out.write(b"{\n")
    out.writelines(f'"{key}": {json_text(value, indent=False)},\n'.encode() for key, value in head.items())
    _write_list("findings", (_finding(each) for each in findings(report)), out)
    out.write(b",\n")
    _write_list("resources", map(_resource, filter(_tells, report.assess())), out)
    out.write(b"\n}\n")


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
    }


def _by_value(counts: Mapping[Verdict, int] | Mapping[Severity, int]) -> dict[str, int]:
    return {key.value: count for key, count in counts.items()}


def _rule(rule: Rule) -> dict[str, Json]:
    return asdict(rule) | {"defines": sorted(rule.defines)}


def _finding(finding: Finding) -> dict[str, Json]:
    rule, decision = finding.rule, finding.decision
    return {
        "fingerprint": finding.fingerprint,
        "rule_id": rule.id,
        "verdict": decision.verdict,
        "severity": finding.severity,
        "reason": decision.reason,
        "details": [asdict(detail) for detail in decision.details],
        "remediation": advice(finding),
        **_identity(finding),
    }


def _tells(assessment: Assessment) -> bool:
    """Whether anything was judged, or could not be read, about the resource, or it has a recovery matrix."""
    return bool(assessment.decisions or assessment.fact.gaps or assessment.recovery)


def _resource(assessment: Assessment) -> dict[str, Json]:
    decisions = assessment.decisions
    return {
        **_identity(assessment),
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
