"""Editions: the issue narrowed to one language and set of topics, rendered once for all who get it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from digest.issue.sections import weight
from digest.mail.personal import Letter, Marks, Page, Post
from digest.model import Article, ArticleKey, Edition, InvalidLine, Issue, Outgoing, Section, Subscriber
from digest.render.context import RenderContext
from digest.render.editions import Renderer
from digest.render.subject import message_date

# So many letters are kept ready, of some 100 KB each; another one is rendered anew in milliseconds.
_KEPT = 256


@dataclass(slots=True)
class Counts:
    """What became of the lines: parcels made, lines refused, and those for whom there is nothing.

    `nothing` have no article in their topics, `silent` read a language that has no issue.
    """

    parcels: int = 0
    refused: int = 0
    nothing: int = 0
    silent: int = 0


def narrow(issue: Issue, topics: frozenset[str], topic_of: Mapping[ArticleKey, str]) -> Issue | None:
    """Return the issue with the articles of some topics only; None where there is none in its language.

    No topics are all of them. `topic_of` says under which topic an article is filed, by its source and
    id. An article is in the topic of the section where it stands, and in its own where the section is
    no topic's. A lead of another topic gives way to the heaviest of what is left, of equals the first.
    """
    if not topics:
        return issue if issue.own_articles else None

    wanted = {id(one) for one, topic in _shelved(issue, topic_of) if topic in topics}

    def of(articles: Iterable[Article]) -> tuple[Article, ...]:
        return tuple(one for one in articles if id(one) in wanted)

    lead = issue.lead if id(issue.lead) in wanted else None
    sections = tuple(replace(section, articles=of(section.articles)) for section in issue.sections)
    narrowed = replace(issue, lead=lead, sections=sections, linked=of(issue.linked))
    own = narrowed.own_articles
    if not own:
        return None
    if lead is None:
        lead = max(own, key=weight)
    return replace(narrowed, lead=lead, sections=tuple(_without(lead, sections)))


def _shelved(issue: Issue, topic_of: Mapping[ArticleKey, str]) -> Iterator[tuple[Article, str]]:
    """Yield every article of an issue, and the topic it is in."""
    rest, few = issue.publication.rest.slug, issue.publication.few.slug
    for section in issue.sections:
        if section.topic.slug != few:
            yield from ((one, section.topic.slug) for one in section.articles)
    apart = [section.articles for section in issue.sections if section.topic.slug == few]
    for articles in ((issue.lead,) if issue.lead else (), *apart, issue.linked):
        yield from ((one, topic_of.get(one.key, rest)) for one in articles)


def _without(lead: Article, sections: Iterable[Section]) -> Iterator[Section]:
    """Yield the sections that are not empty without the lead."""
    for section in sections:
        articles = tuple(one for one in section.articles if one is not lead)
        if articles:
            yield replace(section, articles=articles)


class Editions:
    """The letters of one issue to subscribers, in all the languages it has.

    `counts` says what became of the lines that `parcels` was given so far.
    """

    def __init__(
        self,
        materials: Iterable[RenderContext],
        renderer: Renderer,
        post: Post,
        marks: Mapping[str, str] | None = None,
    ) -> None:
        """`materials` are those of the languages with an issue; `marks` stand before the subjects of each language."""
        self.counts = Counts()
        self._materials = {material.issue.language: material for material in materials}
        self._renderer = renderer
        self._post = post
        self._before = marks or {}
        self._letter = lru_cache(_KEPT)(self._made)
        self._there = {code: _topics(material) for code, material in self._materials.items()}

    def parcels(self, lines: Iterable[Subscriber | InvalidLine]) -> Iterator[Outgoing | InvalidLine]:
        """Yield a parcel for each subscriber for whom there is something to read, and each refusal as it is.

        Takes what `mailer.subscribers.read` yields, one at a time, and holds on to none. An edition is
        rendered when its first reader comes.
        """
        counts = self.counts
        for one in lines:
            if isinstance(one, InvalidLine):
                counts.refused += 1
                yield one
            elif one.language not in self._materials:
                counts.silent += 1
            elif (letter := self.letter(one)) is None:
                counts.nothing += 1
            else:
                counts.parcels += 1
                yield letter.parcel(one)

    def letter(self, subscriber: Subscriber) -> Letter | None:
        """Return the letter of a subscriber's edition, None where it would hold nothing."""
        there = self._there[subscriber.language]
        topics = subscriber.topics & there
        if subscriber.topics and not topics:
            return None
        return self._letter(Edition(subscriber.language, frozenset() if topics == there else topics))

    def _made(self, edition: Edition) -> Letter | None:
        material = self._materials[edition.language]
        issue = narrow(material.issue, edition.topics, material.topic_of)
        if issue is None:
            return None
        marks = Marks(self._post.secret)
        rendered = self._renderer.render(
            issue,
            greeting=marks.greeting(issue.draft.greeting or material.mail.greeting),
            unsubscribe=marks.unsubscribe if material.mail.unsubscribe else "",
        )
        page = Page(
            edition=edition,
            subject=f"{self._before.get(edition.language, '')} {rendered.subject}".strip(),
            date=message_date(issue, self._post.sent),
            text=rendered.text,
            html=rendered.html,
            web=rendered.web,
            archive=rendered.home,
            list_name=issue.publication.title,
        )
        return Letter(page, material.mail, self._post, marks)


def _topics(material: RenderContext) -> frozenset[str]:
    """Return the topics that the issue of one language has something in."""
    return frozenset(topic for _, topic in _shelved(material.issue, material.topic_of))
