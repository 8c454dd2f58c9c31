from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import reports
from support.facts import scope_of
from support.rendering import loaded

from scanner.model import Assessment, Json, Report, Scope, Severity
from scanner.render import sarif
from scanner.render.sarif.artifacts import policy_path
from scanner.render.sarif.words import MESSAGES, message, pascal, shortened

PROFILES = {"full": sarif.render_full, "github": sarif.render_github}


def full(report: Report) -> dict[str, Json]:
    return dict(loaded(sarif.render_full, report)["runs"][0])


def github(report: Report) -> dict[str, Json]:
    return dict(loaded(sarif.render_github, report)["runs"][0])


class TestFull:
    def test_failures_unknowns_and_passes_are_recorded(self) -> None:
        results = full(reports.small())["results"]
        kinds = [result["kind"] for result in results]
        assert {kind: kinds.count(kind) for kind in kinds} == {"fail": 6, "open": 4, "pass": 6}
        assert all((result["level"] == "none") == (result["kind"] != "fail") for result in results)

    def test_a_failure(self) -> None:
        results = full(reports.small())["results"]
        result = next(each for each in results if each["ruleId"] == "S3-001")
        arn = "arn:aws:s3:::formkiq-core-prod-documents-111122223333"
        assert result["message"]["text"] == (
            f"'formkiq-core-prod-documents-111122223333' ('{arn}', tier 'enhanced') does not comply: "
            "'versioning is Suspended; tier enhanced requires it; what is overwritten now is lost'."
        )
        (location,) = result["locations"]
        assert location["physicalLocation"]["region"]["snippet"]["text"] == '"versioning": {'
        assert '"status": "Suspended"' in location["physicalLocation"]["contextRegion"]["snippet"]["text"]
        assert location["logicalLocations"][0]["fullyQualifiedName"] == arn
        policy, second = result["relatedLocations"]
        assert policy["physicalLocation"]["artifactLocation"]["uri"] == "policies/rules/s3/versioning_enabled.rego"
        assert policy["physicalLocation"]["region"] == {
            "startLine": 21,
            "startColumn": 1,
            "endLine": 21,
            "endColumn": 36,
            "snippet": {"text": "package rules.s3.versioning_enabled"},
        }
        assert second["physicalLocation"]["region"]["snippet"]["text"] == '"status": "Suspended"'
        assert second["message"]["text"] == "what is overwritten now is lost"
        assert result["properties"]["tier"] == "enhanced"
        assert result["rank"] == 80.0

    def test_a_pass_is_brief(self) -> None:
        result = next(each for each in full(reports.small())["results"] if each["kind"] == "pass")
        assert result["message"]["text"].endswith(" complies.")
        assert not {"relatedLocations", "taxa", "rank"} & set(result)

    def test_an_unknown_tells_its_reason_and_its_tier(self) -> None:
        results = full(reports.small())["results"]
        texts = [each["message"]["text"] for each in results if each["kind"] == "open"]
        assert any("tier 'unknown') complies is unknown: 'the tier is unknown: tags could" in text for text in texts)

    def test_what_nothing_was_said_of_has_no_artifact(self) -> None:
        silent = Assessment(reports.table("silent"), reports.profile(), (reports.exempt("DDB-001", "why"),))
        judged = Assessment(reports.table("judged"), reports.profile(), (reports.passed("DDB-001"),))
        run = full(reports.of([silent, judged]))
        assert len(run["artifacts"]) == 1 + len(reports.RULES) + 1
        assert len(run["results"]) == 1

    def test_a_detail_without_words_is_still_a_location(self) -> None:
        detail = ("", "/config/status", None, None)
        run = full(
            reports.of(
                [Assessment(reports.table("t"), reports.profile(), (reports.failed("DDB-001", detail, detail),))]
            )
        )
        (result,) = run["results"]
        assert result["relatedLocations"][1]["message"]["text"] == "See here."
        assert result["message"]["arguments"][3] == "Point-in-time recovery is on"

    def test_many_details_are_named_up_to_a_bound(self) -> None:
        details = [(f"part {number} is wrong", "/config/replicas", 1, 2) for number in range(300)]
        (result,) = full(
            reports.of([Assessment(reports.table("t"), reports.profile(), (reports.failed("DDB-001", *details),))])
        )["results"]
        assert len(result["relatedLocations"]) == 20
        assert result["message"]["arguments"][3].endswith("…")
        assert len(result["message"]["arguments"][3]) == 1000


class TestGithub:
    def test_only_failures_the_most_severe_first(self) -> None:
        results = github(reports.small())["results"]
        assert {(result["kind"], result["level"]) for result in results} <= {
            ("fail", each) for each in ("error", "warning", "note")
        }
        assert [result["ruleId"] for result in results] == [
            "DDB-001",
            "BKP-001",
            "S3-001",
            "DDB-002",
            "BKP-007",
            "EST-002",
        ]

    def test_a_resource_that_fails_twice_is_embedded_once(self) -> None:
        run = github(reports.small())
        uris = [artifact["location"]["uri"] for artifact in run["artifacts"]]
        assert len(set(uris)) == len(uris)

    def test_a_clean_scan_still_has_all_rules(self) -> None:
        run = github(reports.empty())
        assert run["results"] == []
        assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == list(reports.RULES)


class TestInvocation:
    def test_a_scan_that_listed_everything_was_successful(self) -> None:
        (invocation,) = full(reports.empty())["invocations"]
        assert invocation == {
            "executionSuccessful": True,
            "endTimeUtc": "2026-03-01T06:00:00Z",
            "toolExecutionNotifications": [],
        }

    @pytest.mark.parametrize("profile", PROFILES)
    def test_gaps_are_told(self, profile: str) -> None:
        (invocation,) = loaded(PROFILES[profile], reports.small())["runs"][0]["invocations"]
        assert invocation["executionSuccessful"] is False
        unlisted, unread = invocation["toolExecutionNotifications"]
        assert (unlisted["descriptor"]["id"], unread["descriptor"]["id"]) == ("SFH901", "SFH902")
        assert unlisted["message"]["text"] == (
            "'backup.recovery_point' could not be listed in account '444455556666', Region 'us-east-1': "
            "'backup:ListRecoveryPointsByBackupVault' ('AccessDeniedException: not authorized'). "
            "What it holds there was not assessed."
        )
        assert unread["message"]["text"] == (
            "'dynamodb:DescribeContinuousBackups' gave no answer ('access_denied') for '1' resources of kind "
            "'dynamodb.table' in account '111122223333', Region 'eu-west-1'."
        )


class TestCategory:
    """GitHub closes the alerts of a category that its next upload does not repeat."""

    def _category(self, scope: Scope) -> str:
        category, _, run = github(reports.of([], scope=scope))["automationDetails"]["id"].rpartition("/")
        assert run == "2026-03-01T06:00:00Z"
        return str(category)

    def test_it_names_the_account(self) -> None:
        scope = scope_of(["111122223333"], ["eu-west-1"], ["s3"])
        assert re.fullmatch(r"safehold/111122223333-[0-9a-f]{8}", self._category(scope))
        many = scope_of(["111122223333", "444455556666"], ["eu-west-1"], ["s3"])
        assert re.fullmatch(r"safehold/2-accounts-[0-9a-f]{8}", self._category(many))

    def test_no_two_scopes_share_one(self) -> None:
        scopes = [
            scope_of(["1"], ["r"], ["s3"]),
            scope_of(["2"], ["r"], ["s3"]),
            scope_of(["1"], ["q"], ["s3"]),
            scope_of(["1"], ["r"], ["dynamodb"]),
            Scope((), ()),
        ]
        assert len({self._category(scope) for scope in scopes}) == len(scopes)

    def test_the_time_does_not_count(self) -> None:
        later = replace(reports.empty(), taken_at="2026-04-01T00:00:00Z")
        ids = [github(each)["automationDetails"]["id"].rpartition("/")[0] for each in (reports.empty(), later)]
        assert ids[0] == ids[1]


class TestWords:
    @pytest.mark.parametrize(
        ("package", "name"),
        [
            ("rules.dynamodb.pitr_enabled", "PitrEnabled"),
            ("rules.s3.object_lock", "ObjectLock"),
            ("rules.x.a-b.HTTP_Check2", "HttpCheck2"),
        ],
    )
    def test_pascal(self, package: str, name: str) -> None:
        assert pascal(package) == name

    @given(st.lists(st.text(st.sampled_from("\\[](){}01a'\n\u202e"), max_size=8), min_size=4, max_size=4))
    def test_an_argument_never_becomes_a_link_or_a_placeholder(self, arguments: list[str]) -> None:
        told = message("fail", MESSAGES["fail"], arguments)
        assert not re.search(r"(?<!\\)(?:\\\\)*[\[\]]", told["text"])
        assert not re.search(r"\{\d+\}", told["text"])
        assert told["text"] == re.sub(r"\{(\d)\}", lambda match: told["arguments"][int(match[1])], MESSAGES["fail"])

    def test_what_is_cut_shows_it(self) -> None:
        assert shortened("a" * 1024) == "a" * 1024
        assert shortened("a" * 1025) == "a" * 1023 + "…"


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("policies/rules/s3/versioning.rego", "policies/rules/s3/versioning.rego"),
        ("house/rules/x.rego", "house/rules/x.rego"),
        ("/usr/lib/policies/x.rego", "policies/rules/my%20house/x.rego"),
        ("../outside/x.rego", "policies/rules/my%20house/x.rego"),
        ("a/../x.rego", "policies/rules/my%20house/x.rego"),
        ("C:\\x.rego", "policies/rules/my%20house/x.rego"),
        ("", "policies/rules/my%20house/x.rego"),
    ],
)
def test_the_path_of_a_rule_is_relative(path: str, shown: str) -> None:
    rule = reports.rule("MY-001", "rules.my house.x", "My own rule", Severity.LOW, path=path)
    assert policy_path(rule) == shown
