"""Decide on single articles: in the issue or not, with a reason, before their duplicates count."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import cached_property
from typing import NamedTuple

from digest.issue.plan import IssuePlan
from digest.model import Article, ArticleKey, ClassifiedArticle, DateFrom, Publication, Reason, Rule
from digest.periods import Period
from digest.text import fold


class Exclusion(NamedTuple):
    """The reason why an article is not in an issue. `detail` completes a sentence that begins with "it"."""

    reason: Reason
    detail: str


UNDATED = Exclusion(Reason.UNDATED, "has no date, so it belongs to no period")


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The decision on one article.

    `item` has the date and the topic the editor gave it. `exclusion` is None if the article is in.
    `note` tells why it is in, if the period alone does not.
    """

    item: ClassifiedArticle
    exclusion: Exclusion | None = None
    note: str = ""

    @property
    def article(self) -> Article:
        """The article decided on."""
        return self.item.article

    @cached_property
    def key(self) -> ArticleKey:
        """The article's key, made once: it is looked up many times."""
        return self.item.article.key


def decide(item: ClassifiedArticle, plan: IssuePlan) -> Decision:
    """Return the decision on an article.

    The editor's decision counts first, then the date, as an undated article is in no issue. The
    period follows, unless the article was held over or came late, then an earlier issue that had
    it, then the publication's rules.
    """
    item, note = _as_edited(item, plan)
    article, short_id = item.article, item.article.short_id
    if exclusion := editor_exclusion(article, plan):
        return Decision(item=item, exclusion=exclusion, note=note)
    if article.published is None:
        return Decision(item=item, exclusion=UNDATED, note=note)
    if held_from := plan.history.held.get(short_id):
        note = f"it was held over from {held_from}"
    elif short_id in plan.draft.late:
        note = "it came late, and the editor took it"
    elif exclusion := _period_exclusion(article.published, plan.period):
        return Decision(item=item, exclusion=exclusion, note=note)
    if not article.title:
        exclusion = Exclusion(Reason.EMPTY, "has neither a title nor a text")
    else:
        exclusion = sent_exclusion(article, plan)
    if not exclusion and short_id not in plan.listed:
        exclusion = rule_exclusion(item, plan.publication)
    return Decision(item=item, exclusion=exclusion, note=note)


def _as_edited(item: ClassifiedArticle, plan: IssuePlan) -> tuple[ClassifiedArticle, str]:
    """Return an article with the date and the topic the editor gave it, and a note about them."""
    article, short_id, note = item.article, item.article.short_id, ""
    day = plan.draft.article_dates.get(short_id)
    if day and article.published is None:
        published = datetime.combine(day, time(), plan.period.start.tzinfo)
        article = replace(article, published=published, date_from=DateFrom.ESTIMATED)
        note = f"the editor dated it {day}"
    slug = plan.topics.get(short_id)
    if slug is not None and slug != plan.publication.topic(item.topic).slug:
        return ClassifiedArticle(article=article, topic=slug), "the editor moved it there"
    return (replace(item, article=article) if note else item), note


def editor_exclusion(article: Article, plan: IssuePlan) -> Exclusion | None:
    """Return the exclusion of an article the editor left out or holds for the next issue."""
    left_out = plan.draft.left_out.get(article.short_id)
    if left_out is not None:
        return Exclusion(Reason.EDITOR, _with_reason("was left out by the editor", left_out))
    held = plan.draft.held.get(article.short_id)
    if held is not None:
        return Exclusion(Reason.HELD, _with_reason("is held for the next issue", held))
    return None


def sent_exclusion(article: Article, plan: IssuePlan) -> Exclusion | None:
    """Return the exclusion of an article that was in an earlier issue."""
    issue = plan.history.sent.get(article.short_id)
    if issue is None or article.short_id in plan.draft.late:
        return None
    return Exclusion(Reason.SENT, f"was in the issue {issue}")


def _period_exclusion(published: datetime, period: Period) -> Exclusion | None:
    if published in period:
        return None
    local = published.astimezone(period.start.tzinfo)
    side = "before" if local < period.start else "after"
    return Exclusion(
        Reason.PERIOD, f"was published on {local:%Y-%m-%d at %H:%M} ({period.zone}), {side} {period.name}"
    )


def rule_exclusion(item: ClassifiedArticle, publication: Publication) -> Exclusion | None:
    """Return the exclusion of an article by the publication's rules."""
    slug = publication.topic(item.topic).slug
    excluding = next((rule for rule in publication.exclude if _matches(rule, item.article, slug)), None)
    if excluding:
        return Exclusion(Reason.RULE, f"is excluded: {_describe(excluding)}")
    including = [rule for rule in publication.include if rule.topic in (None, slug)]
    if including and not any(_matches(rule, item.article, slug) for rule in including):
        return Exclusion(Reason.RULE, "fits none of the rules that include")
    return None


def _matches(rule: Rule, article: Article, slug: str) -> bool:
    """Return True if an article under the topic `slug` meets every condition of a rule."""
    return (
        (rule.topic is None or rule.topic == slug)
        and (rule.source is None or fnmatch.fnmatchcase(article.source, rule.source))
        and (rule.language is None or rule.language == article.language)
        and (rule.label is None or fold(rule.label) in map(fold, article.topics))
        and (
            rule.word is None or f" {fold(rule.word)} " in f" {fold(article.title)} {fold(article.summary)} "
        )
    )


def _describe(rule: Rule) -> str:
    conditions = (
        ("source", rule.source),
        ("language", rule.language),
        ("label", rule.label),
        ("word", rule.word),
        ("topic", rule.topic),
    )
    return ", ".join(f"{name} {value!r}" for name, value in conditions if value is not None)


def _with_reason(detail: str, reason: str) -> str:
    return f"{detail}: {reason}" if reason else detail
