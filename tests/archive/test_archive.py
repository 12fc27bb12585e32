import re
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from conftest import ROOT, article

from digest import periods
from digest.archive import MIGRATIONS, Archive
from digest.dedupe import groups, similarity
from digest.errors import ArchiveError
from digest.model import Image, PastIssue
from digest.text import short_hash

OCTOBER = periods.month("2021-10", "UTC")


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "a.sqlite3") as opened:
        yield opened


def store(archive, *articles, source="feeds/a.txt", zone="UTC", seen="1"):
    archive.store(source, seen, zone, articles)


def all_of(archive):
    return [item.article for item in archive.everything()]


FULL = article(
    "Full",
    url="https://x.example/full",
    updated=datetime(2021, 10, 16, tzinfo=UTC),
    authors=("Ana", "Luis"),
    topics=("Health",),
    language="en",
    summary="One.\n\nTwo.",
    content="<p>One.</p>",
    image=Image(url="https://x.example/i.jpg", alt="A boat", width=600, height=400),
)


def test_an_article_comes_back_as_it_was_stored(archive):
    store(archive, FULL)
    assert all_of(archive) == [FULL]


def test_storing_again_changes_nothing(archive):
    store(archive, FULL)
    before = list(archive._db.iterdump())
    store(archive, FULL)
    assert list(archive._db.iterdump()) == before


def test_a_corrected_article_is_updated_but_keeps_its_first_date(archive):
    store(archive, article("Old", id="1", url="https://x.example/1"))
    store(archive, article("New", "2021-11-02T00:00:00+00:00", id="1", url="https://x.example/1"))
    (kept,) = all_of(archive)
    assert (kept.title, kept.published) == ("New", datetime(2021, 10, 15, 12, tzinfo=UTC))


def test_an_undated_article_may_get_its_date_later(archive):
    store(archive, article("A", None))
    assert archive.undated() == [("feeds/a.txt", "A")]
    store(archive, article("A"))
    assert all_of(archive)[0].date_from == "source"
    assert archive.undated() == []


def test_dates_move_with_the_publications_timezone(archive):
    store(archive, article("A", "2021-10-01T00:00:00+00:00"))
    store(archive, article("A", "2021-10-01T00:00:00-06:00"), zone="America/Costa_Rica")
    assert all_of(archive)[0].published.isoformat() == "2021-10-01T00:00:00-06:00"


def test_a_corrected_headline_keeps_the_id_made_from_the_first(archive):
    store(archive, article("Fishers mend teh nets", id="h1"), article("Another", id="h2"))
    store(archive, article("Fishers mend the nets", id="h3"), article("Another", id="h2"))
    assert {a.id: a.title for a in all_of(archive)} == {"h1": "Fishers mend the nets", "h2": "Another"}


def test_an_article_of_the_same_title_above_does_not_take_over_the_id(archive):
    old = article("Weekly notes", id="n", summary="The roof.")
    store(archive, old)
    new = article("Weekly notes", "2021-10-22T12:00:00+00:00", id="n", summary="The bakery.")
    store(archive, new, replace(old, id="n#read-as-the-second"))
    found = {one.summary: one.id for one in all_of(archive)}
    assert found["The roof."] == "n"
    assert found["The bakery."].startswith("n#")
    store(archive, new, replace(old, id="n#read-as-the-second"))
    assert {one.summary: one.id for one in all_of(archive)} == found


def test_an_article_of_the_same_title_keeps_its_id_if_its_date_is_corrected(archive):
    first = article("Weekly notes", id="n", summary="The roof.")
    second = article("Weekly notes", "2021-10-22T12:00:00+00:00", id="n#2", summary="The bakery.")
    store(archive, first, second)
    store(archive, first, replace(second, id="n#3", published=first.published))
    assert {one.id for one in all_of(archive)} == {"n", "n#2"}


def test_a_new_article_beside_one_that_left_the_page_is_a_new_article(archive):
    store(archive, article("Fishers mend the nets", id="h1"))
    store(archive, article("A clinic opens", id="h2"))
    assert {a.id for a in all_of(archive)} == {"h1", "h2"}


def test_the_articles_of_a_source_that_is_gone_are_left_out(archive):
    store(archive, article("A"), source="feeds/a.txt")
    store(archive, article("B", source="feeds/b.txt"), source="feeds/b.txt")
    assert archive.set_present(["feeds/b.txt"]) == [("feeds/a.txt", 1)]
    assert [a.title for a in all_of(archive)] == ["B"]
    assert archive.set_present(["feeds/a.txt", "feeds/b.txt"]) == []
    assert len(all_of(archive)) == 2


def test_a_remote_source_is_never_gone(archive):
    store(archive, article("A", source="https://x.example/feed"), source="https://x.example/feed")
    assert archive.set_present([]) == []


def test_articles_are_read_by_a_half_open_period_newest_first(archive):
    days = ["2021-09-30T23:59:59", "2021-10-01T00:00:00", "2021-10-31T23:59:59", "2021-11-01T00:00:00"]
    store(archive, *(article(day, day + "+00:00") for day in days))
    assert [i.article.title for i in archive.between(OCTOBER.start, OCTOBER.end)] == [days[2], days[1]]


def test_articles_of_one_day_keep_the_order_of_their_page(archive):
    store(archive, *(article(title) for title in ("b", "c", "a")))
    assert [a.title for a in all_of(archive)] == ["b", "c", "a"]


def scans(archive, ask):
    """Return the plans of the queries that `ask` runs and that read a whole table of articles."""
    asked = []
    archive._db.set_trace_callback(asked.append)
    ask()
    archive._db.set_trace_callback(None)
    # To ask for the first row alone reads one row.
    queries = [query for query in asked if not re.match(r"BEGIN|COMMIT|SELECT 1 FROM \w+ LIMIT 1$", query)]
    assert queries
    plans = (
        archive._db.execute(f"EXPLAIN QUERY PLAN {query}").fetchall() for query in dict.fromkeys(queries)
    )
    steps = [step[-1] for plan in plans for step in plan]
    return [step for step in steps if re.match(r"SCAN (articles|candidates|fingerprints|[ab]\b)", step)]


ONE_MONTH_OR_ARTICLE = {
    "the articles of a month": lambda a: a.between(OCTOBER.start, OCTOBER.end),
    "the newest": lambda a: a.newest("en", OCTOBER.end, 30, main=True),
    "the newest of another language": lambda a: a.newest("es", OCTOBER.end, 30, main=False),
    "the newest of a topic": lambda a: a.newest("en", OCTOBER.end, 30, main=True, topic="health"),
    "the undated": lambda a: a.undated(),
    "the undated with duplicates": lambda a: a.undated_duplicates(),
    "by short id": lambda a: a.by_short_id([FULL.short_id]),
    "by key": lambda a: a.by_key([FULL.key]),
    "by id": lambda a: a.search("Full"),
    "by address": lambda a: a.search(FULL.url),
    "its neighbours": lambda a: a.neighbours(FULL),
    "its duplicates": lambda a: a.similar_pairs([FULL.key]),
    "the issues it was sent in": lambda a: a.sent("en", OCTOBER.kind, OCTOBER.start, [FULL.short_id]),
    "the candidates of an issue": lambda a: a.candidates("en", "2021-10"),
    "a source that changed": lambda a: store(a, replace(FULL, summary="Two.")),
    "an article to classify": lambda a: a.classify("rules", lambda _: "health"),
}


@pytest.mark.parametrize("ask", ONE_MONTH_OR_ARTICLE.values(), ids=ONE_MONTH_OR_ARTICLE)
def test_a_month_or_an_article_is_found_by_an_index_not_by_reading_everything(archive, ask):
    store(archive, FULL)
    store(archive, replace(FULL, source="b"), source="b")
    archive.classify("rules", lambda _: "water")
    archive.similar_pairs([])
    store(archive, replace(FULL, title="Fuller"))
    assert scans(archive, lambda: ask(archive)) == []


def test_reading_everything_is_seen_as_a_scan(archive):
    store(archive, FULL)
    assert scans(archive, lambda: all_of(archive))
    assert scans(archive, lambda: archive.search("words of a title"))


def test_articles_are_classified_once_and_again_if_the_rules_change(archive):
    asked = []

    def topic_of(one):
        asked.append(one.title)
        return "health"

    store(archive, article("A"), article("B"))
    archive.classify("rules 1", topic_of)
    archive.classify("rules 1", topic_of)
    assert asked == ["A", "B"]
    archive.classify("rules 2", topic_of)
    assert len(asked) == 4
    found = archive.newest("en", OCTOBER.end, 10, main=True, topic="health")
    assert [item.topic for item in found] == ["health", "health"]
    assert archive.newest("en", OCTOBER.end, 10, main=True, topic="water") == []


def test_a_stored_article_keeps_its_topic_until_it_changes(archive):
    asked = []

    def topic_of(one):
        asked.append(one.title)
        return "health"

    store(archive, article("A", id="a"), article("B", None, id="b"))
    archive.classify("rules", topic_of)
    store(archive, article("Above", id="c"), article("A", id="a"), article("B", id="b"))
    archive.classify("rules", topic_of)
    assert asked[2:] == ["Above", "B"]


def test_contents_are_sanitised_again_by_another_version_of_the_sanitiser(archive):
    def without_images(content):
        return content.replace("<img>", "")

    store(archive, replace(HERE, content="<p>One<img></p>"), source="a")
    archive.sanitise("2", without_images)
    assert [one.content for one in all_of(archive)] == ["<p>One</p>"]
    store(archive, replace(HERE, content="<p>Two<img></p>"), source="a")
    archive.sanitise("2", without_images)
    assert [one.content for one in all_of(archive)] == ["<p>Two<img></p>"]


def test_the_newest_articles_are_in_the_language_or_in_none(archive):
    store(archive, article("A", language="en"), article("B"), article("C", language="es"))
    assert {i.article.title for i in archive.newest("en", OCTOBER.end, 9, main=True)} == {"A", "B"}
    assert {i.article.title for i in archive.newest("es", OCTOBER.end, 9, main=False)} == {"C"}
    assert len(archive.newest("en", OCTOBER.end, 1, main=True)) == 1


def test_articles_are_found_by_id_by_address_and_by_words(archive):
    store(archive, FULL, article("100% Full_of it", id="2"))
    assert archive.search("https://x.example/full") == [FULL]
    assert [a.id for a in archive.search("2")] == ["2"]
    assert [a.id for a in archive.search("100% full_")] == ["2"]
    assert archive.search("nothing") == []


def past(name, count):
    span = periods.month(name, "UTC")
    return PastIssue(
        name=name,
        kind="month",
        language="en",
        start=span.start,
        end=span.end,
        number=1,
        count=count,
        headlines=("A", "B"),
    )


def test_past_issues_are_listed_newest_first(archive):
    for name, count in (("2021-09", 1), ("2021-10", 2), ("2021-09", 3)):
        archive.record_issue(past(name, count))
    assert [(issue.name, issue.count) for issue in archive.past_issues("en")] == [
        ("2021-10", 2),
        ("2021-09", 3),
    ]
    assert archive.past_issues("es") == []


def test_two_processes_writing_at_once_lose_nothing(tmp_path):
    script = (
        "import sys; sys.path.insert(0, sys.argv[3]); from conftest import article; from pathlib import Path;"
        "from digest.archive import Archive\n"
        "with Archive(Path(sys.argv[1])) as a:\n"
        "    for n in range(40): a.store(f'feeds/{sys.argv[2]}-{n}', 'x', 'UTC', [article('T', source=f'feeds/{sys.argv[2]}-{n}')])"
    )
    here = str(__import__("pathlib").Path(__file__).parent.parent)
    path = str(tmp_path / "new" / "a.sqlite3")
    running = [subprocess.Popen([sys.executable, "-c", script, path, name, here]) for name in "abc"]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    with Archive(tmp_path / "new" / "a.sqlite3") as opened:
        assert len(all_of(opened)) == 120


def test_a_failure_in_the_middle_stores_nothing(archive):
    def broken():
        yield article("A")
        raise KeyError

    with pytest.raises(KeyError):
        archive.store("feeds/a.txt", "1", "UTC", broken())
    assert all_of(archive) == []
    assert archive.fingerprint("feeds/a.txt") is None


def test_the_schema_is_versioned_from_the_first(tmp_path):
    with Archive(tmp_path / "a.sqlite3"):
        pass
    assert sqlite3.connect(tmp_path / "a.sqlite3").execute("PRAGMA user_version").fetchone() == (
        len(MIGRATIONS),
    )


def test_an_archive_of_a_newer_digest_is_refused(tmp_path):
    with sqlite3.connect(tmp_path / "a.sqlite3") as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(ArchiveError, match="made by a newer digest"):
        Archive(tmp_path / "a.sqlite3")


def test_a_file_that_is_no_archive_is_refused(tmp_path):
    (tmp_path / "a.sqlite3").write_text("not a database at all, but a text")
    with pytest.raises(ArchiveError, match="cannot be opened"):
        Archive(tmp_path / "a.sqlite3")


def test_an_archive_that_breaks_later_says_so(archive):
    archive._db.execute("DROP TABLE articles")
    with pytest.raises(ArchiveError, match="no such table"):
        all_of(archive)
    with pytest.raises(ArchiveError, match="no such table"):
        archive.store("feeds/a.txt", "1", "UTC", [article("A")])


TEXT = (
    "The whole town came to see the boat off, and nobody spoke for a while, as it had been built in the yard"
    " of the school by the pupils, their parents and two carpenters who had long retired from the shipyard."
)


def store_and_pair(archive, *articles):
    """Store each article as the only one of its source, and return the similar pairs."""
    for one in articles:
        store(archive, one, source=one.source)
    return pairs(archive, *articles)


def pairs(archive, *articles):
    return {(pair.first, pair.second) for pair in archive.similar_pairs(one.key for one in articles)}


HERE = article("The boat leaves", None, id="1", source="a", summary=TEXT)
THERE = article("The boat leaves", id="2", source="b", summary=TEXT + " It will be back in May.")
BETWEEN = article("Farewell to a boat", None, id="3", source="c", summary=TEXT)


def test_one_text_in_two_sources_is_a_similar_pair(archive):
    assert store_and_pair(archive, HERE, THERE) == {(HERE.key, THERE.key)}


def test_an_article_similar_to_no_other_is_in_no_pair(archive):
    assert store_and_pair(archive, HERE, article("Another", id="2", source="b", summary="Short.")) == set()


def test_a_duplicate_group_is_found_from_one_of_its_articles(archive):
    store_and_pair(archive, HERE, THERE, BETWEEN)
    assert groups.group_keys(archive.similar_pairs([THERE.key])) == dict.fromkeys(
        [HERE.key, THERE.key, BETWEEN.key], HERE.key
    )


def test_the_archive_finds_what_comparing_finds(archive):
    articles = [HERE, THERE, BETWEEN, FULL, article("Else", source="d", url="https://www.x.example/full/")]
    store_and_pair(archive, *articles)
    assert archive.similar_pairs(one.key for one in articles) == similarity.find_pairs(articles)


def test_one_address_in_two_months_is_a_similar_pair(archive):
    late = article(
        "Again", "2021-12-01T00:00:00+00:00", source="b", url="https://x.example/full?utm_source=x"
    )
    assert store_and_pair(archive, FULL, late) == {(late.key, FULL.key)}


def test_a_source_that_is_gone_is_in_no_pair_and_joins_no_group(archive):
    store_and_pair(archive, HERE, THERE, BETWEEN)
    archive.set_present(["a", "b"])
    assert pairs(archive, HERE, THERE) == {(HERE.key, THERE.key)}
    archive.set_present(["b", "c"])
    assert pairs(archive, HERE, THERE) == {(THERE.key, BETWEEN.key)}


def test_an_archive_of_one_source_holds_no_fingerprints_of_texts(archive):
    store(archive, replace(HERE, url="https://x.example/boat"), replace(THERE, source="a"), source="a")
    assert pairs(archive, HERE) == set()
    assert archive._db.execute("SELECT count(*) FROM fingerprints").fetchone() == (1,)


def test_one_title_and_address_in_one_source_are_a_similar_pair(archive):
    one, other = (article("Boat", id=name, source="a", url="https://x.example/boat") for name in "12")
    store(archive, one, other, source="a")
    assert pairs(archive, one) == {(one.key, other.key)}


def test_a_second_source_is_compared_with_the_texts_of_the_first(archive):
    store(archive, HERE, source="a")
    assert pairs(archive, HERE) == set()
    store(archive, THERE, source="b")
    assert pairs(archive, HERE) == {(HERE.key, THERE.key)}


def test_a_changed_text_is_compared_again(archive):
    store_and_pair(archive, HERE, THERE)
    store(archive, replace(THERE, summary="Something else altogether."), source="b", seen="2")
    assert pairs(archive, HERE, THERE) == set()
    store(archive, THERE, source="b", seen="3")
    assert pairs(archive, HERE, THERE) == {(HERE.key, THERE.key)}


def test_a_renamed_source_keeps_its_similar_pairs(archive):
    store_and_pair(archive, HERE, THERE)
    archive.rename_source("b", "z")
    assert pairs(archive, HERE) == {(HERE.key, ("z", "2"))}


def test_a_renamed_source_keeps_what_is_known_by_short_ids(archive):
    both, moved = article("Both", id="1", source="old"), article("Moved", id="2", source="old")
    store(archive, both, moved, source="old")
    store(archive, replace(both, source="new"), source="new")
    included = {short_hash("old", "1"): True, short_hash("new", "1"): False, short_hash("old", "2"): False}
    archive.record_candidates(past("2021-10", 1), included)
    assert archive.rename_source("old", "new") == {
        short_hash("old", id_): short_hash("new", id_) for id_ in ("1", "2")
    }
    assert archive.candidates("en", "2021-10") == {
        short_hash("new", "1"): True,
        short_hash("new", "2"): False,
    }
    (found,) = archive.by_short_id([short_hash("new", "2")])
    assert found.article.title == "Moved"


def test_an_article_a_renamed_source_has_already_is_removed(archive):
    store_and_pair(archive, HERE, THERE, replace(THERE, source="z"))
    archive.rename_source("b", "z")
    assert pairs(archive, HERE) == {(HERE.key, ("z", "2"))}
    assert archive._db.execute("SELECT count(DISTINCT article) FROM fingerprints").fetchone() == (2,)


def test_words_that_become_common_join_articles_no_longer(archive):
    footer = "About the port: " + TEXT
    several = [
        article(f"Article {word} stands here", id="1", source=word, summary=f"{footer} On {word}.")
        for word in ["nets", "boats", "schools", "floods", "roads", "rain", "councils", "islands"]
    ]
    assert store_and_pair(archive, *several[:2]) != set()
    store_and_pair(archive, *several[2:], article("The ninth of them", id="1", source="i", summary=footer))
    assert pairs(archive, *several) == set()


def test_storing_in_parts_finds_what_storing_at_once_finds(tmp_path):
    articles = [
        article(f"Headline {n}", id=str(n), source=f"s{n}", summary=f"{TEXT} Number {n % 2}.")
        for n in range(6)
    ]
    answers = []
    for number, order in enumerate((articles, articles[::-1], articles[3:] + articles[:3])):
        with Archive(tmp_path / str(number)) as archive:
            store_and_pair(archive, *order)
            answers.append(groups.group_keys(archive.similar_pairs(one.key for one in articles)))
    assert answers[0] == answers[1] == answers[2]


def make_earlier(path, version, *articles, change=""):
    """Make an archive as an earlier version left it; `change` is SQL run at its end."""
    db = sqlite3.connect(path)
    db.create_function("mark_of", 2, short_hash, deterministic=True)
    for script in MIGRATIONS[:version]:
        db.executescript(script)
    for one in articles:
        db.execute("INSERT INTO sources (name, fingerprint, zone) VALUES (?, '1', 'UTC')", (one.source,))
        db.execute(
            "INSERT INTO articles (source, id, title, authors, topics, summary, content, place)"
            " VALUES (?, ?, ?, '[]', '[]', ?, '', 0)",
            (one.source, one.id, one.title, one.summary),
        )
    db.executescript(f"{change}; PRAGMA user_version = {version};")
    db.close()


NUMBERED = "UPDATE articles SET (number, {0}) = (rowid, mark_of(source, id))"
PARTIAL = {
    "2 without remote sources": (2, "DROP TABLE remotes; ALTER TABLE sources DROP COLUMN format"),
    "2 with a similarity index": (
        2,
        """
        ALTER TABLE articles ADD COLUMN number INTEGER;
        CREATE UNIQUE INDEX articles_by_number ON articles (number);
        CREATE TABLE marks (mark INTEGER);
        CREATE TABLE likenesses (one INTEGER);
        """,
    ),
    "3 without translations": (3, "ALTER TABLE articles DROP COLUMN translations"),
    "3 without candidates": (
        3,
        "DROP TABLE judged; DROP INDEX articles_by_mark; ALTER TABLE articles DROP COLUMN mark",
    ),
}


@pytest.mark.parametrize(
    ("version", "change"),
    [
        (1, ""),
        (2, ""),
        (3, ""),
        (4, NUMBERED.format("mark")),
        (5, NUMBERED.format("short_id")),
        *PARTIAL.values(),
    ],
    ids=["1", "2", "3", "4", "5", *PARTIAL],
)
def test_an_archive_of_an_earlier_version_migrates_and_indexes_its_articles(tmp_path, version, change):
    make_earlier(tmp_path / "a.sqlite3", version, HERE, BETWEEN, change=change)
    with Archive(tmp_path / "a.sqlite3") as archive:
        assert pairs(archive, HERE) == {(HERE.key, BETWEEN.key)}
        assert [item.article for item in archive.by_short_id([HERE.short_id])] == [HERE]
        assert archive.remote_states() == archive.candidates("en", "2021-09") == {}


def test_a_new_article_is_compared_with_the_articles_of_an_earlier_version(tmp_path):
    make_earlier(tmp_path / "a.sqlite3", 1, HERE)
    with Archive(tmp_path / "a.sqlite3") as archive:
        assert store_and_pair(archive, THERE) == {(HERE.key, THERE.key)}


@pytest.fixture
def version_4(tmp_path):
    """An archive as version 4 left it, dumped from a real one."""
    db = sqlite3.connect(tmp_path / "a.sqlite3")
    db.executescript((ROOT / "tests/data/archive/version-4.sql").read_text())
    db.close()
    with Archive(tmp_path / "a.sqlite3") as opened:
        yield opened


def test_an_archive_of_version_4_keeps_its_articles_and_their_topics(version_4):
    assert [(item.article.title, item.article.source, item.topic) for item in version_4.everything()] == [
        ("The boat leaves", "feeds/a.txt", "water"),
        ("The boat leaves", "https://x.example/feed", "water"),
    ]
    assert all_of(version_4)[0].image == Image(
        url="https://x.example/i.jpg", alt="A boat", width=600, height=400
    )


def test_an_archive_of_version_4_keeps_its_similar_pairs(version_4, monkeypatch):
    monkeypatch.setattr(similarity, "VERSION", "1")  # the rule they were found by
    first, second = ("feeds/a.txt", "1"), ("https://x.example/feed", "2")
    assert version_4._index.is_current()
    assert version_4.similar_pairs([first]) == {(first, second, 1.5)}


def test_an_archive_of_version_4_keeps_its_issues_and_their_candidates(version_4):
    boat, copy = (item.article.short_id for item in version_4.everything())
    assert [issue.headlines for issue in version_4.past_issues("en")] == [("The boat leaves",)]
    assert version_4.candidates("en", "2021-09") == {boat: True, copy: False}
    assert version_4.sent("en", periods.PeriodKind.MONTH, OCTOBER.start, [boat, copy]) == {boat: "2021-09"}


def test_an_archive_of_version_4_keeps_the_state_of_its_sources(version_4):
    statuses = version_4.source_statuses()
    assert statuses["feeds/a.txt"].format == "listing"
    assert statuses["https://x.example/feed"].remote.etag == '"1"'


def test_an_index_made_by_another_rule_is_made_again(archive, monkeypatch):
    store_and_pair(archive, HERE, THERE)
    archive._db.execute("DELETE FROM similar_pairs")
    assert pairs(archive, HERE) == set()
    monkeypatch.setattr(similarity, "VERSION", "next")
    assert pairs(archive, HERE) == {(HERE.key, THERE.key)}


def test_articles_are_loaded_by_their_keys_with_and_without_texts(archive):
    store_and_pair(archive, HERE, THERE)
    assert [item.article for item in archive.by_key([THERE.key, ("b", "none")])] == [THERE]
    assert archive.by_key([HERE.key], texts=False)[0].article == replace(HERE, summary="")
    archive.set_present(["a"])
    assert archive.by_key([THERE.key]) == []
