"""Listing pages as text: a newsroom's page, copied or saved, with its articles one after another.

The way from text to articles:

    lines -> features -> costs of roles -> layouts (state machines) -> Viterbi -> records -> articles

`lines` splits the page, `features` observes each line, `emissions` turns that into the cost of each role
a line may have. `layouts` holds the layouts, `viterbi` finds the cheapest path of all through the
page, `assembly` makes records of the best path, `records` makes articles of these.
First of all `marks` removes the marks of lists and `rows` splits the rows of tables. At the end
`doubt` compares the articles with what the page shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from digest.model import Beside, Document, Notice, Reading
from digest.parsers import encoding, entry
from digest.parsers.listing import doubt, emissions, features, marks, roles, viterbi
from digest.parsers.listing.assembly import assemble
from digest.parsers.listing.lines import Line, rejoin_wrapped, split
from digest.parsers.listing.read_more import split_titles
from digest.parsers.listing.records import Record, to_article
from digest.parsers.listing.rows import split_rows

MAX_LINES = 14_000
_LOST_TEXT = 4.7  # the cost of skipping about 90 characters
_MANY_LOST = 3  # lines of text outside all articles
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_MARKUP_OR_JSON = re.compile(rb"<[?!a-zA-Z]|\{\s*[\"}]|\[\s*[\[{\"]")


def sniff(content: bytes, _name: str) -> bool:
    """Return True for text that is neither binary nor markup nor JSON."""
    if content[:2] in _UTF_16:
        content = content[:8192].decode("utf-16", errors="ignore").encode()
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return b"\0" not in head and not _MARKUP_OR_JSON.match(head)


@dataclass(frozen=True, slots=True)
class Extract:
    """What a page holds: its records, the lines of text that belong to none, and reasons for doubt."""

    records: list[Record]
    lost: list[Line]
    doubts: list[str]


def read(document: Document, zone: tzinfo) -> Reading:
    """Return the articles of a listing page, in page order.

    A date comes from the page ("source") or from the dateline of the article's text ("dateline"). A
    notice warns of articles that contradict what the page shows.
    """
    source = document.source.name
    page = split(encoding.decode(document.content), MAX_LINES + 1)
    last = page[MAX_LINES - 1].number if len(page) > MAX_LINES else None
    lines = observe_lines(page[:MAX_LINES])
    found = extract(lines, document.source.beside)
    notices: list[Notice] = []

    if last:
        text = f"is too large a page; only its first {MAX_LINES:,} lines were read"
        notices.append(Notice(source=source, line=last, text=text))
    made = [(to_article(record, source, zone), record.title.number) for record in found.records]
    articles = entry.distinct(made, notices)
    if articles:
        notices += _notices(found, source)
    if not articles:
        text = "found no headline in the page; expected titles with texts"
        notices.append(Notice(source=source, line=lines[0].number if lines else None, text=text))
    return Reading(format="listing", articles=articles, notices=tuple(notices))


def _notices(found: Extract, source: str) -> Iterator[Notice]:
    """Yield what a person should know of a reading: doubts, lost lines, dates that tell no day."""
    if found.doubts:
        yield Notice(source=source, text=f"look at this page: {'; '.join(found.doubts)}")
    if found.lost:
        lost = len(found.lost)
        text = "1 line of text belongs to no article"
        if lost > 1:
            text = f"{lost} lines of text belong to no article; this is the first"
        yield Notice(source=source, line=found.lost[0].number, text=text)
    if vague := [line for record in found.records if (line := record.date_line) and line.date is None]:
        count = "1 article is" if len(vague) == 1 else f"{len(vague)} articles are"
        text = f"{vague[0].text!r} does not tell one day; {count} undated"
        yield Notice(source=source, line=vague[0].number, text=text)


def observe_lines(lines: list[Line]) -> list[Line]:
    """Return the lines of a page with their features, rows of a table split and broken sentences joined."""
    marks.take_off(lines)
    lines = rejoin_wrapped(split_rows(lines))
    features.observe(lines)
    return split_titles(lines)


def extract(lines: Sequence[Line], beside: Beside | None = None) -> Extract:
    """Return what a page holds.

    A page that fits no layout, such as a page of "read more" lines only, has no records.

    Args:
        lines: All lines of the page, with their features.
        beside: The kind of thing beside the dates, where the settings name it.
    """
    costs = emissions.emission_costs(lines)
    path = viterbi.best_path(costs)
    if path is None:
        return Extract([], [], [])
    records = assemble(lines, path, beside)
    return Extract(
        records, _lost(lines, costs, path, len(records)), doubt.reasons(lines, costs, path, records)
    )


def _lost(
    lines: Sequence[Line], costs: Sequence[roles.Costs], path: viterbi.Path, articles: int
) -> list[Line]:
    """Return the skipped lines that hold much text; outside the articles only where there are many."""
    lost = [
        index
        for index, state in enumerate(path.states)
        if state is None and lines[index].stamp is None and costs[index][roles.Role.SKIPPED] >= _LOST_TEXT
    ]
    used = [index for index, state in enumerate(path.states) if state]
    inside = [index for index in lost if used[0] < index < used[-1]] if used else []
    outside = len(lost) - len(inside)
    chosen = lost if outside >= _MANY_LOST and outside * 2 > articles else inside
    return [lines[index] for index in chosen]
