"""Read a feed by the reader of its format; a feed with broken XML is repaired or left to feedparser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import tzinfo

from lxml import etree

from digest.errors import DigestError, SourceError
from digest.model import Article, Document, Notice, Reading
from digest.parsers import by_feedparser, encoding, repair, xml
from digest.parsers.entry import Entry, articles

# feedparser takes some 30 microseconds for each tag, longer for nested ones, and a millisecond and
# much memory for each entry. It copies its whole state at the end of each text.
_MOST_ENTRIES = 2000
_MOST_TEXTS = 2 * _MOST_ENTRIES
_MOST_TAGS = 30_000
_FEWEST_BYTES_PER_TAG = 30
_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)\b")  # the opening tags that feedparser accepts
_TEXT = re.compile(rb"<(?:\w+:)?(?:content|summary|description|encoded)\b", re.IGNORECASE)
_HUGE_TAG = re.compile(rb"<[^<>]{20000}")

_Articles = tuple[tuple[Article, ...], tuple[Notice, ...]]


@dataclass(frozen=True, slots=True)
class FormatReader:
    """The reader of one feed format.

    Attributes:
        name: The name of the format.
        entries: Reads the entries of a document, and raises NotWellFormed while reading.
        use_feedparser: False for a format whose drafts feedparser would take for articles.
    """

    name: str
    entries: Callable[[bytes], Iterator[Entry]]
    use_feedparser: bool = True


def read(document: Document, zone: tzinfo, reader: FormatReader) -> Reading:
    """Return the articles of a feed; if its XML is broken, those that can be recovered, and a notice.

    The repair fixes bare ampersands, HTML's entities, forbidden characters and a missing end. An
    entry that the file breaks off in is left out, because its rest is unknown. What is still broken
    goes to feedparser, or entry by entry to libxml2 where feedparser would be too slow.

    Raises:
        SourceError: Nothing can be recovered, or the document declares entities.
    """
    try:
        found, notices = articles(reader.entries(document.content), document.source, zone)
    except xml.NotWellFormed as error:
        return _recover(document, zone, reader, error)
    return Reading(format=reader.name, articles=found, notices=notices)


def _recover(document: Document, zone: tzinfo, reader: FormatReader, error: xml.NotWellFormed) -> Reading:
    text = encoding.decode_xml(document.content)
    repair.refuse_entities(text, before_entries=True)
    text, is_cut_off = repair.repair_text(text)
    found, notices = _read_repaired(text.encode(), document, zone, reader)
    if not found and not repair.has_end(text):
        raise SourceError(f"is not well-formed XML ({error}) and holds no entries; expected a feed")
    count = "1 article was" if len(found) == 1 else f"{len(found):,} articles were"
    end = "; the file breaks off in its last entry, which is left out" if is_cut_off else ""
    notice = Notice(
        source=document.source.name,
        line=error.line,
        text=f"is not well-formed XML ({error}); {count} read anyway{end}",
    )
    return Reading(format=reader.name, articles=found, notices=(notice, *notices))


def _read_repaired(content: bytes, document: Document, zone: tzinfo, reader: FormatReader) -> _Articles:
    try:
        return articles(reader.entries(content), document.source, zone)
    except xml.NotWellFormed:
        if not reader.use_feedparser or _is_slow_for_feedparser(content):
            return _read_by_entry(content, document, zone, reader)
    try:
        found = articles(by_feedparser.entries(content), document.source, zone)
    except DigestError:
        raise
    except Exception:  # noqa: BLE001 (feedparser raises whatever its parts raise)
        return _read_by_entry(content, document, zone, reader)
    if len(found[0]) >= repair.count_entries(content.decode()):
        return found
    # An element that is still open at an entry's end hides the entries behind it from feedparser.
    try:
        by_entry = _read_by_entry(content, document, zone, reader)
    except SourceError:
        return found
    return max(found, by_entry, key=lambda result: len(result[0]))


def _is_slow_for_feedparser(content: bytes) -> bool:
    """Return True if feedparser would need far more time than a feed of this size deserves."""
    # A reference or a line costs it a sixth of the time of a tag.
    tags = content.count(b"<") + (content.count(b"&") + content.count(b"\n")) // 6
    return (
        tags > max(_MOST_TAGS, len(content) // _FEWEST_BYTES_PER_TAG)
        or len(_ENTRY.findall(content)) > _MOST_ENTRIES
        or len(_TEXT.findall(content)) > _MOST_TEXTS
        or _HUGE_TAG.search(content) is not None
    )


def _read_by_entry(content: bytes, document: Document, zone: tzinfo, reader: FormatReader) -> _Articles:
    """Return the articles after each entry has been repaired by itself, or else the whole document."""
    content = repair.repair_entries(content.decode()).encode()
    try:
        return articles(reader.entries(content), document.source, zone)
    except xml.NotWellFormed:
        pass
    try:
        return articles(reader.entries(repair.repair_tree(content)), document.source, zone)
    except (xml.NotWellFormed, etree.LxmlError) as error:
        raise SourceError(f"is too broken to be read ({error}); expected a feed") from error
