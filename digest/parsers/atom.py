"""Atom 1.0 (RFC 4287) and its predecessor 0.3."""

from __future__ import annotations

import base64
import binascii
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from html import escape
from typing import Protocol

from lxml import etree

from digest.model import Document, Reading
from digest.parsers import encoding, html, media, recover, xml
from digest.parsers.entry import Entry, Picture, Recording, next_page

_ENTRIES = frozenset({"entry"})


def sniff(content: bytes, _name: str) -> bool:
    """Return True if the document's root element is one of Atom."""
    return xml.root_name(content).lower() in ("feed", "entry")


def read(document: Document, zone: tzinfo) -> Reading:
    """Return the entries of an Atom feed, in its order (RFC 4287, section 4.1.2)."""
    feed = _Feed(document.base or "")
    reading = recover.read(document, zone, recover.FormatReader("atom", feed.entries))
    return replace(reading, next_page=next_page(feed.next_link, feed.base, document))


class _Feed:
    """One feed. `next_link` and `base` are known when all its entries have been read."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.next_link = ""
        self.base = ""

    def entries(self, content: bytes) -> Iterator[Entry]:
        """Yield the entries at the end of the feed, because its author may be named after them."""
        waiting: deque[Entry] = deque()
        for element in xml.elements(content, _ENTRIES):
            if element.getparent() is not None:
                waiting.append(_entry(element))
            elif xml.local(element) == "entry":  # a document may be one entry (RFC 4287, section 2)
                yield _entry(element)
                return
            else:
                yield from self._completed(waiting, element)

    def _completed(self, waiting: deque[Entry], root: etree._Element) -> Iterator[Entry]:
        """Yield the entries with the values they inherit from the feed (RFC 4287, section 4.2.1)."""
        language, base = root.get(xml.LANG) or "", root.get(xml.BASE) or ""
        authors = _authors(root)
        site = xml.best_page(
            xml.page(child) for child in root if xml.local(child) == "link" and _is_page(child)
        )
        self.next_link, self.base = xml.next_link(root), base
        while waiting:
            entry = waiting.popleft()
            entry.inherit(language, html.join(self._address, site), base)
            entry.authors = entry.authors or authors
            if entry.content_base:
                entry.content_base = html.join(entry.base, entry.content_base)
            yield entry


@dataclass(slots=True)
class _Fallback:
    """Values of an entry that count only if better ones are missing."""

    created: str = ""
    source_authors: list[str] = field(default_factory=list)
    pages: list[xml.Page] = field(default_factory=list)


class _Handler(Protocol):
    """Puts the value of one child element into an entry, or into its fallback."""

    def __call__(self, child: etree._Element, entry: Entry, fallback: _Fallback, /) -> None: ...


def _entry(element: etree._Element) -> Entry:
    entry = Entry(language=element.get(xml.LANG) or "", base=element.get(xml.BASE), line=xml.line(element))
    fallback = _Fallback()
    for child in element:
        name, namespace = xml.names(child)
        if namespace == media.NAMESPACE:
            media.add(child, entry)
        elif handler := _HANDLERS.get(name):
            handler(child, entry, fallback)
    entry.url = xml.best_page(fallback.pages)
    entry.published = entry.published or fallback.created
    entry.authors = entry.authors or fallback.source_authors
    return entry


def _take_title(child: etree._Element, entry: Entry, _: _Fallback) -> None:
    entry.title = entry.title or _title(child)


def _take_link(child: etree._Element, entry: Entry, fallback: _Fallback) -> None:
    address, language = child.get("href") or "", child.get("hreflang")
    if child.get("rel") == "enclosure":
        _add_enclosure(child, address, entry)
    elif _is_page(child) and language:
        entry.alternates.append((language, address))
    elif _is_page(child):
        fallback.pages.append(xml.page(child))


def _add_enclosure(link: etree._Element, address: str, entry: Entry) -> None:
    media_type = link.get("type") or ""
    if media_type.startswith("image"):
        entry.pictures.append(Picture(address, link.get("title") or "", rank=1))
    else:
        entry.recordings.append(Recording(address, media_type, link.get("length") or ""))


def _take_id(child: etree._Element, entry: Entry, _: _Fallback) -> None:
    entry.guid = xml.text(child)


def _take_published(child: etree._Element, entry: Entry, _: _Fallback) -> None:
    entry.published = entry.published or xml.text(child)


def _take_updated(child: etree._Element, entry: Entry, _: _Fallback) -> None:
    entry.updated = entry.updated or xml.text(child)


def _take_created(child: etree._Element, _: Entry, fallback: _Fallback) -> None:
    fallback.created = xml.text(child)


def _add_author(child: etree._Element, entry: Entry, _: _Fallback) -> None:
    entry.authors += _person(child)


def _add_category(child: etree._Element, entry: Entry, _: _Fallback) -> None:
    entry.topics.append(child.get("label") or child.get("term") or xml.text(child))


def _take_summary(child: etree._Element, entry: Entry, _: _Fallback) -> None:
    entry.summary = entry.summary or _markup(child)


def _take_content(child: etree._Element, entry: Entry, _: _Fallback) -> None:
    entry.content = entry.content or _markup(child)
    entry.content_base = child.get(xml.BASE)


def _take_source(child: etree._Element, _: Entry, fallback: _Fallback) -> None:
    """Note the authors of the feed that an entry was copied from (RFC 4287, section 4.2.11)."""
    fallback.source_authors = _authors(child)


# By name in lower case, in any namespace but that of Media RSS. The second of a pair is Atom 0.3's.
_HANDLERS: dict[str, _Handler] = {
    "author": _add_author,
    "category": _add_category,
    "content": _take_content,
    "created": _take_created,
    "id": _take_id,
    "issued": _take_published,
    "link": _take_link,
    "modified": _take_updated,
    "published": _take_published,
    "source": _take_source,
    "summary": _take_summary,
    "title": _take_title,
    "updated": _take_updated,
}


def _is_page(link: etree._Element) -> bool:
    return link.get("rel", "alternate") == "alternate"


def _authors(holder: etree._Element) -> list[str]:
    return [name for child in holder if xml.local(child) == "author" for name in _person(child)]


def _person(element: etree._Element) -> list[str]:
    """Return the name of a person construct (RFC 4287, section 3.2) in a list, or an empty list."""
    words = {xml.local(part): xml.text(part) for part in element}
    name = words.get("name") or words.get("email") or (xml.text(element) if not len(element) else "")
    return [name] if name else []


def _title(element: etree._Element) -> str:
    """Return a title as HTML (RFC 4287, section 3.1.1)."""
    is_html = element.get("type") in ("html", "text/html") or element.get("mode") == "escaped"
    text = _from_base64(element) if element.get("mode") == "base64" else xml.text(element)
    return text if is_html else escape(text, quote=False)


def _markup(element: etree._Element) -> str:
    """Return a summary or a content as HTML, "" for content that is not text (section 4.1.3)."""
    media_type = element.get("type", "text").lower()
    mode = element.get("mode")
    if not media.is_text(media_type):
        return ""
    if mode == "base64":
        text = _from_base64(element)
        return text if "html" in media_type else escape(text, quote=False)
    if any(isinstance(part.tag, str) for part in element):
        return xml.inner_markup(element)
    text = xml.text(element)
    return text if "html" in media_type or mode == "escaped" else escape(text, quote=False)


def _from_base64(element: etree._Element) -> str:
    """Return a text that Atom 0.3 allows to be written in base64, "" if it is no text."""
    try:
        return encoding.decode(base64.b64decode("".join(xml.text(element).split()), validate=True))
    except (binascii.Error, ValueError):
        return ""
