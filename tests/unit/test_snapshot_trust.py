import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.facts import ACCOUNT, OTHER_ACCOUNT, OTHER_REGION, REGION, bucket, gap, table, unit
from support.snapshots import PART, TABLES, write

from scanner import facts
from scanner.errors import SnapshotError
from scanner.model import Json
from scanner.snapshot import Snapshot


def edit_manifest(directory: Path, change: Callable[[dict[str, Any]], None]) -> None:
    path = directory / "manifest.json"
    manifest = json.loads(path.read_text())
    change(manifest)
    path.write_text(json.dumps(manifest))


def resign(directory: Path) -> None:
    """What a forger would do: make the manifest agree with the parts again."""

    def change(manifest: dict[str, Any]) -> None:
        for part in manifest["parts"]:
            raw = (directory / part["path"]).read_bytes()
            part |= {"rows": raw.count(b"\n"), "bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}

    edit_manifest(directory, change)


def altered(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"ACTIVE"', b'"ACTIVATE"'[:8], 1))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def grown(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def linked(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))


def parent_linked(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))
    path.parent.symlink_to(path.parent.with_name("elsewhere"))


def piped(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def foldered(path: Path) -> None:
    path.unlink()
    path.mkdir()


def parent_filed(path: Path) -> None:
    shutil.rmtree(path.parent)
    path.parent.write_text("")


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (altered, "was altered: its SHA-256 is"),
        (cut, r"was cut short: \d+ bytes, and manifest.json says \d+"),
        (grown, "was altered: .* bytes"),
        (Path.unlink, "is missing"),
        (linked, "is a symbolic link, or lies behind one"),
        (parent_linked, "is a symbolic link, or lies behind one"),
        (piped, "is no regular file"),
        (foldered, "is no regular file"),
        (parent_filed, "is missing"),
    ],
)
def test_a_harmed_part_is_named_with_the_reason(tmp_path: Path, harm: Callable[[Path], None], why: str) -> None:
    write(tmp_path)
    harm(tmp_path / PART)
    snapshot = Snapshot.open(tmp_path)

    with pytest.raises(SnapshotError, match=rf"{PART}: {why}.*; the snapshot cannot be trusted: copy it again"):
        snapshot.verify()


def test_a_part_that_cannot_be_read_is_an_error_for_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = write(tmp_path)

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(SnapshotError, match=rf"{PART}: cannot be read: Permission denied"):
        list(snapshot.facts())
    with pytest.raises(SnapshotError, match=r"manifest\.json: cannot be read: Permission denied"):
        Snapshot.open(tmp_path)


LINES = [facts.encode(fact) for fact in TABLES]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([LINES[1], LINES[0]], "line 2 is out of order"),
        ([LINES[0], LINES[0]], "line 2 is a duplicate"),
        ([LINES[0], b"{"], "line 2 is not JSON"),
        ([LINES[0], b""], "line 2 is not JSON"),
        ([LINES[0], b"{}"], "line 2 is not a fact"),
        ([facts.encode(bucket())], "line 1 belongs to another part"),
        ([facts.encode(table(account=OTHER_ACCOUNT))], "line 1 belongs to another part"),
        ([facts.encode(table(region=OTHER_REGION))], "line 1 belongs to another part"),
    ],
)
def test_a_forged_part_is_refused_though_its_digest_is_right(tmp_path: Path, lines: list[bytes], why: str) -> None:
    write(tmp_path)
    (tmp_path / PART).write_bytes(b"".join(line + b"\n" for line in lines))
    resign(tmp_path)
    snapshot = Snapshot.open(tmp_path)

    with pytest.raises(SnapshotError, match=rf"{PART}: {why}"):
        snapshot.verify()
    with pytest.raises(SnapshotError, match=rf"{PART}: {why}"):
        list(snapshot.facts())


def test_a_row_too_few_is_noticed(tmp_path: Path) -> None:
    write(tmp_path)

    def change(manifest: dict[str, Any]) -> None:
        manifest["parts"][0]["rows"] = 4

    edit_manifest(tmp_path, change)
    with pytest.raises(SnapshotError, match=rf"{PART}: has 3 rows, and manifest.json says 4"):
        Snapshot.open(tmp_path).verify()


def test_strays_are_named(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "facts" / OTHER_ACCOUNT).mkdir()
    Snapshot.open(tmp_path).verify()

    (tmp_path / "facts" / OTHER_ACCOUNT / "s3.bucket.jsonl").symlink_to("/nowhere")
    with pytest.raises(SnapshotError, match=rf"facts/{OTHER_ACCOUNT}/s3.bucket.jsonl: is not in manifest.json"):
        Snapshot.open(tmp_path).verify()


def test_facts_that_are_a_link_are_a_stray(tmp_path: Path) -> None:
    write(tmp_path, [])
    (tmp_path / "facts").symlink_to("/")

    with pytest.raises(SnapshotError, match=r"facts: is not in manifest\.json"):
        Snapshot.open(tmp_path).verify()


def put(*path: str | int, value: Json) -> Callable[[dict[str, Any]], None]:
    def change(manifest: dict[str, Any]) -> None:
        place: Any = manifest
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


def twice(manifest: dict[str, Any]) -> None:
    manifest["parts"] *= 2


def escape(manifest: dict[str, Any]) -> None:
    manifest["parts"][0] |= {"path": "facts/../../secret/x/account.jsonl", "account": "../../secret"}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (put("schema_version", value=3), r"schema version 3, and this Safehold reads up to 2: upgrade Safehold"),
        (put("schema_version", value=1), r"schema version 1, and this Safehold reads 2: collect again"),
        (put("schema_version", value=10**30), r"malformed at /schema_version|schema version 1"),
        (put("schema_version", value=0), "malformed at /schema_version: 2 was expected"),
        (put("schema_version", value=True), "malformed at /schema_version: 2 was expected"),
        (put("schema_version", value="1"), "malformed at /schema_version: 2 was expected"),
        (put("parts", 0, "path", value="../../etc/passwd"), r'part at "../../etc/passwd", but it belongs at facts/'),
        (put("parts", 0, "path", value="/etc/passwd"), 'part at "/etc/passwd", but it belongs at facts/'),
        (put("parts", 0, "path", value=f"facts/{ACCOUNT}/{REGION}/s3.bucket.jsonl"), "but it belongs at facts/"),
        (put("parts", 0, "account", value="../etc"), 'malformed at /parts/0/account: "../etc" does not match'),
        (put("parts", 0, "account", value=ACCOUNT + "\n"), "malformed at /parts/0/account"),
        (put("parts", 0, "region", value=".."), "malformed at /parts/0/region"),
        (put("parts", 0, "kind", value="../x"), "malformed at /parts/0/kind"),
        (put("parts", 0, "kind", value="no.such_kind"), 'part of unknown kind "no.such_kind": a newer Safehold may'),
        (put("parts", 0, "rows", value=-1), "malformed at /parts/0/rows: -1 is less than the minimum of 0"),
        (put("parts", 0, "rows", value=10**400), "malformed|not JSON"),
        (put("parts", 0, "bytes", value=2**60), "malformed at /parts/0/bytes"),
        (put("parts", 0, "sha256", value="0"), "malformed at /parts/0/sha256"),
        (put("parts", 0, value=None), "malformed at /parts/0: null"),
        (put("coverage", value={}), "malformed at /coverage"),
        (put("taken_at", value="now"), 'malformed at /taken_at: "now" is not a "date-time"'),
        (put("more", value=1), "malformed at /: Additional properties"),
        (twice, "dynamodb.table.jsonl is listed twice"),
        (escape, "malformed at /parts/0/account"),
    ],
)
def test_a_hostile_manifest_is_refused(tmp_path: Path, change: Callable[[dict[str, Any]], None], why: str) -> None:
    write(tmp_path)
    edit_manifest(tmp_path, change)

    with pytest.raises(SnapshotError, match=rf"manifest\.json: .*({why})"):
        Snapshot.open(tmp_path)


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"null", b"[]", b"7", b"\xff\xfe", b"[" * 9999, b"[" * 500 + b"]" * 500, b'{"schema_version": NaN}'],
)
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(raw)

    with pytest.raises(SnapshotError, match=r"manifest\.json: (not JSON|malformed|nested more than 100 deep)"):
        Snapshot.open(tmp_path)


def test_a_manifest_behind_a_link_is_refused(tmp_path: Path) -> None:
    write(tmp_path)
    linked(tmp_path / "manifest.json")

    with pytest.raises(SnapshotError, match=r"manifest\.json: is a symbolic link"):
        Snapshot.open(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match=r"nowhere: no such folder"):
        Snapshot.open(tmp_path / "nowhere")


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=8), inner, max_size=2),
)


def pointers(value: Json, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    children: Iterable[tuple[str | int, Json]] = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    return [at, *(pointer for key, child in children for pointer in pointers(child, (*at, key)))]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_stands_in_a_manifest_only_a_snapshot_error_comes_out(tmp_path: Path, data: st.DataObject) -> None:
    write(tmp_path, [*TABLES, bucket()], [unit("dynamodb.table", gaps=(gap("dynamodb.table"),), calls={"a:B": 1})])

    def change(manifest: dict[str, Any]) -> None:
        pointer = data.draw(st.sampled_from(pointers(manifest)[1:]))
        put(*pointer, value=data.draw(ANYTHING))(manifest)

    edit_manifest(tmp_path, change)
    try:
        snapshot = Snapshot.open(tmp_path)
        snapshot.verify()
        list(snapshot.facts())
    except SnapshotError as error:
        assert str(tmp_path) in str(error)  # noqa: PT017 - both ends are good, another exception is not
    shutil.rmtree(tmp_path)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_bit_that_flipped_anywhere_is_noticed(tmp_path: Path, data: st.DataObject) -> None:
    write(tmp_path)
    path = tmp_path / PART
    raw = bytearray(path.read_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(raw)

    with pytest.raises(SnapshotError, match=rf"{PART}: was altered"):
        Snapshot.open(tmp_path).verify()
