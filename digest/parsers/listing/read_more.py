"""Titles that a page prints only in a "read more about TITLE" line, glued to the excerpt."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.parsers.listing import features, phrases
from digest.parsers.listing.lines import Feature, Line
from digest.text import fold

_LONGEST = 1200
_ELLIPSES = ("…", "...", "[…]", "[...]")


def split_titles(lines: list[Line]) -> list[Line]:
    """Return the lines with each "EXCERPT… Read more about TITLE" split in two.

    The title becomes the article's where the page prints two or more such titles nowhere else;
    where it stands in a line of its own too, the "read more" line is furniture.
    """
    matches = {index: match for index, line in enumerate(lines) if (match := _match(line))}
    if not matches:
        return lines
    known = {line.folded for line in lines}
    only_here = {index for index, match in matches.items() if fold(match["title"]) not in known}
    result: list[Line] = []
    for index, line in enumerate(lines):
        match = matches.get(index)
        if match is None or (index in only_here and len(only_here) < 2):
            result.append(line)
        else:
            result += _parts(line, match, is_title=index in only_here)
    return result


def _match(line: Line) -> re.Match[str] | None:
    """Return the excerpt, the words and the title of a "read more" line that holds a title."""
    if line.is_furniture or len(line.text) > _LONGEST:
        return None
    if not _has_words(line.folded):
        return None
    match = phrases.READ_MORE_WITH_TITLE.match(line.text)
    is_title = match and fold(match["title"]) and not match["title"][0].islower()
    return match if is_title else None


def _has_words(folded: str) -> bool:
    """Return True when a text holds a word of a "read more" phrase."""
    for word in phrases.READ_MORE_WORDS:  # noqa: SIM110 (this loop runs for every line; `any` is slower)
        if word in folded:
            return True
    return False


def _parts(line: Line, match: re.Match[str], *, is_title: bool) -> Iterator[Line]:
    """Yield the excerpt of a "read more" line, if it has one, and its title."""
    excerpt = _excerpt(match["before"])
    if excerpt:
        above = Line(line.number, excerpt, line.blank_lines, fold(excerpt))
        features.observe_alone(above, month_first=False)
        yield above
    title = match["title"].strip(' »›→"”')
    below = Line(line.number, title, 0 if excerpt else line.blank_lines, fold(title))
    below.read_more_title = title if is_title else None
    below.features = frozenset({Feature.READ_MORE_TITLE if is_title else Feature.FURNITURE})
    yield below


def _excerpt(text: str) -> str:
    """Return the text before the "read more" words, without marks but with its ellipsis."""
    excerpt = text.rstrip(" .…[]»›→").strip()
    end = text.strip().removeprefix(excerpt).strip()
    return excerpt + end if end in _ELLIPSES else excerpt
