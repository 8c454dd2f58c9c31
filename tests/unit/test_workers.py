"""Workers: in order, however many there are, and whatever a rule does to their processes."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest
from support.packs import pack_behind_the_lint, write_rule

from scanner import workers
from scanner.engines import Outcome, Task
from scanner.isolation import Died
from scanner.rules import RulePack
from scanner.workers import Workers

ONE = Outcome(compliant=True)
NOT = Outcome()

RECURSES = """compliant if _reaches(input.x)

_reaches(x) if x == 1

_reaches(x) if {
	x == 2
	_reaches(x)
}
"""

HANGS = """compliant if input.x == 1

compliant if {
	input.x == 2
	many := numbers.range(1, 5000)
	some a in many
	some b in many
	some c in many
	a + b + c == 0
}
"""


def tasks(pack: RulePack, *values: int) -> list[Task]:
    return [Task(orjson.dumps({"x": value}), tuple(pack.rules.values())) for value in values]


def judged(
    pack: RulePack, chunks: Sequence[Sequence[Task]], most: int = 1, **options: Any
) -> list[list[list[Outcome]]]:
    with Workers(pack, most, **options) as pool:
        return [[each.outcomes for each in answered] for answered in pool.judge(iter(chunks))]


@pytest.fixture
def plain(tmp_path: Path) -> RulePack:
    write_rule(tmp_path, body="compliant if input.x == 1\n")
    return pack_behind_the_lint(tmp_path)


@pytest.mark.parametrize("most", [1, 2, 3])
def test_outcomes_come_in_the_order_of_the_tasks(plain: RulePack, most: int) -> None:
    chunks = [tasks(plain, 1, 2), tasks(plain), tasks(plain, 2), *[tasks(plain, number % 2) for number in range(20)]]
    assert judged(plain, chunks, most) == [
        [[ONE], [NOT]],
        [],
        [[NOT]],
        *[[[ONE if number % 2 else NOT]] for number in range(20)],
    ]


def test_nothing_to_judge_starts_no_process(plain: RulePack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "ProcessPool", None)
    assert judged(plain, []) == []


def test_chunks_are_taken_only_as_there_is_room_for_them(plain: RulePack) -> None:
    taken = 0

    def chunks() -> Iterator[list[Task]]:
        nonlocal taken
        for _ in range(50):
            taken += 1
            yield tasks(plain, 1)

    with Workers(plain, 2) as pool:
        coming = pool.judge(chunks())
        for seen in range(1, 40):
            next(coming)
            assert taken <= seen + 4


def test_a_crash_is_the_outcome_of_one_rule_on_one_document(tmp_path: Path) -> None:
    write_rule(tmp_path, "tests/plain", "compliant if input.x == 1\n", id="OKA-001")
    write_rule(tmp_path, "tests/recurses", RECURSES, id="BAD-001")
    pack = pack_behind_the_lint(tmp_path)
    found = judged(pack, [tasks(pack, 1, 3), tasks(pack, 1, 2, 3), tasks(pack, 1)], most=2)
    crashed = found[1][1][0]
    assert crashed.error.startswith("its process ended without an answer (exit code -")
    assert found == [
        [[ONE, ONE], [NOT, NOT]],
        [[ONE, ONE], [crashed, NOT], [NOT, NOT]],
        [[ONE, ONE]],
    ]


def test_a_rule_that_hangs_is_stopped_at_its_deadline(tmp_path: Path) -> None:
    write_rule(tmp_path, body=HANGS)
    pack = pack_behind_the_lint(tmp_path)
    assert judged(pack, [tasks(pack, 2)], seconds=1.0) == [[[Outcome(error="no answer within 1 s")]]]


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """Processes that are none: rule BAD-001 ends them on 2 and beyond. Gives the documents of each, as they start."""
    started: list[list[int]] = []

    def isolated(function: Callable[..., Any], seconds: float, modules: Any, rules: Any, asked: Any) -> Any:
        assert seconds == workers.SECONDS
        values = [orjson.loads(document)["x"] for document, _, _ in asked]
        started.append(values)
        if any(value >= 2 and "BAD-001" in ids for value, (_, ids, _) in zip(values, asked, strict=True)):
            raise Died("it ended")
        return function(modules, rules, asked)

    class Future:
        def __init__(self, call: Callable[[], Any]) -> None:
            self.call = call

        def result(self, timeout: float) -> Any:
            assert timeout > workers.SECONDS
            try:
                return self.call()
            except Died:
                raise TimeoutError from None

    class Pool:
        active = True

        def __init__(self, processes: int, **given: Any) -> None:
            assert processes == 1
            self.given = given["initargs"]

        def schedule(self, function: Any, args: Any, timeout: float) -> Future:
            assert function is workers._judge
            return Future(lambda: isolated(workers._judge_alone, timeout, *self.given, *args))

        def stop(self) -> None:
            self.active = False

        def join(self) -> None:
            assert not self.active

    monkeypatch.setattr(workers, "isolated", isolated)
    monkeypatch.setattr(workers, "ProcessPool", Pool)
    return started


@pytest.fixture
def mixed(tmp_path: Path) -> RulePack:
    write_rule(tmp_path, "tests/plain", "compliant if input.x < 3\n", id="OKA-001")
    write_rule(tmp_path, "tests/bad", "compliant if input.x == 1\n", id="BAD-001")
    return pack_behind_the_lint(tmp_path)


ENDED = Outcome(error="it ended")


def test_a_chunk_is_cut_in_two_until_the_culprit_is_found(mixed: RulePack, pretended: list[list[int]]) -> None:
    assert judged(mixed, [tasks(mixed, 1, 1, 2, 1)]) == [[[ONE, ONE], [ONE, ONE], [ENDED, ONE], [ONE, ONE]]]
    assert pretended == [
        [1, 1, 2, 1],  # in the pool
        [1, 1, 2, 1],  # once more, for the machine may have slept
        [1, 1],
        [2, 1],
        [2],
        [2],  # BAD-001
        [2],  # OKA-001
        [1],
    ]


def test_a_rule_that_ends_its_process_again_and_again_is_set_aside(mixed: RulePack, pretended: list[list[int]]) -> None:
    aside = Outcome(error="set aside, after 3 other resources on which it gave no answer: it ended")
    found = judged(mixed, [tasks(mixed, 2, 2), tasks(mixed, 2, 2, 1), tasks(mixed, 1), tasks(mixed, 5)])
    assert found == [
        [[ENDED, ONE], [ENDED, ONE]],
        [[ENDED, ONE], [aside, ONE], [aside, ONE]],
        [[aside, ONE]],
        [[aside, NOT]],
    ]
    assert pretended[-2:] == [[1], [5]]


def test_a_pool_that_broke_is_replaced(
    plain: RulePack, pretended: list[list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    pools: list[Any] = []
    pool: Any = vars(workers)["ProcessPool"]

    class Breaking(pool):  # type: ignore[misc]  # the pretended one
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            pools.append(self)

        def schedule(self, *args: Any, **options: Any) -> Any:
            future = super().schedule(*args, **options)
            if len(pools) == 1:
                self.active = False
            return future

    monkeypatch.setattr(workers, "ProcessPool", Breaking)
    assert judged(plain, [tasks(plain, 1)] * 4) == [[[ONE]]] * 4
    assert len(pools) == 2
    assert pretended
