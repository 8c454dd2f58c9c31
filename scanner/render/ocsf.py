"""findings.ocsf.json: events of the class Compliance Finding of OCSF 1.5 (https://schema.ocsf.io/1.5.0), one a line.

The file is a JSON array, so that no finding at all is a document as well; `jq -c '.[]'` makes a line of each event.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import BinaryIO, Final

from scanner.model import Change, Decision, Ended, Finding, Json, Report, Rule, Severity, Verdict
from scanner.render import frameworks, plain, standards
from scanner.render.common import advice, fact_document, json_text, message, shown
from scanner.render.resource_types import cloudformation
from scanner.render.sarif.driver import SITE
from scanner.render.standards import NAME, solid

_VERSION = "1.5.0"
_CATEGORY, _CLASS = 2, 2003
_CREATE, _UPDATE, _CLOSE = (1, "Create"), (2, "Update"), (3, "Close")
_NEW, _SUPPRESSED, _RESOLVED = (1, "New"), (3, "Suppressed"), (4, "Resolved")
_PASS, _FAIL, _UNKNOWN, _OTHER = (1, "Pass"), (3, "Fail"), (0, "Unknown"), (99, "No longer there")
_AWS_ACCOUNT: Final = (10, "AWS Account")

_SEVERITY = {
    Severity.CRITICAL: (5, "Critical"),
    Severity.HIGH: (4, "High"),
    Severity.MEDIUM: (3, "Medium"),
    Severity.LOW: (2, "Low"),
    Severity.INFO: (1, "Informational"),
}
_COMPLIANCE = {Verdict.FAIL: _FAIL, Verdict.WAIVED: _FAIL, Verdict.UNKNOWN: _UNKNOWN, Verdict.PASS: _PASS}
_STATUS = {Verdict.FAIL: _NEW, Verdict.WAIVED: _SUPPRESSED, Verdict.UNKNOWN: _NEW, Verdict.PASS: _RESOLVED}
_ACTIVITY = {None: _CREATE, Change.NEW: _CREATE, Change.FIXED: _CLOSE}
"""By what became of the finding since the earlier scan; any other change is an update."""


def render(report: Report, out: BinaryIO) -> None:
    """Write an event for each failure, unknown and pass, and for what an earlier scan found and is over."""
    events = _Events(report)
    between = b"\n"
    out.write(b"[")
    for outcome in standards.outcomes(report):
        event = events.closed(outcome) if isinstance(outcome, Ended) else events.finding(outcome)
        out.write(between + json_text(event, indent=False).encode())
        between = b",\n"
    out.write(b"\n]\n")


class _Events:
    """Makes events of a report's outcomes."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._now = _milliseconds(report.as_of)
        self._seen = _milliseconds(report.taken_at)
        self._accounts = {account.id: account.name for account in report.scope.estate if account.name}
        self._product = {"name": NAME, "vendor_name": NAME, "version": report.tool_version, "uid": "safehold"}
        self._checks = {rule.id: _rule(rule, report.tool_version) for rule in report.rules.values()}

    def finding(self, finding: Finding) -> dict[str, Json]:
        """Make the event of a failure, a waived failure, an unknown or a pass."""
        rule, fact, decision, profile = finding.rule, finding.fact, finding.decision, finding.profile
        passed = decision.verdict is Verdict.PASS
        past = decision.past
        severity = _SEVERITY[Severity.INFO if passed else finding.severity]
        tier = solid(profile.tier or "unknown")
        said = "complies" if passed else message(finding)
        resource = self._resource(fact.id, fact.name, fact.kind, fact.region)
        if fact.tags:
            tags = sorted(fact.tags.items())
            resource["tags"] = [
                {"name": shown(name), "value": shown(standards.tag_value(name, value))} for name, value in tags
            ]
        resource["labels"] = [f"tier={tier}"]
        event = {
            **self._head(finding.fingerprint, rule.id, _activity(decision)),
            **_named("severity", severity),
            **_named("status", _STATUS[decision.verdict]),
            "message": solid(f"{fact.name}: {said}"),
            "cloud": self._cloud(fact.account, fact.region),
            "finding_info": self._checks[rule.id]["finding_info"]
            | self._times(past.first_seen if past else None)
            | {"uid": finding.fingerprint},
            "compliance": self._compliance(finding, tier),
            "resources": [resource],
            "evidences": [{"data": self._evidence(finding)}],
            "unmapped": _unmapped(finding),
        }
        if not passed:
            event["remediation"] = {"desc": advice(finding), "references": [standards.rule_url(rule.id)]}
        return event

    def closed(self, ended: Ended) -> dict[str, Json]:
        """Make the event that closes a finding of an earlier scan whose resource, or whose rule for it, is no more."""
        past = ended.finding
        known = self._checks.get(past.rule_id, {"finding_info": {"title": past.rule_id}})
        return {
            **self._head(past.fingerprint, past.rule_id, _CLOSE),
            **_named("severity", _SEVERITY[Severity.INFO]),
            **_named("status", _RESOLVED),
            "message": solid(f"{past.name}: {ended.because}"),
            "cloud": self._cloud(past.account, past.region),
            "finding_info": known["finding_info"] | self._times(past.first_seen) | {"uid": past.fingerprint},
            "compliance": {
                "control": past.rule_id,
                **_named("status", _OTHER),
                "status_code": "FIXED",
                "status_details": [solid(ended.because)],
            },
            "resources": [self._resource(past.id, past.name, past.kind, past.region)],
            "unmapped": {"change": ended.change},
        }

    def _head(self, fingerprint: str, rule_id: str, activity: tuple[int, str]) -> dict[str, Json]:
        number, name = activity
        run = f"{SITE}/events/{self._report.snapshot_sha256}/{self._report.as_of}"
        return {
            "activity_id": number,
            "activity_name": name,
            "category_uid": _CATEGORY,
            "category_name": "Findings",
            "class_uid": _CLASS,
            "class_name": "Compliance Finding",
            "type_uid": _CLASS * 100 + number,
            "type_name": f"Compliance Finding: {name}",
            "time": self._now,
            "timezone_offset": 0,
            "metadata": {
                "version": _VERSION,
                "profiles": ["cloud"],
                "product": self._product,
                "uid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{run}/{fingerprint}")),
                "correlation_uid": self._report.snapshot_sha256,
                "event_code": rule_id,
                "log_name": NAME,
                "log_provider": NAME,
                "original_time": self._report.taken_at,
            },
        }

    def _times(self, first_seen: str | None) -> dict[str, Json]:
        """Say since when a finding is known: since this scan, where no earlier one was compared."""
        known = {"first_seen_time": _milliseconds(first_seen)} if first_seen else {}
        created = known.get("first_seen_time", self._seen)
        return {"created_time": created, "modified_time": self._now, "last_seen_time": self._seen, **known}

    def _cloud(self, account: str, region: str) -> dict[str, Json]:
        number, name = _AWS_ACCOUNT
        named = {"name": shown(self._accounts[account])} if account in self._accounts else {}
        return {
            "provider": "AWS",
            "region": solid(region),
            "cloud_partition": standards.partition(region),
            "account": {"uid": account, "type_id": number, "type": name, **named},
        }

    def _resource(self, uid: str, name: str, kind: str, region: str) -> dict[str, Json]:
        return {
            "uid": solid(uid, 4096),
            "name": solid(name),
            "type": cloudformation(kind),
            "region": solid(region),
            "cloud_partition": standards.partition(region),
        }

    def _compliance(self, finding: Finding, tier: str) -> dict[str, Json]:
        verdict = finding.decision.verdict
        known = self._checks[finding.rule.id]
        status = _named("status", _COMPLIANCE[verdict])
        return known["compliance"] | {
            **status,
            "status_code": verdict.upper(),
            "status_details": standards.reasons(finding),
            "control_parameters": [
                {"name": "tier", "value": tier},
                {"name": "data_type", "value": solid(finding.profile.data_type)},
            ],
            "checks": [known["check"] | status | _named("severity", _SEVERITY[finding.severity])],
        }

    def _evidence(self, finding: Finding) -> dict[str, Json]:
        """Return the fact, and where it can be checked; of a pass, of which there are many, the latter only."""
        part = standards.part(self._report, finding.fact)
        place = {"snapshot_part": part.path, "sha256": part.sha256} if part else {}
        if finding.decision.verdict is Verdict.PASS:
            return {"kind": finding.fact.kind, **place}
        return {"fact": fact_document(finding), **place}


def _rule(rule: Rule, version: str) -> dict[str, dict[str, Json]]:
    """Make what all events of a rule say of it."""
    title, needed = solid(rule.title), standards.requirements(rule)
    known = sorted({solid(frameworks.named(name).title) for name in rule.controls})
    return {
        "finding_info": {
            "title": title,
            "desc": shown(rule.description, multiline=True),
            "src_url": standards.rule_url(rule.id),
            "analytic": {"type_id": 1, "type": "Rule", "uid": rule.id, "name": title, "version": version},
        },
        "compliance": {
            "control": rule.id,
            "standards": known,
            "requirements": [f"{framework}: {control}" for framework, control in needed],
        },
        "check": {"uid": rule.id, "name": title, "standards": known},
    }


def _activity(decision: Decision) -> tuple[int, str]:
    return _ACTIVITY.get(decision.past.change if decision.past else None, _UPDATE)


def _unmapped(finding: Finding) -> dict[str, Json]:
    profile, decision = finding.profile, finding.decision
    values: dict[str, Json] = {
        "verdict": decision.verdict,
        "application": profile.application and shown(profile.application),
        "site": profile.site and shown(profile.site),
        "change": decision.past.change if decision.past else None,
        "details": [
            {"at": shown(each.at), "expected": plain.value(each.expected), "actual": plain.value(each.actual)}
            for each in decision.details
        ],
    }
    if finding.waiver:
        waiver = finding.waiver
        values["waiver"] = {
            "id": shown(waiver.id),
            "in_force": decision.verdict is Verdict.WAIVED,
            "approver": shown(waiver.approver),
            "ticket": shown(waiver.ticket),
            "expires_on": waiver.expires_on,
            "reason": shown(waiver.reason),
        }
    return {key: value for key, value in values.items() if value}


def _named(key: str, value: tuple[int, str]) -> dict[str, Json]:
    number, caption = value
    return {f"{key}_id": number, key: caption}


def _milliseconds(moment: str) -> int:
    """Milliseconds since 1970 of an RFC 3339 moment."""
    return int(datetime.fromisoformat(moment).timestamp() * 1000)
