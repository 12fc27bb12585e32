"""Listing pages as text: a newsroom's page, copied or saved, with its articles one after another."""

from __future__ import annotations

import re
from datetime import tzinfo

from digest.model import Document, Notice, Reading
from digest.parsers import encoding, entry
from digest.parsers.listing import layouts, roles
from digest.parsers.listing.lines import Line, split
from digest.parsers.listing.records import Record, article, part_authors_from_topics

MOST_LINES = 14_000
_A_LOSS = 4.5  # the cost of passing over some eighty characters
_NO_KICKER = {"stop", "cut", "credit", "bullet", "byline", "label", "break", "sentences", "closer"}


def sniff(content: bytes, _name: str) -> bool:
    """Return whether this may be a page as text: anything but binary, markup and JSON."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        content = content[:8192].decode("utf-16", errors="ignore").encode()
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return b"\0" not in head and not re.match(rb"<[?!a-zA-Z]|\{\s*[\"}]|\[\s*[\[{\"]", head)


def read(document: Document, zone: tzinfo) -> Reading:
    """Return the articles of a listing page, in page order.

    Dates are the page's own ("source") or those of the texts' datelines ("dateline").
    """
    name = document.source.name
    notices: list[Notice] = []
    lines = split(encoding.decode(document.content), MOST_LINES)
    if len(lines) == MOST_LINES:
        text = f"is no page of ordinary size; its first {MOST_LINES:,} lines are read"
        notices.append(Notice(source=name, line=lines[-1].number, text=text))
    records, lost = understand(lines)
    made = [(article(record, name, zone), record.title.number) for record in records]
    articles = entry.distinct(made, notices)
    if articles and lost:
        text = f"{len(lost)} lines of text were taken for no part of an article, this one first"
        notices.append(Notice(source=name, line=lost[0].number, text=text))
    vague = [record.stamp for record in records if record.stamp and record.stamp.date is None]
    if vague:
        text = f"{vague[0].text!r} is no date without its year; {len(vague)} articles are undated"
        notices.append(Notice(source=name, line=vague[0].number, text=text))
    if not articles:
        text = "found no headline in the page; expected titles with texts"
        notices.append(Notice(source=name, line=lines[0].number if lines else None, text=text))
    return Reading(format="listing", articles=articles, notices=tuple(notices))


def understand(lines: list[Line]) -> tuple[list[Record], list[Line]]:
    """Return the records of a page, and the lines of text that are part of none."""
    costs = roles.costs(lines)
    way = layouts.understand(costs)
    records = _records(lines, way)
    _take_kickers(records, lines, way)
    part_authors_from_topics(records)
    lost = [
        line
        for line, cost, place in zip(lines, costs, way.places, strict=True)
        if not place and cost["none"] >= _A_LOSS
    ]
    return records, lost


def _take_kickers(records: list[Record], lines: list[Line], way: layouts.Reading) -> None:
    """Give articles the topic that stands on a short line of its own above them, where most have one."""
    starts = []
    for index, place in enumerate(way.places):
        if not place or way.layout.places[place].role not in ("title", "stamp", "byline"):
            continue
        above = way.places[index - 1] if index else None
        opens = place in dict(way.layout.start) and (not above or way.layout.places[above].role == "body")
        if opens:
            starts.append(index)
    kickers = [lines[start - 1] for start in starts if start and not way.places[start - 1]]
    kickers = [line for line in kickers if _is_kicker(line)]
    if len(records) < 3 or len(kickers) * 3 < len(records) * 2 or len(starts) != len(records):
        return
    by_start = {id(line): line for line in kickers}
    for record, start in zip(records, starts, strict=True):
        kicker = by_start.get(id(lines[start - 1])) if start else None
        if kicker and not record.topics:
            record.topics.append(kicker.text)


def _is_kicker(line: Line) -> bool:
    return (
        not line.is_furniture
        and len(line.text) <= 40
        and line.text.count(" ") <= 3
        and not line.marks & _NO_KICKER
    )


def _records(lines: list[Line], way: layouts.Reading) -> list[Record]:
    """Gather the lines of each article."""
    records: list[Record] = []
    waiting: list[tuple[str, Line]] = []
    for line, place in zip(lines, way.places, strict=True):
        role = way.layout.places[place].role if place else None
        if role in ("title", "closer") and place != "second":
            records.append(Record(line))
            for part in waiting:
                records[-1].take(*part)
            waiting.clear()
        elif place == "second":
            records[-1].title = line  # of two headlines the nearer to the text
        elif role and place in way.layout.leads:
            waiting.append((role, line))
        elif role and records:
            records[-1].take(role, line)
    return records
