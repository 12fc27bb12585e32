"""Keywords that tell one topic from the others, learnt from articles whose topics are known."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from digest.model import Article, Topic
from digest.topics import stems
from digest.topics.classifier import SUMMARY_READ, TITLE_READ, keyword_forms

_MOST = 10
_FEWEST = 3  # articles of the topic that must hold a keyword
_SHARE = 0.5  # of the articles that hold it, so many must be the topic's
_CHANCE = (
    10.83  # a log-likelihood ratio that chance reaches once in a thousand times (chi-square, one degree)
)
_FILLER = 0.2  # a word in so many of the other articles makes no phrase: "of", "the"
_STOPS = tuple('.,;:!?…()[]«»“”"/|–—')


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A keyword a topic lacks: in `inside` of the `of` articles of the topic, and in `outside` of `others`."""

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
    """Return keywords for each of `topics`, the most telling first, at most ten each.

    `known` are articles in `language`, each with the slugs of all its topics. Words, by their stems,
    and pairs of words are counted by the articles that hold them, and ranked by the log-likelihood
    ratio (Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence", 1993): how
    unlikely it is that the topic's articles hold one so much more often by chance. A word is
    proposed once, alone or in its most telling pair, and not where the topic has it already.
    """
    articles = [(_terms(article, language), set(slugs)) for article, slugs in known if slugs]
    everywhere = Counter(term for terms, _ in articles for term in terms)
    found = []
    for topic in topics:
        inside = Counter(term for terms, slugs in articles if topic.slug in slugs for term in terms)
        of = sum(topic.slug in slugs for _, slugs in articles)
        counts = _Counts(inside, everywhere, of, len(articles) - of)
        written: dict[tuple[str, ...], Counter[str]] = {}
        for terms, slugs in articles:
            for term, text in terms.items() if topic.slug in slugs else ():
                if inside[term] >= _FEWEST:
                    written.setdefault(term, Counter())[text] += 1
        found += [
            Suggestion(
                topic=topic.slug,
                language=language,
                keyword=min(written[term], key=lambda text: (-written[term][text], text)),
                inside=inside[term],
                of=of,
                outside=everywhere[term] - inside[term],
                others=len(articles) - of,
            )
            for term in _chosen(counts, _had(topic, language))
        ]
    return found


def _terms(article: Article, language: str) -> dict[tuple[str, ...], str]:
    """Return the words and the pairs of words of an article by their stems, as they are written."""
    terms: dict[tuple[str, ...], str] = {}
    for text in (article.title[:TITLE_READ], article.summary[:SUMMARY_READ]):
        before: tuple[str, str] | None = None
        for piece in text.split():
            if piece.startswith(_STOPS):
                before = None
            for word, _, stem in stems.words(piece, language):
                terms.setdefault((stem,), word)
                if before:
                    terms.setdefault((before[1], stem), f"{before[0]} {word}")
                before = word, stem
            if piece.endswith(_STOPS):
                before = None
    return terms


@dataclass(frozen=True, slots=True)
class _Counts:
    """In how many articles each term is: `inside` those of one topic, `of` in number, and `everywhere`."""

    inside: Mapping[tuple[str, ...], int]
    everywhere: Mapping[tuple[str, ...], int]
    of: int
    others: int

    def telling(self) -> Iterator[tuple[float, tuple[str, ...]]]:
        """Yield the terms that tell the topic from the others, each with how surely."""
        for term, inside in self.inside.items():
            outside = self.everywhere[term] - inside
            if inside < _FEWEST or inside < _SHARE * (inside + outside) or not all(map(self._speaks, term)):
                continue
            if len(term) > 1 and any(map(self._fills, term)):
                continue
            ratio = self._ratio(inside, outside)
            if ratio >= _CHANCE and inside * self.others > outside * self.of:
                yield ratio, term

    def _ratio(self, inside: int, outside: int) -> float:
        every, total = inside + outside, self.of + self.others
        cells = (
            (inside, self.of * every),
            (outside, self.others * every),
            (self.of - inside, self.of * (total - every)),
            (self.others - outside, self.others * (total - every)),
        )
        return 2 * sum(seen * math.log(seen * total / expected) for seen, expected in cells if seen)

    def _fills(self, word: str) -> bool:
        outside = self.everywhere[word,] - self.inside.get((word,), 0)
        return outside > _FILLER * self.others

    @staticmethod
    def _speaks(word: str) -> bool:
        return len(word) > 1 and not word.isdigit()


def _chosen(counts: _Counts, had: set[str]) -> list[tuple[str, ...]]:
    chosen: list[tuple[str, ...]] = []
    used = set(had)
    for _, term in sorted(counts.telling(), key=lambda one: (-one[0], one[1])):
        if used.isdisjoint(term):
            chosen.append(term)
            used.update(term)
    return chosen[:_MOST]


def _had(topic: Topic, language: str) -> set[str]:
    """Return the stems of the keywords the topic has."""
    keywords = (*topic.keywords.get("", ()), *topic.keywords.get(language, ()))
    return {stem for keyword in keywords for _, stem in keyword_forms(keyword, language)}
