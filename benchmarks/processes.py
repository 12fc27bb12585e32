"""Whole processes: the start, and a feed file turned into everything, against feedsnap and rss2email."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from benchmarks import material, timing

_PEAK = """\
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
_R2E = """\
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


def start(times: int) -> Iterator[timing.Line]:
    """Compare `digest --version` with a Python that imports click and stops."""
    click = (sys.executable, "-c", "import click")
    sides = [partial(_run, (_command("digest"), "--version")), partial(_run, click)]
    ours, other = timing.in_turns(sides, times)
    yield timing.within("digest --version; python -c 'import click'", ours, other, 2)


def feedsnap(size: int, times: int, *, contents: bool) -> Iterator[timing.Line | timing.Missing]:
    """Compare a build with feedsnap's Markdown of the same file."""
    what = f"{_named(size, contents=contents)}; feedsnap"
    if find_spec("feedsnap") is None:
        yield timing.Missing(what)
        return
    with tempfile.TemporaryDirectory() as folder:
        desk = _Desk(Path(folder), size, contents=contents)
        ours, other = timing.in_turns((desk.build, desk.feedsnap), times)
    yield timing.faster(what, ours, other, 1)


def rss2email(size: int, times: int) -> Iterator[timing.Line | timing.Missing]:
    """Compare a build with rss2email's digest of the same file, HTML and text as ours, put into a maildir."""
    what = f"{_named(size, contents=True)}; rss2email"
    if find_spec("rss2email") is None:
        yield timing.Missing(what)
        return
    with tempfile.TemporaryDirectory() as folder:
        desk = _Desk(Path(folder), size, contents=True)
        ours, other = timing.in_turns((desk.build, desk.rss2email), times)
    yield timing.faster(what, ours, other, 4)


def memory(size: int) -> Iterator[timing.Line | timing.Missing]:
    """Compare the peak memory of a build with 100 MB."""
    what = f"peak memory, {size:,} entries; 100 MB"
    if find_spec("resource") is None:
        yield timing.Missing(what, "not measured: this system does not tell it")
        return
    with tempfile.TemporaryDirectory() as folder:
        desk = _Desk(Path(folder), size, contents=False)
        desk.clear()
        largest = peak(desk.command)
    yield timing.Line(what, f"{largest:.0f} MB", "100 MB", largest / 100, 1, least=False)


def peak(command: Sequence[str]) -> float:
    """Return the largest resident size of a command, in megabytes."""
    # Through a small process, as a child's peak counts from what its parent held.
    between = (sys.executable, "-c", _PEAK, *command)
    told = subprocess.run(between, check=True, capture_output=True, text=True)
    return int(told.stdout) * (1 if sys.platform == "darwin" else 1024) / 1e6


class _Desk:
    """A folder with one feed file, and what each program makes of it."""

    def __init__(self, folder: Path, size: int, *, contents: bool) -> None:
        self.folder = folder
        self.size = size
        self.workspace = material.workspace(folder / "workspace")
        self.feed = self.workspace / "feeds" / "courier.xml"
        entries = material.articles(material.within_month(size), source="feed", contents=contents)
        self.feed.write_bytes(material.rss(entries))
        self.command = (
            _command("digest"), "build", "--month", material.MONTH, "--project", str(self.workspace),
        )  # fmt: skip
        self.build()  # leaves the one thing a later build may use: .digest/inlined.json

    def clear(self) -> None:
        """Forget what was read and built."""
        for path in (self.workspace / ".digest").glob("archive*"):
            path.unlink()
        shutil.rmtree(self.workspace / "out", ignore_errors=True)

    def build(self) -> None:
        self.clear()
        _run(self.command)
        written = self.workspace / "out" / "mail" / material.MONTH / "digest.eml"
        _expect(written.stat().st_size > self.size * 300, "our mail is too small")

    def feedsnap(self) -> None:
        written = self.folder / "feedsnap.md"
        with written.open("wb") as stream:
            _run((_command("feedsnap"), "-n", str(self.size), str(self.feed)), stream)
        _expect(written.stat().st_size > self.size * 300, "feedsnap's Markdown is too small")

    def rss2email(self) -> None:
        settings, data = self.folder / "r2e.cfg", self.folder / "r2e.json"
        settings.write_text(_R2E.format(folder=self.folder, feed=self.feed), encoding="utf-8")
        data.unlink(missing_ok=True)
        shutil.rmtree(self.folder / "mail", ignore_errors=True)
        _run((_command("r2e"), "-c", str(settings), "-d", str(data), "run"), home=self.folder)
        (written,) = (self.folder / "mail" / "new").iterdir()
        _expect(written.stat().st_size > self.size * 300, "rss2email's digest is too small")


def _named(size: int, *, contents: bool) -> str:
    return f"build of {size:,} {'entries' if contents else 'summaries'}"


def _command(name: str) -> str:
    """Return the command that stands beside this Python."""
    found = shutil.which(name, path=str(Path(sys.executable).parent))
    if found is None:
        raise FileNotFoundError(f"no command {name!r} beside {Path(sys.executable).name}")
    return found


def _run(command: Sequence[str], out: IO[bytes] | None = None, home: Path | None = None) -> None:
    """Run a command; what it says goes to `out`, and what it keeps for its user below `home`."""
    places = {"HOME": str(home), "XDG_RUNTIME_DIR": str(home)} if home else {}
    done = subprocess.run(
        command,
        check=False,
        stdout=out or subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, **places},
    )
    _expect(done.returncode == 0, f"{Path(command[0]).name} failed: {done.stderr.decode()[-200:].strip()}")


def _expect(met: bool, otherwise: str) -> None:  # noqa: FBT001 (a plain question)
    if not met:
        raise RuntimeError(otherwise)
