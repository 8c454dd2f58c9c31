"""findings.asff.json: findings of the AWS Security Finding Format, a JSON array with one a line.

https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-syntax.html. Lengths and numbers
are those of the service model of BatchImportFindings. What only a customer may set (Workflow, Note) is not in it.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from scanner.model import Change, Ended, Finding, Json, PastFinding, Report, Severity, Verdict
from scanner.render import plain, standards
from scanner.render.common import advice, json_text, message
from scanner.render.resource_types import asff as resource_type
from scanner.render.standards import NAME, shortened, solid

_TITLE, _DESCRIPTION, _ADVICE, _ID = 256, 1024, 512, 512
_REQUIREMENTS, _TAGS = 32, 50

# So that no finding has more than the 240 KB that it may, even if each character takes twelve (two escapes of JSON):
# https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
_ARN_CHARACTERS, _VALUE, _FIELD, _REQUIREMENT, _TAG_CHARACTERS = 1024, 256, 256, 128, 4000
_PLACES, _REASONS, _REASON = 10, 5, 512

_LABEL = {
    Severity.CRITICAL: "CRITICAL",
    Severity.HIGH: "HIGH",
    Severity.MEDIUM: "MEDIUM",
    Severity.LOW: "LOW",
    Severity.INFO: "INFORMATIONAL",
}
_STATUS = {
    Verdict.FAIL: "FAILED",
    Verdict.WAIVED: "FAILED",
    Verdict.UNKNOWN: "NOT_AVAILABLE",
    Verdict.PASS: "PASSED",
}
_CHECKS = "Software and Configuration Checks"
_PRACTICES = f"{_CHECKS}/AWS Security Best Practices"
# https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html#Types
_STANDARDS = {
    "aws_fsbp": "AWS Foundational Security Best Practices",
    "gdpr": "GDPR Controls (Europe)",
    "hipaa": "HIPAA Controls (USA)",
    "iso_27001_2022": "ISO 27001 Controls",
    "nist_800_53_r5": "NIST 800-53 Controls (USA)",
    "nist_csf_2": "NIST CSF Controls (USA)",
    "pci_dss_4": "PCI-DSS",
    "soc_2": "SOC 2",
}
_PARTITIONS = frozenset({"aws", "aws-cn", "aws-us-gov"})
"""Those that the format calls by their names, or knows at all."""
_ARN = re.compile(r"arn:aws[a-z-]*:\S+")


def render(report: Report, out: BinaryIO) -> None:
    """Write each failure, unknown and pass, and what an earlier scan found and is over, the last two archived.

    Each is for the account and Region of its resource, which alone may import it.
    """
    makes = Findings(report)
    between = b"\n"
    out.write(b"[")
    for outcome in standards.outcomes(report):
        out.write(between + json_text(makes.finding(outcome), indent=False).encode())
        between = b",\n"
    out.write(b"\n]\n")


def finding_id(fingerprint: str) -> str:
    """The Id of a finding: the same in every scan, whoever imports it."""
    return f"safehold/{fingerprint}"


def product_arn(account: str, region: str) -> str:
    """The product of an account's own findings: the account imports them, and no other can."""
    return f"arn:{standards.partition(region)}:securityhub:{region}:{account}:product/{account}/default"


class Findings:
    """Makes findings of a report's outcomes.

    importer: the account and Region that import all of them; None: those of each resource.
    """

    def __init__(self, report: Report, importer: tuple[str, str] | None = None) -> None:
        self._report = report
        self._importer = importer
        self._home = standards.home(report)

    def finding(self, outcome: Finding | Ended) -> dict[str, Json]:
        """Make the finding of a failure, an unknown or a pass, or of what is over."""
        return self._over(outcome) if isinstance(outcome, Ended) else self._found(outcome)

    def _found(self, finding: Finding) -> dict[str, Json]:
        rule, fact, decision = finding.rule, finding.fact, finding.decision
        passed = decision.verdict is Verdict.PASS
        first_seen = decision.past.first_seen if decision.past else None
        title = solid(rule.title, _TITLE)
        tier = finding.profile.tier or "unknown"
        said = f"{fact.name} (tier {tier}): {title if passed else message(finding)}"
        severity = Severity.INFO if passed else finding.severity
        found = {
            **self._head(fact.account, fact.region, finding.fingerprint, rule.id, first_seen),
            "Title": title,
            "Description": solid(said, _DESCRIPTION),
            "FindingProviderFields": _provided(severity, [_PRACTICES, *_types(finding)]),
            "ProductFields": self._product_fields(finding),
            "Resources": [self._resource(fact.account, fact.region, fact.kind, fact.id) | self._details(finding)],
            "Compliance": _compliance(finding),
            "RecordState": "ARCHIVED" if passed else "ACTIVE",
        }
        if not passed:
            text = shortened(advice(finding), _ADVICE)
            found["Remediation"] = {"Recommendation": {"Text": text, "Url": standards.rule_url(rule.id)}}
        return found

    def _over(self, ended: Ended) -> dict[str, Json]:
        past: PastFinding = ended.finding
        rule = self._report.rules.get(past.rule_id)
        title = solid(rule.title if rule else past.rule_id, _TITLE)
        because = solid(ended.because, _VALUE)
        return {
            **self._head(past.account, past.region, past.fingerprint, past.rule_id, past.first_seen),
            "Title": title,
            "Description": solid(f"{past.name}: {because}", _DESCRIPTION),
            "FindingProviderFields": _provided(Severity.INFO, [_PRACTICES]),
            "ProductFields": {
                "safehold/Change": Change.FIXED.value,
                "safehold/ResourceArn": solid(past.id, _ARN_CHARACTERS),
            },
            "Resources": [self._resource(past.account, past.region, past.kind, past.id)],
            "Compliance": {
                "Status": "NOT_AVAILABLE",
                "SecurityControlId": solid(past.rule_id, _ID),
                "StatusReasons": [{"ReasonCode": "SAFEHOLD_FIXED", "Description": because}],
            },
            "RecordState": "ARCHIVED",
        }

    def _head(
        self, account: str, region: str, fingerprint: str, rule_id: str, first_seen: str | None
    ) -> dict[str, Json]:
        owner, place = self._importer or (account, standards.region_of(region, self._home))
        known = {"FirstObservedAt": first_seen} if first_seen else {}
        return {
            "SchemaVersion": "2018-10-08",
            "Id": finding_id(fingerprint),
            "ProductArn": product_arn(owner, place),
            "ProductName": NAME,
            "CompanyName": NAME,
            "AwsAccountId": owner,
            "GeneratorId": solid(f"safehold/{rule_id}", _ID),
            "CreatedAt": first_seen or self._report.taken_at,
            "UpdatedAt": self._report.as_of,
            "LastObservedAt": self._report.taken_at,
            **known,
        }

    def _resource(self, account: str, region: str, kind: str, arn: str) -> dict[str, Json]:
        place = standards.region_of(region, self._home)
        known = bool(_ARN.fullmatch(arn))
        partition = standards.partition(place)
        return {
            "Type": resource_type(kind) if known else "AwsAccount",
            "Id": solid(arn, _ARN_CHARACTERS) if known else f"AWS::::Account:{account}",
            "Region": place,
            **({"Partition": partition} if partition in _PARTITIONS else {}),
        }

    def _details(self, finding: Finding) -> dict[str, Json]:
        """Return the resource's tags, and what stands where it fails."""
        fact = finding.fact
        told = {"kind": fact.kind, "name": solid(fact.name, _VALUE), "account": fact.account}
        for detail in finding.decision.details[:_PLACES]:
            told.setdefault(solid(detail.at, 128), solid(plain.value(detail.actual), _VALUE))
        named: dict[str, str] = {}
        room = _TAG_CHARACTERS
        for name, value in sorted((fact.tags or {}).items())[:_TAGS]:
            shown = (solid(name, 128), solid(standards.tag_value(name, value), 256))
            room -= sum(map(len, shown))
            named |= [shown] if room > 0 else []
        return {"Details": {"Other": told}, **({"Tags": named} if named else {})}

    def _product_fields(self, finding: Finding) -> dict[str, str]:
        profile, decision, waiver = finding.profile, finding.decision, finding.waiver
        part = standards.part(self._report, finding.fact)
        values = {
            "Verdict": decision.verdict,
            "Tier": profile.tier or "unknown",
            "DataType": profile.data_type,
            "Application": profile.application,
            "Site": profile.site,
            "ResourceArn": finding.fact.id,
            "Change": decision.past.change if decision.past else None,
            "EvidencePart": part.path if part else None,
            "EvidenceSha256": part.sha256 if part else None,
            "SnapshotSha256": self._report.snapshot_sha256,
            "PolicySha256": self._report.policy_sha256,
            "WaiverId": waiver.id if waiver else None,
            "Waiver": plain.waived(finding, waiver) if waiver else None,
        }
        longest = {"ResourceArn": _ARN_CHARACTERS}
        return {
            f"safehold/{key}": solid(value, longest.get(key, _FIELD))
            for key, value in values.items()
            if value is not None
        }


def _provided(severity: Severity, types: list[str]) -> dict[str, Json]:
    return {"Severity": {"Label": _LABEL[severity], "Original": severity.value}, "Types": types}


def _types(finding: Finding) -> list[str]:
    named = sorted(_STANDARDS[name] for name in finding.rule.controls if name in _STANDARDS)
    return [f"{_CHECKS}/Industry and Regulatory Standards/{name}" for name in named]


def _compliance(finding: Finding) -> dict[str, Json]:
    verdict = finding.decision.verdict
    status = _STATUS[verdict]
    needed = [
        shortened(f"{framework} {control}", _REQUIREMENT) for framework, control in standards.requirements(finding.rule)
    ]
    reasons = [shortened(reason, _REASON) for reason in standards.reasons(finding)[:_REASONS]]
    tier = solid(finding.profile.tier or "unknown", _VALUE)
    return {
        "Status": status,
        "SecurityControlId": solid(finding.rule.id, _ID),
        "SecurityControlParameters": [{"Name": "tier", "Value": [tier]}],
        **({"RelatedRequirements": needed[:_REQUIREMENTS]} if needed else {}),
        **(
            {"StatusReasons": [{"ReasonCode": f"SAFEHOLD_{verdict.upper()}", "Description": why} for why in reasons]}
            if reasons
            else {}
        ),
    }
