"""Recognise the articles of a source whose ids changed since it was last read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import partial
from urllib.parse import unquote

from digest.model import Article
from digest.text import short_hash

_SIMILAR = 0.8  # ratio of two titles above which one is a correction of the other


def with_earlier_ids(known: Mapping[str, Article], articles: Sequence[Article]) -> list[Article]:
    """Return the articles a source holds now, with the ids they had before.

    The id of an article without an address is made from its title. Articles with the same title differ
    by a suffix behind a number sign, which the first of them lacks. So an id changes when a title is
    corrected, or when an article with the same title appears above. Decisions and dates would then go
    to another article. Other ids change when the publisher makes new ones, or a new version of digest
    reads addresses better. Articles already sent would then be offered again.

    Args:
        known: The articles of the source in the archive, by their ids.
        articles: The articles the source holds now, in its order.
    """
    articles = _recognise_new_ids(known, articles)
    return _recognise_corrected_titles(known, _recognise_same_titles(known, articles))


def _recognise_new_ids(known: Mapping[str, Article], articles: Sequence[Article]) -> list[Article]:
    """Give articles their earlier ids back after the source changed its ids.

    An article that is gone from the source is the same as a new one if they have a feature in common.
    """
    current = {article.id for article in articles}
    gone = {
        feature: article.id
        for article in known.values()
        if article.id not in current
        for feature in _features(article)
    }
    used: set[str] = set()
    result = []
    for article in articles:
        old_id = None
        if article.id not in known:
            old_ids = (gone.get(feature) for feature in _features(article))
            old_id = next((old for old in old_ids if old is not None and old not in used), None)
        if old_id is None:
            result.append(article)
        else:
            used.add(old_id)
            result.append(replace(article, id=old_id))
    return result


def _features(article: Article) -> list[tuple[object, ...]]:
    """Return what no other article of a source has: its date with two of address, title and summary.

    One alone is not enough: a bulletin has the same title and address every week. An article without
    a date must agree in all three.
    """
    address, title, summary = unquote(article.url or ""), article.title, article.summary
    if article.published is None:
        return [(address, title, summary)] if address and title and summary else []
    pairs = (
        ("address, title", address, title),
        ("address, summary", address, summary),
        ("text", title, summary),
    )
    return [(article.published, *pair) for pair in pairs if pair[1] and pair[2]]


def _recognise_same_titles(known: Mapping[str, Article], articles: Sequence[Article]) -> list[Article]:
    """Give articles with one title the ids they had before."""
    groups: dict[str, list[int]] = {}
    for place, article in enumerate(articles):
        if article.url is None:
            groups.setdefault(_base(article), []).append(place)
    ids = {_identity(article): article.id for article in known.values() if article.url is None}
    earlier: dict[str, dict[str, Article]] = {}
    for article in known.values():
        earlier.setdefault(_base(article), {})[article.id] = article
    result = list(articles)
    for base, places in groups.items():
        group = [articles[place] for place in places]
        for place, article in zip(places, _with_ids(group, ids, earlier.get(base, {})), strict=True):
            result[place] = article
    return result


def _with_ids(
    group: Sequence[Article], ids: Mapping[tuple[str, ...], str], earlier: Mapping[str, Article]
) -> list[Article]:
    """Return the articles of one title with their ids.

    Args:
        group: The articles of the title in the source now.
        ids: The id of each article in the archive, by its identity.
        earlier: The articles of the title in the archive, by their ids.
    """
    used = {ids[identity] for identity in map(_identity, group) if identity in ids}
    current = {article.id for article in group}
    gone = [article for article in earlier.values() if article.id not in current | used]
    result = []
    for article in group:
        new_id = ids.get(_identity(article), article.id)
        if _identity(article) not in ids and (article.id in used or article.id not in earlier):
            old = _take(gone, partial(_has_same_summary, article))
            if old:
                new_id = old.id
            elif article.id in used:
                new_id = f"{_base(article)}#{short_hash(*_identity(article))}"
        result.append(replace(article, id=new_id))
    return result


def _recognise_corrected_titles(known: Mapping[str, Article], articles: Sequence[Article]) -> list[Article]:
    """Give articles their earlier ids back after a correction of the title.

    An article that is gone from the source is the same as a new one of the same date, if both have
    the same summary or nearly the same title.
    """
    current = {article.id for article in articles}
    gone = [article for article in known.values() if article.id not in current and article.url is None]
    result = []
    for article in articles:
        old = None
        if gone and article.id not in known and article.url is None:
            old = _take(gone, partial(_is_correction, article))
        result.append(replace(article, id=old.id) if old else article)
    return result


def _take(gone: list[Article], is_same: Callable[[Article], bool]) -> Article | None:
    """Remove and return the first article in `gone` that is the same, or return None."""
    old = next(filter(is_same, gone), None)
    if old:
        gone.remove(old)
    return old


def _base(article: Article) -> str:
    return article.id.partition("#")[0]


def _identity(article: Article) -> tuple[str, ...]:
    """Return the values that tell an article from others of its title."""
    return _base(article), article.title, article.summary, f"{article.published}"


def _has_same_summary(new: Article, old: Article) -> bool:
    """Return True if only the date of `old` was corrected, so far as the texts tell."""
    return bool(old.summary) and old.summary == new.summary


def _is_correction(new: Article, old: Article) -> bool:
    """Return True if `new` is `old` with another title."""
    if (old.published is None) != (new.published is None) or old.published != new.published:
        return False
    if _has_same_summary(new, old):
        return True
    return SequenceMatcher(None, old.title.casefold(), new.title.casefold()).ratio() > _SIMILAR
