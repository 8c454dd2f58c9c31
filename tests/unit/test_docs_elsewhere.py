"""What the documentation shows and no test runs, because it needs Docker, a cluster, AWS or CI: held true here.

The files that it is about have tests of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import yaml
from support.manual import ROOT, Block, Command, pages
from support.shell import BESIDE, is_safehold, programs

from scanner.cli.main import main

BLOCKS = [block for each in pages() for block in each.blocks()]
COMMANDS = [command for each in pages() for command in each.commands()]


def _make(words: list[str]) -> bool:
    return re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE) is not None


def _venv(words: list[str]) -> bool:
    return words[1:] == ["-m", "venv", ".venv"]


def _pip(words: list[str]) -> bool:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    extras = {extra for word in words for found in re.findall(r"\[([a-z,]+)\]", word) for extra in found.split(",")}
    files = [words[at + 1] for at, word in enumerate(words) if word == "-r"]
    return (
        words[1] == "install"
        and all(f"\n{extra} = [" in project for extra in extras)
        and all((ROOT / file).is_file() for file in files)
    )


def _script(words: list[str]) -> bool:
    return (ROOT / words[1]).is_file()


def _docker(words: list[str]) -> bool:
    if words[1:] == ["build", "-t", "safehold", "."]:
        return (ROOT / "Dockerfile").is_file()
    after = words[words.index("safehold") + 1 :]
    return words[1] == "run" and after[0] in main.list_commands(None)  # type: ignore[arg-type]


def _kubectl(words: list[str]) -> bool:
    return words[1:3] == ["apply", "-f"] and bool(list(yaml.safe_load_all((ROOT / words[3]).read_text("utf-8"))))


class _Template(yaml.SafeLoader):
    """Reads CloudFormation's short forms as their text."""


_Template.add_multi_constructor("!", lambda _, tag, node: f"{tag} {node.value}")


def _aws(words: list[str]) -> bool:
    options = dict(zip(words[3::2], words[4::2], strict=False))
    template = yaml.load((ROOT / options["--template-file"]).read_text("utf-8"), _Template)  # noqa: S506 - a safe loader
    given = {word.partition("=")[0] for word in words[words.index("--parameter-overrides") + 1 :]}
    needed = {name for name, each in template["Parameters"].items() if "Default" not in each}
    return words[1:3] == ["cloudformation", "deploy"] and needed <= given <= template["Parameters"].keys()


ELSEWHERE: Mapping[str, tuple[Callable[[list[str]], bool], str]] = {
    "make": (_make, "it makes an environment, which CI does; the target must be in the Makefile"),
    "python3": (_venv, "it makes an environment, which CI does"),
    "pip": (_pip, "it installs, which CI does; extras and files must exist"),
    "pytest": (lambda words: len(words) == 1, "it is what runs this"),
    "python": (_script, "it measures for minutes; the script must be there"),
    "docker": (_docker, "it needs a daemon; the file and the command must exist"),
    "kubectl": (_kubectl, "it needs a cluster; the file must be YAML"),
    "aws": (_aws, "it needs an account; the template must have the parameters, and no others may be needed"),
}
"""By program: what holds its commands true, and why they are not run."""


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_what_is_not_run_is_held_true(command: Command) -> None:
    for words in programs(command.text):
        name = words[0].rpartition("/")[2]
        if is_safehold(words) or name in BESIDE or command.text == "echo $?":
            continue
        assert name in ELSEWHERE, f"{command}: say how {name} is held true"
        assert ELSEWHERE[name][0](words), f"{command}: {ELSEWHERE[name][1]}"


def _loaded(language: str, page: str, key: str) -> Any:
    """The one block of a page whose text begins with a key."""
    (block,) = (each for each in BLOCKS if (each.page, each.language) == (page, language) and each.text.startswith(key))
    return yaml.safe_load(block.text)


def test_the_steps_for_github_have_inputs_that_the_action_has() -> None:
    *others, ours = _loaded("yaml", "docs/running.md", "- uses:")
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    workflow = (ROOT / "deploy" / "github" / "workflow.yml").read_text("utf-8")
    assert ours["with"].keys() <= action["inputs"].keys()
    assert all(step["uses"] in workflow for step in (*others, ours))
    outputs = re.search(r"the outputs (.+?) are for later steps", _page("docs/running.md"))
    assert outputs
    assert set(re.findall(r"`([a-z-]+)`", outputs[1])) == set(action["outputs"])


def _page(name: str) -> str:
    return next(each.text for each in pages() if each.name == name)


def test_the_lines_for_gitlab_have_variables_that_the_template_has() -> None:
    ours = _loaded("yaml", "docs/running.md", "include:")
    (included,) = ours["include"]
    template = yaml.safe_load((ROOT / included["file"].lstrip("/")).read_text("utf-8"))
    assert ours["variables"].keys() <= template["variables"].keys()


DATA = [each for each in BLOCKS if each.language in {"yaml", "json"}]


@pytest.mark.parametrize("block", DATA, ids=lambda block: f"{block.page}:{block.line}")
def test_yaml_and_json_are_that(block: Block) -> None:
    assert yaml.safe_load(block.text)
