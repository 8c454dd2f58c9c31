"""Answers as they go over the wire, in the protocol that botocore's model of the service names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from botocore.exceptions import ParamValidationError
from botocore.parsers import create_parser

_XML = "ec2"
"""The one protocol of those that the layer speaks which is not JSON."""


def content_type(model: Any) -> str:  # noqa: ANN401 - as untyped as the JSON that botocore reads it from
    """What an answer to the operation says that it is."""
    return "text/xml" if _protocol(model) == _XML else "application/json"


def written(model: Any, result: Mapping[str, Any]) -> bytes:  # noqa: ANN401 - see content_type
    """The body of an answer. Raises ParamValidationError for a value that an enumeration lacks."""
    if _protocol(model) == _XML:
        root = Element(f"{model.name}Response")
        _fill(root, model.output_shape, result)
        document: bytes = tostring(root)
        return document
    return json.dumps(_encode(model.output_shape, result)).encode()


def heard(model: Any, body: bytes) -> dict[str, Any]:  # noqa: ANN401 - see content_type
    """What botocore reads from the body."""
    response = {"status_code": 200, "headers": {}, "body": body}
    understood: dict[str, Any] = create_parser(_protocol(model)).parse(response, model.output_shape)
    return understood


def _protocol(model: Any) -> str:  # noqa: ANN401 - see content_type
    return str(model.service_model.metadata["protocol"])


def _encode(shape: Any, value: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    """`value` as JSON has it: members under their wire names, times as seconds since 1970."""
    if shape.type_name == "structure":
        return {_wire_name(shape, name): _encode(shape.members[name], part) for name, part in value.items()}
    if shape.type_name == "list":
        return [_encode(shape.member, part) for part in value]
    if shape.type_name == "timestamp":
        return value.timestamp()
    return _known(shape, value)


def _fill(element: Element, shape: Any, value: Any) -> None:  # noqa: ANN401 - XML of any shape
    """`value` as EC2 has it: https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html#response-serialization."""
    if shape.type_name == "structure":
        for name, part in value.items():
            _fill(SubElement(element, _wire_name(shape, name)), shape.members[name], part)
    elif shape.type_name == "list":
        for part in value:
            _fill(SubElement(element, "item"), shape.member, part)
    elif shape.type_name == "timestamp":
        element.text = value.isoformat()
    else:
        element.text = str(_known(shape, value))


def _wire_name(shape: Any, name: str) -> str:  # noqa: ANN401 - see content_type
    return str(shape.members[name].serialization.get("name", name))


def _known(shape: Any, value: Any) -> Any:  # noqa: ANN401 - see content_type
    """The value; botocore would let pass one that an enumeration lacks."""
    if value not in (getattr(shape, "enum", None) or (value,)):
        raise ParamValidationError(report=f"{shape.name} is never {value!r}")
    return value
