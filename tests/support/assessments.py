"""Hand-made rules, facts, profiles and decisions: what an assessment is put together from."""

from __future__ import annotations

from scanner.model import Decision, Detail, Fact, Json, Profile, Rule, Severity, Verdict
from scanner.recovery import SCENARIOS

NOTHING: Json = {
    **dict.fromkeys(("required", "recoverable", "not_recoverable", "unknown"), 0),
    **dict.fromkeys(("worst_rpo_seconds", "worst_rto_seconds")),
    "missing": [],
}
"""What a scenario that can befall no part of an application leaves."""

PRODUCTION, ARCHIVE = "111122223333", "444455556666"
HOME, AWAY = "eu-west-1", "us-east-1"


def rule(number: str, package: str, title: str, severity: Severity, **others: Json) -> Rule:
    """Make a rule; what a test does not name gets a plain value."""
    values: dict[str, Json] = {
        "description": f"{title}, or the data is gone when somebody errs. A longer text stands here.",
        "kinds": ("dynamodb.table",),
        "needs": (),
        "requires": (),
        "covers": (7,),
        "controls": {"nist_800_53_r5": ("CP-9",), "iso_27001_2022": ("A.8.13",)},
        "remediation": "Look at {name} in {region}.",
        "path": f"policies/{package.replace('.', '/')}.rego",
        "line": 21,
        "defines": frozenset({"compliant", "findings"}),
    }
    return Rule(id=number, title=title, severity=severity, package=package, **(values | others))


RULES: dict[str, Rule] = {
    each.id: each
    for each in (
        rule(
            "BKP-001",
            "rules.backup.plan_coverage",
            "A backup plan selects the resource",
            Severity.HIGH,
            kinds=("dynamodb.table", "s3.bucket"),
            needs=("/links/backup/plan_rules",),
            remediation="Add the resource to a backup plan's selection, or give it the tag that a selection looks for.",
            covers=(47,),
        ),
        rule(
            "BKP-007",
            "rules.backup.vault_key",
            "The vault is encrypted with a customer managed key",
            Severity.LOW,
            kinds=("backup.vault",),
            controls={"nist_800_53_r5": ("CP-9(8)", "SC-28"), "soc_2": ("CC6.1",)},
            covers=(53,),
        ),
        rule(
            "DDB-001",
            "rules.dynamodb.pitr_enabled",
            "Point-in-time recovery is on",
            Severity.CRITICAL,
            needs=("/config/pitr",),
            requires=("pitr",),
            covers=(7, 9),
            remediation=(
                "Turn it on; it takes effect at once and reaches back to that moment only. "
                "`aws dynamodb update-continuous-backups --table-name {name} --region {region} "
                "--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`"
            ),
        ),
        rule(
            "DDB-002",
            "rules.dynamodb.pitr_window",
            "The recovery window is as long as the tier requires",
            Severity.MEDIUM,
            needs=("/config/pitr",),
            requires=("pitr_window_days",),
        ),
        rule(
            "EST-002",
            "rules.estate.classified",
            "Somebody decided what the resource holds",
            Severity.INFO,
            kinds=("dynamodb.table", "s3.bucket"),
            controls={},
            covers=(),
        ),
        rule(
            "S3-001",
            "rules.s3.versioning_enabled",
            "Object versions are kept",
            Severity.HIGH,
            kinds=("s3.bucket",),
            needs=("/config/versioning",),
        ),
    )
}


def table(name: str, *, account: str = PRODUCTION, region: str = HOME, **changes: Json) -> Fact:
    """Make the fact of a table as schemas/facts/dynamodb.table.json shapes it."""
    config: dict[str, Json] = {
        "billing_mode": "PAY_PER_REQUEST",
        "consistency": None,
        "created_at": "2025-01-15T08:00:00Z",
        "deletion_protection": True,
        "encryption": {"key_arn": None, "type": "AWS_OWNED"},
        "global_table_version": None,
        "item_count": 1200,
        "pitr": {
            "earliest_restorable_at": "2026-01-26T06:00:00Z",
            "enabled": True,
            "latest_restorable_at": "2026-03-01T05:55:00Z",
            "window_days": 35,
        },
        "replicas": [],
        "restore": None,
        "size_bytes": 734003,
        "status": "ACTIVE",
        "stream": {"enabled": False, "view_type": None},
        "table_class": "STANDARD",
        "ttl": {"attribute": None, "enabled": False},
        "witnesses": [],
    }
    gaps = tuple(changes.pop("gaps", ()))
    tags = changes.pop("tags", {"safehold:tier": "standard"})
    return Fact(
        kind="dynamodb.table",
        id=f"arn:aws:dynamodb:{region}:{account}:table/{name}",
        account=account,
        region=region,
        name=name,
        tags=tags,
        config=config | changes,
        gaps=gaps,
    )


def bucket(name: str, *, account: str = PRODUCTION, region: str = HOME, **changes: Json) -> Fact:
    """Make the fact of a bucket, with the parts of schemas/facts/s3.bucket.json that renderers may show."""
    config: dict[str, Json] = {
        "created_at": "2025-01-15T08:00:00Z",
        "versioning": {"mfa_delete": False, "status": "Enabled"},
        "lifecycle": {"exists": False, "rules": []},
    }
    return Fact(
        kind="s3.bucket",
        id=f"arn:aws:s3:::{name}",
        account=account,
        region=region,
        name=name,
        tags={"safehold:tier": "enhanced"},
        config=config | changes,
    )


def vault(name: str, *, account: str = ARCHIVE, region: str = AWAY) -> Fact:
    """Make the fact of a backup vault with an AWS managed key."""
    return Fact(
        kind="backup.vault",
        id=f"arn:aws:backup:{region}:{account}:backup-vault:{name}",
        account=account,
        region=region,
        name=name,
        tags={},
        config={"encryption_key": {"arn": f"arn:aws:kms:{region}:{account}:key/1", "manager": "AWS"}},
    )


def application(name: str, *, account: str = PRODUCTION) -> Fact:
    """Make the fact of an application with one critical part that a Region takes along."""
    lost = {"required": 1, "recoverable": 0, "not_recoverable": 1, "unknown": 0}
    arn = f"arn:aws:dynamodb:{HOME}:{account}:table/{name}"
    return Fact(
        kind="estate.application",
        id=f"urn:safehold:application:{account}:{name}",
        account=account,
        region="global",
        name=name,
        tags={},
        config={
            "critical_count": 1,
            "scenarios": {
                **dict.fromkeys(SCENARIOS, NOTHING),
                "region_loss": {**lost, "worst_rpo_seconds": None, "worst_rto_seconds": None, "missing": [arn]},
            },
            "common_point": {
                "status": "not_recoverable",
                "earliest_at": None,
                "latest_at": None,
                "limiting": [arn],
                "because": "1 of 1 parts cannot be brought back to a moment of one's choice",
            },
        },
    )


def profile(tier: str | None = "standard", data_type: str = "document_metadata") -> Profile:
    """Make the profile of a FormKiQ resource."""
    because = {
        "application": "tag Application=formkiq",
        "data_type": "name formkiq-core-prod-documents",
        "tier": f"tag safehold:tier={tier}" if tier else "tags could not be read",
    }
    return Profile("formkiq-prod", "prod", data_type, tier, because, classified=True)


def failed(rule_id: str, *details: tuple[str, str, Json, Json]) -> Decision:
    """Make a failure from (message, at, expected, actual) tuples."""
    return Decision(rule_id, Verdict.FAIL, details=tuple(Detail(*each) for each in details))


def unknown(rule_id: str, reason: str) -> Decision:
    """Make an unknown."""
    return Decision(rule_id, Verdict.UNKNOWN, reason)


def passed(rule_id: str) -> Decision:
    """Make a pass."""
    return Decision(rule_id, Verdict.PASS)


def exempt(rule_id: str, reason: str) -> Decision:
    """Make a rule not applicable."""
    return Decision(rule_id, Verdict.NOT_APPLICABLE, reason)
