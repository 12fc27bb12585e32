"""An issue as one RFC 5322 message, and the parts that messages to subscribers are made of."""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
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


def write(  # noqa: PLR0913 (a message has that many parts)
    *,
    mail: MailSettings,
    subject: str,
    date: datetime,
    text: bytes,
    html: bytes,
    web: str,
    archive: str,
    key: str,
    language: str,
    list_name: str,
) -> Iterator[bytes]:
    """Yield the parts of the message, with CRLF line ends. The same input gives the same bytes.

    The body is multipart/alternative, text first (RFC 2046, section 5.1.4). The headers include List-Id
    (RFC 2919), List-Archive and List-Unsubscribe (RFC 2369), but not List-Unsubscribe-Post: many readers
    get the same message, so its address does not identify one of them (RFC 8058, section 3.1).

    Args:
        mail: Sender, list and unsubscribe address.
        subject: The subject, in Unicode.
        date: The date of the Date header.
        text: The text part, in UTF-8.
        html: The HTML part, in UTF-8.
        web: The address of the issue's page.
        archive: The address of the list of issues.
        key: The name of the issue in the Message-ID.
        language: The codes of the languages, separated by commas.
        list_name: The name of the mailing list.

    Raises:
        MessageError: A header cannot be written.
    """
    headers = common(
        mail=mail,
        subject=subject,
        date=date,
        web=web,
        archive=archive,
        language=language,
        list_name=list_name,
    )
    headers["To"] = addresses.ascii_mailbox(mail.to or mail.sender)
    headers["Message-ID"] = identifier(mail.list_id, key)
    if mail.unsubscribe.startswith(("http", "mailto:")):
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
    yield head({name: headers[name] for name in _ORDER if name in headers})
    boundary = separator(mail.list_id, key)
    yield opening(boundary)
    for subtype, content in (("plain", text), ("html", html)):
        yield part(boundary, subtype)
        yield from _quoted_chunks(content)
        yield b"\r\n"  # belongs to the boundary (RFC 2046, section 5.1.1)
    yield closing(boundary)


def common(
    *, mail: MailSettings, subject: str, date: datetime, web: str, archive: str, language: str, list_name: str
) -> dict[str, str]:
    """Return the headers that are the same for all recipients; see `write` for the arguments."""
    return {
        "From": addresses.ascii_mailbox(mail.sender),
        "Subject": subject,
        "Date": format_datetime(date),
        "Content-Language": language,
        "List-Id": f"{_list_phrase(list_name)} <{mail.list_id}>",
        "List-Archive": f"<{archive}>",
        "Archived-At": f"<{web}>",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
    }


def head(headers: Mapping[str, str]) -> bytes:
    """Return headers as lines with CRLF. Empty headers are left out.

    Raises:
        MessageError: A header cannot be written.
    """
    return b"".join(_header(name, line(value)) for name, value in headers.items() if value)


def identifier(list_id: str, *key: str) -> str:
    """Return a Message-ID (RFC 5322, section 3.6.4), the same for the same key."""
    host = list_id.partition(".")[2] or list_id
    return f"<{_hash(list_id, *key)[:24]}@{host}>"


def separator(list_id: str, *key: str) -> str:
    """Return a MIME boundary, the same for the same key. Quoted-printable text cannot contain it."""
    return f"=_{_hash(list_id, *key)[24:56]}"


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def opening(boundary: str) -> bytes:
    """Return the MIME headers of the message, and the blank line after the headers."""
    return f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode()


def part(boundary: str, subtype: str) -> bytes:
    """Return the boundary and the headers of one part, such as text/html."""
    return (
        f'--{boundary}\r\nContent-Type: text/{subtype}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode()


def closing(boundary: str) -> bytes:
    """Return the boundary after the last part."""
    return f"--{boundary}--\r\n".encode()


def quoted(content: bytes) -> bytes:
    """Return content as quoted-printable (RFC 2045, section 6.7), with CRLF line ends."""
    # binascii, because the module quopri takes five times as long. Its soft breaks end with LF alone.
    return binascii.b2a_qp(content, istext=True).replace(b"\n", b"\r\n")


def _quoted_chunks(content: bytes) -> Iterator[bytes]:
    """Yield content as quoted-printable, about 64 KB at a time."""
    start = 0
    while start < len(content):
        end = content.find(b"\n", start + _CHUNK) + 1 or len(content)
        yield quoted(content[start:end])
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
