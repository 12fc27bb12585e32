"""Header fields of a message or of one of its parts.

Hostile fields cost little time and never raise. The `email` package reads the content of a field
(addresses, parameters). Fields are split and shortened here first: its own parsers take quadratic
time or raise on hostile ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from digest.parsers import encoding
from digest.parsers.mail.encoded_words import decode_words
from digest.text import fold, line

# Fields that show that a document is a message.
KNOWN_FIELDS = frozenset(
    {"from", "date", "subject", "message-id", "received", "mime-version", "return-path", "delivered-to"}
)
MAX_FIELDS = 2000
MAX_PARAMETERS = 2000
# Raised by the `email` package on malformed fields.
PARSE_ERRORS = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
_MAX_FIELD = 8192
_MAX_AUTHORS = 20
_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:([^\n]*\n?(?:[ \t]+\S[^\n]*\n?)*)")
_BLANK_LINE = re.compile(rb"[ \t]*(?:\n|\Z)")
_ADDRESS = r"[\w+-]{1,80}@[\w-]{1,80}(?:\.[\w-]{1,80}){1,5}"
_USUAL_AUTHOR = re.compile(
    rf"(?P<name>[A-Za-z]{{1,80}}(?: [A-Za-z]{{1,80}}){{1,5}}) <{_ADDRESS}>|(?P<address>{_ADDRESS})", re.ASCII
)
_REPLY_PREFIX = re.compile(r"(?:(?:re|fwd?|aw|wg|rv|res|enc|rif)\s*(?:\[\d{1,3}\])?\s*:\s*)", re.IGNORECASE)
_TAG = re.compile(r"\[([^\[\]]{1,80})\]\s*")


@dataclass(slots=True)
class Entity:
    """The header fields and the body of a message, or of one of its parts (RFC 2045, section 2.4).

    Attributes:
        fields: The first field of each name, by the name in lower case.
        body: The bytes after the header fields.
        has_blank_line: A blank line stands between header fields and body.
        field_count: The number of header fields, those beyond `MAX_FIELDS` included.
    """

    fields: dict[str, bytes] = field(default_factory=dict)
    body: bytes = b""
    has_blank_line: bool = True
    field_count: int = 0

    def text(self, name: str) -> str:
        """Return a field on one line with its encoded words decoded, or ""."""
        return line(decode_words(self.raw(name))) if name in self.fields else ""

    def raw(self, name: str) -> str:
        """Return a field unfolded with its encoded words as they are, or ""."""
        content = self.fields.get(name, b"")[:_MAX_FIELD]
        return encoding.decode(content.replace(b"\n", b"")).strip() if content else ""


def parse_entity(message: bytes) -> Entity:
    """Split a message into header fields and body (RFC 5322, section 2.2).

    Args:
        message: A message whose lines end in line feeds.
    """
    entity = Entity()
    end = 0
    if message.startswith((b"From ", b">From ")):
        end = message.find(b"\n") + 1 or len(message)
    while True:
        found = _FIELD.match(message, end)
        if found is None and entity.field_count:
            found = _match_after_stray_line(message, end)
        if found is None:
            break
        entity.field_count += 1
        if entity.field_count <= MAX_FIELDS:
            entity.fields.setdefault(found[1].lower().decode(), found[2][:_MAX_FIELD])
        end = found.end()
    blank = _BLANK_LINE.match(message, end)
    entity.has_blank_line = blank is not None
    entity.body = message[blank.end() if blank else end :]
    return entity


def _match_after_stray_line(message: bytes, start: int) -> re.Match[bytes] | None:
    """Return the known field after a single line that is no field, as some programs leave it, or None."""
    if _BLANK_LINE.match(message, start):
        return None
    after = message.find(b"\n", start) + 1
    found = _FIELD.match(message, after) if after else None
    return found if found and found[1].lower().decode() in KNOWN_FIELDS else None


def author_names(entity: Entity) -> list[str]:
    """Return the names of a message's authors; the address of an author without a name."""
    authors = entity.raw("from") or entity.raw("sender")
    if "@" not in authors:
        return [line(decode_words(authors))] if authors else []
    usual = _USUAL_AUTHOR.fullmatch(authors)
    if usual:
        return [usual["name"] or usual["address"]]
    from email.utils import getaddresses  # 30 ms that only some mails need

    try:
        pairs = getaddresses([authors[:MAX_PARAMETERS]])[:_MAX_AUTHORS]
    except PARSE_ERRORS:
        return []
    names = (line(decode_words(name)).strip("\"' ") or line(address) for name, address in pairs)
    return [name for name in names if name]


def subject(entity: Entity) -> str:
    """Return a message's subject without reply prefixes and without the name of its mailing list.

    Words in brackets are removed only if List-Id states them as the list's name or label (RFC 2919).
    """
    text = entity.text("subject")
    list_names = _list_names(entity)
    while True:
        tag = _TAG.match(text)
        prefix = tag if tag and fold(tag[1]) in list_names else _REPLY_PREFIX.match(text)
        rest = text[prefix.end() :] if prefix else ""
        if not rest:
            return text
        text = rest


def _list_names(entity: Entity) -> set[str]:
    name, _, label = entity.text("list-id").rpartition("<")
    return {fold(name), fold(label.split(".")[0].rstrip(">"))} - {""} if label else set()
