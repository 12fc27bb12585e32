"""RSS 0.9x, 1.0 and 2.0, with the modules newsrooms use: content, dc, media, atom, itunes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo

from lxml import etree

from digest.model import Document, Reading
from digest.parsers import html, recover, xml
from digest.parsers.entry import PICTURES, Entry, Picture, Recording, articles, next_page

_ITEMS = frozenset({"item"})
_ATOM = "http://www.w3.org/2005/Atom"
_DC = ("http://purl.org/dc/elements/1.1", "http://purl.org/dc/terms")
_MEDIA = "http://search.yahoo.com/mrss"


def sniff(content: bytes, _name: str) -> bool:
    """Return whether the document's root is RSS's."""
    return xml.root_name(content).lower() in ("rss", "rdf", "channel")


def read(document: Document, zone: tzinfo) -> Reading:
    """Return the items of an RSS feed, in its order (RSS 2.0; RSS 1.0, sections 5.3 to 5.5)."""
    feed = _Feed()
    try:
        found, notices = articles(feed.entries(document.content), document.source, zone)
        reading = Reading(format="rss", articles=found, notices=notices)
    except xml.NotWellFormed as error:
        reading = recover.read(document, zone, "rss", feed.entries, error)
    return replace(reading, next_page=next_page(feed.following, feed.base, document))


class _Feed:
    """One feed: its items, and once they are read what it states of its next page and of its base."""

    following = ""
    base = ""

    def entries(self, content: bytes) -> Iterator[Entry]:
        """Yield the items; the channel's own language and address hold for all, wherever they stand in it."""
        waiting: deque[Entry] = deque()
        for element in xml.elements(content, _ITEMS):
            if element.getparent() is not None:
                waiting.append(item(element))
                continue
            language, link, stated = channel(element)
            self.following, self.base = xml.next_link(_holder(element)), stated
            while waiting:
                entry = waiting.popleft()
                entry.language = entry.language or language
                entry.states_base = bool(stated or entry.base)
                entry.base = html.join(html.join(link, stated), entry.base or "") or None
                yield entry


def _holder(root: etree._Element) -> etree._Element:
    return next((child for child in root if xml.local(child) == "channel"), root)


def channel(root: etree._Element) -> tuple[str, str, str]:
    """Return the channel's language, its address, and the base it states."""
    holder = _holder(root)
    language = link = ""
    for child in holder:
        name = xml.local(child)
        if name == "language":
            language = language or xml.text(child)
        elif name == "link" and xml.space(child) != _ATOM:
            link = link or xml.text(child)
    base = html.join(root.get(xml.XML + "base"), holder.get(xml.XML + "base") or "")
    base = base or root.get(xml.XML + "base") or ""
    return language or holder.get(xml.XML + "lang") or root.get(xml.XML + "lang") or "", link, base


def item(element: etree._Element) -> Entry:
    """Return what an item says, in its own words."""
    entry = Entry(
        language=element.get(xml.XML + "lang") or "",
        base=element.get(xml.XML + "base"),
        line=xml.line(element),
    )
    weak = Entry()  # what other modules say where RSS's own elements say nothing
    permanent = ""
    for child in element:
        name, space = xml.names(child)
        if space == _MEDIA or (space and "itunes" in space):
            _media(child, name, entry, weak)
        elif space in _DC:
            _dublin_core(child, name, entry, weak)
        elif space == _ATOM:
            _atom(child, name, entry, weak)
        elif name == "encoded":
            entry.content = entry.content or xml.text(child)
        elif name == "guid":
            entry.guid = xml.text(child)
            permanent = entry.guid if child.get("isPermaLink", "true").lower() == "true" else ""
        elif name == "category":
            entry.topics.append(xml.text(child))
        elif name == "author":
            entry.authors.append(xml.text(child))
        elif name == "enclosure":
            _enclosure(child, entry)
        elif not space or "rss" in space or "rdf" in space or "netscape" in space or "content" not in space:
            _plain(child, name, entry)
    entry.url = entry.url or weak.url or (permanent if "://" in permanent else "")
    entry.published = entry.published or weak.published
    entry.updated = entry.updated or weak.updated
    entry.title = entry.title or weak.title
    entry.summary = entry.summary or weak.summary
    entry.content = entry.content or weak.content
    entry.guid = entry.guid or weak.guid
    entry.authors = entry.authors or weak.authors
    entry.topics += weak.topics
    return entry


def _plain(child: etree._Element, name: str, entry: Entry) -> None:
    if name == "title":
        entry.title = entry.title or xml.text(child)
    elif name == "link":
        entry.url = entry.url or xml.text(child) or child.get("href", "")
    elif name in ("description", "summary"):
        has_elements = any(isinstance(part.tag, str) for part in child)
        value = xml.inner_markup(child) if has_elements else xml.text(child)
        entry.summary = entry.summary or value.strip()
    elif name in ("pubdate", "published"):
        entry.published = entry.published or xml.text(child)
    elif name in ("updated", "modified"):
        entry.updated = entry.updated or xml.text(child)


def _dublin_core(child: etree._Element, name: str, entry: Entry, weak: Entry) -> None:
    value = xml.text(child)
    if name in ("creator", "author"):
        entry.authors.append(value)
    elif name in ("date", "issued", "created"):
        weak.published = weak.published or value
        weak.updated = weak.updated or (value if name == "date" else "")
    elif name == "modified":
        weak.updated = weak.updated or value
    elif name == "subject":
        weak.topics.append(value)
    elif name == "title":
        weak.title = weak.title or value
    elif name == "description":
        weak.summary = weak.summary or value
    elif name == "language":
        entry.language = value or entry.language
    elif name == "identifier":
        weak.guid = weak.guid or value


def _atom(child: etree._Element, name: str, entry: Entry, weak: Entry) -> None:
    if name == "link" and child.get("hreflang") and child.get("rel", "alternate") == "alternate":
        entry.alternates.append((child.get("hreflang") or "", child.get("href") or ""))
    elif name == "link" and child.get("rel", "alternate") == "alternate":
        weak.url = weak.url or child.get("href", "")
    elif name == "published":
        weak.published = weak.published or xml.text(child)
    elif name == "updated":
        weak.updated = weak.updated or xml.text(child)
    elif name == "author":
        weak.authors += [xml.text(c) for c in child if xml.local(c) == "name"]
    elif name == "title":
        weak.title = weak.title or xml.text(child)
    elif name == "summary":
        weak.summary = weak.summary or xml.text(child)
    elif name == "content":
        weak.content = weak.content or xml.text(child)
    elif name == "id":
        weak.guid = weak.guid or xml.text(child)
    elif name == "category":
        weak.topics.append(child.get("label") or child.get("term") or "")


def _media(child: etree._Element, name: str, entry: Entry, weak: Entry) -> None:
    if name == "group":
        for part in child:
            _media(part, xml.local(part), entry, weak)
    elif name == "content":
        kind = child.get("medium") or child.get("type") or ""
        words = {xml.local(part): xml.text(part) for part in child}
        if kind.startswith("image") or (not kind and (child.get("url") or "").lower().endswith(PICTURES)):
            entry.pictures.append(_picture(child, words.get("description") or words.get("title", "")))
        elif kind.startswith(("audio", "video")):
            entry.recordings.append(_recording(child, child.get("fileSize")))
        for part in child:
            if xml.local(part) == "thumbnail":
                _media(part, "thumbnail", entry, weak)
    elif name == "thumbnail":
        entry.pictures.append(_picture(child, rank=2))
    elif name == "image":
        entry.pictures.append(Picture(child.get("href") or "", rank=3))
    elif name == "author":
        weak.authors.append(xml.text(child))
    elif name == "keywords":
        weak.topics += [word.strip() for word in xml.text(child).split(",")]
    elif name in ("summary", "subtitle"):
        weak.summary = weak.summary or xml.text(child)


def _enclosure(child: etree._Element, entry: Entry) -> None:
    if (child.get("type") or "").startswith("image"):
        entry.pictures.append(_picture(child, rank=1))
    else:
        entry.recordings.append(_recording(child, child.get("length")))


def _recording(child: etree._Element, size: str | None) -> Recording:
    return Recording(child.get("url") or "", child.get("type") or "", size or "")


def _picture(child: etree._Element, alt: str = "", rank: int = 0) -> Picture:
    return Picture(child.get("url") or "", alt, child.get("width") or "", child.get("height") or "", rank)
