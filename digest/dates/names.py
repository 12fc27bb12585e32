"""Names of months, weekdays and timezones."""

from __future__ import annotations

import functools
from datetime import UTC, timedelta, timezone, tzinfo

from digest.dates.calendar_names import MONTHS, WEEKDAYS
from digest.text import fold

# Names that mails and feeds use (RFC 5322, section 4.3, and others), in hours east of UTC. Names of
# several zones, such as IST, are left out.
ZONE_HOURS: dict[str, float] = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MET": 1,
    "MEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7,
    "MDT": -6, "PST": -8, "PDT": -7, "AST": -4, "ADT": -3, "NST": -3.5, "NDT": -2.5, "AKST": -9, "AKDT": -8,
    "HST": -10, "BRT": -3, "ART": -3, "WAT": 1, "CAT": 2, "SAST": 2, "EAT": 3, "TRT": 3, "PKT": 5, "ICT": 7,
    "WIB": 7, "HKT": 8, "SGT": 8, "PHT": 8, "AWST": 8, "JST": 9, "KST": 9, "ACST": 9.5, "ACDT": 10.5,
    "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_LAST_WORDS_OF_MONTHS = {name.split(" ")[-1] for name in MONTHS}


@functools.lru_cache(maxsize=4096)
def ends_month(word: str) -> bool:
    """Return True for a month's name, or the last of its words."""
    return fold(word) in _LAST_WORDS_OF_MONTHS


@functools.lru_cache(maxsize=1024)
def month_number(name: str) -> int | None:
    """Return the number of a month, from 1, by its name or abbreviation; None for another word."""
    return MONTHS.get(fold(name))


def weekday_number(name: str) -> int | None:
    """Return the number of a weekday, from 0 for Monday; None for another word."""
    return WEEKDAYS.get(fold(name).split(" ")[0])


@functools.lru_cache(maxsize=128)
def utc_offset(text: str) -> tzinfo | None:
    """Return the offset that `+05:30`, `-0600` or the name of a zone stands for; None from 24 hours on."""
    if text[0] in "+-":
        digits = text[1:].replace(":", "")
        size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return timezone(-size if text[0] == "-" else size) if size < timedelta(days=1) else None
    hours = ZONE_HOURS[text.upper()]
    return timezone(timedelta(hours=hours)) if hours else UTC
