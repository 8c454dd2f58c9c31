"""What the backup plans of an account and Region say about a resource in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from scanner.link_index import Planning
from scanner.link_rows import partition, place, unread
from scanner.model import Fact, Gap, GapReason, Json
from scanner.schedules import longest_interval_seconds
from scanner.selections import Choice, Selected, selects

START_WINDOW_MINUTES: Final = 480
COMPLETION_WINDOW_MINUTES: Final = 10_080
"""What AWS Backup takes where a rule has none: 8 hours to start in (StartBackupJob in its API reference), 7 days to
complete in (the backup window in "Backup plan options and configuration" of its Developer Guide)."""


@dataclass(slots=True)
class Plans:
    """What the plans say about a resource.

    rules: those that back it up, as in schemas/input.json. doubts: why others may.
    vault_gaps: why the vaults of the rules may be other than they look.
    copy_places: the accounts and Regions of copies, by every plan that backs the resource up or might.
    unseen_copies: why copies may be configured to go elsewhere too.
    """

    rules: list[Json] = field(default_factory=list)
    doubts: list[Gap] = field(default_factory=list)
    vault_gaps: list[Gap] = field(default_factory=list)
    copy_places: set[tuple[str, str]] = field(default_factory=set)
    unseen_copies: list[Gap] = field(default_factory=list)


def plans_for(fact: Fact, planning: Planning, missing: Callable[[str], list[Gap]]) -> Plans:
    """What the plans say about a resource.

    planning: of the resource's account and Region. missing: why the facts of a kind there may not be all.
    """
    found = Plans()
    found.unseen_copies += [*missing("backup.plan"), *missing("backup.selection")]
    for selection in planning.selections:
        selected, doubts = _choice(fact, selection)
        if selected.choice is Choice.NOT_SELECTED:
            continue
        found.doubts += doubts
        plan = planning.plans.get(selection.config["plan_arn"])
        if plan is None:
            detail = f"the plan {selection.config['plan_arn']} is not in this snapshot"
            found.unseen_copies.append(Gap("", "", GapReason.NOT_COLLECTED, detail))
            continue
        found.unseen_copies += unread(plan, "rules")
        for rule in plan.config["rules"] or ():
            copies, strange = _copies(plan, rule)
            found.unseen_copies += strange
            found.copy_places.update((copy["account"], copy["region"]) for copy in copies)
            if selected.choice is Choice.SELECTED:
                vault, vault_gaps = _vault(plan, rule, planning, missing)
                found.vault_gaps += vault_gaps
                opt_in = {"needs_opt_in": selected.needs_opt_in}
                found.rules.append(_plan_rule(plan, selection, rule) | vault | opt_in | {"copies": copies})
    return found


def _choice(fact: Fact, selection: Fact) -> tuple[Selected, list[Gap]]:
    """Whether the selection chooses the resource, and why that is not known."""
    if gaps := unread(selection, "assignment"):
        return Selected(Choice.UNKNOWN, needs_opt_in=True, reason=gaps[0].detail), gaps
    selected = selects(selection.config["assignment"], fact)
    if selected.choice is not Choice.UNKNOWN:
        return selected, []
    tags = next((gap for gap in fact.gaps if gap.touches("/tags")), None) if fact.tags is None else None
    operation, reason = (tags.operation, tags.reason) if tags else ("", GapReason.NOT_SUPPORTED)
    detail = f"whether the selection {selection.name} of {selection.config['plan_arn']} chooses the resource"
    return selected, [Gap("", operation, reason, f"{detail} is not known: {selected.reason}")]


def _copies(plan: Fact, rule: Mapping[str, Json]) -> tuple[list[Json], list[Gap]]:
    """The copies that a rule of a plan makes, and why there may be more."""
    copies, gaps = [], []
    for copy in rule["copies"]:
        if destination := place(copy["vault_arn"]):
            copies.append({**copy, "account": destination[0], "region": destination[1]})
        else:
            detail = f"{plan.id}: {copy['vault_arn']}, where {rule['name']} sends copies, is no vault's ARN"
            gaps.append(Gap("", "", GapReason.ERROR, detail))
    return copies, gaps


def _vault(
    plan: Fact, rule: Mapping[str, Json], planning: Planning, missing: Callable[[str], list[Gap]]
) -> tuple[dict[str, Json], list[Gap]]:
    """The vault of a rule and the retention that its lock allows, and why that may be otherwise."""
    name = rule["vault_name"]
    vault = planning.vaults.get(name)
    if vault is None:
        arn = f"arn:{partition(plan.id)}:backup:{plan.region}:{plan.account}:backup-vault:{name}"
        gaps = missing("backup.vault") or [Gap("", "", GapReason.NOT_FOUND, f"the vault {arn} is not in this snapshot")]
        return {"vault_arn": arn, "vault_min_retention_days": None, "vault_max_retention_days": None}, gaps
    lock = vault.config["lock"]
    return {
        "vault_arn": vault.id,
        "vault_min_retention_days": lock["min_retention_days"],
        "vault_max_retention_days": lock["max_retention_days"],
    }, unread(vault, "lock")


def _plan_rule(plan: Fact, selection: Fact, rule: Mapping[str, Json]) -> dict[str, Json]:
    start, completion = rule["start_window_minutes"], rule["completion_window_minutes"]
    return {
        "plan_arn": plan.id,
        "plan_name": plan.name,
        "rule_name": rule["name"],
        "selection_id": selection.id.rpartition("/")[2],
        "account": plan.account,
        "region": plan.region,
        "interval_seconds": longest_interval_seconds(rule["schedule"], rule["timezone"]),
        "start_window_minutes": START_WINDOW_MINUTES if start is None else start,
        "completion_window_minutes": COMPLETION_WINDOW_MINUTES if completion is None else completion,
        "delete_after_days": rule["delete_after_days"],
        "move_to_cold_after_days": rule["move_to_cold_after_days"],
        "continuous": rule["continuous"],
        "recovery_point_tags": rule["recovery_point_tags"],
    }
