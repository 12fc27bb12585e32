"""Suggest keywords that distinguish one topic from the others, learnt from articles of known topics."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from digest.model import Article, Topic
from digest.topics import stems
from digest.topics.classifier import SUMMARY_READ, TITLE_READ, keyword_forms

Term = tuple[str, ...]
"""The stems of one word or of two in a row."""

_MAX_SUGGESTIONS = 10  # of one topic
_MIN_ARTICLES = 3  # of the topic that hold a keyword
_MIN_SHARE = 0.5  # of the articles that hold a keyword, those of the topic
_MIN_RATIO = 10.83  # chance reaches this likelihood ratio once in 1000 times (chi-square, one degree)
_STOPWORD = 0.2  # share of the other articles that hold a word too frequent for a phrase: "of", "the"
_PHRASE_ENDS = tuple('.,;:!?…()[]«»“”"/|–—')


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A keyword that a topic lacks: in `inside` of the topic's `of` articles, in `outside` of `others`."""

    topic: str
    language: str
    keyword: str
    inside: int
    of: int
    outside: int
    others: int


def suggest(
    known: Iterable[tuple[Article, Collection[str]]], topics: Iterable[Topic], language: str
) -> list[Suggestion]:
    """Return at most ten keywords for each topic, the most significant first.

    Words and pairs of words are counted by the articles that hold their stems. They are ranked by
    the log-likelihood ratio (Dunning, "Accurate Methods for the Statistics of Surprise and
    Coincidence", 1993): how unlikely it is that chance puts so many into the topic's articles. A
    word is suggested once, alone or in its most significant pair, unless the topic has it.

    Args:
        known: Articles in `language`, each with the slugs of all its topics.
        topics: The topics to suggest keywords for.
        language: The code of the language.
    """
    articles = [(_terms(article, language), set(slugs)) for article, slugs in known if slugs]
    everywhere = Counter(term for terms, _ in articles for term in terms)
    suggestions = []
    for topic in topics:
        of_topic = [terms for terms, slugs in articles if topic.slug in slugs]
        counts = _Counts(
            Counter(term for terms in of_topic for term in terms),
            everywhere,
            len(of_topic),
            len(articles) - len(of_topic),
        )
        terms = _choose(counts, _stems_of_keywords(topic, language))
        for term, keyword in zip(terms, _spellings(terms, of_topic), strict=True):
            suggestions.append(
                Suggestion(
                    topic=topic.slug,
                    language=language,
                    keyword=keyword,
                    inside=counts.inside[term],
                    of=counts.of,
                    outside=everywhere[term] - counts.inside[term],
                    others=counts.others,
                )
            )
    return suggestions


def _terms(article: Article, language: str) -> dict[Term, str]:
    """Return the words and the pairs of words of an article by their stems, as they are written."""
    terms: dict[Term, str] = {}
    for text in (article.title[:TITLE_READ], article.summary[:SUMMARY_READ]):
        previous: tuple[str, str] | None = None
        for piece in text.split():
            if piece.startswith(_PHRASE_ENDS):
                previous = None
            for word, _, stem in stems.words(piece, language):
                terms.setdefault((stem,), word)
                if previous:
                    terms.setdefault((previous[1], stem), f"{previous[0]} {word}")
                previous = word, stem
            if piece.endswith(_PHRASE_ENDS):
                previous = None
    return terms


@dataclass(frozen=True, slots=True)
class _Counts:
    """The number of articles that hold each term: `inside` the topic's `of` articles, and `everywhere`."""

    inside: Mapping[Term, int]
    everywhere: Mapping[Term, int]
    of: int
    others: int

    def significant(self) -> Iterator[tuple[float, Term]]:
        """Yield the terms that distinguish the topic from the others, each with its likelihood ratio."""
        for term, inside in self.inside.items():
            outside = self.everywhere[term] - inside
            if inside < _MIN_ARTICLES or inside < _MIN_SHARE * (inside + outside):
                continue
            if not all(map(self._is_word, term)) or (len(term) > 1 and any(map(self._is_stopword, term))):
                continue
            ratio = self._likelihood_ratio(inside, outside)
            if ratio >= _MIN_RATIO and inside * self.others > outside * self.of:
                yield ratio, term

    def _likelihood_ratio(self, inside: int, outside: int) -> float:
        holding, total = inside + outside, self.of + self.others
        cells = (
            (inside, self.of * holding),
            (outside, self.others * holding),
            (self.of - inside, self.of * (total - holding)),
            (self.others - outside, self.others * (total - holding)),
        )
        return 2 * sum(count * math.log(count * total / expected) for count, expected in cells if count)

    def _is_stopword(self, word: str) -> bool:
        outside = self.everywhere[word,] - self.inside.get((word,), 0)
        return outside > _STOPWORD * self.others

    @staticmethod
    def _is_word(word: str) -> bool:
        return len(word) > 1 and not word.isdigit()


def _choose(counts: _Counts, known_stems: set[str]) -> list[Term]:
    """Return the most significant terms, no two of which share a stem."""
    chosen: list[Term] = []
    used = set(known_stems)
    for _, term in sorted(counts.significant(), key=lambda found: (-found[0], found[1])):
        if used.isdisjoint(term):
            chosen.append(term)
            used.update(term)
    return chosen[:_MAX_SUGGESTIONS]


def _spellings(terms: Sequence[Term], articles: Iterable[Mapping[Term, str]]) -> list[str]:
    """Return the most frequent spelling of each term."""
    spellings: dict[Term, Counter[str]] = {term: Counter() for term in terms}
    for article in articles:
        for term in spellings.keys() & article.keys():
            spellings[term][article[term]] += 1
    return [min(counts, key=lambda text: (-counts[text], text)) for counts in spellings.values()]


def _stems_of_keywords(topic: Topic, language: str) -> set[str]:
    keywords = (*topic.keywords.get("", ()), *topic.keywords.get(language, ()))
    return {stem for keyword in keywords for _, stem in keyword_forms(keyword, language)}
