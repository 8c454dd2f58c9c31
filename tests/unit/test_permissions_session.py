"""The cap of the sessions in other accounts: all that is called, no change, no contents."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from support.iam import CONTENTS, Statement, iam_actions, matches, patterns, security_audit

from scanner.collectors import COLLECTORS, Collector
from scanner.collectors.options import Options
from scanner.permissions import BEYOND_AUDIT, DENIED, needed, session_policies
from scanner.settings import ExportLocation

READS = re.compile(r"(batch)?(get|list|describe)|lookup|search|select|query|simulate|preview|validate|evaluate|test|is")
READ_ALL_THE_SAME = {
    "bedrock:checkingesteddocumentacl": "says who may see a document",
    "es:eshttpget": "GET, and of snapshots only",
    "sdb:domainmetadata": "counts what is in a domain",
}
EVERYTHING = Options(
    opensearch_snapshots=True,
    formkiq_site_config=True,
    exports=(ExportLocation("cloudformation.stack", "exports", "stacks/"),),
)
BY_NAME = {collector.name: collector for collector in COLLECTORS}


def parts(collectors: tuple[Collector, ...] = COLLECTORS, options: Options = EVERYTHING) -> tuple[list[Statement], Any]:
    """The statements of the document that allow, and the actions that it denies."""
    policies = session_policies(needed(collectors, options), "aws")
    assert policies.managed == ("arn:aws:iam::aws:policy/SecurityAudit",)
    policy = json.loads(policies.inline)
    assert policy["Version"] == "2012-10-17"
    *allowed, denied = policy["Statement"]
    assert {statement["Effect"] for statement in allowed} <= {"Allow"}
    assert (denied["Effect"], denied["Resource"]) == ("Deny", "*")
    return allowed, denied["Action"]


def everywhere(allowed: list[Statement]) -> list[str]:
    """What may be done with any resource."""
    return [*security_audit(), *patterns(statement for statement in allowed if statement["Resource"] == "*")]


@pytest.mark.parametrize("collectors", [COLLECTORS, *((each,) for each in COLLECTORS)], ids=lambda each: each[0].name)
def test_it_allows_all_that_is_called(collectors: tuple[Collector, ...]) -> None:
    allowed, denied = parts(collectors)
    for operation in needed(collectors, EVERYTHING):
        if str(operation) != "sts:GetCallerIdentity":  # that needs no permission
            assert matches(operation.permission, [*security_audit(), *patterns(allowed)]), operation.permission
            assert not matches(operation.permission, denied)


@pytest.mark.parametrize("pattern", BEYOND_AUDIT)
def test_each_read_beside_the_audit_policy_is_needed(pattern: str) -> None:
    called = {action for operation in needed(COLLECTORS, EVERYTHING) for action in operation.permissions}
    mine = [action for action in called if matches(action, [pattern])]
    assert mine
    # Until 2026 SecurityAudit had none of these, and it need not be the same in all partitions.
    assert pattern.startswith("cloudwatch:") or any(not matches(action, security_audit()) for action in mine)


def test_a_few_collectors_take_only_what_they_need() -> None:
    assert parts((BY_NAME["sqs"],))[0] == []
    (own,) = parts((BY_NAME["sqs"], BY_NAME["opensearch-serverless"]))[0]
    assert own == {"Effect": "Allow", "Action": ["aoss:BatchGet*", "aoss:List*"], "Resource": "*"}


def all_matching(allowed: list[str]) -> Iterator[str]:
    for service, names in iam_actions().items():
        yield from (f"{service}:{name}" for name in names if matches(f"{service}:{name}", allowed))


@pytest.mark.parametrize("pattern", DENIED)
def test_what_it_denies_would_else_be_allowed(pattern: str) -> None:
    assert any(matches(action, security_audit()) for action in all_matching([pattern]))


def test_it_changes_nothing_in_any_service() -> None:
    allowed, denied = parts()
    may = [action for action in all_matching([*security_audit(), *patterns(allowed)]) if not matches(action, denied)]
    assert len(may) > 2000
    called_otherwise = {action for action in may if not READS.match(action.partition(":")[2])}
    assert called_otherwise == READ_ALL_THE_SAME.keys()


@pytest.mark.parametrize("action", CONTENTS)
def test_it_tells_no_contents(action: str) -> None:
    allowed, denied = parts()
    assert not matches(action, everywhere(allowed)) or matches(action, denied)


def test_what_tells_contents_is_held_to_what_is_read() -> None:
    def narrow(options: Options) -> dict[str, str]:
        return {each["Action"]: each["Resource"] for each in parts(options=options)[0] if each["Resource"] != "*"}

    assert narrow(EVERYTHING) == {
        "dynamodb:Query": "arn:*:dynamodb:*:*:table/formkiq-*",
        "es:ESHttpGet": "arn:*:es:*:*:domain/*/_snapshot*",
        "ssm:GetParameters": "arn:*:ssm:*:*:parameter/formkiq/*",
    }
    assert narrow(Options()) == {"ssm:GetParameters": "arn:*:ssm:*:*:parameter/formkiq/*"}


@pytest.mark.parametrize(("options", "most"), [(Options(), 600), (EVERYTHING, 800)])
def test_it_is_short(options: Options, most: int) -> None:
    # AWS documents 2,048 characters, and takes less; see BEYOND_AUDIT.
    policies = session_policies(needed(COLLECTORS, options), "aws")
    assert len(policies.inline) + sum(map(len, policies.managed)) < most
    assert not re.search(r"\s", policies.inline)


def test_it_is_of_the_partition() -> None:
    assert session_policies((), "aws-us-gov").managed == ("arn:aws-us-gov:iam::aws:policy/SecurityAudit",)
