"""What the templates show of an article: links that work, dates in words, texts of the right length."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from digest.dates import split_dateline
from digest.model import Article, ArticleKey, Enclosure, Image, Issue, PastIssue, Publication, Topic
from digest.periods import timezone
from digest.render.locale import Words, direction
from digest.text import excerpt, paragraphs, short_hash, slug

SUMMARY = 280
LEAD_SUMMARY = 480
_TYPES = {
    "mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "oga": "audio/ogg", "opus": "audio/ogg", "wav": "audio/wav",
    "mp4": "video/mp4", "m4v": "video/mp4", "webm": "video/webm", "mov": "video/quicktime", "pdf": "application/pdf",
}  # fmt: skip
_URI = re.compile(r"(?:https?|tag|urn|ftp|doi|info|mailto):\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A recording as the outputs show it: the word of its link, its address, its media type, its size in bytes."""

    word: str
    url: str
    type: str
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One article as the outputs show it; what several of them need is made once.

    `heading` is the title set so that it breaks well, `description` the summary or else the title.
    `cut` says that the summary goes on elsewhere. `content` is sanitised HTML; `cdata` holds it, or the
    text where the source gave no HTML, for XML. Dates stand ready as RFC 822 and RFC 3339.
    `mark` is what stands before the title of an article in another language, such as [EN].
    """

    title: str
    heading: str
    link: str
    anchor: str
    uri: str
    published: datetime
    updated: datetime
    published_822: str
    published_3339: str
    updated_3339: str
    day: str
    short_day: str
    authors: tuple[str, ...]
    byline: str
    summary: str
    cut: bool
    description: str
    text: str
    content: str
    cdata: Markup
    topics: tuple[str, ...]
    image: Image | None
    recordings: tuple[Recording, ...]
    language: str
    direction: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """An article in another language that the outputs only name."""

    title: str
    link: str
    language: str
    direction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """One language of the publication that has pages: what the pages of the others can link to.

    `issue` says that it has one of this build's period, `topics` which pages of topics there are.
    """

    publication: Publication
    words: Words
    topics: tuple[Topic, ...]
    issue: bool

    @property
    def language(self) -> str:
        """The language's code."""
        return self.words.language

    @property
    def home(self) -> str:
        """The address of its index."""
        return self.publication.home + folder(self.language, self.publication)


class Cards:
    """Makes cards; one for all the outputs of a build, so that an article has one anchor and one link."""

    def __init__(
        self, publication: Publication, words: Words, issues: tuple[PastIssue, ...], language: str
    ) -> None:
        """`issues` are those built, this one among them: their pages hold the articles without an address."""
        self._publication = publication
        self._zone = timezone(publication.timezone)
        self._words = words
        self._issues = sorted(issues, key=lambda issue: (issue.end - issue.start, issue.name))
        self._language = language
        self._made: dict[tuple[ArticleKey, int], Card] = {}

    def card(self, article: Article, topic: str, limit: int = SUMMARY) -> Card:
        """Return the card of a dated article whose topic is `topic` (a slug)."""
        key = (article.key, limit)
        if key not in self._made:
            self._made[key] = self._make(article, topic, limit)
        return self._made[key]

    def _make(self, article: Article, topic: str, limit: int) -> Card:
        published = article.published or datetime.min.replace(tzinfo=UTC)
        # A reader is told the day it was where the publication is, by which it came into the issue.
        local = published.astimezone(self._zone)
        _, rest = split_dateline(article.summary)
        text = "\n\n".join(paragraphs(rest)) or "\n\n".join(paragraphs(article.summary))
        short = excerpt(text, limit)
        image = article.image
        if image and "://" not in image.url:
            image = Image(
                url=self._publication.home + image_path(image.url),
                alt=image.alt,
                width=image.width,
                height=image.height,
            )
        filed = self._publication.topic(topic)
        topics = () if filed is self._publication.rest else (filed.title(self._language),)
        updated = max(article.updated, published, key=datetime.timestamp) if article.updated else published
        language = self._publication.language_of(article)
        return Card(
            title=article.title,
            heading=no_orphan(article.title),
            link=article.url or f"{self._page(published, topic)}#{anchor(article)}",
            anchor=anchor(article),
            uri=uri(article, self._publication.home),
            published=published,
            updated=updated,
            published_822=format_datetime(published),
            published_3339=rfc3339(published),
            updated_3339=rfc3339(updated),
            day=self._words.day(local),
            short_day=self._words.short_day(local),
            authors=article.authors,
            byline=self._words.names(article.authors),
            summary=short,
            cut=len(short) < len(" ".join(text.split())),
            description=short or article.title,
            text=text,
            content=article.content,
            cdata=cdata(article.content or paragraphs_markup(text)),
            topics=topics,
            image=image,
            recordings=tuple(self._recording(one) for one in article.enclosures),
            language=language,
            direction=direction(language),
            mark="" if language == self._language else f"[{language.upper()}]",
        )

    def pointer(self, article: Article, issue: str) -> Pointer:
        """Return what names an article in another language; without an address it is in that language's `issue`."""
        language = self._publication.language_of(article)
        page = f"{self._publication.home}{folder(language, self._publication)}issues/{issue}/"
        return Pointer(
            title=article.title,
            link=article.url or f"{page}#{anchor(article)}",
            language=language,
            direction=direction(language),
        )

    def _recording(self, enclosure: Enclosure) -> Recording:
        kind = enclosure.type or mimetype(enclosure.url)
        word = {"audio": "listen", "video": "watch"}.get(kind.partition("/")[0], "download")
        return Recording(
            word=self._words.say(word), url=enclosure.url, type=kind, length=enclosure.length or 0
        )

    def _page(self, published: datetime, topic: str) -> str:
        """Return the page of ours that holds an article without an address of its own."""
        prefix = self._publication.home + folder(self._language, self._publication)
        moment = published.astimezone(UTC)
        for issue in self._issues:
            if issue.start.astimezone(UTC) <= moment < issue.end.astimezone(UTC):
                return f"{prefix}issues/{issue.name}/"
        return f"{prefix}topics/{self._publication.topic(topic).slug}/"


def mimetype(address: str) -> str:
    """Return the media type that the end of an address tells; that of any bytes where it tells none."""
    ending = urlsplit(address).path.rpartition(".")[2].lower()
    return _TYPES.get(ending, "application/octet-stream")


def rfc3339(moment: datetime) -> str:
    """Return an instant as RFC 3339, section 5.6 has it, in UTC as `Z`."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def no_orphan(text: str) -> str:
    """Return a headline whose last two words stay on one line, where the last is short."""
    head, space, last = text.rpartition(" ")
    return f"{head}\xa0{last}" if space and len(last) <= 8 and head.count(" ") > 2 else text


def paragraphs_markup(text: str) -> str:
    """Return plain text as HTML, a paragraph each."""
    return "\n".join(f"<p>{html.escape(part, quote=False)}</p>" for part in text.split("\n\n") if part)


def cdata(markup: str) -> Markup:
    """Return HTML as a CDATA section (XML 1.0, section 2.7): four times faster than escaping it."""
    return Markup("<![CDATA[" + markup.replace("]]>", "]]]]><![CDATA[>") + "]]>") if markup else Markup()  # noqa: S704 (nothing ends it early)


def folder(language: str, publication: Publication) -> str:
    """Return the folder of a language below the site: none for the first, else `es/`."""
    return "" if language == publication.languages[0] else f"{language}/"


def anchor(article: Article) -> str:
    """Return an article's anchor in our pages, unlike any other's and the same for ever."""
    return f"{slug(article.title)[:32].strip('-')}-{article.short_id}"


def uri(article: Article, home: str) -> str:
    """Return an id that is unique over all sources: the article's own URI, else a tag URI (RFC 4151)."""
    if _URI.fullmatch(article.id):
        return article.id
    day = f"{article.published:%Y-%m-%d}" if article.published else "2000-01-01"
    specific = quote(f"{article.source}:{article.id}", safe="/:;,.-_~!*'()@=+$")
    return f"tag:{urlsplit(home).hostname},{day}:{specific}"


def image_path(source: str) -> str:
    """Return where below the site a picture of the workspace is copied to."""
    name = source.rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    return f"images/{slug(stem or name)}-{short_hash(source)}{dot}{slug(ending) if dot else ''}"


def subject(
    issue: Issue,
    words: Words,
    following: Sequence[Words] = (),
    *,
    correction: bool = False,
    test: bool = False,
) -> str:
    """Return the subject of an issue's message, marked where it goes out as a correction or a test."""
    plain = _subject(issue, words, following)
    marked = f"{words.correction()} {plain}" if correction else plain
    return f"[Test] {marked}" if test else marked


def _subject(issue: Issue, words: Words, following: Sequence[Words]) -> str:
    """Return the issue's subject: the editor's, else the publication, the period, and the lead's headline as far as it fits.

    At most 78 characters where the publication's own name allows (RFC 5322, section 2.1.1).
    `following` are the words of the languages that follow in the same mail; they name the period too.
    """
    if issue.draft.subject:
        return issue.draft.subject
    periods = dict.fromkeys(one.period(issue.period) for one in (words, *following))
    values = {"publication": issue.publication.title, "period": " / ".join(periods)}
    plain = words.say("subject_plain", **values)
    if issue.lead is None:
        return plain
    room = 78 - len(words.say("subject", **values, headline=""))
    return words.say("subject", **values, headline=excerpt(issue.lead.title, room)) if room >= 20 else plain
