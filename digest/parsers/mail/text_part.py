"""Remove signature, rules and boilerplate from the plain text of a message."""

from __future__ import annotations

import html
import re

from digest.parsers.mail.boilerplate import (
    MAX_BOILERPLATE,
    TextBlock,
    Trimmed,
    footer_start,
    mentions_web_version,
    without_recipient,
)
from digest.text import line

_URL = re.compile(r"https?://[^\s<>()\[\]\"']+")
_RULE = re.compile(r"[\s\-=_*~#+·•—–]{3,}")
_MAILMAN_RULE = re.compile(r"_{40,}\s*")
_BETWEEN_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
_MAX_BARE_SIGNATURE = 8
_MAX_MAILMAN_FOOTER = 6
_MAX_HEADER_PARAGRAPHS = 3


def trim_text(text: str) -> Trimmed:
    """Return the text of a message without signature, rules and boilerplate."""
    body = _without_signature(text.split("\n"))
    plain = "\n".join("" if _RULE.fullmatch(text_line) else text_line for text_line in body)
    paragraphs = [part for part in _BETWEEN_PARAGRAPHS.split(plain.strip()) if part.strip()]
    web_version = _take_web_version(paragraphs)
    blocks = [
        TextBlock(line(part), has_link=bool(_URL.search(part) or "mailto:" in part)) for part in paragraphs
    ]
    return Trimmed("\n\n".join(paragraphs[: footer_start(blocks)]), web_version)


def text_to_html(text: str) -> str:
    """Return plain text as paragraphs of HTML."""
    paragraphs = _BETWEEN_PARAGRAPHS.split(text.strip())
    return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in paragraphs if part)


def _without_signature(lines: list[str]) -> list[str]:
    """Return the lines above the last signature separator, or above Mailman's footer."""
    for index in range(len(lines) - 1, -1, -1):
        following = len(lines) - index - 1
        # A separator that lost its space, or another pair of hyphens: then only a short rest is a signature.
        is_bare = lines[index].rstrip() == "--" and following <= _MAX_BARE_SIGNATURE
        if lines[index] == "-- " or is_bare:
            return lines[:index]
        if following <= _MAX_MAILMAN_FOOTER and _MAILMAN_RULE.fullmatch(lines[index]):
            return lines[:index]
    return lines


def _take_web_version(paragraphs: list[str]) -> str:
    """Remove the paragraph that links to the web version from the top; return that address, or ""."""
    for paragraph in paragraphs[:_MAX_HEADER_PARAGRAPHS]:
        address = _URL.search(paragraph)
        is_short = len(paragraph) < MAX_BOILERPLATE
        if address and is_short and mentions_web_version(line(paragraph)):
            paragraphs.remove(paragraph)
            return without_recipient(address[0].rstrip(".,;:"))
    return ""
