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

_OUTSIDE = ""  # the state before the first article

_Incoming = Sequence[tuple[str, Role, Sequence[tuple[str, float]]]]
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
    paths = [path for layout in layouts if (path := cheapest_path(layout, costs))]
    return sorted(paths, key=lambda path: (round(path.cost, 6), path.states.count("title")))


def cheapest_path(layout: Layout, costs: Sequence[Costs]) -> Path | None:
    """Return the cheapest path of `layout` through all lines, or None when there is none."""
    incoming = _incoming(layout)
    totals = {_OUTSIDE: layout.cost} | dict.fromkeys(layout.states, math.inf)
    pointers: list[_Pointers] = []
    for line_costs in costs:
        totals, previous = _advance(totals, line_costs, incoming)
        pointers.append(previous)
    complete = {state: totals[state] + cost for state, cost in layout.end.items()}
    last = min(complete, key=complete.__getitem__)
    if complete[last] == math.inf:
        return None
    return Path(layout, complete[last], _trace_back(pointers, last))


def _incoming(layout: Layout) -> _Incoming:
    """Return each state with its role, and the states before it with the costs of the transitions."""
    outgoing = {_OUTSIDE: layout.start} | {name: state.transitions for name, state in layout.states.items()}
    return [
        (name, state.role, [(before, costs[name]) for before, costs in outgoing.items() if name in costs])
        for name, state in layout.states.items()
    ]


def _advance(
    totals: Mapping[str, float], costs: Costs, incoming: _Incoming
) -> tuple[dict[str, float], _Pointers]:
    """Return the lowest total of each state after one more line, and the state before it.

    The state before is None where the line was skipped and the state stayed.
    """
    skipped = costs[Role.SKIPPED]
    best = {state: total + skipped for state, total in totals.items()}
    best[_OUTSIDE] = totals[_OUTSIDE] + costs[Role.SKIPPED_BEFORE]
    pointers: dict[str, str | None] = dict.fromkeys(totals)
    for state, role, before in incoming:
        emission = costs[role]
        if emission == IMPOSSIBLE:
            continue
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
        states.append(None if above is None else state)
        state = state if above is None else above
    return states[::-1]
