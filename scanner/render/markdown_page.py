"""A page that has an end: blocks are put on it whole or not at all, and what is left out is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

_NOTE = 200
"""What a note about what was cut takes at most."""


@dataclass(slots=True)
class Page:
    """What fits on the page.

    limit: how much that is, as `measure` counts it. share: up to which part of it blocks may be put, so that what
    comes later has room as well. left_out: the titles of the sections for which there was no room at all.
    """

    limit: int
    measure: Callable[[str], int]
    share: float = 1.0
    blocks: list[str] = field(default_factory=list)
    used: int = 0
    left_out: list[str] = field(default_factory=list)

    def put(self, block: str, *, spare: int = _NOTE) -> bool:
        """Put a block on the page if there is room for it and `spare` more; tell whether there was."""
        size = self.measure(block)
        if self.used + size + spare > self.limit * self.share:
            return False
        self.blocks.append(block)
        self.used += size
        return True

    def section(self, title: str, head: str, blocks: Iterable[str], total: int, where: str) -> None:
        """Put a title, and below it as many blocks as there is room for; say how many of `total` are left out.

        head: what stands before the first block, as a table's head. where: where all of them are.
        """
        if not total:
            return
        if not self.put(f"\n{title}\n\n{head}", spare=2 * _NOTE):
            self.left_out.append(title.lstrip("# "))
            return
        shown = 0
        for block in blocks:
            if not self.put(block):
                break
            shown += 1
        if shown < total:
            self.put(f"\n{total - shown:,} {'more are' if shown else 'are'} not shown here: {where}.\n", spare=0)
