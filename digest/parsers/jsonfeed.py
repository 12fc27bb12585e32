"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import tzinfo
from html import escape
from typing import Any

from digest.errors import SourceError
from digest.model import Document, Notice, Reading
from digest.parsers import encoding, html
from digest.parsers.entry import Entry, Picture, Recording, articles, next_page

_ITEMS = re.compile(rb'"items"\s*:')
_FIRST_ITEM = re.compile(r'"items"\s*:\s*\[\s*')
_SEPARATOR = re.compile(r"\s{0,200},?\s{0,200}")


def sniff(content: bytes, _name: str) -> bool:
    """Return True for a JSON object with items, in any version of the format."""
    head = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and bool(_ITEMS.search(content))


def read(document: Document, zone: tzinfo) -> Reading:
    """Return the items of a JSON Feed, in its order; a notice counts items that are not objects."""
    feed, notices = _load(document)
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise SourceError("has no list of items; expected a JSON Feed")
    objects = [item for item in items if isinstance(item, dict) and item]
    site = html.join(document.base, _text(feed, "home_page_url") or _text(feed, "feed_url"))
    found, more_notices = articles(_entries(feed, objects, site), document.source, zone)
    if len(objects) < len(items):
        text = f"{len(items) - len(objects)} items are empty or not objects, and were skipped"
        notices.append(Notice(source=document.source.name, text=text))
    return Reading(
        format="jsonfeed",
        articles=found,
        notices=(*notices, *more_notices),
        next_page=next_page(_text(feed, "next_url"), "", document),
    )


def _load(document: Document) -> tuple[Any, list[Notice]]:
    """Return the JSON of a feed; of broken JSON the items before the fault, and a notice."""
    text = encoding.decode(document.content)
    try:
        return json.loads(text), []
    except RecursionError as error:
        raise SourceError("is nested too deeply; expected a JSON Feed") from error
    except ValueError as error:  # also for a number of thousands of digits
        items = _complete_items(text)
        if not items:
            raise SourceError(f"is no JSON ({str(error)[:100]}); expected a JSON Feed") from error
        problem = f"is no JSON ({str(error)[:100]}); items read before the fault: {len(items)}"
        return {"items": items}, [
            Notice(source=document.source.name, line=getattr(error, "lineno", None), text=problem)
        ]


def _complete_items(text: str) -> list[Any]:
    """Return the items before the first fault of broken JSON."""
    start = _FIRST_ITEM.search(text)
    items: list[Any] = []
    at = start.end() if start else len(text)
    try:
        while at < len(text):
            item, at = json.JSONDecoder().raw_decode(text, at)
            items.append(item)
            separator = _SEPARATOR.match(text, at)
            at = separator.end() if separator else at
    except (ValueError, RecursionError):
        pass
    return items


def _entries(feed: dict[str, Any], items: list[dict[str, Any]], site: str) -> Iterator[Entry]:
    feed_authors = _authors(feed)
    language = _text(feed, "language")
    for item in items:
        yield Entry(
            guid=_text(item, "id"),
            url=_text(item, "url") or _text(item, "external_url"),
            title=_text_as_html(item, "title"),
            published=_text(item, "date_published"),
            updated=_text(item, "date_modified"),
            authors=_authors(item) or feed_authors,
            topics=[escape(tag, quote=False) for tag in _list(item, "tags") if isinstance(tag, str)],
            summary=_text_as_html(item, "summary"),
            content=_text(item, "content_html") or html.from_text(_text(item, "content_text")),
            pictures=[Picture(url) for key in ("image", "banner_image") if (url := _text(item, key))],
            recordings=_recordings(item),
            language=_text(item, "language") or language,
            base=site or None,
        )


def _recordings(item: dict[str, Any]) -> list[Recording]:
    attachments = [value for value in _list(item, "attachments") if isinstance(value, dict)]
    return [
        Recording(_text(attachment, "url"), media_type, _text(attachment, "size_in_bytes"))
        for attachment in attachments
        if not (media_type := _text(attachment, "mime_type")).startswith("image")
    ]


def _authors(holder: dict[str, Any]) -> list[str]:
    people = [*_list(holder, "authors"), holder.get("author")]  # version 1.1, version 1.0
    names = (_text_as_html(person, "name") for person in people if isinstance(person, dict))
    return [name for name in names if name]


def _text_as_html(holder: dict[str, Any], key: str) -> str:
    return escape(_text(holder, key), quote=False)


def _text(holder: dict[str, Any], key: str) -> str:
    """Return a text, "" for another value; an id that is a number becomes text (1.1, "items")."""
    value = holder.get(key)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _list(holder: dict[str, Any], key: str) -> list[Any]:
    value = holder.get(key)
    return value if isinstance(value, list) else []
