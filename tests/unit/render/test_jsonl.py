from __future__ import annotations

import json

import jsonschema_rs
import pytest
from support import reports
from support.compared import compared
from support.rendering import loaded, written

from scanner.assets import SCHEMAS
from scanner.model import Json, Report
from scanner.render import findings_json, jsonl


@pytest.fixture(scope="module")
def schema() -> jsonschema_rs.Draft202012Validator:
    read = {path.name: json.loads(path.read_text("utf-8")) for path in SCHEMAS.glob("finding*.json")}
    registry = jsonschema_rs.Registry([(each["$id"], each) for each in read.values()])
    return jsonschema_rs.Draft202012Validator(read["findings_line.json"], registry=registry, validate_formats=True)


def lines(report: Report) -> list[dict[str, Json]]:
    return [json.loads(line) for line in written(jsonl.render, report).decode().splitlines()]


@pytest.mark.parametrize("report", [reports.small(), reports.empty(), compared(), reports.hostile(), reports.large(50)])
def test_each_line_fits_the_schema(schema: jsonschema_rs.Draft202012Validator, report: Report) -> None:
    for line in lines(report):
        schema.validate(line)


def test_a_line_with_more_than_the_schema_says_does_not_fit(schema: jsonschema_rs.Draft202012Validator) -> None:
    for line in lines(reports.small()):
        assert not schema.is_valid(line | {"more": 1})
        assert not schema.is_valid({key: value for key, value in line.items() if key != "taken_at"})


def test_it_says_what_findings_json_says() -> None:
    head, *rest = lines(reports.small())
    whole = loaded(findings_json.render, reports.small())
    assert head == {key: whole[key] for key in head}
    assert set(whole) - set(head) == {"findings", "ended", "resources"}
    own = {"title", "controls", "taken_at", "as_of"}
    assert [{key: value for key, value in row.items() if key not in own} for row in rest] == whole["findings"]
    assert (rest[1]["title"], rest[1]["controls"]["nist_800_53_r5"]) == ("Point-in-time recovery is on", ["CP-9"])
