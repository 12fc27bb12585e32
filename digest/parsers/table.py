"""Tables of articles: CSV and TSV as spreadsheets, databases and editorial systems write them.

RFC 4180 is read, and files that break it: other delimiters, lines above the header, open quotes.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice

from digest.errors import SourceError
from digest.model import Document, Reading
from digest.parsers import encoding, fields
from digest.parsers.entry import Remark, articles, limited_notices
from digest.parsers.synonyms import Field, field_named

_DELIMITERS = (",", ";", "\t", "|")
_SUFFIXES = (".csv", ".tsv", ".tab")
_DELIMITER_LINE = re.compile(r'"?sep=([,;|\t])"?[\s,;|]*', re.IGNORECASE)  # the first line, for Excel
_HEADER_ROWS = 10
_HEADER_LINES = 500
_MOST_COLUMNS = 500
_MOST_REPAIRS = 20
_MOST_LINES_REREAD = 500_000
_RULE = re.compile(r":?-+:?")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, and the line it begins at (from 0). `is_open`: it has an open quote."""

    cells: list[str]
    line: int
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """The delimiter of a table, and its number of columns, 0 while that is unknown."""

    delimiter: str
    width: int = 0


@dataclass(frozen=True, slots=True)
class Header:
    """The row with the names of the columns.

    `end` is the line below it (from 0), `known` the number of fields of an article that it names.
    """

    names: list[str]
    shape: Shape
    end: int
    known: int


def sniff(content: bytes, name: str) -> bool:
    """Return True for a table with a title column and one more known column, or a file named `.csv`."""
    lines = _lines(encoding.head(content))
    header = _header(lines)
    if name.lower().endswith(_SUFFIXES):
        return header is not None or b"\0" not in content[:4096]
    return header is not None and _has_rows(lines, header)


def read(document: Document, zone: tzinfo) -> Reading:
    """Return an article for every row of a table.

    Raises:
        SourceError: No row near the top names the columns.
    """
    lines = _lines(encoding.decode(document.content))
    with _cells_of_any_length():
        return _read_lines(document, lines, zone)


def _read_lines(document: Document, lines: Sequence[str], zone: tzinfo) -> Reading:
    source = document.source.name
    header = _header(lines)
    if header is None:
        raise SourceError(
            f"has no row with the names of its columns in the first {_HEADER_ROWS}; "
            "expected one such as: title, date, url, summary"
        )
    remarks: list[Remark] = []
    entries, notices = fields.entries(_records(lines, header, remarks), source, zone)
    found, more_notices = articles(entries, document.source, zone)
    row_notices = limited_notices(source, remarks, "rows like these")
    return Reading(format="table", articles=found, notices=(*row_notices, *notices, *more_notices))


def _lines(text: str) -> list[str]:
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _header(lines: Sequence[str]) -> Header | None:
    """Return the row that names the most fields of an article, one of them the title, or None."""
    delimiter_line = _DELIMITER_LINE.fullmatch(lines[0])
    delimiters = (delimiter_line[1],) if delimiter_line else _DELIMITERS
    start = 1 if delimiter_line else 0
    headers = (_header_with(lines[:_HEADER_LINES], start, delimiter) for delimiter in delimiters)
    found = [header for header in headers if header]
    return max(found, key=lambda header: header.known, default=None)


def _header_with(lines: Sequence[str], start: int, delimiter: str) -> Header | None:
    """Return the first row with column names when the cells end with `delimiter`, or None."""
    rows = (row for row in _rows(lines, start, Shape(delimiter)) if any(cell.strip() for cell in row.cells))
    for row in islice(rows, _HEADER_ROWS):
        names = [cell.strip() for cell in row.cells[:_MOST_COLUMNS]]
        known = {name for cell in names if (name := field_named(cell))}
        if Field.TITLE in known and len(known) > 1:
            return Header(names, Shape(delimiter, len(names)), _end(lines, row), len(known))
    return None


def _end(lines: Sequence[str], row: Row) -> int:
    """Return the line below a row; cells may hold line breaks."""
    return min(row.line + 1 + sum(cell.count("\n") for cell in row.cells), len(lines))


def _has_rows(lines: Sequence[str], header: Header) -> bool:
    """Return True when most rows below the header are as wide as it; lines of prose are not."""
    rows = islice((row for row in _rows(lines, header.end, header.shape) if row.cells), 5)
    fits = [len(row.cells) == len(header.names) for row in rows]
    return sum(fits) * 2 > len(fits)


def _records(lines: Sequence[str], header: Header, remarks: list[Remark]) -> Iterator[fields.Record]:
    """Yield the rows below the header, without blank ones, rules and repeated headers.

    Args:
        lines: All lines of the file.
        header: The row that names the columns.
        remarks: Receives the faults of rows.
    """
    width = len(header.names)
    for row in _rows(lines, header.end, header.shape):
        cells = [cell.strip() for cell in row.cells]
        filled = [cell for cell in cells if cell]
        is_header = cells[:_MOST_COLUMNS] == header.names
        if not filled or is_header or all(_RULE.fullmatch(cell) for cell in filled):
            continue
        number = row.line + 1
        if row.is_open:
            remarks.append(
                (number, "opens a quote that is never closed; the row was taken to end with its line")
            )
        elif len(cells) < width or any(cells[width:]):
            remarks.append((number, f"has {len(cells):,} cells; the header has {width:,}"))
        yield fields.Record(list(zip(header.names, cells, strict=False)), number)


def _rows(lines: Sequence[str], start: int, shape: Shape) -> Iterator[Row]:
    """Yield the rows from line `start` on.

    A row with an open quote, which would swallow the rows below, is taken to end with its line.
    After too much of that, every line is a row.
    """
    repairs = reread = 0
    while start < len(lines):
        if reread > _MOST_LINES_REREAD:
            yield from (Row(_close(lines[number], shape), number) for number in range(start, len(lines)))
            return
        base, first = start, start
        start = len(lines)
        reader = csv.reader((f"{lines[i]}\n" for i in range(base, len(lines))), delimiter=shape.delimiter)
        for cells in reader:
            end = base + reader.line_num
            reaches_end = end >= len(lines) and repairs < _MOST_REPAIRS
            if end - first > 1 and (
                _swallows_row(lines, first, cells, shape)
                or (reaches_end and _has_open_quote(lines[first:end]))
            ):
                repairs += reaches_end
                reread += end - first
                start = first + 1
                yield Row(_close(lines[first], shape), first, is_open=True)
                break
            if cells:
                yield Row(cells, first)
            first = end


@contextmanager
def _cells_of_any_length() -> Iterator[None]:
    """Lift the limit of the csv module on the length of a cell, and restore it: it is global."""
    limit = csv.field_size_limit(2**31 - 1)
    try:
        yield
    finally:
        csv.field_size_limit(limit)


def _has_open_quote(lines: Sequence[str]) -> bool:
    return sum(line.count('"') for line in lines) % 2 == 1


def _swallows_row(lines: Sequence[str], first: int, cells: Sequence[str], shape: Shape) -> bool:
    """Return True when a row of several lines has the wrong width and its second line the right one.

    Args:
        lines: All lines of the file.
        first: The first line of the row.
        cells: The cells of the row.
        shape: The shape of the table; without a known width the answer is False.
    """
    return 0 < shape.width != len(cells) and len(_cells(lines[first + 1], shape)) == shape.width


def _close(text: str, shape: Shape) -> list[str]:
    """Return the cells of a line with an open quote, closed at the line's end or ignored."""
    closed = _cells(f'{text}"', shape)
    unquoted = [cell.strip().strip('"') for cell in text.split(shape.delimiter)]
    return unquoted if len(unquoted) == shape.width != len(closed) else closed


def _cells(text: str, shape: Shape) -> list[str]:
    return next(csv.reader([text], delimiter=shape.delimiter), [])
