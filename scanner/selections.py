"""Which resources an AWS Backup selection chooses, where AWS says so; UNKNOWN with the reason where it does not.

    chosen = (Resources OR ListOfTags) AND Conditions AND NOT NotResources

Sources: BackupSelection, Conditions and ConditionParameter in the AWS Backup API reference; "Assign resources with
AWS CLI" (wildcards; opt-in by service name or by resource type) and "Select AWS services to backup" (opt-in) in the
AWS Backup Developer Guide. A plan chooses in its own account and Region only: the caller sees to that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple

from scanner.model import Fact, Json


class Choice(Enum):
    """Whether a selection chooses a resource."""

    SELECTED = "selected"
    NOT_SELECTED = "not selected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Selected:
    """Whether a selection chooses a resource, and why, as a phrase.

    needs_opt_in: if it does, whether the resource is backed up only where the Region's settings include its type.
        That is so unless an entry of Resources names the type: by tags alone, by `*`, by a service's name
        (`arn:aws:dynamodb:*`) or by a selection that names nothing.
    """

    choice: Choice
    needs_opt_in: bool
    reason: str


@dataclass(frozen=True, slots=True)
class ResourceType:
    """name: in AWS Backup's settings. named_by: the entries of Resources that name the type, or one resource of it."""

    name: str
    named_by: re.Pattern[str]


RESOURCE_TYPES: Final[Mapping[str, ResourceType]] = {
    "dynamodb.table": ResourceType("DynamoDB", re.compile(r"arn:[^:]+:dynamodb:[^:]*:[^:]*:table/.*")),
    "ec2.volume": ResourceType("EBS", re.compile(r"arn:[^:]+:ec2:[^:]*:[^:]*:volume/.*")),
    "efs.file_system": ResourceType("EFS", re.compile(r"arn:[^:]+:elasticfilesystem:[^:]*:[^:]*:file-system/.*")),
    "s3.bucket": ResourceType("S3", re.compile(r"arn:[^:]+:s3:::.*")),
}
"""The kinds that AWS Backup protects. (Aurora, Neptune and DocumentDB would need the opt-in however selected.)"""

_RESOURCE_TAG: Final = "aws:ResourceTag/"
_OPERATORS: Final = ("string_equals", "string_like", "string_not_equals", "string_not_like")
_EXACT: Final = frozenset({"string_equals", "string_not_equals"})
_NEGATED: Final = frozenset({"string_not_equals", "string_not_like"})

_RESOURCE_FIELD: Final = 5
"""The field of an ARN that names the resource; before it stand the Region and the account, at 3 and 4."""

_DOCUMENTED_PATTERN: Final = re.compile(r"([^*?]*|arn:[^:*?]+:[^:*?]+:(\*|[^:*?]*):(\*|[^:*?]*):[^*?]*)\*")
"""A `*` at the end (BackupSelection.Resources), and besides for the whole Region or account (the guide's examples)."""


_STARS: Final = re.compile(r"\*+")


class _Answer(NamedTuple):
    """holds: None if AWS does not say, or the tags are not known."""

    holds: bool | None
    because: str


def selects(assignment: Mapping[str, Json] | None, fact: Fact) -> Selected:
    """Whether a selection with this assignment chooses the resource.

    assignment: of the shape in schemas/facts/backup.selection.json; None if it could not be read.
    fact: a resource in the plan's account and Region. Without its tags the answer is UNKNOWN where they could decide.
    """
    resource_type = RESOURCE_TYPES.get(fact.kind)
    if resource_type is None:
        return Selected(Choice.NOT_SELECTED, needs_opt_in=False, reason=f"AWS Backup does not protect {fact.kind}")
    if assignment is None:
        return Selected(Choice.UNKNOWN, needs_opt_in=True, reason="what it selects could not be read")
    by_arn = list(_by_arn(assignment["resources"], fact.id))
    named = any(answer.holds and resource_type.named_by.fullmatch(pattern) for pattern, answer in by_arn)
    chosen = _chosen(assignment, [answer for _, answer in by_arn], fact)
    answer = _all((chosen, *_conditions(assignment, fact), _not_excluded(assignment, fact)))
    choice = {True: Choice.SELECTED, False: Choice.NOT_SELECTED, None: Choice.UNKNOWN}[answer.holds]
    return Selected(choice, not named, answer.because)


def _any(answers: Iterable[_Answer], otherwise: str) -> _Answer:
    """What one of them says that holds, else one that is unknown."""
    found = _Answer(holds=False, because=otherwise)
    for answer in answers:
        if answer.holds:
            return answer
        if answer.holds is None and found.holds is False:
            found = answer
    return found


def _all(answers: Iterable[_Answer]) -> _Answer:
    """What one of them says that does not hold, else one that is unknown, else the first."""
    given = tuple(answers)
    return next((answer for holds in (False, None) for answer in given if answer.holds is holds), given[0])


def _chosen(assignment: Mapping[str, Json], by_arn: Iterable[_Answer], fact: Fact) -> _Answer:
    """Resources OR ListOfTags."""
    tags = assignment["tag_conditions"]
    if assignment["resources"] or tags:
        return _any((*by_arn, *_by_tags(tags, fact)), "neither its resources nor its tags match")
    if assignment["not_resources"] or any(assignment["conditions"].values()):
        return _Answer(None, "it only excludes or filters; AWS Backup refuses to create such, and documents no meaning")
    return _Answer(holds=True, because="it names nothing, which selects every resource of an opted-in type")


def _not_excluded(assignment: Mapping[str, Json], fact: Fact) -> _Answer:
    """NOT NotResources."""
    excluded = _any((answer for _, answer in _by_arn(assignment["not_resources"], fact.id)), "")
    if excluded.holds is None:
        return excluded
    return _Answer(not excluded.holds, excluded.because and f"excluded, because {excluded.because}")


def _by_arn(patterns: Iterable[str], arn: str) -> Iterator[tuple[str, _Answer]]:
    """The entries of Resources or NotResources that mean the ARN, or may."""
    resource = arn.rpartition(":")[2]
    for pattern in patterns:
        wildcards = "*" in pattern or "?" in pattern
        if wildcards or pattern.endswith(resource):  # a selection may name 500 resources, and few of them are this one
            covers = _covers(pattern, arn, wildcards=wildcards)
            if covers:
                yield pattern, _Answer(holds=True, because=f"{pattern} matches")
            elif covers is None:
                yield pattern, _Answer(None, f"AWS Backup does not document patterns like {pattern}")


def _covers(pattern: str, arn: str, *, wildcards: bool) -> bool | None:
    """Whether an entry means the ARN.

    None for what is no documented pattern and yet matches by a reading that AWS could have: a `*` elsewhere, a `?`,
    no Region or account where the ARN has one (which the guide writes, and the API reference has no room for).
    """
    if pattern == arn:
        return True
    if wildcards and _DOCUMENTED_PATTERN.fullmatch(pattern) and _like(pattern, arn, _NARROWEST):
        return True
    fields, own = pattern.split(":", _RESOURCE_FIELD), arn.split(":", _RESOURCE_FIELD)
    if len(fields) == len(own):
        fields[3:5] = [field or own_field for field, own_field in zip(fields[3:5], own[3:5], strict=True)]
    filled = ":".join(fields)
    return None if filled == arn or (wildcards and _like(filled, arn, _WIDEST)) else False


def _by_tags(tag_conditions: Iterable[Mapping[str, str]], fact: Fact) -> Iterator[_Answer]:
    """ListOfTags: StringEquals, the keys with or without `aws:ResourceTag/`."""
    for condition in tag_conditions:
        yield _condition("string_equals", condition, fact.tags, plain_keys=True)


def _conditions(assignment: Mapping[str, Json], fact: Fact) -> Iterator[_Answer]:
    """Conditions: the keys as `aws:ResourceTag/<key>`."""
    for operator in _OPERATORS:
        for condition in assignment["conditions"][operator]:
            yield _condition(operator, condition, fact.tags, plain_keys=False)


def _condition(
    operator: str, condition: Mapping[str, str], tags: Mapping[str, str] | None, *, plain_keys: bool
) -> _Answer:
    key, wanted = condition["key"], condition["value"]
    term = f"{operator} {key}={wanted}"
    prefix, name = key[: len(_RESOURCE_TAG)], key[len(_RESOURCE_TAG) :]
    if prefix != _RESOURCE_TAG:
        # Written in another case it is either the prefix or the beginning of a key: AWS only says "case sensitive".
        if not plain_keys or prefix.lower() == _RESOURCE_TAG.lower():
            return _Answer(None, f"AWS Backup documents keys as {_RESOURCE_TAG}…, which that of {term} is not")
        name = key
    if tags is None:
        return _Answer(None, f"the tags, which {term} asks for, could not be read")
    negated = operator in _NEGATED
    value = tags.get(name)
    if value is None and negated:
        return _Answer(None, f"AWS Backup does not document {term} for a resource without that tag")
    matches = value is not None and (value == wanted if operator in _EXACT else _matches(wanted, value))
    if matches is None:
        return _Answer(None, f"AWS Backup does not document how the wildcards of {term} match here")
    holds = matches is not negated
    return _Answer(holds, f"{term} {'holds' if holds else 'does not hold'}")


def _matches(pattern: str, value: str) -> bool | None:
    """Whether a tag's value is like the pattern; None if the ways to read it differ.

    The API reference has `*` "anywhere in the string"; the guide has it stand for "zero or more non-whitespace
    characters". Whether `?` stands for one character, as in IAM, neither says.
    """
    answers = {_like(pattern, value, reading) for reading in _READINGS}
    return answers.pop() if len(answers) == 1 else None


class _Reading(NamedTuple):
    """Whether `*` stands for whitespace too, and `?` for any one character."""

    spaces: bool
    question: bool


_NARROWEST: Final = _Reading(spaces=False, question=False)
_WIDEST: Final = _Reading(spaces=True, question=True)
_READINGS: Final = (_NARROWEST, _Reading(spaces=True, question=False), _Reading(spaces=False, question=True), _WIDEST)


def _like(pattern: str, text: str, reading: _Reading) -> bool:
    """Whether the text is like the pattern. Time grows with the length of both at most, whatever the pattern."""
    reached = {0}
    for char in _STARS.sub("*", pattern):
        if char == "*":
            for place in range(min(reached), len(text)):
                if place in reached and (reading.spaces or not text[place].isspace()):
                    reached.add(place + 1)
        else:
            anything = char == "?" and reading.question
            reached = {place + 1 for place in reached if place < len(text) and (anything or text[place] == char)}
        if not reached:
            return False
    return len(text) in reached
