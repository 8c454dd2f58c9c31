"""Whatever would count something missing as good is refused. What is not: test_lint_allowed.py."""

import pytest
from support.linted import of_body

NEEDS = ["/config", "/links", "/tags"]
REQUIRES = ["pitr_window_days", "backup_retention_days", "allowed_locations"]

PITR = "input.config.pitr.window_days"
MAYBE = "/config/pitr/window_days may be null"


def said(body: str, library: str = "") -> list[str]:
    """What is said of a body, in which RULES stands for where the plan rules are."""
    whole = body.replace("RULES", "input.links.backup.plan_rules")
    return of_body(whole, library=library, needs=NEEDS, requires=REQUIRES)


REFUSED = {
    "a number that may be null": (
        f"compliant if {PITR} <= 35",
        f"1:14: {MAYBE}, which is less than every number and text; prove `is_number(…)` or `!= null` too",
    ),
    "the same from the other side": (f"compliant if 35 > {PITR}", f"1:14: {MAYBE}, which is less"),
    "two that may be null": (
        "compliant if input.config.pitr.earliest_restorable_at <= input.config.pitr.latest_restorable_at",
        "1:14: /config/pitr/earliest_restorable_at may be null, which is less",
    ),
    "at least something that may be null": (f"compliant if 35 >= {PITR}", f"1:14: {MAYBE}, which is less"),
    "a difference from null": (
        "compliant if input.config.table_class != `STANDARD`",
        "1:14: /config/table_class may be null, which differs from everything else",
    ),
    "two nulls that are equal": (
        "compliant if input.config.restore.source_table_arn == input.config.restore.source_backup_arn",
        "1:14: /config/restore/source_table_arn and /config/restore/source_backup_arn may both be null",
    ),
    "null as true": (
        "compliant if input.config.deletion_protection",
        "1:14: /config/deletion_protection may be null, and null counts as true; write `== true`",
    ),
    "text as true": (
        "compliant if input.region",
        "1:14: /region is no boolean, and so counts as true; compare it with something",
    ),
    "a section as true": ("compliant if input.links", "1:14: /links is no boolean"),
    "null by another name": (f"compliant if {{\n\tdays := {PITR}\n\tdays <= 35\n}}", f"3:2: {MAYBE}"),
    "null handed to a helper": (
        f"compliant if _short({PITR})\n\n_short(days) if days <= 35",
        f"3:17: {MAYBE}",
    ),
    "null out of a helper": (
        f"compliant if _days <= 35\n\n_days := {PITR} if input.config.pitr.enabled == true",
        f"1:14: {MAYBE}",
    ),
    "null out of one of the ways of a helper": (
        (
            "compliant if _days(input.config.pitr) <= 35\n\n_days(pitr) := 1 if pitr.enabled == false\n\n"
            "_days(pitr) := pitr.window_days if pitr.enabled == true"
        ),
        f"1:14: {MAYBE}",
    ),
    "null in what is handed on": (
        "compliant if _short(input.config.pitr)\n\n_short(pitr) if pitr.window_days <= 35",
        f"3:17: {MAYBE}",
    ),
    "null in a part of many": (
        "compliant if {\n\tsome rule in RULES\n\trule.interval_seconds <= 5\n}",
        "3:2: /links/backup/plan_rules/interval_seconds may be null",
    ),
    "null in every part": (
        "compliant if every rule in RULES {\n\trule.delete_after_days < 5\n}",
        "2:2: /links/backup/plan_rules/delete_after_days may be null",
    ),
    "null among the least": (f"compliant if min([{PITR}, 5]) <= 5", f"1:14: {MAYBE}"),
    "null in an object that is written out": (
        f"compliant if {{\n\tboth := {{`days`: {PITR}, `other`: 1}}\n\tboth.days <= 5\n}}",
        f"3:2: {MAYBE}",
    ),
    "null by default": (
        "compliant if object.get(input.tags, `days`, null) <= 5",
        "1:14: /tags may be null",
    ),
    "a guard of something else": (
        f"compliant if {{\n\tis_number(input.config.item_count)\n\t{PITR} <= 5\n}}",
        f"3:2: {MAYBE}",
    ),
    "a guard that proves nothing": (f"compliant if {{\n\tis_null({PITR})\n\t{PITR} <= 5\n}}", f"3:2: {MAYBE}"),
    "a guard in another way": (
        f"compliant if is_number({PITR})\n\ncompliant if {PITR} <= 5",
        f"3:14: {MAYBE}",
    ),
    "a guard in a comprehension": (
        f"compliant if {{\n\tcount([1 | is_number({PITR})]) == 1\n\t{PITR} <= 5\n}}",
        f"3:2: {MAYBE}",
    ),
    "in exempt too": (f"compliant if true\n\nexempt if {PITR} <= 5", f"3:11: {MAYBE}"),
    "a not": (
        "compliant if not input.config.pitr.enabled == false",
        "1:14: `not` in a proof holds when something is missing; write what must be there: `== false`",
    ),
    "a not of a helper": (
        "compliant if not _off\n\n_off if input.config.pitr.enabled == false",
        "1:14: `not` in a proof",
    ),
    "a not in a helper": ("compliant if _on\n\n_on if not input.config.pitr.enabled == false", "3:8: `not` in a proof"),
    "a not in every": (
        "compliant if every rule in RULES {\n\tnot rule.continuous == true\n}",
        "2:2: `not` in a proof",
    ),
    "a default": (
        "default compliant := true\n\ncompliant if true",
        "1:1: `compliant` has a value when nothing is proven",
    ),
    "a default of a helper": (
        "compliant if _days >= 5\n\ndefault _days := 7\n\n_days := 1 if input.config.pitr.enabled == true",
        "3:1: `_days` has a value when nothing is proven",
    ),
    "an else without a condition": (
        "compliant if _ok\n\n_ok if {\n\tinput.config.pitr.enabled == true\n} else := true",
        "5:3: `_ok` has a value when nothing is proven",
    ),
    "a default for a field": (
        "compliant if object.get(input.config.pitr, `enabled`, true) == true",
        "1:14: a default stands in for /config/pitr/enabled, which is always there; read it as it is",
    ),
    "a default for a field further down": (
        "compliant if object.get(input.config, [`pitr`, `enabled`], true) == true",
        "1:14: a default stands in for /config/pitr/enabled",
    ),
    "an absence that is counted": (
        "compliant if {\n\tcount([1 | some rule in RULES; rule.continuous == false]) == 0\n}",
        "2:2: this also holds when /links/backup is null, for then the collection is empty",
    ),
    "an absence that is small": (
        "compliant if count({1 | some rule in RULES; rule.continuous == false}) < 1",
        "1:14: this also holds when /links/backup is null",
    ),
    "an absence that is written as a set": (
        "compliant if {1 | some rule in RULES; rule.continuous == false} == set()",
        "1:14: this also holds when /links/backup is null",
    ),
    "an absence in a helper": (
        (
            "compliant if count(_bad) == 0\n\n_bad contains rule if {\n\tsome rule in RULES\n"
            "\trule.continuous == false\n}"
        ),
        "1:14: this also holds when /links/backup is null",
    ),
    "an absence of which every part is good": (
        "compliant if every rule in [r | some r in RULES] { rule.continuous == true }",
        "1:14: this also holds when /links/backup is null",
    ),
    "an absence through a variable": (
        "compliant if {\n\tbad := [r | some r in RULES; r.continuous == false]\n\tcount(bad) == 0\n}",
        "3:2: this also holds when /links/backup is null",
    ),
    "a null that leaves a part out": (
        ("compliant if {\n\tRULES != []\n\tcount([r | some r in RULES; r.interval_seconds > 5]) == 0\n}"),
        "3:2: this also holds when /links/backup/plan_rules/interval_seconds is null",
    ),
    "what is missing from what is there": (
        "compliant if count({`a`} - {r.rule_name | some r in RULES; not r.continuous == true}) == 0",
        "1:14: this also holds when something in a `not` is null",
    ),
    "one that a not has gathered": (
        ("compliant if {\n\tsome rule in [r | some r in RULES; not r.continuous == true]\n\trule.plan_name == `x`\n}"),
        "2:2: this also holds by what is missing, for a `not` gathers the collection",
    ),
    "many that a not has gathered": (
        "compliant if count([r | some r in RULES; not r.continuous == true]) > 0",
        "1:14: this also holds by what is missing",
    ),
    "one in what a not has gathered": (
        "compliant if `x` in {r.plan_name | some r in RULES; not r.continuous == true}",
        "1:14: this also holds by what is missing",
    ),
    "a field that no schema has": (
        "compliant if input.config.pitr.enabeld == true",
        "1:14: a dynamodb.table has no /config/pitr/enabeld; see schemas/input.json and schemas/facts",
    ),
    "data that is none of ours": (
        "compliant if data.tiers.basic == input.region",
        "1:14: a rule reads `input` and the libraries that it imports, and no other `data`",
    ),
    "another number of arguments": (
        "compliant if _f(input.region, 1)\n\n_f(x) if x == `y`",
        "3:1: _f takes 1 arguments, not 2",
    ),
    "null in a library": (
        f"import data.lib.mine\n\ncompliant if mine.short({PITR})",
        "3:14: in lib.mine (line 3): /config/pitr/window_days may be null",
        "short(days) if days <= 35\n",
    ),
    "a not in a library": (
        "import data.lib.mine\n\ncompliant if {\n\tinput.config.pitr.enabled == true\n\tmine.quiet(input.region)\n}",
        "5:2: in lib.mine (line 3): `not` in a proof",
        "quiet(region) if not _loud(region)\n\n_loud(region) if region == `x`\n",
    ),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_would_count_something_missing_as_good_is_refused(case: tuple[str, ...]) -> None:
    body, says, *library = case
    (problem,) = said(f"{body}\n", *library)
    assert problem.startswith(says)


@pytest.mark.parametrize("exported", ["exempt", "compliant", "findings"])
def test_an_iteration_over_null_is_refused_everywhere(exported: str) -> None:
    finding = "{`message`: r.bucket_arn, `at`: ``, `expected`: 1, `actual`: 2}"
    head = f"findings contains {finding}" if exported == "findings" else exported
    body = f"{head} if {{\n\tsome r in input.links.replication\n\tr.bucket_arn == `x`\n}}\n"
    if exported != "compliant":
        body += "\ncompliant if true\n"
    (problem,) = said(body)
    assert problem.startswith("2:2: /links/replication may be null, on which regorus fails where OPA finds nothing")


@pytest.mark.parametrize("proof", ["is_array(input.links.replication)", "input.links.replication != null"])
def test_a_proof_shields_an_iteration_only_from_above(proof: str) -> None:
    iteration = "some r in input.links.replication\n\tr.bucket_arn == `x`"
    assert said(f"compliant if {{\n\t{proof}\n\t{iteration}\n}}\n") == []
    (problem,) = said(f"compliant if {{\n\t{iteration}\n\t{proof}\n}}\n")
    assert problem.startswith("2:2: /links/replication may be null")


def test_a_proof_shields_the_comprehensions_below_it() -> None:
    inside = "count([r | some r in input.links.replication]) > 0"
    assert said(f"compliant if {{\n\tis_array(input.links.replication)\n\t{inside}\n}}\n") == []
    assert len(said(f"compliant if {{\n\t{inside}\n}}\n")) == 1


def test_kinds_that_share_a_rule_share_what_it_may_read() -> None:
    kinds = ["dynamodb.table", "s3.bucket"]
    assert of_body("compliant if input.links.backup.opted_in == true\n", kind=kinds, needs=["/links"]) == []
    assert of_body("compliant if input.config.created_at == `x`\n", kind=kinds, needs=["/config/created_at"]) == []
    (problem,) = of_body("compliant if input.config.size == 1\n", kind=kinds, needs=["/config/created_at"])
    assert "a dynamodb.table or s3.bucket has no /config/size" in problem
