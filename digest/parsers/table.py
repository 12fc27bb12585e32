"""Tables of articles: CSV and TSV as spreadsheets, databases and newsrooms' systems write them (RFC 4180, and looser)."""

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
from digest.parsers import encoding, fields, synonyms
from digest.parsers.entry import articles, limited_notices

_DELIMITERS = (",", ";", "\t", "|")
_NAMES = (".csv", ".tsv", ".tab")
_SAID = re.compile(r'"?sep=([,;|\t])"?[\s,;|]*', re.IGNORECASE)  # Excel's own first line
_FIRST_ROWS = 10
_FIRST_LINES = 500
_MOST_COLUMNS = 500
_MOST_REPAIRS = 20
_MOST_REREAD = 500_000
_RULE = re.compile(r":?-+:?")


@dataclass(frozen=True, slots=True)
class Row:
    """One record of the file: its cells, the line it begins at (from 0), and whether a quote in it never ends."""

    cells: list[str]
    at: int
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """What stands between the cells, and how many a row has; 0 while that is not known."""

    delimiter: str
    width: int = 0


@dataclass(frozen=True, slots=True)
class Header:
    """The row that names the columns, the line after it (from 0), and how many parts of an article it names."""

    names: list[str]
    shape: Shape
    after: int
    known: int


def sniff(content: bytes, name: str) -> bool:
    """Return whether a row near the top names a title and one more part of an article, or the name says CSV or TSV."""
    lines = _lines(encoding.head(content))
    header = _header(lines)
    if name.lower().endswith(_NAMES):
        return header is not None or b"\0" not in content[:4096]
    return header is not None and _has_rows(lines, header)


def read(document: Document, zone: tzinfo) -> Reading:
    """Return an article for every row of a table; raises SourceError where no row names its columns."""
    lines = _lines(encoding.decode(document.content))
    with _any_length():
        return _reading(document, lines, zone)


def _reading(document: Document, lines: Sequence[str], zone: tzinfo) -> Reading:
    name = document.source.name
    header = _header(lines)
    if header is None:
        raise SourceError(
            f"has no row that names its columns in its first {_FIRST_ROWS}; expected one such as: title, date, url, summary"
        )
    odd: list[tuple[int | None, str]] = []
    entries, notices = fields.entries(_records(lines, header, odd), name, zone)
    found, more = articles(entries, document.source, zone)
    told = (*limited_notices(name, odd, "rows like these"), *notices, *more)
    return Reading(format="table", articles=found, notices=told)


def _lines(text: str) -> list[str]:
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _header(lines: Sequence[str]) -> Header | None:
    """Return the row that names most parts of an article, a title among them."""
    said = _SAID.fullmatch(lines[0])
    lines = lines[:_FIRST_LINES]
    found: list[Header] = []
    for delimiter in (said[1],) if said else _DELIMITERS:
        rows = _rows(lines, 1 if said else 0, Shape(delimiter))
        for row in islice((row for row in rows if any(cell.strip() for cell in row.cells)), _FIRST_ROWS):
            names = [cell.strip() for cell in row.cells[:_MOST_COLUMNS]]
            roles = {synonyms.role(cell) for cell in names} - {None}
            if "title" in roles and len(roles) > 1:
                found.append(Header(names, Shape(delimiter, len(names)), _end(lines, row), len(roles)))
                break
    return max(found, key=lambda header: header.known, default=None)


def _end(lines: Sequence[str], row: Row) -> int:
    """Return the line after a row, whose cells may hold line breaks."""
    return min(row.at + 1 + sum(cell.count("\n") for cell in row.cells), len(lines))


def _has_rows(lines: Sequence[str], header: Header) -> bool:
    """Return whether the rows after the header are as wide as it, which lines of prose are not."""
    rows = islice((row for row in _rows(lines, header.after, header.shape) if row.cells), 5)
    fits = [len(row.cells) == len(header.names) for row in rows]
    return sum(fits) * 2 > len(fits)


def _records(
    lines: Sequence[str], header: Header, odd: list[tuple[int | None, str]]
) -> Iterator[fields.Record]:
    width = len(header.names)
    for row in _rows(lines, header.after, header.shape):
        cells = [cell.strip() for cell in row.cells]
        told = [cell for cell in cells if cell]
        if not told or cells[:_MOST_COLUMNS] == header.names or all(_RULE.fullmatch(cell) for cell in told):
            continue
        number = row.at + 1
        if row.is_open:
            odd.append((number, "opens a quote that never ends; the row is taken to end with its line"))
        elif len(cells) < width or any(cells[width:]):
            odd.append((number, f"has {len(cells):,} cells where the head of the table has {width:,}"))
        yield fields.Record(list(zip(header.names, cells, strict=False)), number)


def _rows(lines: Sequence[str], start: int, shape: Shape) -> Iterator[Row]:
    """Yield the rows from a line on; a quote that swallows the rows after it is taken to end with its line.

    Where that happened too often, a row is a line.
    """
    repairs = reread = 0
    while start < len(lines):
        if reread > _MOST_REREAD:
            yield from (Row(_closed(lines[at], shape), at) for at in range(start, len(lines)))
            return
        base, at = start, start
        start = len(lines)
        reader = csv.reader((f"{lines[i]}\n" for i in range(base, len(lines))), delimiter=shape.delimiter)
        for cells in reader:
            end = base + reader.line_num
            to_the_end = end >= len(lines) and repairs < _MOST_REPAIRS
            if end - at > 1 and (
                _swallows(lines, at, cells, shape) or (to_the_end and _is_odd(lines[at:end]))
            ):
                repairs += to_the_end
                reread += end - at
                start = at + 1
                yield Row(_closed(lines[at], shape), at, is_open=True)
                break
            if cells:
                yield Row(cells, at)
            at = end


@contextmanager
def _any_length() -> Iterator[None]:
    """Let a field have any length; the limit is the whole process's, so it is put back."""
    before = csv.field_size_limit(2**31 - 1)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _is_odd(lines: Sequence[str]) -> bool:
    return sum(line.count('"') for line in lines) % 2 == 1


def _swallows(lines: Sequence[str], at: int, cells: list[str], shape: Shape) -> bool:
    """Return whether a row over several lines has not the header's width while the line after its first has."""
    return 0 < shape.width != len(cells) and len(_cells(lines[at + 1], shape)) == shape.width


def _closed(text: str, shape: Shape) -> list[str]:
    """Return the cells of a line whose last quote never ends: closed at the line's end, or no quote at all."""
    closed = _cells(f'{text}"', shape)
    bare = [cell.strip().strip('"') for cell in text.split(shape.delimiter)]
    return bare if len(bare) == shape.width != len(closed) else closed


def _cells(text: str, shape: Shape) -> list[str]:
    return next(csv.reader([text], delimiter=shape.delimiter), [])
