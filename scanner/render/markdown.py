"""The report in Markdown: comment.md for a pull request, summary.md for the page of a run of GitHub Actions.

Both begin with the verdict and with what an earlier scan did not have, and say what they had to leave out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from scanner.model import Change, Ended, Finding, Report, Verdict, WaiverUse
from scanner.render import plain
from scanner.render.html_score import scored, tier_order
from scanner.render.markdown_finding import told_finding
from scanner.render.markdown_page import Page
from scanner.render.markdown_survey import Survey, ended, survey
from scanner.render.markdown_text import code, header, prose, row, where
from scanner.render.outcome import verdict_line
from scanner.render.text_lines import counted

COMMENT_CHARACTERS = 65_000
"""GitHub takes 65,536 in a comment."""

SUMMARY_BYTES = 1_000_000
"""GitHub takes 1 MiB of one step (GitHub: workflow commands, adding a job summary)."""

_TIERS = 20
_GAPS = 200
_EVERYTHING = "findings.json and the HTML report have all of it"


@dataclass(frozen=True, slots=True)
class _Size:
    """limit: as `measure` counts it. findings: how many of each sort are shown at most."""

    limit: int
    measure: Callable[[str], int]
    findings: int


def render_comment(report: Report, out: BinaryIO) -> None:
    """Write what fits into a comment; reads the report once."""
    _write(report, out, _Size(COMMENT_CHARACTERS, len, 20))


def render_summary(report: Report, out: BinaryIO, limit: int = SUMMARY_BYTES) -> None:
    """Write what fits into `limit` bytes; reads the report once."""
    _write(report, out, _Size(limit, lambda block: len(block.encode()), 200))


def _write(report: Report, out: BinaryIO, size: _Size) -> None:
    seen = survey(report, size.findings)
    page = Page(size.limit, size.measure)
    page.put("".join(_head(report)))
    page.share = 0.4
    _changes(page, report, seen, size.findings)
    page.share = 0.45
    _tiers(page, report)
    page.share = 0.75
    number = seen.worst.total
    title = "### The findings" if number <= size.findings else f"### The worst {size.findings} of {number:,} findings"
    page.section(title, "", map(told_finding, seen.worst.kept()), number, _EVERYTHING)
    page.share = 0.9
    _waivers(page, report, seen)
    page.share = 0.99
    _missed(page, report, seen)
    page.share = 1.0
    if page.left_out:
        page.put(f"\nNo room was left for: {', '.join(page.left_out)}; {_EVERYTHING}.\n")
    page.put(_foot(report), spare=0)
    out.writelines(block.encode() for block in page.blocks)


def _head(report: Report) -> Iterator[str]:
    yield f"## Safehold · {verdict_line(report)}\n"
    if not report.coverage.complete:
        gaps = sum(len(unit.gaps) for unit in report.coverage.units)
        missing = f"{counted(gaps, 'listing')} could not be read" if gaps else "nothing was looked at"
        yield f"\n**The scan is incomplete:** {missing}, and what was not seen may hold anything.\n"
    accounts, regions = counted(len(report.scope.accounts), "account"), counted(len(report.scope.regions), "Region")
    only = f", narrowed to {' '.join(map(code, report.only))}" if report.only else ""
    as_of = f", judged as of {code(report.as_of)}" if report.as_of != report.taken_at else ""
    yield f"\nTaken at {code(report.taken_at)} in {accounts} and {regions}{only}{as_of}.\n"


def _changes(page: Page, report: Report, seen: Survey, most: int) -> None:
    comparison = report.comparison
    if comparison is None:
        return
    counts = comparison.counts
    told = ", ".join(f"{counts.get(change, 0):,} {change}" for change in Change if change is not Change.UNSEEN)
    page.put(f"\n### What changed\n\nSince {code(comparison.baseline)}: **{told}**.\n")
    unseen = counts.get(Change.UNSEEN, 0)
    if unseen:
        earlier = counted(unseen, "earlier finding")
        page.put(f"\n**{earlier} could not be looked for**, so nobody knows whether they are fixed.\n")
    head = header("Severity", "Change", "Rule", "Resource", "Where")
    page.section("#### New or worse", head, map(_grown, seen.grown.kept()), seen.grown.total, _EVERYTHING)
    for change, title in ((Change.FIXED, "#### Fixed"), (Change.UNSEEN, "#### Not looked for")):
        rows = map(_ended, ended(comparison, change, most))
        head = header("Severity", "Rule", "Resource", "First seen", "Why")
        page.section(title, head, rows, counts.get(change, 0), _EVERYTHING)


def _grown(found: Finding) -> str:
    fact, verdict = found.fact, found.decision.verdict
    severity = f"{found.severity}{', unknown' if verdict is Verdict.UNKNOWN else ''}"
    name = code(fact.name or fact.id)
    return row([severity, plain.change(found) or "", prose(found.rule.id), name, where(fact.account, fact.region)])


def _ended(each: Ended) -> str:
    past = each.finding
    cells = [past.severity, prose(past.rule_id), code(past.name or past.id), code(past.first_seen), prose(each.because)]
    return row(cells)


def _tiers(page: Page, report: Report) -> None:
    summary = report.summary
    tiers = sorted(summary.tiers, key=tier_order)
    columns = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.WAIVED, Verdict.PASS)
    head = header("Tier", "Proven:", "Failed:", "Unknown:", "Waived:", "Passed:")

    def scores() -> Iterator[str]:
        for name, counts in (("all", summary.verdicts), *((tier, summary.tiers[tier]) for tier in tiers[:_TIERS])):
            shown = name if counts is summary.verdicts else code(name)
            numbers = (f"{counts.get(verdict, 0):,}" for verdict in columns)
            yield row([shown, scored(name, counts)["percent"], *numbers])

    page.section("### Score by tier", head, scores(), len(tiers) + 1 if tiers else 0, _EVERYTHING)


def _waivers(page: Page, report: Report, seen: Survey) -> None:
    head = header("Waiver", "State", "Failures:", "Until", "Approver", "Ticket", "Reason")
    uses = sorted(report.waivers, key=lambda use: (not use.expired, not use.unused, use.waiver.expires_on))
    page.section("### Waivers", head, map(_use, uses), len(uses), _EVERYTHING)
    head = header("Severity", "Rule", "Resource", "Where", "Waiver")
    rows = (
        row(
            [
                each.severity,
                prose(each.rule.id),
                code(each.fact.name or each.fact.id),
                where(each.fact.account, each.fact.region),
                code(each.waiver.id if each.waiver else ""),
            ]
        )
        for each in seen.waived.kept()
    )
    page.section("#### Waived failures", head, rows, seen.waived.total, _EVERYTHING)


def _use(use: WaiverUse) -> str:
    waiver = use.waiver
    state = "unused" if use.unused else "not yet" if use.early else "**expired**" if use.expired else "in force"
    outside = (waiver.expires_on, waiver.approver, waiver.ticket)
    return row([code(waiver.id), state, f"{use.findings:,}", *map(code, outside), prose(waiver.reason, 200)])


def _missed(page: Page, report: Report, seen: Survey) -> None:
    gaps = ((unit, gap) for unit in report.coverage.units for gap in unit.gaps)
    listings = (
        row([code(gap.path), where(unit.account, unit.region), code(gap.operation), gap.reason.replace("_", " ")])
        for unit, gap in gaps
    )
    unread = (
        row([counted(number, "resource"), "", code(operation), reason])
        for (operation, reason), number in sorted(seen.unread.items(), key=lambda item: (-item[1], item[0]))
    )
    total = sum(len(unit.gaps) for unit in report.coverage.units) + len(seen.unread)
    head = header("What", "Where", "Operation", "Why")
    page.section("### What could not be looked at", head, islice(chain(listings, unread), _GAPS), total, _EVERYTHING)


def _foot(report: Report) -> str:
    return (
        f"\nSafehold {prose(report.tool_version)} with {prose(report.engine)} and {counted(len(report.rules), 'rule')}."
        f" Snapshot {code(report.snapshot_sha256)}, policies {code(report.policy_sha256)} (SHA-256).\n"
    )
