"""A collection in a process of its own, to be killed: `python -m support.driver FOLDER PROCESSES`.

It goes on with what is in the folder if that can be, begins otherwise, and prints how many units it kept. Its time is
fixed, so that its bytes are.
"""

from __future__ import annotations

import sys
from pathlib import Path

from support.canned_aws import REGIONS

from scanner.collect import ScanPlan, Silent, collect
from scanner.writing import begun

NOW = "2026-03-31T12:00:00Z"


class Kept(Silent):
    """Progress that prints what is kept."""

    def started(self, units: int, kept: int) -> None:  # noqa: ARG002 - the protocol's signature
        print(kept, flush=True)  # noqa: T201 - it is what is asked of it


def drive(folder: Path, processes: int) -> None:
    """Collects."""
    plan = ScanPlan(regions=REGIONS, collectors=("account", "dynamodb", "s3"), processes=processes)
    collect(plan, folder, progress=Kept(), tool_version="0.0.0", now=NOW, resume=begun(folder))


if __name__ == "__main__":
    drive(Path(sys.argv[1]), int(sys.argv[2]))
