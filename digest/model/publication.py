"""The settings of a newsletter, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from digest.model.articles import Article
from digest.model.states import TopicOrder, Untranslated


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A heading of the newsletter, and the articles that belong under it.

    Attributes:
        titles: The heading by language.
        aliases: Labels of sources that mean this topic.
        keywords: Keywords by language; those under "" are for every language.
        colour: `#rrggbb`, or None.
        most: The largest number of articles; None for no limit.
        least: With fewer articles, they move to the section "also".
        order: The order of the articles.
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
        """Return the heading in a language, else in the first that has one."""
        return self.titles.get(language) or next(iter(self.titles.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule that includes or excludes articles. An article must meet every condition that is set.

    Attributes:
        source: A pattern of source names.
        label: A topic that the source gives.
        word: A word or phrase of the title or summary.
        topic: A slug.
    """

    source: str | None = None
    language: str | None = None
    label: str | None = None
    word: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The newsletter as a whole.

    Attributes:
        title: The title in the first language; so are `tagline` and `address`.
        home: The address of the site, with a slash at its end.
        languages: The codes of the languages; the first is the main one.
        timezone: An IANA timezone; a period begins at its midnight.
        first_issue: The period of issue number 1.
        feed_length: The largest number of articles in a feed.
        rest: The section of articles without a topic.
        few: The section of topics with too few articles.
        other_languages: The texts of other languages that differ from the first, by language and field.
        untranslated: The treatment of articles in another language than the issue.
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
    other_languages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    untranslated: Untranslated = Untranslated.LEAVE_OUT

    def in_language(self, language: str) -> Publication:
        """Return a copy with the texts of one language."""
        return replace(self, **self.other_languages.get(language, {}))  # type: ignore[arg-type]  # all of them are text

    def language_of(self, article: Article) -> str:
        """Return the language of an article; the first language when none is known."""
        return article.language or self.languages[0]

    def language_folder(self, language: str) -> str:
        """Return the folder of a language's pages, such as "es/"; "" for the main language."""
        return "" if language == self.languages[0] else f"{language}/"

    def language_suffix(self, language: str) -> str:
        """Return the suffix of a language's mail files, such as ".es"; "" for the main language."""
        return "" if language == self.languages[0] else f".{language}"

    def topic(self, slug: str | None) -> Topic:
        """Return the topic with this slug; `rest` for None, and for a topic that no longer exists."""
        return next((topic for topic in self.topics if topic.slug == slug), self.rest)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The settings of the mail. Texts are empty when digest.toml does not set them.

    Attributes:
        sender: The From field.
        to: The mailing list that distributes the issue.
        unsubscribe: The address of the unsubscribe link.
        greeting: Markdown, for drafts without a greeting.
        list_id: The List-Id (RFC 2919).
        bounces: The sender of the envelope, when it is not the address in `sender`.
        login: The path of the file with the password.
        connections: The number of connections to the server at once.
        per_minute: The largest number of messages a minute; 0 for no limit.
        browser: The address of the mail itself on the web, when it is not the issue's page.
        other_languages: The texts of other languages that differ from the first, by language and field.
        together: One mail holds the issues of all languages, one after another.
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
    other_languages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    together: bool = False

    def in_language(self, language: str) -> MailSettings:
        """Return a copy with the texts of one language."""
        return replace(self, **self.other_languages.get(language, {}))  # type: ignore[arg-type]  # all of them are text


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The colours and fonts of the newsletter. Colours are `#rrggbb`."""

    accent: str = "#0b5cad"
    logo: str = ""
    serif: str = 'Georgia, "Times New Roman", serif'
    sans: str = '-apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif'
