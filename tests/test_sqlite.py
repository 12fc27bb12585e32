"""SQLite files: creation, migration, transactions, errors."""

import sqlite3
import threading
from contextlib import closing

import pytest

from digest.errors import ArchiveError
from digest.sqlite import Store

FIRST = "CREATE TABLE words (word TEXT);INSERT INTO words VALUES ('one')"
SECOND = "ALTER TABLE words ADD COLUMN length INTEGER;UPDATE words SET length = length(word)"


class Words(Store):
    label = "list of words"
    error_class = ArchiveError
    migrations = (FIRST, SECOND)
    pragmas = ("synchronous = OFF",)

    def add(self, *words):
        with self._transaction():
            for word in words:
                self._db.execute("INSERT INTO words VALUES (?, ?)", (word, len(word)))

    def all(self):
        return self._fetch_all("SELECT word, length FROM words ORDER BY rowid")


class OlderWords(Words):
    migrations = (FIRST,)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "folder/words.sqlite"


def test_a_file_is_created_with_its_folder_and_migrated_to_the_newest_version(path):
    with Words(path) as words:
        assert words.all() == [("one", 3)]


def test_an_older_file_is_migrated_and_keeps_its_rows(path):
    with OlderWords(path) as words:
        words._db.execute("INSERT INTO words VALUES ('three')")
    with Words(path) as words:
        assert words.all() == [("one", 3), ("three", 5)]


def test_a_file_of_a_newer_version_is_refused_and_unchanged(path):
    with Words(path):
        pass
    with pytest.raises(ArchiveError, match="made by a newer digest"):
        OlderWords(path)
    with Words(path) as words:
        assert words.all() == [("one", 3)]


def test_a_migration_that_fails_leaves_the_older_version(path):
    class Broken(Words):
        migrations = (FIRST, "DELETE FROM words;SELECT nonsense FROM nowhere")

    with OlderWords(path):
        pass
    with pytest.raises(ArchiveError, match="the list of words cannot be used"):
        Broken(path)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
        assert db.execute("SELECT word FROM words").fetchall() == [("one",)]


def test_a_transaction_that_fails_changes_nothing(path):
    with Words(path) as words:
        with pytest.raises(TypeError):
            words.add("two", 3)
        assert words.all() == [("one", 3)]
        words.add("two")
        assert words.all() == [("one", 3), ("two", 3)]


def test_a_second_writer_waits_for_the_first(path):
    with Words(path) as words, Words(path):
        started = threading.Event()

        def add_later():
            with Words(path) as other:
                started.set()
                other.add("later")

        thread = threading.Thread(target=add_later)
        with words._transaction():
            thread.start()
            started.wait(5)
            words._db.execute("INSERT INTO words VALUES ('earlier', 7)")
        thread.join()
        assert [word for word, _ in words.all()] == ["one", "earlier", "later"]


def test_a_file_that_is_no_database_is_an_error_with_its_path(path):
    path.parent.mkdir()
    path.write_text("no database " * 100)
    with pytest.raises(ArchiveError, match="the list of words cannot be opened: ") as caught:
        Words(path)
    assert caught.value.source == str(path)


def test_a_wrong_query_is_an_error_of_the_store(path):
    with Words(path) as words, pytest.raises(ArchiveError, match="the list of words cannot be used: "):
        words._fetch_all("SELECT nonsense FROM nowhere")


def test_a_query_that_is_not_read_to_its_end_outlives_its_file(path):
    with Words(path) as words:
        words.add("two")
        rows = words._iterate("SELECT word FROM words")
        assert next(rows) == ("one",)
    rows.close()
