"""What the section on recovery shows: the heat map by tier and of the worst resources, and applications as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scanner.model import Assessment, CellStatus, Json, Recovery, RecoveryCell, Report
from scanner.recovery import SCENARIOS
from scanner.render.common import redact
from scanner.render.html_data import UNKNOWN_TIER
from scanner.render.html_listing import listing
from scanner.render.html_score import tier_order
from scanner.render.html_survey import MATRICES, Survey
from scanner.render.matrix import Square, common_point, losing, spoken, squares

_CANNOT = {"text": "\u2013", "kind": "off", "scenario": ""}
_WORST_FIRST = ("fail", "unknown", "waived", "pass")
_SHORT = {"fail": "failed", "unknown": "unknown", "waived": "waived"}
"""What keeps a square from counting, in a word."""

_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):\d{2}Z")
_MOST_DOUBTS, _MOST_OTHERS = 3, 3


def recovery_view(report: Report, survey: Survey) -> dict[str, Any]:
    """The variables of recovery.html.j2."""
    return {
        "scenarios": SCENARIOS,
        "heat": listing([_heat(tier, survey) for tier in sorted(survey.heat, key=tier_order)]),
        "matrix": listing(
            [_resource(report, each) for each in survey.matrices.kept()], MATRICES, survey.matrices.total
        ),
        "applications": listing([_application(each) for each in survey.applications]),
    }


def _heat(tier: str, survey: Survey) -> dict[str, Any]:
    """How many resources of a tier come back as promised, scenario by scenario."""
    scenarios = survey.heat[tier]
    found = [(name, scenarios[name]) for name in SCENARIOS if name in scenarios]
    counted = {name: _counted(counts) for name, counts in found}
    return {"tier": tier, "squares": [counted.get(name, {**_CANNOT, "of": 0}) for name in SCENARIOS]}


def _counted(counts: dict[str, int]) -> dict[str, Any]:
    worst = next(kind for kind in _WORST_FIRST if counts.get(kind))
    parts = [(word, counts[kind]) for kind, word in _SHORT.items() if counts.get(kind)]
    return {"text": f"{counts.get('pass', 0):,}", "of": sum(counts.values()), "kind": worst, "parts": parts}


def _resource(report: Report, each: Assessment) -> dict[str, Any]:
    found = squares(report, each)
    return {
        "name": each.fact.name or each.fact.id,
        "kind": each.fact.kind,
        "account": each.fact.account,
        "region": each.fact.region,
        "tier": each.profile.tier or UNKNOWN_TIER,
        "squares": [{**_square(found[name]), "scenario": name} if name in found else _CANNOT for name in SCENARIOS],
        "reasons": _reasons(each.recovery, found) if each.recovery else [],
    }


def _reasons(recovery: Recovery, found: Mapping[str, Square]) -> list[dict[str, Any]]:
    """What stands behind the squares; those together that have the same behind them."""
    together: dict[str, dict[str, Any]] = {}
    for name, square in found.items():
        why = _why(recovery, square.cell)
        reason = together.setdefault(repr(why), {"cells": [], **why})
        reason["cells"].append({**_square(square), "scenario": name})
    return list(together.values())


def _square(square: Square) -> dict[str, str]:
    return {"text": square.text, "kind": square.kind if square.cell.required else "off"}


def _why(recovery: Recovery, cell: RecoveryCell) -> dict[str, Any]:
    """What stands behind a cell: its reason, by which way back, and what that gives."""
    facts = []
    if cell.status is CellStatus.RECOVERABLE:
        facts.append(losing(cell.rpo_seconds))
        facts.append(f"reaching back {spoken(cell.reach_seconds)}" if cell.reach_seconds else "")
        facts.append(f"restored in {spoken(cell.rto_seconds)} when measured" if cell.rto_seconds is not None else "")
    unsaid = [doubt for doubt in cell.doubts if doubt not in cell.because]
    doubts, more = unsaid[:_MOST_DOUBTS], len(unsaid[_MOST_DOUBTS:])
    others = [
        f"{_spaced(path.mechanism)}: {path.falls[cell.scenario]}"
        for path in recovery.paths
        if path.falls.get(cell.scenario)
    ]
    others = list(dict.fromkeys(others)) if cell.status is CellStatus.RECOVERABLE else []
    return {
        "why": redact(cell.because),
        "way": _spaced(recovery.paths[cell.path].mechanism) if cell.path is not None else "",
        "facts": [fact for fact in facts if fact],
        "others": [redact(other) for other in others[:_MOST_OTHERS]],
        "doubts": [redact(doubt) for doubt in doubts] + ([f"and {more} more"] if more else []),
    }


def _spaced(mechanism: str) -> str:
    return mechanism.replace("_", " ")


def _application(each: Assessment) -> dict[str, Any]:
    config = each.fact.config
    return {
        "name": each.fact.name,
        "tier": each.profile.tier or UNKNOWN_TIER,
        "critical": config["critical_count"],
        "common": _TIME.sub(r"\1 \2 UTC", common_point(each.fact)),
        "region": _parts(config["scenarios"]["region_loss"]),
        "account": _parts(config["scenarios"]["account_compromise"]),
    }


def _parts(cells: Json) -> str:
    """How many of the parts come back, and how much is lost."""
    total = sum(cells[status] for status in CellStatus)
    if not total:
        return "nothing that it can befall"
    parts = f"{total} part{'' if total == 1 else 's'}"
    if not cells["recoverable"]:
        return f"none of {parts}"
    return f"{cells['recoverable']} of {parts}, {losing(cells['worst_rpo_seconds'])}"
