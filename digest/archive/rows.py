"""An article as a row of the archive, and back."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from digest.model import Article, DateFrom, Enclosure, Image

COLUMNS = (
    "source, id, title, url, published, date_from, updated, authors, topics, language, summary, content, image,"
    " enclosures, translations"
)
LIGHT = COLUMNS.replace("summary, content", "'', ''")


def instant(moment: datetime) -> int:
    """Return a moment in whole seconds since 1970."""
    return int(moment.timestamp() // 1)


def row_of(article: Article, place: int) -> tuple[Any, ...]:
    """Return an article and its place in its source as the values of COLUMNS, and of what the archive adds."""
    image = article.image
    return (
        article.source,
        article.id,
        article.title,
        article.url,
        article.published.isoformat() if article.published else None,
        article.date_from,
        article.updated.isoformat() if article.updated else None,
        json.dumps(article.authors, ensure_ascii=False),
        json.dumps(article.topics, ensure_ascii=False),
        article.language,
        article.summary,
        article.content,
        json.dumps([image.url, image.alt, image.width, image.height], ensure_ascii=False) if image else None,
        json.dumps([[one.url, one.type, one.length] for one in article.enclosures], ensure_ascii=False),
        json.dumps(article.translations, ensure_ascii=False),
        instant(article.published) if article.published else None,
        place,
        article.short_id,
    )


def article_of(row: tuple[Any, ...]) -> Article:
    """Return the article whose values of COLUMNS are `row`."""
    (
        source,
        key,
        title,
        url,
        published,
        date_from,
        updated,
        authors,
        topics,
        language,
        summary,
        content,
        image,
        enclosures,
        translations,
    ) = row
    picture = json.loads(image) if image else None
    return Article(
        id=key,
        title=title,
        source=source,
        url=url,
        published=datetime.fromisoformat(published) if published else None,
        date_from=DateFrom(date_from) if date_from else None,
        updated=datetime.fromisoformat(updated) if updated else None,
        authors=tuple(json.loads(authors)),
        topics=tuple(json.loads(topics)),
        language=language,
        summary=summary,
        content=content,
        image=Image(url=picture[0], alt=picture[1], width=picture[2], height=picture[3]) if picture else None,
        enclosures=tuple(
            Enclosure(url=address, type=kind, length=length)
            for address, kind, length in json.loads(enclosures)
        ),
        translations=tuple(json.loads(translations)),
    )
