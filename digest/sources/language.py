"""The language of articles whose source does not say it, found from their words, offline."""

from __future__ import annotations

from collections.abc import Iterable

from digest.model import Article
from digest.sources.entry import primary
from digest.text import clean

_ENOUGH = 4000
_LEAST = 60


def of(articles: Iterable[Article]) -> str | None:
    """Return the one language (ISO 639-1) these articles are in, or None when that is not sure.

    They are judged together: a page is in one language, and a headline alone deceives.
    """
    text = ""
    for article in articles:
        if article.language is None:
            text += f"{article.title}. {article.summary[:400]}\n"
        if len(text) > _ENOUGH:
            break
    if len(text) < _LEAST:
        return None
    import pycld2  # noqa: PLC0415 (only sources that name no language need it)

    try:
        reliable, _, found = pycld2.detect(clean(text).encode(), bestEffort=False)
    except pycld2.error:
        return None
    code = found[0][1]
    return primary(code) if reliable and code != "un" else None
