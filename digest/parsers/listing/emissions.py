"""The cost of every role for each line of a page (the emission costs)."""

from __future__ import annotations

from collections.abc import Sequence

from digest.parsers.listing.date_costs import is_row_of_list, price_date_line
from digest.parsers.listing.lines import Feature, Line
from digest.parsers.listing.page_signs import PageSigns, observe_page
from digest.parsers.listing.roles import IMPOSSIBLE, Costs, Role
from digest.parsers.listing.text_costs import FULL_STOP_COST, body_cost, is_deck, skip_cost, title_cost

# Looked up once: Python 3.11 takes long to find a member of an enum.
_TITLE, _BODY, _UNTITLED_BODY = Role.TITLE, Role.BODY, Role.UNTITLED_BODY
_SKIPPED, _OUTSIDE, _ARTICLE_START = Role.SKIPPED, Role.OUTSIDE, Role.ARTICLE_START
_NAME, _BULLET, _FULL_STOP = Feature.NAME, Feature.BULLET, Feature.FULL_STOP
_NO_ROLE: Costs = dict.fromkeys(Role, IMPOSSIBLE)
_USUAL_FULL_STOP_COST = 0.5  # where the page's titles end in a full stop
_NO_GAP = 2.0  # an article begins without the blank lines that others have above them


def emission_costs(lines: Sequence[Line]) -> list[Costs]:
    """Return the cost of every role for each line, in the order of the lines."""
    page = observe_page(lines)
    costs = []
    for above, line, below in zip([None, *lines], lines, [*lines[1:], None], strict=False):
        known = _costs(line, above, below, page)
        _weigh_by_page(known, line, page)
        _weigh_by_gaps(known, line, above, page)
        costs.append(known)
    return costs


def _weigh_by_page(costs: Costs, line: Line, page: PageSigns) -> None:
    """Change the costs of a line by the titles and texts that the page has elsewhere."""
    if not page.has_decks:
        costs[Role.DECK] = IMPOSSIBLE
    is_sentence = _FULL_STOP in line.features and Feature.TWO_SENTENCES not in line.features
    if is_sentence and page.has_titles_with_stops:
        costs[_TITLE] += _USUAL_FULL_STOP_COST - FULL_STOP_COST
    if costs[_TITLE] < 0 and not page.has_long_articles:  # a line like a headline, with a text below it
        costs[_SKIPPED] += 1.0


def _weigh_by_gaps(costs: Costs, line: Line, above: Line | None, page: PageSigns) -> None:
    """Change the costs of a line by the blank lines above it, where these part the articles."""
    is_row = line.stamp is not None and is_row_of_list(line.stamp, page.shapes[line.stamp.shape])
    has_gap = line.blank_lines >= page.gap
    costs[_ARTICLE_START] = 0.0 if has_gap or above is None or is_row else _NO_GAP
    if page.gap and has_gap:
        costs[_BODY] += 1.0
    elif page.gap and above and above.is_date_only and not line.stamp:
        costs[_BODY] -= 1.5


def _costs(line: Line, above: Line | None, below: Line | None, page: PageSigns) -> Costs:
    costs = _NO_ROLE.copy()
    if line.repeats_line_above:
        costs[Role.REPEATED_TITLE] = 0.0 if _NAME in line.features else -1.5
    if line.read_more_title:
        costs[Role.READ_MORE_TITLE] = 0.0
    if Feature.LABEL in line.features:
        costs[Role.LABEL] = 0.0
    if Feature.BYLINE in line.features:
        costs[Role.BYLINE] = costs[Role.SIGNATURE] = 0.0
    elif _NAME in line.features:  # a bare name: more likely a byline where the page has others
        costs[Role.BYLINE] = 0.8 if page.has_bylines else 2.2
    _price_text(costs, line, above, below)
    if line.stamp or line.date:
        price_date_line(costs, line, above, page.shapes[line.stamp.shape] if line.stamp else 1)
    return costs


def _price_text(costs: Costs, line: Line, above: Line | None, below: Line | None) -> None:
    """Set the costs that a line has as a text, whatever date it holds."""
    body, skipped = body_cost(line), skip_cost(line)
    costs[_TITLE] = title_cost(line, below)
    costs[_BODY] = body
    costs[_UNTITLED_BODY] = body + 0.4
    costs[_SKIPPED] = skipped
    costs[_OUTSIDE] = min(skipped, 3.0 if _BULLET in line.features else 6.0) * 0.6
    if above is not None and is_deck(line, above):
        costs[Role.DECK] = 0.5
