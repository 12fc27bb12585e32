"""How similar two articles are: by address, by worldwide id, or by the words of their texts.

Two articles tell the same story if they share an address or a worldwide id. Otherwise the words
of their summaries and contents decide, unless the sources are one, or the languages, the seasons
or the numbers in the titles differ. The constants below give the required shares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta
from itertools import islice
from typing import NamedTuple

from digest.dedupe.features import Features, Shingle
from digest.model import Article, ArticleKey

VERSION = "1"  # of the fingerprints and the rule; an archive indexes its articles again after a change
CERTAIN = 10.0  # the score of two articles with one address or one worldwide id
MAX_TITLES = 8  # under more different titles a fingerprint is common, and proves nothing
MAX_PAIRS = 3  # kept for an article: the others of its group are reached through them
MAX_CANDIDATES = 12  # compared of the articles that share fingerprints

_SIMILAR_TITLES = 0.6  # of a title's words, that the other must hold
_MIN_SHARED = 12  # shingles (fifteen words), below which texts prove nothing
_MIN_SHARED_SAME_TITLE = 3  # the same under one title on one day
_MIN_SHARED_RETITLED = 20  # the same under another title
_SHARE, _SHARE_RETITLED = 0.5, 0.75  # of the shorter text, that the longer one must hold
_SHARE_UNDATED = 0.9  # the same where a date is missing and the titles differ
_BRIEF, _SHARE_BRIEF = 20, 0.8  # of texts of so few shingles a larger share is required
_OPENING = 12  # shingles at the head of one text, half of which the other must hold
_MAX_LEAD_IN = 100  # shingles before the shared text under another title
_MAX_DAYS_RETITLED = 6  # between two articles whose titles differ
_MAX_DAYS = 183  # between two articles; after half a year the same words are a notice that returns


class SimilarPair(NamedTuple):
    """Two articles that tell the same story, the smaller key first, and the score of their similarity."""

    first: ArticleKey
    second: ArticleKey
    score: float


def pair(first: ArticleKey, second: ArticleKey, score: float) -> SimilarPair:
    """Return the pair of two articles, the smaller key first."""
    smaller, larger = sorted((first, second))
    return SimilarPair(smaller, larger, score)


def find_pairs(articles: Iterable[Article]) -> frozenset[SimilarPair]:
    """Return the similar pairs among `articles`, the same pairs as an archive of them finds."""
    features = [Features(article) for article in {article.key: article for article in articles}.values()]
    holders: dict[int, list[int]] = {}
    for number, one in enumerate(features):
        for fingerprint in one.fingerprints:
            holders.setdefault(fingerprint, []).append(number)
    common = {
        fingerprint
        for fingerprint, numbers in holders.items()
        if len(numbers) > MAX_TITLES and is_common(features[number].title_hash for number in numbers)
    }
    pairs = set()
    for number, one in enumerate(features):
        shared = [holders[fingerprint] for fingerprint in one.fingerprints if fingerprint not in common]
        others = {candidate: features[candidate] for candidate in candidates(shared, exclude=number)}
        for other, found in matches(one, others, common):
            pairs.add(pair(one.article.key, features[other].article.key, found))
    return frozenset(pairs)


def is_common(titles: Iterable[object]) -> bool:
    """Return True if the articles that hold a fingerprint have more than MAX_TITLES different titles."""
    return len(set(titles)) > MAX_TITLES


def candidates(holders: Iterable[Iterable[int]], *, exclude: int) -> list[int]:
    """Return the articles to compare with, those that share most fingerprints first.

    Args:
        holders: For each fingerprint of the article, the numbers of the articles that hold it.
        exclude: The article's own number.
    """
    counts: dict[int, int] = {}
    for numbers in holders:
        for number in numbers:
            counts[number] = counts.get(number, 0) + 1
    counts.pop(exclude, None)
    return sorted(counts, key=lambda number: (-counts[number], number))[:MAX_CANDIDATES]


def matches(
    article: Features, others: Mapping[int, Features], common: AbstractSet[int]
) -> Iterator[tuple[int, float]]:
    """Return the numbers of the first MAX_PAIRS articles that tell the same story, with their scores.

    Args:
        article: The article to compare.
        others: Its candidates by their numbers, the most likely first; no more are compared than needed.
        common: The fingerprints that prove nothing.
    """
    scores = ((number, score(article, other, common)) for number, other in others.items())
    return islice(((number, found) for number, found in scores if found), MAX_PAIRS)


def score(first: Features, second: Features, common: AbstractSet[int] = frozenset()) -> float:
    """Return how surely two articles tell the same story; 0 if they tell two.

    Args:
        first: One article.
        second: The other; the order makes no difference.
        common: The fingerprints that prove nothing, because many titles share them.
    """
    if (first.identifiers & second.identifiers) - common:
        return CERTAIN
    if _not_comparable(first.article, second.article) or _is_series(first.title, second.title):
        return 0
    return _text_score(first, second, common)


def _not_comparable(first: Article, second: Article) -> bool:
    """Return True for one source, two languages or two seasons: the texts decide nothing there."""
    if first.source == second.source:
        return True
    if first.language and second.language and _primary(first.language) != _primary(second.language):
        return True
    days = _days_between(first, second)
    return days is not None and days > _MAX_DAYS


def _primary(language: str) -> str:
    return re.split(r"[-_]", language, maxsplit=1)[0].lower()


def _is_series(first: Sequence[str], second: Sequence[str]) -> bool:
    """Return True if two titles hold the same words and different numbers."""
    numbers = [{word for word in title if any(map(str.isdigit, word))} for title in (first, second)]
    if numbers[0] <= numbers[1] or numbers[1] <= numbers[0]:
        return False
    rest = [tuple(word for word in title if word not in numbers[0] | numbers[1]) for title in (first, second)]
    return _title_similarity(*rest) >= _SIMILAR_TITLES


def _title_similarity(first: Sequence[str], second: Sequence[str]) -> float:
    """Return the share of the longer title that the other holds; 1 for a long title inside another."""
    if not first or not second:
        return 1.0 if not first and not second else 0.0
    if first == second:
        return 1.0
    here, there = set(first), set(second)
    shared = len(here & there)
    if shared >= 4 and shared == min(len(here), len(there)):
        return 1.0  # with the site's name behind it, or cut
    return shared / max(len(here), len(there))


def _text_score(first: Features, second: Features, common: AbstractSet[int]) -> float:
    days = _days_between(first.article, second.article)
    ignored = first.shingles_near(common) | second.shingles_near(common)
    share = _share(first, second, ignored, _MIN_SHARED)
    same_day = days is not None and days <= 1
    if not share and same_day and first.title == second.title and len(first.title) >= 3:
        # Under one title on one day even few words count, and words that many articles share.
        share = _share(first, second, set(), _MIN_SHARED_SAME_TITLE)
    return round(share + _title_similarity(first.title, second.title) / 2 + same_day / 4, 6) if share else 0


def _share(first: Features, second: Features, ignored: AbstractSet[Shingle], minimum: int) -> float:
    """Return the share of the shorter text that the longer one holds; 0 if it is too small.

    Args:
        first: One article.
        second: The other.
        ignored: The shingles that do not count.
        minimum: The number of shingles the texts must share.
    """
    here, there = _without(first.shingles, ignored), _without(second.shingles, ignored)
    shared = here.keys() & there.keys()
    if len(shared) < minimum or not (_holds_opening(here, there) or _holds_opening(there, here)):
        return 0
    shorter = min(len(here), len(there))
    share = len(shared) / shorter
    if first.title != second.title and not _dates_agree(first.article, second.article, share):
        return 0
    if _title_similarity(first.title, second.title) >= _SIMILAR_TITLES:
        enough = share >= (_SHARE_BRIEF if shorter < _BRIEF else _SHARE)
    else:
        enough = len(shared) >= _MIN_SHARED_RETITLED and share >= _SHARE_RETITLED
        enough = enough and max(_first_shared(here, shared), _first_shared(there, shared)) <= _MAX_LEAD_IN
    return share if enough else 0


def _without(text: dict[Shingle, None], ignored: AbstractSet[Shingle]) -> dict[Shingle, None]:
    return {shingle: None for shingle in text if shingle not in ignored} if ignored else text


def _dates_agree(first: Article, second: Article, share: float) -> bool:
    """Return True if two articles of different titles are near in time, or share enough to need no date."""
    days = _days_between(first, second)
    return share >= _SHARE_UNDATED if days is None else days <= _MAX_DAYS_RETITLED


def _days_between(first: Article, second: Article) -> int | None:
    """Return the whole days between two articles; None if one is undated."""
    if first.published is None or second.published is None:
        return None
    return abs(first.published - second.published) // timedelta(days=1)


def _holds_opening(text: Mapping[Shingle, None], other: Mapping[Shingle, None]) -> bool:
    """Return True if `other` holds at least half of the opening of `text`."""
    opening = list(islice(text, _OPENING))
    return 2 * sum(shingle in other for shingle in opening) >= len(opening)


def _first_shared(text: Iterable[Shingle], shared: AbstractSet[Shingle]) -> int:
    return next(place for place, shingle in enumerate(text) if shingle in shared)
