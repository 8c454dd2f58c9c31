from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scanner.collectors.policy import (
    BUCKET_ACTIONS,
    OBJECT_ACTIONS,
    RECOVERY_POINT_ACTIONS,
    VAULT_ACTIONS,
    Target,
    _covers,
    _touches,
    policy_facts,
    reaches_beyond,
)

BUCKET = "arn:aws:s3:::docs"
OF_BUCKET = (Target(BUCKET_ACTIONS, BUCKET), Target(OBJECT_ACTIONS, f"{BUCKET}/", below=True))
VAULT = "arn:aws:backup:eu-west-1:111122223333:backup-vault:main"
OF_VAULT = (Target(VAULT_ACTIONS, VAULT), Target(RECOVERY_POINT_ACTIONS, "", below=True))


def statement(**changes: Any) -> dict[str, Any]:
    """A Deny of purges to everyone on every object, with changes; None removes an element."""
    whole = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:DeleteObjectVersion",
        "Resource": f"{BUCKET}/*",
    } | changes
    return {element: value for element, value in whole.items() if value is not None}


def facts(*statements: dict[str, Any], targets: Sequence[Target] = OF_BUCKET) -> dict[str, Any]:
    return policy_facts(json.dumps({"Version": "2012-10-17", "Statement": list(statements)}), targets)


def denied(**changes: Any) -> tuple[list[str], list[str]]:
    said = facts(statement(**changes))
    return said["denied_to_everyone"], said["denied_conditionally"]


PURGE = ["s3:DeleteObjectVersion"]


def test_a_denial_to_everyone() -> None:
    assert facts(statement()) == {
        "exists": True,
        "denied_to_everyone": PURGE,
        "denied_conditionally": [],
        "allowed": [],
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"Principal": {"AWS": "*"}},
        {"Principal": {"AWS": ["*"]}},
        {"Principal": {"AWS": ["arn:aws:iam::111122223333:root", "*"]}},
        {"Resource": "*"},
        {"Resource": "arn:aws:s3:::*"},
        {"Resource": f"{BUCKET}*"},
        {"Resource": f"{BUCKET}/?*"},
        {"Resource": f"{BUCKET}/*?"},
        {"Resource": [f"{BUCKET}", f"{BUCKET}/*"]},
        {"Resource": "arn:a*:s3:::d?cs/*"},
        {"Action": "s3:deleteobjectversion"},
        {"Action": "s3:DeleteObject?ersion"},
        {"Action": ["s3:GetObject", "s3:DeleteObjectV*"]},
        {"Condition": {}},
        {"Action": None, "NotAction": ["s3:Get*", "s3:Put*", "s3:DeleteObject", "s3:Bypass*", "s3:DeleteBucket"]},
        {"Resource": None, "NotResource": "arn:aws:s3:::other/*", "Action": "s3:DeleteObjectVersion"},
    ],
)
def test_what_denies_to_everyone_all_the_same(changes: dict[str, Any]) -> None:
    assert denied(**changes) == (PURGE, [])


@pytest.mark.parametrize(
    "changes",
    [
        {"Principal": {"AWS": "arn:aws:iam::111122223333:root"}},
        {"Principal": {"AWS": []}},
        {"Principal": {"Service": "*"}},
        {"Principal": {"Federated": "*"}},
        {"Principal": None, "NotPrincipal": {"AWS": "arn:aws:iam::111122223333:role/Admin"}},
        {"Principal": None, "NotPrincipal": "*"},
        {"Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {"Resource": f"{BUCKET}/legal/*"},
        {"Resource": f"{BUCKET}/??*"},
        {"Resource": f"{BUCKET}/?"},
        {"Resource": f"{BUCKET}/*.pdf"},
        {"Resource": f"{BUCKET}/${{aws:username}}/*"},
        {"Resource": f"{BUCKET}/*${{*}}"},
        {"Resource": "arn:*"},
        {"Resource": "arn:aws:*cs/*"},
        {"Resource": None, "NotResource": f"{BUCKET}/scratch/*"},
        {"Resource": None, "NotResource": f"{BUCKET}/${{aws:username}}"},
    ],
)
def test_what_denies_to_some_or_sometimes_only(changes: dict[str, Any]) -> None:
    assert denied(**changes) == ([], PURGE)


@pytest.mark.parametrize(
    "changes",
    [
        {"Resource": BUCKET},
        {"Resource": f"{BUCKET}/"},
        {"Resource": "arn:aws:s3:::docs2/*"},
        {"Resource": None, "NotResource": f"{BUCKET}/*"},
        {"Resource": None, "NotResource": "*"},
        {"Action": "s3:GetObject"},
        {"Action": None, "NotAction": "*"},
        {"Action": "s3"},
        {"Resource": ""},
    ],
)
def test_what_denies_nothing(changes: dict[str, Any]) -> None:
    assert denied(**changes) == ([], [])


def test_a_bucket_action_is_denied_on_the_bucket_and_not_on_its_objects() -> None:
    assert denied(Action="s3:PutLifecycleConfiguration") == ([], [])
    assert denied(Action="s3:PutLifecycleConfiguration", Resource=BUCKET) == (["s3:PutLifecycleConfiguration"], [])
    everything = facts(statement(Action="*", Resource="*"))
    assert everything["denied_to_everyone"] == sorted((*BUCKET_ACTIONS, *OBJECT_ACTIONS))


def test_a_certain_denial_outweighs_a_conditional_one() -> None:
    conditional = statement(Condition={"Bool": {"aws:SecureTransport": "false"}}, Action="s3:*")
    said = facts(conditional, statement())
    assert said["denied_to_everyone"] == PURGE
    assert said["denied_conditionally"] == sorted(set(OBJECT_ACTIONS) - set(PURGE))


def test_allowances_and_to_whom() -> None:
    role, other = "arn:aws:iam::111122223333:role/App", "arn:aws:iam::444455556666:root"
    said = facts(
        statement(Effect="Allow", Principal={"AWS": [role, other]}),
        statement(Effect="Allow", Principal={"Service": "s3.amazonaws.com"}),
        statement(Effect="Allow", Principal={"AWS": role}, Condition={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}),
        statement(Effect="Allow", Principal=None, NotPrincipal={"AWS": role}, Action="s3:DeleteBucket", Resource="*"),
        statement(Effect="Allow", Principal="*", Resource=f"{BUCKET}/public/*", Action="s3:DeleteObject"),
    )
    assert said["allowed"] == [
        {"action": "s3:DeleteBucket", "conditional": True, "principals": ["*"]},
        {"action": "s3:DeleteObject", "conditional": True, "principals": ["*"]},
        {"action": "s3:DeleteObjectVersion", "conditional": False, "principals": [role, other, "s3.amazonaws.com"]},
        {"action": "s3:DeleteObjectVersion", "conditional": True, "principals": [role]},
    ]


@pytest.mark.parametrize(
    "action",
    [
        "s3:BypassGovernanceRetention",
        "s3:DeleteObjectVersion",
        "s3:PutObjectLegalHold",
        "s3:PutObjectRetention",
        "s3:DeleteBucket",
        "s3:DeleteBucketPolicy",
        "s3:PutBucketObjectLockConfiguration",
        "s3:PutBucketPolicy",
        "s3:PutBucketVersioning",
        "s3:PutLifecycleConfiguration",
        "s3:PutReplicationConfiguration",
    ],
)
def test_whom_a_policy_lets_destroy_is_told(action: str) -> None:
    said = facts(statement(Effect="Allow", Principal={"AWS": OTHERS[0]}, Action=action, Resource=["*"]))
    assert said["allowed"] == [{"action": action, "conditional": False, "principals": [OTHERS[0]]}]


OWN = ["111122223333", "arn:aws:iam::111122223333:root", "arn:aws-cn:sts::111122223333:assumed-role/App/session"]
OTHERS = ["444455556666", "arn:aws:iam::444455556666:user/me", "*"]
UNTOLD = [
    "AROAEXAMPLEID",
    "s3.amazonaws.com",
    "Service:*",
    "cognito-identity.amazonaws.com",
    "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1",
    "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be",
    "1111222233334",
    "",
]


@pytest.mark.parametrize(
    ("principals", "beyond"),
    [
        ([], False),
        *(([name], False) for name in OWN),
        *(([name], True) for name in OTHERS),
        *(([name], None) for name in UNTOLD),
        (OWN, False),
        ([*OWN, UNTOLD[0]], None),
        ([*OWN, UNTOLD[0], OTHERS[0]], True),
    ],
)
def test_whether_principals_reach_beyond_the_account(principals: list[str], *, beyond: bool | None) -> None:
    assert reaches_beyond("111122223333", principals) is beyond


def test_recovery_points_are_denied_by_statements_about_everything_only() -> None:
    deletion = {"Action": ["backup:DeleteRecoveryPoint", "backup:DeleteBackupVault"]}
    everywhere = facts(statement(**deletion, Resource="*"), targets=OF_VAULT)
    assert everywhere["denied_to_everyone"] == ["backup:DeleteBackupVault", "backup:DeleteRecoveryPoint"]
    vault_only = facts(statement(**deletion, Resource=VAULT), targets=OF_VAULT)
    assert vault_only["denied_to_everyone"] == ["backup:DeleteBackupVault"]
    assert vault_only["denied_conditionally"] == ["backup:DeleteRecoveryPoint"]


def test_one_statement_needs_no_list() -> None:
    assert policy_facts(json.dumps({"Statement": statement()}), OF_BUCKET)["denied_to_everyone"] == PURGE


@pytest.mark.parametrize(
    "document",
    [
        "",
        "{",
        "[]",
        "null",
        '{"Version": "2012-10-17"}',
        "[" * 100_000,
        *(
            json.dumps({"Statement": [odd]})
            for odd in (
                "text",
                statement(Effect=None),
                statement(Effect="deny"),
                statement(Action=None),
                statement(NotAction="s3:GetObject"),
                statement(Resource=None),
                statement(Principal=None),
                statement(Principal="arn:aws:iam::111122223333:root"),
                statement(Principal={"AWS": 7}),
                statement(Action=[None, 1]),
                statement(Action={"s3": "*"}),
                statement(Condition="never"),
                statement(Principals="*"),
            )
        ),
    ],
)
def test_what_is_no_policy_is_refused(document: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        policy_facts(document, OF_BUCKET)


GLOBS = st.text("ab*?", max_size=4)


@settings(deadline=None)
@given(GLOBS, st.text("ab", max_size=2))
@example("*", "")
@example("?*", "")
@example("a*b", "a")
def test_covering_and_touching_agree_with_trying_every_text(pattern: str, begin: str) -> None:
    # A counterexample, if there is one, is no longer than the pattern and may need a letter that it does not have.
    texts = [begin + "".join(rest) for length in range(1, 6) for rest in product("abc", repeat=length)]
    matched = [bool(glob(pattern).fullmatch(text)) for text in texts]
    target = Target((), begin, below=True)
    assert _covers(pattern, target) == all(matched)
    assert _touches(pattern, target) == any(matched)
    exact = Target((), begin)
    assert _covers(pattern, exact) == _touches(pattern, exact) == bool(glob(pattern).fullmatch(begin))


def glob(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)


ACTION_PATTERNS = st.sampled_from(["*", "s3:*", "s3:Delete*", "s3:DeleteObjectVersion", "s3:?ut*", "s3:GetObject"])
RESOURCE_PATTERNS = st.sampled_from(["*", "arn:*", "arn:aws:s3:::*", BUCKET, f"{BUCKET}*", "arn:aws:s3:::other/*"]) | (
    st.text("x/*?", max_size=4).map(f"{BUCKET}/".__add__)
)
NAMES = ["arn:aws:iam::111122223333:role/App", "arn:aws:iam::444455556666:root"]
PRINCIPALS = st.one_of(
    st.just("*"),
    st.lists(st.sampled_from(["*", *NAMES]), max_size=2).map(lambda names: {"AWS": names}),
    st.just({"Service": "*"}),
)


@st.composite
def statements(draw: st.DrawFn) -> dict[str, Any]:
    def element(name: str, values: st.SearchStrategy[Any]) -> dict[str, Any]:
        return {draw(st.sampled_from([name, name, f"Not{name}"])): draw(values)}

    return {
        "Effect": draw(st.sampled_from(["Allow", "Deny"])),
        **element("Principal", PRINCIPALS),
        **element("Action", st.lists(ACTION_PATTERNS, min_size=1, max_size=2)),
        **element("Resource", st.lists(RESOURCE_PATTERNS, min_size=1, max_size=2)),
        **draw(st.sampled_from([{}, {}, {"Condition": {}}, {"Condition": {"Bool": {"aws:SecureTransport": "true"}}}])),
    }


def applies(raw: dict[str, Any], who: str, action: str, resource: str, *, condition: bool) -> bool:
    """Whether a statement applies to one request of one principal of AWS's: slow, and as the documents say it."""

    def one(name: str, hit: Any) -> bool:
        return hit(raw[name]) if name in raw else not hit(raw[f"Not{name}"])

    def named(principal: Any) -> bool:
        return principal == "*" or bool({"*", who} & set(principal.get("AWS", [])))

    return (
        one("Principal", named)
        and one("Action", lambda patterns: any(glob(each.lower()).fullmatch(action.lower()) for each in patterns))
        and one("Resource", lambda patterns: any(glob(each).fullmatch(resource) for each in patterns))
        and (condition or not raw.get("Condition"))
    )


@settings(deadline=None)
@given(st.lists(statements(), max_size=3), st.text("xy/", min_size=1, max_size=3), st.sampled_from([*NAMES, "anyone"]))
def test_the_facts_agree_with_asking_about_single_requests(raw: list[dict[str, Any]], key: str, who: str) -> None:
    said = facts(*raw)
    requests = [(action, BUCKET) for action in BUCKET_ACTIONS] + [
        (action, f"{BUCKET}/{key}") for action in OBJECT_ACTIONS
    ]
    for action, resource in requests:
        denials, allowances = (
            [each for each in raw if each["Effect"] == effect and applies(each, who, action, resource, condition=True)]
            for effect in ("Deny", "Allow")
        )
        if action in said["denied_to_everyone"]:
            assert any(applies(each, who, action, resource, condition=False) for each in denials)
        if denials:
            assert action in said["denied_to_everyone"] + said["denied_conditionally"]
        principals = {name for entry in said["allowed"] if entry["action"] == action for name in entry["principals"]}
        if allowances:
            assert {"*", who} & principals
