"""The cheapest path of each layout through a page (Viterbi), and the layout that fits the page best.

The cost of a path is the sum of its emission costs (a line in a role) and its transition costs (one
state after another). A line may be skipped in any state, at its cost for being skipped.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digest.parsers.listing.layouts import LAYOUTS, Layout
from digest.parsers.listing.roles import IMPOSSIBLE, Costs, Role

_BEFORE = ""  # the state before the first article
_BEHIND = " "  # the state behind the last one

_Incoming = Sequence[tuple[str, Role, bool, Sequence[tuple[str, float]]]]
_FIRST_ROLES = (Role.TITLE, Role.DATED_TITLE, Role.DATE)
_Pointers = Mapping[str, str | None]


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


def rank(costs: Sequence[Costs], layouts: Sequence[Layout] = LAYOUTS) -> list[Path]:
    """Return the cheapest path of each layout through the page, the best first.

    Of two paths with the same cost, the one with fewer titles comes first. A layout without any
    path through the page is left out.

    Args:
        costs: The emission costs of each line.
        layouts: The layouts to try.
    """
    possible = {role for line_costs in costs for role, cost in line_costs.items() if cost < IMPOSSIBLE}
    tried = [layout for layout in layouts if layout.needs is None or layout.needs in possible]
    paths = [path for layout in tried if (path := cheapest_path(layout, costs))]
    return sorted(paths, key=lambda path: (round(path.cost, 6), path.states.count("title")))


def cheapest_path(layout: Layout, costs: Sequence[Costs]) -> Path | None:
    """Return the cheapest path of `layout` through all lines, or None when there is none."""
    incoming = _incoming(layout)
    totals = {_BEFORE: layout.cost} | dict.fromkeys((*layout.states, _BEHIND), math.inf)
    pointers: list[_Pointers] = []
    for line_costs in costs:
        totals, previous = _advance(totals, line_costs, incoming, layout.end)
        pointers.append(previous)
    complete = {state: totals[state] + cost for state, cost in layout.end.items()}
    complete[_BEHIND] = totals[_BEHIND]
    last = min(complete, key=complete.__getitem__)
    if complete[last] == math.inf:
        return None
    return Path(layout, complete[last], _trace_back(pointers, last))


def _incoming(layout: Layout) -> _Incoming:
    """Return each state with its role, if it begins articles, and the costs from the states before it."""
    outgoing = {_BEFORE: layout.start} | {name: state.transitions for name, state in layout.states.items()}
    return [
        (
            name,
            state.role,
            name in layout.start and state.role in _FIRST_ROLES,
            [(before, costs[name]) for before, costs in outgoing.items() if name in costs],
        )
        for name, state in layout.states.items()
    ]


def _advance(
    totals: Mapping[str, float], costs: Costs, incoming: _Incoming, end: Mapping[str, float]
) -> tuple[dict[str, float], _Pointers]:
    """Return the lowest total of each state after one more line, and the state before it.

    The state before is None where the line was skipped and the state stayed.
    """
    skipped, outside, start = costs[Role.SKIPPED], costs[Role.OUTSIDE], costs[Role.ARTICLE_START]
    best = {state: total + skipped for state, total in totals.items()}
    pointers: dict[str, str | None] = dict.fromkeys(totals)
    best[_BEFORE] = totals[_BEFORE] + outside
    best[_BEHIND] = totals[_BEHIND] + outside
    for last, cost in end.items():
        if (total := totals[last] + cost + outside) < best[_BEHIND]:
            best[_BEHIND], pointers[_BEHIND] = total, last
    for state, role, begins_article, before in incoming:
        emission = costs[role]
        if emission == IMPOSSIBLE:
            continue
        if begins_article:
            emission += start
        for previous, transition in before:
            total = totals[previous] + transition + emission
            if total < best[state]:
                best[state], pointers[state] = total, previous
    return best, pointers


def _trace_back(pointers: Sequence[_Pointers], last: str) -> list[str | None]:
    """Return the state of each line of the path that ends in `last`."""
    states: list[str | None] = []
    state = last
    for previous in reversed(pointers):
        above = previous[state]
        states.append(None if above is None or state == _BEHIND else state)
        state = state if above is None else above
    return states[::-1]
