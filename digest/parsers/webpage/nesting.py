"""Recognise pages that an HTML 5 parser can read only with the square of their size in time or memory.

Such a parser looks through the open elements at many tags, and opens `<b>`, `<font>` and their like
again in each block that follows the block they were left open in.
"""

from __future__ import annotations

import re
from collections import Counter

# Attributes that every parser ends at the same place.
_ATTRIBUTES = r"(?:\s+[\w:.-]+(?:=(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>=`]+))?)*\s*/?>"
_TAG = re.compile(rf"<(?P<end>/?)(?P<name>[a-zA-Z][^\s/<>]*)(?P<is_plain>{_ATTRIBUTES})?")
# Elements without an end tag, and those that the next of their kind ends.
_NEVER_DEEP = frozenset({
    "a", "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "nobr",
    "option", "p", "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
})  # fmt: skip
_RAW_TEXT = frozenset({
    "iframe", "noembed", "noframes", "plaintext", "script", "style", "textarea", "title", "xmp",
})  # fmt: skip
_FORMATTING = "b|big|code|em|font|i|s|small|strike|strong|tt|u"
_FORMATTING_TAG = re.compile(rf"<(?:{_FORMATTING})(?=[\s/>])(?:{_ATTRIBUTES})?", re.IGNORECASE)
_FORMATTED_TEXT = re.compile(rf"<({_FORMATTING})(?=[\s/>]){_ATTRIBUTES}[^<>]*</\1\s*>", re.IGNORECASE)
_INSIDE_FORMATTED = re.compile(rf"<(?:/(?:a|span)>|(?:a|br|img|span)(?=[\s/>]){_ATTRIBUTES})", re.IGNORECASE)
_MANY_TAGS = 1000
_MAX_STEPS = 20_000_000
_MAX_REOPENED = 500_000
_SAME_KIND = 3  # of equal open elements only the last three are opened again (HTML, section 13.2.4.3)


def is_excessive(markup: str) -> bool:
    """Return True if an HTML 5 parser may need seconds, or hundreds of megabytes.

    Args:
        markup: A page without comments.
    """
    tags = markup.count("<")
    if tags < _MANY_TAGS:
        return False
    return _left_open(markup) * tags > _MAX_REOPENED or _steps(markup) > _MAX_STEPS


def _left_open(markup: str) -> int:
    """Return the most formatting elements that can be open at once; those around plain text are closed."""
    markup = _INSIDE_FORMATTED.sub("", markup)
    for _ in range(4):  # the innermost first
        markup = _FORMATTED_TEXT.sub("", markup)
    times = Counter(tag[0] for tag in _FORMATTING_TAG.finditer(markup))
    return sum(min(count, _SAME_KIND) if tag.endswith(">") else count for tag, count in times.items())


def _steps(markup: str) -> int:
    """Return the sum of the depths of all tags.

    Every start tag counts; an end tag only where it is no text in a script or in an attribute.
    """
    opened: Counter[str] = Counter()
    depth = steps = 0
    raw_text, was_plain = "", True
    for tag in _TAG.finditer(markup):
        name, is_end = tag["name"].lower(), bool(tag["end"])
        if not is_end:
            raw_text = raw_text or (name if name in _RAW_TEXT else "")
            if name not in _NEVER_DEEP and name not in _RAW_TEXT:
                opened[name] += 1
                depth += 1
        elif raw_text:
            raw_text = "" if name == raw_text else raw_text
        elif opened[name] and was_plain:
            opened[name] -= 1
            depth -= 1
        was_plain = bool(tag["is_plain"])
        steps += depth
    return steps
