"""A difference of two scans for other programs, in the shape of schemas/diff.json; one finding a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from scanner.model import Change, Json
from scanner.past.difference import Difference
from scanner.past.scan import PastScan
from scanner.render.common import json_text

SCHEMA_VERSION = 1


def lines(old: PastScan, new: PastScan, found: Iterable[Difference]) -> Iterator[str]:
    """The lines, without their ends. Holds one difference at a time."""
    counts: Counter[Change] = Counter()
    yield f'{{\n"schema_version": {SCHEMA_VERSION},'
    for name, scan in (("old", old), ("new", new)):
        head = {"scan": scan.told, "taken_at": scan.taken_at, "complete": scan.looked.complete}
        yield f'"{name}": {json_text(head, indent=False)},'
    yield '"findings": ['
    held = ""
    for each in found:
        counts[each.change] += 1
        if held:
            yield f"{held},"
        held = json_text(_row(each), indent=False)
    if held:
        yield held
    yield f'],\n"counts": {json_text({change.value: counts[change] for change in Change}, indent=False)}\n}}'


def _row(each: Difference) -> dict[str, Json]:
    row = {name: value for name, value in asdict(each.finding).items() if name not in {"said", "taken_at"}}
    return {
        **row,
        "change": each.change,
        "altered": sorted(each.altered),
        "because": each.because,
        "before": each.before and {"verdict": each.before.verdict, "severity": each.before.severity},
        "first_seen": each.first_seen,
        "worse": each.worse,
    }
