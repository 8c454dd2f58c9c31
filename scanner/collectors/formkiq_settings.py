"""The settings of FormKiQ's sites: items of its documents table, read only when the user asks for it.

API keys and private keys stand in the same items, so nothing is asked for but the three settings and the key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scanner.aws.failures import Failure
from scanner.aws.operations import Operation
from scanner.collectors.base import Unit, misread
from scanner.collectors.shapes import MALFORMED, text
from scanner.model import GapReason, Json

QUERY = Operation("dynamodb", "Query")

_ASKED = {
    "KeyConditionExpression": "PK = :configs",
    "ExpressionAttributeValues": {":configs": {"S": "configs#"}},
    "ProjectionExpression": "SK, documentDispositionAction, documentSoftDeleteRetentionInDays, DocumentTimeToLive",
    # Said in full, so that a policy can demand it (dynamodb:Select, dynamodb:Attributes).
    "Select": "SPECIFIC_ATTRIBUTES",
}
_MOST_PAGES = 20

_WORD = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_DAYS = re.compile(r"-?[0-9]{1,9}")

UNSET: Mapping[str, Json] = {
    "disposition_action": None,
    "soft_delete_retention_days": None,
    "document_time_to_live": None,
}
"""The settings of a site that has none."""


def settings(unit: Unit, table: str) -> tuple[dict[str, Json], Failure | None]:
    """The settings by site, where FormKiQ calls its first one "default"; and why these may not be all.

    A site whose settings cannot be read has a Failure for them.
    """
    found: dict[str, Json] = {}
    following: dict[str, Any] = {}
    for number in range(_MOST_PAGES):
        answer = unit.call(QUERY, TableName=table, **_ASKED, **following)
        if isinstance(answer, Failure):
            return found, answer.after(number)
        try:
            for item in answer["Items"]:
                found[text(item["SK"]["S"])] = _settings(item)
        except MALFORMED as error:
            return found, misread(QUERY, error).after(number)
        if not answer.get("LastEvaluatedKey"):
            return found, None
        following = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
    return found, Failure(QUERY, GapReason.NOT_COLLECTED, "", f"only the first {_MOST_PAGES} pages were read")


def _settings(item: Mapping[str, Mapping[str, str]]) -> Json | Failure:
    try:
        days = _kept(item.get("documentSoftDeleteRetentionInDays"), _DAYS)
        return {
            "disposition_action": _kept(item.get("documentDispositionAction"), _WORD),
            "soft_delete_retention_days": None if days is None else int(days),
            "document_time_to_live": _kept(item.get("DocumentTimeToLive"), _WORD),
        }
    except MALFORMED as error:
        return misread(QUERY, error)


def _kept(value: Mapping[str, Any] | None, pattern: re.Pattern[str]) -> str | None:
    """A text or a number as DynamoDB gives it; None for none, and for its null.

    Raises:
        ValueError: it is neither, or not what the setting is made of.
    """
    if value is None or value.get("NULL"):
        return None
    (text,) = value.values()
    if not isinstance(text, str) or not pattern.fullmatch(text):
        raise ValueError("a setting is not of its kind, so it is not kept")
    return text
