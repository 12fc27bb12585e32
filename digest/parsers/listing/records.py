"""The parts of one article as a listing page prints them, and the article made of them."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from digest import dates
from digest.model import Article, Beside, DateFrom, Image
from digest.parsers.listing.beside import Fields, has_topics, split_fields
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
# Names of sections before a date, as in "Harbour Post - News - 5 October 2021": they are of the page.
_SECTIONS = re.compile(r"(?:[^\W\d_][\w ]{1,30}\s[-–—/]\s){2,3}(?:\w{2,13}\.?,?\s)?")
_COMMA = re.compile(r"\s*,\s*")
_TOPIC_SEPARATOR = re.compile(r"\s*[,;]\s+")


@dataclass(slots=True)
class Record:
    """One article in the page's own words.

    `headline` is the title where it is only a part of its line. `beside_date` is the one thing beside
    the date that is an author or a topic, until `split_authors_and_topics` decides.
    """

    title: Line
    headline: str = ""
    date_line: Line | None = None
    authors: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    beside_date: str = ""
    body: list[Line] = field(default_factory=list)
    url: str | None = None
    updated: datetime | None = None
    image: Image | None = None

    def add(self, role: Role, line: Line) -> None:
        """Add a line that has `role` in the article; a title again adds nothing."""
        if role in (Role.DATE, Role.SECOND_DATE):
            self.add_date(line)
            if line.stamp:
                before, after = line.text[: line.stamp.start], line.text[line.stamp.end :]
                self._add_fields(split_fields("" if _SECTIONS.fullmatch(before) else before, after))
        elif role in (Role.BYLINE, Role.SIGNATURE):
            self._add_byline(line.text)
        elif role is Role.LABEL:
            self.topics += _labelled_topics(line.text)
        elif role in (Role.BODY, Role.DECK):
            self.body.append(line)

    def add_date(self, line: Line) -> None:
        """Add the date of a line; of two the first counts, unless it is the date of a change."""
        if line.date is None:
            line.date = line.first_date
        known = self.date_line
        if known is None or known.date is None or (_has_updated(known) and not _has_updated(line)):
            self.date_line = line

    def _add_fields(self, fields: Fields) -> None:
        """Add the fields beside a date; of two without a sign the first is the topic, the second the author."""
        self.authors += fields.authors
        self.topics += fields.topics
        others = fields.others
        if fields.authors:
            self.topics += others
        elif len(others) >= 2:
            self.topics.append(others[0])
            self.authors.append(others[1])
        elif others and not self.beside_date:
            self.beside_date = others[0]

    def _add_byline(self, text: str) -> None:
        byline = BYLINE.fullmatch(text)
        fields = Fields() if byline else split_fields(text)
        self.authors += [byline["name"]] if byline else fields.authors or fields.others[:1] or [text]


def _has_updated(line: Line) -> bool:
    return line.stamp is not None and line.stamp.has_updated


def _labelled_topics(text: str) -> list[str]:
    """Return the topics behind a label such as `Categories:`."""
    label = LABEL.fullmatch(text) or _GLUED_TOPICS.search(text)
    if not label:
        return []
    first_field = _BAR.split(label["value"])[0]
    return [topic.strip() for topic in _TOPIC_SEPARATOR.split(first_field) if topic.strip()]


def split_authors_and_topics(records: Iterable[Record], beside: Beside | None = None) -> None:
    """Decide for each thing beside a date if it is an author, a topic, or both without a mark between.

    Args:
        records: The records of a page.
        beside: The kind of thing beside the dates, where the settings name it.
    """
    unsplit = [record for record in records if record.beside_date]
    known = {topic for record in records for topic in record.topics}
    values = [record.beside_date for record in unsplit if record.beside_date not in known]
    endings = _frequent_endings(values)
    if beside is None:
        known.update(filter(None, endings.values()))
    is_joined = sum(bool(endings[value]) for value in values) * 2 >= len(values)
    are_topics = beside is Beside.TOPIC or (beside is None and not is_joined and has_topics(values))
    for record in unsplit:
        parts = _COMMA.split(record.beside_date)
        if are_topics or record.beside_date in known:
            record.topics += parts
        else:
            topic = endings[record.beside_date]
            record.authors.append(parts[0].removesuffix(topic).strip())
            record.topics += [part for part in (topic, *parts[1:]) if part]


def _frequent_endings(values: Sequence[str]) -> dict[str, str]:
    """Return the topic at the end of each "Author Topic, Topic" without a separator between the two.

    The words that end several of these lines, or are a topic elsewhere, are the topic.
    """
    unsplit = {value: _COMMA.split(value) for value in values}
    counts: Counter[str] = Counter()
    first_parts = Counter(unsplit[value][0] for value in values)
    for value in values:
        counts.update(_endings(unsplit[value][0]))
        counts.update(unsplit[value][1:])
    found = {}
    for value, parts in unsplit.items():
        # An ending is a topic when it is more frequent than the whole part with the author.
        topics = [ending for ending in _endings(parts[0]) if counts[ending] > first_parts[parts[0]]]
        found[value] = max(topics, key=lambda ending: (counts[ending], len(ending)), default="")
    return found


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
    title = record.headline or record.title.read_more_title or record.title.text
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
