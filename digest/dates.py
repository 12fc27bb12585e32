"""Dates as people write them: whole lines, machine forms, and datelines at the head of a text.

Month and weekday names come from CLDR through Babel. Nothing is guessed: a text that is not
wholly a date gives None, a day that no calendar has gives None, and a wrong weekday is no error.
"""

from __future__ import annotations

import functools
import re
import warnings
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from datetime import timezone as fixed_offset

from digest.text import fold

LANGUAGES = ("en", "es", "fr", "pt", "de", "it")

# Zone names that mails and feeds still use: RFC 5322 section 4.3 and the summer times of Europe.
_ZONES = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MET": 1,
    "MEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7,
    "MDT": -6, "PST": -8, "PDT": -7, "AST": -4, "ADT": -3,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """A date found in a text: the day, the time and offset where stated, and where it stood.

    `other` is the day with month and day exchanged, where figures alone leave both possible.
    """

    day: date
    at: time | None
    offset: tzinfo | None
    start: int
    end: int
    other: date | None = None
    weekday: int | None = None

    def moment(self, zone: tzinfo) -> datetime:
        """Return the instant; a day alone begins at midnight of `zone`."""
        return datetime.combine(self.day, self.at or time(), self.offset or zone)


@functools.cache
def _names() -> tuple[dict[str, int], dict[str, int]]:
    from babel import Locale  # noqa: PLC0415 (only pages with dates in words need it)

    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    for language in LANGUAGES:
        locale = Locale.parse(language)
        for table, known in ((locale.months, months), (locale.days, weekdays)):
            for context in ("format", "stand-alone"):
                for width in ("wide", "abbreviated", "short"):
                    for number, name in table[context].get(width, {}).items():
                        if len(key := fold(name).split(" ")[0]) > 1:
                            known.setdefault(key, number)
    months.setdefault("sept", 9)
    return months, weekdays


_WORD = r"[^\W\d_]"
_MONTH = rf"(?P<{{0}}>{_WORD}{{{{3,10}}}})\.?"
_WEEKDAY = rf"(?:(?P<weekday>{_WORD}{{2,13}}(?:-feira)?)\.?,?\s+)?"
_TIME = (
    r"(?:,?\s*(?:[-–—@|T]\s*|at\s+|à\s+|às\s+|a\s+las\s+|um\s+|alle\s+(?:ore\s+)?)?"
    r"(?P<hour>[012]?\d)\s?[:h]\s?(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:\.\d+)?)?(?!\d)"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?(?:\s*(?P<zone>Z|UTC?|GMT|[+-]\d{2}:?\d{2})\b)?)?"
)
_FORMS = (
    (
        rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|º|°|ª|\.)?[\s-]*(?:(?:de|of|d’|d')\s*)?{_MONTH.format('m1')}"
        r"[\s-]*,?\s*(?:del?\s+)?(?P<y1>\d{4})"
    ),
    rf"{_MONTH.format('m2')}\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<y2>\d{{4}})",
    r"(?P<y3>\d{4})\s?[-/.]\s?(?P<m3>\d{1,2})\s?[-/.]\s?(?P<d3>\d{1,2})",
    r"(?P<a4>\d{1,2})(?:\s?[/.]\s?|-)(?P<b4>\d{1,2})(?:\s?[/.]\s?|-)(?P<y4>\d{4})",
)
_YEAR = re.compile(r"\d{4}")
_DATE = re.compile(rf"(?<![\w/]){_WEEKDAY}(?:{'|'.join(_FORMS)})(?!\d|[./-]\d){_TIME}")


def find(text: str, start: int = 0, *, month_first: bool = False) -> Written | None:
    """Return the first date in `text` from `start` on, or None.

    Figures alone (07/06/2015) are read day first, or month first where asked; where only one
    order makes a day, that one.
    """
    if not _YEAR.search(text, start):
        return None
    for match in _DATE.finditer(text, start):
        written = _written(match, month_first=month_first)
        if written:
            return written
    return None


def _written(match: re.Match[str], *, month_first: bool) -> Written | None:
    months, weekdays = _names()
    start, weekday = match.start(), None
    if match["weekday"]:
        weekday = weekdays.get(fold(match["weekday"]).split(" ")[0])
        if weekday is None:  # a word that only happened to stand before the date
            start = match.end("weekday") + len(re.match(r"[.,\s]*", match.string[match.end("weekday") :])[0])  # type: ignore[index]
    other = None
    if match["a4"]:
        year, first, second = int(match["y4"]), int(match["a4"]), int(match["b4"])
        both = (_day(year, second, first), _day(year, first, second))
        day, other = (both[1], both[0]) if month_first else both
        day, other = (day, other) if day else (other, None)
    elif match["y3"]:
        day = _day(int(match["y3"]), int(match["m3"]), int(match["d3"]))
    else:
        form = "1" if match["y1"] else "2"
        number = months.get(fold(match["m" + form]))
        day = _day(int(match["y" + form]), number, int(match["d" + form])) if number else None
    if not day:
        return None
    if match["hour"] and int(match["hour"]) > 23:
        return None
    at, offset = _clock(match)
    if match["zone"] and offset is None:
        return None
    return Written(day, at, offset, start, match.end(), other if other != day else None, weekday)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 <= year <= 2200 else None
    except ValueError:
        return None


def _clock(match: re.Match[str]) -> tuple[time | None, tzinfo | None]:
    if not match["hour"]:
        return None, None
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"][0] in "Pp" else 0)
    at = time(hour, int(match["minute"] or 0), int(match["second"] or 0))
    return at, _offset(match["zone"]) if match["zone"] else None


@functools.lru_cache(maxsize=128)
def _offset(text: str) -> tzinfo | None:
    """Return the offset that `+05:30`, `-0600` or a zone's name stands for; None for one of a day or more."""
    if text[0] in "+-":
        digits = text[1:].replace(":", "")
        size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return fixed_offset(-size if text[0] == "-" else size) if size < timedelta(days=1) else None
    hours = _ZONES[text.upper()]
    return fixed_offset(timedelta(hours=hours)) if hours else UTC


_FIGURES = re.compile(r"\d\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}")


def month_comes_first(lines: list[str]) -> bool:
    """Return whether the figures-only dates of one page are written month first.

    A figure over twelve in either place decides, then the weekdays beside the dates.
    """
    votes = 0
    for text in lines:
        found = find(text) if _FIGURES.search(text) else None
        if found is None or not _FIGURES.search(text, found.start, found.end):
            continue
        if found.other is None:
            first = int(re.search(r"\d{1,2}", text[found.start :])[0])  # type: ignore[index]
            second = found.day.day if first != found.day.day else found.day.month
            votes += (first <= 12 < second) * 5 - (second <= 12 < first) * 5
        elif found.weekday is not None:
            votes += (found.other.weekday() == found.weekday) - (found.day.weekday() == found.weekday)
    return votes > 0


def machine(text: str, zone: tzinfo, *, thorough: bool = True) -> datetime | None:
    """Return the second a feed or a page states, or None; without an offset it is of `zone`.

    Reads RFC 3339, ISO 8601, RFC 822 and 5322 with two-digit years and zone names, then
    whatever dateutil reads in full (never fuzzily), which takes a hundred times as long and is
    tried only where `thorough`.
    """
    text = " ".join(text.split())
    if not text or len(text) > 100 or not _DIGIT.search(text):
        return None
    found = _iso(text) or _usual(text) or _mail(text) or _whole(text) or (_loose(text) if thorough else None)
    if found is None:
        return None
    try:
        found = found if found.tzinfo else found.replace(tzinfo=zone)
        found.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return found.replace(microsecond=0) if 1900 <= found.year <= 2200 else None


_DIGIT = re.compile(r"\d")
_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_USUAL = re.compile(
    rf"(?:[A-Z][a-z]{{2}}, )?([0-3]?[0-9]) ({'|'.join(_ENGLISH)}) ((?:19|20)[0-9]{{2}}) "
    r"([0-2][0-9]):([0-5][0-9]):([0-5][0-9]) (GMT|[+-](?:0[0-9]|1[0-4])[0-5][0-9])",
)


def _iso(text: str) -> datetime | None:
    if not text[:4].isdigit() or len(text) < 10:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _usual(text: str) -> datetime | None:
    """Read the one form nearly all feeds and mails use, which the others read too, but slower."""
    found = _USUAL.fullmatch(text)
    if not found:
        return None
    day, month, year, hour, minute, second, zone = found.groups()
    try:
        return datetime(
            int(year), _ENGLISH.index(month) + 1, int(day), int(hour), int(minute), min(int(second), 59),
            tzinfo=_offset(zone),
        )  # fmt: skip
    except ValueError:
        return None


def _mail(text: str) -> datetime | None:
    from email.utils import parsedate_tz  # noqa: PLC0415 (25 ms that few runs need)

    try:
        parts = parsedate_tz(text)
    except (ValueError, TypeError, IndexError):
        return None
    if not parts or not re.search(r"\d{1,2}:\d{2}", text):
        return None
    stated = re.search(r"\d{1,2}:\d{2}(?::\d{2})?\s*(?:GMT|UTC?)?\s*([+-]\d{2}:?\d{2})\b", text)
    name = next((word for word in re.findall(r"[A-Z]+", text.upper()) if word in _ZONES), None)
    offset = _offset(stated[1]) if stated else _offset(name) if name else None
    if stated and offset is None:
        return None
    try:
        return datetime(*parts[:5], min(parts[5], 59), tzinfo=offset)
    except (ValueError, TypeError):
        return None


# All that dateutil understands, in its own English, beside names of zones.
_KNOWN_TO_DATEUTIL = frozenset({
    "a", "ad", "am", "and", "at", "h", "hour", "hours", "m", "minute", "minutes", "nd", "of", "on", "p",
    "pm", "rd", "s", "second", "seconds", "st", "t", "th", "z", "mon", "monday", "tue", "tues", "tuesday",
    "wed", "wednesday", "thu", "thur", "thurs", "thursday", "fri", "friday", "sat", "saturday", "sun",
    "sunday", "jan", "january", "feb", "february", "mar", "march", "apr", "april", "may", "jun", "june",
    "jul", "july", "aug", "august", "sep", "sept", "september", "oct", "october", "nov", "november", "dec",
    "december",
})  # fmt: skip
_WORDS = re.compile(rf"{_WORD}+")
_SECONDS = {name: hours * 3600 for name, hours in _ZONES.items()}
_NUMERIC_OFFSET = re.compile(r"[+-]\d")


def _is_wholly_a_date(text: str) -> bool:
    """Return whether dateutil may understand every word; to ask it itself costs a hundred times as much."""
    unknown = [
        word for word in _WORDS.findall(text) if word.lower() not in _KNOWN_TO_DATEUTIL and word not in _ZONES
    ]
    # Any name may stand for a zone whose offset is stated beside it.
    return not unknown or (
        _NUMERIC_OFFSET.search(text) is not None
        and all(word.isupper() and 3 <= len(word) <= 5 for word in unknown)
    )


def _whole(text: str) -> datetime | None:
    written = find(text)
    if written and written.start == 0 and written.end == len(text):
        return datetime.combine(written.day, written.at or time(), written.offset)
    return None


def _loose(text: str) -> datetime | None:
    if not 3 <= len(re.findall(r"\d+", text)) <= 9:  # dateutil would fill in what is missing with today
        return None
    if not _is_wholly_a_date(text):
        return None
    from dateutil import parser  # noqa: PLC0415 (a last resort that few runs need)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a zone it does not know is no zone of ours either
            return parser.parse(text, default=datetime(1, 1, 1), tzinfos=_SECONDS)  # noqa: DTZ001 (naive until the caller's zone)
    except (ValueError, ArithmeticError, TypeError, Warning):
        return None


# A place as datelines write it: capitalised words, with the small words of place names between.
_PLACE = (
    r"[A-ZÀ-Þ][\w.'’-]*(?:(?:,\s*|\s*/\s*|\s+&\s+|\s+)(?:(?:de|del|la|las|los|el|of|the|and|y|e|da|do|dos|du|des)\s+)?"
    r"\(?[A-ZÀ-Þ][\w.'’-]*\)?){0,8}"
)
_SHORT_DAY = (
    rf"(?:{_MONTH.format('m5')}\s+(?P<d5>\d{{1,2}})|(?P<d6>\d{{1,2}})(?:\s+de)?\s+{_MONTH.format('m6')})"
)
_DAY_ALONE = re.compile(rf"\W*{_WEEKDAY}{_SHORT_DAY}{_TIME}\W*")
_BEFORE = re.compile(rf"\(?(?:{_PLACE}?(?:\.?\s*[-–—]+|,|\.)\s*)?\(?")
_AFTER = re.compile(rf"\s*\)?(?:,\s*{_PLACE})?\s*\)?(?:\.?\s*[-–—:]+\s*|\.\s+|\.?(?=\n|$)|(?<=\))\s+)")
_YEARLESS = re.compile(
    rf"\(?(?:(?P<place>{_PLACE}?),\s*)?{_SHORT_DAY}(?:,\s*{_PLACE})?\s*\)?\.?\s*[-–—:]+\s+"
)
_LONGEST = 140


def is_day_alone(text: str) -> bool:
    """Return whether all of `text` is a day and its month, with no year."""
    found = _DAY_ALONE.fullmatch(text) if len(text) < 60 and re.search(r"\d", text) else None
    if not found or (found["weekday"] and fold(found["weekday"]).split(" ")[0] not in _names()[1]):
        return False
    return fold(found["m5"] or found["m6"]) in _names()[0]


def split_dateline(text: str) -> tuple[Written | None, str]:
    """Return the date that the dateline at the head of `text` states, and the text without it.

    "Tijuana, Mexico, February 28, 2019. Thirty…" gives 2019-02-28 and "Thirty…". A dateline
    with a day but no year is taken off too and gives None; one with a place alone stays.
    """
    head = text.lstrip()[:_LONGEST].replace("\xa0", " ")
    body = text.lstrip()
    if not re.search(r"\d", head):
        return None, text
    first_line = head.split("\n", 1)[0]
    found = find(first_line)
    if found and _BEFORE.fullmatch(head, 0, found.start):
        after = _AFTER.match(head, found.end)
        if after and not (found.start == 0 and after[0].strip() == "."):
            return found, body[after.end() :].lstrip("\n ")
    short = _YEARLESS.match(head)
    if short:
        months, _ = _names()
        if fold(short["m5"] or short["m6"]) in months:
            return None, body[short.end() :]
    return None, text
