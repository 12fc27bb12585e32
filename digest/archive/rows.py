"""Convert articles to rows of the archive, and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from digest.model import Article, DateFrom, Enclosure, Image

COLUMNS = (
    "source, id, title, url, published, date_from, updated, authors, topics, language, summary, content, image,"
    " enclosures, translations"
)
LIGHT = COLUMNS.replace("summary, content", "'', ''")
"""COLUMNS without the texts."""

_DATES = ("published", "date_from", "instant")
_UPDATED = (
    "title", "url", "updated", "authors", "topics", "language", "summary", "content", "image", "enclosures",
    "translations", "place",
)  # fmt: skip


def _upsert(date: str) -> str:
    """Return the statement that inserts or updates an article; one that did not change keeps its topic.

    Args:
        date: The value of a date column, with `{0}` for its name.
    """
    dates = ", ".join(f"{name} = {date.format(name)}" for name in _DATES)
    others = ", ".join(f"{name} = excluded.{name}" for name in _UPDATED)
    read = [name for name in _UPDATED if name != "place"]
    is_same = f"({', '.join(read)}) IS ({', '.join(f'excluded.{name}' for name in read)})"
    is_same += f" AND published IS {date.format('published')}"
    return (
        f"INSERT INTO articles ({COLUMNS}, instant, place, short_id, topic, number)"
        f" VALUES ({', '.join('?' * 18)}, NULL, (SELECT coalesce(max(number), 0) + 1 FROM articles))"
        f" ON CONFLICT (source, id) DO UPDATE SET {dates}, {others}, topic = CASE WHEN {is_same} THEN topic END"
    )


UPSERT = _upsert("CASE WHEN instant IS NULL THEN excluded.{0} ELSE {0} END")
"""Inserts a row of row_of; an article already dated keeps its date."""

UPSERT_MOVED = _upsert("excluded.{0}")
"""Inserts a row of row_of; an article takes its new date, read in another timezone."""


def instant(moment: datetime) -> int:
    """Return a moment in whole seconds since 1970."""
    return int(moment.timestamp() // 1)


def row_of(article: Article, place: int) -> tuple[Any, ...]:
    """Return the values of COLUMNS for an article, then its instant, its place in its source, its short id."""
    image = article.image
    return (
        article.source,
        article.id,
        article.title,
        article.url,
        article.published.isoformat() if article.published else None,
        article.date_from,
        article.updated.isoformat() if article.updated else None,
        _json(article.authors),
        _json(article.topics),
        article.language,
        article.summary,
        article.content,
        _json([image.url, image.alt, image.width, image.height]) if image else None,
        _json([[enclosure.url, enclosure.type, enclosure.length] for enclosure in article.enclosures]),
        _json(article.translations),
        instant(article.published) if article.published else None,
        place,
        article.short_id,
    )


def article_of(row: tuple[Any, ...]) -> Article:
    """Return the article of a row of COLUMNS."""
    (
        source, id_, title, url, published, date_from, updated, authors, topics, language, summary, content,
        image, enclosures, translations,
    ) = row  # fmt: skip
    return Article(
        id=id_,
        title=title,
        source=source,
        url=url,
        published=datetime.fromisoformat(published) if published else None,
        date_from=DateFrom(date_from) if date_from else None,
        updated=datetime.fromisoformat(updated) if updated else None,
        authors=tuple(_values(authors)),
        topics=tuple(_values(topics)),
        language=language,
        summary=summary,
        content=content,
        image=_image(json.loads(image)) if image else None,
        enclosures=tuple(
            Enclosure(url=address, type=media_type, length=length)
            for address, media_type, length in _values(enclosures)
        ),
        translations=tuple(_values(translations)),
    )


def _json(values: Sequence[Any]) -> str:
    return json.dumps(values, ensure_ascii=False) if values else "[]"


def _values(text: str) -> Sequence[Any]:
    """Return the values of a JSON array; most arrays of an archive are empty."""
    values: list[Any] = [] if text == "[]" else json.loads(text)
    return values


def _image(values: list[Any]) -> Image:
    url, alt, width, height = values
    return Image(url=url, alt=alt, width=width, height=height)
