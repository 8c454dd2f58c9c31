"""What JSON Schema finds wrong in a person's file, in that person's words: what is there, and what may be."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping

from jsonschema import ValidationError

from scanner.model import Json
from scanner.schema import shown
from scanner.yamlfile import At

_TYPES = {"array": "a list", "boolean": "true or false", "null": "null", "object": "keys with values"}
"""The types that a schema may ask for, as people call them; the others are told by what the schema says of them."""


def explained(error: ValidationError, written: Mapping[At, str]) -> Iterator[tuple[At, str]]:
    """The problems in an error, each with its place.

    written: each scalar that is no text, as it was written: what the user may have to put in quotes.
    """
    at: At = tuple(error.absolute_path)
    schema: Json = error.schema
    given: Json = error.instance
    if error.validator == "additionalProperties":
        for key in given.keys() - schema["properties"].keys():
            yield (*at, key), alternatives(key, schema["properties"], "key here")
    elif error.validator == "required":
        yield at, f"needs {' and '.join(key for key in schema['required'] if key not in given)}"
    elif error.validator == "uniqueItems":
        yield at, "holds the same twice; leave one out"
    elif given is None or error.validator in {"minItems", "minProperties", "minLength"}:
        yield at, f"is empty; give {expected(schema)}"
    elif error.validator == "type" and schema["type"] == "string" and at in written:
        yield at, f'{written[at]} is not text; put it in quotes: "{written[at]}"'
    elif error.validator == "enum" and isinstance(given, str):
        yield at, alternatives(given, schema["enum"], "choice here")
    else:
        yield at, f"{shown(given)} cannot stand here; give {expected(schema)}"


def alternatives(given: str, known: Iterable[str], what: str) -> str:
    """Says that the name given is no `what`, which one is near it, and which there are."""
    names = list(known)
    near = difflib.get_close_matches(given, names, n=1)
    return f"{shown(given)} is no {what}; {f'did you mean {near[0]}? ' if near else ''}known: {', '.join(names)}"


def expected(schema: Json) -> str:
    """What the schema asks for, in words. A schema for text says it in its description."""
    if "anyOf" in schema:
        return " or ".join(expected(each) for each in schema["anyOf"])
    if "const" in schema:
        return shown(schema["const"])
    if "enum" in schema:
        return f"one of {', '.join(schema['enum'])}"
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return " or ".join(_typed(each, schema) for each in types)


def _typed(name: str, schema: Json) -> str:
    if name == "string" and "pattern" in schema:
        return str(schema.get("description", f"text like {schema['pattern']}"))
    if name == "string":
        return str(schema.get("description", "text"))
    if name == "integer":
        return f"a whole number from {schema['minimum']}" + (f" to {schema['maximum']}" if "maximum" in schema else "")
    if name == "object" and "properties" in schema:
        return f"keys out of {', '.join(schema['properties'])}"
    return _TYPES[name]
