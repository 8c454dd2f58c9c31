"""The longest interval of a schedule: by hand, and against simulators that step through all days, or five minutes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.schedules import _evaluate, longest_interval_seconds

HOUR = 3600
DAY = 24 * HOUR

WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
ZONES = (
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Asia/Kolkata",
    "America/Havana",
)


@pytest.mark.parametrize(
    ("expression", "seconds"),
    [
        (None, DAY),
        ("cron(0 5 ? * * *)", DAY),
        ("cron(0 5 * * ? *)", DAY),
        ("cron(15 * ? * * *)", HOUR),
        ("cron(0 0/6 ? * * *)", 6 * HOUR),
        ("cron(0 */5 ? * * *)", 5 * HOUR),
        ("cron(0 5/6 ? * * *)", 6 * HOUR),
        ("cron(0,30 8-17 ? * * *)", 14 * HOUR + 1800),
        ("cron(0-10/5 3 ? * * *)", DAY - 600),
        ("cron(0 1,13 ? * * *)", 12 * HOUR),
        ("cron(59 23 ? * * *)", DAY),
        ("cron(0 5 ? * 1 *)", 7 * DAY),
        ("cron(0 5 ? * SUN,WED *)", 4 * DAY),
        ("cron(0 5 ? * MON-FRI *)", 3 * DAY),
        ("cron(0 5 ? * mon-fri *)", 3 * DAY),
        ("cron(0 5 ? * 2-6 *)", 3 * DAY),
        ("cron(0 5 ? * L *)", 7 * DAY),
        ("cron(0 5 ? * 6L *)", 35 * DAY),
        ("cron(0 5 ? * FRIL *)", 35 * DAY),
        ("cron(0 5 ? 1 6L *)", 53 * 7 * DAY),
        ("cron(0 5 ? * 3#2 *)", 35 * DAY),
        ("cron(0 5 ? * TUE#2 *)", 35 * DAY),
        ("cron(0 5 ? * 6#5 *)", 119 * DAY),
        ("cron(0 5 1 * ? *)", 31 * DAY),
        ("cron(0 5 1,15 * ? *)", 17 * DAY),
        ("cron(0 5 31 * ? *)", 61 * DAY),
        ("cron(0 5 */10 * ? *)", 10 * DAY),
        ("cron(0 5 L * ? *)", 31 * DAY),
        ("cron(0 5 29 2 ? *)", (8 * 365 + 1) * DAY),
        ("cron(0 5 1 1 ? *)", 366 * DAY),
        ("cron(0 5 1 JAN,JUL ? *)", 184 * DAY),
        ("cron(0 5 1 1/3 ? *)", 92 * DAY),
        ("cron(0 5 ? 6 * *)", (366 - 29) * DAY),
        ("cron(0 5 15W * ? *)", 32 * DAY),
        ("cron(0 5 1W * ? *)", 33 * DAY),
        ("cron(0 5 31W * ? *)", 63 * DAY),
        ("cron(0 5 ? * * 1970-2199)", DAY),
        ("cron(0 5 ? * * 2024/1)", DAY),
        ("cron(0 5 ? * * 2026/2)", 366 * DAY),
        ("cron( 0  5  ?  *  *  * )", DAY),
        ("rate(12 hours)", 12 * HOUR),
        ("rate(1 day)", DAY),
        ("rate(90 minutes)", 90 * 60),
        ("rate( 2  days )", 2 * DAY),
    ],
)
def test_the_longest_interval(expression: str | None, seconds: int) -> None:
    assert longest_interval_seconds(expression, None) == seconds


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "cron()",
        "cron(0 5 ? * *)",
        "cron(0 5 ? * * * *)",
        "0 5 ? * * *",
        "CRON(0 5 ? * * *)",
        "cron(0 5 ? * * *",
        "cron(0 5 ? * * *) ",
        "cron(0\n5 ? * * *)",
        "cron(0 5 * * * *)",
        "cron(0 5 ? * ? *)",
        "cron(0 5 1 * MON *)",
        "cron(? 5 ? * * *)",
        "cron(60 5 ? * * *)",
        "cron(0 24 ? * * *)",
        "cron(0 5 0 * ? *)",
        "cron(0 5 32 * ? *)",
        "cron(0 5 ? 13 * *)",
        "cron(0 5 ? * 0 *)",
        "cron(0 5 ? * 8 *)",
        "cron(0 5 ? * MON/2 *)",
        "cron(0 5 ? * 3#6 *)",
        "cron(0 5 ? * 3#1,5#1 *)",
        "cron(0 5 ? * 8#1 *)",
        "cron(0 5 ? * XL *)",
        "cron(0 5 LW * ? *)",
        "cron(0 5 L-3 * ? *)",
        "cron(0 5 1,L * ? *)",
        "cron(0 5 0W * ? *)",
        "cron(0 5 15W,20W * ? *)",
        "cron(0 22-2 ? * * *)",
        "cron(0 5 ? * FRI-MON *)",
        "cron(*/0 5 ? * * *)",
        "cron(*/60 5 ? * * *)",
        "cron(*/x 5 ? * * *)",
        "cron(0, 5 ? * * *)",
        "cron(-5 5 ? * * *)",
        "cron(٣ 5 ? * * *)",
        "cron(0 5 ? * * 1969)",
        "cron(0 5 ? * * 2200)",
        f"cron({'0,' * 500}0 5 ? * * *)",
        "rate(0 hours)",
        "rate(12\nhours)",
        "rate(-1 hours)",
        "rate(1 week)",
        "rate(1.5 hours)",
        "rate(9999999 days)",
        "at(2026-01-01T00:00:00)",
    ],
)
def test_what_aws_does_not_describe_is_not_evaluated(expression: str) -> None:
    assert longest_interval_seconds(expression, None) is None


@pytest.mark.parametrize(
    "expression",
    [
        "cron(0 5 30 2 ? *)",
        "cron(0 5 ? * * 2025)",
        "cron(0 5 ? * * 2026)",
        "cron(0 5 ? * * 2026-2198)",
        "cron(0 5 ? * * 2040-2199)",
        "cron(0 5 1 1 ? 2027)",
    ],
)
def test_a_schedule_that_ends_or_begins_late_promises_nothing(expression: str) -> None:
    assert longest_interval_seconds(expression, None) is None


@pytest.mark.parametrize(
    ("expression", "timezone", "seconds"),
    [
        ("cron(0 5 ? * * *)", "UTC", DAY),
        ("cron(0 5 ? * * *)", "Etc/UTC", DAY),
        ("cron(0 5 ? * * *)", "Asia/Kolkata", DAY),
        ("cron(0 5 ? * * *)", "Europe/Berlin", 25 * HOUR),
        ("cron(0 5 ? * * *)", "Australia/Lord_Howe", DAY + 1800),
        (None, "America/New_York", 25 * HOUR),
        ("cron(0 * ? * * *)", "America/New_York", 2 * HOUR),
        ("cron(0 5 ? * SUN *)", "Europe/Berlin", 7 * DAY + HOUR),
        ("cron(0 5 ? * MON *)", "Europe/Berlin", 7 * DAY + HOUR),
        # In autumn 01:30 comes twice: after 22 hours, or after 23.
        ("cron(30 1,3 ? * * *)", "America/New_York", 23 * HOUR),
        # Between 02:00 and 03:00 the clocks skip the run of one day in spring.
        ("cron(30 2 ? * * *)", "America/New_York", 47 * HOUR),
        # From 1 April, the clocks an hour ahead, to 1 March after a leap day.
        ("cron(0 5 1 3,4 ? *)", "Europe/Berlin", 335 * DAY + HOUR),
        ("cron(0 5 1 * ? *)", "Europe/Berlin", 31 * DAY + HOUR),
        ("rate(12 hours)", "Europe/Berlin", 12 * HOUR),
    ],
)
def test_the_change_of_clocks_counts(expression: str | None, timezone: str, seconds: int) -> None:
    assert longest_interval_seconds(expression, timezone) == seconds


@pytest.mark.parametrize("timezone", ["", "Mars/Olympus", "America", "../../etc/passwd", "/etc/passwd", "\0", "ü"])
def test_an_unknown_time_zone_is_not_evaluated(timezone: str) -> None:
    assert longest_interval_seconds("cron(0 5 ? * * *)", timezone) is None


@pytest.mark.parametrize(
    ("expression", "years", "days"),
    [
        # 1 August 2026 is a Saturday: Monday the 3rd, 33 days after 1 July; or Friday 31 July, and then 32 days.
        ("cron(0 5 1W * ? *)", range(2026, 2027), 33),
        # 31 December 2028 is a Sunday: Monday 1 January, 62 days after 31 October; or Friday the 29th, then 61.
        ("cron(0 5 31W * ? *)", range(2028, 2029), 62),
    ],
)
def test_of_two_readings_the_longer_interval_counts(expression: str, years: range, days: int) -> None:
    assert _evaluate(expression, None, years) == days * DAY


def calendar_days(years: range) -> list[date]:
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    return [first + timedelta(days=days) for days in range((last - first).days + 1)]


def weekday(day: date) -> int:
    return (day.weekday() + 1) % 7 + 1


def same_weekdays_of_month(day: date) -> list[date]:
    """All days of the month that fall on the day's weekday."""
    around = [day + timedelta(days=7 * weeks) for weeks in range(-5, 6)]
    return [other for other in around if (other.year, other.month) == (day.year, day.month)]


def closest(number: int, day: date, *, within_month: bool) -> bool:
    """Whether the day is, of all Mondays to Fridays, the closest to a `number`th that exists."""
    for target in (day + timedelta(days=shift) for shift in range(-3, 4)):
        if target.day == number:
            around = [target + timedelta(days=shift) for shift in range(-3, 4)]
            candidates = [
                other for other in around if other.weekday() < 5 and (other.month == target.month or not within_month)
            ]
            nearness = [(abs(other - target), other) for other in candidates]
            if min(nearness)[1] == day:
                return True
    return False


@st.composite
def fields(
    draw: st.DrawFn, lowest: int, highest: int, names: Sequence[str] = (), *, steps: bool = True
) -> tuple[str, set[int]]:
    """A field's text, and the set of values that it means."""
    texts: list[str] = []
    values: set[int] = set()
    for _ in range(draw(st.integers(1, 2))):
        form = draw(
            st.sampled_from(["one", "range", "all", "step", "range step"] if steps else ["one", "range", "all"])
        )
        first = draw(st.integers(lowest, highest))
        last = draw(st.integers(first, highest))
        step = draw(st.integers(1, highest))
        named = draw(st.booleans())
        word = {value: names[value - lowest] if names and named else str(value) for value in (first, last)}
        text, found = {
            "one": (word[first], {first}),
            "range": (f"{word[first]}-{word[last]}", set(range(first, last + 1))),
            "all": ("*", set(range(lowest, highest + 1))),
            "step": (f"{word[first]}/{step}", {v for v in range(first, highest + 1) if (v - first) % step == 0}),
            "range step": (
                f"{word[first]}-{word[last]}/{step}",
                {v for v in range(first, last + 1) if (v - first) % step == 0},
            ),
        }[form]
        texts.append(text)
        values |= found
    return ",".join(texts), values


Runs = Callable[[date], bool]

DAY_FIELDS: st.SearchStrategy[tuple[str, list[Runs]]] = st.one_of(
    fields(1, 31).map(lambda field: (f"{field[0]} * ?", [lambda day: day.day in field[1]])),
    fields(1, 7, names=WEEKDAYS, steps=False).map(
        lambda field: (f"? * {field[0]}", [lambda day: weekday(day) in field[1]])
    ),
    st.just(("L * ?", [lambda day: (day + timedelta(days=1)).day == 1])),
    st.just(("? * L", [lambda day: day.weekday() == 5])),
    st.integers(1, 31).map(
        lambda number: (
            f"{number}W * ?",
            [lambda day: closest(number, day, within_month=True), lambda day: closest(number, day, within_month=False)],
        )
    ),
    st.integers(1, 7).map(
        lambda number: (
            f"? * {number}L",
            [lambda day: weekday(day) == number and same_weekdays_of_month(day)[-1] == day],
        )
    ),
    st.tuples(st.integers(1, 7), st.integers(1, 5)).map(
        lambda nth: (
            f"? * {nth[0]}#{nth[1]}",
            [lambda day: weekday(day) == nth[0] and same_weekdays_of_month(day).index(day) == nth[1] - 1],
        )
    ),
)
"""The fields day-of-month, month and day-of-week, and for each reading of them whether a day is a run day."""


def simulate(days: Mapping[date, bool], times: Iterable[tuple[int, int]], zone: tzinfo, fold: int) -> int | None:
    """The longest of the gaps between all runs of a calendar; None if it is silent for longer at one of its ends."""
    moments, run_days = [], []
    for day, runs in days.items():
        for hour, minute in times if runs else ():
            local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone, fold=fold)
            moment = local.astimezone(UTC)
            if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
                moments.append(moment)
                run_days.append(day)
    if not moments:
        return None
    gap = max((later - earlier for earlier, later in pairwise(sorted(moments))), default=timedelta())
    silence = max(min(run_days) - min(days), max(days) - max(run_days))
    return None if silence > gap else int(gap.total_seconds())


@settings(max_examples=100, deadline=None)
@given(
    st.tuples(fields(0, 59), fields(0, 23)),
    DAY_FIELDS,
    st.sampled_from([None, *ZONES]),
    st.tuples(st.integers(2026, 2190), st.integers(1, 2)),
)
def test_a_simulation_of_every_day_agrees(
    time_fields: tuple[tuple[str, set[int]], tuple[str, set[int]]],
    day_fields: tuple[str, list[Runs]],
    timezone: str | None,
    calendar: tuple[int, int],
) -> None:
    (_, minutes), (hour_text, hours) = time_fields
    minutes = {min(minutes), max(minutes)}  # keeps the simulation short
    text, readings = day_fields
    years = range(calendar[0], sum(calendar))
    answers = [
        simulate(
            {day: runs(day) for day in calendar_days(years)},
            [(hour, minute) for hour in hours for minute in minutes],
            ZoneInfo(timezone) if timezone else UTC,
            fold,
        )
        for runs in readings
        for fold in (0, 1)
    ]
    expression = f"cron({','.join(map(str, minutes))} {hour_text} {text} *)"
    longest = None if None in answers else max(answer for answer in answers if answer is not None)
    assert _evaluate(expression, timezone, years) == longest


@pytest.mark.parametrize(
    ("text", "hours", "minutes", "timezone"),
    [
        ("cron(30 2,3 ? * * *)", {2, 3}, {30}, "America/New_York"),
        ("cron(30 1,3 ? * * *)", {1, 3}, {30}, "America/New_York"),
        ("cron(0/20 1 ? * * *)", {1}, {0, 20, 40}, "Europe/London"),
        ("cron(45 0,1 ? * * *)", {0, 1}, {45}, "Australia/Lord_Howe"),
    ],
)
def test_a_clock_that_ticks_every_five_minutes_agrees(
    text: str, hours: set[int], minutes: set[int], timezone: str
) -> None:
    zone, years = ZoneInfo(timezone), range(2027, 2028)
    gaps = []
    for fold in (0, 1):  # of a time that comes twice, the first or the second counts
        latest: datetime | None = None
        longest = timedelta()
        tick = datetime(2027, 1, 1, tzinfo=UTC)
        while tick.year in years:
            local = tick.astimezone(zone)
            if local.hour in hours and local.minute in minutes:
                twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
                if not twice or local.fold == fold:
                    longest = max(longest, tick - (latest or tick))
                    latest = tick
            tick += timedelta(minutes=5)
        gaps.append(int(longest.total_seconds()))
    assert _evaluate(text, timezone, years) == max(gaps)
