from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from support import reports
from support.facts import scope_of
from support.later_reports import later
from support.rendering import loaded

from scanner.model import Assessment, Json, Report, Rule, Severity, Verdict
from scanner.render import common, oscal
from scanner.render.oscal.controls import control_id

STRING = re.compile(r"\S(.*\S)?")
"""NIST's data type "string": one line, with no blank at its ends."""
TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
STRINGS = {"title", "value", "name"}


def document(report: Report) -> dict[str, Json]:
    return dict(loaded(oscal.render, report)["assessment-results"])


def result(report: Report) -> dict[str, Json]:
    (only,) = document(report)["results"]
    return dict(only)


def members(value: Json) -> Iterator[tuple[str, Json]]:
    if isinstance(value, dict):
        yield from value.items()
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from members(part)


@pytest.mark.parametrize(
    "report",
    [reports.empty(), reports.small(), later(reports.small()), later(reports.hostile(), reports.HOSTILE)],
    ids=["empty", "small", "later", "hostile"],
)
def test_the_document_is_whole(report: Report) -> None:
    whole = document(report)
    defined = [value for key, value in members(whole) if key == "uuid"]
    assert len(set(defined)) == len(defined)
    assert {UUID(each).version for each in defined} == {5}
    references = [value for key, value in members(whole) if key.endswith("-uuid")]
    references += [each for key, value in members(whole) if key.endswith("-uuids") for each in value]
    references += [value[1:] for key, value in members(whole) if key == "href" and value.startswith("#")]
    assert set(references) <= set(defined)
    assert not [key for key, value in members(whole) if value == []]
    assert not [value for key, value in members(whole) if key in STRINGS and not STRING.fullmatch(value)]
    tokens = [value for key, value in members(whole) if key in {"target-id", "control-id", "role-id"}]
    assert all(map(TOKEN.fullmatch, tokens))
    roles = {each["id"] for each in whole["metadata"]["roles"]}
    assert {value for key, value in members(whole) if key == "role-id"} <= roles
    assert whole["metadata"]["oscal-version"] == "1.1.3"
    assert whole["results"][0]["reviewed-controls"]["control-selections"]


def props(of: Json) -> dict[str, str]:
    return {each["name"]: each["value"] for each in of["props"]}


def test_a_failure_has_every_field_of_the_table() -> None:
    told = result(later(reports.small()))
    (observation,) = [each for each in told["observations"] if props(each)["rule-id"] == "S3-001"]
    assert observation["title"] == "Object versions are kept"
    known = props(observation)
    assert (known["severity"], known["status"], known["tier"]) == ("high", "fail", "enhanced")
    (subject,) = observation["subjects"]
    items = told["local-definitions"]["inventory-items"]
    (item,) = [each for each in items if each["uuid"] == subject["subject-uuid"]]
    assert props(item)["asset-id"] == "arn:aws:s3:::formkiq-core-prod-documents-111122223333"
    place, *details = observation["relevant-evidence"]
    assert place["href"] == "snapshot/facts/111122223333/eu-west-1/s3.bucket.jsonl"
    assert props(place) == {"sha256": "c4" * 32}
    assert details[1]["description"] == '/config/versioning/status: expected "Enabled"; found "Suspended"'
    (risk,) = [each for each in told["risks"] if props(each)["rule-id"] == "S3-001"]
    assert risk["related-observations"] == [{"observation-uuid": observation["uuid"]}]
    assert props(risk)["first-seen"] < "2026-03-01"


def test_an_unknown_tells_since_when_it_is_known_though_it_is_no_risk() -> None:
    report = later(reports.small())
    pasts = {each.fingerprint: each.decision.past for each in common.findings(report, frozenset({Verdict.UNKNOWN}))}
    told = [props(each) for each in result(report)["observations"] if props(each)["status"] == "unknown"]
    known = {each["fingerprint"]: (each["first-seen"], each["change"]) for each in told}
    assert known == {name: (past.first_seen, past.change) for name, past in pasts.items() if past}
    assert known


def test_a_waived_failure_is_a_risk_that_somebody_accepted() -> None:
    report = later(reports.small())
    risks = result(report)["risks"]
    (accepted,) = [each for each in risks if each["status"] == "deviation-approved"]
    assert accepted["deadline"] == "2026-12-31T23:59:59Z"
    (entry,) = accepted["risk-log"]["entries"]
    people = {each["uuid"]: each["name"] for each in document(report)["metadata"]["parties"]}
    assert len(people) == 2  # the tool, and who approved; those of waivers that are for nothing here are left out
    assert people[entry["logged-by"][0]["party-uuid"]].startswith("Rebuilt from the catalogue")
    (returned,) = [each for each in risks if "risk-log" in each and each["status"] == "open"]
    assert "expired" in returned["risk-log"]["entries"][0]["description"]
    assert "deadline" not in returned


def test_what_was_fixed_is_a_closed_risk() -> None:
    closed = [each for each in result(later(reports.small()))["risks"] if each["status"] == "closed"]
    assert [props(each)["change"] for each in closed] == ["fixed"]


def test_a_pass_that_ends_a_finding_closes_its_risk() -> None:
    report = later(reports.small())
    assert report.comparison is not None
    ended = next(iter(report.comparison.ended()))
    passed = next(iter(common.findings(report, frozenset({Verdict.PASS}))))
    fixed = replace(ended, finding=replace(ended.finding, fingerprint=passed.fingerprint))
    told = result(replace(report, comparison=replace(report.comparison, ended=lambda: iter([fixed]))))
    (closed,) = [each for each in told["risks"] if each["status"] == "closed"]
    assert closed["statement"] == f"{passed.fact.name}: it passes now"
    assert props(closed)["first-seen"] == ended.finding.first_seen
    assert closed["related-observations"][0]["observation-uuid"] in {each["uuid"] for each in told["observations"]}


def test_what_could_not_be_looked_at_is_told() -> None:
    assert "backup.recovery_point could not be listed in account 444455556666" in result(reports.small())["remarks"]
    everything = reports.of([], scope=scope_of(["111122223333"], ["eu-west-1"], ["s3"]))
    assert result(everything)["remarks"] == "Everything that was asked for could be read."


NIST = {"nist_800_53_r5": ("CP-9",)}
RULE = reports.rule("T-001", "rules.test.one", "One", Severity.HIGH, controls=NIST)


def states(assessments: list[Assessment], rule: Rule = RULE, *, complete: bool = True) -> list[Json]:
    report = reports.of(assessments, {rule.id: rule})
    if not complete:
        report = replace(report, coverage=reports.small().coverage)
    return list(result(report).get("findings", []))


def judged(name: str, *decisions: Json) -> Assessment:
    return Assessment(reports.table(name), reports.profile(), decisions)


FAILS = reports.failed("T-001", ("it is off", "/config/pitr", True, False))


class TestControls:
    def test_one_failure_among_passes_is_not_satisfied(self) -> None:
        (found,) = states([judged("a", reports.passed("T-001")), judged("b", FAILS)])
        assert found["target"]["target-id"] == "cp-9_obj"
        assert found["target"]["status"] == {"state": "not-satisfied", "reason": "fail"}
        assert len(found["related-observations"]) == len(found["related-risks"]) == 1

    def test_passes_alone_are_satisfied(self) -> None:
        (found,) = states([judged("a", reports.passed("T-001")), judged("b", reports.passed("T-001"))])
        assert found["target"]["status"] == {"state": "satisfied", "reason": "pass"}
        assert len(found["related-observations"]) == 2

    @pytest.mark.parametrize(
        ("assessments", "complete"),
        [
            ([judged("a", reports.passed("T-001")), judged("b", reports.unknown("T-001", "denied"))], True),
            ([judged("a", reports.passed("T-001"))], False),
            ([judged("a", reports.exempt("T-001", "not required"))], True),
            ([], True),
        ],
        ids=["an unknown", "an incomplete scan", "nothing applies", "nothing there"],
    )
    def test_what_is_in_doubt_is_neither(self, assessments: list[Assessment], complete: bool) -> None:  # noqa: FBT001
        assert states(assessments, complete=complete) == []

    def test_a_rule_without_controls_reviews_none(self) -> None:
        rule = replace(RULE, controls={})
        assert states([judged("a", FAILS)], rule) == []
        (selection,) = result(reports.of([], {rule.id: rule}))["reviewed-controls"]["control-selections"]
        assert "include-controls" not in selection


@pytest.mark.parametrize(
    ("framework", "control", "shown"),
    [
        ("nist_800_53_r5", "CP-9(8)", "cp-9.8"),
        ("nist_800_53_r5", "CP-9", "cp-9"),
        ("iso_27001_2022", "A.8.13", "iso_27001_2022_A.8.13"),
        ("house", "A 1", "_house_A_1-548c6748"),
        ("house", "A_1", "house_A_1"),
        ("", "", "_"),
        ("1", "2", "_1_2-0c79023f"),
    ],
)
def test_the_id_of_a_control_is_a_token(framework: str, control: str, shown: str) -> None:
    assert TOKEN.fullmatch(control_id(framework, control))
    assert control_id(framework, control) == shown
