"""Measure how many copies of an article are found, how many pairs are joined wrongly, and the cost.

    python -m benchmarks.duplicates                articles made here, the same at every run
    python -m benchmarks.duplicates --items FILE   real ones: JSON Lines with title, date, summary, body
    python -m benchmarks.duplicates --quick        fewer and smaller: a smoke test

Each article is copied into a source of its own in every way of `WAYS`. `found` is the share of copies
joined to their original, `wrong` the number of pairs of different articles joined. The first line
compares the articles with each other, each from a source of its own. The last lines store articles
one by one into a large archive, and ask it for their duplicate groups.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import median

from digest.archive import Archive
from digest.dedupe import similarity
from digest.model import Article

_SYLLABLES = "ba co di fe gu la mo ni pe ra su ti vo ze quin tral mer sto"
_ABOUT = (
    "About the harbour office: the harbour office of the eastern shore looks after boats, nets and the people who live "
    "by them. It was founded by nine villages and keeps three houses on the coast. Its work is paid for by dues and by "
    "gifts, and its accounts are open on the first Monday of every month. For more, write to the office or ring the bell."
)
_SOURCES = 50
_LABELS = {"Health": "Salud", "Water": "Agua", "Mobile": "Móvil", "Analytics": "Análisis"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    number: int
    found: str
    wrong: int

    def cells(self) -> str:
        """Return the line."""
        return f"{self.what:<44}{self.number:>8}{self.found:>9}{self.wrong:>7}"


def generated(count: int, seed: int = 7) -> Iterator[Article]:
    """Yield articles of about 300 invented words, each unlike every other."""
    chance = Random(seed)
    syllables = _SYLLABLES.split()
    words = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(6000)]
    ranks = [1 / (place + 20) for place in range(len(words))]
    for number in range(count):
        drawn = iter(chance.choices(words, ranks, k=400))
        parts = [" ".join(next(drawn) for _ in range(size)).capitalize() + "." for size in (9, *[13] * 22)]
        paragraphs = [" ".join(parts[first : first + 3]) for first in range(1, len(parts), 3)]
        yield _article(number, parts[0][:-1], "2019-03-01", paragraphs[0], "\n\n".join(paragraphs))


def read(path: Path) -> Iterator[Article]:
    """Yield the articles of a file of JSON Lines."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        item = json.loads(line)
        yield _article(number, item["title"], item["date"], item.get("summary") or "", item.get("body") or "")


def _article(number: int, title: str, day: str, summary: str, body: str) -> Article:
    return Article(
        id=str(number),
        title=title,
        source=f"original-{number}",
        published=datetime.fromisoformat(day).replace(tzinfo=UTC),
        date_from="source",
        topics=("Health",),
        language="en",
        summary=summary,
        content="".join(f"<p>{html.escape(part)}</p>" for part in body.split("\n\n") if part.strip()),
    )


def _text(article: Article) -> str:
    """Return the text of the article's page."""
    return (
        html.unescape(re.sub("<[^>]+>", " ", article.content.replace("</p>", "\n\n"))).strip()
        or article.summary
    )


def _only(article: Article, text: str) -> Article:
    return replace(article, summary=text, content="")


def _typed(text: str) -> str:
    text = text.replace("'", "’").replace(' "', " “").replace('"', "”").replace(" - ", " – ")
    return text.replace("&", "&amp;").replace(" ", "\u00a0 ", 40)


def _first_paragraph(article: Article) -> str:
    """Return the first paragraph that is more than a heading."""
    parts = [part for part in _text(article).split("\n\n") if part.strip()]
    return next((part for part in parts if len(part.split()) >= 12), parts[0] if parts else article.summary)


def _retitled(article: Article) -> Article:
    return replace(article, title=f"What our readers asked about this week ({article.id})")


def _half(article: Article) -> str:
    text = _text(article)
    return text[: len(text) // 2]


def _ends(article: Article) -> str:
    return _text(article)[:300].rstrip() + "…"


def _later(article: Article, days: int) -> Article:
    return replace(article, published=article.published + timedelta(days=days) if article.published else None)


WAYS: dict[str, Callable[[Article], Article]] = {
    "the same": lambda a: a,
    "undated": lambda a: replace(a, published=None, date_from=None),
    "retitled": _retitled,
    "half of the text": lambda a: _only(a, _half(a)),
    "the first paragraph": lambda a: _only(a, _first_paragraph(a)),
    "300 characters and an ellipsis": lambda a: _only(a, _ends(a)),
    "the summary only": lambda a: _only(a, a.summary),
    "the summary only, undated": lambda a: replace(_only(a, a.summary), published=None, date_from=None),
    "the text without the summary": lambda a: _only(a, _text(a)),
    "four days later": lambda a: _later(a, 4),
    "labels translated, undated": lambda a: replace(
        a, published=None, date_from=None, topics=tuple(_LABELS[name] for name in a.topics)
    ),
    "white space, quotes and entities changed": lambda a: replace(
        a, title=_typed(a.title), summary=_typed(a.summary), content=_typed(_text(a))
    ),
    "boilerplate before": lambda a: _only(a, f"{_ABOUT}\n\n{_text(a)}"),
    "boilerplate behind": lambda a: _only(a, f"{_text(a)}\n\n{_ABOUT}"),
    "300 characters, boilerplate behind": lambda a: _only(a, f"{_ends(a)}\n\n{_ABOUT}"),
    "a dateline before": lambda a: _only(a, f"PORT ELIOT, 3 May 2012 – {_text(a)}"),
    "retitled, half, two days later": lambda a: _later(_retitled(_only(a, _half(a))), 2),
    "retitled, 300 characters": lambda a: _retitled(_only(a, _ends(a))),
}


def rows(articles: list[Article]) -> Iterator[Row]:
    """Compare the articles with each other, then with their copies."""
    same = {(pair.first[1], pair.second[1]) for pair in similarity.find_pairs(articles)}
    yield Row("different articles", len(articles), "", len(same))
    for pair in sorted(same):
        print("  joined:", *pair)
    for what, way in WAYS.items():
        copies = [replace(way(one), source=f"copy-{one.id}") for one in articles]
        found = similarity.find_pairs([*articles, *copies])
        right = {pair.first[1] for pair in found if pair.first[1] == pair.second[1]}
        wrong = {
            frozenset((pair.first[1], pair.second[1])) for pair in found if pair.first[1] != pair.second[1]
        } - {frozenset(pair) for pair in same}
        missed = [one.id for one in articles if one.id not in right]
        yield Row(what, len(articles), f"{100 - 100 * len(missed) / len(articles):.2f} %", len(wrong))
        if missed:
            print("  missed:", *missed[:40], *["…"] * (len(missed) > 40))
        for pair in sorted(map(sorted, wrong)):
            print("  joined:", *pair)


def cost(articles: list[Article], size: int) -> Iterator[str]:
    """Store copies one by one into an archive of `size` articles, and ask for their duplicate groups."""
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder) / "a.sqlite3") as archive:
        others = generated(size, seed=11)
        spent = 0.0
        for number in range(_SOURCES):
            part = [replace(next(others), source=f"other-{number}") for _ in range(size // _SOURCES)]
            spent += _seconds(partial(archive.store, f"other-{number}", "", "UTC", part))
        yield f"{size:,} articles stored, {_SOURCES} sources: {spent / size * 1000:.2f} ms an article"
        for one in articles:
            archive.store(one.source, "", "UTC", [one])
        copies = [replace(one, source=f"copy-{one.id}") for one in articles]
        taken = [_seconds(partial(archive.store, one.source, "", "UTC", [one])) for one in copies]
        yield f"a copy stored and joined among them: {median(taken) * 1000:.2f} ms"
        taken = [_seconds(partial(archive.similar_pairs, [one.key])) for one in copies]
        found = archive.similar_pairs(one.key for one in copies)
        yield f"asked for the duplicate group of one: {median(taken) * 1000:.2f} ms; {len(found):,} of {len(copies):,} joined"


def _seconds(work: Callable[[], object]) -> float:
    """Return the CPU time, which other programs disturb less than the wall clock."""
    start = time.process_time()
    work()
    return time.process_time() - start


def _size(articles: list[Article]) -> str:
    """Return a sentence about the share of the similarity index in an archive."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.sqlite3"
        with Archive(path) as archive:
            archive.store("all", "", "UTC", [replace(one, source="all") for one in articles])
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA journal_mode = DELETE")
            database.execute("VACUUM")
            whole = path.stat().st_size
            for statement in (
                "DELETE FROM fingerprints",
                "DELETE FROM similar_pairs",
                "DROP INDEX articles_by_number",
                "VACUUM",
            ):
                database.execute(statement)
                database.commit()
        index = whole - path.stat().st_size
    return f"the archive holds {whole / len(articles):,.0f} bytes an article, {index / len(articles):,.0f} of them for the similarity index"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.duplicates", description="Measure how copies are found."
    )
    parser.add_argument("--items", type=Path, help="articles as JSON Lines, instead of made ones")
    parser.add_argument("--quick", action="store_true", help="fewer and smaller: a smoke test")
    options = parser.parse_args()
    count, size = (100, 2000) if options.quick else (1500, 100_000)
    articles = list(read(options.items) if options.items else generated(count))
    print(f"{'what':<44}{'articles':>8}{'found':>9}{'wrong':>7}")
    for row in rows(articles):
        print(row.cells(), flush=True)
    for line in (_size(articles), *cost(articles[:500], size)):
        print(line, flush=True)


if __name__ == "__main__":
    main()
