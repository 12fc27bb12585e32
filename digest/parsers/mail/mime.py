"""Read the body of a message: its parts, transfer encodings, charsets and flowed lines."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass

from digest.parsers import encoding
from digest.parsers.mail.content_type import ContentType, read_content_type
from digest.parsers.mail.encoded_words import decode_base64
from digest.parsers.mail.headers import Entity, parse_entity

MAX_DEPTH = 20
MAX_PARTS = 500
_MAX_TEXT = 1024 * 1024
_TEXT_TYPES = ("text/plain", "text/markdown", "text/enriched")
# The delimiter of the first part, for a header that does not state the boundary.
_DELIMITER = re.compile(rb"^--([^\s-][^\n]{0,200})\nContent-", re.MULTILINE | re.IGNORECASE)


@dataclass(slots=True)
class Block:
    """A stretch of a message as text, as HTML, or as both."""

    text: str = ""
    html: str = ""


class BodyReader:
    """Reads the body of one message. `is_capped`: some parts were left out, as too many or too deep."""

    def __init__(self) -> None:
        self.is_capped = False
        self._part_count = 0

    def blocks(self, entity: Entity, depth: int = 0) -> list[Block]:
        """Return the readable blocks of a message in order, without attachments and pictures.

        Args:
            entity: The message, or one of its parts.
            depth: The number of parts around it.
        """
        self._part_count += 1
        if self._part_count > MAX_PARTS or depth > MAX_DEPTH:
            self.is_capped = True
            return []
        content_type = read_content_type(entity)
        if content_type.type.startswith("multipart/"):
            return self._multipart_blocks(entity, content_type, depth)
        block = _read_block(entity, content_type)
        return [block] if block else []

    def _multipart_blocks(self, entity: Entity, content_type: ContentType, depth: int) -> list[Block]:
        parts = _split_parts(entity.body, content_type.boundary)
        if not parts:
            return [Block(text=_decode_body(entity, None))]
        self.is_capped |= len(parts) > MAX_PARTS
        found = [self.blocks(parse_entity(part), depth + 1) for part in parts[: MAX_PARTS + 1]]
        if content_type.type == "multipart/alternative":
            return _choose_alternatives(found)
        return [block for blocks in found for block in blocks]


def _read_block(entity: Entity, content_type: ContentType) -> Block | None:
    """Return the block of a single part, or None for an attachment or a part that is no text."""
    is_html = content_type.type == "text/html"
    if content_type.is_attached or not (is_html or content_type.type in _TEXT_TYPES):
        return None
    text = _decode_body(entity, content_type.charset)
    if is_html:
        return Block(html=text)
    if content_type.is_flowed:
        text = unflow(text, deletes_space=content_type.deletes_space)
    return Block(text=text)


def _choose_alternatives(found: list[list[Block]]) -> list[Block]:
    """Return one block of the first text and the first HTML among alternatives (RFC 2046, section 5.1.4)."""
    texts = ("\n\n".join(block.text for block in blocks if block.text) for blocks in found)
    pages = ("\n".join(block.html for block in blocks if block.html) for blocks in found)
    text = next((text for text in texts if text.strip()), "")
    html = next((page for page in pages if page), "")
    return [Block(text, html)] if text or html else []


def _split_parts(body: bytes, boundary: str) -> list[bytes]:
    """Return the parts between a multipart's delimiters (RFC 2046, section 5.1.1); the last may be cut off."""
    name = boundary.encode("ascii", errors="replace")
    if not name:
        first = _DELIMITER.search(body)
        if not first:
            return []
        name = first[1].rstrip()
    parts: list[bytes] = []
    start = -1
    for delimiter in re.finditer(rb"^--" + re.escape(name) + rb"(--)?[ \t]*(?:\n|\Z)", body, re.MULTILINE):
        if start >= 0:
            parts.append(body[start : delimiter.start()])
        is_closing = delimiter[1] is not None
        start = -1 if is_closing else delimiter.end()
        if is_closing or len(parts) > MAX_PARTS:
            return parts
    return [*parts, body[start:]] if start >= 0 else parts


def _decode_body(entity: Entity, charset: str | None) -> str:
    """Return the text of a part's body, its lines ended by line feeds."""
    coding = entity.raw("content-transfer-encoding").lower()
    content = entity.body[: 2 * _MAX_TEXT]
    if coding == "base64":
        content = decode_base64(content)
    elif coding == "quoted-printable":
        content = binascii.a2b_qp(content)
    text = encoding.decode_as(content[:_MAX_TEXT], charset)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def unflow(text: str, *, deletes_space: bool) -> str:
    """Return format=flowed text without its soft line breaks (RFC 3676, sections 4.1 to 4.5).

    Args:
        text: The text, its lines ended by line feeds.
        deletes_space: A soft line break removes the space before it (DelSp=yes).
    """
    lines: list[str] = []
    previous_depth, is_open = 0, False
    for quoted in text.split("\n"):
        content = quoted.lstrip(">")
        depth = len(quoted) - len(content)
        content = content.removeprefix(" ")
        is_signature = content in ("-- ", "--")
        is_soft = content.endswith(" ") and not is_signature
        shown = content[:-1] if is_soft and deletes_space else content
        if is_open and depth == previous_depth and not is_signature:
            lines.append(shown)
        else:
            lines.append(("\n" if lines else "") + ("> " if depth else "") + shown)
        previous_depth, is_open = depth, is_soft
    return "".join(lines)
