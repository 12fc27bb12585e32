"""Split the rows of a pasted table into lines: the headline, the date with what stands beside it, the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from digest import dates
from digest.parsers.listing.lines import Line
from digest.parsers.listing.phrases import NAME
from digest.parsers.listing.stamps import width

_FEWEST = 3  # rows that make a table
_MOST_CELLS = 12
_LONGEST_DATE = 60
_CELL_BORDER = re.compile(r"\s*\t\s*|\s{3,}")
_HAS_DIGIT = re.compile(r"\d")
_SMALLEST_TITLE = 12


@dataclass(frozen=True, slots=True)
class _Columns:
    """The column of the headlines and that of the dates, and all columns that hold long texts."""

    title: int
    date: int
    texts: tuple[int, ...]


def split_rows(lines: list[Line]) -> list[Line]:
    """Return the lines with every row of a table split, if the page has a table of headlines and dates."""
    rows = {index: cells for index, line in enumerate(lines) if (cells := _cells(line))}
    counts = Counter(len(cells) for cells in rows.values())
    for count, found in counts.most_common(2):
        table = {index: cells for index, cells in rows.items() if len(cells) == count}
        columns = _columns(list(table.values())) if found >= _FEWEST else None
        if columns:
            return _split(lines, table, columns)
    return lines


def _cells(line: Line) -> list[str] | None:
    if not line.raw:
        return None
    cells = [" ".join(cell.split()) for cell in _CELL_BORDER.split(line.raw)]
    return cells if 2 <= len(cells) <= _MOST_CELLS else None


def _columns(rows: Sequence[Sequence[str]]) -> _Columns | None:
    """Return the columns of a table, or None when it has no column of dates or none of headlines."""
    columns = list(zip(*rows, strict=True))
    shares = [sum(map(_is_date, column)) / len(rows) for column in columns]
    date = max(range(len(columns)), key=shares.__getitem__)
    if shares[date] < 0.6:
        return None
    widths = [sum(map(width, column)) / len(rows) for column in columns]
    others = [index for index in range(len(columns)) if index != date]
    titles = [
        index
        for index in others
        if widths[index] >= _SMALLEST_TITLE and len(set(columns[index])) * 3 > len(rows) * 2
    ]
    if not titles:
        return None
    title = next((index for index in titles if not _has_names(columns[index])), titles[0])
    texts = [index for index in titles if index > title and widths[index] > max(60, widths[title])]
    return _Columns(title, date, tuple(texts))


def _is_date(cell: str) -> bool:
    if len(cell) > _LONGEST_DATE or not _HAS_DIGIT.search(cell):
        return False
    found = dates.find(cell, short_years=True)
    return found is not None and found.end - found.start >= len(cell) * 0.5


def _has_names(column: Sequence[str]) -> bool:
    """Return True when most cells of a column may be names of persons."""
    return sum(NAME.fullmatch(cell) is not None for cell in column) * 3 >= len(column) * 2


def _split(lines: list[Line], table: dict[int, list[str]], columns: _Columns) -> list[Line]:
    result: list[Line] = []
    for index, line in enumerate(lines):
        cells = table.get(index)
        if cells is None:
            result.append(line)
        elif cells[columns.title] and not _is_head(cells, columns):
            result += _parts(line, cells, columns)
    return result


def _is_head(cells: Sequence[str], columns: _Columns) -> bool:
    """Return True for a row whose cell of the date holds words and no number."""
    return bool(cells[columns.date]) and not _HAS_DIGIT.search(cells[columns.date])


def _parts(line: Line, cells: Sequence[str], columns: _Columns) -> list[Line]:
    """Return the lines of one row, in the order of an article."""
    used = {columns.title, columns.date, *columns.texts}
    beside = [cell for index, cell in enumerate(cells) if index not in used and cell]
    stated = [cells[columns.date], *beside] if cells[columns.date] else []
    parts = [Line(line.number, cells[columns.title], max(1, line.blank_lines), "")]
    if stated:
        parts.append(Line(line.number, " | ".join(stated), 0, ""))
    parts += [Line(line.number, cells[index], 0, "") for index in columns.texts if cells[index]]
    return parts
