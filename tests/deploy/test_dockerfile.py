"""The Dockerfile. No engine is there to build it: it is linted, and what its steps rest on is checked one by one."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from docker.utils.build import exclude_paths  # type: ignore[import-untyped]
from support.deployed import ROOT, parsed, tool

DOCKERFILE = ROOT / "Dockerfile"
LOCKS = ROOT / "deploy" / "install"


def instructions() -> list[tuple[str, str]]:
    """Each instruction and what follows it, with its lines joined."""
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text("utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in text.splitlines() if line.strip()]


def of(name: str) -> list[str]:
    return [rest for instruction, rest in instructions() if instruction == name]


def test_it_is_clean() -> None:
    ran = tool("hadolint", "--failure-threshold", "style", DOCKERFILE)
    assert ran.returncode == 0, ran.stdout


def copied() -> list[str]:
    """What is copied out of the checkout."""
    return [source for rest in of("COPY") if not rest.startswith("--from") for source in rest.split()[:-1]]


def sent() -> set[str]:
    """The files that docker would send to the builder, by docker's own reading of .dockerignore."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    patterns = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return {name for name in exclude_paths(str(ROOT), patterns) if (ROOT / name).is_file()}


def test_all_that_it_copies_is_there_and_nothing_else_is_sent() -> None:
    names = sent() - {"Dockerfile", ".dockerignore"}
    assert len(copied()) == 8
    for source in copied():
        assert any(name == source or name.startswith(source) for name in names), source
    assert {name.split("/")[0] for name in names} == {source.split("/")[0] for source in copied()}
    assert not [name for name in names if name.endswith(".pyc")]


def test_what_the_wheel_is_made_of_is_copied() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["packages"], *wheel["force-include"], project["project"]["readme"], "LICENSE", "pyproject.toml"}
    assert needed <= {source.rstrip("/") for source in copied()}


def pinned(path: Path) -> dict[str, set[str]]:
    """The hashes of each requirement with its version, as in "boto3==1.44.5"."""
    found: dict[str, set[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        if match := re.match(r"([a-z0-9._-]+==[^\s;]+)", line):
            name = match[1]
            found[name] = set()
        found.setdefault(name, set()).update(re.findall(r"sha256:[0-9a-f]{64}", line))
    return found


def test_the_image_has_nothing_that_the_lock_file_has_not() -> None:
    whole, part = pinned(ROOT / "requirements.lock"), pinned(LOCKS / "runtime.lock")
    assert part == {name: whole[name] for name in part}
    assert not {name for name in part if name.startswith(("moto", "flask", "werkzeug"))}
    assert all(pinned(LOCKS / "build.lock").values())


def test_the_image_has_all_that_a_scan_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["opensearch"]]
    names = {name.split("==")[0] for name in pinned(LOCKS / "runtime.lock")}
    assert {re.split(r"[\[>=<!~;]", each)[0].lower() for each in asked} <= names
    built = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    assert {re.split(r"[>=<]", each)[0] for each in built} <= {
        name.split("==")[0] for name in pinned(LOCKS / "build.lock")
    }


def pip_calls() -> Iterator[list[str]]:
    """Every call of pip in a RUN, and in the script that installs the GitHub Action."""
    script = (ROOT / "deploy" / "github" / "install.sh").read_text("utf-8").splitlines()
    for command in [*(part for run in of("RUN") for part in run.split("&&")), *script]:
        words = shlex.split(command, comments=True)
        if words and words[0].endswith("/pip"):
            yield words[1:]


@cache
def helped(command: str) -> str:
    """What pip says of a command."""
    asked = [sys.executable, "-m", "pip", command, "--help"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own files


def test_pip_takes_what_it_is_told_and_nothing_without_a_hash() -> None:
    calls = list(pip_calls())
    assert len(calls) == 8
    for call in calls:
        known = helped(call[0])
        for option in (word for word in call if word.startswith("-")):
            assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", known), f"pip {call[0]} has no {option}"
        assert "--require-hashes" in call or "--no-deps" in call
        if "-r" in call:
            assert (LOCKS / Path(call[call.index("-r") + 1]).name).is_file()


def test_it_runs_without_root_and_ends_by_itself() -> None:
    last = [instruction for instruction, _ in instructions()][-6:]
    assert last == ["USER", "WORKDIR", "VOLUME", "HEALTHCHECK", "ENTRYPOINT", "CMD"]
    assert of("USER") == ["10001:10001"]
    assert of("HEALTHCHECK") == ["NONE"]
    assert json.loads(of("ENTRYPOINT")[0]) == ["safehold"]
    assert json.loads(of("CMD")[0]) == ["--help"]


def test_the_command_in_its_comments() -> None:
    comment = DOCKERFILE.read_text("utf-8").replace("\\\n#", "")
    (command,) = re.findall(r"^#\s+docker run (.*)$", comment, re.MULTILINE)
    words = shlex.split(command)
    parsed(words[words.index("safehold") + 1 :])
