"""An environment in which botocore finds made-up credentials and nothing of the machine's own."""

from __future__ import annotations

import os
from pathlib import Path

import botocore.loaders
import botocore.session
import pytest
from botocore.config import Config

import scanner.aws.session

_LOADER = botocore.loaders.create_loader()
"""Shared, as reading a service's model takes longer than most tests."""


@pytest.fixture
def aws_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Made-up keys, no Region, no profile, no files, no metadata service; the patch to change it further."""
    for name in [name for name in os.environ if name.startswith("AWS_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "no-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "no-credentials"))
    monkeypatch.setattr(botocore.session, "create_loader", lambda _paths: _LOADER)
    return monkeypatch


@pytest.fixture
def impatient(aws_environment: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The same, and every call is tried once only."""
    once = scanner.aws.session._CONFIG.merge(Config(retries={"mode": "standard", "total_max_attempts": 1}))
    aws_environment.setattr(scanner.aws.session, "_CONFIG", once)
    return aws_environment
