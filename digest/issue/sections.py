"""The lead and the sections of an issue: their order, and the limits of their topics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from digest.issue.decisions import Exclusion
from digest.issue.plan import IssuePlan
from digest.model import Article, ClassifiedArticle, Reason, Section, Topic, TopicOrder

_LEAD_TEXT = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The sections of an issue in their order, and the articles that are over a limit.

    `notes` tell of articles, by their short ids, why they are not under their own topic.
    """

    sections: tuple[Section, ...]
    excluded: tuple[tuple[Article, Exclusion], ...]
    notes: Mapping[str, str]


def weight(article: Article) -> tuple[bool, int]:
    """Return the weight of an article: a picture, then the length of its summary up to 400 characters."""
    return article.image is not None, min(len(article.summary), _LEAD_TEXT)


def lead(articles: Sequence[Article], plan: IssuePlan) -> Article | None:
    """Return the article the editor named, else the heaviest, the first of several."""
    named = next((article for article in articles if article.short_id == plan.draft.lead), None)
    return named or max(articles, key=weight, default=None)


def lay_out(articles: Iterable[ClassifiedArticle], plan: IssuePlan) -> Layout:
    """Return the sections of an issue.

    The draft's sections come first, then the others in the publication's order. Sections with too
    few articles are joined under "also".

    Args:
        articles: The articles without the lead, newest first.
        plan: The issue.
    """
    publication, draft = plan.publication, plan.draft
    by_topic: dict[str, list[Article]] = {}
    for item in articles:
        by_topic.setdefault(publication.topic(item.topic).slug, []).append(item.article)
    sections: list[Section] = []
    few: list[Article] = []
    excluded: list[tuple[Article, Exclusion]] = []
    notes: dict[str, str] = {}
    for topic in (*publication.topics, publication.rest):
        kept, over_limit = _limit(topic, _in_order(topic, by_topic.get(topic.slug, []), plan), plan)
        excluded += over_limit
        if len(kept) < topic.least and topic.slug not in draft.section_order:
            note = f"{topic.title(plan.language)!r} has fewer than {topic.least}"
            notes.update((article.short_id, note) for article in kept)
            few += kept
        elif kept:
            sections.append(Section(topic=topic, articles=tuple(kept)))
    if few:
        sections.append(Section(topic=publication.few, articles=tuple(few)))
    places = {slug: place for place, slug in enumerate(draft.section_order)}
    sections.sort(key=lambda section: places.get(section.topic.slug, len(places)))
    return Layout(sections=tuple(sections), excluded=tuple(excluded), notes=notes)


def _in_order(topic: Topic, articles: list[Article], plan: IssuePlan) -> list[Article]:
    """Return the articles of a section: the pinned, then the draft's order, then the topic's order."""
    places = {short_id: (0, place) for place, short_id in enumerate(plan.draft.pinned)}
    for place, short_id in enumerate(plan.draft.article_order.get(topic.slug, ())):
        places.setdefault(short_id, (1, place))
    if topic.order is TopicOrder.WEIGHT:
        articles = sorted(articles, key=weight, reverse=True)
    elif topic.order is TopicOrder.SOURCE:
        articles = sorted(articles, key=lambda article: article.source)
    return sorted(articles, key=lambda article: places.get(article.short_id, (2, 0)))


def _limit(
    topic: Topic, articles: list[Article], plan: IssuePlan
) -> tuple[list[Article], list[tuple[Article, Exclusion]]]:
    """Return the articles within the topic's limit, and those over it. Articles the draft lists stay."""
    if topic.most is None:
        return articles, []
    kept: list[Article] = []
    over_limit = []
    for article in articles:
        if len(kept) < topic.most or article.short_id in plan.listed:
            kept.append(article)
        else:
            detail = f"is over the limit of {topic.most} under {topic.title(plan.language)!r}"
            over_limit.append((article, Exclusion(Reason.LIMIT, detail)))
    return kept, over_limit
