"""What the readers of SARIF ask of any run: the schema, GitHub's rules, and references that lead somewhere."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import jsonschema_rs
import pytest
from support import reports
from support.rendering import loaded

from scanner.model import Json
from scanner.render import sarif

PROFILES = {"full": sarif.render_full, "github": sarif.render_github}
REPORTS = {"small": reports.small, "empty": reports.empty, "hostile": reports.hostile}


@pytest.fixture(scope="module")
def schema() -> jsonschema_rs.Draft202012Validator:
    path = Path(__file__).parents[2] / "data" / "sarif-2.1.0.json"
    return jsonschema_rs.Draft202012Validator(json.loads(path.read_text("utf-8-sig")), validate_formats=True)


@pytest.fixture(scope="module", params=[(profile, name) for profile in PROFILES for name in REPORTS])
def document(request: pytest.FixtureRequest) -> dict[str, Json]:
    profile, name = request.param
    return loaded(PROFILES[profile], REPORTS[name]())


@pytest.fixture
def run(document: dict[str, Json]) -> dict[str, Json]:
    (only,) = document["runs"]
    return dict(only)


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield value


def _locations(result: dict[str, Json]) -> list[dict[str, Json]]:
    everything = [*result["locations"], *result.get("relatedLocations", [])]
    return [location["physicalLocation"] for location in everything]


class TestEveryRun:
    def test_it_fits_the_official_schema(
        self, document: dict[str, Json], schema: jsonschema_rs.Draft202012Validator
    ) -> None:
        schema.validate(document)

    def test_every_rule_is_described_for_github(self, run: dict[str, Json]) -> None:
        rules = run["tool"]["driver"]["rules"]
        assert len(rules) >= len(reports.RULES)
        for rule in rules:
            assert re.fullmatch(r"([A-Z][a-z0-9]*)+", rule["name"])
            assert rule["shortDescription"]["text"].strip()
            assert 0 < len(rule["fullDescription"]["text"].strip()) <= 1024
            assert rule["help"]["text"]
            assert rule["help"]["markdown"]
            assert rule["helpUri"] == f"https://safehold.dev/rules/{rule['id']}"
            assert "security" in rule["properties"]["tags"]
            assert len(rule["properties"]["tags"]) <= 10
            assert 0 < float(rule["properties"]["security-severity"]) <= 10

    def test_results_refer_to_their_rule(self, run: dict[str, Json]) -> None:
        rules = run["tool"]["driver"]["rules"]
        assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])

    def test_a_text_is_its_message_string_with_its_arguments(self, run: dict[str, Json]) -> None:
        rules = run["tool"]["driver"]["rules"]
        for result in run["results"]:
            told, template = result["message"], rules[result["ruleIndex"]]["messageStrings"]
            template = template[told["id"]]["text"]
            assert len(told["arguments"]) <= 6
            assert told["text"] == re.sub(r"\{(\d)\}", lambda match: told["arguments"][int(match[1])], template)  # noqa: B023 - used at once

    def test_notices_refer_to_their_descriptor(self, run: dict[str, Json]) -> None:
        descriptors = run["tool"]["driver"]["notifications"]
        for notice in run["invocations"][0]["toolExecutionNotifications"]:
            reference = notice["descriptor"]
            assert descriptors[reference["index"]]["id"] == reference["id"]
            assert len(notice["message"]["arguments"]) <= 6

    def test_no_message_holds_a_link_or_a_placeholder(self, run: dict[str, Json]) -> None:
        for result in run["results"]:
            for text in (
                result["message"]["text"],
                *(each["message"]["text"] for each in result.get("relatedLocations", [])),
            ):
                assert not re.search(r"(?<!\\)(?:\\\\)*[\[\]]", text)
                assert not re.search(r"\{\d+\}", text)

    def test_nothing_hidden_stands_outside_of_the_artifacts(self, run: dict[str, Json]) -> None:
        hidden = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
        assert not [text for text in _texts({**run, "artifacts": []}) if hidden.search(text)]

    def test_paths_are_relative_and_encoded(self, run: dict[str, Json]) -> None:
        for artifact in run["artifacts"]:
            uri = artifact["location"]["uri"]
            assert re.fullmatch(r"[A-Za-z0-9._~%/-]+", uri)
            assert not {"", ".", ".."} & set(unquote(uri).split("/"))

    def test_artifacts_are_what_their_digest_says(self, run: dict[str, Json]) -> None:
        embedded = [artifact for artifact in run["artifacts"] if "contents" in artifact]
        assert embedded
        for artifact in embedded:
            content = artifact["contents"]["text"].encode()
            assert artifact["hashes"]["sha-256"] == hashlib.sha256(content).hexdigest()
            assert artifact["length"] == len(content)
            assert json.loads(content)

    def test_locations_point_into_the_artifacts(self, run: dict[str, Json]) -> None:
        for result in run["results"]:
            for location in _locations(result):
                artifact = run["artifacts"][location["artifactLocation"]["index"]]
                assert artifact["location"]["uri"] == location["artifactLocation"]["uri"]
                region = location["region"]
                assert region["startLine"] == region["endLine"] >= 1
                assert region["endColumn"] > region["startColumn"] >= 1
                if "contents" in artifact:
                    line = artifact["contents"]["text"].split("\n")[region["startLine"] - 1]
                    shown = line[region["startColumn"] - 1 : region["endColumn"] - 1]
                    assert region["snippet"]["text"] == shown.replace("\U000e0041\U000e0042", r"\U000e0041\U000e0042")
                    assert line.removesuffix(",").endswith(shown)

    def test_each_result_is_one_alert(self, run: dict[str, Json]) -> None:
        prints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
        assert len(set(prints)) == len(prints)
        assert all(re.fullmatch(r"[0-9a-f]{64}:1", each) for each in prints)

    def test_controls_refer_to_their_taxonomy(self, run: dict[str, Json]) -> None:
        rules = run["tool"]["driver"]["rules"]
        targets = [each["target"] for rule in rules for each in rule["relationships"]]
        targets += [taxon for result in run["results"] for taxon in result.get("taxa", [])]
        assert targets
        for target in targets:
            taxonomy = run["taxonomies"][target["toolComponent"]["index"]]
            assert taxonomy["name"] == target["toolComponent"]["name"]
            assert taxonomy["taxa"][target["index"]]["id"] == target["id"]
