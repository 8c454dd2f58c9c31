import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.errors import ConfigError
from scanner.evidence import Artefact, Record, Scope, load

FULL = """\
name: orders-restored
type: restore_test
topic: table_restore
date: 2026-02-10T09:30:00+01:00
expires_at: 2026-06-10
scope:
  resources: ["arn:aws:dynamodb:eu-west-1:111122223333:table/orders"]
  applications: [shop]
  sites: [acme]
  tiers: [enterprise]
environment: test
method: Restored beside the table.
statement: The runbook holds.
result: passed
measured_rto_seconds: 2700
measured_rpo_seconds: 300
checked: [records, checksums]
contains: [metadata]
restore_jobs: [1F1B-ab]
owner: Platform
approved_by: [A. Person, B. Person]
artefact: {path: logs/orders.log, uri: "s3://proof/orders.log", sha256: SHA}
""".replace("SHA", "a" * 64)
DECISION = """\
name: NAME
type: decision
topic: objectives
date: 2026-02-10
scope: {tiers: [basic]}
statement: Four hours.
approved_by: [A. Person]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where people start safehold."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(text: str, name: str = "one.yaml") -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def decision(name: str) -> str:
    return DECISION.replace("NAME", name)


def refusal(*paths: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load(paths)
    return str(caught.value)


def test_everything_that_a_record_can_say_arrives() -> None:
    assert load([written(FULL, "proof/2026/one.yaml")]) == (
        Record(
            name="orders-restored",
            file="one.yaml",
            type="restore_test",
            topic="table_restore",
            dated_at="2026-02-10T08:30:00Z",
            expires_at="2026-06-10T00:00:00Z",
            scope=Scope(
                ("arn:aws:dynamodb:eu-west-1:111122223333:table/orders",), ("shop",), ("acme",), ("enterprise",)
            ),
            environment="test",
            method="Restored beside the table.",
            statement="The runbook holds.",
            result="passed",
            measured_rto_seconds=2700,
            measured_rpo_seconds=300,
            checked=("records", "checksums"),
            contains=("metadata",),
            restore_jobs=("1F1B-ab",),
            owner="Platform",
            approved_by=("A. Person", "B. Person"),
            artefact=Artefact("a" * 64, "logs/orders.log", "s3://proof/orders.log", Path("proof/2026/logs/orders.log")),
        ),
    )


def test_the_least_record_of_each_type() -> None:
    common = "topic: runbook\ndate: '2026-02-10'\nscope: {sites: [a]}\n"
    said = "statement: So.\napproved_by: [A. Person]\n"
    parts = (
        f"name: a\ntype: restore_test\nmethod: By hand.\nresult: failed\n{common}",
        f"name: b\ntype: export\ncontains: [template]\n{common}",
        f"name: c\ntype: decision\n{said}{common}",
        f"name: d\ntype: approval\n{said}{common}",
    )
    records = load([written(part, f"{number}.yml") for number, part in enumerate(parts)])
    assert [record.type for record in records] == ["restore_test", "export", "decision", "approval"]
    assert (records[1].expires_at, records[1].approved_by, records[1].artefact) == (None, (), None)


def test_a_file_may_hold_a_list_of_records() -> None:
    entries = "".join("- " + decision(name).replace("\n", "\n  ").rstrip() + "\n" for name in ("b", "a"))
    assert [(record.name, record.file) for record in load([written(entries)])] == [("a", "one.yaml"), ("b", "one.yaml")]
    assert load([written("[]")]) == ()
    assert load([]) == ()


def test_below_a_folder_every_yaml_is_evidence() -> None:
    for name in ("proof/a.yaml", "proof/b/c/b.yml", "proof/README.md", "proof/.git/x.yaml", "proof/.hidden.yaml"):
        written(decision(Path(name).stem) if "b" in name or "a.y" in name else "no: evidence", name)
    written("no: evidence", "proof/notes.txt")
    assert [(record.name, record.file) for record in load([Path("proof")])] == [
        ("a", "proof/a.yaml"),
        ("b", "proof/b/c/b.yml"),
    ]


def test_a_file_that_is_reached_twice_is_read_once() -> None:
    path = written(decision("a"), "proof/a.yaml")
    Path("proof/linked.yaml").symlink_to("a.yaml")
    assert [record.name for record in load([path, Path("proof"), Path("proof/../proof/a.yaml")])] == ["a"]


def test_a_mounted_volume_whose_files_are_links_inside_is_read() -> None:
    written(decision("a"), "proof/..2026/a.yaml")
    Path("proof/..data").symlink_to("..2026")
    Path("proof/a.yaml").symlink_to("..data/a.yaml")
    assert [(record.name, record.file) for record in load([Path("proof")])] == [("a", "proof/a.yaml")]


def test_a_folder_that_is_a_link_itself_is_what_the_user_named() -> None:
    written(decision("a"), "elsewhere/a.yaml")
    Path("proof").symlink_to("elsewhere")
    assert [record.file for record in load([Path("proof")])] == ["proof/a.yaml"]


# --- what is refused


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("name: orders-restored", "name: Orders", '1: name: "Orders" cannot stand here; give a name of its own in low'),
        ("name: orders-restored\n", "", "1: needs name"),
        ("type: restore_test", "type: restore", '2: type: "restore" is no choice here; did you mean restore_test?'),
        ("topic: table_restore", "topic: tables", '3: topic: "tables" is no choice here; did you mean table_restore'),
        ("2026-02-10T09:30:00+01:00", "10.2.2026", '4: date: "10.2.2026" cannot stand here; give a date such as'),
        ("2026-02-10T09:30:00+01:00", "2026-02-30", '4: date: "2026-02-30" is no date; give one such as 2026-03-31'),
        ("2026-02-10T09:30:00+01:00", "1926-02-10", '4: date: "1926-02-10" cannot stand here'),
        ("2026-02-10T09:30:00+01:00", "2026-02-10T25:00:00Z", '4: date: "2026-02-10T25:00:00Z" is no date'),
        ("2026-02-10T09:30:00+01:00", "2026-02-10 09:30:00", '4: date: "2026-02-10 09:30:00" cannot stand here'),
        ("2026-02-10T09:30:00+01:00", "20260210", '4: date: 20260210 is not text; put it in quotes: "20260210"'),
        ("2026-06-10", "2026-02-10", "5: expires_at: is not after the date, 2026-02-10T09:30:00+01:00"),
        ("2026-06-10", "2026-06-31", '5: expires_at: "2026-06-31" is no date'),
        (":table/orders", ":table/*", '7: scope.resources[0]: "arn:aws:dynamodb:eu-west-1:111122223333:table/*" cann'),
        ("[shop]", "shop", '8: scope.applications: "shop" cannot stand here; give a list'),
        ("sites:", "site:", '9: scope.site: "site" is no key here; did you mean sites?'),
        ("environment: test", "environment: dev", '11: environment: "dev" is no choice here; known: production, test'),
        ("result: passed\n", "", "1: needs result"),
        ("method: Restored beside the table.", "method: ''", "12: method: is empty; give how it was done"),
        ("2700", "45 min", '15: measured_rto_seconds: "45 min" cannot stand here; give a whole number from 0'),
        ("2700", "-1", "15: measured_rto_seconds: -1 cannot stand here; give a whole number from 0"),
        ("[records, checksums]", "[record]", '17: checked[0]: "record" is no choice here; did you mean records?'),
        ("[A. Person, B. Person]", "[A, A]", "21: approved_by: holds the same twice; leave one out"),
        ("a" * 64, "A" * 64, '22: artefact.sha256: "AAAA'),
        ('path: logs/orders.log, uri: "s3://proof/orders.log", ', "", "22: artefact: needs path or uri"),
        ("s3://proof/", "https://u:p@proof/", '22: artefact.uri: "https://u:p@proof/orders.log" cannot stand here; g'),
        ('orders.log", sha', 'orders.log?X-Amz-Signature=abc", sha', "22: artefact.uri: "),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_is_right(before: str, after: str, message: str) -> None:
    assert before in FULL
    told = refusal(written(FULL.replace(before, after, 1)))
    assert told.startswith(f"one.yaml:{message}")
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize(
    ("kind", "needs"),
    [
        ("restore_test", "method and result"),
        ("export", "contains"),
        ("decision", "statement and approved_by"),
        ("approval", "statement and approved_by"),
    ],
)
def test_each_type_needs_what_proves_it(kind: str, needs: str) -> None:
    text = f"name: a\ntype: {kind}\ntopic: runbook\ndate: 2026-02-10\nscope: {{sites: [a]}}\n"
    assert refusal(written(text)) == f"one.yaml:1: needs {needs}"


def test_all_mistakes_of_a_file_are_told_at_once_in_the_order_of_the_lines() -> None:
    text = "- " + decision("A").replace("\n", "\n  ").rstrip() + "\n- type: 5\n"
    assert [line.partition("; ")[0] for line in refusal(written(text)).splitlines()] == [
        'one.yaml:1: [0].name: "A" cannot stand here',
        "one.yaml:8: [1].type: 5 cannot stand here",
        "one.yaml:8: [1]: needs name and topic and date and scope",
    ]


def test_a_number_in_a_list_of_records_is_told_to_be_quoted() -> None:
    text = "- " + decision("a").replace("A. Person", "17").replace("\n", "\n  ").rstrip() + "\n"
    assert refusal(written(text)) == 'one.yaml:7: [0].approved_by[0]: 17 is not text; put it in quotes: "17"'


def test_two_records_of_one_name_are_refused() -> None:
    one, other = written(decision("a"), "a.yaml"), written("# second\n" + decision("a"), "b.yaml")
    assert refusal(one, other) == ('b.yaml:2: name: "a" stands in a.yaml:1 already; give each record a name of its own')
    both = "".join("- " + decision("a").replace("\n", "\n  ").rstrip() + "\n" for _ in range(2))
    assert refusal(written(both)) == (
        'one.yaml:8: [1].name: "a" stands in one.yaml:1 already; give each record a name of its own'
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "one.yaml:1: is empty"),
        ("name: a\nname: b\n", "one.yaml:2: name: stands in line 1 already"),
        ("name: [\n", "one.yaml:2: is not YAML"),
        ("---\nname: a\n---\nname: b\n", "one.yaml:3: is not YAML: but found another document"),
        ("text\n", 'one.yaml:1: "text" cannot stand here; give keys out of name, type, topic, date'),
        ("- 5\n", "one.yaml:1: [0]: 5 cannot stand here; give keys out of name, type"),
    ],
)
def test_a_file_that_holds_no_records_is_told_why(text: str, message: str) -> None:
    assert refusal(written(text)).startswith(message)


def test_what_is_not_there_or_no_file_is_refused(folder: Path) -> None:
    assert refusal(Path("nowhere")) == "nowhere: no such file or folder"
    assert refusal(Path("x" * 300)).endswith(": cannot be read: File name too long")
    os.mkfifo("pipe.yaml")
    assert refusal(Path("pipe.yaml")) == "pipe.yaml: is neither a file nor a folder"
    Path("proof").mkdir()
    os.mkfifo("proof/pipe.yaml")
    assert refusal(Path("proof")) == "proof/pipe.yaml: is no file; take it away"
    (folder / "proof" / "pipe.yaml").unlink()
    Path("proof/gone.yaml").symlink_to("gone-too.yaml")
    assert refusal(Path("proof")) == "proof/gone.yaml: no such file or folder"


@pytest.mark.parametrize("target", ["../outside.yaml", "/etc/hostname", "../outside"])
def test_a_link_that_leads_out_of_the_folder_is_refused(target: str) -> None:
    written(decision("a"), "outside.yaml")
    written(decision("b"), "outside/b.yaml")
    Path("proof").mkdir()
    link = Path("proof/linked.yaml" if target.endswith((".yaml", "name")) else "proof/linked")
    link.symlink_to(target)
    assert refusal(Path("proof")).startswith(f"{link}: is a link that leads out of {Path('proof').resolve()}; put the")


def test_a_link_that_leads_nowhere_but_to_itself_is_refused() -> None:
    Path("proof").mkdir()
    Path("proof/loop.yaml").symlink_to("loop.yaml")
    assert refusal(Path("proof")).startswith("proof/loop.yaml: is a link that leads out of")


def test_a_folder_that_cannot_be_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def walk(folder: Path, *, onerror: Callable[[OSError], None]) -> Any:
        onerror(PermissionError(13, "Permission denied", str(folder)))

    Path("proof").mkdir()
    monkeypatch.setattr(os, "walk", walk)
    assert refusal(Path("proof")) == "proof: cannot be read: Permission denied"


# --- the artefact


def test_an_artefact_is_held_against_its_digest_when_it_is_at_hand(folder: Path) -> None:
    (folder / "log").write_bytes(b"proof" * 1_000_000)
    digest = hashlib.sha256(b"proof" * 1_000_000).hexdigest()
    assert Artefact(digest, "log", None, Path("log")).verified() is True
    assert Artefact("0" * 64, "log", None, Path("log")).verified() is False
    assert Artefact(digest, "gone", None, Path("gone")).verified() is None
    assert Artefact(digest, ".", None, folder).verified() is None
    assert Artefact(digest, None, "s3://proof/log").verified() is None


VALUES = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=10) | st.sampled_from(["2026-02-10", "a", "basic"])
)
KEYS = st.sampled_from(["name", "type", "topic", "date", "expires_at", "scope", "artefact", "tiers", "sha256", "path"])
TREES = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=15
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TREES | st.text(max_size=60))
def test_whatever_stands_in_the_file_only_a_config_error_comes_out(tree: Any) -> None:
    path = Path("any.yaml")
    path.write_text(str(tree), encoding="utf-8", errors="replace")
    try:
        load([path])
    except ConfigError as error:
        assert str(error).startswith("any.yaml:")  # noqa: PT017 - both ends are good, another exception is not
