"""Where an expression stands, as `scanner.lint.flow` goes through a rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from scanner.lint.proof import Spot
from scanner.lint.syntax import Expr, Ref, Scalar, Tree, Var
from scanner.lint.values import Value


@dataclass(slots=True)
class Gathered:
    """What may leave a comprehension with less in it, or with more, than there is. See `Value`."""

    hollow: set[str] = field(default_factory=set)
    swollen: bool = False

    def add(self, hollow: Iterable[str], *, swollen: bool) -> None:
        """More of it."""
        self.hollow.update(hollow)
        self.swollen = self.swollen or swollen


@dataclass(slots=True)
class Scope:
    """Where an expression stands.

    proof: whether it helps to prove. call: see `Spot`. names: what variables hold. keys: what each variable is
    known by: the path that it is another name for, or a name of its own. known: keys of what is not null here;
    sure: those that hold outside the comprehension, too; meant: those that it leaves out on purpose. gathered: of the
    comprehension that this is in, if any.
    """

    tree: Tree
    proof: bool
    call: int | None
    known: frozenset[str] = frozenset()
    sure: frozenset[str] = frozenset()
    meant: frozenset[str] = frozenset()
    gathered: Gathered | None = None
    names: dict[str, Value] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    def spot(self, at: int) -> Spot:
        """A byte of the module that the scope is in."""
        return Spot(self.tree, at, self.call)

    def within(self) -> Scope:
        """A scope within this one, which may name more."""
        return replace(self, names=dict(self.names), keys=dict(self.keys))

    def entered(self, tree: Tree, at: int, *, library: bool) -> Scope:
        """The scope of a definition that is used here: it knows what is known of the input itself."""
        call = (self.call if self.call is not None else at) if library else None
        known, sure, meant = map(_of_input, (self.known, self.sure, self.meant))
        return Scope(tree, self.proof, call, known, sure, meant, None if self.gathered is None else Gathered())

    def bind(self, name: str, value: Value, key: str) -> None:
        """Give a variable a value."""
        self.names[name] = value
        self.keys[name] = key

    def key(self, expr: Expr) -> str:
        """What an expression is known by: "input.config.pitr"; "" if it is not followed."""
        match expr:
            case Var(name="_"):
                return ""
            case Var(name=name):
                return self.keys.get(name, name)
            case Ref(root=root, steps=steps):
                keys = [self.key(root), *map(self._step, steps)]
                return ".".join(keys) if all(keys) else ""
            case _:
                return ""

    def _step(self, step: Expr) -> str:
        if isinstance(step, Scalar):
            return str(step.value)
        key = self.key(step)
        return f"[{key}]" if key else ""


def _of_input(keys: frozenset[str]) -> frozenset[str]:
    return frozenset(key for key in keys if key.startswith("input."))
