"""Listing pages as text: a newsroom's page, copied or saved, with its articles one after another."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from digest import dates
from digest.model import Article, Document, Notice, Reading
from digest.sources import encoding, entry
from digest.sources.listing import layouts, roles
from digest.sources.listing.lines import BYLINE, LABEL, Line, split
from digest.text import first_sentence, fold

MOST_LINES = 20_000
_A_LOSS = 4.5  # the cost of passing over some eighty characters
_GLUED_TOPICS = re.compile(r"(?:Themes|Topics|Temas):\s*(?P<value>.+?)(?:(?<=[a-z])(?=[A-Z][a-z]+:)|$)")
_STATED = re.compile(
    r"(?:published|posted|publicado|publi[eé]|pubblicato|ver[oö]ffentlicht)(?:\s+(?:on|el|le|em|il|am))?\s*:?\s*",
    re.IGNORECASE,
)


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
    page = encoding.decode(document.content)
    name = document.source.name
    notices: list[Notice] = []
    lines = split(page, MOST_LINES)
    if len(lines) == MOST_LINES:
        text = f"is no page of ordinary size; its first {MOST_LINES:,} lines are read"
        notices.append(Notice(source=name, line=lines[-1].number, text=text))
    costs = roles.costs(lines)
    way = layouts.understand(costs)
    records = _records(lines, way)
    _part_authors_from_topics(records)
    made = [(_article(record, name, zone), record.title.number) for record in records]
    articles = entry.distinct(made, notices)
    lost = [
        line.number
        for line, cost, place in zip(lines, costs, way.places, strict=True)
        if not place and cost["none"] >= _A_LOSS
    ]
    if articles and lost:
        text = f"{len(lost)} lines of text were taken for no part of an article, this one first"
        notices.append(Notice(source=name, line=lost[0], text=text))
    if not articles:
        text = "found no headline in the page; expected titles with texts"
        notices.append(Notice(source=name, line=lines[0].number if lines else None, text=text))
    return Reading(format="listing", articles=articles, notices=tuple(notices))


@dataclass(slots=True)
class _Record:
    title: Line
    stamp: Line | None = None
    authors: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    beside: str = ""
    body: list[Line] = field(default_factory=list)


def _records(lines: list[Line], way: layouts.Reading) -> list[_Record]:
    """Gather the lines of each article."""
    records: list[_Record] = []
    waiting: list[tuple[str, Line]] = []
    for line, place in zip(lines, way.places, strict=True):
        role = way.layout.places[place].role if place else None
        if role in ("title", "closer") and place != "second":
            records.append(_Record(line))
            for part in waiting:
                _give(records[-1], *part)
            waiting.clear()
        elif place == "second":
            records[-1].title = line  # of two headlines the nearer to the text
        elif role and place in way.layout.leads:
            waiting.append((role, line))
        elif role and records:
            _give(records[-1], role, line)
    return records


def _give(record: _Record, role: str, line: Line) -> None:
    if role == "stamp":
        record.stamp = line
        _read_stamp(record, line)
    elif role in ("byline", "signature"):
        match = BYLINE.fullmatch(line.text)
        record.authors.append(match["name"] if match else line.text)
    elif role == "label":
        match = LABEL.fullmatch(line.text) or _GLUED_TOPICS.search(line.text)
        if match:
            value = re.split(r"\s*\|\s*", match["value"])[0]
            record.topics += [part.strip() for part in re.split(r"\s*[,;]\s+", value) if part.strip()]
    elif role == "body":
        record.body.append(line)


def _read_stamp(record: _Record, line: Line) -> None:
    """Take the topic and the author that stand beside the date."""
    if line.date is None or line.whole:
        return
    before = line.text[: line.date.start]
    after = line.text[line.date.end :].strip(" ,.-–—|·•/")
    by = BYLINE.fullmatch(after)
    parts = [part.strip() for part in re.split(r"\s*[|·•]\s*", after) if part.strip()]
    if by:
        record.authors.append(by["name"])
    elif len(parts) >= 2:
        record.topics.append(parts[0])
        name = BYLINE.fullmatch(parts[1])
        record.authors.append(name["name"] if name else parts[1])
    elif parts:
        record.beside = parts[0]
    elif "|" in before:
        record.beside = before.strip(" |-–—")


def _part_authors_from_topics(records: list[_Record]) -> None:
    """Part "Author Topic , Topic" where no mark stands between author and topic.

    What recurs at the end of these over the page, or stands as a topic by itself, is the topic.
    """
    beside = [(record, re.split(r"\s*,\s*", record.beside)) for record in records if record.beside]
    tails: Counter[str] = Counter()
    wholes = Counter(parts[0] for _, parts in beside)
    for _, parts in beside:
        tails.update(_tails(parts[0]))
        tails.update(parts[1:])
    for record, parts in beside:
        # A tail is a topic where it ends more lines than the whole stands in.
        known = [tail for tail in _tails(parts[0]) if tails[tail] > wholes[parts[0]]]
        topic = max(known, key=lambda tail: (tails[tail], len(tail)), default="")
        record.authors.append(parts[0].removesuffix(topic).strip())
        record.topics += [part for part in (topic, *parts[1:]) if part]


def _tails(text: str) -> list[str]:
    words = text.split()
    return [" ".join(words[i:]) for i in range(1, len(words))]


def _article(record: _Record, name: str, zone: tzinfo) -> Article:
    title = record.title.closes or record.title.text
    summary = "\n\n".join(_paragraphs(record.body))
    published: datetime | None = None
    date_from: str | None = None
    if record.stamp and record.stamp.date:
        published, date_from = record.stamp.date.moment(zone), "source"
    elif stated := _stated(summary):
        published, date_from = stated.moment(zone), "source"
        summary = summary[stated.end :].lstrip(" .,:–—-|\n")
    else:
        dateline, _ = dates.split_dateline(summary)
        if dateline:
            published, date_from = dateline.moment(zone), "dateline"
    return Article(
        id=hashlib.sha256(f"{name}\n{fold(title)}".encode()).hexdigest()[:16],
        title=title or first_sentence(summary),
        source=name,
        published=published,
        date_from=date_from,
        authors=tuple(dict.fromkeys(record.authors)),
        topics=tuple(dict.fromkeys(record.topics)),
        summary=summary,
    )


def _stated(summary: str) -> dates.Written | None:
    """Return the date a text opens with where words say that it was published then."""
    words = _STATED.match(summary)
    found = dates.find(summary[:120], words.end()) if words else None
    return found if words and found and found.start == words.end() else None


def _paragraphs(lines: list[Line]) -> list[str]:
    """Join lines that were broken in mid-sentence; every other line is a paragraph."""
    paragraphs: list[str] = []
    for line in lines:
        if line.is_furniture:
            continue
        if (
            paragraphs
            and line.gap == 0
            and "bullet" not in line.marks
            and paragraphs[-1][-1] not in '.!?…:"”»)]'
            and (line.text[0].islower() or paragraphs[-1][-1] in ",;")
        ):
            paragraphs[-1] += " " + line.text
        else:
            paragraphs.append(line.text)
    return paragraphs
