"""Where a rule's values come from: its bodies interpreted with places of the input instead of data.

Helpers and library functions are interpreted with the arguments that each call gives them. Rego has no recursion
(`scanner.lint.hazards` refuses it first), so this comes to an end.
"""

from __future__ import annotations

from dataclasses import replace

from scanner.lint import guards
from scanner.lint.expressions import Expressions
from scanner.lint.scope import Gathered, Scope
from scanner.lint.syntax import (
    Collection,
    Definition,
    Every,
    Expr,
    Infix,
    Literal,
    Not,
    Query,
    Some,
    SomeIn,
    Test,
    Tree,
    Var,
)
from scanner.lint.values import NOTHING, Value, join


class Flow(Expressions):
    """Interprets a rule."""

    def run(self, name: str, *, proof: bool) -> None:
        """Interpret what the rule exports under a name, with all that it uses."""
        self.defined(self.found, name, (), Scope(self.found, proof, None), 0)

    def defined(self, tree: Tree, name: str, args: tuple[Value, ...], caller: Scope, at: int) -> Value:
        """What a rule or function gives for arguments. at: the byte of the caller from where it is used."""
        scope = caller.entered(tree, at, library=tree is not self.found)
        keys = (scope.known, scope.sure, scope.meant)
        key = (tree.package, name, args, keys, scope.proof, scope.gathered is None, self.checks.silent)
        if key not in self.done:
            value = join([self._definition(each, args, scope) for each in tree.named(name)])
            self.done[key] = value, scope.gathered
        value, gathered = self.done[key]
        if gathered is not None:
            self.gather(caller, gathered.hollow, swollen=gathered.swollen)
        return value

    def _definition(self, definition: Definition, args: tuple[Value, ...], scope: Scope) -> Value:
        if definition.sort == "function":
            self.checks.arguments(definition.name, len(definition.args), len(args), scope.spot(definition.at))
        gathered = None
        if definition.sort == "set":
            scope = replace(scope, sure=scope.known, gathered=(gathered := Gathered()))
        values = []
        for body in definition.bodies:
            if scope.proof and (definition.sort == "default" or (body.otherwise and not body.query)):
                self.checks.fallback(definition, body, scope.spot(body.at))
            inner = scope.within()
            for pattern, value in zip(definition.args, args, strict=False):
                self._bind(pattern, value, inner)
            self.query(body.query, inner)
            result = definition.element if gathered else body.value
            values.append(NOTHING if result is None else self.value(result, inner))
        if gathered is None:
            return join(values)
        return Value(element=join(values), hollow=frozenset(gathered.hollow), swollen=gathered.swollen)

    def query(self, query: Query, scope: Scope) -> None:
        """Twice: first to learn what the names hold; then, knowing what is proven anywhere in it, in earnest."""
        with self.checks.silence():
            for statement in query:
                self._literal(statement.literal, scope)
            proven = [
                guards.proven(each.literal, scope.key, lambda expr: self.value(expr, scope).null) for each in query
            ]
            meant = [guards.meant(each.literal, scope.key) for each in query]
        before = scope.known
        scope.known = before.union(*proven)
        scope.meant = scope.meant.union(meant)
        if scope.gathered is None:
            scope.sure = scope.known
        for at, statement in enumerate(query):
            if isinstance(statement.literal, SomeIn):
                # Regorus takes statements as they come: what shields an iteration from null must stand before it.
                collection = self.value(statement.literal.collection, replace(scope, known=before.union(*proven[:at])))
                self.checks.iterated(collection, scope.spot(statement.literal.at))
            self._literal(statement.literal, scope)

    def _literal(self, literal: Literal, scope: Scope) -> None:
        match literal:
            case Test(expr=expr):
                self._test(expr, scope)
            case Not(expr=expr):
                if scope.gathered is not None:
                    self.gather(scope, (), swollen=True)
                elif scope.proof:
                    self.checks.negation(scope.spot(literal.at))
                self.value(expr, scope)
            case Some(names=names):
                for name in names:
                    scope.bind(name, NOTHING, f"{name}@{literal.at}")
            case SomeIn(key=key, value=pattern, collection=collection):
                value = self.value(collection, scope)
                self.taken(value, scope, literal.at)
                if key is not None:
                    self._bind(key, NOTHING, scope)
                self._bind(pattern, value.step(None) or NOTHING, scope)
            case Every():
                self._every(literal, scope)

    def _test(self, expr: Expr, scope: Scope) -> None:
        match expr:
            case Infix(op=":=" | "=", left=left, right=right):
                self._bind(left, self.value(right, scope), scope, scope.key(right))
            case _:
                value = self.value(expr, scope)
                if scope.proof:
                    self.checks.bare(value, scope.spot(expr.at))

    def _every(self, literal: Every, scope: Scope) -> None:
        value = self.value(literal.domain, scope)
        if scope.proof:
            self.checks.hollow(value, scope.spot(literal.at))
        inner = scope.within()
        for name in literal.names:
            inner.bind(name, value.step(None) or NOTHING, f"{name}@{literal.at}")
        self.query(literal.query, inner)

    def _bind(self, pattern: Expr, value: Value, scope: Scope, key: str = "") -> None:
        match pattern:
            case Var(name=name):
                scope.bind(name, value, key or f"{name}@{pattern.at}")
            case Collection(items=items):
                for item in items:
                    self._bind(item, value.step(None) or NOTHING, scope)
            case _:
                self.value(pattern, scope)
