"""The documentation is true where that can be told without running it: links, options, settings, rules, mechanisms."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from support.manual import DOCS, ROOT, SHELLS, Block, page, pages
from support.shell import is_safehold, programs

from scanner.cli import gate
from scanner.cli.main import STOPPED, main
from scanner.facts import KINDS
from scanner.model import GapReason
from scanner.tiers import DATA_TYPES

PAGES = pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
BLOCKS = [block for each in pages() for block in each.blocks()]
COMMANDS = [command for each in pages() for command in each.commands()]

_OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")


def test_the_contents_list_every_page() -> None:
    listed = {each.name for each in pages()}
    assert {f"docs/{path.name}" for path in DOCS.glob("*.md")} <= listed


@PAGES
def test_links_lead_somewhere(page: Any) -> None:
    for target in page.links():
        if re.match(r"https?://", target):
            continue
        path, _, anchor = target.partition("#")
        found = (page.path.parent / path).resolve() if path else page.path
        assert found.exists(), f"{page.name}: {target}"
        assert found.is_relative_to(ROOT), f"{page.name}: {target} leads out of the project"
        if anchor:
            assert anchor in _page(found).headings(), f"{page.name}: {target}"


def _page(path: Path) -> Any:
    return page(path.relative_to(ROOT).as_posix())


@PAGES
def test_sources_are_given_and_used(page: Any) -> None:
    given = set(re.findall(r"^\[(\d+)\]: https://\S+$", page.prose, re.MULTILINE))
    text = re.sub(r"^\[\d+\]: .*$", "", page.prose, flags=re.MULTILINE)
    assert set(re.findall(r"\[(\d+)\](?![(\]])", text)) == given


def test_blocks_say_what_they_are() -> None:
    assert [f"{block.page}:{block.line}" for block in BLOCKS if not block.language] == []


# -- commands and options ------------------------------------------------------------------------------------------


def _commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))


REAL = dict(_commands(main))


def _options(command: click.Command) -> set[str]:
    parameters = command.get_params(click.Context(command))
    return {name for each in parameters if isinstance(each, click.Option) for name in each.opts}


def _told() -> Iterator[tuple[str, list[str]]]:
    """Every call of safehold that a page shows, in a block or in its prose, with the place."""
    for command in COMMANDS:
        for words in programs(command.text):
            if is_safehold(words):
                yield str(command), words[1:]
    for each in pages():
        for span in each.spans():
            if span.startswith("safehold ") and "…" not in span:
                yield f"{each.name}: {span}", shlex.split(span)[1:]


def _called(words: list[str]) -> tuple[str, ...]:
    """The command that these words call, as far as it is one."""
    path: tuple[str, ...] = ()
    for word in words:
        if word.startswith("-") and not path:
            continue
        if (*path, word) not in REAL:
            break
        path = (*path, word)
    return path


@pytest.mark.parametrize(("place", "words"), list(_told()))
def test_what_is_called_exists(place: str, words: list[str]) -> None:
    if words[-1:] == ["COMMAND"] or "COMMAND" in words:
        return
    path = _called(words)
    assert path or words[0].startswith("-"), f"{place}: no such command"
    known = _options(REAL[path]) if path else set()
    for word in words[len(path) :]:
        name = word.partition("=")[0]
        if re.fullmatch(r"--?[a-z][a-z-]*", name):
            assert name in known | _options(main) | {"--help", "-h"}, f"{place}: {name}"


def test_every_command_and_option_is_told_of() -> None:
    called = {_called(words) for _, words in _told()}
    leaves = {path for path, command in REAL.items() if not isinstance(command, click.Group)}
    assert leaves - called == set()
    told = {name for each in pages() for name in _OPTION.findall("\n".join([*each.spans(), *_lines(each)]))}
    missing = {
        f"{' '.join(path)} {' or '.join(each.opts)}"
        for path in leaves
        for each in REAL[path].params
        if isinstance(each, click.Option) and not told & set(each.opts)
    }
    assert missing == set()


def _lines(each: Any) -> list[str]:
    return [command.text for command in each.commands()]


@PAGES
def test_an_option_that_is_named_exists(page: Any) -> None:
    known = {name for command in REAL.values() for name in _options(command)} | _options(main)
    named = {span.split()[0].partition("=")[0] for span in page.spans() if span.startswith("--")}
    assert named - known == set()


# -- files ---------------------------------------------------------------------------------------------------------


@PAGES
def test_files_that_are_shown_are_used_by_a_command_after_them(page: Any) -> None:
    places = [block.line for block in page.blocks() if block.file]
    assert not places or max(places) < max(command.line for command in page.commands())


@pytest.mark.parametrize("block", [each for each in BLOCKS if each.language == "rego"], ids=lambda each: each.page)
def test_a_rule_that_is_shown_is_whole_or_part_of_a_shipped_one(block: Block) -> None:
    shipped = "".join(path.read_text("utf-8") for path in (ROOT / "policies").rglob("*.rego"))
    assert block.file or all(part in shipped for part in block.text.split("\n\n"))


# -- facts of the product ------------------------------------------------------------------------------------------


def test_every_reason_of_a_gap_and_every_exit_code_is_explained() -> None:
    verdicts = page("docs/verdicts.md")
    assert {row[0].strip("`") for row in verdicts.tables("Unknown")} == set(GapReason)
    told = {int(row[0]) for row in verdicts.tables("Exit codes") if row[0].isdigit()}
    assert told == {gate.CLEAN, 1, 2, gate.NOTHING_TO_JUDGE, gate.FINDINGS, gate.UNKNOWNS, STOPPED}


def test_every_data_type_is_explained() -> None:
    rows = page("docs/tiers.md").tables("Which tier, which data type")
    assert {name for row in rows for name in re.findall(r"`([a-z_]+)`", row[0])} == set(DATA_TYPES)


def test_languages_are_few() -> None:
    assert {block.language for block in BLOCKS} <= SHELLS | {"yaml", "json", "rego", "jinja", "text"}


def test_kinds_that_are_named_exist() -> None:
    kinds = re.compile(r"(?:dynamodb|s3|backup|cognito|opensearch|rds|ec2|efs|sqs|sns|logs|kms|ssm)\.[a-z_]+")
    named = {span for each in pages() for span in each.spans() if kinds.fullmatch(span)}
    assert named <= KINDS
