"""Measure two sides in turns; the lines of the table."""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

Side = Callable[[], object]
Clock = Callable[[], float]

_TURN = 0.03  # seconds; a quicker side runs several times in one turn
_WIDTHS = (66, 10, 10, 6, 13)


@dataclass(frozen=True, slots=True)
class Aim:
    """The ratio to reach: at least the value, or at most."""

    value: float
    least: bool

    def is_met(self, ratio: float) -> bool:
        """Return True when a ratio reaches the aim."""
        return ratio >= self.value if self.least else ratio <= self.value

    def __str__(self) -> str:
        """Return the aim in words."""
        return f"{'at least' if self.least else 'at most'} {self.value:g}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table.

    Attributes:
        what: Our work, and after a semicolon the other side.
        ours: Our time, size or speed.
        other: That of the other side, or "" when it was not measured.
        ratio: Other to ours where the aim is "at least"; ours to other where it is "at most".
    """

    what: str
    ours: str
    other: str = ""
    ratio: float | None = None
    aim: Aim | None = None

    def __str__(self) -> str:
        """Return the line in columns."""
        if self.ratio is None or self.aim is None:
            return _columns(self.what, self.ours, self.other, "", "", "")
        met = "yes" if self.aim.is_met(self.ratio) else "NO"
        return _columns(self.what, self.ours, self.other, f"{self.ratio:.2f}", str(self.aim), met)


def head() -> str:
    """Return the head of the table."""
    return _columns("what", "ours", "other", "ratio", "aim", "met")


def at_least(value: float) -> Aim:
    """Return the aim that the other side takes so many times as long as ours."""
    return Aim(value, least=True)


def at_most(value: float) -> Aim:
    """Return the aim that ours takes at most so many times as long as the other side."""
    return Aim(value, least=False)


def child_time() -> float:
    """Return the CPU seconds of all child processes that ended, in user and system mode."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def in_turns(sides: Sequence[Side], times: int, clock: Clock = time.process_time) -> list[float]:
    """Return the median seconds of each side; they run in turns, so that a busy machine slows all alike.

    After its first turn a quick side runs as often as fits into one turn.

    Args:
        sides: The functions to measure.
        times: The number of turns.
        clock: `time.process_time` for work in this process, `child_time` for that of child processes.
    """
    repeats = [1] * len(sides)
    seconds: list[list[float]] = [[] for _ in sides]
    for turn in range(times):
        for place in range(len(sides)):
            side = (place + turn) % len(sides)
            taken = _seconds(sides[side], repeats[side], clock)
            seconds[side].append(taken)
            repeats[side] = max(int(_TURN / max(taken, 1e-9)), 1)
    return [median(taken) for taken in seconds]


def _seconds(side: Side, repeats: int, clock: Clock) -> float:
    gc.collect()
    start = clock()
    for _ in range(repeats):
        side()
    return (clock() - start) / repeats


def compare(
    what: str,
    ours: Side,
    other: Side | None,
    *,
    aim: Aim,
    times: int,
    clock: Clock = time.process_time,
) -> Line:
    """Measure our side, in turns with the other side where there is one, and return the line."""
    if other is None:
        (taken,) = in_turns([ours], times, clock)
        return Line(what, spoken(taken))
    first, second = in_turns([ours, other], times, clock)
    return line(what, first, second, aim)


def line(what: str, ours: float, other: float, aim: Aim) -> Line:
    """Return the line of two times in seconds."""
    return Line(what, spoken(ours), spoken(other), other / ours if aim.least else ours / other, aim)


def limit(what: str, ours: float, most: float, unit: str) -> Line:
    """Return the line of a figure that has a limit."""
    return Line(what, f"{ours:.3g} {unit}", f"{most:g} {unit}", ours / most, at_most(1))


def spoken(seconds: float) -> str:
    """Return seconds as people write them."""
    return f"{seconds * 1000:.2f} ms" if seconds < 0.1 else f"{seconds:.2f} s"


def _columns(what: str, ours: str, other: str, ratio: str, aim: str, met: str) -> str:
    numbers = (f"{cell:>{size}}" for cell, size in zip((ours, other, ratio), _WIDTHS[1:4], strict=True))
    return "  ".join([f"{what:<{_WIDTHS[0]}}", *numbers, f"{aim:<{_WIDTHS[4]}}", met]).rstrip()
