"""The costs of a line as title, deck, text, or as no part of an article."""

from __future__ import annotations

import math

from digest.dates import split_dateline
from digest.parsers.listing.lines import Feature, Line
from digest.parsers.listing.roles import IMPOSSIBLE
from digest.parsers.listing.stamps import width

FULL_STOP_COST = 2.5
_TITLE_COSTS = {
    Feature.FULL_STOP: FULL_STOP_COST,
    Feature.TWO_SENTENCES: 2.0,
    Feature.MANY_SENTENCES: 5.0,
    Feature.CUT_OFF: 5.0,
    Feature.BULLET: 4.0,
    Feature.LABEL: 6.0,
    Feature.BYLINE: 6.0,
    Feature.CREDIT: 5.0,
    Feature.NAME: 0.4,
    Feature.NO_HEADLINE: 6.0,
    Feature.HEADLINE: -2.0,
}
_END_OR_BULLET = {Feature.FULL_STOP, Feature.CUT_OFF, Feature.BULLET}
_SENTENCES_OR_BULLET = {Feature.MANY_SENTENCES, Feature.TWO_SENTENCES, Feature.BULLET}
_CREDIT_OR_LABEL = {Feature.CREDIT, Feature.LABEL}
_LABEL_OR_BYLINE = {Feature.LABEL, Feature.BYLINE}
_LONGEST_MENU_ENTRY = 45
_SHORTEST_DECK = 40
_SHORTEST_ODD_TITLE = 25
_NOT_IN_DECKS = {Feature.BYLINE, Feature.LABEL, Feature.CREDIT, Feature.BULLET, Feature.HEADLINE}


def title_cost(line: Line, below: Line | None) -> float:
    """Return the cost of a line as a title; `below` is the line below it."""
    text = line.text
    if line.read_more_title:
        return IMPOSSIBLE
    if line.is_furniture:
        return _odd_title_cost(text, below)
    cost = math.fsum(_TITLE_COSTS.get(feature, 0.0) for feature in line.features)
    cost += title_length_cost(width(text)) + title_spelling_cost(text)
    cost += 1.5 * max(0, line.occurrences - 1)
    if line.is_repeated_below and Feature.NAME not in line.features:
        cost -= 1.0
    if line.repeats_line_above:
        cost += 2.0
    return cost - _support_from_below(line, below)


def _odd_title_cost(text: str, below: Line | None) -> float:
    """Return the cost of furniture as a title: "Sign up for …" may be one where a date follows."""
    return 2.5 if below and below.is_date_only and len(text) >= _SHORTEST_ODD_TITLE else IMPOSSIBLE


def _support_from_below(line: Line, below: Line | None) -> float:
    """Return how much a date, a byline or a longer text below a line speaks for it as a title."""
    if below is None or below.is_furniture:
        return 0.0
    if below.is_date_only or Feature.BYLINE in below.features:
        return 0.5
    return 0.3 if len(below.text) > len(line.text) else 0.0


def title_length_cost(size: int) -> float:
    """Return the cost of a title of `size` characters; 15 to 120 are usual."""
    if size < 15:
        return 0.5 if size >= 8 else 3.0
    return min(8.0, (size - 120) / 25) if size > 120 else 0.0


def title_spelling_cost(text: str) -> float:
    """Return the cost of marks and words that titles rarely have."""
    cost = 0.0
    if text[0].islower():
        cost += 2.5 if " " in text else 5.0
    if text[-1] == ":":
        cost += 2.0
    if text[0] == "[" and text[-1] == "]":
        cost += 3.0
    if "@" in text or "://" in text:
        cost += 4.0
    if len(text) > 40 and len(split_dateline(text)[1]) not in (0, len(text)):
        cost += 4.0
    return cost


def is_deck(line: Line, above: Line) -> bool:
    """Return True for a longer line that may go on about the title above it."""
    is_longer = width(line.text) * 4 > width(above.text) * 5 and len(line.text) > _SHORTEST_DECK
    return is_longer and not line.is_furniture and not line.features & _NOT_IN_DECKS


def body_cost(line: Line) -> float:
    """Return the cost of a line as a paragraph of an article."""
    features = line.features
    if line.is_furniture:
        return 3.0
    if Feature.HEADLINE in features:
        return 6.0
    if line.read_more_title:
        return IMPOSSIBLE
    if _is_menu_entry(line):
        return 3.0
    cost = _body_length_cost(width(line.text))
    if features.isdisjoint(_END_OR_BULLET):
        cost += _open_end_cost(line.text)
    if not features.isdisjoint(_SENTENCES_OR_BULLET):
        cost *= 0.5
    if not features.isdisjoint(_CREDIT_OR_LABEL):
        cost += 1.5
    if line.is_repeated_below or line.repeats_line_above:
        cost += 2.0
    return cost + 0.8 * max(0, min(line.occurrences, 6) - 1)


def _body_length_cost(size: int) -> float:
    """Return the cost of a paragraph of `size` characters: the shorter, the higher."""
    if size >= 140:
        return 0.0
    if size >= 80:
        return 0.6
    return 1.5 if size >= 45 else 2.5


def _open_end_cost(text: str) -> float:
    """Return the cost of a paragraph without a full stop at its end; long ones and "!" are less odd."""
    cost = 2.5
    size = width(text)
    if size >= 170:
        cost = 1.5 if size < 220 else 0.3
    return cost - 1.0 if text[-1] in "!?" else cost


def skip_cost(line: Line) -> float:
    """Return the cost of leaving a line out of all articles: about 1 for every 40 characters lost."""
    features, size = line.features, len(line.text)
    if line.is_furniture or Feature.CREDIT in features:
        return 0.0
    if not features.isdisjoint(_LABEL_OR_BYLINE):
        return 1.0
    if (line.occurrences > 2 and size < 120) or _is_menu_entry(line):
        return 0.3
    cost = 2.5 + size / 40
    if Feature.HEADLINE in features:
        cost += 3.0
    return min(cost, 9.0)


def _is_menu_entry(line: Line) -> bool:
    is_short_item = Feature.BULLET in line.features and len(line.text) < _LONGEST_MENU_ENTRY
    return is_short_item and Feature.FULL_STOP not in line.features
