"""Find dates in text, in words of six languages or in numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from digest.dates.names import month_number, utc_offset, weekday_number

LETTER = r"[^\W\d_]"
MONTH = rf"(?P<{{0}}>{LETTER}{{{{3,10}}}})\.?"
WEEKDAY = rf"(?:(?P<weekday>{LETTER}{{2,13}}(?:-feira)?)\.?,?\s+)?"
TIME = (
    r"(?:,?\s*(?:[-–—@|T]\s*|at\s+|à\s+|às\s+|a\s+las\s+|um\s+|alle\s+(?:ore\s+)?)?"
    r"(?P<hour>[012]?\d)\s?[:h]\s?(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:\.\d+)?)?(?!\d)"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?(?:\s*(?P<zone>Z|UTC?|GMT|[+-]\d{2}:?\d{2})\b)?)?"
)
_FORMS = (
    (
        rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|º|°|ª|\.)?[\s-]*(?:(?:de|of|d’|d')\s*)?{MONTH.format('m1')}"
        r"[\s-]*,?\s*(?:del?\s+)?(?P<y1>\d{4})"
    ),
    rf"{MONTH.format('m2')}\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<y2>\d{{4}})",
    r"(?P<y3>\d{4})\s?[-/.]\s?(?P<m3>\d{1,2})\s?[-/.]\s?(?P<d3>\d{1,2})",
    r"(?P<a4>\d{1,2})(?:\s?[/.]\s?|-)(?P<b4>\d{1,2})(?:\s?[/.]\s?|-)(?P<y4>\d{4})",
)
_YEAR = re.compile(r"\d{4}")
_DATE = re.compile(rf"(?<![\w/]){WEEKDAY}(?:{'|'.join(_FORMS)})(?!\d|[./-]\d){TIME}")
_NUMERIC = re.compile(r"(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?\d{4}")
FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date found in a text, and its place there (`start` and `end` as in `re.Match`).

    `time_of_day` and `offset` are None where the text states none. `swapped` is the day with its month
    and day exchanged, where numbers alone leave both possible. `weekday` counts from 0, Monday,
    and is the one the text names.
    """

    day: date
    time_of_day: time | None
    offset: tzinfo | None
    start: int
    end: int
    swapped: date | None = None
    weekday: int | None = None

    def to_datetime(self, zone: tzinfo) -> datetime:
        """Return the instant; without an offset it is in `zone`, without a time it is midnight."""
        return datetime.combine(self.day, self.time_of_day or time(), self.offset or zone)


def find(text: str, start: int = 0, *, month_first: bool = False) -> DateMatch | None:
    """Return the first date in `text`, or None.

    Args:
        text: Any text.
        start: Where to begin the search.
        month_first: Read 07/06/2015 as 6 July instead of 7 June. Where only one of the two orders
            makes a day, that one is taken.
    """
    if not _YEAR.search(text, start):
        return None
    for match in _DATE.finditer(text, start):
        found = _to_date(match, month_first=month_first)
        if found:
            return found
    return None


def _to_date(match: re.Match[str], *, month_first: bool) -> DateMatch | None:
    """Return the date of a match, or None if the day or the time is impossible."""
    day, swapped = _numeric_day(match, month_first=month_first) if match["a4"] else (_day_of(match), None)
    if not day or (match["hour"] and int(match["hour"]) > 23):
        return None
    offset = utc_offset(match["zone"]) if match["zone"] else None
    if match["zone"] and offset is None:
        return None
    start, weekday = match.start(), None
    if match["weekday"]:
        weekday = weekday_number(match["weekday"])
        if weekday is None:  # any other word in front of the date
            start = match.end() - len(match.string[match.end("weekday") : match.end()].lstrip(".,").lstrip())
    return DateMatch(day, _time_of_day(match), offset, start, match.end(), swapped, weekday)


def _numeric_day(match: re.Match[str], *, month_first: bool) -> tuple[date | None, date | None]:
    """Return the day of a date such as 07/06/2015, and the other possible day or None."""
    year, first, second = int(match["y4"]), int(match["a4"]), int(match["b4"])
    day, swapped = _valid_day(year, second, first), _valid_day(year, first, second)
    if month_first:
        day, swapped = swapped, day
    if day is None:
        return swapped, None
    return day, swapped if swapped != day else None


def _day_of(match: re.Match[str]) -> date | None:
    """Return the day of a date in ISO order or with the month's name."""
    if match["y3"]:
        return _valid_day(int(match["y3"]), int(match["m3"]), int(match["d3"]))
    form = "1" if match["y1"] else "2"
    month = month_number(match[f"m{form}"])
    return _valid_day(int(match[f"y{form}"]), month, int(match[f"d{form}"])) if month else None


def _valid_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def _time_of_day(match: re.Match[str]) -> time | None:
    if not match["hour"]:
        return None
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"][0] in "Pp" else 0)
    return time(hour, int(match["minute"] or 0), int(match["second"] or 0))


def month_comes_first(lines: Iterable[str]) -> bool:
    """Return True when the numeric dates of a page are written month first.

    A number over 12 in either place decides, then the weekdays beside the dates.
    """
    return sum(map(_vote_for_month_first, lines)) > 0


def _vote_for_month_first(text: str) -> int:
    """Return a positive number for month first, a negative one for day first, 0 for no evidence."""
    found = find(text) if _NUMERIC.search(text) else None
    numbers = _NUMERIC.search(text, found.start, found.end) if found else None
    if found is None or numbers is None:
        return 0
    if found.swapped is None:
        first, second = int(numbers[1]), int(numbers[2])
        return 5 * (first <= 12 < second) - 5 * (second <= 12 < first)
    if found.weekday is None:
        return 0
    return (found.swapped.weekday() == found.weekday) - (found.day.weekday() == found.weekday)
