"""An issue as one RFC 5322 message."""

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
from digest.model import MailSettings
from digest.text import line

_ENCODED = "=?"  # how an encoded word begins (RFC 2047, section 2)
_CRLF = "\r\n"
_BREAK = re.compile(rb"[\r\n](?![ \t\n])(?!\Z)|(?<!\r)\n|\r(?!\n)|\0")
_AT_ONCE = 65536
_ORDER = (
    "From", "To", "Subject", "Date", "Message-ID", "Content-Language", "List-Id", "List-Archive",
    "List-Unsubscribe", "Archived-At", "Auto-Submitted", "Precedence",
)  # fmt: skip
# Under policy.SMTP alone a long List-Unsubscribe is encoded word by word and no program can use it.
_POLICY = policy.SMTP.clone(max_line_length=998)


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
    """Yield the message in parts, with CRLF line ends, the same for the same input.

    multipart/alternative, text first (RFC 2046, section 5.1.4); List-Id (RFC 2919); List-Archive
    and List-Unsubscribe (RFC 2369). List-Unsubscribe-Post is left out: in a message that many get
    no address tells one reader from another (RFC 8058, section 3.1). `key` names the issue for
    the Message-ID. `text` and `html` are UTF-8. Raises MessageError when a header cannot be written.
    """
    headers = {
        "To": mail.to or mail.sender,
        "Message-ID": identifier(mail.list_id, key),
        "List-Unsubscribe": f"<{mail.unsubscribe}>"
        if mail.unsubscribe.startswith(("http", "mailto:"))
        else "",
    }
    shared = common(
        mail=mail,
        subject=subject,
        date=date,
        web=web,
        archive=archive,
        language=language,
        list_name=list_name,
    )
    yield head({name: (headers | shared)[name] for name in _ORDER})
    boundary = separator(mail.list_id, key)
    yield opening(boundary)
    for subtype, content in (("plain", text), ("html", html)):
        yield part(boundary, subtype)
        yield from _lines(content)
        yield b"\r\n"  # this one belongs to the boundary (RFC 2046, section 5.1.1)
    yield closing(boundary)


def common(  # noqa: PLR0913 (as above)
    *, mail: MailSettings, subject: str, date: datetime, web: str, archive: str, language: str, list_name: str
) -> dict[str, str]:
    """Return the headers that are the same whoever gets the message; an empty one is left out."""
    return {
        "From": mail.sender,
        "Subject": subject,
        "Date": format_datetime(date),
        "Content-Language": language,
        "List-Id": f"{_phrase(list_name)} <{mail.list_id}>",
        "List-Archive": f"<{archive}>",
        "Archived-At": f"<{web}>",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
    }


def head(headers: Mapping[str, str]) -> bytes:
    """Return headers as lines with CRLF; MessageError where one cannot be written."""
    return b"".join(_header(name, line(value)) for name, value in headers.items() if value)


def identifier(list_id: str, *key: str) -> str:
    """Return a Message-ID (RFC 5322, section 3.6.4), the same for the same key."""
    host = list_id.partition(".")[2] or list_id
    return f"<{_identity(list_id, *key)[:24]}@{host}>"


def separator(list_id: str, *key: str) -> str:
    """Return a boundary that no quoted-printable text can hold."""
    return f"=_{_identity(list_id, *key)[24:56]}"


def _identity(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def opening(boundary: str) -> bytes:
    """Return the headers that say what the body is, and the line that ends the headers."""
    return f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode()


def part(boundary: str, subtype: str) -> bytes:
    """Return what stands before the quoted-printable lines of one part."""
    return (
        f'--{boundary}\r\nContent-Type: text/{subtype}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode()


def closing(boundary: str) -> bytes:
    """Return what stands after the last part."""
    return f"--{boundary}--\r\n".encode()


def quoted(content: bytes) -> bytes:
    """Return content as quoted-printable (RFC 2045, section 6.7); the library takes five times as long."""
    # Line ends become CRLF afterwards: before, the soft breaks would stay bare.
    return binascii.b2a_qp(content, istext=True).replace(b"\n", b"\r\n")


def _lines(content: bytes) -> Iterator[bytes]:
    """Yield content as quoted-printable, so much at once."""
    start = 0
    while start < len(content):
        end = content.find(b"\n", start + _AT_ONCE) + 1 or len(content)
        yield quoted(content[start:end])
        start = end


def _phrase(name: str) -> str:
    """Return a list's name as RFC 2919 allows it before the id: ASCII, quoted."""
    plain = name.encode("ascii", "ignore").decode().replace("\\", "").replace('"', "").strip()
    return f'"{plain}"' if plain else ""


def _header(name: str, value: str) -> bytes:
    """Return one header, folded (RFC 5322, section 2.2.3)."""
    if _ENCODED in value:
        # The library would decode what looks encoded already, line breaks and all; here it is words.
        if name != "Subject":
            raise MessageError(f"header {name}: {value!r}: holds {_ENCODED!r}; expected it without")
        return f"{name}: {Header(value, 'utf-8', 76, name).encode(linesep=_CRLF)}{_CRLF}".encode()
    message = EmailMessage(policy=policy.SMTP.clone(max_line_length=76))  # RFC 2045, section 6.7
    try:
        message[name] = value
    except (ValueError, HeaderParseError, IndexError) as error:
        raise MessageError(f"header {name}: {value!r}: {error}") from error
    # The library would end a message without parts in its own way, so those are written elsewhere.
    written = message.as_bytes(policy=_POLICY).rstrip(b"\r\n") + b"\r\n"
    if _BREAK.search(written):
        raise MessageError(f"header {name}: {value!r}: holds a line break; expected one line")
    return written
