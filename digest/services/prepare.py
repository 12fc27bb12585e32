"""Prepare the issues of a period once: build, send, approve and export all start from here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from digest.archive import Archive
from digest.config import Config
from digest.dedupe import groups
from digest.issue import decisions, duplicates
from digest.model import Artifact, ClassifiedArticle, Issue, PastIssue, Topic
from digest.periods import Period
from digest.services import workspace
from digest.services.cache import cache_folder
from digest.services.compose import Composed, compose, pairs_kept_apart
from digest.services.images import Pictures

if TYPE_CHECKING:
    from digest.render.environment import Templates
    from digest.render.inputs import LanguagePages, RenderContext
    from digest.services.messages import Messages

# The drafts of so many issues are read for the articles that they keep apart.
_DRAFTS_READ = 12


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """The issues of a period, one for each language, ready to be rendered.

    Attributes:
        composed: The issues as the selector made them, with everything known about them.
        issues: The same issues, without the pictures that cannot be used.
        contexts: The render contexts of the issues that have articles.
        pages: The languages that have pages, from this build or an earlier one, with their topics.
    """

    config: Config
    period: Period
    composed: tuple[Composed, ...]
    issues: tuple[Issue, ...]
    contexts: tuple[RenderContext, ...]
    pages: Mapping[str, tuple[Topic, ...]]
    pictures: Pictures
    _mails: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def has_articles(self) -> bool:
        """True when an issue of the period has articles; otherwise nothing is rendered."""
        return bool(self.contexts)

    @cached_property
    def templates(self) -> Templates:
        """The templates, compiled on first use."""
        from digest.render.environment import Templates  # an empty period needs no templates

        return Templates(self.config.theme, self.config.paths.templates, cache_folder())

    @cached_property
    def languages(self) -> tuple[LanguagePages, ...]:
        """The languages that have pages, with their fixed words."""
        from digest.render.inputs import LanguagePages  # an empty period needs no templates
        from digest.render.locale import Locale  # as above

        built = {context.issue.language for context in self.contexts}
        return tuple(
            LanguagePages(
                publication=self.config.publication.in_language(code),
                locale=Locale(code, self.templates.source),
                topics=topics,
                has_issue=code in built,
            )
            for code, topics in self.pages.items()
        )

    @cached_property
    def messages(self) -> Messages:
        """The messages. The mails are rendered on first use, unless `artifacts` rendered them already."""
        from digest.render.outputs import Scope, render  # an empty period needs no templates
        from digest.services.messages import Messages  # as above

        if not self._mails:
            for artifact in render(self.contexts, self.templates, self.languages, only=Scope.MAIL):
                self._mails[artifact.path] = b"".join(artifact.parts)
        issues = [context.issue for context in self.contexts]
        return Messages(self.config, issues, self.languages, self._mails)

    def artifacts(self) -> Iterator[Artifact]:
        """Yield every output of the issues, and then the messages made of them."""
        from digest.render.outputs import render  # an empty period needs no templates

        mails: dict[str, bytes] = {}
        for artifact in render(self.contexts, self.templates, self.languages):
            if artifact.path.startswith("mail/"):
                mails[artifact.path] = b"".join(artifact.parts)
                yield replace(artifact, parts=(mails[artifact.path],))
            else:
                yield artifact
        self._mails.update(mails)
        yield from self.messages.artifacts.values()


def prepare(config: Config, archive: Archive, period: Period, out: Path) -> Prepared:
    """Compose the issues of a period and prepare them for rendering.

    Args:
        config: The workspace's settings.
        archive: The open archive.
        period: The period.
        out: The folder of the built files; the pages of earlier issues there are linked.

    Raises:
        DraftError: for a draft that cannot be used.
    """
    all_composed = tuple(compose(config, archive, period, code) for code in config.publication.languages)
    pictures = Pictures(config.paths)
    issues = tuple(pictures.checked_issue(composed.issue) for composed in all_composed)
    corrected = workspace.corrected_issues(config)
    contexts = tuple(
        _Contexts(config, archive, issue, out, pictures).make(composed.articles, corrected)
        for issue, composed in zip(issues, all_composed, strict=True)
        if issue.articles
    )
    return Prepared(
        config=config,
        period=period,
        composed=all_composed,
        issues=issues,
        contexts=contexts,
        pages=dict(_pages(config, archive, contexts, out)) if contexts else {},
        pictures=pictures,
    )


def with_corrections(prepared: Prepared) -> Prepared:
    """Return the same issues with the corrections that the ledger holds by now."""
    corrected = workspace.corrected_issues(prepared.config)
    contexts = tuple(
        replace(context, past=_with_corrections(context.past, corrected)) for context in prepared.contexts
    )
    return replace(prepared, contexts=contexts)


def past_issue(issue: Issue) -> PastIssue:
    """Return the summary of an issue that later builds need."""
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


def _with_corrections(past: Iterable[PastIssue], corrected: Mapping[str, datetime]) -> tuple[PastIssue, ...]:
    return tuple(replace(issue, amended=corrected.get(issue.name)) for issue in past)


class _Contexts:
    """Makes the render context of one issue."""

    def __init__(self, config: Config, archive: Archive, issue: Issue, out: Path, pictures: Pictures) -> None:
        self._config = config
        self._archive = archive
        self._issue = issue
        self._pictures = pictures
        self._past = self._past_issues(out)
        drafts = [past.name for past in self._past[:_DRAFTS_READ]]
        self._apart = pairs_kept_apart(config, drafts)

    def make(
        self, classified: Iterable[ClassifiedArticle], corrected: Mapping[str, datetime]
    ) -> RenderContext:
        """Return the render context, with the newest articles of the feeds and the topics."""
        from digest.render.inputs import RenderContext  # an empty period needs no templates

        issue = self._issue
        publication = issue.publication
        newest = self._newest(None)
        by_topic = [(topic, self._newest(topic)) for topic in (*publication.topics, publication.rest)]
        known = [*classified, *newest, *(item for _, items in by_topic for item in items)]
        return RenderContext(
            issue=issue,
            topic_of={item.article.key: item.topic for item in known},
            newest=newest,
            by_topic=tuple(
                (topic, tuple(item.article for item in items)) for topic, items in by_topic if items
            ),
            past=_with_corrections(self._past, corrected),
            mail=self._config.mail.in_language(issue.language),
            theme=self._config.theme,
        )

    def _past_issues(self, out: Path) -> tuple[PastIssue, ...]:
        """Return this issue and the earlier ones whose pages are still there, newest first."""
        language = self._issue.language
        pages = out / "site" / self._issue.publication.language_folder(language) / "issues"
        this = past_issue(self._issue)
        others = [
            past
            for past in self._archive.past_issues(language)
            if past.name != this.name and (pages / past.name / "index.html").is_file()
        ]
        by_date = sorted([this, *others], key=lambda past: (past.end, past.start, past.name), reverse=True)
        return tuple(by_date)

    def _newest(self, topic: Topic | None) -> tuple[ClassifiedArticle, ...]:
        """Return the newest articles until the end of the newest issue, of one topic or of all."""
        publication, language = self._issue.publication, self._issue.language
        # Some of them may be duplicates, or excluded by a rule.
        factor = 8 if publication.include or publication.exclude else 2
        candidates = self._archive.newest(
            language,
            self._past[0].end,
            publication.feed_length * factor,
            main=language == publication.languages[0],
            topic=topic.slug if topic else None,
        )
        candidates = [item for item in candidates if not decisions.rule_exclusion(item, publication)]
        found = groups.find(
            (item.article for item in candidates),
            self._archive.similar_pairs(item.article.key for item in candidates),
            duplicates.kept_apart(self._apart, candidates),
        )
        distinct = [item for item in candidates if item.article.key not in found.printed]
        return tuple(
            replace(item, article=self._pictures.checked(found.completed(item.article)))
            for item in distinct[: publication.feed_length]
        )


def _pages(
    config: Config, archive: Archive, contexts: Iterable[RenderContext], out: Path
) -> Iterator[tuple[str, tuple[Topic, ...]]]:
    """Yield the languages that have pages, from this build or from an earlier one, with their topics."""
    publication = config.publication
    built = {context.issue.language: context for context in contexts}
    for code in publication.languages:
        site = out / "site" / publication.language_folder(code)
        if code in built:
            yield code, tuple(topic for topic, _ in built[code].by_topic)
        elif archive.past_issues(code) and (site / "index.html").is_file():
            topics = (*publication.topics, publication.rest)
            has_page = [(site / "topics" / topic.slug / "index.html").is_file() for topic in topics]
            yield code, tuple(topic for topic, page in zip(topics, has_page, strict=True) if page)
