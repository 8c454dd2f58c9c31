"""The recovery matrix in words."""

from dataclasses import replace

import pytest
from support.assessments import application, rule
from support.matrices import cell, recovery
from support.reports import HOSTILE, hostile, of, passed, profile, small, table

from scanner.model import Assessment, Decision, RecoveryCell, Severity, Verdict
from scanner.render.columns import width
from scanner.render.matrix import LEGEND, Square, lines, spoken, squares

RULES = {"REC-001": rule("REC-001", "rules.recovery.delete", "It comes back", Severity.HIGH, kinds=("dynamodb.table",))}


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "any"),
        (0, "0 s"),
        (59, "59 s"),
        (300, "5 min"),
        (3600, "1 h"),
        (90_061, "1 d 1 h"),
        (86_400 + 60, "1 d 1 min"),
    ],
)
def test_a_duration_in_its_two_largest_units(seconds: int | None, text: str) -> None:
    assert spoken(seconds) == text


@pytest.mark.parametrize(
    ("made", "verdict", "text"),
    [
        (cell("delete"), Verdict.PASS, "5 min"),
        (cell("delete", rpo_seconds=172_800), Verdict.FAIL, "2 d !"),
        (cell("delete", rpo_seconds=None), Verdict.FAIL, "any !"),
        (cell("delete", rpo_seconds=None), Verdict.UNKNOWN, "any"),
        (cell("delete", "not_recoverable"), Verdict.FAIL, "NO"),
        (cell("delete", "not_recoverable", required=False), Verdict.NOT_APPLICABLE, "(NO)"),
        (cell("delete", "unknown"), Verdict.UNKNOWN, "?"),
        (cell("delete", required=False), Verdict.NOT_APPLICABLE, "(5 min)"),
    ],
)
def test_a_square_says_in_words_what_its_rule_says(made: RecoveryCell, verdict: Verdict, text: str) -> None:
    each = Assessment(table("orders"), profile(), (Decision("REC-001", verdict),), recovery(made))
    assert squares(of([each], RULES), each)["delete"].text == text


def test_what_no_rule_judged_has_no_verdict() -> None:
    each = Assessment(table("orders"), profile(), (passed("BKP-001"),), recovery(cell("delete")))
    report = of([each])
    assert squares(report, each)["delete"].verdict is None
    assert squares(report, replace(each, recovery=None)) == {}


def test_the_table_names_every_resource_its_tier_and_its_cells() -> None:
    found = list(lines(small(), small().assess()))
    row = next(line for line in found if line.startswith("formkiq-core-prod-documents"))
    assert row.split() == [
        "formkiq-core-prod-documents",
        "standard",
        *["5", "min", "-", "any", "-", "-", "-", "NO", "(?)", "-", "-"],
    ]
    assert found[-1] == LEGEND
    assert "Application formkiq-prod: 1 critical parts, tier standard" in found
    assert "  region loss: 0 of 1 parts recoverable; not: table/formkiq-prod" in found
    assert any("Common restore point: none: 1 of 1 parts cannot" in line for line in found)


@pytest.mark.parametrize(
    ("status", "ends", "says"),
    [
        (
            "recoverable",
            ("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"),
            "any moment from 2026-03-01T00:00:00Z to 2026-03-02",
        ),
        ("recoverable", (None, None), "any moment from the beginning to the snapshot"),
        ("unknown", (None, None), "not known: 1 of 1 parts"),
    ],
)
def test_the_common_restore_point_in_a_sentence(status: str, ends: tuple[str | None, str | None], says: str) -> None:
    fact = application("orders")
    point = fact.config["common_point"] | {"status": status, "earliest_at": ends[0], "latest_at": ends[1]}
    scenarios = {
        **fact.config["scenarios"],
        "delete": {**fact.config["scenarios"]["region_loss"], "recoverable": 2, "missing": ["a", "b", "c", "d"]},
    }
    fact = replace(fact, config={**fact.config, "common_point": point, "scenarios": scenarios})
    found = list(lines(of([]), [Assessment(fact, profile(tier=None), ())]))
    assert any(says in line for line in found)
    assert "tier unknown" in found[1]


def test_hostile_names_stay_in_their_columns_and_are_not_obeyed() -> None:
    report = hostile()
    for line in lines(report, report.assess()):
        assert "\n" not in line
        assert "\x1b" not in line
        assert not line.lstrip().startswith("::")
    rows = [line for line in lines(report, report.assess()) if " ? " in line]
    assert len({width(line.rstrip()) for line in rows}) < 10 < len(HOSTILE)


@pytest.mark.parametrize(
    ("status", "required", "verdict", "kind"),
    [
        ("recoverable", True, Verdict.PASS, "pass"),
        ("recoverable", True, Verdict.FAIL, "fail"),
        ("recoverable", True, Verdict.UNKNOWN, "unknown"),
        ("not_recoverable", True, Verdict.WAIVED, "waived"),
        ("not_recoverable", True, None, "fail"),
        ("not_recoverable", False, Verdict.NOT_APPLICABLE, "fail"),
        ("unknown", False, None, "unknown"),
    ],
)
def test_a_square_stands_as_its_rule_judged_it(
    status: str,
    required: bool,  # noqa: FBT001
    verdict: Verdict | None,
    kind: str,
) -> None:
    assert Square(cell("delete", status, required=required), verdict).kind == kind
