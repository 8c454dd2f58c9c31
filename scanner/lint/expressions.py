"""What an expression may be, for `scanner.lint.flow`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from scanner.inputs import schema
from scanner.lint.proof import Checks
from scanner.lint.scope import Gathered, Scope
from scanner.lint.syntax import Call, Collection, Comprehension, Expr, Infix, Member, Query, Ref, Scalar, Tree, Var
from scanner.lint.values import NOTHING, NULL, Place, Value, join
from scanner.lint.walk import parts

_KEPT = frozenset({"array.reverse", "array.slice", "object.filter", "object.remove", "sort"})
"""Built-ins whose result holds what their first argument holds."""

_MERGED = frozenset({"array.concat", "intersection", "object.union", "union"})
_PICKED = frozenset({"max", "min"})
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_SETS = frozenset({"|", "&", "-"})
_GET = 3
"""Arguments of object.get."""


class Expressions(ABC):
    """Interprets expressions. found: the module that is linted. libraries: by package."""

    def __init__(self, found: Tree, libraries: Mapping[str, Tree], kinds: Sequence[str], checks: Checks) -> None:
        self.found = found
        self.checks = checks
        self.done: dict[tuple[object, ...], tuple[Value, Gathered | None]] = {}
        self._libraries = libraries
        self._input = Value(frozenset(Place(kind, "", schema(kind)) for kind in kinds))

    @abstractmethod
    def defined(self, tree: Tree, name: str, args: tuple[Value, ...], caller: Scope, at: int) -> Value:
        """What a rule or function gives for arguments."""

    @abstractmethod
    def query(self, query: Query, scope: Scope) -> None:
        """Go through the statements of a body."""

    def value(self, expr: Expr, scope: Scope) -> Value:
        """What an expression may be; not null, where that is known."""
        match expr:
            case Var():
                value = self._var(expr, scope)
                if value is self._input:
                    self.checks.read_whole(value, scope.spot(expr.at))
            case Ref():
                value = self._ref(expr, scope)
            case Call():
                return self._call(expr, scope)
            case Infix():
                return self._infix(expr, scope)
            case Collection():
                return self._collection(expr, scope)
            case Comprehension():
                return self._comprehension(expr, scope)
            case _:
                return self._other(expr, scope)
        return value.without_null() if scope.key(expr) in scope.known else value

    def taken(self, collection: Value, scope: Scope, at: int) -> None:
        """Something is required to be in a collection."""
        if scope.gathered is not None:
            self.gather(scope, collection.hollow, swollen=collection.swollen)
        elif scope.proof:
            self.checks.swollen(collection, scope.spot(at))

    def gather(self, scope: Scope, hollow: Iterable[str], *, swollen: bool = False) -> None:
        """What is true of a comprehension because of something in it."""
        if scope.gathered is not None and not self.checks.silent:
            scope.gathered.add(hollow, swollen=swollen)

    def _var(self, expr: Var, scope: Scope) -> Value:
        if expr.name in scope.names:
            return scope.names[expr.name]
        if expr.name == "input":
            return self._input
        if expr.name == "data":
            self.checks.foreign(scope.spot(expr.at))
        return self.defined(scope.tree, expr.name, (), scope, expr.at) if scope.tree.named(expr.name) else NOTHING

    def _ref(self, expr: Ref, scope: Scope) -> Value:
        value, first = self._root(expr, scope)
        for index in range(first, len(expr.steps)):
            so_far = Ref(expr.at, expr.root, expr.steps[:index]) if index else expr.root
            if value.null and scope.key(so_far) not in scope.sure:
                self.gather(scope, value.pointers)
            step = expr.steps[index]
            if not isinstance(step, Scalar):
                self.value(step, scope)
            name = step.value if isinstance(step, Scalar) and isinstance(step.value, str) else None
            below = value.step(name)
            if below is None:
                self.checks.unknown_field(value, str(name), scope.spot(expr.at))
                return NOTHING
            value = below
        self.checks.read(value, scope.spot(expr.at), proof=scope.proof)
        return value

    def _root(self, expr: Ref, scope: Scope) -> tuple[Value, int]:
        """What a path begins with, and the first step that is left: a constant of a library takes one."""
        root, first = expr.root, expr.steps[0]
        if not isinstance(root, Var):
            return self.value(root, scope), 0
        package = scope.tree.libraries.get(root.name, "") if root.name not in scope.names else ""
        if package in self._libraries and isinstance(first, Scalar):
            return self.defined(self._libraries[package], str(first.value), (), scope, expr.at), 1
        return self._var(root, scope), 0

    def _call(self, expr: Call, scope: Scope) -> Value:
        args = tuple(self.value(argument, scope) for argument in expr.args)
        if any(each.sort == "function" for each in scope.tree.named(expr.name)):
            return self.defined(scope.tree, expr.name, args, scope, expr.at)
        package, name = scope.tree.library_function(expr.name) or ("", "")
        if package in self._libraries:
            return self.defined(self._libraries[package], name, args, scope, expr.at)
        if expr.name == "object.get" and len(args) == _GET:
            return self._get(expr, args, scope)
        return self._builtin(expr.name, args)

    def _builtin(self, name: str, args: tuple[Value, ...]) -> Value:
        elements = join([value.step(None) or NOTHING for value in args])
        hollow, swollen = join(args).hollow, join(args).swollen
        if name in _PICKED:
            return replace(elements, hollow=hollow, swollen=swollen)
        if name in _MERGED:
            return join([*args, Value(element=elements)]).without_null()
        if name in _KEPT and args:
            return args[0]
        return Value(hollow=hollow, swollen=swollen)

    def _get(self, expr: Call, args: tuple[Value, ...], scope: Scope) -> Value:
        value, path = args[0], expr.args[1]
        for step in path.items if isinstance(path, Collection) else (path,):
            value = value.step(step.value if isinstance(step, Scalar) else None) or NOTHING
        if not value.open:
            self.checks.read(value, scope.spot(expr.at), proof=scope.proof)
            if scope.proof and not args[2].null:
                self.checks.default(value, scope.spot(expr.at))
        return join([value, args[2]])

    def _infix(self, expr: Infix, scope: Scope) -> Value:
        left, right = self.value(expr.left, scope), self.value(expr.right, scope)
        if expr.op in _COMPARISONS:
            self._compared(expr, left, right, scope)
            return NOTHING
        if expr.op in _SETS and (left.element or right.element):
            return _combined(expr.op, left, right)
        return Value(hollow=left.hollow | right.hollow, swollen=left.swollen or right.swollen)

    def _compared(self, expr: Infix, left: Value, right: Value, scope: Scope) -> None:
        if NULL in (left, right):
            return
        if scope.gathered is not None:
            for side in (expr.left, expr.right):
                self._left_out(side, scope)
        if scope.proof:
            self.checks.nulls_compared(expr.op, left, right, scope.spot(expr.at))
            self.checks.collections_compared(_meant(expr), left, right, scope.spot(expr.at))

    def _left_out(self, expr: Expr, scope: Scope) -> None:
        """In a comprehension, what is compared leaves its element out where it is null."""
        with self.checks.silence():
            value = self.value(expr, replace(scope, known=scope.sure | scope.meant))
        if value.null:
            self.gather(scope, value.pointers)

    def _collection(self, expr: Collection, scope: Scope) -> Value:
        values = [self.value(item, scope) for item in expr.items]
        if expr.sort != "object":
            return Value(element=join(values))
        names = [str(key.value) if isinstance(key, Scalar) else "" for key in expr.items[::2]]
        return Value(fields=tuple(zip(names, values[1::2], strict=True)))

    def _comprehension(self, expr: Comprehension, scope: Scope) -> Value:
        inner = scope.within()
        inner.sure, inner.gathered = scope.known, (gathered := Gathered())
        self.query(expr.query, inner)
        element = [self.value(term, inner) for term in expr.terms][-1]
        return Value(element=element, hollow=frozenset(gathered.hollow), swollen=gathered.swollen)

    def _other(self, expr: Expr, scope: Scope) -> Value:
        if isinstance(expr, Scalar):
            return NULL if expr.value is None else NOTHING
        for part in parts(expr):
            if not isinstance(part, tuple):
                value = self.value(part, scope)
                if isinstance(expr, Member) and part is expr.collection:
                    self.taken(value, scope, expr.at)
        return NOTHING


def _combined(op: str, left: Value, right: Value) -> Value:
    """A set of two. Taking away leaves less where the right side swells, and more where it is hollow."""
    element = join([left.step(None) or NOTHING, right.step(None) or NOTHING])
    if op == "-":
        hollow = left.hollow | (frozenset({"something in a `not`"}) if right.swollen else frozenset())
        return Value(element=element, hollow=hollow, swollen=left.swollen or bool(right.hollow))
    return Value(element=element, hollow=left.hollow | right.hollow, swollen=left.swollen or right.swollen)


def _meant(expr: Infix) -> str:
    """The operator, as what it asks of a collection's size: to equal nothing is to be at most nothing."""
    return {"==": "<=", "!=": ">"}.get(expr.op, expr.op) if _nothing(expr.right) else expr.op


def _nothing(expr: Expr) -> bool:
    match expr:
        case Scalar(value=value):
            return value == 0 and not isinstance(value, bool)
        case Collection(items=()) | Call(name="set", args=()):
            return True
        case _:
            return False
