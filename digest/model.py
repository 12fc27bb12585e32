"""The nouns every room speaks in. Values only: nothing here reads, writes or decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from digest.periods import Period


class DateFrom(StrEnum):
    """Origin of an article's date of publication."""

    SOURCE = "source"
    DATELINE = "dateline"
    ESTIMATED = "estimated"


class FetchState(StrEnum):
    """Result of asking a remote source. WAITING: not asked, because its server asked for a pause."""

    READ = "read"
    UNCHANGED = "unchanged"
    WAITING = "waiting"
    FAILED = "failed"


class Reason(StrEnum):
    """Reason why an article is not in the issue. LINKED: in another language, and named at the issue's end."""

    UNDATED = "undated"
    PERIOD = "period"
    LANGUAGE = "language"
    LINKED = "linked"
    DUPLICATE = "duplicate"
    EMPTY = "empty"
    SENT = "sent"
    RULE = "rule"
    LIMIT = "limit"
    EDITOR = "editor"
    HELD = "held"


class OfferKind(StrEnum):
    """Reason why the draft offers an article. OUT: left out by a rule or a limit."""

    LATE = "late"
    UNDATED = "undated"
    OUT = "out"
    DUPLICATE = "duplicate"


class TopicOrder(StrEnum):
    """Order of the articles of a topic. DATE: newest first. WEIGHT: heaviest first."""

    DATE = "date"
    WEIGHT = "weight"
    SOURCE = "source"


class Untranslated(StrEnum):
    """Treatment of an article that is in another language than the issue."""

    LEAVE_OUT = "leave-out"
    MARK = "mark"
    LINK = "link"


class OnChange(StrEnum):
    """The editor's choice when a source changes after its words were rewritten."""

    ASK = ""
    KEEP = "keep"
    TAKE = "take"


class End(StrEnum):
    """One end of a period."""

    START = "start"
    END = "end"


class Level(StrEnum):
    """Severity of a finding. An error stops `digest send`."""

    ERROR = "error"
    WARNING = "warning"


class ArticleKey(NamedTuple):
    """Identity of an article in an archive: its source and its id within that source."""

    source: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One place articles come from.

    `name` is the file's path below the workspace (with `/`), or the address.
    `language` and `topics` hold where the document itself says nothing. `allow_private` lets
    an address be one that is not public.
    """

    name: str
    language: str | None = None
    topics: tuple[str, ...] = ()
    allow_private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The bytes a source gave, and where they came from.

    `address` is where they were found on the web in the end, None for a file.
    """

    source: Source
    content: bytes
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """One picture: an https address, or the path of a file below the workspace's feeds."""

    url: str
    alt: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A recording that comes with an article: its address, its media type, its size in bytes."""

    url: str
    type: str = ""
    length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One thing to read, the same whatever format it came from. Never edited.

    `published` and `updated` carry an offset. `date_from` is "source", "dateline",
    "estimated" or None. `summary` is plain text, paragraphs parted by a blank line;
    `content` is sanitised HTML, empty where the source gave only a summary. `translations` are
    the addresses its source names for it in other languages.
    """

    id: str
    title: str
    source: str
    url: str | None = None
    published: datetime | None = None
    date_from: DateFrom | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    language: str | None = None
    summary: str = ""
    content: str = ""
    image: Image | None = None
    enclosures: tuple[Enclosure, ...] = ()
    translations: tuple[str, ...] = ()

    @property
    def key(self) -> ArticleKey:
        """The article's identity in an archive."""
        return ArticleKey(self.source, self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a reader has to say about one place of a source that it could read all the same."""

    source: str
    text: str
    line: int | None = None

    def __str__(self) -> str:
        place = self.source if self.line is None else f"{self.source}:{self.line}"
        return f"{place}: {self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one document held.

    `next_page` is the address of the page that goes on where this one ends, `feeds` are the
    addresses of the feeds a web page names as its own, and `sources` the feeds a list of feeds holds.
    """

    format: str
    articles: tuple[Article, ...]
    notices: tuple[Notice, ...] = ()
    next_page: str | None = None
    feeds: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteState:
    """What is remembered of a source that is an address, from one fetch to the next.

    `feed` is the feed its web page names. `etag` and `modified` are what the server at `address`
    said of the answer that was read under `settings`, a hash of what else a reading depends on.
    `asked` and `answered` are when it last was, and when it last gave what it was asked for.
    It failed `failures` times in a row since `failing_since`, the last time with `error`, and
    wants to be left alone until `wait_until`.
    """

    name: str
    feed: str = ""
    address: str = ""
    etag: str = ""
    modified: str = ""
    settings: str = ""
    asked: datetime | None = None
    answered: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    error: str = ""
    wait_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """How one source stands: what it gave so far, and for an address how asking it went.

    `newest` and `title` are of its last article. `listed` says that there is such a file, or
    that the settings name the address.
    """

    name: str
    format: str = ""
    articles: int = 0
    newest: datetime | None = None
    title: str = ""
    listed: bool = True
    remote: RemoteState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A heading of the newsletter, with what brings an article under it.

    At most `most` articles stand there; with fewer than `least` they go under "also". `order` is
    "date" (the newest first), "weight" (the heaviest first) or "source".
    `keywords` are by language; those under "" are for every language.
    """

    slug: str
    titles: Mapping[str, str]
    aliases: tuple[str, ...] = ()
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    colour: str | None = None
    most: int | None = None
    least: int = 0
    order: TopicOrder = TopicOrder.DATE

    def title(self, language: str) -> str:
        """Return the heading in `language`, else in whatever language comes first."""
        return self.titles.get(language) or next(iter(self.titles.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What an article must be like to be included or excluded: all that is said must hold.

    `source` is a pattern of names, `label` one of the source's own topics, `word` stands in the
    title or the summary, `topic` is a slug.
    """

    source: str | None = None
    language: str | None = None
    label: str | None = None
    word: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The newsletter as a whole. `home` ends with a slash; the first language is the main one.

    `title`, `tagline` and `address` are in the first language; `also` holds them in the others
    where they differ. `untranslated` says what becomes of an article in another language than
    the issue's: "leave-out", "mark" or "link".
    """

    title: str
    home: str
    languages: tuple[str, ...] = ("en",)
    timezone: str = "UTC"
    tagline: str = ""
    address: str = ""
    first_issue: str | None = None
    feed_length: int = 30
    topics: tuple[Topic, ...] = ()
    rest: Topic = field(default_factory=lambda: Topic(slug="more", titles={"en": "More stories"}))
    few: Topic = field(default_factory=lambda: Topic(slug="also", titles={"en": "Also this month"}))
    include: tuple[Rule, ...] = ()
    exclude: tuple[Rule, ...] = ()
    also: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    untranslated: Untranslated = Untranslated.LEAVE_OUT

    def in_language(self, language: str) -> Publication:
        """Return the publication as it calls itself in `language`."""
        return replace(self, **self.also.get(language, {}))  # type: ignore[arg-type]  # all of them are text

    def language_of(self, article: Article) -> str:
        """Return the language of `article`: the first where nobody named one."""
        return article.language or self.languages[0]

    def topic(self, slug: str | None) -> Topic:
        """Return the topic `slug`; the rest for None and for a topic that is no more."""
        return next((topic for topic in self.topics if topic.slug == slug), self.rest)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """What the message's header and footer and its way out need. Empty where the publication does not say.

    `also` holds what differs in the other languages. `together`: one mail holds the issues of
    all languages, one after another. `greeting` (Markdown) stands where an issue's draft has none.
    `bounces` is the envelope's sender where it is not the message's; `login` the file that holds the
    password, `connections` how many there are at once, and `per_minute` how many messages go out at
    most, 0 for as many as can. `browser` is where the mail itself is on the web, where that is not the
    issue's page.
    """

    sender: str = ""
    to: str = ""
    unsubscribe: str = ""
    greeting: str = ""
    list_id: str = ""
    bounces: str = ""
    login: str = ""
    connections: int = 1
    per_minute: int = 0
    browser: str = ""
    also: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    together: bool = False

    def in_language(self, language: str) -> MailSettings:
        """Return what the mail of `language` needs."""
        return replace(self, **self.also.get(language, {}))  # type: ignore[arg-type]  # all of them are text


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """How the newsletter looks. Colours are `#rrggbb`."""

    accent: str = "#0b5cad"
    logo: str = ""
    serif: str = 'Georgia, "Times New Roman", serif'
    sans: str = '-apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif'


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
    kind: str
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A reader: an addr-spec, checked, and what is known of them.

    `language` is one of the publication's. `topics` are slugs; none is all of them. `fields` are the
    further columns of the list, by their headings as `slots.key` writes them.
    """

    email: str
    language: str
    name: str = ""
    topics: frozenset[str] = frozenset()
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidLine:
    """A line of a list of subscribers that is passed over, and why."""

    source: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.source}:{self.line}: {self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message for one recipient, to be made when it is handed over.

    `recipient` is an addr-spec (RFC 5322, section 3.4.1), already validated. `edition` is a language,
    and topics where it is narrowed to some: "en", "es/health+water". The same issue, amendment and
    recipient give the same `message_id`, with its angle brackets. `content` makes the whole message
    with CRLF line ends, the same bytes each time.
    """

    recipient: str
    edition: str
    message_id: str
    content: Callable[[], bytes]
