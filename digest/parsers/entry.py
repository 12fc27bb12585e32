"""The entry that every feed format is read into, and the articles made of entries."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from itertools import chain
from urllib.parse import unquote

from digest import dates
from digest.files import SAVED_PAGE_FOLDERS
from digest.model import Article, DateFrom, Document, Enclosure, Image, Notice, Source
from digest.parsers import authors, feed_pictures, html, summaries
from digest.parsers.entry_dates import EntryDates
from digest.text import clean, first_sentence, line

MOST_ARTICLES = 20_000
PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg")
THUMBNAIL = 2  # the rank of a picture that is shown only if there is no larger one
_PRIMARY_SUBTAG = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_BYTES = re.compile(r"[1-9][0-9]{0,14}")
_PIXELS = re.compile(r"[0-9]{1,9}")
_MOST_PIXELS = 20_000
_ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/")
_MOST_PICTURES = 200

Remark = tuple[int | None, str]  # the line of a document, and the text of a notice about it
_Alternate = tuple[str | None, str | None]  # the primary subtag and the web address of a page's version


@dataclass(slots=True)
class Picture:
    """A picture as the feed names it. The lowest rank is preferred."""

    url: str
    alt: str = ""
    width: str = ""
    height: str = ""
    rank: int = 0


@dataclass(slots=True)
class Recording:
    """A sound or video file as the feed names it. `length` is its size in bytes."""

    url: str
    type: str = ""
    length: str = ""


@dataclass(slots=True)
class Entry:
    """One entry as the feed writes it; nothing in it is checked yet.

    Attributes:
        title: HTML, as are `summary` and `content`.
        authors: Names, with or without an address.
        alternates: Pairs of a language and the address of the page in it, the entry's own included.
        base: The address that relative addresses are resolved against.
        states_base: The document itself gives `base`; it is not only the address of its site.
        content_base: The base of the addresses inside `content`, where it differs.
        media_title: The title of its film or picture, for an entry without a title; HTML.
        media_text: The description of its film or picture, for an entry without a text; HTML.
        line: The line of the document that the entry starts in.
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
    media_title: str = ""
    media_text: str = ""
    line: int | None = None

    def is_empty(self) -> bool:
        """Return True if the entry holds nothing but its language and its base."""
        texts = (
            self.guid, self.url, self.title, self.summary, self.content, self.published, self.updated,
            self.media_title, self.media_text,
        )  # fmt: skip
        lists = (self.topics, self.authors, self.pictures, self.recordings, self.alternates)
        return not any((*texts, *lists))

    def inherit(self, language: str, site: str, base: str) -> None:
        """Fill in the language and the base from the feed.

        Args:
            language: The feed's language, for an entry without its own.
            site: The address of the feed's site or of the feed itself, "" if unknown.
            base: The base that the feed states (XML Base), "" for none.
        """
        self.language = self.language or language
        self.states_base = bool(base or self.base)
        self.base = html.join(html.join(site, base), self.base or "") or None

    def stand_on(self, page: str | None) -> None:
        """Resolve the addresses in the entry's text against its own page, unless a base is stated."""
        if page and not self.states_base:
            self.base = page


def articles(
    entries: Iterable[Entry], source: Source, zone: tzinfo
) -> tuple[tuple[Article, ...], tuple[Notice, ...]]:
    """Return an article for every entry, in the feed's order, and notices about odd entries.

    Args:
        entries: Read one by one; of several empty ones only the first becomes an article.
        source: The source that the articles come from.
        zone: The timezone of dates without an offset.
    """
    entry_dates = EntryDates(zone)
    maker = _ArticleMaker(source, zone, entry_dates)
    notices: list[Notice] = []
    made: list[tuple[Article, int | None]] = []
    met_empty = False
    for entry in entries:
        if entry.is_empty():
            if met_empty:
                continue
            met_empty = True
        if len(made) == MOST_ARTICLES:
            text = f"holds more than {MOST_ARTICLES:,} articles; those from here on are not read"
            notices.append(Notice(source=source.name, line=entry.line, text=text))
            break
        made.append((maker.article(entry, len(made)), entry.line))
    for number, (published, updated) in entry_dates.month_first().items():
        article, place = made[number]
        made[number] = replace(article, published=published, updated=updated), place
    notices += _date_notices(entry_dates, source.name)
    return distinct(made, notices), tuple(notices)


def _date_notices(entry_dates: EntryDates, source: str) -> list[Notice]:
    unreadable = list(dict.fromkeys(entry_dates.unreadable))
    unknown = list(dict.fromkeys(entry_dates.unknown_zones))
    return [
        *limited_notices(source, unreadable, "give a date that cannot be read"),
        *limited_notices(source, unknown, "give their time in an unknown timezone"),
        *(Notice(source=source, line=number, text=text) for number, text in entry_dates.ambiguous()),
    ]


def next_page(link: str, base: str, document: Document) -> str | None:
    """Return the absolute address of a feed's next page, or None.

    Args:
        link: The address as the feed writes it (RFC 5005, section 3).
        base: The base that the feed states, "" for none.
        document: The feed; a link to its own address is no next page.
    """
    own = document.base or ""
    address = html.web_address(link, html.join(own, base) or None)
    return (
        address if address and address.startswith("http") and address not in (own, document.address) else None
    )


def limited_notices(source: str, remarks: Sequence[Remark], others: str) -> list[Notice]:
    """Return at most four notices: of more than four remarks the first three and a count of the rest.

    Args:
        source: The name of the source.
        remarks: The line and the text of each notice.
        others: The end of the sentence "and 5 more ...".
    """
    shown = remarks if len(remarks) <= 4 else remarks[:3]
    notices = [Notice(source=source, line=number, text=text) for number, text in shown]
    if len(remarks) > 4:
        text = f"and {len(remarks) - 3:,} more {others}"
        notices.append(Notice(source=source, line=remarks[3][0], text=text))
    return notices


def distinct(made: Sequence[tuple[Article, int | None]], notices: list[Notice]) -> tuple[Article, ...]:
    """Return the articles with unique ids.

    An article that repeats an earlier one is dropped. A different article with the same id gets a
    new id, and a notice.

    Args:
        made: Each article and the line it starts in.
        notices: Receives the notices.
    """
    by_id: dict[str, Article] = {}
    remarks: list[Remark] = []
    for article, number in made:
        earlier = by_id.get(article.id)
        if earlier is None:
            by_id[article.id] = article
            continue
        if _identity(earlier) == _identity(article):
            continue
        new_id = f"{article.id}#{_hash(*_identity(article))}"
        if new_id not in by_id:
            text = f"{article.title!r} has the id of {earlier.title!r} ({article.id}); both are kept"
            remarks.append((number, text))
            by_id[new_id] = replace(article, id=new_id)
    if remarks:
        notices += limited_notices(made[0][0].source, remarks, "have the id of another; all are kept")
    return tuple(by_id.values())


def _identity(article: Article) -> tuple[str, str, str]:
    """Return the values that differ between two articles that share an id."""
    if article.url:
        return article.title, article.url, ""
    return article.title, article.summary, f"{article.published}"


class _ArticleMaker:
    """Makes the articles of one document."""

    def __init__(self, source: Source, zone: tzinfo, entry_dates: EntryDates) -> None:
        self._source = source
        self._zone = zone
        self._dates = entry_dates

    def article(self, entry: Entry, number: int) -> Article:
        """Return the article of an entry; `number` is its place in the document."""
        entry.title, entry.summary, entry.content = map(
            feed_pictures.settle, (entry.title, entry.summary, entry.content)
        )
        language = primary_subtag(entry.language)
        alternates = _alternates(entry, language)
        url = _page_address(entry, alternates)
        translations = _translations(alternates, language, url)
        entry.stand_on(url)
        enclosures = _enclosures(entry)
        url = url or (enclosures[0].url if enclosures else None)
        summary, content = _texts(entry, url)
        title = html.title_text(entry.title or entry.media_title) or first_sentence(summary) or url or ""
        published, updated = self._dates.read(number, entry.published, entry.updated, (entry.line, title))
        date_from: DateFrom | None = DateFrom.SOURCE if published else None
        if published is None:
            dateline, _ = dates.split_dateline(summary)
            if dateline:
                published, date_from = dateline.to_datetime(self._zone), DateFrom.DATELINE
        return Article(
            id=line(entry.guid) or url or _hash(self._source.name, title),
            title=title,
            source=self._source.name,
            url=url,
            published=published,
            date_from=date_from,
            updated=updated,
            authors=authors.names(entry.authors),
            topics=_topics(entry.topics),
            language=language,
            summary=summary,
            content=content,
            image=image(entry, self._source),
            enclosures=enclosures,
            translations=translations,
        )


def _page_address(entry: Entry, alternates: Sequence[_Alternate]) -> str | None:
    """Return the address of the article's page, or None."""
    return html.web_address(entry.url, entry.base) or (alternates[0][1] if alternates else None)


def _texts(entry: Entry, url: str | None) -> tuple[str, str]:
    """Return the summary as plain text and the content as harmless HTML; either may be empty."""
    if not entry.summary and not entry.content:
        return summaries.to_text(entry.media_text), ""
    summary = summaries.to_text(entry.summary) if entry.summary else ""
    if entry.content:
        content = html.sanitise(entry.content, entry.content_base or entry.base or url)
        return summary or summaries.to_text(entry.content), content
    return summary, html.sanitise(entry.summary, entry.base or url) if "<" in entry.summary else ""


def _alternates(entry: Entry, language: str | None) -> list[_Alternate]:
    """Return the versions of the entry's page; those in the entry's own language come first."""
    alternates = [(primary_subtag(code), html.web_address(url, entry.base)) for code, url in entry.alternates]
    return sorted(alternates, key=lambda alternate: alternate[0] != language)


def _translations(alternates: Iterable[_Alternate], language: str | None, url: str | None) -> tuple[str, ...]:
    """Return the addresses of the versions in other languages than the article's."""
    if not alternates:
        return ()
    addresses = (address for code, address in alternates if code not in (None, language))
    return tuple(dict.fromkeys(address for address in addresses if address and address != url))


def primary_subtag(language: str | None) -> str | None:
    """Return the primary subtag of a language tag (RFC 5646, section 2.2.1) in lower case, or None."""
    found = _PRIMARY_SUBTAG.match(language) if language else None
    return found[1].lower() if found else None


def _topics(labels: list[str]) -> tuple[str, ...]:
    topics = (html.title_text(label) for label in labels)
    return tuple(dict.fromkeys(topic for topic in topics if topic))


def _enclosures(entry: Entry) -> tuple[Enclosure, ...]:
    """Return the recordings with an http address, each address once."""
    by_url: dict[str, Enclosure] = {}
    for recording in entry.recordings:
        url = html.web_address(recording.url, entry.base)
        if url and url.startswith("http") and url not in by_url:
            media_type, size = line(recording.type).lower(), recording.length.strip()
            by_url[url] = Enclosure(
                url=url,
                type=media_type if _MEDIA_TYPE.fullmatch(media_type) else "",
                length=int(size) if _BYTES.fullmatch(size) else None,
            )
    return tuple(by_url.values())


def image(entry: Entry, source: Source) -> Image | None:
    """Return the preferred picture of an entry: one over https, or a file near the source's file.

    Of several the lowest rank counts, then the size. A thumbnail comes after the pictures in the text.
    """
    named = [
        picture
        for picture in entry.pictures[:_MOST_PICTURES]
        if not feed_pictures.is_furniture(picture.url, picture.width, picture.height)
    ]
    named.sort(key=lambda picture: (picture.rank, feed_pictures.suitability(picture.width)))
    for picture in chain(named if not _is_thumbnail(named) else (), _pictures_inside(entry), named):
        address = _picture_address(picture.url, entry, source.name)
        if address:
            return Image(
                url=address,
                alt=html.title_text(picture.alt),
                width=_pixels(picture.width),
                height=_pixels(picture.height),
            )
    return None


def _is_thumbnail(named: Sequence[Picture]) -> bool:
    return bool(named) and named[0].rank == THUMBNAIL


def _pictures_inside(entry: Entry) -> Iterator[Picture]:
    """Yield the pictures in an entry's text, without their sizes: the text may show them smaller."""
    for markup, base in ((entry.content, entry.content_base), (entry.summary, None)):
        if "<img" not in markup:
            continue
        for address, alt, _width, _height in feed_pictures.inside(markup, base or entry.base):
            if address.startswith("https:"):
                yield Picture(address, alt)


def _picture_address(url: str, entry: Entry, source: str) -> str | None:
    """Return an https address, or the path of a picture in the top folder of the source's file."""
    url = url.strip()
    if clean(url) != url:
        return None
    saved = _saved_with_page(url, source)
    if not saved and (entry.states_base or _ABSOLUTE.match(url) or "://" in source):
        address = html.web_address(url, entry.base)
        return address if address and address.startswith("https:") else None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(source), saved or url.replace("\\", "/")))
    top, slash, _ = source.partition("/")
    is_near = path.startswith(f"{top}/") if slash and top else not path.startswith(("..", "/"))
    return path if is_near and path.lower().endswith(PICTURES) else None


def _saved_with_page(url: str, source: str) -> str:
    """Return the path from its page of a picture that a browser saved in the page's own folder, or ""."""
    path = posixpath.normpath(unquote(url))
    stem = posixpath.splitext(posixpath.basename(source))[0]
    is_beside = path.partition("/")[0] in [stem + end for end in SAVED_PAGE_FOLDERS]
    return path if is_beside and clean(path) == path else ""


def _pixels(text: str) -> int | None:
    return int(text) if _PIXELS.fullmatch(text) and 0 < int(text) < _MOST_PIXELS else None


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
