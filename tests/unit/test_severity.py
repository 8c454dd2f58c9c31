from pathlib import Path

import orjson
import pytest
from jsonschema import Draft202012Validator
from support.config_files import refusal, written

from scanner.assets import POLICIES, SCHEMAS
from scanner.config import load
from scanner.errors import UsageError
from scanner.model import Rule, Severity
from scanner.settings import Config
from scanner.severity import Severities
from scanner.tiers import DATA_TYPES, shipped
from scanner.yamlfile import read


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


STEPS = read(POLICIES / "severity.yaml").data


def rule(severity: Severity = Severity.HIGH) -> Rule:
    return Rule(
        id="DDB-001",
        title="Point-in-time recovery is on",
        description="It is on.",
        severity=severity,
        kinds=("dynamodb.table",),
        needs=(),
        requires=(),
        covers=(),
        controls={},
        remediation="Turn it on.",
        package="rules.dynamodb.pitr_enabled",
        path="policies/rules/dynamodb/pitr_enabled.rego",
        line=1,
        defines=frozenset({"compliant"}),
    )


def severities(text: str) -> Severities:
    return Severities.load(load(written(f"version: 1\n{text}\n")), {"DDB-001"})


def test_the_shipped_steps_fit_their_schema_and_are_whole() -> None:
    schema = orjson.loads((SCHEMAS / "severity.json").read_bytes())
    Draft202012Validator(schema).validate(STEPS)
    assert list(STEPS["tiers"]) == list(shipped())
    assert tuple(STEPS["data_types"]) == tuple(schema["properties"]["data_types"]["properties"]) == DATA_TYPES


def test_what_cannot_be_brought_back_from_elsewhere_is_never_lowered() -> None:
    assert min(STEPS["tiers"].values()) == 0
    lowered = {name for name, steps in STEPS["data_types"].items() if steps < 0}
    assert lowered == {"search_index", "processing", "cache", "staging", "derived", "rebuildable"}


@pytest.mark.parametrize(
    ("severity", "tier", "data_type", "resolved"),
    [
        ("high", "basic", "document_content", "high"),
        ("high", "enterprise", "document_content", "critical"),
        ("critical", "enterprise", "document_content", "critical"),
        ("high", "standard", "staging", "medium"),
        ("high", "enterprise", "cache", "medium"),
        ("low", "basic", "cache", "info"),
        ("info", "basic", "cache", "info"),
        ("high", None, "cache", "high"),
        ("high", "unheard_of", "cache", "low"),
    ],
)
def test_the_steps_of_tier_and_data_type_add_up(severity: str, tier: str | None, data_type: str, resolved: str) -> None:
    known = Severities.load(Config(), ())
    assert known.resolve(rule(Severity(severity)), tier, data_type) is Severity(resolved)


def test_safehold_yaml_replaces_steps() -> None:
    known = severities("severity: {tiers: {basic: -2}, data_types: {logs: 1, cache: 0}}")
    assert known.resolve(rule(), "basic", "document_content") is Severity.LOW
    assert known.resolve(rule(), "basic", "logs") is Severity.MEDIUM
    assert known.resolve(rule(), "standard", "cache") is Severity.HIGH
    assert known.resolve(rule(), "standard", "staging") is Severity.MEDIUM


def test_a_rule_that_is_named_has_its_severity_everywhere() -> None:
    known = severities("severity: {rules: {DDB-001: low}}")
    assert known.resolve(rule(), "enterprise", "document_content") is Severity.LOW
    assert known.resolve(rule(), None, "cache") is Severity.LOW


def test_a_new_tier_has_the_steps_of_the_one_that_it_extends() -> None:
    tier = "{name: NAME, title: x, description: x, extends: BASE, objectives: {rpo_seconds: 1, rto_seconds: 1, "
    tier += "noticed_within_days: 1}, survives: [], requirements: []}"
    one, other = (tier.replace("NAME", name).replace("BASE", base) for name, base in (("a", "enterprise"), ("b", "a")))
    alone = tier.replace("NAME", "c").replace("BASE", "null")
    known = severities(f"tiers: [{one}, {other}, {alone}]\nseverity: {{tiers: {{a: 2}}}}")
    assert known.resolve(rule(Severity.LOW), "b", "logs") is Severity.HIGH
    assert known.resolve(rule(Severity.LOW), "c", "logs") is Severity.LOW


def test_a_rule_that_there_is_not_is_told() -> None:
    with pytest.raises(UsageError, match=r"severity\.rules: no rule has the id 'DDB-999'; `safehold rules list`"):
        severities("severity: {rules: {DDB-999: low}}")


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("severity: {tier: {}}", 'severity.tier: "tier" is no key here; did you mean tiers? known: tiers, data_types'),
        ("severity: {tiers: {gold: 1}}", 'severity.tiers.gold: "gold" is no tier; known: basic, standard'),
        (
            "severity: {tiers: {basic: 5}}",
            "severity.tiers.basic: 5 cannot stand here; give a whole number from -4 to 4",
        ),
        ("severity: {data_types: {log: 1}}", 'severity.data_types.log: "log" is no key here; did you mean logs?'),
        ("severity: {rules: {S3-001: urgent}}", 'severity.rules.S3-001: "urgent" is no choice here; known: critical'),
    ],
)
def test_a_mistake_is_told_with_its_line(setting: str, message: str) -> None:
    assert refusal(f"version: 1\n{setting}\n").startswith(f"safehold.yaml:2: {message}")
