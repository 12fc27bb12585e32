"""Read the timestamps of feeds, mails and web pages."""

from __future__ import annotations

import functools
import re
import warnings
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, tzinfo
from itertools import chain
from typing import TYPE_CHECKING

from digest.dates.names import ZONE_HOURS, month_number, utc_offset
from digest.dates.search import FIRST_YEAR, LAST_YEAR, LETTER, find, full_year
from digest.dates.zones import named_zone, split_zone

if TYPE_CHECKING:
    from dateutil import parser

_LONGEST = 100
_DIGIT = re.compile(r"\d")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_COMMON = re.compile(
    rf"(?:[A-Z][a-z]{{2}}, )?([0-3]?[0-9]) ({'|'.join(_MONTHS)}) ((?:19|20)[0-9]{{2}}) "
    r"([0-2][0-9]):([0-5][0-9]):([0-5][0-9]) (GMT|[+-](?:0[0-9]|1[0-4])[0-5][0-9])",
)
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_CLOCK_WITH_OFFSET = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?\s*(?:GMT|UTC?)?\s*([+-]\d{2}:?\d{2})\b")
_HALF_OF_DAY = re.compile(r"\d\s?[AaPp]\.?[Mm]\b")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(rf"{LETTER}+")
_NUMERIC_OFFSET = re.compile(r"[+-]\d")
_YEAR_ZERO = re.compile(r"[\s-]0\d{3}\s+\d{1,2}:")  # the time that Go and WordPress write for none
_YEAR_FIRST = re.compile(r"\d{4}([\s/.-])\d\d?\1\d\d?(?![\d:])|\d{8}")
_ZONE_SECONDS = {name: int(hours * 3600) for name, hours in ZONE_HOURS.items()}


def parse_timestamp(text: str, zone: tzinfo, *, use_dateutil: bool = True) -> datetime | None:
    """Return the instant a feed, a mail or a page states, to the second, or None.

    Reads RFC 3339, ISO 8601, RFC 822 and 5322 with two-digit years and zone names, then the forms
    of `find`, then all that dateutil reads without guessing.

    Args:
        text: The timestamp as the document states it.
        zone: The timezone of a timestamp without an offset.
        use_dateutil: Try dateutil last, which takes a hundred times as long as all others.
    """
    text = " ".join(text.split())
    if not text or len(text) > _LONGEST or not _DIGIT.search(text):
        return None
    found = _read_iso(text) or _read_common(text)
    if found is None:
        text, name = split_zone(text)
        zone = (named_zone(name) if name else None) or zone
        found = _read_unusual(text, use_dateutil=use_dateutil)
    return _in_range(found, zone) if found else None


def _read_unusual(text: str, *, use_dateutil: bool) -> datetime | None:
    if _YEAR_ZERO.search(text):
        return None
    found = _read_iso(text) or _read_mail_date(text) or _read_found_date(text)
    return _read_by_dateutil(text) if found is None and use_dateutil else found


def _in_range(found: datetime, zone: tzinfo) -> datetime | None:
    """Return `found` with a timezone and whole seconds; None for a year no article can have."""
    try:
        found = found if found.tzinfo else found.replace(tzinfo=zone)
        found.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return found.replace(microsecond=0) if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _read_iso(text: str) -> datetime | None:
    if not text[:4].isdigit() or len(text) < 10:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _read_common(text: str) -> datetime | None:
    """Read the form of nearly all feeds and mails; the other readers know it too but are slower."""
    found = _COMMON.fullmatch(text)
    if not found:
        return None
    day, month, year, hour, minute, second, zone = found.groups()
    try:
        return datetime(
            int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), min(int(second), 59),
            tzinfo=utc_offset(zone),
        )  # fmt: skip
    except ValueError:
        return None


def _read_mail_date(text: str) -> datetime | None:
    """Read the dates of RFC 5322, its obsolete forms included (section 4.3)."""
    from email.utils import parsedate_tz  # 25 ms that few runs need

    try:
        parts = parsedate_tz(text)
    except (ValueError, TypeError, IndexError):
        return None
    if not parts or not _CLOCK.search(text) or _HALF_OF_DAY.search(text):
        return None
    stated = _CLOCK_WITH_OFFSET.search(text)
    name = next((word for word in re.findall(r"[A-Z]+", text.upper()) if word in ZONE_HOURS), None)
    zone = stated[1] if stated else name
    offset = utc_offset(zone) if zone else None
    if stated and offset is None:
        return None
    try:
        return datetime(*parts[:5], min(parts[5], 59), tzinfo=offset)
    except (ValueError, TypeError):
        return None


def _read_found_date(text: str) -> datetime | None:
    """Read a text that is one date as people write it, and nothing else."""
    found = find(text)
    if found and found.start == 0 and found.end == len(text):
        return datetime.combine(found.day, found.time_of_day or time(), found.offset)
    return None


def _read_by_dateutil(text: str) -> datetime | None:
    # With fewer numbers dateutil would fill in today's date.
    if not 3 <= len(_NUMBER.findall(text)) <= 9 or not _may_suit_dateutil(text):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # dateutil only warns of a zone it does not know
            start = datetime.combine(date.min, time.min)
            read = functools.partial(_dateutil_parser().parse, text, default=start, tzinfos=_ZONE_SECONDS)
            found: datetime = read()
            is_certain = _has_plain_order(text) or found == read(dayfirst=True) == read(yearfirst=True)
    except (ValueError, ArithmeticError, TypeError, Warning):
        return None
    return found if is_certain else None


@functools.cache
def _dateutil_parser() -> parser.parser:
    """Return dateutil's parser with a fixed century: its own depends on the current year."""
    from dateutil import parser  # a last resort that few runs need

    class FixedCentury(parser.parserinfo):
        def convertyear(self, year: int, century_specified: bool = False) -> int:  # noqa: FBT001, FBT002 (dateutil's signature)
            return year if century_specified or year >= 100 else full_year(year)

    return parser.parser(FixedCentury())


def _has_plain_order(text: str) -> bool:
    """Return False for a date such as 05-10-21, where any of the three may be the day, month or year."""
    names_month = any(month_number(word) for word in _WORD.findall(text))
    return names_month or _YEAR_FIRST.search(text) is not None


def _may_suit_dateutil(text: str) -> bool:
    """Return False when a word of `text` makes dateutil fail, which costs it a hundred times as long."""
    known = _dateutil_words()
    unknown = [word for word in _WORD.findall(text) if word.lower() not in known and word not in ZONE_HOURS]
    if not unknown:
        return True
    # dateutil takes any name for a zone that has its offset beside it.
    has_offset = _NUMERIC_OFFSET.search(text) is not None
    return has_offset and all(word.isupper() and 3 <= len(word) <= 5 for word in unknown)


@functools.cache
def _dateutil_words() -> frozenset[str]:
    """Return all words that dateutil understands, in lower case."""
    from dateutil.parser import parserinfo  # a last resort that few runs need

    groups: Iterator[tuple[str, ...]] = chain(
        parserinfo.WEEKDAYS, parserinfo.MONTHS, parserinfo.HMS, parserinfo.AMPM
    )
    words = [*parserinfo.JUMP, *parserinfo.PERTAIN, *parserinfo.UTCZONE, *chain.from_iterable(groups)]
    return frozenset(word.lower() for word in words if word.isalpha())
