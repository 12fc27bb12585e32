"""Find dates in text, with the names of months in 25 languages or in numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from functools import cache

from digest.dates.names import ends_month, month_number, utc_offset, weekday_number

LETTER = r"[^\W\d_]"
# Two months of the Levant have names of two words.
MONTH = rf"(?P<{{0}}>(?:(?:تشرين|كانون)\s+)?{LETTER}{{{{3,12}}}})\.?"
WEEKDAY = rf"(?:(?P<weekday>{LETTER}{{2,13}}(?:-feira)?)\.?[,،]?\s+)?"
TIME = (
    r"(?:[,،]?\s*(?:[-–—@|T]\s*|at\s+|à\s+|às\s+|a\s+las\s+|um\s+|alle\s+(?:ore\s+)?)?"
    r"(?P<hour>[012]?\d)\s?[:h]\s?(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:\.\d+)?)?(?!\d)"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?(?:\s*(?P<zone>Z|UTC?|GMT|[+-]\d{2}:?\d{2})\b)?(?:\s*Uhr\b)?)?"
)
OF = r"(?:(?:de|of)\s+|d[’'])?"
_FORMS = (
    (
        rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|º|°|ª|\.)?[\s-]*{OF}{MONTH.format('m1')}"
        r"[\s-]*,?\s*(?:del?\s+)?(?P<y1>\d{4})(?:\s?(?:г\.|року|р\.))?"
    ),
    rf"{MONTH.format('m2')}\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:,|de\b)?\s+(?P<y2>\d{{4}})",
    r"(?P<y3>\d{4})\s?[-/.]\s?(?P<m3>\d{1,2})\s?[-/.]\s?(?P<d3>\d{1,2})",
    r"(?P<a4>\d{1,2})(?:\s?[/.]\s?|-)(?P<b4>\d{1,2})(?:\s?[/.]\s?|-)(?P<y4>\d{4})",
    r"(?P<y6>\d{4})\s?[年년]\s?(?P<m6>\d{1,2})\s?[月월]\s?(?P<d6>\d{1,2})\s?[日일]",
    rf"(?P<y7>\d{{4}})\.?\s+{MONTH.format('m7')}\s+(?P<d7>\d{{1,2}})\b\.?",
)
_SHORT_YEAR_FORMS = (
    r"(?P<a5>\d{1,2})(?P<sep>[/.-])(?P<b5>\d{1,2})(?P=sep)(?P<y5>\d{2})(?![\d%°])",
    rf"(?P<d8>\d{{1,2}})\.?[\s-]{OF}{MONTH.format('m8')}[\s-](?:[’'](?P<y8>\d{{2}})|(?<=-)(?P<z8>\d{{2}}))\b",
)
_YEAR = re.compile(r"\d{4}")
_SHORT_YEAR = re.compile(r"[\d/.’'-]\d\d")  # in every date of any form: a quick test before the search
_START = r"(?<![^\W\u3000-\u9fff\uac00-\ud7af])(?<![\w]/)"
_END = r"(?!\d|[./-]\d)"
_DATE = re.compile(rf"{_START}{WEEKDAY}(?:{'|'.join(_FORMS)}){_END}{TIME}")
# What texts with a date hold: a digit and, but for dates of numbers or in Chinese, Japanese or Korean, a month.
_DIGIT = re.compile(r"\d")
_NO_MONTH_NEEDED = re.compile(r"\d\s?[-/.]\s?\d|[\u3000-\u9fff\uac00-\ud7af]")
_WORD = re.compile(rf"(?:(?<=\d)(?:st|nd|rd|th|er|º|ª))?({LETTER}+)")
_NUMERIC = re.compile(r"(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(?:\d{4}|\d{2}\b)")
# What stands between the days of a range, and before its last day: "12-", "vom 12. bis ", "30 May to ".
_DASH = r"\s?[-–—]\s?"
_TO = r"\s*(?:to|till|until|through|bis|al?|au|à|até|and|und|et|y|e|&|до|по|tot|do)\s+(?:el\s+|le\s+)?"
WEEKDAY_WORD = rf"(?:{LETTER}{{2,13}}\.?,?\s+)?"
BETWEEN_DAYS = rf"(?:{_DASH}|{_TO})"
_FIRST_DAY = re.compile(
    rf"(?:^|[^\w./:-])(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|er)?(?:(?P<dash>{_DASH})|{_TO}){WEEKDAY_WORD}$"
)
_FIRST_DATE = re.compile(
    rf"(?:^|[^\w./:-])(?:\d{{1,2}}\.?\s+{OF}(?P<m1>{LETTER}{{3,12}})\.?(?:,?\s+\d{{4}})?"
    rf"|(?P<m2>{LETTER}{{3,12}})\.?\s+\d{{1,2}}(?:,\s+\d{{4}})?"
    r"|\d{1,2}[/.]\d{1,2}[/.]?(?:\d{4}|\d\d)?|\d{4}-\d\d-\d\d)"
    rf"{BETWEEN_DAYS}{WEEKDAY_WORD}$"
)
_RANGE_AFTER = re.compile(
    rf"{BETWEEN_DAYS}{WEEKDAY_WORD}"
    rf"(?:\d{{1,2}}(?:\.|st|nd|rd|th)?\s+{OF}{LETTER}{{3,12}}\.?,?\s+\d{{4}}|{LETTER}{{3,12}}\s+\d{{1,2}},?\s+\d{{4}}"
    r"|\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d\d)|\d{4}-\d\d-\d\d)"
)
_LAST_WORD = re.compile(rf"({LETTER}+)[.,]?\s*$")
_FROM = {"from", "du", "vom", "von", "del", "dal", "da", "de", "od", "с", "van", "fra", "le"}
_LONGEST_RANGE_START = 40
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


def find(
    text: str, start: int = 0, *, month_first: bool = False, short_years: bool = False
) -> DateMatch | None:
    """Return the first date in `text`, or None. The days of a range, as events have, are no date.

    Args:
        text: Any text.
        start: Where to begin the search.
        month_first: Read 07/06/2015 as 6 July instead of 7 June. Where only one of the two orders
            makes a day, that one is taken.
        short_years: Read years of two digits too, as in 14/10/21; for lines that may state a date.
    """
    if not (_SHORT_YEAR if short_years else _YEAR).search(text, start) or not may_hold_date(text):
        return None
    for match in (_any_date() if short_years else _DATE).finditer(text, start):
        found = _to_date(match, month_first=month_first)
        if found and not _is_part_of_range(text, found):
            return found
    return None


@cache
def _any_date() -> re.Pattern[str]:
    """Compile the pattern that finds years of two digits too; only listing pages and web pages need it."""
    return re.compile(rf"{_START}{WEEKDAY}(?:{'|'.join((*_FORMS, *_SHORT_YEAR_FORMS))}){_END}{TIME}")


def may_hold_date(text: str) -> bool:
    """Return False, sooner than a search, for most texts that name neither a day nor a month."""
    if not _DIGIT.search(text):
        return False
    return _NO_MONTH_NEEDED.search(text) is not None or any(map(ends_month, _WORD.findall(text)))


def _is_part_of_range(text: str, found: DateMatch) -> bool:
    """Return True when a date is the first or the last day of several."""
    if _RANGE_AFTER.match(text, found.end):
        return True
    head = text[max(0, found.start - _LONGEST_RANGE_START) : found.start]
    first = _FIRST_DATE.search(head)
    if first and (month := first["m1"] or first["m2"]) and month_number(month) is None:
        first = None
    return first is not None or _begins_range(head, found.day.day)


def _begins_range(head: str, last: int) -> bool:
    """Return True when the text before a date ends in an earlier day of its month."""
    before = _FIRST_DAY.search(head)
    if not before or not 0 < int(before["day"]) < last:
        return False
    word = _LAST_WORD.search(head[: before.start("day")])
    is_spaced = before["dash"] and before["dash"] != before["dash"].strip()
    # "Room 12 - 14 October 2021" is a title with its date.
    return not (word and is_spaced and word[1].casefold() not in _FROM and weekday_number(word[1]) is None)


def _to_date(match: re.Match[str], *, month_first: bool) -> DateMatch | None:
    """Return the date of a match, or None if the day or the time is impossible."""
    groups = match.groupdict()
    day, swapped = _day_of(groups), None
    if match["a4"] or groups.get("a5"):
        day, swapped = _numeric_day(groups, month_first=month_first)
    if not day or (match["hour"] and int(match["hour"]) > 23):
        return None
    offset = utc_offset(match["zone"]) if match["zone"] else None
    if match["zone"] and offset is None:
        return None
    start, weekday = match.start(), None
    if match["weekday"]:
        weekday = weekday_number(match["weekday"])
        if weekday is None:  # any other word in front of the date
            start = match.end() - len(match.string[match.end("weekday") : match.end()].lstrip(".,،").lstrip())
    return DateMatch(day, _time_of_day(match), offset, start, match.end(), swapped, weekday)


def _numeric_day(groups: dict[str, str | None], *, month_first: bool) -> tuple[date | None, date | None]:
    """Return the day of a date such as 07/06/2015, and the other possible day or None."""
    form = "4" if groups["a4"] else "5"
    year, first, second = (_number(groups, name + form) for name in "yab")
    if form == "5":
        year = full_year(year)
    day, swapped = _valid_day(year, second, first), _valid_day(year, first, second)
    if month_first:
        day, swapped = swapped, day
    if day is None:
        return swapped, None
    return day, swapped if swapped != day else None


def _number(groups: dict[str, str | None], name: str) -> int:
    return int(groups.get(name) or 0)


def full_year(year: int) -> int:
    """Return the year of two digits as POSIX reads it: 69 to 99 are of the last century."""
    return year + (1900 if year >= 69 else 2000)


def _day_of(groups: dict[str, str | None]) -> date | None:
    """Return the day of a date that names its month or begins with the year."""
    for form in "36":
        if groups[f"y{form}"]:
            return _valid_day(*(_number(groups, name + form) for name in "ymd"))
    named = next((form for form in "1278" if groups.get(f"m{form}")), "")
    month = month_number(groups[f"m{named}"] or "") if named else None
    if not month:
        return None
    if named == "8":
        year = full_year(_number(groups, "y8") or _number(groups, "z8"))
    else:
        year = _number(groups, f"y{named}")
    return _valid_day(year, month, _number(groups, f"d{named}"))


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
    found = find(text, short_years=True) if _NUMERIC.search(text) else None
    numbers = _NUMERIC.search(text, found.start, found.end) if found else None
    if found is None or numbers is None:
        return 0
    if found.swapped is None:
        first, second = int(numbers[1]), int(numbers[2])
        return 5 * (first <= 12 < second) - 5 * (second <= 12 < first)
    if found.weekday is None:
        return 0
    return (found.swapped.weekday() == found.weekday) - (found.day.weekday() == found.weekday)
