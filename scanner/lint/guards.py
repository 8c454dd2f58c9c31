"""What a body proves not to be null, by the form of its statements.

An expression is known by its key, "input.config.pitr.window_days"; one without a key is not followed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scanner.lint.syntax import (
    Call,
    Collection,
    Comprehension,
    Every,
    Expr,
    Infix,
    Literal,
    Member,
    Ref,
    Scalar,
    SomeIn,
    Test,
)
from scanner.lint.walk import parts

Key = Callable[[Expr], str]
Nullable = Callable[[Expr], bool]

_TYPES = frozenset({"is_array", "is_boolean", "is_number", "is_object", "is_set", "is_string"})
_STRICT = frozenset({"abs", "ceil", "count", "floor", "lower", "round", "sum", "time.parse_rfc3339_ns"})
"""Built-ins that fail on null: a rule that comes past one is unknown, and never compliant, where there is null."""

_ARITHMETIC = frozenset({"+", "-", "*", "/", "%"})


def meant(literal: Literal, key: Key) -> str:
    """The key of what a statement says outright must not be null, and so leaves out on purpose where it is."""
    match literal:
        case Test(expr=Call(name=name, args=(argument,))) if name in _TYPES:
            return key(argument)
        case Test(expr=Infix(op="!=", left=side, right=Scalar(value=None))):
            return key(side)
        case _:
            return ""


def proven(literal: Literal, key: Key, nullable: Nullable) -> frozenset[str]:
    """The keys of what cannot be null where a statement holds."""
    return frozenset(filter(None, _proven(literal, key, nullable)))


def _proven(literal: Literal, key: Key, nullable: Nullable) -> Iterator[str]:
    match literal:
        case Test(expr=expr):
            yield from _by_form(expr, key, nullable)
            yield from _evaluated(expr, key)
        case SomeIn(collection=collection):
            yield key(collection)
            yield from _evaluated(collection, key)
        case Every(domain=domain):
            yield key(domain)
            yield from _evaluated(domain, key)


def _by_form(expr: Expr, key: Key, nullable: Nullable) -> Iterator[str]:
    match expr:
        case Call(name=name, args=(argument,)) if name in _TYPES:
            yield key(argument)
        case Member(value=value, collection=Collection(items=items)):
            if not any(nullable(item) for item in items):
                yield key(value)
        case Infix(op="!=", left=side, right=Scalar(value=None)) | Infix(op="!=", left=Scalar(value=None), right=side):
            yield key(side)
        case Infix(op="==", left=left, right=right):
            yield from (key(side) for side, other in ((left, right), (right, left)) if not nullable(other))
        case Infix(op=">" | ">=", left=greater, right=lesser) | Infix(op="<" | "<=", left=lesser, right=greater):
            # null is less than everything else, so that what is greater than anything is not null.
            if expr.op in ("<", ">") or not nullable(lesser):
                yield key(greater)


def _evaluated(expr: Expr, key: Key) -> Iterator[str]:
    """What must be there for an expression to have a value: all that a path goes through, and strict operands."""
    match expr:
        case Ref(root=root, steps=steps):
            yield key(root)
            yield from (key(Ref(expr.at, root, steps[:length])) for length in range(1, len(steps)))
        case Call(name=name, args=args) if name in _STRICT:
            yield from map(key, args)
        case Infix(op=op, left=left, right=right) if op in _ARITHMETIC:
            yield from (key(left), key(right))
    if not isinstance(expr, Comprehension):
        for part in parts(expr):
            if not isinstance(part, tuple):
                yield from _evaluated(part, key)
