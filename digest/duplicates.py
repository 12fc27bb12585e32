"""Which articles are one and the same: one address, one worldwide id, or one headline, day and text in two sources."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit

from digest.model import Article
from digest.text import fold

_URI = re.compile(r"(?:https?://|tag:|urn:)\S+")
_TELLING = 100  # so many characters at the head of a text tell it from others
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|ref|source")


def find(articles: Iterable[Article]) -> dict[tuple[str, str], Article]:
    """Return, for every article that only repeats another, the one to keep.

    Keys are (source, id). Of several the one with the most to read is kept, then the first.
    """
    groups: dict[str, list[Article]] = {}
    belongs: dict[str, list[Article]] = {}
    for article in articles:
        keys = _keys(article)
        text = _text_key(article)
        group = next((belongs[key] for key in keys if key in belongs), None)
        if group is None and text in belongs and all(one.source != article.source for one in belongs[text]):
            group = belongs[text]
        if group is None:
            group = groups[f"{article.source}\n{article.id}"] = []
        group.append(article)
        for key in (*keys, text):
            belongs.setdefault(key, group)
    repeated = {}
    for group in groups.values():
        if len(group) > 1:
            kept = max(group, key=lambda a: (len(a.content) + len(a.summary), -group.index(a)))
            repeated.update({(a.source, a.id): kept for a in group if a is not kept})
    return repeated


def _keys(article: Article) -> list[str]:
    keys = [f"id {article.id}"] if _URI.fullmatch(article.id) else []
    if article.url:
        keys.append(f"url {_plain(article.url)}")
    return keys


def _text_key(article: Article) -> str:
    """Return what an article is known by in another source: within one, every id is an article of its own."""
    title, text = fold(article.title), fold(article.summary[:200])
    if title and article.published and len(text) >= _TELLING:
        return f"text {title}\n{article.published:%Y-%m-%d}\n{text[:_TELLING]}"
    return f"itself {article.source}\n{article.id}"


def _plain(url: str) -> str:
    """Return an address without scheme, tracking marks, fragment and closing slash."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = urlencode(
        [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])]
    )
    host = (parts.netloc or "").lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}{'?' if query else ''}{query}"
