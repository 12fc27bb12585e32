"""An issue as the editor and the archive have it: the draft, what was held over, what was sent, what came late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from digest import dates, periods
from digest.archive import Archive
from digest.config import Config
from digest.dedupe import groups
from digest.dedupe.similarity import SimilarPair
from digest.issue import draft_reader, selector
from digest.model import (
    Article,
    ArticleKey,
    ClassifiedArticle,
    Draft,
    Issue,
    Notice,
    Offer,
    OfferKind,
    PastIssue,
    Reason,
)
from digest.periods import Period

_FAR = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """An issue, all that was before it, and what is to be said of its draft.

    `late` came after the issue before was built, and are dated inside its period.
    """

    issue: Issue
    filed: tuple[ClassifiedArticle, ...]
    late: tuple[Article, ...]
    notices: tuple[Notice, ...]


def compose(config: Config, archive: Archive, within: Period, language: str) -> Composed:
    """Return the issue of `within` in one language, as its draft has it; DraftError where that is wrong."""
    publication = config.publication
    file = draft_reader.path(config.root, within.name)
    written = draft_reader.load(file, publication)
    draft = written[language]
    earlier = periods.before(within)
    held = draft_reader.load(draft_reader.path(config.root, earlier.name), publication)[language].held
    filed = {
        item.article.key: item
        for item in (
            *archive.between(within.start - selector.NEAR, within.end + selector.NEAR),
            *archive.undated(),
            *archive.by_short_id({*held, *draft.late, *draft.dates}),
        )
    }
    likenesses = _add_stories(archive, filed, set(draft.dates))
    items = tuple(filed.values())
    _check(file, written, items, archive, config)
    sent = archive.sent(language, within.kind, within.start, (item.article.short_id for item in items))
    history = selector.History(sent=sent, held=dict.fromkeys(held, earlier.name))
    issue = selector.select(
        items, publication.in_language(language), within, language, draft, history, likenesses=likenesses
    )
    return Composed(
        issue=issue,
        filed=items,
        late=tuple(_late(archive, earlier, language, set(held) | draft.late | set(draft.left_out))),
        notices=tuple(_changed(items, draft, file, config.root)),
    )


def _add_stories(
    archive: Archive, filed: dict[ArticleKey, ClassifiedArticle], taken: set[str]
) -> frozenset[SimilarPair]:
    """Add the articles of other days that tell the same stories; return what is alike.

    `taken` are the undated ones that the editor dated.
    """
    likenesses = archive.similar_pairs(filed)
    story_of = groups.group_keys(likenesses)
    told = {
        story_of.get(name)
        for name, item in filed.items()
        if item.article.published or item.article.short_id in taken
    }
    undated = [name for name, item in filed.items() if name in story_of and item.article.published is None]
    others = archive.by_key((name for name in story_of if name not in filed), texts=False)
    # The undated come without their texts, which those are to have that lend to one of the issue.
    lending = archive.by_key(name for name in undated if story_of[name] in told)
    filed |= {item.article.key: item for item in (*lending, *others)}
    return likenesses


def apart(config: Config, issues: Iterable[str]) -> frozenset[frozenset[str]]:
    """Return which articles, by their marks, the drafts of these issues hold apart."""
    files = (draft_reader.path(config.root, name) for name in issues)
    main = config.publication.languages[0]
    return frozenset(
        pair for file in files for pair in draft_reader.load(file, config.publication)[main].apart
    )


def told_on(archive: Archive, article: Article) -> datetime | None:
    """Return the first day on which another article tells the story of an undated one."""
    story_of = groups.group_keys(archive.similar_pairs([article.key]))
    mine = story_of.get(article.key)
    others = archive.by_key((name for name, story in story_of.items() if story == mine), texts=False)
    return min((item.article.published for item in others if item.article.published), default=None)


def _check(
    file: Path,
    written: Mapping[str, Draft],
    items: Iterable[ClassifiedArticle],
    archive: Archive,
    config: Config,
) -> None:
    """See to it that every article the draft names is in the archive."""
    named = {mark for draft in written.values() for mark in draft.names}
    if named:
        known = {item.article.short_id: draft_reader.draft_key(item.article) for item in items}
        more = archive.by_short_id(named - set(known))
        known |= {item.article.short_id: draft_reader.draft_key(item.article) for item in more}
        draft_reader.check(file, written, known, config.publication)


def _late(archive: Archive, earlier: Period, language: str, decided: set[str]) -> Iterable[Article]:
    """Yield what is dated inside the period before, but was not there when that issue was built."""
    known = archive.candidates(language, earlier.name)
    if not known:
        return
    items = archive.between(earlier.start, earlier.end)
    story_of = groups.group_keys(archive.similar_pairs(item.article.key for item in items))
    told = {story_of.get(item.article.key) for item in items if known.get(item.article.short_id)} - {None}
    for item in items:
        mark = item.article.short_id
        new = mark not in known and story_of.get(item.article.key) not in told
        if new and mark not in decided and item.article.language in (None, language):
            yield item.article


def _changed(items: Iterable[ClassifiedArticle], draft: Draft, file: Path, root: Path) -> Iterable[Notice]:
    """Yield what sources say otherwise than when the editor rewrote it."""
    name = file.relative_to(root).as_posix()
    for item in items:
        rewrite = draft.rewrites.get(item.article.short_id)
        if rewrite is None:
            continue
        if rewrite.was_title is None and rewrite.was_summary is None:
            text = (
                f"{item.article.title!r} is rewritten; `digest draft` would remember what its source says now"
            )
            yield Notice(source=name, text=text)
        elif not rewrite.changed:
            for field, was, now in selector.changes(item.article, rewrite):
                text = f"the source changed its {field} since you rewrote it: {was[:80]!r} is now {now[:80]!r}; `digest draft` offers to keep yours or take that"
                yield Notice(source=name, text=text)


def judge(archive: Archive, past: PastIssue, composed: Composed) -> None:
    """Remember what the issue had before it, so that later ones know what was sent and what came late."""
    issue = composed.issue
    inside = {article.short_id for article in issue.articles}
    marks = {
        item.article.short_id: item.article.short_id in inside
        for item in composed.filed
        if item.article.short_id in inside
        or (item.article.published is not None and item.article.published in issue.period)
    }
    archive.record_candidates(past, marks)


def hint(archive: Archive, article: Article) -> str:
    """Return what is known of an undated article's day, as words: its place among dated ones, a date in its text."""
    known = []
    before, after = archive.neighbours(article)
    if before and after:
        first, last = sorted((before, after))
        known.append(f"stands between articles of {first:%Y-%m-%d} and {last:%Y-%m-%d}")
    elif before or after:
        one = before or after
        known.append(f"stands beside an article of {one:%Y-%m-%d}" if isinstance(one, datetime) else "")
    (whole,) = archive.by_key([article.key]) or (None,)
    written = dates.find(whole.article.summary[:2000]) if whole else None
    if written:
        known.append(f"its text names {written.day}")
    return "; ".join(known) or "nothing tells its day"


def draft(config: Config, archive: Archive, within: Period) -> tuple[Path, list[str]]:
    """Write or add to the draft of `within`; return where it is, and what was added, as sentences."""
    from digest.issue import draft_writer  # noqa: PLC0415 (only `digest draft` writes TOML)

    publication = config.publication
    file = draft_reader.path(config.root, within.name)
    composed = {code: compose(config, archive, within, code) for code in publication.languages}
    offers: dict[str, Offer] = {}
    sources: dict[str, Article] = {}
    for code, one in composed.items():
        sources |= {item.article.short_id: item.article for item in one.filed}
        for offer in _offers(one, archive, code, publication.languages[0]):
            offers.setdefault(offer.article.short_id, offer)
    said = draft_writer.update(
        file,
        {code: one.issue for code, one in composed.items()},
        {
            code: {item.article.short_id: publication.topic(item.topic).slug for item in one.filed}
            for code, one in composed.items()
        },
        list(offers.values()),
        sources,
    )
    return file, said


def _may_be_of(archive: Archive, article: Article, within: Period) -> bool:
    """Return whether an undated article may be of a period, by the dated ones it stands between."""
    around = [one for one in archive.neighbours(article) if one]
    return not around or (min(around) < within.end + _FAR and max(around) >= within.start - _FAR)


def _offers(composed: Composed, archive: Archive, language: str, main: str) -> Iterable[Offer]:
    for article in composed.late:
        yield Offer(article=article, kind=OfferKind.LATE, why="dated in the period before")
    for out in composed.issue.left_out:
        spoken = out.article.language or main
        if spoken != language:
            continue
        if out.reason is Reason.UNDATED and _may_be_of(archive, out.article, composed.issue.period):
            yield Offer(article=out.article, kind=OfferKind.UNDATED, why=hint(archive, out.article))
        elif out.reason in (Reason.RULE, Reason.LIMIT):
            yield Offer(article=out.article, kind=OfferKind.OUT, why=out.detail)
        elif out.reason is Reason.DUPLICATE:
            yield Offer(article=out.article, kind=OfferKind.DUPLICATE, why=out.detail)
