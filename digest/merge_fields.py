"""Merge fields in the editor's text: `{name}`, or `{name|reader}` with a fallback."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from digest.text import fold, line

_FIELD = re.compile(r"( ?)\{([^\W\d_][\w -]{0,59})(?:\|([^{}|\n]{0,200}))?\}")


@dataclass(frozen=True, slots=True)
class MergeField:
    """One place in a text that each recipient's own value fills.

    `column` is the column of the subscriber list. `space` is the space before the field, if any:
    an empty value without a fallback removes it too, so "Hello {name}," becomes "Hello,".
    """

    column: str
    fallback: str
    space: str = ""

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the text of the field for a recipient with these values, by column."""
        text = line(values.get(self.column, "")) or self.fallback
        return self.space + text if text else ""


def column(heading: str) -> str:
    """Return the column name of a heading: without case, accents and punctuation."""
    return fold(heading.replace("_", " "))


def substitute(text: str, replacement: Callable[[MergeField], str]) -> str:
    """Return `text` with each merge field replaced by `replacement(field)`."""
    return _FIELD.sub(
        lambda match: replacement(MergeField(column(match[2]), (match[3] or "").strip(), match[1])), text
    )


def use_fallbacks(text: str) -> str:
    """Return `text` for all readers alike: each merge field becomes its fallback."""
    return substitute(text, lambda field: field.fill({}))
