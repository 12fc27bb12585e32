"""A file of SQLite: its tables brought up to date, its one write lock, and its errors as ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Self

from digest.errors import DigestError


class Store:
    """An open file. Several processes may have it open; writing waits for its turn.

    `what` is what a subclass calls it and `error` what it raises; `migrations` each take the schema one
    version up, and none is ever changed once released; `settings` are PRAGMAs.
    """

    what: ClassVar[str]
    error: ClassVar[type[DigestError]]
    migrations: ClassVar[Sequence[str]]
    settings: ClassVar[Sequence[str]]

    def __init__(self, path: Path) -> None:
        """Open the file at `path`, made or brought up to date where needed; `error` when it cannot be."""
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None)
            for setting in ("journal_mode = WAL", *self.settings):
                self._db.execute(f"PRAGMA {setting}")
            self._prepare()
            self._migrate()
        except (OSError, sqlite3.Error) as error:
            raise self.error(f"{self.what}: {str(path)!r}: cannot be opened: {error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def _prepare(self) -> None:
        """Give the tables what their migrations need."""

    def _migrate(self) -> None:
        if self._version() == len(self.migrations):
            return
        with self._writing():
            version = self._version()
            if version > len(self.migrations):
                raise self.error(
                    f"{self.what}: {str(self.path)!r}: was made by a newer digest; this one knows version {len(self.migrations)}"
                )
            for script in self.migrations[version:]:
                for statement in script.split(";"):
                    self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {len(self.migrations)}")

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the one write lock; all of it is done, or none."""
        with self._told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """Return all rows of a question."""
        return list(self._stream(statement, values))

    def _row(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """Return the first row of a question, or None."""
        with self._told():
            return self._db.execute(statement, values).fetchone()

    def _stream(self, statement: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """Yield the rows of a question, one after another."""
        with self._told():
            yield from self._db.execute(statement, values)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn SQLite's errors into ours."""
        try:
            yield
        except sqlite3.Error as error:
            raise self.error(f"{self.what}: {str(self.path)!r}: {error}") from error
