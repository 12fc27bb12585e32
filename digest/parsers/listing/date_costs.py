"""The costs of a line with a date.

Being a date line is a matter of degree: the words beside the date count, and less so where the page
has more lines of this shape.
"""

from __future__ import annotations

from digest.parsers.listing.lines import Feature, Line
from digest.parsers.listing.page_signs import FEWEST_DATES
from digest.parsers.listing.phrases import GLUED_LABELS
from digest.parsers.listing.roles import IMPOSSIBLE, Costs, Role
from digest.parsers.listing.stamps import Stamp, width
from digest.parsers.listing.text_costs import title_length_cost, title_spelling_cost

_MOST_WORDS_BESIDE = 14
_FEWEST_TITLE_WORDS = 3


def price_date_line(costs: Costs, line: Line, above: Line | None, alike: int) -> None:
    """Replace the costs of a line by those that its date gives it.

    Args:
        costs: The costs of the line as a text.
        line: A line with a stamp or a date.
        above: The line above it.
        alike: The number of lines of this shape on the page.
    """
    stamp = line.stamp
    if stamp is None or stamp.is_date_only or line.is_date_only:
        _price_plain_date(costs, is_heading=stamp is not None and stamp.month is not None)
    else:
        _price_date_among_words(costs, line, stamp, alike)
    is_below_date = above is not None and (above.stamp is not None or Feature.BYLINE in above.features)
    costs[Role.SECOND_DATE] = costs[Role.DATE] + (0.0 if is_below_date else 3.0)
    costs[Role.DECK] = IMPOSSIBLE
    if Feature.LABEL in line.features and not GLUED_LABELS.fullmatch(line.text):
        costs[Role.LABEL] = 2.0
    if stamp and stamp.title and not line.is_furniture:
        _price_dated_title(costs, stamp, alike)
    _price_loss(costs, line, alike)


def _price_plain_date(costs: Costs, *, is_heading: bool) -> None:
    """Set the costs of a line that only states a date, or a month or a year."""
    costs[Role.DATE] = 1.0 if is_heading else 0.0
    costs[Role.TITLE] = IMPOSSIBLE
    costs[Role.BODY] += 6.0
    costs[Role.UNTITLED_BODY] = 1.5


def _price_date_among_words(costs: Costs, line: Line, stamp: Stamp, alike: int) -> None:
    """Set the costs of a line with a date and other words; a title pays for its share of date."""
    share = (stamp.end - stamp.start) / max(1, len(line.text))
    costs[Role.DATE] = _date_cost(line, stamp, alike)
    costs[Role.TITLE] += 1.0 + 8.0 * share + min(alike - 1, 3) * 0.5
    costs[Role.BODY] += 6.0 if line.date else 6.0 * share
    costs[Role.UNTITLED_BODY] += 6.0 * share


def _price_dated_title(costs: Costs, stamp: Stamp, alike: int) -> None:
    costs[Role.DATED_TITLE] = _dated_title_cost(stamp, alike)
    if is_row_of_list(stamp, alike):
        costs[Role.BODY] += 3.0


def _price_loss(costs: Costs, line: Line, alike: int) -> None:
    """Set the costs of leaving a date out of all articles: small ones only for what tells no day."""
    stamp = line.stamp
    is_plain = stamp is None or stamp.is_date_only or line.is_date_only
    if is_plain and stamp and stamp.date is None:
        costs[Role.SKIPPED], costs[Role.OUTSIDE] = (0.3, 0.3) if stamp.month else (2.0, 1.5)
    elif is_plain or line.date or alike > 2:
        costs[Role.SKIPPED], costs[Role.OUTSIDE] = 4.0 + 0.75 * min(alike - 1, 4), 3.5


def is_row_of_list(stamp: Stamp, alike: int) -> bool:
    """Return True for one of several titles with dates, each parted by the same marks."""
    return stamp.is_marked and stamp.words > _FEWEST_TITLE_WORDS and alike >= FEWEST_DATES


def _date_cost(line: Line, stamp: Stamp, alike: int) -> float:
    """Return the cost of a line as a date line: for each word, for sentences, less for a recurring shape."""
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
    cost = title_length_cost(width(stamp.title)) + title_spelling_cost(stamp.title)
    cost += 0.3 if stamp.is_marked else 1.5
    if stamp.title[-1] in ".;,":
        cost += 1.5
    return cost + (2.0 if alike == 1 else 1.0 if alike == 2 else 0.0)
