from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from support import reports
from support.later_reports import later
from support.rendering import written

from scanner.model import Assessment, Change, Json, Report
from scanner.render import ocsf

CAPTIONS = {
    "activity": {1: "Create", 2: "Update", 3: "Close"},
    "severity": {1: "Informational", 2: "Low", 3: "Medium", 4: "High", 5: "Critical"},
    "status": {1: "New", 3: "Suppressed", 4: "Resolved"},
}
"""Those of the class Compliance Finding in OCSF 1.5 that we use, by attribute."""
COMPLIANCE = {0: "Unknown", 1: "Pass", 3: "Fail"}
REQUIRED = {"activity_id", "category_uid", "class_uid", "type_uid", "time", "severity_id", "metadata", "cloud"}
DEPRECATED = {"resource", "status_detail"}


def events(report: Report) -> list[Json]:
    return list(json.loads(written(ocsf.render, report)))


def by_rule(report: Report, rule_id: str) -> list[Json]:
    return [each for each in events(report) if each["compliance"]["control"] == rule_id]


@pytest.mark.parametrize(
    "report",
    [reports.small(), later(reports.small()), later(reports.hostile(), reports.HOSTILE)],
    ids=["small", "later", "hostile"],
)
def test_every_event_is_whole(report: Report) -> None:
    told = events(report)
    assert told
    assert len({each["finding_info"]["uid"] for each in told}) == len(told)
    assert len({each["metadata"]["uid"] for each in told}) == len(told)
    for event in told:
        assert event.keys() >= REQUIRED
        assert not DEPRECATED & (event.keys() | event["compliance"].keys())
        assert event["type_uid"] == event["class_uid"] * 100 + event["activity_id"] == 200300 + event["activity_id"]
        for key, captions in CAPTIONS.items():
            caption = event["activity_name"] if key == "activity" else event[key]
            assert caption == captions[event[f"{key}_id"]]
        status = event["compliance"]["status_id"]
        assert status == 99 or event["compliance"]["status"] == COMPLIANCE[status]
        assert (event["metadata"]["version"], event["metadata"]["profiles"]) == ("1.5.0", ["cloud"])
        assert event["time"] == int(datetime(2026, 3, 1, 6, tzinfo=UTC).timestamp() * 1000)
        assert len(event["cloud"]["account"]["uid"]) == 12
        assert event["resources"][0]["uid"]


def test_nothing_found_is_an_empty_list() -> None:
    assert written(ocsf.render, reports.empty()) == b"[\n]\n"


def test_a_failure_has_every_field_of_the_table() -> None:
    (failure,) = by_rule(later(reports.small()), "S3-001")
    info, compliance = failure["finding_info"], failure["compliance"]
    assert (info["analytic"]["uid"], info["title"]) == ("S3-001", "Object versions are kept")
    (check,) = compliance["checks"]
    assert (check["uid"], check["status_id"], check["severity_id"]) == ("S3-001", 3, 4)
    assert failure["severity_id"] == 4
    (resource,) = failure["resources"]
    assert resource["uid"] == "arn:aws:s3:::formkiq-core-prod-documents-111122223333"
    assert resource["type"] == "AWS::S3::Bucket"
    assert {"name": "tier", "value": "enhanced"} in compliance["control_parameters"]
    assert compliance["status_details"][1] == "what is overwritten now is lost"
    (evidence,) = failure["evidences"]
    assert evidence["data"]["sha256"] == "c4" * 32
    assert evidence["data"]["fact"]["config"]["versioning"]["status"] == "Suspended"
    assert [each.rpartition(": ")[2] for each in compliance["requirements"]] == ["A.8.13", "CP-9"]
    assert info["first_seen_time"] == info["created_time"] < info["last_seen_time"]
    assert "Look at formkiq-core-prod-documents" in failure["remediation"]["desc"]


def test_each_verdict_has_its_status() -> None:
    told = {
        each["compliance"]["status_code"]: (each["status"], each["compliance"]["status_id"])
        for each in events(later(reports.small()))
    }
    assert told == {
        "FAIL": ("New", 3),
        "WAIVED": ("Suppressed", 3),
        "UNKNOWN": ("New", 0),
        "PASS": ("Resolved", 1),
        "FIXED": ("Resolved", 99),
    }


def test_a_waiver_is_told_whether_it_is_in_force_or_not() -> None:
    waivers = {
        (each["compliance"]["status_code"], each["unmapped"]["waiver"]["in_force"])
        for each in events(later(reports.small()))
        if "waiver" in each["unmapped"]
    }
    assert waivers == {("WAIVED", True), ("FAIL", False)}


def test_the_activity_follows_what_became_of_the_finding() -> None:
    activities = {Change.NEW: 1, Change.CHANGED: 2, Change.UNCHANGED: 2, Change.FIXED: 3}
    told = [each for each in events(later(reports.small())) if "change" in each["unmapped"]]
    assert {each["unmapped"]["change"] for each in told} == set(activities)
    assert all(each["activity_id"] == activities[each["unmapped"]["change"]] for each in told)
    assert {each["activity_id"] for each in events(reports.small())} == {1}


def test_a_pass_is_brief_and_informational() -> None:
    passed = next(each for each in events(later(reports.small())) if each["compliance"]["status_id"] == 1)
    assert passed["severity"] == "Informational"
    assert "remediation" not in passed
    assert "fact" not in passed["evidences"][0]["data"]


def test_no_secret_and_nothing_hidden_reaches_the_file() -> None:
    key = "AKIA" + "IOSFODNN7EXAMPLE"
    fact = replace(reports.table("t\u202eevil"), config={"note": key})
    failed = reports.failed("DDB-001", (f"found {key}", "/config/note", None, key))
    content = written(ocsf.render, reports.of([Assessment(fact, reports.profile(), (failed,))])).decode()
    assert key not in content
    assert "\u202e" not in content
    assert "\\\\u202eevil" in content
