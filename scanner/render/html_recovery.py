"""What the section on recovery shows: the heat map of the worst resources, and the applications as a whole."""

from __future__ import annotations

from typing import Any

from scanner.model import Assessment, CellStatus, Json, Report, Verdict
from scanner.recovery import SCENARIOS
from scanner.render.common import redact
from scanner.render.html_data import UNKNOWN_TIER
from scanner.render.html_listing import listing
from scanner.render.html_survey import MATRICES, Survey
from scanner.render.matrix import Square, common_point, losing, squares

_KINDS = {CellStatus.NOT_RECOVERABLE: "fail", CellStatus.UNKNOWN: "unknown", CellStatus.RECOVERABLE: "pass"}
_VERDICTS = {Verdict.FAIL: "fail", Verdict.UNKNOWN: "unknown", Verdict.PASS: "pass"}
_CANNOT = {"text": "\u2013", "kind": "off"}


def recovery_view(report: Report, survey: Survey) -> dict[str, Any]:
    """The variables of recovery.html.j2."""
    assessments, total = survey.matrices
    return {
        "scenarios": SCENARIOS,
        "matrix": listing([_resource(report, each) for each in assessments], MATRICES, total),
        "applications": listing([_application(each) for each in survey.applications]),
    }


def _resource(report: Report, each: Assessment) -> dict[str, Any]:
    found = squares(report, each)
    return {
        "name": each.fact.name or each.fact.id,
        "kind": each.fact.kind,
        "account": each.fact.account,
        "region": each.fact.region,
        "tier": each.profile.tier or UNKNOWN_TIER,
        "squares": [_square(found[name]) if name in found else _CANNOT for name in SCENARIOS],
        "reasons": [(name, redact(square.cell.because)) for name, square in found.items()],
    }


def _square(square: Square) -> dict[str, str]:
    kind = _KINDS[square.cell.status]
    if square.cell.required and square.verdict is not None:
        kind = _VERDICTS.get(square.verdict, kind)
    return {"text": square.text, "kind": kind if square.cell.required else "off"}


def _application(each: Assessment) -> dict[str, Any]:
    config = each.fact.config
    return {
        "name": each.fact.name,
        "tier": each.profile.tier or UNKNOWN_TIER,
        "critical": config["critical_count"],
        "common": common_point(each.fact),
        "region": _parts(config["scenarios"]["region_loss"]),
        "account": _parts(config["scenarios"]["account_compromise"]),
    }


def _parts(cells: Json) -> str:
    """How many of the parts come back, and how much is lost."""
    total = sum(cells[status] for status in CellStatus)
    if not total:
        return "nothing that it can befall"
    if not cells["recoverable"]:
        return f"none of {total} parts"
    return f"{cells['recoverable']} of {total} parts, {losing(cells['worst_rpo_seconds'])}"
