"""Pacing, in a world where time passes only while somebody waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from threading import Event

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.aws import pace
from scanner.aws.pace import Pace

RATE = 10
SPACING = 1 / 9.5
WINDOW = 20
MANY = 8
"""Refusals in a window that make a pace."""

in_a_loop = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


class World:
    """A clock, and an AWS that is asked by as many threads as like, in turn."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        self.waits: list[float] = []
        self.sent: list[float] = []
        self.stop = Event()
        monkeypatch.setattr(pace, "monotonic", lambda: self.now)
        monkeypatch.setattr(self.stop, "wait", self._wait)

    def _wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def ask(self, paced: Pace, answers: Iterable[bool], latency: float = 0.001) -> None:
        """One call for each answer: whether AWS refuses it."""
        for throttled in answers:
            paced.wait()
            self.sent.append(self.now)
            self.now += latency
            paced.answered(throttled=throttled)

    def work(self, paced: Pace, limit: Callable[[], bool], done: int) -> int:
        """Calls until so many were answered. limit: whether AWS refuses the call of now. Gives the refusals."""
        refused = 0
        while done:
            throttled = limit()
            self.ask(paced, [throttled])
            refused += throttled
            done -= not throttled
        return refused

    def bucket(self, rate: float) -> Callable[[], bool]:
        """AWS's side of a limit: a bucket of tokens, as deep as a second's worth."""
        tokens, filled = rate, self.now

        def refuses() -> bool:
            nonlocal tokens, filled
            tokens, filled = min(rate, tokens + (self.now - filled) * rate), self.now
            if tokens < 1:
                return True
            tokens -= 1
            return False

        return refuses


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World(monkeypatch)


def window(refusals: int) -> list[bool]:
    return [True] * refusals + [False] * (WINDOW - refusals)


@pytest.mark.parametrize("documented", [None, RATE])
def test_nobody_waits_before_aws_says_that_it_is_too_much(world: World, documented: float | None) -> None:
    world.ask(Pace(world.stop, documented), [False] * 1000)
    assert world.waits == []


@in_a_loop
@given(st.data(), st.sampled_from([None, RATE]))
def test_chance_makes_no_pace(world: World, data: st.DataObject, documented: float | None) -> None:
    world.waits.clear()
    paced = Pace(world.stop, documented)
    for _ in range(5):
        world.ask(paced, data.draw(st.permutations(window(data.draw(st.integers(0, MANY - 1))))))
    assert world.waits == []


def test_many_refusals_make_the_documented_pace(world: World) -> None:
    paced = Pace(world.stop, RATE)
    world.ask(paced, window(MANY))
    assert world.waits == []
    world.ask(paced, [False] * 4, latency=0)
    assert world.waits == pytest.approx([SPACING] * 4)


def test_calls_that_come_late_do_not_wait_and_save_up_nothing(world: World) -> None:
    paced = Pace(world.stop, RATE)
    world.ask(paced, window(MANY))
    world.now += 60
    world.ask(paced, [False] * 2, latency=0)
    assert world.waits == pytest.approx([0, SPACING])


@in_a_loop
@given(st.lists(st.booleans(), max_size=200), st.floats(0, 0.5))
def test_the_documented_pace_is_never_exceeded_once_it_is_kept(
    world: World, answers: list[bool], latency: float
) -> None:
    paced = Pace(world.stop, RATE)
    world.ask(paced, window(MANY))
    world.sent.clear()
    world.ask(paced, answers, latency)
    assert all(later - earlier >= SPACING - 1e-6 for earlier, later in pairwise(world.sent))


@in_a_loop
@given(st.lists(st.booleans(), max_size=400), st.sampled_from([(None, 0.1), (100, 0.1), (RATE, 4 * SPACING)]))
def test_no_pace_is_slower_than_its_slowest(
    world: World, answers: list[bool], limits: tuple[float | None, float]
) -> None:
    documented, slowest = limits
    world.waits.clear()
    world.ask(Pace(world.stop, documented), answers)
    assert all(wait <= slowest + 1e-6 for wait in world.waits)


def test_an_operation_that_is_always_refused_comes_to_the_slowest_pace(world: World) -> None:
    world.ask(Pace(world.stop, RATE), [True] * 200, latency=0)
    assert world.waits[-1] == pytest.approx(4 * SPACING)


@pytest.mark.parametrize("rate", [RATE, 25, 100])
@pytest.mark.parametrize("documented", [None, RATE])
def test_whatever_the_limit_is_the_work_gets_done_at_about_that_rate(
    world: World, rate: float, documented: float | None
) -> None:
    began, done = world.now, 1000
    refused = world.work(Pace(world.stop, documented), world.bucket(rate), done)
    assert world.now - began <= 2 * done / min(rate, documented or rate)
    assert refused <= done  # at most one call in two, of the eight attempts that each has


def test_a_documented_rate_that_holds_is_refused_at_the_beginning_only(world: World) -> None:
    paced, limit = Pace(world.stop, RATE), world.bucket(RATE)
    world.work(paced, limit, 50)
    assert world.work(paced, limit, 1000) == 0


def test_a_pace_that_was_learned_is_given_up_when_nothing_is_refused_any_more(world: World) -> None:
    paced = Pace(world.stop)
    world.ask(paced, [True] * 100)
    world.ask(paced, [False] * 60 * WINDOW)
    world.waits.clear()
    world.ask(paced, [False] * 100)
    assert world.waits == []


def test_a_pace_below_the_documented_one_rises_to_it_and_no_higher(world: World) -> None:
    paced = Pace(world.stop, RATE)
    world.ask(paced, [True] * 100)
    world.ask(paced, [False] * 60 * WINDOW, latency=0)
    world.waits.clear()
    world.ask(paced, [False] * 3, latency=0)
    assert world.waits == pytest.approx([SPACING] * 3)


def test_some_refusals_leave_a_pace_as_it_is(world: World) -> None:
    paced = Pace(world.stop, RATE)
    world.ask(paced, [True] * 2 * WINDOW)
    slow = paced._spacing
    world.ask(paced, window(MANY - 1))
    assert slow == paced._spacing > SPACING


def test_a_stopped_scan_waits_for_nothing() -> None:
    stop = Event()
    paced = Pace(stop, 0.001)
    for throttled in window(MANY):
        paced.answered(throttled=throttled)
    stop.set()
    paced.wait()  # its turn is in a quarter of an hour
