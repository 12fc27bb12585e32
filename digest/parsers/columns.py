"""A column of dates, as one hand or one machine wrote it: its order and its clock are found from all its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from digest import dates
from digest.model import Notice
from digest.parsers.entry import MOST_UNDATED, Entry, limited_notices
from digest.text import line

_FIGURES = re.compile(r"(?<![\d/.-])\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}(?!\d)")
_SHORT_YEAR = re.compile(r"(\d{1,2}\s?[/.]\s?\d{1,2}\s?[/.]\s?)(\d{2})((?:[,\s].{0,40})?)")
_THREE_PAIRS = re.compile(r"\d{1,2}-\d{1,2}-\d{2}(?!\d).{0,40}")
_SERIAL = re.compile(r"[345]\d{4}(?:[.,]\d{1,12})?")


@dataclass(frozen=True, slots=True)
class _Stated:
    entry: Entry
    part: str
    text: str


def settle(entries: Sequence[Entry], source: str, zone: tzinfo) -> list[Notice]:
    """Put every entry's dates into ISO 8601, or take away those that are none; return a notice for these.

    Figures alone (07/06/2015) are read in the order that the whole column shows, else day first.
    Seconds and milliseconds since 1970 count where all rows are such. A spreadsheet's day numbers
    do not: they begin in 1900 or in 1904, and nothing in a text file says which.
    """
    notices: list[Notice] = []
    stated = [
        _Stated(e, part, text) for e in entries for part in ("published", "updated") if (text := _of(e, part))
    ]
    figures = [text for text in dict.fromkeys(one.text for one in stated) if _FIGURES.search(text)]
    months = dates.month_comes_first(figures)
    for part in ("published", "updated"):
        column = [one for one in stated if one.part == part]
        texts = list(dict.fromkeys(one.text for one in column))
        known = _moments(texts, zone, month_first=months)
        unread = []
        for one in column:
            moment = known[one.text]
            setattr(one.entry, part, moment or "")
            if moment is None:
                unread.append(one)
        notices += _unread(unread, source, are_serials=all(_SERIAL.fullmatch(text) for text in texts))
    if not months and (doubtful := _doubtful(stated)):
        told = f"{doubtful.text!r} and its like may be read both ways, and no date in it tells; the day is taken to come first"
        notices.append(Notice(source=source, line=doubtful.entry.line, text=told))
    return notices


def _moments(texts: Sequence[str], zone: tzinfo, *, month_first: bool) -> dict[str, str | None]:
    found: dict[str, str | None] = {**_clock(texts)}
    unread = 0
    for text in texts:
        if text not in found:
            found[text] = _read(text, zone, month_first=month_first, thorough=unread < MOST_UNDATED)
            unread += found[text] is None
    return found


def _of(entry: Entry, part: str) -> str:
    text = line(entry.published if part == "published" else entry.updated)
    found = _SHORT_YEAR.fullmatch(text)
    # Two figures for the year are of this century up to 69, as POSIX has it.
    return f"{found[1]}{'20' if int(found[2]) < 70 else '19'}{found[2]}{found[3]}" if found else text


def _clock(texts: Sequence[str]) -> dict[str, str]:
    """Return the instants where every text counts seconds or milliseconds from 1970; else nothing."""
    if not texts or not all(text.isascii() and text.isdigit() for text in texts):
        return {}
    sizes = {len(text) for text in texts}
    # 2021100509 is rather the fifth of October than a second of 2034.
    if sizes == {13} or (sizes == {10} and not all(_is_day(text[:8]) for text in texts)):
        return {text: datetime.fromtimestamp(int(text[:10]), UTC).isoformat() for text in texts}
    return {}


def _is_day(text: str) -> bool:
    """Return whether eight figures are a day as ISO 8601 writes it in its basic form."""
    try:
        return 1900 <= datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC).year <= 2200
    except ValueError:
        return False


def _read(text: str, zone: tzinfo, *, month_first: bool, thorough: bool) -> str | None:
    if re.fullmatch(r"[0-9]{8}", text) and _is_day(text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if _THREE_PAIRS.fullmatch(text):  # 05-10-21: any of the three may be the year
        return None
    if _FIGURES.search(text):
        found = dates.find(text, month_first=month_first)
        is_whole = found and (found.start, found.end) == (0, len(text))
        return found.to_datetime(zone).isoformat() if found and is_whole else None
    moment = dates.parse_timestamp(text, zone, use_dateutil=thorough)
    return moment.isoformat() if moment else None


def _unread(unread: Sequence[_Stated], source: str, *, are_serials: bool) -> list[Notice]:
    if unread and are_serials:
        told = f"its dates are day numbers of a spreadsheet ({unread[0].text}); expected dates: format the cells as dates and save them again"
        return [Notice(source=source, line=unread[0].entry.line, text=told)]
    odd = [(one.entry.line, f"gives its date as {one.text[:60]!r}; expected a date") for one in unread]
    return limited_notices(source, odd, "give a date that cannot be read")


def _doubtful(stated: Sequence[_Stated]) -> _Stated | None:
    """Return the first date that figures alone leave open, where no other of its like settles it."""
    first = None
    for one in stated:
        found = dates.find(one.text) if _FIGURES.search(one.text) else None
        if found and (found.weekday is not None or (not found.swapped and found.day.day != found.day.month)):
            return None
        if found and found.swapped:
            first = first or one
    return first
