"""Articles to Issue: pure, and with a reason for every article left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from digest import duplicates, period, translations
from digest.model import Article, Edge, Filed, Issue, LeftOut, Publication, Section
from digest.period import Period

NEAR = timedelta(days=1)
_LEAD_TEXT = 400


def select(
    filed: Sequence[Filed],
    publication: Publication,
    within: Period,
    language: str,
    pairs: Iterable[Collection[str]] = (),
) -> Issue:
    """Return the issue of one period in one language.

    `filed` holds the articles of the period, those within a day of it (for the edges), and the
    undated ones. Every article that is not in the issue is in `left_out`, with its reason.
    `pairs` says which articles are translations of each other, by their ids or addresses. An
    issue that has no article in its own language has none at all.
    """
    left_out: list[LeftOut] = []
    chosen: list[Filed] = []
    foreign: list[Filed] = []
    for item in filed:
        reason = _why_not(item.article, within)
        if reason:
            left_out.append(LeftOut(article=item.article, reason=reason[0], detail=reason[1]))
        elif publication.language_of(item.article) == language:
            chosen.append(item)
        else:
            foreign.append(item)
    terms = publication if chosen else replace(publication, untranslated="leave-out")
    known = [item.article for item in filed if item.article.published and item.article.title]
    others = translations.sort_out(foreign, known, terms, language, pairs)
    left_out += others.left_out
    repeated = duplicates.find(item.article for item in chosen)
    for item in chosen:
        kept = repeated.get((item.article.source, item.article.id))
        if kept:
            detail = f"is the same as {kept.title!r} from {kept.source}"
            left_out.append(LeftOut(article=item.article, reason="duplicate", detail=detail))
    chosen = [item for item in chosen if (item.article.source, item.article.id) not in repeated]
    chosen.sort(key=_newest_first)
    lead = _lead([item.article for item in chosen])
    chosen = sorted([*chosen, *others.marked], key=_newest_first)
    return Issue(
        publication=publication,
        period=within,
        language=language,
        number=number(publication, within),
        lead=lead,
        sections=_sections([item for item in chosen if item.article is not lead], publication),
        left_out=tuple(left_out),
        edges=tuple(_edges((item.article for item in filed), within)),
        linked=others.linked,
        untranslated=others.lacking,
    )


def number(publication: Publication, within: Period) -> int | None:
    """Return the issue's number, counted from the publication's first; None where it names none.

    Only periods of the first issue's own kind are counted, and none before it.
    """
    if publication.first_issue is None:
        return None
    first = period.named(publication.first_issue, publication.timezone)
    if first.kind != within.kind or within.first < first.first or within.kind == "days":
        return None
    months = (within.first.year - first.first.year) * 12 + within.first.month - first.first.month
    if within.kind == "week":
        return (within.first - first.first).days // 7 + 1
    return months // {"month": 1, "quarter": 3, "year": 12}[within.kind] + 1


def _why_not(article: Article, within: Period) -> tuple[str, str] | None:
    if article.published is None:
        return "undated", "has no date, so it belongs to no period"
    if article.published not in within:
        local = article.published.astimezone(within.start.tzinfo)
        side = "before" if local < within.start else "after"
        return "period", f"was published on {local:%Y-%m-%d at %H:%M} ({within.zone}), {side} {within.name}"
    if not article.title:
        return "empty", "has neither a title nor a text"
    return None


def _newest_first(item: Filed) -> float:
    moment = item.article.published or datetime.min.replace(tzinfo=UTC)
    return -moment.timestamp()


def _lead(articles: Sequence[Article]) -> Article | None:
    """Return the heaviest: a picture, then the longer summary up to 400 characters, then the newest."""
    return max(articles, key=lambda a: (a.image is not None, min(len(a.summary), _LEAD_TEXT)), default=None)


def _sections(filed: Iterable[Filed], publication: Publication) -> tuple[Section, ...]:
    by_topic: dict[str, list[Article]] = {}
    for item in filed:
        by_topic.setdefault(publication.topic(item.topic).slug, []).append(item.article)
    return tuple(
        Section(topic=topic, articles=tuple(by_topic[topic.slug]))
        for topic in (*publication.topics, publication.rest)
        if topic.slug in by_topic
    )


def _edges(articles: Iterable[Article], within: Period) -> Iterable[Edge]:
    """Yield what lies within a day of either end, on whichever side."""
    for article in articles:
        if article.published is None:
            continue
        for end, moment in (("start", within.start), ("end", within.end)):
            distance = article.published.astimezone(UTC) - moment.astimezone(UTC)
            if -NEAR <= distance < NEAR:
                yield Edge(article=article, end=end, inside=article.published in within)
