"""Atom 1.0 (RFC 4287) and its forerunner 0.3."""

from __future__ import annotations

import html
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo

from lxml import etree

from digest.model import Document, Reading
from digest.parsers import html as markup
from digest.parsers import recover, xml
from digest.parsers.entry import Entry, Picture, Recording, articles, next_page

_ENTRIES = frozenset({"entry"})
_MEDIA = "http://search.yahoo.com/mrss"


def sniff(content: bytes, _name: str) -> bool:
    """Return whether the document's root is Atom's."""
    return xml.root_name(content).lower() in ("feed", "entry")


def read(document: Document, zone: tzinfo) -> Reading:
    """Return the entries of an Atom feed, in its order (RFC 4287, section 4.1.2)."""
    feed = _Feed()
    try:
        found, notices = articles(feed.entries(document.content), document.source, zone)
        reading = Reading(format="atom", articles=found, notices=notices)
    except xml.NotWellFormed as error:
        reading = recover.read(document, zone, "atom", feed.entries, error)
    return replace(reading, next_page=next_page(feed.following, feed.base, document))


class _Feed:
    """One feed: its entries, and once they are read what it states of its next page and of its base."""

    following = ""
    base = ""

    def entries(self, content: bytes) -> Iterator[Entry]:
        """Yield the entries; the feed's own author, language and address hold for all, wherever they stand in it."""
        waiting: deque[Entry] = deque()
        for element in xml.elements(content, _ENTRIES):
            if element.getparent() is not None:
                waiting.append(_entry(element))
                continue
            if xml.local(element) == "entry":  # a document may be one entry (RFC 4287, section 2)
                yield _entry(element)
                return
            authors = [name for child in element if xml.local(child) == "author" for name in _person(child)]
            links = (child for child in element if xml.local(child) == "link" and _is_page(child))
            link = next((child.get("href") or "" for child in links), "")
            base = element.get(xml.XML + "base") or ""
            self.following, self.base = xml.next_link(element), base
            while waiting:
                entry = waiting.popleft()
                entry.language = entry.language or element.get(xml.XML + "lang") or ""
                entry.authors = entry.authors or authors
                entry.states_base = bool(base or entry.base)
                entry.base = markup.join(markup.join(link, base), entry.base or "") or None
                if entry.content_base:
                    entry.content_base = markup.join(entry.base, entry.content_base)
                yield entry


def _entry(item: etree._Element) -> Entry:
    entry = Entry(
        language=item.get(xml.XML + "lang") or "", base=item.get(xml.XML + "base"), line=xml.line(item)
    )
    source_authors: list[str] = []
    created = ""
    for child in item:
        name, space = xml.names(child)
        if space == _MEDIA:
            _media(child, name, entry)
        elif name == "title":
            entry.title = entry.title or _title(child)
        elif name == "link":
            _link(child, entry)
        elif name == "id":
            entry.guid = xml.text(child)
        elif name in ("published", "issued"):
            entry.published = entry.published or xml.text(child)
        elif name in ("updated", "modified"):
            entry.updated = entry.updated or xml.text(child)
        elif name == "created":
            created = xml.text(child)
        elif name == "author":
            entry.authors += _person(child)
        elif name == "category":
            entry.topics.append(child.get("label") or child.get("term") or xml.text(child))
        elif name == "summary":
            entry.summary = entry.summary or _markup(child)
        elif name == "content":
            entry.content = entry.content or _markup(child)
            entry.content_base = child.get(xml.XML + "base")
        elif name == "source":  # the feed it was taken over from (section 4.2.11)
            source_authors = [one for part in child if xml.local(part) == "author" for one in _person(part)]
    entry.published = entry.published or created
    entry.authors = entry.authors or source_authors
    return entry


def _is_page(link: etree._Element) -> bool:
    return link.get("rel", "alternate") == "alternate"


def _link(child: etree._Element, entry: Entry) -> None:
    if _is_page(child) and child.get("hreflang"):
        entry.alternates.append((child.get("hreflang") or "", child.get("href") or ""))
    elif _is_page(child):
        entry.url = entry.url or child.get("href", "")
    elif child.get("rel") == "enclosure":
        kind, address = child.get("type") or "", child.get("href") or ""
        if kind.startswith("image"):
            entry.pictures.append(Picture(address, child.get("title") or "", rank=1))
        else:
            entry.recordings.append(Recording(address, kind, child.get("length") or ""))


def _media(child: etree._Element, name: str, entry: Entry) -> None:
    if name == "group":
        for part in child:
            _media(part, xml.local(part), entry)
    elif name == "thumbnail" or (name == "content" and _kind(child).startswith("image")):
        words = {xml.local(part): xml.text(part) for part in child}
        entry.pictures.append(
            Picture(
                child.get("url") or "",
                words.get("description") or words.get("title", ""),
                child.get("width") or "",
                child.get("height") or "",
                rank=0 if name == "content" else 2,
            )
        )
    elif name == "content" and _kind(child).startswith(("audio", "video")):
        entry.recordings.append(
            Recording(child.get("url") or "", child.get("type") or "", child.get("fileSize") or "")
        )


def _kind(child: etree._Element) -> str:
    return child.get("medium") or child.get("type") or ""


def _person(child: etree._Element) -> list[str]:
    words = {xml.local(part): xml.text(part) for part in child}
    name = words.get("name") or words.get("email") or (xml.text(child) if not len(child) else "")
    return [name] if name else []


def _title(child: etree._Element) -> str:
    """Return a title as HTML (RFC 4287, section 3.1.1)."""
    kind = child.get("type", "text")
    if kind in ("html", "text/html") or child.get("mode") == "escaped":
        return xml.text(child)
    return html.escape(xml.text(child), quote=False)


def _markup(child: etree._Element) -> str:
    """Return a text construct or content as HTML; what is no text (a picture, a file) is empty."""
    kind = child.get("type", "text").lower()
    if child.get("mode") == "base64" or (
        kind.startswith(("image", "audio", "video", "application/")) and "xhtml" not in kind
    ):
        return ""
    if any(isinstance(part.tag, str) for part in child):
        return xml.inner_markup(child)
    value = xml.text(child)
    return value if "html" in kind or child.get("mode") == "escaped" else html.escape(value, quote=False)
