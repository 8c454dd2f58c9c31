"""Whatever is scanned, by how many at once: nothing is lost, nothing is fixed unseen, no date grows younger."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from support.past_scans import ACCOUNTS, Estate, Scan, Shelf, moment

from scanner.findings import fingerprint
from scanner.history import History
from scanner.history.entry import heads
from scanner.history.merging import merged
from scanner.history.rows import Row
from scanner.model import Change, PastFinding, Severity, Verdict

_TABLES = [(account, name) for account in ACCOUNTS for name in ("one", "two")]
_ESTATES = st.builds(
    Estate,
    st.dictionaries(st.sampled_from(_TABLES), st.sampled_from(["fail", "unknown", "pass"])),
    st.lists(st.sampled_from(ACCOUNTS), min_size=1, unique=True).map(tuple),
    st.frozensets(st.sampled_from(ACCOUNTS), max_size=1),
)
_AT_ONCE = st.lists(_ESTATES, min_size=1, max_size=3)


def found_in(estate: Estate) -> set[str]:
    return {
        fingerprint(each.rule_id, assessment.fact)
        for assessment in estate.assessments()
        for each in assessment.decisions
        if each.verdict is not Verdict.PASS
    }


def by_fingerprint(findings: Iterable[PastFinding]) -> dict[str, PastFinding]:
    return {each.fingerprint: each for each in findings}


def looked_at(finding: PastFinding, estate: Estate) -> bool:
    """Whether the estate's scan listed where the finding is, or saw the very resource."""
    return finding.account in estate.accounts and finding.account not in estate.denied


@given(st.lists(_AT_ONCE, min_size=1, max_size=4), st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_histories(batches: list[list[Estate]], shuffle: Any) -> None:
    with TemporaryDirectory() as folder:
        history = History(Shelf())
        hour = 0
        known: dict[str, PastFinding] = {}
        for day, batch in enumerate(batches):
            scans = [Scan(Path(folder), history, estate, moment(day, hour)) for hour, estate in enumerate(batch, hour)]
            for scan in scans:
                assert scan.before == known
                assert scan.changes.keys() == known.keys() | found_in(scan.estate)
                for print_, change in scan.changes.items():
                    if print_ in scan.first_seen:
                        earliest = known[print_].first_seen if print_ in known else scan.taken_at
                        assert scan.first_seen[print_] == earliest
                        assert (change == Change.NEW) == (print_ not in known)
                    else:
                        assert (change == Change.FIXED) == looked_at(known[print_], scan.estate)
                        assert change in {Change.FIXED, Change.UNSEEN}
            shuffle.shuffle(scans)
            for scan in scans:
                assert scan.end()
            latest = heads(history.entries())
            assert {entry.taken_at for entry in latest} == {scan.taken_at for scan in scans}
            shuffle.shuffle(latest)
            now = by_fingerprint(history.open_findings(latest))
            assert now == by_fingerprint(history.open_findings(latest[::-1]))
            for print_ in known.keys() | set().union(*(found_in(scan.estate) for scan in scans)):
                told = [scan for scan in scans if scan.changes.get(print_, Change.UNSEEN) is not Change.UNSEEN]
                if told:
                    last = max(told, key=lambda scan: scan.taken_at)
                    assert (print_ in now) == (last.changes[print_] != Change.FIXED)
                else:
                    assert now[print_] == known[print_]
                if print_ in now and print_ in known:
                    assert now[print_].first_seen == known[print_].first_seen
            known = now


_MOMENTS = st.integers(0, 3).map(moment)
_ROWS = st.builds(
    lambda name, verdict, seen, taken, fixed: Row(
        PastFinding(
            *(name, "R", verdict, Severity.LOW, "1", "r", "k", name, name, "", "", "", min(seen, taken), taken, "")
        ),
        fixed,
    ),
    st.sampled_from("ab"),
    st.sampled_from([Verdict.FAIL, Verdict.UNKNOWN]),
    _MOMENTS,
    _MOMENTS,
    st.booleans(),
)


@given(st.lists(st.lists(_ROWS, max_size=4, unique_by=lambda row: row.finding.name), max_size=4), st.data())
@settings(max_examples=30, deadline=None)
def test_merging_does_not_depend_on_the_order_of_the_runs(runs: list[list[Row]], data: st.DataObject) -> None:
    together = list(merged(runs))
    assert together == list(merged(data.draw(st.permutations(runs))))
    rows = [row for run in runs for row in run]
    for name in {row.finding.name for row in rows}:
        mine = [row for row in rows if row.finding.name == name]
        last = max(row.finding.taken_at for row in mine)
        here = [each for each in together if each.name == name]
        assert bool(here) == any(not row.fixed and row.finding.taken_at == last for row in mine)
        if here:
            assert here[0].first_seen == min(row.finding.first_seen for row in mine if not row.fixed)
            assert here[0].taken_at == last
