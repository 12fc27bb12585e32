"""An issue as one RFC 5322 message, and the parts that messages to subscribers are made of."""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.errors import HeaderParseError
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime

from digest.errors import MessageError
from digest.mail import addresses
from digest.model import MailSettings
from digest.text import line

_ENCODED_WORD = "=?"  # its start (RFC 2047, section 2)
_CRLF = "\r\n"
_BARE_BREAK = re.compile(rb"[\r\n](?![ \t\n])(?!\Z)|(?<!\r)\n|\r(?!\n)|\0")
_CHUNK = 65536
_MAX_LINE = 76  # RFC 2045, section 6.7
_ORDER = (
    "From", "To", "Subject", "Date", "Message-ID", "Content-Language", "List-Id", "List-Archive",
    "List-Unsubscribe", "Archived-At", "Auto-Submitted", "Precedence",
)  # fmt: skip
_FOLDED = policy.SMTP.clone(max_line_length=_MAX_LINE)
# With shorter lines a long List-Unsubscribe would be split into encoded words, which no mail reader understands.
_UNFOLDED = policy.SMTP.clone(max_line_length=998)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderValues:
    """The values of a message's headers.

    `web` is the address of the issue's page and `archive` that of the list of issues. `languages` are
    codes, separated by commas. `list_name` is the name of the mailing list.
    """

    mail: MailSettings
    subject: str
    date: datetime
    web: str
    archive: str
    languages: str
    list_name: str


def write(values: HeaderValues, *, text: bytes, html: bytes, key: str) -> Iterator[bytes]:
    """Yield the parts of the message, with CRLF line ends. The same input gives the same bytes.

    The body is multipart/alternative, text first (RFC 2046, section 5.1.4). The headers include List-Id
    (RFC 2919), List-Archive and List-Unsubscribe (RFC 2369), but not List-Unsubscribe-Post: many readers
    get the same message, so its address does not identify one of them (RFC 8058, section 3.1).

    Args:
        values: The values of the headers.
        text: The text part, in UTF-8.
        html: The HTML part, in UTF-8.
        key: The name of the issue, for the Message-ID.

    Raises:
        MessageError: A header cannot be written.
    """
    mail = values.mail
    headers = shared_headers(values)
    headers["To"] = addresses.ascii_mailbox(mail.to or mail.sender)
    headers["Message-ID"] = message_id(mail.list_id, key)
    if mail.unsubscribe.startswith(("http", "mailto:")):
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
    yield format_headers({name: headers[name] for name in _ORDER if name in headers})
    boundary = mime_boundary(mail.list_id, key)
    yield mime_start(boundary)
    for subtype, content in (("plain", text), ("html", html)):
        yield part_start(boundary, subtype)
        yield from _quoted_chunks(content)
        yield b"\r\n"  # belongs to the boundary (RFC 2046, section 5.1.1)
    yield mime_end(boundary)


def shared_headers(values: HeaderValues) -> dict[str, str]:
    """Return the headers that are the same for all recipients."""
    return {
        "From": addresses.ascii_mailbox(values.mail.sender),
        "Subject": values.subject,
        "Date": format_datetime(values.date),
        "Content-Language": values.languages,
        "List-Id": f"{_list_phrase(values.list_name)} <{values.mail.list_id}>",
        "List-Archive": f"<{values.archive}>",
        "Archived-At": f"<{values.web}>",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
    }


def format_headers(headers: Mapping[str, str]) -> bytes:
    """Return headers as lines with CRLF. Empty headers are left out.

    Raises:
        MessageError: A header cannot be written.
    """
    return b"".join(_header(name, line(value)) for name, value in headers.items() if value)


def message_id(list_id: str, *key: str) -> str:
    """Return a Message-ID (RFC 5322, section 3.6.4), the same for the same key."""
    host = list_id.partition(".")[2] or list_id
    return f"<{_hash(list_id, *key)[:24]}@{host}>"


def mime_boundary(list_id: str, *key: str) -> str:
    """Return a MIME boundary, the same for the same key. Quoted-printable text cannot contain it."""
    return f"=_{_hash(list_id, *key)[24:56]}"


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def mime_start(boundary: str) -> bytes:
    """Return the MIME headers of the message, and the blank line after the headers."""
    return f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode()


def part_start(boundary: str, subtype: str) -> bytes:
    """Return the boundary and the headers of one part, such as text/html."""
    return (
        f'--{boundary}\r\nContent-Type: text/{subtype}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode()


def mime_end(boundary: str) -> bytes:
    """Return the boundary after the last part."""
    return f"--{boundary}--\r\n".encode()


def quoted_printable(content: bytes) -> bytes:
    """Return content as quoted-printable (RFC 2045, section 6.7), with CRLF line ends."""
    # binascii, because the module quopri takes five times as long. Its soft breaks end with LF alone.
    return binascii.b2a_qp(content, istext=True).replace(b"\n", b"\r\n")


def _quoted_chunks(content: bytes) -> Iterator[bytes]:
    """Yield content as quoted-printable, about 64 KB at a time."""
    start = 0
    while start < len(content):
        end = content.find(b"\n", start + _CHUNK) + 1 or len(content)
        yield quoted_printable(content[start:end])
        start = end


def _list_phrase(name: str) -> str:
    """Return a list's name as a quoted ASCII phrase, as RFC 2919 requires it before the id."""
    plain = name.encode("ascii", "ignore").decode().replace("\\", "").replace('"', "").strip()
    return f'"{plain}"' if plain else ""


def _header(name: str, value: str) -> bytes:
    """Return one header, folded (RFC 5322, section 2.2.3)."""
    option = f"header {name}"
    if _ENCODED_WORD in value:
        # EmailMessage would decode text that looks like an encoded word, including its line breaks.
        if name != "Subject":
            raise MessageError(f"holds {_ENCODED_WORD!r}; expected it without", option=option, value=value)
        return f"{name}: {Header(value, 'utf-8', _MAX_LINE, name).encode(linesep=_CRLF)}{_CRLF}".encode()
    message = EmailMessage(policy=_FOLDED)
    try:
        message[name] = value
    except (ValueError, HeaderParseError, IndexError) as error:
        raise MessageError(str(error), option=option, value=value) from error
    written = message.as_bytes(policy=_UNFOLDED).rstrip(b"\r\n") + b"\r\n"
    if _BARE_BREAK.search(written):
        raise MessageError("holds a line break; expected one line", option=option, value=value)
    return written
