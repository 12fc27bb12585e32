"""Duplicate groups: articles that tell the same story, the one that is printed, and the gaps it fills."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from digest.dedupe.similarity import CERTAIN, SimilarPair, find_pairs
from digest.model import Article, ArticleKey

KeptApart = frozenset[frozenset[ArticleKey]]
"""Pairs of articles that an editor declared different."""

_ELLIPSES = ("…", "...", "[…]", "[...]")
_LENDABLE = ("title", "url", "authors", "topics", "language", "content", "image", "enclosures")


@dataclass(frozen=True, slots=True)
class Duplicates:
    """The duplicate groups of some articles.

    `printed` gives, for each article that is not printed, the one printed in its place, with its
    gaps filled. `groups` gives, for each printed article that has duplicates, its whole group,
    itself first.
    """

    printed: Mapping[ArticleKey, Article]
    groups: Mapping[ArticleKey, tuple[Article, ...]]

    def completed(self, article: Article) -> Article:
        """Return a printed article with its gaps filled from its group."""
        return merge(self.groups.get(article.key, (article,)))


def find(
    articles: Iterable[Article],
    pairs: Iterable[SimilarPair] | None = None,
    apart: KeptApart = frozenset(),
    preferred: Collection[ArticleKey] = frozenset(),
) -> Duplicates:
    """Return the duplicates among `articles`; their order makes no difference.

    Args:
        articles: The articles of an issue.
        pairs: The similar pairs an archive knows; None compares the articles here.
        apart: The pairs an editor keeps apart.
        preferred: The articles that are printed before all others of their group.
    """
    by_key = {article.key: article for article in articles}
    group_of = group_keys(find_pairs(by_key.values()) if pairs is None else pairs, apart)
    members: dict[ArticleKey, list[Article]] = {}
    for key, article in by_key.items():
        members.setdefault(group_of.get(key, key), []).append(article)
    groups, printed = {}, {}
    for group in members.values():
        if len(group) < 2:
            continue
        group.sort(key=lambda article: (article.key not in preferred, _rank(article)))
        groups[group[0].key] = tuple(group)
        printed.update(dict.fromkeys((article.key for article in group[1:]), merge(group)))
    return Duplicates(printed=printed, groups=groups)


def group_keys(pairs: Iterable[SimilarPair], apart: KeptApart = frozenset()) -> dict[ArticleKey, ArticleKey]:
    """Return the group of every article in `pairs`, named by the smallest key among its articles.

    The pairs with the highest scores count first. A pair is skipped if it would join two articles
    that an editor keeps apart, or two articles of one source that are no certain pair themselves.
    """
    groups: dict[ArticleKey, set[ArticleKey]] = {}
    pairs = tuple(pairs)
    in_one_source = {
        frozenset((first, second))
        for first, second, score in pairs
        if first[0] == second[0] and score >= CERTAIN
    }
    for first, second, score in sorted(pairs, key=lambda pair: (-pair.score, pair.first, pair.second)):
        here, there = groups.setdefault(first, {first}), groups.setdefault(second, {second})
        if here is there or any(kept & here and kept & there for kept in apart):
            continue
        if not _splits_a_source(here, there, in_one_source if score >= CERTAIN else frozenset()):
            here |= there
            groups.update(dict.fromkeys(there, here))
    return {key: min(group) for key, group in groups.items()}


def _splits_a_source(
    here: AbstractSet[ArticleKey], there: AbstractSet[ArticleKey], pairs: AbstractSet[frozenset[ArticleKey]]
) -> bool:
    """Return True if two groups hold articles of one source, and none of them are one of `pairs`."""
    shared = {source for source, _ in here} & {source for source, _ in there}
    return not all(_is_linked(pairs, source, here, there) for source in shared)


def _is_linked(
    pairs: AbstractSet[frozenset[ArticleKey]],
    source: str,
    here: AbstractSet[ArticleKey],
    there: AbstractSet[ArticleKey],
) -> bool:
    """Return True if articles of one source in two groups are a certain pair."""
    return any(
        frozenset((one, other)) in pairs
        for one in here
        if one[0] == source
        for other in there
        if other[0] == source
    )


def merge(group: Sequence[Article]) -> Article:
    """Return the first article with its gaps filled from the next that can.

    A date comes with its `date_from`; a summary that ends in an ellipsis is replaced by a longer one.
    """
    first, *others = group
    for other in others:
        first = _fill_gaps(first, other)
    return first


def _fill_gaps(article: Article, other: Article) -> Article:
    dated = article if article.published or not other.published else other
    cut = article.summary.rstrip().endswith(_ELLIPSES) and len(other.summary) > len(article.summary)
    return replace(
        article,
        published=dated.published,
        date_from=dated.date_from,
        summary=other.summary if cut or not article.summary else article.summary,
        **{name: getattr(other, name) for name in _LENDABLE if not getattr(article, name)},
    )


def _rank(article: Article) -> tuple[object, ...]:
    """Return the sort key inside a group: dated, longer, linked, with a picture, earlier."""
    return (
        article.published is None,
        -max(len(article.content), len(article.summary)),
        article.url is None,
        article.image is None,
        article.published.timestamp() if article.published else 0.0,
        article.key,
    )
