"""What a run in GitHub Actions tells beside its reports: annotations, the page of the run, and outputs of the step.

Nothing happens elsewhere. What cannot be written is told on stderr and changes no exit code.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path

import click

from scanner.cli.gate import Gate
from scanner.model import Finding, Report, Severity, Verdict
from scanner.render.columns import clip
from scanner.render.common import ACTIONABLE, findings, message
from scanner.render.markdown import SUMMARY_BYTES, render_summary
from scanner.render.markdown_survey import worst_first
from scanner.render.plain import one_line, todo
from scanner.render.text_lines import counted

_SHOWN = 10
"""Errors, and warnings, of one step that GitHub shows (GitHub: workflow commands, limits of annotations)."""

_LONGEST = 2_000
_LEAST_SUMMARY = 2_000
"""Bytes below which a summary says too little."""


def tell(report: Report, gate: Gate) -> None:
    """Annotate the run, and tell its page and the later steps how it ended."""
    if not _running():
        return
    for line in annotated(report):
        click.echo(line)
    verdicts = report.summary.verdicts
    _append_summary(report)
    output("exit-code", str(gate.code))
    output("findings", str(verdicts.get(Verdict.FAIL, 0)))
    output("unknowns", str(verdicts.get(Verdict.UNKNOWN, 0)))


def output(name: str, value: str) -> None:
    """Give a value to the later steps, whatever characters it has."""
    if _running():
        end = f"end_{hashlib.sha256(value.encode()).hexdigest()}"
        _append("GITHUB_OUTPUT", f"{name}<<{end}\n{value}\n{end}\n".encode())


def annotated(report: Report) -> Iterator[str]:
    """Write workflow commands: the worst failures as errors or warnings, unknowns as warnings, then what was left out.

    A resource in AWS has no file, so they stand on the page of the run.
    """
    complete = report.coverage.complete
    errors, warnings = worst_first(_SHOWN), worst_first(_SHOWN if complete else _SHOWN - 1)
    for found in findings(report, ACTIONABLE):
        (errors if _is_error(found) else warnings).add(found)
    if not complete:
        gaps = counted(sum(len(unit.gaps) for unit in report.coverage.units), "listing")
        yield _command("warning", "The scan is incomplete", f"{gaps} could not be read. The summary says which.")
    more = []
    for level, worst in (("error", errors), ("warning", warnings)):
        shown = worst.kept()
        yield from (_command(level, f"{each.rule.id} {each.rule.title}", _told(each)) for each in shown)
        if worst.total > len(shown):
            more.append(counted(worst.total - len(shown), f"more {level}"))
    if more:
        yield _command("notice", "Safehold", f"{' and '.join(more)}: see the summary of this run and the reports.")


def _is_error(found: Finding) -> bool:
    return found.decision.verdict is Verdict.FAIL and found.severity.at_least(Severity.HIGH)


def _told(found: Finding) -> str:
    fact = found.fact
    unknown = "not known: " if found.decision.verdict is Verdict.UNKNOWN else ""
    place = f"{fact.id} in {fact.account} {fact.region}"
    return f"{found.severity}, {unknown}{message(found)} ({place}). To do: {todo(found)}"


def _command(level: str, title: str, text: str) -> str:
    """Escape as GitHub's own toolkit does: first the percent sign, then what would end the value."""
    shown = clip(one_line(text), _LONGEST).replace("%", "%25")
    named = clip(one_line(title), _LONGEST // 10).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    return f"::{level} title={named}::{shown}"


def _append_summary(report: Report) -> None:
    path = os.environ.get("GITHUB_STEP_SUMMARY", "")
    there = Path(path).stat().st_size if path and Path(path).is_file() else 0
    if SUMMARY_BYTES - there < _LEAST_SUMMARY:
        click.echo(f"safehold: warning: {path}: is full, so the report is not on the run's page", err=True)
        return
    rendered = io.BytesIO(b"\n\n" if there else b"")
    rendered.seek(0, io.SEEK_END)
    render_summary(report, rendered, SUMMARY_BYTES - there)
    _append("GITHUB_STEP_SUMMARY", rendered.getvalue())


def _append(name: str, content: bytes) -> None:
    path = os.environ.get(name, "")
    if not path:
        return
    try:
        with Path(path).open("ab") as file:
            file.write(content)
    except OSError as error:
        click.echo(
            f"safehold: warning: {path}, which {name} names, cannot be written: {error.strerror}; what was meant for"
            " it is in the reports",
            err=True,
        )


def _running() -> bool:
    return os.environ.get("GITHUB_ACTIONS") == "true"
