"""Evidence: what people attest in files, as facts. Nothing is asked of AWS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from scanner.aws.failures import one_line
from scanner.collectors.base import UNTAGGED, Collector, Draft, Unit
from scanner.evidence import Artefact, Record, load
from scanner.model import Fact, Gap, GapReason, Json

RECORD = "evidence.record"


def _listed(value: Json) -> Json:
    """Tuples as lists, as JSON has them."""
    if isinstance(value, Mapping):
        return {name: _listed(part) for name, part in value.items()}
    return list(value) if isinstance(value, tuple) else value


def _record(unit: Unit, record: Record) -> Fact:
    draft = Draft(unit, RECORD, f"urn:safehold:evidence:{record.name}", record.name)
    draft.config = _listed(asdict(record))
    del draft.config["name"]
    if record.artefact:
        draft.config["artefact"] = _artefact(draft, record.artefact)
    return draft.fact(UNTAGGED)


def _artefact(draft: Draft, artefact: Artefact) -> dict[str, Json]:
    verified = None
    try:
        verified = artefact.verified()
    except OSError as error:
        why = one_line(f"{artefact.path} cannot be read: {error.strerror}")
        draft.gaps.append(Gap("/config/artefact/verified", "", GapReason.ERROR, why))
    return {"path": artefact.path, "uri": artefact.uri, "sha256": artefact.sha256, "verified": verified}


def _collect(unit: Unit) -> Iterator[Fact]:
    """Reads the files again: they were found right before anything was asked of AWS. They belong to no account."""
    return (_record(unit, record) for record in load(unit.options.evidence if unit.home else ()))


EVIDENCE = Collector(
    name="evidence",
    kinds=(RECORD,),
    operations=(),
    collect=_collect,
    per_region=False,
    idle_calls=0,
)
