"""Doubt the reading of a page's cards: look for what the page shows and its articles do not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from digest.parsers.listing.lines import Feature
from digest.parsers.listing.records import Record
from digest.parsers.webpage.headline_groups import Card
from digest.parsers.webpage.lines import PageLine

# One date or heading left over is an exception on many pages.
_FEWEST = 2
_MIN_HEADING = 15


def reasons(lines: Sequence[PageLine], cards: Sequence[Card], records: Sequence[Record]) -> list[str]:
    """Return why a person should look at the reading of a page, each with its counts; usually none.

    Args:
        lines: The lines of the page.
        cards: The cards of its articles.
        records: The records made of them, in the same order.
    """
    inside = {index for card in cards for index in card.line_indexes}
    outside = [line for index, line in enumerate(lines) if index not in inside and not line.is_furniture]
    return [
        *_dates_outside(lines, outside),
        *_headings_outside(outside, records),
        *_undated(lines, cards, records),
        *_months(outside, records),
    ]


def _dates_outside(lines: Sequence[PageLine], outside: Sequence[PageLine]) -> Iterator[str]:
    """Yield a reason when several of the dates that stand alone in a line stand in no card."""
    shown = sum(line.date is not None and line.is_date_only for line in lines)
    left = sum(line.date is not None and line.is_date_only for line in outside)
    if left >= _FEWEST and left * 5 > shown:
        yield f"{left} of the {shown} dates it shows belong to no article"


def _headings_outside(outside: Sequence[PageLine], records: Sequence[Record]) -> Iterator[str]:
    """Yield a reason when a page has more linked headings outside its articles than a few."""
    left = sum(
        line.is_heading and line.link is not None and len(line.text) >= _MIN_HEADING for line in outside
    )
    if left > _FEWEST and left * 3 > len(records):
        yield f"{left} linked headings belong to no article"


def _undated(lines: Sequence[PageLine], cards: Sequence[Card], records: Sequence[Record]) -> Iterator[str]:
    """Yield a reason when undated articles have words that look like a date."""
    undated = [card for card, record in zip(cards, records, strict=True) if not record.date_line]
    vague = [line for card in undated if (line := _vague_date(card, lines))]
    if vague:
        count = "1 article is" if len(vague) == 1 else f"{len(vague)} articles are"
        yield f"{vague[0].text!r} does not tell one day, and {count} undated"


def _months(outside: Sequence[PageLine], records: Sequence[Record]) -> Iterator[str]:
    """Yield a reason when headings name months, as above lists of days, and most articles are undated."""
    months = [line for line in outside if line.is_heading and line.stamp and line.stamp.month]
    undated = sum(record.date_line is None for record in records)
    if months and undated * 2 > len(records):
        yield f"its headings name months, and {undated} of its {len(records)} articles are undated"


def _vague_date(card: Card, lines: Sequence[PageLine]) -> PageLine | None:
    beside = [*lines[card.first : card.title], *lines[card.title + 1 : card.last]]
    return next((line for line in beside if Feature.VAGUE_DATE in line.features), None)
