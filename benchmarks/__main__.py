"""Measure digest against others that do the same work; docs/performance.md explains each line.

    pip install '.[benchmark]'       the peers
    python -m benchmarks             from the repository's root, about half an hour
    python -m benchmarks --quick     our own side alone, on small sizes, within 30 seconds

The two sides of a line are measured in turns in this one run; their medians are printed. Times are
CPU times, of this process or of the processes it starts, because other programs disturb them least.
The exit code is 1 when a line could not be measured. A missed aim changes no exit code: it is for reading.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from benchmarks import builds, growth, letters, reading, rendering, starts, timing, worst_month
from benchmarks.archives import Archives

_Measure = Callable[[], Iterator[timing.Line]]
_INSTALL = "; install the peers: pip install '.[benchmark]'"


def main() -> int:
    """Print the table and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure digest and its peers.")
    parser.add_argument(
        "--quick", action="store_true", help="only our own side, on small sizes: a smoke test"
    )
    quick = parser.parse_args().quick
    print(_machine())
    print(timing.head())
    with Archives(600, 200) if quick else Archives(500_000, 1000) as archives:
        failures = print_lines(_quick(archives) if quick else _complete(archives))
    if quick:
        print("\n--quick: too small for a verdict on the aims")
    if failures:
        print(f"\n{failures} of the measurements failed", file=sys.stderr)
    return 1 if failures else 0


def _complete(archives: Archives) -> tuple[_Measure, ...]:
    return (
        partial(starts.start, 15),
        partial(builds.entries, 1000, 5, peers=True),
        partial(builds.repeated_entries, 1000, 3),
        partial(builds.summaries, 10_000, 3),
        partial(builds.second, 1000, 5, contents=True),
        partial(builds.second, 10_000, 3, contents=False),
        partial(builds.memory, 1000, 70, contents=True),
        partial(builds.memory, 10_000, 110, contents=False),
        partial(reading.entries, 1000, 5, peers=True),
        partial(reading.pages, 1_000_000, 3),
        partial(rendering.feed, 1000, 5, peers=True),
        partial(rendering.mail, ((10, 22), (100, 22), (1000, 25)), 5, peers=True),
        partial(letters.messages, 10_000, 1000, 3, peers=True),
        partial(letters.memory, 100_000, 10_000),
        partial(worst_month.worst_month, 1000, 20, 3),
        partial(growth.undated, archives, 20_000, 5),
        partial(growth.month, archives, 5),
        partial(growth.lists, archives, 5),
    )


def _quick(archives: Archives) -> tuple[_Measure, ...]:
    return (
        partial(starts.start, 1),
        partial(builds.entries, 40, 1, peers=False),
        partial(builds.second, 40, 1, contents=False),
        partial(builds.memory, 40, 70, contents=True),
        partial(reading.entries, 40, 1, peers=False),
        partial(reading.pages, 30_000, 1),
        partial(rendering.feed, 40, 1, peers=False),
        partial(rendering.mail, ((10, 22),), 1, peers=False),
        partial(letters.messages, 200, 40, 1, peers=False),
        partial(letters.memory, 400, 200),
        partial(worst_month.worst_month, 30, 3, 1),
        partial(growth.undated, archives, 100, 1),
        partial(growth.month, archives, 1),
        partial(growth.lists, archives, 1),
    )


def print_lines(measures: Iterable[partial[Iterator[timing.Line]]]) -> int:
    """Print every line as soon as it is measured; return the number of measures that failed."""
    failures = 0
    for measure in measures:
        try:
            for line in measure():
                print(line, flush=True)
        except Exception as error:  # noqa: BLE001 (a peer may raise anything; the other lines go on)
            failures += 1
            module = measure.func.__module__.removeprefix("benchmarks.")
            missing = isinstance(error, ModuleNotFoundError | FileNotFoundError)
            reason = f"{type(error).__name__}: {error}{_INSTALL if missing else ''}"
            print(f"ERROR, not measured: {module}.{measure.func.__name__}: {reason}", flush=True)
    return failures


def _machine() -> str:
    """Return a line about the commit, the machine and its load."""
    commit = subprocess.run(
        ("git", "describe", "--always", "--dirty"), capture_output=True, text=True, check=False
    )
    load = f"load {os.getloadavg()[0]:.1f}"
    python = f"Python {platform.python_version()}"
    return f"commit {commit.stdout.strip()}, {python}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, {load}"


if __name__ == "__main__":
    sys.exit(main())
