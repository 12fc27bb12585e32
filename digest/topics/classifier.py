"""Classify articles under topics: by the labels of their source, else by the publication's keywords."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from digest.model import Article, Topic
from digest.text import fold
from digest.topics import stems

# The score of one keyword. A phrase is a keyword of several words.
TITLE, SUMMARY, PHRASE, REPEATED = 3.0, 1.0, 2.0, 0.25
# Characters read of a title and a summary: a text names its subject at its head.
TITLE_READ, SUMMARY_READ = 500, 2000
_MAX_CACHED = 300_000
_NO_FORMS: tuple[None] = (None,)  # one value for every word that no keyword has


class MatchedBy(StrEnum):
    """The part of an article, or the function, that decided its topic."""

    CLASSIFIER = "classifier"
    LABEL = "label"
    TITLE = "title"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Match:
    """The topic of an article, and the words that decided.

    `by` is None for the rest. `words` holds the label, or the keywords found, those with the
    highest scores first; `score` is their sum.
    """

    topic: str
    by: MatchedBy | None = None
    words: tuple[str, ...] = ()
    score: float = 0


class Classifier:
    """Classifies articles under the topics of one publication. Build it once: its indexes are costly."""

    def __init__(
        self,
        topics: Iterable[Topic],
        rest: Topic,
        language: str = "en",
        custom: Callable[[Article, Sequence[Topic]], str | None] | None = None,
    ) -> None:
        """Prepare the labels; the keywords of a language are prepared with its first article.

        Args:
            topics: The topics in the publication's order.
            rest: The topic of articles that belong to no other.
            language: The language of articles without one.
            custom: Returns the slug of an article's topic, or None to classify as usual.
        """
        self.topics = tuple(topics)
        self._places = {topic.slug: place for place, topic in enumerate(self.topics)}
        self._rest = rest.slug
        self._language = language
        self._custom = custom
        self._labels: dict[str, str] = {}
        self._indexes: dict[str, _KeywordIndex] = {}
        for topic in self.topics:
            for label in (topic.slug, *topic.titles.values(), *topic.aliases):
                self._labels.setdefault(fold(label), topic.slug)

    def __call__(self, article: Article) -> Match:
        """Return the topic of an article.

        A label of its source decides first; of several topics, the first in the publication's
        order. Then the keywords decide: the topic with the highest score, or the first of several.

        A word in the title scores 3, one in the summary 1, a phrase twice that; every repetition
        adds a quarter. Words are compared by their stems in the article's language, without case
        and accents. Only the keywords of that language count, and those of no language.
        """
        if self._custom is not None and (slug := self._custom(article, self.topics)) is not None:
            return Match(slug, MatchedBy.CLASSIFIER)
        claims = self.claims(article)
        if claims:
            slug = min(claims, key=self._places.__getitem__)
            return Match(slug, MatchedBy.LABEL, (claims[slug],))
        hits = self._index(self.language(article)).find(article.title, article.summary)
        return self._best(hits) if hits else Match(self._rest)

    def _best(self, hits: Sequence[_Hit]) -> Match:
        scores: dict[int, float] = {}
        for hit in hits:
            scores[hit.topic] = scores.get(hit.topic, 0) + hit.score
        best = min(scores, key=lambda topic: (-scores[topic], topic))
        deciding = sorted(
            (hit for hit in hits if hit.topic == best), key=lambda hit: (not hit.in_title, -hit.score)
        )
        return Match(
            self.topics[best].slug,
            MatchedBy.TITLE if deciding[0].in_title else MatchedBy.SUMMARY,
            tuple(dict.fromkeys(hit.keyword for hit in deciding)),
            scores[best],
        )

    @property
    def slugs(self) -> tuple[str, ...]:
        """Every topic's slug in the publication's order, the rest's at the end."""
        return (*self._places, self._rest)

    def claims(self, article: Article) -> dict[str, str]:
        """Return every topic that claims a label of `article`, with the first such label."""
        claims: dict[str, str] = {}
        for label in article.topics:
            slug = self.topic_of_label(label)
            if slug is not None:
                claims.setdefault(slug, label)
        return claims

    def topic_of_label(self, label: str) -> str | None:
        """Return the topic that claims a source's `label`, or None."""
        return self._labels.get(fold(label))

    def language(self, article: Article) -> str:
        """Return the language of the keywords that are searched in `article`."""
        return (article.language or self._language).partition("-")[0]

    def _index(self, language: str) -> _KeywordIndex:
        if language not in self._indexes:
            self._indexes[language] = _KeywordIndex(self.topics, language)
        return self._indexes[language]


@dataclass(slots=True)
class _Keyword:
    """One keyword of one topic: for each of its words, the forms it may have."""

    topic: int
    text: str
    words: list[set[str]]


@dataclass(frozen=True, slots=True)
class _Hit:
    """A keyword found in a title or a summary, with its score."""

    topic: int
    keyword: str
    in_title: bool
    score: float


class _FormCache(dict[str, tuple[frozenset[str] | None, ...]]):
    """For each piece of text between two spaces, the keyword forms of its words.

    Nearly all pieces of a text have occurred before, so they are looked up and not stemmed again.
    """

    def __init__(self, language: str, forms: Iterable[str]) -> None:
        self._language = language
        self._forms = frozenset(forms)
        self._prefixes = stems.prefixes(self._forms, language)
        self._starred = [form[:-1] for form in self._forms if form.endswith("*")]

    def __missing__(self, piece: str) -> tuple[frozenset[str] | None, ...]:
        if len(self) >= _MAX_CACHED:
            self.clear()
        forms = tuple(
            self._forms.intersection((plain, stem, *self._starred_forms(plain))) or None
            for _, plain, stem in stems.iter_words(piece, self._language, self._may_match)
        )
        self[piece] = forms = _NO_FORMS if forms == _NO_FORMS else forms
        return forms

    def _may_match(self, plain: str) -> bool:
        return plain.startswith(self._prefixes)

    def _starred_forms(self, plain: str) -> list[str]:
        return [f"{start}*" for start in self._starred if plain.startswith(start)]


class _KeywordIndex:
    """The keywords of all topics for articles in one language, by their first words."""

    def __init__(self, topics: Sequence[Topic], language: str) -> None:
        keywords: dict[tuple[int, tuple[str, ...]], _Keyword] = {}
        for number, topic in enumerate(topics):
            for text in (*topic.keywords.get("", ()), *topic.keywords.get(language, ())):
                forms = keyword_forms(text, language)
                # "vaccine" and "vaccines" are one keyword: a topic gains nothing by naming both.
                stem = number, tuple(stem for _, stem in forms)
                keyword = keywords.setdefault(stem, _Keyword(number, text, [set() for _ in forms]))
                for word, both in zip(keyword.words, forms, strict=True):
                    word.update(both)
        self._by_first_form: dict[str, list[_Keyword]] = {}
        for keyword in keywords.values():
            for form in keyword.words[0] if keyword.words else ():
                self._by_first_form.setdefault(form, []).append(keyword)
        forms_of_all = (form for keyword in keywords.values() for word in keyword.words for form in word)
        self._forms = _FormCache(language, forms_of_all)

    def find(self, title: str, summary: str) -> list[_Hit]:
        """Return the keywords found, each at most once in the title and once in the summary."""
        if not self._by_first_form:
            return []
        return [
            *self._hits(title[:TITLE_READ], TITLE, in_title=True),
            *self._hits(summary[:SUMMARY_READ], SUMMARY, in_title=False),
        ]

    def _hits(self, text: str, weight: float, *, in_title: bool) -> list[_Hit]:
        cache = self._forms
        words = [forms for piece in text.split() for forms in cache[piece]]
        if not any(words):
            return []
        places: dict[int, tuple[_Keyword, set[int]]] = {}
        for place, forms in enumerate(words):
            for form in forms or ():
                for keyword in self._by_first_form.get(form, ()):
                    if len(keyword.words) == 1 or _matches_at(keyword.words, words, place):
                        places.setdefault(id(keyword), (keyword, set()))[1].add(place)
        return [
            _Hit(
                keyword.topic,
                keyword.text,
                in_title,
                weight * (PHRASE if len(keyword.words) > 1 else 1) * (1 + REPEATED * (len(found) - 1)),
            )
            for keyword, found in places.values()
        ]


def _matches_at(keyword: Sequence[set[str]], words: Sequence[frozenset[str] | None], place: int) -> bool:
    """Return True if the words of a keyword stand in a text from `place` on.

    Args:
        keyword: The forms of each word of the keyword.
        words: The keyword forms of each word of the text.
        place: The index of a word of the text.
    """
    return place + len(keyword) <= len(words) and all(
        found is not None and not forms.isdisjoint(found)
        for forms, found in zip(keyword, words[place : place + len(keyword)], strict=True)
    )


def keyword_forms(text: str, language: str | None) -> list[tuple[str, str]]:
    """Return the plain form and the stem of each word of a keyword; `vaccin*` is both of its forms."""
    forms: list[tuple[str, str]] = []
    for part in text.split():
        words = [(plain, stem) for _, plain, stem in stems.words(part, language)]
        if part.endswith("*") and words:
            starred = f"{words[-1][0]}*"
            words[-1] = starred, starred
        forms += words
    return forms


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The articles under each topic, and the labels that no topic claims.

    `counts` has, for each topic and at the end the rest, the number of articles by `Match.by`.
    `labelled` articles have a label of their source, claimed or not. `unclaimed` holds the other
    labels, the most frequent first: as first written, its number of articles, one of its sources.
    """

    articles: int
    labelled: int
    counts: Mapping[str, Counter[MatchedBy | None]]
    unclaimed: tuple[tuple[str, int, str], ...]


def coverage(articles: Iterable[Article], classify: Classifier) -> Coverage:
    """Return the coverage of the topics of `classify` in `articles`."""
    counts: dict[str, Counter[MatchedBy | None]] = {slug: Counter() for slug in classify.slugs}
    first_written: dict[str, tuple[str, str]] = {}
    unclaimed: Counter[str] = Counter()
    total = labelled = 0
    for article in articles:
        match = classify(article)
        counts[match.topic][match.by] += 1
        total += 1
        labelled += bool(article.topics)
        # An article with one label in two spellings counts once.
        for folded, label in {fold(label): label for label in reversed(article.topics)}.items():
            if classify.topic_of_label(label) is None:
                unclaimed[folded] += 1
                first_written.setdefault(folded, (label, article.source))
    by_frequency = sorted(unclaimed.items(), key=lambda item: (-item[1], item[0]))
    return Coverage(
        articles=total,
        labelled=labelled,
        counts=counts,
        unclaimed=tuple(
            (first_written[folded][0], count, first_written[folded][1]) for folded, count in by_frequency
        ),
    )
