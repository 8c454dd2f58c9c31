"""From a snapshot to a report: every fact by every rule of its kind, streamed, in order, offline.

The same snapshot, configuration and policies give the same report, to the byte, whatever the number of workers:
nothing here reads a clock.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from itertools import islice, starmap
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import orjson

from scanner import __version__, inputs, recovery, spool
from scanner.applications import Applications
from scanner.classify import Classifier
from scanner.comparison import INCOMPLETE, Comparing, Earlier, judged_only
from scanner.engines import Judged, Task, judged
from scanner.errors import UsageError
from scanner.facts import TOLD
from scanner.link import Linker
from scanner.model import Assessment, Decision, Fact, Json, Profile, Report, Rule, Summary
from scanner.policies import Policies
from scanner.rules import RulePack
from scanner.settings import Config
from scanner.snapshot import Snapshot
from scanner.tally import Tally
from scanner.tiers import Tiers
from scanner.verdicts import decide, decide_early
from scanner.waivers import Waivers
from scanner.weighing import Weighing
from scanner.workers import Workers

if TYPE_CHECKING:
    from scanner.engines.opa import OpaEngine

CHUNK = 100
"""Resources that go to an engine together."""

_BUFFER = 1 << 20
"""Bytes of assessments that are written at once."""

_LATEST = "2200-01-01T00:00:00Z"
"""Rego counts nanoseconds in 64 bits, which end in 2262; what a rule adds to a moment must fit too."""

_RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)

_Judge = Callable[[Iterable[Sequence[Task]]], Iterator[list[Judged]]]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A fact with its decisions so far, and the task that finds the others."""

    fact: Fact
    profile: Profile
    requires: Mapping[str, Json]
    decided: tuple[Decision, ...]
    task: Task | None


@contextmanager
def evaluate(  # noqa: PLR0913 - options, by name
    snapshot: Snapshot,
    config: Config,
    *,
    engine: str = "regorus",
    opa_url: str | None = None,
    as_of: str | None = None,
    workers: int = 1,
    wanted: Callable[[Fact], bool] | None = None,
    earlier: Earlier | None = None,
    policies: Policies | None = None,
) -> Iterator[Report]:
    """Judge a snapshot. The report can be read while the context lasts.

    engine: "regorus", embedded, or "opa", the server at `opa_url`. as_of: the moment to judge for, RFC 3339, not
    before the snapshot was taken; by default that moment. workers: processes of the embedded engine at most.
    wanted: which facts to judge; by default all, and the applications that they make up. earlier: what to compare with.
    policies: those of the configuration, where they were loaded before.

    Raises:
        SnapshotError: the snapshot is not whole. ConfigError, RuleError: as `Policies.load`.
        EngineError: OPA cannot be used.
        UsageError: `as_of` is no moment, or the engine unknown.
    """
    moment = _moment(as_of, snapshot.taken_at)
    snapshot.verify()
    policies = policies or Policies.load(config)
    pack, severities, waivers = policies.pack, policies.severities, Waivers(policies.waivers, moment)
    with (
        TemporaryDirectory(prefix="safehold-") as folder,
        _comparing(earlier, Path(folder), snapshot, pack) as comparing,
        _judging(engine, opa_url, pack, workers) as (name, judge),
    ):
        path = Path(folder) / "assessments"
        with Linker(snapshot) as linker:
            tiers = policies.tiers
            classifier = Classifier(snapshot, config, tiers)
            preparation = _Preparation(pack, tiers, classifier, linker, snapshot.taken_at, moment)
            applications = Applications(snapshot.coverage, tiers)
            weighing = Weighing(pack.rules, severities, waivers, comparing)
            spooled = _Spooled(path, judge, weighing)
            kinds = {*pack.by_kind, *recovery.KINDS, *TOLD}
            chosen = filter(wanted, snapshot.facts(*kinds))
            spooled.add(map(preparation.prepared, chosen), applications.add)
            if wanted is None:
                spooled.add(starmap(preparation.prepared_as, applications.facts()))
            summary = spooled.summary()
        complete = snapshot.coverage.complete
        yield Report(
            tool_version=__version__,
            taken_at=snapshot.taken_at,
            as_of=moment,
            scope=snapshot.scope,
            snapshot_sha256=snapshot.sha256,
            policy_sha256=policies.sha256,
            engine=name,
            rules=pack.rules,
            coverage=snapshot.coverage,
            summary=summary,
            assess=partial(spool.read, path),
            waivers=waivers.uses(),
            waivers_sha256=policies.waivers.sha256,
            comparison=comparing.comparison("" if complete else INCOMPLETE) if comparing else None,
            parts=snapshot.parts,
        )


@dataclass(frozen=True, slots=True)
class _Preparation:
    """What makes a fact ready to be judged."""

    pack: RulePack
    tiers: Tiers
    classifier: Classifier
    linker: Linker
    taken_at: str
    as_of: str

    def prepared(self, fact: Fact) -> _Prepared:
        return self.prepared_as(fact, self.classifier.profile(fact))

    def prepared_as(self, fact: Fact, profile: Profile) -> _Prepared:
        links, gaps = self.linker.links(fact, profile)
        whole = replace(fact, gaps=(*fact.gaps, *gaps))
        tier = profile.tier
        requires = {} if tier is None else self.tiers.requirements(tier, fact.kind, profile.data_type)
        document = inputs.document(
            whole, links=links, profile=profile, requires=requires, taken_at=self.taken_at, as_of=self.as_of
        )
        misfit = inputs.misfit(document)
        decided: list[Decision] = []
        asked: list[Rule] = []
        for rule in self.pack.by_kind.get(fact.kind, ()):
            early = decide_early(rule, misfit=misfit, profile=profile, requires=requires, gaps=whole.gaps)
            if early:
                decided.append(early)
            else:
                asked.append(rule)
        matrix = not misfit and fact.kind in recovery.KINDS
        task = Task(orjson.dumps(document), tuple(asked), matrix) if asked or matrix else None
        return _Prepared(whole, profile, requires, tuple(decided), task)


@contextmanager
def _comparing(earlier: Earlier | None, folder: Path, snapshot: Snapshot, pack: RulePack) -> Iterator[Comparing | None]:
    """What compares with an earlier scan; None without one."""
    if earlier is None:
        yield None
        return
    looked = judged_only(snapshot.complete, pack.by_kind)
    with closing(Comparing(folder, earlier, looked, snapshot.taken_at)) as comparing:
        yield comparing


@contextmanager
def _judging(engine: str, opa_url: str | None, pack: RulePack, workers: int) -> Iterator[tuple[str, _Judge]]:
    """The engine's name and version, and what judges chunks in order."""
    if engine == "regorus":
        with Workers(pack, workers) as pool:
            yield f"regorus {version('gordon-to-regorus')}", pool.judge
    elif engine == "opa":
        if opa_url is None:
            raise UsageError("the engine opa needs to know where OPA is; add --opa-url http://localhost:8181")
        with closing(_opa(pack, opa_url)) as opa:
            yield f"{opa.name} {opa.version}", partial(map, partial(judged, opa))
    else:
        raise UsageError(f"no engine is called {engine!r}; use regorus or opa")


def _opa(pack: RulePack, url: str) -> OpaEngine:
    try:
        from scanner.engines.opa import OpaEngine  # noqa: PLC0415 - needs the opa extra
    except ModuleNotFoundError as error:
        raise UsageError(f"the engine opa needs the package {error.name}: pip install 'safehold[opa]'") from None
    return OpaEngine(pack, url)


class _Spooled:
    """Judges what is added, appends the assessments to `path`, and counts them."""

    def __init__(self, path: Path, judge: _Judge, weighing: Weighing) -> None:
        self._path = path
        self._judge = judge
        self._weighing = weighing
        self._tally = Tally(weighing.severity)

    def add(
        self, prepared: Iterator[_Prepared], then: Callable[[Assessment, Collection[str]], None] | None = None
    ) -> None:
        """then: is told of each assessment, with the names of what the tier requires."""
        waiting: deque[list[_Prepared]] = deque()

        def chunks() -> Iterator[list[Task]]:
            while chunk := list(islice(prepared, CHUNK)):
                waiting.append(chunk)
                yield [each.task for each in chunk if each.task]

        with self._path.open("ab", _BUFFER) as file:
            for answered in self._judge(chunks()):
                answers = iter(answered)
                for each in waiting.popleft():
                    judgement = next(answers) if each.task else Judged([])
                    assessment = self._weighing.weighed(_assessment(each, judgement))
                    self._tally.add(assessment)
                    spool.write(file, assessment)
                    if then:
                        then(assessment, each.requires)

    def summary(self) -> Summary:
        return self._tally.summary()


def _assessment(prepared: _Prepared, answer: Judged) -> Assessment:
    asked = prepared.task.rules if prepared.task else ()
    found = [decide(rule, outcome, prepared.fact.gaps) for rule, outcome in zip(asked, answer.outcomes, strict=True)]
    decisions = sorted((*prepared.decided, *found), key=lambda decision: decision.rule_id)
    matrix = recovery.recovery(answer.recovery) if answer.recovery else None
    return Assessment(prepared.fact, prepared.profile, tuple(decisions), matrix)


def _moment(as_of: str | None, taken_at: str) -> str:
    """`as_of` in UTC to the second, or `taken_at`.

    Raises:
        UsageError: it is no moment, or lies before `taken_at`: what was collected later would look fresher than it was.
    """
    if as_of is None:
        return taken_at
    try:
        if not _RFC_3339.fullmatch(as_of):
            raise ValueError(as_of)  # noqa: TRY301 - what matches may still be no date
        moment = datetime.fromisoformat(as_of).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        raise UsageError(f"--as-of {as_of!r} is no moment; write it like 2026-01-31T00:00:00Z") from None
    if moment > _LATEST:
        raise UsageError(f"--as-of {as_of} lies after {_LATEST}; give an earlier moment")
    if moment < taken_at:
        raise UsageError(f"--as-of {as_of} lies before the snapshot was taken ({taken_at}); give a later moment")
    return moment
