"""All modules of a pack as one, for an OPA server: it compiles everything that it has anew at each upload.

`package rules.s3.x` with its rule `compliant` becomes the rule `rules.s3.x.compliant` of the one package, so that
`data.rules.s3.x.compliant` becomes `data.<root>.rules.s3.x.compliant`. Inside of a module a name may be a rule, an
import or, in some bodies, a variable that hides either: so each name that is a rule or an import is replaced
wherever the module writes it, and stands for that rule or import in the imports of the whole. What hid it then still
does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scanner.lint.reader import trees
from scanner.lint.syntax import Tree
from scanner.rego import Module

_TOKEN = re.compile(
    rb"""
    "(?:[^"\\]|\\.)*" | `[^`]*` | \#[^\n]*                                     # nothing in these is a name
    | (?P<statement>\b(?:package|import)\s+\w+(?:\.\w+|\["[^"]*"\])*(?:\s+as\s+\w+)?)
    | \.\w+                                                                    # a step of a reference is none
    | (?P<name>\w+)
    """,
    re.VERBOSE | re.DOTALL,
)
_NO_LINE_END = re.compile(rb"[^\n]")


@dataclass(frozen=True, slots=True)
class Merged:
    """One module, called `name`. starts: the line that each of the modules that it was made of begins on."""

    name: str
    source: str
    starts: tuple[tuple[int, Module], ...]

    def told(self, text: str) -> str:
        """What OPA says, with the files and lines that people know."""
        return re.sub(rf"{re.escape(self.name)}:(\d+)", lambda place: self._place(int(place[1])), text)

    def _place(self, line: int) -> str:
        """Before the first module stand the imports, which are none of people's lines."""
        for start, module in reversed(self.starts):
            if start <= line:
                return f"{module.path}:{line - start + 1}"
        return self.name


def merged(root: str, modules: Sequence[Module], more: str) -> Merged:
    """The modules, which `scanner.rules` has found to be without fault, as the package `root`, and `more` after them.

    root: a name that no module uses. more: definitions that refer to the modules as `data.<root>.…`.
    """
    found = list(trees(modules))
    head = [f"package {root}", "", *(line for index, tree in enumerate(found) for line in _imports(root, index, tree))]
    pieces, starts, line = [*head], [], len(head) + 1
    for index, tree in enumerate(found):
        text = _moved(root, index, tree)
        starts.append((line, tree.module))
        line += text.count("\n") + 1
        pieces.append(text)
    return Merged(f"{root}/policies.rego", "\n".join([*pieces, more]), tuple(starts))


def _imports(root: str, index: int, tree: Tree) -> Iterator[str]:
    """What the names of a module stand for."""
    for name in dict.fromkeys(definition.name for definition in tree.definitions):
        yield f"import data.{root}.{tree.package}.{name} as {_own(root, index)}{name}"
    for each in tree.imports:
        if each.path[0] in ("data", "input"):  # not `rego.v1`, which is how OPA reads it anyway
            first = f"data.{root}" if each.path[0] == "data" else "input"
            yield f"import {'.'.join([first, *each.path[1:]])} as {_own(root, index)}{each.name}"


def _moved(root: str, index: int, tree: Tree) -> str:
    """The module without its package and imports, each line where it was."""
    heads = {definition.head.at for definition in tree.definitions}
    names = {definition.name for definition in tree.definitions} | {each.name for each in tree.imports}

    def replaced(token: re.Match[bytes]) -> bytes:
        if token["statement"]:
            return _NO_LINE_END.sub(b" ", token[0])
        name = (token["name"] or b"").decode()
        if token.start() in heads:
            return f"{tree.package}.{name}".encode()
        if name in names:
            return f"{_own(root, index)}{name}".encode()
        return f"data.{root}".encode() if name == "data" else token[0]

    return _TOKEN.sub(replaced, tree.module.source.encode()).decode()


def _own(root: str, index: int) -> str:
    """What begins the names of a module, and no other name."""
    return f"{root}_{index}_"
