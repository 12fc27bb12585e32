"""Documents to articles: the table of formats, and the one boundary for foreign exceptions.

To add a format: one module with `sniff` and `read`, one line in FORMATS, one pair of files in
tests/data/parsers/<name>/.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo

from digest.errors import DigestError, SourceError
from digest.model import Document, Reading
from digest.parsers import (
    atom,
    jsonfeed,
    jsonl,
    language,
    listing,
    mail,
    markdown,
    opml,
    rss,
    table,
    webpage,
    wxr,
)

LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Format:
    """One line of the table: its name, its name for people, and what tells and reads it."""

    name: str
    title: str
    sniff: Callable[[bytes, str], bool]
    read: Callable[[Document, tzinfo], Reading]


# The first that knows the document takes it: the pickiest stand first.
FORMATS = (
    Format("wxr", "WordPress exports", wxr.sniff, wxr.read),
    Format("rss", "RSS", rss.sniff, rss.read),
    Format("atom", "Atom", atom.sniff, atom.read),
    Format("opml", "lists of feeds (OPML)", opml.sniff, opml.read),
    Format("markdown", "Markdown with front matter", markdown.sniff, markdown.read),
    Format("jsonl", "JSON Lines and lists of JSON objects", jsonl.sniff, jsonl.read),
    Format("jsonfeed", "JSON Feed", jsonfeed.sniff, jsonfeed.read),
    Format("mail", "mails and mailboxes", mail.sniff, mail.read),
    Format("html", "web pages (HTML)", webpage.sniff, webpage.read),
    Format("table", "tables (CSV, TSV)", table.sniff, table.read),
    Format("listing", "listing pages as text", listing.sniff, listing.read),
)


def read_document(document: Document, zone: tzinfo = UTC) -> Reading:
    """Return the articles of a document in whatever format it is.

    A date without an offset is taken to be of `zone`. What the document leaves open is filled in
    from its source: language and topics. Raises SourceError when it cannot be read at all.
    """
    name, content = document.source.name, document.content
    if len(content) > LARGEST:
        raise SourceError(f"source: {name!r}: has {len(content):,} bytes; at most {LARGEST:,} are read")
    if not content.strip(b"\xef\xbb\xbf\r\n\t "):
        raise SourceError(f"source: {name!r}: is empty; expected a feed or a listing page")
    form = next((form for form in FORMATS if form.sniff(content, name)), None)
    if form is None:
        raise SourceError(f"source: {name!r}: {_what_it_is(content)}")
    try:
        with _without_collector():
            return _completed(form.read(document, zone), document)
    except DigestError as error:
        raise SourceError(f"source: {name!r}: {error}") from error
    except Exception as error:  # the one boundary: what a library raises is about the document
        why = " ".join(f"{type(error).__name__}: {error}".split())
        raise SourceError(f"source: {name!r}: cannot be read as {form.name} ({why[:200]})") from error


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep Python from looking for cycles: a document leaves none, and looking is a fifth of the time."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _what_it_is(content: bytes) -> str:
    """Return what a document in no known format seems to be, and what to do about it, as a sentence's end."""
    if b"\0" in content[:4096]:
        return "is no text (a picture, a document?); expected a feed or a listing page as text"
    known = ", ".join(form.title for form in FORMATS)
    return f"is in no format that is known; expected one of {known}"


def _completed(reading: Reading, document: Document) -> Reading:
    source = document.source
    spoken = [source.language] * len(reading.articles) if source.language else language.of(reading.articles)
    articles = tuple(
        replace(article, language=article.language or code, topics=article.topics or source.topics)
        if (code and article.language is None) or (source.topics and not article.topics)
        else article
        for article, code in zip(reading.articles, spoken, strict=True)
    )
    return replace(reading, articles=articles)
