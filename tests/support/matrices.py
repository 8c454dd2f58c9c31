"""Recovery matrices made by hand."""

from __future__ import annotations

from typing import Any

from scanner.model import CellStatus, Recovery, RecoveryCell, RecoveryPath


def path(mechanism: str = "dynamodb_pitr", **changes: Any) -> RecoveryPath:
    """A way back that survives a deletion and a corruption; what a test does not name gets a plain value."""
    values: dict[str, Any] = {
        "account": "111122223333",
        "region": "eu-west-1",
        "arn": None,
        "promised_seconds": 300,
        "observed_seconds": 200,
        "rpo_seconds": 300,
        "continuous": True,
        "earliest_at": "2026-03-01T00:00:00Z",
        "latest_at": "2026-03-31T11:55:00Z",
        "reach_seconds": 35 * 86_400,
        "immutable_until": None,
        "rto_seconds": None,
        "survives": ("delete", "corruption"),
        "falls": {"region_loss": "it lies in the same Region"},
        "because": "restore the table as of any second",
        "evidence": ("/config/pitr",),
    }
    return RecoveryPath(mechanism=mechanism, **(values | changes))


def cell(scenario: str, status: str = "recoverable", **changes: Any) -> RecoveryCell:
    """A cell; a recoverable one loses 5 minutes at most, by the first path."""
    back = status == "recoverable"
    values: dict[str, Any] = {
        "required": True,
        "rpo_seconds": 300 if back else None,
        "reach_seconds": 35 * 86_400 if back else None,
        "rto_seconds": None,
        "path": 0 if back else None,
        "because": f"{scenario}: {status}",
        "doubts": ("its backups could not be listed",) if status == "unknown" else (),
    }
    return RecoveryCell(scenario=scenario, status=CellStatus(status), **(values | changes))


def recovery(*cells: RecoveryCell, paths: tuple[RecoveryPath, ...] | None = None) -> Recovery:
    """A matrix of these cells."""
    return Recovery((path(),) if paths is None else paths, (("dynamodb_backup", "no backup was made"),), cells)
