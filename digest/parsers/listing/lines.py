"""The lines of a page, and how they show their purpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from digest.dates import DateMatch
from digest.parsers.listing.phrases import BYLINE
from digest.parsers.listing.stamps import Stamp, find_stamp
from digest.text import clean

_LONGEST_OWN_LINE = 60  # a date or a byline that begins with a small letter


class Feature(StrEnum):
    """Something a line shows, seen alone or among the other lines of its page.

    VAGUE_DATE: a day without a year, a range of days, or a day relative to today, and nothing else.
    NAME: may be a person's name.
    FULL_STOP: ends as a sentence does. TWO_SENTENCES and MANY_SENTENCES: a sentence ends inside,
    once or more often. CUT_OFF: ends in an ellipsis, or at the length at which the page cuts.
    HEADLINE and NO_HEADLINE: the structure of a web page says so. READ_MORE_TITLE: a title taken
    out of a "read more" line.
    """

    FURNITURE = "furniture"
    VAGUE_DATE = "vague date"
    BYLINE = "byline"
    LABEL = "label"
    CREDIT = "credit"
    NAME = "name"
    BULLET = "bullet"
    FULL_STOP = "full stop"
    TWO_SENTENCES = "two sentences"
    MANY_SENTENCES = "many sentences"
    CUT_OFF = "cut off"
    HEADLINE = "headline"
    NO_HEADLINE = "no headline"
    READ_MORE_TITLE = "read-more title"


_FURNITURE = Feature.FURNITURE  # looked up once: Python 3.11 takes long to find a member of an enum


@dataclass(slots=True)
class Line:
    """One line of a page that is not blank.

    `number` counts from 1 in the file, `blank_lines` those directly above. `folded` is the text for
    comparing. `raw` is the line as it stands, where it has tabs or wide gaps. `stamp` is the date
    in a short line, with what stands beside it, and `first_date` its day; `date` is the same where
    the line is there to state it, alone (`is_date_only`) or beside a topic or an author.
    `read_more_title` is the title that stands in a "read more" line and nowhere else. `marks` are
    the features of marks taken off the line. `occurrences` counts the lines of the page with this
    text. The last two compare the line with the one below and the one above.
    """

    number: int
    text: str
    blank_lines: int
    folded: str
    date: DateMatch | None = None
    first_date: DateMatch | None = None
    stamp: Stamp | None = None
    is_date_only: bool = False
    features: frozenset[Feature] = frozenset()
    marks: frozenset[Feature] = frozenset()
    raw: str = ""
    read_more_title: str | None = None
    occurrences: int = 1
    is_repeated_below: bool = field(default=False)
    repeats_line_above: bool = field(default=False)

    @property
    def is_furniture(self) -> bool:
        """Return True when the line belongs to the page and to no article."""
        return _FURNITURE in self.features


def split(page: str, most: int) -> list[Line]:
    """Return the first `most` lines of `page` that are not blank, white space folded."""
    lines: list[Line] = []
    blank_lines = 0
    for number, raw in enumerate(clean(page).replace("\xa0", " ").split("\n"), 1):
        text = " ".join(raw.split())
        if not text:
            blank_lines += 1
            continue
        if len(lines) == most:
            break
        line = Line(number, text, blank_lines, "")
        if "\t" in raw or "   " in raw:
            line.raw = raw.strip()
        lines.append(line)
        blank_lines = 0
    return lines


def rejoin_wrapped(lines: list[Line]) -> list[Line]:
    """Return the lines with broken sentences joined, when most sentences of the page are broken."""
    if not lines:
        return lines
    is_continuation = [False, *map(_continues, lines, lines[1:])]
    broken = sum(is_continuation)
    if broken < 4 or broken * 5 < len(lines):
        return lines
    groups: list[list[Line]] = []
    for line, continues in zip(lines, is_continuation, strict=True):
        if continues:
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_joined(group) for group in groups]


def _continues(above: Line, line: Line) -> bool:
    """Return True when `line` goes on with the sentence of the line above it."""
    if line.blank_lines or not line.text[0].islower() or above.text[-1] in ".!?…":
        return False
    stamp = find_stamp(line.text, month_first=False) if len(line.text) <= _LONGEST_OWN_LINE else None
    return not (stamp and stamp.is_date_only) and not (
        len(line.text) <= _LONGEST_OWN_LINE and BYLINE.match(line.text)
    )


def _joined(group: Sequence[Line]) -> Line:
    """Return the first line with the text of all."""
    first = group[0]
    first.text = " ".join(line.text for line in group)
    return first
