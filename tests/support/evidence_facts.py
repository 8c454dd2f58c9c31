"""The compliant facts of evidence and exports; see support.facts, which has them all."""

from __future__ import annotations

from typing import Any

from support.fact_parts import ACCOUNT, REGION, TABLE_ARN, make_fact

from scanner.model import Fact


def evidence_record(**overrides: Any) -> Fact:
    name = overrides.get("name", "orders-restored")
    config = {
        "file": "evidence/orders.yaml",
        "type": "restore_test",
        "topic": "table_restore",
        "dated_at": "2026-02-10T00:00:00Z",
        "expires_at": "2026-06-10T00:00:00Z",
        "scope": {"resources": [TABLE_ARN], "applications": [], "sites": [], "tiers": []},
        "environment": "test",
        "method": "Restored to a point in time beside the table, and sampled a thousand records.",
        "statement": None,
        "result": "passed",
        "measured_rto_seconds": 2700,
        "measured_rpo_seconds": 300,
        "checked": ["records"],
        "contains": [],
        "restore_jobs": [],
        "owner": "Platform",
        "approved_by": ["A. Person"],
        "artefact": {"path": "orders.log", "uri": None, "sha256": "0" * 64, "verified": True},
    }
    return make_fact(
        "evidence.record", f"urn:safehold:evidence:{name}", name, config, {"region": "global", **overrides}
    )


def export_location(**overrides: Any) -> Fact:
    stack = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/shop/1a2b"
    config = {
        "subject_arn": stack,
        "subject_kind": "cloudformation.stack",
        "subject_root_arn": None,
        "subject_updated_at": "2026-02-01T10:00:00Z",
        "bucket": "exports",
        "prefix": f"{ACCOUNT}/{REGION}/shop/",
        "object_count": 40,
        "newest_key": f"{ACCOUNT}/{REGION}/shop/2026-02-28.json",
        "newest_at": "2026-02-28T03:00:00Z",
        "newest_bytes": 4096,
        "newest_before_update_at": "2026-01-31T03:00:00Z",
        "truncated": False,
    }
    arn = f"{stack}/export/exports/{config['prefix']}"
    return make_fact("export.location", arn, "shop", config, overrides, tags={"safehold:tier": "enterprise"})
