"""The month that is hardest for the similarity index: articles of many sources that repeat each other."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks import material, timing
from benchmarks.timing import Line
from digest.archive import Archive
from digest.model import Article

_MOST = 0.8  # seconds
_KINDS = (
    ("repetitive summaries", True, False),
    ("repetitive entries", True, True),
    ("unlike entries", False, True),
)


def worst_month(size: int, sources: int, times: int) -> Iterator[Line]:
    """Measure the storing and comparing of articles whose sentences all come from a few, and of unlike ones."""
    moments = material.within_month(size)
    for kind, repeated, contents in _KINDS:
        made = {}
        for number in range(sources):
            source, part = f"feed-{number}", moments[number::sources]
            made[source] = list(
                material.articles(part, source=source, contents=contents, seed=number, repeated=repeated)
            )
        with tempfile.TemporaryDirectory() as folder:
            side = partial(_store, made, Path(folder), count())
            (taken,) = timing.in_turns([side], times)
        yield timing.limit(
            f"{size:,} {kind} of {sources} sources stored, compared; the limit", taken, _MOST, "s"
        )


def _store(made: dict[str, list[Article]], folder: Path, numbers: Iterator[int]) -> None:
    with Archive(folder / f"{next(numbers)}.sqlite3") as archive:
        for source, articles in made.items():
            archive.store(source, "", "UTC", articles)
        archive.similar_pairs(article.key for articles in made.values() for article in articles)
