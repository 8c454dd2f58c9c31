"""Write the reports that no scan of an emulator yields: of nothing, and of names that an attacker chose.

Usage: python tests/support/write_reports.py FOLDER [--names FILE]
FOLDER gets empty/ and hostile/ with every format; FILE is a JSON list of {"value": …} to use beside our own.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support import reports

from scanner.cli.reporting import write_reports
from scanner.render import RENDERERS


def names(path: Path | None) -> tuple[str, ...]:
    """Our own hostile values and the file's; not those that no UTF-8 text, and so no AWS answer, can hold."""
    given = [entry["value"] for entry in json.loads(path.read_text("utf-8"))] if path else []
    return tuple(dict.fromkeys((*reports.HOSTILE, *(value for value in given if not _lone_surrogates(value)))))


def _lone_surrogates(value: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in value)


def main() -> None:
    """Write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--names", type=Path)
    arguments = parser.parse_args()
    # A rule for each name would make a page that takes the accessibility checks minutes and shows nothing more.
    hostile = reports.hostile(names(arguments.names), each_rule=10)
    for name, report in (("empty", reports.empty()), ("hostile", hostile)):
        folder = arguments.folder / name
        folder.mkdir(parents=True)
        write_reports(report, RENDERERS, folder)


if __name__ == "__main__":
    main()
