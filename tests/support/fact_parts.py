"""What the fact builders share: the estate's names, and how an override changes a compliant fact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scanner.model import Fact, Json

ACCOUNT = "111122223333"
OTHER_ACCOUNT = "444455556666"
REGION = "eu-central-1"
OTHER_REGION = "eu-west-1"
AS_OF = "2026-03-01T12:00:00Z"

TABLE_ARN = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/orders"
BUCKET_ARN = "arn:aws:s3:::orders-content"
VAULT_ARN = f"arn:aws:backup:{REGION}:{ACCOUNT}:backup-vault:main"
COPY_VAULT_ARN = f"arn:aws:backup:{OTHER_REGION}:{OTHER_ACCOUNT}:backup-vault:copies"
PLAN_ID = "0d5f2c9e-7a31-4b52-9d0e-2f6c1a7b8e90"
PLAN_ARN = f"arn:aws:backup:{REGION}:{ACCOUNT}:backup-plan:{PLAN_ID}"
RULE_ID = "7be1a1c4-33d4-4a6b-8f0a-90f3b5f0d6a2"
POINT_ARN = f"arn:aws:backup:{REGION}:{ACCOUNT}:recovery-point:3c9d1b66-5a0f-4f0c-8a8f-6e3f1c2d4b5a"
KEY_ARN = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1c9a6a52-0f5b-4f0f-9a35-6f1f3e8a7d10"
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/backup"
TOPIC_ARN = f"arn:aws:sns:{REGION}:{ACCOUNT}:backup-alerts"

_FREE_KEYS = frozenset({"opt_in", "management", "recovery_point_tags", "resources"})


def make_fact(  # noqa: PLR0913, PLR0917 - the parts of a fact
    kind: str,
    arn: str,
    name: str,
    config: dict[str, Json],
    overrides: Mapping[str, Any],
    tags: dict[str, str] | None = None,
) -> Fact:
    fields: dict[str, Any] = {
        "id": arn,
        "account": ACCOUNT,
        "region": REGION,
        "name": name,
        "tags": {} if tags is None else tags,
        "gaps": (),
    }
    changed = {key: value for key, value in overrides.items() if key not in fields}
    if unknown := set(changed) - set(config):
        raise TypeError(f"{kind} has no field {', '.join(sorted(unknown))}")
    fields |= {key: value for key, value in overrides.items() if key in fields}
    return Fact(kind=kind, config=merged(config, changed), **fields)


def merged(default: dict[str, Json], overrides: Mapping[str, Any]) -> dict[str, Json]:
    result = dict(default)
    for key, value in overrides.items():
        merge = isinstance(value, dict) and isinstance(default.get(key), dict) and key not in _FREE_KEYS
        result[key] = merged(default[key], value) if merge else value
    return result
