"""How far apart the runs of an AWS Backup schedule can lie: the interval that a plan promises.

Expressions are EventBridge's, to which AWS Backup refers: "Cron expressions reference" in the EventBridge User Guide
and "Schedule types" in that of EventBridge Scheduler. What these do not describe (`LW`, `L-3`, a step in the
day-of-week field, a value in both day fields …) is not evaluated, rather than guessed.

The calendar is the years that the year field can still name, 2026 to 2199: earlier runs bind nobody any more.
So 29 February comes after eight years at worst (2096 to 2104), and a time zone counts by the rules it has now.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

_DEFAULT: Final = "cron(0 5 ? * * *)"
"""What AWS Backup takes where a rule has no expression: BackupRule.ScheduleExpression in its API reference."""

_DAY_SECONDS: Final = 86_400
_RATE: Final = re.compile(r"rate\( *([1-9][0-9]{0,5}) +(minute|hour|day)s? *\)")
_RATE_SECONDS: Final = {"minute": 60, "hour": 3600, "day": _DAY_SECONDS}

_CRON: Final = re.compile(r"cron\(([ -~]{0,1000})\)")
_CRON_FIELDS: Final = 6
_NUMBER: Final = re.compile(r"[0-9]{1,4}")
_CLOSEST: Final = re.compile(r"([0-9]{1,2})W")
_LAST: Final = re.compile(r"(\w+)L")
_NTH: Final = re.compile(r"(\w+)#([1-5])")


@dataclass(frozen=True, slots=True)
class _Range:
    """What a field may hold. names: words for its numbers, in order from the lowest on."""

    lowest: int
    highest: int
    names: Sequence[str] = ()


_MINUTE: Final = _Range(0, 59)
_HOUR: Final = _Range(0, 23)
_DAY: Final = _Range(1, 31)
_MONTH: Final = _Range(1, 12, ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"))
_WEEKDAY: Final = _Range(1, 7, ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"))
_YEAR: Final = _Range(1970, 2199)

_CALENDAR: Final = range(2026, _YEAR.highest + 1)

_Days = Callable[[int, int], Iterable[date]]
"""The run days that a year and month ask for, ascending."""


class _UnreadableError(Exception):
    """The schedule says something that AWS does not describe."""


@dataclass(frozen=True, slots=True)
class _Schedule:
    """times: seconds of the day, ascending. readings: which days; more than one where AWS is not clear."""

    times: Sequence[int]
    months: Sequence[int]
    years: frozenset[int]
    readings: Sequence[_Days]


@dataclass(frozen=True, slots=True)
class _Clock:
    """changes: the days on which clocks change. offsets: seconds ahead of UTC, before the first and after each."""

    zone: tzinfo
    changes: Sequence[date]
    offsets: Sequence[int]


_UTC: Final = _Clock(UTC, (), (0,))


class _RunDay(NamedTuple):
    """A day with runs. first and last: seconds on the UTC time line. widest: between two runs of the day."""

    day: date
    first: int
    last: int
    widest: int


@lru_cache(maxsize=1024)
def longest_interval_seconds(expression: str | None, timezone: str | None) -> int | None:
    """The longest time between two successive runs of a schedule, in seconds.

    expression: "cron(…)" or "rate(…)"; None for AWS Backup's default, every day at 05:00.
    timezone: an IANA name; None for UTC. The day on which clocks go back counts with its 25 hours. As EventBridge
        Scheduler describes it, a run at a time that the clocks skip falls away, and at a time that comes twice
        there is one run.

    Where AWS leaves two readings (which of those two times it is; whether `1W` may lie in the month before), the
    one with the longer interval counts, so that the answer is never less than what AWS does.

    Returns None for what cannot be evaluated: an expression that AWS does not describe, an unknown time zone, and
    a year field that begins late or ends, for such a schedule makes no lasting promise.
    """
    return _evaluate(_DEFAULT if expression is None else expression, timezone, _CALENDAR)


def _evaluate(expression: str, timezone: str | None, calendar: range) -> int | None:
    """The same, over a calendar of the caller's."""
    if rate := _RATE.fullmatch(expression):
        return int(rate[1]) * _RATE_SECONDS[rate[2]]
    try:
        schedule = _parse(expression)
        clock = _UTC if timezone is None else _clock(timezone, calendar)
    except _UnreadableError:
        return None
    longest = 0
    for days in schedule.readings:
        for fold in (0, 1) if clock.changes else (0,):
            gap = _longest_gap(_run_days(schedule, days, clock, fold, calendar), calendar)
            if gap is None:
                return None
            longest = max(longest, gap)
    return longest


def _longest_gap(runs: Sequence[_RunDay], calendar: range) -> int | None:
    """Seconds; None if before the first run or after the last the calendar is silent for longer."""
    if not runs:
        return None
    longest = max(*(day.widest for day in runs), *(later.first - earlier.last for earlier, later in pairwise(runs)), 0)
    before = runs[0].day - date(calendar[0], 1, 1)
    after = date(calendar[-1], 12, 31) - runs[-1].day
    return None if max(before, after) > timedelta(seconds=longest) else longest


def _run_days(schedule: _Schedule, days: _Days, clock: _Clock, fold: int, calendar: range) -> Sequence[_RunDay]:
    found = []
    times = schedule.times
    widest = _widest(times)
    for year in calendar:
        for month in schedule.months if year in schedule.years else ():
            for day in days(year, month):
                changes = bisect_left(clock.changes, day)
                if day not in clock.changes[changes : changes + 1]:
                    midnight = day.toordinal() * _DAY_SECONDS - clock.offsets[changes]
                    found.append(_RunDay(day, midnight + times[0], midnight + times[-1], widest))
                elif moments := _moments(clock.zone, day, times, fold):
                    found.append(_RunDay(day, moments[0], moments[-1], _widest(moments)))
    return found


def _widest(moments: Sequence[int]) -> int:
    return max((later - earlier for earlier, later in pairwise(moments)), default=0)


def _moments(zone: tzinfo, day: date, times: Sequence[int], fold: int) -> Sequence[int]:
    """The runs of a day on which clocks change, in seconds on the UTC time line."""
    midnight = datetime.combine(day, time())
    moments = []
    for seconds in times:
        local = midnight + timedelta(seconds=seconds)
        offsets = _ahead(zone, local), _ahead(zone, local.replace(fold=1))
        if offsets[0] >= offsets[1]:  # else the clocks skip this time (PEP 495)
            moments.append(day.toordinal() * _DAY_SECONDS + seconds - offsets[fold])
    return moments


def _ahead(zone: tzinfo, local: datetime) -> int:
    """Seconds that a zone's clocks are ahead of UTC."""
    return int((zone.utcoffset(local) or timedelta()).total_seconds())


@lru_cache(maxsize=64)
def _clock(timezone: str, calendar: range) -> _Clock:
    try:
        zone = ZoneInfo(timezone)
    except (KeyError, ValueError, OSError) as error:  # unknown; no name at all; the name of a folder
        raise _UnreadableError from error
    midnight = datetime(calendar[0], 1, 1)  # noqa: DTZ001 - local times, which the zone is asked about
    changes: list[date] = []
    offsets = [_ahead(zone, midnight)]
    while midnight.year <= calendar[-1]:
        tomorrow = midnight + timedelta(days=1)
        offset = _ahead(zone, tomorrow)
        if offset != offsets[-1]:
            changes.append(midnight.date())
            offsets.append(offset)
        midnight = tomorrow
    return _Clock(zone, changes, offsets)


def _parse(expression: str) -> _Schedule:
    cron = _CRON.fullmatch(expression)
    fields = cron[1].split() if cron else []
    if len(fields) != _CRON_FIELDS:
        raise _UnreadableError
    minutes, hours, day_of_month, months, day_of_week, years = (field.upper() for field in fields)
    return _Schedule(
        times=[
            hour * 3600 + minute * 60
            for hour in sorted(_values(hours, _HOUR))
            for minute in sorted(_values(minutes, _MINUTE))
        ],
        months=sorted(_values(months, _MONTH)),
        years=_values(years, _YEAR),
        readings=_readings(day_of_month, day_of_week),
    )


def _readings(day_of_month: str, day_of_week: str) -> Sequence[_Days]:
    """Exactly one of the two fields is `?`: EventBridge refuses anything else."""
    if day_of_week == "?" and day_of_month != "?":
        if closest := _CLOSEST.fullmatch(day_of_month):
            number = _value(closest[1], _DAY)
            return [_closest_weekday(number, within_month=True), _closest_weekday(number, within_month=False)]
        if day_of_month == "L":
            return [_where(lambda day: day.day == monthrange(day.year, day.month)[1])]
        numbers = _values(day_of_month, _DAY)
        return [_where(lambda day: day.day in numbers)]
    if day_of_month == "?" and day_of_week != "?":
        if nth := _NTH.fullmatch(day_of_week):
            weekday, week = _value(nth[1], _WEEKDAY), int(nth[2])
            return [_where(lambda day: _weekday(day) == weekday and (day.day - 1) // 7 + 1 == week)]
        if day_of_week != "L" and (last := _LAST.fullmatch(day_of_week)):
            weekday = _value(last[1], _WEEKDAY)
            return [_where(lambda day: _weekday(day) == weekday and day.day + 7 > monthrange(day.year, day.month)[1])]
        weekdays = {_WEEKDAY.highest} if day_of_week == "L" else _values(day_of_week, _WEEKDAY, steps=False)
        return [_where(lambda day: _weekday(day) in weekdays)]
    raise _UnreadableError


def _where(wanted: Callable[[date], bool]) -> _Days:
    return lambda year, month: filter(wanted, _month(year, month))


@lru_cache(maxsize=4096)
def _month(year: int, month: int) -> Sequence[date]:
    return [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]


def _closest_weekday(number: int, *, within_month: bool) -> _Days:
    """`3W`: the Monday to Friday closest to the third; months without such a day have none."""

    def days(year: int, month: int) -> Iterable[date]:
        for day in _month(year, month)[number - 1 : number]:
            shift = {5: -1, 6: 1}.get(day.weekday(), 0)
            closest = day + timedelta(days=shift)
            yield day - timedelta(days=2 * shift) if within_month and closest.month != month else closest

    return days


def _weekday(day: date) -> int:
    """1 for Sunday to 7 for Saturday, as cron counts."""
    return day.isoweekday() % 7 + 1


def _values(field: str, allowed: _Range, *, steps: bool = True) -> frozenset[int]:
    """What a list of numbers, names, ranges and steps holds: "1,MON-FRI", "*/6", "2/5", "0-30/10"."""
    found: set[int] = set()
    for item in field.split(","):
        span, slash, step = item.partition("/")
        low, dash, high = span.partition("-")
        if span == "*":
            first, last = allowed.lowest, allowed.highest
        else:
            first = _value(low, allowed)
            last = _value(high, allowed) if dash else allowed.highest if slash else first
        size = _value(step, _Range(1, allowed.highest)) if slash else 1
        if first > last or (slash and not steps):
            raise _UnreadableError
        found.update(range(first, last + 1, size))
    return frozenset(found)


def _value(text: str, allowed: _Range) -> int:
    if text in allowed.names:
        return allowed.names.index(text) + allowed.lowest
    if _NUMBER.fullmatch(text) and allowed.lowest <= int(text) <= allowed.highest:
        return int(text)
    raise _UnreadableError
