"""`safehold rules new`: what it writes passes as it stands."""

from pathlib import Path
from typing import Any

import pytest

from scanner import inputs, lint, rulenew, ruletest
from scanner.examples import Corpus
from scanner.facts import KINDS
from scanner.model import Json
from scanner.rules import load

NEW = ("rules", "new", "OUR-001", "--kind", "s3.bucket")


def test_a_new_rule_passes_lint_and_tests_at_once(safehold: Any, tmp_path: Path) -> None:
    result = safehold(*NEW, "--title", "The bucket has an owner")
    assert result.exit_code == 0
    folder = tmp_path / "my-rules"
    assert {str(path.relative_to(folder)) for path in folder.rglob("*.*")} == {
        "rules/s3/the_bucket_has_an_owner.rego",
        "rules/s3/the_bucket_has_an_owner_test.rego",
        "corpus/violations/OUR-001.json",
        "corpus/compliant/s3.bucket.json",
    }
    assert "my-rules/rules/s3/the_bucket_has_an_owner.rego: written\n" in result.stdout
    assert "  safehold rules test my-rules --coverage\n" in result.stdout
    assert "  rules: {paths: [my-rules]}\n" in result.stdout

    assert safehold("rules", "lint", "my-rules").stdout == "no problems\n"
    tested = safehold("rules", "test", "my-rules", "--coverage-fail-under", "100")
    assert tested.exit_code == 0
    assert tested.stdout.startswith("7 passed, 0 failed\n")


def test_a_second_rule_of_a_kind_joins_the_first(safehold: Any) -> None:
    safehold(*NEW, "--title", "The bucket has an owner")
    assert safehold("rules", "new", "OUR-002", "--kind", "s3.bucket").exit_code == 0
    assert safehold("rules", "test", "my-rules").stdout == "14 passed, 0 failed\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ("OUR-001", "--kind", "s3.bucket", "--title", "Another title"),
            "the id OUR-001 is taken by my-rules/rules/s3/",
        ),
        (("DDB-001", "--kind", "s3.bucket"), "the id DDB-001 is taken by policies/rules/dynamodb/pitr_enabled.rego"),
        (("our-1", "--kind", "s3.bucket"), "'our-1' is no id; write letters, a hyphen and three digits"),
        (("OUR-002", "--kind", "s3.buckets"), "no kind is called 's3.buckets'; known: account, backup."),
        (
            ("OUR-002", "--kind", "s3.bucket", "--title", "The s3.bucket has an owner"),
            "a rule of that name is my-rules",
        ),
        (
            ("OUR-002", "--kind", "s3.bucket", "--title", "Versioning enabled"),
            "a rule of that name is policies/rules/s3",
        ),
        (("OUR-002", "--kind", "s3.bucket", "--title", "Short"), "the title 'Short' cannot be; it has 8 to 120"),
        (("OUR-002", "--kind", "s3.bucket", "--title", "Two: parts of it"), "none of : # '"),
    ],
)
def test_what_cannot_be_or_is_taken_is_refused(safehold: Any, arguments: tuple[str, ...], says: str) -> None:
    safehold(*NEW)
    result = safehold("rules", "new", *arguments)
    assert result.exit_code == 2
    assert says in result.stderr


def test_files_that_are_there_are_never_overwritten(safehold: Any, tmp_path: Path) -> None:
    path = tmp_path / "my-rules" / "corpus" / "violations" / "OUR-001.json"
    path.parent.mkdir(parents=True)
    path.write_text("[]")
    result = safehold(*NEW)
    assert result.exit_code == 2
    assert "OUR-001.json: exists already; choose another" in result.stderr
    assert path.read_text() == "[]"
    assert not (tmp_path / "my-rules" / "rules").exists()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_fixture(kind: str) -> None:
    links: Json = inputs.schema(kind)["properties"]["links"]["properties"]
    document = rulenew._document(kind, {"Owner": "records"})
    assert inputs.misfit(document | {"links": dict.fromkeys(links)}) == ""


def test_a_new_rule_of_a_kind_without_tests_of_ours_passes_too(tmp_path: Path) -> None:
    rulenew.write(tmp_path, load(), rule_id="OUR-001", kind="backup.legal_hold", title="The hold has an owner")
    assert lint.check(tmp_path) == []
    assert [result.failure for result in ruletest.run(tmp_path).results] == [""] * 7
    pack = load([tmp_path])
    assert Corpus(tmp_path / "corpus", pack).example(pack.rules["OUR-001"]) is not None
