"""Doubt a reading: look for what the page itself shows and the articles do not have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from digest.parsers.listing import viterbi
from digest.parsers.listing.lines import Feature, Line
from digest.parsers.listing.records import Record
from digest.parsers.listing.roles import Costs, Role
from digest.parsers.listing.viterbi import Path

_FEWEST = 2  # dates left over, and titles with dates: one of them is an exception on many pages
_LATE = 0.6  # the part of a page above the first article that is odd
_FEWEST_LINES_ABOVE = 12
_TITLE_ROLES = {Role.TITLE, Role.DATED_TITLE, Role.READ_MORE_TITLE}
_SHAKE = 0.8  # how much dearer every title gets to see if the reading stands


def reasons(
    lines: Sequence[Line], costs: Sequence[Costs], path: Path, records: Sequence[Record]
) -> list[str]:
    """Return why a person should look at the reading of a page, each with its counts; usually none.

    Args:
        lines: The lines of the page.
        costs: Their costs.
        path: The path that was chosen.
        records: The records made of it.
    """
    return [
        *_dates_left_over(lines, path, records),
        *_dates_in_titles(records),
        *_late_articles(lines, path),
        *_shaken(costs, path),
    ]


def _dates_left_over(lines: Sequence[Line], path: Path, records: Sequence[Record]) -> Iterator[str]:
    """Yield a reason when a date like those of the articles, or several other dates, belong to none."""
    used = {id(record.date_line) for record in records} | {id(record.title) for record in records}
    shapes = Counter(_shape(line) for line in lines if id(line) in used and line.stamp)
    shown = [index for index, line in enumerate(lines) if _shows_date(line, shapes)]
    left = [i for i in shown if id(lines[i]) not in used and path.role(i) is not Role.SECOND_DATE]
    alike = any(shapes[_shape(lines[i])] >= _FEWEST for i in left)
    if alike or (len(left) >= _FEWEST and len(left) * 5 > len(shown)):
        belong = "belongs" if len(left) == 1 else "belong"
        yield f"{len(left)} of the {len(shown)} dates it shows {belong} to no article"


def _shows_date(line: Line, shapes: Mapping[str, int]) -> bool:
    """Return True for a line that states a date alone, or has the shape of the articles' date lines."""
    if line.stamp is None or line.first_date is None:
        return False
    return line.stamp.is_date_only or shapes[line.stamp.shape] >= _FEWEST


def _shape(line: Line) -> str:
    return line.stamp.shape if line.stamp else ""


def _dates_in_titles(records: Sequence[Record]) -> Iterator[str]:
    """Yield a reason when several titles hold a date."""
    dated = sum(record.title.first_date is not None and not record.headline for record in records)
    if dated >= _FEWEST and dated * 5 > len(records):
        yield f"{dated} of the {len(records)} titles hold a date"


def _late_articles(lines: Sequence[Line], path: Path) -> Iterator[str]:
    """Yield a reason when all articles stand at the end of the page."""
    first = next((index for index, state in enumerate(path.states) if state), 0)
    above = [line for line in lines[:first] if not line.is_furniture and Feature.BULLET not in line.features]
    rest = len(lines) - first
    if len(above) >= _FEWEST_LINES_ABOVE and first > len(lines) * _LATE and rest < len(above):
        yield f"its articles begin only at line {lines[first].number}, behind {len(above)} lines of text"


def _shaken(costs: Sequence[Costs], path: Path) -> Iterator[str]:
    """Yield a reason when the same layout finds other articles once every title is a little dearer."""
    dearer = [
        known | {role: known[role] + _SHAKE for role in (Role.TITLE, Role.DATED_TITLE)} for known in costs
    ]
    other = viterbi.cheapest_path(path.layout, dearer)
    before = _titles(path)
    after = _titles(other) if other else set()
    changed = len(before ^ after)
    if changed >= _FEWEST and changed * 2 > len(before):
        yield f"{min(changed, len(before))} of the {len(before)} titles are uncertain"


def _titles(path: Path) -> set[int]:
    """Return the indexes of the lines that are titles."""
    titles = {name for name, state in path.layout.states.items() if state.role in _TITLE_ROLES}
    return {index for index, state in enumerate(path.states) if state in titles}
