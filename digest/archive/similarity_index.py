"""The similarity index of an archive: the fingerprints of its articles, and the similar pairs among them.

The index holds a few fingerprints of each article. A new article is compared only with articles
that share one. The similar pairs are stored; duplicate groups are made from them on demand.

Stored articles wait in the table `unindexed` until a caller asks for pairs. Then the articles of all
sources are indexed together, which is faster than source by source.

Two articles of one source are duplicates only if they share an address or an id; their words do not
count. So while an archive has one source, its index holds identifiers only, and no text is read. When
a second source has articles, all articles are indexed again, with their texts.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from digest.archive.rows import COLUMNS, LIGHT, article_of
from digest.dedupe import similarity
from digest.dedupe.features import Features
from digest.dedupe.similarity import Comparison, SimilarPair
from digest.model import Article, ArticleKey

Holder = tuple[int, int]
"""An article that has a certain fingerprint: the hash of its title, and its number in the archive."""

# 1 if the source of the article still exists, 0 if it is gone.
_PRESENT = "(SELECT present FROM sources WHERE name = {}.source)"
_BATCH = 1000  # articles indexed at once
_COMPARE_BATCH = 50  # articles compared at once, to keep few candidates with their texts in memory
_MAX_HOLDERS = 50  # articles read for one fingerprint, so that a frequent one costs no more
_IDENTIFIERS_ONLY = " identifiers only"  # added to the version of an index of one source


class SimilarityIndex:
    """The index of one open archive. Callers that change it hold the archive's write lock."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._has_texts = True

    def pairs(self, articles: Iterable[ArticleKey]) -> frozenset[SimilarPair]:
        """Return the similar pairs of these articles, and of the articles in those pairs, and so on.

        Articles of sources that are gone are left out.
        """
        if not self._has_any("similar_pairs"):
            return frozenset()
        # SQLite does not reorder a CROSS JOIN, so each query starts at the few articles asked for.
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

    def is_current(self) -> bool:
        """Return True if every article is indexed, by the current version of the similarity rule."""
        known = (similarity.VERSION, similarity.VERSION + _IDENTIFIERS_ONLY)
        return self._version() in known and not self._has_any("unindexed")

    def update(self) -> None:
        """Index the new articles; all of them if the rule changed or there is now a second source."""
        version = self._version()
        self._has_texts = version == similarity.VERSION or self._has_several_sources()
        wanted = similarity.VERSION + ("" if self._has_texts else _IDENTIFIERS_ONLY)
        if version != wanted:
            for table in ("fingerprints", "similar_pairs", "unindexed"):
                self._db.execute(f"DELETE FROM {table}")
            self._db.execute("INSERT INTO unindexed SELECT number FROM articles")
            self._db.execute("INSERT OR REPLACE INTO settings VALUES ('similarity', ?)", (wanted,))
        waiting = (number for (number,) in self._db.execute("SELECT article FROM unindexed ORDER BY article"))
        for batch in _batches(waiting, _BATCH):
            self._add({number: Features(article) for number, article in self._by_number(batch).items()})
        self._db.execute("DELETE FROM unindexed")

    def forget(self, articles: Mapping[int, Article]) -> None:
        """Remove articles from the index.

        Args:
            articles: The articles as they were stored, by their numbers.
        """
        self._has_texts = self._version() == similarity.VERSION
        for number, article in articles.items():
            features = Features(article)
            self._db.executemany(
                "DELETE FROM fingerprints WHERE fingerprint = ? AND title_hash = ? AND article = ?",
                [(fingerprint, features.title_hash, number) for fingerprint in self._fingerprints(features)],
            )
            self._remove_pairs(number)

    def add_later(self, source: str, ids: Iterable[str]) -> None:
        """Mark articles of a source as not indexed yet."""
        self._db.execute(
            "INSERT OR IGNORE INTO unindexed"
            " SELECT number FROM articles WHERE source = ? AND id IN (SELECT value FROM json_each(?))",
            (source, json.dumps(sorted(ids))),
        )

    def articles_of(self, source: str) -> dict[int, Article]:
        """Return the articles of a source by their numbers."""
        return self._articles("source = ?", (source,))

    def _add(self, added: dict[int, Features]) -> None:
        holders: dict[int, list[Holder]] = {}
        self._read_holders(added.values(), holders)
        common_before = _common(holders)
        self._insert(added, holders)
        newly_common = _common(holders) - common_before
        # A fingerprint that has become common no longer counts, so its articles are compared again.
        affected = {number for fingerprint in newly_common for _, number in holders[fingerprint]}
        compared_again = {
            number: Features(article) for number, article in self._by_number(affected - added.keys()).items()
        }
        for number in compared_again:
            self._remove_pairs(number)
        self._read_holders(compared_again.values(), holders)
        comparison = Comparison(_common(holders))
        for numbers in _batches((*added, *sorted(compared_again)), _COMPARE_BATCH):
            self._find_pairs(numbers, added | compared_again, holders, comparison)

    def _fingerprints(self, features: Features) -> Iterable[int]:
        """Return the fingerprints of an article that the index holds."""
        return features.fingerprints if self._has_texts else features.identifiers

    def _read_holders(self, articles: Iterable[Features], holders: dict[int, list[Holder]]) -> None:
        """Look up the fingerprints of `articles` in the index and add their holders to `holders`."""
        asked = {number for features in articles for number in self._fingerprints(features)} - holders.keys()
        holders |= {fingerprint: [] for fingerprint in asked}
        if not asked or not self._has_any("fingerprints"):
            return
        found = self._db.execute(
            "SELECT value, (SELECT json_group_array(json_array(title_hash, article)) FROM"
            " (SELECT title_hash, article FROM fingerprints WHERE fingerprint = value LIMIT ?))"
            " FROM json_each(?) WHERE EXISTS (SELECT 1 FROM fingerprints WHERE fingerprint = value)",
            (_MAX_HOLDERS, json.dumps(sorted(asked))),
        )
        for fingerprint, held in found:
            holders[fingerprint] = [(title_hash, article) for title_hash, article in json.loads(held)]

    def _insert(self, added: dict[int, Features], holders: dict[int, list[Holder]]) -> None:
        rows = sorted(
            (fingerprint, features.title_hash, number)
            for number, features in added.items()
            for fingerprint in self._fingerprints(features)
        )
        self._db.executemany("INSERT OR IGNORE INTO fingerprints VALUES (?, ?, ?)", rows)
        for fingerprint, title_hash, number in rows:
            holders[fingerprint].append((title_hash, number))

    def _find_pairs(
        self,
        numbers: Iterable[int],
        features: Mapping[int, Features],
        holders: Mapping[int, list[Holder]],
        comparison: Comparison,
    ) -> None:
        """Compare articles with their candidates and store their similar pairs.

        Args:
            numbers: The numbers of the articles.
            features: The features of the articles of the batch, by their numbers.
            holders: The holders of every fingerprint of the articles.
            comparison: Compares two articles.
        """
        candidates = {
            number: self._candidates(number, features[number], holders, comparison) for number in numbers
        }
        candidates = {number: found for number, found in candidates.items() if found}
        others = {candidate for found in candidates.values() for candidate in found}
        read = {
            number: Features(article) for number, article in self._by_number(others - features.keys()).items()
        }
        for number, found in candidates.items():
            known = {other: features.get(other) or read[other] for other in found}
            self._db.executemany(
                "INSERT OR REPLACE INTO similar_pairs VALUES (?, ?, ?)",
                [
                    pair
                    for other, score in comparison.matches(features[number], known)
                    for pair in ((number, other, score), (other, number, score))
                ],
            )

    def _candidates(
        self,
        number: int,
        article: Features,
        holders: Mapping[int, list[Holder]],
        comparison: Comparison,
    ) -> list[int]:
        """Return the numbers of the articles to compare with one article."""
        shared = (
            [other for _, other in holders[fingerprint]]
            for fingerprint in self._fingerprints(article)
            if fingerprint not in comparison.common
        )
        return similarity.candidates(shared, exclude=number)

    def _remove_pairs(self, number: int) -> None:
        others = self._db.execute("SELECT second FROM similar_pairs WHERE first = ?", (number,)).fetchall()
        self._db.executemany(
            "DELETE FROM similar_pairs WHERE first = ? AND second = ?",
            [pair for (other,) in others for pair in ((number, other), (other, number))],
        )

    def _by_number(self, numbers: Iterable[int]) -> dict[int, Article]:
        """Return articles by their numbers, without their texts if the index holds identifiers only."""
        values = sorted(numbers)
        if not values:
            return {}
        columns = COLUMNS if self._has_texts else LIGHT
        return self._articles("number IN (SELECT value FROM json_each(?))", (json.dumps(values),), columns)

    def _articles(
        self, condition: str, values: tuple[Any, ...], columns: str = COLUMNS
    ) -> dict[int, Article]:
        found = self._db.execute(f"SELECT {columns}, number FROM articles WHERE {condition}", values)
        return {row[-1]: article_of(row[:-1]) for row in found}

    def _version(self) -> str:
        """Return the version of the rule that made the index, or "" for a new archive."""
        row = self._db.execute("SELECT value FROM settings WHERE name = 'similarity'").fetchone()
        return str(row[0]) if row else ""

    def _has_several_sources(self) -> bool:
        found = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM articles WHERE source > (SELECT min(source) FROM articles))"
        )
        return bool(found.fetchone()[0])

    def _has_any(self, table: str) -> bool:
        return self._db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None


def _batches(numbers: Iterable[int], size: int) -> Iterator[Sequence[int]]:
    rest = iter(numbers)
    while batch := list(islice(rest, size)):
        yield batch


def _common(holders: Mapping[int, list[Holder]]) -> set[int]:
    """Return the fingerprints that too many titles share to prove similarity."""
    return {
        fingerprint
        for fingerprint, held in holders.items()
        if len(held) > similarity.MAX_TITLES and similarity.is_common(title for title, _ in held)
    }
