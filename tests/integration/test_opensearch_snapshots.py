"""The snapshots of a domain over real HTTP: signed as AWS checks it, only asked for, and sent nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from botocore.credentials import Credentials
from support.aws_environment import aws_environment
from support.opensearch_answers import AUTOMATED, ENDPOINT, MANUAL, opensearch, snapshot, status
from support.opensearch_server import KEY, SECRET, TOKEN, Domain, serving
from support.stubbed_aws import REGION, Ran
from support.tls_tunnel import certificate, tunnel

from scanner.aws.signed import SignedReader
from scanner.collectors.opensearch import DOMAIN
from scanner.collectors.opensearch_snapshots import REPOSITORY, SNAPSHOT

__all__ = ["aws_environment"]

pytestmark = pytest.mark.usefixtures("aws_environment")

AWS = f"https://es.{REGION}.amazonaws.com"
EMULATOR = "http://127.0.0.1:4566"


def domain(**changes: Any) -> Domain:
    """A domain with AWS's repository and one of its owner's."""
    contents = {
        "cs-automated-enc": [snapshot(f"hour-{hour}", started=1772337906_123 + hour * 3_600_000) for hour in range(3)],
        "nightly": [snapshot("s1"), snapshot("s2", "PARTIAL"), snapshot("s3", "IN_PROGRESS")],
    }
    return Domain(**{"region": REGION, "repositories": AUTOMATED | MANUAL, "contents": contents} | changes)


@contextmanager
def reader(
    *, service_url: str = EMULATOR, secret: str = SECRET, ca_bundle: str | None = None
) -> Iterator[SignedReader]:
    credentials = Credentials(KEY, secret, TOKEN)
    read = SignedReader(credentials, REGION, service_url=service_url, stop=Event(), ca_bundle=ca_bundle)
    with closing(read):
        yield read


def collected(answering: Domain, **changes: Any) -> Ran:
    """What a scan makes of the domain, served on this machine."""
    with serving(answering), reader(**changes) as read:
        return opensearch(read, DescribeDomains={"DomainStatusList": [status(Endpoint=answering.host)]})


def test_every_snapshot_of_a_domain_is_read_with_signed_questions_only() -> None:
    answering = domain()
    ran = collected(answering)
    assert answering.asked == [
        "GET /_snapshot",
        "GET /_snapshot/cs-automated-enc/_all",
        "GET /_snapshot/nightly/_all",
    ]
    assert answering.unsigned == []
    automated, nightly = ran.all(REPOSITORY)
    assert automated.config["snapshots"]["succeeded"] == 3
    assert nightly.config["bucket"] == "formkiq-snapshots"
    assert [(fact.name, fact.config["state"]) for fact in ran.all(SNAPSHOT)] == [
        ("s1", "SUCCESS"),
        ("s2", "PARTIAL"),
        ("s3", "IN_PROGRESS"),
    ]
    assert ran.one(DOMAIN).config["manual_snapshots"] == {
        "repositories": 1,
        "count": 3,
        "succeeded": 1,
        "partial": 1,
        "failed": 0,
        "in_progress": 1,
        "newest_success_at": "2026-03-01T04:05:06Z",
        "oldest_success_at": "2026-03-01T04:05:06Z",
    }
    assert ran.coverage.gaps == ()
    assert ran.coverage.calls["opensearch-domain:GetRepositories"] == 1
    assert ran.coverage.calls["opensearch-domain:GetSnapshots"] == 2


@pytest.mark.parametrize("name", ["prod+daily", "täglich", "100%", "a=b&c", "a:b;c@d", "%2e%2e", "~'()!$"])
def test_a_repository_may_be_called_almost_anything(name: str) -> None:
    answering = domain(repositories={name: MANUAL["nightly"]}, contents={name: [snapshot()]})
    ran = collected(answering)
    assert answering.unsigned == []
    assert [fact.config["repository"] for fact in ran.all(SNAPSHOT)] == [name]


def test_a_domain_that_does_not_let_us_in_says_so() -> None:
    answering = domain()
    ran = collected(answering, secret="another")
    assert answering.unsigned == ["the signature does not match"]
    (gap,) = ran.one(DOMAIN).gaps
    assert (gap.path, gap.operation, gap.reason) == (
        "/config/manual_snapshots",
        "opensearch-domain:GetRepositories",
        "access_denied",
    )
    assert gap.detail.startswith("403: The request is not authorized to perform es:ESHttpGet")
    assert [len(ran.gaps(kind)) for kind in (DOMAIN, REPOSITORY, SNAPSHOT)] == [0, 1, 1]


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_takes_the_signature_nowhere(code: int) -> None:
    other = domain()
    with serving(other):
        answering = domain(reply=lambda path: (code, {"Location": f"http://{other.host}{path}"}, b""))
        ran = collected(answering)
    assert (len(answering.asked), other.asked) == (1, [])
    (gap,) = ran.one(DOMAIN).gaps
    assert (gap.reason, gap.detail) == ("error", f"{code}: a redirect, which is not followed")


def test_a_domain_of_aws_is_asked_over_tls_by_the_name_that_it_proves(
    tmp_path: Path, aws_environment: pytest.MonkeyPatch
) -> None:
    answering = domain(host=ENDPOINT)
    tls, trusted = certificate(ENDPOINT, tmp_path)
    with serving(answering, tls) as port, tunnel(port) as (proxy, wanted):
        aws_environment.setenv("HTTPS_PROXY", proxy)
        with reader(service_url=AWS, ca_bundle=str(trusted)) as read:
            ran = opensearch(read)
    assert set(wanted) == {f"{ENDPOINT}:443"}
    assert answering.unsigned == []
    assert len(answering.asked) == 3
    assert len(ran.all(SNAPSHOT)) == 3


@pytest.mark.parametrize("why", ["of another name", "that nobody trusts"])
def test_a_host_that_cannot_prove_its_name_is_asked_nothing(
    why: str, tmp_path: Path, aws_environment: pytest.MonkeyPatch
) -> None:
    answering = domain(host=ENDPOINT)
    tls, trusted = certificate("example.com" if why == "of another name" else ENDPOINT, tmp_path)
    with serving(answering, tls) as port, tunnel(port) as (proxy, wanted):
        aws_environment.setenv("HTTPS_PROXY", proxy)
        with reader(service_url=AWS, ca_bundle=str(trusted) if why == "of another name" else None) as read:
            ran = opensearch(read)
    assert (len(wanted), answering.asked) == (1, [])
    (gap,) = ran.one(DOMAIN).gaps
    assert (gap.reason, gap.detail.partition(":")[0]) == ("error", "SSLError")
    assert ran.all(REPOSITORY) == []
