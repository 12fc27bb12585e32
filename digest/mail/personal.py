"""A letter: one edition made into a message once, and parted where each recipient has something of their own."""

from __future__ import annotations

import hashlib
import hmac
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from urllib.parse import quote, urlsplit

from digest import merge_fields
from digest.errors import MessageError
from digest.mail import addresses, message
from digest.mail.tokens import Signer
from digest.merge_fields import MergeField
from digest.model import Edition, MailSettings, Outgoing, Subscriber

_TOKEN = "\0"  # noqa: S105 (where it goes)
_UNSUBSCRIBE = MergeField("\0unsubscribe", "")
_SOFT = b"=\r\n"
_LONGEST = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What all messages of one issue to subscribers share: the list's id, the issue's name, which correction, the secret.

    `sent` is when the first of them went out, None where none has.
    """

    list_id: str
    issue: str
    amendment: int
    secret: bytes
    sent: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One edition as it was rendered, with marks where recipients differ."""

    edition: Edition
    subject: str
    date: datetime
    text: str
    html: str
    web: str
    archive: str
    list_name: str


class Marks:
    """Words that stand for slots while an edition is rendered. Nobody without the secret can guess one."""

    def __init__(self, secret: bytes) -> None:
        """Make words that hold a mark of `secret`."""
        self._word = "zq" + hmac.new(secret, b"slots", hashlib.sha256).hexdigest()[:20]
        self._found = re.compile(self._word + r"n(\d+)z")
        self._slots: list[MergeField] = []

    @property
    def unsubscribe(self) -> str:
        """The word for the address that unsubscribes the recipient."""
        return self._mark(_UNSUBSCRIBE)

    def greeting(self, text: str) -> str:
        """Return text with a word in the place of each `{column}`."""
        return merge_fields.substitute(text, self._mark)

    def _mark(self, slot: MergeField) -> str:
        if slot not in self._slots:
            self._slots.append(slot)
        return f"{self._word}n{self._slots.index(slot)}z"

    def parted(self, text: str) -> Iterator[str | MergeField]:
        """Yield text and slots in turns, beginning and ending with text."""
        pieces = self._found.split(text)
        for place, piece in enumerate(pieces):
            yield self._slots[int(piece)] if place % 2 else piece


class Letter:
    """One edition as a message in pieces, to be put together for each recipient."""

    def __init__(self, page: Page, mail: MailSettings, post: Post, marks: Marks) -> None:
        """Raises MessageError when a header cannot be written or an unsubscribe address cannot carry a token."""
        self._edition = page.edition
        self._sender = addresses.envelope_sender(mail)
        self._post = post
        self._signer = Signer(post.secret, post.list_id)
        self._unsubscribe = _tokened(mail.unsubscribe)
        shared = message.common(
            mail=mail,
            subject=page.subject,
            date=page.date,
            web=page.web,
            archive=page.archive,
            language=page.edition.language,
            list_name=page.list_name,
        )
        boundary = message.separator(post.list_id, post.issue, str(post.amendment), str(page.edition))
        self._head = message.head(shared)
        # Pieces are bytes for all, or slots and the form of what fills them.
        self._pieces: list[bytes | tuple[MergeField, str]] = []
        self._add(message.opening(boundary) + message.part(boundary, "plain"))
        self._body(marks.parted(page.text), "text")
        self._add(b"\r\n" + message.part(boundary, "html"))
        self._body(marks.parted(page.html), "html")
        self._add(b"\r\n" + message.closing(boundary))

    def parcel(self, subscriber: Subscriber) -> Outgoing:
        """Return the message for one subscriber, to be made when it is handed over."""
        post = self._post
        identifier = message.identifier(
            post.list_id, post.issue, str(post.amendment), subscriber.email.lower()
        )
        return Outgoing(
            sender=self._sender,
            recipient=subscriber.email,
            edition=self._edition,
            message_id=identifier,
            content=partial(self._content, subscriber, identifier),
        )

    def _content(self, subscriber: Subscriber, identifier: str) -> bytes:
        """Return the whole message for one subscriber (RFC 5322), with CRLF.

        One-click headers (RFC 8058) only with an address that is https. The same bytes each time.
        """
        email = subscriber.email
        leave = self._unsubscribe.replace(_TOKEN, self._signer.token(email)) if self._unsubscribe else ""
        own = f"To: {addresses.header(subscriber.name, email)}\r\nMessage-ID: {identifier}\r\n"
        if leave:
            own += f"List-Unsubscribe: <{leave}>\r\n"
        if leave.startswith("https:"):
            own += "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
        values = {**subscriber.fields, "name": subscriber.name, "email": email}
        leaves = {"text": _whole_lines(leave.encode()), "html": _whole_lines(html.escape(leave).encode())}
        whole = [self._head, own.encode("ascii")]
        for piece in self._pieces:
            if isinstance(piece, bytes):
                whole.append(piece)
                continue
            slot, form = piece
            whole.append(
                leaves[form] if slot is _UNSUBSCRIBE else _filled(slot, form, values.get(slot.column, ""))
            )
        return b"".join(whole)

    def _add(self, content: bytes) -> None:
        """Add bytes, to the piece before where that is bytes too: fewer to join."""
        last = self._pieces[-1] if self._pieces else None
        if isinstance(last, bytes):
            self._pieces[-1] = last + content
        else:
            self._pieces.append(content)

    def _body(self, parts: Iterator[str | MergeField], form: str) -> None:
        """Add one part's text. A slot stands between soft line breaks, so what fills it moves nothing else."""
        before = ""
        for part in parts:
            if isinstance(part, MergeField):
                inside = form == "html" and before.rfind("<") > before.rfind(">")
                self._pieces.append((part, "address" if inside and part is not _UNSUBSCRIBE else form))
                continue
            before = part if "<" in part or ">" in part else before + part
            if part:
                self._add(_whole_lines(part.encode()))


@lru_cache(4096)
def _filled(slot: MergeField, form: str, value: str) -> bytes:
    """Return a slot's bytes: as text, as HTML, or as a part of an address inside a tag.

    There a value could name another scheme than the editor's; encoded it names none.
    """
    said = slot.fill({slot.column: value})
    if form == "html":
        said = html.escape(said)
    elif form == "address":
        said = quote(said, safe="")
    return _whole_lines(said.encode())


def _whole_lines(content: bytes) -> bytes:
    """Return content as quoted-printable lines that end with a break, a soft one where content has none.

    No line is longer than 76 characters, the soft break's sign among them (RFC 2045, section 6.7).
    """
    if not content:
        return b""
    lines = message.quoted(content)
    if lines.endswith(b"\r\n"):
        return lines
    start = lines.rfind(b"\n") + 1
    if len(lines) - start > 75:
        cut = start + 70
        cut -= next((back for back in (1, 2) if lines[cut - back : cut - back + 1] == b"="), 0)
        lines = lines[:cut] + _SOFT + lines[cut:]
    return lines + _SOFT


def _tokened(address: str) -> str:
    """Return an unsubscribe address with a place for the token; MessageError where it can have none."""
    if not address:
        return ""
    wrong = f"unsubscribe: {address!r}: cannot carry a token; expected an https or mailto address"
    if not address.startswith(("https://", "http://", "mailto:")) or not address.isascii():
        raise MessageError(wrong)
    if len(address) > _LONGEST - 400 or re.search(r"[\x00-\x20<>]", address):
        raise MessageError(f"{wrong} of at most {_LONGEST - 400} characters")
    address, sign, fragment = address.partition("#")
    key = "token"
    if address.startswith("mailto:"):
        key = "body" if "subject=" in address.lower() else "subject"
    return f"{address}{'&' if urlsplit(address).query else '?'}{key}={_TOKEN}{sign}{fragment}"
