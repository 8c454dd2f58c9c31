"""A stack's template: its digest, and what CloudFormation does with each resource when the stack lets go of it.

Nothing else of a template is kept: people write secrets into them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import orjson
import yaml

from scanner.aws.caller import Raw
from scanner.model import Json

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml, where PyYAML was built with it: a template of a megabyte takes the other ten seconds."""

_DEEPEST = 100
_RESOURCE_LEVEL = 3
"""The template, its resources, and each of them: what lies deeper is not looked at."""

_NOT_TEXT: tuple[Json, ...] = ()
"""Stands for what is not looked at: a list, a mapping further down, a value with a tag (!Ref)."""


def digest(answer: Raw) -> dict[str, Json]:
    """The SHA-256 of the template that GetTemplate answers; botocore has read it already where it is JSON.

    JSON is digested as written with sorted keys and no spaces, in UTF-8, since its spaces and order mean nothing and do
    not survive; anything else is YAML, and is digested as it stands.
    """
    body = answer["TemplateBody"]
    if isinstance(body, str):
        form, text = "yaml", body.encode()
    elif isinstance(body, dict):
        form, text = "json", orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    else:
        raise TypeError("the template is neither a text nor an object")
    return {"template": {"format": form, "sha256": hashlib.sha256(text).hexdigest()}}


def policies(answer: Raw) -> dict[str, Json]:
    """The resources that the template declares, each with its DeletionPolicy and UpdateReplacePolicy.

    Raises:
        LookupError, TypeError, ValueError, AttributeError: it is no template; the message tells nothing of it.
    """
    body = answer["TemplateBody"]
    template = _read(body) if isinstance(body, str) else body
    rows = [
        {
            "logical_id": _text(logical_id, "name of a resource"),
            "type": _text(resource["Type"], "Type"),
            "deletion_policy": _policy(resource, "DeletionPolicy"),
            "update_replace_policy": _policy(resource, "UpdateReplacePolicy"),
        }
        for logical_id, resource in sorted(template["Resources"].items())
    ]
    return {"template_resources": rows}


def _policy(resource: Raw, name: str) -> str | None:
    return _text(resource[name], name) if name in resource else None


def _text(value: Json, name: str) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(f"a {name} that is no text")


def _read(text: str) -> Json:
    """The first levels of a YAML document.

    Read event by event: no tag is followed, no alias is expanded, and no depth can exhaust the stack.

    Raises:
        ValueError: it is no YAML, or nested too deep. PyYAML's own message would quote the template.
    """
    events = yaml.parse(text, Loader=_LOADER)
    try:
        for event in events:
            if isinstance(event, yaml.NodeEvent):
                return _value(event, events, _RESOURCE_LEVEL)
    except yaml.MarkedYAMLError as error:
        line = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ValueError(f"the template is neither JSON nor YAML{line}") from None
    except yaml.YAMLError:
        raise ValueError("the template is neither JSON nor YAML") from None
    return _NOT_TEXT


def _value(event: yaml.Event, events: Iterator[yaml.Event], levels: int) -> Json:
    """What an event begins: mappings of so many levels, plain text, or something else."""
    if isinstance(event, yaml.ScalarEvent) and event.tag is None:
        return event.value
    if isinstance(event, yaml.CollectionStartEvent):
        if isinstance(event, yaml.MappingStartEvent) and levels:
            return _mapping(events, levels)
        _skip(events)
    return _NOT_TEXT


def _mapping(events: Iterator[yaml.Event], levels: int) -> dict[Json, Json]:
    found = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key = _value(event, events, 0)
        found[key] = _value(next(events), events, levels - 1)
    return found


def _skip(events: Iterator[yaml.Event]) -> None:
    """Passes over the rest of a list or mapping."""
    depth = 1
    while depth:
        event = next(events)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise ValueError(f"the template is nested more than {_DEEPEST} deep")
