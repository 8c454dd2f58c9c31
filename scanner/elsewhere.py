"""Names that belong to others, taken out of what is told to one reader.

What Safehold itself says stays as it is, whatever somebody calls a bucket: the fields of a fact, the values that a
schema lists, and what an ARN is made of. So nobody can break another one's report by a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

import orjson

from scanner.assets import SCHEMAS
from scanner.facts import KINDS
from scanner.model import Assessment, Decision, Detail, Gap, Json, Recovery, RecoveryPath

ELSEWHERE = "[elsewhere]"
"""What stands for a name out of another report."""

Owner = tuple[str, str]
"""Whose a name is, in whatever way the caller tells owners apart."""

_EVERYBODY: Owner = ("", "")

_WORD = r"[\w-]"
"""A name begins and ends where a word does; it may hold several, as "/aws/lambda/orders" and "Docs of Ann" do."""
_PART = r"[^\W_]"
"""What other names are made of, as "finance" in the group "finance_read"."""

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T[0-9:.]+(Z|[+-]\d{2}:\d{2})", re.ASCII)
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d", re.ASCII)
_OURS = frozenset(
    {"arn", "aws", "aws-cn", "aws-us-gov", "urn", "safehold", "default", *(kind.split(".")[0] for kind in KINDS)}
)
"""What ARNs are made of, and what FormKiQ calls the first site of every installation."""


class Names:
    """Names, each with those who may read it."""

    def __init__(self) -> None:
        self._whole = _Index(_WORD)
        self._parts = _Index(_PART)
        for term in {*_fields()}.union(*_fields().values()):
            if "_" in term:  # as legal_hold, which a site "legal" must not break
                self._whole.add(term, _EVERYBODY)

    def add(self, name: str, owner: Owner, *, anywhere: bool = False) -> None:
        """A name of theirs. Several may have the same. anywhere: it counts within other names too."""
        self._whole.add(name, owner)
        if anywhere:
            self._parts.add(name, owner)

    def allow(self, name: str, owner: Owner) -> None:
        """The words of a name are their own, though others may be called so."""
        for word in re.findall(f"{_PART}+", name):
            self._whole.allowed.add((word, owner))
            self._parts.allowed.add((word, owner))

    def hidden(self, text: str, readers: Collection[Owner]) -> str:
        """The text without the names that none of the readers has. Of names within each other, the longest counts."""
        return self._whole.hidden(text, (_EVERYBODY, *readers), lambda rest: self._parts.hidden(rest, readers))


class _Index:
    """Names by their first word. allowed: words that are no names to their owners."""

    def __init__(self, inside: str) -> None:
        """inside: what a word is made of, as a pattern of one character."""
        self.allowed: set[tuple[str, Owner]] = set()
        self._word = re.compile(rf"{inside}+|[^\x00-\x7f]")
        self._inside = re.compile(inside * 2)
        self._owners: dict[str, set[Owner]] = {}
        self._lengths: dict[str, list[int]] = {}

    def add(self, name: str, owner: Owner) -> None:
        words = list(self._word.finditer(name))
        if not words:
            return
        bare = name[words[0].start() : words[-1].end()]
        if bare.isdecimal() or bare in _OURS or _REGION.fullmatch(bare):
            return
        self._owners.setdefault(bare, set()).add(owner)
        lengths = self._lengths.setdefault(words[0][0], [])
        if len(bare) not in lengths:
            lengths.append(len(bare))
            lengths.sort(reverse=True)

    def hidden(self, text: str, readers: Collection[Owner], then: Callable[[str], str] = str) -> str:
        """then: what else is done to the text that is no name."""
        told: list[str] = []
        end = 0
        for start, after in self._found(text):
            name = text[start:after]
            own = any(each in self._owners[name] or (name, each) in self.allowed for each in readers)
            told += [then(text[end:start]), name if own else ELSEWHERE]
            end = after
        return "".join([*told, then(text[end:])])

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        """Where names begin and end."""
        after = 0
        for word in self._word.finditer(text):
            start = word.start()
            if start < after:
                continue
            for length in self._lengths.get(word[0], ()):
                if text[start : start + length] in self._owners and self._ends(text, start + length):
                    after = start + length
                    yield start, after
                    break

    def _ends(self, text: str, at: int) -> bool:
        return at == len(text) or not self._inside.fullmatch(text, at - 1, at + 1)


def mapped(assessment: Assessment, text: Callable[[str], str]) -> Assessment:
    """The assessment with every text in it, but for those that say what it is, put through `text`."""
    fact, matrix = assessment.fact, assessment.recovery
    return Assessment(
        replace(
            fact,
            config=_value(fact.config, text),
            tags=None if fact.tags is None else {text(key): text(value) for key, value in fact.tags.items()},
            gaps=tuple(_gap(each, text) for each in fact.gaps),
        ),
        replace(assessment.profile, because={key: text(why) for key, why in assessment.profile.because.items()}),
        tuple(_decision(made, text) for made in assessment.decisions),
        matrix and _recovery(matrix, text),
    )


def _value(value: Json, text: Callable[[str], str], field: str = "") -> Json:
    """field: in which it stands, as far as that is a field of ours."""
    if isinstance(value, str):
        return value if value in _fields().get(field, ()) or _MOMENT.fullmatch(value) else text(value)
    if isinstance(value, Mapping):
        return {key if key in _fields() else text(key): _value(each, text, key) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_value(each, text, field) for each in value]
    return value


def _pointer(pointer: str, text: Callable[[str], str]) -> str:
    return "/".join(part if part in _fields() else text(part) for part in pointer.split("/"))


def _detail(each: Detail, text: Callable[[str], str]) -> Detail:
    field = next((part for part in reversed(each.at.split("/")) if not part.isdecimal()), "")
    expected, actual = (_value(value, text, field) for value in (each.expected, each.actual))
    return Detail(text(each.message), _pointer(each.at, text), expected, actual)


def _gap(gap: Gap, text: Callable[[str], str]) -> Gap:
    return replace(gap, path=_pointer(gap.path, text), detail=text(gap.detail))


def _decision(made: Decision, text: Callable[[str], str]) -> Decision:
    details = tuple(_detail(each, text) for each in made.details)
    return replace(made, reason=text(made.reason), details=details)


def _recovery(matrix: Recovery, text: Callable[[str], str]) -> Recovery:
    def path(each: RecoveryPath) -> RecoveryPath:
        return replace(
            each,
            arn=each.arn and text(each.arn),
            falls={scenario: text(why) for scenario, why in each.falls.items()},
            because=text(each.because),
            evidence=tuple(_pointer(at, text) for at in each.evidence),
        )

    return Recovery(
        tuple(path(each) for each in matrix.paths),
        tuple((mechanism, text(because)) for mechanism, because in matrix.fallen),
        tuple(replace(each, because=text(each.because), doubts=tuple(map(text, each.doubts))) for each in matrix.cells),
    )


@cache
def _fields() -> Mapping[str, frozenset[str]]:
    """The fields of facts and of what is linked to them, each with the values that a schema lists for it."""
    fields: dict[str, set[str]] = {"config": set(), "tags": set(), "links": set()}
    schemas = [*(SCHEMAS / "facts").glob("*.json"), SCHEMAS / "fact.json", SCHEMAS / "input.json"]
    for node in _nodes([orjson.loads(path.read_bytes()) for path in schemas]):
        properties = node.get("properties")
        for name, schema in properties.items() if isinstance(properties, dict) else ():
            listed = (each for inner in _nodes(schema) for each in _listed(inner))
            fields.setdefault(name, set()).update(each for each in listed if isinstance(each, str))
    return {name: frozenset(values) for name, values in fields.items()}


def _listed(schema: dict[str, Json]) -> list[Json]:
    """The values that a schema allows, where it lists them."""
    values = schema.get("enum")
    return [*(values if isinstance(values, list) else ()), schema.get("const")]


def _nodes(value: Json) -> Iterator[dict[str, Json]]:
    if isinstance(value, dict):
        yield value
    inner: Iterable[Json] = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        yield from _nodes(each)
