"""What the shipped rules judge, held against the catalogue and the frameworks."""

from pathlib import Path

import orjson
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from support.judging import shipped

from scanner import catalogue
from scanner.assets import POLICIES, SCHEMAS
from scanner.model import Json
from scanner.render import frameworks
from scanner.yamlfile import read

COVERED = catalogue.coverage(shipped().rules.values())
RULES = shipped().rules

# What the mapping promises to know, by framework; a space within an id is written as _ here.
PROMISED = {
    "aws_backup_audit_manager": (
        "BACKUP_RESOURCES_PROTECTED_BY_BACKUP_PLAN BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK "
        "BACKUP_RECOVERY_POINT_MINIMUM_RETENTION_CHECK BACKUP_RECOVERY_POINT_ENCRYPTED "
        "BACKUP_RECOVERY_POINT_MANUAL_DELETION_DISABLED BACKUP_RESOURCES_PROTECTED_BY_BACKUP_VAULT_LOCK "
        "BACKUP_RESOURCES_PROTECTED_BY_CROSS_REGION BACKUP_RESOURCES_PROTECTED_BY_CROSS_ACCOUNT "
        "BACKUP_LAST_RECOVERY_POINT_CREATED RESTORE_TIME_FOR_RESOURCES_MEET_TARGET "
        "RESOURCES_IN_LOGICALLY_AIR_GAPPED_VAULT"
    ),
    "aws_fsbp": (
        "S3.7 S3.10 S3.13 S3.14 S3.15 S3.20 DynamoDB.1 DynamoDB.2 DynamoDB.4 DynamoDB.6 Backup.1 Backup.2 Backup.3 "
        "Backup.4 Backup.5 KMS.3 CloudFormation.3 Cognito.6 CloudWatch.16"
    ),
    "nist_800_53_r5": (
        "CP-2(5) CP-4 CP-6 CP-6(1) CP-6(2) CP-9 CP-9(1) CP-9(3) CP-9(5) CP-9(6) CP-9(7) CP-9(8) CP-10 CP-10(2) "
        "CP-10(4) SI-12 SI-13(5) AU-9(2) AU-11"
    ),
    "iso_27001_2022": "A.5.29 A.5.30 A.5.33 A.8.10 A.8.13 A.8.14",
    "soc_2": "A1.2 A1.3 CC7.4 CC7.5 C1.2 PI1.5",
    "hipaa": (
        "164.308(a)(7)(i) 164.308(a)(7)(ii)(A) 164.308(a)(7)(ii)(B) 164.308(a)(7)(ii)(C) 164.308(a)(7)(ii)(D) "
        "164.312(a)(2)(ii) 164.316(b)(2)(i)"
    ),
    "pci_dss_4": "3.2.1 10.3.3 10.3.4 10.5.1 12.10.1",
    "cis_controls_8_1": "3.4 8.10 11.1 11.2 11.3 11.4 11.5",
    "aws_well_architected": (
        "REL09-BP01 REL09-BP02 REL09-BP03 REL09-BP04 REL13-BP01 REL13-BP02 REL13-BP03 REL13-BP04 REL13-BP05"
    ),
    "fedramp_20x": "KSI-RPL-01 KSI-RPL-02 KSI-RPL-03 KSI-RPL-04",
    "nist_csf_2": "PR.DS-11 RC.RP",
    "gdpr": "5(1)(e) 32(1)(b) 32(1)(c) 32(1)(d)",
    "dora": "Art._11 Art._12(1) Art._12(2) Art._12(3) Art._12(6)",
    "nis2": "Art._21(2)(c) 2024/2690_annex_4.2",
    "sec_17a_4": "17a-4(f) FINRA_4511 CFTC_1.31",
}


def name(covered: catalogue.Covered) -> str:
    return str(covered.statement.number)


@pytest.mark.parametrize("covered", COVERED, ids=name)
def test_every_statement_is_judged_by_a_rule_with_tests(covered: catalogue.Covered) -> None:
    assert covered.rules, covered.statement.text
    assert covered.tests >= 5 * len(covered.rules)


def test_the_catalogue_fits_its_schema() -> None:
    schemas = [orjson.loads((SCHEMAS / each).read_bytes()) for each in ("catalogue.json", "tier.json")]
    registry: Registry[Json] = Registry().with_resources((s["$id"], Resource.from_contents(s)) for s in schemas)
    Draft202012Validator(schemas[0], registry=registry).validate(read(POLICIES / "catalogue.yaml").data)


def test_the_catalogue_holds_every_statement_once() -> None:
    numbers = [each.statement.number for each in COVERED]
    assert [number for number in numbers if number <= 200] == list(range(1, 103))
    assert len(set(numbers)) == len(numbers)


def test_no_rule_names_a_statement_that_there_is_not() -> None:
    known = {each.statement.number for each in COVERED}
    assert {rule.id: set(rule.covers) - known for rule in RULES.values() if set(rule.covers) - known} == {}


@pytest.mark.parametrize("rule_id", RULES)
def test_every_control_that_a_rule_names_is_in_its_framework(rule_id: str) -> None:
    for framework, controls in RULES[rule_id].controls.items():
        assert set(controls) <= set(frameworks.shipped()[framework].controls), framework


def test_every_control_that_a_peer_has_for_a_statement_is_in_its_framework() -> None:
    for each in COVERED:
        for framework, controls in each.statement.controls.items():
            assert set(controls) <= set(frameworks.shipped()[framework].controls), each.statement.text


@pytest.mark.parametrize("framework", PROMISED)
def test_every_control_that_is_promised_has_a_title(framework: str) -> None:
    controls = frameworks.shipped()[framework].controls
    promised = PROMISED[framework].split()
    assert {each if framework.startswith("aws_") else each.replace("_", " ") for each in promised} <= controls.keys()
    assert all(isinstance(title, str) and title for title in controls.values())


def test_every_framework_is_named_like_its_file() -> None:
    files = {path.stem for path in Path(POLICIES / "frameworks").glob("*.yaml")}
    assert files == set(frameworks.shipped())
    assert files == set(PROMISED) | {"aws_config"}
