"""A new rule of a user: the rule, its tests and its fixture, which pass as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scanner import inputs
from scanner.assets import REPORTS
from scanner.errors import UsageError
from scanner.examples import CORPUS
from scanner.facts import KINDS
from scanner.model import Json
from scanner.rules import RulePack

_ID = re.compile(r"[A-Z][A-Z0-9]{1,9}-[0-9]{3}")
_TITLE = range(8, 121)
"""How long a title may be: schemas/rule.json says so."""

_MOMENT = "2026-03-31T12:00:00Z"
_SAMPLES = {"account": "111122223333", "region": "eu-central-1", "taken_at": _MOMENT, "as_of": _MOMENT}


def write(folder: Path, pack: RulePack, *, rule_id: str, kind: str, title: str) -> list[Path]:
    """Writes the files of a rule below `folder`, and returns them. pack: the rules that there are.

    Raises:
        UsageError: the id, the kind or the title cannot be, or is taken.
        OSError: the folder cannot be written to.
    """
    name = f"{kind.partition('.')[0]}/{re.sub(r'[^a-z0-9]+', '_', title.lower()).strip('_')}"
    package = f"rules.{name.replace('/', '.')}"
    _refuse(_problems(pack, rule_id, kind, title, package))
    values = {"id": rule_id, "kind": kind, "title": title, "package": package}
    good, bad = (_document(kind, tags) for tags in ({"Owner": "records"}, {}))
    passing = folder / CORPUS / "compliant" / f"{kind}.json"
    texts = {
        folder / "rules" / f"{name}.rego": _rendered("new.rego.j2", values),
        folder / "rules" / f"{name}_test.rego": _rendered("new_test.rego.j2", values),
        folder / CORPUS / "violations" / f"{rule_id}.json": _json([bad]),
    }
    _refuse(f"{path}: exists already; choose another title" for path in texts if path.exists())
    # What is there passes other rules of the kind.
    others = orjson.loads(passing.read_bytes()) if passing.exists() else []
    texts[passing] = _json([*others, good])
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return list(texts)


def _problems(pack: RulePack, rule_id: str, kind: str, title: str, package: str) -> Iterable[str]:
    if not _ID.fullmatch(rule_id):
        yield f"{rule_id!r} is no id; write letters, a hyphen and three digits, such as OUR-001"
    if rule_id in pack.rules:
        yield f"the id {rule_id} is taken by {pack.rules[rule_id].path}; choose another"
    if kind not in KINDS:
        yield f"no kind is called {kind!r}; known: {', '.join(sorted(KINDS))}"
    if len(title) not in _TITLE or not title[0].isalpha() or set(title) & set(":#\n\"'"):
        yield (
            f"the title {title!r} cannot be; it has {_TITLE.start} to {_TITLE.stop - 1} characters, first a letter, and"
            " none of : # ' \""
        )
    taken = {module.package: module.path for module in pack.modules}
    if package in taken:
        yield f"a rule of that name is {taken[package]}; choose another title"


def _refuse(problems: Iterable[str]) -> None:
    for problem in problems:
        raise UsageError(problem)


def _document(kind: str, tags: dict[str, str]) -> Json:
    """A document of a kind of which nothing is known but its tags."""
    return (
        _least(inputs.schema(kind))
        | _SAMPLES
        | {
            "kind": kind,
            "id": f"arn:aws:example:eu-central-1:111122223333:{kind}/example",
            "name": "example",
            "tags": tags,
            "links": {},
            "profile": {
                "application": None,
                "site": None,
                "data_type": "unclassified",
                "tier": "basic",
                "because": {"tier": "an example"},
                "classified": True,
            },
        }
    )


def _least(schema: Json) -> Json:
    """The least that fits a schema: null where it may be."""
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if "null" in types:
        return None
    if "enum" in schema:
        return schema["enum"][0]
    if "object" in types:
        return {name: _least(schema["properties"][name]) for name in schema.get("required", ())}
    if "array" in types:
        return [_least(schema["items"])] * schema.get("minItems", 0)
    if "string" in types:
        return _MOMENT if schema.get("format") == "date-time" else _SAMPLES["account"]
    return schema.get("minimum", 0) if "integer" in types or "number" in types else False


def _rendered(name: str, values: dict[str, str]) -> str:
    environment = Environment(  # noqa: S701 - Rego is no markup
        loader=FileSystemLoader(REPORTS / "rules"), undefined=StrictUndefined, keep_trailing_newline=True
    )
    return environment.get_template(name).render(**values)


def _json(value: Json) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE).decode()
