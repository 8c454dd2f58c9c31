"""How many resources a second are judged, with one worker process and with two, in one run.

Usage: python tests/bench/evaluation.py [RESOURCES]
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.backup_facts import recovery_point, region_settings
from support.facts import REGION, bucket, table, unit
from support.snapshots import write

from scanner.collectors import COLLECTORS
from scanner.evaluate import evaluate
from scanner.model import Fact
from scanner.settings import Config

TAGS = {"safehold:tier": "enterprise"}


def estate(count: int) -> Iterator[Fact]:
    """Half tables, half buckets, all of the tier that asks for most, and a recovery point for each table."""
    yield region_settings()
    for index in range(count // 2):
        one = table(name=f"table-{index:06}", tags=TAGS | {"safehold:data-type": "document_metadata"})
        yield one
        point = recovery_point(id=f"arn:aws:backup:{REGION}:111122223333:recovery-point:{index:06}")
        yield replace(point, config={**point.config, "resource_arn": one.id})
        yield bucket(name=f"bucket-{index:06}", tags=TAGS | {"safehold:data-type": "document_content"})


def main() -> None:
    """Print a line for each number of workers."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    units = [
        unit(*each.kinds, collector=each.name, region=REGION if each.per_region else "global") for each in COLLECTORS
    ]
    with tempfile.TemporaryDirectory() as folder:
        snapshot = write(Path(folder) / "snapshot", estate(count), units)
        for workers in (1, 2):
            began = time.perf_counter()
            with evaluate(snapshot, Config(), workers=workers) as report:
                seconds = time.perf_counter() - began
                judged, decisions = sum(report.summary.resources.values()), sum(report.summary.verdicts.values())
            print(f"{workers} worker(s): {judged} resources, {decisions} decisions, {judged / seconds:.0f} resources/s")


if __name__ == "__main__":
    main()
