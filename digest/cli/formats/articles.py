"""Articles and the feeds of a list, as text and as values for JSON."""

from __future__ import annotations

from typing import Any

from digest.model import Article, Source


def article_values(article: Article) -> dict[str, Any]:
    """Return an article as `digest read --json` and `digest articles --json` print it."""
    image = article.image
    return {
        "id": article.id,
        "title": article.title,
        "url": article.url,
        "published": article.published.isoformat() if article.published else None,
        "date_from": article.date_from,
        "updated": article.updated.isoformat() if article.updated else None,
        "authors": article.authors,
        "topics": article.topics,
        "language": article.language,
        "summary": article.summary,
        "image": {"url": image.url, "alt": image.alt, "width": image.width, "height": image.height}
        if image
        else None,
        "enclosures": [
            {"url": enclosure.url, "type": enclosure.type, "length": enclosure.length}
            for enclosure in article.enclosures
        ],
        "source": article.source,
    }


def article_text(article: Article) -> str:
    """Return an article as one or two lines: its day and title, its topics and authors."""
    day = f"{article.published:%Y-%m-%d}" if article.published else "undated   "
    about = " · ".join([*article.topics, *article.authors])
    return f"{day}  {article.title}" + (f"\n            {about}" if about else "")


def feed_text(source: Source) -> str:
    """Return a feed of a list of feeds as one line: its address and topics."""
    return "  ".join([source.name, " · ".join(source.topics)]).rstrip()
