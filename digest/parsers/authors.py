"""Names of authors, taken from the forms that feeds and mails give them in."""

from __future__ import annotations

import functools
import re

from digest.parsers import html

_NAME_AND_ADDRESS = re.compile(r"\S+@\S+\s+\((?P<last>.+)\)|(?P<first>.+?)\s+[<(]\S+@\S+[>)]")
# Far above any real article: the authors of a feed are repeated on each of its entries.
_MOST_AUTHORS = 50
_LONGEST_NAME = 400


def names(authors: list[str]) -> tuple[str, ...]:
    """Return the names of authors as feeds give them, each once."""
    names = (_name(author[:_LONGEST_NAME]) for author in authors[:_MOST_AUTHORS])
    return tuple(dict.fromkeys(name for name in names if name))


@functools.lru_cache(maxsize=1024)
def _name(author: str) -> str:
    """Return the name of an author given as `address (Name)`, `Name <address>` or `Name`."""
    text = html.title_text(author)
    found = _NAME_AND_ADDRESS.fullmatch(text) if "@" in text else None
    return (found["last"] or found["first"] if found else text).strip()
