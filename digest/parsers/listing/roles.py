"""The cost of each role for each line: the less likely the role, the higher its cost.

In the terms of a hidden Markov model these are the emission costs. They add up along a path, so a
cost of 2 weighs as much as two costs of 1; a negative cost is evidence for the role.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

from digest.dates import split_dateline
from digest.parsers.listing.lines import Feature, Line
from digest.parsers.listing.phrases import GLUED_LABELS
from digest.parsers.listing.stamps import Stamp, width

IMPOSSIBLE = math.inf


class Role(StrEnum):
    """The part a line may have in an article.

    SECOND_DATE: another date below the first. DATED_TITLE: title and date on one line. DECK: a line under the title that is longer than it.
    SIGNATURE: a byline in a layout that has one in every article. UNTITLED_BODY: text on a page
    without titles. SKIPPED: no part of an article, between two or inside one. OUTSIDE: the same before
    the first article and behind the last. ARTICLE_START: the extra cost of the line to begin one.
    """

    DATE = "date"
    SECOND_DATE = "second date"
    TITLE = "title"
    DATED_TITLE = "dated title"
    DECK = "deck"
    REPEATED_TITLE = "repeated title"
    READ_MORE_TITLE = "read-more title"
    BYLINE = "byline"
    SIGNATURE = "signature"
    LABEL = "label"
    BODY = "body"
    UNTITLED_BODY = "untitled body"
    SKIPPED = "skipped"
    OUTSIDE = "outside"
    ARTICLE_START = "article start"


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
_MOST_WORDS_BESIDE = 14
_FEWEST_TITLE_WORDS = 3
_SHORTEST_DECK = 40
_SHORTEST_ODD_TITLE = 25
_SHORTEST_DECKED_TITLE = 25
_NOT_IN_DECKS = {Feature.BYLINE, Feature.LABEL, Feature.CREDIT, Feature.BULLET, Feature.HEADLINE}
_FEWEST_DATES = 3
_SHORTEST_PARAGRAPH = 60
_MOST_PARAGRAPHS = 3
_MOST_ABOVE_DATE = 3
_LONGEST_SHORT_SENTENCE = 100
_NO_GAP = 2.0  # an article begins without the blank lines that others have above them
_LARGEST_GAP = 3


def emission_costs(lines: Sequence[Line]) -> list[Costs]:
    """Return the cost of every role for each line, in the order of the lines."""
    has_bylines = any(Feature.BYLINE in line.features for line in lines)
    shapes = Counter(line.stamp.shape for line in lines if line.stamp)
    gap = _gap_between_articles(lines)
    has_decks = _has_decks(lines)
    has_long_articles = _has_long_articles(lines)
    stops_cost = _TITLE_COSTS[Feature.FULL_STOP] if not _has_titles_with_stops(lines) else 0.5
    costs = []
    for above, line, below in zip([None, *lines], lines, [*lines[1:], None], strict=False):
        known = _costs(line, above, below, has_bylines=has_bylines, shapes=shapes)
        if not has_decks:
            known[Role.DECK] = IMPOSSIBLE
        if Feature.FULL_STOP in line.features and Feature.TWO_SENTENCES not in line.features:
            known[Role.TITLE] += stops_cost - _TITLE_COSTS[Feature.FULL_STOP]
        if known[Role.TITLE] < 0 and not has_long_articles:  # a line like a headline, with a text below it
            known[Role.SKIPPED] += 1.0
        is_row = line.stamp is not None and _is_row_of_list(line.stamp, shapes[line.stamp.shape])
        begins_here = line.blank_lines >= gap or above is None or is_row
        known[Role.ARTICLE_START] = 0.0 if begins_here else _NO_GAP
        if gap and line.blank_lines >= gap:
            known[Role.BODY] += 1.0
        elif gap and above and above.is_date_only and not line.stamp:
            known[Role.BODY] -= 1.5
        costs.append(known)
    return costs


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
        and _is_deck(lines[index - 1], lines[index - 2])
        and (index == 2 or lines[index - 2].blank_lines >= lines[index - 1].blank_lines)
        and lines[index - 2].stamp is None
        and width(lines[index - 2].text) >= _SHORTEST_DECKED_TITLE
        and Feature.FULL_STOP not in lines[index - 2].features
        for index in dated
    )
    return decks > 1 and decks * 2 > len(dated)


def _has_titles_with_stops(lines: Sequence[Line]) -> bool:
    """Return True when the titles of the page end in a full stop: the lines above, or below, its dates do."""
    dated = [index for index, line in enumerate(lines) if line.is_date_only]
    if len(dated) < _FEWEST_DATES:
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
    """Return True when such a gap stands at, or a few lines above, most of the page's dates, once for each."""
    dated = [index for index, line in enumerate(lines) if line.first_date]
    if len(dated) < _FEWEST_DATES:
        texts = [line for line in lines if not line.features & {Feature.FURNITURE, Feature.BULLET}]
        return sum(line.blank_lines >= gap for line in texts) * 3 <= len(texts) * 2
    between = sum(line.blank_lines >= gap for line in lines[dated[0] + 1 : dated[-1]])
    near = sum(
        any(lines[place].blank_lines >= gap for place in range(max(1, index - _MOST_ABOVE_DATE), index + 1))
        for index in dated
    )
    return near * 5 >= len(dated) * 3 and between * 2 <= len(dated) * 3


def _costs(
    line: Line, above: Line | None, below: Line | None, *, has_bylines: bool, shapes: Mapping[str, int]
) -> Costs:
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
    _add_costs_of_text(costs, line, above, below)
    if line.stamp or line.date:
        _add_costs_of_date_line(costs, line, above, shapes)
    return costs


def _add_costs_of_date_line(costs: Costs, line: Line, above: Line | None, shapes: Mapping[str, int]) -> None:
    """Replace the costs of a line by those that its date gives it.

    Being a date line is a matter of degree: the words beside the date count, and less so where
    the page has more lines of this shape.
    """
    stamp = line.stamp
    alike = shapes[stamp.shape] if stamp else 1
    share = _date_share(line)
    is_plain = stamp is None or stamp.is_date_only or line.is_date_only
    costs[Role.DATE] = 0.0 if is_plain else _date_cost(line, alike)
    is_below_date = above is not None and (above.stamp is not None or Feature.BYLINE in above.features)
    costs[Role.SECOND_DATE] = costs[Role.DATE] + (0.0 if is_below_date else 3.0)
    if is_plain and stamp and stamp.month:  # the heading of a month or a year
        costs[Role.DATE] = 1.0
    costs[Role.TITLE] = (
        IMPOSSIBLE if is_plain else costs[Role.TITLE] + 1.0 + 8.0 * share + min(alike - 1, 3) * 0.5
    )
    costs[Role.BODY] += 6.0 if is_plain or line.date else 6.0 * share
    costs[Role.UNTITLED_BODY] = 1.5 if is_plain else costs[Role.UNTITLED_BODY] + 6.0 * share
    costs[Role.DECK] = IMPOSSIBLE
    if Feature.LABEL in line.features and not GLUED_LABELS.fullmatch(line.text):
        costs[Role.LABEL] = 2.0
    if stamp and stamp.title and not line.is_furniture:
        costs[Role.DATED_TITLE] = _dated_title_cost(stamp, alike)
        if _is_row_of_list(stamp, alike):
            costs[Role.BODY] += 3.0
    if is_plain and stamp and stamp.date is None:
        costs[Role.SKIPPED], costs[Role.OUTSIDE] = (0.3, 0.3) if stamp.month else (2.0, 1.5)
    elif is_plain or line.date or alike > 2:
        costs[Role.SKIPPED], costs[Role.OUTSIDE] = 4.0 + 0.75 * min(alike - 1, 4), 3.5


def _is_row_of_list(stamp: Stamp, alike: int) -> bool:
    """Return True for one of several titles with dates, each parted by the same marks."""
    return stamp.is_marked and stamp.words > _FEWEST_TITLE_WORDS and alike >= _FEWEST_DATES


def _date_share(line: Line) -> float:
    """Return the part of a line that its date takes."""
    if line.stamp is None:
        return 1.0
    return (line.stamp.end - line.stamp.start) / max(1, len(line.text))


def _date_cost(line: Line, alike: int) -> float:
    """Return the cost of a line as a date line: for each word, for sentences, less for a recurring shape."""
    stamp = line.stamp
    if stamp is None:
        return 0.0
    cost = 0.3 + (0.15 if stamp.is_separated or line.date else 0.4) * stamp.words
    if Feature.FULL_STOP in line.features and stamp.words > 3:
        cost += 2.0
    if line.features & {Feature.TWO_SENTENCES, Feature.MANY_SENTENCES}:
        cost += 4.0
    if stamp.words > _MOST_WORDS_BESIDE:
        cost += 4.0
    if stamp.title and stamp.words > _FEWEST_TITLE_WORDS:
        return cost + 1.0
    return cost * (1.0 if alike == 1 else 0.7 if alike == 2 else 0.4)


def _dated_title_cost(stamp: Stamp, alike: int) -> float:
    """Return the cost of a line as a title with its date."""
    cost = _title_length_cost(width(stamp.title)) + _title_spelling_cost(stamp.title)
    cost += 0.3 if stamp.is_marked else 1.5
    if stamp.title[-1] in ".;,":
        cost += 1.5
    return cost + (2.0 if alike == 1 else 1.0 if alike == 2 else 0.0)


def _add_costs_of_text(costs: Costs, line: Line, above: Line | None, below: Line | None) -> None:
    body, skipped = _body_cost(line), _skip_cost(line)
    costs[Role.TITLE] = _title_cost(line, below)
    costs[Role.BODY] = body
    costs[Role.UNTITLED_BODY] = body + 0.4
    costs[Role.SKIPPED] = skipped
    costs[Role.OUTSIDE] = min(skipped, 3.0 if Feature.BULLET in line.features else 6.0) * 0.6
    if above is not None and _is_deck(line, above):
        costs[Role.DECK] = 0.5


def _is_deck(line: Line, above: Line) -> bool:
    """Return True for a line that may go on about the title above: a longer one in one sentence or more."""
    is_longer = width(line.text) * 4 > width(above.text) * 5 and len(line.text) > _SHORTEST_DECK
    return is_longer and not line.is_furniture and not line.features & _NOT_IN_DECKS


def _title_cost(line: Line, below: Line | None) -> float:
    text = line.text
    if line.read_more_title:
        return IMPOSSIBLE
    if line.is_furniture:  # "Sign up for …" may be a headline, where a date follows
        return 2.5 if below and below.is_date_only and len(text) >= _SHORTEST_ODD_TITLE else IMPOSSIBLE
    cost = math.fsum(_TITLE_COSTS.get(feature, 0.0) for feature in line.features)
    cost += _title_length_cost(width(text)) + _title_spelling_cost(text)
    cost += 1.5 * max(0, line.occurrences - 1)
    if line.is_repeated_below and Feature.NAME not in line.features:
        cost -= 1.0
    if line.repeats_line_above:
        cost += 2.0
    if below and not below.is_furniture:
        if below.is_date_only or Feature.BYLINE in below.features:
            cost -= 0.5
        elif len(below.text) > len(text):
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
    if text[0] == "[" and text[-1] == "]":
        cost += 3.0
    if "@" in text or "://" in text:
        cost += 4.0
    if len(text) > 40 and len(split_dateline(text)[1]) not in (0, len(text)):
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
    cost = _body_length_cost(width(line.text))
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
    size = width(text)
    if size >= 170:
        cost = 1.5 if size < 220 else 0.3
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
