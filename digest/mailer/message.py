"""An issue as one RFC 5322 message."""

from __future__ import annotations

import binascii
import hashlib
from collections.abc import Iterator
from datetime import datetime
from email import policy
from email.errors import HeaderParseError
from email.message import EmailMessage
from email.utils import format_datetime

from digest.errors import MessageError
from digest.model import Mail
from digest.text import line

# Under policy.SMTP alone a long List-Unsubscribe is encoded word by word and no program can use it.
_AT_ONCE = 65536
_POLICY = policy.SMTP.clone(max_line_length=998)


def write(  # noqa: PLR0913 (a message has that many parts)
    *,
    mail: Mail,
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
    message = EmailMessage(policy=policy.SMTP.clone(max_line_length=76))  # RFC 2045, section 6.7
    digits = _digits(mail.list_id, key)
    headers = {
        "From": mail.sender,
        "To": mail.to or mail.sender,
        "Subject": subject,
        "Date": format_datetime(date),
        "Message-ID": identity(mail.list_id, key),
        "Content-Language": language,
        "List-Id": f"{_phrase(list_name)} <{mail.list_id}>",
        "List-Archive": f"<{archive}>",
        "List-Unsubscribe": f"<{mail.unsubscribe}>"
        if mail.unsubscribe.startswith(("http", "mailto:"))
        else "",
        "Archived-At": f"<{web}>",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
    }
    for name, value in headers.items():
        if value:
            _add(message, name, line(value))
    boundary = f"=_{digits[24:56]}"
    # The library would end a message without parts in its own way, so these two are written here.
    yield message.as_bytes(policy=_POLICY).rstrip(b"\r\n")
    yield f'\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode()
    yield from _part(boundary, "plain", text)
    yield from _part(boundary, "html", html)
    yield f"--{boundary}--\r\n".encode()


def identity(list_id: str, key: str) -> str:
    """Return the Message-ID of the message that `key` names on a list, with its angle brackets."""
    return f"<{_digits(list_id, key)[:24]}@{list_id.partition('.')[2] or list_id}>"


def _digits(list_id: str, key: str) -> str:
    return hashlib.sha256(f"{list_id}\n{key}".encode()).hexdigest()


def _part(boundary: str, subtype: str, content: bytes) -> Iterator[bytes]:
    """Yield one part, quoted-printable (RFC 2045, section 6.7); the library takes five times as long."""
    yield (
        f'--{boundary}\r\nContent-Type: text/{subtype}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode()
    start = 0
    while start < len(content):
        end = content.find(b"\n", start + _AT_ONCE) + 1 or len(content)
        # Line ends become CRLF afterwards: before, the soft breaks would stay bare.
        yield binascii.b2a_qp(content[start:end], istext=True).replace(b"\n", b"\r\n")
        start = end
    yield b"\r\n"  # this one belongs to the boundary (RFC 2046, section 5.1.1)


def _phrase(name: str) -> str:
    """Return a list's name as RFC 2919 allows it before the id: ASCII, quoted."""
    plain = name.encode("ascii", "ignore").decode().replace("\\", "").replace('"', "").strip()
    return f'"{plain}"' if plain else ""


def _add(message: EmailMessage, name: str, value: str) -> None:
    try:
        message[name] = value
    except (ValueError, HeaderParseError, IndexError) as error:
        raise MessageError(f"header {name}: {value!r}: {error}") from error
