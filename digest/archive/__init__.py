"""The article store: every article ever read, in SQLite. No other room speaks SQL to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from difflib import SequenceMatcher
from typing import Any

from digest.archive.rows import COLUMNS, LIGHT, article_of, instant, row_of
from digest.archive.schema import MIGRATIONS
from digest.archive.similarity_index import Stories
from digest.dedupe.similarity import Likeness
from digest.errors import ArchiveError
from digest.model import Article, ArticleKey, ClassifiedArticle, PastIssue, RemoteState, SourceStatus
from digest.periods import PeriodKind
from digest.sqlite import Store
from digest.text import short_hash

_REMOTE = tuple(field.name for field in fields(RemoteState))
_MOMENTS = ("asked", "answered", "failing_since", "wait_until")
_NEWEST_FIRST = "ORDER BY instant DESC, source, place, id"
_SIMILAR = 0.8
# What an article's likeness to others depends on.
_TELLING = ("title", "url", "published", "language", "summary", "content")


class Archive(Store):
    """An open archive. Several processes may have it open; writing waits for its turn."""

    what, error, migrations = "archive", ArchiveError, MIGRATIONS
    settings = (
        "synchronous = NORMAL",
        "cache_size = -16000",  # KiB: the index of the signs is asked all over
    )

    def _prepare(self) -> None:
        self._db.create_function("mark_of", 2, short_hash, deterministic=True)
        self._stories = Stories(self._db)

    # What came in

    def fingerprint(self, source: str) -> str | None:
        """Return what `store` was told of the source's bytes the last time, or None."""
        row = self._row("SELECT fingerprint FROM sources WHERE name = ?", (source,))
        return row[0] if row else None

    def format(self, source: str) -> str:
        """Return the name of the format a source was last read as, or nothing."""
        row = self._row("SELECT format FROM sources WHERE name = ?", (source,))
        return str(row[0]) if row else ""

    def store(
        self, source: str, fingerprint: str, zone: str, articles: Iterable[Article], form: str = ""
    ) -> None:
        """Take in what one source holds now, read as the format `form`.

        A known article is updated; its `published` stays what the source first said, unless it
        said nothing, or the publication moved to another timezone.
        """
        with self._writing():
            self._stories.fill()
            before = self._row("SELECT zone FROM sources WHERE name = ?", (source,))
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
            known = self._stories.numbered("source = ?", (source,)) if before is not None else {}
            held = {article.id: (number, article) for number, article in known.items()}
            earlier = {article.id: article for article in known.values()}
            articles = _recognised(earlier, _namesakes(earlier, list(articles)))
            self._db.executemany(  # every name in the statement is ours
                f"INSERT INTO articles ({COLUMNS}, instant, place, mark, topic, number)"
                f" VALUES ({', '.join('?' * 18)}, NULL, (SELECT coalesce(max(number), 0) + 1 FROM articles))"
                f" ON CONFLICT (source, id) DO UPDATE SET {dates}, {others}, topic = NULL",
                (row_of(article, place) for place, article in enumerate(articles)),
            )
            changed = [one.id for one in articles if one.id not in held or _differ(held[one.id][1], one)]
            self._stories.update(
                gone=dict(held[name] for name in changed if name in held),
                come=self._stories.numbered(
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
        return self._rows(
            "SELECT name, (SELECT count(*) FROM articles WHERE source = name) AS held FROM sources"
            " WHERE NOT present AND held > 0 ORDER BY name"
        )

    def file(self, rules: str, topic_of: Callable[[Article], str]) -> None:
        """File every article that is not yet, all of them when the publication's `rules` changed."""
        row = self._row("SELECT value FROM settings WHERE name = 'topics'")
        unfiled = "WHERE topic IS NULL" if row and row[0] == rules else ""
        if unfiled and not self._row("SELECT 1 FROM articles WHERE topic IS NULL LIMIT 1"):
            return
        with self._writing():
            filed = [
                (topic_of(article), article.source, article.id) for article in self._articles(unfiled, ())
            ]
            self._db.executemany("UPDATE articles SET topic = ? WHERE source = ? AND id = ?", filed)
            self._db.execute("INSERT OR REPLACE INTO settings VALUES ('topics', ?)", (rules,))

    # What is known of the sources

    def remotes(self) -> dict[str, RemoteState]:
        """Return what is remembered of every address that was ever asked, by its name."""
        rows = self._rows(f"SELECT {', '.join(_REMOTE)} FROM remotes", ())
        found = [dict(zip(_REMOTE, row, strict=True)) for row in rows]
        for values in found:
            values |= {key: datetime.fromisoformat(values[key]) for key in _MOMENTS if values[key]}
        return {values["name"]: RemoteState(**values) for values in found}

    def remember(self, remote: RemoteState) -> None:
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
                    self._stories.update(gone=self._stories.numbered("source = ?", (old,)), come={})
                self._db.execute(f"DELETE FROM {table} WHERE {key} = ?", (old,))

    def standings(self) -> dict[str, SourceStatus]:
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
            name: SourceStatus(
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
        return {name: SourceStatus(name=name, remote=remote) for name, remote in remotes.items()} | found

    # What is there

    def between(self, start: datetime, end: datetime) -> list[ClassifiedArticle]:
        """Return the articles published from `start` to before `end`, newest first, in every language."""
        return self._filed("instant >= ? AND instant < ?", (instant(start), instant(end)))

    def everything(self) -> list[ClassifiedArticle]:
        """Return every article, newest first, the undated last."""
        return self._filed("1", ())

    def undated(self) -> list[ClassifiedArticle]:
        """Return the articles without a date, in the order of their sources, without their content."""
        return [
            ClassifiedArticle(article=article_of(row[:-1]), topic=row[-1] or "")
            for row in self._rows(
                f"SELECT {LIGHT}, topic FROM articles"
                " WHERE instant IS NULL AND +source IN (SELECT name FROM sources WHERE present)"
                " ORDER BY source, place, id",
                (),
            )
        ]

    def newest(
        self, language: str, before: datetime, limit: int, *, main: bool, topic: str | None = None
    ) -> list[ClassifiedArticle]:
        """Return the newest `limit` articles in `language` published before `before`.

        `main`: the articles whose language nobody knows belong to this one.
        """
        where = "instant < ? AND title <> '' AND (language = ?" + (" OR language IS NULL)" if main else ")")
        values: tuple[Any, ...] = (instant(before), language)
        if topic is not None:
            where, values = f"topic = ? AND {where}", (topic, *values)
        return self._filed(where, values, f"LIMIT {int(limit)}")

    def by_short_id(self, short_ids: Iterable[str]) -> list[ClassifiedArticle]:
        """Return the articles with these short ids, newest first."""
        return self._filed("mark IN (SELECT value FROM json_each(?))", (json.dumps(sorted(short_ids)),))

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

    def by_key(self, articles: Iterable[ArticleKey], *, texts: bool = True) -> list[ClassifiedArticle]:
        """Return the articles of these keys, newest first; without `texts`, lighter to load."""
        rows = self._rows(
            f"SELECT {COLUMNS if texts else LIGHT}, topic FROM articles WHERE (source, id) IN"
            " (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))"
            f" AND +source IN (SELECT name FROM sources WHERE present) {_NEWEST_FIRST}",
            (json.dumps(list(articles)),),
        )
        return [ClassifiedArticle(article=article_of(row[:-1]), topic=row[-1] or "") for row in rows]

    def _filed(self, where: str, values: tuple[Any, ...], tail: str = "") -> list[ClassifiedArticle]:
        # The plus keeps SQLite from walking the archive source by source instead of by date.
        rows = self._rows(
            f"SELECT {COLUMNS}, topic FROM articles WHERE {where}"
            f" AND +source IN (SELECT name FROM sources WHERE present) {_NEWEST_FIRST} {tail}",
            values,
        )
        return [ClassifiedArticle(article=article_of(row[:-1]), topic=row[-1] or "") for row in rows]

    def _articles(self, where: str, values: tuple[Any, ...]) -> list[Article]:
        return [article_of(row) for row in self._rows(f"SELECT {COLUMNS} FROM articles {where}", values)]

    def alike(self, articles: Iterable[ArticleKey]) -> frozenset[Likeness]:
        """Return every likeness within the stories that these articles belong to.

        Articles that are not among them are in the answer where they tell the same story; those
        of sources that are gone are not.
        """
        with self._told():
            filled = self._stories.is_filled()
        if not filled:
            with self._writing():
                self._stories.fill()
        with self._told():
            return self._stories.alike(articles)

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
            ended = instant(issue.end)
            self._db.executemany(
                "INSERT INTO judged VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (issue.language, issue.name, issue.kind, ended, one, inside)
                    for one, inside in sorted(marks.items())
                ),
            )

    def sent(self, language: str, kind: PeriodKind, before: datetime, marks: Iterable[str]) -> dict[str, str]:
        """Return the last issue of a kind, ended by `before`, that each of these articles was in."""
        return dict(
            self._rows(
                "SELECT mark, issue FROM judged WHERE language = ? AND kind = ? AND ended <= ? AND inside"
                " AND mark IN (SELECT value FROM json_each(?)) ORDER BY ended",
                (language, kind, instant(before), json.dumps(sorted(marks))),
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
                name=name, kind=PeriodKind(kind), language=code, start=datetime.fromisoformat(start),
                end=datetime.fromisoformat(end), number=number, count=count, headlines=tuple(json.loads(headlines)),
            )
            for name, kind, code, start, end, number, count, headlines in rows
        ]  # fmt: skip
        return sorted(
            issues,
            key=lambda issue: (issue.end.astimezone(UTC), issue.start.astimezone(UTC), issue.name),
            reverse=True,
        )


def _namesakes(known: dict[str, Article], articles: list[Article]) -> list[Article]:
    """Give articles of one title the ids they had, where the source has no ids of its own.

    Their ids are one but for what follows a number sign, and the first in the source has none. Another
    that comes to stand above them is not to take over what is known, and was decided, of the first.
    """
    groups: dict[str, list[int]] = {}
    for place, article in enumerate(articles):
        if article.url is None:
            groups.setdefault(article.id.partition("#")[0], []).append(place)
    told = {_telling(one): one.id for one in known.values() if one.url is None}
    result = list(articles)
    for base, places in groups.items():
        had = {
            place: told[_telling(articles[place])] for place in places if _telling(articles[place]) in told
        }
        used = set(had.values())
        now = {articles[place].id for place in places}
        gone = [
            one for one in known.values() if one.id.partition("#")[0] == base and one.id not in now | used
        ]
        for place in places:
            article = articles[place]
            if place in had:
                result[place] = replace(article, id=had[place])
            elif article.id in used or article.id not in known:
                # One whose date alone was corrected is the one it was.
                old = next((one for one in gone if one.summary == article.summary and one.summary), None)
                if old:
                    gone.remove(old)
                    result[place] = replace(article, id=old.id)
                elif article.id in used:
                    result[place] = replace(article, id=f"{base}#{short_hash(*map(str, _telling(article)))}")
    return result


def _telling(article: Article) -> tuple[str, str, str, str]:
    """Return what tells an article from others of its title."""
    return article.id.partition("#")[0], article.title, article.summary, f"{article.published}"


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


def _same(old: Article, new: Article) -> bool:
    if (old.published is None) != (new.published is None) or old.published != new.published:
        return False
    if old.summary and old.summary == new.summary:
        return True
    return SequenceMatcher(None, old.title.casefold(), new.title.casefold()).ratio() > _SIMILAR
