"""A history in a bucket, over real HTTP, and scans in processes of their own that end at once."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from support.assessments import ARCHIVE, PRODUCTION
from support.commands import HERMETIC, KEYS, ran, started
from support.facts import table, unit
from support.moto_server import Moto, moto_server
from support.past_scans import Estate, Scan, moment, names, scanned
from support.snapshots import write

from scanner.errors import UsageError
from scanner.history import History
from scanner.history.entry import heads
from scanner.history.s3 import Bucket
from scanner.history.store import Folder
from scanner.model import Change

pytestmark = pytest.mark.xdist_group("history kept")

PLACE = "s3://reports/safehold/history"
BOTH = Estate({(PRODUCTION, "orders"): "fail", (ARCHIVE, "archived"): "fail"})


@pytest.fixture
def moto(monkeypatch: pytest.MonkeyPatch) -> Iterator[Moto]:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    with moto_server() as server:
        for name, value in {**HERMETIC, **KEYS, "AWS_ENDPOINT_URL": server.url, "AWS_REGION": "us-east-1"}.items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.fixture
def s3(moto: Moto) -> Any:
    """A client, of a bucket with Object Lock: nothing in it can be overwritten or deleted for a year."""
    client = boto3.client("s3", endpoint_url=moto.url, region_name="us-east-1")
    client.create_bucket(Bucket="reports", ObjectLockEnabledForBucket=True)
    retention: Any = {"DefaultRetention": {"Mode": "COMPLIANCE", "Years": 1}}
    client.put_object_lock_configuration(
        Bucket="reports", ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": retention}
    )
    yield client
    client.close()


@pytest.mark.usefixtures("s3")
def test_a_bucket_with_object_lock_keeps_a_history(moto: Moto, tmp_path: Path) -> None:
    history = History.open(PLACE)
    scanned(tmp_path, history, BOTH, moment(0))
    one = Scan(tmp_path, history, Estate(BOTH.tables, accounts=(PRODUCTION,)), moment(1))
    other = Scan(tmp_path, history, Estate(BOTH.tables, accounts=(ARCHIVE,)), moment(2))
    with ThreadPoolExecutor(2) as pool:
        assert all(pool.map(Scan.end, (one, other)))
    assert len(heads(history.entries())) == 2
    again = scanned(tmp_path, history, BOTH, moment(3))
    assert set(again.changes.values()) == {Change.UNCHANGED}
    assert Scan(tmp_path, history, BOTH, moment(3)).end() is None
    assert names(history.open_findings(heads(history.entries()))) == {"orders": moment(0), "archived": moment(0)}
    assert history.unfinished(history.entries()) == []
    assert not [operation for operation in moto.seen if "Delete" in operation]


def test_every_object_is_written_once_and_with_a_checksum(s3: Any, tmp_path: Path) -> None:
    store = Bucket(PLACE)
    sent: list[Any] = []
    store._client.meta.events.register("before-send.s3", lambda request, **_more: sent.append(request))
    (tmp_path / "first").write_bytes(b"first")
    (tmp_path / "second").write_bytes(b"second")
    assert store.create("index/one.json", tmp_path / "first") is True
    assert store.create("index/one.json", tmp_path / "second") is False
    assert store.read("index/one.json") == b"first"
    assert [request.headers.get("If-None-Match") for request in sent[:2]] == [b"*", b"*"]
    assert all("x-amz-checksum-sha256" in {name.lower() for name in request.headers} for request in sent[:2])
    versions = s3.list_object_versions(Bucket="reports")["Versions"]
    assert [version["Key"] for version in versions] == ["safehold/history/index/one.json"]
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(Bucket="reports", Key=versions[0]["Key"], VersionId=versions[0]["VersionId"])


@pytest.mark.parametrize("kind", ["folder", "bucket"])
@pytest.mark.usefixtures("s3")
def test_of_many_that_write_one_object_one_succeeds(kind: str, tmp_path: Path) -> None:
    store = Bucket(PLACE) if kind == "bucket" else Folder(tmp_path / "history")
    sources = [tmp_path / str(number) for number in range(8)]
    for number, source in enumerate(sources):
        source.write_bytes(b"%d" % number * 100_000)
    at_once = 1 if kind == "bucket" else 8  # moto looks and then writes, and is no judge of what comes in between
    with ThreadPoolExecutor(at_once) as pool:
        made = list(pool.map(lambda source: store.create("runs/one", source), sources))
    assert made.count(True) == 1
    assert store.read("runs/one") == sources[made.index(True)].read_bytes()


def test_a_conflict_that_passes_is_tried_again(s3: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Bucket(PLACE)
    answers = ["ConditionalRequestConflict", "ConditionalRequestConflict"]
    put = store._client.put_object

    def conflicted(**asked: Any) -> Any:
        if answers:
            raise ClientError({"Error": {"Code": answers.pop()}}, "PutObject")
        return put(**asked)

    monkeypatch.setattr(store._client, "put_object", conflicted)
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    (tmp_path / "one").write_bytes(b"one")
    assert store.create("index/one.json", tmp_path / "one") is True
    assert s3.get_object(Bucket="reports", Key="safehold/history/index/one.json")["Body"].read() == b"one"
    answers.extend(["ConditionalRequestConflict"] * 9)
    with pytest.raises(UsageError, match="s3:PutObject failed: ConditionalRequestConflict"):
        store.create("index/two.json", tmp_path / "one")


@pytest.mark.usefixtures("moto")
def test_what_a_bucket_refuses_is_said_with_what_to_do() -> None:
    with pytest.raises(UsageError, match=r"s3://nowhere/x/: s3:ListObjectsV2 failed: NoSuchBucket.*make the bucket"):
        History.open("s3://nowhere/x").entries()
    with pytest.raises(UsageError, match=r"s3://nowhere/x/index/a\.json: s3:GetObject failed: NoSuchBucket"):
        Bucket("s3://nowhere/x").read("index/a.json")
    with pytest.raises(UsageError, match=r"s3:PutObject failed: NoSuchBucket"):
        Bucket("s3://nowhere/x").create("index/a.json", Path(__file__))
    with pytest.raises(UsageError, match=r"s3://reports/x/: AWS cannot be asked: .*of-nobody.*name a profile"):
        History.open("s3://reports/x", "of-nobody")
    for wrong in ("s3://", "s3:///x", "s3://No_Bucket/x"):
        with pytest.raises(UsageError, match="names no bucket"):
            History.open(wrong)


def test_scans_that_end_at_once_are_all_there_and_the_command_shows_them(tmp_path: Path) -> None:
    tables = [table(name=f"table-{number}", tags={}) for number in range(2)]
    for number, found in enumerate(tables):
        write(tmp_path / f"snapshot-{number}", [found], [unit("dynamodb.table")])
    commands = [
        started(tmp_path, "evaluate", f"snapshot-{number}", "--history", "kept", "--fail-on", "never")
        for number in (0, 1, 1)
    ]
    told = [process.communicate(timeout=120) for process in commands]
    assert {process.returncode for process in commands} == {11}, told  # not all was listed
    assert sum("added" in err for _, err in told) == 2
    shown = ran(tmp_path, "history", "kept", "--format", "json")
    document = json.loads(shown.stdout)
    assert (shown.returncode, document["total"], document["unfinished"]) == (0, 2, [])
    assert {each["name"] for each in document["oldest"]} >= {"table-0", "table-1"}


def test_a_scan_keeps_its_history_in_a_bucket(moto: Moto, s3: Any, tmp_path: Path) -> None:
    history = History.open(PLACE)
    scanned(tmp_path, history, BOTH, moment(0))
    s3.create_bucket(Bucket="documents")
    given = {**KEYS, "AWS_ENDPOINT_URL": moto.url, "AWS_REGION": "us-east-1"}
    asked = ("--region", "us-east-1", "--collectors", "s3", "--format", "json", "--fail-on", "never", "--quiet")
    scan = ran(tmp_path, "scan", *asked, "--history", PLACE, **given)
    assert scan.returncode == 0, scan.stderr
    _, entry = history.entries()
    assert f"History: {PLACE}: run {entry.id} added\nsafehold: exit 0: " in scan.stderr
    assert entry.run.changes[Change.NEW] > 0
    assert entry.run.changes[Change.UNSEEN] == 2  # of other accounts
    rows = json.loads((tmp_path / "safehold-report" / "findings.json").read_text("utf-8"))["findings"]
    assert {row["change"] for row in rows} == {"new"}
