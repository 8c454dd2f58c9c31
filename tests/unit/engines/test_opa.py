"""The OPA engine: its policies, what it asks, and a real server beside the embedded engine."""

import json
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import orjson
import pytest
from support import opa
from support.packs import pack_behind_the_lint, write_library, write_rule
from support.pretended_opa import pretending, reply

from scanner.engines import Outcome, Task, judged
from scanner.engines.opa import OpaEngine
from scanner.engines.regorus import RegorusEngine
from scanner.errors import EngineError

real = pytest.mark.skipif(opa.BINARY is None, reason="no opa on PATH or in $OPA")


def no_pause(seconds: float) -> None:
    assert seconds > 0


def test_one_upload_takes_every_module_and_goes_with_the_engine(tmp_path: Path) -> None:
    write_library(tmp_path, "first", "f(x) if x == 1\n")
    write_rule(tmp_path, body="import data.lib.first\n\ncompliant if first.f(1)\n")
    with pretending(reply(200), reply(200, result="1.2.3"), reply(200)) as (url, got):
        OpaEngine(pack_behind_the_lint(tmp_path), url, pause=no_pause).close()
    assert [method for method, *_ in got] == ["PUT", "POST", "DELETE"]
    assert got[2][1] == got[0][1]


def test_an_upload_that_may_have_reached_the_server_is_taken_away(tmp_path: Path) -> None:
    write_rule(tmp_path)
    late = reply(500, code="internal_error", message="context canceled")
    with pretending(reply(200), late, reply(200)) as (url, got), pytest.raises(EngineError, match="context canceled"):
        OpaEngine(pack_behind_the_lint(tmp_path), url, pause=no_pause)
    assert [method for method, *_ in got] == ["PUT", "POST", "DELETE"]


def test_another_number_of_answers_than_asked_is_an_error(tmp_path: Path) -> None:
    write_rule(tmp_path)
    pack = pack_behind_the_lint(tmp_path)
    with pretending(reply(200), reply(200, result="1.2.3"), reply(200, result=[])) as (url, _):
        engine = OpaEngine(pack, url)
        with pytest.raises(EngineError, match="another number of answers"):
            engine.judge([Task(b"{}", tuple(pack.rules.values()))])
        engine.close()


@pytest.fixture(scope="module")
def server() -> Any:
    with opa.serving() as url:
        yield url


def policies(url: str) -> Any:
    with urlopen(Request(f"{url}/v1/policies")) as answer:  # noqa: S310 - the loopback server of this test
        return [policy["id"] for policy in json.load(answer)["result"]]


BODY = """
exempt if input.exempt == true

compliant if to_number(input.x) == 1

findings contains {"message": sprintf("is %v", [input.x]), "at": "/x", "expected": 1, "actual": input.x}

findings contains {"message": to_number(input.y), "at": "/y", "expected": 1, "actual": input.x} if input.y
"""

DOCUMENTS = [
    {"x": "1"},
    {"x": "2"},
    {"x": "word"},
    {"x": "1", "exempt": True},
    {"x": "2", "y": "word"},
    {"x": "2", "y": "5"},
    {},
    {"x": {"b": [1, {"a": None}], "ü": "é"}},
]


@real
def test_a_real_server_gives_the_outcomes_of_the_embedded_engine(server: Any, tmp_path: Path) -> None:
    write_rule(tmp_path, "tests/one", BODY, id="ONE-001")
    write_rule(tmp_path, "tests/two", "compliant if input.x in {`1`, `2`}\n", id="TWO-001")
    write_rule(tmp_path, "tests/odd", "compliant := 5\n", id="ODD-001")
    pack = pack_behind_the_lint(tmp_path)
    tasks = [Task(orjson.dumps(document), tuple(pack.rules.values())) for document in DOCUMENTS]
    tasks.append(Task(b"{}", ()))
    engine = OpaEngine(pack, server)
    found = engine.judge(tasks)
    engine.close()
    expected = RegorusEngine(pack.modules).judge(tasks)
    assert list(map(comparable, found)) == list(map(comparable, expected))
    assert "is 5, not true or false" in found[0][0].error
    assert found[2][1].error.startswith("here/rules/tests/one.rego:")


def comparable(outcomes: Any) -> Any:
    """The outcomes; of errors, only that there is one: each engine has its own words for it."""
    return [bool(outcome.error) or outcome for outcome in outcomes]


@real
def test_what_the_server_cannot_compile_is_told_with_its_place(server: Any, tmp_path: Path) -> None:
    write_library(tmp_path, "first", "f(x) if x == 1\n")
    path = write_rule(tmp_path, body="compliant if input.x == 1\n\n_x := regorus_alone(1)\n")
    line = path.read_text("utf-8").splitlines().index("_x := regorus_alone(1)") + 1
    says = f"refuses the policies: .*here/rules/tests/plain.rego:{line}: .*undefined function"
    with pytest.raises(EngineError, match=says):
        OpaEngine(pack_behind_the_lint(tmp_path), server)
    assert policies(server) == []


@real
def test_nothing_of_ours_is_on_the_server_before_or_after_or_outside_our_package(server: Any, tmp_path: Path) -> None:
    write_library(tmp_path, "ones", "one := 1\n")
    write_rule(tmp_path, body="import data.lib.ones\n\ncompliant if input.x == ones.one\n")
    pack = pack_behind_the_lint(tmp_path)
    first, second = OpaEngine(pack, server), OpaEngine(pack, server)
    during = policies(server)
    assert len(during) == 2
    assert len({name.partition("/")[0] for name in during}) == 2
    assert all(name.startswith("safehold_") for name in during)
    first.close()
    task = Task(b'{"x": 1}', tuple(pack.rules.values()))
    assert second.judge([task]) == [[Outcome(compliant=True)]]
    second.close()
    assert policies(server) == []


@real
def test_the_matrix_is_that_of_the_embedded_engine(server: Any, tmp_path: Path) -> None:
    path = tmp_path / "recovery" / "matrix.rego"
    path.parent.mkdir()
    path.write_text("package recovery.matrix\n\nmatrix := {`best`: to_number(input.x)} if input.x\n", "utf-8")
    body = "compliant if input.recovery.best == 1\nunknown contains `it is two` if input.recovery.best == 2\n"
    write_rule(tmp_path, body=body, needs=["/recovery"])
    pack = pack_behind_the_lint(tmp_path)
    tasks = [Task(orjson.dumps(document), tuple(pack.rules.values()), recovers=True) for document in DOCUMENTS]
    engine = OpaEngine(pack, server)
    found = judged(engine, tasks)
    engine.close()
    expected = judged(RegorusEngine(pack.modules), tasks)
    assert [each.recovery for each in found] == [each.recovery for each in expected]
    assert [comparable(each.outcomes) for each in found] == [comparable(each.outcomes) for each in expected]
    assert found[0].outcomes == [Outcome(compliant=True)]
    assert found[1].outcomes == [Outcome(unknown=("it is two",))]
    assert found[2].outcomes[0].error


@real
def test_the_version_is_the_servers(server: Any, tmp_path: Path) -> None:
    write_rule(tmp_path)
    engine = OpaEngine(pack_behind_the_lint(tmp_path), server)
    assert engine.name == "opa"
    assert engine.version[0].isdigit()
    engine.close()
