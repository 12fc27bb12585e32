"""The cost of each role for each line: the less likely the role, the higher its cost.

In the terms of a hidden Markov model these are the emission costs. They add up along a path, so a
cost of 2 weighs as much as two costs of 1; a negative cost is evidence for the role.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from itertools import zip_longest

from digest.dates import split_dateline
from digest.parsers.listing.lines import Feature, Line

IMPOSSIBLE = math.inf


class Role(StrEnum):
    """The part a line may have in an article.

    SIGNATURE: a byline in a layout that has one in every article. UNTITLED_BODY: text on a page
    without titles. SKIPPED_BEFORE and SKIPPED: no part of any article, before the first and after it.
    """

    DATE = "date"
    TITLE = "title"
    REPEATED_TITLE = "repeated title"
    READ_MORE_TITLE = "read-more title"
    BYLINE = "byline"
    SIGNATURE = "signature"
    LABEL = "label"
    BODY = "body"
    UNTITLED_BODY = "untitled body"
    SKIPPED_BEFORE = "skipped before"
    SKIPPED = "skipped"


Costs = dict[Role, float]
_NO_ROLE: Costs = dict.fromkeys(Role, IMPOSSIBLE)

_TITLE_COSTS = {
    Feature.FULL_STOP: 2.5,
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
_LONGEST_MENU_ENTRY = 45


def emission_costs(lines: Sequence[Line]) -> list[Costs]:
    """Return the cost of every role for each line, in the order of the lines."""
    has_bylines = any(Feature.BYLINE in line.features for line in lines)
    return [_costs(line, below, has_bylines=has_bylines) for line, below in zip_longest(lines, lines[1:])]


def _costs(line: Line, below: Line | None, *, has_bylines: bool) -> Costs:
    costs = _NO_ROLE.copy()
    if line.repeats_line_above:
        costs[Role.REPEATED_TITLE] = 0.0 if Feature.NAME in line.features else -1.5
    if line.read_more_title:
        costs[Role.READ_MORE_TITLE] = 0.0
    if Feature.LABEL in line.features:
        costs[Role.LABEL] = 0.0
    if Feature.BYLINE in line.features:
        costs[Role.BYLINE] = costs[Role.SIGNATURE] = 0.0
    elif Feature.NAME in line.features:  # a bare name: more likely a byline where the page has others
        costs[Role.BYLINE] = 0.8 if has_bylines else 2.2
    if line.date is not None or Feature.VAGUE_DATE in line.features:
        _add_costs_of_date_line(costs, line)
    else:
        _add_costs_of_text(costs, line, below)
    return costs


def _add_costs_of_date_line(costs: Costs, line: Line) -> None:
    costs[Role.DATE] = _date_cost(line)
    costs[Role.BODY] = _body_cost(line) + 6.0
    costs[Role.UNTITLED_BODY] = 1.5
    costs[Role.SKIPPED_BEFORE] = 3.0
    costs[Role.SKIPPED] = 4.0


def _add_costs_of_text(costs: Costs, line: Line, below: Line | None) -> None:
    body, skipped = _body_cost(line), _skip_cost(line)
    costs[Role.TITLE] = _title_cost(line, below)
    costs[Role.BODY] = body
    costs[Role.UNTITLED_BODY] = body + 0.4
    costs[Role.SKIPPED_BEFORE] = min(skipped, 3.0) * 0.6
    costs[Role.SKIPPED] = skipped


def _date_cost(line: Line) -> float:
    """Return the cost of a line with a date as the article's date."""
    is_plain_date = line.is_date_only or Feature.VAGUE_DATE in line.features
    return 0.0 if is_plain_date or "|" in line.text else 0.5


def _title_cost(line: Line, below: Line | None) -> float:
    text = line.text
    if line.is_furniture or line.read_more_title:
        return IMPOSSIBLE
    cost = math.fsum(_TITLE_COSTS.get(feature, 0.0) for feature in line.features)
    cost += _title_length_cost(len(text)) + _title_spelling_cost(text)
    cost += 1.5 * max(0, line.occurrences - 1)
    if line.is_repeated_below and Feature.NAME not in line.features:
        cost -= 1.0
    if line.repeats_line_above:
        cost += 2.0
    if below and len(below.text) > len(text) and not below.is_furniture:
        cost -= 0.3
    return cost


def _title_length_cost(size: int) -> float:
    """Return the cost of a title of `size` characters; 15 to 120 are usual."""
    if size < 15:
        return 0.5 if size >= 8 else 3.0
    return min(8.0, (size - 120) / 25) if size > 120 else 0.0


def _title_spelling_cost(text: str) -> float:
    """Return the cost of marks and words that titles rarely have."""
    cost = 0.0
    if text[0].islower():
        cost += 2.5 if " " in text else 5.0
    if text[-1] == ":":
        cost += 2.0
    if "@" in text or "://" in text:
        cost += 4.0
    if len(text) > 40 and split_dateline(text)[1] != text:
        cost += 4.0
    return cost


def _body_cost(line: Line) -> float:
    features = line.features
    if line.is_furniture:
        return 3.0
    if Feature.HEADLINE in features:
        return 6.0
    if line.read_more_title:
        return IMPOSSIBLE
    if _is_menu_entry(line):
        return 3.0
    cost = _body_length_cost(len(line.text))
    if not features & {Feature.FULL_STOP, Feature.CUT_OFF, Feature.BULLET}:
        cost += _open_end_cost(line.text)
    if features & {Feature.MANY_SENTENCES, Feature.TWO_SENTENCES, Feature.BULLET}:
        cost *= 0.5
    if features & {Feature.CREDIT, Feature.LABEL}:
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
    if len(text) >= 170:
        cost = 1.5 if len(text) < 220 else 0.3
    return cost - 1.0 if text[-1] in "!?" else cost


def _skip_cost(line: Line) -> float:
    """Return the cost of leaving a line out of all articles: about 1 for every 40 characters lost."""
    features, size = line.features, len(line.text)
    if line.is_furniture or Feature.CREDIT in features:
        return 0.0
    if features & {Feature.LABEL, Feature.BYLINE}:
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
