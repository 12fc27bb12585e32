"""Work on a large archive: one month against the same out of a small one, and lists of everything."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median

from benchmarks import material, processes, timing
from benchmarks.archives import MONTH, Archives
from benchmarks.timing import Line, at_most
from digest import config, periods
from digest.archive import Archive
from digest.config import Config
from digest.services.build import build
from digest.services.workspace import open_archive

_FIRST_LINE = 0.3  # seconds
_MEMORY = 120  # MB


def month(archives: Archives, times: int) -> Iterator[Line]:
    """Compare the build of a month out of the large archive with the build out of the small one."""
    for languages in (("en",), ("en", "es")):
        ours, other = _builds((archives.large, archives.small), languages, times)
        spoken = "two languages" if len(languages) > 1 else "one language"
        what = f"a month out of {archives.large_size:,}, {spoken}; out of {archives.small_size:,}"
        yield timing.line(what, ours, other, at_most(1.1))


def undated(archives: Archives, number: int, times: int) -> Iterator[Line]:
    """Compare a build with undated articles in the archive with a build without them."""
    ours, other = _builds((archives.with_undated(number), archives.small), ("en",), times)
    what = f"a month beside {number:,} undated articles; beside none"
    yield timing.line(what, ours, other, at_most(1.2))


def lists(archives: Archives, times: int) -> Iterator[Line]:
    """Measure the first line and the memory of commands that list or classify every article."""
    root, size = archives.large, f"{archives.large_size:,} articles"
    articles = processes.digest("--quiet", "--project", str(root), "articles")
    topics = processes.digest("--quiet", "--project", str(root), "topics")
    first = median(processes.first_line(articles) for _ in range(times))
    yield timing.limit(f"`articles`, {size}: first line (wall clock); the limit", first, _FIRST_LINE, "s")
    for name, command in (("articles", articles), ("topics", topics)):
        yield timing.limit(f"`{name}`, {size}: memory; the limit", processes.peak(command), _MEMORY, "MB")
    settings = root / "digest.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('"bus", ', '"bus", "tram", '), encoding="utf-8")
    yield timing.limit(f"classifying {size} anew: memory; the limit", processes.peak(topics), _MEMORY, "MB")
    settings.write_text(text, encoding="utf-8")


def _builds(roots: Sequence[Path], languages: tuple[str, ...], times: int) -> list[float]:
    """Return the median CPU seconds of cold builds of the month out of the archives."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        sides = []
        for number, root in enumerate(roots):
            settings = config.load(
                material.workspace(Path(folder) / f"settings-{number}", languages=languages)
            )
            settings.paths.state.mkdir()
            archive = stack.enter_context(open_archive(config.load(root)))
            side = partial(_build, settings, archive, Path(folder) / f"out-{number}", count())
            if (found := side()) != MONTH * len(languages):
                raise ValueError(f"the month has {found} articles, expected {MONTH * len(languages)}")
            sides.append(side)
        return timing.in_turns(sides, times)


def _build(settings: Config, archive: Archive, out: Path, numbers: Iterator[int]) -> int:
    period = periods.month(material.MONTH, settings.publication.timezone)
    built = build(settings, archive, period, out / str(next(numbers)))
    return sum(len(issue.own_articles) for issue in built.issues)
