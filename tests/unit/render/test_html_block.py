from __future__ import annotations

import json
from dataclasses import replace

import pytest
from support import later_reports, reports

from scanner.model import Assessment, Json, Report, Severity
from scanner.render import html_block
from scanner.render.html_block import DataBlock

OFF = reports.failed("DDB-001", ("off", "/config/pitr", True, {"b": 1, "a": [None]}))


def block(report: Report, *, packed: bool = False) -> str:
    with DataBlock(report, packed=packed) as data:
        for assessment in report.assess():
            data.add(assessment)
        return "".join(data.chunks())


def of(*assessments: Assessment) -> Json:
    return json.loads(block(reports.of(assessments)))


def test_what_is_told_of_a_resource_is_a_line_or_a_number_in_columns() -> None:
    decisions = (reports.passed("BKP-001"), OFF, reports.unknown("DDB-002", "unread"))
    data = of(Assessment(reports.table("orders"), reports.profile(), decisions))
    assert data["names"] == "orders\n"
    assert data["arns"] == "arn:aws:dynamodb:eu-west-1:111122223333:table/orders\n"
    assert data["places"] == [["111122223333", "eu-west-1", "dynamodb.table"]]
    assert data["profiles"] == [
        [
            "standard",
            "formkiq-prod",
            "prod",
            "document_metadata",
            "tag Application=formkiq",
            "name formkiq-core-prod-documents",
            "tag safehold:tier=standard",
        ]
    ]
    assert data["resources"] == {"place": [0], "profile": [0], "findings": [2]}


def test_what_is_told_of_a_finding_is_numbers_and_a_line() -> None:
    decisions = (reports.passed("BKP-001"), OFF, reports.unknown("DDB-002", "unread"))
    data = of(Assessment(reports.table("orders"), reports.profile(), decisions))
    ids = [rule["id"] for rule in data["rules"]]
    assert data["findings"] == {
        "rule": [ids.index("DDB-001"), ids.index("DDB-002")],
        "verdict": [0, 1],
        "severity": [0, 2],
        "case": [0, 1],
        "waiver": [0, 0],
        "past": [0, 0],
    }
    off, unread, _ = data["cases"].split("\n")
    reason, message, at, expected, actual, excerpt = off.split("\t")
    assert (reason, message, at, expected, actual) == ("", "off", "/config/pitr", "true", '{"a": [null], "b": 1}')
    assert "window_days" in excerpt
    assert unread == "unread"
    assert [rule["passed"] for rule in data["rules"]] == [int(each == "BKP-001") for each in ids]


def test_equal_explanations_places_and_profiles_stand_once() -> None:
    data = of(*(Assessment(reports.table(f"t{number}"), reports.profile(), (OFF,)) for number in range(9)))
    assert data["names"].count("\n") == 9
    assert data["cases"].count("\n") == len(data["places"]) == len(data["profiles"]) == 1
    assert data["findings"]["case"] == [0] * 9


def test_explanations_beyond_those_remembered_stand_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_block, "_MOST_CASES", 1)
    told = [OFF, reports.unknown("DDB-001", "unread"), OFF, reports.unknown("DDB-001", "unread")]
    data = of(*(Assessment(reports.table(f"t{at}"), reports.profile(), (each,)) for at, each in enumerate(told)))
    assert data["findings"]["case"] == [0, 1, 0, 2]
    assert data["cases"].count("unread") == 2


def test_waivers_changes_and_the_files_of_the_snapshot_are_told() -> None:
    report = later_reports.later(reports.small())
    data = json.loads(block(report))
    assert {"rebuilt-nightly", "until-migration"} <= {waiver["id"] for waiver in data["waivers"]}
    waived = [data["waivers"][number - 1] for number in data["findings"]["waiver"] if number]
    assert {waiver["expired"] for waiver in waived} == {True, False}
    assert 2 in data["findings"]["verdict"]
    assert {change for change, _ in data["pasts"]} == {"new", "changed", "unchanged"}
    assert data["compared"] == "last-week/findings.json, taken at 2026-02-22T06:00:00Z"
    assert all(place[3].startswith("facts/") and place[4] == "c4" * 32 for place in data["places"])


def test_controls_stand_by_framework_in_the_order_of_people() -> None:
    rules = {each: replace(reports.RULES["DDB-001"], id=each, controls={"own": (each,)}) for each in ("C-10", "C-9")}
    found = tuple(reports.failed(each) for each in rules)
    data = json.loads(block(reports.of([Assessment(reports.table("a"), reports.profile(), found)], rules)))
    assert data["frameworks"] == [{"name": "own", "title": "own", "controls": [["C-9", ""], ["C-10", ""]]}]
    assert [rule["controls"] for rule in data["rules"]] == [[[0, ["C-10"]]], [[0, ["C-9"]]]]


def test_a_finding_weighs_what_its_tier_and_data_type_make_of_it() -> None:
    lowered = replace(reports.failed("DDB-001", ("off", "", True, False)), severity=Severity.LOW)
    data = of(Assessment(reports.table("orders"), reports.profile(), (lowered,)))
    assert data["findings"]["severity"] == [Severity.LOW.rank]


def test_a_resource_without_findings_is_left_out() -> None:
    data = of(Assessment(reports.table("orders"), reports.profile(), (reports.passed("DDB-001"),)))
    assert data["names"] == ""
    assert data["findings"]["rule"] == []


def test_a_resource_of_no_tier_is_unknown() -> None:
    data = of(Assessment(reports.table("orders"), reports.profile(tier=None), (reports.unknown("DDB-001", "no tier"),)))
    assert data["profiles"][0][0] == "unknown"


def test_secrets_are_not_passed_on() -> None:
    key = "AKIA" + "A" * 16
    found = reports.failed("DDB-001", (f"key {key}", "/config/replicas", key, {"k": key}))
    table = reports.table("orders", replicas=[key])
    assert key not in block(reports.of([Assessment(table, reports.profile(), (found,))]))


@pytest.mark.parametrize("packed", [True, False])
def test_no_name_adds_a_line_or_a_field(packed: bool) -> None:  # noqa: FBT001 - a parameter of the test
    report = reports.hostile()
    data = json.loads(block(report))
    assert data["names"].count("\n") == data["arns"].count("\n") == len(data["resources"]["place"])
    assert data["cases"].count("\n") == max(data["findings"]["case"]) + 1
    assert all(len(case.split("\t")) % 5 == 1 for case in data["cases"].split("\n")[:-1])
    assert sum(data["resources"]["findings"]) == len(data["findings"]["rule"])
    assert block(report, packed=packed) == block(report, packed=packed)
