"""Worker processes for the embedded engine, which has no time bound, and which a rule can crash.

Chunks of tasks go out in order and come back in order. When a chunk's process hangs or dies, the chunk is cut in
two until a single document is left, and then asked rule by rule: only that rule on that document has no outcome.
A rule that does this again and again is set aside, so that a scan comes to its end.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import TimeoutError as DeadlineError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from types import TracebackType
from typing import Self

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from scanner.engines import Judged, Outcome, Task, judged
from scanner.engines.regorus import RegorusEngine
from scanner.isolation import SPAWN, Died, isolated
from scanner.model import Json, Rule
from scanner.rego import Module
from scanner.rules import RulePack

SECONDS = 30.0
"""How long a chunk may take. A hundred documents by thirty rules take a twentieth of a second."""

MOST_ENDS = 3
"""On how many documents a rule may hang or crash before the rest is not asked any more."""

_AHEAD = 2
"""Chunks in flight for each worker: one to judge, one to go on with."""

_GRACE = 60.0
"""What a pool may take beyond its deadlines to kill a worker and start another, in seconds."""

_Asked = list[tuple[bytes, tuple[str, ...], bool]]
"""Documents, the ids of the rules that judge each, and whether it has a matrix: what a process is sent."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """The outcome of each rule by its id, and the document's recovery matrix, if it has one."""

    outcomes: dict[str, Outcome]
    recovery: Json = None


_Answers = list[_Answer]
"""For each document."""


@dataclass(frozen=True, slots=True)
class _Flight:
    tasks: Sequence[Task]
    future: ProcessFuture[_Answers]


class Workers:
    """A pool of processes, each with an engine that has loaded the pack. A context manager."""

    def __init__(self, pack: RulePack, most: int, seconds: float = SECONDS) -> None:
        """most: how many processes at most; no more are started than there are chunks."""
        self._pack = pack
        self._most = most
        self._seconds = seconds
        self._pool: ProcessPool | None = None
        self._ends: defaultdict[str, list[str]] = defaultdict(list)

    def __enter__(self) -> Self:
        """Itself: nothing starts before there is something to judge."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stops every process."""
        self._stop()

    def judge(self, chunks: Iterable[Sequence[Task]]) -> Iterator[list[Judged]]:
        """For each chunk, in order, the outcomes of each of its tasks. Chunks are taken as there is room for them."""
        coming = iter(chunks)
        first = list(islice(coming, self._most))
        flights = deque(self._send(first, len(first)))
        while flights:
            flights.extend(self._send(islice(coming, len(first) * _AHEAD - len(flights)), len(first)))
            flight = flights.popleft()
            aside = self._aside()
            try:
                answers = flight.future.result(self._seconds * _AHEAD + _GRACE)
            except (DeadlineError, ProcessExpired, BrokenProcessPool):
                self._stop()
                answers = self._apart(flight.tasks)
                # What else was in flight starts anew, without the rules that are set aside by now.
                flights = deque(self._send([each.tasks for each in flights], len(first)))
            yield [
                Judged([self._outcome(rule, answer.outcomes, aside) for rule in task.rules], answer.recovery)
                for task, answer in zip(flight.tasks, answers, strict=True)
            ]

    def _send(self, chunks: Iterable[Sequence[Task]], processes: int) -> Iterator[_Flight]:
        for tasks in chunks:
            if self._pool is None or not self._pool.active:
                self._stop()
                given = (self._pack.modules, self._pack.rules)
                self._pool = ProcessPool(processes, initializer=_load, initargs=given, context=SPAWN)
            yield _Flight(tasks, self._pool.schedule(_judge, (self._asked(tasks),), timeout=self._seconds))

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]  # pebble has not typed it
            self._pool.join()
            self._pool = None

    def _asked(self, tasks: Sequence[Task]) -> _Asked:
        aside = self._aside()
        return [
            (task.document, tuple(rule.id for rule in task.rules if rule.id not in aside), task.recovers)
            for task in tasks
        ]

    def _apart(self, tasks: Sequence[Task]) -> _Answers:
        """The answers to tasks that together ended a process. Once more as they are: the machine may have slept."""
        asked = self._asked(tasks)
        try:
            return self._alone(asked)
        except Died as died:
            if len(asked) == 1:
                return [self._by_rule(*asked[0], died)]
        middle = len(tasks) // 2
        return [*self._apart(tasks[:middle]), *self._apart(tasks[middle:])]

    def _by_rule(self, document: bytes, rule_ids: Sequence[str], recovers: bool, died: Died) -> _Answer:  # noqa: FBT001 - a row of _Asked
        """The answers about a document on which the rules together ended a process, in the way that `died` tells."""
        outcomes: dict[str, Outcome] = {}
        recovery = None
        for rule_id in rule_ids:
            try:
                if len(rule_ids) == 1:
                    raise died
                answer = self._alone([(document, (rule_id,), recovers)])[0]
                outcomes |= answer.outcomes
                recovery = answer.recovery
            except Died as end:
                self._ends[rule_id].append(str(end))
                outcomes[rule_id] = Outcome(error=str(end))
        return _Answer(outcomes, recovery)

    def _alone(self, asked: _Asked) -> _Answers:
        return isolated(_judge_alone, self._seconds, self._pack.modules, self._pack.rules, asked)

    def _aside(self) -> frozenset[str]:
        return frozenset(rule_id for rule_id, ends in self._ends.items() if len(ends) >= MOST_ENDS)

    def _outcome(self, rule: Rule, answer: Mapping[str, Outcome], aside: frozenset[str]) -> Outcome:
        if rule.id in answer and rule.id not in aside:
            return answer[rule.id]
        first = self._ends[rule.id][0]
        return Outcome(error=f"set aside, after {MOST_ENDS} other resources on which it gave no answer: {first}")


_engine: RegorusEngine
_rules: Mapping[str, Rule]


def _load(modules: Sequence[Module], rules: Mapping[str, Rule]) -> None:
    """Makes a process ready: its engine stays with it, for the pack takes longer to load than a chunk to judge."""
    global _engine, _rules
    _engine, _rules = RegorusEngine(modules), rules


def _judge(asked: _Asked) -> _Answers:
    tasks = [Task(document, tuple(_rules[rule_id] for rule_id in ids), recovers) for document, ids, recovers in asked]
    return [
        _Answer(dict(zip(ids, each.outcomes, strict=True)), each.recovery)
        for (_, ids, _), each in zip(asked, judged(_engine, tasks), strict=True)
    ]


def _judge_alone(modules: Sequence[Module], rules: Mapping[str, Rule], asked: _Asked) -> _Answers:
    _load(modules, rules)
    return _judge(asked)
