"""A slow and obvious S3: plays puts, overwrites and deletes through lifecycle rules, one midnight after the other.

Knows nothing of `scanner.retention`: every version is looked at by itself every midnight, with every rule. Moments are
minutes; minute 0 is a midnight, and the moment of the snapshot. What S3 does late, or AWS does not say, is a choice:
`strict` rounds what falls on midnight up to the next, and `markers_count` counts noncurrent delete markers among the
newer noncurrent versions.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from scanner.model import Json

DAY = 24 * 60

COLD = ("STANDARD", "GLACIER", "DEEP_ARCHIVE")
"""Each colder than those before; what is not named is as warm as the first."""


@dataclass
class Version:
    """hidden_at: when it ceased to be the current version. gone_at: when it could not be brought back any more."""

    key: str
    tags: dict[str, str]
    size: int
    created_at: int
    marker: bool = False
    null: bool = False
    locked_until: int = 0
    hidden_at: int | None = None
    hidden_by_lifecycle: bool = False
    gone_at: int | None = None
    cold_at: int | None = None
    storage_class: str = "STANDARD"


@dataclass
class Calendar:
    """A bucket as time goes by. versions: all that there ever were. Of one key, the last living one is current."""

    rules: list[Json]
    versioning: str
    lock_days: int = 0
    strict: bool = False
    markers_count: bool = False
    dated: dict[str, int] = field(default_factory=dict)
    versions: list[Version] = field(default_factory=list)
    now: int = 0

    def put(self, key: str, tags: dict[str, str], size: int, *, locked: bool = True, with_id: bool = False) -> Version:
        """Writes an object. with_id: while versioning was still enabled, if it is suspended now."""
        without_id = self.versioning == "Disabled" or (self.versioning == "Suspended" and not with_id)
        version = Version(key, tags, size, self.now, null=without_id)
        if locked and self.versioning == "Enabled":
            version.locked_until = self.now + self.lock_days * DAY
        self._succeed(version)
        return version

    def delete(self, key: str) -> None:
        """Deletes an object without naming a version."""
        if self._current(key) is None:
            return
        if self.versioning == "Disabled":
            self._lose(self._living(key)[-1])
        else:
            self._succeed(Version(key, {}, 0, self.now, marker=True, null=self.versioning == "Suspended"))

    def wait(self, minutes: int) -> None:
        """Lets time go by; lifecycle runs at each midnight."""
        end = self.now + minutes
        while (midnight := (self.now // DAY + 1) * DAY) <= end:
            self.now = midnight
            for key in sorted({version.key for version in self.versions}):
                self._remove(key)
                self._move(key)
                self._expire(key)
        self.now = end

    def matches(self, rule: Json, version: Version) -> bool:
        """Whether a rule is on, and about a version."""
        where = rule["filter"]
        over, under = where["size_greater_than_bytes"], where["size_less_than_bytes"]
        if not rule["enabled"] or version.marker:
            return False
        if not version.key.startswith(where["prefix"]):
            return False
        if any(version.tags.get(key) != value for key, value in where["tags"].items()):
            return False
        return (over is None or version.size > over) and (under is None or version.size < under)

    def _living(self, key: str) -> list[Version]:
        """Oldest first."""
        return [version for version in self.versions if version.key == key and version.gone_at is None]

    def _current(self, key: str) -> Version | None:
        living = self._living(key)
        return living[-1] if living and not living[-1].marker else None

    def _succeed(self, version: Version, *, by_lifecycle: bool = False) -> None:
        living = self._living(version.key)
        if living and living[-1].hidden_at is None:
            living[-1].hidden_at = self.now
            living[-1].hidden_by_lifecycle = by_lifecycle
        for older in living:
            if version.null and older.null:
                self._lose(older)
        self.versions.append(version)

    def _lose(self, version: Version) -> None:
        version.gone_at = self.now
        if version.hidden_at is None:
            version.hidden_at = self.now

    def _due(self, since: int, days: int) -> bool:
        moment = since + days * DAY
        whole, rest = divmod(moment, DAY)
        return self.now >= (whole + (1 if rest or self.strict else 0)) * DAY

    def _remove(self, key: str) -> None:
        """Noncurrent versions: every one by itself, counted against those that were there this midnight."""
        noncurrent = self._living(key)[:-1]
        lost = []
        for place, version in enumerate(noncurrent):
            newer = sum(1 for other in noncurrent[place + 1 :] if self.markers_count or not other.marker)
            assert version.hidden_at is not None
            for rule in self.rules:
                days, kept = rule["noncurrent_days"], rule["newer_noncurrent_versions"]
                if days is None or not self.matches(rule, version) or self.now < version.locked_until:
                    continue
                if self._due(version.hidden_at, days) and newer >= (kept or 0):
                    lost.append(version)
        for version in lost:
            self._lose(version)

    def _move(self, key: str) -> None:
        living = self._living(key)
        for place, version in enumerate(living):
            noncurrent = living[:-1]
            newer = sum(1 for other in noncurrent[place + 1 :] if self.markers_count or not other.marker)
            for rule in self.rules:
                if not self.matches(rule, version):
                    continue
                moves = [
                    move["storage_class"]
                    for move in rule["transitions"]
                    if version is living[-1] and self._due(version.created_at, move["days"])
                ]
                moves += [
                    move["storage_class"]
                    for move in rule["noncurrent_transitions"]
                    if version.hidden_at is not None
                    and self._due(version.hidden_at, move["noncurrent_days"])
                    and newer >= (move["newer_noncurrent_versions"] or 0)
                ]
                if self.versioning == "Disabled" and self._expires(version):
                    continue
                for storage_class in moves:
                    if storage_class in COLD:
                        version.cold_at = self.now if version.cold_at is None else version.cold_at
                        version.storage_class = max(storage_class, version.storage_class, key=COLD.index)

    def _expires(self, version: Version) -> bool:
        for rule in self.rules:
            days, date = rule["expiration_days"], rule["expiration_date"]
            if not self.matches(rule, version):
                continue
            if (days is not None and self._due(version.created_at, days)) or (date and self.now >= self.dated[date]):
                return True
        return False

    def _expire(self, key: str) -> None:
        current = self._current(key)
        if current is None or not self._expires(current):
            return
        if self.versioning == "Disabled":
            current.hidden_by_lifecycle = True
            self._lose(current)
        else:
            marker = Version(key, {}, 0, self.now, marker=True, null=self.versioning == "Suspended")
            self._succeed(marker, by_lifecycle=True)
