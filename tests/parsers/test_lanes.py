"""The two lanes a feed may take, ours and feedparser's, end in the same article."""

from dataclasses import fields
from datetime import UTC
from pathlib import Path

import pytest

from digest.errors import SourceError
from digest.model import Article, Document, Source
from digest.parsers import atom, by_feedparser, entry, rss

DATA = Path(__file__).resolve().parent.parent / "data/parsers"
FORMATS = {"rss": rss, "atom": atom}
# What feedparser does not tell, so that no mapping of ours can bring it back.
UNKNOWN = [
    ("rss/malformed-xml-base.xml", "url", "it drops every address under a base it cannot join"),
    ("rss/malformed-xml-base.xml", "id", "there it is the address"),
]


def by_our_own(path: Path):
    """Read a case by the strict lane; None where it has to leave it."""
    document = Document(source=Source(name=f"feeds/{path.name}"), content=path.read_bytes())
    try:
        reading = FORMATS[path.parent.name].read(document, UTC)
    except SourceError:
        return None
    return None if any("is not well-formed XML" in notice.text for notice in reading.notices) else reading


def cases():
    paths = sorted(path for form in FORMATS for path in DATA.glob(f"{form}/*.xml"))
    return [(path, reading) for path in paths if (reading := by_our_own(path))]


CASES = cases()


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def test_most_cases_are_well_formed():
    assert len(CASES) >= 75


@pytest.mark.parametrize(("path", "reading"), CASES, ids=[named(path) for path, _ in CASES])
def test_either_lane_ends_in_the_same_articles(path, reading):
    entries = by_feedparser.entries(path.read_bytes())
    found, _ = entry.articles(entries, Source(name=f"feeds/{path.name}"), UTC)
    assert len(found) == len(reading.articles)
    unknown = {name for case, name, _ in UNKNOWN if case == named(path)}
    differ = set()
    for theirs, ours in zip(found, reading.articles, strict=True):
        for name in (field.name for field in fields(Article)):
            if getattr(theirs, name) != getattr(ours, name):
                differ.add(name)
                assert name in unknown, (name, getattr(theirs, name), getattr(ours, name))
    assert differ == unknown  # what it has learnt to tell leaves the table


@pytest.mark.parametrize("count", [30, 2500])
@pytest.mark.parametrize(
    "bad", ["<p>open", "</div>", "<![CDATA[ open", "<!-- open", "<a href=x>y</a>", "<br>", "</item>", "x < y"]
)
def test_no_broken_entry_takes_another_with_it(bad, count):
    entries = [
        f"<item><title>Story {number}</title><guid>{number}</guid>"
        f"<description>{bad if number in (7, count // 2) else 'Sound.'}</description></item>"
        for number in range(count)
    ]
    content = f'<rss version="2.0"><channel><title>F</title>{"".join(entries)}</channel></rss>'.encode()
    reading = rss.read(Document(source=Source(name="f.xml"), content=content), UTC)
    assert [article.title for article in reading.articles] == [f"Story {number}" for number in range(count)]
