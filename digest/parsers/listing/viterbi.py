"""The cheapest path of a layout through a page (Viterbi), and the layout that fits the page best.

The cost of a path is the sum of its emission costs (a line in a role) and its transition costs (one
state after another). A line may be skipped in any state, at its cost for being skipped.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from digest.parsers.listing.layouts import LAYOUTS, Layout
from digest.parsers.listing.roles import IMPOSSIBLE, Costs, Role

# A state is a number here: 0 before the first article, then those of the layout, and one behind the last.
_BEFORE = 0
_STAYED = -1  # instead of the state before, where a line was skipped
_FIRST_ROLES = (Role.TITLE, Role.DATED_TITLE, Role.DATE)
# Looked up once: Python 3.11 takes long to find a member of an enum.
_SKIPPED, _OUTSIDE, _ARTICLE_START = Role.SKIPPED, Role.OUTSIDE, Role.ARTICLE_START
_EQUAL = 1e-5  # costs are compared in millionths, so paths that differ by more are not equal

# Of each state: its number, its role, if it begins articles, and the costs from the states before it.
_Incoming = Sequence[tuple[int, Role, bool, Sequence[tuple[int, float]]]]
_End = Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Path:
    """A way through a page: the layout, its cost, and the state of each line (None: skipped)."""

    layout: Layout
    cost: float
    states: Sequence[str | None]

    def role(self, index: int) -> Role | None:
        """Return the role of the line at `index`, or None if it is skipped."""
        state = self.states[index]
        return self.layout.states[state].role if state else None


def best_path(costs: Sequence[Costs], layouts: Sequence[Layout] = LAYOUTS) -> Path | None:
    """Return the cheapest path of all layouts through the page, or None when no layout has one.

    Of two paths with the same cost, the one with fewer titles is taken, then the one of the layout
    that comes first.

    Args:
        costs: The emission costs of each line.
        layouts: The layouts to try.
    """
    possible = {role for line_costs in costs for role, cost in line_costs.items() if cost < IMPOSSIBLE}
    rests = _lowest_rests(costs)
    best, limit = None, math.inf
    for layout in layouts:
        if layout.needs is not None and layout.needs not in possible:
            continue
        path = _search(layout, costs, rests, limit)
        if path and (best is None or _merit(path) < _merit(best)):
            best, limit = path, path.cost + _EQUAL
    return best


def _merit(path: Path) -> tuple[float, int]:
    """Return what two paths are compared by; the lower, the better."""
    return round(path.cost, 6), path.states.count("title")


def _lowest_rests(costs: Sequence[Costs]) -> list[float]:
    """Return of each line the least that it and all lines below it cost in any layout."""
    lowest = [min(line_costs.values()) for line_costs in reversed(costs)]
    return list(accumulate(lowest))[::-1]


def cheapest_path(layout: Layout, costs: Sequence[Costs]) -> Path | None:
    """Return the cheapest path of `layout` through all lines, or None when there is none."""
    return _search(layout, costs, [0.0] * len(costs), math.inf)


def _search(layout: Layout, costs: Sequence[Costs], rests: Sequence[float], limit: float) -> Path | None:
    """Return the cheapest path, or None when there is none or it costs more than `limit`.

    Transitions cost nothing or more, so a search whose lowest total and lowest rest together are
    beyond the limit can end at once.
    """
    names, incoming, end = _machine(layout)
    behind = len(names) + 1
    totals = [layout.cost, *[math.inf] * behind]
    pointers = []
    for line_costs, rest in zip(costs, rests, strict=True):
        if min(totals) + rest > limit:
            return None
        totals, previous = _advance(totals, line_costs, incoming, end)
        pointers.append(previous)
    complete = {number: totals[number] + cost for number, cost in end} | {behind: totals[behind]}
    last = min(complete, key=complete.__getitem__)
    if complete[last] == math.inf:
        return None
    states = [names[number - 1] if number else None for number in _trace_back(pointers, last, behind)]
    return Path(layout, complete[last], states)


@functools.lru_cache(maxsize=16)
def _machine(layout: Layout) -> tuple[Sequence[str], _Incoming, _End]:
    """Return the states of a layout, the transitions by the state that they lead to, and its ends."""
    names = list(layout.states)
    numbers = {name: number for number, name in enumerate(names, 1)}
    outgoing = {_BEFORE: layout.start}
    outgoing |= {numbers[name]: state.transitions for name, state in layout.states.items()}
    incoming = [
        (
            numbers[name],
            state.role,
            name in layout.start and state.role in _FIRST_ROLES,
            [(before, costs[name]) for before, costs in outgoing.items() if name in costs],
        )
        for name, state in layout.states.items()
    ]
    return names, incoming, [(numbers[name], cost) for name, cost in layout.end.items()]


def _advance(
    totals: list[float], costs: Costs, incoming: _Incoming, end: _End
) -> tuple[list[float], list[int]]:
    """Return the lowest total of each state after one more line, and the state before it."""
    skipped, outside, start = costs[_SKIPPED], costs[_OUTSIDE], costs[_ARTICLE_START]
    best = [total + skipped for total in totals]
    pointers = [_STAYED] * len(totals)
    best[_BEFORE] = totals[_BEFORE] + outside
    lowest = totals[-1] + outside
    for last, cost in end:
        if (total := totals[last] + cost + outside) < lowest:
            lowest, pointers[-1] = total, last
    best[-1] = lowest
    for state, role, begins_article, before in incoming:
        emission = costs[role]
        if emission == IMPOSSIBLE:
            continue
        if begins_article:
            emission += start
        lowest = best[state]
        for previous, transition in before:
            total = totals[previous] + transition + emission
            if total < lowest:
                lowest, pointers[state] = total, previous
        best[state] = lowest
    return best, pointers


def _trace_back(pointers: Sequence[Sequence[int]], last: int, behind: int) -> list[int]:
    """Return the state of each line of the path that ends in `last`; 0 for a line that is skipped."""
    states = []
    state = last
    for previous in reversed(pointers):
        above = previous[state]
        states.append(0 if above == _STAYED or state == behind else state)
        state = state if above == _STAYED else above
    return states[::-1]
