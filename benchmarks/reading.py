"""Documents read into articles: feeds beside feedparser and fastfeedparser, pages beside the clock."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from itertools import cycle, islice
from pathlib import Path

from benchmarks import material, processes, timing
from digest.model import Article, Document, Source
from digest.parsers import read_document

_PEERS = {"feedparser": 15, "fastfeedparser": 2}
# A process of its own for each side: what one allocated, another would find ready.
_READ = """\
import sys
content = open(sys.argv[2], "rb").read()
if sys.argv[1] == "digest":
    from digest.model import Document, Source
    from digest.parsers import read_document
    kept = read_document(Document(source=Source(name="feeds/courier.xml"), content=content))
else:
    kept = __import__(sys.argv[1]).parse(content)
"""


def feeds(size: int, times: int, items: Path | None) -> Iterator[timing.Line | timing.Missing]:
    """Compare bytes to articles, sanitised and with their texts, with what each peer makes of the same bytes."""
    entries = list(islice(cycle(_from_file(items)), size)) if items else _made(size)
    for name, content in (("RSS", material.rss(entries)), ("Atom", material.atom(entries))):
        _expect(len(_read(content)) == size, f"we read {len(_read(content))} of {size} entries")
        for peer, aim in _PEERS.items():
            what = f"{name} of {size:,} entries read; {peer}"
            if find_spec(peer) is None:
                yield timing.Missing(what)
                continue
            parse = __import__(peer).parse
            _expect(len(parse(content)["entries"]) == size, f"{peer} reads another number of entries")
            sides = (partial(_read, content), partial(parse, content))
            yield _compared(what, timing.in_turns(sides, times, time.process_time), aim)
        yield from _memory(name, content)


def _compared(what: str, taken: Sequence[float], aim: float) -> timing.Line:
    ours, other = taken
    return (timing.faster if aim > 2 else timing.within)(what, ours, other, aim)


def _memory(name: str, content: bytes) -> Iterator[timing.Line | timing.Missing]:
    what = f"memory while {name} is read; feedparser"
    if find_spec("resource") is None:
        yield timing.Missing(what, "not measured: this system does not tell it")
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed.xml"
        path.write_bytes(content)
        reads = (sys.executable, "-c", _READ)
        ours, other = (processes.peak((*reads, side, str(path))) for side in ("digest", "feedparser"))
    yield timing.Line(what, f"{ours:.0f} MB", f"{other:.0f} MB", ours / other, 1, least=False)


def pages(size: int, times: int) -> Iterator[timing.Line]:
    """Compare listing pages with one megabyte a second: text in three layouts, then HTML."""
    for name, layouts in (("listing text", _TEXTS), ("HTML listing", (_HTML,))):
        made = [_page(layout, size) for layout in layouts]
        for page in made:
            _expect(
                len(_read(page.encode())) >= page.count("Story ") * 0.99, f"{name}: too few articles are read"
            )
        (taken,) = timing.in_turns([partial(_read_all, made)], times, time.process_time)
        speed = sum(len(page.encode()) for page in made) / 1e6 / taken
        yield timing.Line(f"{name}; 1 MB a second", f"{speed:.2f} MB/s", "1 MB/s", speed, 1, least=True)


def _made(size: int) -> list[Article]:
    return list(material.articles(material.within_month(size), source="feed", contents=True))


def _from_file(path: Path) -> list[Article]:
    """Return the articles of a JSON Lines file; its bodies are Markdown."""
    from markdown_it import MarkdownIt  # only --items needs it

    render: Callable[[str], str] = MarkdownIt("commonmark").render
    found = []
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    for number, (moment, line) in enumerate(zip(material.within_month(len(lines)), lines, strict=True)):
        item = json.loads(line)
        article = Article(
            id=f"urn:courier:item:{number}",
            title=item["title"],
            source="feed",
            url=f"https://courier.example/items/{number}",
            published=moment,
            date_from="source",
            authors=tuple(item.get("authors") or ()),
            topics=tuple(item.get("topics") or ()),
            summary=item.get("summary") or "",
            content=render(item.get("body") or "").replace("]]>", ""),
        )
        found.append(article)
    return found


def _read(content: bytes) -> tuple[Article, ...]:
    document = Document(source=Source(name="feeds/courier"), content=content)
    return read_document(document).articles


def _read_all(made: Sequence[str]) -> None:
    for page in made:
        _read(page.encode())


_TEXTS = (
    "{day}\n\n{title}\n\n{text}\n\n",
    "{title}\n{day}\n{text}\n\n",
    "{title}\n\n{text}\n\n{day}\n\n",
)
_HTML = (
    '<article class="teaser"><h2><a href="/story/{number}">{title}</a></h2>'
    '<p class="date">{day}</p><p>{text}</p></article>\n'
)


def _page(layout: str, size: int) -> str:
    """Return a page of about `size` bytes in one layout."""
    parts: list[str] = []
    length = 0
    for number, article in enumerate(cycle(_made(400))):
        shown = {"title": f"Story {number}, {article.title}", "text": article.summary.replace("\n\n", " ")}
        parts.append(layout.format(number=number, day=f"{article.published:%d %B %Y}", **shown))
        length += len(parts[-1].encode())
        if length >= size:
            break
    page = "".join(parts)
    return f"<!DOCTYPE html><html><body><main>\n{page}</main></body></html>" if layout is _HTML else page


def _expect(met: bool, otherwise: str) -> None:  # noqa: FBT001 (a plain question)
    if not met:
        raise ValueError(otherwise)
