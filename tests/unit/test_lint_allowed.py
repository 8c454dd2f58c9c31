"""What does prove something is not refused: the other half of test_lint_proof.py."""

import pytest
from support.linted import of_body

NEEDS = ["/config", "/links", "/tags"]
REQUIRES = ["pitr_window_days", "backup_retention_days", "allowed_locations"]

PITR = "input.config.pitr.window_days"


def said(body: str, library: str = "") -> list[str]:
    """What is said of a body, in which RULES stands for where the plan rules are."""
    whole = body.replace("RULES", "input.links.backup.plan_rules")
    return of_body(whole, library=library, needs=NEEDS, requires=REQUIRES)


ALLOWED = {
    "a number that is proven to be one": f"compliant if {{\n\tis_number({PITR})\n\t{PITR} <= 35\n}}",
    "the proof below": f"compliant if {{\n\t{PITR} <= 35\n\tis_number({PITR})\n}}",
    "not null": f"compliant if {{\n\t{PITR} != null\n\t{PITR} <= 35\n}}",
    "between": f"compliant if {{\n\t{PITR} > 5\n\t{PITR} < 35\n}}",
    "at least": f"compliant if {PITR} >= input.requires.pitr_window_days",
    "more than what may be null": f"compliant if {{\n\tinput.config.item_count > {PITR}\n\tis_number({PITR})\n}}",
    "one of several": f"compliant if {{\n\t{PITR} in {{7, 35}}\n\t{PITR} < 35\n}}",
    "equal to something": "compliant if {\n\tinput.config.table_class == `A`\n\tinput.config.table_class != `B`\n}",
    "null itself": f"compliant if {PITR} == null",
    "a difference from what is never null": "compliant if input.config.encryption.type != `KMS`",
    "a boolean that is never null": "compliant if input.config.stream.enabled",
    "by another name": f"compliant if {{\n\tdays := {PITR}\n\tis_number(days)\n\tdays <= 35\n\t{PITR} < 34\n}}",
    "the proof on the path": f"compliant if {{\n\tdays := {PITR}\n\tis_number({PITR})\n\tdays <= 35\n}}",
    "handed to a helper after the proof": (
        f"compliant if {{\n\tis_number({PITR})\n\t_short({PITR})\n}}\n\n_short(days) if days <= 35"
    ),
    "proven in the helper": f"compliant if _short({PITR})\n\n_short(days) if {{\n\tis_number(days)\n\tdays <= 35\n}}",
    "a helper that takes null": f"compliant if _short({PITR})\n\n_short(null) := true\n\n_short(days) if days > 35",
    "the input, proven before the helper": (
        f"compliant if {{\n\tis_number({PITR})\n\t_short\n}}\n\n_short if {PITR} <= 35"
    ),
    "arithmetic, which fails on null": f"compliant if {PITR} + 1 <= 35",
    "a moment, which fails on null": "compliant if time.parse_rfc3339_ns(input.config.created_at) <= 5",
    "a proof outside of every": (
        "compliant if {\n\tis_number(input.config.item_count)\n"
        "\tevery rule in RULES { input.config.item_count < rule.start_window_minutes }\n}"
    ),
    "a proof within every": (
        "compliant if every rule in RULES {\n\tis_number(rule.delete_after_days)\n\trule.delete_after_days < 5\n}"
    ),
    "every part of what is there": "compliant if every rule in RULES { rule.continuous == true }",
    "an absence where there is something": (
        "compliant if {\n\tinput.links.backup.opted_in == true\n"
        "\tcount([r | some r in RULES; r.continuous == false]) == 0\n}"
    ),
    "a presence that is counted": ("compliant if count([r | some r in RULES; r.continuous == false]) > 0"),
    "a presence": "compliant if {\n\tsome r in [x | some x in RULES]\n\tr.continuous == true\n}",
    "what is required, less what is there": ("compliant if count({`a`} - {r.plan_name | some r in RULES}) == 0"),
    "more than there is, of which every part is good": (
        "compliant if {\n\tRULES != []\n"
        "\tevery r in [x | some x in RULES; not x.continuous == true] { r.plan_name == `x` }\n}"
    ),
    "more than there is, of which there is none": (
        "compliant if {\n\tRULES != []\n\t{x | some x in RULES; not x.continuous == true} == set()\n}"
    ),
    "null that leaves a part out on purpose": (
        "compliant if {\n\tRULES != []\n"
        "\tcount([r | some r in RULES; is_number(r.interval_seconds); r.interval_seconds > 5]) == 0\n}"
    ),
    "a default that is false": "default compliant := false\n\ncompliant if input.config.pitr.enabled == true",
    "an else with a condition": (
        "compliant if _ok\n\n_ok if {\n\tinput.config.pitr.enabled == true\n} else if {\n\tinput.region == `x`\n}"
    ),
    "a default for a tag": "compliant if object.get(input.tags, `Owner`, ``) != ``",
    "a default for a requirement": (
        "compliant if input.config.item_count >= object.get(input.requires, `pitr_window_days`, 0)"
    ),
    "a default for what one of two has": (
        "compliant if {\n\tsome part in [input.config.pitr, input.config.stream]\n"
        "\tobject.get(part, `window_days`, null) == null\n}"
    ),
    "a field by a name that is found": (
        "compliant if {\n\tsome name in [`enabled`]\n\tinput.config.pitr[name] == true\n}"
    ),
    "a nullable list of the configuration, after the proof": (
        "compliant if {\n\tis_array(input.requires.allowed_locations.regions)\n"
        "\tsome region in input.requires.allowed_locations.regions\n\tregion == input.region\n}"
    ),
    "what only explains": (
        "compliant if input.config.pitr.enabled == true\n\n"
        "findings contains {`message`: `m`, `at`: ``, `expected`: 1, `actual`: 2} if {\n"
        f"\tnot input.config.pitr.enabled == true\n\t{PITR} <= 5\n\tcount([1 | {PITR} < 5]) == 0\n}}"
    ),
    "merged and picked values": (
        "compliant if {\n\tsome rule in array.concat(RULES, [])\n"
        "\tmax([rule.start_window_minutes, 5]) <= 60\n\tsort([1]) == [1]\n}"
    ),
    "one from a set of two": (
        "compliant if {\n\tsome name in ({input.name} | {input.region}) & {`x`}\n\tname == `x`\n}"
    ),
    "pairs taken apart": (
        "compliant if {\n\tsome [name, _] in [[input.name, 1]]\n\t[a, b] := [1, name]\n\tb == `x`\n\ta == 1\n}"
    ),
    "a constant of a library": (
        "import data.lib.moments\n\ncompliant if input.requires.backup_retention_days * moments.day > 5"
    ),
    "names without a value": "compliant if {\n\tsome i\n\tRULES[i].continuous == true\n}",
}


@pytest.mark.parametrize("body", ALLOWED.values(), ids=ALLOWED)
def test_what_proves_something_is_allowed(body: str) -> None:
    assert said(f"{body}\n") == []
