"""Mails: each message of a file or an mbox is one article (RFC 5322, RFC 2045 to 2047, RFC 4155)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import tzinfo

from digest.errors import SourceError
from digest.model import Document, Notice, Reading
from digest.parsers import html as markup
from digest.parsers.entry import Entry, articles
from digest.parsers.mail.boilerplate import Trimmed
from digest.parsers.mail.headers import KNOWN_FIELDS, MAX_FIELDS, Entity, author_names, parse_entity, subject
from digest.parsers.mail.html_part import trim_html
from digest.parsers.mail.mbox import is_mbox, split_messages
from digest.parsers.mail.mime import MAX_DEPTH, MAX_PARTS, Block, BodyReader
from digest.parsers.mail.text_part import text_to_html, trim_text

_SNIFFED_BYTES = 65536
_MAX_MESSAGE_ID = 500
_MAX_SHOWN_SUBJECT = 80
_WEB_ADDRESS = re.compile(r"https?://[^\s<>]+")


def sniff(content: bytes, _name: str) -> bool:
    """Return True for content that begins like an mbox or with header fields of a message.

    Two fields that only messages have are required: a page may begin with "Subject: x".
    """
    head = _with_line_feeds(content[:_SNIFFED_BYTES]).lstrip(b"\n")
    return is_mbox(head) or len(KNOWN_FIELDS & parse_entity(head).fields.keys()) >= 2


def _with_line_feeds(content: bytes) -> bytes:
    """Return content with its lines ended by line feeds, without a byte order mark."""
    content = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    return content if b"\n" in content else content.replace(b"\r", b"\n")


def read(document: Document, zone: tzinfo) -> Reading:
    """Return an article for each message, in the order of the file.

    The text part is the summary and the HTML part the content; without a text part the summary is
    the text of the HTML. Signatures and unsubscribe footers are removed.

    Args:
        document: A message or an mbox.
        zone: The timezone of dates that state none.

    Raises:
        SourceError: No message has a subject or a text.
    """
    source = document.source
    messages = _Messages(document)
    found, notices = articles(messages.entries(), source, zone)
    if messages.blank_count:
        if not found:
            raise SourceError("holds no message with a subject or a text; expected a mail or a mailbox")
        text = f"messages without subject and text were skipped ({messages.blank_count}); this is the first"
        messages.notices.append(Notice(source=source.name, line=messages.first_blank, text=text))
    return Reading(format="mail", articles=found, notices=(*messages.notices, *notices))


class _Messages:
    """The messages of a document.

    Attributes:
        notices: Notices about messages read only in part.
        blank_count: The number of messages without subject and text.
        first_blank: The line of the first of these.
    """

    def __init__(self, document: Document) -> None:
        self.notices: list[Notice] = []
        self.blank_count = 0
        self.first_blank: int | None = None
        self._source = document.source.name
        content = _with_line_feeds(document.content)
        self._content = content.lstrip(b"\n")
        self._leading_lines = len(content) - len(self._content)

    def entries(self) -> Iterator[Entry]:
        """Yield the entry of each message that has a subject or a text."""
        for first_line, message in split_messages(self._content):
            number = first_line + self._leading_lines
            entity = parse_entity(message)
            reader = BodyReader()
            entry = _entry(entity, reader.blocks(entity))
            entry.line = number
            if not entry.title and not entry.summary.strip() and not entry.content.strip():
                self.blank_count += 1
                self.first_blank = self.first_blank or number
                continue
            for problem in _problems(entity, is_capped=reader.is_capped):
                text = f"{_shown_title(entry)} {problem}"
                self.notices.append(Notice(source=self._source, line=number, text=text))
            yield entry


def _shown_title(entry: Entry) -> str:
    return repr(markup.title_text(entry.title)[:_MAX_SHOWN_SUBJECT] or "a message")


def _problems(entity: Entity, *, is_capped: bool) -> Iterator[str]:
    """Yield the reasons why a message was not read as it stands.

    Args:
        entity: The message.
        is_capped: Some of its parts were left out.
    """
    if not entity.has_blank_line and entity.body:
        yield "has no blank line after its header fields; the rest was read as its text"
    if entity.field_count > MAX_FIELDS:
        yield f"has {entity.field_count:,} header fields; only the first {MAX_FIELDS:,} were read"
    if is_capped:
        yield (
            f"has more than {MAX_PARTS} parts, or parts nested more than {MAX_DEPTH} deep; "
            "those beyond were left out"
        )


def _entry(entity: Entity, blocks: list[Block]) -> Entry:
    text, page = _trimmed_text(blocks), _trimmed_page(blocks)
    return Entry(
        guid=re.sub(r"\s", "", entity.text("message-id")).strip("<>")[:_MAX_MESSAGE_ID],
        url=_archived_at(entity) or page.web_version or text.web_version,
        title=html.escape(subject(entity), quote=False),
        published=entity.text("date"),
        authors=[html.escape(name, quote=False) for name in author_names(entity)],
        topics=[html.escape(word, quote=False) for word in entity.text("keywords").split(",") if word],
        summary=html.escape(text.content, quote=False),
        content=page.content,
        language=entity.text("content-language"),
    )


def _trimmed_text(blocks: list[Block]) -> Trimmed:
    """Return the text of a message that has a text part; blocks of HTML alone give their words."""
    if not any(block.text.strip() for block in blocks):
        return Trimmed()
    return trim_text("\n\n".join(block.text or markup.to_text(block.html) for block in blocks))


def _trimmed_page(blocks: list[Block]) -> Trimmed:
    """Return the HTML of a message that has an HTML part; blocks of text alone become paragraphs."""
    if not any(block.html.strip() for block in blocks):
        return Trimmed()
    return trim_html("\n".join(block.html or text_to_html(block.text) for block in blocks))


def _archived_at(entity: Entity) -> str:
    """Return the address at which a message says it is archived (RFC 5064, section 2), or ""."""
    stated = _WEB_ADDRESS.search(entity.raw("archived-at").replace(" ", ""))
    return stated[0] if stated else ""
