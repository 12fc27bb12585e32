"""Compose an issue from the archive, its draft, and the issues before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from digest import periods
from digest.archive import Archive
from digest.config import Config
from digest.dedupe import groups
from digest.dedupe.similarity import SimilarPair
from digest.issue import draft_reader, selector
from digest.issue.plan import History, IssuePlan
from digest.issue.rewrites import source_changes
from digest.model import Article, ArticleKey, ClassifiedArticle, Draft, Issue, Notice, OnChange, PastIssue
from digest.periods import Period
from digest.services import undated


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """An issue and the articles it was selected from, without most of the undated.

    `late` are dated inside the period before, and came after its issue was built. `notices` are
    about the draft.
    """

    issue: Issue
    articles: tuple[ClassifiedArticle, ...]
    late: tuple[Article, ...]
    notices: tuple[Notice, ...]


def compose(config: Config, archive: Archive, period: Period, language: str) -> Composed:
    """Return the issue of a period in one language.

    Args:
        config: The publication and its workspace.
        archive: Its articles, classified.
        period: The period of the issue.
        language: One of the publication's languages.

    Raises:
        DraftError: The draft cannot be used.
    """
    publication = config.publication
    file = config.paths.draft(period.name)
    drafts = draft_reader.load(file, publication)
    draft = drafts[language]
    earlier = periods.before(period)
    held = draft_reader.load(config.paths.draft(earlier.name), publication)[language].held
    by_key = {
        item.article.key: item
        for item in (
            *archive.between(period.start - selector.NEAR, period.end + selector.NEAR),
            *undated.to_consider(archive, {name for draft in drafts.values() for name in draft.names}),
            *archive.by_short_id({*held, *draft.late, *draft.article_dates}),
        )
    }
    pairs = _add_duplicates(archive, by_key, set(draft.article_dates))
    articles = tuple(by_key.values())
    _check_names(file, drafts, articles, archive, config)
    short_ids = (item.article.short_id for item in articles)
    sent = archive.sent(language, period.kind, period.start, short_ids)
    plan = IssuePlan(
        publication=publication.in_language(language),
        period=period,
        language=language,
        draft=draft,
        history=History(sent=sent, held=dict.fromkeys(held, earlier.name)),
    )
    decided = set(held) | draft.late | set(draft.left_out)
    return Composed(
        issue=selector.select(articles, plan, pairs),
        articles=articles,
        late=tuple(_late(archive, earlier, language, decided)),
        notices=tuple(_rewrite_notices(articles, draft, file.relative_to(config.root).as_posix())),
    )


def _add_duplicates(
    archive: Archive, by_key: dict[ArticleKey, ClassifiedArticle], dated: set[str]
) -> frozenset[SimilarPair]:
    """Add the duplicates of other days to the articles of an issue, and return the similar pairs.

    Args:
        archive: The archive.
        by_key: The articles of the issue; the duplicates are added.
        dated: The short ids of undated articles that the editor dated.
    """
    pairs = archive.similar_pairs(by_key)
    group_of = groups.group_keys(pairs)
    printable = {
        group_of.get(key)
        for key, item in by_key.items()
        if item.article.published or item.article.short_id in dated
    }
    undated = [key for key, item in by_key.items() if key in group_of and item.article.published is None]
    others = archive.by_key((key for key in group_of if key not in by_key), texts=False)
    # The undated are read without their texts. An article of the issue may fill its gaps from these.
    lenders = archive.by_key(key for key in undated if group_of[key] in printable)
    by_key |= {item.article.key: item for item in (*lenders, *others)}
    return pairs


def _check_names(
    file: Path,
    drafts: Mapping[str, Draft],
    articles: Iterable[ClassifiedArticle],
    archive: Archive,
    config: Config,
) -> None:
    """Raise DraftError if a draft names an article that is not in the archive."""
    named = {short_id for draft in drafts.values() for short_id in draft.names}
    if not named:
        return
    known = {item.article.short_id: draft_reader.draft_key(item.article) for item in articles}
    for item in archive.by_short_id(named - set(known)):
        known[item.article.short_id] = draft_reader.draft_key(item.article)
    draft_reader.check(file, drafts, known, config.publication)


def _late(archive: Archive, earlier: Period, language: str, decided: set[str]) -> Iterable[Article]:
    """Yield the articles dated inside the earlier period that came after its issue was built.

    Args:
        archive: The archive.
        earlier: The period before.
        language: The language of the issue.
        decided: The short ids of articles the editor decided on.
    """
    candidates = archive.candidates(language, earlier.name)
    if not candidates:
        return
    items = archive.between(earlier.start, earlier.end)
    group_of = groups.group_keys(archive.similar_pairs(item.article.key for item in items))
    printed = {group_of.get(item.article.key) for item in items if candidates.get(item.article.short_id)}
    printed.discard(None)
    for item in items:
        article = item.article
        is_new = article.short_id not in candidates and group_of.get(article.key) not in printed
        if is_new and article.short_id not in decided and article.language in (None, language):
            yield article


def _rewrite_notices(articles: Iterable[ClassifiedArticle], draft: Draft, name: str) -> Iterable[Notice]:
    """Yield a notice for each rewrite that the draft does not remember, or the source has overtaken."""
    for item in articles:
        article, rewrite = item.article, draft.rewrites.get(item.article.short_id)
        if rewrite is None:
            continue
        if rewrite.was_title is None and rewrite.was_summary is None:
            text = f"{article.title!r} is rewritten; `digest draft` would remember what its source says now"
            yield Notice(source=name, text=text)
        elif rewrite.changed is OnChange.ASK:
            for field, before, now in source_changes(article, rewrite):
                text = f"the source changed its {field} since you rewrote it: {before[:80]!r} is now {now[:80]!r}; `digest draft` offers to keep yours or take that"
                yield Notice(source=name, text=text)


def record_candidates(archive: Archive, past: PastIssue, composed: Composed) -> None:
    """Record the articles an issue could choose from: later issues need it to find sent and late ones."""
    issue = composed.issue
    included = {article.short_id for article in issue.articles}
    archive.record_candidates(
        past,
        {
            item.article.short_id: item.article.short_id in included
            for item in composed.articles
            if item.article.short_id in included
            or (item.article.published is not None and item.article.published in issue.period)
        },
    )


def pairs_kept_apart(config: Config, issues: Iterable[str]) -> frozenset[frozenset[str]]:
    """Return the pairs of short ids that the drafts of these issues keep apart."""
    files = (config.paths.draft(name) for name in issues)
    main = config.publication.languages[0]
    return frozenset(
        pair for file in files for pair in draft_reader.load(file, config.publication)[main].apart
    )


def first_published(archive: Archive, article: Article) -> datetime | None:
    """Return the first date among the duplicates of an undated article."""
    group_of = groups.group_keys(archive.similar_pairs([article.key]))
    group = group_of.get(article.key)
    duplicates = archive.by_key((key for key, other in group_of.items() if other == group), texts=False)
    return min((item.article.published for item in duplicates if item.article.published), default=None)
