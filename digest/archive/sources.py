"""The sources of an archive: their fingerprints, and the state of those that are fetched."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime

from digest.model import RemoteState, SourceStatus
from digest.sqlite import Store

_STATE = tuple(field.name for field in fields(RemoteState))
_MOMENTS = ("asked", "answered", "failing_since", "wait_until")


class Sources(Store):
    """The part of an archive that knows its sources. A source is named by its path or its address."""

    def fingerprint(self, source: str) -> str | None:
        """Return the fingerprint of a source's bytes when they were last stored, or None."""
        row = self._fetch_one("SELECT fingerprint FROM sources WHERE name = ?", (source,))
        return row[0] if row else None

    def format(self, source: str) -> str:
        """Return the name of the format a source was last read as, or ""."""
        row = self._fetch_one("SELECT format FROM sources WHERE name = ?", (source,))
        return str(row[0]) if row else ""

    def set_present(self, sources: Iterable[str]) -> list[tuple[str, int]]:
        """Set the files that exist now; return the other files with their numbers of articles.

        The articles of a file that is gone stay in the archive, and out of every issue. Addresses
        are never gone.
        """
        names = json.dumps(list(sources))
        with self._transaction():
            self._db.execute(
                "UPDATE sources SET present = name IN (SELECT value FROM json_each(?)) OR name LIKE '%://%'"
                " WHERE present <> (name IN (SELECT value FROM json_each(?)) OR name LIKE '%://%')",
                (names, names),
            )
        return self._fetch_all(
            "SELECT name, (SELECT count(*) FROM articles WHERE source = name) AS held FROM sources"
            " WHERE NOT present AND held > 0 ORDER BY name"
        )

    def remote_states(self) -> dict[str, RemoteState]:
        """Return the state of every address that was ever fetched, by its name."""
        rows = self._fetch_all(f"SELECT {', '.join(_STATE)} FROM remotes", ())
        states = [dict(zip(_STATE, row, strict=True)) for row in rows]
        for state in states:
            state |= {name: datetime.fromisoformat(state[name]) for name in _MOMENTS if state[name]}
        return {state["name"]: RemoteState(**state) for state in states}

    def save_remote_state(self, state: RemoteState) -> None:
        """Store the state of an address for the next fetch."""
        values = [getattr(state, name) for name in _STATE]
        with self._transaction():
            self._db.execute(
                f"INSERT OR REPLACE INTO remotes ({', '.join(_STATE)}) VALUES ({', '.join('?' * len(_STATE))})",
                [value.isoformat() if isinstance(value, datetime) else value for value in values],
            )

    def source_statuses(self) -> dict[str, SourceStatus]:
        """Return the status of every source that was stored or fetched, by its name."""
        states = self.remote_states()
        rows = self._fetch_all(
            "SELECT name, format, present, held, published, title FROM sources LEFT JOIN ("
            # SQLite takes the other columns from the row that holds the maximum.
            "SELECT source, count(*) AS held, published, title,"
            " max(coalesce(instant, -100000000000) * 1000000 - place) FROM articles GROUP BY source"
            ") ON source = name",
            (),
        )
        stored = {
            name: SourceStatus(
                name=name,
                format=format_name,
                articles=held or 0,
                newest=datetime.fromisoformat(published) if published else None,
                title=title or "",
                listed=bool(present),
                remote=states.get(name),
            )
            for name, format_name, present, held, published, title in rows
        }
        return {name: SourceStatus(name=name, remote=state) for name, state in states.items()} | stored
