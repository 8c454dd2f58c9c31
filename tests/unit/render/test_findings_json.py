from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import jsonschema_rs
import pytest
from support import reports
from support.later_reports import later
from support.rendering import loaded, written

from scanner.assets import SCHEMAS
from scanner.model import Assessment, Report
from scanner.render.findings_json import render


@pytest.fixture(scope="module")
def schema() -> jsonschema_rs.Draft202012Validator:
    read = {path.name: json.loads(path.read_text("utf-8")) for path in SCHEMAS.glob("finding*.json")}
    registry = jsonschema_rs.Registry([(each["$id"], each) for each in read.values()])
    return jsonschema_rs.Draft202012Validator(read["findings.json"], registry=registry, validate_formats=True)


@pytest.mark.parametrize(
    "report",
    [
        reports.small(),
        reports.empty(),
        reports.hostile(),
        reports.large(50),
        later(reports.small()),
        later(reports.hostile(), reports.HOSTILE),
    ],
)
def test_it_fits_its_schema(schema: jsonschema_rs.Draft202012Validator, report: Report) -> None:
    schema.validate(loaded(render, report))


def test_a_finding_says_what_was_found_and_what_to_do() -> None:
    first, second, *_ = loaded(render, reports.small())["findings"]
    assert (first["rule_id"], second["rule_id"]) == ("BKP-001", "DDB-001")
    assert second["details"] == [
        {
            "message": "point-in-time recovery is off; tier standard requires it",
            "at": "/config/pitr/enabled",
            "expected": True,
            "actual": False,
        }
    ]
    assert "--table-name formkiq-core-prod-documents --region eu-west-1" in second["remediation"]
    assert (second["tier"], second["data_type"], second["reason"]) == ("standard", "document_metadata", "")


def test_what_passed_and_what_does_not_apply_is_told_by_resource() -> None:
    resources = {each["name"]: each for each in loaded(render, reports.small())["resources"]}
    assert len(resources) == 6
    assert resources["orders"]["passed"] == ["BKP-001", "EST-002"]
    assert resources["orders"]["gaps"][0]["reason"] == "access_denied"
    reasons = resources["formkiq-core-prod-cache"]["not_applicable"]
    assert list(reasons) == ["BKP-001", "DDB-001", "DDB-002"]
    assert reasons["DDB-001"] == "tier standard does not require it of cache"


def test_a_resource_of_which_there_is_nothing_to_say_is_left_out() -> None:
    judged = Assessment(reports.table("judged"), reports.profile(), (reports.passed("DDB-001"),))
    silent = Assessment(reports.table("silent"), reports.profile(), ())
    assert [each["name"] for each in loaded(render, reports.of([judged, silent]))["resources"]] == ["judged"]


def test_one_finding_and_one_resource_a_line() -> None:
    lines = written(render, reports.large(40)).decode().splitlines()
    rows = [json.loads(line.removesuffix(",")) for line in lines if line.startswith('{"')]
    assert len(rows) == 80


def test_names_come_back_as_they_were_and_none_is_hidden() -> None:
    values = [value for value in reports.HOSTILE if not value.startswith(("AKIA", "aws_secret"))]
    content = written(render, reports.hostile(values)).decode()
    assert {each["name"] for each in json.loads(content)["resources"]} == set(values)
    assert not set("\x1b\x7f\x9b\u202e\u200b\u2028\ufeff") & set(content)


def test_the_report_is_read_as_a_stream() -> None:
    passes: list[int] = []
    report = reports.large(20)

    def watched() -> Iterator[Assessment]:
        passes.append(0)
        for assessment in report.assess():
            passes[-1] += 1
            yield assessment

    written(render, replace(report, assess=watched))
    assert passes == [20, 20]
