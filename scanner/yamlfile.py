"""YAML that a person wrote, read with its lines, so that every mistake can be told where it stands."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from scanner.errors import ConfigError
from scanner.model import Json
from scanner.schema import shown, visible

At = tuple[str | int, ...]
"""A place in the document: keys and indexes from the top."""

Problem = tuple[At, str]
"""What is wrong, and where."""

_LARGEST_BYTES = 1 << 20
_DEEPEST = 50
_MOST_PROBLEMS = 10
_MOST_VALUES = 100_000
"""Aliases make a small file stand for a huge one; nobody's settings come near this."""

_LARGEST_NUMBER = 2**53
"""The largest that every JSON reader takes as it stands."""
_TEXT = "tag:yaml.org,2002:str"
_DATE = "tag:yaml.org,2002:timestamp"
_PLAIN = frozenset(f"tag:yaml.org,2002:{name}" for name in ("int", "float", "bool", "null"))


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file's data and where each part of it stands.

    name: the file as the user named it. lines: from 1. written: each scalar that is no text, as it was written.
    """

    name: str
    data: Json
    lines: Mapping[At, int]
    written: Mapping[At, str]

    def line(self, at: At) -> int:
        """The line of a place, from 1; of a key rather than of its value."""
        return self.lines[at]

    def error(self, at: At, problem: str) -> str:
        """The problem, with file, line and key before it."""
        return f"{self.name}:{self.line(at)}: {key_path(at)}{': ' if at else ''}{problem}"

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Nothing, if there are none.

        Raises:
            ConfigError: tells the problems in the order of the lines, one a line, and of very many the first ten.
        """
        found = sorted({(self.line(at), self.error(at, problem)) for at, problem in problems})
        if found:
            lines = [text for _, text in found[:_MOST_PROBLEMS]]
            if len(found) > _MOST_PROBLEMS:
                lines.append(f"and {len(found) - _MOST_PROBLEMS} more")
            raise ConfigError("\n".join(lines))


def key_path(at: At) -> str:
    """The place as people write it: classification.rules[0].set.tier."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{visible(step)}" for step in at)
    return text.removeprefix(".")


def read(path: Path, *, dates: bool = False) -> Document:
    """Reads one YAML document of mappings, lists and plain values.

    dates: whether a date that stands without quotes is text; else it is a mistake.

    Raises:
        ConfigError: the file cannot be read, or is no such document; says in which line.
    """
    text = _text(path)
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise ConfigError(f"{path}:1: is empty; a file of settings begins with its keys, or need not be there")
        builder = _Builder(str(path), loader, {_TEXT, _DATE} if dates else {_TEXT})
        data = builder.build(node, (), node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise ConfigError(f"{path}:{line}: is not YAML: {error.problem or error.context}") from None
    finally:
        loader.dispose()
    return Document(str(path), data, builder.lines, builder.written)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file") from None
    except IsADirectoryError:
        raise ConfigError(f"{path}: is a folder; name the file") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    if len(raw) > _LARGEST_BYTES:
        raise ConfigError(f"{path}: is larger than {_LARGEST_BYTES} bytes, so it is no file of settings")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}: is not UTF-8; save the file as UTF-8") from None
    if bad := yaml.reader.Reader.NON_PRINTABLE.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        raise ConfigError(f"{path}:{line}: holds the control character U+{ord(bad.group()):04X}; remove it")
    return text


class _Loader(yaml.SafeLoader):
    """A loader that does not follow a document down for ever."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise yaml.composer.ComposerError(problem=f"nested more than {_DEEPEST} deep", problem_mark=self.get_mark())
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


class _Builder:
    """Turns nodes into data, and remembers their lines."""

    def __init__(self, name: str, loader: _Loader, texts: Container[str]) -> None:
        self.lines: dict[At, int] = {}
        self.written: dict[At, str] = {}
        self._name = name
        self._loader = loader
        self._texts = texts

    def build(self, node: yaml.Node, at: At, place: yaml.Node) -> Json:
        """The node's data. place: the node to whose line people are sent: the key of a value, not the value."""
        self.lines[at] = place.start_mark.line + 1
        if len(self.lines) > _MOST_VALUES or len(at) > _DEEPEST:
            raise self._refusal(node, at[:1], "its aliases stand for too much; write the values out")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, at)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*at, index), item) for index, item in enumerate(node.value)]
        if node.tag in self._texts:
            return self._text(node, at)
        self.written[at] = node.value
        return self._plain(node, at)

    def _text(self, node: yaml.Node, at: At) -> str:
        text: str = node.value
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise self._refusal(node, at, "half a surrogate pair is no text; write the character itself")
        return text

    def _plain(self, node: yaml.Node, at: At) -> Json:
        """A number, true, false or null. YAML also knows dates, bytes and more; here they are mistakes."""
        value = None
        if node.tag in _PLAIN:
            try:
                value = self._loader.construct_object(node)
            except (ValueError, KeyError):  # "!!int x", "!!bool x", and more digits than Python takes
                value = _LARGEST_NUMBER + 1
        is_null = node.tag == "tag:yaml.org,2002:null"
        if (value is None and not is_null) or (value is not None and abs(value) > _LARGEST_NUMBER):
            raise self._refusal(node, at, f"{shown(node.value)} is no value for this; if it is text, put it in quotes")
        return value

    def _mapping(self, node: yaml.MappingNode, at: At) -> dict[str, Json]:
        data: dict[str, Json] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self._refusal(key, at, "a key must be plain text")
            name = self._text(key, at)
            if name in data:
                raise self._refusal(key, (*at, name), f"stands in line {self.lines[*at, name]} already")
            data[name] = self.build(value, (*at, name), key)
        return data

    def _refusal(self, node: yaml.Node, at: At, problem: str) -> ConfigError:
        where = f"{key_path(at)}: " if at else ""
        return ConfigError(f"{self._name}:{node.start_mark.line + 1}: {where}{problem}")
