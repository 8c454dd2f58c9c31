"""The demo end to end: the estate in the emulator, the same scan as of AWS, and what it must and must not find."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
import yaml
from support import opa
from support.moto_server import asked

from scanner import config
from scanner.aws.operations import DESCRIBE_REGIONS, GET_CALLER_IDENTITY
from scanner.cli import scanning
from scanner.collect import collect
from scanner.collectors import COLLECTORS
from scanner.demo import attested, emulator, estate, formkiq, server, services
from scanner.demo.build import build
from scanner.demo.layer import Layer
from scanner.evaluate import evaluate
from scanner.facts import DERIVED, KINDS, TOLD
from scanner.model import Assessment, Fact, Rule, Verdict
from scanner.snapshot import Snapshot


def expected() -> dict[str, dict[str, dict[str, dict[str, set[str]]]]]:
    """Region, kind and name to verdict to rules: of every file in demo_expected, taken together."""
    whole: dict[str, dict[str, dict[str, dict[str, set[str]]]]] = {}
    for path in sorted(Path(__file__).with_name("demo_expected").glob("*.yaml")):
        for region, kinds in yaml.safe_load(path.read_text("utf-8")).items():
            for kind, names in kinds.items():
                for name, verdicts in names.items():
                    known = whole.setdefault(region, {}).setdefault(kind, {}).setdefault(name, {})
                    for verdict, rules in (verdicts or {}).items():
                        known.setdefault(verdict, set()).update(rules)
    return whole


EXPECTED = expected()

NAMES = {Verdict.PASS: "pass", Verdict.FAIL: "fail", Verdict.UNKNOWN: "unknown"}


NOT_SHOWN = {
    "dynamodb.global_table": "only very old ones are facts of their own",
    "opensearch.snapshot": "asked of the domain itself, and only if the user wants it",
    "opensearch.snapshot_repository": "likewise",
}
"""Kinds of which the estate has none, each with the reason."""

NOT_SAID = {
    "ACC-003": "in the Regions that were not looked at, plans may run too",
    "APP-028": "no application has two tables that were restored",
    "APP-031": "of the ledger a copy lies in an account that is not scanned, and only enterprise must survive that",
    "DDB-010": "FormKiQ's stack was updated longer ago than anybody looks back, and no other owns tables",
    "DDB-013": "there is no global table",
    "DDB-014": "likewise",
    "OSS-002": "the domain is not asked for its snapshots",
    "OSS-003": "likewise",
    "OSS-004": "likewise",
    "OSS-005": "likewise",
    "REC-009": "nobody attests an export of a stack, and the emulator does not tell the drift of single resources",
}
"""Rules that neither pass nor fail anywhere in the estate, each with the reason."""

LEFT_OPEN = {
    ("backup.recovery_point", "/tags"),
    ("opensearch.domain", "/config/manual_snapshots"),
}
"""Kind and place of every gap: what a scan without further options does not read."""


class Recorder:
    """Notes which operations are asked of the application behind it."""

    def __init__(self, behind: WSGIApplication) -> None:
        self._behind = behind
        self.asked: Counter[str] = Counter()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = asked(environ)
        self.asked[request[0] if request else "unsigned"] += 1
        return self._behind(environ, start_response)


@dataclass(frozen=True)
class Scan:
    folder: Path
    snapshot: Snapshot
    assessments: tuple[Assessment, ...]
    rules: Mapping[str, Rule]
    asked: Counter[str]


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scan]:
    folder = tmp_path_factory.mktemp("demo") / "snapshot"
    layer = Layer(emulator.moto())
    recorder = Recorder(layer)
    with emulator.listening(recorder) as endpoint, pytest.MonkeyPatch.context() as environment:
        for name, value in server.SETTINGS.items():
            environment.setenv(name, value)
        layer.learn(build(endpoint))
        recorder.asked.clear()
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            environment.delenv(name)
        environment.setenv("AWS_ENDPOINT_URL", endpoint)
        environment.setenv("AWS_ACCESS_KEY_ID", "test")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "test")
        environment.setenv("AWS_CONFIG_FILE", os.devnull)
        environment.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
        settings = config.load(estate.CONFIG)
        evidence = attested.written(folder.parent)
        plan = scanning.plan(settings, scanning.Asked(regions=estate.REGIONS, evidence=(evidence,)))
        snapshot = collect(plan, folder, tool_version="test")
    with evaluate(snapshot, settings) as report:
        yield Scan(folder, snapshot, tuple(report.assess()), report.rules, recorder.asked)


def test_the_verdicts_are_those_worked_out_by_hand(scan: Scan) -> None:
    found = {
        f"{assessment.fact.region} {assessment.fact.kind} {_name(assessment.fact)}": {
            decision.rule_id: NAMES[decision.verdict] for decision in assessment.decisions if decision.verdict in NAMES
        }
        for assessment in scan.assessments
        if assessment.decisions or assessment.fact.kind not in TOLD
    }
    expected = {
        f"{region} {kind} {name}": {rule: verdict for verdict, rules in verdicts.items() for rule in rules}
        for region, kinds in EXPECTED.items()
        for kind, names in kinds.items()
        for name, verdicts in names.items()
    }
    assert found.keys() == expected.keys()
    differing = [
        f"{resource} {rule}: {expected[resource].get(rule)} expected, {found[resource].get(rule)} found"
        for resource in sorted(expected)
        for rule in sorted(scan.rules)
        if expected[resource].get(rule) != found[resource].get(rule)
    ]
    assert not differing, "\n".join(["", *differing])


def _name(fact: Fact) -> str:
    """Keys go by their alias here: the emulator makes up ids, and gives AWS's own no alias. Sites go by environment."""
    if fact.kind == "kms.key":
        return str((fact.config["aliases"] or ["of AWS"])[0])
    return fact.name if fact.kind != "formkiq.site" else f"{fact.config['environment']} {fact.name}"


@pytest.mark.skipif(opa.BINARY is None, reason="no opa on PATH or in $OPA")
def test_an_opa_server_and_more_workers_say_exactly_the_same(scan: Scan) -> None:
    settings = config.load(estate.CONFIG)
    with opa.serving() as url, evaluate(scan.snapshot, settings, engine="opa", opa_url=url) as report:
        assert tuple(report.assess()) == scan.assessments
    with evaluate(scan.snapshot, settings, workers=2) as report:
        assert tuple(report.assess()) == scan.assessments


def test_every_failure_says_what_was_expected_and_every_unknown_why(scan: Scan) -> None:
    for assessment in scan.assessments:
        for decision in assessment.decisions:
            if decision.verdict is Verdict.FAIL:
                assert decision.details, f"{decision.rule_id} {assessment.fact.id}"
            if decision.verdict is Verdict.UNKNOWN:
                assert decision.reason, f"{decision.rule_id} {assessment.fact.id}"


def test_every_rule_has_something_to_say_of_the_estate(scan: Scan) -> None:
    said = {
        rule
        for kinds in EXPECTED.values()
        for names in kinds.values()
        for verdicts in names.values()
        for verdict, rules in verdicts.items()
        if verdict != "unknown"
        for rule in rules
    }
    assert said | NOT_SAID.keys() == set(scan.rules)
    assert not said & NOT_SAID.keys()


def test_the_scan_is_complete_and_has_turned_pages(scan: Scan) -> None:
    assert scan.snapshot.coverage.complete
    calls: Counter[str] = Counter()
    for unit in scan.snapshot.coverage.units:
        calls.update(unit.calls)
    assert calls["backup:ListBackupJobs"] > len(estate.REGIONS)
    assert calls["backup:ListRecoveryPointsByBackupVault"] > len(estate.VAULTS)


def test_the_snapshot_holds_the_estate(scan: Scan) -> None:
    held = Counter(fact.kind for fact in scan.snapshot.facts())
    assert held["dynamodb.table"] == len(estate.TABLES)
    assert held["s3.bucket"] == len(estate.BUCKETS)
    assert held["backup.vault"] == len(estate.VAULTS)
    assert held["backup.plan"] == held["backup.selection"] == len(estate.PLANS)
    assert held["backup.region_settings"] == len(estate.REGIONS)
    assert held["backup.restore_job"] == len(services.RESTORES)
    assert held["cloudformation.stack"] == len(formkiq.STACKS)
    assert held["cognito.user_pool"] == len(formkiq.POOLS)
    assert held["sqs.queue"] == len(formkiq.QUEUES) + len(services.QUEUES)
    assert held["s3.usage"] == len(services.USAGE)
    assert held["export.location"] == len(formkiq.STACKS) + len(formkiq.POOLS)
    assert KINDS - DERIVED - held.keys() == NOT_SHOWN.keys()


def test_what_could_not_be_read_is_what_nobody_asked_for(scan: Scan) -> None:
    assert {(fact.kind, gap.path) for fact in scan.snapshot.facts() for gap in fact.gaps} == LEFT_OPEN


def test_formkiq_is_found_in_every_way_and_elsewhere_only_what_lies_there(scan: Scan) -> None:
    found = {
        (fact.region, fact.name): fact.config["found_by"]
        for fact in scan.snapshot.facts()
        if fact.kind == "formkiq.installation"
    }
    assert found == {
        ("eu-west-1", "prod"): ["ssm", "stack", "tags"],
        ("eu-west-1", "dev"): ["ssm", "stack", "tags"],
        ("eu-central-1", "prod"): ["tags"],  # the vault that its backups are copied to
    }
    sites = {
        (fact.config["environment"], fact.name): fact.config["settings"]["soft_delete_retention_days"]
        for fact in scan.snapshot.facts()
        if fact.kind == "formkiq.site"
    }
    assert sites == {
        ("dev", "default"): None,
        ("prod", "default"): 30,
        ("prod", "finance"): -1,
        ("prod", "legal"): None,
    }


def test_formkiq_is_as_its_templates_leave_it(scan: Scan) -> None:
    facts = {(fact.kind, fact.name): fact.config for fact in scan.snapshot.facts() if fact.region == "eu-west-1"}
    assert facts["logs.log_group", "Typsense"]["never_expires"] is True
    dead, actions, *_, events = (facts["sqs.queue", queue.name] for queue in formkiq.QUEUES)
    assert dead["retention_seconds"] == actions["retention_seconds"] == 345_600
    assert (actions["redrive"]["max_receive_count"], events["redrive"]["configured"]) == (5, False)
    alerts, heard = facts["sns.topic", "FormKiQ-DLQ-prod-Alert"], facts["sns.topic", services.ALERTS]
    assert (alerts["subscriptions_confirmed"], heard["subscriptions_confirmed"]) == (0, 1)
    pool = facts["cognito.user_pool", "formkiq-prod-prod"]
    assert (pool["mfa"], pool["deletion_protection"]) == ("OFF", False)
    assert facts["efs.file_system", "formkiq-prod-Typesense"]["backup_policy"] == {"enabled": False}
    (hmac,) = (config for (kind, _), config in facts.items() if kind == "kms.key" and config["spec"] == "HMAC_256")
    assert not hmac["multi_region"]
    root = facts["cloudformation.stack", "formkiq-prod"]
    assert root["termination_protection"] is False
    assert "TypesenseApiKey" in set(root["parameters"]) - set(root["masked_parameters"])
    owned = [
        row
        for (kind, _), config in facts.items()
        if kind == "cloudformation.stack"
        for row in config["template_resources"]
    ]
    assert {row["deletion_policy"] for row in owned} == {None}


def test_exports_are_older_or_newer_than_what_they_were_made_of(scan: Scan) -> None:
    newest = {
        fact.name: (fact.config["object_count"], (fact.config["newest_at"] or "") > fact.config["subject_updated_at"])
        for fact in scan.snapshot.facts()
        if fact.kind == "export.location" and fact.config["subject_root_arn"] is None
    }
    assert newest == {
        "formkiq-prod": (1, True),
        "formkiq-dev": (1, False),
        "formkiq-prod-prod": (0, False),
        "formkiq-dev-dev": (1, True),
    }


def test_no_secret_is_in_the_snapshot(scan: Scan) -> None:
    files = [path for path in scan.folder.rglob("*") if path.is_file()]
    assert any(b"formkiq-core-prod-documents" in path.read_bytes() for path in files)
    for path in files:
        for secret in (formkiq.SECRET, services.EMAIL):
            assert secret.encode() not in path.read_bytes(), path


def test_nothing_was_asked_that_no_collector_declares(scan: Scan) -> None:
    declared = {str(operation) for collector in COLLECTORS for operation in collector.operations}
    assert scan.asked["s3:ListBuckets"] > 0
    assert scan.asked.keys() <= declared | {str(GET_CALLER_IDENTITY), str(DESCRIBE_REGIONS)}


FORMKIQ = {
    1: [("logs.log_group", "Typsense", "LOG-002")],
    2: [("sqs.queue", "formkiq-prod-DocumentsDeadLetterQueue-1KQ3ZC8P5VN2T", "SQS-002")],
    3: [("sqs.queue", "formkiq-prod-SqsQueue-1KQ3ZC8P5VN2T", "SQS-001")],
    4: [("sns.topic", "FormKiQ-DLQ-prod-Alert", "SNS-001")],
    5: [
        ("s3.bucket", "formkiq-core-prod-documents-123456789012", "S3-004"),
        ("s3.bucket", "formkiq-core-prod-documents-123456789012", "S3-014"),
    ],
    6: [("s3.bucket", "formkiq-core-prod-ocr-123456789012", "S3-013")],
    7: [
        ("dynamodb.table", "formkiq-core-prod-documents", "DDB-015"),
        ("dynamodb.table", "formkiq-core-prod-documents", "CFN-007"),
        ("dynamodb.table", "formkiq-core-prod-documentsyncs", "DDB-015"),
        ("dynamodb.table", "formkiq-core-prod-documentsyncs", "CFN-007"),
        ("cognito.user_pool", "formkiq-prod-prod", "COG-003"),
        ("cognito.user_pool", "formkiq-prod-prod", "CFN-007"),
    ],
    8: [("cognito.user_pool", "formkiq-prod-prod", "COG-004")],
    9: [("efs.file_system", "formkiq-prod-Typesense", "EFS-001")],
    10: [
        ("kms.key", "", "KMS-003"),
        ("cloudformation.stack", "formkiq-prod-Storage-1KQ3ZC8P5VN2T", "CFN-006"),
    ],
    11: [("ssm.parameter", "/formkiq/prod/typesense/ApiKey", "SSM-001")],
    12: [("estate.application", "FormKiQ prod", "APP-014")],
    13: [("s3.bucket", "formkiq-core-prod-documents-123456789012", "REC-004")],
}
"""What any FormKiQ installation that nobody has changed must be told, by its number in the list of them."""


@pytest.mark.parametrize("number", FORMKIQ)
def test_what_every_formkiq_installation_has_to_hear_is_found(scan: Scan, number: int) -> None:
    failed = {
        (each.fact.kind, name, made.rule_id)
        for each in scan.assessments
        for made in each.decisions
        for name in (each.fact.name, "")  # a key has a name of chance
        if made.verdict is Verdict.FAIL
    }
    assert set(FORMKIQ[number]) <= failed


def test_the_good_news_about_formkiq_is_told_too(scan: Scan) -> None:
    passed = {
        (each.fact.name, made.rule_id)
        for each in scan.assessments
        for made in each.decisions
        if made.verdict is Verdict.PASS
    }
    assert ("formkiq-core-prod-documents", "DDB-001") in passed
    assert ("formkiq-core-prod-documentsyncs", "DDB-001") in passed
    assert ("formkiq-core-prod-documents-123456789012", "S3-001") in passed
    (cache,) = (each for each in scan.assessments if each.fact.name == "formkiq-core-prod-cache")
    assert not [made for made in cache.decisions if made.verdict in (Verdict.FAIL, Verdict.UNKNOWN)]
