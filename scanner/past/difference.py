"""What became of the findings of one scan in another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from scanner.comparison import INCOMPLETE, Comparing, Earlier, Told
from scanner.errors import UsageError
from scanner.model import Change, PastFinding
from scanner.past.scan import PastScan

_NO_MORE = "it is no finding any more"


@dataclass(frozen=True, slots=True)
class Difference:
    """A finding of one scan or of both.

    before, now: as the old and the new scan have it; None: it has not. first_seen: RFC 3339. worse: whether it is new,
    or was waived, unknown or less severe. because: why it is FIXED or UNSEEN; "" otherwise.
    """

    change: Change
    before: PastFinding | None
    now: PastFinding | None
    first_seen: str
    worse: bool = False
    because: str = ""

    @property
    def finding(self) -> PastFinding:
        """The finding as it is now, or as it was last."""
        found = self.now or self.before
        assert found is not None  # noqa: S101 - one of the two has it
        return found

    @property
    def altered(self) -> Mapping[str, tuple[str, str]]:
        """What is not as it was, by name: before and now. What it says is told by digests."""
        if not (self.before and self.now):
            return {}
        pairs = {
            name: (getattr(self.before, name), getattr(self.now, name)) for name in ("verdict", "severity", "said")
        }
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def differences(old: PastScan, new: PastScan) -> Iterator[Difference]:
    """Every finding of either: first what the new scan has, then what it has no more, each ordered by place.

    Raises:
        UsageError: one of the scans is malformed, or they tell of different parts of the estate.
    """
    if old.only != new.only:
        whose = " and ".join(
            f"{' '.join(each.only) if each.only else 'the whole estate'} ({each.told})" for each in (old, new)
        )
        raise UsageError(f"they tell of different parts: {whose}; name two reports of the same")
    earlier = Earlier(old.told, old.findings())
    with (
        TemporaryDirectory(prefix="safehold-") as folder,
        closing(Comparing(Path(folder), earlier, new.looked, new.taken_at)) as comparing,
    ):
        for resource in new.resources():
            found = resource.findings
            if not resource.tagged:
                comparing.untagged()
            told = {rule_id: Told(each.verdict, each.severity, each.said) for rule_id, each in found.items()}
            for rule_id, (past, before) in comparing.at(resource.place, told, resource.otherwise).items():
                first_seen = min(past.first_seen, found[rule_id].first_seen)
                yield Difference(past.change, before, found[rule_id], first_seen, past.worse)
        for ended in comparing.comparison(_doubt(new)).ended():
            before, fixed = ended.finding, ended.change is Change.FIXED
            because = _NO_MORE if fixed and not new.tells_passes else ended.because
            yield Difference(ended.change, before, None, before.first_seen, because=because)


def _doubt(new: PastScan) -> str:
    """Why an application that is told no more may be there: a run does not tell which tags could not be read."""
    if not new.looked.complete:
        return INCOMPLETE
    return "" if new.tells_passes else "a run of a history does not tell whether all tags could be read"
