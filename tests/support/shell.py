"""A shell for the commands that the documentation shows: safehold runs in this process, by its real entry point."""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from scanner.cli.main import main

BESIDE = {"cat", "grep", "head", "jq", "ls", "mkdir", "sha256sum", "tail"}
"""Other programs that are run for real."""

_AFTER = {"|", "&&"}


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command left behind. shown: what a terminal shows of both streams, in order."""

    code: int
    out: str
    err: str
    shown: str


class Shell:
    """Runs commands in the current folder: pipes, `>`, `&&` and `$?` are known, and nothing else of a shell."""

    def __init__(self) -> None:
        self.last = Ended(0, "", "", "")

    def run(self, text: str) -> Ended:
        """Run a line."""
        if text == "echo $?":
            return Ended(0, f"{self.last.code}\n", "", f"{self.last.code}\n")
        words = _words(text)
        ended = Ended(0, "", "", "")
        said = ""
        while words:
            cut = next((at for at, word in enumerate(words) if word in _AFTER), len(words))
            ended = self._one(words[:cut], said)
            after, words = words[cut : cut + 1], words[cut + 1 :]
            if after == ["&&"] and ended.code:
                break
            said = ended.out if after == ["|"] else ""
        self.last = ended
        return ended

    def _one(self, words: list[str], said: str) -> Ended:
        target = ""
        if words[-2:-1] == [">"]:
            *words, _, target = words
        ended = safehold(*words[1:]) if _is_safehold(words[0]) else _beside(words, said)
        if target:
            Path(target).write_text(ended.out, "utf-8")
            return Ended(ended.code, "", ended.err, ended.err)
        return ended


def safehold(*arguments: str) -> Ended:
    """The real command, in this process."""
    result = CliRunner().invoke(main, list(arguments), prog_name="safehold")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ended(result.exit_code, result.stdout, result.stderr, result.output)


def _words(text: str) -> list[str]:
    lexer = shlex.shlex(text, posix=True, punctuation_chars="|&>")
    lexer.whitespace_split = True
    return list(lexer)


def programs(text: str) -> list[list[str]]:
    """The programs that a line calls, each with its arguments."""
    found: list[list[str]] = [[]]
    for word in _words(text):
        if word in _AFTER:
            found.append([])
        elif word != ">":
            found[-1].append(word)
    return found


def is_safehold(words: list[str]) -> bool:
    """Whether it is our command, from wherever it is called."""
    return bool(words) and _is_safehold(words[0])


def _is_safehold(word: str) -> bool:
    return word.rpartition("/")[2] == "safehold"


def _beside(words: list[str], said: str) -> Ended:
    assert words[0] in BESIDE, f"{words[0]} is not run here"
    done = subprocess.run(words, input=said, capture_output=True, text=True, check=False)  # noqa: S603 - of a fixed set
    return Ended(done.returncode, done.stdout, done.stderr, done.stdout + done.stderr)
