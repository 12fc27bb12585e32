"""What the lines of a page show together: its regularity is the strongest evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digest.parsers.listing.lines import Feature, Line
from digest.parsers.listing.stamps import width
from digest.parsers.listing.text_costs import is_deck

FEWEST_DATES = 3  # dates that show a pattern
_SHORTEST_DECKED_TITLE = 25
_SHORTEST_PARAGRAPH = 60
_MOST_PARAGRAPHS = 3
_MOST_ABOVE_DATE = 3
_LONGEST_SHORT_SENTENCE = 100
_LARGEST_GAP = 3


@dataclass(frozen=True, slots=True)
class PageSigns:
    """The signs of a whole page.

    `shapes` counts the lines with a date by their shape. `gap` is the number of blank lines that part
    the articles, 0 where they tell nothing. Decks are longer lines between titles and dates.
    """

    shapes: Mapping[str, int]
    gap: int
    has_bylines: bool
    has_decks: bool
    has_long_articles: bool
    has_titles_with_stops: bool


def observe_page(lines: Sequence[Line]) -> PageSigns:
    """Return the signs of a page."""
    return PageSigns(
        shapes=Counter(line.stamp.shape for line in lines if line.stamp),
        gap=_gap_between_articles(lines),
        has_bylines=any(Feature.BYLINE in line.features for line in lines),
        has_decks=_has_decks(lines),
        has_long_articles=_has_long_articles(lines),
        has_titles_with_stops=_has_titles_with_stops(lines),
    )


def _has_long_articles(lines: Sequence[Line]) -> bool:
    """Return True when the page prints whole articles, which may have headlines inside: many paragraphs a date."""
    dated = sum(line.is_date_only for line in lines)
    paragraphs = sum(line.stamp is None and len(line.text) >= _SHORTEST_PARAGRAPH for line in lines)
    return dated > 0 and paragraphs > dated * _MOST_PARAGRAPHS


def _has_decks(lines: Sequence[Line]) -> bool:
    """Return True when two lines of text stand above most dates of the page, the lower one longer."""
    dated = [index for index, line in enumerate(lines) if line.is_date_only]
    decks = sum(
        index > 1
        and is_deck(lines[index - 1], lines[index - 2])
        and (index == 2 or lines[index - 2].blank_lines >= lines[index - 1].blank_lines)
        and lines[index - 2].stamp is None
        and width(lines[index - 2].text) >= _SHORTEST_DECKED_TITLE
        and Feature.FULL_STOP not in lines[index - 2].features
        for index in dated
    )
    return decks > 1 and decks * 2 > len(dated)


def _has_titles_with_stops(lines: Sequence[Line]) -> bool:
    """Return True when the lines above the dates, or those below, end in a full stop."""
    dated = [index for index, line in enumerate(lines) if line.is_date_only]
    if len(dated) < FEWEST_DATES:
        return False
    for step in (-1, 1):
        beside = [lines[index + step] for index in dated if 0 <= index + step < len(lines)]
        with_stop = sum(_is_short_sentence(line) for line in beside)
        if with_stop * 5 >= len(dated) * 3:
            return True
    return False


def _is_short_sentence(line: Line) -> bool:
    """Return True for one sentence of a title's length."""
    is_one = not line.features & {Feature.TWO_SENTENCES, Feature.MANY_SENTENCES, Feature.CUT_OFF}
    return Feature.FULL_STOP in line.features and is_one and width(line.text) <= _LONGEST_SHORT_SENTENCE


def _gap_between_articles(lines: Sequence[Line]) -> int:
    """Return the most blank lines that stand above every eighth line; 0 where no line has more than others."""
    gaps = Counter(min(line.blank_lines, _LARGEST_GAP) for line in lines[1:])
    if len(gaps) < 2:
        return 0
    seen = 0
    for size in range(_LARGEST_GAP, min(gaps), -1):
        seen += gaps[size]
        if seen > 1 and seen * 8 >= len(lines):
            return size if _stands_near_dates(lines, size) else 0
    return 0


def _stands_near_dates(lines: Sequence[Line], gap: int) -> bool:
    """Return True when one such gap stands closely above most of the page's dates."""
    dated = [index for index, line in enumerate(lines) if line.first_date]
    if len(dated) < FEWEST_DATES:
        texts = [line for line in lines if not line.features & {Feature.FURNITURE, Feature.BULLET}]
        return sum(line.blank_lines >= gap for line in texts) * 3 <= len(texts) * 2
    between = sum(line.blank_lines >= gap for line in lines[dated[0] + 1 : dated[-1]])
    near = sum(
        any(lines[place].blank_lines >= gap for place in range(max(1, index - _MOST_ABOVE_DATE), index + 1))
        for index in dated
    )
    return near * 5 >= len(dated) * 3 and between * 2 <= len(dated) * 3
