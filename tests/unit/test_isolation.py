"""Code that hangs, or ends its process, is survived."""

import multiprocessing
import os
import signal
import time

import pytest

from scanner.isolation import Died, isolated

PLENTY = 60.0


def start_method(number: int) -> str:
    assert number
    return multiprocessing.get_start_method()


def double(number: int) -> int:
    return 2 * number


def refuse(number: int) -> int:
    raise ValueError(number)


def hang(number: int) -> int:
    while number:
        time.sleep(1)
    return number


def crash(number: int) -> int:
    os.kill(os.getpid(), signal.SIGSEGV)
    return number


def test_what_it_returns_comes_back() -> None:
    assert isolated(double, PLENTY, 21) == 42


def test_its_process_is_a_fresh_one_and_no_fork() -> None:
    assert isolated(start_method, PLENTY, 1) == "spawn"


def test_what_it_raises_comes_back() -> None:
    with pytest.raises(ValueError, match="21"):
        isolated(refuse, PLENTY, 21)


def test_it_is_stopped_at_its_deadline() -> None:
    with pytest.raises(Died, match=r"^no answer within 0\.2 s$"):
        isolated(hang, 0.2, 1)


def test_its_end_is_told() -> None:
    with pytest.raises(Died, match=r"^its process ended without an answer \(exit code -11\)$"):
        isolated(crash, PLENTY, 1)
