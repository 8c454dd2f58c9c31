"""The embedded engine: rules keep to themselves, whatever one of them does."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from support.packs import pack_behind_the_lint, write_library, write_rule

from scanner.engines import Matrix, Outcome, Task, judged
from scanner.engines.regorus import RegorusEngine
from scanner.errors import EngineError
from scanner.model import Detail, Json
from scanner.rego import Module

FINDING = '{"message": "m", "at": "/config", "expected": 1, "actual": input.x}'


def judge(folder: Path, document: Json) -> Any:
    """Every rule's outcome for a document, by id."""
    pack = pack_behind_the_lint(folder)
    rules = tuple(pack.rules.values())
    (outcomes,) = RegorusEngine(pack.modules).judge([Task(orjson.dumps(document), rules)])
    return dict(zip(pack.rules, outcomes, strict=True))


def outcome(folder: Path, body: str, document: Json | None = None) -> Any:
    write_rule(folder, body=body)
    return judge(folder, document or {})["TST-001"]


def test_undefined_is_not_compliant(tmp_path: Path) -> None:
    assert outcome(tmp_path, "compliant if input.x == 1") == Outcome()


def test_compliant_and_exempt_are_both_told(tmp_path: Path) -> None:
    assert outcome(tmp_path, "compliant if true\nexempt if input.x == 1", {"x": 1}) == Outcome(
        exempt=True, compliant=True
    )


def test_reasons_are_asked_for_only_when_it_fails(tmp_path: Path) -> None:
    body = f"compliant if input.x == 1\nfindings contains {FINDING}"
    assert outcome(tmp_path, body, {"x": 1}) == Outcome(compliant=True)
    assert outcome(tmp_path, body, {"x": 2}) == Outcome(details=(Detail("m", "/config", 1, 2),))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ('compliant if to_number("x") == 1', r"here/rules/tests/plain\.rego:\d+:\d+: could not parse string as number"),
        ("compliant := 5", "`compliant` is 5, not true or false"),
        ("compliant if true\nexempt := null", "`exempt` is null, not true or false"),
        ("compliant := false if true\ncompliant if true", "rule conflicts with rule"),
    ],
)
def test_an_error_is_one_line_without_a_stack_trace(tmp_path: Path, body: str, says: str) -> None:
    found = outcome(tmp_path, body)
    assert (found.exempt, found.compliant, found.details) == (False, False, ())
    assert "\n" not in found.error
    assert "backtrace" not in found.error.lower()
    with pytest.raises(ValueError, match=says):
        raise ValueError(found.error)


def test_an_error_in_the_reasons_does_not_hide_the_failure(tmp_path: Path) -> None:
    assert outcome(tmp_path, 'compliant if false\nfindings contains to_number("x")') == Outcome()


def test_an_error_stays_with_its_rule(tmp_path: Path) -> None:
    write_rule(tmp_path, "tests/bad", 'compliant if to_number("x") == 1', id="BAD-001")
    write_rule(tmp_path, "tests/good", "compliant if input.x == 1", id="OKA-001")
    found = judge(tmp_path, {"x": 1})
    assert found["BAD-001"].error
    assert found["OKA-001"] == Outcome(compliant=True)


def test_a_panic_is_an_error_and_the_next_rule_is_judged(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write_rule(tmp_path, "tests/bad", "compliant if object.subset(input.list, input.list)", id="BAD-001")
    write_rule(tmp_path, "tests/good", "compliant if count(input.list) == 0", id="OKA-001")
    found = judge(tmp_path, {"list": []})
    assert "the engine panicked" in found["BAD-001"].error
    assert found["OKA-001"] == Outcome(compliant=True)
    assert "panicked" in capfd.readouterr().err


def test_an_interrupt_is_no_panic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_rule(tmp_path)
    pack = pack_behind_the_lint(tmp_path)
    engine = RegorusEngine(pack.modules)

    class Interrupted:
        def set_input_json(self, document: Json) -> Any:
            del document

        def eval_rule_as_json(self, path: Any) -> Any:
            raise KeyboardInterrupt(path)

    monkeypatch.setattr(engine, "_engine", Interrupted())
    with pytest.raises(KeyboardInterrupt):
        engine.judge([Task(b"{}", tuple(pack.rules.values()))])


def test_an_input_that_the_engine_refuses_is_an_error_of_every_rule(tmp_path: Path) -> None:
    write_rule(tmp_path)
    pack = pack_behind_the_lint(tmp_path)
    deep = b"[" * 200 + b"]" * 200
    (outcomes,) = RegorusEngine(pack.modules).judge([Task(deep, tuple(pack.rules.values()))])
    assert "the input is refused" in outcomes[0].error


def test_numbers_beyond_64_bits_come_through(tmp_path: Path) -> None:
    body = f"compliant if false\nfindings contains {FINDING}"
    assert outcome(tmp_path, body, {"x": 2**63}).details[0].actual == 2**63


def test_libraries_are_loaded_beside_the_rules(tmp_path: Path) -> None:
    write_library(tmp_path, "numbers", "small(x) if x < 5")
    body = "import data.lib.numbers\n\ncompliant if numbers.small(input.x)"
    assert outcome(tmp_path, body, {"x": 4}) == Outcome(compliant=True)


def test_a_module_that_does_not_parse_is_an_error_with_its_place() -> None:
    with pytest.raises(EngineError, match=r"here/rules/a/b\.rego:2:\d+: .*safehold rules lint"):
        RegorusEngine([Module("here/rules/a/b.rego", "rules/a/b.rego", "package rules.a.b\ncompliant if {")])


def test_it_says_what_it_is(tmp_path: Path) -> None:
    write_rule(tmp_path)
    engine = RegorusEngine(pack_behind_the_lint(tmp_path).modules)
    assert (engine.name, engine.version) == ("regorus", "0.13.0")
    engine.close()


UNKNOWN = 'compliant if input.x == 1\nexempt if input.x == 2\nunknown contains "nobody told" if input.x == 3\n'


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        (1, Outcome(compliant=True)),
        (2, Outcome(exempt=True)),
        (3, Outcome(unknown=("nobody told",))),
        (4, Outcome()),
    ],
)
def test_a_rule_may_say_that_the_facts_do_not_answer(tmp_path: Path, x: int, expected: Outcome) -> None:
    assert outcome(tmp_path, UNKNOWN, {"x": x}) == expected


def test_an_unknown_that_is_no_sentence_is_an_error_and_no_failure(tmp_path: Path) -> None:
    found = outcome(tmp_path, "compliant if false\nunknown contains 5 if input.x == 3", {"x": 3})
    assert found.error == "`unknown` is [5], not a set of sentences"


def with_matrix(folder: Path, body: str) -> RegorusEngine:
    """An engine of a pack with a recovery model."""
    path = folder / "recovery" / "matrix.rego"
    path.parent.mkdir()
    path.write_text(f"package recovery.matrix\n\n{body}\n", "utf-8")
    write_rule(folder, body="compliant if input.recovery.best == input.wanted\n", needs=["/recovery"])
    write_rule(folder, "tests/other", "compliant if input.wanted == 1\n", id="TST-002", needs=[])
    return RegorusEngine(pack_behind_the_lint(folder).modules)


def answered(folder: Path, engine: RegorusEngine, document: Json) -> Any:
    rules = tuple(pack_behind_the_lint(folder).rules.values())
    (found,) = judged(engine, [Task(orjson.dumps(document), rules, recovers=True)])
    return found


def test_rules_see_the_matrix_of_the_document(tmp_path: Path) -> None:
    engine = with_matrix(tmp_path, 'matrix := {"best": input.x + 1} if input.kind == "table"')
    found = answered(tmp_path, engine, {"kind": "table", "x": 0, "wanted": 1})
    assert found.recovery == {"best": 1}
    assert found.outcomes == [Outcome(compliant=True), Outcome(compliant=True)]
    assert answered(tmp_path, engine, {"kind": "table", "x": 1, "wanted": 1}).outcomes[0] == Outcome()


def test_without_a_matrix_the_rules_that_need_it_say_nothing(tmp_path: Path) -> None:
    engine = with_matrix(tmp_path, 'matrix := {"best": to_number(input.x)} if input.kind == "table"')
    none = answered(tmp_path, engine, {"kind": "vault", "wanted": 1})
    assert none.recovery is None
    assert none.outcomes == [Outcome(error="the resource has no recovery matrix"), Outcome(compliant=True)]
    broken = answered(tmp_path, engine, {"kind": "table", "x": "word", "wanted": 1})
    assert broken.recovery is None
    assert "could not parse string as number" in broken.outcomes[0].error
    assert broken.outcomes[1] == Outcome(compliant=True)


def test_a_pack_without_a_recovery_model_has_no_matrices(tmp_path: Path) -> None:
    write_rule(tmp_path)
    assert RegorusEngine(pack_behind_the_lint(tmp_path).modules).recover([b"{}"]) == [Matrix()]
