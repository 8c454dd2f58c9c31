"""How a run went: what could not be read, and what was left out of the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scanner.model import Assessment, Change, Json, Report
from scanner.render.common import redact
from scanner.render.sarif.words import message

_NOTICES = 500
"""How many gaps are told one by one."""


@dataclass(frozen=True, slots=True)
class Notification:
    """A kind of notice: its descriptor's id, name, title, help and message."""

    id: str
    name: str
    title: str
    help: str
    message: str


_UNLISTED = Notification(
    "SFH901",
    "ListingFailed",
    "A listing failed, so that what it would have found was not assessed.",
    "Allow the scanner to call the operation (its policy is read-only), then scan again.",
    "'{0}' could not be listed in account '{1}', Region '{2}': '{3}' ('{4}'). What it holds there was not assessed.",
)
_UNREAD = Notification(
    "SFH902",
    "FactUnread",
    "Part of what describes a resource could not be read, so that rules that need it have no answer.",
    "Allow the scanner to call the operation (its policy is read-only), then scan again.",
    "'{0}' gave no answer ('{1}') for '{2}' resources of kind '{3}' in account '{4}', Region '{5}'.",
)
_CUT = Notification(
    "SFH903",
    "ResultsCut",
    "GitHub's limits left no room for every failure.",
    "The most severe failures are in this file. The full SARIF file of the same scan has every result.",
    "This file holds the '{0}' most severe of '{1}' failures. The other '{2}' are in the full SARIF file.",
)
_MORE = Notification(
    "SFH904",
    "NoticesCut",
    "There are more gaps than are listed here.",
    "The JSON report of the same scan lists every gap.",
    "'{0}' more gaps are not listed here.",
)
_UNSEEN = Notification(
    "SFH905",
    "EarlierUnseen",
    "Findings of the earlier scan could not be looked for, which does not mean that they are fixed.",
    "Scan what the earlier scan looked at, and allow the scanner to read it.",
    "'{0}' findings of the earlier scan could not be looked for.",
)
NOTIFICATIONS = (_UNLISTED, _UNREAD, _CUT, _MORE, _UNSEEN)

_Unread = tuple[str, str, str, str, str]


class Gaps:
    """What could not be read, gathered while assessments pass by."""

    def __init__(self, report: Report) -> None:
        self._coverage = report.coverage
        self._unseen = report.comparison.counts.get(Change.UNSEEN, 0) if report.comparison else 0
        self._unread: Counter[_Unread] = Counter()

    def watch(self, assessments: Iterable[Assessment]) -> Iterator[Assessment]:
        """Pass `assessments` on, and count the resources that an operation left in the dark."""
        for assessment in assessments:
            fact = assessment.fact
            causes = {(gap.operation or gap.path, gap.reason.value) for gap in fact.gaps}
            self._unread.update((*cause, fact.kind, fact.account, fact.region) for cause in causes)
            yield assessment

    def notices(self) -> list[dict[str, Json]]:
        """Tell every gap, failed listings first, up to a bound that is told as well."""
        told = [_notice(_UNSEEN, str(self._unseen))] if self._unseen else []
        told += [
            _notice(_UNLISTED, gap.path, unit.account, unit.region, gap.operation, redact(gap.detail) or gap.reason)
            for unit in self._coverage.units
            for gap in unit.gaps
        ]
        told += [
            _notice(_UNREAD, operation, reason, str(count), *place)
            for (operation, reason, *place), count in sorted(self._unread.items())
        ]
        if len(told) > _NOTICES:
            return [*told[:_NOTICES], _notice(_MORE, str(len(told) - _NOTICES))]
        return told


def cut_notice(shown: int, failures: int) -> dict[str, Json]:
    """Tell that only `shown` of `failures` failures are in the file."""
    return _notice(_CUT, str(shown), str(failures), str(failures - shown))


def invocation(report: Report, notices: list[dict[str, Json]]) -> dict[str, Json]:
    """Build the invocation: successful only if every listing succeeded, ended at the moment that was judged."""
    return {
        "executionSuccessful": report.coverage.complete,
        "endTimeUtc": report.as_of,
        "toolExecutionNotifications": notices,
    }


def _notice(kind: Notification, *arguments: str) -> dict[str, Json]:
    return {
        "descriptor": {"id": kind.id, "index": NOTIFICATIONS.index(kind)},
        "level": "warning",
        "message": message("default", kind.message, arguments),
    }
