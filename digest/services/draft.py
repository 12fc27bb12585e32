"""Write the draft of an issue: its articles, and offers of others the editor may take."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from digest import dates
from digest.archive import Archive
from digest.config import Config
from digest.model import Article, Offer, OfferKind, Reason
from digest.periods import Period
from digest.services import undated
from digest.services.compose import Composed, compose

_NEARBY = timedelta(days=31)  # between an undated article's neighbours and the period
_TEXT_READ = 2000  # characters of a summary that are searched for a date


def write_draft(config: Config, archive: Archive, period: Period) -> tuple[Path, list[str]]:
    """Write or extend the draft of a period.

    Args:
        config: The publication and its workspace.
        archive: Its articles, classified.
        period: The period of the issue.

    Returns:
        The draft's file, and what was added, as sentences.
    """
    from digest.issue import draft_writer  # only `digest draft` writes TOML

    publication = config.publication
    file = config.paths.draft(period.name)
    composed = {code: compose(config, archive, period, code) for code in publication.languages}
    offers: dict[str, Offer] = {}
    sources: dict[str, Article] = {}
    for code, of_language in composed.items():
        sources |= {item.article.short_id: item.article for item in of_language.articles}
        for offer in _offers(of_language, archive, code, publication.languages[0]):
            offers.setdefault(offer.article.short_id, offer)
    additions = draft_writer.update(
        file,
        {code: of_language.issue for code, of_language in composed.items()},
        {
            code: {item.article.short_id: publication.topic(item.topic).slug for item in of_language.articles}
            for code, of_language in composed.items()
        },
        list(offers.values()),
        sources,
    )
    return file, additions


def _offers(composed: Composed, archive: Archive, language: str, main: str) -> Iterable[Offer]:
    """Yield the articles in `language` that the editor may take into an issue."""
    for article in composed.late:
        yield Offer(article=article, kind=OfferKind.LATE, why="dated in the period before")
    for out in composed.issue.left_out:
        if (out.article.language or main) != language:
            continue
        if out.reason in (Reason.RULE, Reason.LIMIT):
            yield Offer(article=out.article, kind=OfferKind.OUT, why=out.detail)
        elif out.reason is Reason.DUPLICATE:
            yield Offer(article=out.article, kind=OfferKind.DUPLICATE, why=out.detail)
    for out in undated.left_out(archive, [composed.issue]).left_out:
        article = out.article
        if (article.language or main) == language and _may_be_in(composed.issue.period, article, archive):
            yield Offer(article=article, kind=OfferKind.UNDATED, why=_date_hint(archive, article))


def _may_be_in(period: Period, article: Article, archive: Archive) -> bool:
    """Return True if an undated article may be of a period, by the dates of its neighbours."""
    nearest = [moment for moment in archive.neighbours(article) if moment]
    return not nearest or (min(nearest) < period.end + _NEARBY and max(nearest) >= period.start - _NEARBY)


def _date_hint(archive: Archive, article: Article) -> str:
    """Return hints at an undated article's date, as words: its neighbours, and a date in its text."""
    hints = []
    before, after = archive.neighbours(article)
    if before and after:
        first, last = sorted((before, after))
        hints.append(f"stands between articles of {first:%Y-%m-%d} and {last:%Y-%m-%d}")
    elif neighbour := before or after:
        hints.append(f"stands beside an article of {neighbour:%Y-%m-%d}")
    for item in archive.by_key([article.key]):
        found = dates.find(item.article.summary[:_TEXT_READ])
        if found:
            hints.append(f"its text names {found.day}")
    return "; ".join(hints) or "nothing tells its day"
