"""Documents to articles: feeds against feedparser and fastfeedparser, listing pages against the clock."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

from benchmarks import feeds, material, processes, timing
from benchmarks.timing import Aim, Line, at_least, at_most
from digest.model import Article, Document, Source
from digest.parsers import read_document

_PEERS = {"feedparser": at_least(12), "fastfeedparser": at_most(2)}
# A process of its own for each side, so that neither finds memory of the other.
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


def entries(size: int, times: int, *, peers: bool) -> Iterator[Line]:
    """Compare a feed's bytes to articles, sanitised and with their texts, with the peers on the same bytes."""
    made = _articles(size)
    for name, content in (("RSS", feeds.rss(made)), ("Atom", feeds.atom(made))):
        _expect_number(len(_read(content)), size, "digest")
        ours = partial(_read, content)
        if not peers:
            what = f"{name} of {size:,} entries read"
            yield timing.compare(what, ours, None, aim=at_least(12), times=times)
            continue
        for peer, aim in _PEERS.items():
            yield _against(peer, aim, name, content, ours, size, times)
        yield _memory(name, content)


def _against(
    peer: str, aim: Aim, name: str, content: bytes, ours: timing.Side, size: int, times: int
) -> Line:
    parse: Any = __import__(peer).parse
    _expect_number(len(parse(content)["entries"]), size, peer)
    what = f"{name} of {size:,} entries read; {peer}"
    return timing.compare(what, ours, partial(parse, content), aim=aim, times=times)


def _memory(name: str, content: bytes) -> Line:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed.xml"
        path.write_bytes(content)
        read = (sys.executable, "-c", _READ)
        ours, other = (processes.peak((*read, side, str(path))) for side in ("digest", "feedparser"))
    what = f"memory while {name} is read; feedparser"
    return Line(what, f"{ours:.0f} MB", f"{other:.0f} MB", ours / other, at_most(1))


def pages(size: int, times: int) -> Iterator[Line]:
    """Compare the reading of listing pages with one megabyte a second: text in three layouts, then HTML."""
    for name, layouts in (("listing text", _TEXTS), ("HTML listing", (_HTML,))):
        made = [_page(layout, size) for layout in layouts]
        for page in made:
            if len(_read(page.encode())) < page.count("Story ") * 0.99:
                raise ValueError(f"{name}: too few articles are read")
        (taken,) = timing.in_turns([partial(_read_all, made)], times)
        speed = sum(len(page.encode()) for page in made) / 1e6 / taken
        yield Line(f"{name} read; 1 MB a second", f"{speed:.2f} MB/s", "1 MB/s", speed, at_least(1))


def _articles(size: int) -> list[Article]:
    return list(material.articles(material.within_month(size), source="feed", contents=True))


def _read(content: bytes) -> tuple[Article, ...]:
    document = Document(source=Source(name="feeds/courier"), content=content)
    return read_document(document).articles


def _read_all(pages: Sequence[str]) -> None:
    for page in pages:
        _read(page.encode())


def _expect_number(found: int, expected: int, reader: str) -> None:
    if found != expected:
        raise ValueError(f"{reader} reads {found:,} entries of {expected:,}")


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
    for number, article in enumerate(cycle(_articles(400))):
        shown = {"title": f"Story {number}, {article.title}", "text": article.summary.replace("\n\n", " ")}
        parts.append(layout.format(number=number, day=f"{article.published:%d %B %Y}", **shown))
        length += len(parts[-1].encode())
        if length >= size:
            break
    page = "".join(parts)
    return f"<!DOCTYPE html><html><body><main>\n{page}</main></body></html>" if layout is _HTML else page
