"""What every feed format gives of one entry, and how an article is made of it."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from urllib.parse import urlsplit

from digest import dates
from digest.model import Article, Image, Notice, Source
from digest.sources import markup
from digest.text import first_sentence, line


@dataclass(slots=True)
class Picture:
    """A picture as the feed names it."""

    url: str
    alt: str = ""
    width: str = ""
    height: str = ""


@dataclass(slots=True)
class Entry:
    """One entry in the feed's own words. `summary` and `content` are HTML; `number` is its line."""

    guid: str = ""
    url: str = ""
    title: str = ""
    published: str = ""
    updated: str = ""
    authors: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    summary: str = ""
    content: str = ""
    pictures: list[Picture] = field(default_factory=list)
    language: str = ""
    base: str | None = None
    number: int | None = None


def articles(
    entries: Iterable[Entry], source: Source, zone: tzinfo
) -> tuple[tuple[Article, ...], tuple[Notice, ...]]:
    """Return an article for every entry, in the feed's order, and what was odd about them."""
    made: list[Article] = []
    notices: list[Notice] = []
    taken: dict[str, Article] = {}
    for entry in entries:
        article = _article(entry, source, zone, notices)
        known = taken.get(article.id)
        if known is not None:
            if (known.title, known.url) == (article.title, article.url):
                continue
            fresh = f"{article.id}#{_hash(article.title, article.url or '')}"
            notices.append(
                Notice(
                    source=source.name,
                    line=entry.number,
                    text=f"{article.title!r} has the id of {known.title!r} ({article.id}); both are kept",
                )
            )
            if fresh in taken:
                continue
            article = replace(article, id=fresh)
        taken[article.id] = article
        made.append(article)
    return tuple(made), tuple(notices)


def _article(entry: Entry, source: Source, zone: tzinfo, notices: list[Notice]) -> Article:
    url = markup.web_address(entry.url, entry.base)
    text = markup.to_text(entry.summary) if entry.summary else ""
    content = ""
    if entry.content:
        content = markup.sanitise(entry.content, entry.base or url)
        text = text or markup.to_text(entry.content)
    elif "<" in entry.summary:
        content = markup.sanitise(entry.summary, entry.base or url)
    title = markup.title_text(entry.title) or first_sentence(text) or url or ""

    def moment(stated: str) -> datetime | None:
        found = dates.machine(stated, zone)
        if found is None and stated.strip():
            notices.append(
                Notice(
                    source=source.name,
                    line=entry.number,
                    text=f"{title!r} gives its date as {line(stated)[:60]!r}; expected a date",
                )
            )
        return found

    updated = moment(entry.updated)
    published = moment(entry.published) or updated
    date_from = "source" if published else None
    if published is None:
        dateline, _ = dates.split_dateline(text)
        if dateline:
            published, date_from = dateline.moment(zone), "dateline"
    return Article(
        id=line(entry.guid) or url or _hash(source.name, title),
        title=title,
        source=source.name,
        url=url,
        published=published,
        date_from=date_from,
        updated=updated,
        authors=_names(entry.authors),
        topics=tuple(dict.fromkeys(topic for raw in entry.topics if (topic := markup.title_text(raw)))),
        language=primary(entry.language),
        summary=text,
        content=content,
        image=_image(entry, source),
    )


def primary(language: str | None) -> str | None:
    """Return the primary subtag of a language tag (RFC 5646, section 2.2.1) in lower case, or None."""
    found = re.match(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)", language or "")
    return found[1].lower() if found else None


def _names(authors: list[str]) -> tuple[str, ...]:
    """Take the name where an author is given as `address (Name)` or `Name <address>`."""
    names = []
    for raw in authors:
        text = markup.title_text(raw)
        found = re.fullmatch(r"\S+@\S+\s+\((?P<a>.+)\)|(?P<b>.+?)\s+[<(]\S+@\S+[>)]", text)
        if name := (found["a"] or found["b"] if found else text).strip():
            names.append(name)
    return tuple(dict.fromkeys(names))


def _image(entry: Entry, source: Source) -> Image | None:
    for picture in entry.pictures:
        address = _picture_address(picture.url, entry.base, source.name)
        if address:
            return Image(
                url=address,
                alt=markup.title_text(picture.alt),
                width=_size(picture.width),
                height=_size(picture.height),
            )
    found = markup.first_image(entry.content or entry.summary, entry.base)
    if found and found[0].startswith("https:"):
        return Image(url=found[0], alt=found[1])
    return None


def _picture_address(url: str, base: str | None, source: str) -> str | None:
    """Return an https address, or the path of a picture that lies beside the source's file."""
    url = url.strip()
    if urlsplit(url).scheme or url.startswith("//") or "://" in source:
        address = markup.web_address(url, base)
        return address if address and address.startswith("https:") else None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(source), url))
    return None if not url or path.startswith(("..", "/")) else path


def _size(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 20000 else None


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
