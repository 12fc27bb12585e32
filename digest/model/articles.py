"""Sources, documents, and the articles they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from digest.model.states import Beside, DateFrom
from digest.text import place, short_hash


class ArticleKey(NamedTuple):
    """Identity of an article in an archive: its source and its id within that source."""

    source: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A place that articles come from.

    Attributes:
        name: The file's path below the workspace, with `/`, or the address.
        language: The language of articles that do not name theirs.
        topics: The topics of articles that name none.
        encoding: The encoding of documents that are not UTF-8, None to detect it.
        allow_private: True for an address that may lead to a private network.
        beside: The kind of thing that stands beside the dates of a listing page; None to judge by the page.
    """

    name: str
    language: str | None = None
    topics: tuple[str, ...] = ()
    encoding: str | None = None
    allow_private: bool = False
    beside: Beside | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The bytes of a source.

    Attributes:
        address: The address after all redirects; None for a file.
        charset: The charset that the server states, or "".
        location: The address that the server states for the content (Content-Location), or "".
    """

    source: Source
    content: bytes
    address: str | None = None
    charset: str = ""
    location: str = ""

    @property
    def base(self) -> str | None:
        """The address that relative addresses are resolved against, None for a file."""
        name = self.source.name
        return self.location or self.address or (name if "://" in name else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture: an https address, or a path below feeds/ in the workspace. Sizes are in pixels."""

    url: str
    alt: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A recording that belongs to an article: its address, media type, and size in bytes."""

    url: str
    type: str = ""
    length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article, the same for every format. Immutable.

    Attributes:
        id: The source's own id, else the address, else a hash of source and title.
        source: The name of its source.
        published: The instant of publication, with its offset; None for an undated article.
        date_from: The origin of `published`.
        updated: The instant of the last change, with its offset.
        topics: The topics as the source gives them.
        summary: Plain text; blank lines separate paragraphs.
        content: Sanitised HTML; empty when the source gave only a summary.
        translations: The addresses of the same article in other languages, as the source names them.
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

    @property
    def short_id(self) -> str:
        """Eight letters and digits that name the article in drafts, however its title changes."""
        return short_hash(self.source, self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A problem in one place of a source that was read all the same."""

    source: str
    text: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{place(self.source, self.line)}: {self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The articles of one document.

    Attributes:
        next_page: The address of the page that continues this one.
        feeds: The addresses of the feeds that a web page names.
        sources: The feeds of a list of feeds (OPML).
    """

    format: str
    articles: tuple[Article, ...]
    notices: tuple[Notice, ...] = ()
    next_page: str | None = None
    feeds: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteState:
    """The memory of a remote source, from one fetch to the next.

    Attributes:
        feed: The address of the feed that its web page names.
        address: The address of the last response that was read, after redirects.
        etag: The ETag of that response.
        modified: Its Last-Modified.
        settings: A hash of the settings that it was read with.
        asked: The last request.
        answered: The last request that succeeded.
        failures: Failed requests since then.
        failing_since: The first of those.
        error: The problem of the last of those.
        wait_until: The end of the pause that the server asked for.
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
    """The status of a source.

    Attributes:
        newest: The date of its newest article.
        title: The title of that article.
        listed: True when the file exists, or digest.toml names the address.
        remote: The state of a remote source; None for a file.
    """

    name: str
    format: str = ""
    articles: int = 0
    newest: datetime | None = None
    title: str = ""
    listed: bool = True
    remote: RemoteState | None = None
