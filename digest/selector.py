"""Articles to Issue: pure, and with a reason for every article left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from digest import duplicates, likeness, period
from digest.duplicates import Apart
from digest.likeness import Key, Likeness, key
from digest.model import Article, Edge, Filed, Issue, LeftOut, Publication, Section
from digest.period import Period

NEAR = timedelta(days=1)
_LEAD_TEXT = 400


def select(  # noqa: PLR0913 (what an issue is made of)
    filed: Sequence[Filed],
    publication: Publication,
    within: Period,
    language: str,
    *,
    likenesses: Iterable[Likeness] | None = None,
    apart: Apart = frozenset(),
) -> Issue:
    """Return the issue of one period in one language.

    `filed` holds the articles of the period, those within a day of it (for the edges), the
    undated ones, and those of other days that tell the story of an undated one. `likenesses` are
    what the archive knows of them; without it they are compared here. `apart` are pairs that an
    editor holds apart. Every article that is not in the issue is in `left_out`, with its reason.
    """
    main = language == publication.languages[0]
    left_out: list[LeftOut] = []
    chosen: list[Filed] = []
    if likenesses is None:
        likenesses = likeness.alike(item.article for item in filed)
    elsewhere = _elsewhere(filed, within, duplicates.stories(likenesses, apart))
    found = duplicates.find(
        (
            item.article
            for item in filed
            if item.article.published is None or not _why_not(item.article, within, language, main=main)
        ),
        likenesses,
        apart,
    )
    for item in filed:
        kept = found.repeated.get(key(item.article))
        reason = _why_not(item.article, within, language, main=main)
        if kept and kept.published:
            reason = "duplicate", f"is the same as {kept.title!r} from {kept.source}"
        elif item.article.published is None and key(item.article) in elsewhere:
            reason = elsewhere[key(item.article)]
        if reason:
            left_out.append(LeftOut(article=item.article, reason=reason[0], detail=reason[1]))
        else:
            chosen.append(item)
    labelled = {key(item.article): item.topic for item in filed if item.article.topics}
    chosen = [_whole(item, found, labelled) for item in chosen]
    chosen.sort(key=_newest_first)
    lead = _lead([item.article for item in chosen])
    return Issue(
        publication=publication,
        period=within,
        language=language,
        number=number(publication, within),
        lead=lead,
        sections=_sections([item for item in chosen if item.article is not lead], publication),
        left_out=tuple(left_out),
        edges=tuple(_edges((item.article for item in filed), within)),
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


def _why_not(article: Article, within: Period, language: str, *, main: bool) -> tuple[str, str] | None:
    if article.published is None:
        return "undated", "has no date, so it belongs to no period"
    if article.published not in within:
        local = article.published.astimezone(within.start.tzinfo)
        side = "before" if local < within.start else "after"
        return "period", f"was published on {local:%Y-%m-%d at %H:%M} ({within.zone}), {side} {within.name}"
    if article.language != language and not (article.language is None and main):
        return (
            "language",
            f"is in {article.language or 'a language nobody named'!r}; this issue is in {language!r}",
        )
    if not article.title:
        return "empty", "has neither a title nor a text"
    return None


def _elsewhere(
    filed: Iterable[Filed], within: Period, story_of: Mapping[Key, Key]
) -> dict[Key, tuple[str, str]]:
    """Return why an undated article is out whose story has a date outside the period."""
    dated: dict[Key, Article] = {}
    undated = []
    for article in (item.article for item in filed if key(item.article) in story_of):
        if article.published is None:
            undated.append(article)
        elif article.published not in within:
            dated.setdefault(story_of[key(article)], article)
    reasons = {}
    for article in undated:
        other = dated.get(story_of[key(article)])
        if other and (reason := _why_not(other, within, "", main=False)):
            reasons[key(article)] = (
                reason[0],
                f"is the same as {other.title!r} from {other.source}, which {reason[1]}",
            )
    return reasons


def _whole(item: Filed, found: duplicates.Found, labelled: Mapping[Key, str]) -> Filed:
    """Return an article with what others of its story lend it; a topic comes with the labels lent."""
    story = found.told_by.get(key(item.article))
    if story is None:
        return item
    topic = next((labelled[key(one)] for one in story if key(one) in labelled), item.topic)
    return replace(item, article=found.whole(item.article), topic=topic)


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
