"""Issues, the drafts they are made with, and their rendered files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from digest.model.articles import Article
from digest.model.publication import Publication, Topic
from digest.model.states import End, Level, OfferKind, OnChange, Reason
from digest.periods import Period, PeriodKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassifiedArticle:
    """An article and the slug of the topic it is filed under."""

    article: Article
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One topic and its articles, in reading order."""

    topic: Topic
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An article that is not in the issue, and why.

    `reason` is one of: undated, period, language, linked (it is in another language, and named at the
    issue's end), duplicate, empty, sent, rule, limit, editor, held. `detail` completes the sentence.
    """

    article: Article
    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """An article within a day of one end of the period. `inside` says on which side it fell."""

    article: Article
    end: End
    inside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """What the editor wrote instead of the source's words, for one issue.

    None leaves what the source says; an empty image takes it away. `was_title` and `was_summary`
    are what the source said when it was rewritten, `changed` what the editor decided when it said
    something else later: "keep" or "take".
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
    """Something of the editor's own beside a section: `beside` is its slug, or "lead". `text` is Markdown."""

    beside: str
    before: bool = False
    title: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the editor decided on one issue in one language. Articles are named by their marks.

    `order` are the articles of each section as the editor set them, `dates` the days of undated
    ones, `late` those taken from the period before, `apart` those that are not one story, `translations` those that are one in two languages;
    `names` every mark as the editor wrote it.
    """

    subject: str = ""
    preheader: str = ""
    greeting: str = ""
    closing: str = ""
    number: int | None = None
    dated: date | None = None
    lead: str = ""
    pinned: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[str, str] = field(default_factory=dict)
    rewrites: Mapping[str, Rewrite] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    dates: Mapping[str, date] = field(default_factory=dict)
    late: frozenset[str] = frozenset()
    apart: frozenset[frozenset[str]] = frozenset()
    translations: frozenset[frozenset[str]] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An article the editor may take: `kind` is "late", "undated", "out" or "duplicate"; `why` is what is known of it."""

    article: Article
    kind: OfferKind
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One number of the newsletter, complete: publication x period x language.

    The lead stands at the head and in no section. `number` counts from the publication's
    first issue, None where it names none. `linked` are articles in other languages that are only
    named at the end; `untranslated` all those of the publication's other languages that have no
    translation in this one, whether they are in the issue or not. `notes`
    say of articles, by their marks, why they are in where the period alone does not tell.
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
        """The articles that are in the issue's language, in reading order."""
        of = self.publication.language_of
        return tuple(article for article in self.articles if of(article) == self.language)

    @property
    def articles(self) -> tuple[Article, ...]:
        """Every article of the issue, in reading order."""
        lead = (self.lead,) if self.lead else ()
        return lead + tuple(article for section in self.sections for article in section.articles)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastIssue:
    """An issue built before, as the index of the site and the chain of archives need it.

    `amended` is when its last correction began to go out, None without one.
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
    """One rendered output file; `path` is below `out/`, with `/`.

    `parts` are its bytes one after another, to be gone through once. `note` says what was done
    to make it fit.
    """

    path: str
    parts: Iterable[bytes]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check says of one place.

    `code` is the check's and stable, `level` "error" or "warning". `where` is a file below `out/`,
    `line` a line of it. `text` goes on where the place's name ends: what is wrong, and what to do.
    `waived` is the reason the settings give for letting it be, empty where they do not.
    """

    code: str
    level: Level
    where: str
    text: str
    line: int | None = None
    waived: str = ""

    def __str__(self) -> str:
        place = self.where if self.line is None else f"{self.where}:{self.line}"
        return f"{place}: {self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReply:
    """What came of asking for the address of a link.

    `trouble` completes the sentence "the link …", and is empty where it is well; `gone` says that
    there is nothing, and not only that it could not be had this time.
    """

    trouble: str = ""
    gone: bool = False
