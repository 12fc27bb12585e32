"""Sources, documents, and the articles they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from digest.model.states import DateFrom
from digest.text import short_hash


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

    @property
    def short_id(self) -> str:
        """Eight letters and digits that name the article in drafts, however its title changes."""
        return short_hash(self.source, self.id)


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
