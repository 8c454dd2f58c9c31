"""What a collection says less than an undisturbed one, or otherwise, without a gap that tells so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from support.faults import Outcome

from scanner.model import Fact, Gap, Json

MISFIT = ""
"""The pointer of the gap of a fact that does not fit its schema: nobody trusts anything of it."""

Honest = Callable[[Json, Json], bool]
"""Whether a value may stand, without a gap, where an undisturbed collection has another: the new one, the old one."""


def nothing_else(now: Json, was: Json) -> bool:
    """Nothing may."""
    del now, was
    return False


def less(now: Json, was: Json) -> bool:
    """A part of what it was may, with null for the rest."""
    if now is None:
        return True
    if isinstance(now, dict) and isinstance(was, dict):
        return all(name in was and less(value, was[name]) for name, value in now.items())
    if isinstance(now, list) and isinstance(was, list):
        left = iter(was)
        return all(any(less(value, each) for each in left) for value in now)
    return type(now) is type(was) and bool(now == was)


def unsaid(before: Outcome, after: Outcome, honest: Honest = nothing_else) -> list[str]:
    """Every loss that has no gap, and every value out of nowhere."""
    found = [f"{kind} {arn} comes out of nowhere" for kind, arn in sorted(after.facts.keys() - before.facts.keys())]
    missing = Counter(kind for kind, _ in before.facts.keys() - after.facts.keys())
    uncovered = sum(count for kind, count in missing.items() if not any(gap.path == kind for gap in after.gaps))
    if uncovered > after.vanished - before.vanished:
        found.append(f"of {dict(missing)} some are missing without a gap, and did not vanish")
    for key in sorted(before.facts.keys() & after.facts.keys()):
        old, new = before.facts[key], after.facts[key]
        if old != new:
            found += (f"{' '.join(key)} {why}" for why in _otherwise(old, new, honest))
    return found


def _otherwise(before: Fact, after: Fact, honest: Honest) -> Iterator[str]:
    """Where a fact says something else."""
    if any(gap.path == MISFIT for gap in after.gaps):
        return
    old, new = ({"name": fact.name, "config": fact.config, "tags": fact.tags} for fact in (before, after))
    for pointer, was, now in _differences("", old, new):
        if any(_covers(gap, pointer) for gap in after.gaps):
            if not less(now, was):
                yield f"{pointer} was {was!r} and is {now!r}, which nobody said"
        elif not honest(now, was):
            yield f"{pointer} was {was!r} and is {now!r} without a gap"


def _differences(pointer: str, was: Json, now: Json) -> Iterator[tuple[str, Json, Json]]:
    if isinstance(was, dict) and isinstance(now, dict):
        for name in sorted({*was, *now}):
            below = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            yield from _differences(below, was.get(name), now.get(name))
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for number, (old, new) in enumerate(zip(was, now, strict=True)):
            yield from _differences(f"{pointer}/{number}", old, new)
    elif type(was) is not type(now) or was != now:
        yield pointer, was, now


def _covers(gap: Gap, pointer: str) -> bool:
    """Whether all that lies there is told to be missing."""
    return gap.path == pointer or pointer.startswith(f"{gap.path}/")
