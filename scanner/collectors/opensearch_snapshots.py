"""The snapshots of an OpenSearch domain, as its own _snapshot API tells them; no AWS operation does.

Asked only where the user wants it. Of a repository's settings those are kept that say where it is: others may hold
keys. AWS's own snapshots, of every hour and kept for 14 days, lie in a repository that goes with the domain; they are
counted, and are no facts of their own:
https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-snapshots.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from scanner.aws.failures import Failure, malformed
from scanner.aws.operations import Operation
from scanner.collectors.base import UNTAGGED, Draft, Unit, misread
from scanner.collectors.shapes import MALFORMED, instant
from scanner.model import Fact, GapReason, Json

REPOSITORY, SNAPSHOT = "opensearch.snapshot_repository", "opensearch.snapshot"

GET_REPOSITORIES = Operation("opensearch-domain", "GetRepositories", "es:ESHttpGet")
"""GET _snapshot. What IAM calls it is said of every GET: the permission can be kept to /_snapshot* of a domain."""

GET_SNAPSHOTS = Operation("opensearch-domain", "GetSnapshots", "es:ESHttpGet")
"""GET _snapshot/<repository>/_all"""

_NOT_ASKED = Failure(GET_REPOSITORIES, GapReason.NOT_COLLECTED, "", "asked only with --opensearch-snapshots")
_NO_ENDPOINT = Failure(GET_REPOSITORIES, GapReason.NOT_COLLECTED, "", "the endpoint of the domain is not known")

_GONE = "repository_missing_exception"

_AUTOMATED = "cs-automated"
"""What the names of AWS's own repositories begin with: cs-automated, or cs-automated-enc where data is encrypted."""

_NOT_IN_NAMES = frozenset(' \\/*?"<>|,#')
"""What OpenSearch refuses in the name of a repository: in a path, such a name would be a question about others."""

_STATES = frozenset({"SUCCESS", "PARTIAL", "FAILED", "IN_PROGRESS", "INCOMPATIBLE"})
_MOST_NAMES = 100
"""Names of indices that a snapshot's fact holds; a snapshot may have thousands."""

_Snapshots = list[tuple[str, dict[str, Json]]]
"""Name and configuration of each."""


def read_snapshots(unit: Unit, domain: Draft, domain_name: str) -> list[Fact]:
    """Fills the domain's `manual_snapshots`; gives the facts of its repositories and of the snapshots in them."""
    if not unit.options.opensearch_snapshots:
        domain.miss(("manual_snapshots",), _NOT_ASKED)
        return []
    endpoint: Any = domain.config["endpoint"]
    answer = _NO_ENDPOINT if endpoint is None else unit.ask(GET_REPOSITORIES, endpoint, _repositories)
    if isinstance(answer, Failure):
        domain.miss(("manual_snapshots",), answer)
        for kind in (REPOSITORY, SNAPSHOT):
            unit.incomplete(answer.gap(kind, domain_name))
        return []
    facts: list[Fact] = []
    manual: dict[str, _Snapshots | Failure] = {}
    for name, told in sorted(answer.items()):
        where = f"{domain_name}/{name}"
        repository = Draft(unit, REPOSITORY, f"{domain.arn}/snapshot-repository/{name}", name)
        try:
            repository.config |= {"domain_arn": domain.arn, **_repository(name, told)}
        except MALFORMED as error:
            snapshots: _Snapshots | Failure = misread(GET_REPOSITORIES, error)
            unit.incomplete(misread(GET_REPOSITORIES, error).gap(REPOSITORY, where))
        else:
            snapshots = _snapshots(unit, endpoint, name)
            if isinstance(snapshots, Failure) and snapshots.code == _GONE:
                unit.lost()
                continue
            _add_summary(repository, snapshots)
            facts.append(repository.fact(UNTAGGED))
        if name.startswith(_AUTOMATED):
            continue
        manual[name] = snapshots
        if isinstance(snapshots, Failure):
            unit.incomplete(snapshots.gap(SNAPSHOT, where))
        else:
            owners = {"domain_arn": domain.arn, "repository_arn": repository.arn, "repository": name}
            facts += [_fact(unit, repository.arn, snapshot, {**owners, **config}) for snapshot, config in snapshots]
    _add_manual(domain, manual)
    return facts


def moment_of_millis(millis: float | None) -> str | None:
    """RFC 3339 of milliseconds since 1970; None for None, and for 0, which is how OpenSearch says "not yet".

    Raises:
        TypeError, ValueError: it is no number, or no time.
    """
    if not millis:
        return None
    try:
        return instant(datetime.fromtimestamp(millis / 1000, UTC))
    except (OverflowError, OSError):
        raise ValueError(f"{millis} is no time") from None


def _repositories(domain: Any) -> Any:  # noqa: ANN401 - opensearch-py's client
    return domain.snapshot.get_repository()


def _listed(name: str, domain: Any) -> Any:  # noqa: ANN401 - opensearch-py's client
    return domain.snapshot.get(repository=name, snapshot="_all")


def _repository(name: str, told: Mapping[str, Any]) -> dict[str, Json]:
    if not name or _NOT_IN_NAMES & set(name) or not name.isprintable() or name.startswith((".", "_")):
        raise ValueError(f"{name!r} is no name of a repository")
    settings = told.get("settings", {})
    return {
        "type": told["type"],
        "automated": name.startswith(_AUTOMATED),
        "bucket": settings.get("bucket"),
        "base_path": settings.get("base_path"),
        "region": settings.get("region"),
        "role_arn": settings.get("role_arn"),
        # OpenSearch keeps settings as texts.
        "readonly": str(settings.get("readonly", False)).lower() == "true",
    }


def _snapshots(unit: Unit, endpoint: str, repository: str) -> _Snapshots | Failure:
    """All snapshots of a repository, or why they are not known."""
    answer = unit.ask(GET_SNAPSHOTS, endpoint, partial(_listed, repository))
    if isinstance(answer, Failure):
        return answer
    try:
        found = [(entry["snapshot"], _snapshot(entry)) for entry in answer["snapshots"]]
    except MALFORMED as error:
        return misread(GET_SNAPSHOTS, error)
    return found if all(isinstance(name, str) for name, _ in found) else malformed(GET_SNAPSHOTS, "a name is no text")


def _snapshot(entry: Mapping[str, Any]) -> dict[str, Json]:
    if entry["state"] not in _STATES:
        raise ValueError(f"unknown state {entry['state']!r}")
    if not isinstance(entry["indices"], list):
        raise TypeError("the indices are no list")
    shards, indices = entry.get("shards"), sorted(entry["indices"])
    ended_at = moment_of_millis(entry.get("end_time_in_millis"))
    return {
        "state": entry["state"],
        "started_at": moment_of_millis(entry.get("start_time_in_millis")),
        "ended_at": ended_at,
        "duration_seconds": int(entry["duration_in_millis"] // 1000) if ended_at else None,
        "index_count": len(indices),
        "indices": indices[:_MOST_NAMES],
        "indices_truncated": len(indices) > _MOST_NAMES,
        "shards": {name: shards[name] for name in ("total", "successful", "failed")} if shards else None,
    }


def _fact(unit: Unit, repository_arn: str, name: str, config: dict[str, Json]) -> Fact:
    draft = Draft(unit, SNAPSHOT, f"{repository_arn}/snapshot/{name}", name)
    draft.config = config
    return draft.fact(UNTAGGED)


def _summary(snapshots: Iterable[Mapping[str, Json]]) -> dict[str, Json]:
    """How many there are in each state, and how far back and how near those that succeeded reach."""
    states = [snapshot["state"] for snapshot in snapshots]
    reached = [snapshot["started_at"] for snapshot in snapshots if snapshot["state"] == "SUCCESS"]
    times = sorted(str(moment) for moment in reached if moment is not None)
    return {
        "count": len(states),
        "succeeded": states.count("SUCCESS"),
        "partial": states.count("PARTIAL"),
        "failed": states.count("FAILED"),
        "in_progress": states.count("IN_PROGRESS"),
        "newest_success_at": times[-1] if times else None,
        "oldest_success_at": times[0] if times else None,
    }


def _add_summary(repository: Draft, snapshots: _Snapshots | Failure) -> None:
    if isinstance(snapshots, Failure):
        repository.miss(("snapshots",), snapshots)
    else:
        repository.config["snapshots"] = _summary([config for _, config in snapshots])


def _add_manual(domain: Draft, manual: Mapping[str, _Snapshots | Failure]) -> None:
    """What the domain's manual repositories hold together; unknown where one of them could not be read."""
    known = [config for held in manual.values() if not isinstance(held, Failure) for _, config in held]
    summary = _summary(known)
    for name, why in manual.items():
        if isinstance(why, Failure):
            summary = dict.fromkeys(summary)
            domain.gaps += [why.gap(f"/config/manual_snapshots/{field}", name) for field in summary]
    domain.config["manual_snapshots"] = {"repositories": len(manual), **summary}
