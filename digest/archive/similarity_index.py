"""The similarity index of an archive: the fingerprints of its articles, and the similar pairs among them.

The index holds a few fingerprints of each article. A new article is compared only with articles
that share one. The pairs are kept; duplicate groups are made from them on demand.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from digest.archive.rows import COLUMNS, article_of
from digest.dedupe import similarity
from digest.dedupe.features import Features
from digest.dedupe.similarity import SimilarPair
from digest.model import Article, ArticleKey

Holder = tuple[int, int]
"""An article that holds a fingerprint: the hash of its title, and its number."""

_PRESENT = "(SELECT present FROM sources WHERE name = {}.source)"
_BATCH = 500  # articles indexed at once
_MAX_HOLDERS = 50  # read of one fingerprint


class SimilarityIndex:
    """The index of one open archive. Callers that change it hold the archive's write lock."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def pairs(self, articles: Iterable[ArticleKey]) -> frozenset[SimilarPair]:
        """Return every similar pair within the duplicate groups of these articles.

        The pairs hold other articles too, if they tell the same story. Articles of sources that
        are gone are left out.
        """
        found = self._db.execute(
            "WITH RECURSIVE duplicates (number) AS ("
            "SELECT number FROM json_each(?) AS asked CROSS JOIN articles ON"
            " source = json_extract(value, '$[0]') AND articles.id = json_extract(value, '$[1]')"
            f" WHERE {_PRESENT.format('articles')}"
            " UNION SELECT similar_pairs.second FROM duplicates CROSS JOIN similar_pairs ON first = duplicates.number"
            f" CROSS JOIN articles ON articles.number = second AND {_PRESENT.format('articles')}"
            ") SELECT a.source, a.id, b.source, b.id, score FROM duplicates"
            " CROSS JOIN similar_pairs ON first = duplicates.number AND second > first"
            " CROSS JOIN articles AS a ON a.number = first CROSS JOIN articles AS b ON b.number = second"
            f" WHERE {_PRESENT.format('b')}",
            (json.dumps(list(articles)),),
        )
        return frozenset(
            similarity.pair(ArticleKey(source, id_), ArticleKey(other, other_id), score)
            for source, id_, other, other_id, score in found
        )

    def is_complete(self) -> bool:
        """Return True if every article is indexed by the present rule."""
        row = self._db.execute("SELECT value FROM settings WHERE name = 'similarity'").fetchone()
        return row is not None and row[0] == similarity.VERSION

    def complete(self) -> None:
        """Index every article, unless the index is complete."""
        if self.is_complete():
            return
        self._db.execute("DELETE FROM fingerprints")
        self._db.execute("DELETE FROM similar_pairs")
        last = 0
        while batch := self.numbered("number > ? ORDER BY number LIMIT ?", (last, _BATCH)):
            self.update(removed={}, added=batch)
            last = max(batch)
        self._db.execute("INSERT OR REPLACE INTO settings VALUES ('similarity', ?)", (similarity.VERSION,))

    def update(self, removed: Mapping[int, Article], added: Mapping[int, Article]) -> None:
        """Remove articles from the index, then add articles and find their similar pairs.

        Args:
            removed: Articles as they were indexed, by their numbers.
            added: Articles to index, by their numbers; a changed article is in both.
        """
        for number, article in removed.items():
            features = Features(article)
            self._db.executemany(
                "DELETE FROM fingerprints WHERE fingerprint = ? AND title_hash = ? AND article = ?",
                [(fingerprint, features.title_hash, number) for fingerprint in features.fingerprints],
            )
            self._remove_pairs(number)
        numbers = list(added)
        for first in range(0, len(numbers), _BATCH):
            self._add({number: Features(added[number]) for number in numbers[first : first + _BATCH]})

    def _add(self, added: dict[int, Features]) -> None:
        holders: dict[int, list[Holder]] = {}
        self._read_holders(added.values(), holders)
        common_before = _common(holders)
        self._insert(added, holders)
        newly_common = _common(holders) - common_before
        # A fingerprint that has become common joins articles no longer: their pairs are found anew.
        affected = {number for fingerprint in newly_common for _, number in holders[fingerprint]}
        again = {number: Features(one) for number, one in self._by_number(affected - added.keys()).items()}
        for number in again:
            self._remove_pairs(number)
        self._read_holders(again.values(), holders)
        features = added | again
        common = _common(holders)
        for number in (*added, *sorted(again)):
            self._find_pairs(number, features, holders, common)

    def _read_holders(self, articles: Iterable[Features], holders: dict[int, list[Holder]]) -> None:
        """Add to `holders` the articles in the index that hold a fingerprint of one of `articles`."""
        for features in articles:
            for fingerprint in features.fingerprints:
                if fingerprint not in holders:
                    holders[fingerprint] = self._db.execute(
                        "SELECT title_hash, article FROM fingerprints WHERE fingerprint = ? LIMIT ?",
                        (fingerprint, _MAX_HOLDERS),
                    ).fetchall()

    def _insert(self, added: dict[int, Features], holders: dict[int, list[Holder]]) -> None:
        rows = [
            (fingerprint, features.title_hash, number)
            for number, features in added.items()
            for fingerprint in features.fingerprints
        ]
        self._db.executemany("INSERT OR IGNORE INTO fingerprints VALUES (?, ?, ?)", rows)
        for fingerprint, title_hash, number in rows:
            holders[fingerprint].append((title_hash, number))

    def _find_pairs(
        self,
        number: int,
        features: dict[int, Features],
        holders: Mapping[int, list[Holder]],
        common: set[int],
    ) -> None:
        """Compare one article with its candidates and store its similar pairs.

        Args:
            number: The article's number.
            features: The features of articles, by their numbers; those read here are added.
            holders: The holders of every fingerprint of the article.
            common: The fingerprints that prove nothing.
        """
        article = features[number]
        shared = {
            fingerprint: [holder for _, holder in holders[fingerprint]]
            for fingerprint in article.fingerprints
            if fingerprint not in common
        }
        candidates = similarity.candidates(shared.values(), exclude=number)
        certain = [holder for identifier in article.identifiers for holder in shared.get(identifier, ())]
        # Articles of one source are never similar by their words: only those with its identifiers are read.
        others = self.numbered(
            "number IN (SELECT value FROM json_each(?))"
            " AND (source <> ? OR number IN (SELECT value FROM json_each(?)))",
            (
                json.dumps(list(set(candidates) - features.keys())),
                article.article.source,
                json.dumps(certain),
            ),
        )
        features |= {other: Features(one) for other, one in others.items()}
        known = {other: features[other] for other in candidates if other in features}
        for other, score in similarity.matches(article, known, common):
            self._db.executemany(
                "INSERT OR REPLACE INTO similar_pairs VALUES (?, ?, ?)",
                [(number, other, score), (other, number, score)],
            )

    def _remove_pairs(self, number: int) -> None:
        others = self._db.execute("SELECT second FROM similar_pairs WHERE first = ?", (number,)).fetchall()
        self._db.executemany(
            "DELETE FROM similar_pairs WHERE first = ? AND second = ?",
            [pair for (other,) in others for pair in ((number, other), (other, number))],
        )

    def _by_number(self, numbers: Iterable[int]) -> dict[int, Article]:
        values = json.dumps(list(numbers))
        return self.numbered("number IN (SELECT value FROM json_each(?))", (values,))

    def numbered(self, condition: str, values: tuple[Any, ...]) -> dict[int, Article]:
        """Return the articles that meet a condition in SQL, by their numbers."""
        found = self._db.execute(f"SELECT {COLUMNS}, number FROM articles WHERE {condition}", values)
        return {row[-1]: article_of(row[:-1]) for row in found}


def _common(holders: Mapping[int, list[Holder]]) -> set[int]:
    """Return the fingerprints that are held under so many titles that they prove nothing."""
    return {
        fingerprint
        for fingerprint, held in holders.items()
        if len(held) > similarity.MAX_TITLES and similarity.is_common(title for title, _ in held)
    }
