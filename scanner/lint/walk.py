"""Going through a syntax tree."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.lint.syntax import (
    Call,
    Collection,
    Comprehension,
    Definition,
    Every,
    Expr,
    Infix,
    Member,
    Minus,
    Not,
    Query,
    Ref,
    Scalar,
    Some,
    SomeIn,
    Statement,
    Test,
    Tree,
    Var,
)


def parts(node: Expr) -> Iterator[Expr | Query]:
    """What an expression is made of, one level down."""
    match node:
        case Collection(items=items) | Call(args=items):
            yield from items
        case Comprehension(terms=terms, query=query):
            yield from terms
            yield query
        case Ref(root=root, steps=steps):
            yield root
            yield from steps
        case Infix(left=left, right=right):
            yield left
            yield right
        case Minus(operand=operand):
            yield operand
        case Member(key=key, value=value, collection=collection):
            yield from (part for part in (key, value, collection) if part is not None)
        case Var() | Scalar():
            return


def expressions(node: Expr | Query) -> Iterator[Expr]:
    """Every expression within, the outermost first."""
    if isinstance(node, tuple):
        for statement in node:
            for part in pieces(statement):
                yield from expressions(part)
        return
    yield node
    for part in parts(node):
        yield from expressions(part)


def pieces(statement: Statement) -> Iterator[Expr | Query]:
    """The expressions and queries that a statement is made of."""
    literal = statement.literal
    match literal:
        case Test(expr=expr) | Not(expr=expr):
            yield expr
        case SomeIn(key=key, value=value, collection=collection):
            yield from (part for part in (key, value, collection) if part is not None)
        case Every(domain=domain, query=query):
            yield domain
            yield query
        case Some():
            pass
    for target, value in statement.mocks:
        yield target
        yield value


def every_expression(found: Tree) -> Iterator[Expr]:
    """Every expression of a module, heads and default values too."""
    for definition in found.definitions:
        yield from within(definition)


def within(definition: Definition) -> Iterator[Expr]:
    """Every expression of a definition."""
    for node in (definition.head, *definition.args, definition.element):
        if node is not None:
            yield from expressions(node)
    values = dict.fromkeys(id(body.value) for body in definition.bodies)
    for body in definition.bodies:
        if body.value is not None and values.pop(id(body.value), 0) is None:
            yield from expressions(body.value)
        yield from expressions(body.query)


def statements(definition: Definition) -> Iterator[Statement]:
    """Every statement of a definition, those of comprehensions and of `every` too."""
    queries = [body.query for body in definition.bodies]
    queries += [node.query for node in within(definition) if isinstance(node, Comprehension)]
    for query in queries:
        yield from _statements(query)


def _statements(query: Query) -> Iterator[Statement]:
    for statement in query:
        yield statement
        if isinstance(statement.literal, Every):
            yield from _statements(statement.literal.query)
