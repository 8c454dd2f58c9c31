"""What a user may ask of the collectors beside what every scan reads."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scanner.settings import ExportLocation

__all__ = ["DEFAULTS", "ExportLocation", "Options"]


@dataclass(frozen=True, slots=True)
class Options:
    """details: read more than the core facts. opensearch_snapshots: ask each domain for its manual snapshots.

    formkiq_site_config: read the settings of FormKiQ's sites, items of a table, through a projection.
    exports: where exports are kept. evidence: files and folders of evidence.
    """

    details: bool = True
    opensearch_snapshots: bool = False
    formkiq_site_config: bool = False
    exports: tuple[ExportLocation, ...] = ()
    evidence: tuple[Path, ...] = ()


DEFAULTS = Options()
