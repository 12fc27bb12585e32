"""The archive: every article ever read, in SQLite. No other package runs SQL on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import Any

from digest.archive.identity import with_earlier_ids
from digest.archive.past_issues import PastIssues
from digest.archive.rows import COLUMNS, LIGHT, UPSERT, UPSERT_MOVED, article_of, instant, row_of
from digest.archive.schema import MIGRATIONS, complete_partial_schema
from digest.archive.similarity_index import SimilarityIndex
from digest.archive.sources import Sources
from digest.dedupe.similarity import SimilarPair
from digest.errors import ArchiveError
from digest.model import Article, ArticleKey, ClassifiedArticle
from digest.text import short_hash

_NEWEST_FIRST = "ORDER BY instant DESC, source, place, id"
_SOURCE_ORDER = "ORDER BY source, place, id"
# The plus keeps SQLite from reading the archive source by source instead of by date.
_IS_PRESENT = "+source IN (SELECT name FROM sources WHERE present)"
_BATCH = 1000  # articles classified or sanitised at once
_SIMILARITY_FIELDS = ("title", "url", "published", "language", "summary", "content")


class Archive(Sources, PastIssues):
    """An open archive. Several processes may have it open; writing waits for its turn."""

    label, error_class, migrations = "archive", ArchiveError, MIGRATIONS
    pragmas = (
        "synchronous = NORMAL",
        "cache_size = -16000",  # KiB: the similarity index is read all over
    )

    def _before_migrations(self) -> None:
        self._db.create_function("mark_of", 2, short_hash, deterministic=True)
        self._index = SimilarityIndex(self._db)
        complete_partial_schema(self._db)

    def store(
        self, source: str, fingerprint: str, zone: str, articles: Iterable[Article], format_name: str = ""
    ) -> None:
        """Store the articles a source holds now, and update those already known.

        A known article keeps its first date, unless it had none or the timezone changed.

        Args:
            source: The name of the source.
            fingerprint: The fingerprint of its bytes.
            zone: The timezone its dates were read in.
            articles: Its articles, in their order.
            format_name: The name of the format it was read as.
        """
        with self._transaction():
            earlier_zone = self._fetch_one("SELECT zone FROM sources WHERE name = ?", (source,))
            self._db.execute(
                "INSERT INTO sources VALUES (?, ?, ?, 1, ?) ON CONFLICT (name) DO UPDATE"
                " SET fingerprint = excluded.fingerprint, zone = excluded.zone, present = 1,"
                " format = excluded.format",
                (source, fingerprint, zone, format_name),
            )
            numbered = self._index.articles_of(source) if earlier_zone else {}
            known = {article.id: article for article in numbered.values()}
            articles = with_earlier_ids(known, list(articles))
            self._db.executemany(
                UPSERT_MOVED if earlier_zone and earlier_zone[0] != zone else UPSERT,
                (row_of(article, place) for place, article in enumerate(articles)),
            )
            changed = {
                article.id
                for article in articles
                if article.id not in known or _differ(known[article.id], article)
            }
            self._index.forget(
                {number: article for number, article in numbered.items() if article.id in changed}
            )
            self._index.add_later(source, changed)

    def rename_source(self, old: str, new: str) -> dict[str, str]:
        """Move the articles and the state of the source `old` to `new`, which keeps its own.

        Returns:
            The new short id of each article by the one it had.
        """
        with self._transaction():
            short_ids = dict(
                self._fetch_all("SELECT short_id, mark_of(?, id) FROM articles WHERE source = ?", (new, old))
            )
            self._rename_candidates(short_ids)
            self._db.execute(
                "UPDATE OR IGNORE articles SET source = ?1, short_id = mark_of(?1, id) WHERE source = ?2",
                (new, old),
            )
            self._index.forget(self._index.articles_of(old))
            self._db.execute("DELETE FROM articles WHERE source = ?", (old,))
            for table in ("sources", "remotes"):
                self._db.execute(f"UPDATE OR IGNORE {table} SET name = ? WHERE name = ?", (new, old))
                self._db.execute(f"DELETE FROM {table} WHERE name = ?", (old,))
        return short_ids

    def classify(self, rules: str, topic_of: Callable[[Article], str]) -> None:
        """Classify the articles that have no topic; all of them if the rules changed.

        Args:
            rules: A hash of the topic settings.
            topic_of: Returns the slug of an article's topic.
        """
        row = self._fetch_one("SELECT value FROM settings WHERE name = 'topics'")
        new_only = bool(row and row[0] == rules)
        if new_only and not self._fetch_one("SELECT 1 FROM articles WHERE topic IS NULL LIMIT 1"):
            return
        with self._transaction():
            for batch in self._to_classify(new_only=new_only):
                topics = [(topic_of(article_of(row[2:])), *row[:2]) for row in batch]
                self._db.executemany(
                    "UPDATE articles SET topic = ? WHERE rowid = ?",
                    [(topic, rowid) for topic, rowid, earlier in topics if topic != earlier],
                )
            self._db.execute("INSERT OR REPLACE INTO settings VALUES ('topics', ?)", (rules,))

    def _to_classify(self, *, new_only: bool) -> Iterator[list[Any]]:
        """Yield the rows of the articles to classify, some at a time. Those yielded have a topic afterwards."""
        where, last = ("topic IS NULL" if new_only else "rowid > ? ORDER BY rowid"), 0
        query = f"SELECT rowid, topic, {COLUMNS} FROM articles WHERE {where} LIMIT {_BATCH}"
        while batch := self._fetch_all(query, () if new_only else (last,)):
            last = batch[-1][0]
            yield batch

    def sanitise(self, version: str, sanitised: Callable[[str], str]) -> None:
        """Sanitise the contents of all articles again, if that was done by another version.

        Args:
            version: The version of the sanitiser.
            sanitised: Returns a content without its harmful parts.
        """
        row = self._fetch_one("SELECT value FROM settings WHERE name = 'sanitiser'")
        if row and row[0] == version:
            return
        with self._transaction():
            last = 0
            while batch := self._fetch_all(
                f"SELECT {COLUMNS}, number FROM articles WHERE number > ? AND content <> '' ORDER BY number LIMIT {_BATCH}",
                (last,),
            ):
                last = batch[-1][-1]
                self._sanitise({row[-1]: article_of(row[:-1]) for row in batch}, sanitised)
            self._db.execute("INSERT OR REPLACE INTO settings VALUES ('sanitiser', ?)", (version,))

    def _sanitise(self, articles: Mapping[int, Article], sanitised: Callable[[str], str]) -> None:
        contents = {
            number: sanitised(article.content) for number, article in articles.items() if article.content
        }
        changed = {number: text for number, text in contents.items() if text != articles[number].content}
        self._index.forget({number: articles[number] for number in changed})
        self._db.executemany(
            "UPDATE articles SET content = ?, topic = NULL WHERE number = ?",
            [(text, number) for number, text in changed.items()],
        )
        for number in changed:
            self._index.add_later(articles[number].source, [articles[number].id])

    def between(self, start: datetime, end: datetime) -> list[ClassifiedArticle]:
        """Return the articles published from `start` to before `end`, newest first, in every language."""
        return self._classified("instant >= ? AND instant < ?", (instant(start), instant(end)))

    def everything(self) -> Iterator[ClassifiedArticle]:
        """Yield every article, newest first, the undated last. It is read one at a time."""
        return self._iterate_classified("1", ())

    def undated(self) -> list[ArticleKey]:
        """Return the keys of the articles without a date, in the order of their sources."""
        keys = self._iterate(
            f"SELECT source, id FROM articles WHERE instant IS NULL AND {_IS_PRESENT} {_SOURCE_ORDER}"
        )
        return [ArticleKey(source, id_) for source, id_ in keys]

    def undated_duplicates(self) -> list[ClassifiedArticle]:
        """Return those of the undated articles that are similar to another article."""
        self._update_index()
        is_similar = "instant IS NULL AND EXISTS (SELECT 1 FROM similar_pairs WHERE first = number)"
        return self._classified(is_similar, (), order=_SOURCE_ORDER, columns=LIGHT)

    def newest(
        self, language: str, before: datetime, limit: int, *, main: bool, topic: str | None = None
    ) -> list[ClassifiedArticle]:
        """Return the newest articles in a language, newest first.

        Args:
            language: The language's code.
            before: The instant before which they were published.
            limit: The number of articles.
            main: Include articles of unknown language.
            topic: The slug of their topic; None for every topic.
        """
        of_topic = "" if topic is None else "topic = ? AND "
        # One query for each language, so that an index gives the newest and nothing else is read.
        one_language = (
            f"SELECT * FROM (SELECT rowid FROM articles WHERE {of_topic}language IS ? AND instant < ?"
            f" AND title <> '' AND {_IS_PRESENT} {_NEWEST_FIRST} LIMIT ?)"
        )
        languages = (language, None) if main else (language,)
        values = [
            (*([] if topic is None else [topic]), code, instant(before), int(limit)) for code in languages
        ]
        return self._classified(
            f"rowid IN ({' UNION ALL '.join([one_language] * len(languages))})",
            tuple(chain.from_iterable(values)),
            order=f"{_NEWEST_FIRST} LIMIT {int(limit)}",
        )

    def by_short_id(self, short_ids: Iterable[str]) -> list[ClassifiedArticle]:
        """Return the articles with these short ids, newest first."""
        return self._classified(
            "short_id IN (SELECT value FROM json_each(?))", (json.dumps(sorted(short_ids)),)
        )

    def by_key(self, keys: Iterable[ArticleKey], *, texts: bool = True) -> list[ClassifiedArticle]:
        """Return the articles with these keys, newest first; without `texts` they load faster."""
        return self._classified(
            "(source, id) IN"
            " (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))",
            (json.dumps(list(keys)),),
            columns=COLUMNS if texts else LIGHT,
        )

    def search(self, text: str) -> list[Article]:
        """Return the articles with the id or the address `text`, else those with it in their titles."""
        exact = self._articles("WHERE id = ? OR url = ? ORDER BY source, place", (text, text))
        if exact:
            return exact
        pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        return self._articles(f"WHERE title LIKE ? ESCAPE '\\' {_NEWEST_FIRST} LIMIT 20", (pattern,))

    def neighbours(self, article: Article) -> tuple[datetime | None, datetime | None]:
        """Return the dates of the nearest dated articles before and after an article in its source."""
        before, after = (
            self._fetch_one(
                "SELECT published FROM articles WHERE source = ? AND instant IS NOT NULL AND place"
                f" {sign} (SELECT place FROM articles WHERE source = ? AND id = ?) ORDER BY place {order} LIMIT 1",
                (article.source, article.source, article.id),
            )
            for sign, order in (("<", "DESC"), (">", "ASC"))
        )
        return (
            datetime.fromisoformat(before[0]) if before else None,
            datetime.fromisoformat(after[0]) if after else None,
        )

    def similar_pairs(self, articles: Iterable[ArticleKey]) -> frozenset[SimilarPair]:
        """Return the similar pairs of these articles, and of the articles in those pairs, and so on.

        Articles of sources that are gone are left out.
        """
        self._update_index()
        with self._own_errors():
            return self._index.pairs(articles)

    def _update_index(self) -> None:
        with self._own_errors():
            is_current = self._index.is_current()
        if not is_current:
            with self._transaction():
                self._index.update()

    def _classified(
        self, where: str, values: tuple[Any, ...], order: str = _NEWEST_FIRST, columns: str = COLUMNS
    ) -> list[ClassifiedArticle]:
        return list(self._iterate_classified(where, values, order, columns))

    def _iterate_classified(
        self, where: str, values: tuple[Any, ...], order: str = _NEWEST_FIRST, columns: str = COLUMNS
    ) -> Iterator[ClassifiedArticle]:
        rows = self._iterate(
            f"SELECT {columns}, topic FROM articles WHERE {where} AND {_IS_PRESENT} {order}", values
        )
        return (ClassifiedArticle(article=article_of(row[:-1]), topic=row[-1] or "") for row in rows)

    def _articles(self, clauses: str, values: tuple[Any, ...]) -> list[Article]:
        return [
            article_of(row) for row in self._fetch_all(f"SELECT {COLUMNS} FROM articles {clauses}", values)
        ]


def _differ(old: Article, new: Article) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in _SIMILARITY_FIELDS)
