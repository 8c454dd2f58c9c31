"""Where regorus and OPA silently differ, and what neither may do: seen in the syntax alone.

What each engine does with each of these is held by tests/policies/test_hazards.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from graphlib import CycleError, TopologicalSorter

from scanner.lint.builtins import REFUSED, known, lacking
from scanner.lint.patterns import differences
from scanner.lint.syntax import (
    Call,
    Collection,
    Comprehension,
    Definition,
    Expr,
    Infix,
    Minus,
    Not,
    Query,
    Ref,
    Scalar,
    SomeIn,
    Statement,
    Test,
    Tree,
    Var,
)
from scanner.lint.walk import every_expression, expressions, parts, statements, within
from scanner.rego import Problem

_VERB = re.compile(r"%(?P<verb>[^%]?)")
_ROUNDING = frozenset({"ceil", "floor", "round"})
_FRACTIONS = "arithmetic on fractions differs in its last digit; count smaller units"
_TRICKY = frozenset({"v1"})
"""Names that regorus confuses with its own."""


def problems(found: Tree, libraries: Mapping[str, Tree]) -> Iterator[Problem]:
    """Every hazard of a rule or a library. libraries: by package, those that it may import."""
    yield from _imports(found, libraries)
    for definition in found.definitions:
        yield from _definition(found, definition)
        for statement in statements(definition):
            yield from _statement(found, statement)
    functions, rounded = _functions(found, libraries), _rounded(found)
    for node in every_expression(found):
        if isinstance(node, Infix) and node.op == "/" and id(node) not in rounded:
            yield found.problem(node.at, "a quotient differs in its last digit; round it at once: floor(a / b)")
        yield from _expression(found, node, functions)
    yield from _recursion(found, libraries)


def _imports(found: Tree, libraries: Mapping[str, Tree]) -> Iterator[Problem]:
    for each in found.imports:
        package = ".".join(each.path[1:])
        if each.path[0] == "data" and package not in libraries:
            have = ", ".join(sorted(f"data.{name}" for name in libraries)) or "none"
            yield found.problem(each.at, f"no library data.{package}; there are: {have}")
        elif each.path[0] not in ("data", "rego"):
            yield found.problem(each.at, "import libraries only; read the input where it is used, as `input.…`")


def _definition(found: Tree, definition: Definition) -> Iterator[Problem]:
    if isinstance(definition.head, Ref) and definition.sort == "set":
        what = "`p[k] contains v` without a match is undefined on regorus, and {} on OPA"
        yield found.problem(definition.at, f"{what}; use an object comprehension")
    for name in [node for node in within(definition) if isinstance(node, Var) and node.name in _TRICKY]:
        yield found.problem(name.at, f"regorus confuses a variable called {name.name}; choose another name")


def _statement(found: Tree, statement: Statement) -> Iterator[Problem]:
    literal = statement.literal
    if statement.mocks:
        yield found.problem(literal.at, "`with` is for tests; pass what is different as an argument")
    if isinstance(literal, Not):
        yield from _not(found, literal)
    if isinstance(literal, SomeIn):
        yield from _pattern(found, literal.value)
    if isinstance(literal, Test) and isinstance(literal.expr, Infix) and literal.expr.op in (":=", "="):
        assigned = literal.expr
        yield from _pattern(found, assigned.left)
        if assigned.op == "=":
            yield from _pattern(found, assigned.right)


def _not(found: Tree, literal: Not) -> Iterator[Problem]:
    rules = {definition.name for definition in found.definitions}
    expr = literal.expr
    if isinstance(expr, Infix) and expr.op == "==" and _plain(expr.left) and _plain(expr.right):
        return
    if not _plain(expr) and (isinstance(expr, Ref) or any(_may_be_missing(part, rules) for part in parts(expr))):
        what = "when a path within it is missing, this `not` is true on regorus and undefined on OPA"
        yield found.problem(literal.at, f"{what}; bind the path first: `x := …`, then `not f(x)`")


def _plain(expr: Expr) -> bool:
    """A name, a value, or a path without variables."""
    steps = expr.steps if isinstance(expr, Ref) and isinstance(expr.root, Var) else ()
    return isinstance(expr, Var | Scalar) or (bool(steps) and all(isinstance(step, Scalar) for step in steps))


def _may_be_missing(part: Expr | Query, rules: AbstractSet[str]) -> bool:
    """Whether it holds a path, a call or a rule that may have no value. A comprehension always has one."""
    if isinstance(part, tuple | Comprehension):
        return False
    if isinstance(part, Ref | Call) or (isinstance(part, Var) and part.name in rules):
        return True
    return any(_may_be_missing(inner, rules) for inner in parts(part))


def _pattern(found: Tree, pattern: Expr) -> Iterator[Problem]:
    """An object with a variable among its values takes a value apart."""
    for node in expressions(pattern):
        if isinstance(node, Collection) and node.sort == "object" and any(isinstance(item, Var) for item in node.items):
            what = "a pattern of an object matches with keys to spare on regorus, and only exactly on OPA"
            yield found.problem(node.at, f"{what}; bind the whole, and read its fields")


def _expression(found: Tree, node: Expr, functions: AbstractSet[str]) -> Iterator[Problem]:
    match node:
        case Call():
            for what in _call(node, functions):
                yield found.problem(node.at, what)
        case Minus():
            yield found.problem(node.at, "regorus takes a sign before a number only; write `0 - x`")
        case Infix(op="+" | "-" | "*" | "/" | "%", left=left, right=right):
            if _fraction(left) or _fraction(right):
                yield found.problem(node.at, _FRACTIONS)


def _call(node: Call, functions: AbstractSet[str]) -> Iterator[str]:
    """What is wrong with a call, apart from its arguments."""
    name = node.name
    if name in REFUSED:
        if not _allowed(node):
            yield f"{name}: {REFUSED[name]}"
    elif name not in functions:
        yield f"no function is called {name} on both engines; {lacking(name) or 'is it misspelt?'}"
    elif name == "walk" and len(node.args) == 1:
        yield "the result of walk cannot be taken apart on regorus; write `walk(x, [path, value])` as a statement"
    elif name == "time.format" and isinstance(node.args[0], Collection):
        yield "time.format writes zones differently; give it the nanoseconds alone, for UTC"
    elif name == "sum" and any(_fraction(each) for arg in node.args for each in expressions(arg)):
        yield _FRACTIONS
    elif name == "sprintf":
        yield from _format(node)
    else:
        yield from differences(node)


def _fraction(node: Expr) -> bool:
    return isinstance(node, Scalar) and isinstance(node.value, float)


def _allowed(node: Call) -> bool:
    """glob.match is alike on both when there are no delimiters."""
    return node.name == "glob.match" and len(node.args) > 1 and node.args[1] == Scalar(node.args[1].at, None)


def _format(node: Call) -> Iterator[str]:
    template, values = node.args[:2] if len(node.args) > 1 else (None, None)
    if not isinstance(template, Scalar) or not isinstance(template.value, str):
        yield "sprintf needs its format written out, so that its verbs can be checked"
        return
    verbs = [match["verb"] for match in _VERB.finditer(template.value.replace("%%", ""))]
    for verb in verbs:
        if verb != "v":
            yield f"%{verb} gives different text on the engines; use %v"
    if isinstance(values, Collection) and len(values.items) != len(verbs):
        yield f"the format has {len(verbs)} verbs for {len(values.items)} values"


def _rounded(found: Tree) -> frozenset[int]:
    """The divisions that are rounded at once: those are alike."""
    calls = (node for node in every_expression(found) if isinstance(node, Call) and node.name in _ROUNDING)
    return frozenset(id(argument) for call in calls for argument in call.args)


def _functions(found: Tree, libraries: Mapping[str, Tree]) -> frozenset[str]:
    own = {definition.name for definition in found.definitions if definition.sort == "function"}
    theirs = {
        f"{prefix}.{definition.name}"
        for prefix, package in [*found.libraries.items(), *((f"data.{name}", name) for name in libraries)]
        if package in libraries
        for definition in libraries[package].definitions
        if definition.sort == "function"
    }
    return known() | own | theirs


def _recursion(found: Tree, libraries: Mapping[str, Tree]) -> Iterator[Problem]:
    graph = {
        (tree.package, name): {used for each in tree.named(name) for used in _uses(tree, each)}
        for tree in (*libraries.values(), found)
        for name in {definition.name for definition in tree.definitions}
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        cycle = [name for package, name in error.args[1] if package == found.package]
        if cycle:
            at = found.named(cycle[0])[0].at
            yield found.problem(at, f"`{cycle[0]}` uses itself: OPA refuses recursion, and it ends regorus's process")


def _uses(tree: Tree, definition: Definition) -> Iterator[tuple[str, str]]:
    """The rules and functions that a definition uses, as package and name."""
    own = {each.name for each in tree.definitions}
    head = definition.head.root if isinstance(definition.head, Ref) else definition.head
    for node in within(definition):
        if isinstance(node, Var | Call) and node.name in own and node is not head:
            yield tree.package, node.name
        elif isinstance(node, Call) and (target := tree.library_function(node.name)):
            yield target
