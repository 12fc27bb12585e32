"""The authors and topics beside a date."""

from datetime import UTC

import pytest

from digest.model import Beside, Document, Source
from digest.parsers.listing import read
from digest.parsers.listing.beside import has_topics, is_byline, split_fields

PAGE = "\n\n".join(
    f"{title}\n{day} October 2021 | {beside}\nThe boats sail again after a long winter. All are glad about it."
    for title, day, beside in [
        ("The ferry sails on Monday", 14, "Ada Quill"),
        ("The mill turns in the wind", 11, "Bo Arden"),
        ("The pier is mended at last", 6, "Ida Osk"),
    ]
)


@pytest.mark.parametrize(
    ("beside", "authors", "topics"),
    [
        (None, ("Ada Quill",), ()),
        (Beside.AUTHOR, ("Ada Quill",), ()),
        (Beside.TOPIC, (), ("Ada Quill",)),
    ],
)
def test_the_settings_may_name_what_stands_beside_the_dates(beside, authors, topics):
    reading = read(Document(source=Source(name="a.txt", beside=beside), content=PAGE.encode()), UTC)
    first = reading.articles[0]
    assert (first.authors, first.topics) == (authors, topics)


def test_the_topic_behind_authors_is_a_topic_where_it_stands_alone():
    page = (
        PAGE.replace("Ada Quill", "Ada Quill Boats").replace("Bo Arden", "Boats").replace("Osk", "Osk Boats")
    )
    articles = read(Document(source=Source(name="a.txt"), content=page.encode()), UTC).articles
    assert [article.authors for article in articles] == [("Ada Quill",), (), ("Ida Osk",)]
    assert [article.topics for article in articles] == [("Boats",)] * 3


@pytest.mark.parametrize(
    ("texts", "authors", "topics", "others"),
    [
        (["By Oda Brenn | Harbour | "], ["Oda Brenn"], [], ["Harbour"]),
        ([" / Harbour / by Oda Brenn"], ["Oda Brenn"], [], ["Harbour"]),
        (["Posted on ", " by admin in Boats"], ["admin"], ["Boats"], []),
        ([" · Oda Brenn · 3 comments"], [], [], ["Oda Brenn"]),
        ([" Oda Brenn 2 Comments"], [], [], ["Oda Brenn"]),
        (["Harbour, "], [], [], ["Harbour"]),
        (["Published on ", ""], [], [], []),
        ([" - door Marta Kwil"], ["Marta Kwil"], [], []),
        (["发布时间：", "　来源：山谷邮报"], [], [], ["来源：山谷邮报"]),
    ],
)
def test_the_text_beside_a_date_is_split_into_fields(texts, authors, topics, others):
    fields = split_fields(*texts)
    assert (fields.authors, fields.topics, fields.others) == (authors, topics, others)


@pytest.mark.parametrize(
    "text", ["By Oda Brenn | 3 min read", "by admin", "Par Marthe Quillet", "By Oda Brenn | Ruy Castel"]
)
def test_a_byline_may_have_a_reading_time_or_a_second_author(text):
    assert is_byline(text)


@pytest.mark.parametrize(
    "text", ["By land and by sea | A story", "Boats by night", "By boat", f"By {'Ada ' * 40}"]
)
def test_other_lines_are_no_byline(text):
    assert not is_byline(text)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["Harbour", "Schools", "Money"], True),
        (["Ada Quill", "Bo Arden", "Ada Quill", "Ida Osk"], False),
        (["Human Rights"] * 3 + ["Climate Change"] * 3, True),
        (["Ada Quill", "the_editors", "Bo Arden"], False),
        ([], False),
    ],
)
def test_one_thing_beside_the_dates_is_a_topic_when_it_recurs_or_is_no_name(values, expected):
    assert has_topics(values) is expected
