"""Assemble the records of a page's articles along the path through its lines."""

from __future__ import annotations

from collections.abc import Sequence

from digest.model import Beside
from digest.parsers.listing.layouts import SECOND_TITLE
from digest.parsers.listing.lines import Feature, Line
from digest.parsers.listing.records import Record, split_authors_and_topics
from digest.parsers.listing.roles import Role
from digest.parsers.listing.viterbi import Path

_LONGEST_KICKER = 40
_NOT_IN_KICKERS = {
    Feature.FURNITURE, Feature.FULL_STOP, Feature.CUT_OFF, Feature.CREDIT, Feature.BULLET, Feature.BYLINE,
    Feature.LABEL, Feature.TWO_SENTENCES, Feature.MANY_SENTENCES, Feature.READ_MORE_TITLE,
}  # fmt: skip


def assemble(lines: Sequence[Line], path: Path, beside: Beside | None = None) -> list[Record]:
    """Return the records of a page, in the order of their titles.

    Args:
        lines: The lines of the page.
        path: The path through them.
        beside: The kind of thing beside the dates, where the settings name it.
    """
    records = _records(lines, path)
    _add_kickers(records, lines, path)
    split_authors_and_topics(records, beside)
    return records


def _records(lines: Sequence[Line], path: Path) -> list[Record]:
    """Return a record for every title, with the lines that belong to it."""
    records: list[Record] = []
    leading: list[tuple[Role, Line]] = []
    for index, (line, state) in enumerate(zip(lines, path.states, strict=True)):
        role = path.role(index)
        if state == SECOND_TITLE:
            records[-1].title = line
        elif role in (Role.TITLE, Role.READ_MORE_TITLE, Role.DATED_TITLE):
            records.append(_record(role, line))
            for part in leading:
                records[-1].add(*part)
            leading.clear()
        elif role and state in path.layout.leading:
            leading.append((role, line))
        elif role and records:
            records[-1].add(role, line)
    return records


def _record(role: Role, line: Line) -> Record:
    """Return the record that begins with a title; one with a date beside it takes that date."""
    record = Record(line)
    if role is Role.DATED_TITLE and line.stamp:
        record.headline = line.stamp.title
        record.add_date(line)
    return record


def _add_kickers(records: Sequence[Record], lines: Sequence[Line], path: Path) -> None:
    """Add the topics on short lines above the articles (kickers), if two thirds of the articles have one."""
    starts = _starts(path)
    kickers = {start: lines[start - 1].text for start in starts if _has_kicker(lines, path, start)}
    if len(records) < 3 or len(kickers) * 3 < len(records) * 2 or len(starts) != len(records):
        return
    for record, start in zip(records, starts, strict=True):
        if start in kickers and not record.topics:
            record.topics.append(kickers[start])


def _starts(path: Path) -> list[int]:
    """Return the index of the first line of each article that begins with a title or a date."""
    starts = []
    for index, state in enumerate(path.states):
        begins = state in path.layout.start and path.role(index) in (Role.TITLE, Role.DATED_TITLE, Role.DATE)
        if begins and (not index or path.role(index - 1) in (None, Role.BODY)):
            starts.append(index)
    return starts


def _has_kicker(lines: Sequence[Line], path: Path, start: int) -> bool:
    """Return True when the line above an article belongs to no article and may be its topic."""
    if not start or path.states[start - 1]:
        return False
    line = lines[start - 1]
    is_short = len(line.text) <= _LONGEST_KICKER and line.text.count(" ") <= 3
    return is_short and not line.features & _NOT_IN_KICKERS
