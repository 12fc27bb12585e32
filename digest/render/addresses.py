"""Paths, anchors and ids of the outputs: the names that never change."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from digest.model import Article
from digest.text import short_hash, slug

_URI = re.compile(r"(?:https?|tag|urn|ftp|doi|info|mailto):\S+", re.IGNORECASE)


def anchor(article: Article) -> str:
    """Return the anchor of an article in the site's pages: unique, and the same for ever."""
    return f"{slug(article.title)[:32].strip('-')}-{article.short_id}"


def uri(article: Article, home: str) -> str:
    """Return an id that is unique over all sources: the article's own URI, else a tag URI (RFC 4151)."""
    if _URI.fullmatch(article.id):
        return article.id
    day = f"{article.published:%Y-%m-%d}" if article.published else "2000-01-01"
    specific = quote(f"{article.source}:{article.id}", safe="/:;,.-_~!*'()@=+$")
    return f"tag:{urlsplit(home).hostname},{day}:{specific}"


def image_path(source: str) -> str:
    """Return the path below the site for the copy of a picture, given its path below the workspace.

    Lower case ASCII and a hash of the whole path: no two pictures meet on any file system.
    """
    name = source.rpartition("/")[2]
    stem, dot, extension = name.rpartition(".")
    return f"images/{slug(stem or name)}-{short_hash(source)}{dot}{slug(extension) if dot else ''}"
