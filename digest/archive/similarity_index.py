"""Which articles of an archive are one story: the index of their signs, and the likenesses found by it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from digest.archive.rows import COLUMNS, article_of
from digest.dedupe import similarity
from digest.dedupe.similarity import Likeness, Told
from digest.model import Article, ArticleKey

_PRESENT = "(SELECT present FROM sources WHERE name = {}.source)"
_AT_ONCE = 500  # articles put into the index in one go
_HOLDERS = 50  # so many holders of a sign are looked at


class Stories:
    """The index of one open archive. Whoever changes it holds the archive's write lock."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def alike(self, articles: Iterable[ArticleKey]) -> frozenset[Likeness]:
        """Return every likeness within the stories that these articles belong to.

        Articles that are not among them are in the answer where they tell the same story; those
        of sources that are gone are not.
        """
        found = self._db.execute(
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
            for *names, degree in found
            for pair in [(ArticleKey(*names[:2]), ArticleKey(*names[2:]))]
        )

    def is_filled(self) -> bool:
        """Return whether every article is in the index, by the rule of today."""
        row = self._db.execute("SELECT value FROM settings WHERE name = 'likeness'").fetchone()
        return row is not None and row[0] == similarity.VERSION

    def fill(self) -> None:
        """Put every article into the index where it is not there yet, or by another rule."""
        if self.is_filled():
            return
        self._db.execute("DELETE FROM signs")
        self._db.execute("DELETE FROM likenesses")
        last = 0
        while some := self.numbered("number > ? ORDER BY number LIMIT ?", (last, _AT_ONCE)):
            self.update(gone={}, come=some)
            last = max(some)
        self._db.execute("INSERT OR REPLACE INTO settings VALUES ('likeness', ?)", (similarity.VERSION,))

    def update(self, gone: dict[int, Article], come: dict[int, Article]) -> None:
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
        found = similarity.candidates(shared, but=number)
        certain = [who for sign in one.certain for who in shared.get(sign, ())]
        # Two articles of one source are never one by their words: those need not be looked at.
        others = self.numbered(
            "number IN (SELECT value FROM json_each(?))"
            " AND (source <> ? OR number IN (SELECT value FROM json_each(?)))",
            (json.dumps(list(set(found) - seen.keys())), one.article.source, json.dumps(certain)),
        )
        seen |= {who: Told(article) for who, article in others.items()}
        joined = 0
        for who in found:
            degree = similarity.degree(one, seen[who], common) if who in seen else 0
            if degree:
                self._db.executemany(
                    "INSERT OR REPLACE INTO likenesses VALUES (?, ?, ?)",
                    [(number, who, degree), (who, number, degree)],
                )
                joined += 1
            if joined == similarity.ENOUGH:
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
        return self.numbered("number IN (SELECT value FROM json_each(?))", (json.dumps(wanted),))

    def numbered(self, where: str, values: tuple[Any, ...]) -> dict[int, Article]:
        """Return the articles that fulfil a condition, by their numbers."""
        found = self._db.execute(f"SELECT {COLUMNS}, number FROM articles WHERE {where}", values)
        return {row[-1]: article_of(row[:-1]) for row in found}


def _many(holders: list[tuple[int, int]]) -> bool:
    """Say whether a sign stands under so many titles that it tells nothing."""
    return len(holders) > similarity.FEW and len({title for title, _ in holders}) > similarity.FEW
