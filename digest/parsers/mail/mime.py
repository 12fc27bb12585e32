"""A message's body to its text and its HTML: parts, transfer encodings, charsets, flowed lines."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass

from digest.parsers import encoding
from digest.parsers.mail import headers

DEEPEST = 20
MOST = 500
_LONGEST = 1024 * 1024
_TEXTS = ("text/plain", "text/markdown", "text/enriched")
# The first part's delimiter, where the head forgets to say it.
_DELIMITER = re.compile(rb"^--([^\s-][^\n]{0,200})\nContent-", re.MULTILINE | re.IGNORECASE)


@dataclass(slots=True)
class Block:
    """A stretch of a message, as text, as HTML, or as both."""

    text: str = ""
    html: str = ""


class Walk:
    """One walk over a message's parts; `capped` says whether some were too many or too deep."""

    def __init__(self) -> None:
        self.capped = False
        self._count = 0

    def blocks(self, head: headers.Head, depth: int = 0) -> list[Block]:
        """Return what is there to read, in the message's order; attachments and pictures are passed over."""
        kind = headers.kind(head)
        self._count += 1
        if self._count > MOST or depth > DEEPEST:
            self.capped = True
            return []
        if kind.type.startswith("multipart/"):
            pieces = _pieces(head.body, kind.boundary)
            if pieces:
                found = [self.blocks(headers.split(piece), depth + 1) for piece in pieces[: MOST + 1]]
                self.capped = self.capped or len(pieces) > MOST
                if kind.type == "multipart/alternative":
                    return _one_of(found)
                return [block for blocks in found for block in blocks]
            return [Block(text=_text(head, headers.Kind()))]
        if kind.attached:
            return []
        if kind.type == "text/html":
            return [Block(html=_text(head, kind))]
        if kind.type in _TEXTS:
            text = _text(head, kind)
            return [Block(text=unflowed(text, delsp=kind.delsp) if kind.flowed else text)]
        return []


def _one_of(found: list[list[Block]]) -> list[Block]:
    """Return one block for alternatives: the first that is text, and the first that is HTML (RFC 2046, 5.1.4)."""
    texts = ("\n\n".join(block.text for block in blocks if block.text) for blocks in found)
    pages = ("\n".join(block.html for block in blocks if block.html) for blocks in found)
    block = Block(
        text=next((text for text in texts if text.strip()), ""),
        html=next((page for page in pages if page), ""),
    )
    return [block] if block.text or block.html else []


def _pieces(body: bytes, boundary: str) -> list[bytes]:
    """Return what stands between a multipart's delimiters (RFC 2046, section 5.1.1); the last may break off."""
    mark = boundary.encode("ascii", errors="replace")
    if not mark:
        found = _DELIMITER.search(body)
        if not found:
            return []
        mark = found[1].rstrip()
    pieces: list[bytes] = []
    start = -1
    for match in re.finditer(rb"^--" + re.escape(mark) + rb"(--)?[ \t]*(?:\n|\Z)", body, re.MULTILINE):
        if start >= 0:
            pieces.append(body[start : match.start()])
        start = -1 if match[1] else match.end()
        if match[1] or len(pieces) > MOST:
            return pieces
    return [*pieces, body[start:]] if start >= 0 else pieces


def _text(head: headers.Head, kind: headers.Kind) -> str:
    coding = head.raw("content-transfer-encoding").lower()
    content = head.body[: 2 * _LONGEST]
    if coding == "base64":
        content = headers.from_base64(content)
    elif coding == "quoted-printable":
        content = binascii.a2b_qp(content)
    text = encoding.decode_as(content[:_LONGEST], kind.charset)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def unflowed(text: str, *, delsp: bool) -> str:
    """Return format=flowed text with its soft line breaks gone (RFC 3676, sections 4.1 to 4.5)."""
    lines: list[str] = []
    depth, joins = 0, False
    for raw in text.split("\n"):
        body = raw.lstrip(">")
        level = len(raw) - len(body)
        body = body.removeprefix(" ")
        is_signature = body in ("-- ", "--")
        soft = body.endswith(" ") and not is_signature
        shown = body[:-1] if soft and delsp else body
        if joins and level == depth and not is_signature:
            lines.append(shown)
        else:
            lines.append(("\n" if lines else "") + ("> " if level else "") + shown)
        depth, joins = level, soft
    return "".join(lines)
