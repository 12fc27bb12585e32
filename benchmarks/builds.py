"""Whole builds from feed files, against feedsnap and rss2email; second builds against cold ones; memory."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import feeds, material, processes, timing
from benchmarks.timing import Line, at_least, at_most, child_time

_MORE = 50  # articles that can be added between two cold builds
_RSS2EMAIL = """\
[DEFAULT]
to = reader@courier.example
digest = True
html-mail = True
multipart-html = True
email-protocol = maildir
maildir-path = {folder}
maildir-mailbox = mail
verbose = error

[feed.courier]
url = {feed}
"""


def entries(size: int, times: int, *, peers: bool) -> Iterator[Line]:
    """Compare a cold build of entries with feedsnap and with rss2email."""
    with tempfile.TemporaryDirectory() as folder:
        trial = _Trial(Path(folder), size)
        what = f"build of {size:,} entries, cold"
        if not peers:
            yield timing.compare(what, trial.cold, None, aim=at_least(1), times=times, clock=child_time)
            return
        sides = (trial.cold, trial.feedsnap, trial.rss2email)
        ours, feedsnap, rss2email = timing.in_turns(sides, times, child_time)
    yield timing.line(f"{what}; feedsnap's Markdown", ours, feedsnap, at_least(1))
    yield timing.line(f"{what}; rss2email's digest", ours, rss2email, at_least(4))


def repeated_entries(size: int, times: int) -> Iterator[Line]:
    """Compare a cold build of entries that repeat each other's sentences with feedsnap."""
    yield from _against_feedsnap(size, times, at_least(1), "repeated entries")


def summaries(size: int, times: int) -> Iterator[Line]:
    """Compare a cold build of summaries with feedsnap."""
    yield from _against_feedsnap(size, times, at_most(1.3), "summaries")


def _against_feedsnap(size: int, times: int, aim: timing.Aim, kind: str) -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as folder:
        trial = _Trial(Path(folder), size, contents=kind != "summaries", repeated=kind.startswith("repeated"))
        what = f"build of {size:,} {kind}, cold; feedsnap's Markdown"
        yield timing.compare(what, trial.cold, trial.feedsnap, aim=aim, times=times, clock=child_time)


def second(size: int, times: int, *, contents: bool) -> Iterator[Line]:
    """Compare builds with nothing changed, and with one article added, with cold ones."""
    kind = f"{size:,} {'entries' if contents else 'summaries'}"
    with tempfile.TemporaryDirectory() as folder:
        trial = _Trial(Path(folder), size, contents=contents)
        sides = (trial.cold, trial.unchanged, trial.one_added)
        cold, unchanged, added = timing.in_turns(sides, times, child_time)
    yield timing.line(f"second build of {kind}, nothing changed; cold", unchanged, cold, at_most(0.15))
    yield timing.line(f"second build of {kind}, one article added; cold", added, cold, at_most(0.35))


def memory(size: int, most: float, *, contents: bool) -> Iterator[Line]:
    """Measure the peak memory of a cold build."""
    with tempfile.TemporaryDirectory() as folder:
        trial = _Trial(Path(folder), size, contents=contents)
        trial.clear()
        largest = processes.peak(trial.command)
    kind = "entries" if contents else "summaries"
    yield timing.limit(f"peak memory, build of {size:,} {kind}; the limit", largest, most, "MB")


class _Trial:
    """A workspace with one feed file, and the output each program makes of it."""

    def __init__(self, folder: Path, size: int, *, contents: bool = True, repeated: bool = False) -> None:
        self._folder = folder
        self._least = size * 300  # bytes of a complete output
        self._workspace = material.workspace(folder / "workspace")
        self._feed = self._workspace / "feeds" / "courier.xml"
        self._size = size
        moments = material.within_month(size + _MORE)
        made = material.articles(moments, source="feed", contents=contents, repeated=repeated)
        self._articles = list(made)
        self._added = 0
        self._write_feed()
        self.command = processes.digest(
            "--quiet", "--project", str(self._workspace), "build", "--month", material.MONTH
        )
        self.cold()  # fills the cache of the user, which stays

    def clear(self) -> None:
        """Delete the archive and all outputs."""
        for name in (".digest", "out"):
            shutil.rmtree(self._workspace / name, ignore_errors=True)

    def cold(self) -> None:
        """Build with nothing read or built before."""
        self.clear()
        self._added = 0
        self._write_feed()
        self._build()

    def unchanged(self) -> None:
        """Build again."""
        self._build()

    def one_added(self) -> None:
        """Build again with one article more in the feed."""
        self._added += 1
        self._write_feed()
        self._build()

    def _write_feed(self) -> None:
        self._feed.write_bytes(feeds.rss(self._articles[: self._size + self._added]))

    def _build(self) -> None:
        processes.run(self.command)
        _expect_size(self._workspace / "out" / "mail" / material.MONTH / "digest.eml", self._least)

    def feedsnap(self) -> None:
        """Write the Markdown of feedsnap."""
        written = self._folder / "feedsnap.md"
        with written.open("wb") as stream:
            processes.run((processes.peer("feedsnap"), "-n", str(self._size), str(self._feed)), stream)
        _expect_size(written, self._least)

    def rss2email(self) -> None:
        """Put the digest of rss2email into a Maildir."""
        settings, data = self._folder / "r2e.cfg", self._folder / "r2e.json"
        settings.write_text(_RSS2EMAIL.format(folder=self._folder, feed=self._feed), encoding="utf-8")
        data.unlink(missing_ok=True)
        shutil.rmtree(self._folder / "mail", ignore_errors=True)
        processes.run((processes.peer("r2e"), "-c", str(settings), "-d", str(data), "run"), home=self._folder)
        (written,) = (self._folder / "mail" / "new").iterdir()
        _expect_size(written, self._least)


def _expect_size(path: Path, least: int) -> None:
    if path.stat().st_size < least:
        raise RuntimeError(f"{path.name} has {path.stat().st_size:,} bytes, expected {least:,} or more")
