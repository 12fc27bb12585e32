"""Documents to articles: the table of formats, and the boundary for the exceptions of libraries.

To add a format: one module with `sniff` and `read`, one line in FORMATS, and pairs of files in
tests/data/parsers/<name>/.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from importlib import import_module

from digest.errors import SourceError
from digest.model import Document, Notice, Reading, Source
from digest.parsers import encoding, refused
from digest.parsers.language import detect_languages

SANITISER = "1"  # version of html.sanitise; raise it when more is removed, and archives are sanitised again
LARGEST = 64 * 1024 * 1024  # bytes
_BLANK = b"\xef\xbb\xbf\r\n\t "
_LONGEST_PROBLEM = 200


@dataclass(frozen=True, slots=True)
class Format:
    """A format of documents.

    Attributes:
        name: Its name in reports and data.
        title: Its name for people.
        sniff: Returns True if a document's content and name look like this format.
        read: Returns the articles; the timezone is that of dates without an offset.
    """

    name: str
    title: str
    sniff: Callable[[bytes, str], bool]
    read: Callable[[Document, tzinfo], Reading]


def _format(name: str, title: str, module: str, mark: bytes = b"") -> Format:
    """Return a format whose module is imported only for documents that may be in it.

    Args:
        name: Its name in reports and data.
        title: Its name for people.
        module: Its module in this package, with the functions `sniff` and `read`.
        mark: Bytes that every document in this format holds.
    """

    def sniff(content: bytes, source: str) -> bool:
        return mark in content and bool(import_module(f"{__name__}.{module}").sniff(content, source))

    def read(document: Document, zone: tzinfo) -> Reading:
        reading: Reading = import_module(f"{__name__}.{module}").read(document, zone)
        return reading

    return Format(name, title, sniff, read)


# The first format whose sniff accepts the document reads it, so the strictest come first.
FORMATS = (
    _format("wxr", "WordPress exports", "wxr", b"<"),
    _format("rss", "RSS", "rss", b"<"),
    _format("atom", "Atom", "atom", b"<"),
    _format("opml", "lists of feeds (OPML)", "opml", b"<"),
    _format("markdown", "Markdown with front matter", "markdown"),
    _format("jsonl", "JSON Lines and lists of JSON objects", "jsonl"),
    _format("jsonfeed", "JSON Feed", "jsonfeed", b"{"),
    _format("mail", "mails and mailboxes", "mail", b":"),
    _format("html", "web pages (HTML)", "webpage", b"<"),
    _format("table", "tables (CSV, TSV)", "table"),
    _format("listing", "listing pages as text", "listing"),
)
_MAIL = next(form for form in FORMATS if form.name == "mail")


def read_document(document: Document, zone: tzinfo = UTC) -> Reading:
    """Return the articles of a document, in any known format.

    Language and topics that the document does not name are those of its source, or the language is
    detected from the words.

    Args:
        document: The bytes of a file or an address.
        zone: The timezone of dates without an offset.

    Raises:
        SourceError: The document cannot be read at all.
    """
    name, content = document.source.name, document.content
    if len(content) > LARGEST:
        raise SourceError(f"has {len(content):,} bytes; at most {LARGEST:,} are read", source=name)
    if not content.strip(_BLANK):
        raise SourceError("is empty; expected a feed or a listing page", source=name)
    form: Format | None = None
    try:
        with _without_collector():
            refused.refuse(content)
            document, notices = _in_utf8(document)
            form = _format_of(document)
            return _complete(form.read(document, zone), document.source, notices)
    except SourceError as error:
        error.source = name
        raise
    except Exception as error:  # a library may raise anything about a document
        problem = " ".join(f"{type(error).__name__}: {error}".split())[:_LONGEST_PROBLEM]
        title = form.name if form else "text"
        raise SourceError(f"cannot be read as {title} ({problem})", source=name) from error


def _in_utf8(document: Document) -> tuple[Document, tuple[Notice, ...]]:
    """Return a document in UTF-8; a mail stays, as each of its parts has an encoding of its own."""
    if document.content.isascii() or not _MAIL.sniff(document.content, document.source.name):
        return encoding.as_utf8(document)
    return document, ()


@contextmanager
def _without_collector() -> Iterator[None]:
    """Pause Python's garbage collector, which takes a fifth of the time; parsers leave no cycles."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _format_of(document: Document) -> Format:
    """Return the first format that accepts a document; raise SourceError if none does."""
    content, name = document.content, document.source.name
    for form in FORMATS:
        if form.sniff(content, name):
            return form
    if b"\0" in content[:4096]:
        raise SourceError("is not text (a picture, a document?); expected a feed or a listing page as text")
    titles = ", ".join(form.title for form in FORMATS)
    raise SourceError(f"is in no known format; expected one of {titles}")


def _complete(reading: Reading, source: Source, notices: tuple[Notice, ...]) -> Reading:
    """Return a reading with more notices and the articles' missing languages and topics."""
    if source.language:
        languages: Sequence[str | None] = [source.language] * len(reading.articles)
    else:
        languages = detect_languages(reading.articles)
    articles = tuple(
        replace(article, language=article.language or language, topics=article.topics or source.topics)
        if (language and article.language is None) or (source.topics and not article.topics)
        else article
        for article, language in zip(reading.articles, languages, strict=True)
    )
    return replace(reading, articles=articles, notices=(*notices, *reading.notices))
