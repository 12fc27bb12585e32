"""Sides timed in turns, and the table of what came of it."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

_TURN = 0.03


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table. `ratio` meets its `aim` from above where `least`, else from below."""

    what: str
    ours: str
    other: str
    ratio: float
    aim: float
    least: bool

    def cells(self) -> tuple[str, ...]:
        """Return what stands in the columns."""
        met = self.ratio >= self.aim if self.least else self.ratio <= self.aim
        aim = f"{'at least' if self.least else 'at most'} {self.aim:g}"
        return self.what, self.ours, self.other, f"{self.ratio:.2f}", aim, "yes" if met else "NO"


@dataclass(frozen=True, slots=True)
class Missing:
    """A line that could not be measured, and why."""

    what: str
    why: str = "not measured: pip install '.[benchmark]'"


def in_turns(
    sides: Sequence[Callable[[], object]], times: int, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """Return the median seconds of each side, run in turns so that a busy machine slows all alike.

    After its first turn a quick side runs as often as fits into one, and the turn is divided by that.
    What stays within this process is measured with `time.process_time` as its clock.
    """
    numbers = [1] * len(sides)
    seconds: list[list[float]] = [[] for _ in sides]
    for turn in range(times):
        for place in range(len(sides)):
            side = (place + turn) % len(sides)
            taken = _seconds(sides[side], numbers[side], clock)
            seconds[side].append(taken)
            numbers[side] = max(int(_TURN / taken), 1)
    return [median(taken) for taken in seconds]


def _seconds(side: Callable[[], object], number: int, clock: Callable[[], float]) -> float:
    gc.collect()
    start = clock()
    for _ in range(number):
        side()
    return (clock() - start) / number


def faster(what: str, ours: float, other: float, aim: float) -> Line:
    """Return a line that says how many times as long the other takes."""
    return Line(what, _spoken(ours), _spoken(other), other / ours, aim, least=True)


def within(what: str, ours: float, other: float, aim: float) -> Line:
    """Return a line that says how many times as long as the other ours takes."""
    return Line(what, _spoken(ours), _spoken(other), ours / other, aim, least=False)


def table(lines: Iterable[Line | Missing]) -> str:
    """Return the lines in aligned columns."""
    head = ("what", "ours", "other", "ratio", "aim", "met")
    rows = [head, *(line.cells() if isinstance(line, Line) else (line.what, line.why) for line in lines)]
    sizes = [max(len(row[column]) for row in rows if len(row) > 2) for column in range(len(head))]
    sizes[0] = max(len(row[0]) for row in rows)
    return "\n".join(_aligned(row, sizes) for row in rows)


def _aligned(row: tuple[str, ...], sizes: list[int]) -> str:
    what, *rest = row
    if len(rest) == 1:
        return f"{what:<{sizes[0]}}  {rest[0]}"
    numbers = (f"{cell:>{size}}" for cell, size in zip(rest[:3], sizes[1:4], strict=True))
    words = (f"{cell:<{size}}" for cell, size in zip(rest[3:], sizes[4:], strict=True))
    return "  ".join([f"{what:<{sizes[0]}}", *numbers, *words]).rstrip()


def _spoken(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms" if seconds < 0.1 else f"{seconds:.2f} s"
