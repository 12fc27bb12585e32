"""Cards: articles as the templates show them, with working links, written dates and short texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import urlsplit

from markupsafe import Markup

from digest.dates import split_dateline
from digest.model import Article, ArticleKey, Enclosure, Image, PastIssue, Publication
from digest.periods import timezone
from digest.render.addresses import anchor, image_path, uri
from digest.render.formatting import cdata, keep_last_words_together, paragraphs_html, rfc3339
from digest.render.locale import Locale, direction
from digest.text import excerpt, paragraphs

SUMMARY = 280
LEAD_SUMMARY = 480
_MEDIA_TYPES = {
    "mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "oga": "audio/ogg", "opus": "audio/ogg", "wav": "audio/wav",
    "mp4": "video/mp4", "m4v": "video/mp4", "webm": "video/webm", "mov": "video/quicktime", "pdf": "application/pdf",
}  # fmt: skip
_LINK_TEXTS = {"audio": "listen", "video": "watch"}  # keys of the locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A recording of an article. `word` is the text of its link, `length` its size in bytes (0: unknown)."""

    word: str
    url: str
    type: str
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One article as the templates show it; templates of a workspace rely on these names.

    `heading` is the title with its last words kept together, `description` the summary or else the
    title. `cut` is true when the summary is shorter than the text. `content` is sanitised HTML;
    `cdata` holds it for XML, or the text as HTML when the source gave none. Dates are ready in
    RFC 822 and RFC 3339. `mark` stands before the title of an article in another language: "[EN]".
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
class ArticleLink:
    """An article in another language, shown as a link only."""

    title: str
    link: str
    language: str
    direction: str


class CardFactory:
    """Makes the cards of one language, each once for all outputs of a build."""

    def __init__(self, publication: Publication, locale: Locale, past: Sequence[PastIssue]) -> None:
        """Prepare cards in the language of `locale`.

        Args:
            publication: The publication in that language.
            locale: The texts of the language.
            past: Every issue built, with the present one. Their pages hold the articles
                that have no address of their own.
        """
        self._publication = publication
        self._locale = locale
        self._language = locale.language
        self._zone = timezone(publication.timezone)
        # The shortest period first: the page of the month before that of its year.
        self._past = sorted(past, key=lambda issue: (issue.end - issue.start, issue.name))
        self._cards: dict[ArticleKey, dict[int, Card]] = {}

    def card(self, article: Article, topic_of: Mapping[ArticleKey, str], limit: int = SUMMARY) -> Card:
        """Return the card of an article.

        Args:
            article: A dated article.
            topic_of: The slugs of the articles' topics.
            limit: The longest summary, in characters.
        """
        key = article.key
        cards = self._cards.setdefault(key, {})
        card = cards.get(limit)
        if card is None:
            other = next(iter(cards.values()), None)
            card = cards[limit] = (
                _with_summary(other, limit) if other else self._make(article, topic_of.get(key, ""), limit)
            )
        return card

    def _make(self, article: Article, topic: str, limit: int) -> Card:
        published = article.published or datetime.min.replace(tzinfo=UTC)
        updated = max(article.updated, published, key=datetime.timestamp) if article.updated else published
        # The day in the publication's timezone: by it the article came into the issue.
        local = published.astimezone(self._zone)
        text = _text_without_dateline(article.summary)
        summary, is_cut = _summary(text, limit)
        language = self._publication.language_of(article)
        return Card(
            title=article.title,
            heading=keep_last_words_together(article.title),
            link=article.url or f"{self._page(published, topic)}#{anchor(article)}",
            anchor=anchor(article),
            uri=uri(article, self._publication.home),
            published=published,
            updated=updated,
            published_822=format_datetime(published),
            published_3339=rfc3339(published),
            updated_3339=rfc3339(updated),
            day=self._locale.day(local),
            short_day=self._locale.short_day(local),
            authors=article.authors,
            byline=self._locale.join_names(article.authors),
            summary=summary,
            cut=is_cut,
            description=summary or article.title,
            text=text,
            content=article.content,
            cdata=cdata(article.content or paragraphs_html(text)),
            topics=self._topic_titles(topic),
            image=self._image(article.image),
            recordings=tuple(self._recording(enclosure) for enclosure in article.enclosures),
            language=language,
            direction=direction(language),
            mark="" if language == self._language else f"[{language.upper()}]",
        )

    def link(self, article: Article, period: str) -> ArticleLink:
        """Return the link to an article in another language; `period` names its issue there.

        An article without an address of its own is linked in that issue's page.
        """
        language = self._publication.language_of(article)
        page = f"{self._publication.home}{self._publication.language_folder(language)}issues/{period}/"
        return ArticleLink(
            title=article.title,
            link=article.url or f"{page}#{anchor(article)}",
            language=language,
            direction=direction(language),
        )

    def _topic_titles(self, slug: str) -> tuple[str, ...]:
        topic = self._publication.topic(slug)
        return () if topic is self._publication.rest else (topic.title(self._language),)

    def _image(self, image: Image | None) -> Image | None:
        """Return a picture with its public address; one of the workspace is copied below the site."""
        if image is None or "://" in image.url:
            return image
        return replace(image, url=self._publication.home + image_path(image.url))

    def _recording(self, enclosure: Enclosure) -> Recording:
        media_type = enclosure.type or guess_media_type(enclosure.url)
        key = _LINK_TEXTS.get(media_type.partition("/")[0], "download")
        return Recording(
            word=self._locale.text(key), url=enclosure.url, type=media_type, length=enclosure.length or 0
        )

    def _page(self, published: datetime, topic: str) -> str:
        """Return the address of the page that holds an article without an address of its own."""
        site = self._publication.home + self._publication.language_folder(self._language)
        moment = published.astimezone(UTC)
        for issue in self._past:
            if issue.start.astimezone(UTC) <= moment < issue.end.astimezone(UTC):
                return f"{site}issues/{issue.name}/"
        return f"{site}topics/{self._publication.topic(topic).slug}/"


def _with_summary(card: Card, limit: int) -> Card:
    """Return a card with a summary of another length; everything else stays."""
    summary, is_cut = _summary(card.text, limit)
    return replace(card, summary=summary, cut=is_cut, description=summary or card.title)


def _summary(text: str, limit: int) -> tuple[str, bool]:
    """Return the summary of a text in at most `limit` characters, and True when it is shorter than the text."""
    folded = " ".join(text.split())
    summary = excerpt(folded, limit)
    return summary, len(summary) < len(folded)


def _text_without_dateline(summary: str) -> str:
    """Return the paragraphs of a summary without its dateline, unless nothing else is in it."""
    _, rest = split_dateline(summary)
    return "\n\n".join(paragraphs(rest)) or "\n\n".join(paragraphs(summary))


def guess_media_type(url: str) -> str:
    """Return the media type for the file extension of an address, "application/octet-stream" if unknown."""
    extension = urlsplit(url).path.rpartition(".")[2].lower()
    return _MEDIA_TYPES.get(extension, "application/octet-stream")
