from pathlib import Path

import pytest
from support.config_files import refusal, written

from scanner.config import load
from scanner.tiers import Tiers


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where people start safehold."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "our-rules").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("scan: {profile: 5}", 'scan.profile: 5 is not text; put it in quotes: "5"'),
        ("scan: {profile: no}", 'scan.profile: no is not text; put it in quotes: "no"'),
        ("scan: {profile: }", "scan.profile: is empty; give a profile of your AWS configuration"),
        ("scan: {profile: ''}", "scan.profile: is empty; give a profile of your AWS configuration"),
        ("scan: {profile: 2026-01-01}", 'scan.profile: "2026-01-01" is no value for this; if it is text, put it in'),
        ("scan: {profile: !!int x}", 'scan.profile: "x" is no value for this'),
        ("scan: {profile: !!bool x}", 'scan.profile: "x" is no value for this'),
        ("scan: {profile: !!python/name:os.system x}", 'scan.profile: "x" is no value for this'),
        (f"scan: {{profile: {'9' * 5000}}}", 'scan.profile: "999'),
        ('scan: {profile: "\\ud800"}', "scan.profile: half a surrogate pair is no text"),
        ("scann: {}", 'scann: "scann" is no key here; did you mean scan? known: version, classification, allowed'),
        ("scan: []", "scan: [] cannot stand here; give keys out of profile, regions, collectors"),
        ("scan: {regions: eu-west-1}", 'scan.regions: "eu-west-1" cannot stand here; give a list'),
        ("scan: {regions: []}", "scan.regions: is empty; give a list"),
        ("scan: {regions: [EU]}", 'scan.regions[0]: "EU" cannot stand here; give an AWS Region, such as eu-west-1'),
        (
            "scan: {collectors: [dynamo]}",
            'scan.collectors[0]: "dynamo" is no choice here; did you mean dynamodb? known',
        ),
        ("scan: {collectors: [s3, s3]}", "scan.collectors: holds the same twice; leave one out"),
        ("scan: {detail: ful}", 'scan.detail: "ful" is no choice here; did you mean full? known: full, core'),
        (
            "scan: {accounts: organisation}",
            'scan.accounts: "organisation" cannot stand here; give a list or the word org',
        ),
        ("scan: {accounts: 5}", "scan.accounts: 5 cannot stand here; give a list or the word organization"),
        ("scan: {accounts: []}", "scan.accounts: is empty; give a list or the word organization"),
        ("scan: {accounts: [111122223333]}", 'scan.accounts[0]: 111122223333 is not text; put it in quotes: "11112'),
        ('scan: {accounts: ["111122223333"]}', "scan.accounts: are entered through a role; name it under scan.role"),
        ("scan: {accounts: organization}", "scan.accounts: are entered through a role; name it under scan.role"),
        (
            "scan: {organization: {include: {names: [a]}}}",
            "scan.organization: chooses among the organization's accounts; write accounts: organization too",
        ),
        (
            'scan: {accounts: ["111122223333"], role: {name: r}, organization: {exclude: {names: [a]}}}',
            "scan.organization: chooses among the organization's accounts; write accounts: organization too",
        ),
        ("scan: {organization: {}}", "scan.organization: is empty; give keys out of include, exclude"),
        (
            "scan: {organization: {include: {}}}",
            "scan.organization.include: is empty; give keys out of accounts, names",
        ),
        (
            "scan: {organization: {exclude: {units: [Production]}}}",
            'scan.organization.exclude.units[0]: "Production" cannot stand here; give an organizational unit: its id',
        ),
        ("scan: {role: safehold}", 'scan.role: "safehold" cannot stand here; give keys out of name, external_id, sess'),
        ("scan: {role: {external_id: abc}}", "scan.role: needs name"),
        ("scan: {role: {name: 'arn:aws:iam::1:role/x'}}", 'scan.role.name: "arn:aws:iam::1:role/x" cannot stand here'),
        ("scan: {role: {name: x, external_id: a b}}", 'scan.role.external_id: "a b" cannot stand here; give an extern'),
        (
            "scan: {role: {name: x, duration_seconds: 60}}",
            "scan.role.duration_seconds: 60 cannot stand here; give a whole number from 900 to 43200",
        ),
        ("scan: {exports: [{kind: cognito.user_pool}]}", "scan.exports[0]: needs location"),
        (
            "scan: {exports: [{kind: cognito.pool, location: 's3://b23/{account}/{region}/{name}/'}]}",
            'scan.exports[0].kind: "cognito.pool" is no choice here; did you mean cognito.user_pool?',
        ),
        ("scan: {evidence: [nowhere]}", 'scan.evidence[0]: "nowhere" is no file or folder'),
        (f"scan: {{evidence: [{'x' * 300}]}}", 'scan.evidence[0]: "xxx'),
        ("scan: {opensearch_snapshots: 'yes'}", 'scan.opensearch_snapshots: "yes" cannot stand here; give true or fal'),
        ("scan: {formkiq_site_config: }", "scan.formkiq_site_config: is empty; give true or false"),
        ("scan: {processes: 0}", "scan.processes: 0 cannot stand here; give a whole number from 1 to 64"),
        ("scan: {unit_timeout_minutes: 0.5}", "scan.unit_timeout_minutes: 0.5 cannot stand here; give a whole number"),
        ("allowed: {}", "allowed: is empty; give keys out of regions, accounts"),
        (
            "allowed: {accounts: [012345670123]}",
            'allowed.accounts[0]: 012345670123 is not text; put it in quotes: "012',
        ),
        ('allowed: {accounts: ["1"]}', 'allowed.accounts[0]: "1" cannot stand here; give an AWS account: 12 digits in'),
        (
            "fail_on: [high]",
            'fail_on: ["high"] cannot stand here; give one of critical, high, medium, low, info, never',
        ),
        (
            "classification: {defaults: {tier: gold}}",
            'classification.defaults.tier: "gold" is no tier; known: basic, st',
        ),
        (
            "classification: {defaults: {tier: basik}}",
            'classification.defaults.tier: "basik" is no tier; did you mean b',
        ),
        (
            "classification: {defaults: {data_type: x}}",
            'classification.defaults.data_type: "x" is no choice here; known',
        ),
        ("rules: {paths: [nowhere]}", 'rules.paths[0]: "nowhere" is no folder'),
        ("rules: {paths: [safehold.yaml]}", 'rules.paths[0]: "safehold.yaml" is no folder'),
        (f"rules: {{paths: [{'x' * 300}]}}", 'rules.paths[0]: "xxx'),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_is_right(setting: str, message: str) -> None:
    told = refusal(f"version: 1\n{setting}\n")

    assert told.startswith(f"safehold.yaml:2: {message}")
    assert len(told) < 500


@pytest.mark.parametrize(
    "location",
    [
        "s3://exports/{account}/{region}/{name}",
        "s3://exports/{account}/{region}/{name}.json",
        "s3://exports/{region}/{name}/",
        "s3://exports/{account}/{name}/",
        "s3://exports/{account}/{region}/",
        "s3://exports/{account}{region}/{name}/",
        "s3://exports/{account}/{region}/{stack}/{name}/",
        "s3://{account}/{region}/{name}/",
        "https://exports/{account}/{region}/{name}/",
        "s3:///{account}/{region}/{name}/",
    ],
)
def test_an_export_location_must_say_whose_exports_lie_there(location: str) -> None:
    told = refusal(f"version: 1\nscan: {{exports: [{{kind: cognito.user_pool, location: '{location}'}}]}}\n")

    assert told == (
        f'safehold.yaml:2: scan.exports[0].location: "{location}" cannot stand here; '
        "give a folder of its own for each, such as s3://bucket/{account}/{region}/{name}/"
    )


RULE = """\
version: 1
classification:
  rules:
    - name: one
      match: {name: "*"}
      set: {tier: basic}
    - name: two
      match: {MATCH}
      set: {SET}
"""


@pytest.mark.parametrize(
    ("match", "message"),
    [
        ("kind: dynamodb.tabel", '.kind: "dynamodb.tabel" is no kind; did you mean dynamodb.table? known: account, ba'),
        ("", ": is empty; give keys out of kind, arn, name, account, region, tags"),
        ("tags: {}", ".tags: is empty; give keys with values"),
        ("tags: {env: 1}", '.tags.env: 1 is not text; put it in quotes: "1"'),
    ],
)
def test_a_mistake_in_what_a_rule_matches_is_told(match: str, message: str) -> None:
    told = refusal(RULE.replace("MATCH", match).replace("SET", "tier: basic"))

    assert told.startswith(f"safehold.yaml:8: classification.rules[1].match{message}")


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ("", ": is empty; give keys out of tier, data_type, application, site"),
        ("tier: gold", '.tier: "gold" is no tier; known: basic, standard, enhanced, enterprise'),
        (
            "data_type: cash",
            '.data_type: "cash" is no choice here; did you mean cache? known: document_content, docume',
        ),
    ],
)
def test_a_mistake_in_what_a_rule_sets_is_told(answers: str, message: str) -> None:
    told = refusal(RULE.replace("MATCH", "name: x").replace("SET", answers))

    assert told.startswith(f"safehold.yaml:9: classification.rules[1].set{message}")


TIERS = """\
version: 1
tiers:
  - name: mine
    title: Mine
    description: Ours.
    extends: EXTENDS
    objectives: {rpo_seconds: 60, rto_seconds: 60, noticed_within_days: 1}
    survives: [delete]
    requirements:
      - kinds: [s3.bucket]
        data_types: [logs]
        require: {REQUIRE}
"""


@pytest.mark.parametrize(
    ("extends", "message"),
    [
        ("nobody", '"nobody" is no tier; known: basic, standard, enhanced, enterprise, mine'),
        ("mine", '"mine" extends itself in the end; break the circle'),
        ("5", "5 cannot stand here; give text or null"),
    ],
)
def test_a_tier_that_extends_what_it_cannot_is_told(extends: str, message: str) -> None:
    told = refusal(TIERS.replace("EXTENDS", extends).replace("REQUIRE", ""))

    assert told.startswith(f"safehold.yaml:6: tiers[0].extends: {message}")


@pytest.mark.parametrize(
    ("require", "message"),
    [
        (
            "versionning: true",
            '.versionning: "versionning" is no key here; did you mean versioning? known: pitr, pitr_',
        ),
        ("versioning: false", ".versioning: false cannot stand here; give true or null"),
        ("pitr_window_days: 36", ".pitr_window_days: 36 cannot stand here; give a whole number from 1 to 35 or null"),
        ("object_lock_days: 0.5", ".object_lock_days: 0.5 cannot stand here; give a whole number from 1 or null"),
        ("object_lock_days: 9007199254740993", '.object_lock_days: "9007199254740993" is no value for this'),
        ("recovery: false", ".recovery: false cannot stand here; give true or null"),
        ("survives_delete: 1", ".survives_delete: 1 cannot stand here; give true or null"),
        ("survives_flood: true", '.survives_flood: "survives_flood" is no key here; did you mean survives_'),
        ("rpo_seconds: 0", ".rpo_seconds: 0 cannot stand here; give a whole number from 1 or null"),
        ("noticed_within_days: 1.5", ".noticed_within_days: 1.5 cannot stand here; give a whole number from 1 or null"),
        ("object_lock_days: .inf", '.object_lock_days: ".inf" is no value for this'),
        (
            "object_lock_mode: STRICT",
            '.object_lock_mode: "STRICT" cannot stand here; give one of GOVERNANCE, COMPLIANC',
        ),
    ],
)
def test_a_mistake_in_what_a_tier_requires_is_told(require: str, message: str) -> None:
    told = refusal(TIERS.replace("EXTENDS", "basic").replace("REQUIRE", require))

    assert told.startswith(f"safehold.yaml:12: tiers[0].requirements[0].require{message}")


@pytest.mark.parametrize(
    ("tiers", "message"),
    [
        (
            "- name: mine",
            '3: tiers[0]: "mine" is a new tier, so it needs title, description, objectives, survives, req',
        ),
        ("- name: unknown", '3: tiers[0].name: "unknown" is how a tier that nobody knows is counted'),
        ("- title: Mine", "3: tiers[0]: needs name"),
        ("- name: My Tier", '3: tiers[0].name: "My Tier" cannot stand here; give text like ^[a-z]'),
        ("- name: basic\n- name: basic", '4: tiers[1].name: "basic" stands in tiers[0] already; put both into one'),
        ("- {name: mine}\n- {name: mine}", '4: tiers[1].name: "mine" stands in tiers[0] already; put both into one'),
        ("- name: basic\n  extends: enterprise", '4: tiers[0].extends: "basic" extends itself in the end'),
        (
            "- name: basic\n  objectives: {rpo_seconds: 0, rto_seconds: 1, noticed_within_days: 1}",
            "4: tiers[0].objectives.rpo_",
        ),
        (
            "- name: basic\n  objectives: {rpo_seconds: 1, rto_seconds: 1}",
            "4: tiers[0].objectives: needs noticed_within_",
        ),
        (
            "- name: basic\n  objectives:\n    rpo_seconds: 1\n    rto_seconds: 1\n    noticed_within_days: soon",
            '7: tiers[0].objectives.noticed_within_days: "soon" cannot stand here; give a whole number from 1',
        ),
        (
            "- name: basic\n  survives: [delete, meteor]",
            '4: tiers[0].survives[1]: "meteor" is no choice here; known: delete, overwrite, corruption',
        ),
        (
            "- name: basic\n  requirements: [{kinds: [s3.buckt], data_types: [logs], require: {}}]",
            '4: tiers[0].requirements[0].kinds[0]: "s3.buckt" is no kind; did you mean s3.bucket?',
        ),
    ],
)
def test_a_tier_that_cannot_be_is_told(tiers: str, message: str) -> None:
    assert f"safehold.yaml:{message}" in refusal(f"version: 1\ntiers:\n{tiers}\n")


def test_an_extended_shipped_tier_may_be_let_go() -> None:
    config = load(written("version: 1\ntiers: [{name: enhanced, extends: null}]\n"))

    assert "pitr" not in Tiers.load(config).requirements("enterprise", "dynamodb.table", "identity")


def test_all_mistakes_are_told_at_once_in_the_order_of_the_lines() -> None:
    told = refusal("version: 2\nscan: {regions: [EU], profile: 7}\nfail_on: hihg\n").splitlines()

    assert [line.split(": ")[:2] for line in told] == [
        ["safehold.yaml:1", "version"],
        ["safehold.yaml:2", "scan.profile"],
        ["safehold.yaml:2", "scan.regions[0]"],
        ["safehold.yaml:3", "fail_on"],
    ]


@pytest.mark.parametrize("text", ["versoin: 1\n", "scann: {}\n", "scan: {profile: 5}\n"])
def test_a_missing_version_is_told_when_it_is_the_only_mistake(text: str) -> None:
    assert "needs version" not in refusal(text)
    assert len(refusal(text).splitlines()) == 1


def test_of_very_many_mistakes_the_first_ten_are_told() -> None:
    told = refusal("version: 1\n" + "".join(f"key{number}: 1\n" for number in range(30))).splitlines()

    assert len(told) == 11
    assert told[-1] == "and 20 more"
