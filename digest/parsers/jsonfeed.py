"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from digest.errors import SourceError
from digest.model import Document, Notice, Reading
from digest.parsers import encoding
from digest.parsers.entry import Entry, Picture, Recording, articles, next_page

_ITEMS = re.compile(rb'"items"\s*:')


def sniff(content: bytes, _name: str) -> bool:
    """Return whether this is a JSON object with items, whatever version it calls itself."""
    head = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and bool(_ITEMS.search(content))


def read(document: Document, zone: tzinfo) -> Reading:
    """Return the items of a JSON Feed, in its order; what is no item is named in a notice."""
    text = encoding.decode(document.content)
    notices: list[Notice] = []
    try:
        feed = json.loads(text)
    except RecursionError as error:
        raise SourceError("is nested too deeply; expected a JSON Feed") from error
    except ValueError as error:
        feed = _whole_items(text)
        if not feed["items"]:
            raise SourceError(f"is no JSON ({str(error)[:100]}); expected a JSON Feed") from error
        told = f"is no JSON ({str(error)[:100]}); {len(feed['items'])} items before that were read"
        notices.append(Notice(source=document.source.name, line=getattr(error, "lineno", None), text=told))
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise SourceError("has no list of items; expected a JSON Feed")
    good = [item for item in items if isinstance(item, dict) and item]
    found, more = articles(_entries(feed, good), document.source, zone)
    if len(good) < len(items):
        told = f"{len(items) - len(good)} items are no objects or empty, and were passed over"
        notices.append(Notice(source=document.source.name, text=told))
    following = next_page(_text(feed, "next_url"), "", document)
    return Reading(format="jsonfeed", articles=found, notices=(*notices, *more), next_page=following)


def _whole_items(text: str) -> dict[str, Any]:
    """Return the items that stand whole before the place where the JSON breaks."""
    start = re.search(r'"items"\s*:\s*\[\s*', text)
    items: list[Any] = []
    at = start.end() if start else len(text)
    try:
        while at < len(text):
            item, at = json.JSONDecoder().raw_decode(text, at)
            items.append(item)
            at += len(re.match(r"\s*,?\s*", text[at : at + 200])[0])  # type: ignore[index]
    except (ValueError, RecursionError):
        pass
    return {"items": items}


def _entries(feed: dict[str, Any], items: list[dict[str, Any]]) -> Iterator[Entry]:
    common = _authors(feed)
    for item in items:
        words = _text(item, "content_text")
        content = _text(item, "content_html") or "".join(
            f"<p>{html.escape(part, quote=False)}</p>" for part in re.split(r"\n\s*\n", words) if part.strip()
        )
        yield Entry(
            guid=_text(item, "id"),
            url=_text(item, "url") or _text(item, "external_url"),
            title=html.escape(_text(item, "title"), quote=False),
            published=_text(item, "date_published"),
            updated=_text(item, "date_modified"),
            authors=_authors(item) or common,
            topics=[html.escape(tag, quote=False) for tag in _list(item, "tags") if isinstance(tag, str)],
            summary=html.escape(_text(item, "summary"), quote=False),
            content=content,
            pictures=[Picture(url) for key in ("image", "banner_image") if (url := _text(item, key))],
            recordings=[
                Recording(_text(one, "url"), _text(one, "mime_type"), _text(one, "size_in_bytes"))
                for one in _list(item, "attachments")
                if isinstance(one, dict) and not _text(one, "mime_type").startswith("image")
            ],
            language=_text(item, "language") or _text(feed, "language"),
            base=_text(feed, "home_page_url") or None,
        )


def _authors(holder: dict[str, Any]) -> list[str]:
    people = [*_list(holder, "authors"), holder.get("author")]
    return [
        html.escape(name, quote=False)
        for person in people
        if isinstance(person, dict) and (name := _text(person, "name"))
    ]


def _text(holder: dict[str, Any], key: str) -> str:
    value = holder.get(key)
    if isinstance(value, str):
        return value
    # Ids that are numbers are read as text (JSON Feed 1.1, "items").
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _list(holder: dict[str, Any], key: str) -> list[Any]:
    value = holder.get(key)
    return value if isinstance(value, list) else []
