"""`--push-security-hub`: what a person is told of it, and what becomes of the exit code."""

from __future__ import annotations

from typing import cast

import pytest
from support import reports

from scanner.cli.gate import Gate
from scanner.cli.pushing import Pushing, pushed
from scanner.errors import CredentialsError, UsageError
from scanner.model import Report
from scanner.securityhub import Hub, Pushed

GATE = Gate(10, "2 findings at or above high")


class Answering:
    """A hub that answers what is written down."""

    def __init__(self, done: Pushed) -> None:
        self.done = done
        self.region = done.region

    def push(self, _report: Report) -> Pushed:
        return self.done


def ended(**done: object) -> Gate:
    made = Pushed("111122223333", "eu-west-1", **done)  # type: ignore[arg-type]
    return pushed(GATE, cast("Hub", Answering(made)), reports.empty())


def test_nothing_is_pushed_unless_it_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert Pushing().hub(None) is None
    assert pushed(GATE, None, reports.empty()) is GATE
    assert capsys.readouterr().err == ""


def test_what_was_taken_is_told_and_the_exit_code_stays(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(imported=12, suppressed=2, reopened=1) == GATE
    assert capsys.readouterr().err == (
        "safehold: importing into Security Hub, Region eu-west-1 …\n"
        "safehold: Security Hub in account 111122223333, Region eu-west-1: 12 imported, 2 suppressed, 1 reopened\n"
    )


def test_what_was_refused_is_named_and_the_run_fails(capsys: pytest.CaptureFixture[str]) -> None:
    gate = ended(imported=1, refused=[f"finding {number}\x1b[31m" for number in range(23)])
    assert gate == Gate(1, "Security Hub: 23 refused; the scan itself: exit 10: 2 findings at or above high")
    lines = capsys.readouterr().err.splitlines()
    assert lines[2] == "safehold: error: Security Hub refused finding 0\\x1b[31m"
    assert lines[-1] == "safehold: error: … and 3 more"
    assert len(lines) == 23


def test_a_push_that_was_stopped_says_why_and_the_run_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(stopped="Security Hub is off").code == 1
    assert capsys.readouterr().err.endswith("safehold: error: Security Hub is off\n")


def test_a_region_alone_is_a_mistake() -> None:
    with pytest.raises(UsageError, match="--push-security-hub"):
        Pushing(security_hub_region="eu-west-1").hub(None)


def test_a_region_that_is_none_is_told_before_anything_is_scanned() -> None:
    with pytest.raises(CredentialsError, match="eu-west-9"):
        Pushing(push_security_hub=True, security_hub_region="eu-west-9").hub(None)


def test_the_region_of_the_configuration_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    hub = Pushing(push_security_hub=True).hub(None)
    assert hub is not None
    assert hub.region == "eu-central-1"
