"""Editions: the issue narrowed to one language and some topics, rendered once for all its readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from digest.issue.sections import weight
from digest.mail.message import HeaderValues
from digest.mail.personal import Letter, Mailing, Placeholders, RenderedEdition
from digest.model import Article, ArticleKey, Edition, InvalidLine, Issue, Outgoing, Section, Subscriber
from digest.render.editions import Renderer
from digest.render.inputs import RenderContext
from digest.render.subject import message_date
from digest.services.prepare import Prepared

# Rendered editions kept in memory, of about 100 KB each; a further one takes milliseconds.
_KEPT = 256


@dataclass(slots=True)
class ListCounts:
    """Lines of a list of subscribers by their result.

    Attributes:
        messages: Subscribers who get a message.
        invalid: Lines that are no subscriber.
        no_article: Subscribers with no article in their topics.
        no_issue: Subscribers whose language has no issue.
    """

    messages: int = 0
    invalid: int = 0
    no_article: int = 0
    no_issue: int = 0


def narrow(issue: Issue, topics: frozenset[str], topic_of: Mapping[ArticleKey, str]) -> Issue | None:
    """Return the issue with the articles of some topics, or None when it has none in its language.

    An article of a topic's section has that topic; the lead, and the articles of other sections,
    have the topic they were classified under. A lead of another topic is replaced by the article
    with the largest weight, of equals the first.

    Args:
        issue: The issue.
        topics: Slugs; no topics are all of them.
        topic_of: The topic of each article.
    """
    if not topics:
        return issue if issue.own_articles else None
    chosen = {id(article) for article, topic in _with_topics(issue, topic_of) if topic in topics}

    def only_chosen(articles: Iterable[Article]) -> tuple[Article, ...]:
        return tuple(article for article in articles if id(article) in chosen)

    lead = issue.lead if id(issue.lead) in chosen else None
    sections = tuple(replace(section, articles=only_chosen(section.articles)) for section in issue.sections)
    narrowed = replace(issue, lead=lead, sections=sections, linked=only_chosen(issue.linked))
    own = narrowed.own_articles
    if not own:
        return None
    if lead is None:
        lead = max(own, key=weight)
    return replace(narrowed, lead=lead, sections=tuple(_without(lead, sections)))


def _with_topics(issue: Issue, topic_of: Mapping[ArticleKey, str]) -> Iterator[tuple[Article, str]]:
    """Yield every article of an issue with its topic."""
    rest, few = issue.publication.rest.slug, issue.publication.few.slug
    for section in issue.sections:
        if section.topic.slug != few:
            yield from ((article, section.topic.slug) for article in section.articles)
    others = [section.articles for section in issue.sections if section.topic.slug == few]
    for articles in ((issue.lead,) if issue.lead else (), *others, issue.linked):
        yield from ((article, topic_of.get(article.key, rest)) for article in articles)


def _without(lead: Article, sections: Iterable[Section]) -> Iterator[Section]:
    """Yield the sections that are not empty without the lead."""
    for section in sections:
        articles = tuple(article for article in section.articles if article is not lead)
        if articles:
            yield replace(section, articles=articles)


class Editions:
    """The letters of an issue to its subscribers, in all the languages it has.

    Attributes:
        counts: The results of the lines that `messages` was given so far.
    """

    def __init__(
        self,
        contexts: Iterable[RenderContext],
        renderer: Renderer,
        mailing: Mailing,
        prefixes: Mapping[str, str] | None = None,
    ) -> None:
        """Make the editions of an issue.

        Args:
            contexts: The render contexts of the languages that have an issue.
            renderer: Renders an edition.
            mailing: The data that all letters share.
            prefixes: The first words of the subjects, by language.
        """
        self.counts = ListCounts()
        self._contexts = {context.issue.language: context for context in contexts}
        self._renderer = renderer
        self._mailing = mailing
        self._prefixes = prefixes or {}
        self._rendered = lru_cache(_KEPT)(self._render)
        self._topics = {code: _topics(context) for code, context in self._contexts.items()}

    def messages(self, lines: Iterable[Subscriber | InvalidLine]) -> Iterator[Outgoing | InvalidLine]:
        """Yield a message for each subscriber who has an article to read, and each invalid line.

        It takes one line at a time and keeps none. An edition is rendered for its first reader.
        """
        counts = self.counts
        for line in lines:
            if isinstance(line, InvalidLine):
                counts.invalid += 1
                yield line
            elif line.language not in self._contexts:
                counts.no_issue += 1
            elif (letter := self.letter(line)) is None:
                counts.no_article += 1
            else:
                counts.messages += 1
                yield letter.message_to(line)

    def letter(self, subscriber: Subscriber) -> Letter | None:
        """Return the letter of a subscriber's edition, or None when that has no article."""
        available = self._topics[subscriber.language]
        topics = subscriber.topics & available
        if subscriber.topics and not topics:
            return None
        return self._rendered(Edition(subscriber.language, frozenset() if topics == available else topics))

    def _render(self, edition: Edition) -> Letter | None:
        context = self._contexts[edition.language]
        issue = narrow(context.issue, edition.topics, context.topic_of)
        if issue is None:
            return None
        placeholders = Placeholders(self._mailing.secret)
        rendered = self._renderer.render(
            issue,
            greeting=placeholders.insert(issue.draft.greeting or context.mail.greeting),
            unsubscribe=placeholders.unsubscribe if context.mail.unsubscribe else "",
        )
        headers = HeaderValues(
            mail=context.mail,
            subject=f"{self._prefixes.get(edition.language, '')} {rendered.subject}".strip(),
            date=message_date(issue, self._mailing.sent),
            web=rendered.web,
            archive=rendered.home,
            languages=edition.language,
            list_name=issue.publication.title,
        )
        letter = RenderedEdition(edition=edition, headers=headers, text=rendered.text, html=rendered.html)
        return Letter(letter, self._mailing, placeholders)


def _topics(context: RenderContext) -> frozenset[str]:
    """Return the topics of the articles of an issue."""
    return frozenset(topic for _, topic in _with_topics(context.issue, context.topic_of))


def editions(
    prepared: Prepared, secret: bytes, *, amendment: int = 0, sent: datetime | None = None
) -> Editions:
    """Return the editions of prepared issues, for subscribers in any of their languages.

    Languages are sent apart, even if the built mail holds them together.

    Args:
        prepared: The issues.
        secret: The secret that signs unsubscribe tokens.
        amendment: The number of the correction, 0 for the issue itself; the subject says so.
        sent: The instant at which the first letter was sent; None for none yet.
    """
    mailing = Mailing(
        list_id=prepared.config.mail.list_id,
        issue=prepared.period.name,
        amendment=amendment,
        secret=secret,
        sent=sent,
    )
    prefixes = (
        {pages.language: pages.locale.correction() for pages in prepared.languages} if amendment else {}
    )
    renderer = Renderer(prepared.contexts, prepared.templates, prepared.languages)
    return Editions(prepared.contexts, renderer, mailing, prefixes)
