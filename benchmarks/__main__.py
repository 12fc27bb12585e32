"""How fast digest is beside others that do the same work.

    pip install '.[benchmark]'       the peers; a line whose peer is missing says so
    python -m benchmarks             from the repository's root, some minutes
    python -m benchmarks --quick     smaller and fewer, under 20 seconds: it shows that all of it runs
    python -m benchmarks --items F   feeds of real items: JSON Lines with title, summary, authors, topics and body

Each line names our work, then what it is measured against. Both are run in turns within this one
run, and `ours` and `other` are the medians; `ratio` says how many times as long the other takes
where the aim is "at least", and how many times as long (or as much) ours takes where it is "at
most". The times depend on the machine, the ratios hardly do. The material is made here, the same at
every run. The exit code is always 0: a missed aim is for reading, not for stopping.

    mail        one mail's HTML from values to text; the other is rendered first, then inlined by premailer
    read        a feed's bytes to articles, their HTML sanitised and their texts taken; CPU time.
                feedparser sanitises too, fastfeedparser leaves texts as they are. Memory is a whole
                process, its imports included
    listing     pages of articles one after another, as text in three layouts and as HTML
    letters     messages for subscribers, from the lines of their list to bytes, the editions rendered
                anew; the others make a sample of the same: the mail rendered and inlined by premailer
                for each reader (and not yet made a message), or rendered once for each edition and
                written by EmailMessage for each reader. Memory is a whole process
    RSS feed    one feed with its contents, from ready values to text
    a month     `build` of 40 articles, everything written; only the archive's size differs
    --version   a whole process
    build       a whole process from a feed file to everything a build writes, into a new archive;
                feedsnap writes its Markdown, rss2email a digest of HTML and text into a maildir;
                an "entry" holds about 2,000 characters of HTML, a "summary" about 400 of text (more
                of 10,000 would pass the 10 MB that a source may have)
    memory      the largest resident size of such a build
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks import growth, letters, processes, reading, rendering, timing

_Lines = Callable[[], Iterator[timing.Line | timing.Missing]]
_WHOLE: tuple[_Lines, ...] = (
    partial(rendering.mail, (10, 100, 1000), 40),
    partial(rendering.feed, 1000, 9),
    partial(reading.pages, 1_000_000, 5),
    partial(letters.messages, 10_000, 1000, 3),
    partial(letters.memory, 1_000_000, 10_000),
    partial(growth.month, 100_000, 1000, 15),
    partial(processes.start, 25),
    partial(processes.feedsnap, 1000, 7, contents=True),
    partial(processes.feedsnap, 10_000, 5, contents=False),
    partial(processes.rss2email, 1000, 5),
    partial(processes.memory, 10_000),
)
_QUICK: tuple[_Lines, ...] = (
    partial(rendering.mail, (10, 100), 3),
    partial(rendering.feed, 100, 3),
    partial(reading.pages, 100_000, 1),
    partial(letters.messages, 400, 40, 1),
    partial(letters.memory, 2000, 1000),
    partial(growth.month, 2000, 1000, 1),
    partial(processes.start, 3),
    partial(processes.feedsnap, 100, 1, contents=True),
    partial(processes.feedsnap, 300, 1, contents=False),
    partial(processes.rss2email, 100, 1),
    partial(processes.memory, 300),
)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure digest beside its peers."
    )
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, smaller sizes: a smoke test")
    parser.add_argument("--items", type=Path, help="a JSON Lines file of items for the feeds that are read")
    options = parser.parse_args()
    feeds = partial(reading.feeds, 100 if options.quick else 1000, 1 if options.quick else 7, options.items)
    measures = (feeds, *(_QUICK if options.quick else _WHOLE))
    print(timing.table([line for measure in measures for line in _measured(measure)]))
    if options.quick:
        print("\n--quick: too small and too few for a verdict; leave it out for the aims")


def _measured(measure: _Lines) -> list[timing.Line | timing.Missing]:
    """Return what was measured; a line that fails says why and leaves the others."""
    name = measure.func.__name__  # type: ignore[attr-defined]
    print(f"{name} …", file=sys.stderr, flush=True)
    try:
        return list(measure())
    except Exception as error:  # noqa: BLE001 (whatever a peer may raise)
        return [timing.Missing(name, f"not measured: {type(error).__name__}: {error}")]


if __name__ == "__main__":
    main()
