"""How fast, how lean and how steady collection is, beside what bare boto3 and Cloud Custodian reach in the same run.

Usage: python tests/bench/collection.py [--quick] [--custodian VENV] [--only TEXT] [--rounds 3]

Everything runs against tests/bench/endpoint.py on this machine. Scenarios that are compared run in turn, several
rounds of them, and each is told by the run with the median time. Prints a table and a verdict for each target, as
Markdown, and exits with 1 if one is missed. --quick takes a tenth of the estate, once: the figures mean nothing then.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.capacity import requests_a_second
from bench.endpoint import Endpoint, running
from bench.scenarios import Result, Scenario, run, scenarios
from bench.targets import targets

_QUIET = 15
"""Percent of the machine that others may use when a run begins."""

_COLUMNS = (
    "",
    "wall s",
    "CPU s",
    "peak MB",
    "calls",
    "refused",
    "at once",
    "calls/s",
    "of the pool's",
    "facts",
    "gaps",
    "others' CPU",
)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--custodian", type=Path, metavar="VENV", help="a virtual environment with c7n")
    parser.add_argument("--only", default="", metavar="TEXT", help="scenarios with this in their name; no verdicts")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--patience", type=float, default=60, metavar="SECONDS", help="to wait for a quiet machine")
    given = parser.parse_args()
    chosen = scenarios(quick=given.quick, custodian=given.custodian)
    chosen = [each for each in chosen if given.only in each.name]
    with tempfile.TemporaryDirectory(prefix="safehold-bench-") as folder, running(chosen[0].settings) as endpoint:
        rounds, patience = (1, 0) if given.quick else (given.rounds, given.patience)
        capacity = requests_a_second(endpoint)
        results = _results(chosen, endpoint, Path(folder), rounds, patience)
        print(f"{_machine()}. The endpoint by itself answers {capacity:,.0f} requests a second.\n")
        print(_table(results))
        if not given.custodian:
            print("\nCloud Custodian: not installed (--custodian VENV).")
        if not given.only:
            missed = _verdicts(results)
            sys.exit(1 if missed else 0)


def _results(
    chosen: list[Scenario], endpoint: Endpoint, folder: Path, rounds: int, patience: float
) -> dict[str, Result]:
    """By name, the run of each scenario with the median time. The first run, which nobody counts, warms up."""
    found: dict[str, list[Result]] = {each.name: [] for each in chosen}
    run(chosen[0], endpoint, Path(tempfile.mkdtemp(dir=folder)))
    for number in range(rounds):
        for each in chosen:
            if number and not each.repeated:
                continue
            _await_quiet(patience)
            result = run(each, endpoint, Path(tempfile.mkdtemp(dir=folder)))
            found[each.name].append(result)
            print(f"{each.name}: {result.measured.wall_seconds:.1f} s", file=sys.stderr, flush=True)
    return {name: _median(runs) for name, runs in found.items()}


def _median(runs: list[Result]) -> Result:
    return sorted(runs, key=lambda each: each.measured.wall_seconds)[len(runs) // 2]


def _await_quiet(patience: float) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until and psutil.cpu_percent(interval=1) > _QUIET:
        pass


def _machine() -> str:
    return f"{os.cpu_count()} processors, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def _table(results: dict[str, Result]) -> str:
    rows = [_COLUMNS, ("---",) + ("--:",) * (len(_COLUMNS) - 1), *(_row(each, results) for each in results.values())]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _row(result: Result, results: dict[str, Result]) -> tuple[str, ...]:
    took, snapshot = result.measured, result.snapshot
    processes = "--processes" in result.scenario.arguments
    pools = [
        each.calls_a_second
        for each in results.values()
        if each.scenario.tool == "pool" and ("--processes" in each.scenario.arguments) == processes
    ]
    share = f"{result.calls_a_second / max(pools):.0%}" if pools and result.scenario.compared else ""
    return (
        result.scenario.name,
        f"{took.wall_seconds:.1f}",
        f"{took.cpu_seconds:.2f}",
        f"{took.peak_mb:.0f}",
        f"{result.calls.total():,}",
        f"{result.refused:,}",
        f"{result.peak_in_flight}",
        f"{result.calls_a_second:.0f}",
        share,
        f"{result.rows:,}" if snapshot else "",
        f"{result.gaps:,}" if snapshot else "",
        f"{took.elsewhere:.0%}",
    )


def _verdicts(results: dict[str, Result]) -> int:
    """Prints them. Gives how many targets were missed."""
    print()
    missed = 0
    for each in targets(results):
        print(f"- {'met' if each.met else '**not met**'}: {each.promise}: {each.came_to}")
        missed += not each.met
    return missed


if __name__ == "__main__":
    main()
