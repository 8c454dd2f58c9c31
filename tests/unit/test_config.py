import json
from pathlib import Path

import pytest
import yaml
from support.config_files import written

from scanner.assets import SCHEMAS
from scanner.collectors import COLLECTORS
from scanner.config import TEMPLATE, ClassificationRule, Config, Match, TagNames, load
from scanner.errors import ConfigError
from scanner.model import Severity
from scanner.settings import AccountFilter, ExportLocation, RoleSettings, Thresholds
from scanner.tiers import Tiers

FULL = """\
version: 1
classification:
  tags: {tier: tier, data_type: data, application: app}
  rules:
    - name: caches
      match: {kind: dynamodb.table, name: "*-cache"}
      set: {data_type: cache}
    - name: ours
      match: {arn: "arn:*", account: "111122223333", region: eu-west-1, tags: {env: prod*}}
      set: {tier: mine, application: shop, site: default}
  defaults: {tier: standard, data_type: logs}
allowed: {regions: [eu-west-1], accounts: ["111122223333"]}
tiers:
  - name: mine
    title: Mine
    description: Ours.
    extends: basic
    objectives: {rpo_seconds: 60, rto_seconds: 60, noticed_within_days: 1}
    survives: [delete]
    requirements: [{kinds: [s3.bucket], data_types: [logs], require: {versioning: null}}]
rules: {paths: [our-rules]}
scan:
  profile: audit
  regions: [eu-west-1, us-gov-west-1]
  collectors: [s3]
  detail: core
  accounts: organization
  organization:
    include: {accounts: ["111122223333"], names: ["prod-*"], units: [ou-ab12-cdefgh34, r-ab12, /Production/Our Shops]}
    exclude: {names: [sandbox]}
  role: {name: audit/safehold, external_id: "a:b/c", session_name: me@home, duration_seconds: 900}
  exports:
    - {kind: cloudformation.stack, location: "s3://the.exports/{account}/{region}/of-{name}/all/"}
    - {kind: cognito.user_pool, location: "s3://pools/{name}/{account}/{region}/"}
  evidence: [evidence, one.yaml]
  opensearch_snapshots: true
  formkiq_site_config: true
  processes: 2
  unit_timeout_minutes: 5
fail_on: never
fail_on_unknown: low
fail_on_tiers: {mine: {fail_on_new: info}}
waivers: {files: [ours.yaml], longest_days: 90}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where people start safehold."""
    monkeypatch.chdir(tmp_path)
    for name in ("our-rules", "evidence"):
        (tmp_path / name).mkdir()
    for name in ("one.yaml", "ours.yaml", "waivers.yaml"):
        (tmp_path / name).touch()
    return tmp_path


def test_everything_that_can_be_said_arrives() -> None:
    config = load(written(FULL))

    assert config == Config(
        tag_names=TagNames("tier", "data", "app"),
        classification=(
            ClassificationRule("caches", Match(kind="dynamodb.table", name="*-cache"), data_type="cache"),
            ClassificationRule(
                "ours",
                Match(arn="arn:*", account="111122223333", region="eu-west-1", tags={"env": "prod*"}),
                tier="mine",
                application="shop",
                site="default",
            ),
        ),
        default_tier="standard",
        default_data_type="logs",
        allowed_regions=("eu-west-1",),
        allowed_accounts=("111122223333",),
        tiers=config.tiers,
        rule_paths=(Path("our-rules"),),
        profile="audit",
        regions=("eu-west-1", "us-gov-west-1"),
        collectors=("s3",),
        accounts=(),
        organization=True,
        include=AccountFilter(("111122223333",), ("prod-*",), ("ou-ab12-cdefgh34", "r-ab12", "/Production/Our Shops")),
        exclude=AccountFilter(names=("sandbox",)),
        role=RoleSettings("audit/safehold", "a:b/c", "me@home", 900),
        exports=(
            ExportLocation("cloudformation.stack", "the.exports", "{account}/{region}/of-{name}/all/"),
            ExportLocation("cognito.user_pool", "pools", "{name}/{account}/{region}/"),
        ),
        evidence=(Path("evidence"), Path("one.yaml")),
        detail="core",
        opensearch_snapshots=True,
        formkiq_site_config=True,
        processes=2,
        unit_timeout_minutes=5,
        gate=Thresholds(fail_on="never", fail_on_unknown=Severity.LOW),
        tier_gates={"mine": Thresholds(fail_on_new=Severity.INFO)},
        waivers=(Path("ours.yaml"),),
        waiver_longest_days=90,
    )
    assert Tiers.load(config).get("mine").title == "Mine"


def test_the_least_file_is_the_defaults() -> None:
    assert load(written("version: 1\n")) == Config()
    assert Config().gate == Thresholds()


def test_a_list_of_accounts_is_no_organization() -> None:
    config = load(written('version: 1\nscan: {accounts: ["111122223333", "444455556666"], role: {name: safehold}}\n'))

    assert (config.accounts, config.organization) == (("111122223333", "444455556666"), False)
    assert config.role == RoleSettings("safehold", None, "safehold", 3600)
    assert (config.include, config.exclude) == (None, AccountFilter())


def test_rule_folders_are_relative_to_the_file(folder: Path) -> None:
    (folder / "etc" / "rules").mkdir(parents=True)

    config = load(written("version: 1\nrules: {paths: [rules]}\n", "etc/mine.yaml"))

    assert config.rule_paths == (Path("etc/rules"),)


def test_evidence_is_relative_to_the_file(folder: Path) -> None:
    (folder / "etc").mkdir()
    (folder / "etc" / "proof.yaml").touch()

    config = load(written("version: 1\nscan: {evidence: [proof.yaml, ../evidence]}\n", "etc/mine.yaml"))

    assert config.evidence == (Path("etc/proof.yaml"), Path("etc/../evidence"))


def test_without_a_path_the_file_at_hand_counts_and_its_absence_is_no_error(folder: Path) -> None:
    assert load(None) == Config()
    written("version: 1\nfail_on: low\n")
    assert load(None).gate.fail_on is Severity.LOW
    written("version: 1\nfail_on: lowest\n")
    with pytest.raises(ConfigError, match=r"^safehold\.yaml:2: fail_on: "):
        load(None)
    (folder / "safehold.yaml").unlink()
    (folder / "safehold.yaml").symlink_to("nowhere.yaml")
    with pytest.raises(ConfigError, match=r"^safehold\.yaml: no such file$"):
        load(None)


# --- the template


def test_the_template_says_the_defaults() -> None:
    assert load(TEMPLATE) == Config()


def uncommented(text: str) -> str:
    """The template with its examples taken out of their comments: in each section, what follows a lone "#"."""
    sections = []
    for section in text.split("\n\n"):
        prose, mark, examples = section.partition("\n#\n")
        sections.append(prose + mark + "\n".join(line[2:] for line in examples.split("\n")))
    return "\n\n".join(sections)


def test_every_example_in_the_template_holds() -> None:
    text = uncommented(TEMPLATE.read_text())
    config = load(written(text))

    assert set(yaml.safe_load(text)) == {
        *("version", "classification", "allowed", "tiers", "rules", "severity", "scan", "waivers"),
        *("fail_on", "fail_on_unknown", "fail_on_new", "fail_on_tiers"),
    }
    assert config.tag_names == TagNames()
    assert (config.default_tier, config.default_data_type) == ("basic", "unclassified")
    assert config.gate == Thresholds(Severity.HIGH, Severity.HIGH, Severity.LOW)
    assert config.tier_gates["basic"] == Thresholds(Severity.CRITICAL, "never")
    assert (config.waivers, config.waiver_longest_days) == ((Path("waivers.yaml"),), 365)
    assert [rule.name for rule in config.classification] == [
        "caches are rebuilt, not restored",
        "the invoices of the shop",
    ]
    assert (config.organization, config.detail, config.processes, config.unit_timeout_minutes) == (True, "full", 1, 30)
    assert config.role is not None
    assert (config.role.session_name, config.role.duration_seconds) == ("safehold", 3600)
    assert Tiers.load(config).requirements("archive", "s3.bucket", "document_content")["content_retention_days"] == 3650


def test_the_schema_knows_every_collector_and_severity() -> None:
    properties = json.loads((SCHEMAS / "config.json").read_text())["properties"]

    assert set(properties["scan"]["properties"]["collectors"]["items"]["enum"]) == {each.name for each in COLLECTORS}
    assert properties["fail_on"]["enum"] == [*Severity, "never"]
