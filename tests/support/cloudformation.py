"""A CloudFormation template as its reader sees it, with parameters and conditions filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cfnlint import decode  # type: ignore[import-untyped]

_NOTHING = object()


def read(path: Path) -> dict[str, Any]:
    """The template, with short forms such as !Ref written out."""
    template, problems = decode.decode(str(path))
    assert not problems
    plain: dict[str, Any] = json.loads(json.dumps(template))
    return plain


class Filled:
    """A template with values. known: what Ref and GetAtt give, by "Name" and "Name.Attribute"."""

    def __init__(self, template: Mapping[str, Any], known: Mapping[str, str]) -> None:
        self._template = template
        defaults = {name: str(each["Default"]) for name, each in template["Parameters"].items() if "Default" in each}
        self._known = defaults | dict(known)

    def resource(self, name: str) -> Any:
        """Its properties."""
        return self.value(self._template["Resources"][name]["Properties"])

    def value(self, raw: Any) -> Any:
        """A value, with every function carried out that our templates have."""
        if isinstance(raw, list):
            return [each for item in raw if (each := self.value(item)) is not _NOTHING]
        if isinstance(raw, dict) and raw.keys() & {"Ref", "Fn::GetAtt", "Fn::Sub", "Fn::If"}:
            ((function, argument),) = raw.items()
            return self._called(function, argument)
        if isinstance(raw, dict):
            return {name: each for name, item in raw.items() if (each := self.value(item)) is not _NOTHING}
        return raw

    def _called(self, function: str, argument: Any) -> Any:
        match function, argument:
            case "Ref", name:
                return _NOTHING if name == "AWS::NoValue" else self._known[name]
            case "Fn::GetAtt", [name, attribute]:
                return self._known[f"{name}.{attribute}"]
            case "Fn::Sub", text:
                return re.sub(r"\$\{([^}]+)\}", lambda found: self._known[found[1]], text)
            case _, [condition, if_so, if_not]:
                return self.value(if_so if self._holds(self._template["Conditions"][condition]) else if_not)
        raise AssertionError(function)

    def _holds(self, condition: Any) -> bool:
        match condition:
            case {"Fn::Not": [other]}:
                return not self._holds(other)
            case {"Fn::Equals": [one, other]}:
                return bool(self.value(one) == self.value(other))
        raise AssertionError(condition)
