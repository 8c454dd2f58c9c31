"""What the benchmark of collection runs: commands against an endpoint that behaves in one way or another."""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from bench.endpoint import Endpoint, Settings
from bench.estate import Estate
from bench.sampling import Measured, measured

from scanner.model import GapReason
from scanner.snapshot import FACTS, Snapshot

HERE = Path(__file__).resolve().parent
PITR = "dynamodb:DescribeContinuousBackups"
COLLECTORS = "dynamodb,s3,backup"

_SAFEHOLD = (sys.executable, "-m", "scanner.cli.main", "collect")
_POOL = (sys.executable, str(HERE / "pool.py"))


@dataclass(frozen=True, slots=True)
class Scenario:
    """A command, and how the endpoint behaves meanwhile.

    arguments: what is left of the command. repeated: in every round of the benchmark. compared: with the bare pool.
    """

    name: str
    tool: str
    arguments: tuple[str, ...] = ()
    settings: Settings = field(default_factory=Settings)
    repeated: bool = False
    compared: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a scenario.

    calls: by operation, as the endpoint counted them, every attempt. rows, gaps: of the snapshot; gaps that the detail
    leaves out are none. digest: of all facts.
    """

    scenario: Scenario
    measured: Measured
    calls: Counter[str]
    refused: int
    peak_in_flight: int
    snapshot: Path | None = None
    rows: int = 0
    gaps: int = 0
    digest: str = ""

    @property
    def calls_a_second(self) -> float:
        """From the command's start to its end."""
        return self.calls.total() / self.measured.wall_seconds


def scenarios(*, quick: bool, custodian: Path | None) -> list[Scenario]:
    """All of them. quick: a tenth of the estate. custodian: the virtual environment that it is installed in."""
    estate = Estate(buckets=100, tables=100) if quick else Estate()
    usual = Settings(estate, latency_ms=30)
    rate = {PITR: 50.0 if quick else 10.0}
    many = Settings(replace(estate, buckets=10 * estate.buckets, tables=10 * estate.tables), latency_ms=5)
    core = ("--detail", "core")
    two = ("--processes", "2")
    each_round = partial(Scenario, repeated=True)
    fair = partial(each_round, settings=usual, compared=True)
    pitr = PITR.partition(":")[2]
    found = [
        *(fair(f"bare boto3, {number} threads", "pool", ("--threads", f"{number}")) for number in (16, 24, 32)),
        fair("bare boto3, 24 threads, 2 processes", "pool", ("--threads", "24", *two)),
        fair("core facts", "safehold", core),
        fair("core facts, 2 processes", "safehold", (*core, *two)),
        each_round("5% refused by chance", "safehold", core, replace(usual, throttle=0.05)),
        each_round("nothing to scan", "safehold", core, replace(usual, estate=estate.nothing)),
        Scenario("full detail", "safehold", (), usual),
        Scenario("ten times the estate, 5 ms", "safehold", core, many),
        Scenario(f"{pitr} at {rate[PITR]:g} a second", "safehold", core, replace(usual, rates=rate)),
        Scenario("60% refused by chance", "safehold", core, replace(usual, throttle=0.6)),
        Scenario(f"{pitr} always refused", "safehold", core, replace(usual, rates={PITR: 0.0})),
    ]
    if custodian:
        found.append(
            Scenario("Cloud Custodian, lean policies", "custodian", (str(custodian / "bin" / "custodian"),), usual)
        )
    return found


def run(scenario: Scenario, endpoint: Endpoint, folder: Path) -> Result:
    """Runs a scenario once. folder: for what it writes, an empty one."""
    endpoint.configure(scenario.settings)
    environment = {**endpoint.environment, "HOME": str(folder), "PYTHONPATH": str(HERE.parents[1])}
    took = measured(_command(scenario, folder), environment, folder, endpoint.pid)
    stats = endpoint.stats()
    if took.code or stats["unknown"]:
        told = [f"{scenario.name}: exit code {took.code}; the endpoint does not know {stats['unknown']}"]
        raise SystemExit("\n".join([*told, *(line for _, line in took.lines[-20:])]))
    calls = Counter(stats["calls"])
    result = Result(scenario, took, calls, sum(stats["throttled"].values()), stats["peak_in_flight"])
    return _with_snapshot(result, folder / "snapshot") if scenario.tool == "safehold" else result


def _command(scenario: Scenario, folder: Path) -> list[str]:
    region = scenario.settings.estate.regions[0]
    if scenario.tool == "pool":
        return [*_POOL, *scenario.arguments]
    if scenario.tool == "custodian":
        options = ("run", "--region", region, "--cache", "memory", "--output-dir", str(folder / "out"))
        return [*scenario.arguments, *options, str(HERE / "custodian_lean.yml")]
    chosen = ("--region", region, "--collectors", COLLECTORS, "--log-format", "json")
    return [*_SAFEHOLD, *chosen, *scenario.arguments, "--output", str(folder / "snapshot")]


def _with_snapshot(result: Result, path: Path) -> Result:
    snapshot = Snapshot.open(path)
    snapshot.verify()
    digest = hashlib.sha256()
    for each in sorted((path / FACTS).rglob("*.jsonl")):
        digest.update(each.read_bytes())
    gaps = sum(len(unit.gaps) for unit in snapshot.coverage.units)
    for fact in snapshot.facts():
        gaps += sum(gap.reason is not GapReason.NOT_COLLECTED for gap in fact.gaps)
    return replace(result, snapshot=path, rows=snapshot.rows, gaps=gaps, digest=digest.hexdigest())
