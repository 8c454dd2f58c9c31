"""A run of a history, as an earlier scan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from scanner.comparison import Place
from scanner.history import History
from scanner.history.entry import Entry
from scanner.history.rows import Row, looked
from scanner.model import PastFinding
from scanner.past.scan import Looked, Resource

_NO_MORE = "it is no finding any more"


class PastRun:
    """A run of a history. It tells findings and what was looked at, and not which rules passed."""

    tells_passes = False
    only = None

    def __init__(self, history: History, entry: Entry, beside: Sequence[Entry] = ()) -> None:
        """Reads what was looked at. beside: runs that none follows either, whose findings are known as well.

        Raises:
            UsageError: the run is not as it was written.
        """
        self._history = history
        self._entry = entry
        self._known = (*beside, entry)
        head = looked(history.store, entry.findings)
        self.told = f"{history.name}@{entry.id}, taken at {entry.taken_at}"
        self.taken_at = entry.taken_at
        self._rules: dict[str, dict[str, str]] = {}
        for rule_id, kinds in head.kinds.items():
            for kind in kinds:
                self._rules.setdefault(kind, {})[rule_id] = _NO_MORE
        self.looked = Looked(head.scope, head.coverage, self._rules)

    def findings(self) -> Iterator[PastFinding]:
        """See `PastScan.findings`."""
        return self._history.open_findings(self._known)

    def resources(self) -> Iterator[Resource]:
        """See `PastScan.resources`. A rule that could be asked of a resource, and is not told, found nothing."""
        own = (
            row for row in self._history.rows(self._entry) if not row.fixed and row.finding.taken_at == self.taken_at
        )
        for place, here in groupby(own, _place):
            findings = {row.finding.rule_id: row.finding for row in here}
            yield Resource(place, findings, self._rules.get(place[2], {}))


def _place(row: Row) -> Place:
    finding = row.finding
    return (finding.account, finding.region, finding.kind, finding.id)
