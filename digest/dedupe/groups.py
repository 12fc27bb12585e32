"""Which articles of an issue are one story, which of them stands for it, and what the others lend it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from digest.dedupe.similarity import CERTAIN, Likeness, alike
from digest.model import Article, ArticleKey

Apart = frozenset[frozenset[ArticleKey]]
"""Pairs of articles of which an editor said that they differ."""

_CUT = ("…", "...", "[…]", "[...]")


@dataclass(frozen=True, slots=True)
class Found:
    """What is told more than once.

    `repeated` says for each article that only repeats another which one stands for it, whole;
    `told_by` gives for each that stands for others all of them, itself first.
    """

    repeated: Mapping[ArticleKey, Article]
    told_by: Mapping[ArticleKey, tuple[Article, ...]]

    def whole(self, article: Article) -> Article:
        """Return the article with what the others of its story lend it."""
        return merged(self.told_by.get(article.key, (article,)))


def find(
    articles: Iterable[Article],
    likenesses: Iterable[Likeness] | None = None,
    apart: Apart = frozenset(),
    first: Collection[ArticleKey] = frozenset(),
) -> Found:
    """Return which of `articles` only repeat another of them, whatever order they come in.

    `likenesses` are what an archive knows; without them the articles are compared here. Those in
    `first` stand for their story before all others.
    """
    given = {article.key: article for article in articles}
    story_of = stories(alike(given.values()) if likenesses is None else likenesses, apart)
    told: dict[ArticleKey, list[Article]] = {}
    for name, article in given.items():
        told.setdefault(story_of.get(name, name), []).append(article)
    told_by = {}
    for several in told.values():
        if len(several) > 1:
            several.sort(key=lambda article: (article.key not in first, _rank(article)))
            told_by[several[0].key] = tuple(several)
    return Found(
        repeated={
            one.key: whole for all_of in told_by.values() for whole in [merged(all_of)] for one in all_of[1:]
        },
        told_by=told_by,
    )


def stories(likenesses: Iterable[Likeness], apart: Apart = frozenset()) -> dict[ArticleKey, ArticleKey]:
    """Return the story of every article that is like another: the smallest key among its articles.

    The surest likenesses are taken first. One that would bring together two articles that an
    editor holds apart, or by their words alone two articles of one source, is passed over.
    """
    members: dict[ArticleKey, set[ArticleKey]] = {}
    ordered = sorted(likenesses, key=lambda pair: (-pair.degree, pair.one, pair.other))
    for one, other, degree in ordered:
        here, there = members.setdefault(one, {one}), members.setdefault(other, {other})
        if here is there or any(_parted(pair, here, there) for pair in apart):
            continue
        if degree < CERTAIN and {source for source, _ in here} & {source for source, _ in there}:
            continue
        here |= there
        members.update(dict.fromkeys(there, here))
    return {name: min(group) for name, group in members.items()}


def merged(several: Sequence[Article]) -> Article:
    """Return the first article with what it lacks taken from the next that has it.

    A date comes with the word on where it is from; a text that ends in an ellipsis lacks its end.
    """
    first, *others = several
    for other in others:
        first = _lent(first, other)
    return first


def _lent(first: Article, other: Article) -> Article:
    dated = first if first.published or not other.published else other
    cut = first.summary.rstrip().endswith(_CUT) and len(other.summary) > len(first.summary)
    return replace(
        first,
        title=first.title or other.title,
        url=first.url or other.url,
        published=dated.published,
        date_from=dated.date_from,
        authors=first.authors or other.authors,
        topics=first.topics or other.topics,
        language=first.language or other.language,
        summary=other.summary if cut or not first.summary else first.summary,
        content=first.content or other.content,
        image=first.image or other.image,
        enclosures=first.enclosures or other.enclosures,
    )


def _rank(article: Article) -> tuple[object, ...]:
    """Return what orders the articles of one story: dated before undated, then longer, then linked."""
    return (
        article.published is None,
        -max(len(article.content), len(article.summary)),
        article.url is None,
        article.image is None,
        article.published.timestamp() if article.published else 0.0,
        article.key,
    )


def _parted(pair: frozenset[ArticleKey], here: set[ArticleKey], there: set[ArticleKey]) -> bool:
    return bool(pair & here) and bool(pair & there)
