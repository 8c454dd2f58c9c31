from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import reports

from scanner.findings import fingerprint
from scanner.model import Assessment, Fact, Json, Verdict
from scanner.render.common import (
    advice,
    ci_safe,
    fact_text,
    findings,
    message,
    redact,
    remedy,
    resource_path,
    visible,
    worst,
)

TABLE = reports.table("orders")
HIDDEN = (
    "\x00\t\n\r\x1b\x7f\x85\x9b\xad\u034f\u061c\u115f\u180e\u200b\u200d\u200e\u2028\u2029\u202e\u2060\u2066\u2069\u3164"
)
HIDDEN += "\ufe0f\ufeff\uffa0\ufff9\ufffe\uffff\ud800\udfff\U0001d173\U000e0041"
ANY_TEXT = st.text(st.one_of(st.characters(), st.sampled_from(HIDDEN)))


def fact(text: str = "x", config: Json = None) -> Fact:
    return Fact("dynamodb.table", text, "111122223333", "eu-west-1", text, {}, config or {})


class TestFingerprint:
    def test_it_is_the_digest_of_a_json_array(self) -> None:
        # printf '%s' '["DDB-001",…]' | sha256sum
        assert fingerprint("DDB-001", TABLE) == "6e9f6792df7d986ab23ce468920ed69dec85f30e842f7c0b9d4f2ac636250a70"

    def test_nothing_but_rule_and_place_counts(self) -> None:
        other = replace(TABLE, name="other", tags=None, config={}, gaps=())
        assert fingerprint("DDB-001", TABLE) == fingerprint("DDB-001", other)

    @given(st.lists(st.tuples(*[st.text('ab",[]', max_size=4)] * 4), min_size=2, max_size=2, unique=True))
    def test_no_two_places_share_one(self, pair: list[tuple[str, str, str, str]]) -> None:
        first, second = (
            fingerprint(rule, replace(TABLE, account=account, region=region, id=arn))
            for rule, account, region, arn in pair
        )
        assert first != second


class TestFindings:
    def test_failures_and_unknowns_come_by_place(self) -> None:
        found = list(findings(reports.small()))
        places = [(each.fact.account, each.fact.region, each.fact.kind, each.fact.id, each.rule.id) for each in found]
        assert places == sorted(places)
        assert {each.decision.verdict for each in found} == {Verdict.FAIL, Verdict.UNKNOWN}
        assert len(found) == 10

    @pytest.mark.parametrize("count", [0, 1, 4, 100])
    def test_the_worst_come_first(self, count: int) -> None:
        report = reports.small()
        everything = sorted(findings(report), key=lambda each: each.sort_key)
        assert worst(report, count) == everything[:count]

    def test_the_worst_of_some_verdicts(self) -> None:
        chosen = worst(reports.small(), 100, frozenset({Verdict.FAIL}))
        assert {each.decision.verdict for each in chosen} == {Verdict.FAIL}
        assert len(chosen) == 6


def _shown(text: str) -> str:
    """Undo `visible`."""
    return re.sub(r"\\(?:x(..)|u(....)|U(.{8}))", lambda match: chr(int(match[1] or match[2] or match[3], 16)), text)


class TestVisible:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("orders-prod_1.x", "orders-prod_1.x"),
            ("\u65e5\u672c \u00fc e\u0301 \U0001f680", "\u65e5\u672c \u00fc e\u0301 \U0001f680"),
            ("\x1b[31m", "\\x1b[31m"),
            ("a\nb", "a\\x0ab"),
            ("\x9b", "\\x9b"),
            ("\u202efdp", "\\u202efdp"),
            ("\u2028\ufeff", "\\u2028\\ufeff"),
            ("\U000e0041", "\\U000e0041"),
            ("\ud800", "\\ud800"),
        ],
    )
    def test_what_is_shown(self, text: str, shown: str) -> None:
        assert visible(text) == shown

    @given(ANY_TEXT)
    def test_nothing_hidden_is_left(self, text: str) -> None:
        assert not set(visible(text)) & set(HIDDEN)
        assert not set(visible(text, multiline=True)) & set(HIDDEN) - {"\n"}

    @given(ANY_TEXT.filter(lambda text: "\\" not in text))
    def test_nothing_is_dropped(self, text: str) -> None:
        assert _shown(visible(text)) == text
        assert visible(text, multiline=True).count("\n") == text.count("\n")


class TestCiSafe:
    @pytest.mark.parametrize(
        ("text", "safe"),
        [
            ("::error::x", ":\\x3aerror::x"),
            ("  ::error::x", "  :\\x3aerror::x"),
            ("a\n::error::x", "a\n:\\x3aerror::x"),
            ("##[error]x", "#\\x23[error]x"),
            ("end ##vso[task.complete]", "end #\\x23vso[task.complete]"),
            ("##teamcity[x]", "#\\x23teamcity[x]"),
            ("section_start:1:a", "section_start\\x3a1:a"),
            ("section_end:1:a", "section_end\\x3a1:a"),
            ("arn:aws:s3:::documents", "arn:aws:s3:::documents"),
            ("## heading", "## heading"),
            ("a ::b:: c", "a ::b:: c"),
        ],
    )
    def test_only_commands_change(self, text: str, safe: str) -> None:
        assert ci_safe(text) == safe

    @given(st.lists(st.sampled_from(["::", ":", "#", "##", "[", "vso[", "teamcity[", "section_start", " ", "\n", "a"])))
    def test_no_command_is_left(self, parts: list[str]) -> None:
        safe = ci_safe("".join(parts))
        commands = r"(?m)^\s*::|##\[|##vso\[|##teamcity\[|section_start:"
        assert not re.search(commands, safe)
        assert ci_safe(safe) == safe


class TestRedact:
    @pytest.mark.parametrize(
        ("text", "redacted"),
        [
            ("key AKIAABCDEFGHIJKLMNOP.", "key [redacted]."),
            ("ASIAABCDEFGHIJKLMNOP", "[redacted]"),
            (f"aws_secret_access_key = {'aB3/' * 10}", "aws_secret_access_key = [redacted]"),
            (f'{{"SecretAccessKey": "{"aB3/" * 10}"}}', '{"SecretAccessKey": "[redacted]"}'),
            (f'"{{\\"SessionToken\\": \\"{"aB3/" * 10}\\"}}"', '"{\\"SessionToken\\": \\"[redacted]\\"}"'),
            (f"token IQoJb3JpZ2lu{'aB3/' * 30}==", "token [redacted]"),
            (f"https://x/?X-Amz-Signature={'0af' * 20}&y=1", "https://x/?X-Amz-Signature=[redacted]&y=1"),
        ],
    )
    def test_secrets_go(self, text: str, redacted: str) -> None:
        assert redact(text) == redacted

    @pytest.mark.parametrize(
        "text",
        [
            TABLE.id,
            "arn:aws:iam::111122223333:role/AROAABCDEFGHIJKLMNOP",
            "16c999e8c71134401a78d4d46435517b2271d6ac",
            "a-table-name-of-exactly-forty-characters",
            "session_token: none",
        ],
    )
    def test_names_stay(self, text: str) -> None:
        assert redact(text) == text


class TestAdvice:
    RULE = replace(reports.RULES["DDB-001"], remediation="`aws x --table {name} --region {region}` in {account}, {0}")

    def test_places_are_filled_in(self) -> None:
        filled = "`aws x --table orders --region eu-west-1` in 111122223333, {0}"
        assert remedy(self.RULE, TABLE) == filled

    @pytest.mark.parametrize("name", ["$(id)", "`id`", "a b", "-rf", "", "a;b", "'", "~", "a\nb", "\u65e5", "{region}"])
    def test_what_a_shell_could_obey_is_not_filled_in(self, name: str) -> None:
        filled = "`aws x --table {name} --region eu-west-1` in 111122223333, {0}"
        assert remedy(self.RULE, replace(TABLE, name=name)) == filled

    def test_what_is_too_long_is_not_filled_in(self) -> None:
        assert "--table {name} " in remedy(self.RULE, replace(TABLE, name="n" * 61), longest=60)
        assert "--table nnn" in remedy(self.RULE, replace(TABLE, name="n" * 60), longest=60)

    def test_an_unknown_has_to_become_known_first(self) -> None:
        unknown = worst(reports.small(), 1, frozenset({Verdict.UNKNOWN}))[0]
        assert advice(unknown) == "Remove what kept the rule from an answer, then scan again."

    def test_a_failure_has_its_remedy(self) -> None:
        failure = worst(reports.small(), 1, frozenset({Verdict.FAIL}))[0]
        assert "--table-name formkiq-core-prod-documents" in advice(failure)


class TestMessage:
    def test_a_failure_tells_every_detail(self) -> None:
        found = next(each for each in findings(reports.small()) if each.rule.id == "S3-001")
        assert message(found) == "versioning is Suspended; tier enhanced requires it; what is overwritten now is lost"

    def test_an_unknown_tells_its_reason(self) -> None:
        found = worst(reports.small(), 1, frozenset({Verdict.UNKNOWN}))[0]
        assert message(found) == "dynamodb:DescribeContinuousBackups was denied, so /config/pitr is unknown"

    def test_the_title_stands_in_where_nothing_explains(self) -> None:
        bare = Assessment(TABLE, reports.profile(), (reports.failed("DDB-001"),))
        assert message(next(findings(reports.of([bare])))) == "Point-in-time recovery is on"


class TestResourcePath:
    def test_an_ordinary_one(self) -> None:
        path = resource_path(TABLE)
        assert re.fullmatch(r"cloud/aws/111122223333/eu-west-1/dynamodb/table/orders~[0-9a-f]{16}\.json", path)

    def test_a_kind_of_one_part(self) -> None:
        assert resource_path(replace(TABLE, kind="account")).startswith("cloud/aws/111122223333/eu-west-1/account/")

    @given(ANY_TEXT, ANY_TEXT)
    def test_any_name_makes_a_clean_path(self, name: str, region: str) -> None:
        path = resource_path(replace(TABLE, name=name, region=region))
        assert re.fullmatch(r"[A-Za-z0-9._~%/-]+", path)
        shown = unquote(path)
        assert not {"", ".", ".."} & set(shown.split("/"))
        assert not set(":\\") & set(shown)
        assert all(len(segment) < 800 for segment in path.split("/"))

    @given(
        st.lists(st.tuples(st.sampled_from(["a.b", "a.c", "a"]), st.text("ab/:.", max_size=3)), min_size=2, unique=True)
    )
    def test_each_kind_and_id_has_its_own(self, resources: list[tuple[str, str]]) -> None:
        paths = {resource_path(replace(TABLE, kind=kind, id=arn, name="same")) for kind, arn in resources}
        assert len(paths) == len(resources)


LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.text(max_size=6))
DOCUMENTS = st.dictionaries(
    st.text(max_size=4),
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab/~", max_size=3), inner, max_size=3),
        max_leaves=12,
    ),
    max_size=4,
)


def _leaves(value: Json, pointer: str = "") -> Iterator[tuple[str, Json, Json]]:
    """Yield (pointer, key or None in a list, value) of everything that is written on a line of its own."""
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in entries:
        token = str(key).replace("~", "~0").replace("/", "~1")
        if isinstance(part, dict | list) and part:
            yield from _leaves(part, f"{pointer}/{token}")
        else:
            yield f"{pointer}/{token}", key if isinstance(value, dict) else None, part


class TestFactText:
    @given(DOCUMENTS)
    def test_a_pointer_leads_to_the_line_of_its_value(self, config: dict[str, Json]) -> None:
        text = fact_text(Assessment(fact(config=config), reports.profile(), ()))
        for pointer, key, value in _leaves(config, "/config"):
            place = text.place(pointer)
            there = text.lines[place.line - 1][place.column - 1 : place.end_column - 1]
            assert json.loads(f"[{there}]" if key is None else f"{{{there}}}") == (
                [value] if key is None else {key: value}
            )

    @given(ANY_TEXT.filter(lambda text: not re.search("[\ud800-\udfff]", text)))
    def test_nothing_is_lost_and_nothing_hidden(self, text: str) -> None:
        written = fact_text(Assessment(fact(text, {text: [text]}), reports.profile(), ())).text
        document = json.loads(written)
        assert (document["name"], document["config"]) == (text, {text: [text]})
        assert not set(written) & set(HIDDEN) - {"\n", "\U0001d173", "\U000e0041"}

    @pytest.mark.parametrize(
        ("pointer", "line"),
        [
            ("/config/pitr", '"pitr": {'),
            ("/config/pitr/enabled", '"enabled": true'),
            ("/config/pitr/no/such", '"pitr": {'),
            ("/config/replicas/7", '"replicas": []'),
            ("/config/status/deeper", '"status": "ACTIVE"'),
            ("/tags/safehold:tier", '"safehold:tier": "standard"'),
            ("/profile/tier", '"tier": "standard"'),
            ("/links/backup/plan_rules", f'"id": "{TABLE.id}"'),
            ("/", f'"id": "{TABLE.id}"'),
            ("", f'"id": "{TABLE.id}"'),
            ("no pointer", f'"id": "{TABLE.id}"'),
        ],
    )
    def test_the_deepest_part_that_there_is(self, pointer: str, line: str) -> None:
        text = fact_text(Assessment(TABLE, reports.profile(), ()))
        place = text.place(pointer)
        assert text.lines[place.line - 1][place.column - 1 : place.end_column - 1] == line

    def test_secrets_are_left_out(self) -> None:
        tagged = replace(TABLE, tags={"owner": "AKIAABCDEFGHIJKLMNOP"})
        text = fact_text(Assessment(tagged, reports.profile(), ())).text
        assert "AKIA" not in text
        assert json.loads(text)["tags"] == {"owner": "[redacted]"}
