"""The syntax tree of a module, typed: what regorus gives as JSON, with every reference in one piece.

`at` is a node's first byte in the source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from scanner.model import Json
from scanner.rego import Module, Problem, position


@dataclass(frozen=True, slots=True)
class Var:
    """A name: a variable, a rule, `input`, `data`, or an import."""

    at: int
    name: str


@dataclass(frozen=True, slots=True)
class Scalar:
    """A string, number, boolean or null."""

    at: int
    value: Json


@dataclass(frozen=True, slots=True)
class Collection:
    """A literal. sort: "array", "set" or "object", whose items are its keys and values in turn."""

    at: int
    sort: str
    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Comprehension:
    """`[term | query]`. terms: one, or an object's key and value."""

    at: int
    terms: tuple[Expr, ...]
    query: Query


@dataclass(frozen=True, slots=True)
class Call:
    """A call. name: as it is written, "time.parse_rfc3339_ns"."""

    at: int
    name: str
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """`root.a["b"][x]`: a root that is no reference itself, and at least one step."""

    at: int
    root: Expr
    steps: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Infix:
    """Two operands. op: ":=" and "=" too."""

    at: int
    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Minus:
    """`-x`."""

    at: int
    operand: Expr


@dataclass(frozen=True, slots=True)
class Member:
    """`value in collection`."""

    at: int
    key: Expr | None
    value: Expr
    collection: Expr


Expr: TypeAlias = Var | Scalar | Collection | Comprehension | Call | Ref | Infix | Minus | Member


@dataclass(frozen=True, slots=True)
class Test:
    """An expression that must hold."""

    at: int
    expr: Expr


@dataclass(frozen=True, slots=True)
class Not:
    """An expression that must not hold, or be undefined."""

    at: int
    expr: Expr


@dataclass(frozen=True, slots=True)
class Some:
    """`some x, y`."""

    at: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SomeIn:
    """`some key, value in collection`."""

    at: int
    key: Expr | None
    value: Expr
    collection: Expr


@dataclass(frozen=True, slots=True)
class Every:
    """`every key, value in domain { query }`."""

    at: int
    names: tuple[str, ...]
    domain: Expr
    query: Query


Literal: TypeAlias = Test | Not | Some | SomeIn | Every


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of a body, and what `with` puts where for it."""

    literal: Literal
    mocks: tuple[tuple[Expr, Expr], ...]


Query: TypeAlias = tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """One way for a rule to have a value. value: None for true. otherwise: it is an `else`."""

    at: int
    value: Expr | None
    query: Query
    otherwise: bool


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition of a rule; a rule may have several.

    head: a Var, or a Ref for `p[k]` and `a.b`. sort: "value", "set" (`contains`), "function" or "default".
    args: a function's parameters. element: what a set gains.
    """

    at: int
    head: Expr
    sort: str
    args: tuple[Expr, ...]
    element: Expr | None
    bodies: tuple[Body, ...]

    @property
    def name(self) -> str:
        """The rule's name; of `a.b` and `p[k]`, the part before."""
        root = self.head.root if isinstance(self.head, Ref) else self.head
        return root.name if isinstance(root, Var) else ""


@dataclass(frozen=True, slots=True)
class Import:
    """`import data.lib.x as y`. path: ("data", "lib", "x"). root_at: where `data` stands."""

    at: int
    path: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Tree:
    """A module, parsed."""

    module: Module
    package: str
    package_at: int
    imports: tuple[Import, ...]
    definitions: tuple[Definition, ...]

    def problem(self, at: int, message: str) -> Problem:
        """A problem at a byte of the source."""
        return Problem(self.module.path, *self.place(at), message)

    def place(self, at: int) -> tuple[int, int]:
        """Line and column, from 1, of a byte of the source."""
        return position(self.module.source, len(self.module.source.encode()[:at].decode(errors="ignore")))

    @property
    def libraries(self) -> dict[str, str]:
        """The package behind each imported name."""
        return {each.name: ".".join(each.path[1:]) for each in self.imports if each.path[0] == "data"}

    def library_function(self, call: str) -> tuple[str, str] | None:
        """The package and name of a library's function, from how a call writes it; None for all else."""
        prefix, _, name = call.rpartition(".")
        if prefix.startswith("data."):
            return prefix.removeprefix("data."), name
        package = self.libraries.get(prefix)
        return (package, name) if package else None

    def named(self, name: str) -> tuple[Definition, ...]:
        """Every definition of a rule."""
        return tuple(definition for definition in self.definitions if definition.name == name)
