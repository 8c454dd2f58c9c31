"""Every command that the documentation shows is run, page by page and in its order, and must print what stands there.

`…` on a line of its own stands for any lines, and within a line for any text; moments and days may differ.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from support import documented_aws
from support.manual import SHELLS, Command, Page, pages
from support.shell import BESIDE, Ended, Shell, is_safehold, programs, safehold

from scanner.demo import server

pytestmark = pytest.mark.xdist_group("documentation")

REPORT = "safehold-report"
ENDS = {0, 3, 10, 11}
"""How a command may end that is shown without a message: the scanner worked, whatever it found."""

CONFIGURATION = """
[default]
region = eu-west-1
[profile audit]
region = eu-west-1
aws_access_key_id = testing
aws_secret_access_key = testing
"""


@dataclass(frozen=True, slots=True)
class Workplace:
    """demo: how `safehold demo` ended. report: the folder that it wrote."""

    demo: Ended
    report: Path


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    """The AWS of all pages, and the demo, run once."""
    home = tmp_path_factory.mktemp("documentation")
    (home / "config").write_text(CONFIGURATION)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in server.SETTINGS.items():
            patch.setenv(name, value)
        with documented_aws.serving() as account:
            for name in [name for name in os.environ if name.startswith("AWS_")]:
                patch.delenv(name)
            patch.setenv("AWS_ENDPOINT_URL", account.url)
            patch.setenv("AWS_ACCESS_KEY_ID", "testing")
            patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
            patch.setenv("AWS_CONFIG_FILE", str(home / "config"))
            patch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
            patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
            patch.setenv("NO_PROXY", "127.0.0.1")
            patch.setenv("COLUMNS", "80")
            patch.setattr(server, "serving", lambda: nullcontext(account.url))
            patch.chdir(home)
            demo = safehold("demo")
            account.extend()
            yield Workplace(demo, home / REPORT)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_every_command_runs_and_prints_what_the_page_shows(
    page: Page, workplace: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(workplace.report, tmp_path / REPORT)  # what earlier pages left
    shell = Shell()
    for block in page.blocks():
        if block.file:
            (tmp_path / block.file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / block.file).write_text(_moved(block.text), "utf-8")
        for command in block.commands() if block.language in SHELLS else ():
            if not _elsewhere(command):
                _check(command, _run(shell, command, workplace))


def _check(command: Command, ended: Ended) -> None:
    shown = command.output
    assert ended.code in ENDS or (shown and ended.err.strip() in shown), f"{command}\n{ended.code} {ended.shown}"
    if shown is not None:
        fits = any(_fits(shown, printed) for printed in (ended.out, ended.err, ended.shown))
        assert fits, f"{command}\nprints\n{ended.shown}"


def _run(shell: Shell, command: Command, workplace: Workplace) -> Ended:
    if command.text.endswith("safehold demo"):
        shell.last = workplace.demo
        return workplace.demo
    return shell.run(_moved(command.text))


def _elsewhere(command: Command) -> bool:
    """Whether nothing in a command is run here: its programs are held against what they need instead."""
    called = programs(command.text)
    here = [is_safehold(words) or words[0] in BESIDE or command.text == "echo $?" for words in called]
    return not all(here)


WRITTEN = date(2026, 11, 23)
"""The day as of which the pages are written: what is current there is current whenever the tests run."""


def _moved(text: str) -> str:
    shift = datetime.now(UTC).date() - WRITTEN
    return _DAY.sub(lambda day: (date.fromisoformat(day[0]) + shift).isoformat(), text)


_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _plain(text: str) -> str:
    lines = (line.rstrip() for line in text.strip("\n").splitlines())
    return "\n".join(_DAY.sub("<day>", _MOMENT.sub("<moment>", line)) for line in lines)


def _fits(shown: str, printed: str) -> bool:
    pattern = "".join(
        r"(?:.*\n)*?" if line == "…" else f"{'.*?'.join(map(re.escape, line.split('…')))}\n"
        for line in _plain(shown).splitlines()
    )
    return re.fullmatch(pattern, f"{_plain(printed)}\n") is not None


def test_output_that_differs_is_not_taken_for_what_is_shown() -> None:
    assert _fits("a\n…\nz", "a\nb\nc\nz\n")
    assert _fits("taken 2026-01-01T00:00:00Z by …", "taken 2027-02-02T00:00:00Z by us")
    assert not _fits("a\nz", "a\nb\nz")
    assert not _fits("12 findings", "13 findings")
