"""The compliant facts of FormKiQ; see support.facts, which has them all."""

from __future__ import annotations

from typing import Any

from support.fact_parts import ACCOUNT, REGION, make_fact

from scanner.model import Fact, Json


def installation(**overrides: Any) -> Fact:
    env = overrides.get("environment", "prod")
    region, account = overrides.get("region", REGION), overrides.get("account", ACCOUNT)
    config = {
        "environment": env,
        "found_by": ["ssm", "stack", "tags"],
        "version": "1.19.0",
        "edition": "core",
        "resources": {
            "dynamodb/DocumentsTableName": f"formkiq-core-{env}-documents",
            "dynamodb/DocumentSyncsTableName": f"formkiq-core-{env}-documentsyncs",
            "dynamodb/CacheTableName": f"formkiq-core-{env}-cache",
            "s3/DocumentsS3Bucket": f"formkiq-core-{env}-documents-{account}",
            "s3/DocumentsStageS3Bucket": f"formkiq-core-{env}-staging-{account}",
            "s3/OcrBucket": f"formkiq-core-{env}-ocr-{account}",
            "s3/Console": f"formkiq-{env}-web-ui-{account}",
        },
        "stacks": [],
    }
    arn = f"arn:aws:ssm:{region}:{account}:parameter/formkiq/{env}"
    return make_fact("formkiq.installation", arn, env, config, overrides)


def root_stack(name: str = "formkiq", **outputs: str) -> dict[str, Json]:
    """An entry of an installation's stacks, with one nested stack."""
    arn = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{name}"
    return {"arn": f"{arn}/1a2b", "nested_arns": [f"{arn}-Storage-1ABC/3c4d"], "outputs": dict(outputs)}


def site(**overrides: Any) -> Fact:
    site_id = overrides.get("site_id", "acme")
    owner = installation()
    config = {
        "installation": owner.id,
        "environment": "prod",
        "site_id": site_id,
        "seen_in": ["prefix", "group", "configuration"],
        "certain": True,
        "settings": {
            "disposition_action": "SOFT_DELETE",
            "soft_delete_retention_days": 90,
            "document_time_to_live": None,
        },
    }
    return make_fact("formkiq.site", f"{owner.id}/site/{site_id}", site_id, config, overrides)
