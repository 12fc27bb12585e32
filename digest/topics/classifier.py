"""Article to topic: by the labels of its source, else by the publication's keywords."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from digest.model import Article, Topic
from digest.text import fold
from digest.topics import stems

# What one keyword counts; a phrase is a keyword of several words.
TITLE, SUMMARY, PHRASE, AGAIN = 3.0, 1.0, 2.0, 0.25
# So many characters of a title and a summary are looked at: what a text is about stands at its head.
TITLE_READ, SUMMARY_READ = 500, 2000
_REMEMBERED = 300_000
_OTHER: tuple[None] = (None,)  # a word that no keyword has; one such value serves for all


@dataclass(frozen=True, slots=True)
class Match:
    """The topic an article is filed under, and the words that decided.

    `by` is "classifier", "label", "title", "summary" or None (the rest). `words` is the label, or the
    keywords found, the weightiest first; `score` is what those count together.
    """

    topic: str
    by: str | None = None
    words: tuple[str, ...] = ()
    score: float = 0


class Classifier:
    """Files articles under the topics of one publication; build it once, call it often.

    `language` is that of articles which do not say theirs. `custom` is asked first: it takes an
    article and the topics and returns a slug, or None to leave it to labels and keywords.
    """

    def __init__(
        self,
        topics: Iterable[Topic],
        rest: Topic,
        language: str = "en",
        custom: Callable[[Article, Sequence[Topic]], str | None] | None = None,
    ) -> None:
        self.topics = tuple(topics)
        self._order = {topic.slug: number for number, topic in enumerate(self.topics)}
        self._rest = rest.slug
        self._language = language
        self._custom = custom
        self._labels: dict[str, str] = {}
        self._indexes: dict[str, _Index] = {}
        for topic in self.topics:
            for label in (topic.slug, *topic.titles.values(), *topic.aliases):
                self._labels.setdefault(fold(label), topic.slug)

    def __call__(self, article: Article) -> Match:
        """Return where `article` belongs.

        A label of its source decides first; of several topics, the publication's order. Then the
        keywords: the topic with the highest score, of equal ones the first.

        A word in the title counts 3 and one in the summary 1, a phrase twice that, and each further
        time it stands there a quarter more. Words are compared by their stems in the article's
        language, without case and accents. Only the keywords of that language, and those of none,
        are looked for.
        """
        if self._custom is not None and (slug := self._custom(article, self.topics)) is not None:
            return Match(slug, "classifier")
        claimed = self.claims(article)
        if claimed:
            slug = min(claimed, key=self._order.__getitem__)
            return Match(slug, "label", (claimed[slug],))
        found = self._index(self.language(article)).look(article.title, article.summary)
        if not found:
            return Match(self._rest)
        scores: dict[int, float] = {}
        for hit in found:
            scores[hit.topic] = scores.get(hit.topic, 0) + hit.score
        best = min(scores, key=lambda topic: (-scores[topic], topic))
        hits = sorted(
            (hit for hit in found if hit.topic == best), key=lambda hit: (not hit.in_title, -hit.score)
        )
        return Match(
            self.topics[best].slug,
            "title" if hits[0].in_title else "summary",
            tuple(dict.fromkeys(hit.keyword for hit in hits)),
            scores[best],
        )

    @property
    def slugs(self) -> tuple[str, ...]:
        """Every topic's slug in the publication's order, the rest's at the end."""
        return (*self._order, self._rest)

    def claims(self, article: Article) -> dict[str, str]:
        """Return every topic that claims a label of `article`, with the first such label."""
        claimed: dict[str, str] = {}
        for label in article.topics:
            slug = self.claiming(label)
            if slug is not None:
                claimed.setdefault(slug, label)
        return claimed

    def claiming(self, label: str) -> str | None:
        """Return the topic that claims a source's `label`, or None."""
        return self._labels.get(fold(label))

    def language(self, article: Article) -> str:
        """Return the language whose keywords are looked for in `article`."""
        return (article.language or self._language).partition("-")[0]

    def _index(self, language: str) -> _Index:
        if language not in self._indexes:
            self._indexes[language] = _Index(self.topics, language)
        return self._indexes[language]


@dataclass(slots=True)
class _Keyword:
    """One keyword of one topic: of each of its words, the forms it may have."""

    topic: int
    text: str
    words: list[set[str]]


@dataclass(frozen=True, slots=True)
class _Hit:
    topic: int
    keyword: str
    in_title: bool
    score: float


class _Known(dict[str, tuple[frozenset[str] | None, ...]]):
    """What stands between two spaces, and of each word in it the forms that some keyword has.

    A text is then looked up, not taken apart: nearly all of its words came before.
    """

    def __init__(self, language: str, forms: Iterable[str]) -> None:
        self._language = language
        self._forms = frozenset(forms)
        self._heads = stems.heads(self._forms, language)
        self._starts = [form[:-1] for form in self._forms if form.endswith("*")]

    def __missing__(self, piece: str) -> tuple[frozenset[str] | None, ...]:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = tuple(
            self._forms.intersection((plain, stem, *self._begun(plain))) or None
            for _, plain, stem in stems.some_words(piece, self._language, self._near)
        )
        self[piece] = found = _OTHER if found == _OTHER else found
        return found

    def _near(self, plain: str) -> bool:
        return plain.startswith(self._heads)

    def _begun(self, plain: str) -> list[str]:
        return [f"{start}*" for start in self._starts if plain.startswith(start)]


class _Index:
    """The keywords of all topics for articles in one language, by their first words."""

    def __init__(self, topics: Sequence[Topic], language: str) -> None:
        keywords: dict[tuple[int, tuple[str, ...]], _Keyword] = {}
        for number, topic in enumerate(topics):
            for text in (*topic.keywords.get("", ()), *topic.keywords.get(language, ())):
                forms = keyword_forms(text, language)
                # "vaccine" and "vaccines" are one keyword: a topic gains nothing by naming both.
                key = number, tuple(stem for _, stem in forms)
                known = keywords.setdefault(key, _Keyword(number, text, [set() for _ in forms]))
                for word, both in zip(known.words, forms, strict=True):
                    word.update(both)
        self._first: dict[str, list[_Keyword]] = {}
        for keyword in keywords.values():
            for form in keyword.words[0] if keyword.words else ():
                self._first.setdefault(form, []).append(keyword)
        every = (form for keyword in keywords.values() for word in keyword.words for form in word)
        self._known = _Known(language, every)

    def look(self, title: str, summary: str) -> list[_Hit]:
        """Return what is found: for each keyword at most one hit in the title and one in the summary."""
        if not self._first:
            return []
        return [
            *self._hits(title[:TITLE_READ], TITLE, in_title=True),
            *self._hits(summary[:SUMMARY_READ], SUMMARY, in_title=False),
        ]

    def _hits(self, text: str, weight: float, *, in_title: bool) -> list[_Hit]:
        known = self._known
        found = [word for piece in text.split() for word in known[piece]]
        if not any(found):
            return []
        places: dict[int, tuple[_Keyword, set[int]]] = {}
        for place, word in enumerate(found):
            if word is None:
                continue
            for form in word:
                for keyword in self._first.get(form, ()):
                    if len(keyword.words) == 1 or _goes_on(keyword.words, found, place):
                        places.setdefault(id(keyword), (keyword, set()))[1].add(place)
        return [
            _Hit(
                keyword.topic,
                keyword.text,
                in_title,
                weight * (PHRASE if len(keyword.words) > 1 else 1) * (1 + AGAIN * (len(where) - 1)),
            )
            for keyword, where in places.values()
        ]


def _goes_on(words: Sequence[set[str]], found: Sequence[frozenset[str] | None], place: int) -> bool:
    """Say whether the `words` of a keyword stand from `place` on."""
    return place + len(words) <= len(found) and all(
        there is not None and not wanted.isdisjoint(there)
        for wanted, there in zip(words, found[place : place + len(words)], strict=True)
    )


def keyword_forms(text: str, language: str | None) -> list[tuple[str, str]]:
    """Return, for each word of a keyword, its plain form and its stem's; `vaccin*` has one, with its star."""
    forms: list[tuple[str, str]] = []
    for part in text.split():
        parted = [(plain, stem) for _, plain, stem in stems.words(part, language)]
        if part.endswith("*") and parted:
            start = f"{parted[-1][0]}*"
            parted[-1] = start, start
        forms += parted
    return forms


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How articles come under their topics.

    `ways` has, for each topic and at the end the rest, the number of articles by what decided (see
    `Match.by`). `labelled` articles have a label of their source, claimed or not. `unclaimed` are the
    labels no topic claims, the most frequent first: as first written, their number, a source.
    """

    articles: int
    labelled: int
    ways: Mapping[str, Counter[str | None]]
    unclaimed: tuple[tuple[str, int, str], ...]


def coverage(articles: Iterable[Article], classify: Classifier) -> Coverage:
    """Return how `articles` come under the topics of `classify`."""
    ways: dict[str, Counter[str | None]] = {slug: Counter() for slug in classify.slugs}
    written: dict[str, tuple[str, str]] = {}
    unclaimed: Counter[str] = Counter()
    total = labelled = 0
    for article in articles:
        match = classify(article)
        ways[match.topic][match.by] += 1
        total += 1
        labelled += bool(article.topics)
        # An article that has one label twice, in two spellings, counts once.
        for key, label in {fold(label): label for label in reversed(article.topics)}.items():
            if classify.claiming(label) is None:
                unclaimed[key] += 1
                written.setdefault(key, (label, article.source))
    return Coverage(
        articles=total,
        labelled=labelled,
        ways=ways,
        unclaimed=tuple(
            (written[key][0], count, written[key][1])
            for key, count in sorted(unclaimed.items(), key=lambda item: (-item[1], item[0]))
        ),
    )
