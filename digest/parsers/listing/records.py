"""The parts of one article as a listing page prints them, and the article made of them."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from digest import dates
from digest.model import Article, DateFrom, Image
from digest.parsers.listing.lines import Feature, Line
from digest.parsers.listing.phrases import BYLINE, LABEL
from digest.parsers.listing.roles import Role
from digest.text import first_sentence, fold

_GLUED_TOPICS = re.compile(r"(?:Themes|Topics|Temas):\s*(?P<value>.+?)(?:(?<=[a-z])(?=[A-Z][a-z]+:)|$)")
_PUBLISHED_ON = re.compile(
    r"(?:published|posted|publicado|publi[eé]|pubblicato|ver[oö]ffentlicht)(?:\s+(?:on|el|le|em|il|am))?\s*:?\s*",
    re.IGNORECASE,
)
_BAR = re.compile(r"\s*\|\s*")
_COMMA = re.compile(r"\s*,\s*")
_TOPIC_SEPARATOR = re.compile(r"\s*[,;]\s+")
_META_SEPARATOR = re.compile(r"\s*[|·•]\s*")


@dataclass(slots=True)
class Record:
    """One article in the page's own words.

    `author_and_topic` is text beside the date that may hold both, until `split_authors_and_topics`.
    """

    title: Line
    date_line: Line | None = None
    authors: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    author_and_topic: str = ""
    body: list[Line] = field(default_factory=list)
    url: str | None = None
    updated: datetime | None = None
    image: Image | None = None

    def add(self, role: Role, line: Line) -> None:
        """Add a line that has `role` in the article; a title again adds nothing."""
        if role is Role.DATE:
            self.date_line = line
            self._add_beside_date(line)
        elif role in (Role.BYLINE, Role.SIGNATURE):
            self.authors.append(_author(line.text))
        elif role is Role.LABEL:
            self.topics += _labelled_topics(line.text)
        elif role is Role.BODY:
            self.body.append(line)

    def _add_beside_date(self, line: Line) -> None:
        """Add the topic and the author that stand in the line of the date."""
        if line.date is None or line.is_date_only:
            return
        before = line.text[: line.date.start]
        after = line.text[line.date.end :].strip(" ,.-–—|·•/")
        byline = BYLINE.fullmatch(after)
        parts = [part.strip() for part in _META_SEPARATOR.split(after) if part.strip()]
        if byline:
            self.authors.append(byline["name"])
        elif len(parts) >= 2:
            self.topics.append(parts[0])
            self.authors.append(_author(parts[1]))
        elif parts:
            self.author_and_topic = parts[0]
        elif "|" in before:
            self.author_and_topic = before.strip(" |-–—")


def _author(text: str) -> str:
    """Return the name in a byline, or all of the text."""
    byline = BYLINE.fullmatch(text)
    return byline["name"] if byline else text


def _labelled_topics(text: str) -> list[str]:
    """Return the topics behind a label such as `Categories:`."""
    label = LABEL.fullmatch(text) or _GLUED_TOPICS.search(text)
    if not label:
        return []
    first_field = _BAR.split(label["value"])[0]
    return [topic.strip() for topic in _TOPIC_SEPARATOR.split(first_field) if topic.strip()]


def split_authors_and_topics(records: Iterable[Record]) -> None:
    """Split each "Author Topic, Topic" that has no separator between author and topic.

    The words at its end that end several of these lines, or are a topic elsewhere, are the topic.
    """
    unsplit = [
        (record, _COMMA.split(record.author_and_topic)) for record in records if record.author_and_topic
    ]
    endings: Counter[str] = Counter()
    first_parts = Counter(parts[0] for _, parts in unsplit)
    for _, parts in unsplit:
        endings.update(_endings(parts[0]))
        endings.update(parts[1:])
    for record, parts in unsplit:
        # An ending is a topic when it is more frequent than the whole part with the author.
        topics = [ending for ending in _endings(parts[0]) if endings[ending] > first_parts[parts[0]]]
        topic = max(topics, key=lambda ending: (endings[ending], len(ending)), default="")
        record.authors.append(parts[0].removesuffix(topic).strip())
        record.topics += [part for part in (topic, *parts[1:]) if part]


def _endings(text: str) -> list[str]:
    """Return all endings of `text` that begin with a word, without the whole."""
    words = text.split()
    return [" ".join(words[i:]) for i in range(1, len(words))]


def to_article(record: Record, source: str, zone: tzinfo) -> Article:
    """Return the article of a record.

    Args:
        record: The parts of the article.
        source: The name of the source.
        zone: The timezone of a date without an offset.
    """
    title = record.title.read_more_title or record.title.text
    published, date_from, summary = _publication(record, "\n\n".join(_paragraphs(record.body)), zone)
    return Article(
        id=record.url or hashlib.sha256(f"{source}\n{fold(title)}".encode()).hexdigest()[:16],
        title=title or first_sentence(summary),
        source=source,
        url=record.url,
        published=published,
        date_from=date_from,
        updated=record.updated,
        authors=tuple(dict.fromkeys(record.authors)),
        topics=tuple(dict.fromkeys(record.topics)),
        summary=summary,
        image=record.image,
    )


def _publication(record: Record, summary: str, zone: tzinfo) -> tuple[datetime | None, DateFrom | None, str]:
    """Return the date of publication, its origin, and the summary without a "Published on" date."""
    if record.date_line and record.date_line.date:
        return record.date_line.date.to_datetime(zone), DateFrom.SOURCE, summary
    if stated := _published_on(summary):
        return stated.to_datetime(zone), DateFrom.SOURCE, summary[stated.end :].lstrip(" .,:–—-|\n")
    dateline, _ = dates.split_dateline(summary)
    if dateline:
        return dateline.to_datetime(zone), DateFrom.DATELINE, summary
    return None, None, summary


def _published_on(summary: str) -> dates.DateMatch | None:
    """Return the date of a summary that begins with words such as "Published on" and a date."""
    words = _PUBLISHED_ON.match(summary)
    found = dates.find(summary[:120], words.end()) if words else None
    return found if words and found and found.start == words.end() else None


def _paragraphs(lines: Sequence[Line]) -> list[str]:
    """Return the paragraphs of a body; a line is one, unless it goes on with the sentence above."""
    paragraphs: list[str] = []
    for line in lines:
        if line.is_furniture:
            continue
        if paragraphs and _continues(paragraphs[-1], line):
            paragraphs[-1] += f" {line.text}"
        else:
            paragraphs.append(line.text)
    return paragraphs


def _continues(paragraph: str, line: Line) -> bool:
    """Return True when `line` goes on with the last sentence of `paragraph`."""
    if line.blank_lines or Feature.BULLET in line.features or paragraph[-1] in '.!?…:"”»)]':
        return False
    return line.text[0].islower() or paragraph[-1] in ",;"
