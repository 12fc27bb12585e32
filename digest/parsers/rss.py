"""RSS 0.9x, 1.0 and 2.0 with the modules that newsrooms use: content, dc, media, atom, itunes."""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from typing import Protocol

from lxml import etree

from digest.model import Document, Reading
from digest.parsers import html, media, recover, xml
from digest.parsers.entry import Entry, Picture, next_page

_ITEMS = frozenset({"item"})
_ATOM_NAMESPACE = "http://www.w3.org/2005/Atom"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_RSS_NAMESPACES = frozenset(
    {
        "",
        "http://backend.userland.com/rss",
        "http://backend.userland.com/rss2",
        "http://backend.userland.com/rss091",
        "http://blogs.law.harvard.edu/tech/rss",
        "http://channel.netscape.com/rdf/simple/0.9",
        "http://my.netscape.com/rdf/simple/0.9",
        "http://purl.org/net/rss1.1",
        "http://purl.org/rss/1.0",
    }
)
_DC_NAMESPACES = ("http://purl.org/dc/elements/1.1", "http://purl.org/dc/terms")


def sniff(content: bytes, _name: str) -> bool:
    """Return True if the document's root element is one of RSS."""
    return xml.root_name(content).lower() in ("rss", "rdf", "channel")


def read(document: Document, zone: tzinfo) -> Reading:
    """Return the items of an RSS feed, in its order (RSS 2.0; RSS 1.0, sections 5.3 to 5.5)."""
    feed = _Feed(document.base or "")
    reading = recover.read(document, zone, recover.FormatReader("rss", feed.entries))
    return replace(reading, next_page=next_page(feed.next_link, feed.base, document))


@dataclass(frozen=True, slots=True)
class Channel:
    """The values that items inherit from their channel, "" if it has none. `base` is its XML Base."""

    language: str
    site: str
    base: str


class _Feed:
    """One feed. `next_link` and `base` are known when all its items have been read."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.next_link = ""
        self.base = ""

    def entries(self, content: bytes) -> Iterator[Entry]:
        """Yield the items at the end of the channel, because its language may be named after them."""
        waiting: deque[Entry] = deque()
        for element in xml.elements(content, _ITEMS):
            if element.getparent() is not None:
                waiting.append(item(element))
                continue
            inherited = channel(element)
            self.next_link, self.base = xml.next_link(_channel_element(element)), inherited.base
            while waiting:
                entry = waiting.popleft()
                entry.inherit(inherited.language, html.join(self._address, inherited.site), inherited.base)
                yield entry


def channel(root: etree._Element) -> Channel:
    """Return the values that the items of a feed inherit."""
    element = _channel_element(root)
    languages = (xml.text(child) for child in element if xml.local(child) == "language")
    links = (
        xml.text(child)
        for child in element
        if xml.local(child) == "link" and xml.namespace(child) != _ATOM_NAMESPACE
    )
    attributes = (element.get(xml.LANG), root.get(xml.LANG))
    outer_base = root.get(xml.BASE) or ""
    return Channel(
        language=next((text for text in (*languages, *attributes) if text), ""),
        site=next((text for text in links if text), ""),
        base=html.join(outer_base, element.get(xml.BASE) or "") or outer_base,
    )


def _channel_element(root: etree._Element) -> etree._Element:
    return next((child for child in root if xml.local(child) == "channel"), root)


@dataclass(slots=True)
class _Item:
    """An item while it is read: RSS's own elements, and the modules' values that fill the gaps."""

    entry: Entry
    fallback: Entry = field(default_factory=Entry)
    permalink: str = ""
    pages: list[xml.Page] = field(default_factory=list)


class _Handler(Protocol):
    """Puts the value of one child element into an item."""

    def __call__(self, child: etree._Element, read_item: _Item, /) -> None: ...


def item(element: etree._Element) -> Entry:
    """Return an item as an entry; the modules only fill gaps."""
    entry = Entry(
        guid=element.get(_RDF_ABOUT) or "",
        language=element.get(xml.LANG) or "",
        base=element.get(xml.BASE),
        line=xml.line(element),
    )
    read_item = _Item(entry, permalink=entry.guid)
    own_namespace = xml.namespace(element)
    for child in element:
        name, namespace = xml.names(child)
        handler = _handlers(namespace, own_namespace).get(name)
        if handler:
            handler(child, read_item)
    _fill_gaps(read_item)
    return entry


def _fill_gaps(read_item: _Item) -> None:
    entry, fallback = read_item.entry, read_item.fallback
    fallback.url = xml.best_page(read_item.pages)
    for name in ("url", "published", "updated", "title", "summary", "content", "guid", "authors"):
        if not getattr(entry, name):
            setattr(entry, name, getattr(fallback, name))
    if not entry.url and "://" in read_item.permalink:
        entry.url = read_item.permalink
    entry.topics += fallback.topics


def _own(attribute: str) -> _Handler:
    """Return a handler that takes the first text of an element as an attribute of the entry."""

    def handle(child: etree._Element, read_item: _Item) -> None:
        if not getattr(read_item.entry, attribute):
            setattr(read_item.entry, attribute, xml.text(child))

    return handle


def _fallback(*attributes: str) -> _Handler:
    """Return a handler that takes the first text of an element as attributes of the fallback."""

    def handle(child: etree._Element, read_item: _Item) -> None:
        for attribute in attributes:
            if not getattr(read_item.fallback, attribute):
                setattr(read_item.fallback, attribute, xml.text(child))

    return handle


def _add_author(child: etree._Element, read_item: _Item) -> None:
    read_item.entry.authors.append(xml.text(child))


def _add_topic(child: etree._Element, read_item: _Item) -> None:
    read_item.entry.topics.append(xml.text(child))


def _take_guid(child: etree._Element, read_item: _Item) -> None:
    guid = xml.text(child)
    is_permalink = child.get("isPermaLink", "true").lower() == "true"
    read_item.entry.guid, read_item.permalink = guid, guid if is_permalink else ""


def _take_link(child: etree._Element, read_item: _Item) -> None:
    entry = read_item.entry
    entry.url = entry.url or xml.text(child) or child.get("href", "")


def _take_description(child: etree._Element, read_item: _Item) -> None:
    if not read_item.entry.summary:
        has_elements = any(isinstance(part.tag, str) for part in child)
        read_item.entry.summary = (xml.inner_markup(child) if has_elements else xml.text(child)).strip()


def _add_enclosure(child: etree._Element, read_item: _Item) -> None:
    if (child.get("type") or "").startswith("image"):
        read_item.entry.pictures.append(media.picture(child, rank=1))
    else:
        read_item.entry.recordings.append(media.recording(child, size=child.get("length")))


def _take_dc_language(child: etree._Element, read_item: _Item) -> None:
    read_item.entry.language = xml.text(child) or read_item.entry.language


def _add_subject(child: etree._Element, read_item: _Item) -> None:
    read_item.fallback.topics.append(xml.text(child))


def _take_atom_link(child: etree._Element, read_item: _Item) -> None:
    if child.get("rel", "alternate") != "alternate":
        return
    address, language = child.get("href", ""), child.get("hreflang")
    if language:
        read_item.entry.alternates.append((language, address))
    else:
        read_item.pages.append(xml.page(child))


def _add_atom_author(child: etree._Element, read_item: _Item) -> None:
    read_item.fallback.authors += [xml.text(part) for part in child if xml.local(part) == "name"]


def _add_atom_category(child: etree._Element, read_item: _Item) -> None:
    read_item.fallback.topics.append(child.get("label") or child.get("term") or "")


def _add_media(child: etree._Element, read_item: _Item) -> None:
    media.add(child, read_item.entry)


def _add_media_group(child: etree._Element, read_item: _Item) -> None:
    for part in child:
        if handler := _MEDIA.get(xml.local(part)):
            handler(part, read_item)


def _add_itunes_image(child: etree._Element, read_item: _Item) -> None:
    read_item.entry.pictures.append(Picture(child.get("href") or "", rank=3))


def _add_itunes_author(child: etree._Element, read_item: _Item) -> None:
    read_item.fallback.authors.append(xml.text(child))


def _add_keywords(child: etree._Element, read_item: _Item) -> None:
    read_item.fallback.topics += [word.strip() for word in xml.text(child).split(",")]


# Elements by their names in lower case.
_RSS: dict[str, _Handler] = {
    "author": _add_author,
    "category": _add_topic,
    "description": _take_description,
    "enclosure": _add_enclosure,
    "guid": _take_guid,
    "link": _take_link,
    "modified": _own("updated"),
    "pubdate": _own("published"),
    "published": _own("published"),
    "summary": _take_description,
    "title": _own("title"),
    "updated": _own("updated"),
}
_CONTENT: dict[str, _Handler] = {"encoded": _own("content")}
_DUBLIN_CORE: dict[str, _Handler] = {
    "author": _add_author,
    "created": _fallback("published"),
    "creator": _add_author,
    "date": _fallback("published", "updated"),
    "description": _fallback("summary"),
    "identifier": _fallback("guid"),
    "issued": _fallback("published"),
    "language": _take_dc_language,
    "modified": _fallback("updated"),
    "subject": _add_subject,
    "title": _fallback("title"),
}
_ATOM: dict[str, _Handler] = {
    "author": _add_atom_author,
    "category": _add_atom_category,
    "content": _fallback("content"),
    "id": _fallback("guid"),
    "link": _take_atom_link,
    "published": _fallback("published"),
    "summary": _fallback("summary"),
    "title": _fallback("title"),
    "updated": _fallback("updated"),
}
_MEDIA: dict[str, _Handler] = {
    "content": _add_media,
    "description": _add_media,
    "group": _add_media_group,
    "keywords": _add_keywords,
    "thumbnail": _add_media,
    "title": _add_media,
}
_ITUNES: dict[str, _Handler] = {
    "author": _add_itunes_author,
    "image": _add_itunes_image,
    "keywords": _add_keywords,
    "subtitle": _fallback("summary"),
    "summary": _fallback("summary"),
    "title": _fallback("title"),
}
_FOREIGN: dict[str, _Handler] = {}  # a shop's price list, for example, has titles and links of its own


@functools.lru_cache(maxsize=256)
def _handlers(namespace: str, own_namespace: str) -> Mapping[str, _Handler]:
    """Return the handlers of the elements in a namespace, by their names.

    Args:
        namespace: The namespace of the elements.
        own_namespace: That of the item they are in, which is RSS's own, whatever its name.
    """
    if namespace == media.NAMESPACE:
        return _MEDIA
    if "itunes" in namespace:
        return _ITUNES
    if namespace in _DC_NAMESPACES:
        return _DUBLIN_CORE
    if namespace == _ATOM_NAMESPACE:
        return _ATOM
    if namespace == own_namespace or namespace in _RSS_NAMESPACES:
        return _RSS
    return _CONTENT if namespace.endswith("content") else _FOREIGN
