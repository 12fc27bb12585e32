"""OPML 1.0 and 2.0: a list of feeds (opml.org/spec2.opml). It holds sources and no articles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import NamedTuple

from lxml import etree

from digest.model import Document, Notice, Reading, Source
from digest.parsers import html, repair, xml
from digest.parsers.entry import primary_subtag
from digest.text import line

DEEPEST = 64
_MOST_NOTICES = 20


class _Outline(NamedTuple):
    element: etree._Element
    folders: tuple[str, ...]


def sniff(content: bytes, _name: str) -> bool:
    """Return True if the document's root element is that of OPML."""
    return xml.root_name(content).lower() == "opml"


def read(document: Document, _zone: tzinfo) -> Reading:
    """Return the feeds of a list as sources, in its order, each address once.

    The topics of a feed are the folders it is in, outermost first, then the last part of each path
    in its `category`. A feed without an http or https address is named in a notice.
    """
    name = document.source.name
    notices: list[Notice] = []
    try:
        (root,) = xml.elements(document.content, frozenset())
    except xml.NotWellFormed as error:
        root = repair.root(document.content)
        text = f"is not well-formed XML ({error}); its feeds were read as far as possible"
        notices.append(Notice(source=name, line=error.line, text=text))
    sources: dict[str, Source] = {}
    rejected: list[Notice] = []
    for element, folders in _outlines(root, name, notices):
        values = {key.lower(): value for key, value in element.attrib.items() if isinstance(key, str)}
        link = line(values.get("xmlurl", ""))
        address = html.web_address(link)
        if address is not None and address.startswith("http"):
            sources.setdefault(address, _source(address, values, folders))
        elif link:
            text = f"lists the feed {link[:200]!r}; expected an address that starts with https://"
            rejected.append(Notice(source=name, line=xml.line(element), text=text))
    notices += rejected[:_MOST_NOTICES]
    if len(rejected) > _MOST_NOTICES:
        text = f"lists {len(rejected) - _MOST_NOTICES:,} more feeds without a valid address"
        notices.append(Notice(source=name, text=text))
    return Reading(format="opml", articles=(), notices=tuple(notices), sources=tuple(sources.values()))


def _source(address: str, values: dict[str, str], folders: tuple[str, ...]) -> Source:
    topics = (*folders, *_categories(values.get("category", "")))
    return Source(
        name=address,
        language=primary_subtag(values.get("language")),
        topics=tuple(dict.fromkeys(topic for topic in topics if topic)),
    )


def _outlines(root: etree._Element, source: str, notices: list[Notice]) -> Iterator[_Outline]:
    """Yield every outline with the names of the folders around it, without recursion."""
    body = next((child for child in root if xml.local(child) == "body"), root)
    waiting: list[_Outline] = [_Outline(child, ()) for child in reversed(body)]
    is_noticed = False
    while waiting:
        outline = waiting.pop()
        element, folders = outline
        if xml.local(element) != "outline":
            continue
        yield outline
        if len(folders) < DEEPEST:
            inner = (*folders, line(element.get("text") or element.get("title") or ""))
            waiting += [_Outline(child, inner) for child in reversed(element)]
        elif len(element) and not is_noticed:
            is_noticed = True
            text = f"nests its outlines more than {DEEPEST} deep; the deeper ones are not read"
            notices.append(Notice(source=source, line=xml.line(element), text=text))


def _categories(text: str) -> list[str]:
    """Return the last part of each path in a `category` such as "/Boston/Weather,/Fog"."""
    return [line(path.rstrip("/ ").rpartition("/")[2]) for path in text.split(",")]
