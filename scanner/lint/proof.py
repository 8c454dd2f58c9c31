"""What may not stand in a proof: everything by which something missing would count as good."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from scanner.lint.syntax import Body, Definition, Scalar, Tree
from scanner.lint.values import NOTHING, Value
from scanner.rego import Problem


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands. call: in a library, the byte of the linted module from where it is used."""

    tree: Tree
    at: int
    call: int | None


@dataclass(slots=True)
class Checks:
    """Collects what is wrong with a rule, and what the rule reads.

    reads: pointers below /config, /links, /tags and /recovery, and requires: requirements, each with where it is
    first read.
    """

    found: Tree
    reads: dict[str, int] = field(default_factory=dict)
    requires: dict[str, int] = field(default_factory=dict)
    _problems: dict[tuple[int, str], Problem] = field(default_factory=dict)
    _silent: int = 0

    @property
    def problems(self) -> list[Problem]:
        """Every problem, once."""
        return list(self._problems.values())

    @property
    def silent(self) -> bool:
        """Whether nothing is being noted."""
        return self._silent > 0

    @contextmanager
    def silence(self) -> Iterator[None]:
        """Note nothing for a while."""
        self._silent += 1
        try:
            yield
        finally:
            self._silent -= 1

    def read(self, value: Value, spot: Spot, *, proof: bool) -> None:
        """A path was read. An explanation may read requirements that are not always there."""
        if self.silent:
            return
        at = spot.at if spot.call is None else spot.call
        for pointer in value.pointers:
            top, _, rest = pointer.removeprefix("/").partition("/")
            if top in ("config", "links", "tags", "recovery"):
                self.reads.setdefault(pointer, at)
            elif top == "requires" and rest and proof:
                self.requires.setdefault(rest.partition("/")[0], at)

    def read_whole(self, value: Value, spot: Spot) -> None:
        """The input was used as a whole."""
        for name in ("config", "links", "tags", "recovery"):
            self.read(value.step(name) or NOTHING, spot, proof=False)

    def unknown_field(self, value: Value, name: str, spot: Spot) -> None:
        """A path to a field that no schema has."""
        kinds = " or ".join(sorted({place.kind for place in value.places}))
        self._note(spot, f"a {kinds} has no {value.pointers[0]}/{name}; see schemas/input.json and schemas/facts")

    def foreign(self, spot: Spot) -> None:
        """A path that begins with `data`."""
        self._note(spot, "a rule reads `input` and the libraries that it imports, and no other `data`")

    def arguments(self, name: str, wanted: int, given: int, spot: Spot) -> None:
        """A call of a function of ours."""
        if wanted != given:
            self._note(spot, f"{name} takes {wanted} arguments, not {given}")

    def negation(self, spot: Spot) -> None:
        """A `not` in a proof."""
        what = "`not` in a proof holds when something is missing"
        self._note(spot, f"{what}; write what must be there: `== false`, `== null`, or `every … {{ … }}`")

    def bare(self, value: Value, spot: Spot) -> None:
        """A value that is a statement by itself."""
        if value.null:
            self._note(spot, f"{_named(value)} may be null, and null counts as true; write `== true`")
        elif any(place.schema.get("type") != "boolean" for place in value.places):
            self._note(spot, f"{_named(value)} is no boolean, and so counts as true; compare it with something")

    def iterated(self, value: Value, spot: Spot) -> None:
        """A value after `some … in`."""
        if value.null:
            what = f"{_named(value)} may be null, on which regorus fails where OPA finds nothing"
            self._note(spot, f"{what}; write `is_array(…)`, or `!= null`, in a line before")

    def nulls_compared(self, op: str, left: Value, right: Value, spot: Spot) -> None:
        """Neither side is the word null itself."""
        lesser = {"<": left, "<=": left, ">": right, ">=": right}.get(op)
        if op == "==" and left.null and right.null:
            what = f"{_named(left)} and {_named(right)} may both be null, and then they are equal"
            self._note(spot, f"{what}; prove that one is not: `!= null`")
        if op == "!=" and (left.null or right.null):
            what = f"{_named(left if left.null else right)} may be null, which differs from everything else"
            self._note(spot, f"{what}; prove `!= null` too, or write what it must be")
        if lesser is not None and lesser.null:
            what = f"{_named(lesser)} may be null, which is less than every number and text"
            self._note(spot, f"{what}; prove `is_number(…)` or `!= null` too")

    def collections_compared(self, op: str, left: Value, right: Value, spot: Spot) -> None:
        """What must be small may not be small by accident, nor what must be large be large."""
        small, large = {"<": (left, right), "<=": (left, right)}.get(op, (right, left))
        equal = op in ("==", "!=")
        for value in (left, right) if equal else (small,):
            self.hollow(value, spot)
        for value in (left, right) if equal else (large,):
            self.swollen(value, spot)

    def swollen(self, value: Value, spot: Spot) -> None:
        """Something is required to be in a collection, or a collection to be large."""
        if value.swollen:
            self._note(
                spot, "this also holds by what is missing, for a `not` gathers the collection; gather what is there"
            )

    def hollow(self, value: Value, spot: Spot) -> None:
        """A collection is required to be small, or every part of it to be good."""
        if value.hollow:
            what = f"this also holds when {', '.join(sorted(value.hollow))} is null, for then the collection is empty"
            self._note(spot, f"{what}; prove outside the comprehension that it is there")

    def default(self, value: Value, spot: Spot) -> None:
        """`object.get` with something for a field that is always there."""
        if value.places:
            what = f"a default stands in for {_named(value)}, which is always there"
            self._note(spot, f"{what}; read it as it is")

    def fallback(self, definition: Definition, body: Body, spot: Spot) -> None:
        """A default, or an `else` without condition, that is not false."""
        if body.value is None or body.value != Scalar(body.value.at, value=False):
            what = f"`{definition.name}` has a value when nothing is proven"
            self._note(spot, f"{what}; give it conditions, or make the default false")

    def _note(self, spot: Spot, message: str) -> None:
        if self.silent:
            return
        if spot.call is not None:
            line, _ = spot.tree.place(spot.at)
            message = f"in {spot.tree.package} (line {line}): {message}"
        at = spot.at if spot.call is None else spot.call
        self._problems.setdefault((at, message), self.found.problem(at, message))


def _named(value: Value) -> str:
    return " or ".join(value.pointers) or "the value"
