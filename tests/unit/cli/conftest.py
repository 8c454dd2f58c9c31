from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from support.audit_facts import key
from support.backup_facts import region_settings
from support.facts import REGION, bucket, table, unit
from support.snapshots import write

from scanner.cli.main import main
from scanner.collectors import COLLECTORS

UNITS = tuple(
    unit(*collector.kinds, collector=collector.name, region=REGION if collector.per_region else "global")
    for collector in COLLECTORS
)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Any, monkeypatch: Any) -> None:
    """Each test in a folder of its own, without a safehold.yaml, and not in GitHub Actions, wherever it runs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)


@pytest.fixture
def safehold() -> Any:
    """The command: arguments in, click's result out. stdout, stderr and exit code are the real ones."""

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="safehold")

    return run


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """A table and a bucket that nothing classifies, with their key, completely collected."""
    write(tmp_path / "snapshot", [table(tags={}), bucket(tags={}), region_settings(), key()], UNITS)
    return tmp_path / "snapshot"
