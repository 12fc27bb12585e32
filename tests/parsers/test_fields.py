"""Tables and JSON records: the rules that pairs of files cannot show."""

import contextlib
import csv
import json
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import SourceError
from digest.model import Document, Source
from digest.parsers import fields, read_document, synonyms


def read(text, name="feeds/x.csv"):
    return read_document(Document(source=Source(name=name), content=text.encode("utf-8", "replace")), UTC)


@pytest.mark.parametrize(
    "page",
    [
        "Boats, ropes, and tides\nThe title, and the date of it, matter\n5 October 2021\nA text, with commas, goes here.\n",
        "Sort by: Title, Date, Section\n\nThe ferry sails\n5 October 2021\nIt was, at last, away. Forty waved.\n",
    ],
)
def test_prose_with_commas_is_not_read_as_a_table(page):
    assert read(page, "feeds/page.txt").format == "listing"


def test_the_limit_of_the_csv_module_is_restored():
    before = csv.field_size_limit()
    read("title,date,body\na,2021-10-05," + "x" * 200_000)
    assert csv.field_size_limit() == before


def test_too_many_articles_give_a_notice(monkeypatch):
    monkeypatch.setattr(fields, "MOST_ARTICLES", 2)
    reading = read("title,date\nA,2021-10-05\nB,2021-10-05\nC,2021-10-05\n")
    assert [a.title for a in reading.articles] == ["A", "B"]
    assert "feeds/x.csv:4: holds more than 2 articles" in str(reading.notices[0])


def test_a_year_of_two_digits_is_of_the_last_century_from_69_on():
    articles = read("title,date\nA,14/10/69\nB,14/10/68\n").articles
    assert [article.published.year for article in articles] == [1969, 2068]


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Publish Date", "published"),
        ("publishDate", "published"),
        ("post_title", "title"),
        ("og:title", "title"),
        ("Veröffentlicht am", "published"),
        ("FECHA DE PUBLICACIÓN", "published"),
        ("slug", None),
        ("price", None),
    ],
)
def test_a_field_is_known_by_its_name_in_any_spelling(name, field):
    assert synonyms.field_named(name) == field


CELL = st.text(alphabet=st.sampled_from('ab",;\n\t| 2021-/<&é\0'), max_size=12)


@given(st.sampled_from(["title,date\n", "Titel;Datum;Link\n", "sep=|\ntitle|url\n", ""]), st.lists(CELL))
def test_a_table_raises_no_error_but_source_error(header, cells):
    with contextlib.suppress(SourceError):
        read(header + "\n".join(cells))


KEYS = [
    "title",
    "date",
    "tags",
    "author",
    "image",
    "draft",
    "status",
    "url",
    "content",
    "id",
    "_embedded",
    "node",
]
VALUE = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda x: (
        st.lists(x, max_size=3) | st.dictionaries(st.sampled_from([*KEYS, "rendered", "name"]), x, max_size=4)
    ),
    max_leaves=12,
)


@given(
    st.lists(st.dictionaries(st.sampled_from(KEYS), VALUE, max_size=6), max_size=4),
    st.booleans(),
    st.integers(0, 40),
)
def test_json_raises_no_error_but_source_error(values, is_list, cut):
    text = json.dumps(values) if is_list else "\n".join(map(json.dumps, values))
    with contextlib.suppress(SourceError):
        read(text[: len(text) - cut], "feeds/x.jsonl")


@given(st.text(alphabet=st.sampled_from('[]{}",:\\ \nadtile01'), max_size=80))
def test_broken_json_raises_no_error_but_source_error(text):
    with contextlib.suppress(SourceError):
        read('{"title": "x", "date": "y"}\n' + text, "feeds/x.jsonl")
