"""Examples of what rules judge: a corpus of documents, and what tells one that passes from one that fails.

A corpus is a folder with compliant/<kind>.json and violations/<rule>.json, each a list of documents of the shape of
schemas/input.json. A link that a document does not name is null in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson

from scanner import inputs
from scanner.engines import Task, judged
from scanner.engines.regorus import RegorusEngine
from scanner.errors import RuleError
from scanner.facts import gap_from_json
from scanner.model import Decision, Detail, Json, Profile, Rule, Verdict
from scanner.rules import RulePack
from scanner.verdicts import decide, decide_early

CORPUS = "corpus"
"""What the folder is called beside the rules of a user."""

ABSENT = "absent"
"""What stands for a value that is not there."""

_WRONG = frozenset({Verdict.FAIL, Verdict.UNKNOWN})
"""What no rule may say of what is compliant."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A place in two documents, as a JSON pointer, and what stands there in each, as JSON or ABSENT."""

    at: str
    passes: str
    fails: str


@dataclass(frozen=True, slots=True)
class Example:
    """What tells a document that fails from one that passes, and what the rule says of it."""

    kind: str
    differences: tuple[Difference, ...]
    details: tuple[Detail, ...]


class Corpus:
    """The documents of a folder, judged by a pack."""

    def __init__(self, folder: Path, pack: RulePack) -> None:
        self._folder = folder
        self._engine = RegorusEngine(pack.modules)

    def example(self, rule: Rule) -> Example | None:
        """The shortest example of what fails: of its violations, the one that is most like something that passes.

        None if the corpus has none.

        Raises:
            RuleError: a document of it does not fit its schema.
        """
        found: list[Example] = []
        for failing in self._documents("violations", rule.id):
            decision = self._decided(rule, failing)
            alike = self._documents("compliant", failing["kind"])
            told = [_told(rule, each, failing) for each in alike if self._decided(rule, each).verdict is Verdict.PASS]
            if decision.verdict is Verdict.FAIL and told:
                found.append(Example(failing["kind"], min(told, key=len), decision.details))
        return min(found, key=_clarity, default=None)

    def misjudged(self, rules: Mapping[str, Rule]) -> Iterator[tuple[str, str, str]]:
        """Of each document its file, its place in that, and why it is not judged as its folder says; "" if it is.

        A violation fails the rule whose id its file has. None of `rules` fails what is compliant, or leaves it unknown.

        Raises:
            RuleError: a document does not fit its schema.
        """
        for path in sorted((self._folder / "violations").glob("*.json")):
            rule = rules.get(path.stem)
            for index, document in enumerate(self._documents("violations", path.stem)):
                verdict = self._decided(rule, document).verdict if rule else None
                what = f"{path.stem} says {verdict}, not fail" if rule else f"no rule has the id {path.stem}"
                yield str(path), f"[{index}]", "" if verdict is Verdict.FAIL else what
        for path in sorted((self._folder / "compliant").glob("*.json")):
            for index, document in enumerate(self._documents("compliant", path.stem)):
                judging = [rule for rule in rules.values() if document["kind"] in rule.kinds]
                found = {rule.id: self._decided(rule, document) for rule in judging}
                wrong = [f"{name} says {each.verdict}" for name, each in found.items() if each.verdict in _WRONG]
                yield str(path), f"[{index}]", ", ".join(wrong)

    def _documents(self, folder: str, name: str) -> Iterator[dict[str, Json]]:
        path = self._folder / folder / f"{name}.json"
        for document in orjson.loads(path.read_bytes()) if path.is_file() else ():
            links = inputs.schema(document["kind"])["properties"]["links"]["properties"]
            whole = document | {"links": dict.fromkeys(links) | document.get("links", {})}
            if misfit := inputs.misfit(whole):
                raise RuleError(f"{path}:1:1: {misfit}")
            yield whole

    def _decided(self, rule: Rule, document: Mapping[str, Json]) -> Decision:
        gaps = [gap_from_json(gap) for gap in document["gaps"]]
        profile, requires = Profile(**document["profile"]), document["requires"]
        early = decide_early(rule, misfit="", profile=profile, requires=requires, gaps=gaps)
        if early:
            return early
        (answer,) = judged(self._engine, [Task(orjson.dumps(document), (rule,), "/recovery" in rule.needs)])
        return decide(rule, answer.outcomes[0], gaps)


def _clarity(example: Example) -> tuple[int, bool]:
    """The clearest first: with few differences, and a wrong value rather than none."""
    return len(example.differences), any(each.fails == "null" for each in example.differences)


def _told(rule: Rule, passing: Json, failing: Json) -> tuple[Difference, ...]:
    """The differences that the rule looks at: where its needs are; else in the profile; else all that there are."""
    found = list(_differences(passing, failing))
    seen = [*rule.needs, *(f"/requires/{name}" for name in rule.requires)]
    if "/recovery" in seen:  # which is made of these
        seen += ["/config", "/links"]
    needed = [each for each in found if _touches(each.at, seen)]
    return tuple(needed or [each for each in found if _touches(each.at, ["/profile"])] or found)


def _touches(at: str, pointers: Iterable[str]) -> bool:
    return any(f"{at}/".startswith(f"{each}/") or f"{each}/".startswith(f"{at}/") for each in pointers)


def _differences(passing: Json, failing: Json, at: str = "") -> Iterator[Difference]:
    if isinstance(passing, dict) and isinstance(failing, dict):
        for key in sorted(passing.keys() | failing.keys()):
            if key in passing and key in failing:
                yield from _differences(passing[key], failing[key], f"{at}/{key}")
            else:
                yield Difference(f"{at}/{key}", _shown(passing, key), _shown(failing, key))
    elif isinstance(passing, list) and isinstance(failing, list) and len(passing) == len(failing):
        for index, (one, other) in enumerate(zip(passing, failing, strict=True)):
            yield from _differences(one, other, f"{at}/{index}")
    elif passing != failing:
        yield Difference(at, orjson.dumps(passing).decode(), orjson.dumps(failing).decode())


def _shown(holder: Mapping[str, Json], key: str) -> str:
    return orjson.dumps(holder[key]).decode() if key in holder else ABSENT
