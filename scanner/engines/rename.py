"""Policies moved below a package of their own: `package rules.s3.x` becomes `package <root>.rules.s3.x`.

Every reference to `data` gains the root too. The places come from the syntax tree, so that neither strings nor
comments are touched, and lines stay where they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from graphlib import TopologicalSorter

from scanner.lint.reader import trees
from scanner.lint.syntax import Call, Expr, Tree, Var
from scanner.lint.walk import every_expression
from scanner.rego import Module


def below(root: str, modules: Sequence[Module]) -> Iterator[tuple[Module, str]]:
    """Each module with its new source, after those that it uses: a server compiles what it has so far."""
    by_package = {found.package: found for found in trees(modules)}
    uses = {package: _used(found) & by_package.keys() for package, found in by_package.items()}
    for package in TopologicalSorter(uses).static_order():
        found = by_package[package]
        yield found.module, _moved(root, found)


def _used(found: Tree) -> set[str]:
    """The packages that a module imports."""
    return {".".join(each.path[1:]) for each in found.imports if each.path[0] == "data"}


def _moved(root: str, found: Tree) -> str:
    inserted = {found.package_at: f"{root}."} | {at + len("data"): f".{root}" for at in _data_places(found)}
    source = found.module.source.encode()
    pieces, done = [], 0
    for at, text in sorted(inserted.items()):
        pieces += [source[done:at], text.encode()]
        done = at
    return b"".join([*pieces, source[done:]]).decode()


def _data_places(found: Tree) -> Iterator[int]:
    for each in found.imports:
        if each.path[0] == "data":
            yield each.at
    for node in every_expression(found):
        if _is_data(node):
            yield node.at


def _is_data(node: Expr) -> bool:
    return (isinstance(node, Var) and node.name == "data") or (isinstance(node, Call) and node.name.startswith("data."))
