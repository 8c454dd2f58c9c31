"""What becomes of a resource, an outcome or a waiver in OSCAL: inventory item, observation, risk."""

from __future__ import annotations

import uuid
from urllib.parse import quote

from scanner.model import Assessment, Ended, Fact, Finding, Json, Report, Verdict, Waiver
from scanner.render import plain, standards
from scanner.render.common import advice, message, shown
from scanner.render.resource_types import cloudformation
from scanner.render.sarif.driver import SITE
from scanner.render.standards import solid

_NS = f"{SITE}/ns/oscal"
_PLACES = 20
"""How many places of a fact are told as evidence."""


def identity(*parts: str) -> str:
    """Make the UUID of something; the same parts give the same."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{SITE}/oscal/{'/'.join(quote(part, safe='') for part in parts)}"))


def prop(name: str, value: str) -> dict[str, str]:
    """Make a property of our own namespace."""
    return {"name": name, "ns": _NS, "value": solid(value)}


class Rows:
    """Makes the rows of a report. approvers: who approved the waivers so far, each with the UUID of the party."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.approvers: dict[str, str] = {}
        only = report.only or ()
        baseline = report.comparison.baseline if report.comparison else ""
        digests = (report.snapshot_sha256, report.policy_sha256, report.waivers_sha256)
        self._run = (report.as_of, report.tool_version, *digests, baseline, *only)

    def run(self, *parts: str) -> str:
        """Make the UUID of something that belongs to this report alone."""
        return identity(*parts, *self._run)

    def item(self, assessment: Assessment) -> dict[str, Json]:
        """Make the inventory item of a resource."""
        fact, profile = assessment.fact, assessment.profile
        told = {
            "account": fact.account,
            "region": fact.region,
            "type": cloudformation(fact.kind),
            "tier": profile.tier or "unknown",
            "data-type": profile.data_type,
            "application": profile.application,
            "site": profile.site,
        }
        return {
            "uuid": _item_id(fact),
            "description": solid(fact.name),
            "props": [
                {"name": "asset-id", "value": solid(fact.id, 2048)},
                *(prop(name, value) for name, value in told.items() if value is not None),
            ],
        }

    def observation(self, finding: Finding) -> dict[str, Json]:
        """Make the observation of a failure, an unknown or a pass."""
        rule, fact, verdict = finding.rule, finding.fact, finding.decision.verdict
        passed = verdict is Verdict.PASS
        evidence = self._evidence(finding)
        known = _past(finding) if verdict is Verdict.UNKNOWN else []  # of a failure, its risk tells it
        return {
            "uuid": self._observation_id(finding),
            "title": solid(rule.title),
            "description": f"{solid(fact.name)}: {'complies' if passed else message(finding)}",
            "props": [
                prop("rule-id", rule.id),
                prop("severity", finding.severity),
                prop("status", verdict),
                prop("tier", finding.profile.tier or "unknown"),
                prop("fingerprint", finding.fingerprint),
                *known,
            ],
            "methods": ["TEST"],
            "types": ["control-objective" if passed else "finding"],
            "subjects": [{"subject-uuid": _item_id(fact), "type": "inventory-item", "title": solid(fact.name)}],
            "collected": self._report.taken_at,
            **({"relevant-evidence": evidence} if evidence else {}),
        }

    def risk(self, finding: Finding) -> dict[str, Json]:
        """Make the risk of a failure; that of a pass, which ends an earlier one, is closed."""
        rule, decision = finding.rule, finding.decision
        risk: dict[str, Json] = {
            "uuid": risk_id(finding.fingerprint),
            "title": solid(rule.title),
            "description": shown(rule.description, multiline=True),
            "props": [prop("rule-id", rule.id), prop("severity", finding.severity), *_past(finding)],
            "related-observations": [{"observation-uuid": self._observation_id(finding)}],
        }
        if decision.verdict is Verdict.PASS:
            return risk | {"statement": f"{solid(finding.fact.name)}: it passes now", "status": "closed"}
        accepted = decision.verdict is Verdict.WAIVED
        todo = {"lifecycle": "recommendation", "title": "What to do", "description": advice(finding)}
        risk |= {
            "statement": message(finding),
            "status": "deviation-approved" if accepted else "open",
            "remediations": [{"uuid": identity("remediation", finding.fingerprint), **todo}],
        }
        if finding.waiver:
            risk["risk-log"] = {"entries": [self._entry(finding, finding.waiver, accepted=accepted)]}
            if accepted:
                risk["deadline"] = _end_of(finding.waiver)
        return risk

    def closed(self, ended: Ended) -> dict[str, Json]:
        """Make the closed risk of a finding of an earlier scan whose resource, or whose rule for it, is no more."""
        past = ended.finding
        rule = self._report.rules.get(past.rule_id)
        return {
            "uuid": risk_id(past.fingerprint),
            "title": solid(rule.title if rule else past.rule_id),
            "description": f"{solid(past.name)} ({solid(past.id, 2048)})",
            "statement": solid(ended.because),
            "status": "closed",
            "props": [
                prop("rule-id", past.rule_id),
                prop("severity", past.severity),
                prop("first-seen", past.first_seen),
                prop("change", ended.change),
            ],
        }

    def _entry(self, finding: Finding, waiver: Waiver, *, accepted: bool) -> dict[str, Json]:
        """Make the log entry of a waiver, from the day of its approval."""
        name = solid(waiver.approver)
        party = self.approvers.setdefault(name, identity("person", name))
        return {
            "uuid": identity("waiver", waiver.id, finding.fingerprint),
            "title": f"Waiver {solid(waiver.id)}",
            "description": plain.waived(finding, waiver),
            "start": f"{waiver.approved_on}T00:00:00Z",
            **({"end": _end_of(waiver)} if accepted else {}),
            "status-change": "deviation-approved" if accepted else "open",
            "logged-by": [{"party-uuid": party, "role-id": "risk-approver"}],
        }

    def _observation_id(self, finding: Finding) -> str:
        return self.run("observation", finding.fingerprint)

    def _evidence(self, finding: Finding) -> list[dict[str, Json]]:
        """Tell where the facts stand in the snapshot, and what stands where the resource fails."""
        part = standards.part(self._report, finding.fact)
        facts: list[dict[str, Json]] = []
        if part:
            digest = [prop("sha256", part.sha256)]
            href = f"snapshot/{quote(part.path)}"
            facts.append({"href": href, "description": "What AWS said, in the snapshot.", "props": digest})
        for detail in finding.decision.details[:_PLACES]:
            stands = f"expected {plain.value(detail.expected)}; found {plain.value(detail.actual)}"
            facts.append({"description": f"{solid(detail.at)}: {stands}"})
        return facts


def risk_id(fingerprint: str) -> str:
    """Return the UUID of a risk: the same in every scan."""
    return identity("risk", fingerprint)


def _past(finding: Finding) -> list[dict[str, str]]:
    past = finding.decision.past
    return [prop("first-seen", past.first_seen), prop("change", past.change)] if past else []


def _item_id(fact: Fact) -> str:
    return identity("resource", fact.account, fact.region, fact.kind, fact.id)


def _end_of(waiver: Waiver) -> str:
    return f"{waiver.expires_on}T23:59:59Z"
