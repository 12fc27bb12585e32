"""SQLite files: opening, migrating, one writer at a time, errors of this package."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Self

from digest.errors import DigestError

_LOCK_TIMEOUT = 30  # seconds to wait for another writer


class Store:
    """An open SQLite file. Several processes may have it open; each waits for its turn to write.

    Attributes:
        label: The store's name in messages, such as "ledger". Subclasses set it and the three below.
        error_class: The class of its errors.
        migrations: SQL scripts, each of which raises the schema by one version. A released script never
            changes.
        pragmas: SQLite's settings of each connection, such as "synchronous = FULL".
        path: The file.
    """

    label: ClassVar[str]
    error_class: ClassVar[type[DigestError]]
    migrations: ClassVar[Sequence[str]]
    pragmas: ClassVar[Sequence[str]]

    def __init__(self, path: Path) -> None:
        """Open the file. It is created or migrated if necessary.

        Raises:
            DigestError: The file is no database, not writable, or of a newer version (`error_class`).
        """
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=_LOCK_TIMEOUT, isolation_level=None)
            for pragma in ("journal_mode = WAL", *self.pragmas):
                self._db.execute(f"PRAGMA {pragma}")
            self._before_migrations()
            self._migrate()
        except (OSError, sqlite3.Error) as error:
            raise self._error(f"the {self.label} cannot be opened: {error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def _before_migrations(self) -> None:
        """Prepare the connection: create the SQL functions that the migrations use."""

    def _migrate(self) -> None:
        if self._schema_version() == len(self.migrations):
            return
        with self._transaction():
            version = self._schema_version()  # again, as another process may have migrated meanwhile
            if version > len(self.migrations):
                raise self._error(
                    f"the {self.label} was made by a newer digest (version {version}; this one knows {len(self.migrations)})"
                )
            for script in self.migrations[version:]:
                for statement in script.split(";"):
                    self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {len(self.migrations)}")

    def _schema_version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def _error(self, problem: str) -> DigestError:
        return self.error_class(problem, source=str(self.path))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Hold the write lock. All changes are committed at the end, or none after an error."""
        with self._own_errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _fetch_all(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Return all rows of a query."""
        return list(self._iterate(query, values))

    def _fetch_one(self, query: str, values: Sequence[Any] = ()) -> Any:
        """Return the first row of a query, or None."""
        with self._own_errors():
            return self._db.execute(query, values).fetchone()

    def _iterate(self, query: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """Yield the rows of a query, one at a time."""
        with self._own_errors():
            # `yield from` would close the cursor when a caller stops early, maybe after the file was closed.
            for row in self._db.execute(query, values):  # noqa: UP028 (as above)
                yield row

    @contextmanager
    def _own_errors(self) -> Iterator[None]:
        """Raise `error_class` instead of SQLite's errors."""
        try:
            yield
        except sqlite3.Error as error:
            raise self._error(f"the {self.label} cannot be used: {error}") from error
