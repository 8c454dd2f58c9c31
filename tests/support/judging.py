"""The way from an input document to verdicts, as `scanner.evaluate` goes it, for one document in this process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import orjson

from scanner import inputs
from scanner.engines import Task
from scanner.engines.regorus import RegorusEngine
from scanner.facts import gap_from_json
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
def _engine() -> RegorusEngine:
    return RegorusEngine(shipped().modules)


def documents(folder: str) -> dict[str, Json]:
    """Every document of a folder of the corpus, by its file and place in it: "DDB-001[0]"."""
    return {
        f"{path.stem}[{index}]": document
        for path in sorted((CORPUS / folder).glob("*.json"))
        for index, document in enumerate(orjson.loads(path.read_bytes()))
    }


def undecided(document: Mapping[str, Json]) -> tuple[dict[str, Decision], Task]:
    """The decisions that need no engine, by rule, and the task that finds the others.

    What the fact was promised is taken as it stands; of the rest, nothing is trusted.
    """
    misfit = inputs.misfit(document)
    gaps = [] if misfit else [gap_from_json(gap) for gap in document["gaps"]]
    decided: dict[str, Decision] = {}
    asked: list[Rule] = []
    for rule in shipped().rules.values():
        profile = Profile(**document["profile"])
        early = decide_early(rule, misfit=misfit, profile=profile, requires=document["requires"], gaps=gaps)
        if early:
            decided[rule.id] = early
        else:
            asked.append(rule)
    return decided, Task(orjson.dumps(document), tuple(asked))


def verdicts(document: Mapping[str, Json], kind: str) -> dict[str, Decision]:
    """What each rule that judges `kind` decides of a document, which may say that it is of another kind, or of none."""
    decided, task = undecided(document)
    (outcomes,) = _engine().judge([task])
    gaps = [gap_from_json(gap) for gap in document["gaps"]] if task.rules else []
    decided |= {rule.id: decide(rule, outcome, gaps) for rule, outcome in zip(task.rules, outcomes, strict=True)}
    return {rule.id: decided[rule.id] for rule in shipped().by_kind[kind]}
