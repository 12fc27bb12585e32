"""The start of the command."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial

from benchmarks import processes, timing
from benchmarks.timing import Line, at_most, child_time


def start(times: int) -> Iterator[Line]:
    """Compare `digest --version` and `digest --help` with a Python that imports click and stops."""
    click = partial(processes.run, (sys.executable, "-c", "import click"))
    for option in ("--version", "--help"):
        ours = partial(processes.run, processes.digest(option))
        what = f"start, {option}; python -c 'import click'"
        yield timing.compare(what, ours, click, aim=at_most(1.4), times=times, clock=child_time)
