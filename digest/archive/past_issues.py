"""The issues built from an archive, and the articles each of them could choose from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from digest.archive.rows import instant
from digest.model import PastIssue
from digest.periods import PeriodKind
from digest.sqlite import Store


class PastIssues(Store):
    """The part of an archive that remembers the issues built. Articles are named by their short ids."""

    def record_issue(self, issue: PastIssue) -> None:
        """Record an issue that was built, in place of an earlier build of it."""
        with self._transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO issues VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    issue.name, issue.language, issue.kind, issue.start.isoformat(), issue.end.isoformat(),
                    issue.number, issue.count, json.dumps(issue.headlines, ensure_ascii=False),
                ),
            )  # fmt: skip

    def record_candidates(self, issue: PastIssue, included: Mapping[str, bool]) -> None:
        """Record the articles an issue could choose from, and if it includes them."""
        with self._transaction():
            self._db.execute(
                "DELETE FROM candidates WHERE language = ? AND issue = ?", (issue.language, issue.name)
            )
            ended = instant(issue.end)
            self._db.executemany(
                "INSERT INTO candidates VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (issue.language, issue.name, issue.kind, ended, short_id, is_included)
                    for short_id, is_included in sorted(included.items())
                ),
            )

    def _rename_candidates(self, short_ids: Mapping[str, str]) -> None:
        """Name the articles by other short ids: the new one of each by the one it had."""
        renames = list(short_ids.items())
        self._db.executemany(
            "INSERT INTO candidates SELECT language, issue, kind, ended, ?2, included FROM candidates"
            " WHERE short_id = ?1 ON CONFLICT DO UPDATE SET included = max(included, excluded.included)",
            renames,
        )
        self._db.executemany("DELETE FROM candidates WHERE short_id = ?1 AND ?1 <> ?2", renames)

    def candidates(self, language: str, issue: str) -> dict[str, bool]:
        """Return the articles an issue could choose from when it was built, and if it includes them."""
        rows = self._fetch_all(
            "SELECT short_id, included FROM candidates WHERE language = ? AND issue = ?", (language, issue)
        )
        return {short_id: bool(included) for short_id, included in rows}

    def sent(
        self, language: str, kind: PeriodKind, before: datetime, short_ids: Iterable[str]
    ) -> dict[str, str]:
        """Return the last earlier issue that includes each of these articles.

        Args:
            language: The language of the issues.
            kind: The kind of their periods.
            before: The instant by which their periods ended.
            short_ids: The articles.
        """
        return dict(
            self._fetch_all(
                # The cross join makes SQLite look each article up, and read no others of the language.
                "SELECT short_id, issue FROM json_each(?) CROSS JOIN candidates ON short_id = value"
                " WHERE language = ? AND kind = ? AND ended <= ? AND included ORDER BY ended",
                (json.dumps(sorted(short_ids)), language, kind, instant(before)),
            )
        )

    def past_issues(self, language: str) -> list[PastIssue]:
        """Return the issues built in `language`, newest first."""
        rows = self._fetch_all(
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
