from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from support.config_files import refusal, written

from scanner.config import Config, load
from scanner.errors import ConfigError
from scanner.tiers import Tiers


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where people start safehold."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "our-rules").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "1: is empty; "),
        (b"# nothing\n\n", "1: is empty; "),
        (b"fail_on: high\n", "1: needs version"),
        (b"\n\n- version: 1\n", "3: ["),
        (b"version\n", '1: "version" cannot stand here; give keys out of version, classification, '),
        (b"null\n", "1: is empty; give keys out of version"),
        (b"version: 2\n", "1: version: 2 cannot stand here; give 1"),
        (b"version: true\n", "1: version: true cannot stand here; give 1"),
        (b"version: 1\nfail_on: high\nfail_on: low\n", "3: fail_on: stands in line 2 already"),
        (b"version: 1\n\tfail_on: low\n", "2: is not YAML: found character '\\t' that cannot start any"),
        (b"version: 1\nscan: {\n", "3: is not YAML: "),
        (b"version: 1\n---\nversion: 1\n", "2: is not YAML: but found another document"),
        (b"version: 1\nscan: *nowhere\n", "2: is not YAML: found undefined alias 'nowhere'"),
        (b"version: 1\n\xff\n", "2: is not UTF-8; save the file as UTF-8"),
        (b"version: 1\n# \x07\n", "2: holds the control character U+0007; remove it"),
        (b"version: 1\nscan: {? [a] : b}\n", "2: scan: a key must be plain text"),
        (b'version: 1\n"a\\nb": {}\n', '2: a\\u000ab: "a\\nb" is no key here; known: '),
    ],
)
def test_a_file_that_is_no_settings_is_told_why_and_where(text: bytes, message: str) -> None:
    assert f"safehold.yaml:{message}" in refusal(text)


def test_an_alias_is_read_and_a_bomb_of_them_is_not() -> None:
    config = load(written("version: 1\nscan: {regions: &here [eu-west-1]}\nallowed: {regions: *here}\n"))
    assert config.allowed_regions == config.regions == ("eu-west-1",)

    bomb = "version: 1\na0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 30))
    assert "its aliases stand for too much; write the values out" in refusal(bomb)
    assert "safehold.yaml:2: scan: its aliases stand for too much" in refusal("version: 1\nscan: &a [*a]\n")


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 5000, "- " * 5000, "? " * 5000])
def test_a_document_without_bottom_is_refused(text: str) -> None:
    assert "safehold.yaml:1: is not YAML: nested more than 50 deep" in refusal(text)


def test_a_file_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match=r"^missing\.yaml: no such file$"):
        load(Path("missing.yaml"))
    with pytest.raises(ConfigError, match=r"^our-rules: is a folder; name the file$"):
        load(Path("our-rules"))
    with pytest.raises(ConfigError, match=r"^safehold\.yaml: is larger than 1048576 bytes"):
        load(written(b"#" * (1 << 20) + b"\n"))

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(ConfigError, match=r"^safehold\.yaml: cannot be read: Permission denied$"):
        load(Path("safehold.yaml"))


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert load(written(b"\xef\xbb\xbfversion: 1\n")) == Config()


SCALARS = st.sampled_from(
    ["1", "basic", "gold", "eu-west-1", "'111122223333'", "true", "~", "''", "2026-01-01", "0x1F", "1e999", "*a", "&a"]
)
KEYS = st.sampled_from(
    [
        "version",
        "classification",
        "tags",
        "rules",
        "match",
        "set",
        "defaults",
        "tier",
        "kind",
        "allowed",
        "regions",
        "accounts",
        "tiers",
        "name",
        "extends",
        "requirements",
        "require",
        "paths",
        "scan",
        "fail_on",
        "objectives",
        "<<",
    ]
)
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.lists(st.tuples(KEYS, inner), max_size=4).map(
            lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"
        )
    ),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    TREES.map(str.encode)
    | st.lists(st.tuples(KEYS, TREES), max_size=5, unique_by=lambda pair: pair[0]).map(
        lambda pairs: ("version: 1\n" + "".join(f"{k}: {v}\n" for k, v in pairs if k != "version")).encode()
    )
    | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.binary(max_size=60)
)
@example(b"version: 1\ntiers: [{name: basic, extends: basic}]\n")
@example(b"= : 1\n")
@example(b"version: 1\n\xe2\x80\xa8scan: {}")
def test_whatever_stands_in_the_file_only_a_config_error_comes_out(raw: bytes) -> None:
    try:
        Tiers.load(load(written(raw)))
    except ConfigError as error:
        assert str(error).startswith("safehold.yaml:")  # noqa: PT017 - both ends are good, another exception is not
        str(error).encode()
