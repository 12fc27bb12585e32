"""Read a column of dates: its order of day and month, and its clock, follow from all its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from digest import dates
from digest.model import Notice
from digest.parsers import figures
from digest.parsers.entry import Entry, limited_notices
from digest.parsers.entry_dates import MOST_UNDATED
from digest.text import line

_THREE_PAIRS = re.compile(r"\d{1,2}-\d{1,2}-\d{2}(?!\d).{0,40}")
_EIGHT_DIGITS = re.compile(r"[0-9]{8}")
_SPREADSHEET_DAY = re.compile(r"[345]\d{4}(?:[.,]\d{1,12})?")
_COLUMNS = ("published", "updated")


@dataclass(frozen=True, slots=True)
class _Cell:
    """The date of an entry as text; `column` is the name of its attribute."""

    entry: Entry
    column: str
    text: str


def settle(entries: Sequence[Entry], source: str, zone: tzinfo) -> list[Notice]:
    """Turn the dates of all entries into ISO 8601, and clear those that cannot be read.

    Numeric dates (07/06/2015) are read in the order that the whole column shows, else day first.
    Seconds and milliseconds since 1970 are read when all rows have them. The day numbers of a
    spreadsheet are not: they begin in 1900 or 1904, and no text file tells which.

    Args:
        entries: Receive the dates.
        source: The name of the source, for the notices.
        zone: The timezone of dates without an offset.

    Returns:
        Notices about dates that cannot be read, or can be read in two ways.
    """
    cells = [
        _Cell(entry, column, text)
        for entry in entries
        for column in _COLUMNS
        if (text := _text(entry, column))
    ]
    numeric = [text for text in dict.fromkeys(cell.text for cell in cells) if figures.has_figures(text)]
    month_first = dates.month_comes_first(numeric)
    notices: list[Notice] = []
    for column in _COLUMNS:
        in_column = [cell for cell in cells if cell.column == column]
        notices += _settle_column(in_column, source, zone, month_first=month_first)
    if not month_first and (first := figures.first_ambiguous(cell.text for cell in cells)):
        number = next(cell.entry.line for cell in cells if cell.text == first)
        notices.append(Notice(source=source, line=number, text=figures.undecided(first)))
    return notices


def _text(entry: Entry, column: str) -> str:
    """Return a date on one line, a year of two digits written out."""
    return figures.with_full_year(line(entry.published if column == "published" else entry.updated))


def _settle_column(cells: Sequence[_Cell], source: str, zone: tzinfo, *, month_first: bool) -> list[Notice]:
    """Set the dates of one column; return notices about those that cannot be read."""
    texts = list(dict.fromkeys(cell.text for cell in cells))
    moments = _read_all(texts, zone, month_first=month_first)
    for cell in cells:
        setattr(cell.entry, cell.column, moments[cell.text] or "")
    unread = [cell for cell in cells if moments[cell.text] is None]
    if unread and all(_SPREADSHEET_DAY.fullmatch(text) for text in texts):
        text = (
            f"its dates are day numbers of a spreadsheet ({unread[0].text}); expected dates: "
            "format the cells as dates and save the file again"
        )
        return [Notice(source=source, line=unread[0].entry.line, text=text)]
    remarks = [(cell.entry.line, f"gives its date as {cell.text[:60]!r}; expected a date") for cell in unread]
    return limited_notices(source, remarks, "give a date that cannot be read")


def _read_all(texts: Sequence[str], zone: tzinfo, *, month_first: bool) -> dict[str, str | None]:
    """Return each text as ISO 8601, or None if it cannot be read."""
    moments: dict[str, str | None] = {**_read_epoch(texts)}
    unread = 0
    for text in texts:
        if text not in moments:
            moments[text] = _read(text, zone, month_first=month_first, use_dateutil=unread < MOST_UNDATED)
            unread += moments[text] is None
    return moments


def _read_epoch(texts: Sequence[str]) -> dict[str, str]:
    """Return the instants when every text counts seconds or milliseconds since 1970, else nothing."""
    if not texts or not all(text.isascii() and text.isdigit() for text in texts):
        return {}
    sizes = {len(text) for text in texts}
    # 2021100509 is more likely the fifth of October than a second of 2034.
    if sizes == {13} or (sizes == {10} and not all(_is_day(text[:8]) for text in texts)):
        return {text: datetime.fromtimestamp(int(text[:10]), UTC).isoformat() for text in texts}
    return {}


def _is_day(text: str) -> bool:
    """Return True when eight digits are a day in the basic form of ISO 8601."""
    try:
        return 1900 <= datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC).year <= 2200
    except ValueError:
        return False


def _read(text: str, zone: tzinfo, *, month_first: bool, use_dateutil: bool) -> str | None:
    if _EIGHT_DIGITS.fullmatch(text) and _is_day(text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if _THREE_PAIRS.fullmatch(text):  # 05-10-21: any of the three may be the year
        return None
    if figures.has_figures(text):
        moment = figures.read(text, zone, month_first=month_first)
    else:
        moment = dates.parse_timestamp(text, zone, use_dateutil=use_dateutil)
    return moment.isoformat() if moment else None
