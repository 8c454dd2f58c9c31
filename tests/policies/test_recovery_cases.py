"""The recovery model, held to cases written by hand: what is protected how, and what becomes of it in a scenario."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import opa
from support.damage import GONE, NULL_MEANS, damaged, damages
from support.recovery_cases import cases, matrix, uncovered

from scanner import inputs, recovery
from scanner.assets import POLICIES
from scanner.model import Json

pytestmark = pytest.mark.no_cover  # thousands of matrices, of code that other tests go through as well

CASES = cases()
LEAST = 60

MEANS = frozenset(NULL_MEANS) | {
    # The vault's lock has no minimum, so that every retention fits it.
    ("links", "backup", "plan_rules", "vault_min_retention_days"),
    # Replicas, and old versions, are kept for ever.
    ("links", "replicas", "deleted_min_days"),
    ("links", "retention", "deleted_min_days"),
}
"""Where null is an answer, and a good one."""


@pytest.mark.parametrize("name", CASES)
def test_every_document_fits_its_schema_and_so_does_its_matrix(name: str) -> None:
    document = CASES[name].document
    assert inputs.misfit(document) == ""
    assert inputs.misfit(document | {"recovery": matrix(document)}) == ""
    assert {cell.scenario for cell in recovery.recovery(matrix(document)).cells} == set(matrix(document)["cells"])


@pytest.mark.parametrize("name", CASES)
def test_the_cell_is_as_worked_out_by_hand(name: str) -> None:
    case = CASES[name]
    found = matrix(case.document)
    cell = found["cells"].get(case.scenario)
    if case.status == "absent":
        assert cell is None
        return
    assert (cell["status"], cell["rpo_seconds"]) == (case.status, case.rpo), cell
    assert _by(found, cell) == case.by
    if case.scenario in case.took:
        assert cell["rto_seconds"] == case.took[case.scenario]
    for words in case.says:
        assert words in cell["because"]


def _by(found: Json, cell: Json) -> str | None:
    return None if cell["path"] is None else found["paths"][cell["path"]]["mechanism"]


def test_there_are_cases_of_every_mechanism_and_scenario() -> None:
    assert len(CASES) >= LEAST
    assert {case.scenario for case in CASES.values()} == set(recovery.SCENARIOS)
    credited = {case.by for case in CASES.values()} - {None}
    yielded = {path["mechanism"] for case in CASES.values() for path in matrix(case.document)["paths"]}
    assert credited == yielded


def test_the_cases_reach_every_line_of_the_model() -> None:
    assert uncovered() == {}


@pytest.mark.skipif(not opa.BINARY, reason="no opa on PATH or in $OPA")
def test_opa_says_the_same(tmp_path: Path) -> None:
    documents = {name: case.document for name, case in CASES.items()}
    (tmp_path / "cases.json").write_text(json.dumps({"cases": documents}))
    # Every case at once: OPA takes longer to compile the policies than to answer.
    query = "{name: m | some name, document in data.cases; m := data.recovery.matrix.matrix with input as document}"
    folders = [item for name in ("lib", "recovery") for item in ("--data", str(POLICIES / name))]
    command = [str(opa.BINARY), "eval", "--format=raw", "--ignore=*_test.rego", "--ignore=*.yaml"]
    command += [*folders, "--data", str(tmp_path / "cases.json"), query]
    told = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - the machine's own opa
    assert told.returncode == 0, told.stderr
    answers = json.loads(told.stdout)
    assert answers.keys() == documents.keys()
    for name, document in documents.items():
        assert answers[name] == matrix(document), name


def better(before: Json, after: Json) -> Iterator[str]:
    """Where a matrix is better than another was: recoverable, or with less loss, or without a cell."""
    for name, cell in before["cells"].items():
        now = after["cells"].get(name)
        if now is None:
            yield f"{name} is gone"
        elif now["status"] == "recoverable" and cell["status"] != "recoverable":
            yield f"{name} is recoverable"
        elif now["rpo_seconds"] is not None and (
            cell["rpo_seconds"] is None or now["rpo_seconds"] < cell["rpo_seconds"]
        ):
            yield f"{name} loses {now['rpo_seconds']} s, not {cell['rpo_seconds']}"


DOCUMENTS = {json.dumps(case.document): case.document for case in CASES.values()}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=lambda document: document["kind"])
def test_nothing_that_is_missing_makes_it_better(document: Json) -> None:
    whole = matrix(document)
    for path, new in damages(document):
        if new is not GONE and new is not None:
            continue
        less = damaged(document, [(path, new)])
        names = tuple(step for step in path if isinstance(step, str))
        if names not in MEANS and not inputs.misfit(less):
            assert not list(better(whole, matrix(less))), path


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(CASES)),
    st.lists(st.sampled_from(["/config", "/links", "/links/backup", "/links/vaults", "/links/key"]), max_size=2),
)
def test_no_gap_makes_it_better(name: str, places: list[str]) -> None:
    document = CASES[name].document
    gaps = [{"path": place, "operation": "x:Y", "reason": "access_denied", "detail": "denied"} for place in places]
    assert not list(better(matrix(document), matrix(document | {"gaps": gaps})))
