"""Dates in figures, such as 07/06/2015: all those of a document show if the day or the month comes first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo

from digest import dates

_FIGURES = re.compile(r"(?<![\d/.-])\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}(?!\d)")
_SHORT_YEAR = re.compile(
    r"((?:[^\W\d_]{2,13}\.?,?\s)?\d{1,2}\s?[/.]\s?\d{1,2}\s?[/.]\s?)(\d{2})((?:[,\s].{0,60})?)"
)


def has_figures(text: str) -> bool:
    """Return True if a date is written in figures that do not begin with the year."""
    return _FIGURES.search(text) is not None


def with_full_year(text: str) -> str:
    """Return a date on one line with its year of two digits written out."""
    found = _SHORT_YEAR.fullmatch(text)
    if not found:
        return text
    day_and_month, year, rest = found.groups()
    return f"{day_and_month}{dates.full_year(int(year))}{rest}"


def read(text: str, zone: tzinfo, *, month_first: bool) -> datetime | None:
    """Return the instant of a date in figures, or None if the text is anything else or more."""
    text, name = dates.split_zone(text)
    found = dates.find(text, month_first=month_first)
    if not found or (found.start, found.end) != (0, len(text)):
        return None
    return found.to_datetime((dates.named_zone(name) if name else None) or zone)


def first_ambiguous(texts: Iterable[str]) -> str | None:
    """Return the first date that can be read in two ways, or None if another settles the order."""
    first = None
    for text in texts:
        found = dates.find(text) if has_figures(text) else None
        if found is None:
            continue
        if found.weekday is not None or (not found.swapped and found.day.day != found.day.month):
            return None
        if found.swapped:
            first = first or text
    return first


def undecided(text: str) -> str:
    """Return the sentence about a date that can be read in two ways."""
    return f"{text!r} can be read day first or month first; no other date decides, so the day comes first"
