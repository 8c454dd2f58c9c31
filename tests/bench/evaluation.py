"""How many facts a second are judged, with all rules and the matrix, by one process and by two, in one run.

Usage: python tests/bench/evaluation.py [FACTS]
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.backup_facts import region_settings
from support.facts import BUILDERS, REGION, unit
from support.snapshots import write

from scanner.collectors import COLLECTORS
from scanner.evaluate import evaluate
from scanner.model import Fact
from scanner.settings import Config

TAGS = {"safehold:tier": "enterprise", "Application": "orders"}

KINDS = (
    "dynamodb.table",
    "s3.bucket",
    "logs.log_group",
    "backup.recovery_point",
    "dynamodb.table",
    "s3.bucket",
    "sqs.queue",
    "kms.key",
    "cloudformation.stack",
    "backup.recovery_point",
)
"""What stands in the estate, over and over: four in ten have a recovery matrix of many ways, two are not judged."""


def estate(count: int) -> Iterator[Fact]:
    """`count` facts, all of the tier that asks for most; of two recovery points one is a table's."""
    yield region_settings()
    for index in range(count):
        kind = KINDS[index % len(KINDS)]
        made = BUILDERS[kind](name=f"{kind.rpartition('.')[2]}-{index:06}")
        config = {**made.config}
        if kind == "backup.recovery_point":
            config["resource_arn"] = BUILDERS["dynamodb.table"](name=f"table-{index - index % len(KINDS):06}").id
        yield replace(made, id=_numbered(made, index), tags={**(made.tags or {}), **TAGS}, config=config)


def _numbered(made: Fact, index: int) -> str:
    """Ids that do not hold the name get a number."""
    return made.id if made.name in made.id else f"{made.id}-{index:06}"


def main() -> None:
    """Print a line for each number of workers."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
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
            print(
                f"{workers} worker(s): {count} facts, {judged} resources, {decisions} decisions in {seconds:.1f} s:"
                f" {count / seconds:.0f} facts/s, {judged / seconds:.0f} resources/s"
            )


if __name__ == "__main__":
    main()
