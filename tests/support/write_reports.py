"""Write the reports that no scan of an emulator yields: of nothing, of names that an attacker chose, of very much.

Usage: python tests/support/write_reports.py FOLDER [--names FILE]
FOLDER gets empty/ and hostile/ (with waivers, an earlier scan and a history) with every format, large/ with those
whose checkers take 100,000 findings, and many/ with those that take 10,000 soon enough; FILE is a JSON list of
{"value": …} to use beside our own.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support import reports
from support.later_reports import later

from scanner.cli.reporting import write_reports
from scanner.render import RENDERERS

LARGE = 100_000
LARGE_FORMATS = ("text", "html", "sarif-github", "jsonl", "csv", "junit", "markdown", "markdown-summary")
MANY = 10_000
STANDARDS = ("ocsf", "asff", "oscal")
"""Their checkers take 100,000 findings too, in a quarter of an hour and with gigabytes of memory; and so for sarif:
1.5 minutes for 10,000 findings of 57 MB, and of 100,000 the file alone has 570 MB."""


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
    texts = names(arguments.names)
    hostile = later(reports.hostile(texts, each_rule=10), texts)
    for name, report, formats in (
        ("empty", reports.empty(), tuple(RENDERERS)),
        ("hostile", hostile, tuple(RENDERERS)),
        ("large", reports.large(LARGE), LARGE_FORMATS),
        ("many", reports.large(MANY), ("sarif", *STANDARDS)),
    ):
        folder = arguments.folder / name
        folder.mkdir(parents=True)
        write_reports(report, formats, folder)


if __name__ == "__main__":
    main()
