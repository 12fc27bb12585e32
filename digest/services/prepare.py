"""The issues of a period made ready for the outputs: what each is rendered from, and their messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from digest.archive import Archive
from digest.config import Config
from digest.dedupe import groups
from digest.issue import decisions, duplicates
from digest.mail import message
from digest.model import Artifact, ClassifiedArticle, Issue, PastIssue
from digest.periods import Period
from digest.services import compose
from digest.services.images import Pictures

if TYPE_CHECKING:
    from digest.render.context import LanguagePages, RenderContext
    from digest.render.environment import Templates
    from digest.render.locale import Locale

_DRAFTS = 12  # so many issues back their drafts are asked which articles they hold apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """What tells a message from the built one: its subject's mark, its own part of the Message-ID, its recipient, its date."""

    correction: bool = False
    test: bool = False
    key: str = ""
    to: str = ""
    sent: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The issues of a period, ready to be rendered. `materials` are those of the ones that have articles."""

    composed: list[compose.Composed]
    issues: tuple[Issue, ...]
    materials: list[RenderContext]
    templates: Templates
    siblings: list[LanguagePages]
    pictures: Pictures


def ready(
    config: Config,
    archive: Archive,
    composed: list[compose.Composed],
    out: Path,
    amended: Mapping[str, datetime],
) -> Prepared:
    """Return the composed issues ready to be rendered; `amended` says when issues were corrected."""
    from digest.render.environment import Templates  # noqa: PLC0415 (an empty period needs no templates)

    pictures = Pictures(config.root)
    issues = tuple(pictures.checked_issue(one.issue) for one in composed)
    materials = [
        _material(config, archive, issue, one.articles, out, pictures, amended)
        for issue, one in zip(issues, composed, strict=True)
        if issue.articles
    ]
    templates = Templates(config.theme, config.paths.templates, config.paths.inlined_styles)
    return Prepared(
        composed=composed,
        issues=issues,
        materials=materials,
        templates=templates,
        siblings=_siblings(config, archive, materials, out, templates),
        pictures=pictures,
    )


def past_issue(issue: Issue) -> PastIssue:
    """Return what later builds must know of an issue."""
    return PastIssue(
        name=issue.period.name,
        kind=issue.period.kind,
        language=issue.language,
        start=issue.period.start,
        end=issue.period.end,
        number=issue.number,
        count=len(issue.articles),
        headlines=tuple(article.title for article in issue.own_articles[:3]),
    )


def _material(  # noqa: PLR0913 (all that a build knows)
    config: Config,
    archive: Archive,
    issue: Issue,
    filed: Iterable[ClassifiedArticle],
    out: Path,
    pictures: Pictures,
    amended: Mapping[str, datetime],
) -> RenderContext:
    from digest.render.addresses import language_folder  # noqa: PLC0415 (see build)
    from digest.render.context import RenderContext  # noqa: PLC0415 (see build)

    publication, language = issue.publication, issue.language
    this, main = past_issue(issue), issue.language == issue.publication.languages[0]
    pages = out / "site" / language_folder(language, publication) / "issues"
    others = [
        p
        for p in archive.past_issues(language)
        if p.name != this.name and (pages / p.name / "index.html").is_file()
    ]
    past = tuple(
        replace(p, amended=amended.get(p.name))
        for p in sorted([this, *others], key=lambda p: (p.end, p.start, p.name), reverse=True)
    )

    apart = compose.pairs_kept_apart(config, (one.name for one in past[:_DRAFTS]))

    def newest(topic: str | None = None) -> tuple[ClassifiedArticle, ...]:
        # A few more than wanted, as some may be one story, or kept out by a rule.
        more = 8 if publication.include or publication.exclude else 2
        found = archive.newest(language, past[0].end, publication.feed_length * more, main=main, topic=topic)
        found = [item for item in found if not decisions.rule_exclusion(item, publication)]
        told = groups.find(
            (item.article for item in found),
            archive.similar_pairs(item.article.key for item in found),
            duplicates.kept_apart(apart, found),
        )
        kept = [item for item in found if item.article.key not in told.printed]
        return tuple(
            replace(item, article=pictures.checked(told.completed(item.article)))
            for item in kept[: publication.feed_length]
        )

    by_topic = [(topic, newest(topic.slug)) for topic in (*publication.topics, publication.rest)]
    everything = [*filed, *newest(), *(item for _, items in by_topic for item in items)]
    return RenderContext(
        issue=issue,
        topic_of={item.article.key: item.topic for item in everything},
        newest=newest(),
        by_topic=tuple((topic, tuple(item.article for item in items)) for topic, items in by_topic if items),
        past=past,
        mail=config.mail.in_language(language),
        theme=config.theme,
    )


def message_key(language: str, within: Period, marking: Marking) -> str:
    """Return what the Message-ID is made of besides the list's own name."""
    return f"{language}/{within.name}{marking.key}"


def _siblings(
    config: Config, archive: Archive, materials: list[RenderContext], out: Path, templates: Templates
) -> list[LanguagePages]:
    """Return the languages that have pages, by this build or by an earlier one."""
    from digest.render.addresses import language_folder  # noqa: PLC0415 (see build)
    from digest.render.context import LanguagePages  # noqa: PLC0415 (see build)
    from digest.render.locale import Locale  # noqa: PLC0415 (see build)

    built = {material.issue.language: material for material in materials}
    siblings = []
    for code in config.publication.languages:
        site = out / "site" / language_folder(code, config.publication)
        if code in built:
            topics = tuple(topic for topic, _ in built[code].by_topic)
        elif archive.past_issues(code) and (site / "index.html").is_file():
            everyone = (*config.publication.topics, config.publication.rest)
            topics = tuple(
                topic for topic in everyone if (site / "topics" / topic.slug / "index.html").is_file()
            )
        else:
            continue
        siblings.append(
            LanguagePages(
                publication=config.publication.in_language(code),
                locale=Locale(code, templates.source),
                topics=topics,
                has_issue=code in built,
            )
        )
    return siblings


def messages(
    config: Config,
    issues: list[Issue],
    read: Callable[[str], bytes],
    siblings: list[LanguagePages],
    marking: Marking | None = None,
) -> dict[str, Artifact]:
    """Return the messages by the language of the issue they begin with. `read` gives a file by its path."""
    words = {one.language: one.locale for one in siblings}
    marking = marking or Marking()
    if not config.mail.together:
        return {issue.language: _message(config, [issue], read, words, marking) for issue in issues}
    return {issues[0].language: _message(config, issues, read, words, marking)}


def _message(
    config: Config,
    issues: list[Issue],
    read: Callable[[str], bytes],
    words: Mapping[str, Locale],
    marking: Marking,
) -> Artifact:
    """Return the message of one issue, or of several that follow each other in one."""
    from digest.render.addresses import language_folder, language_suffix  # noqa: PLC0415 (see build)
    from digest.render.subject import message_date, subject  # noqa: PLC0415 (see build)

    issue, *following = issues
    prefix = language_folder(issue.language, config.publication)
    suffix = language_suffix(issue.language, config.publication)
    path = f"mail/{issue.period.name}/digest{suffix}"
    home = config.publication.home + prefix
    mail = config.mail.in_language(issue.language)
    own = words[issue.language]
    parts = message.write(
        mail=replace(mail, to=marking.to) if marking.to else mail,
        subject=subject(
            issue,
            own,
            [words[other.language] for other in following],
            correction=marking.correction,
            test=marking.test,
        ),
        date=message_date(issue, marking.sent),
        text=read(f"{path}.txt"),
        html=read(f"{path}.html"),
        web=f"{home}issues/{issue.period.name}/",
        archive=home,
        key=message_key(issue.language, issue.period, marking),
        language=", ".join(one.language for one in issues),
        list_name=issue.publication.title,
    )
    return Artifact(path=f"{path}.eml", parts=parts)
