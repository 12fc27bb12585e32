"""Letters to subscribers, against premailer and EmailMessage for each message."""

from __future__ import annotations

import io
import sys
import tempfile
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

from benchmarks import material, processes, timing
from benchmarks.timing import Line, at_least, at_most
from digest import config, merge_fields, periods
from digest.mail import subscribers
from digest.mail.tokens import Signer
from digest.model import Publication, Subscriber
from digest.render.editions import Rendered, Renderer
from digest.render.environment import Templates
from digest.render.inputs import LanguagePages
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
import os, sys
from pathlib import Path
from benchmarks import letters
with open(os.devnull, "wb") as nowhere:
    done = letters.write(Path(sys.argv[1]), int(sys.argv[2]), nowhere)
if done != int(sys.argv[2]):
    raise ValueError(f"{done} messages of {sys.argv[2]}")
"""


def messages(size: int, sample: int, times: int, *, peers: bool) -> Iterator[Line]:
    """Compare complete messages, from the lines of the list to bytes; the others make a sample of them."""
    with tempfile.TemporaryDirectory() as folder:
        trial = _Trial(Path(folder) / "workspace")
        content = b"".join(lines(size))
        if (made := trial.ours(content)) != size:
            raise ValueError(f"{made} messages of {size}")
        ours = partial(trial.ours, content)
        what = f"{size:,} letters, {_EDITIONS} editions"
        if not peers:
            (seconds,) = timing.in_turns([ours], times)
            yield Line(what, f"{size / seconds:,.0f}/s")
            return
        subscribed = list(islice(_read(content, trial.publication), sample))
        few = subscribed[: max(sample // 10, _EDITIONS)]
        sides = (ours, partial(trial.premailer, few), partial(trial.library, subscribed))
        seconds, slow, library = timing.in_turns(sides, times)
    each = seconds / size
    yield _rate(f"{what}; premailer per message", each, slow / len(few), 200)
    yield _rate(f"{what}; EmailMessage per message", each, library / len(subscribed), 10)


def memory(large: int, small: int) -> Iterator[Line]:
    """Compare the peak memory of processes that write the letters of a long and of a short list."""
    with tempfile.TemporaryDirectory() as folder:
        root = _workspace(Path(folder) / "workspace")
        ours, other = (
            processes.peak((sys.executable, "-c", _TO_NOWHERE, str(root), str(size)))
            for size in (large, small)
        )
    what = f"memory, {large:,} letters; {small:,}"
    yield Line(what, f"{ours:.0f} MB", f"{other:.0f} MB", ours / other, at_most(2))
    yield timing.limit(f"memory, {large:,} letters; the limit", ours, 200, "MB")


def _rate(what: str, ours: float, other: float, aim: float) -> Line:
    return Line(what, f"{1 / ours:,.0f}/s", f"{1 / other:,.0f}/s", other / ours, at_least(aim))


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
    """A list of subscribers as a stream; its lines are made while it is read."""

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


def write(root: Path, size: int, out: Any) -> int:
    """Write the letters of a workspace to `size` subscribers, and return their number."""
    settings = config.load(root)
    with open_archive(settings) as archive:
        period = periods.month(material.MONTH, "UTC")
        letters = editions(prepare(settings, archive, period, root / "out"), _SECRET)
        stream = io.BufferedReader(_Stream(size), 65536)
        for message in letters.messages(subscribers.read(stream, "readers", settings.publication)):
            out.write(message.content())
    return letters.counts.messages


def _read(content: bytes, publication: Publication) -> Iterator[Any]:
    return subscribers.read(io.BytesIO(content), "readers", publication)


def _workspace(root: Path) -> Path:
    """Make a month in two languages, 40 articles each."""
    made = material.workspace(root, languages=("en", "es"), greeting=_GREETING)
    settings = config.load(made)
    with open_archive(settings) as archive:
        for seed, language in enumerate(("en", "es")):
            material.store(archive, language, material.within_month(40), seed=seed, language=language)
        ingest_local(settings, archive)
    return made


class _Trial:
    """Three ways to make the letters of one month."""

    def __init__(self, root: Path) -> None:
        settings = config.load(_workspace(root))
        self.publication = settings.publication
        calls: list[tuple[Any, ...]] = []
        original = Editions.__init__

        def remember(made: Editions, *given: Any) -> None:
            calls.append(given)
            original(made, *given)

        period = periods.month(material.MONTH, settings.publication.timezone)
        with open_archive(settings) as archive, patch.object(Editions, "__init__", remember):
            editions(prepare(settings, archive, period, root / "out"), _SECRET)
        self._contexts, _, self._mailing, *_ = calls[0]
        self._issues = {one.issue.language: one.issue for one in self._contexts}
        self._signer = Signer(_SECRET, settings.mail.list_id)
        self._theme = settings.theme
        locales = [Locale(code, Templates(self._theme).source) for code in self._issues]
        self._languages = [
            LanguagePages(publication=self.publication, locale=locale, topics=(), has_issue=True)
            for locale in locales
        ]
        self._slow = Templates(self._theme)
        self._slow.inline_error = InlineError("premailer for each message is measured")

    def ours(self, content: bytes) -> int:
        """Make every letter, the editions anew; return how many."""
        renderer = Renderer(self._contexts, Templates(self._theme), self._languages)
        letters = Editions(self._contexts, renderer, self._mailing)
        made = [len(one.content()) for one in letters.messages(_read(content, self.publication))]
        return len(made)

    def premailer(self, readers: list[Subscriber]) -> int:
        """Render and inline the mail of each reader; nothing is made of it yet."""
        renderer = Renderer(self._contexts, self._slow, self._languages)
        return sum(len(self._rendered(renderer, one).html) for one in readers)

    def library(self, readers: list[Subscriber]) -> int:
        """Fill each reader's part into the rendered edition, and have the library write the message."""
        renderer = Renderer(self._contexts, Templates(self._theme), self._languages)
        ready: dict[tuple[str, frozenset[str]], Rendered] = {}
        size = 0
        for one in readers:
            key = one.language, one.topics
            if key not in ready:
                ready[key] = self._rendered(renderer, replace(one, name="NAME", email="leave@here.example"))
            size += len(self._message(ready[key], one))
        return size

    def _rendered(self, renderer: Renderer, reader: Subscriber) -> Rendered:
        (context,) = (one for one in self._contexts if one.issue.language == reader.language)
        issue = narrow(context.issue, reader.topics, context.topic_of)
        if issue is None:
            raise ValueError(f"nothing for {reader.topics}")
        values = {"name": reader.name, **reader.fields}
        greeting = merge_fields.substitute(_GREETING, lambda slot: slot.fill(values))
        return renderer.render(issue, greeting=greeting, unsubscribe=self._leave(reader))

    def _leave(self, reader: Subscriber) -> str:
        if reader.name == "NAME":
            return "LEAVE"
        return f"{self._contexts[0].mail.unsubscribe}?token={self._signer.token(reader.email)}"

    def _message(self, rendered: Rendered, reader: Subscriber) -> bytes:
        leave = self._leave(reader)
        text, html = (
            part.replace("NAME", reader.name or "reader").replace("LEAVE", leave)
            for part in (rendered.text, rendered.html)
        )
        message = EmailMessage(policy=policy.SMTP)
        message["From"] = self._contexts[0].mail.sender
        message["To"] = formataddr((reader.name, reader.email))
        message["Subject"] = rendered.subject
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(text)
        message.add_alternative(html, subtype="html")
        return message.as_bytes()
