"""What the tests of renderers share."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import BinaryIO

from scanner.model import Json, Report


def written(render: Callable[[Report, BinaryIO], None], report: Report) -> bytes:
    """Return what a renderer writes."""
    out = io.BytesIO()
    render(report, out)
    return out.getvalue()


def loaded(render: Callable[[Report, BinaryIO], None], report: Report) -> dict[str, Json]:
    """Return what a renderer writes as JSON; NaN and infinity are refused."""
    document: dict[str, Json] = json.loads(written(render, report), parse_constant=_refuse)
    return document


def _refuse(constant: str) -> None:
    raise ValueError(constant)
