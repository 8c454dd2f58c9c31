"""The demo end to end: the estate in the emulator, the same scan as of AWS, and what it must and must not find."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
import yaml
from support import opa

from scanner import config
from scanner.collect import ScanPlan, collect
from scanner.demo import emulator, estate
from scanner.demo.build import build
from scanner.demo.layer import Layer
from scanner.evaluate import evaluate
from scanner.model import Assessment, Rule, Verdict
from scanner.snapshot import Snapshot

EXPECTED: dict[str, dict[str, dict[str, dict[str, Any]]]] = yaml.safe_load(
    Path(__file__).with_name("demo_expected.yaml").read_text("utf-8")
)
"""Region, kind and name to verdict to rules."""

NAMES = {Verdict.PASS: "pass", Verdict.FAIL: "fail", Verdict.UNKNOWN: "unknown"}


class Recorder:
    """Notes what is asked of the application behind it: the operation, or the method where only the path tells."""

    def __init__(self, behind: WSGIApplication) -> None:
        self._behind = behind
        self.asked: Counter[str] = Counter()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        operation = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2]
        if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
            (operation,) = parse_qs(body.decode())["Action"]
        self.asked[operation or environ["REQUEST_METHOD"]] += 1
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
        layer.learn(build(endpoint))
        recorder.asked.clear()
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            environment.delenv(name)
        environment.setenv("AWS_ENDPOINT_URL", endpoint)
        environment.setenv("AWS_ACCESS_KEY_ID", "test")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "test")
        environment.setenv("AWS_CONFIG_FILE", os.devnull)
        environment.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
        snapshot = collect(ScanPlan(regions=estate.REGIONS), folder, tool_version="test")
    with evaluate(snapshot, config.load(estate.CONFIG)) as report:
        yield Scan(folder, snapshot, tuple(report.assess()), report.rules, recorder.asked)


def test_the_verdicts_are_those_worked_out_by_hand(scan: Scan) -> None:
    found = {
        f"{assessment.fact.region} {assessment.fact.kind} {assessment.fact.name}": {
            decision.rule_id: NAMES[decision.verdict] for decision in assessment.decisions if decision.verdict in NAMES
        }
        for assessment in scan.assessments
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
    assert said == set(scan.rules)


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
    assert held["formkiq.installation"] == len(estate.PARAMETERS)


def test_no_secret_is_in_the_snapshot(scan: Scan) -> None:
    files = [path for path in scan.folder.rglob("*") if path.is_file()]
    assert any(b"formkiq-core-prod-documents" in path.read_bytes() for path in files)
    for path in files:
        assert estate.SECRET.encode() not in path.read_bytes(), path


def test_nothing_was_asked_that_could_change_anything(scan: Scan) -> None:
    assert scan.asked["GET"] > 0
    for operation in scan.asked:
        assert re.fullmatch(r"GET|HEAD|(Get|List|Describe)[A-Z]\w+", operation), operation
