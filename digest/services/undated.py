"""The undated articles of an archive: shown to the editor, and in no issue.

An archive may have thousands of them. Issues consider only those that are similar to another
article, and those that a draft names; the others are counted, and read only when they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from digest.archive import Archive
from digest.issue.decisions import UNDATED
from digest.model import ArticleKey, ClassifiedArticle, Issue, LeftOut, Reason


class Undated(NamedTuple):
    """The articles that are left out because they have no date: their number, and the first of them."""

    number: int
    left_out: tuple[LeftOut, ...]


def to_consider(archive: Archive, named: Iterable[str]) -> list[ClassifiedArticle]:
    """Return the undated articles that may be in an issue, or that its editor decided on.

    Args:
        archive: The archive.
        named: The short ids that the draft names.
    """
    of_draft = [item for item in archive.by_short_id(named) if item.article.published is None]
    return [*archive.undated_duplicates(), *of_draft]


def left_out(archive: Archive, issues: Sequence[Issue], limit: int | None = None) -> Undated:
    """Return the articles that are in no issue of a period because they have no date.

    Args:
        archive: The archive.
        issues: The issues of the period, one for each language; of several decisions the last counts.
        limit: The largest number of articles to read; None to read all.
    """
    decisions = {key: reason for issue in issues for key, reason in _decisions(issue)}
    keys = [key for key in archive.undated() if decisions.get(key, Reason.UNDATED) is Reason.UNDATED]
    articles = {item.article.key: item.article for item in archive.by_key(keys[:limit], texts=False)}
    return Undated(
        number=len(keys),
        left_out=tuple(
            LeftOut(article=articles[key], reason=UNDATED.reason, detail=UNDATED.detail)
            for key in keys[:limit]
        ),
    )


def _decisions(issue: Issue) -> Iterator[tuple[ArticleKey, Reason | None]]:
    """Yield the articles an issue considered, with the reason of those left out."""
    for article in (*issue.articles, *issue.linked):
        yield article.key, None
    for out in issue.left_out:
        yield out.article.key, out.reason
