"""The lines of one article, gathered, and the article made of them."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from digest import dates
from digest.model import Article, DateFrom, Image
from digest.parsers.listing.lines import BYLINE, LABEL, Line
from digest.text import first_sentence, fold

_GLUED_TOPICS = re.compile(r"(?:Themes|Topics|Temas):\s*(?P<value>.+?)(?:(?<=[a-z])(?=[A-Z][a-z]+:)|$)")
_STATED = re.compile(
    r"(?:published|posted|publicado|publi[eé]|pubblicato|ver[oö]ffentlicht)(?:\s+(?:on|el|le|em|il|am))?\s*:?\s*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Record:
    """What one article's lines say, in the page's own words."""

    title: Line
    stamp: Line | None = None
    authors: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    beside: str = ""
    body: list[Line] = field(default_factory=list)
    url: str | None = None
    updated: datetime | None = None
    image: Image | None = None

    def take(self, role: str, line: Line) -> None:
        """Take in a line that plays `role`."""
        if role == "stamp":
            self.stamp = line
            _read_stamp(self, line)
        elif role in ("byline", "signature"):
            match = BYLINE.fullmatch(line.text)
            self.authors.append(match["name"] if match else line.text)
        elif role == "label":
            match = LABEL.fullmatch(line.text) or _GLUED_TOPICS.search(line.text)
            if match:
                value = re.split(r"\s*\|\s*", match["value"])[0]
                self.topics += [part.strip() for part in re.split(r"\s*[,;]\s+", value) if part.strip()]
        elif role == "body":
            self.body.append(line)


def _read_stamp(record: Record, line: Line) -> None:
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


def part_authors_from_topics(records: Iterable[Record]) -> None:
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


def article(record: Record, name: str, zone: tzinfo) -> Article:
    """Return the article of `record`, of the source `name`; a date without an offset is of `zone`."""
    title = record.title.closes or record.title.text
    summary = "\n\n".join(_paragraphs(record.body))
    published: datetime | None = None
    date_from: DateFrom | None = None
    if record.stamp and record.stamp.date:
        published, date_from = record.stamp.date.to_datetime(zone), DateFrom.SOURCE
    elif stated := _stated(summary):
        published, date_from = stated.to_datetime(zone), DateFrom.SOURCE
        summary = summary[stated.end :].lstrip(" .,:–—-|\n")
    else:
        dateline, _ = dates.split_dateline(summary)
        if dateline:
            published, date_from = dateline.to_datetime(zone), DateFrom.DATELINE
    return Article(
        id=record.url or hashlib.sha256(f"{name}\n{fold(title)}".encode()).hexdigest()[:16],
        title=title or first_sentence(summary),
        source=name,
        url=record.url,
        published=published,
        date_from=date_from,
        updated=record.updated,
        authors=tuple(dict.fromkeys(record.authors)),
        topics=tuple(dict.fromkeys(record.topics)),
        summary=summary,
        image=record.image,
    )


def _stated(summary: str) -> dates.DateMatch | None:
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
