"""The fields at a message's head, read defensively: none of them may cost much, and none may raise.

The package `email` reads what is inside a field (addresses, parameters); fields are parted and
shortened here before it sees them, as its own parsers cost their square or raise on hostile ones.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field

from digest.parsers import encoding
from digest.text import fold, line

KNOWN = frozenset(
    {"from", "date", "subject", "message-id", "received", "parts-version", "return-path", "delivered-to"}
)
_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:([^\n]*\n?(?:[ \t]+\S[^\n]*\n?)*)")
_BLANK = re.compile(rb"[ \t]*(?:\n|\Z)")
_WORD = re.compile(r"=\?([^?=\s]{1,60})\?([bBqQ])\?((?:[^?]|\?(?!=)){0,2000})\?=")
_USUAL_KIND = re.compile(
    r"(text/(?:plain|html))(?:; ?charset=(?:\"([\w-]{1,40})\"|([\w-]{1,40})))?", re.IGNORECASE | re.ASCII
)
_ADDRESS = r"[\w+-]{1,80}@[\w-]{1,80}(?:\.[\w-]{1,80}){1,5}"
_USUAL_NAME = re.compile(
    rf"(?P<name>[A-Za-z]{{1,80}}(?: [A-Za-z]{{1,80}}){{1,5}}) <{_ADDRESS}>|(?P<bare>{_ADDRESS})", re.ASCII
)
MOST_FIELDS = 2000
_LONGEST = 8192
_LONGEST_PARAMETERS = 2000
_ANSWER = re.compile(r"(?:(?:re|fwd?|aw|wg|rv|res|enc|rif)\s*(?:\[\d{1,3}\])?\s*:\s*)", re.IGNORECASE)


@dataclass(slots=True)
class Head:
    """A message's or a part's fields by their names in small letters, the first of each name, and what is behind.

    `parted` is whether a blank line stands between head and body, `number` how many fields there were.
    """

    fields: dict[str, bytes] = field(default_factory=dict)
    body: bytes = b""
    parted: bool = True
    number: int = 0

    def text(self, name: str) -> str:
        """Return a field as text on one line, its encoded words decoded; "" where there is none."""
        return line(decoded(self.raw(name))) if name in self.fields else ""

    def raw(self, name: str) -> str:
        """Return a field unfolded, its encoded words as they are; "" where there is none."""
        content = self.fields.get(name, b"")[:_LONGEST]
        return encoding.decode(content.replace(b"\n", b"")).strip() if content else ""


def split(message: bytes) -> Head:
    """Return the head of a message whose lines end in line feeds (RFC 5322, section 2.2)."""
    head = Head()
    at = 0
    if message.startswith((b"From ", b">From ")):
        at = message.find(b"\n") + 1 or len(message)
    while True:
        found = _FIELD.match(message, at)
        if not found:
            # One line that is no field may stand in between, where programs left it.
            behind = message.find(b"\n", at) + 1
            found = _FIELD.match(message, behind) if behind and not _BLANK.match(message, at) else None
            if not found or not head.number or found[1].lower().decode() not in KNOWN:
                break
        head.number += 1
        if head.number <= MOST_FIELDS:
            head.fields.setdefault(found[1].lower().decode(), found[2][:_LONGEST])
        at = found.end()
    blank = _BLANK.match(message, at)
    head.parted = blank is not None
    head.body = message[blank.end() if blank else at :]
    return head


def decoded(text: str) -> str:
    """Return `text` with its encoded words decoded (RFC 2047, section 6.2); those of nonsense stay."""
    if "=?" not in text:
        return text
    parts: list[str] = []
    waiting, charset, at = b"", "", 0
    for word in _WORD.finditer(text):
        between = text[at : word.start()]
        name = word[1].split("*")[0].lower()
        if between.strip() or name != charset or not waiting:
            parts.append(encoding.decode_as(waiting, charset) if waiting else "")
            waiting = b""
            # White space between two encoded words is none.
            parts.append(between if between.strip() or not at else "")
        waiting += _bytes(word[2], word[3])
        charset, at = name, word.end()
    if waiting:
        parts.append(encoding.decode_as(waiting, charset))
    parts.append(text[at:])
    return "".join(parts)


def _bytes(coding: str, text: str) -> bytes:
    content = text.encode("utf-8", errors="replace")
    return from_base64(content) if coding in "bB" else binascii.a2b_qp(content, header=True)


def from_base64(content: bytes) -> bytes:
    """Return the bytes that `content` encodes, whatever else stands between (RFC 2045, section 6.8)."""
    content = re.sub(rb"[^A-Za-z0-9+/]+", b"", content)
    content = content[: len(content) - (len(content) % 4 == 1)]
    return binascii.a2b_base64(content + b"=" * (-len(content) % 4))


def names(head: Head) -> list[str]:
    """Return the names of who wrote the message, or the address of one without a name."""
    stated = head.raw("from") or head.raw("sender")
    if "@" not in stated:
        return [line(decoded(stated))] if stated else []
    usual = _USUAL_NAME.fullmatch(stated)
    if usual:
        return [usual["name"] or usual["bare"]]
    from email.utils import getaddresses  # noqa: PLC0415 (25 ms that only mails cost)

    try:
        found = getaddresses([stated[:_LONGEST_PARAMETERS]])
    except (ValueError, IndexError, TypeError, RecursionError):
        return []
    return [
        told for name, address in found[:20] if (told := line(decoded(name)).strip("\"' ") or line(address))
    ]


def title(head: Head) -> str:
    """Return the subject without what answering and passing on put before it, and the list its own name.

    A word in brackets goes only where it is the name or the label that List-Id states (RFC 2919).
    """
    subject = head.text("subject")
    phrase, _, label = head.text("list-id").rpartition("<")
    of_the_list = {fold(phrase), fold(label.split(".")[0].rstrip(">"))} - {""} if label else set()
    while True:
        answer = _ANSWER.match(subject)
        tag = re.match(r"\[([^\[\]]{1,80})\]\s*", subject)
        if answer:
            rest = subject[answer.end() :]
        elif tag and fold(tag[1]) in of_the_list:
            rest = subject[tag.end() :]
        else:
            return subject
        if not rest:
            return subject
        subject = rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a part is: its media type and what its fields say of how to read it (RFC 2045, RFC 2046, RFC 3676)."""

    type: str = "text/plain"
    charset: str | None = None
    boundary: str = ""
    flowed: bool = False
    delsp: bool = False
    attached: bool = False


def kind(head: Head) -> Kind:
    """Return what a part is; without a word about it, it is plain text (RFC 2045, section 5.2)."""
    if "content-type" not in head.fields and "content-disposition" not in head.fields:
        return Kind()
    usual = _USUAL_KIND.fullmatch(head.raw("content-type"))
    if usual and "content-disposition" not in head.fields:
        return Kind(type=usual[1].lower(), charset=(usual[2] or usual[3] or "").lower() or None)
    from email.message import Message  # noqa: PLC0415 (see names)

    message = Message()
    for name in ("content-type", "content-disposition"):
        if stated := head.raw(name)[:_LONGEST_PARAMETERS]:
            message[name] = stated.encode("ascii", errors="replace").decode()
    try:
        return Kind(
            type=message.get_content_type(),
            charset=message.get_content_charset(),
            boundary=message.get_boundary() or "",
            flowed=str(message.get_param("format", "")).lower() == "flowed",
            delsp=str(message.get_param("delsp", "")).lower() == "yes",
            attached=message.get_content_disposition() == "attachment" or message.get_filename() is not None,
        )
    except Exception:  # noqa: BLE001 (it raises whatever its parts raise on malformed parameters)
        return Kind(type=message.get_content_type())
