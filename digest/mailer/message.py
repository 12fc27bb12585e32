"""An issue as one RFC 5322 message."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email import policy
from email.errors import HeaderParseError
from email.message import EmailMessage
from email.utils import format_datetime

from digest.errors import MessageError
from digest.model import Mail
from digest.text import line

# Under policy.SMTP alone a long List-Unsubscribe is encoded word by word and no program can use it.
_POLICY = policy.SMTP.clone(max_line_length=998)


def write(  # noqa: PLR0913 (a message has that many parts)
    *,
    mail: Mail,
    subject: str,
    date: datetime,
    text: str,
    html: str,
    web: str,
    archive: str,
    key: str,
    language: str,
    list_name: str,
) -> bytes:
    """Return the message as bytes with CRLF line ends, the same for the same input.

    multipart/alternative, text first (RFC 2046, section 5.1.4); List-Id (RFC 2919); List-Archive
    and List-Unsubscribe (RFC 2369). List-Unsubscribe-Post is left out: in a message that many get
    no address tells one reader from another (RFC 8058, section 3.1). `key` names the issue for
    the Message-ID. Raises MessageError when a header cannot be written.
    """
    message = EmailMessage(policy=policy.SMTP.clone(max_line_length=76))  # RFC 2045, section 6.7
    host = mail.list_id.partition(".")[2] or mail.list_id
    identity = hashlib.sha256(f"{mail.list_id}\n{key}".encode()).hexdigest()
    headers = {
        "From": mail.sender,
        "To": mail.to or mail.sender,
        "Subject": subject,
        "Date": format_datetime(date),
        "Message-ID": f"<{identity[:24]}@{host}>",
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
    message.set_content(text, subtype="plain", charset="utf-8", cte="quoted-printable")
    message.add_alternative(html, subtype="html", charset="utf-8", cte="quoted-printable")
    message.set_boundary(f"=_{identity[24:56]}")
    return message.as_bytes(policy=_POLICY)


def _phrase(name: str) -> str:
    """Return a list's name as RFC 2919 allows it before the id: ASCII, quoted."""
    plain = name.encode("ascii", "ignore").decode().replace("\\", "").replace('"', "").strip()
    return f'"{plain}"' if plain else ""


def _add(message: EmailMessage, name: str, value: str) -> None:
    try:
        message[name] = value
    except (ValueError, HeaderParseError, IndexError) as error:
        raise MessageError(f"header {name}: {value!r}: {error}") from error
