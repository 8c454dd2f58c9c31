"""What a user may ask of the collectors beside what every scan reads."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ExportLocation:
    """Where exports of a kind of resource are kept: the newest object below the prefix counts.

    kind: of the resources, "cloudformation.stack" or "cognito.user_pool". bucket: its name. prefix: of the keys;
    in it, {account}, {region} and {name} stand for the resource's.
    """

    kind: str
    bucket: str
    prefix: str


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
