"""Trials of the parsers: read mutated documents or attacks; keep and shorten those that break a promise."""

import gc
import json
import multiprocessing
import random
import re
import resource
import time
from collections import Counter
from dataclasses import asdict, replace
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from digest.model import Document, Source
from digest.parsers import FORMATS

from . import vocabulary
from .attacks import MEGABYTE, attacks
from .mutator import Mutator
from .promises import Verdict, judge

ROOT = Path(__file__).resolve().parent.parent.parent
CASES = ROOT / "tests/data/parsers"
ZONES = (UTC, ZoneInfo("America/Tijuana"), ZoneInfo("Pacific/Kiritimati"))
_TIMEOUT = 30.0


def read_here(document, zone):
    """Judge a document in this process, but not the time and the memory it takes."""
    return judge(document, zone, twice=_is_small(document), costs=False)


def _is_small(document):
    return len(document.content) < 20_000


def _read_all(pipe):
    gc.freeze()  # the objects made so far need not be visited before each document
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    while True:
        document, zone = pipe.recv()
        pipe.send(judge(document, zone, twice=_is_small(document)))


class ReaderProcess:
    """Judge documents in a process of its own, which may be killed by a document or never end."""

    def __init__(self):
        self._start()

    def _start(self):
        self._pipe, other_end = multiprocessing.Pipe()
        context = multiprocessing.get_context("fork")
        self._process = context.Process(target=_read_all, args=(other_end,), daemon=True)
        self._process.start()
        other_end.close()

    def __call__(self, document, zone):
        self._pipe.send((document, zone))
        try:
            if self._pipe.poll(_TIMEOUT):
                return self._pipe.recv()
            verdict = Verdict(f"never ends ({_TIMEOUT:.0f} s)", seconds=_TIMEOUT)
        except EOFError:
            verdict = Verdict("kills the process")
        self.close()
        self._start()
        return verdict

    def close(self):
        self._process.kill()
        self._process.join()


def shortened(document, zone, reader, broken):
    """Return the document without the parts that are not needed to break the same promise."""
    deadline, content = time.monotonic() + 15, document.content
    size = len(content) // 2
    while size and time.monotonic() < deadline:
        position = 0
        while position < len(content) and time.monotonic() < deadline:
            shorter = content[:position] + content[position + size :]
            if reader(replace(document, content=shorter), zone).broken == broken:
                content = shorter
            else:
                position += size
        size //= 2
    return replace(document, content=content)


def cases(form):
    """Return the names and bytes of a format's cases."""
    paths = sorted(path for path in (CASES / form).iterdir() if not path.name.endswith(".expected.json"))
    return [(f"feeds/{path.name}", path.read_bytes()) for path in paths]


class Report:
    """The number of documents read, the highest costs, and the documents that broke a promise.

    Args:
        reader: judges a document: `read_here` or a ReaderProcess.
        folder: where documents that break a promise are kept; None keeps none.
    """

    def __init__(self, reader=read_here, folder=None):
        self.reader, self.folder = reader, folder
        self.read = Counter()
        self.highest = {}
        self.broken = Counter()

    def add(self, form, document, zone):
        verdict = self.reader(document, zone)
        self.read[form] += 1
        for unit, value in (("s", verdict.seconds), ("MB", verdict.megabytes)):
            self.highest[form, unit] = max(value, self.highest.get((form, unit), 0))
        if verdict.broken:
            self.broken[form, verdict.broken] += 1
            if self.folder and self.broken[form, verdict.broken] == 1:
                self._keep(form, document, zone, verdict)
        return verdict

    def _keep(self, form, document, zone, verdict):
        if verdict.seconds < 1:  # a slower one would take too long to read again and again
            document = shortened(document, zone, self.reader, verdict.broken)
        name = f"{form}-{re.sub(r'[^a-zA-Z0-9]+', '-', verdict.broken)[:60]}"
        self.folder.mkdir(exist_ok=True, parents=True)
        (self.folder / f"{name}.bin").write_bytes(document.content)
        about = {"name": document.source.name, "address": document.address, "zone": str(zone)}
        (self.folder / f"{name}.json").write_text(json.dumps(asdict(verdict) | about, indent=1))
        cost = f"{verdict.seconds:.1f} s, {verdict.megabytes:.0f} MB"
        click.echo(f"{form}: {verdict.broken} ({cost}): {name}.bin")

    def print(self):
        for form, count in self.read.items():
            seconds, megabytes = self.highest[form, "s"], self.highest[form, "MB"]
            click.echo(f"{form}: {count:,} documents, at most {seconds:.2f} s and {megabytes:.0f} MB")
            for (broken_form, promise), times in self.broken.items():
                if broken_form == form:
                    click.echo(f"  {times:,} x {promise}")


def fuzz(form, report, *, seed=1, largest=MEGABYTE):
    """Read mutated documents of a format without end, none longer than `largest`; yield each verdict.

    A document that gives a reading of a new kind is mutated further.
    """
    rng = random.Random(f"{seed} {form}")
    own = cases(form)
    others = [case for other in FORMATS if other.name != form for case in cases(other.name)]
    words = [*vocabulary.WORDS, *vocabulary.OF_FORMAT.get(form, ())]
    mutator = Mutator(rng, own, others, words, largest)
    shapes = set()
    while True:
        name, content = mutator.document()
        address = rng.choice((None, None, "https://news.example/a/"))
        if address and rng.random() < 0.3:
            name = address
        source = Source(name=name, language=rng.choice((None, "en")))
        document = Document(source=source, content=content, address=address)
        verdict = report.add(form, document, rng.choice(ZONES))
        if verdict.shape not in shapes and len(content) < 100_000:
            shapes.add(verdict.shape)
            own.append((name, content))
        yield verdict


def attack(only, report, size=MEGABYTE):
    """Read the attacks of all formats or of one, and yield each with its verdict."""
    for made in attacks(only, size):
        document = Document(source=Source(name=made.name), content=made.content)
        yield made, report.add(made.format, document, UTC)
