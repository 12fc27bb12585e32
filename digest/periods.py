"""Periods: half-open spans of days in one named timezone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from digest.errors import PeriodError

KINDS = ("month", "week", "quarter", "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days from `first` to before `after`, both midnights of `zone`.

    `name` is stable and safe as a file name: 2021-10, 2021-W41, 2021-Q4, 2021,
    2021-10-01_2021-10-15 (ISO 8601, with `_` where it writes `/`).
    """

    kind: str
    name: str
    first: date
    after: date
    zone: str

    @property
    def start(self) -> datetime:
        """The first instant inside."""
        return midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """The first instant after."""
        return midnight(self.after, self.zone)

    @property
    def option(self) -> str:
        """The option that names it on the command line."""
        if self.kind == "days":
            return f"--from {self.first} --to {self.after - timedelta(days=1)}"
        return f"--{self.kind} {self.name}"

    def __contains__(self, moment: datetime) -> bool:
        # Compared in UTC: two times of one zone are compared by their wall clocks otherwise.
        return self.start.astimezone(UTC) <= moment.astimezone(UTC) < self.end.astimezone(UTC)


def timezone(name: str) -> ZoneInfo:
    """Return the IANA timezone `name`; PeriodError when there is none such."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        problem = "no such zone; expected an IANA name such as America/Costa_Rica"
        raise PeriodError(problem, option="timezone", value=name) from error


def midnight(day: date, zone: str) -> datetime:
    """Return the instant `day` begins in `zone`."""
    return datetime(day.year, day.month, day.day, tzinfo=timezone(zone))


def month(text: str, zone: str) -> Period:
    """Return the calendar month `YYYY-MM`."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", text, re.ASCII)
    if not found:
        raise _impossible("month", text, "a month such as 2021-10")
    return _months("month", text, text, int(found[1]), int(found[2]), 1, zone, "a month such as 2021-10")


def quarter(text: str, zone: str) -> Period:
    """Return the calendar quarter `YYYY-Qn`."""
    found = re.fullmatch(r"(\d{4})-?[Qq]([1-4])", text, re.ASCII)
    if not found:
        raise _impossible("quarter", text, "a quarter such as 2021-Q4")
    name = f"{found[1]}-Q{found[2]}"
    start = int(found[2]) * 3 - 2
    return _months("quarter", text, name, int(found[1]), start, 3, zone, "a quarter such as 2021-Q4")


def year(text: str, zone: str) -> Period:
    """Return the calendar year `YYYY`."""
    if not re.fullmatch(r"\d{4}", text, re.ASCII):
        raise _impossible("year", text, "a year such as 2021")
    return _months("year", text, text, int(text), 1, 12, zone, "a year such as 2021")


def week(text: str, zone: str) -> Period:
    """Return the ISO 8601 week `YYYY-Www`, Monday to Sunday."""
    found = re.fullmatch(r"(\d{4})-?[Ww](\d{2})", text, re.ASCII)
    try:
        if not found:
            raise ValueError  # noqa: TRY301 (one way out for both)
        first = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        after = first + timedelta(days=7)
    except (ValueError, OverflowError):
        raise _impossible("week", text, "an ISO week such as 2021-W41") from None
    name = f"{found[1]}-W{found[2]}"
    return Period(kind="week", name=name, first=first, after=after, zone=zone)


def days(first: str, last: str, zone: str) -> Period:
    """Return the days from `first` to `last`, both included."""
    ends = []
    for option, text in (("from", first), ("to", last)):
        try:
            ends.append(date.fromisoformat(text))
        except ValueError:
            raise _impossible(option, text, "a day such as 2021-10-15") from None
    start, end = ends
    if end < start:
        raise PeriodError(f"is before --from {first!r}", option="--to", value=last)
    if end == date.max:
        raise _impossible("to", last, "a day before 9999-12-31")
    return Period(kind="days", name=f"{start}_{end}", first=start, after=end + timedelta(days=1), zone=zone)


def last(kind: str, now: datetime, zone: str) -> Period:
    """Return the last complete period of `kind` (one of KINDS) before `now`."""
    today = now.astimezone(timezone(zone)).date()
    current = _containing(kind, today, zone)
    return _containing(kind, current.first - timedelta(days=1), zone)


def before(within: Period) -> Period:
    """Return the period of the same kind, or of as many days, that ends where this one begins."""
    if within.kind in KINDS:
        return _containing(within.kind, within.first - timedelta(days=1), within.zone)
    first = within.first - (within.after - within.first)
    return days(f"{first}", f"{within.first - timedelta(days=1)}", within.zone)


def named(name: str, zone: str) -> Period:
    """Return the period whose `name` this is."""
    if "_" in name:
        first, _, last_day = name.partition("_")
        return days(first, last_day, zone)
    if "W" in name:
        return week(name, zone)
    if "Q" in name:
        return quarter(name, zone)
    return month(name, zone) if "-" in name else year(name, zone)


def _containing(kind: str, day: date, zone: str) -> Period:
    if kind == "month":
        return month(f"{day:%Y-%m}", zone)
    if kind == "quarter":
        return quarter(f"{day.year:04}-Q{(day.month + 2) // 3}", zone)
    if kind == "week":
        iso = day.isocalendar()
        return week(f"{iso.year:04}-W{iso.week:02}", zone)
    if kind == "year":
        return year(f"{day.year:04}", zone)
    raise _impossible("last", kind, "one of " + ", ".join(KINDS))


def _months(  # noqa: PLR0913 (one builder for month, quarter and year)
    kind: str, text: str, name: str, year: int, start: int, count: int, zone: str, expected: str
) -> Period:
    try:
        first = date(year, start, 1)
        after = date(year + (start + count - 1) // 12, (start + count - 1) % 12 + 1, 1)
    except ValueError:
        raise _impossible(kind, text, expected) from None
    return Period(kind=kind, name=name, first=first, after=after, zone=zone)


def _impossible(option: str, text: str, expected: str) -> PeriodError:
    return PeriodError(f"expected {expected}", option=f"--{option}", value=text)
