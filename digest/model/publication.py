"""The settings of a newsletter, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from digest.model.articles import Article
from digest.model.states import TopicOrder, Untranslated


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
