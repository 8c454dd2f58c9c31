"""The way from an input document to verdicts, as `scanner.evaluate` goes it, for one document in this process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import orjson

from scanner import inputs
from scanner.engines import Task, judged
from scanner.engines.regorus import RegorusEngine
from scanner.facts import gap_from_json
from scanner.link import LINKS
from scanner.model import Decision, Json, Profile, Rule
from scanner.rules import RulePack, load
from scanner.verdicts import decide, decide_early

CORPUS = Path(__file__).parent.parent / "policies" / "corpus"
"""compliant/<kind>.json: documents that no rule finds fault with. violations/<rule>.json: those that fail the rule."""


@cache
def shipped() -> RulePack:
    """Our own rules."""
    return load()


@cache
def engine() -> RegorusEngine:
    """The embedded engine, with our own rules."""
    return RegorusEngine(shipped().modules)


def documents(folder: str) -> dict[str, Json]:
    """Every document of a folder of the corpus, by its file and place in it: "DDB-001[0]".

    A link that a document does not name is null in it.
    """
    return {
        f"{path.stem}[{index}]": document | {"links": dict.fromkeys(LINKS) | document["links"]}
        for path in sorted((CORPUS / folder).glob("*.json"))
        for index, document in enumerate(orjson.loads(path.read_bytes()))
    }


def judges(name: str, document: Mapping[str, Json]) -> tuple[Rule, ...]:
    """The rules that a document of the corpus is there for: of a violation its own, else all of its kind."""
    rule = shipped().rules.get(name.partition("[")[0])
    return (rule,) if rule else shipped().by_kind[document["kind"]]


def undecided(document: Mapping[str, Json], rules: Iterable[Rule]) -> tuple[dict[str, Decision], Task]:
    """The decisions that need no engine, by rule, and the task that finds the others.

    What the fact was promised is taken as it stands; of the rest, nothing is trusted.
    """
    misfit = inputs.misfit(document)
    gaps = [] if misfit else [gap_from_json(gap) for gap in document["gaps"]]
    profile, requires = Profile(**document["profile"]), document["requires"]
    decided: dict[str, Decision] = {}
    asked: list[Rule] = []
    for rule in rules:
        early = decide_early(rule, misfit=misfit, profile=profile, requires=requires, gaps=gaps)
        if early:
            decided[rule.id] = early
        else:
            asked.append(rule)
    recovers = any("/recovery" in rule.needs for rule in asked)
    return decided, Task(orjson.dumps(document), tuple(asked), recovers)


def verdicts(document: Mapping[str, Json], kind: str, rules: Iterable[Rule] | None = None) -> dict[str, Decision]:
    """What each rule that judges `kind` decides of a document, which may say that it is of another kind, or of none.

    rules: only these.
    """
    chosen = tuple(shipped().by_kind[kind] if rules is None else rules)
    decided, task = undecided(document, chosen)
    if task.rules:
        (answer,) = judged(engine(), [task])
        gaps = [gap_from_json(gap) for gap in document["gaps"]]
        outcomes = zip(task.rules, answer.outcomes, strict=True)
        decided |= {rule.id: decide(rule, outcome, gaps) for rule, outcome in outcomes}
    return {rule.id: decided[rule.id] for rule in chosen}
