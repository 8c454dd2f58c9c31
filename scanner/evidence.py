"""Evidence: what people attest in YAML files (restore tests, exports, decisions, approvals), read and checked.

The shape of a record is schemas/evidence.json. A file holds one record or a list of them.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import orjson
from jsonschema import Draft202012Validator

from scanner.assets import SCHEMAS
from scanner.errors import ConfigError
from scanner.explain import explained
from scanner.model import Json
from scanner.schema import shown, visible
from scanner.yamlfile import At, Document, Problem, read

_SUFFIXES = (".yaml", ".yml")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Scope:
    """What a record holds for: of each list that is not empty, one entry must be the resource's."""

    resources: tuple[str, ...] = ()
    applications: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Artefact:
    """What proves a record. path: as the record has it; file: where that is. uri: of what lies elsewhere."""

    sha256: str
    path: str | None = None
    uri: str | None = None
    file: Path | None = None

    def verified(self) -> bool | None:
        """Whether the file has the SHA-256; None when it is not at hand.

        Raises:
            OSError: it is there and cannot be read.
        """
        if self.file is None or not self.file.is_file():
            return None
        digest = hashlib.sha256()
        with self.file.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
        return digest.hexdigest() == self.sha256


@dataclass(frozen=True, slots=True)
class Record:
    """One record. file: below what the configuration names. dated_at, expires_at: RFC 3339 UTC."""

    name: str
    file: str
    type: str
    topic: str
    dated_at: str
    scope: Scope
    expires_at: str | None = None
    environment: str | None = None
    method: str | None = None
    statement: str | None = None
    result: str | None = None
    measured_rto_seconds: int | None = None
    measured_rpo_seconds: int | None = None
    checked: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    restore_jobs: tuple[str, ...] = ()
    owner: str | None = None
    approved_by: tuple[str, ...] = ()
    artefact: Artefact | None = None


def load(paths: Iterable[Path]) -> tuple[Record, ...]:
    """The records in files, and in the *.yaml and *.yml below folders, ordered by name.

    Below a folder, what begins with a dot is passed over.

    Raises:
        ConfigError: something cannot be used; each line of the message names file, line and key, what is wrong there
            and what would be right.
    """
    records: dict[str, Record] = {}
    places: dict[str, str] = {}
    read_already: set[Path] = set()
    for path, shown_as in _files(paths):
        if (real := path.resolve()) in read_already:
            continue
        read_already.add(real)
        document = read(path, dates=True)
        document.refuse(_misfits(document))
        document.refuse(_contradictions(document, places))
        for _, raw in _entries(document):
            records[raw["name"]] = _record(raw, shown_as, path.parent)
    return tuple(records[name] for name in sorted(records))


def _files(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Each file of evidence, and its path below what the user named."""
    for path in paths:
        mode = _mode(path)
        if stat.S_ISDIR(mode):
            yield from ((file, visible(file.relative_to(path.parent).as_posix())) for file in _below(path))
        elif stat.S_ISREG(mode):
            yield path, visible(path.name)
        else:
            raise ConfigError(f"{path}: is neither a file nor a folder")


def _mode(path: Path) -> int:
    """What kind of file is there."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file or folder") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None


def _below(folder: Path) -> Iterator[Path]:
    """The files of evidence below a folder. A link that leads out of it is refused, as nobody sees what it brings in.

    A link to another folder inside is not followed: what lies there is found there.
    """

    def unreadable(error: OSError) -> None:
        raise ConfigError(f"{error.filename}: cannot be read: {error.strerror}") from None

    root = folder.resolve()
    for place, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:
            _refuse_outside(Path(place, name), root)
        for name in sorted(files):
            path = Path(place, name)
            if not name.startswith(".") and path.suffix in _SUFFIXES:
                _refuse_outside(path, root)
                if not stat.S_ISREG(_mode(path)):
                    raise ConfigError(f"{path}: is no file; take it away")
                yield path


def _refuse_outside(path: Path, root: Path) -> None:
    if not path.is_symlink():
        return
    try:
        inside = path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # a link that leads to itself
        inside = False
    if not inside:
        raise ConfigError(f"{path}: is a link that leads out of {root}; put the file there, or name where it lies")


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(orjson.loads((SCHEMAS / "evidence.json").read_bytes()))


def _entries(document: Document) -> Iterator[tuple[At, Json]]:
    """Each record, and its place."""
    if isinstance(document.data, list):
        yield from (((index,), raw) for index, raw in enumerate(document.data))
    else:
        yield (), document.data


def _misfits(document: Document) -> Iterator[Problem]:
    for at, raw in _entries(document):
        written = {place[len(at) :]: text for place, text in document.written.items() if place[: len(at)] == at}
        for error in _validator().iter_errors(raw):
            yield from (((*at, *place), problem) for place, problem in explained(error, written))


def _contradictions(document: Document, places: dict[str, str]) -> Iterator[Problem]:
    """What no schema can find: names that stand twice, days that no calendar has, artefacts without a place.

    places: where each name stands; those of the document join them.
    """
    for at, raw in _entries(document):
        name = raw["name"]
        if name in places:
            yield (*at, "name"), f"{shown(name)} stands in {places[name]} already; give each record a name of its own"
        places[name] = f"{document.name}:{document.line((*at, 'name'))}"
        moments: dict[str, str | None] = {key: _moment(raw[key]) for key in ("date", "expires_at") if key in raw}
        yield from (
            ((*at, key), f"{shown(raw[key])} is no date; give one such as 2026-03-31")
            for key, moment in moments.items()
            if moment is None
        )
        date, expiry = moments["date"], moments.get("expires_at")
        if date and expiry and expiry <= date:
            yield (*at, "expires_at"), f"is not after the date, {raw['date']}"
        if "artefact" in raw and not raw["artefact"].keys() & {"path", "uri"}:
            yield (*at, "artefact"), "needs path or uri"


def _moment(text: str) -> str | None:
    """RFC 3339 in UTC of a date, at its beginning, or of a date and time; None if there is no such day or time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _record(raw: dict[str, Json], shown_as: str, folder: Path) -> Record:
    given: dict[str, Json] = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
    given["dated_at"] = _moment(given.pop("date"))
    if "expires_at" in given:
        given["expires_at"] = _moment(given["expires_at"])
    given["scope"] = Scope(**{key: tuple(values) for key, values in raw["scope"].items()})
    if "artefact" in given:
        path = raw["artefact"].get("path")
        given["artefact"] = Artefact(**raw["artefact"], file=folder / path if path else None)
    return Record(file=shown_as, **given)
