"""What a person may get wrong, and how the command says so."""

import logging
import sys
from contextlib import nullcontext
from typing import Any

import pytest
from support.facts import unit
from support.snapshots import write

from scanner import rules
from scanner.cli import demo, scan
from scanner.cli import main as entrance
from scanner.collect import ScanInterruptedError
from scanner.demo import server
from scanner.errors import SafeholdError


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--nonsense"], "No such option '--nonsense'"),
        (["scna"], "No such command 'scna'"),
        (["scan", "--fail-on", "urgent"], "'urgent' is not one of"),
        (["scan", "--collectors", "dynamo"], "'dynamo' is none of"),
        (["scan", "--collectors", ","], "no name given"),
        (["scan", "--workers"], "requires an argument"),
        (["evaluate"], "Missing argument 'SNAPSHOT'"),
        (["collect"], "Missing option '--output'"),
    ],
)
def test_usage(safehold: Any, arguments: Any, complaint: Any) -> None:
    result = safehold(*arguments)
    assert result.exit_code == 2
    assert complaint in result.stderr


def test_a_configuration_that_is_not_there(safehold: Any, snapshot: Any) -> None:
    result = safehold("evaluate", snapshot, "--config", "missing.yaml")
    assert result.exit_code == 2
    assert "missing.yaml" in result.stderr


def test_a_configuration_with_a_mistake_names_file_and_line(safehold: Any, snapshot: Any, tmp_path: Any) -> None:
    (tmp_path / "safehold.yaml").write_text("version: 1\nfail_on: urgent\n")
    result = safehold("evaluate", snapshot)
    assert result.exit_code == 2
    assert "safehold.yaml:2: fail_on" in result.stderr


def test_hostile_text_in_a_complaint_is_shown_inert(safehold: Any) -> None:
    result = safehold("snapshot", "verify", "a\x1b[31m\u202eb")
    assert result.exit_code == 2
    assert "\x1b" not in result.stderr
    assert "\\x1b[31m\\u202eb" in result.stderr


def test_what_a_complaint_repeats_is_no_command_of_a_ci_system_and_no_secret(monkeypatch: Any, safehold: Any) -> None:
    def broken(*_: Any) -> None:
        raise SafeholdError("it is\n::set-output name=a::b\n##vso[task.x]\nAKIAIOSFODNN7EXAMPLE")

    monkeypatch.setattr(rules, "load", broken)
    assert safehold("version").stderr.splitlines() == [
        "safehold: error: it is",
        r"  :\x3aset-output name=a::b",
        r"  #\x23vso[task.x]",
        "  [redacted]",
    ]


def test_the_log_tells_no_secret_and_commands_no_ci_system() -> None:
    signed = "SignatureDoesNotMatch: x-amz-security-token:IQoJb3JpZ2luX2VjEJz\n::add-mask::a\x1b[0m"
    record = logging.LogRecord("x", logging.DEBUG, "", 0, "%s", (signed,), None)
    assert entrance.Lines("%(levelname)s: %(message)s").format(record) == (
        "DEBUG: SignatureDoesNotMatch: x-amz-security-token:[redacted]\n:\\x3aadd-mask::a\\x1b[0m"
    )


def test_an_error_of_ours_is_told_in_one_line_and_its_traceback_only_on_demand(monkeypatch: Any, safehold: Any) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("of ours")

    monkeypatch.setattr(rules, "load", broken)
    result = safehold("version")
    assert result.exit_code == 1
    complaint = "safehold: error: internal error: ZeroDivisionError: of ours"
    assert result.stderr == f"{complaint} (run again with --debug for the details)\n"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (KeyboardInterrupt(), "stopped; nothing was written\n"),
        (ScanInterruptedError(0, 9), "stopped; nothing was written\n"),
        (
            ScanInterruptedError(7, 9),
            "stopped; 7 of 9 units are kept; go on with:\n  safehold version -o 'my folder' --resume\n",
        ),
    ],
)
def test_being_stopped_is_told_and_is_no_failure_of_the_scanner(
    monkeypatch: Any, safehold: Any, error: BaseException, told: str
) -> None:
    def stopped(*_: Any) -> None:
        raise error

    monkeypatch.setattr(rules, "load", stopped)
    monkeypatch.setattr(entrance, "leave", sys.exit)
    monkeypatch.setattr(sys, "argv", ["/usr/bin/safehold", "version", "-o", "my folder"])
    result = safehold("version")
    assert result.exit_code == 130
    assert result.stderr == f"\nsafehold: error: {told}"
    monkeypatch.setattr(sys, "argv", ["safehold", "version", "--resume"])
    assert safehold("version").stderr.endswith((" version --resume\n", "nothing was written\n"))


def test_of_a_demo_that_is_stopped_nothing_is_kept(monkeypatch: Any, safehold: Any, tmp_path: Any) -> None:
    def stopped(_plan: Any, _running: Any, folder: Any) -> None:
        folder.mkdir()
        raise ScanInterruptedError(7, 9)

    monkeypatch.setattr(demo, "take_snapshot", stopped)
    monkeypatch.setattr(server, "serving", lambda: nullcontext("http://127.0.0.1:9"))
    monkeypatch.setattr(entrance, "leave", sys.exit)
    assert safehold("demo").stderr.endswith("\nsafehold: error: stopped; nothing was written\n")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_is_no_internal_error(monkeypatch: Any, safehold: Any) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device", "/somewhere")

    monkeypatch.setattr(rules, "load", full)
    result = safehold("version")
    assert result.exit_code == 1
    assert "/somewhere: No space left on device" in result.stderr


def test_ctrl_c_while_reports_are_written_keeps_the_snapshot(monkeypatch: Any, safehold: Any, tmp_path: Any) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    def taken(_plan: Any, _running: Any, folder: Any) -> Any:
        return write(folder, units=[unit("dynamodb.table")])

    monkeypatch.setattr(scan, "take_snapshot", taken)
    monkeypatch.setattr(scan, "write_reports", interrupted)
    monkeypatch.setattr(entrance, "leave", sys.exit)
    monkeypatch.setattr(sys, "argv", ["safehold", "scan", "--region", "eu-west-1"])
    told = safehold("scan", "--region", "eu-west-1").stderr
    assert told.endswith("stopped; 4 of 4 units are kept; go on with:\n  safehold scan --region eu-west-1 --resume\n")
    assert (tmp_path / ".safehold-report.partial" / "snapshot" / "manifest.json").is_file()
