"""Periods: half-open spans of days in one named timezone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from digest.errors import PeriodError


class PeriodKind(StrEnum):
    """Kind of a period. DAYS: from one day to another, both chosen freely."""

    MONTH = "month"
    WEEK = "week"
    QUARTER = "quarter"
    YEAR = "year"
    DAYS = "days"


CALENDAR_KINDS = tuple(kind for kind in PeriodKind if kind is not PeriodKind.DAYS)
"""The kinds the calendar defines: a day is in exactly one period of each."""

MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}
"""The length of the kinds that last whole months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days from `first` until before `after`, from midnight to midnight in the timezone `zone`.

    `name` is stable and safe as a file name: 2021-10, 2021-W41, 2021-Q4, 2021,
    2021-10-01_2021-10-15 (ISO 8601, with `_` in place of `/`).
    """

    kind: PeriodKind
    name: str
    first: date
    after: date
    zone: str

    @property
    def start(self) -> datetime:
        """The first instant of the period."""
        return midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """The first instant after the period."""
        return midnight(self.after, self.zone)

    @property
    def option(self) -> str:
        """The command-line option that selects the period."""
        if self.kind is PeriodKind.DAYS:
            return f"--from {self.first} --to {self.after - timedelta(days=1)}"
        return f"--{self.kind} {self.name}"

    def __contains__(self, moment: datetime) -> bool:
        # Two times of one timezone compare by their wall clocks, which clock changes falsify.
        return self.start.astimezone(UTC) <= moment.astimezone(UTC) < self.end.astimezone(UTC)


# Python knows no day before 0001-01-01. A period needs the one before it, and the days around both.
_EARLIEST, _BEFORE_EARLIEST = date(3, 1, 1), date(2, 1, 1)


def timezone(name: str) -> ZoneInfo:
    """Return the IANA timezone `name`, or raise PeriodError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        problem = "no such zone; expected an IANA name such as America/Costa_Rica"
        raise PeriodError(problem, option="timezone", value=name) from error


def midnight(day: date, zone: str) -> datetime:
    """Return the first instant of `day` in `zone`."""
    return datetime(day.year, day.month, day.day, tzinfo=timezone(zone))


def month(text: str, zone: str) -> Period:
    """Return the calendar month `YYYY-MM`."""
    return _parse(PeriodKind.MONTH, text, zone)


def quarter(text: str, zone: str) -> Period:
    """Return the calendar quarter `YYYY-Qn`."""
    return _parse(PeriodKind.QUARTER, text, zone)


def year(text: str, zone: str) -> Period:
    """Return the calendar year `YYYY`."""
    return _parse(PeriodKind.YEAR, text, zone)


def week(text: str, zone: str) -> Period:
    """Return the ISO 8601 week `YYYY-Www`, from Monday to Sunday."""
    return _parse(PeriodKind.WEEK, text, zone)


def days(first: str, last: str, zone: str) -> Period:
    """Return the period from the day `first` to the day `last`, both included.

    Args:
        first: A day as ISO 8601 writes it (2021-10-01).
        last: A day as ISO 8601 writes it.
        zone: An IANA timezone.

    Raises:
        PeriodError: One of the days is no day, or `last` is before `first`.
    """
    start, end = _day("from", first), _day("to", last)
    if start < _EARLIEST:
        raise _impossible("from", first, f"a day from {_EARLIEST} on")
    if end < start:
        raise PeriodError(f"is before --from {first!r}", option="--to", value=last)
    if end == date.max:
        raise _impossible("to", last, "a day before 9999-12-31")
    return _days(start, end + timedelta(days=1), zone)


def last(kind: PeriodKind, now: datetime, zone: str) -> Period:
    """Return the last complete calendar period before `now`.

    Args:
        kind: One of CALENDAR_KINDS.
        now: The current time, with its offset.
        zone: The IANA timezone that decides the day.

    Raises:
        PeriodError: `kind` is not of the calendar.
    """
    if kind not in CALENDAR_KINDS:
        raise _impossible("last", kind, "one of " + ", ".join(CALENDAR_KINDS))
    return before(_CALENDAR[kind].containing(now.astimezone(timezone(zone)).date(), zone))


def before(period: Period) -> Period:
    """Return the period just before, of the same kind or of as many days (fewer at the start of the calendar)."""
    if period.kind is not PeriodKind.DAYS:
        return _CALENDAR[period.kind].containing(period.first - timedelta(days=1), period.zone)
    length = min(period.after - period.first, period.first - _BEFORE_EARLIEST)
    return _days(period.first - length, period.first, period.zone)


def named(name: str, zone: str) -> Period:
    """Return the period with this `name`."""
    if "_" in name:
        first, _, last_day = name.partition("_")
        return days(first, last_day, zone)
    if "W" in name:
        return week(name, zone)
    if "Q" in name:
        return quarter(name, zone)
    return month(name, zone) if "-" in name else year(name, zone)


# The calendar period of each kind that holds a day


def _month_of(day: date, zone: str) -> Period:
    return _of_months(PeriodKind.MONTH, f"{day.year:04}-{day.month:02}", day, zone)


def _quarter_of(day: date, zone: str) -> Period:
    return _of_months(PeriodKind.QUARTER, f"{day.year:04}-Q{(day.month + 2) // 3}", day, zone)


def _year_of(day: date, zone: str) -> Period:
    return _of_months(PeriodKind.YEAR, f"{day.year:04}", day, zone)


def _of_months(kind: PeriodKind, name: str, day: date, zone: str) -> Period:
    start = (day.month - 1) // MONTHS[kind] * MONTHS[kind]  # months of the year before the period
    years, end = divmod(start + MONTHS[kind], 12)
    return Period(
        kind=kind,
        name=name,
        first=date(day.year, start + 1, 1),
        after=date(day.year + years, end + 1, 1),
        zone=zone,
    )


def _week_of(day: date, zone: str) -> Period:
    iso = day.isocalendar()
    first = day - timedelta(days=day.weekday())
    return Period(
        kind=PeriodKind.WEEK,
        name=f"{iso.year:04}-W{iso.week:02}",
        first=first,
        after=first + timedelta(days=7),
        zone=zone,
    )


@dataclass(frozen=True, slots=True)
class _CalendarKind:
    """How a kind of calendar period is written, and how it is made from one of its days."""

    pattern: str
    expected: str
    day: Callable[..., date]
    containing: Callable[[date, str], Period]


_CALENDAR = {
    PeriodKind.MONTH: _CalendarKind(
        r"(\d{4})-(\d{2})", "a month such as 2021-10", lambda year, month: date(year, month, 1), _month_of
    ),
    PeriodKind.WEEK: _CalendarKind(
        r"(\d{4})-?[Ww](\d{2})",
        "an ISO week such as 2021-W41",
        lambda year, week: date.fromisocalendar(year, week, 1),
        _week_of,
    ),
    PeriodKind.QUARTER: _CalendarKind(
        r"(\d{4})-?[Qq]([1-4])",
        "a quarter such as 2021-Q4",
        lambda year, quarter: date(year, quarter * 3, 1),
        _quarter_of,
    ),
    PeriodKind.YEAR: _CalendarKind(
        r"(\d{4})", "a year such as 2021", lambda year: date(year, 1, 1), _year_of
    ),
}


def _parse(kind: PeriodKind, text: str, zone: str) -> Period:
    form = _CALENDAR[kind]
    found = re.fullmatch(form.pattern, text, re.ASCII)
    try:
        period = form.containing(form.day(*map(int, found.groups())), zone) if found else None
    except (ValueError, OverflowError):
        period = None  # no such month, or a period that ends after the last year
    if period and period.first >= _EARLIEST:
        return period
    raise _impossible(kind, text, form.expected)


def _days(first: date, after: date, zone: str) -> Period:
    name = f"{first}_{after - timedelta(days=1)}"
    return Period(kind=PeriodKind.DAYS, name=name, first=first, after=after, zone=zone)


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _impossible(option, text, "a day such as 2021-10-15") from None


def _impossible(option: str, text: str, expected: str) -> PeriodError:
    return PeriodError(f"expected {expected}", option=f"--{option}", value=text)
