"""The duplicates of an issue: one article of a group is printed, and one decision counts for the group."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from digest.dedupe import groups
from digest.dedupe.similarity import SimilarPair
from digest.issue.decisions import UNDATED, Decision, Exclusion, editor_exclusion, sent_exclusion
from digest.issue.plan import IssuePlan
from digest.model import Article, ArticleKey, ClassifiedArticle, Reason


def kept_apart(pairs: Collection[frozenset[str]], articles: Iterable[ClassifiedArticle]) -> groups.KeptApart:
    """Return the pairs an editor keeps apart, by their keys, as far as they are among `articles`."""
    if not pairs:
        return frozenset()
    keys = {item.article.short_id: item.article.key for item in articles}
    return frozenset(frozenset(keys[short_id] for short_id in pair) for pair in pairs if pair <= keys.keys())


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduplicated:
    """The articles of a plan, with at most one of each duplicate group included.

    `included` are in the issue unless their language excludes them; their gaps are filled from their
    groups. `excluded` are all others. `group_of` gives the duplicate group of each article in one.
    """

    included: tuple[ClassifiedArticle, ...]
    excluded: tuple[tuple[Article, Exclusion], ...]
    group_of: Mapping[ArticleKey, ArticleKey]


def deduplicate(decisions: Sequence[Decision], pairs: Iterable[SimilarPair], plan: IssuePlan) -> Deduplicated:
    """Return the articles to include and to exclude, once their duplicates count.

    Args:
        decisions: The decision on each single article.
        pairs: The similar pairs among the articles.
        plan: The issue.
    """
    pairs, apart = list(pairs), kept_apart(plan.draft.apart, [decision.item for decision in decisions])
    group_of = groups.group_keys(pairs, apart)
    exclusions = {decision.key: decision.exclusion for decision in decisions}
    exclusions |= _group_exclusions(decisions, group_of, plan)
    duplicates = groups.find(
        (decision.article for decision in decisions if exclusions[decision.key] in (None, UNDATED)),
        pairs,
        apart,
        preferred={
            decision.key
            for decision in decisions
            if exclusions[decision.key] is None and plan.is_chosen(decision.article.short_id)
        },
    )
    labelled = {decision.key: decision.item.topic for decision in decisions if decision.article.topics}
    included, excluded = [], []
    for decision in decisions:
        article = decision.article
        printed = duplicates.printed.get(decision.key)
        exclusion = exclusions[decision.key]
        if printed and printed.published:
            exclusion = Exclusion(Reason.DUPLICATE, f"is the same as {_named(printed)}")
        if exclusion:
            excluded.append((article, exclusion))
        else:
            included.append(_completed(decision, duplicates, labelled, plan))
    return Deduplicated(included=tuple(included), excluded=tuple(excluded), group_of=group_of)


def _group_exclusions(
    decisions: Iterable[Decision], group_of: Mapping[ArticleKey, ArticleKey], plan: IssuePlan
) -> dict[ArticleKey, Exclusion]:
    """Return the exclusions that articles share with another of their group.

    The editor's decision on an article, or an issue it was in, counts for its whole group; only an
    article the editor chose is exempt. An undated article has the date of another, and is excluded
    with it.
    """
    members = [decision for decision in decisions if decision.key in group_of]
    decided = _decided_by_group(members, group_of, plan)
    dated = _dated_by_group(members, group_of)
    exclusions = {}
    for member in members:
        if member.exclusion not in (None, UNDATED) or plan.is_chosen(member.article.short_id):
            continue
        group = group_of[member.key]
        other = decided.get(group) or dated.get(group)
        if other and other.exclusion:
            reason, detail = other.exclusion
            exclusions[member.key] = Exclusion(
                reason, f"is the same as {_named(other.article)}, which {detail}"
            )
    return exclusions


def _decided_by_group(
    members: Iterable[Decision], group_of: Mapping[ArticleKey, ArticleKey], plan: IssuePlan
) -> dict[ArticleKey, Decision]:
    """Return the first article of each group that the editor excluded, or an earlier issue had."""
    decided: dict[ArticleKey, Decision] = {}
    for member in members:
        exclusion = editor_exclusion(member.article, plan) or sent_exclusion(member.article, plan)
        if exclusion:
            decided.setdefault(group_of[member.key], replace(member, exclusion=exclusion))
    return decided


def _dated_by_group(
    members: Iterable[Decision], group_of: Mapping[ArticleKey, ArticleKey]
) -> dict[ArticleKey, Decision]:
    """Return a dated article of each group, one that is in the issue if there is one."""
    dated: dict[ArticleKey, Decision] = {}
    for member in members:
        group = group_of[member.key]
        if member.article.published and (group not in dated or member.exclusion is None):
            dated[group] = member
    return dated


def _completed(
    decision: Decision,
    duplicates: groups.Duplicates,
    labelled: Mapping[ArticleKey, str],
    plan: IssuePlan,
) -> ClassifiedArticle:
    """Return an article with its gaps filled from its group.

    Args:
        decision: The article to print.
        duplicates: The duplicate groups of the issue.
        labelled: The topics of the articles with labels: labels bring their topic along.
        plan: The issue; the topic its editor chose stays.
    """
    item = decision.item
    group = duplicates.groups.get(decision.key)
    if group is None:
        return item
    topic = item.topic
    if item.article.short_id not in plan.topics:
        topic = next((labelled[article.key] for article in group if article.key in labelled), topic)
    return replace(item, article=duplicates.completed(item.article), topic=topic)


def _named(article: Article) -> str:
    return f"{article.title!r} from {article.source}"
