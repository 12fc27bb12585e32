"""Our parser and feedparser read the same articles from a well-formed feed."""

from dataclasses import fields
from datetime import UTC
from pathlib import Path

import pytest

from digest.errors import SourceError
from digest.model import Article, Document, Source
from digest.parsers import atom, by_feedparser, encoding, entry, rss

DATA = Path(__file__).resolve().parent.parent / "data/parsers"
FORMATS = {"rss": rss, "atom": atom}
# Values that feedparser drops, so no mapping can restore them.
DROPPED = [
    ("rss/malformed-xml-base.xml", "url", "it drops every address under a base it cannot join"),
    ("rss/malformed-xml-base.xml", "id", "the id is the address there"),
]


def document_of(path: Path) -> Document:
    document = Document(source=Source(name=f"feeds/{path.name}"), content=path.read_bytes())
    return encoding.as_utf8(document)[0]


def read_strictly(path: Path):
    """Return the reading of a case by our parser alone, None if it is not well-formed."""
    try:
        reading = FORMATS[path.parent.name].read(document_of(path), UTC)
    except SourceError:
        return None
    return None if any("is not well-formed XML" in notice.text for notice in reading.notices) else reading


def cases():
    paths = sorted(path for form in FORMATS for path in DATA.glob(f"{form}/*.xml"))
    return [(path, reading) for path in paths if (reading := read_strictly(path))]


CASES = cases()


def case_name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def test_most_cases_are_well_formed():
    assert len(CASES) >= 75


@pytest.mark.parametrize(("path", "reading"), CASES, ids=[case_name(path) for path, _ in CASES])
def test_both_parsers_read_the_same_articles(path, reading):
    entries = by_feedparser.entries(document_of(path).content)
    found, _ = entry.articles(entries, Source(name=f"feeds/{path.name}"), UTC)
    assert len(found) == len(reading.articles)
    dropped = {name for case, name, _ in DROPPED if case == case_name(path)}
    different = set()
    for theirs, ours in zip(found, reading.articles, strict=True):
        for name in (field.name for field in fields(Article)):
            if getattr(theirs, name) != getattr(ours, name):
                different.add(name)
                assert name in dropped, (name, getattr(theirs, name), getattr(ours, name))
    assert different == dropped  # a value that feedparser no longer drops must leave the table


@pytest.mark.parametrize("count", [30, 2500])
@pytest.mark.parametrize(
    "bad", ["<p>open", "</div>", "<![CDATA[ open", "<!-- open", "<a href=x>y</a>", "<br>", "</item>", "x < y"]
)
def test_a_broken_entry_leaves_all_others_whole(bad, count):
    entries = [
        f"<item><title>Story {number}</title><guid>{number}</guid>"
        f"<description>{bad if number in (7, count // 2) else 'Sound.'}</description></item>"
        for number in range(count)
    ]
    content = f'<rss version="2.0"><channel><title>F</title>{"".join(entries)}</channel></rss>'.encode()
    reading = rss.read(Document(source=Source(name="f.xml"), content=content), UTC)
    assert [article.title for article in reading.articles] == [f"Story {number}" for number in range(count)]
