"""What every feed format gives of one entry, and how an article is made of it."""

from __future__ import annotations

import functools
import hashlib
import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from digest import dates
from digest.model import Article, DateFrom, Document, Enclosure, Image, Notice, Source
from digest.parsers import html
from digest.text import clean, first_sentence, line

MOST_ARTICLES = 20_000
MOST_UNDATED = 1000  # of a document with more dates that are none, no others are studied
_LANGUAGE = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)")
_WITH_ADDRESS = re.compile(r"\S+@\S+\s+\((?P<a>.+)\)|(?P<b>.+?)\s+[<(]\S+@\S+[>)]")
# No article comes near these numbers; a feed's own authors stand on every entry.
_MOST_AUTHORS = 50
_MOST_PICTURES = 200
_LONGEST_NAME = 400
PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg")


@dataclass(slots=True)
class Picture:
    """A picture as the feed names it; the lowest rank is the most wanted."""

    url: str
    alt: str = ""
    width: str = ""
    height: str = ""
    rank: int = 0


@dataclass(slots=True)
class Recording:
    """A podcast's or a film's file as the feed names it."""

    url: str
    type: str = ""
    length: str = ""


@dataclass(slots=True)
class Entry:
    """One entry in the feed's own words. `title`, `summary` and `content` are HTML; `line` is its line.

    `base` is what relative addresses stand on, `states_base` whether the document says so itself, and
    `content_base` the same for those inside the content. `alternates` are the addresses that come with
    a language, the entry's own or that of a translation.
    """

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
    recordings: list[Recording] = field(default_factory=list)
    alternates: list[tuple[str, str]] = field(default_factory=list)
    language: str = ""
    base: str | None = None
    states_base: bool = False
    content_base: str | None = None
    line: int | None = None

    def is_empty(self) -> bool:
        """Return whether there is nothing in it at all."""
        told = (self.guid, self.url, self.title, self.summary, self.content, self.published, self.updated)
        lists = (self.topics, self.authors, self.pictures, self.recordings, self.alternates)
        return not any((*told, *lists))


def articles(
    entries: Iterable[Entry], source: Source, zone: tzinfo
) -> tuple[tuple[Article, ...], tuple[Notice, ...]]:
    """Return an article for every entry, in the feed's order, and what was odd about them."""
    notices: list[Notice] = []
    undated: list[tuple[int | None, str]] = []
    made: list[tuple[Article, int | None]] = []
    empty = False
    for entry in entries:
        if entry.is_empty():
            if empty:
                continue  # as empty as the one before
            empty = True
        if len(made) == MOST_ARTICLES:
            told = f"holds more than {MOST_ARTICLES:,} articles; those from here on are not read"
            notices.append(Notice(source=source.name, line=entry.line, text=told))
            break
        made.append((_article(entry, source, zone, undated), entry.line))
    notices += limited_notices(source.name, list(dict.fromkeys(undated)), "give a date that is none")
    return distinct(made, notices), tuple(notices)


def next_page(stated: str, base: str, document: Document) -> str | None:
    """Return the absolute address of the page that a feed says goes on where it ends, or None."""
    name = document.source.name
    address = document.address or (name if "://" in name else "")
    found = html.web_address(stated, html.join(address, base) or None)
    return found if found and found.startswith("http") and found != address else None


def limited_notices(source: str, odd: Sequence[tuple[int | None, str]], more: str) -> list[Notice]:
    """Return a notice for each `odd` place; of more than four the first three and one that counts the others."""
    shown = odd if len(odd) <= 4 else odd[:3]
    notices = [Notice(source=source, line=number, text=text) for number, text in shown]
    if len(odd) > 4:
        notices.append(Notice(source=source, line=odd[3][0], text=f"and {len(odd) - 3:,} more {more}"))
    return notices


def distinct(made: Sequence[tuple[Article, int | None]], notices: list[Notice]) -> tuple[Article, ...]:
    """Return the articles with ids unlike one another; `made` holds each with its line.

    An article that only repeats another goes; a different one under the same id is kept under an
    id of its own, with a notice.
    """
    taken: dict[str, Article] = {}
    odd: list[tuple[int | None, str]] = []
    for article, number in made:
        known = taken.get(article.id)
        if known is None:
            taken[article.id] = article
            continue
        if _told(known) == _told(article):
            continue
        fresh = f"{article.id}#{_hash(*_told(article))}"
        if fresh not in taken:
            odd.append(
                (number, f"{article.title!r} has the id of {known.title!r} ({article.id}); both are kept")
            )
            taken[fresh] = replace(article, id=fresh)
    if odd:
        notices += limited_notices(made[0][0].source, odd, "have the id of another; all are kept")
    return tuple(taken.values())


def _told(article: Article) -> tuple[str, str, str]:
    """Return what tells one article from another under the same id."""
    if article.url:
        return article.title, article.url, ""
    return article.title, article.summary, f"{article.published}"


def _article(entry: Entry, source: Source, zone: tzinfo, undated: list[tuple[int | None, str]]) -> Article:
    enclosures = _enclosures(entry)
    own = primary(entry.language)
    alternates = [
        (primary(code), html.web_address(address, entry.base)) for code, address in entry.alternates
    ]
    alternates.sort(key=lambda version: version[0] != own)
    url = html.web_address(entry.url, entry.base) or (alternates[0][1] if alternates else None)
    url = url or (enclosures[0].url if enclosures else None)
    text = html.to_text(entry.summary) if entry.summary else ""
    content = ""
    if entry.content:
        content = html.sanitise(entry.content, entry.content_base or entry.base or url)
        text = text or html.to_text(entry.content)
    elif "<" in entry.summary:
        content = html.sanitise(entry.summary, entry.base or url)
    title = html.title_text(entry.title) or first_sentence(text) or url or ""

    def moment(stated: str) -> datetime | None:
        found = dates.parse_timestamp(stated, zone, use_dateutil=len(undated) < MOST_UNDATED)
        if found is None and stated.strip():
            told = f"{title!r} gives its date as {line(stated)[:60]!r}; expected a date"
            undated.append((entry.line, told))
        return found

    updated = moment(entry.updated)
    published = moment(entry.published) or updated
    date_from: DateFrom | None = DateFrom.SOURCE if published else None
    if published is None:
        dateline, _ = dates.split_dateline(text)
        if dateline:
            published, date_from = dateline.to_datetime(zone), DateFrom.DATELINE
    return Article(
        id=line(entry.guid) or url or _hash(source.name, title),
        title=title,
        source=source.name,
        url=url,
        published=published,
        date_from=date_from,
        updated=updated,
        authors=_names(entry.authors),
        topics=tuple(dict.fromkeys(topic for raw in entry.topics if (topic := html.title_text(raw)))),
        language=own,
        summary=text,
        content=content,
        image=image(entry, source),
        enclosures=enclosures,
        translations=tuple(
            dict.fromkeys(
                address for code, address in alternates if code and code != own and address not in (None, url)
            )
        ),
    )


def primary(language: str | None) -> str | None:
    """Return the primary subtag of a language tag (RFC 5646, section 2.2.1) in lower case, or None."""
    found = _LANGUAGE.match(language) if language else None
    return found[1].lower() if found else None


def _names(authors: list[str]) -> tuple[str, ...]:
    """Take the name where an author is given as `address (Name)` or `Name <address>`."""
    names = (_name(raw[:_LONGEST_NAME]) for raw in authors[:_MOST_AUTHORS])
    return tuple(dict.fromkeys(name for name in names if name))


@functools.lru_cache(maxsize=1024)
def _name(raw: str) -> str:
    text = html.title_text(raw)
    found = _WITH_ADDRESS.fullmatch(text) if "@" in text else None
    return (found["a"] or found["b"] if found else text).strip()


def _enclosures(entry: Entry) -> tuple[Enclosure, ...]:
    found: dict[str, Enclosure] = {}
    for one in entry.recordings:
        url = html.web_address(one.url, entry.base)
        if url and url.startswith("http"):
            kind = line(one.type).lower()
            kind = kind if re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", kind) else ""
            size = int(one.length) if re.fullmatch(r"[1-9][0-9]{0,14}", one.length.strip()) else None
            found.setdefault(url, Enclosure(url=url, type=kind, length=size))
    return tuple(found.values())


def image(entry: Entry, source: Source) -> Image | None:
    """Return the most wanted picture of `entry` that may be shown: over https, or a file near the source's."""
    for picture in sorted(entry.pictures, key=lambda picture: picture.rank)[:_MOST_PICTURES]:
        address = _picture_address(picture.url, entry, source.name)
        if address:
            return Image(
                url=address,
                alt=html.title_text(picture.alt),
                width=_size(picture.width),
                height=_size(picture.height),
            )
    found = html.first_image(entry.content or entry.summary, entry.content_base or entry.base)
    if found and found[0].startswith("https:"):
        return Image(url=found[0], alt=found[1])
    return None


def _picture_address(url: str, entry: Entry, source: str) -> str | None:
    """Return an https address, or the path of a picture that lies near the source's file."""
    url = url.strip()
    if clean(url) != url:
        return None
    if entry.states_base or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/", url) or "://" in source:
        address = html.web_address(url, entry.base)
        return address if address and address.startswith("https:") else None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(source), url.replace("\\", "/")))
    top, slash, _ = source.partition("/")
    top = top if slash else ""
    is_near = path.startswith(f"{top}/") if top else not path.startswith(("..", "/"))
    return path if is_near and path.lower().endswith(PICTURES) else None


def _size(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) and 0 < int(text) < 20000 else None


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
