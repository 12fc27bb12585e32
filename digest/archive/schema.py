"""The tables of an archive: one migration for each version of the schema (SQLite)."""

from __future__ import annotations

import sqlite3

# Each migration takes the schema one version up. Never change one: archives in use were made with it.
# The connection has the SQL function mark_of(source, id), which returns an article's short id.
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
    """
    ALTER TABLE articles RENAME COLUMN mark TO short_id;
    DROP INDEX articles_by_mark;
    CREATE INDEX articles_by_short_id ON articles (short_id);
    DROP INDEX articles_unfiled;
    CREATE INDEX articles_unclassified ON articles (source) WHERE topic IS NULL;
    ALTER TABLE judged RENAME TO candidates;
    ALTER TABLE candidates RENAME COLUMN mark TO short_id;
    ALTER TABLE candidates RENAME COLUMN inside TO included;
    DROP INDEX judged_by_mark;
    CREATE INDEX candidates_by_short_id ON candidates (short_id, language, kind, ended);
    ALTER TABLE signs RENAME TO fingerprints;
    ALTER TABLE fingerprints RENAME COLUMN sign TO fingerprint;
    ALTER TABLE fingerprints RENAME COLUMN title TO title_hash;
    ALTER TABLE fingerprints RENAME COLUMN number TO article;
    ALTER TABLE likenesses RENAME TO similar_pairs;
    ALTER TABLE similar_pairs RENAME COLUMN one TO first;
    ALTER TABLE similar_pairs RENAME COLUMN other TO second;
    ALTER TABLE similar_pairs RENAME COLUMN degree TO score;
    UPDATE settings SET name = 'similarity' WHERE name = 'likeness';
    """,
    """
    CREATE TABLE unindexed (article INTEGER PRIMARY KEY);
    DROP INDEX articles_undated;
    DROP INDEX articles_unclassified;
    DROP INDEX articles_by_topic;
    CREATE INDEX articles_by_topic ON articles (topic, language, instant DESC, source, place);
    CREATE INDEX articles_by_language ON articles (language, instant DESC, source, place);
    CREATE INDEX articles_by_id ON articles (id);
    CREATE INDEX articles_by_url ON articles (url);
    """,
    """
    CREATE INDEX articles_undated ON articles (source, place, id, number) WHERE instant IS NULL;
    """,
)


def complete_partial_schema(db: sqlite3.Connection) -> None:
    """Complete an archive of version 2 or 3 that holds only a part of its version.

    Both versions were in use while they were developed, so some archives lack the later statements
    of their migration, and some of version 2 hold a similarity index, which is made again.
    """
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version not in (2, 3):
        return
    for script in MIGRATIONS[1:version]:
        for statement in script.split(";"):
            try:
                db.execute(statement)
            except sqlite3.OperationalError as error:
                if "duplicate column" not in str(error) and "already exists" not in str(error):
                    raise
    if "number" in {row[1] for row in db.execute("PRAGMA table_info(articles)")}:
        for statement in (
            "DROP TABLE IF EXISTS marks",
            "DROP TABLE IF EXISTS likenesses",
            "DROP INDEX IF EXISTS articles_by_number",
            "ALTER TABLE articles DROP COLUMN number",  # last: after a kill all of it is done again
        ):
            db.execute(statement)
