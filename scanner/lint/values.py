"""What the lint knows of a value: which places of the input it comes from, and whether it may be null."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from scanner.model import Json


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the input documents of a kind. path: "/links/backup/plan_rules/*", where * is any item."""

    kind: str
    path: str
    schema: Mapping[str, Json] = field(compare=False, repr=False)

    @property
    def pointer(self) -> str:
        """The place as `needs` and gaps name it: items have the pointer of their array."""
        return self.path.replace("/*", "")

    @property
    def null(self) -> bool:
        """Whether null fits its schema."""
        types = self.schema.get("type", "")
        return "null" in ([types] if isinstance(types, str) else types)

    def below(self, name: str | None) -> list[Place]:
        """The places one step down: of a field or, when the name is not known, of every field and item."""
        if "items" in self.schema:
            return [Place(self.kind, f"{self.path}/*", self.schema["items"])]
        fields = self.schema.get("properties", {})
        names = list(fields) if name is None else [name] if name in fields else []
        found = [Place(self.kind, f"{self.path}/{each}", fields[each]) for each in names]
        others = self.schema.get("additionalProperties")
        return [Place(self.kind, f"{self.path}/*", others)] if others and not found else found


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression may be.

    places: where in the input it comes from. null: it may be null. element: what a computed collection holds.
    fields: of an object that is written out. hollow: pointers whose being null would leave less in this collection
    than there is, without a sign of it. swollen: whether something missing would leave more in it.
    """

    places: frozenset[Place] = frozenset()
    null: bool = False
    element: Value | None = None
    fields: tuple[tuple[str, Value], ...] = ()
    hollow: frozenset[str] = frozenset()
    swollen: bool = False

    @property
    def pointers(self) -> list[str]:
        """The pointers of its places, sorted."""
        return sorted({place.pointer for place in self.places})

    @property
    def open(self) -> bool:
        """Whether it may not be there, as a tag or what a tier requires, which the schema leaves open."""
        return not self.places or any(
            place.path.endswith("/*") or place.path.startswith("/requires/") for place in self.places
        )

    def without_null(self) -> Value:
        """The same where it is known not to be null."""
        return replace(self, null=False)

    def step(self, name: str | None) -> Value | None:
        """A field or an item. None: its places are known, and none has such a field."""
        below = [place for each in self.places for place in each.below(name)]
        if self.places and not below and name is not None:
            return None
        computed = [value for key, value in self.fields if name in (key, None)]
        if self.element is not None:
            computed.append(self.element)
        return join([Value(frozenset(below), any(place.null for place in below)), *computed])


NOTHING = Value()
"""A value that comes from nowhere in particular, and is not null."""

NULL = Value(null=True)


def join(values: Iterable[Value]) -> Value:
    """What may be any of the values."""
    known = [value for value in values if value != NOTHING]
    if not known:
        return NOTHING
    elements = [value.element for value in known if value.element is not None]
    names = sorted({name for value in known for name, _ in value.fields})
    return Value(
        frozenset().union(*(value.places for value in known)),
        any(value.null for value in known),
        join(elements) if elements else None,
        tuple((name, join(dict(value.fields).get(name, NOTHING) for value in known)) for name in names),
        frozenset().union(*(value.hollow for value in known)),
        any(value.swollen for value in known),
    )
