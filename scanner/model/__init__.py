"""The values that flow through Safehold. Every type here is frozen, and nothing here imports our own code.

The way of the data: AWS answers become `Fact`s with `Gap`s in a snapshot; `Coverage` says how far the
snapshot can be trusted; each `Rule` turns a fact into a `Decision`; an `Assessment` gathers the decisions
about one fact; a `Report` is everything a renderer may see.
"""

from __future__ import annotations

from scanner.model.decisions import Change, Decision, Detail, Past, Profile, Rule, Severity, Verdict, Waiver, WaiverUse
from scanner.model.facts import AccountScope, Coverage, CoverageUnit, Fact, Gap, GapReason, Json, Part, Scope
from scanner.model.recovery import CellStatus, Recovery, RecoveryCell, RecoveryPath
from scanner.model.report import Assessment, Comparison, Ended, Finding, FindingClass, PastFinding, Report, Run, Summary

__all__ = [
    "AccountScope",
    "Assessment",
    "CellStatus",
    "Change",
    "Comparison",
    "Coverage",
    "CoverageUnit",
    "Decision",
    "Detail",
    "Ended",
    "Fact",
    "Finding",
    "FindingClass",
    "Gap",
    "GapReason",
    "Json",
    "Part",
    "Past",
    "PastFinding",
    "Profile",
    "Recovery",
    "RecoveryCell",
    "RecoveryPath",
    "Report",
    "Rule",
    "Run",
    "Scope",
    "Severity",
    "Summary",
    "Verdict",
    "Waiver",
    "WaiverUse",
]
