"""Feeds whose XML is broken: feedparser reads what it can, and the reader is told."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from digest.errors import SourceError
from digest.model import Document, Notice, Reading
from digest.sources import xml
from digest.sources.entry import Entry, Picture, articles

_OPEN = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")
_CLOSE = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>")
_ENTITY = re.compile(rb"<!ENTITY\b", re.IGNORECASE)


def read(document: Document, zone: tzinfo, name: str, error: xml.NotWellFormed) -> Reading:
    """Return what can be read of a feed that is no well-formed XML, with a notice that says so.

    An entry the file breaks off in is left out: nobody knows what it would have said.
    """
    content = document.content
    first = _OPEN.search(content)
    if _ENTITY.search(content, 0, first.start() if first else len(content)):
        raise SourceError("declares entities of its own, which are refused; expected a feed without them")
    lost = ""
    last_open = max((match.start() for match in _OPEN.finditer(content)), default=-1)
    last_close = max((match.end() for match in _CLOSE.finditer(content)), default=-1)
    if last_open >= max(last_close, 0):
        content = content[:last_open]
        lost = "; it breaks off in its last entry, which is left out"
    import feedparser  # noqa: PLC0415 (108 ms that only broken feeds cost)

    parsed = feedparser.parse(io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    found, notices = articles(_entries(parsed), document.source, zone)
    if not found and not parsed.get("version"):
        raise SourceError(f"is no well-formed XML ({_short(error)}) and holds no entries; expected a feed")
    notice = Notice(
        source=document.source.name,
        line=error.line,
        text=f"is no well-formed XML ({_short(error)}); {len(found)} articles were read all the same{lost}",
    )
    return Reading(format=name, articles=found, notices=(notice, *notices))


def _short(error: Exception) -> str:
    return re.sub(r",? line \d+.*", "", str(error).split(" (<", 1)[0])


def _entries(parsed: Any) -> Iterator[Entry]:
    head = parsed.get("feed", {})
    for item in parsed.get("entries", []):
        contents = [part.get("value", "") for part in item.get("content", [])]
        summary = item.get("summary", "")
        links = item.get("links", [])
        yield Entry(
            guid=item.get("id", ""),
            url=item.get("link", ""),
            title=item.get("title", ""),
            published=item.get("published", ""),
            updated=item.get("updated", "") if "updated" in item.keys() else "",  # noqa: SIM118 (feedparser answers `in` by aliases)
            authors=[
                name
                for person in item.get("authors", [])
                if (name := person.get("name") or person.get("email"))
            ],
            topics=[tag.get("label") or tag.get("term") or "" for tag in item.get("tags", [])],
            summary="" if contents and summary == contents[0] else summary,
            content=contents[0] if contents else "",
            pictures=[
                Picture(p.get("url", "")) for p in item.get("media_content", []) if p.get("medium") == "image"
            ]
            + [Picture(link.get("href", "")) for link in links if link.get("type", "").startswith("image")]
            + [Picture(p.get("url", "")) for p in item.get("media_thumbnail", [])],
            language=item.get("title_detail", {}).get("language") or head.get("language") or "",
            base=head.get("link") or None,
        )
