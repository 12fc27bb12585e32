"""Observe the features of a page's lines, each alone and among the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from digest import dates
from digest.parsers.listing import phrases
from digest.parsers.listing.beside import is_byline
from digest.parsers.listing.lines import Feature, Line
from digest.parsers.listing.stamps import find_stamp
from digest.text import fold

_LONGEST_SHORT_LINE = 200
_LONGEST_DATE_LINE = 160
_LONGEST_NAME = 45
_LONGEST_CREDIT = 320
_LONGEST_FOLDED = 4000
_SHORTEST_CUT_TEXT = 150
_HAS_DIGIT = re.compile(r"\d")
_SEPARATOR = re.compile(r"[|·•]")


def observe(lines: Sequence[Line]) -> bool:
    """Set the features and the dates of all lines of a page.

    Returns:
        True when the page writes the month first in dates of numbers alone.
    """
    month_first = dates.month_comes_first(
        line.text for line in lines if len(line.text) <= _LONGEST_SHORT_LINE and _HAS_DIGIT.search(line.text)
    )
    period: tuple[int, int | None] | None = None
    for line in lines:
        line.folded = fold(line.text[:_LONGEST_FOLDED])
        observe_alone(line, month_first=month_first, period=period)
        if line.stamp and line.stamp.month and line.stamp.is_date_only:
            period = line.stamp.month
    _count_occurrences(lines)
    _mark_texts_cut_at_one_length(lines)
    return month_first


def observe_alone(line: Line, *, month_first: bool, period: tuple[int, int | None] | None = None) -> None:
    """Set the features and the date that a line shows without regard to the others.

    Args:
        line: The line.
        month_first: Read 07/06/2015 as 6 July.
        period: The year and the month of the heading above, for a line with a day and no year.
    """
    features = {*line.marks, *_sentence_features(line.text)}
    if len(line.text) <= _LONGEST_SHORT_LINE:
        _find_date(line, month_first=month_first, period=period)
        features.update(_short_line_features(line))
    if len(line.text) <= _LONGEST_CREDIT and ":" in line.text and phrases.CREDIT.search(line.text):
        features.add(Feature.CREDIT)
    line.features = frozenset(features)


def _sentence_features(text: str) -> Iterator[Feature]:
    """Yield the features of a line's sentences and marks."""
    if phrases.BULLET.match(text):
        yield Feature.BULLET
    if len(text) > 20 and phrases.CUT_OFF.search(text[-20:]):
        yield Feature.CUT_OFF
    if breaks := _sentence_breaks(text[:600]):
        yield Feature.MANY_SENTENCES if breaks > 1 else Feature.TWO_SENTENCES
    if phrases.INITIALS.search(text[-12:]):
        return
    if text[-1] in ".;,。؛،۔" or (text[-1] in '"”’»)' and text[-2:-1] == "."):
        yield Feature.FULL_STOP


def _sentence_breaks(text: str) -> int:
    """Return the number of sentence ends inside a text that another sentence follows."""
    count = end = 0
    for found in phrases.SENTENCE_BREAK.finditer(text):
        if found.start() - 2 >= end:  # a single letter between two breaks is no sentence
            count, end = count + 1, found.end()
    return count


def _short_line_features(line: Line) -> Iterator[Feature]:
    """Yield the purpose of a short line, and the names and credits it may hold."""
    text = line.text
    is_date_only = line.stamp is not None and line.stamp.is_date_only
    if is_date_only and line.first_date is None:
        yield Feature.VAGUE_DATE
    elif not is_date_only and (purpose := _purpose(text)):
        yield purpose
    if ("/" in text and phrases.CREDIT_OF_YEAR.fullmatch(text)) or phrases.CREDIT_IN_BRACKETS.fullmatch(text):
        yield Feature.CREDIT
    elif len(text) <= _LONGEST_NAME and phrases.NAME.fullmatch(text):
        yield Feature.NAME


def _purpose(text: str) -> Feature | None:
    if phrases.is_furniture(text):
        return Feature.FURNITURE
    if phrases.BYLINE.fullmatch(text) or is_byline(text):
        return Feature.BYLINE
    if phrases.LABEL.fullmatch(text) or (":" in text and phrases.GLUED_LABELS.fullmatch(text)):
        return Feature.LABEL
    return None


def _find_date(line: Line, *, month_first: bool, period: tuple[int, int | None] | None) -> None:
    """Set the stamp of a short line, and `date` if stating it is the purpose of the line."""
    text = line.text
    line.stamp = stamp = find_stamp(text, month_first=month_first, period=period)
    line.first_date = stamp.date if stamp else None
    if stamp is None or stamp.date is None:
        return
    before, after = text[: stamp.start], text[stamp.end :]
    if phrases.BEFORE_DATE.fullmatch(before) and not after.strip(" .,-–—|:)*_]"):
        line.date, line.is_date_only = stamp.date, True
    elif len(text) <= _LONGEST_DATE_LINE and (stamp.is_date_only or _is_date_line(text, before, after)):
        line.date = stamp.date


def _is_date_line(text: str, before: str, after: str) -> bool:
    """Return True when a date stands among separators, before a byline, or behind section names."""
    if len(before) < 60 and _SEPARATOR.search(text):
        return True
    if phrases.BEFORE_DATE.fullmatch(before) and phrases.BYLINE.fullmatch(after.strip(" ,.-–—|·•/")):
        return True
    return not after.strip() and phrases.SECTIONS_BEFORE_DATE.fullmatch(before) is not None


def _count_occurrences(lines: Sequence[Line]) -> None:
    """Set how often each short line occurs on the page, and mark a line printed twice in a row."""
    counts = Counter(line.folded for line in lines if len(line.text) <= _LONGEST_SHORT_LINE)
    for line in lines:
        line.occurrences = counts.get(line.folded, 1)
    for above, below in pairwise(lines):
        if above.folded and above.folded == below.folded:
            above.is_repeated_below = below.repeats_line_above = True
    for line in lines:
        # A headline printed twice in a row is not a line that recurs all over the page.
        if line.is_repeated_below or line.repeats_line_above:
            line.occurrences = max(1, line.occurrences - 1)


def _mark_texts_cut_at_one_length(lines: Sequence[Line]) -> None:
    """Mark three or more unfinished texts of nearly the same length as cut off by the page."""
    unfinished = [
        line
        for line in lines
        if len(line.text) >= _SHORTEST_CUT_TEXT and not line.features & {Feature.FULL_STOP, Feature.CUT_OFF}
    ]
    sizes = Counter(len(line.text) // 8 for line in unfinished)
    for line in unfinished:
        size = len(line.text) // 8
        if sizes[size - 1] + sizes[size] + sizes[size + 1] > 2:
            line.features |= {Feature.CUT_OFF}
