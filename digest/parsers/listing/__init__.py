"""Listing pages as text: a newsroom's page, copied or saved, with its articles one after another.

The way from text to articles:

    lines -> features -> costs of roles -> layouts as machines -> Viterbi -> records -> articles

`lines` splits the page, `features` observes each line, `roles` turns that into the cost of each role
a line may have. `layouts` holds the layouts, `viterbi` finds the cheapest path of each through the
page and ranks them, `assembly` makes records of the best path, `records` makes articles of these.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import tzinfo

from digest.model import Document, Notice, Reading
from digest.parsers import encoding, entry
from digest.parsers.listing import features, roles, viterbi
from digest.parsers.listing.assembly import assemble
from digest.parsers.listing.lines import Line, rejoin_wrapped, split
from digest.parsers.listing.read_more import split_titles
from digest.parsers.listing.records import Record, to_article

MAX_LINES = 14_000
_LOST_TEXT = 4.5  # the cost of skipping about 80 characters
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_MARKUP_OR_JSON = re.compile(rb"<[?!a-zA-Z]|\{\s*[\"}]|\[\s*[\[{\"]")


def sniff(content: bytes, _name: str) -> bool:
    """Return True for text that is neither binary nor markup nor JSON."""
    if content[:2] in _UTF_16:
        content = content[:8192].decode("utf-16", errors="ignore").encode()
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return b"\0" not in head and not _MARKUP_OR_JSON.match(head)


def read(document: Document, zone: tzinfo) -> Reading:
    """Return the articles of a listing page, in page order.

    Dates are the page's own ("source"), or from the datelines of the texts ("dateline").
    """
    source = document.source.name
    lines = read_lines(encoding.decode(document.content), MAX_LINES)
    records, lost = extract(lines)
    notices: list[Notice] = []

    def note(line: Line | None, text: str) -> None:
        notices.append(Notice(source=source, line=line.number if line else None, text=text))

    if len(lines) == MAX_LINES:
        note(lines[-1], f"is too large a page; only its first {MAX_LINES:,} lines were read")
    made = [(to_article(record, source, zone), record.title.number) for record in records]
    articles = entry.distinct(made, notices)
    if articles and lost:
        note(lost[0], f"{len(lost)} lines of text belong to no article; this is the first")
    if undatable := [line for record in records if (line := record.date_line) and line.date is None]:
        count = len(undatable)
        note(undatable[0], f"{undatable[0].text!r} is no date without its year; {count} articles are undated")
    if not articles:
        note(lines[0] if lines else None, "found no headline in the page; expected titles with texts")
    return Reading(format="listing", articles=articles, notices=tuple(notices))


def read_lines(page: str, most: int) -> list[Line]:
    """Return the first `most` lines of a page that are not blank, with their features."""
    lines = rejoin_wrapped(split(page, most))
    features.observe(lines)
    return split_titles(lines)


def extract(lines: Sequence[Line]) -> tuple[list[Record], list[Line]]:
    """Return the records of a page, and the lines of text that belong to none of them.

    A page that fits no layout, such as one of nothing but "read more" lines, has no records.

    Args:
        lines: All lines of the page, with their features.
    """
    costs = roles.emission_costs(lines)
    paths = viterbi.rank(costs)
    if not paths:
        return [], _lost(lines, costs, [None] * len(lines))
    return assemble(lines, paths[0]), _lost(lines, costs, paths[0].states)


def _lost(lines: Sequence[Line], costs: Sequence[roles.Costs], states: Sequence[str | None]) -> list[Line]:
    """Return the skipped lines that hold much text."""
    return [
        line
        for line, line_costs, state in zip(lines, costs, states, strict=True)
        if state is None and line_costs[roles.Role.SKIPPED] >= _LOST_TEXT
    ]
