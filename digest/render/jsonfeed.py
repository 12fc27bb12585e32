"""JSON Feed 1.1 (jsonfeed.org/version/1.1), written by the json module."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from digest.render.cards import Card


def write(values: dict[str, Any]) -> Iterator[str]:
    """Yield a feed as JSON text, one item at a time; `values` are those of the feed's templates."""
    feed = values["feed"]
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed["title"],
        "home_page_url": feed["page"],
        "feed_url": feed["json"],
        "description": feed["description"],
        "language": values["language"],
        "authors": [{"name": values["publication"].title}],
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
            {"url": recording.url, "mime_type": recording.type}
            | ({"size_in_bytes": recording.length} if recording.length else {})
            for recording in card.recordings
        ]
    item["language"] = card.language
    return item
