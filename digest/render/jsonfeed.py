"""JSON Feed 1.1 (jsonfeed.org/version/1.1), by the json module."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from digest.render.context import Card


def write(feed: dict[str, Any], language: str, author: str) -> Iterator[str]:
    """Yield the feed as JSON text, an item at a time."""
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed["title"],
        "home_page_url": feed["page"],
        "feed_url": feed["json"],
        "description": feed["description"],
        "language": language,
        "authors": [{"name": author}],
    }
    yield json.dumps(head, ensure_ascii=False).removesuffix("}") + ', "items": ['
    for number, card in enumerate(feed["cards"]):
        yield (",\n" if number else "\n") + json.dumps(_item(card), ensure_ascii=False)
    yield "\n]}\n"


def _item(card: Card) -> dict[str, Any]:
    item: dict[str, Any] = {"id": card.uri, "url": card.link, "title": card.title}
    if card.content:
        item["content_html"] = card.content
    else:
        item["content_text"] = card.text or card.title
    if card.summary:
        item["summary"] = card.summary
    if card.image:
        item["image"] = card.image.url
    item["date_published"] = card.published_3339
    if card.updated != card.published:
        item["date_modified"] = card.updated_3339
    if card.authors:
        item["authors"] = [{"name": name} for name in card.authors]
    if card.topics:
        item["tags"] = list(card.topics)
    if card.recordings:
        item["attachments"] = [
            {"url": one.url, "mime_type": one.type} | ({"size_in_bytes": one.length} if one.length else {})
            for one in card.recordings
        ]
    item["language"] = card.language
    return item
