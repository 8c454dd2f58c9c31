from __future__ import annotations

from typing import Any

import pytest
from support.opensearch_answers import (
    AUTOMATED,
    DOMAINS,
    ENDPOINT,
    MANUAL,
    PretendedDomains,
    opensearch,
    snapshot,
    snapshots,
    status,
)
from support.stubbed_aws import DENIED, Ran

from scanner.aws.failures import Failure
from scanner.collectors.opensearch import DOMAIN, OPENSEARCH
from scanner.collectors.opensearch_snapshots import GET_REPOSITORIES, GET_SNAPSHOTS, REPOSITORY, SNAPSHOT
from scanner.model import GapReason

pytestmark = pytest.mark.usefixtures("aws_environment")

HOUR = 3_600_000
FIRST = 1772337906_123
COUNTS = ("count", "succeeded", "partial", "failed", "in_progress", "newest_success_at", "oldest_success_at")
REFUSED = Failure(GET_REPOSITORIES, GapReason.ACCESS_DENIED, "403", "403: not for you")
UNREAD = Failure(GET_SNAPSHOTS, GapReason.THROTTLED, "429", "429: busy")
EMPTY = {"count": 0, "succeeded": 0, "partial": 0, "failed": 0, "in_progress": 0} | dict.fromkeys(COUNTS[5:])


def one_of_each() -> dict[str, Any]:
    return snapshots(
        snapshot("s1", started=FIRST),
        snapshot("s2", started=FIRST + HOUR),
        snapshot("s3", "PARTIAL", started=FIRST + 2 * HOUR, shards={"total": 47, "failed": 3, "successful": 44}),
        snapshot("s4", "FAILED", started=FIRST + 3 * HOUR),
        snapshot("s5", "IN_PROGRESS", started=FIRST + 4 * HOUR),
        snapshot("s6", "INCOMPATIBLE", started=FIRST + 5 * HOUR),
    )


def asked(repositories: Any = MANUAL, contents: Any = None, **changes: Any) -> Ran:
    domains = PretendedDomains(repositories, {"nightly": one_of_each()} if contents is None else contents)
    return opensearch(domains, **changes)


def test_a_repository_and_what_is_kept_of_it() -> None:
    ran = asked()
    fact = ran.one(REPOSITORY)
    assert (fact.id, fact.name) == (f"{DOMAINS}/docs/snapshot-repository/nightly", "nightly")
    assert (fact.tags, fact.gaps) == ({}, ())
    assert fact.config == {
        "domain_arn": f"{DOMAINS}/docs",
        "type": "s3",
        "automated": False,
        "bucket": "formkiq-snapshots",
        "base_path": "prod/docs",
        "region": "eu-central-1",
        "role_arn": "arn:aws:iam::111122223333:role/snapshots",
        "readonly": False,
        "snapshots": {
            "count": 6,
            "succeeded": 2,
            "partial": 1,
            "failed": 1,
            "in_progress": 1,
            "newest_success_at": "2026-03-01T05:05:06Z",
            "oldest_success_at": "2026-03-01T04:05:06Z",
        },
    }
    assert "AKIA" not in repr(ran.facts)
    assert "wJalr" not in repr(ran.facts)


def test_a_snapshot() -> None:
    ran = asked()
    first, _, partial, _, running, _ = ran.all(SNAPSHOT)
    assert (first.id, first.name) == (f"{DOMAINS}/docs/snapshot-repository/nightly/snapshot/s1", "s1")
    assert (first.tags, first.gaps) == ({}, ())
    assert first.config == {
        "domain_arn": f"{DOMAINS}/docs",
        "repository_arn": f"{DOMAINS}/docs/snapshot-repository/nightly",
        "repository": "nightly",
        "state": "SUCCESS",
        "started_at": "2026-03-01T04:05:06Z",
        "ended_at": "2026-03-01T04:05:11Z",
        "duration_seconds": 5,
        "index_count": 2,
        "indices": [".kibana_1", "documents"],
        "indices_truncated": False,
        "shards": {"total": 47, "successful": 47, "failed": 0},
    }
    assert partial.config["shards"] == {"total": 47, "successful": 44, "failed": 3}
    assert (running.config["ended_at"], running.config["duration_seconds"]) == (None, None)


def test_what_the_domain_says_of_its_manual_snapshots() -> None:
    ran = asked()
    fact = ran.one(DOMAIN)
    assert fact.gaps == ()
    assert fact.config["manual_snapshots"] == {"repositories": 1, **ran.one(REPOSITORY).config["snapshots"]}
    assert ran.coverage.gaps == ()
    assert ran.coverage.calls == {
        "opensearch-domain:GetRepositories": OPENSEARCH.calls_each[DOMAIN] - 1,
        "opensearch-domain:GetSnapshots": OPENSEARCH.calls_each[REPOSITORY],
        "opensearch:DescribeDomains": 1,
        "opensearch:ListDomainNames": 1,
        "resourcegroupstaggingapi:GetResources": 1,
    }


def test_every_question_to_a_domain_is_declared_and_needs_the_permission_to_get() -> None:
    domains = PretendedDomains(MANUAL, {"nightly": snapshots()})
    opensearch(domains)
    declared = OPENSEARCH.http_operations
    assert domains.asked == [(str(operation), ENDPOINT) for operation in declared]
    assert {operation.permission for operation in declared} == {"es:ESHttpGet"}
    assert not set(declared) & set(OPENSEARCH.operations)


def test_the_snapshots_of_aws_are_counted_and_are_not_manual() -> None:
    ran = asked(
        AUTOMATED | {"cs-automated": {"type": "s3"}}, dict.fromkeys(("cs-automated", *AUTOMATED), one_of_each())
    )
    plain, encrypted = ran.all(REPOSITORY)
    assert (plain.config["automated"], encrypted.config["automated"]) == (True, True)
    assert encrypted.config["snapshots"]["count"] == 6
    assert [encrypted.config[name] for name in ("bucket", "base_path", "region", "role_arn")] == [None] * 4
    assert ran.all(SNAPSHOT) == []
    assert ran.one(DOMAIN).config["manual_snapshots"] == {"repositories": 0, **EMPTY}


def test_the_snapshots_of_aws_that_may_not_be_listed_leave_a_gap_on_their_repository_only() -> None:
    ran = asked(AUTOMATED | MANUAL, {"cs-automated-enc": UNREAD, "nightly": snapshots()})
    automated, manual = ran.all(REPOSITORY)
    assert automated.config["snapshots"] is None
    assert automated.gaps == (UNREAD.gap("/config/snapshots"),)
    assert (manual.config["snapshots"], manual.gaps) == (EMPTY, ())
    assert ran.one(DOMAIN).gaps == ()
    assert ran.coverage.gaps == ()


def test_a_domain_without_any_repository() -> None:
    ran = asked({})
    assert ran.one(DOMAIN).config["manual_snapshots"] == {"repositories": 0, **EMPTY}
    assert (ran.all(REPOSITORY), ran.coverage.gaps) == ([], ())


def test_a_domain_that_does_not_tell_its_repositories() -> None:
    ran = asked(REFUSED)
    fact = ran.one(DOMAIN)
    assert fact.config["manual_snapshots"] is None
    assert fact.gaps == (REFUSED.gap("/config/manual_snapshots"),)
    why = [("opensearch-domain:GetRepositories", "access_denied", "docs: 403: not for you")]
    assert (ran.gaps(REPOSITORY), ran.gaps(SNAPSHOT), ran.gaps(DOMAIN)) == (why, why, [])


def test_a_repository_that_does_not_tell_its_snapshots_leaves_the_sum_unknown() -> None:
    ran = asked(MANUAL | {"weekly": {"type": "s3", "settings": {}}}, {"nightly": one_of_each(), "weekly": UNREAD})
    nightly, weekly = ran.all(REPOSITORY)
    assert (nightly.gaps, weekly.gaps) == ((), (UNREAD.gap("/config/snapshots"),))
    assert weekly.config["snapshots"] is None
    assert len(ran.all(SNAPSHOT)) == 6
    domain = ran.one(DOMAIN)
    assert domain.config["manual_snapshots"] == {"repositories": 2, **dict.fromkeys(COUNTS)}
    assert [gap.path for gap in domain.gaps] == [f"/config/manual_snapshots/{name}" for name in COUNTS]
    assert {gap.detail for gap in domain.gaps} == {"weekly: 429: busy"}
    assert ran.gaps(SNAPSHOT) == [("opensearch-domain:GetSnapshots", "throttled", "docs/weekly: 429: busy")]
    assert ran.gaps(REPOSITORY) == []


def test_two_repositories_that_tell_nothing() -> None:
    both = {"a": {"type": "s3"}, "b": {"type": "s3"}}
    ran = asked(both, dict.fromkeys(both, UNREAD))
    assert ran.one(DOMAIN).config["manual_snapshots"] == {"repositories": 2, **dict.fromkeys(COUNTS)}


def test_a_repository_that_was_removed_since_it_was_listed() -> None:
    gone = Failure(GET_SNAPSHOTS, GapReason.NOT_FOUND, "repository_missing_exception", "404: [nightly] missing")
    ran = asked(contents={"nightly": gone})
    assert (ran.all(REPOSITORY), ran.coverage.vanished, ran.coverage.gaps) == ([], 1, ())
    assert ran.one(DOMAIN).config["manual_snapshots"] == {"repositories": 0, **EMPTY}


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ({"state": "LOST"}, "unknown state 'LOST'"),
        ({"state": []}, "unhashable type: 'list'"),
        ({"indices": "documents"}, "the indices are no list"),
        ({"indices": [1, "a"]}, "'<' not supported between instances of 'str' and 'int'"),
        ({"start_time_in_millis": 10**15}, "year 33658 is out of range"),
        ({"start_time_in_millis": 10**30}, f"{10**30} is no time"),
        ({"start_time_in_millis": 10**400}, "[removed] is no time"),
        ({"start_time_in_millis": "yesterday"}, "unsupported operand"),
        ({"shards": {"total": 1}}, "no 'successful'"),
        ({"snapshot": None}, "a name is no text"),
    ],
)
def test_a_snapshot_that_cannot_be_read_hides_behind_no_number(entry: dict[str, Any], why: str) -> None:
    ran = asked(contents={"nightly": snapshots(snapshot(), snapshot("torn") | entry)})
    repository = ran.one(REPOSITORY)
    assert repository.config["snapshots"] is None
    (gap,) = repository.gaps
    assert (gap.path, gap.reason) == ("/config/snapshots", "error")
    assert gap.detail.startswith(f"malformed answer: {why}")
    assert ran.all(SNAPSHOT) == []
    assert len(ran.gaps(SNAPSHOT)) == 1
    assert ran.one(DOMAIN).config["manual_snapshots"] == {"repositories": 1, **dict.fromkeys(COUNTS)}


@pytest.mark.parametrize("answer", [{}, {"snapshots": None}, {"snapshots": ["s1"]}, {"snapshots": [{}]}])
def test_an_answer_that_is_no_list_of_snapshots(answer: dict[str, Any]) -> None:
    ran = asked(contents={"nightly": answer})
    assert ran.one(REPOSITORY).config["snapshots"] is None
    assert len(ran.gaps(SNAPSHOT)) == 1


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("..", {"type": "s3"}),
        ("_all", {"type": "s3"}),
        ("nightly,weekly", {"type": "s3"}),
        ("nightly*", {"type": "s3"}),
        ("a/b", {"type": "s3"}),
        ("a\nb", {"type": "s3"}),
        ("", {"type": "s3"}),
        ("nightly", {}),
        ("nightly", "s3"),
        ("nightly", {"type": "s3", "settings": None}),
    ],
)
def test_a_repository_that_cannot_be_read_is_not_asked_for_snapshots(name: str, told: Any) -> None:
    domains = PretendedDomains({name: told} | {"weekly": {"type": "s3"}}, {"weekly": snapshots()})
    ran = opensearch(domains)
    assert [fact.name for fact in ran.all(REPOSITORY)] == ["weekly"]
    assert len(domains.asked) == 2
    assert (len(ran.gaps(REPOSITORY)), len(ran.gaps(SNAPSHOT))) == (1, 1)
    assert ran.one(DOMAIN).config["manual_snapshots"] == {"repositories": 2, **dict.fromkeys(COUNTS)}


def test_a_hundred_indices_are_named() -> None:
    names = [f"logs-{number:03}" for number in range(250)]
    ran = asked(contents={"nightly": snapshots(snapshot(indices=names[::-1]), snapshot("small", indices=names[:100]))})
    large, small = ran.all(SNAPSHOT)
    assert (large.config["index_count"], large.config["indices_truncated"]) == (250, True)
    assert large.config["indices"] == small.config["indices"] == names[:100]
    assert small.config["indices_truncated"] is False


def test_a_snapshot_of_which_an_old_engine_tells_little() -> None:
    told = {"snapshot": "s1", "state": "SUCCESS", "indices": []}
    ran = asked({"nightly": {"type": "s3", "settings": {"readonly": True}}}, {"nightly": snapshots(told)})
    config = ran.one(SNAPSHOT).config
    assert [config[name] for name in ("started_at", "ended_at", "duration_seconds", "shards")] == [None] * 4
    repository = ran.one(REPOSITORY).config
    assert repository["readonly"] is True
    assert (repository["snapshots"]["succeeded"], repository["snapshots"]["newest_success_at"]) == (1, None)


def test_a_domain_without_an_endpoint_is_not_asked() -> None:
    domains = PretendedDomains(MANUAL, {})
    ran = opensearch(domains, DescribeDomains={"DomainStatusList": [status()]})
    assert domains.asked == []
    (gap,) = ran.one(DOMAIN).gaps
    assert (gap.path, gap.reason) == ("/config/manual_snapshots", "not_collected")
    assert len(ran.gaps(REPOSITORY)) == len(ran.gaps(SNAPSHOT)) == 1


def test_a_scan_that_cannot_sign_says_so() -> None:
    ran = opensearch(asks=True)
    (gap,) = ran.one(DOMAIN).gaps
    assert (gap.path, gap.reason, gap.detail) == (
        "/config/manual_snapshots",
        "not_collected",
        "nothing was given to sign requests with",
    )
    assert "opensearch-domain:GetRepositories" not in ran.coverage.calls


def test_domains_that_cannot_be_listed_leave_their_snapshots_unknown() -> None:
    ran = asked(ListDomainNames=DENIED)
    assert (len(ran.gaps(DOMAIN)), len(ran.gaps(REPOSITORY)), len(ran.gaps(SNAPSHOT))) == (1, 1, 1)


def test_two_domains_may_name_a_repository_alike() -> None:
    names = [{"DomainName": name} for name in ("docs", "logs")]
    statuses = [status(name, Endpoint=ENDPOINT) for name in ("docs", "logs")]
    ran = asked(ListDomainNames={"DomainNames": names}, DescribeDomains={"DomainStatusList": statuses})
    assert len({fact.id for fact in ran.facts}) == len(ran.facts) == 2 + 2 + 12
