"""`safehold diff`: what became of the findings of one scan in another. Asks nobody, and judges nothing again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from scanner.cli.gate import CLEAN, FINDINGS, UNKNOWNS, Gate
from scanner.cli.reporting import Ending
from scanner.model import Severity, Verdict
from scanner.past import PastScan, diff_json, diff_text, opened
from scanner.past.difference import Difference, differences
from scanner.render.common import ci_safe

_FORMATS = {"text": diff_text.lines, "json": diff_json.lines}


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--format", "form", type=click.Choice(list(_FORMATS)), default="text", show_default=True)
@click.option(
    "--fail-on-new",
    type=click.Choice([severity.value for severity in Severity]),
    help="The least severity of what is new, or worse, that makes the exit code 10 (failures) or 11 (unknowns).",
)
def diff(old: str, new: str, *, form: str, fail_on_new: str | None) -> None:
    """Tell what is new, changed, fixed and unchanged from one scan to the next, and what could not be looked for.

    OLD and NEW are each a findings.json (also .gz), the folder it is in, a history (its latest run), or HISTORY@RUN
    with the beginning of a run's id; a history is a folder or s3://bucket/prefix.

    \b
    Examples:
      safehold diff yesterday/findings.json safehold-report --fail-on-new high
      safehold diff history@20260101 history --format json

    \b
    Exit codes: 0, and with --fail-on-new
      10 something that fails is new or worse   11 an unknown is, or NEW is incomplete
    """
    before, now = opened(old), opened(new)
    counted = _Counted(Severity(fail_on_new) if fail_on_new else None)
    for line in _FORMATS[form](before, now, counted.passing(differences(before, now))):
        click.echo(ci_safe(line.rstrip()) if form == "text" else line)
    if fail_on_new:
        Ending(counted.gate(now)).leave()


class _Counted:
    """Counts what is new or worse as it passes. threshold: the least severity that counts."""

    def __init__(self, threshold: Severity | None) -> None:
        self._threshold = threshold
        self._found = dict.fromkeys(Verdict, 0)

    def passing(self, found: Iterable[Difference]) -> Iterator[Difference]:
        for each in found:
            counts = each.now and each.worse and self._threshold and each.now.severity.at_least(self._threshold)
            if each.now and counts:
                self._found[each.now.verdict] += 1
            yield each

    def gate(self, new: PastScan) -> Gate:
        """How the command ends."""
        told = f"new or worse, at or above {self._threshold}"
        if count := self._found[Verdict.FAIL]:
            return Gate(FINDINGS, f"{_number(count, 'finding')} {told}")
        if not new.looked.complete:
            return Gate(UNKNOWNS, f"the new scan is incomplete: {new.told}")
        if count := self._found[Verdict.UNKNOWN]:
            return Gate(UNKNOWNS, f"{_number(count, 'unknown')} {told}: what was needed to judge could not be read")
        return Gate(CLEAN, f"nothing {told}")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
