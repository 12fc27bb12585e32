"""Atom 1.0 (RFC 4287) and its forerunner 0.3."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import tzinfo
from urllib.parse import urljoin

from lxml import etree

from digest.model import Document, Reading
from digest.sources import broken, xml
from digest.sources.entry import Entry, Picture, articles

_ENTRIES = frozenset({"entry"})
_MEDIA = "http://search.yahoo.com/mrss"


def sniff(content: bytes, _name: str) -> bool:
    """Return whether the document's root is Atom's."""
    return xml.root_name(content).lower() in ("feed", "entry")


def read(document: Document, zone: tzinfo) -> Reading:
    """Return the entries of an Atom feed, in its order (RFC 4287, section 4.1.2)."""
    try:
        found, notices = articles(_entries(document.content), document.source, zone)
    except xml.NotWellFormed as error:
        return broken.read(document, zone, "atom", error)
    return Reading(format="atom", articles=found, notices=notices)


def _entries(content: bytes) -> Iterator[Entry]:
    authors: list[str] | None = None
    link = ""
    for element in xml.elements(content, _ENTRIES):
        if xml.local(element) != "entry":
            continue
        feed = element.getparent()
        if authors is None:
            heads = [child for child in feed if xml.local(child) != "entry"] if feed is not None else []
            authors = [name for child in heads if xml.local(child) == "author" for name in _person(child)]
            link = next((c.get("href", "") for c in heads if xml.local(c) == "link" and _is_page(c)), "")
        yield _entry(element, feed, authors, link)


def _entry(item: etree._Element, feed: etree._Element | None, authors: list[str], link: str) -> Entry:
    parents = [parent for parent in (feed, item) if parent is not None]
    language = next((lang for parent in reversed(parents) if (lang := parent.get(xml.XML + "lang"))), "")
    base = link
    for parent in parents:
        base = urljoin(base, parent.get(xml.XML + "base", ""))
    entry = Entry(language=language, base=base or None, number=item.sourceline)
    created = ""
    for child in item:
        name = xml.local(child)
        if xml.space(child) == _MEDIA:
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
            entry.base = urljoin(entry.base or "", child.get(xml.XML + "base", "")) or None
    entry.published = entry.published or created
    entry.authors = entry.authors or authors
    return entry


def _is_page(link: etree._Element) -> bool:
    return link.get("rel", "alternate") == "alternate"


def _link(child: etree._Element, entry: Entry) -> None:
    if _is_page(child):
        entry.url = entry.url or child.get("href", "")
    elif child.get("rel") == "enclosure" and (child.get("type") or "").startswith("image"):
        entry.pictures.append(Picture(child.get("href", ""), child.get("title", "")))


def _media(child: etree._Element, name: str, entry: Entry) -> None:
    if name == "group":
        for part in child:
            _media(part, xml.local(part), entry)
    elif name in ("content", "thumbnail") and (name == "thumbnail" or _is_picture(child)):
        entry.pictures.append(
            Picture(child.get("url", ""), "", child.get("width", ""), child.get("height", ""))
        )


def _is_picture(child: etree._Element) -> bool:
    return (child.get("medium") or child.get("type") or "").startswith("image")


def _person(child: etree._Element) -> list[str]:
    words = {xml.local(part): xml.text(part) for part in child}
    name = words.get("name") or words.get("email") or (xml.text(child) if not len(child) else "")
    return [name] if name else []


def _title(child: etree._Element) -> str:
    """Return a title as HTML (RFC 4287, section 3.1.1)."""
    if child.get("type", "text").endswith("html") or child.get("mode") == "escaped":
        return xml.inner_markup(child) if len(child) else xml.text(child)
    return html.escape(xml.text(child), quote=False)


def _markup(child: etree._Element) -> str:
    """Return a text construct or content as HTML; what is no text (a picture, a file) is empty."""
    kind = child.get("type", "text").lower()
    if child.get("mode") == "base64" or (
        kind.startswith(("image", "audio", "video", "application/")) and "xhtml" not in kind
    ):
        return ""
    if len(child) and not all(isinstance(part, etree._Entity) for part in child):  # noqa: SLF001 (no public name)
        return xml.inner_markup(child)
    value = xml.text(child)
    return value if "html" in kind or child.get("mode") == "escaped" else html.escape(value, quote=False)
