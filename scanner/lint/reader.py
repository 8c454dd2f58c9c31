"""From the JSON that regorus gives of a module to `scanner.lint.syntax`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scanner.errors import RuleError
from scanner.lint.syntax import (
    Body,
    Call,
    Collection,
    Comprehension,
    Definition,
    Every,
    Expr,
    Import,
    Infix,
    Literal,
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
from scanner.model import Json
from scanner.rego import Module, Problem, parse

_TEXTS = frozenset({"String", "RawString"})
_SCALARS = _TEXTS | {"Number", "Bool", "Null"}
_COMPREHENSIONS = frozenset({"ArrayCompr", "SetCompr", "ObjectCompr"})
_INFIXES = frozenset({"BoolExpr", "ArithExpr", "BinExpr", "AssignExpr"})
_OPERATORS = {
    "Eq": "==",
    "Ne": "!=",
    "Lt": "<",
    "Le": "<=",
    "Gt": ">",
    "Ge": ">=",
    "Add": "+",
    "Sub": "-",
    "Mul": "*",
    "Div": "/",
    "Mod": "%",
    "Union": "|",
    "Intersection": "&",
}
_ASSIGNMENTS = {"ColEq": ":=", "Eq": "="}


def tree(module: Module, raw: Json) -> Tree:
    """The module's tree. `raw` is what `scanner.rego.parse` gave for it."""
    reader = _Reader(module.source.encode())
    package = reader.expr(raw["package"]["refr"])
    return Tree(
        module,
        ".".join(_path(package)),
        package.at,
        tuple(reader.imported(item) for item in raw["imports"]),
        tuple(reader.definition(item) for item in raw["rules"]),
    )


def trees(modules: Sequence[Module]) -> Iterator[Tree]:
    """The trees of modules that are ours, or that `scanner.rules.load` has accepted.

    Raises:
        RuleError: one does not parse.
    """
    for module, raw in zip(modules, parse(modules, trusted=True), strict=True):
        if isinstance(raw, Problem):
            raise RuleError(str(raw))
        yield tree(module, raw)


class _Reader:
    """Knows the source, from which it takes the names that regorus gives as spans only."""

    def __init__(self, source: bytes) -> None:
        self._source = source

    def expr(self, raw: Json) -> Expr:
        ((sort, node),) = raw.items()
        at = node["span"]["start"]
        if sort in _SCALARS:
            # The span of a text begins after its quote.
            return Scalar(at - 1 if sort in _TEXTS else at, node["value"])
        if sort in _COMPREHENSIONS:
            terms = [node["term"]] if "term" in node else [node["key"], node["value"]]
            return Comprehension(at, self._all(terms), self.query(node["query"]))
        if sort in _INFIXES:
            names = _ASSIGNMENTS if sort == "AssignExpr" else _OPERATORS
            left = self.expr(node["lhs"])
            return Infix(left.at, names[node["op"]], left, self.expr(node["rhs"]))
        return self._single(sort, node, at)

    def _single(self, sort: str, node: Json, at: int) -> Expr:
        if sort in ("Array", "Set", "Object"):
            items = node["items"] if "items" in node else [part for each in node["fields"] for part in each[1:]]
            parts = self._all(items)
            # The span of an object of several fields begins somewhere within; its first key does not.
            return Collection(parts[0].at if sort == "Object" and parts else at, sort.lower(), parts)
        match sort:
            case "Var":
                return Var(at, node["value"])
            case "Call":
                return Call(at, ".".join(_path(self.expr(node["fcn"]))), self._all(node["params"]))
            case "UnaryExpr":
                return Minus(at, self.expr(node["expr"]))
            case "Membership":
                key, value = self._maybe(node["key"]), self.expr(node["value"])
                return Member((key or value).at, key, value, self.expr(node["collection"]))
            case _:
                return self._ref(node)

    def query(self, raw: Json) -> Query:
        return tuple(self._statement(item) for item in raw["stmts"])

    def imported(self, raw: Json) -> Import:
        path = self.expr(raw["refr"])
        steps = _path(path)
        return Import(path.at, steps, self._text(raw["as"]) if raw.get("as") else steps[-1])

    def definition(self, raw: Json) -> Definition:
        ((sort, node),) = raw.items()
        at = node["span"]["start"]
        if sort == "Default":
            body = Body(at, self.expr(node["value"]), (), otherwise=False)
            return Definition(at, self.expr(node["refr"]), "default", self._all(node["args"]), None, (body,))
        ((form, head),) = node["head"].items()
        value = self._assigned(head.get("assign"))
        bodies = tuple(self._body(item, value) for item in node["bodies"]) or (Body(at, value, (), otherwise=False),)
        element = self.expr(head["key"]) if form == "Set" else None
        name = {"Compr": "value", "Set": "set", "Func": "function"}[form]
        return Definition(at, self.expr(head["refr"]), name, self._all(head.get("args", ())), element, bodies)

    def _body(self, raw: Json, value: Expr | None) -> Body:
        otherwise = raw["is_else"]
        own = self._assigned(raw["assign"])
        return Body(raw["span"]["start"], own if otherwise else value, self.query(raw["query"]), otherwise)

    def _assigned(self, raw: Json) -> Expr | None:
        return self.expr(raw["value"]) if raw else None

    def _statement(self, raw: Json) -> Statement:
        mocks = tuple((self.expr(mod["refr"]), self.expr(mod["as"])) for mod in raw.get("with_mods") or ())
        return Statement(self._literal(raw["literal"]), mocks)

    def _literal(self, raw: Json) -> Literal:
        ((sort, node),) = raw.items()
        at = node["span"]["start"]
        if sort == "Expr":
            expr = self.expr(node["expr"])
            return Test(expr.at, expr)
        if sort == "NotExpr":
            return Not(at, self.expr(node["expr"]))
        if sort == "SomeVars":
            return Some(at, tuple(self._text(span) for span in node["vars"]))
        if sort == "SomeIn":
            return SomeIn(at, self._maybe(node["key"]), self.expr(node["value"]), self.expr(node["collection"]))
        names = tuple(self._text(span) for span in (node["key"], node["value"]) if span)
        return Every(at, names, self.expr(node["domain"]), self.query(node["query"]))

    def _ref(self, node: Json) -> Ref:
        step = Scalar(node["field"][0]["start"], node["field"][1]) if "field" in node else self.expr(node["index"])
        root = self.expr(node["refr"])
        if isinstance(root, Ref):
            return Ref(root.at, root.root, (*root.steps, step))
        return Ref(root.at, root, (step,))

    def _all(self, raw: Json) -> tuple[Expr, ...]:
        return tuple(self.expr(item) for item in raw)

    def _maybe(self, raw: Json) -> Expr | None:
        return self.expr(raw) if raw else None

    def _text(self, span: Json) -> str:
        return self._source[span["start"] : span["end"]].decode()


def _path(node: Expr) -> tuple[str, ...]:
    """The names that a reference is written with: ("time", "now_ns")."""
    if isinstance(node, Ref):
        return (*_path(node.root), *(str(step.value) for step in node.steps if isinstance(step, Scalar)))
    return (node.name,) if isinstance(node, Var) else ("",)
