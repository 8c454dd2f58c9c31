"""safehold.yaml as tests write it, and what is said of it."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from scanner.config import load
from scanner.errors import ConfigError


def written(text: str | bytes, name: str = "safehold.yaml") -> Path:
    path = Path(name)
    path.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).encode())
    return path


def refusal(text: str | bytes) -> str:
    """What `load` says of a file of settings that it must not take."""
    with pytest.raises(ConfigError) as caught:
        load(written(text))
    return str(caught.value)
