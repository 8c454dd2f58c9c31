"""The documentation as its readers find it: pages in their order, the blocks of a page, the commands of a block.

What stands behind the language of a block is the name of the file that its text is: ```yaml safehold.yaml
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CONTENTS = DOCS / "README.md"

_FENCE = re.compile(r"(?P<indent> *)(?P<ticks>```+)(?P<language>\S*) *(?P<file>\S*)\n")
_LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_PROMPT = "$ "
SHELLS = {"console", "sh", "bash"}
"""Languages of blocks that hold commands."""


@dataclass(frozen=True, slots=True)
class Command:
    """A line for a shell. output: what stands beneath it; None where the block shows no output."""

    page: str
    line: int
    text: str
    output: str | None

    def __str__(self) -> str:
        return f"{self.page}:{self.line}: {self.text}"


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block. line: of the first line of its text. file: the name that it is given, or ""."""

    page: str
    line: int
    language: str
    file: str
    text: str

    def commands(self) -> Iterator[Command]:
        """The commands of a shell's block; a line that ends in a backslash goes on."""
        shows = self.language == "console"
        lines = self.text.splitlines()
        at = 0
        while at < len(lines):
            begins, line = at, lines[at]
            at += 1
            if shows and not line.startswith(_PROMPT):
                raise AssertionError(f"{self.page}:{self.line + begins}: no command stands before this output")
            if not line.strip() or line.startswith("#"):
                continue
            text = line.removeprefix(_PROMPT)
            while text.endswith("\\"):
                text = f"{text[:-1].rstrip()} {lines[at].removeprefix('> ').strip()}"
                at += 1
            output: list[str] = []
            while shows and at < len(lines) and not lines[at].startswith(_PROMPT):
                output.append(lines[at])
                at += 1
            yield Command(self.page, self.line + begins, text, "\n".join(output) if output else None)


@dataclass(frozen=True, slots=True)
class Page:
    """A page. name: its path below the root, with slashes."""

    name: str
    text: str

    @property
    def path(self) -> Path:
        """Where it is."""
        return ROOT / self.name

    @property
    def prose(self) -> str:
        """What is no block, with a line for each line of the page."""
        kept, inside = [], ""
        for line in self.text.splitlines():
            fence = _FENCE.match(f"{line}\n")
            ends = bool(inside) and line.strip() == inside
            kept.append("" if inside or fence else line)
            inside = "" if ends else inside or (fence["ticks"] if fence else "")
        return "\n".join(kept)

    def blocks(self) -> Iterator[Block]:
        """Its fenced blocks, in order."""
        lines = self.text.splitlines(keepends=True)
        at = 0
        while at < len(lines):
            fence = _FENCE.match(lines[at])
            at += 1
            if not fence:
                continue
            begins = at
            while lines[at].strip() != fence["ticks"]:
                at += 1
            text = "".join(line.removeprefix(fence["indent"]) for line in lines[begins:at])
            at += 1
            yield Block(self.name, begins + 1, fence["language"], fence["file"], text)

    def commands(self) -> Iterator[Command]:
        """The commands of all its blocks."""
        for block in self.blocks():
            if block.language in SHELLS:
                yield from block.commands()

    def spans(self) -> Iterator[str]:
        """The inline code of its prose."""
        for found in _CODE.finditer(self.prose):
            yield found[2].strip().replace("\\|", "|")

    def links(self) -> Iterator[str]:
        """The targets of its links and pictures."""
        for found in _LINK.finditer(_CODE.sub("", self.prose)):
            yield found["target"]

    def headings(self) -> list[str]:
        """The anchors of its headings, as GitHub makes them."""
        found = re.findall(r"^#+ +(.+?) *$", self.prose, re.MULTILINE)
        return [re.sub(r"[^\w\- ]", "", re.sub(r"[`*]", "", each).lower()).replace(" ", "-") for each in found]

    def tables(self, heading: str) -> Iterator[list[str]]:
        """The rows of the tables under a heading, without the heads of the tables."""
        _, _, section = self.prose.partition(f"\n## {heading}\n")
        assert section, f"{self.name} has no section {heading}"
        rows = section.split("\n## ")[0].splitlines()
        for row, below in zip(rows, [*rows[1:], ""], strict=True):
            if row.startswith("|") and not row.startswith("|---") and not below.startswith("|---"):
                yield [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row)[1:-1]]


def page(name: str) -> Page:
    """A page by its path below the root."""
    return Page(name, (ROOT / name).read_text("utf-8"))


@cache
def pages() -> tuple[Page, ...]:
    """README.md, the table of contents, and what that lists, in its order; each once."""
    contents = page("docs/README.md")
    listed = [target for target in contents.links() if re.fullmatch(r"[a-z-]+\.md", target)]
    return (page("README.md"), contents, *(page(f"docs/{target}") for target in dict.fromkeys(listed)))
