"""What every rule file keeps to: its package, its metadata, and the names that it exports."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import orjson

from scanner.engines import COMPLIANT, EXEMPT, FIELDS, FINDINGS, UNKNOWN
from scanner.facts import KINDS
from scanner.inputs import exists
from scanner.lint.metadata import Metadata
from scanner.lint.proof import Checks
from scanner.lint.syntax import Collection, Definition, Scalar, Tree, Var
from scanner.lint.walk import every_expression
from scanner.model import Rule, Severity
from scanner.rego import Problem, Sort

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SORTS = {EXEMPT: "value", COMPLIANT: "value", FINDINGS: "set", UNKNOWN: "set"}
_FORMS = {"value": "`{} if …`", "set": "`{} contains … if …`"}


def rule(tree: Tree, found: Metadata) -> Rule:
    """The rule that a module and its metadata make."""
    custom = found.values["custom"]
    kinds = custom["kind"]
    return Rule(
        id=custom["id"],
        title=found.values["title"],
        description=found.values["description"].strip(),
        severity=Severity(custom["severity"]),
        kinds=(kinds,) if isinstance(kinds, str) else tuple(kinds),
        needs=tuple(custom["needs"]),
        requires=tuple(custom["requires"]),
        covers=tuple(custom["covers"]),
        controls={framework: tuple(ids) for framework, ids in custom["controls"].items()},
        remediation=custom["remediation"].strip(),
        package=tree.package,
        path=tree.module.path,
        line=found.line,
        defines=frozenset(name for name in _SORTS if tree.named(name)),
        part_suffices=tuple(custom.get("part_suffices", ())),
    )


def package_problems(tree: Tree) -> Iterator[Problem]:
    """A file whose name no policy can name, or whose package is another."""
    if not all(_NAME.fullmatch(part) for part in tree.module.package.split(".")):
        what = "the file's name is part of its package; use small letters, digits and _ for it and its folder"
        yield tree.problem(tree.package_at, what)
    if tree.package != tree.module.package:
        yield tree.problem(
            tree.package_at, f"package {tree.package} does not match its file; write `package {tree.module.package}`"
        )


def metadata_problems(rule: Rule, found: Metadata) -> Iterator[Problem]:
    """Kinds and needs that no schema has, and schema annotations that are not the rule's."""
    at = found.line_of("custom", "kind")
    for kind in rule.kinds:
        if kind not in KINDS:
            yield Problem(
                rule.path, at, 1, f"custom.kind: no kind is called {kind}; use one of {', '.join(sorted(KINDS))}"
            )
            return
    for index, need in enumerate(rule.needs):
        for kind in rule.kinds:
            if not exists(kind, need):
                line = found.line_of("custom", "needs", index)
                yield Problem(rule.path, line, 1, f"custom.needs: a {kind} fact has no {need}")
    for index, pointer in enumerate(rule.part_suffices):
        if pointer not in rule.needs:
            line = found.line_of("custom", "part_suffices", index)
            yield Problem(
                rule.path, line, 1, f"custom.part_suffices: {pointer} is none of the rule's needs; add it there"
            )
    if found.values["schemas"] != (wanted := _annotations(rule)):
        yield Problem(
            rule.path, found.line_of("schemas"), 1, f"schemas: `opa check` needs {orjson.dumps(wanted).decode()}"
        )


def export_problems(tree: Tree) -> Iterator[Problem]:
    """Names that a rule must, may and may not define."""
    for definition in tree.definitions:
        yield from _export_problems(tree, definition)
    if not tree.named(COMPLIANT):
        yield tree.problem(tree.package_at, "no `compliant`; a rule proves what is good, everything else fails")


def finding_problems(tree: Tree, kinds: Sequence[str]) -> Iterator[Problem]:
    """Findings, written out, that the engines' readers would leave aside, or that point to nowhere."""
    for definition in tree.named(FINDINGS):
        finding = definition.element
        if not isinstance(finding, Collection) or finding.sort != "object":
            continue
        fields = dict(zip(finding.items[::2], finding.items[1::2], strict=True))
        values = {key.value: value for key, value in fields.items() if isinstance(key, Scalar)}
        if values.keys() != FIELDS:
            yield tree.problem(finding.at, f"a finding has exactly these: {', '.join(sorted(FIELDS))}")
        at = values.get("at")
        if isinstance(at, Scalar):
            for kind in kinds:
                if not exists(kind, str(at.value)):
                    yield tree.problem(at.at, f"a {kind} document has no {at.value}")


def _export_problems(tree: Tree, definition: Definition) -> Iterator[Problem]:
    name = definition.name
    if name.startswith("_"):
        return
    if name not in _SORTS:
        exports = ", ".join(_SORTS)
        yield tree.problem(definition.at, f"`{name}` is neither {exports} nor a helper; begin a helper's name with _")
    elif definition.sort not in (_SORTS[name], "default") or not isinstance(definition.head, Var):
        yield tree.problem(definition.at, f"`{name}` has the wrong form; write {_FORMS[_SORTS[name]].format(name)}")
    elif definition.sort == "value" and any(body.value for body in definition.bodies):
        yield tree.problem(
            definition.at, f"`{name}` has a value; write {_FORMS['value'].format(name)}, it is true or undefined"
        )


def library_problems(tree: Tree) -> Iterator[Problem]:
    """A library that reads the input: what it reads would be hidden from those who read the rule."""
    for node in every_expression(tree):
        if isinstance(node, Var) and node.name == "input":
            yield tree.problem(node.at, "a library does not read `input`; take what it needs as an argument")


def recovery_problems(tree: Tree) -> Iterator[Problem]:
    """A mechanism of somebody else's: the recovery model is judged as a whole, and cannot be added to."""
    if tree.module.sort is Sort.RECOVERY:
        yield tree.problem(
            tree.package_at, "recovery/ is Safehold's own; judge what it says in a rule, by input.recovery"
        )


def reading_problems(rule: Rule, found: Metadata, tree: Tree, checks: Checks) -> Iterator[Problem]:
    """What the rule reads and its metadata does not say."""
    for pointer, at in checks.reads.items():
        if not any(pointer == need or pointer.startswith(f"{need}/") for need in rule.needs):
            line = found.line_of("custom", "needs")
            yield tree.problem(
                at, f"reads {pointer}, which `needs` (line {line}) does not cover; add it or what holds it"
            )
    for name, at in checks.requires.items():
        if name not in rule.requires:
            line = found.line_of("custom", "requires")
            yield tree.problem(
                at, f"reads the requirement {name}, which `requires` (line {line}) does not name; add it"
            )


def _annotations(rule: Rule) -> list[dict[str, str]]:
    one = rule.kinds[0] if len(rule.kinds) == 1 else None
    return [{"input": "schema.input"}, *([{"input.config": f'schema.facts["{one}"]'}] if one else [])]
