"""Letters to subscribers, against rendering with premailer and against EmailMessage for each of them."""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from email.utils import formataddr
from functools import partial
from itertools import combinations, islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks import material, timing
from digest import config, merge_fields, periods
from digest.mail import subscribers
from digest.mail.tokens import Signer
from digest.model import Publication, Subscriber
from digest.render.context import LanguagePages
from digest.render.editions import Rendered, Renderer
from digest.render.environment import Templates
from digest.render.locale import Locale
from digest.render.template_tags import InlineError
from digest.services.editions import Editions, editions, narrow
from digest.services.ingest import ingest_local
from digest.services.prepare import prepare
from digest.services.workspace import open_archive

_EDITIONS = 40
_SECRET = b"no secret at all, but long enough"
_GREETING = "Dear {name|reader} in {city|the valley},"
_TOPICS = ("transport", "council", "farms", "culture", "more")
_NAMES = ("Ada Quill", "Björn Tallis", "Carmen Iñárritu", "Deepa Rowan", "", "Émile Carrow")
_TO_NOWHERE = """\
import os, sys, resource
from pathlib import Path
from benchmarks import letters
with open(os.devnull, "wb") as nowhere:
    done = letters.written(Path(sys.argv[1]), int(sys.argv[2]), nowhere)
print(done, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def messages(size: int, sample: int, times: int) -> Iterator[timing.Line]:
    """Compare whole messages, from the lines of the list to bytes; the others make a sample of the same."""
    with tempfile.TemporaryDirectory() as folder:
        desk = _Desk(Path(folder) / "desk")
        content = b"".join(lines(size))
        readers = list(islice(_read(content, desk.publication), sample))
        few = readers[: max(sample // 10, _EDITIONS)]
        sides = (partial(desk.ours, content), partial(desk.premailer, few), partial(desk.library, readers))
        if (made := desk.ours(content)) != size:
            raise ValueError(f"{made} messages of {size}")
        ours, slow, library = timing.in_turns(sides, times, time.process_time)
    each = ours / size
    what = f"{size:,} letters, {_EDITIONS} editions;"
    yield _rate(f"{what} premailer per message", each, slow / len(few), 200)
    yield _rate(f"{what} EmailMessage per message", each, library / len(readers), 10)


def memory(large: int, small: int) -> Iterator[timing.Line]:
    """Compare the largest resident size of a process that writes the letters of a long list to nowhere."""
    with tempfile.TemporaryDirectory() as folder:
        made = _workspace(Path(folder) / "desk")
        sizes = []
        for size in (large, small):
            run = (sys.executable, "-c", _TO_NOWHERE, str(made), str(size))
            done, peak = subprocess.run(run, check=True, capture_output=True, text=True).stdout.split()
            if int(done) != size:
                raise ValueError(f"{done} messages of {size}")
            sizes.append(int(peak) / 1024)
    ours, other = sizes
    spoken = f"{ours:.0f} MB", f"{other:.0f} MB"
    yield timing.Line(f"memory, {large:,} letters; {small:,}", *spoken, ours / other, 2, least=False)
    yield timing.Line(f"memory, {large:,} letters; 200 MB", spoken[0], "200 MB", ours / 200, 1, least=False)


def _rate(what: str, ours: float, other: float, aim: float) -> timing.Line:
    spoken = f"{1 / ours:,.0f}/s", f"{1 / other:,.0f}/s"
    return timing.Line(what, *spoken, other / ours, aim, least=True)


def lines(size: int) -> Iterator[bytes]:
    """Yield a list of subscribers, evenly over the editions, some hundred lines at once."""
    chosen = [choice for number in (1, 2, 3) for choice in combinations(_TOPICS, number)][: _EDITIONS // 2]
    yield b"email,name,language,topics,city\n"
    for start in range(0, size, 500):
        yield "".join(
            f"reader{number}@mail{number % 97}.example,{_NAMES[number % len(_NAMES)]},{'es' if number % 2 else 'en'},"
            f"{'|'.join(chosen[number // 2 % len(chosen)])},Aldermoor\n"
            for number in range(start, min(start + 500, size))
        ).encode()


class _Stream(io.RawIOBase):
    """Lines as a file that nobody had to write."""

    def __init__(self, size: int) -> None:
        self._lines = lines(size)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._rest = self._rest or next(self._lines, b"")
        some = self._rest[: len(buffer)]
        self._rest = self._rest[len(some) :]
        buffer[: len(some)] = some
        return len(some)


def written(root: Path, size: int, out: Any) -> int:
    """Write the letters of a workspace to so many subscribers, and return how many there were."""
    settings = config.load(root)
    with open_archive(settings) as archive:
        within = periods.month(material.MONTH, "UTC")
        letters = editions(prepare(settings, archive, within, root / "out"), _SECRET)
        stream = io.BufferedReader(_Stream(size), 65536)
        for message in letters.messages(subscribers.read(stream, "readers", settings.publication)):
            out.write(message.content())
    return letters.counts.messages


def _read(content: bytes, publication: Publication) -> Iterator[Any]:
    return subscribers.read(io.BytesIO(content), "readers", publication)


def _workspace(root: Path) -> Path:
    """Make a month in two languages, 40 articles each."""
    made = material.workspace(root)
    path = made / "digest.toml"
    text = path.read_text(encoding="utf-8").replace("[mail]", f'[mail]\ngreeting = "{_GREETING}"')
    path.write_text(text.replace("tagline =", 'languages = ["en", "es"]\ntagline ='), encoding="utf-8")
    settings = config.load(made)
    with open_archive(settings) as archive:
        for seed, language in enumerate(("en", "es")):
            source = f"https://courier.example/{language}.xml"
            found = material.articles(material.within_month(40), source=source, contents=False, seed=seed)
            archive.store(source, "", "UTC", [replace(one, language=language) for one in found])
        ingest_local(settings, archive)
    return made


class _Desk:
    """Three ways to the letters of one month."""

    def __init__(self, root: Path) -> None:
        settings = config.load(_workspace(root))
        self.publication = settings.publication
        seen: list[tuple[Any, ...]] = []
        original = Editions.__init__

        def noted(made: Editions, *given: Any) -> None:
            seen.append(given)
            original(made, *given)

        within = periods.month(material.MONTH, settings.publication.timezone)
        with open_archive(settings) as archive, patch.object(Editions, "__init__", noted):
            editions(prepare(settings, archive, within, root / "out"), _SECRET)
        self._materials, _, self._mailing, *_ = seen[0]
        self._issues = {one.issue.language: one.issue for one in self._materials}
        self._signer = Signer(_SECRET, settings.mail.list_id)
        self._theme = settings.theme
        words = [Locale(code, Templates(self._theme).source) for code in self._issues]
        self._siblings = [
            LanguagePages(publication=self.publication, locale=one, topics=(), has_issue=True)
            for one in words
        ]
        self._slow = Templates(self._theme)
        self._slow.inline_error = InlineError("the slow road is what we measure")

    def ours(self, content: bytes) -> int:
        """Make every letter, the editions anew; return how many."""
        renderer = Renderer(self._materials, Templates(self._theme), self._siblings)
        letters = Editions(self._materials, renderer, self._mailing)
        made = [len(one.content()) for one in letters.messages(_read(content, self.publication))]
        return len(made)

    def premailer(self, readers: list[Subscriber]) -> int:
        """Render and inline the mail of each reader; nothing is made of it yet."""
        renderer = Renderer(self._materials, self._slow, self._siblings)
        return sum(len(self._rendered(renderer, one).html) for one in readers)

    def library(self, readers: list[Subscriber]) -> int:
        """Fill each reader's part into the rendered edition, and have the library write the message."""
        renderer = Renderer(self._materials, Templates(self._theme), self._siblings)
        ready: dict[tuple[str, frozenset[str]], Rendered] = {}
        size = 0
        for one in readers:
            key = one.language, one.topics
            if key not in ready:
                ready[key] = self._rendered(renderer, replace(one, name="NAME", email="leave@here.example"))
            size += len(self._message(ready[key], one))
        return size

    def _rendered(self, renderer: Renderer, reader: Subscriber) -> Rendered:
        (material_,) = (one for one in self._materials if one.issue.language == reader.language)
        issue = narrow(material_.issue, reader.topics, material_.topic_of)
        if issue is None:
            raise ValueError(f"nothing for {reader.topics}")
        values = {"name": reader.name, **reader.fields}
        greeting = merge_fields.substitute(_GREETING, lambda slot: slot.fill(values))
        return renderer.render(issue, greeting=greeting, unsubscribe=self._leave(reader))

    def _leave(self, reader: Subscriber) -> str:
        if reader.name == "NAME":
            return "LEAVE"
        return f"{self._materials[0].mail.unsubscribe}?token={self._signer.token(reader.email)}"

    def _message(self, rendered: Rendered, reader: Subscriber) -> bytes:
        leave = self._leave(reader)
        text, html = (
            part.replace("NAME", reader.name or "reader").replace("LEAVE", leave)
            for part in (rendered.text, rendered.html)
        )
        message = EmailMessage(policy=policy.SMTP)
        message["From"] = self._materials[0].mail.sender
        message["To"] = formataddr((reader.name, reader.email))
        message["Subject"] = rendered.subject
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(text)
        message.add_alternative(html, subtype="html")
        return message.as_bytes()
