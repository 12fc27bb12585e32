"""The article store: every article ever read, in SQLite. The only module that speaks SQL to it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, datetime
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Self

from digest import likeness
from digest.errors import ArchiveError
from digest.likeness import Key, Likeness, Told
from digest.model import Article, Enclosure, Filed, Image, PastIssue, Remote, Standing
from digest.text import mark

# Each entry takes the schema one version up; none is ever changed once released.
MIGRATIONS = (
    """
    CREATE TABLE sources (
        name TEXT PRIMARY KEY,
        fingerprint TEXT NOT NULL,
        zone TEXT NOT NULL,
        present INTEGER NOT NULL DEFAULT 1
    ) WITHOUT ROWID;
    CREATE TABLE articles (
        source TEXT NOT NULL,
        id TEXT NOT NULL,
        title TEXT NOT NULL,
        url TEXT,
        published TEXT,
        instant INTEGER,
        date_from TEXT,
        updated TEXT,
        authors TEXT NOT NULL,
        topics TEXT NOT NULL,
        language TEXT,
        summary TEXT NOT NULL,
        content TEXT NOT NULL,
        image TEXT,
        place INTEGER NOT NULL,
        topic TEXT,
        PRIMARY KEY (source, id)
    );
    CREATE INDEX articles_by_instant ON articles (instant DESC, source, place);
    CREATE INDEX articles_by_topic ON articles (topic, instant DESC, source, place);
    CREATE INDEX articles_undated ON articles (source, place) WHERE instant IS NULL;
    CREATE INDEX articles_unfiled ON articles (source) WHERE topic IS NULL;
    CREATE TABLE issues (
        name TEXT NOT NULL,
        language TEXT NOT NULL,
        kind TEXT NOT NULL,
        start TEXT NOT NULL,
        "end" TEXT NOT NULL,
        number INTEGER,
        count INTEGER NOT NULL,
        headlines TEXT NOT NULL,
        PRIMARY KEY (language, name)
    ) WITHOUT ROWID;
    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    """,
    """
    ALTER TABLE articles ADD COLUMN enclosures TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE sources ADD COLUMN format TEXT NOT NULL DEFAULT '';
    CREATE TABLE remotes (
        name TEXT PRIMARY KEY,
        feed TEXT NOT NULL,
        address TEXT NOT NULL,
        etag TEXT NOT NULL,
        modified TEXT NOT NULL,
        settings TEXT NOT NULL,
        asked TEXT,
        answered TEXT,
        failures INTEGER NOT NULL,
        failing_since TEXT,
        error TEXT NOT NULL,
        wait_until TEXT
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE articles ADD COLUMN mark TEXT;
    UPDATE articles SET mark = mark_of(source, id);
    CREATE INDEX articles_by_mark ON articles (mark);
    CREATE TABLE judged (
        language TEXT NOT NULL,
        issue TEXT NOT NULL,
        kind TEXT NOT NULL,
        ended INTEGER NOT NULL,
        mark TEXT NOT NULL,
        inside INTEGER NOT NULL,
        PRIMARY KEY (language, issue, mark)
    ) WITHOUT ROWID;
    CREATE INDEX judged_by_mark ON judged (mark, language, kind, ended);
    ALTER TABLE articles ADD COLUMN translations TEXT NOT NULL DEFAULT '[]';
    """,
    """
    UPDATE judged SET mark = coalesce((SELECT mark_of(source, id) FROM articles WHERE articles.mark = judged.mark), mark);
    UPDATE articles SET mark = mark_of(source, id);
    ALTER TABLE articles ADD COLUMN number INTEGER;
    UPDATE articles SET number = rowid;
    CREATE UNIQUE INDEX articles_by_number ON articles (number);
    CREATE TABLE signs (
        sign INTEGER NOT NULL,
        title INTEGER NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (sign, title, number)
    ) WITHOUT ROWID;
    CREATE TABLE likenesses (
        one INTEGER NOT NULL,
        other INTEGER NOT NULL,
        degree REAL NOT NULL,
        PRIMARY KEY (one, other)
    ) WITHOUT ROWID;
    """,
)

_COLUMNS = (
    "source, id, title, url, published, date_from, updated, authors, topics, language, summary, content, image,"
    " enclosures, translations"
)
_LIGHT = _COLUMNS.replace("summary, content", "'', ''")
_REMOTE = tuple(field.name for field in fields(Remote))
_MOMENTS = ("asked", "answered", "failing_since", "wait_until")
_PRESENT = "(SELECT present FROM sources WHERE name = {}.source)"
_NEWEST_FIRST = "ORDER BY instant DESC, source, place, id"
_SIMILAR = 0.8
# What an article's likeness to others depends on.
_TELLING = ("title", "url", "published", "language", "summary", "content")
_AT_ONCE = 500  # articles put into the index in one go
_HOLDERS = 50  # so many holders of a sign are looked at


class Archive:
    """An open archive. Several processes may have it open; writing waits for its turn."""

    def __init__(self, path: Path) -> None:
        """Open the archive at `path`, made or brought up to date where needed; ArchiveError when it cannot be."""
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.create_function("mark_of", 2, mark, deterministic=True)
            self._db.execute("PRAGMA cache_size = -16000")  # KiB: the index of the signs is asked all over
            self._migrate()
        except (OSError, sqlite3.Error) as error:
            raise ArchiveError(f"archive: {str(path)!r}: cannot be opened: {error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def _migrate(self) -> None:
        if self._version() == len(MIGRATIONS):
            return
        with self._writing():
            version = self._version()
            if version > len(MIGRATIONS):
                raise ArchiveError(
                    f"archive: {str(self.path)!r}: was made by a newer digest; this one knows version {len(MIGRATIONS)}"
                )
            for script in MIGRATIONS[version:]:
                for statement in script.split(";"):
                    self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the one write lock; all of it is done, or none."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise ArchiveError(f"archive: {str(self.path)!r}: {error}") from error

    # What came in

    def fingerprint(self, source: str) -> str | None:
        """Return what `store` was told of the source's bytes the last time, or None."""
        row = self._db.execute("SELECT fingerprint FROM sources WHERE name = ?", (source,)).fetchone()
        return row[0] if row else None

    def format(self, source: str) -> str:
        """Return the name of the format a source was last read as, or nothing."""
        row = self._db.execute("SELECT format FROM sources WHERE name = ?", (source,)).fetchone()
        return str(row[0]) if row else ""

    def store(
        self, source: str, fingerprint: str, zone: str, articles: Iterable[Article], form: str = ""
    ) -> None:
        """Take in what one source holds now, read as the format `form`.

        A known article is updated; its `published` stays what the source first said, unless it
        said nothing, or the publication moved to another timezone.
        """
        with self._writing():
            self._fill_index()
            before = self._db.execute("SELECT zone FROM sources WHERE name = ?", (source,)).fetchone()
            self._db.execute(
                "INSERT INTO sources VALUES (?, ?, ?, 1, ?) ON CONFLICT (name) DO UPDATE"
                " SET fingerprint = excluded.fingerprint, zone = excluded.zone, present = 1,"
                " format = excluded.format",
                (source, fingerprint, zone, form),
            )
            moved = before is not None and before[0] != zone
            kept = "" if moved else "CASE WHEN instant IS NULL THEN excluded.{0} ELSE {0} END"
            dates = ", ".join(
                f"{name} = {kept.format(name) or 'excluded.' + name}"
                for name in ("published", "date_from", "instant")
            )
            others = ", ".join(
                f"{name} = excluded.{name}"
                for name in (
                    "title",
                    "url",
                    "updated",
                    "authors",
                    "topics",
                    "language",
                    "summary",
                    "content",
                    "image",
                    "enclosures",
                    "translations",
                    "place",
                )
            )
            known = self._numbered("source = ?", (source,)) if before is not None else {}
            held = {article.id: (number, article) for number, article in known.items()}
            articles = _recognised({article.id: article for article in known.values()}, list(articles))
            self._db.executemany(  # every name in the statement is ours
                f"INSERT INTO articles ({_COLUMNS}, instant, place, mark, topic, number)"
                f" VALUES ({', '.join('?' * 18)}, NULL, (SELECT coalesce(max(number), 0) + 1 FROM articles))"
                f" ON CONFLICT (source, id) DO UPDATE SET {dates}, {others}, topic = NULL",
                (_row(article, place) for place, article in enumerate(articles)),
            )
            changed = [one.id for one in articles if one.id not in held or _differ(held[one.id][1], one)]
            self._index(
                gone=dict(held[name] for name in changed if name in held),
                come=self._numbered(
                    "source = ? AND id IN (SELECT value FROM json_each(?))", (source, json.dumps(changed))
                ),
            )

    def present(self, sources: Iterable[str]) -> list[tuple[str, int]]:
        """Say which sources there are now; return those that are gone with the number of their articles.

        The articles of a source that is gone stay in the archive, and out of every issue.
        """
        names = json.dumps(list(sources))
        with self._writing():
            self._db.execute(
                "UPDATE sources SET present = name IN (SELECT value FROM json_each(?)) OR name LIKE '%://%'"
                " WHERE present <> (name IN (SELECT value FROM json_each(?)) OR name LIKE '%://%')",
                (names, names),
            )
        return self._db.execute(
            "SELECT name, (SELECT count(*) FROM articles WHERE source = name) AS held FROM sources"
            " WHERE NOT present AND held > 0 ORDER BY name"
        ).fetchall()

    def file(self, rules: str, topic_of: Callable[[Article], str]) -> None:
        """File every article that is not yet, all of them when the publication's `rules` changed."""
        row = self._db.execute("SELECT value FROM settings WHERE name = 'topics'").fetchone()
        unfiled = "WHERE topic IS NULL" if row and row[0] == rules else ""
        if unfiled and not self._db.execute("SELECT 1 FROM articles WHERE topic IS NULL LIMIT 1").fetchone():
            return
        with self._writing():
            filed = [
                (topic_of(article), article.source, article.id) for article in self._articles(unfiled, ())
            ]
            self._db.executemany("UPDATE articles SET topic = ? WHERE source = ? AND id = ?", filed)
            self._db.execute("INSERT OR REPLACE INTO settings VALUES ('topics', ?)", (rules,))

    # What is known of the sources

    def remotes(self) -> dict[str, Remote]:
        """Return what is remembered of every address that was ever asked, by its name."""
        rows = self._rows(f"SELECT {', '.join(_REMOTE)} FROM remotes", ())
        found = [dict(zip(_REMOTE, row, strict=True)) for row in rows]
        for values in found:
            values |= {key: datetime.fromisoformat(values[key]) for key in _MOMENTS if values[key]}
        return {values["name"]: Remote(**values) for values in found}

    def remember(self, remote: Remote) -> None:
        """Keep what is to be known of an address the next time."""
        values = [getattr(remote, key) for key in _REMOTE]
        with self._writing():
            self._db.execute(
                f"INSERT OR REPLACE INTO remotes ({', '.join(_REMOTE)}) VALUES ({', '.join('?' * len(_REMOTE))})",
                [value.isoformat() if isinstance(value, datetime) else value for value in values],
            )

    def rename(self, old: str, new: str) -> None:
        """Give all that came from the source `old` to `new`, which keeps what it has already."""
        with self._writing():
            for table, key in (("articles", "source"), ("sources", "name"), ("remotes", "name")):
                self._db.execute(f"UPDATE OR IGNORE {table} SET {key} = ? WHERE {key} = ?", (new, old))
                if table == "articles":
                    self._index(gone=self._numbered("source = ?", (old,)), come={})
                self._db.execute(f"DELETE FROM {table} WHERE {key} = ?", (old,))

    def standings(self) -> dict[str, Standing]:
        """Return how every source stands that gave anything or was asked, by its name."""
        remotes = self.remotes()
        rows = self._rows(
            "SELECT name, format, present, held, published, title FROM sources LEFT JOIN ("
            # SQLite takes the other columns from the row that holds the maximum.
            "SELECT source, count(*) AS held, published, title,"
            " max(coalesce(instant, -100000000000) * 1000000 - place) FROM articles GROUP BY source"
            ") ON source = name",
            (),
        )
        found = {
            name: Standing(
                name=name,
                format=form,
                articles=held or 0,
                newest=datetime.fromisoformat(published) if published else None,
                title=title or "",
                listed=bool(present),
                remote=remotes.get(name),
            )
            for name, form, present, held, published, title in rows
        }
        return {name: Standing(name=name, remote=remote) for name, remote in remotes.items()} | found

    # What is there

    def between(self, start: datetime, end: datetime) -> list[Filed]:
        """Return the articles published from `start` to before `end`, newest first, in every language."""
        return self._filed("instant >= ? AND instant < ?", (_instant(start), _instant(end)))

    def everything(self) -> list[Filed]:
        """Return every article, newest first, the undated last."""
        return self._filed("1", ())

    def undated(self) -> list[Filed]:
        """Return the articles without a date, in the order of their sources, without their content."""
        return [
            Filed(article=_article(row[:-1]), topic=row[-1] or "")
            for row in self._rows(
                f"SELECT {_LIGHT}, topic FROM articles"
                " WHERE instant IS NULL AND +source IN (SELECT name FROM sources WHERE present)"
                " ORDER BY source, place, id",
                (),
            )
        ]

    def newest(
        self, language: str, before: datetime, limit: int, *, main: bool, topic: str | None = None
    ) -> list[Filed]:
        """Return the newest `limit` articles in `language` published before `before`.

        `main`: the articles whose language nobody knows belong to this one.
        """
        where = "instant < ? AND title <> '' AND (language = ?" + (" OR language IS NULL)" if main else ")")
        values: tuple[Any, ...] = (_instant(before), language)
        if topic is not None:
            where, values = f"topic = ? AND {where}", (topic, *values)
        return self._filed(where, values, f"LIMIT {int(limit)}")

    def marked(self, marks: Iterable[str]) -> list[Filed]:
        """Return the articles that have these marks."""
        return self._filed("mark IN (SELECT value FROM json_each(?))", (json.dumps(sorted(marks)),))

    def neighbours(self, article: Article) -> tuple[datetime | None, datetime | None]:
        """Return the dates of the nearest dated articles before and after one in its own source."""
        found = []
        for sign, order in (("<", "DESC"), (">", "ASC")):
            rows = self._rows(
                "SELECT published FROM articles WHERE source = ? AND instant IS NOT NULL AND place"
                f" {sign} (SELECT place FROM articles WHERE source = ? AND id = ?) ORDER BY place {order} LIMIT 1",
                (article.source, article.source, article.id),
            )
            found.append(datetime.fromisoformat(rows[0][0]) if rows else None)
        return found[0], found[1]

    def matching(self, words: str) -> list[Article]:
        """Return the articles whose id or address is `words`, else those whose title holds them."""
        exact = self._articles("WHERE id = ? OR url = ? ORDER BY source, place", (words, words))
        if exact:
            return exact
        pattern = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        return self._articles(f"WHERE title LIKE ? ESCAPE '\\' {_NEWEST_FIRST} LIMIT 20", (pattern,))

    def _filed(self, where: str, values: tuple[Any, ...], tail: str = "") -> list[Filed]:
        # The plus keeps SQLite from walking the archive source by source instead of by date.
        rows = self._rows(
            f"SELECT {_COLUMNS}, topic FROM articles WHERE {where}"
            f" AND +source IN (SELECT name FROM sources WHERE present) {_NEWEST_FIRST} {tail}",
            values,
        )
        return [Filed(article=_article(row[:-1]), topic=row[-1] or "") for row in rows]

    def _articles(self, where: str, values: tuple[Any, ...]) -> list[Article]:
        return [_article(row) for row in self._rows(f"SELECT {_COLUMNS} FROM articles {where}", values)]

    def _rows(self, query: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise ArchiveError(f"archive: {str(self.path)!r}: {error}") from error

    # Which articles are one story

    def alike(self, articles: Iterable[Key]) -> frozenset[Likeness]:
        """Return every likeness within the stories that these articles belong to.

        Articles that are not among them are in the answer where they tell the same story; those
        of sources that are gone are not.
        """
        if not self._is_indexed():
            with self._writing():
                self._fill_index()
        rows = self._rows(
            "WITH RECURSIVE story (number) AS ("
            "SELECT number FROM json_each(?) AS asked CROSS JOIN articles ON"
            " source = json_extract(value, '$[0]') AND articles.id = json_extract(value, '$[1]')"
            f" WHERE {_PRESENT.format('articles')}"
            " UNION SELECT other FROM story CROSS JOIN likenesses ON one = story.number"
            f" CROSS JOIN articles ON articles.number = other AND {_PRESENT.format('articles')}"
            ") SELECT a.source, a.id, b.source, b.id, degree FROM story"
            " CROSS JOIN likenesses ON one = story.number AND other > one"
            " CROSS JOIN articles AS a ON a.number = one CROSS JOIN articles AS b ON b.number = other"
            f" WHERE {_PRESENT.format('b')}",
            (json.dumps(list(articles)),),
        )
        return frozenset(
            Likeness(*min(pair, pair[::-1]), degree)
            for *names, degree in rows
            for pair in [((names[0], names[1]), (names[2], names[3]))]
        )

    def these(self, articles: Iterable[Key], *, texts: bool = True) -> list[Filed]:
        """Return the articles of these keys, newest first; without `texts`, lighter to load."""
        rows = self._rows(
            f"SELECT {_COLUMNS if texts else _LIGHT}, topic FROM articles WHERE (source, id) IN"
            " (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))"
            f" AND +source IN (SELECT name FROM sources WHERE present) {_NEWEST_FIRST}",
            (json.dumps(list(articles)),),
        )
        return [Filed(article=_article(row[:-1]), topic=row[-1] or "") for row in rows]

    def _is_indexed(self) -> bool:
        row = self._db.execute("SELECT value FROM settings WHERE name = 'likeness'").fetchone()
        return row is not None and row[0] == likeness.VERSION

    def _fill_index(self) -> None:
        """Put every article into the index where it is not there yet, or by another rule."""
        if self._is_indexed():
            return
        self._db.execute("DELETE FROM signs")
        self._db.execute("DELETE FROM likenesses")
        last = 0
        while some := self._numbered("number > ? ORDER BY number LIMIT ?", (last, _AT_ONCE)):
            self._index(gone={}, come=some)
            last = max(some)
        self._db.execute("INSERT OR REPLACE INTO settings VALUES ('likeness', ?)", (likeness.VERSION,))

    def _index(self, gone: dict[int, Article], come: dict[int, Article]) -> None:
        """Take `gone` out of the index and put `come` into it, by their numbers, and join what is alike."""
        for number, article in gone.items():
            one = Told(article)
            self._db.executemany(
                "DELETE FROM signs WHERE sign = ? AND title = ? AND number = ?",
                [(sign, one.titled, number) for sign in one.signs],
            )
            self._part(number)
        waiting = list(come)
        for first in range(0, len(waiting), _AT_ONCE):
            self._join({number: Told(come[number]) for number in waiting[first : first + _AT_ONCE]})

    def _join(self, come: dict[int, Told]) -> None:
        holders = {sign: self._holders(sign) for one in come.values() for sign in one.signs}
        common = {sign for sign, rows in holders.items() if _many(rows)}
        rows = [(sign, one.titled, number) for number, one in come.items() for sign in one.signs]
        self._db.executemany("INSERT OR IGNORE INTO signs VALUES (?, ?, ?)", rows)
        for sign, title, number in rows:
            holders[sign].append((title, number))
        grown = {sign for sign, held in holders.items() if sign not in common and _many(held)}
        # Words that have become common join no more those whom they joined.
        again = {number for sign in grown for _, number in holders[sign]} - come.keys()
        seen = come | {number: Told(one) for number, one in self._by_number(again).items()}
        for number in again & seen.keys():
            self._part(number)
            for sign in seen[number].signs:
                holders.setdefault(sign, self._holders(sign))
        common = {sign for sign, held in holders.items() if _many(held)}
        for number in (*come, *sorted(again & seen.keys())):
            self._pair(number, seen, holders, common)

    def _pair(
        self, number: int, seen: dict[int, Told], holders: dict[int, list[tuple[int, int]]], common: set[int]
    ) -> None:
        one = seen[number]
        shared = {sign: [who for _, who in holders[sign]] for sign in one.signs if sign not in common}
        found = likeness.candidates(shared, but=number)
        certain = [who for sign in one.certain for who in shared.get(sign, ())]
        # Two articles of one source are never one by their words: those need not be looked at.
        others = self._numbered(
            "number IN (SELECT value FROM json_each(?))"
            " AND (source <> ? OR number IN (SELECT value FROM json_each(?)))",
            (json.dumps(list(set(found) - seen.keys())), one.article.source, json.dumps(certain)),
        )
        seen |= {who: Told(article) for who, article in others.items()}
        joined = 0
        for who in found:
            degree = likeness.degree(one, seen[who], common) if who in seen else 0
            if degree:
                self._db.executemany(
                    "INSERT OR REPLACE INTO likenesses VALUES (?, ?, ?)",
                    [(number, who, degree), (who, number, degree)],
                )
                joined += 1
            if joined == likeness.ENOUGH:
                return

    def _part(self, number: int) -> None:
        others = self._db.execute("SELECT other FROM likenesses WHERE one = ?", (number,)).fetchall()
        self._db.executemany(
            "DELETE FROM likenesses WHERE one = ? AND other = ?",
            [pair for (other,) in others for pair in ((number, other), (other, number))],
        )

    def _holders(self, sign: int) -> list[tuple[int, int]]:
        return self._db.execute(
            "SELECT title, number FROM signs WHERE sign = ? LIMIT ?", (sign, _HOLDERS)
        ).fetchall()

    def _by_number(self, numbers: Iterable[int]) -> dict[int, Article]:
        wanted = list(numbers)
        if not wanted:
            return {}
        return self._numbered("number IN (SELECT value FROM json_each(?))", (json.dumps(wanted),))

    def _numbered(self, where: str, values: tuple[Any, ...]) -> dict[int, Article]:
        rows = self._rows(f"SELECT {_COLUMNS}, number FROM articles WHERE {where}", values)
        return {row[-1]: _article(row[:-1]) for row in rows}

    # Issues built

    def record(self, issue: PastIssue) -> None:
        """Remember an issue that was built; building it again replaces what was remembered."""
        with self._writing():
            self._db.execute(
                "INSERT OR REPLACE INTO issues VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    issue.name, issue.language, issue.kind, issue.start.isoformat(), issue.end.isoformat(),
                    issue.number, issue.count, json.dumps(issue.headlines, ensure_ascii=False),
                ),
            )  # fmt: skip

    def judge(self, issue: PastIssue, marks: Mapping[str, bool]) -> None:
        """Remember which articles an issue had before it, by their marks, and whether they were in."""
        with self._writing():
            self._db.execute(
                "DELETE FROM judged WHERE language = ? AND issue = ?", (issue.language, issue.name)
            )
            ended = _instant(issue.end)
            self._db.executemany(
                "INSERT INTO judged VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (issue.language, issue.name, issue.kind, ended, one, inside)
                    for one, inside in sorted(marks.items())
                ),
            )

    def sent(self, language: str, kind: str, before: datetime, marks: Iterable[str]) -> dict[str, str]:
        """Return the last issue of a kind, ended by `before`, that each of these articles was in."""
        return dict(
            self._rows(
                "SELECT mark, issue FROM judged WHERE language = ? AND kind = ? AND ended <= ? AND inside"
                " AND mark IN (SELECT value FROM json_each(?)) ORDER BY ended",
                (language, kind, _instant(before), json.dumps(sorted(marks))),
            )
        )

    def judged(self, language: str, issue: str) -> dict[str, bool]:
        """Return the articles that an issue had before it when it was built, and whether they were in."""
        rows = self._rows(
            "SELECT mark, inside FROM judged WHERE language = ? AND issue = ?", (language, issue)
        )
        return {one: bool(inside) for one, inside in rows}

    def issues(self, language: str) -> list[PastIssue]:
        """Return the issues built in `language`, the newest first."""
        rows = self._rows(
            'SELECT name, kind, language, start, "end", number, count, headlines FROM issues WHERE language = ?',
            (language,),
        )
        issues = [
            PastIssue(
                name=name, kind=kind, language=code, start=datetime.fromisoformat(start),
                end=datetime.fromisoformat(end), number=number, count=count, headlines=tuple(json.loads(headlines)),
            )
            for name, kind, code, start, end, number, count, headlines in rows
        ]  # fmt: skip
        return sorted(
            issues,
            key=lambda issue: (issue.end.astimezone(UTC), issue.start.astimezone(UTC), issue.name),
            reverse=True,
        )


def _many(holders: list[tuple[int, int]]) -> bool:
    """Say whether a sign stands under so many titles that it tells nothing."""
    return len(holders) > likeness.FEW and len({title for title, _ in holders}) > likeness.FEW


def _instant(moment: datetime) -> int:
    return int(moment.timestamp() // 1)


def _row(article: Article, place: int) -> tuple[Any, ...]:
    image = article.image
    return (
        article.source,
        article.id,
        article.title,
        article.url,
        article.published.isoformat() if article.published else None,
        article.date_from,
        article.updated.isoformat() if article.updated else None,
        json.dumps(article.authors, ensure_ascii=False),
        json.dumps(article.topics, ensure_ascii=False),
        article.language,
        article.summary,
        article.content,
        json.dumps([image.url, image.alt, image.width, image.height], ensure_ascii=False) if image else None,
        json.dumps([[one.url, one.type, one.length] for one in article.enclosures], ensure_ascii=False),
        json.dumps(article.translations, ensure_ascii=False),
        _instant(article.published) if article.published else None,
        place,
        mark(article.source, article.id),
    )


def _article(row: tuple[Any, ...]) -> Article:
    (
        source,
        key,
        title,
        url,
        published,
        date_from,
        updated,
        authors,
        topics,
        language,
        summary,
        content,
        image,
        enclosures,
        translations,
    ) = row
    picture = json.loads(image) if image else None
    return Article(
        id=key,
        title=title,
        source=source,
        url=url,
        published=datetime.fromisoformat(published) if published else None,
        date_from=date_from,
        updated=datetime.fromisoformat(updated) if updated else None,
        authors=tuple(json.loads(authors)),
        topics=tuple(json.loads(topics)),
        language=language,
        summary=summary,
        content=content,
        image=Image(url=picture[0], alt=picture[1], width=picture[2], height=picture[3]) if picture else None,
        enclosures=tuple(
            Enclosure(url=address, type=kind, length=length)
            for address, kind, length in json.loads(enclosures)
        ),
        translations=tuple(json.loads(translations)),
    )


def _same(old: Article, new: Article) -> bool:
    if (old.published is None) != (new.published is None) or old.published != new.published:
        return False
    if old.summary and old.summary == new.summary:
        return True
    return SequenceMatcher(None, old.title.casefold(), new.title.casefold()).ratio() > _SIMILAR


def _recognised(known: dict[str, Article], articles: list[Article]) -> list[Article]:
    """Give articles whose headline was corrected their old id back, where the source has no ids of its own.

    Such an id is made from the headline. One that is gone from the source, beside a new one
    of the same day with the same summary or much the same headline, is the same article.
    """
    now = {article.id for article in articles}
    gone = [article for article in known.values() if article.id not in now and article.url is None]
    result = []
    for article in articles:
        old = None
        if gone and article.id not in known and article.url is None:
            old = next((candidate for candidate in gone if _same(candidate, article)), None)
        if old:
            gone.remove(old)
        result.append(replace(article, id=old.id) if old else article)
    return result


def _differ(old: Article, new: Article) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in _TELLING)
