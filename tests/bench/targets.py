"""What collection is held to, and whether a run of the benchmark held it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson
from bench.scenarios import PITR, Result

from scanner.evaluate import evaluate
from scanner.model import Verdict
from scanner.settings import Config
from scanner.snapshot import Snapshot

_EACH = frozenset(
    {
        "dynamodb:DescribeTable",
        PITR,
        "s3:GetBucketVersioning",
        "s3:GetBucketLifecycleConfiguration",
        "s3:GetObjectLockConfiguration",
        "s3:GetBucketReplication",
    }
)
"""The calls of the core facts about single resources; the others list."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is promised, what it came to, and whether that is enough."""

    promise: str
    came_to: str
    met: bool


def targets(results: Mapping[str, Result]) -> Iterator[Target]:
    """Every target, for results by the names of their scenarios."""
    core, both = results["core facts"], results["core facts, 2 processes"]
    pools = [each for name, each in results.items() if each.scenario.tool == "pool"]
    alone = max(each.calls_a_second for each in pools if "--processes" not in each.scenario.arguments)
    paired = max(each.calls_a_second for each in pools if "--processes" in each.scenario.arguments)

    single = sum(number for name, number in core.calls.items() if name in _EACH)
    listing = core.calls.total() - single
    yield Target("at most 5,300 calls beside the lists", f"{single:,}, and {listing} that list", single <= 5300)
    yield _at_most("core facts, wall", core.measured.wall_seconds, 13, "s")
    yield _at_most("core facts with 2 processes, wall", both.measured.wall_seconds, 8, "s")
    yield _share("calls a second, of the best bare pool's", core.calls_a_second, alone)
    yield _share("with 2 processes, of the pool's with 2", both.calls_a_second, paired)
    yield _at_most("core facts, peak memory", core.measured.peak_mb, 120, "MB")
    yield _at_most("with 2 processes, peak memory", both.measured.peak_mb, 200, "MB")
    many = results["ten times the estate, 5 ms"].measured.peak_mb
    yield _at_most("ten times the estate, peak memory", many, 1.1 * core.measured.peak_mb, "MB")
    yield _at_most("nothing to scan, CPU", results["nothing to scan"].measured.cpu_seconds, 1, "s")
    same = both.digest == core.digest
    yield Target("2 processes write the same facts", "the same bytes" if same else "others", same)
    yield from _disturbed(results, core)


def _disturbed(results: Mapping[str, Result], core: Result) -> Iterator[Target]:
    """What holds when AWS refuses calls."""
    chance, most = results["5% refused by chance"], results["60% refused by chance"]
    slow, never = (results[name] for name in results if name.startswith(PITR.partition(":")[2]))
    yield _at_most(f"{slow.scenario.name}, wall", slow.measured.wall_seconds, 110, "s")
    whole = slow.digest == core.digest
    yield Target("… and not one fact lost", f"{slow.gaps} gaps, {'the same' if whole else 'other'} bytes", whole)
    ended = _ended(slow)
    yield Target(
        "… and the other services go on meanwhile",
        ", ".join(f"{name} {seconds:.1f} s" for name, seconds in ended.items()),
        max(ended["s3"], ended["backup"]) < ended["dynamodb"] / 2,
    )
    yield _at_most("5% refused, wall", chance.measured.wall_seconds, 1.5 * core.measured.wall_seconds, "s")
    yield Target("… and no gap", f"{chance.gaps} gaps", not chance.gaps and chance.digest == core.digest)
    for each in (most, never):
        yield Target(f"{each.scenario.name}: ends, with gaps said", f"{each.gaps} gaps", each.gaps > 0)
        judged = _judged(core, each)
        unknown = f"{judged['unknown']} verdicts became unknown for that reason"
        yield Target("… and no false verdict", f"{judged['false']} false, {unknown}", not judged["false"])
        yield Target("… and every unknown says why", f"{judged['silent']} do not", not judged["silent"])


def _at_most(what: str, value: float, limit: float, unit: str) -> Target:
    return Target(f"{what}: at most {limit:.3g} {unit}", f"{value:.2f} {unit}", value <= limit)


def _share(what: str, value: float, whole: float) -> Target:
    share = value / whole
    return Target(f"{what}: at least 70%", f"{share:.0%} ({value:.0f} of {whole:.0f})", share >= 0.7)


def _ended(result: Result) -> dict[str, float]:
    """By collector, the seconds until its unit had ended."""
    found = {}
    for seconds, line in result.measured.lines:
        event = orjson.loads(line) if line.startswith("{") else {}
        if event.get("event") == "unit":
            found[event["collector"]] = seconds
    return found


def _judged(whole: Result, partial: Result) -> Counter[str]:
    """How the verdicts on two snapshots differ, of which one is whole.

    false: neither the same nor unknown. unknown: where they were not before. silent: of those, without a reason that
    names what was refused.
    """
    found: Counter[str] = Counter()
    assert whole.snapshot is not None
    assert partial.snapshot is not None
    moment = max(Snapshot.open(each).taken_at for each in (whole.snapshot, partial.snapshot))
    expected = _verdicts(whole.snapshot, moment)
    for key, (verdict, reason) in _verdicts(partial.snapshot, moment).items():
        if verdict is Verdict.UNKNOWN and expected[key][0] is not Verdict.UNKNOWN:
            found["unknown"] += 1
            found["silent"] += "throttl" not in reason.lower() and "reduce your request rate" not in reason.lower()
        else:
            found["false"] += expected[key][0] is not verdict
    return found


def _verdicts(path: Path, moment: str) -> dict[tuple[str, str], tuple[Verdict, str]]:
    with evaluate(Snapshot.open(path), Config(), as_of=moment) as report:
        return {
            (assessment.fact.id, decision.rule_id): (decision.verdict, decision.reason)
            for assessment in report.assess()
            for decision in assessment.decisions
        }
