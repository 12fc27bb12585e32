"""Decode text in header fields: encoded words and base64."""

from __future__ import annotations

import binascii
import re

from digest.parsers import encoding

_ENCODED_WORD = re.compile(r"=\?([^?=\s]{1,60})\?([bBqQ])\?((?:[^?]|\?(?!=)){0,2000})\?=")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


def decode_words(text: str) -> str:
    """Return text with its encoded words decoded (RFC 2047, section 6.2); malformed ones stay.

    Bytes of adjacent words in one charset are decoded together: some programs split a character.
    """
    if "=?" not in text:
        return text
    parts: list[str] = []
    pending, charset, end = b"", "", 0
    for word in _ENCODED_WORD.finditer(text):
        between = text[end : word.start()]
        word_charset = word[1].split("*")[0].lower()  # a language may follow (RFC 2231, section 5)
        is_apart = bool(between.strip())
        if is_apart or word_charset != charset or not pending:
            parts.append(_decode(pending, charset))
            pending = b""
            # White space between two encoded words is not part of the text.
            parts.append(between if is_apart or not end else "")
        pending += _word_bytes(word[2], word[3])
        charset, end = word_charset, word.end()
    return "".join((*parts, _decode(pending, charset), text[end:]))


def decode_base64(content: bytes) -> bytes:
    """Return the decoded bytes, ignoring characters outside the alphabet (RFC 2045, section 6.8)."""
    content = _NOT_BASE64.sub(b"", content)
    content = content[: len(content) - (len(content) % 4 == 1)]
    return binascii.a2b_base64(content + b"=" * (-len(content) % 4))


def _decode(content: bytes, charset: str) -> str:
    return encoding.decode_as(content, charset) if content else ""


def _word_bytes(coding: str, text: str) -> bytes:
    content = text.encode("utf-8", errors="replace")
    return decode_base64(content) if coding in "bB" else binascii.a2b_qp(content, header=True)
