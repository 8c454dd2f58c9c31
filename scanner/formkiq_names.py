"""What names and tags give away of a resource that is FormKiQ's, as its public templates set them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.model import Fact, Json

TABLE, BUCKET, FILES, POOL = "dynamodb.table", "s3.bucket", "efs.file_system", "cognito.user_pool"

STACK_TAG, LOGICAL_TAG = "aws:cloudformation:stack-id", "aws:cloudformation:logical-id"
"""CloudFormation sets these, and nobody else can."""

# Tables are called formkiq-<type>-<environment>-<part>, and those of commercial modules formkiq-<anything>.
_TABLE_PREFIX = "formkiq-"
_TABLE_PARTS = {"cache": "cache", "webconnections": "processing"}
# Buckets: formkiq-<type>-<environment>-<part>-<account>, the console's without the type.
_BUCKET_NAME = re.compile(r"formkiq-(?P<middle>.+)-(?P<part>documents|staging|ocr|web-ui)(?P<account>-[0-9]{12})?")
_BUCKET_PARTS = {"documents": "document_content", "staging": "staging", "ocr": "derived", "web-ui": "rebuildable"}
# Of other kinds the kind tells the data.
_NAMES = {
    "cloudwatch.alarm": re.compile(r"FormKiQ-DLQ-(?P<environment>.+)"),
    "logs.log_group": re.compile(r"Typsense"),
    "sns.topic": re.compile(r"FormKiQ-DLQ-(?P<environment>.+)-Alert"),
    "ssm.parameter": re.compile(r"/formkiq/(?:(?:cognito|ses)|(?P<environment>[^/]+))/.+"),
}
_KEY_ALIAS = re.compile(r"alias/formkiq/(?P<environment>.+)/delegation-token-hmac")
_ACCESS_LOGS = re.compile(r"/aws/vendedlogs/(?P<stack>[^/]+)/.+")
_SEARCH_FILES = "-Typesense"


@dataclass(frozen=True, slots=True)
class Named:
    """What a name gives away."""

    environment: str | None
    data_type: str | None
    why: str


def by_name(fact: Fact) -> Named | None:
    """What the resource's name, or a key's alias, gives away."""
    if fact.kind == TABLE and fact.name.startswith(_TABLE_PREFIX):
        middle, _, part = fact.name.removeprefix(_TABLE_PREFIX).rpartition("-")
        return _named(fact, middle.partition("-")[2], _TABLE_PARTS.get(part, "document_metadata"))
    match = _BUCKET_NAME.fullmatch(fact.name) if fact.kind == BUCKET else None
    # Anybody may call a bucket formkiq-…-staging: what asks less of a bucket must look exactly like FormKiQ's own.
    if match and (match["part"] == "documents" or match["account"] == f"-{fact.account}"):
        environment = match["middle"] if match["part"] == "web-ui" else match["middle"].partition("-")[2]
        return _named(fact, environment, _BUCKET_PARTS[match["part"]])
    aliases: Json = fact.config.get("aliases") if fact.kind == "kms.key" else None
    for alias in aliases if isinstance(aliases, list) else ():
        if isinstance(alias, str) and (match := _KEY_ALIAS.fullmatch(alias)):
            return Named(match["environment"], None, "")
    pattern = _NAMES.get(fact.kind)
    if pattern and (match := pattern.fullmatch(fact.name)):
        return Named(match.groupdict().get("environment"), None, "")
    return None


def _named(fact: Fact, environment: str, data_type: str) -> Named:
    return Named(environment or None, data_type, f"FormKiQ gives names like {fact.name!r} to {data_type} resources")


def owners(fact: Fact) -> Iterator[tuple[str, str]]:
    """The ARNs and names of stacks that may own a resource, each with what it is that says so."""
    tags = fact.tags or {}
    if fact.kind == "cloudformation.stack":
        yield fact.id, "it is a stack of a FormKiQ installation"
    if stack := tags.get(STACK_TAG):
        yield stack, f"tag {STACK_TAG} says that a stack of a FormKiQ installation owns it"
    name = tags.get("Name", "")
    if fact.kind == FILES and name.endswith(_SEARCH_FILES):
        yield name.removesuffix(_SEARCH_FILES), f"FormKiQ's stacks give file systems names like {name!r}"
    if fact.kind == "logs.log_group" and (match := _ACCESS_LOGS.fullmatch(fact.name)):
        yield match["stack"], f"FormKiQ's stacks give log groups names like {fact.name!r}"
