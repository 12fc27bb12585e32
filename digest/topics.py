"""Article to topic: by the labels of its source, else by the publication's keywords."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from digest.model import Article, Topic
from digest.text import fold


@dataclass(frozen=True, slots=True)
class Match:
    """The topic an article is filed under, and the word that decided.

    `by` is "label", "title", "summary" or None (the rest).
    """

    topic: str
    by: str | None = None
    word: str = ""


class Classifier:
    """Files articles under the topics of one publication; build it once, call it often."""

    def __init__(self, topics: Iterable[Topic], rest: Topic) -> None:
        self._order = {topic.slug: number for number, topic in enumerate(topics)}
        self._rest = rest.slug
        self._labels: dict[str, str] = {}
        self._words: list[tuple[str, re.Pattern[str]]] = []
        for topic in topics:
            for label in (topic.slug, *topic.titles.values(), *topic.aliases):
                self._labels.setdefault(fold(label), topic.slug)
            words = sorted({key for word in topic.keywords if (key := fold(word))}, key=len, reverse=True)
            if words:
                pattern = "|".join(map(re.escape, words))
                self._words.append((topic.slug, re.compile(rf"(?<!\S)(?:{pattern})(?!\S)")))

    def __call__(self, article: Article) -> Match:
        """Return where `article` belongs.

        A label of its source decides first; of several topics, the publication's order. Then a
        keyword in the title, then one in the summary: whole words, without case or accents.
        """
        labels = [
            (self._order[slug], slug, label)
            for label in article.topics
            if (slug := self._labels.get(fold(label))) is not None
        ]
        if labels:
            _, slug, label = min(labels)
            return Match(slug, "label", label)
        for place, text in (("title", article.title), ("summary", article.summary)):
            folded = fold(text)
            for slug, pattern in self._words:
                found = pattern.search(folded)
                if found:
                    return Match(slug, place, found[0])
        return Match(self._rest)
