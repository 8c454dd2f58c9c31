import copy
from pathlib import Path

import orjson
import pytest
from support.judging import CORPUS
from support.packs import pack_behind_the_lint, write_rule

from scanner import ruledocs
from scanner.errors import RuleError
from scanner.examples import ABSENT, Corpus, Difference
from scanner.model import Json
from scanner.settings import Config
from scanner.severity import Severities
from scanner.tiers import Tiers

BODY = """\
compliant if input.config.pitr.enabled == true

findings contains {
	"message": sprintf("it is off | <b> for %v", [input.name]),
	"at": "/config/pitr/enabled",
	"expected": true,
	"actual": input.config.pitr.enabled,
} if input.config.pitr.enabled == false
"""


def table() -> Json:
    return orjson.loads((CORPUS / "compliant" / "dynamodb.table.json").read_bytes())[0]


def without_pitr() -> Json:
    document = copy.deepcopy(table())
    document["config"]["pitr"]["enabled"] = False
    return document


def write_corpus(folder: Path, compliant: list[Json], violations: list[Json]) -> None:
    for name, documents in (("compliant/dynamodb.table", compliant), ("violations/TST-001", violations)):
        path = folder / "corpus" / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(orjson.dumps(documents))


def page(folder: Path, *, corpus: bool = False) -> str:
    pack = pack_behind_the_lint(folder)
    severities = Severities.load(Config(), pack.rules)
    examples = Corpus(folder / "corpus", pack) if corpus else None
    return dict(ruledocs.pages(pack.rules.values(), Tiers.load(Config()), severities, examples))["TST-001.md"]


def test_a_page_says_what_the_metadata_says(tmp_path: Path) -> None:
    write_rule(
        tmp_path,
        title="Tables | <buckets> recover",
        requires=["pitr_window_days"],
        covers=[7, 224],
        controls={"aws_fsbp": ["DynamoDB.2"], "ours": ["X-1"]},
        remediation="Turn it on. `aws dynamodb update --table {name}` Then wait, and `aws dynamodb wait`",
    )
    text = page(tmp_path)

    assert "# TST-001: Tables | &lt;buckets> recover\n\nWhat a rule of a test is good for.\n" in text
    assert "| Severity | high, critical in enterprise |\n" in text
    assert "| Statement 7 | Point-in-time recovery is on for every table that is no cache |\n" in text
    assert "| Beyond 224 | A backup plan has rules |\n" in text
    assert "- `pitr_window_days`: How far back point-in-time recovery must reach" in text
    assert "| basic | dynamodb.table | document_metadata, search_index, " in text
    assert "| 35 d |\n" in text
    assert "- `/config/pitr` could not be read." in text
    assert "- The tier that the resource was promised is not known.\n" in text
    assert "Turn it on.\n\n```sh\naws dynamodb update --table {name}\n```\n\nThen wait, and\n\n```sh\n" in text
    assert "| DynamoDB.2 | DynamoDB tables should have point-in-time recovery enabled |\n" in text
    assert "| ours | X-1 |  |\n" in text
    assert "Where they differ" not in text


def test_a_rule_that_asks_of_everything_says_so(tmp_path: Path) -> None:
    write_rule(tmp_path)
    text = page(tmp_path)
    assert "To every dynamodb.table whose tier is known.\n" in text
    assert "## Controls" not in text


def test_a_requirement_that_no_tier_has_is_told(tmp_path: Path) -> None:
    write_rule(tmp_path, requires=["vault_lock_mode"])
    assert "No tier that is shipped does; `safehold.yaml` may.\n" in page(tmp_path)


def test_what_a_part_can_prove_and_what_the_rule_cannot_tell_are_told(tmp_path: Path) -> None:
    body = 'compliant if input.config.pitr.enabled == true\n\nunknown contains "nobody knows" if input.name == ""\n'
    write_rule(tmp_path, body=body, part_suffices=["/config/pitr"])
    text = page(tmp_path)
    assert "- `/config/pitr` could not be read, and what could be read does not prove the good." in text
    assert "- All was read and does not answer; the rule then says why.\n" in text


def test_an_example_is_what_tells_the_failing_from_the_passing(tmp_path: Path) -> None:
    write_rule(tmp_path, body=BODY)
    write_corpus(tmp_path, [table()], [without_pitr()])
    text = page(tmp_path, corpus=True)

    assert "| `/config/pitr/enabled` | `true` | `false` |\n" in text
    assert "> it is off | &lt;b> for formkiq-core-prod-documents\n" in text


def test_the_violation_that_is_most_like_something_good_is_the_example(tmp_path: Path) -> None:
    write_rule(tmp_path, body=BODY)
    far = without_pitr()
    far["config"]["pitr"]["window_days"] = 3
    other = copy.deepcopy(table())
    other["config"]["pitr"]["earliest_restorable_at"] = None
    write_corpus(tmp_path, [other, table()], [far, without_pitr()])
    pack = pack_behind_the_lint(tmp_path)
    found = Corpus(tmp_path / "corpus", pack).example(pack.rules["TST-001"])

    assert found is not None
    assert found.kind == "dynamodb.table"
    assert found.differences == (Difference("/config/pitr/enabled", "true", "false"),)


def test_many_differences_are_cut_and_counted_and_long_values_too(tmp_path: Path) -> None:
    write_rule(tmp_path, body="compliant if input.tags == {}\n", needs=["/tags"])
    passing, failing = copy.deepcopy(table()), copy.deepcopy(table())
    passing["tags"] = {}
    failing["tags"] = {f"key{number}": "a|b" for number in range(8)} | {"all": "`x`", "any": "y" * 200}
    write_corpus(tmp_path, [passing], [failing])
    text = page(tmp_path, corpus=True)

    assert '| `/tags/key0` | `absent` | `"a\\|b"` |\n' in text
    assert '| `/tags/all` | `absent` | ``"`x`"`` |\n' in text
    assert f'| `/tags/any` | `absent` | `"{"y" * 88}…` |\n' in text
    assert "(and 4 places more)\n" in text


def test_what_a_rule_reads_of_the_profile_is_an_example_too(tmp_path: Path) -> None:
    write_rule(tmp_path, body="compliant if input.profile.classified == true\n", needs=[])
    failing = copy.deepcopy(table())
    failing["profile"]["classified"] = False
    failing["name"] = "another"
    write_corpus(tmp_path, [table()], [failing])
    text = page(tmp_path, corpus=True)
    assert "| `/profile/classified` | `true` | `false` |\n" in text
    assert "another" not in text


def test_what_is_missing_in_one_of_the_two_is_absent(tmp_path: Path) -> None:
    write_rule(tmp_path, body="compliant if input.tags.Owner == `me`\n", needs=["/tags"])
    passing, failing = copy.deepcopy(table()), copy.deepcopy(table())
    passing["tags"] = {"Owner": "me"}
    failing["tags"] = {}
    write_corpus(tmp_path, [passing], [failing])
    assert f'| `/tags/Owner` | `"me"` | `{ABSENT}` |' in page(tmp_path, corpus=True)


@pytest.mark.parametrize("documents", [([], [without_pitr()]), ([table()], []), ([table()], [table()])])
def test_there_is_no_example_without_one_of_each(tmp_path: Path, documents: tuple[list[Json], list[Json]]) -> None:
    write_rule(tmp_path, body=BODY)
    write_corpus(tmp_path, *documents)
    assert "Where they differ" not in page(tmp_path, corpus=True)


def test_a_document_that_does_not_fit_is_told(tmp_path: Path) -> None:
    write_rule(tmp_path, body=BODY)
    write_corpus(tmp_path, [table()], [without_pitr() | {"region": 5}])
    with pytest.raises(RuleError, match=r"violations/TST-001\.json:1:1: /region"):
        page(tmp_path, corpus=True)
