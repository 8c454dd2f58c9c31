"""The matrix and one cell of it, as a person asks for them."""

import json
from pathlib import Path
from typing import Any

import pytest
from support.backup_facts import region_settings
from support.facts import BUILDERS, OTHER_REGION, REGION, bucket, gap, table, unit
from support.snapshots import write

from scanner.collectors import COLLECTORS

TIER = {"safehold:tier": "enhanced", "safehold:data-type": "document_metadata", "Application": "orders"}


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    """Two tables of one name, a bucket, and a table whose facts are not whole."""
    units = [
        unit(*each.kinds, collector=each.name, region=region if each.per_region else "global")
        for each in COLLECTORS
        for region in (REGION, OTHER_REGION)
    ]
    facts = [
        table(tags=TIER),
        table(name="twin", tags=TIER),
        table(name="twin", region=OTHER_REGION, tags=TIER),
        table(name="unread", tags=TIER, pitr=None, gaps=(gap("/config/pitr"),)),
        table(name="odd", tags=TIER, status=5),
        bucket(tags=TIER),
        region_settings(),
        BUILDERS["kms.key"](),
    ]
    folder = tmp_path / "safehold-report" / "snapshot"
    folder.parent.mkdir()
    write(folder, facts, list({(each.collector, each.region): each for each in units}.values()))
    return folder


class TestMatrix:
    def test_shows_every_resource_and_the_application(self, safehold: Any, estate: Path) -> None:
        result = safehold("matrix", estate)
        assert result.exit_code == 0
        row = next(line for line in result.stdout.splitlines() if line.startswith("orders "))
        assert "5 min" in row
        assert "NO" in row
        assert "Application orders: " in result.stdout

    def test_as_json_has_a_line_for_each_resource(self, safehold: Any, estate: Path) -> None:
        result = safehold("matrix", estate, "--format", "json")
        found = [json.loads(line) for line in result.stdout.splitlines()]
        assert {each["name"] for each in found} >= {"orders", "twin", "unread"}
        assert found[0]["cells"]["delete"]["status"] in {"recoverable", "not_recoverable", "unknown"}

    def test_of_one_application(self, safehold: Any, estate: Path) -> None:
        assert "Application orders" in safehold("matrix", estate, "--application", "orders").stdout
        result = safehold("matrix", estate, "--application", "odrers")
        assert result.exit_code == 2
        assert "nothing belongs to an application 'odrers'" in result.stderr


class TestRecover:
    def test_explains_a_cell_and_gives_the_commands(self, safehold: Any, estate: Path) -> None:
        result = safehold("recover", "orders", "--scenario", "delete")
        assert result.exit_code == 0
        assert "delete: RECOVERABLE, losing at most 5 min" in result.stdout
        assert "Way 1 (the best): " in result.stdout
        assert "$ aws dynamodb restore-table-to-point-in-time --region" in result.stdout
        assert "--target-table-name orders-restored" in result.stdout
        assert estate.is_dir()

    def test_says_why_what_there_is_does_not_help(self, safehold: Any, estate: Path) -> None:
        result = safehold("recover", table(tags=TIER).id, "--scenario", "region_loss", "--snapshot", estate)
        assert "region_loss: NOT RECOVERABLE" in result.stdout
        assert "What does not help" in result.stdout
        assert "Region" in result.stdout

    def test_says_what_was_not_seen(self, safehold: Any, estate: Path) -> None:
        result = safehold("recover", "unread", "--scenario", "delete", "--snapshot", estate)
        assert "delete: NOT KNOWN" in result.stdout
        assert "Not seen: " in result.stdout

    def test_says_that_a_scenario_cannot_befall_it(self, safehold: Any, estate: Path) -> None:
        result = safehold("recover", "orders", "--scenario", "identity_loss", "--snapshot", estate)
        assert "identity_loss: this cannot befall it" in result.stdout

    def test_says_why_there_is_no_matrix(self, safehold: Any, estate: Path) -> None:
        result = safehold("recover", "odd", "--scenario", "delete", "--snapshot", estate)
        assert result.exit_code == 0
        assert "No matrix could be made of it: the fact does not fit its schema" in result.stdout

    @pytest.mark.parametrize(
        ("name", "says"),
        [
            ("oders", "no resource with a recovery matrix is called 'oders'"),
            ("twin", "2 resources are called 'twin'; give the ARN of one:"),
        ],
    )
    def test_a_name_that_is_not_one_resources(self, safehold: Any, estate: Path, name: str, says: str) -> None:
        result = safehold("recover", name, "--scenario", "delete", "--snapshot", estate)
        assert result.exit_code == 2
        assert says in result.stderr

    def test_an_unknown_scenario_is_told_with_those_there_are(self, safehold: Any, estate: Path) -> None:
        result = safehold("recover", "orders", "--scenario", "flood", "--snapshot", estate)
        assert result.exit_code == 2
        assert "region_loss" in result.stderr
