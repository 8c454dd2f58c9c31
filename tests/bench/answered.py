"""Answers of AWS, put together as botocore's service models describe them: what boto3 returns, as bytes."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape

from bench.asked import CBOR, EC2, JSON, QUERY
from botocore.model import OperationModel

# Shapes are Any: botocore's stubs do not tell which kind has which members.
_REQUEST_ID = "00000000-0000-0000-0000-000000000000"
_CBOR_HEADERS = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
_MAJOR_TYPES = {"bytes": 2, "text": 3, "array": 4, "map": 5}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error that AWS answers. status: of HTTP."""

    code: str
    message: str = "so it is"
    status: int = 400


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes over the wire."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def nothing(shape: Any) -> dict[str, Any]:
    """The output of an operation that has nothing to tell: lists and maps are empty, and the rest only if it must be.

    Told as botocore parses it: of some services an empty list leaves no trace on the wire.
    """
    if shape is None:
        return {}
    return {
        name: _nothing(member)
        for name, member in shape.members.items()
        if name in shape.required_members or (member.type_name in {"list", "map"} and not member.metadata.get("min"))
    }


def _nothing(shape: Any) -> Any:
    kind = shape.type_name
    if kind == "structure":
        return {name: _nothing(shape.members[name]) for name in shape.required_members}
    return {"list": [], "map": {}, "string": "", "boolean": False, "blob": b"", "timestamp": _EPOCH}.get(kind, 0)


_EPOCH = datetime.fromtimestamp(0, UTC)


def throttled(model: OperationModel, protocol: str) -> Refusal:
    """How the service says that it was asked too often.

    The codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html for S3,
    https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html for EC2, and each service's "common errors".
    """
    if model.service_model.service_name == "s3":
        return Refusal("SlowDown", "Please reduce your request rate.", 503)
    if protocol == EC2:
        return Refusal("RequestLimitExceeded", "Request limit exceeded.", 503)
    return Refusal("Throttling" if protocol == QUERY else "ThrottlingException", "Rate exceeded")


def refused(model: OperationModel, protocol: str, refusal: Refusal) -> Reply:
    """An error on the wire."""
    code, message = refusal.code, refusal.message
    if protocol == CBOR:
        body = b"".join(_cbor_value({"__type": f"com.amazonaws#{code}", "message": message}))
        return Reply(refusal.status, body, _CBOR_HEADERS)
    if protocol in {JSON, "rest-json"}:
        error = {"__type": f"com.amazonaws#{code}", "message": message}
        return Reply(refusal.status, json.dumps(error).encode(), {"x-amzn-ErrorType": code})
    inner = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if protocol == EC2:
        inner = f"<Response><Errors><Error>{inner}</Error></Errors><RequestID>{_REQUEST_ID}</RequestID></Response>"
    elif model.service_model.service_name == "s3":
        inner = f"<Error>{inner}<RequestId>{_REQUEST_ID}</RequestId></Error>"
    else:
        inner = f"<Error><Type>Sender</Type>{inner}</Error><RequestId>{_REQUEST_ID}</RequestId>"
        inner = f"<ErrorResponse>{inner}</ErrorResponse>"
    return Reply(refusal.status, inner.encode(), {"Content-Type": "text/xml"})


def answered(model: OperationModel, protocol: str, result: Mapping[str, Any]) -> Reply:
    """An answer on the wire. result: as boto3 returns it."""
    shape: Any = model.output_shape
    if protocol == CBOR:
        return Reply(200, b"".join(_cbor(shape, result)), _CBOR_HEADERS)
    headers = {"Content-Type": "application/json" if protocol in {JSON, "rest-json"} else "text/xml"}
    if shape is None:
        return Reply(200, b"", headers)
    if protocol.startswith("rest"):
        headers |= _headers(shape, result)
        if payload := shape.serialization.get("payload"):
            inner = shape.members[payload]
            if inner.type_name in {"string", "blob"}:
                return Reply(200, _raw(result.get(payload, b"")), headers)
            shape, result = inner, result.get(payload, {})
    if protocol in {JSON, "rest-json"}:
        return Reply(200, json.dumps(_json(shape, result)).encode(), headers)
    return Reply(200, _document(model, protocol, shape, result).encode(), headers)


def _document(model: OperationModel, protocol: str, shape: Any, result: Mapping[str, Any]) -> str:
    inner = "".join(_members(shape, result))
    if model.name == "GetBucketLocation":  # the one answer that is a text
        return f"<LocationConstraint>{escape(str(result.get('LocationConstraint', '')))}</LocationConstraint>"
    if protocol == QUERY:
        wrapper = shape.serialization.get("resultWrapper", f"{model.name}Result")
        metadata = f"<ResponseMetadata><RequestId>{_REQUEST_ID}</RequestId></ResponseMetadata>"
        return f"<{model.name}Response><{wrapper}>{inner}</{wrapper}>{metadata}</{model.name}Response>"
    if protocol == EC2:
        inner += f"<requestId>{_REQUEST_ID}</requestId>"
    return f"<{model.name}Response>{inner}</{model.name}Response>"


def _raw(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value


def _headers(shape: Any, result: Mapping[str, Any]) -> dict[str, str]:
    """What a REST service tells in headers."""
    found = {}
    for name, member in shape.members.items():
        if member.serialization.get("location") == "header" and name in result:
            found[member.serialization.get("name", name)] = _text(member, result[name], "rfc822")
    return found


def _text(shape: Any, value: Any, timestamps: str) -> str:
    """A value as text. timestamps: their format, where the model gives none."""
    if shape.type_name == "timestamp":
        wanted = shape.serialization.get("timestampFormat", timestamps)
        if wanted == "rfc822":
            return format_datetime(value, usegmt=True)
        return value.strftime("%Y-%m-%dT%H:%M:%SZ") if wanted == "iso8601" else str(int(value.timestamp()))
    if shape.type_name == "boolean":
        return "true" if value else "false"
    return base64.b64encode(value).decode() if shape.type_name == "blob" else str(value)


def _json(shape: Any, value: Any) -> Any:
    kind = shape.type_name
    if kind == "structure":
        members = shape.members
        return {
            members[name].serialization.get("name", name): _json(members[name], part)
            for name, part in value.items()
            if "location" not in members[name].serialization
        }
    if kind == "list":
        return [_json(shape.member, part) for part in value]
    if kind == "map":
        return {key: _json(shape.value, part) for key, part in value.items()}
    if kind == "timestamp":
        text = _text(shape, value, "unixtimestamp")
        return int(text) if text.isdigit() else text
    return _text(shape, value, "") if kind == "blob" else value


def _members(shape: Any, value: Mapping[str, Any]) -> Iterator[str]:
    """The members of a structure, in XML."""
    for name, member in shape.members.items():
        if name in value and "location" not in member.serialization:
            yield from _xml(member, member.serialization.get("name", name), value[name])


def _xml(shape: Any, tag: str, value: Any) -> Iterator[str]:
    kind, flattened = shape.type_name, shape.serialization.get("flattened")
    if kind == "list":
        inner = shape.member.serialization.get("name")
        if flattened:
            for part in value:
                yield from _xml(shape.member, inner or tag, part)
            return
        parts = "".join(text for part in value for text in _xml(shape.member, inner or "member", part))
    elif kind == "map":
        entries = [
            "".join(
                (
                    *_xml(shape.key, shape.key.serialization.get("name") or "key", key),
                    *_xml(shape.value, shape.value.serialization.get("name") or "value", part),
                )
            )
            for key, part in value.items()
        ]
        if flattened:
            yield from (f"<{tag}>{entry}</{tag}>" for entry in entries)
            return
        parts = "".join(f"<entry>{entry}</entry>" for entry in entries)
    elif kind == "structure":
        parts = "".join(_members(shape, value))
    else:
        parts = escape(_text(shape, value, "iso8601"))
    yield f"<{tag}>{parts}</{tag}>"


def _cbor(shape: Any, value: Any) -> Iterator[bytes]:
    """A value by its shape: the moments in it have a tag of their own."""
    kind = shape.type_name
    if kind == "structure":
        yield _cbor_head("map", len(value))
        for name, part in value.items():
            yield from _cbor_value(name)
            yield from _cbor(shape.members[name], part)
    elif kind == "list":
        yield _cbor_head("array", len(value))
        for part in value:
            yield from _cbor(shape.member, part)
    elif kind == "map":
        yield _cbor_head("map", len(value))
        for key, part in value.items():
            yield from _cbor_value(key)
            yield from _cbor(shape.value, part)
    elif kind == "timestamp":
        yield b"\xc1"
        yield from _cbor_value(int(value.timestamp()))
    else:
        yield from _cbor_value(value)


def _cbor_value(value: Any) -> Iterator[bytes]:
    """A value by its type: https://www.rfc-editor.org/rfc/rfc8949.html#section-3.1."""
    if isinstance(value, bool):
        yield b"\xf5" if value else b"\xf4"
    elif isinstance(value, int):
        yield _cbor_number(0, value) if value >= 0 else _cbor_number(1, -1 - value)
    elif isinstance(value, float):
        yield struct.pack(">Bd", 0xFB, value)
    elif isinstance(value, Mapping):
        yield _cbor_head("map", len(value))
        for key, part in value.items():
            yield from _cbor_value(key)
            yield from _cbor_value(part)
    else:
        raw = _raw(value)
        yield _cbor_head("bytes" if isinstance(value, bytes) else "text", len(raw))
        yield raw


def _cbor_head(kind: str, length: int) -> bytes:
    return _cbor_number(_MAJOR_TYPES[kind], length)


def _cbor_number(kind: int, number: int) -> bytes:
    """A major type with its number, in the fewest bytes."""
    for limit, extra, form in ((24, None, "B"), (1 << 8, 24, "BB"), (1 << 16, 25, "BH"), (1 << 32, 26, "BI")):
        if number < limit:
            return struct.pack(f">{form}", *([kind << 5 | number] if extra is None else [kind << 5 | extra, number]))
    return struct.pack(">BQ", kind << 5 | 27, number)
