"""A run's entry in the index of a history (schemas/history.json): small, and the last of a run that is written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache

import orjson

from scanner.assets import SCHEMAS
from scanner.errors import UsageError
from scanner.model import Change, Json, Run, Severity, Verdict
from scanner.schema import Validator, compiled, problem

SCHEMA_VERSION = 1
INDEX, RUNS = "index", "runs"
"""The folders of a history."""

_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
_NAMED = re.compile(rf"{INDEX}/(?P<id>\d{{8}}T\d{{6}}Z-[0-9a-f]{{12}}-[0-9a-f]{{12}})\.json")


@dataclass(frozen=True, slots=True)
class Findings:
    """The file that holds the findings of a run. path: its key. sha256: of the file. rows: findings in it."""

    path: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A run, what it judged, and the runs that it follows, whose findings are all in it.

    as_of: RFC 3339 UTC: the moment it was judged for.
    """

    run: Run
    tool_version: str
    as_of: str
    snapshot_sha256: str
    policy_sha256: str
    waivers_sha256: str
    regions: tuple[str, ...]
    collectors: tuple[str, ...]
    parents: tuple[str, ...]
    findings: Findings

    @property
    def id(self) -> str:
        """The name of the run."""
        return self.run.id

    @property
    def taken_at(self) -> str:
        """RFC 3339 UTC: when its snapshot was begun."""
        return self.run.taken_at

    @property
    def key(self) -> str:
        """Where the entry lies."""
        return f"{INDEX}/{self.id}.json"

    def encode(self) -> bytes:
        """The bytes of the entry."""
        run = asdict(self.run)
        rest = {name: value for name, value in asdict(self).items() if name != "run"}
        raw = {"schema_version": SCHEMA_VERSION, **run, **rest}
        return orjson.dumps(raw, option=_OPTIONS)


def decode(key: str, raw: bytes) -> Entry:
    """The entry that `Entry.encode` wrote to `key`.

    Raises:
        UsageError: it is malformed, or of a newer schema; says so without naming where it lies.
    """
    named = _NAMED.fullmatch(key)
    if named is None:
        raise UsageError("is no run of a history; take it away")
    try:
        entry: Json = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise UsageError(f"is no JSON ({error}); {_RESTORE}") from None
    version = entry.get("schema_version") if isinstance(entry, dict) else None
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise UsageError(
            f"has schema version {version}, and this Safehold reads {SCHEMA_VERSION}: upgrade Safehold"
            " (pip install --upgrade safehold)"
        )
    if why := problem(_validator(), entry):
        raise UsageError(f"is malformed at {why}; {_RESTORE}")
    if entry["id"] != named["id"]:
        raise UsageError(f"is the entry of another run; {_RESTORE}")
    return Entry(
        run=Run(
            id=entry["id"],
            taken_at=entry["taken_at"],
            complete=entry["complete"],
            accounts=tuple(entry["accounts"]),
            tiers={
                tier: {Verdict(verdict): count for verdict, count in counts.items()}
                for tier, counts in entry["tiers"].items()
            },
            failures={Severity(severity): count for severity, count in entry["failures"].items()},
            changes={Change(change): count for change, count in entry["changes"].items()},
            fixed_seconds={Severity(severity): tuple(each) for severity, each in entry["fixed_seconds"].items()},
        ),
        tool_version=entry["tool_version"],
        as_of=entry["as_of"],
        snapshot_sha256=entry["snapshot_sha256"],
        policy_sha256=entry["policy_sha256"],
        waivers_sha256=entry["waivers_sha256"],
        regions=tuple(entry["regions"]),
        collectors=tuple(entry["collectors"]),
        parents=tuple(entry["parents"]),
        findings=Findings(**entry["findings"]),
    )


_RESTORE = "restore it, or take it away: the history then forgets that run"


@cache
def _validator() -> Validator:
    return compiled(orjson.loads((SCHEMAS / "history.json").read_bytes()))


def heads(entries: Iterable[Entry]) -> list[Entry]:
    """Those that no other of them follows."""
    held = list(entries)
    followed = {parent for entry in held for parent in entry.parents}
    return [entry for entry in held if entry.id not in followed]


def utc(moment: str) -> str:
    """A moment of RFC 3339 in UTC, to the second, as in 2026-03-01T06:00:00Z: so that moments compare as texts.

    Raises:
        ValueError: it is none.
    """
    return datetime.fromisoformat(moment).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds(since: str, until: str) -> int:
    """From one moment to another; 0 if that is earlier."""
    passed = datetime.fromisoformat(until) - datetime.fromisoformat(since)
    return max(0, int(passed.total_seconds()))
