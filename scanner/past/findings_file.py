"""findings.json, read back: one finding at a time, however the file is laid out."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast

import ijson  # type: ignore[import-untyped]
import orjson

from scanner.comparison import FOUND, Place
from scanner.errors import SnapshotError, UsageError
from scanner.findings import said
from scanner.history.entry import utc
from scanner.manifest import unit_from_json
from scanner.model import (
    AccountScope,
    Change,
    Coverage,
    Decision,
    Detail,
    Json,
    PastFinding,
    Scope,
    Severity,
    Verdict,
)
from scanner.past.scan import Looked, Resource
from scanner.render.findings_json import SCHEMA_VERSION

NAME = "findings.json"

_HEAD = frozenset({"schema_version", "only", "tool", "taken_at", "scope", "coverage", "rules"})
_GZIP = b"\x1f\x8b"
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_AGAIN = f"write it again with --format json, or name another {NAME}"


class FindingsFile:
    """A findings.json, or one that is compressed with gzip."""

    tells_passes = True

    def __init__(self, path: Path) -> None:
        """Reads the head.

        Raises:
            UsageError: it cannot be read, is no findings.json, or a newer Safehold wrote it.
        """
        self._path = path
        with self._opened() as file:
            head = _head(file)
            _accept(head)
            self.taken_at = _moment(head["taken_at"])
            self.only = _only(head["only"])
            units = tuple(unit_from_json(unit) for unit in head["coverage"]["units"])
            kinds = {_text(kind) for rule in head["rules"] for kind in rule["kinds"]}
            self.looked = Looked(_scope(head["scope"]), Coverage(units), kinds)
        self.told = f"{path}, taken at {self.taken_at}"

    def findings(self) -> Iterator[PastFinding]:
        """See `PastScan.findings`."""
        with self._opened() as file:
            yield from self._findings(file)
        with self._opened() as file:
            for number, raw in enumerate(ijson.items(file, "ended.item", use_float=True), 1):
                with _numbered("ended finding", number):
                    unseen = _unseen(raw)
                if unseen:
                    yield unseen

    def resources(self) -> Iterator[Resource]:
        """See `PastScan.resources`. Findings and resources are in one order, however the file is laid out."""
        with self._opened() as file, self._opened() as again:
            findings = self._findings(again)
            following = next(findings, None)
            for number, raw in enumerate(ijson.items(file, "resources.item", use_float=True), 1):
                with _numbered("resource", number):
                    place, otherwise, tagged = _resource(raw)
                found = {}
                while following and _place(following) == place:
                    found[following.rule_id] = following
                    following = next(findings, None)
                yield Resource(place, found, otherwise, tagged)
            if following:
                raise ValueError(f"the resource of {following.rule_id} on {following.id!r} is not where it belongs")

    def _findings(self, file: BinaryIO) -> Iterator[PastFinding]:
        for number, raw in enumerate(ijson.items(file, "findings.item", use_float=True), 1):
            with _numbered("finding", number):
                found = _finding(raw, self.taken_at)
            yield found

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        try:
            with self._path.open("rb") as raw:
                packed = raw.read(2) == _GZIP
                raw.seek(0)
                if packed:
                    with gzip.open(raw) as file:
                        yield cast("BinaryIO", file)
                else:
                    yield raw
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise UsageError(f"{self._path}: is damaged or cut short: {error}; {_AGAIN}") from error
        except OSError as error:
            raise UsageError(f"{self._path}: cannot be read: {error.strerror}; make it readable") from error
        except ijson.JSONError as error:
            why = " ".join(str(error).split())
            raise UsageError(f"{self._path}: is no JSON, or cut short: {why[:200]}; {_AGAIN}") from error
        except (ValueError, LookupError, TypeError, AttributeError, SnapshotError) as error:
            what = f"no {error}" if isinstance(error, KeyError) else str(error)
            raise UsageError(f"{self._path}: is no {NAME} of Safehold: {what}; {_AGAIN}") from error


def _head(file: BinaryIO) -> dict[str, Json]:
    """What stands beside findings and resources; where they stand last, they are not read."""
    found: dict[str, Json] = {}
    key, builder = "", None
    for prefix, event, value in ijson.parse(file, use_float=True):
        if not prefix:
            if builder:
                found[key] = builder.value
            if found.keys() >= _HEAD:
                break
            key, builder = str(value), ijson.ObjectBuilder() if event == "map_key" and value in _HEAD else None
        elif builder:
            builder.event(event, value)
    return found


def _accept(head: dict[str, Json]) -> None:
    tool = head["tool"]["name"]
    if tool != "Safehold":
        raise ValueError(f"{tool!r} wrote it")
    version = head["schema_version"]
    if not isinstance(version, int) or version > SCHEMA_VERSION:
        raise ValueError(f"it has schema version {version}, and this Safehold reads {SCHEMA_VERSION}: upgrade Safehold")


def _only(raw: Json) -> tuple[str, str] | None:
    return raw and (_text(raw["by"]), _text(raw["name"]))


def _scope(raw: Json) -> Scope:
    accounts = (
        AccountScope(each["id"], tuple(each["regions"]), each["name"], tuple(each["not_enabled"]))
        for each in raw["estate"]
    )
    return Scope(tuple(accounts), tuple(raw["collectors"]), raw["detail"])


@contextmanager
def _numbered(what: str, number: int) -> Iterator[None]:
    """Tells of an error which part of the file it is about."""
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        why = f"no {error}" if isinstance(error, KeyError) else error
        raise ValueError(f"{what} {number} is malformed: {why}") from error


def _finding(raw: Json, taken_at: str) -> PastFinding:
    verdict = Verdict(raw["verdict"])
    details = tuple(Detail("", _text(each["at"]), each["expected"], None) for each in raw["details"])
    first_seen = raw.get("first_seen") or taken_at
    return _known(raw, first_seen, taken_at, said(Decision(raw["rule_id"], verdict, details=details)))


def _unseen(raw: Json) -> PastFinding | None:
    """What the scan could not look for is as it was before; None for what was fixed."""
    if Change(raw["change"]) is not Change.UNSEEN:
        return None
    return _known(raw, raw["first_seen"], raw["taken_at"], _text(raw["said"]))


def _known(raw: Json, first_seen: Json, taken_at: Json, digest: str) -> PastFinding:
    verdict = Verdict(raw["verdict"])
    if verdict not in FOUND:
        raise ValueError(f"{verdict} is no finding")
    if not _FINGERPRINT.fullmatch(raw["fingerprint"]):
        raise ValueError("its fingerprint is none")
    return PastFinding(
        fingerprint=raw["fingerprint"],
        rule_id=_text(raw["rule_id"]),
        verdict=verdict,
        severity=Severity(raw["severity"]),
        account=_text(raw["account"]),
        region=_text(raw["region"]),
        kind=_text(raw["kind"]),
        id=_text(raw["id"]),
        name=_text(raw["name"]),
        tier=_text(raw["tier"] or ""),
        application=_text(raw["application"] or ""),
        site=_text(raw["site"] or ""),
        first_seen=_moment(first_seen),
        taken_at=_moment(taken_at),
        said=digest,
    )


def _resource(raw: Json) -> tuple[Place, dict[str, str], bool]:
    place = (_text(raw["account"]), _text(raw["region"]), _text(raw["kind"]), _text(raw["id"]))
    passed = ((_text(rule_id), "it passes now") for rule_id in raw["passed"])
    others = ((rule_id, f"no longer: {_text(reason)}") for rule_id, reason in raw["not_applicable"].items())
    tagged = not any(gap["path"] in {"", "/tags"} for gap in raw["gaps"])
    return place, dict(chain(passed, others)), tagged


def _place(finding: PastFinding) -> Place:
    return (finding.account, finding.region, finding.kind, finding.id)


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{orjson.dumps(value, default=repr)[:40].decode(errors='replace')} is no text")
    return value


def _moment(value: Json) -> str:
    """A moment as texts compare: in UTC, to the second."""
    try:
        if not _MOMENT.fullmatch(_text(value)):
            raise ValueError(value)  # noqa: TRY301 - what matches may still be no date
        return utc(value)
    except (ValueError, OverflowError):
        raise ValueError(f"{value!r:.60} is no moment") from None
