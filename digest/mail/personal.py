"""Messages to subscribers: an edition is made into a message once, and filled in for each recipient."""

from __future__ import annotations

import hashlib
import hmac
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from urllib.parse import quote, urlsplit

from digest import merge_fields
from digest.errors import MessageError
from digest.mail import addresses, message
from digest.mail.message import HeaderValues
from digest.mail.tokens import Signer
from digest.merge_fields import MergeField
from digest.model import Edition, Outgoing, Subscriber

_GAP = "\0"  # in an unsubscribe address: the place of the token
_UNSUBSCRIBE = MergeField("\0unsubscribe", "")
_SOFT_BREAK = b"=\r\n"
_MAX_UNSUBSCRIBE = 500  # characters; the token adds up to 400


# Escapes a value for the text around its merge field.
_Escape = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """The data that all letters of one issue share.

    `amendment` is the number of the correction, 0 for the issue itself. `secret` signs the unsubscribe
    tokens. `sent` is the time when the first letter was sent, None before.
    """

    list_id: str
    issue: str
    amendment: int
    secret: bytes
    sent: datetime | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """The part of the Message-IDs and boundaries that all letters share."""
        return self.list_id, self.issue, str(self.amendment)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedEdition:
    """A rendered edition, with placeholders for the data of each recipient."""

    edition: Edition
    headers: HeaderValues
    text: str
    html: str


class Placeholders:
    """Placeholders for merge fields in a rendered edition. They cannot be guessed without the secret."""

    def __init__(self, secret: bytes) -> None:
        self._prefix = "zq" + hmac.new(secret, b"slots", hashlib.sha256).hexdigest()[:20]
        self._pattern = re.compile(self._prefix + r"n(\d+)z")
        self._fields: list[MergeField] = []

    @property
    def unsubscribe(self) -> str:
        """The placeholder of the recipient's unsubscribe link."""
        return self._placeholder(_UNSUBSCRIBE)

    def insert(self, text: str) -> str:
        """Return text with a placeholder for each merge field."""
        return merge_fields.substitute(text, self._placeholder)

    def _placeholder(self, field: MergeField) -> str:
        if field not in self._fields:
            self._fields.append(field)
        return f"{self._prefix}n{self._fields.index(field)}z"

    def split(self, text: str) -> Iterator[str | MergeField]:
        """Yield text and merge fields in turn, starting and ending with text."""
        for place, piece in enumerate(self._pattern.split(text)):
            yield self._fields[int(piece)] if place % 2 else piece


class Letter:
    """One edition as a message in pieces, ready to be filled in for each recipient."""

    def __init__(self, rendered: RenderedEdition, mailing: Mailing, placeholders: Placeholders) -> None:
        """Divide the message into pieces.

        Args:
            rendered: The rendered edition.
            mailing: The data of the issue.
            placeholders: The placeholders that the edition was rendered with.

        Raises:
            MessageError: A header cannot be written, or the unsubscribe address cannot hold a token.
        """
        mail = rendered.headers.mail
        self._edition = rendered.edition
        self._sender = addresses.envelope_sender(mail)
        self._key = mailing.key
        self._signer = Signer(mailing.secret, mailing.list_id)
        self._unsubscribe = _with_token(mail.unsubscribe)
        self._head = message.format_headers(message.shared_headers(rendered.headers))
        boundary = message.mime_boundary(*self._key, str(rendered.edition))
        # Bytes are the same for all recipients; merge fields are filled in.
        self._pieces: list[bytes | tuple[MergeField, _Escape]] = []
        self._add(message.mime_start(boundary) + message.part_start(boundary, "plain"))
        self._add_body(placeholders.split(rendered.text), str)
        self._add(b"\r\n" + message.part_start(boundary, "html"))
        self._add_body(placeholders.split(rendered.html), html.escape)
        self._add(b"\r\n" + message.mime_end(boundary))

    def message_to(self, subscriber: Subscriber) -> Outgoing:
        """Return the message to one subscriber. Its content is made when it is sent."""
        message_id = message.message_id(*self._key, subscriber.email.lower())
        return Outgoing(
            sender=self._sender,
            recipient=subscriber.email,
            edition=self._edition,
            message_id=message_id,
            content=partial(self._content, subscriber, message_id),
        )

    def _content(self, subscriber: Subscriber, message_id: str) -> bytes:
        """Return the whole message to one subscriber, with CRLF line ends."""
        email = subscriber.email
        link = self._unsubscribe.replace(_GAP, self._signer.token(email)) if self._unsubscribe else ""
        links: dict[_Escape, bytes] = {
            str: _whole_lines(link.encode()),
            html.escape: _whole_lines(html.escape(link).encode()),
        }
        values = {**subscriber.fields, "name": subscriber.name, "email": email}
        content = [self._head, _own_headers(subscriber, message_id, link)]
        for piece in self._pieces:
            if isinstance(piece, bytes):
                content.append(piece)
                continue
            field, escape = piece
            if field is _UNSUBSCRIBE:
                content.append(links[escape])
            else:
                content.append(_filled(field, escape, values.get(field.column, "")))
        return b"".join(content)

    def _add(self, content: bytes) -> None:
        """Add bytes to the last piece if that is bytes too, so that there are fewer pieces to join."""
        last = self._pieces[-1] if self._pieces else None
        if isinstance(last, bytes):
            self._pieces[-1] = last + content
        else:
            self._pieces.append(content)

    def _add_body(self, parts: Iterator[str | MergeField], escape: _Escape) -> None:
        """Add the text of one part.

        A merge field stands between soft line breaks, so its value never changes the lines around it.
        """
        before = ""
        for part in parts:
            if isinstance(part, MergeField):
                in_tag = escape is html.escape and before.rfind("<") > before.rfind(">")
                in_link = in_tag and part is not _UNSUBSCRIBE
                self._pieces.append((part, _escape_in_link if in_link else escape))
                continue
            before = part if "<" in part or ">" in part else before + part
            if part:
                self._add(_whole_lines(part.encode()))


def _own_headers(subscriber: Subscriber, message_id: str, unsubscribe: str) -> bytes:
    """Return the headers of one recipient.

    The header for one-click unsubscription needs an https address (RFC 8058, section 3.1).
    """
    headers = (
        f"To: {addresses.format_mailbox(subscriber.name, subscriber.email)}\r\nMessage-ID: {message_id}\r\n"
    )
    if unsubscribe:
        headers += f"List-Unsubscribe: <{unsubscribe}>\r\n"
    if unsubscribe.startswith("https:"):
        headers += "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    return headers.encode("ascii")


def _escape_in_link(value: str) -> str:
    """Return a value as part of a link's address. Unescaped it could change the link's scheme."""
    return quote(value, safe="")


@lru_cache(4096)
def _filled(field: MergeField, escape: _Escape, value: str) -> bytes:
    return _whole_lines(escape(field.fill({field.column: value})).encode())


def _whole_lines(content: bytes) -> bytes:
    """Return content as quoted-printable lines. A soft line break is added if the last line has no end.

    No line is longer than 76 characters, including the soft break's sign (RFC 2045, section 6.7).
    """
    if not content:
        return b""
    lines = message.quoted_printable(content)
    if lines.endswith(b"\r\n"):
        return lines
    start = lines.rfind(b"\n") + 1
    if len(lines) - start > 75:
        cut = start + 70
        # Do not cut inside an encoded byte such as "=C3".
        cut -= next((back for back in (1, 2) if lines[cut - back : cut - back + 1] == b"="), 0)
        lines = lines[:cut] + _SOFT_BREAK + lines[cut:]
    return lines + _SOFT_BREAK


def _with_token(address: str) -> str:
    """Return an unsubscribe address with the place for a token, or an empty string without an address."""
    if not address:
        return ""
    is_supported = address.startswith(("https://", "http://", "mailto:")) and address.isascii()
    if not is_supported or len(address) > _MAX_UNSUBSCRIBE or re.search(r"[\x00-\x20<>]", address):
        raise MessageError(
            f"cannot hold a token; expected an https or mailto address of at most {_MAX_UNSUBSCRIBE} characters",
            option="unsubscribe",
            value=address,
        )
    address, sign, fragment = address.partition("#")
    key = "token"
    if address.startswith("mailto:"):
        key = "body" if "subject=" in address.lower() else "subject"
    return f"{address}{'&' if urlsplit(address).query else '?'}{key}={_GAP}{sign}{fragment}"
