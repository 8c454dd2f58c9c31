"""What can go wrong while collecting, and what is left then."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest
from support.aws_environment import aws_environment, impatient
from support.scripted_http import scripted_http
from support.stubbed_aws import ACCOUNT, DENIED, REGION, Answer, StubbedSession

import scanner.collect
from scanner.aws.operations import GET_CALLER_IDENTITY
from scanner.collect import ScanPlan, Silent, _Once, collect
from scanner.collectors import COLLECTORS, Collector
from scanner.collectors.base import UNTAGGED, Draft, Unit
from scanner.errors import CredentialsError, SafeholdError, UsageError
from scanner.model import Fact
from scanner.snapshot import Snapshot

__all__ = ["aws_environment", "impatient"]

pytestmark = pytest.mark.usefixtures("aws_environment")

NOW = "2026-03-31T12:00:00Z"
IDENTITY = {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/scan"}
REGIONS = {"Regions": [{"RegionName": REGION, "OptInStatus": "opt-in-not-required"}]}

Stub = Callable[..., None]


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Stub:
    """Puts collectors, and AWS's answers beside who we are, in the place of the real ones."""

    def put(*collectors: Collector, **answers: Answer) -> None:
        told: dict[str, Answer] = {"sts:GetCallerIdentity": IDENTITY, "ec2:DescribeRegions": REGIONS}
        told |= {name.replace("_", ":"): answer for name, answer in answers.items()}

        def session(_profile: str | None, _region: str | None, stop: Event) -> StubbedSession:
            return StubbedSession(told, checked=False, stop=stop)

        monkeypatch.setattr(scanner.collect, "Session", session)
        if collectors:
            monkeypatch.setattr(scanner.collect, "COLLECTORS", collectors)

    return put


def made(name: str, facts: Callable[[Unit], Iterator[Fact]], *kinds: str) -> Collector:
    return Collector(name, kinds or ("account",), (GET_CALLER_IDENTITY,), facts)


def account(unit: Unit, number: int, **changes: Any) -> Fact:
    draft = Draft(unit, "account", f"arn:aws:iam::{number:012}:root", str(number))
    draft.config = {"partition": "aws", "enabled_regions": None} | changes
    return draft.fact(UNTAGGED)


def good(unit: Unit) -> Iterator[Fact]:
    yield from (account(unit, number) for number in range(3))


def scanned(directory: Path, *regions: str, **options: Any) -> Snapshot:
    snapshot = collect(ScanPlan(regions=regions), directory, tool_version="0.0.0", now=NOW, **options)
    snapshot.verify()
    return snapshot


def test_a_collector_that_fails_is_a_gap_and_the_others_go_on(
    stub: Stub, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def bad(unit: Unit) -> Iterator[Fact]:
        yield account(unit, 7)
        raise ZeroDivisionError("of ours\nin two lines")

    def vault(unit: Unit) -> Iterator[Fact]:
        yield Draft(unit, "backup.vault", "arn:aws:backup:::backup-vault:main", "main").fact(UNTAGGED)

    stub(made("bad", bad, "account", "s3.bucket"), made("good", vault, "backup.vault"))
    with caplog.at_level(logging.DEBUG, logger="scanner"):
        snapshot = scanned(tmp_path)
    failed, whole = snapshot.coverage.units
    assert {(gap.path, gap.reason, gap.detail) for gap in failed.gaps} == {
        (kind, "error", "the collector failed: ZeroDivisionError: of ours in two lines")
        for kind in ("account", "s3.bucket")
    }
    assert (whole.collector, whole.gaps) == ("good", ())
    gap = snapshot.complete("account", ACCOUNT, REGION)
    assert gap is not None
    (error,) = (record for record in caplog.records if record.levelno == logging.ERROR)
    assert error.getMessage() == f"bad in {ACCOUNT} {REGION}: ZeroDivisionError: of ours\nin two lines"
    assert any(record.levelno == logging.DEBUG and record.exc_info for record in caplog.records)


def test_the_facts_before_a_failure_are_kept(stub: Stub, tmp_path: Path) -> None:
    def bad(unit: Unit) -> Iterator[Fact]:
        yield from good(unit)
        raise KeyError("mine")

    stub(made("bad", bad))
    assert [fact.name for fact in scanned(tmp_path).facts()] == ["0", "1", "2"]


def test_a_fact_that_does_not_fit_its_schema_says_so(stub: Stub, tmp_path: Path) -> None:
    def odd(unit: Unit) -> Iterator[Fact]:
        yield account(unit, 1, enabled_regions="all of them")
        yield account(unit, 2)

    stub(made("odd", odd))
    misfit, fit = scanned(tmp_path).facts()
    (gap,) = misfit.gaps
    assert (gap.path, gap.operation, gap.reason) == ("", "", "error")
    assert gap.detail.startswith("does not fit the schema of account: ")
    assert misfit.config["enabled_regions"] == "all of them"
    assert fit.gaps == ()


def test_what_a_listing_shows_twice_is_there_once(stub: Stub, tmp_path: Path) -> None:
    def twice(unit: Unit) -> Iterator[Fact]:
        yield from (account(unit, number) for number in (2, 1, 2, 1, 3))

    stub(made("twice", twice))
    assert [fact.name for fact in scanned(tmp_path).facts()] == ["1", "2", "3"]


def test_a_text_cut_in_a_character_costs_one_fact(stub: Stub, tmp_path: Path) -> None:
    def surrogate(unit: Unit) -> Iterator[Fact]:
        yield account(unit, 1)
        yield account(unit, 2, partition="\ud83d")
        yield account(unit, 3)

    stub(made("surrogate", surrogate))
    snapshot = scanned(tmp_path)
    assert [fact.name for fact in snapshot.facts()] == ["1", "3"]
    (gap,) = snapshot.coverage.units[0].gaps
    assert gap.path == "account"
    assert gap.detail.startswith("arn:aws:iam::000000000002:root: ")


def test_a_disk_that_is_full_ends_the_scan(stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_part: object, _fact: Fact) -> None:
        raise SafeholdError("no room")

    stub(made("good", good))
    monkeypatch.setattr("scanner.snapshot.Part.add", full)
    with pytest.raises(SafeholdError, match="no room"):
        scanned(tmp_path / "snapshot")
    assert not (tmp_path / "snapshot" / "manifest.json").exists()


class Impatient(Silent):
    """Presses Ctrl-C as soon as the first unit is done."""

    def unit_done(self, _unit: object) -> None:
        raise KeyboardInterrupt


def test_ctrl_c_ends_the_scan_at_once_and_leaves_no_snapshot(
    stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = Event()

    def endless(unit: Unit) -> Iterator[Fact]:
        for number in unit.each(range(10**9), lambda number: number):
            yield account(unit, number)

    def stuck(unit: Unit) -> Iterator[Fact]:
        release.wait(60)
        yield account(unit, 1)
        raise RuntimeError("nobody waits for this")

    monkeypatch.setattr(scanner.collect, "_GRACE_SECONDS", 0.1)
    stub(made("endless", endless), made("good", good), made("stuck", stuck))
    try:
        with pytest.raises(KeyboardInterrupt):
            scanned(tmp_path / "snapshot", progress=Impatient())
        assert not (tmp_path / "snapshot" / "manifest.json").exists()
    finally:
        release.set()


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        (ScanPlan(collectors=("dynamo",)), "unknown collector 'dynamo'; did you mean dynamodb"),
        (ScanPlan(collectors=("s3", "xyz")), "unknown collector 'xyz'; did you mean account, dynamodb, s3"),
        (ScanPlan(regions=("eu-wst-1",)), "unknown Region 'eu-wst-1'; did you mean eu-west-1"),
        (ScanPlan(regions=("eu-west-1", "nowhere")), "unknown Region 'nowhere'"),
        (ScanPlan(profile="nobody"), "profile .nobody. could not be found"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_before_anything_is_asked(plan: ScanPlan, told: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=told):
        collect(plan, tmp_path / "snapshot", tool_version="0.0.0")
    assert not (tmp_path / "snapshot").exists()


def test_a_region_of_another_partition_is_refused(stub: Stub, tmp_path: Path) -> None:
    stub(made("good", good))
    with pytest.raises(CredentialsError, match="cn-north-1 is in the partition aws-cn"):
        scanned(tmp_path, REGION, "cn-north-1")


def test_no_credentials(aws_environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    aws_environment.delenv("AWS_ACCESS_KEY_ID")
    aws_environment.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(CredentialsError, match=r"Unable to locate credentials; set AWS_PROFILE"):
        collect(ScanPlan(), tmp_path, tool_version="0.0.0")


def test_half_credentials(aws_environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    aws_environment.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(CredentialsError, match=r"Partial credentials .* complete them"):
        collect(ScanPlan(), tmp_path, tool_version="0.0.0")


def test_a_token_that_ran_out(aws_environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    error = (
        b"<ErrorResponse><Error><Code>ExpiredToken</Code><Message>token is expired</Message></Error></ErrorResponse>"
    )
    with scripted_http(lambda _method, _path: (403, "text/xml", error)) as url:
        aws_environment.setenv("AWS_ENDPOINT_URL", url)
        with pytest.raises(CredentialsError, match="ExpiredToken: token is expired; they ran out: log in again"):
            collect(ScanPlan(), tmp_path, tool_version="0.0.0")


def test_an_endpoint_that_is_none(impatient: pytest.MonkeyPatch, tmp_path: Path) -> None:
    impatient.setenv("AWS_ENDPOINT_URL", "http://user:hunter2@127.0.0.1:9")
    with pytest.raises(CredentialsError, match=r"Could not connect to the endpoint URL.*check the network") as caught:
        collect(ScanPlan(), tmp_path, tool_version="0.0.0")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (DENIED, "AccessDenied: not for you; permit ec2:DescribeRegions, or name the Regions with --region"),
        ({}, "the answer has no 'Regions'; name them with --region"),
    ],
)
def test_regions_that_cannot_be_listed_have_to_be_named(answer: Answer, told: str, stub: Stub, tmp_path: Path) -> None:
    stub(ec2_DescribeRegions=answer)
    with pytest.raises(CredentialsError, match=told):
        scanned(tmp_path)


def test_named_regions_need_no_list(stub: Stub, tmp_path: Path) -> None:
    (account_collector,) = (collector for collector in COLLECTORS if collector.name == "account")
    stub(account_collector, ec2_DescribeRegions=DENIED)
    snapshot = scanned(tmp_path, REGION)
    (fact,) = snapshot.facts()
    assert fact.config == {"partition": "aws", "enabled_regions": None}
    assert [(gap.path, gap.reason) for gap in fact.gaps] == [
        ("/config/enabled_regions", "access_denied"),
        ("/tags", "not_collected"),
    ]
    assert snapshot.coverage.complete


def test_a_folder_that_holds_something_else_is_left_alone(stub: Stub, tmp_path: Path) -> None:
    stub(made("good", good))
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError):
        scanned(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_same_answers_make_the_same_snapshot(stub: Stub, tmp_path: Path) -> None:
    stub(made("good", good), made("more", lambda _unit: iter(()), "backup.vault"))
    first, second = scanned(tmp_path / "a"), scanned(tmp_path / "b")
    assert first.sha256 == second.sha256


def test_what_is_shared_is_computed_once_and_its_failure_too() -> None:
    once, together, computed = _Once(), Barrier(4), list[str]()

    def compute(key: str) -> float:
        computed.append(key)
        return 1 / len(key)

    def asked(key: str) -> object:
        together.wait(5)
        try:
            return once(key, lambda: compute(key))
        except ZeroDivisionError as error:
            return str(error)

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(asked, ["key"] * 4)) == {1 / 3}
        assert set(pool.map(asked, [""] * 4)) == {"division by zero"}
    assert computed == ["key", ""]
