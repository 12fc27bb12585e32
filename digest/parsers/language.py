"""The language of articles whose source does not say it, found from their words, offline."""

from __future__ import annotations

from collections.abc import Sequence

from digest.model import Article
from digest.parsers.entry import primary_subtag
from digest.text import clean

_SAMPLE = 12
_EACH = 400
_LEAST = 60
_ONE_LANGUAGE = 85  # percent of the text


def of(articles: Sequence[Article]) -> tuple[str | None, ...]:
    """Return the language (ISO 639-1) of each article, None where that is not sure.

    They are judged together, as a headline alone deceives; each by itself only where a sample
    of them is in several languages.
    """
    silent = [article for article in articles if article.language is None]
    sample = silent[:: max(1, len(silent) // _SAMPLE)]
    common, share = _detected("".join(_words(article) for article in sample))
    if share >= _ONE_LANGUAGE or len(sample) < 2:
        return tuple(article.language or common for article in articles)
    return tuple(article.language or _detected(_words(article))[0] or common for article in articles)


def _words(article: Article) -> str:
    return f"{article.title}. {article.summary[:_EACH]}\n"


def _detected(text: str) -> tuple[str | None, int]:
    """Return the language most of a text is in, and how many percent of it are."""
    if len(text) < _LEAST:
        return None, 100
    import pycld2  # noqa: PLC0415 (only sources that name no language need it)

    try:
        reliable, _, found = pycld2.detect(clean(text).encode(), bestEffort=False)
    except pycld2.error:
        return None, 100
    _, code, share, _ = found[0]
    return (primary_subtag(code) if reliable and code != "un" else None), share
