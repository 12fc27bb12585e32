"""OPML 1.0 and 2.0: a list of feeds (opml.org/spec2.opml). It holds sources, not articles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from lxml import etree

from digest.model import Document, Notice, Reading, Source
from digest.parsers import html, recover, xml
from digest.parsers.entry import primary_subtag
from digest.text import line

DEEPEST = 64
_TOLD = 20


def sniff(content: bytes, _name: str) -> bool:
    """Return whether the document's root is OPML's."""
    return xml.root_name(content).lower() == "opml"


def read(document: Document, _zone: tzinfo) -> Reading:
    """Return the feeds of a list as sources, in its order, each address once.

    A feed's topics are the folders it stands in, outermost first, then the last parts of its
    `category`. What is not at an http or https address is named in a notice.
    """
    name = document.source.name
    notices: list[Notice] = []
    try:
        (root,) = xml.elements(document.content, frozenset())
    except xml.NotWellFormed as error:
        root = recover.root(document.content)
        told = f"is no well-formed XML ({error}); its feeds were read as far as they go"
        notices.append(Notice(source=name, line=error.line, text=told))
    sources: dict[str, Source] = {}
    refused = 0
    for element, folders in _outlines(root, name, notices):
        values = {key.lower(): value for key, value in element.attrib.items() if isinstance(key, str)}
        stated = line(values.get("xmlurl", ""))
        if not stated:
            continue
        address = html.web_address(stated)
        if address is None or not address.startswith("http"):
            refused += 1
            if refused <= _TOLD:
                told = f"lists the feed {stated[:200]!r}; expected an address that starts with https://"
                notices.append(Notice(source=name, line=xml.line(element), text=told))
            continue
        topics = (*folders, *_categories(values.get("category", "")))
        sources.setdefault(
            address,
            Source(
                name=address,
                language=primary_subtag(values.get("language")),
                topics=tuple(dict.fromkeys(topic for topic in topics if topic)),
            ),
        )
    if refused > _TOLD:
        told = f"lists {refused - _TOLD:,} more feeds whose address is none"
        notices.append(Notice(source=name, text=told))
    return Reading(format="opml", articles=(), notices=tuple(notices), sources=tuple(sources.values()))


def _outlines(
    root: etree._Element, source: str, notices: list[Notice]
) -> Iterator[tuple[etree._Element, tuple[str, ...]]]:
    """Yield every outline with the names of those around it, without a step into the deep of each."""
    body = next((child for child in root if xml.local(child) == "body"), root)
    waiting: list[tuple[etree._Element, tuple[str, ...]]] = [(child, ()) for child in reversed(body)]
    is_told = False
    while waiting:
        element, folders = waiting.pop()
        if xml.local(element) != "outline":
            continue
        yield element, folders
        if len(folders) >= DEEPEST:
            if len(element) and not is_told:
                is_told = True
                told = f"nests its outlines more than {DEEPEST} deep; those beyond were passed over"
                notices.append(Notice(source=source, line=xml.line(element), text=told))
            continue
        inner = (*folders, line(element.get("text") or element.get("title") or ""))
        waiting += [(child, inner) for child in reversed(element)]


def _categories(text: str) -> list[str]:
    """Return the last part of each path in a `category` ("/Boston/Weather,/Fog")."""
    return [line(path.rstrip("/ ").rpartition("/")[2]) for path in text.split(",")]
