"""Rego modules: reading a folder of policies, and parsing them with regorus.

A folder has the layout of our own policies/, which is a valid OPA bundle root:
    rules/<service>/<name>.rego        package rules.<service>.<name>, with <name>_test.rego beside it
    lib/<name>.rego                    package lib.<name>: functions of their arguments
    recovery/<name>.rego               package recovery.<name>: how data comes back; ours alone
    testing/<name>.rego                package testing.<name>: helpers of tests
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

import orjson
import regorus  # type: ignore[import-untyped]  # it ships no types

from scanner.errors import RuleError
from scanner.isolation import Died, isolated
from scanner.model import Json

PARSE_SECONDS = 10.0
"""How long a user's folder may take to parse. Ours takes hundredths of a second; but parsing is exponential in
how deep literals are nested, so that a few lines can take for ever."""

MOST_NESTED = 12
"""Brackets within brackets: at 14 regorus takes half a second to parse one literal, and each level doubles it."""

_BRACKETS = re.compile(r""""(?:\\.|[^"\\\n])*"|`[^`]*`|#[^\n]*|(?P<open>[\[{(])|(?P<close>[\]})])""")
_PLACE = re.compile(r"--> (?P<place>[^\n]*:\d+:\d+)\n")
_ERROR = re.compile(r"^error: (?P<message>.*)", re.MULTILINE | re.DOTALL)
_HINTS = {
    "rule must have a body or assignment": "; write `:= true` after it, which OPA alone adds by itself",
    "invalid character": '; text is in "…" or `…`, and regorus knows no $"…": use sprintf',
}
_BACKTRACE = "\n\nStack backtrace:"
_DEPTHS = {"rules": 3, "lib": 2, "recovery": 2, "testing": 2}
_LAYOUT = "rules/<service>/<name>.rego, lib/<name>.rego or testing/<name>.rego"


class Sort(StrEnum):
    """What a module is for, by the place of its file."""

    RULE = "rules"
    LIB = "lib"
    RECOVERY = "recovery"
    TESTING = "testing"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Module:
    """A Rego file. path: as shown to people. name: below its folder, with /: "rules/s3/versioning_enabled.rego"."""

    path: str
    name: str
    source: str

    @property
    def sort(self) -> Sort:
        """What it is for."""
        return Sort.TEST if self.name.endswith("_test.rego") else Sort(PurePosixPath(self.name).parts[0])

    @property
    def package(self) -> str:
        """The package that its place asks for: "rules.s3.versioning_enabled"."""
        return ".".join(PurePosixPath(self.name).with_suffix("").parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that has to change. line and column count from 1."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        """The problem as compilers print it, which editors turn into a link."""
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


def read(folder: Path, shown: str) -> tuple[Module, ...]:
    """Every Rego file below `folder`, by name. `shown` stands for the folder in the modules' paths.

    Raises:
        RuleError: a file lies where none belongs, or is no UTF-8 text.
    """
    found = sorted((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*.rego") if path.is_file())
    modules = []
    for name, path in found:
        where = f"{shown}/{name}"
        parts = PurePosixPath(name).parts
        if len(parts) != _DEPTHS.get(parts[0]):
            raise RuleError(f"{where}:1:1: not a place for a policy; it belongs in {_LAYOUT} of the folder")
        try:
            modules.append(Module(where, name, path.read_bytes().decode()))
        except UnicodeDecodeError as error:
            raise RuleError(f"{where}:1:1: not UTF-8 text ({error.reason}); save the file as UTF-8") from None
    return tuple(modules)


def parse(modules: Sequence[Module], *, trusted: bool) -> list[Json | Problem]:
    """Each module's syntax tree as regorus gives it, or why it does not parse.

    trusted: parse here and now. What others wrote is parsed in a process of its own, within PARSE_SECONDS.
    """
    answers = [_parse(module) for module in modules] if trusted else _parse_apart(modules)
    return [_tree(module, answer) for module, answer in zip(modules, answers, strict=True)]


def said_by_regorus(error: BaseException) -> tuple[str, str]:
    """The place ("path:line:column", or "") and the message of an exception of regorus, without its backtrace."""
    text = str(error).split(_BACKTRACE, 1)[0]
    place, message = _PLACE.search(text), _ERROR.search(text)
    return place["place"] if place else "", " ".join((message["message"] if message else text).split())


def is_panic(error: BaseException) -> bool:
    """Whether `error` is a panic of regorus: a BaseException whose class cannot be imported."""
    return type(error).__name__ == "PanicException"


def _parse_apart(modules: Sequence[Module]) -> list[str | Problem]:
    """All in one process; when that dies, each in its own, to learn which is to blame."""
    answers: dict[Module, str | Problem] = {}
    for module in modules:
        if problem := _too_deep(module):
            answers[module] = problem
    rest = [module for module in modules if module not in answers]
    try:
        answers.update(zip(rest, isolated(_parse_all, PARSE_SECONDS, rest), strict=True))
    except Died:
        for module in rest:
            answers[module] = _parse_alone(module)
    return [answers[module] for module in modules]


def _parse_alone(module: Module) -> str | Problem:
    try:
        return isolated(_parse, PARSE_SECONDS, module)
    except Died as died:
        return Problem(module.path, 1, 1, f"cannot be parsed: {died}; split the file, and nest less deeply")


def _parse_all(modules: Sequence[Module]) -> list[str | Problem]:
    return [_parse(module) for module in modules]


def _parse(module: Module) -> str | Problem:
    engine = regorus.Engine()
    try:
        engine.add_policy(module.path, module.source)
        return str(engine.get_ast_as_json())
    except RuntimeError as error:
        place, message = said_by_regorus(error)
        line, column = place.rsplit(":", 2)[1:] if place else (1, 1)
        return Problem(module.path, int(line), int(column), f"does not parse: {message}{_HINTS.get(message, '')}")


def _tree(module: Module, answer: str | Problem) -> Json | Problem:
    if isinstance(answer, Problem):
        return answer
    try:
        return orjson.loads(answer)[0]["ast"]
    except orjson.JSONDecodeError:
        return Problem(module.path, 1, 1, "nested too deeply to be checked; name its parts and use the names")


def _too_deep(module: Module) -> Problem | None:
    """Brackets within brackets beyond MOST_NESTED, found before the parser sees them."""
    depth = 0
    for token in _BRACKETS.finditer(module.source):
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth -= 1
        if depth > MOST_NESTED:
            line, column = position(module.source, token.start())
            what = f"brackets nested deeper than {MOST_NESTED}; keep test data in JSON files, and name parts"
            return Problem(module.path, line, column, what)
    return None


def position(source: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of a character."""
    before = source[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")
