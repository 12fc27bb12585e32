"""Listing pages as text: a newsroom's page, copied or saved, with its articles one after another."""

from __future__ import annotations

import re
from datetime import tzinfo

from digest.model import Document, Notice, Reading
from digest.sources import encoding, entry
from digest.sources.listing import layouts, roles
from digest.sources.listing.lines import Line, split
from digest.sources.listing.records import Record, article, part_authors_from_topics

MOST_LINES = 20_000
_A_LOSS = 4.5  # the cost of passing over some eighty characters


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
    if not articles:
        text = "found no headline in the page; expected titles with texts"
        notices.append(Notice(source=name, line=lines[0].number if lines else None, text=text))
    return Reading(format="listing", articles=articles, notices=tuple(notices))


def understand(lines: list[Line]) -> tuple[list[Record], list[Line]]:
    """Return the records of a page, and the lines of text that are part of none."""
    costs = roles.costs(lines)
    way = layouts.understand(costs)
    records = _records(lines, way)
    part_authors_from_topics(records)
    lost = [
        line
        for line, cost, place in zip(lines, costs, way.places, strict=True)
        if not place and cost["none"] >= _A_LOSS
    ]
    return records, lost


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
