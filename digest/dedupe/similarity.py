"""How similar two articles are: by address, by worldwide id, or by the words of their texts.

Two articles tell the same story if they share an address or a worldwide id; two of one source need
the same title too. Otherwise the words of their summaries and contents decide. Texts of one source,
of two languages, of two seasons, or with other numbers in their titles are never the same story.
The constants below give the required shares.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import timedelta
from itertools import islice
from typing import NamedTuple
from weakref import WeakKeyDictionary

from digest.dedupe.features import Features, Shingle
from digest.model import Article, ArticleKey

VERSION = "2"  # of the fingerprints and the rule; an archive indexes its articles again after a change
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
    comparison = Comparison(common)
    pairs = set()
    for number, one in enumerate(features):
        shared = [holders[fingerprint] for fingerprint in one.fingerprints if fingerprint not in common]
        others = {candidate: features[candidate] for candidate in candidates(shared, exclude=number)}
        for other, found in comparison.matches(one, others):
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


class Comparison:
    """Compares articles with each other. An article is in many pairs, and its text is prepared once.

    Attributes:
        common: The fingerprints that prove nothing, because many titles share them.
    """

    def __init__(self, common: AbstractSet[int] = frozenset()) -> None:
        self.common = common
        # A text lives as long as the features of its article.
        self._texts: WeakKeyDictionary[Features, _Text] = WeakKeyDictionary()

    def matches(self, article: Features, others: Mapping[int, Features]) -> Iterator[tuple[int, float]]:
        """Return the numbers of the first MAX_PAIRS articles that tell the same story, with their scores.

        Args:
            article: The article to compare.
            others: Its candidates by their numbers, the most likely first; no more are compared than needed.
        """
        scores = ((number, self.score(article, other)) for number, other in others.items())
        return islice(((number, found) for number, found in scores if found), MAX_PAIRS)

    def score(self, first: Features, second: Features) -> float:
        """Return how surely two articles tell the same story; 0 if they tell two.

        The order of the two makes no difference.
        """
        if (first.identifiers & second.identifiers) - self.common:
            # The episodes of a podcast and the notes of a release may share the address of one page.
            is_one_source = first.article.source == second.article.source
            return CERTAIN if not is_one_source or first.title == second.title else 0
        if _not_comparable(first, second) or _is_series(first, second):
            return 0
        return self._text_score(first, second)

    def _text_score(self, first: Features, second: Features) -> float:
        days = _days_between(first.article, second.article)
        here, there = self._text(first), self._text(second)
        share = _share(first, second, _Overlap(here, there, here.common | there.common), _MIN_SHARED)
        same_day = days is not None and days <= 1
        if not share and same_day and first.title == second.title and len(first.title) >= 3:
            # Under one title on one day even few words count, and words that many articles share.
            share = _share(first, second, _Overlap(here, there, frozenset()), _MIN_SHARED_SAME_TITLE)
        return round(share + _title_similarity(first, second) / 2 + same_day / 4, 6) if share else 0

    def _text(self, article: Features) -> _Text:
        text = self._texts.get(article)
        if text is None:
            text = self._texts[article] = _Text(*article.shingles(self.common))
        return text


class _Text:
    """The shingles of an article as hashes, in their order; those near a common fingerprint apart.

    Sets of numbers are compared faster than sets of words. In a month of a million shingles, fewer
    than one in a million months has two with one hash.
    """

    __slots__ = ("common", "distinct", "shingles")

    def __init__(self, shingles: Iterable[Shingle], common: Iterable[Shingle]) -> None:
        self.shingles = tuple(dict.fromkeys(map(hash, shingles)))
        self.distinct = frozenset(self.shingles)
        self.common = frozenset(map(hash, common))


class _Overlap:
    """The shingles that two texts share, without those that are ignored."""

    def __init__(self, here: _Text, there: _Text, ignored: frozenset[int]) -> None:
        self._texts = here, there
        self._ignored = ignored
        self.shared = (here.distinct & there.distinct) - ignored

    def sizes(self) -> tuple[int, int]:
        """Return the numbers of shingles that count in each text."""
        here, there = self._texts
        return len(here.distinct - self._ignored), len(there.distinct - self._ignored)

    def holds_opening(self) -> bool:
        """Return True if one text holds at least half of the other's opening."""
        here, there = self._texts
        return self._holds_opening(here) or self._holds_opening(there)

    def _holds_opening(self, text: _Text) -> bool:
        opening = list(islice(self._counted(text), _OPENING))
        return 2 * sum(shingle in self.shared for shingle in opening) >= len(opening)

    def lead_in(self) -> int:
        """Return the number of shingles before the first shared one, in the text where it is larger."""
        return max(
            next(place for place, shingle in enumerate(self._counted(text)) if shingle in self.shared)
            for text in self._texts
        )

    def _counted(self, text: _Text) -> Iterator[int]:
        return (shingle for shingle in text.shingles if shingle not in self._ignored)


def _not_comparable(first: Features, second: Features) -> bool:
    """Return True for one source, two languages or two seasons: the texts decide nothing there."""
    if first.article.source == second.article.source:
        return True
    if first.language and second.language and first.language != second.language:
        return True
    days = _days_between(first.article, second.article)
    return days is not None and days > _MAX_DAYS


def _is_series(first: Features, second: Features) -> bool:
    """Return True if two titles hold the same words and different numbers."""
    if first.title_numbers <= second.title_numbers or second.title_numbers <= first.title_numbers:
        return False
    numbers = first.title_numbers | second.title_numbers
    rest = [[word for word in title if word not in numbers] for title in (first.title, second.title)]
    return rest[0] == rest[1] or _shared_words(*map(frozenset, rest)) >= _SIMILAR_TITLES


def _title_similarity(first: Features, second: Features) -> float:
    """Return the share of the longer title that the other holds; 1 for a long title inside another."""
    return 1.0 if first.title == second.title else _shared_words(first.title_words, second.title_words)


def _shared_words(here: AbstractSet[str], there: AbstractSet[str]) -> float:
    if not here or not there:
        return 1.0 if not here and not there else 0.0
    shared = len(here & there)
    if shared >= 4 and shared == min(len(here), len(there)):
        return 1.0  # with the site's name behind it, or cut
    return shared / max(len(here), len(there))


def _share(first: Features, second: Features, overlap: _Overlap, minimum: int) -> float:
    """Return the share of the shorter text that the longer one holds; 0 if it is too small.

    Args:
        first: One article.
        second: The other.
        overlap: The shingles of their texts.
        minimum: The number of shingles the texts must share.
    """
    shared = len(overlap.shared)
    if shared < minimum or not overlap.holds_opening():
        return 0
    shorter = min(overlap.sizes())
    share = shared / shorter
    if first.title != second.title and not _dates_agree(first.article, second.article, share):
        return 0
    if _title_similarity(first, second) >= _SIMILAR_TITLES:
        enough = share >= (_SHARE_BRIEF if shorter < _BRIEF else _SHARE)
    else:
        enough = shared >= _MIN_SHARED_RETITLED and share >= _SHARE_RETITLED
        enough = enough and overlap.lead_in() <= _MAX_LEAD_IN
    return share if enough else 0


def _dates_agree(first: Article, second: Article, share: float) -> bool:
    """Return True if two articles of different titles are near in time, or share enough to need no date."""
    days = _days_between(first, second)
    return share >= _SHARE_UNDATED if days is None else days <= _MAX_DAYS_RETITLED


def _days_between(first: Article, second: Article) -> int | None:
    """Return the whole days between two articles; None if one is undated."""
    if first.published is None or second.published is None:
        return None
    return abs(first.published - second.published) // timedelta(days=1)
