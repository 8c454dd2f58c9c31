"""What a resource policy says about the actions that can destroy data, as facts.

"Denied to everyone" is claimed only where it is certain: a Deny to the principal "*" (never NotPrincipal), without
Condition, whose resources cover the whole target. Every doubt makes a denial conditional, and an allowance real.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain

import orjson

from scanner.model import Json

OBJECT_ACTIONS = (
    "s3:BypassGovernanceRetention",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:PutObjectLegalHold",
    "s3:PutObjectRetention",
)
BUCKET_ACTIONS = (
    "s3:DeleteBucket",
    "s3:DeleteBucketPolicy",
    "s3:PutBucketObjectLockConfiguration",
    "s3:PutBucketPolicy",
    "s3:PutBucketVersioning",
    "s3:PutLifecycleConfiguration",
    "s3:PutReplicationConfiguration",
)
RECOVERY_POINT_ACTIONS = (
    "backup:DeleteRecoveryPoint",
    "backup:DisassociateRecoveryPoint",
    "backup:UpdateRecoveryPointLifecycle",
)
VAULT_ACTIONS = (
    "backup:DeleteBackupVault",
    "backup:DeleteBackupVaultAccessPolicy",
    "backup:DeleteBackupVaultLockConfiguration",
    "backup:PutBackupVaultAccessPolicy",
)

NO_POLICY: Json = {"exists": False, "denied_to_everyone": [], "denied_conditionally": [], "allowed": []}

_OF_ACCOUNT = re.compile(r"(?:arn:[^:]*:[^:]*:[^:]*:)?([0-9]{12})(?::.*)?")
"""An account's number, or the ARN of somebody of that account."""

_ELEMENTS = frozenset(
    {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"}
)


@dataclass(frozen=True, slots=True)
class Target:
    """What watched actions act on.

    resource: its ARN. below: instead, every ARN that begins so and goes on ("arn:aws:s3:::bucket/": its objects).
    """

    actions: tuple[str, ...]
    resource: str
    below: bool = False


class _Reach(Enum):
    """How much of a target a statement is about."""

    ALL = "all"
    SOME = "some"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class _Statement:
    allows: bool
    everyone: bool
    principals: frozenset[str]
    actions: tuple[str, ...]
    not_actions: bool
    resources: tuple[str, ...]
    not_resources: bool
    conditional: bool

    def names(self, action: str) -> bool:
        """Whether it is about the action; IAM does not look at the case of actions."""
        named = any(_matches(pattern.lower(), action.lower()) for pattern in self.actions)
        return named is not self.not_actions

    def reach(self, target: Target) -> _Reach:
        covered = any(_covers(pattern, target) for pattern in self.resources)
        touched = any(_touches(pattern, target) for pattern in self.resources)
        if self.not_resources:
            covered, touched = not touched, not covered
        return _Reach.ALL if covered else _Reach.SOME if touched else _Reach.NONE


def policy_facts(document: str, targets: Sequence[Target]) -> dict[str, Json]:
    """What the policy says of the targets' actions: the `policy` section of a bucket's or a vault's facts.

    Raises:
        ValueError, TypeError: the document is not a resource policy.
    """
    statements = _parse(document)
    denied: set[str] = set()
    hindered: set[str] = set()
    allowed: dict[tuple[str, bool], set[str]] = {}
    for target in targets:
        for statement in statements:
            reach = statement.reach(target)
            if reach is _Reach.NONE:
                continue
            certain = reach is _Reach.ALL and not statement.conditional
            for action in filter(statement.names, target.actions):
                if statement.allows:
                    allowed.setdefault((action, not certain), set()).update(statement.principals)
                elif certain and statement.everyone:
                    denied.add(action)
                else:
                    hindered.add(action)
    return {
        "exists": True,
        "denied_to_everyone": sorted(denied),
        "denied_conditionally": sorted(hindered - denied),
        "allowed": [
            {"action": action, "principals": sorted(principals), "conditional": conditional}
            for (action, conditional), principals in sorted(allowed.items())
        ],
    }


def reaches_beyond(account: str, principals: Iterable[str]) -> bool | None:
    """Whether some of the principals are surely not of the account: another account's, or everyone.

    None if none is, and of some the name does not tell it: a service of AWS, a web identity, a principal that was
    deleted (its unique id is left), a canonical user.
    """
    beyond = {_is_beyond(account, principal) for principal in principals}
    return True if True in beyond else None if None in beyond else False


def _is_beyond(account: str, principal: str) -> bool | None:
    if principal == "*":
        return True
    told = _OF_ACCOUNT.fullmatch(principal)
    return None if told is None else told[1] != account


def _parse(document: str) -> list[_Statement]:
    policy = orjson.loads(document)
    if not isinstance(policy, dict) or "Statement" not in policy:
        raise ValueError("the policy has no Statement")
    raw = policy["Statement"]
    return [_statement(statement) for statement in (raw if isinstance(raw, list) else [raw])]


def _statement(raw: Json) -> _Statement:
    if not isinstance(raw, dict) or not raw.keys() <= _ELEMENTS:
        raise ValueError("the policy has a statement with unknown elements")
    effect = raw.get("Effect")
    if effect not in {"Allow", "Deny"}:
        raise ValueError("the policy has a statement without Effect")
    actions, not_actions = _pair(raw, "Action")
    resources, not_resources = _pair(raw, "Resource")
    who, not_principal = _pair(raw, "Principal")
    principals = frozenset(_principals(who))
    condition = raw.get("Condition", {})
    if not isinstance(condition, dict):
        raise TypeError("the policy has a Condition that is no object")
    return _Statement(
        allows=effect == "Allow",
        everyone=not not_principal and "*" in principals,
        # Whom NotPrincipal leaves is not told by naming it: it may be anyone.
        principals=frozenset("*") if not_principal else principals,
        actions=_strings(actions),
        not_actions=not_actions,
        resources=_strings(resources),
        not_resources=not_resources,
        conditional=bool(condition) or not_principal,
    )


def _pair(raw: Mapping[str, Json], name: str) -> tuple[Json, bool]:
    """The element, and whether it is its negation: AWS wants exactly one of the two."""
    if (name in raw) == (f"Not{name}" in raw):
        raise ValueError(f"the policy has a statement that needs one of {name} and Not{name}")
    return (raw[name], False) if name in raw else (raw[f"Not{name}"], True)


def _principals(raw: Json) -> tuple[str, ...]:
    """Everyone is "*" alone, or as an AWS principal; in another type it is everyone of that type only."""
    if raw == "*":
        return ("*",)
    if not isinstance(raw, dict):
        raise TypeError("the policy has a Principal that is neither * nor an object")
    named = ((kind, name) for kind, names in raw.items() for name in _strings(names))
    return tuple(name if kind == "AWS" or name != "*" else f"{kind}:*" for kind, name in named)


def _strings(raw: Json) -> tuple[str, ...]:
    values = raw if isinstance(raw, list) else [raw]
    if not all(isinstance(value, str) for value in values):
        raise ValueError("the policy has something else where text must stand")
    return tuple(values)


def _covers(pattern: str, target: Target) -> bool:
    """Whether the pattern surely matches every ARN of the target.

    The first five parts of an ARN are compared one by one, as a wildcard does not surely reach across a colon.
    """
    if pattern and not pattern.strip("*"):
        return True
    parts, wanted = pattern.split(":", 5), target.resource.split(":", 5)
    if "${" in pattern or len(parts) != len(wanted) or not all(map(_matches, parts[:-1], wanted[:-1])):
        return False
    last, begin = parts[-1], wanted[-1]
    if not target.below:
        return _matches(last, begin)
    # What may follow is open, so the pattern must end openly (a star, then at most question marks), and then the
    # shortest continuation decides, with a character for "any" that the pattern does not have.
    _, star, tail = last.rpartition("*")
    anything = next(char for char in map(chr, range(0xE000, 0x10000)) if char not in last)
    return bool(star) and not tail.strip("?") and _matches(last, begin + anything)


def _touches(pattern: str, target: Target) -> bool:
    """Whether the pattern may match an ARN of the target. What a variable stands for is not known."""
    if "${" in pattern:
        return True
    ends = _ends(pattern, target.resource)
    return min(ends, default=len(pattern)) < len(pattern) if target.below else len(pattern) in ends


def _matches(pattern: str, text: str) -> bool:
    return len(pattern) in _ends(pattern, text)


def _ends(pattern: str, text: str) -> set[int]:
    """Every place of the pattern (* any characters, ? one) at which it can stand once it has matched the text."""
    places = _past_stars(pattern, {0})
    for char in text:
        stepped = chain(
            (place + 1 for place in places if pattern[place : place + 1] in ("?", char)),
            (place for place in places if pattern[place : place + 1] == "*"),
        )
        places = _past_stars(pattern, set(stepped))
    return places


def _past_stars(pattern: str, places: set[int]) -> set[int]:
    for place in tuple(places):
        after = place
        while pattern[after : after + 1] == "*":
            after += 1
            places.add(after)
    return places
