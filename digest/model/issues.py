"""Issues, the drafts they are made with, and their rendered files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from digest.model.articles import Article
from digest.model.publication import Publication, Topic
from digest.model.states import End, Level, OfferKind, OnChange, Reason
from digest.periods import Period, PeriodKind
from digest.text import place


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassifiedArticle:
    """An article and the slug of its topic."""

    article: Article
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A topic and its articles, in reading order."""

    topic: Topic
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An article that is not in the issue; `detail` completes a sentence about it."""

    article: Article
    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """An article within a day of one end of the period; `inside` is True for the inner side."""

    article: Article
    end: End
    inside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """The editor's words for an article, in one issue. None keeps the words of the source.

    Attributes:
        image: A picture; "" removes it.
        was_title: The title of the source when the editor rewrote it.
        was_summary: The summary of the source when the editor rewrote it.
        changed: The decision after the source changed.
    """

    title: str | None = None
    summary: str | None = None
    image: str | None = None
    alt: str | None = None
    was_title: str | None = None
    was_summary: str | None = None
    changed: OnChange = OnChange.ASK


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A text of the editor's own beside a section.

    Attributes:
        beside: The slug of the section, or "lead".
        before: True to stand before the section, not after it.
        text: Markdown.
    """

    beside: str
    before: bool = False
    title: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The editor's decisions on one issue in one language. Articles are named by their short ids.

    Attributes:
        message_date: The date of the mail.
        section_order: The topics whose sections come first, in this order.
        article_order: The articles of each section, in the editor's order.
        left_out: The articles left out, with reasons.
        held: The articles held for the next issue, with reasons.
        article_dates: The dates that the editor gives to undated articles.
        late: The articles taken from the previous period.
        apart: Pairs that look like duplicates and are not.
        translations: Pairs that are one article in two languages.
        names: The full key of each short id, as the editor wrote it.
    """

    subject: str = ""
    preheader: str = ""
    greeting: str = ""
    closing: str = ""
    number: int | None = None
    message_date: date | None = None
    lead: str = ""
    pinned: tuple[str, ...] = ()
    section_order: tuple[str, ...] = ()
    article_order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[str, str] = field(default_factory=dict)
    rewrites: Mapping[str, Rewrite] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    article_dates: Mapping[str, date] = field(default_factory=dict)
    late: frozenset[str] = frozenset()
    apart: frozenset[frozenset[str]] = frozenset()
    translations: frozenset[frozenset[str]] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An article that the editor may take; `why` completes a sentence about it."""

    article: Article
    kind: OfferKind
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One number of the newsletter: publication, period and language.

    Attributes:
        number: Counted from the publication's first issue; None when that is not set.
        lead: The first article; it is in no section.
        notes: Reasons for articles that are in against the rules, by short id.
        linked: Articles in other languages that are only linked at the end.
        untranslated: Articles in the publication's other languages without a translation in this one.
    """

    publication: Publication
    period: Period
    language: str
    number: int | None
    lead: Article | None
    sections: tuple[Section, ...]
    left_out: tuple[LeftOut, ...] = ()
    edges: tuple[Edge, ...] = ()
    draft: Draft = field(default_factory=Draft)
    notes: Mapping[str, str] = field(default_factory=dict)
    linked: tuple[Article, ...] = ()
    untranslated: tuple[Article, ...] = ()

    @property
    def own_articles(self) -> tuple[Article, ...]:
        """The articles in the issue's language, in reading order."""
        of = self.publication.language_of
        return tuple(article for article in self.articles if of(article) == self.language)

    @property
    def articles(self) -> tuple[Article, ...]:
        """Every article of the issue, in reading order."""
        lead = (self.lead,) if self.lead else ()
        return lead + tuple(article for section in self.sections for article in section.articles)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastIssue:
    """An earlier issue, as the site's index and the chain of archives need it.

    Attributes:
        count: The number of its articles.
        headlines: Its first titles.
        amended: The instant at which its last correction began to be sent; None without one.
    """

    name: str
    kind: PeriodKind
    language: str
    start: datetime
    end: datetime
    number: int | None
    count: int
    headlines: tuple[str, ...]
    amended: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One rendered output file.

    Attributes:
        path: The path below `out/`, with `/`.
        parts: The bytes in pieces; they can be iterated once.
        note: What was shortened to keep it within its size; "" for nothing.
    """

    path: str
    parts: Iterable[bytes]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A finding of a check.

    Attributes:
        code: The stable code of the check.
        where: A file below `out/`.
        text: The problem and the remedy; it continues the sentence after the place.
        line: A line of that file, from 1.
        waived: The reason for accepting it, from digest.toml; "" when it is not waived.
    """

    code: str
    level: Level
    where: str
    text: str
    line: int | None = None
    waived: str = ""

    @property
    def is_error(self) -> bool:
        """True for an error that is not waived."""
        return self.level is Level.ERROR and not self.waived

    def __str__(self) -> str:
        return f"{place(self.where, self.line)}: {self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReply:
    """The reply to a request for the address of a link.

    Attributes:
        problem: Completes the sentence "the link …"; "" when the link is fine.
        gone: True when the page does not exist; False when it only could not be reached.
    """

    problem: str = ""
    gone: bool = False
