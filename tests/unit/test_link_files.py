"""What AWS Backup protects beside tables and buckets, and where copies of file systems lie."""

from typing import Any

import pytest
from support.database_facts import file_system, volume
from support.estates import linked
from support.facts import OTHER_REGION, plan, region_settings, selection, vault

from scanner.model import Fact


@pytest.mark.parametrize(("fact", "name"), [(file_system(), "EFS"), (volume(), "EBS")])
def test_a_plan_selects_it_by_its_type(fact: Fact, name: str) -> None:
    kind = ":".join([*fact.id.split(":")[:3], "*", "*", fact.id.split(":")[5].split("/")[0] + "/*"])
    assignment = selection().config["assignment"] | {"resources": [kind], "tag_conditions": [], "not_resources": []}
    settings = region_settings(opt_in={name: True})
    links, _ = linked(fact, [fact, plan(), selection(assignment=assignment), vault(), settings])
    (rule,) = links["backup"]["plan_rules"]
    assert (rule["rule_name"], rule["needs_opt_in"]) == ("daily", False)
    assert links["backup"]["opted_in"] is True


def test_a_replicated_file_system_lies_elsewhere_too() -> None:
    destination: dict[str, Any] = {
        "file_system_id": "fs-9z8y7x6w",
        "region": OTHER_REGION,
        "account": None,
        "status": "ENABLED",
        "last_replicated_at": None,
    }
    fact = file_system(replication={"destinations": [destination], "source_arn": None})
    links, _ = linked(fact, [fact])
    arn = f"arn:aws:elasticfilesystem:{OTHER_REGION}:{fact.account}:file-system/fs-9z8y7x6w"
    assert links["locations"] == [{"what": "replica", "arn": arn, "account": fact.account, "region": OTHER_REGION}]


def test_the_places_of_a_volume_are_those_of_its_recovery_points() -> None:
    assert linked(volume(), [volume()])[0]["locations"] == []
