"""The recovery matrix in words: for a terminal, and for whatever else shows a cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from scanner.model import Assessment, CellStatus, Fact, Json, RecoveryCell, Report, Rule, Verdict
from scanner.recovery import SCENARIOS
from scanner.render.columns import chop, width
from scanner.render.common import ci_safe, redact, visible

_HEADS: Final = {
    "delete": "delete",
    "overwrite": "overwrite",
    "corruption": "corrupt.",
    "purge": "purge",
    "resource_loss": "res. loss",
    "key_loss": "key loss",
    "region_loss": "region",
    "account_compromise": "account",
    "config_change": "config",
    "identity_loss": "identity",
}
_NAME: Final = 34
_TIER: Final = 10
_CELL: Final = 10
_UNITS: Final = ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s"))

_NAMED_AT: Final = 5
"""The field of an ARN that names the resource."""

_SAID: Final = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS, Verdict.WAIVED)
_STANDS: Final = {
    CellStatus.NOT_RECOVERABLE: "fail",
    CellStatus.UNKNOWN: "unknown",
    CellStatus.RECOVERABLE: "pass",
}

_PACKAGE: Final = "rules.recovery."

LEGEND: Final = (
    "a time: recoverable, losing at most that much · any: recoverable, but nothing bounds the loss · NO: not"
    " recoverable · ?: not known · !: worse than the tier promises · (…): the tier does not ask for it"
    " · -: cannot befall it"
)


def spoken(seconds: int | None) -> str:
    """A duration in its two largest units: "1 d 6 h", "5 min"; "any" for one without a bound."""
    if seconds is None:
        return "any"
    parts = []
    for size, unit in _UNITS:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "0 s"


def losing(seconds: int | None) -> str:
    """How much is lost at worst, in a sentence."""
    return f"losing at most {spoken(seconds)}" if seconds is not None else "with a loss that nothing bounds"


@dataclass(frozen=True, slots=True)
class Square:
    """A cell beside what its rule says. verdict: None where no rule judged it."""

    cell: RecoveryCell
    verdict: Verdict | None

    @property
    def text(self) -> str:
        """The cell in a word or two, which do not need a colour."""
        if self.cell.status is CellStatus.NOT_RECOVERABLE:
            word = "NO"
        elif self.cell.status is CellStatus.UNKNOWN:
            word = "?"
        else:
            word = spoken(self.cell.rpo_seconds)
        if not self.cell.required:
            return f"({word})"
        return f"{word} !" if self.verdict is Verdict.FAIL and word != "NO" else word

    @property
    def kind(self) -> str:
        """How it stands, by its rule where that judged it: pass, fail, unknown or waived."""
        if self.cell.required and self.verdict in _SAID:
            return str(self.verdict)
        return _STANDS[self.cell.status]


def squares(report: Report, each: Assessment) -> dict[str, Square]:
    """The cells of a resource by scenario, in their order."""
    if each.recovery is None:
        return {}
    verdicts = {_scenario(report.rules[made.rule_id]): made.verdict for made in each.decisions}
    return {cell.scenario: Square(cell, verdicts.get(cell.scenario)) for cell in each.recovery.cells}


def _scenario(rule: Rule) -> str:
    """The scenario that a rule judges: rules.recovery.purge; "" of any other rule."""
    return rule.package.removeprefix(_PACKAGE) if rule.package.startswith(_PACKAGE) else ""


def lines(report: Report, assessments: Iterable[Assessment]) -> Iterator[str]:
    """The matrix as a table, resource by resource, with a heading for each account and Region; applications last."""
    place = None
    for each in assessments:
        cells = squares(report, each)
        if cells:
            here = f"{each.fact.account} {each.fact.region}"
            if here != place:
                yield from _heading(here)
                place = here
            texts = [cells[name].text if name in cells else "-" for name in SCENARIOS]
            yield _row(each.fact.name or each.fact.id, each.profile.tier or "unknown", texts)
        elif each.fact.kind == "estate.application":
            yield from _application(each)
    yield ""
    yield LEGEND


def _heading(text: str) -> Iterator[str]:
    yield ""
    yield _row(text, "tier", [_HEADS[name] for name in SCENARIOS])
    yield "-" * (_NAME + _TIER + 2 + (_CELL + 1) * len(SCENARIOS))


def _application(each: Assessment) -> Iterator[str]:
    """What the parts of an application add up to."""
    config = each.fact.config
    yield ""
    tier = each.profile.tier or "unknown"
    yield f"Application {safe(each.fact.name)}: {config['critical_count']} critical parts, tier {safe(tier)}"
    yield f"  Common restore point: {common_point(each.fact)}"
    for name in SCENARIOS:
        cells = config["scenarios"][name]
        if cells["required"]:
            yield f"  {name.replace('_', ' ')}: {_added_up(cells)}"


def common_point(fact: Fact) -> str:
    """The common restore point of an application, in a sentence."""
    point = fact.config["common_point"]
    if point["status"] == CellStatus.RECOVERABLE:
        return f"any moment from {point['earliest_at'] or 'the beginning'} to {point['latest_at'] or 'the snapshot'}"
    word = "none" if point["status"] == CellStatus.NOT_RECOVERABLE else "not known"
    where = f" ({', '.join(map(_part, point['limiting'][:3]))})" if point["limiting"] else ""
    return f"{word}: {safe(point['because'])}{where}"


def _part(arn: str) -> str:
    """What an ARN names, without the account and Region, which the application's own line has."""
    return safe((arn.split(":", _NAMED_AT) + [""] * _NAMED_AT)[_NAMED_AT] or arn)


def _added_up(cells: Json) -> str:
    total = sum(cells[status] for status in CellStatus)
    text = f"{cells['recoverable']} of {total} parts recoverable"
    if cells["recoverable"]:
        text += f", {losing(cells['worst_rpo_seconds'])}"
    if cells["missing"]:
        text += f"; not: {', '.join(map(_part, cells['missing'][:3]))}"
        rest = total - cells["recoverable"] - 3
        text += f" and {rest} more" if rest > 0 else ""
    return text


def _row(name: str, tier: str, texts: Iterable[str]) -> str:
    cells = " ".join(_padded(text, _CELL) for text in texts)
    return f"{_padded(safe(name), _NAME)} {_padded(safe(tier), _TIER)} {cells}".rstrip()


def _padded(text: str, columns: int) -> str:
    piece = next(chop(text, columns))
    if piece != text:
        piece = f"{next(chop(text, columns - 1))}…"
    return piece + " " * (columns - width(piece))


def safe(text: str) -> str:
    """What came from outside, fit for one line of a terminal or a CI log."""
    return ci_safe(visible(redact(text)))
