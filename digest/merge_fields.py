"""Places in the editor's text that each recipient fills: `{name}`, or `{name|reader}` with what stands in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from digest.text import fold, line

_SLOT = re.compile(r"( ?)\{([^\W\d_][\w -]{0,59})(?:\|([^{}|\n]{0,200}))?\}")


@dataclass(frozen=True, slots=True)
class Slot:
    """One place: the column that fills it, what stands in where that is empty, and the space before it.

    With neither there is nothing, and no space either: "Hello {name}," is "Hello,".
    """

    column: str
    instead: str
    before: str = ""

    def said(self, values: Mapping[str, str]) -> str:
        """Return what stands there for somebody with these values."""
        text = line(values.get(self.column, "")) or self.instead
        return self.before + text if text else ""


def key(heading: str) -> str:
    """Return a column's heading for comparing: no case, no accents, no signs."""
    return fold(heading.replace("_", " "))


def replaced(text: str, by: Callable[[Slot], str]) -> str:
    """Return `text` with something in the place of each slot."""
    return _SLOT.sub(lambda found: by(Slot(key(found[2]), (found[3] or "").strip(), found[1])), text)


def plain(text: str) -> str:
    """Return `text` as it is said to everyone: with what stands in."""
    return replaced(text, lambda slot: slot.said({}))
