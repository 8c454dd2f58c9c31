"""Assessments on disk: written once in order, read as often as a renderer wants, never all in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import orjson

from scanner import facts, recovery
from scanner.model import Assessment, Change, Decision, Detail, Json, Past, Profile, Severity, Verdict


def write(file: BinaryIO, assessment: Assessment) -> None:
    """Append an assessment: its fact on one line, the rest on the next."""
    file.write(facts.encode(assessment.fact))
    file.write(b"\n")
    rest = {
        "profile": assessment.profile,
        "decisions": assessment.decisions,
        "recovery": assessment.recovery and recovery.to_json(assessment.recovery),
    }
    file.write(orjson.dumps(rest, option=orjson.OPT_APPEND_NEWLINE))


def read(path: Path) -> Iterator[Assessment]:
    """Every assessment that was written to `path`, in order."""
    with path.open("rb") as file:
        for line in file:
            rest = orjson.loads(next(file))
            decisions = tuple(_decision(raw) for raw in rest["decisions"])
            matrix = rest["recovery"] and recovery.recovery(rest["recovery"])
            yield Assessment(facts.decode(line), Profile(**rest["profile"]), decisions, matrix)


def _decision(raw: Json) -> Decision:
    details = tuple(Detail(**detail) for detail in raw["details"])
    severity = Severity(raw["severity"]) if raw["severity"] else None
    verdict, past = Verdict(raw["verdict"]), raw["past"]
    return Decision(
        raw["rule_id"],
        verdict,
        raw["reason"],
        details,
        severity,
        raw["waiver"],
        past and Past(Change(past["change"]), past["first_seen"], past["worse"]),
    )
