"""The content type of a message or of one of its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.parsers.mail.headers import MAX_PARAMETERS, PARSE_ERRORS, Entity

if TYPE_CHECKING:
    from email.message import Message

_FIELDS = ("content-type", "content-disposition")
_USUAL_TYPE = re.compile(
    r"(text/(?:plain|html))(?:; ?charset=(?:\"([\w-]{1,40})\"|([\w-]{1,40})))?", re.IGNORECASE | re.ASCII
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentType:
    """The media type of a part and its parameters (RFC 2045, RFC 2046).

    Attributes:
        type: The media type in lower case.
        charset: The declared charset, or None.
        boundary: The boundary of a multipart's parts, or "".
        is_flowed: The text has soft line breaks (RFC 3676).
        deletes_space: A soft line break removes the space before it (DelSp, RFC 3676).
        is_attached: The part is an attachment.
    """

    type: str = "text/plain"
    charset: str | None = None
    boundary: str = ""
    is_flowed: bool = False
    deletes_space: bool = False
    is_attached: bool = False


def read_content_type(entity: Entity) -> ContentType:
    """Return the content type of a part; plain text if it states none (RFC 2045, section 5.2)."""
    if "content-disposition" not in entity.fields:
        if "content-type" not in entity.fields:
            return ContentType()
        usual = _USUAL_TYPE.fullmatch(entity.raw("content-type"))
        if usual:
            return ContentType(type=usual[1].lower(), charset=(usual[2] or usual[3] or "").lower() or None)
    return _parse(entity)


def _parse(entity: Entity) -> ContentType:
    from email.message import Message  # 30 ms that only some mails need

    message = Message()
    for name in _FIELDS:
        if value := entity.raw(name)[:MAX_PARAMETERS]:
            message[name] = value.encode("ascii", errors="replace").decode()
    try:
        return ContentType(
            type=message.get_content_type(),
            charset=message.get_content_charset(),
            boundary=message.get_boundary() or "",
            is_flowed=str(message.get_param("format", "")).lower() == "flowed",
            deletes_space=str(message.get_param("delsp", "")).lower() == "yes",
            is_attached=_is_attached(message),
        )
    except PARSE_ERRORS:
        return ContentType(type=message.get_content_type())


def _is_attached(message: Message) -> bool:
    return message.get_content_disposition() == "attachment" or message.get_filename() is not None
