"""A mail, or a mailbox of them: each message is one article (RFC 5322, RFC 2045 to 2047, RFC 4155)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import tzinfo

from digest.errors import SourceError
from digest.model import Document, Notice, Reading
from digest.parsers import html as markup
from digest.parsers.entry import Entry, articles
from digest.parsers.mail import boilerplate, headers, mbox, mime

_HEAD = 65536


def sniff(content: bytes, _name: str) -> bool:
    """Return whether this begins as a mailbox does, or with a message's fields.

    Two fields that only messages have are asked for: a page may begin with "Subject: x".
    """
    head = _lines(content[:_HEAD]).lstrip(b"\n")
    return mbox.is_mailbox(head) or len(headers.KNOWN & headers.split(head).fields.keys()) >= 2


def _lines(content: bytes) -> bytes:
    """Return `content` with its lines ended by line feeds."""
    content = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    return content if b"\n" in content else content.replace(b"\r", b"\n")


def read(document: Document, zone: tzinfo) -> Reading:
    """Return an article for every message, in the mailbox's order.

    The text part is the summary, the HTML part the content; without a text part the summary is
    the HTML's words. Signatures and the lines about leaving the list are cut. Raises SourceError
    when the one message there is says nothing.
    """
    letters = _Letters(document.source.name, document.content)
    found, notices = articles(letters.entries(), document.source, zone)
    if not found and letters.empty:
        raise SourceError("holds no message with a subject or a text; expected a mail or a mailbox")
    if letters.empty:
        told = f"messages with neither a subject nor a text were passed over ({letters.empty}); this is the first"
        letters.notices.append(Notice(source=document.source.name, line=letters.first_empty, text=told))
    return Reading(format="mail", articles=found, notices=(*letters.notices, *notices))


class _Letters:
    """The messages of one document, and what is to be said about them."""

    def __init__(self, source: str, content: bytes) -> None:
        self.source = source
        self.notices: list[Notice] = []
        self.empty = 0
        self.first_empty: int | None = None
        whole = _lines(content)
        self._content = whole.lstrip(b"\n")
        self._before = len(whole) - len(self._content)

    def entries(self) -> Iterator[Entry]:
        for first, message in mbox.messages(self._content):
            number = first + self._before
            head = headers.split(message)
            walk = mime.Walk()
            entry = _entry(head, walk.blocks(head))
            entry.line = number
            if not entry.title and not entry.summary.strip() and not entry.content.strip():
                self.empty += 1
                self.first_empty = self.first_empty or number
                continue
            self._say(number, entry.title, head, capped=walk.capped)
            yield entry

    def _say(self, number: int, title: str, head: headers.Head, *, capped: bool) -> None:
        if head.parted and not capped and head.number <= headers.MOST_FIELDS:
            return
        what = markup.title_text(title)[:80] or "a message"
        texts = []
        if not head.parted and head.body:
            texts.append(
                f"{what!r} has no blank line between its head and its text; its text was taken to begin where the fields end"
            )
        if head.number > headers.MOST_FIELDS:
            texts.append(f"{what!r} has {head.number:,} fields; the first {headers.MOST_FIELDS:,} were read")
        if capped:
            texts.append(
                f"{what!r} has more than {mime.MOST} parts, or parts nested more than {mime.DEEPEST} deep; those beyond were left out"
            )
        self.notices += [Notice(source=self.source, line=number, text=text) for text in texts]


def _entry(head: headers.Head, blocks: list[mime.Block]) -> Entry:
    has_text = any(block.text.strip() for block in blocks)
    has_page = any(block.html.strip() for block in blocks)
    letter = page = boilerplate.Page()
    if has_text:
        letter = boilerplate.text("\n\n".join(block.text or markup.to_text(block.html) for block in blocks))
    if has_page:
        page = boilerplate.page("\n".join(block.html or boilerplate.as_html(block.text) for block in blocks))
    return Entry(
        guid=re.sub(r"\s", "", head.text("message-id")).strip("<>")[:500],
        url=_address(head) or page.link or letter.link,
        title=html.escape(headers.title(head), quote=False),
        published=head.text("date"),
        authors=[html.escape(name, quote=False) for name in headers.names(head)],
        topics=[html.escape(word, quote=False) for word in head.text("keywords").split(",") if word],
        summary=html.escape(letter.words, quote=False),
        content=page.words,
        language=head.text("content-language"),
    )


def _address(head: headers.Head) -> str:
    """Return where the message says that it is archived (RFC 5064, section 2)."""
    stated = re.search(r"https?://[^\s<>]+", head.raw("archived-at").replace(" ", ""))
    return stated[0] if stated else ""
