"""An HTML document taken apart without a browser."""

from __future__ import annotations

import base64
import gzip
import json
from html.parser import HTMLParser

from scanner.model import Json

_IN_LINE = frozenset({"a", "code", "span", "strong"})
_VOID = frozenset({"meta", "input", "br", "hr", "img", "link"})


class Document(HTMLParser):
    """elements: (name, attributes) of every start tag. raw: the texts of style and script elements."""

    def __init__(self, source: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.source = source.decode()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._open: list[tuple[str, str]] = []
        self._texts: dict[str, list[str]] = {}
        self.raw: dict[str, list[str]] = {"style": [], "script": []}
        self.feed(self.source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of an element."""
        attributes = {name: value or "" for name, value in attrs}
        self._apart(tag)
        self.elements.append((tag, attributes))
        if tag in self.raw:
            self.raw[tag].append("")
        if tag not in _VOID:
            self._open.append((tag, attributes.get("id", "")))

    def handle_endtag(self, tag: str) -> None:
        """Hold that every element is closed in its turn."""
        self._apart(tag)
        opened, _ = self._open.pop()
        assert opened == tag, f"<{opened}> is closed by </{tag}>"

    def handle_data(self, data: str) -> None:
        """Keep text where it belongs."""
        if self._open and self._open[-1][0] in self.raw:
            self.raw[self._open[-1][0]][-1] += data
            return
        self._keep(data)

    def _apart(self, tag: str) -> None:
        if tag not in _IN_LINE:
            self._keep(" ")

    def _keep(self, data: str) -> None:
        for name in ["", *(identity for _, identity in self._open if identity)]:
            self._texts.setdefault(name, []).append(data)

    def text(self, identity: str = "") -> str:
        """Return the text inside the element with an id; without one, of the whole document. White space is one
        space, and so is the edge of a cell, paragraph or the like.
        """
        return " ".join("".join(self._texts[identity]).split())

    def names(self) -> set[str]:
        """Return the names of all elements."""
        return {name for name, _ in self.elements}

    def attributes(self, name: str) -> set[str]:
        """Return all values of an attribute."""
        return {attributes[name] for _, attributes in self.elements if name in attributes}

    def scripts(self) -> list[str]:
        """Return the scripts that run."""
        return self.raw["script"][1:]

    def data(self) -> Json:
        """Return what the data block holds."""
        block = next(attributes for name, attributes in self.elements if name == "script")
        text = self.raw["script"][0]
        packed = block.get("data-encoding") == "gzip"
        return json.loads(gzip.decompress(base64.b64decode(text)) if packed else text)
