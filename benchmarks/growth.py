"""One month built out of a large archive against the same month out of a small one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks import material, timing
from digest import config, periods
from digest.archive import Archive
from digest.config import Config
from digest.services.build import build
from digest.services.ingest import ingest_local
from digest.services.workspace import open_archive

_MONTH = 40
_SOURCES = 20


def month(large: int, small: int, times: int) -> Iterator[timing.Line]:
    """Compare `build` of 40 articles among `large` and among `small`."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        sides = []
        for size in (large, small):
            settings = config.load(material.workspace(Path(folder) / str(size)))
            archive = stack.enter_context(open_archive(settings))
            _fill(archive, size)
            ingest_local(settings, archive)  # classifies every article
            side = partial(_build, settings, archive, Path(folder) / "out", count())
            articles = side()
            if articles != _MONTH:
                raise ValueError(f"the month has {articles} articles")
            sides.append(side)
        ours, other = timing.in_turns(sides, times)
    yield timing.within(f"a month out of {large:,} articles; out of {small:,}", ours, other, 1.5)


def _fill(archive: Archive, size: int) -> None:
    others = material.around_month(size - _MONTH)
    parts = {f"feed-{number:02}": others[number::_SOURCES] for number in range(_SOURCES)}
    material.fill(archive, {"month": material.within_month(_MONTH), **parts}, contents=True)


def _build(settings: Config, archive: Archive, out: Path, turns: Iterator[int]) -> int:
    within = periods.month(material.MONTH, settings.publication.timezone)
    return len(build(settings, archive, within, out / str(next(turns))).issues[0].articles)
