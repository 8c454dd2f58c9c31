"""The verdicts of whole estates, one after the other, in this process: what was judged before is not judged again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from support.judging import engine, shipped
from support.snapshots import write

from scanner import evaluate, policies
from scanner.engines import Judged, Task, judged
from scanner.model import Assessment, CoverageUnit, Fact, Scope, Verdict
from scanner.settings import Config


class Judgement(NamedTuple):
    """A resource, and a rule that judged it."""

    kind: str
    id: str
    rule: str


Verdicts = Mapping[Judgement, Verdict]

_Chunks = Iterable[list[Task]]


class Estates:
    """Judges estates whose scope is the same."""

    def __init__(self, folder: Path, scope: Scope) -> None:
        self._folder = folder
        self._scope = scope
        self._count = 0
        self._known: dict[tuple[bytes, tuple[str, ...]], Judged] = {}

    def assessments(self, facts: Iterable[Fact], units: Iterable[CoverageUnit]) -> list[Assessment]:
        self._count += 1
        snapshot = write(self._folder / str(self._count), facts, units, self._scope)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(evaluate, "_judging", self._judging)
            patched.setattr(policies, "load", lambda _: shipped())
            with evaluate.evaluate(snapshot, Config()) as report:
                return list(report.assess())

    def verdicts(self, facts: Iterable[Fact], units: Iterable[CoverageUnit]) -> Verdicts:
        return {
            Judgement(each.fact.kind, each.fact.id, decision.rule_id): decision.verdict
            for each in self.assessments(facts, units)
            for decision in each.decisions
        }

    @contextmanager
    def _judging(self, *_: object) -> Iterator[tuple[str, Callable[[_Chunks], Iterator[list[Judged]]]]]:
        yield "regorus", lambda chunks: map(self._answers, chunks)

    def _answers(self, tasks: list[Task]) -> list[Judged]:
        keys = [(task.document, tuple(rule.id for rule in task.rules)) for task in tasks]
        fresh = [task for key, task in zip(keys, tasks, strict=True) if key not in self._known]
        if fresh:
            answers = judged(engine(), fresh)
            self._known |= {
                (task.document, tuple(rule.id for rule in task.rules)): answer
                for task, answer in zip(fresh, answers, strict=True)
            }
        return [self._known[key] for key in keys]
