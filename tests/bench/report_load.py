"""How fast the HTML report is ready, filters, sorts and groups in Chromium, and what memory it takes.

Usage: python tests/bench/report_load.py [FINDINGS …]    (1000 10000 100000 when none is given)

The findings are of all shipped rules, of which one in nine passes on each resource; half of their messages differ
from all others. A plain table of the same rows is measured beside, in the same run on the same machine, to compare
with. Times are in milliseconds: "ready" by the clock, the others of the processor in the page's main thread, layout
and painting with it, which other work on the machine changes less. Memory is in megabytes of 10^6 bytes, of the page's
process, of which Chromium itself takes the most: the line "blank" is an empty page.
"""

from __future__ import annotations

import html as markup
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count, cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support import browser, reports
from support.assessments import failed, table, unknown

from scanner import rules
from scanner.model import Assessment, Decision, Part, Profile, Report, Rule, Verdict
from scanner.render import html
from scanner.render.common import findings

EACH = 8
"""Findings of a resource."""

MEGABYTE = 10**6
PLAIN_MOST = 10_000
"""Findings up to which a plain table is tried: with ten times as many it takes a minute and all memory."""

WHEN_READY = """
new MutationObserver(() => { window.readyAt ??= performance.now(); })
  .observe(document, { subtree: true, attributes: true, attributeFilter: ["data-ready"] });
"""

ACTIONS = {
    "search": "type('recover')",
    "next": "type('recovery table-00')",
    "letter": "type('e')",
    "none": "type('no such thing')",
    "clear": "type('')",
    "filter": "choose('filter-tier', 'enhanced')",
    "app": "choose('filter-application', 'application-006')",
    "control": "choose('filter-control', document.querySelector('#filter-control optgroup option').value)",
    "reset": "press('#reset')",
    "by name": "press('[data-sort=resource] button')",
    "back": "press('[data-sort=resource] button')",
    "by rule": "press('[data-sort=rule] button')",
    "groups": "choose('group', 'application')",
    "rules": "choose('group', 'rule')",
    "controls": "choose('group', document.querySelector('#group option:last-child').value)",
    "open all": "press('#unfold')",
}
"""What a reader does, in this order, right after the page is ready: the first search finds nothing prepared."""

HANDS = """
const set = (field, value, event) => { field.value = value; field.dispatchEvent(new Event(event)); };
window.type = (text) => set(document.querySelector('#find'), text, 'input');
window.choose = (id, value) => set(document.getElementById(id), value, 'change');
window.press = (selector) => document.querySelector(selector).click();
window.shown = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
"""


def estate(number: int) -> Report:
    """A report of about `number` findings, made anew on each pass."""
    shipped = dict(rules.load().rules)

    def assess() -> Iterator[Assessment]:
        chosen = cycle(shipped.values())
        numbers = count()
        for index in range(-(-number // EACH)):
            account, region = f"{100_000_000_000 + index % 150}", ("eu-west-1", "us-east-1", "ap-south-1")[index % 3]
            fact = table(f"table-{index:08}-of-the-application", account=account, region=region)
            tier = ("basic", "standard", "enhanced", "enterprise")[index % 4]
            because = {"application": f"tag Application='application-{index % 400:03}' says so", "tier": "by its tag"}
            profile = Profile(
                f"application-{index % 400:03}", f"site-{index % 40}", "content", tier, because, classified=True
            )
            decisions = [_found(next(chosen), next(numbers)) for _ in range(EACH)]
            yield Assessment(fact, profile, (*decisions, Decision(next(chosen).id, Verdict.PASS)))

    places = {(each.fact.account, each.fact.region, each.fact.kind) for each in assess()}
    parts = {place: Part("facts/{}/{}/{}.jsonl".format(*place), "c4" * 32) for place in places}
    return replace(reports.report(assess, shipped), parts=parts)


def _found(rule: Rule, number: int) -> Decision:
    if number % 11 == 0:
        return unknown(rule.id, f"{rule.needs[0] if rule.needs else '/config'} could not be read")
    told = f" (recovery point {number * 7919 % 10**8:08})" if number % 2 else ""
    message = f"{rule.title.lower()} is not so{told}; the tier requires it"
    return failed(rule.id, (message, "/config/pitr/enabled", True, False))


@dataclass(frozen=True, slots=True)
class Load:
    """What a page took: the file, the time until it was ready by the clock and by the processor, and for each action.

    Memory: of a blank page before it, at most until it was ready, at most in all, and what its scripts hold in the end.
    """

    file_mb: float
    ready_ms: float
    busy_ms: float
    blank_mb: float
    loaded_mb: float
    most_mb: float
    heap_mb: float
    actions: dict[str, float]


def load(path: Path, actions: dict[str, str], ready: str) -> Load:
    """Open a file in a Chromium of its own, do the actions, and measure."""
    with tempfile.TemporaryDirectory() as profile, browser.running(Path(profile)) as running:
        page = running.open(path.parent / "blank.html", ready=False)

        def metric(name: str) -> float:
            found = page.call("Performance.getMetrics")["metrics"]
            return float(next(each["value"] for each in found if each["name"] == name))

        def busy() -> float:
            return 1000 * metric("TaskDuration")

        def most_mb() -> float:
            processes = running.call("SystemInfo.getProcessInfo")["processInfo"]
            return max(_peak_bytes(each["id"]) for each in processes if each["type"] == "renderer") / MEGABYTE

        blank_mb = most_mb()
        page.call("Page.addScriptToEvaluateOnNewDocument", source=WHEN_READY)
        page.call("Performance.enable", timeDomain="threadTicks")
        page.call("Page.navigate", url=path.as_uri())
        page.wait(f"location.pathname.endsWith({path.name!r}) && {ready}")
        ready_ms = page.evaluate("window.readyAt ?? performance.getEntriesByType('navigation')[0].loadEventEnd")
        busy_ms, loaded_mb = busy(), most_mb()
        page.evaluate(f"(() => {{ {HANDS} }})()")
        # What nobody looks at is not laid out, so look.
        page.evaluate("(document.querySelector('#table') ?? document.body).scrollIntoView({behavior: 'instant'})")
        took = {}
        for name, action in actions.items():
            page.evaluate("shown()")
            before = busy()
            page.evaluate(f"({action}, shown())")
            took[name] = busy() - before
        most = most_mb()
        page.call("HeapProfiler.collectGarbage")
        heap_mb = metric("JSHeapUsedSize") / MEGABYTE
    return Load(path.stat().st_size / MEGABYTE, ready_ms, busy_ms, blank_mb, loaded_mb, most, heap_mb, took)


def _peak_bytes(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text("ascii")
    return 1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))


def plain(report: Report, path: Path) -> None:
    """Write the findings as a plain table."""
    with path.open("w", encoding="utf-8") as out:
        out.write("<!doctype html><title>Plain</title><table>")
        for each in findings(report):
            cells = (each.severity, each.decision.verdict, each.rule.title, each.fact.name, each.fact.id)
            out.write("<tr>" + "".join(f"<td>{markup.escape(cell)}</td>" for cell in cells))


def line(name: str, values: list[float], unit: str) -> None:
    """Print what was measured at each size, and how much more that is than at the first."""
    ratios = "  ".join(f"x{value / values[0]:.1f}" for value in values[1:] if values[0])
    print(f"{name:>12} " + "".join(f"{value:>10.1f}" for value in values) + f" {unit}  {ratios}")


def main() -> None:
    """Print a line for each thing measured, with a column for each size."""
    sizes = [int(each) for each in sys.argv[1:]] or [1_000, 10_000, 100_000]
    pages: list[Load] = []
    tables: list[Load] = []
    written: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "blank.html").write_text("<!doctype html><title>Blank</title>", "utf-8")
        for size in sizes:
            report, path = estate(size), folder / f"report-{size}.html"
            began = time.perf_counter()
            with path.open("wb") as out:
                html.render(report, out)
            written.append(time.perf_counter() - began)
            pages.append(load(path, ACTIONS, "document.documentElement?.dataset.ready === '1'"))
            if size <= PLAIN_MOST:
                plain(report, folder / f"plain-{size}.html")
                tables.append(load(folder / f"plain-{size}.html", {}, "document.readyState === 'complete'"))
    print(f"{'':>12} " + "".join(f"{size:>10,}" for size in sizes) + " findings")
    line("written in", written, "s")
    line("file", [each.file_mb for each in pages], "MB")
    line("ready", [each.ready_ms for each in pages], "ms by the clock")
    line("busy", [each.busy_ms for each in pages], "ms until then")
    line("blank", [each.blank_mb for each in pages], "MB before")
    line("loaded", [each.loaded_mb for each in pages], "MB at most until ready")
    line("at most", [each.most_mb for each in pages], "MB, after all of the below")
    line("heap", [each.heap_mb for each in pages], "MB in the end")
    for action in ACTIONS:
        line(action, [each.actions[action] for each in pages], "ms")
    if tables:
        line("plain: ready", [each.ready_ms for each in tables], "ms by the clock")
        line("plain: busy", [each.busy_ms for each in tables], "ms until then")
        line("plain", [each.loaded_mb for each in tables], "MB at most")


if __name__ == "__main__":
    main()
