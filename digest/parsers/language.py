"""Detect the language of articles from their words, offline."""

from __future__ import annotations

from collections.abc import Sequence

from digest.model import Article
from digest.parsers.entry import primary_subtag
from digest.text import clean

_SAMPLE_SIZE = 12  # articles
_SUMMARY_LENGTH = 400
_SHORTEST_TEXT = 60
_ONE_LANGUAGE = 85  # percent of the text


def detect_languages(articles: Sequence[Article]) -> tuple[str | None, ...]:
    """Return the language (ISO 639-1) of each article, None if it is not certain.

    The articles are judged together, because a single headline is often misleading. They are judged
    one by one only if a sample of them is in several languages.
    """
    without = [article for article in articles if article.language is None]
    sample = without[:: max(1, len(without) // _SAMPLE_SIZE)]
    common, share = _detect("".join(_words(article) for article in sample))
    if share >= _ONE_LANGUAGE or len(sample) < 2:
        return tuple(article.language or common for article in articles)
    return tuple(article.language or _detect(_words(article))[0] or common for article in articles)


def _words(article: Article) -> str:
    return f"{article.title}. {article.summary[:_SUMMARY_LENGTH]}\n"


def _detect(text: str) -> tuple[str | None, int]:
    """Return the main language of a text and its share in percent."""
    if len(text) < _SHORTEST_TEXT:
        return None, 100
    import pycld2  # only sources without a language need it

    try:
        is_reliable, _, languages = pycld2.detect(clean(text).encode(), bestEffort=False)
    except pycld2.error:
        return None, 100
    _, code, share, _ = languages[0]
    return (primary_subtag(code) if is_reliable and code != "un" else None), share
