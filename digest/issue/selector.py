"""Select the articles of an issue: pure, and with a reason for every article left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from digest.dedupe import similarity
from digest.dedupe.similarity import SimilarPair
from digest.issue import sections, translations
from digest.issue.decisions import Decision, decide
from digest.issue.duplicates import Deduplicated, deduplicate
from digest.issue.numbering import issue_number
from digest.issue.plan import IssuePlan
from digest.issue.rewrites import rewritten
from digest.model import (
    Article,
    ArticleKey,
    ClassifiedArticle,
    Edge,
    End,
    Issue,
    LeftOut,
    Section,
    Untranslated,
)
from digest.periods import Period

NEAR = timedelta(days=1)
"""The distance from either end of a period within which an article is reported."""


def select(
    articles: Sequence[ClassifiedArticle], plan: IssuePlan, pairs: Iterable[SimilarPair] | None = None
) -> Issue:
    """Return the issue of a plan.

    Every article is in the issue or in `left_out`, with its reason. An issue without an article in
    its own language holds none in another.

    Args:
        articles: The articles of the period and near it, those held over, the undated, and those of
            other days that tell the same story as one of these.
        plan: The issue to select.
        pairs: The similar pairs the archive knows among them; None compares them here.
    """
    if pairs is None:
        pairs = similarity.find_pairs(item.article for item in articles)
    decisions = [decide(item, plan) for item in articles]
    unique = deduplicate(decisions, pairs, plan)
    own = sorted((item for item in unique.included if _in_language(item, plan)), key=_newest_first)
    others = _foreign(articles, unique, plan if own else _leaving_out_foreign(plan))
    lead = sections.lead([item.article for item in own], plan)
    rest = [item for item in sorted([*own, *others.included], key=_newest_first) if item.article is not lead]
    layout = sections.lay_out(rest, plan)
    number = plan.draft.number
    return Issue(
        publication=plan.publication,
        period=plan.period,
        language=plan.language,
        number=issue_number(plan.publication, plan.period) if number is None else number,
        lead=lead and _in_editors_words(lead, plan),
        sections=tuple(_section_in_editors_words(section, plan) for section in layout.sections),
        left_out=tuple(
            LeftOut(article=article, reason=reason, detail=detail)
            for article, (reason, detail) in (*unique.excluded, *others.excluded, *layout.excluded)
        ),
        edges=tuple(_edges(articles, plan.period)),
        draft=plan.draft,
        notes={**layout.notes, **_notes(decisions, lead, plan)},
        linked=others.linked,
        untranslated=others.untranslated,
    )


def _foreign(
    articles: Sequence[ClassifiedArticle], unique: Deduplicated, plan: IssuePlan
) -> translations.Foreign:
    """Decide on the articles in other languages than the issue's.

    Args:
        articles: All articles, to find translations among.
        unique: The articles without duplicates, in all languages.
        plan: The issue.
    """
    foreign = [item for item in unique.included if not _in_language(item, plan)]
    found: Mapping[ArticleKey, tuple[Article, ...]] = {}
    if foreign:
        dated = [item.article for item in articles if item.article.published and item.article.title]
        found = translations.find(dated, plan.publication, plan.draft.translations, unique.group_of)
    return translations.sort_out(foreign, found, plan)


def _notes(decisions: Iterable[Decision], lead: Article | None, plan: IssuePlan) -> dict[str, str]:
    """Return by short id why articles are in the issue, if the period alone does not tell."""
    notes = {decision.article.short_id: decision.note for decision in decisions if decision.note}
    if lead and lead.short_id == plan.draft.lead:
        notes[lead.short_id] = "the editor named it"
    return notes


def _in_language(item: ClassifiedArticle, plan: IssuePlan) -> bool:
    return plan.publication.language_of(item.article) == plan.language


def _leaving_out_foreign(plan: IssuePlan) -> IssuePlan:
    return replace(plan, publication=replace(plan.publication, untranslated=Untranslated.LEAVE_OUT))


def _in_editors_words(article: Article, plan: IssuePlan) -> Article:
    rewrite = plan.draft.rewrites.get(article.short_id)
    return article if rewrite is None else rewritten(article, rewrite)


def _section_in_editors_words(section: Section, plan: IssuePlan) -> Section:
    return replace(section, articles=tuple(_in_editors_words(article, plan) for article in section.articles))


def _newest_first(item: ClassifiedArticle) -> float:
    published = item.article.published or datetime.min.replace(tzinfo=UTC)
    return -published.timestamp()


def _edges(articles: Iterable[ClassifiedArticle], period: Period) -> Iterable[Edge]:
    """Yield the articles within a day of either end of the period, on both sides."""
    ends = ((End.START, period.start.astimezone(UTC)), (End.END, period.end.astimezone(UTC)))
    for article in (item.article for item in articles):
        if article.published is None:
            continue
        published = article.published.astimezone(UTC)
        for end, moment in ends:
            if -NEAR <= published - moment < NEAR:
                yield Edge(article=article, end=end, inside=published in period)
