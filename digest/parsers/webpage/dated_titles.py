"""Separate titles from dates in the same line, as in "Ferry sails again (3 May 2020)"."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from digest.dates import DateMatch
from digest.parsers.listing.stamps import find_stamp
from digest.parsers.webpage.headline_groups import may_be_title, shape
from digest.parsers.webpage.hints import Hint
from digest.parsers.webpage.lines import Page, PageLine
from digest.text import fold

_BEFORE_LAST_DATE = re.compile(r"\s*[(\[|–—:·•,/-]\s*$")
_BEHIND_LAST_DATE = re.compile(r"\s*[)\]]?\s*\.?")
_BEFORE_FIRST_DATE = re.compile(r"[(\[]?")
_BEHIND_FIRST_DATE = re.compile(r"\s*[)\]]?\s*(?:[|–—:·•,/.-]\s*)?")
_MIN_TITLES = 2
_MIN_TITLE = 4

_Pair = tuple[PageLine, PageLine]


def split(page: Page) -> None:
    """Split titles with a date at either end in two lines, where half the titles of their kind have one.

    Titles that would be alike without their dates, such as "Minutes, 3 May 2020", stay whole.

    Args:
        page: A page, the dates of its lines settled.
    """
    kinds: dict[object, list[int]] = defaultdict(list)
    for index, line in enumerate(page.lines):
        if may_be_title(line) and len(line.text) > _MIN_TITLE:
            kinds[shape(line)].append(index)
    found: dict[int, _Pair] = {}
    for indexes in kinds.values():
        pairs = {index: pair for index in indexes if (pair := _split(page.lines[index]))}
        titles = {fold(title.text) for title, _ in pairs.values()}
        if (
            len(titles) >= _MIN_TITLES
            and len(pairs) * 2 >= len(indexes)
            and len(titles) * 5 >= len(pairs) * 4
        ):
            found |= pairs
    _insert(page, found)


def _split(line: PageLine) -> _Pair | None:
    """Return the title and the date of a line with a date at either end, else None."""
    found = line.first_date
    if not found or line.published:
        return None
    before, behind = line.text[: found.start], line.text[found.end :]
    last = _BEFORE_LAST_DATE.search(before)
    if last and _BEHIND_LAST_DATE.fullmatch(behind):
        title = before[: last.start()]
    elif (first := _BEHIND_FIRST_DATE.match(behind)) and _BEFORE_FIRST_DATE.fullmatch(before):
        title = behind[first.end() :]
    else:
        return None
    if len(title.strip()) < _MIN_TITLE:
        return None
    return _title(line, title.strip()), _date(line, found)


def _title(line: PageLine, text: str) -> PageLine:
    return replace(
        line, text=text, folded=fold(text), date=None, first_date=None, date_candidate=None, stamp=None
    )


def _date(line: PageLine, found: DateMatch) -> PageLine:
    text = line.text[found.start : found.end]
    date = replace(found, start=0, end=len(text))
    stamp = find_stamp(text, month_first=False)
    stamp = replace(stamp, date=date) if stamp else None
    return replace(
        line, text=text, blank_lines=0, folded=fold(text), date=date, first_date=date, date_candidate=date, stamp=stamp,
        is_date_only=True, features=frozenset(), link=None, hint=Hint.DATE, updated=None,
    )  # fmt: skip


def _insert(page: Page, found: dict[int, _Pair]) -> None:
    """Put the two parts of each split line in its place; pictures keep the line that follows them."""
    if not found:
        return
    lines: list[PageLine] = []
    places: list[int] = []
    for index, line in enumerate(page.lines):
        places.append(len(lines))
        lines += found.get(index, (line,))
    places.append(len(lines))
    page.lines = lines
    page.pictures = [replace(picture, line_index=places[picture.line_index]) for picture in page.pictures]
