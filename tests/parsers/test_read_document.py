"""Any document becomes articles, or an error that names its source."""

import contextlib
import json
from datetime import UTC
from unittest.mock import patch

import pytest
from conftest import item, rss
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import SourceError
from digest.model import Document, Source
from digest.parsers import LARGEST, by_feedparser, entry, read_document
from digest.parsers.language import detect_languages


def read(content, name="feeds/x.xml", **source):
    content = content.encode() if isinstance(content, str) else content
    return read_document(Document(source=Source(name=name, **source), content=content), UTC)


def test_the_format_is_recognised_by_the_content_not_the_name():
    assert read(rss(item("A")), name="feeds/page.txt").format == "rss"
    assert read('{"items": []}', name="feeds/x.rss").format == "jsonfeed"


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "is a PDF; copy its text"),
        (
            b"PK\x03\x04\x14\x00[Content_Types].xml" + b"\0" * 40 + b"word/document.xml",
            "plain text or as a web page",
        ),
        (b"PK\x03\x04\x14\x00[Content_Types].xml" + b"\0" * 40 + b"xl/workbook.xml", "save it as CSV"),
        (b"PK\x03\x04\x14\x00news/1.html", "is a zip archive; unpack it first"),
        (b"{\\rtf1\\ansi News", "save it as plain text"),
        (b"\x1f\x8b\x08\x00", "unpack it first"),
    ],
)
def test_a_document_that_is_no_text_is_refused_with_what_to_do(content, advice):
    with pytest.raises(SourceError, match=advice):
        read(content, name="feeds/page.txt")


def test_a_document_that_is_too_large_is_refused():
    with pytest.raises(SourceError, match="at most 67,108,864 are read"):
        read(b"a" * (LARGEST + 1))


def test_articles_over_the_limit_are_left_out_with_a_notice():
    reading = read(rss(*(f"<title>{number}</title>" for number in range(entry.MOST_ARTICLES + 1))))
    assert len(reading.articles) == entry.MOST_ARTICLES
    assert "holds more than 20,000 articles" in str(reading.notices[0])


def test_many_notices_of_one_kind_are_counted():
    reading = read(rss(*(f"<guid>same</guid><title>{number}</title>" for number in range(9))))
    assert len(reading.articles) == 9
    assert [str(notice).rpartition(": ")[2] for notice in reading.notices][-1] == (
        "and 5 more have the id of another; all are kept"
    )


def test_a_table_of_unclosed_quotes_is_read_in_time():
    reading = read("title,date\n" + '"a" b,"c\n' * 30_000, name="feeds/x.csv")
    assert reading.articles[0].title == "a b"


def test_a_broken_feed_of_thousands_of_entries_is_read_without_feedparser():
    feed = rss(*(f"<title>{number}</title>" for number in range(2001))).replace(
        "</channel>", "</b></channel>"
    )
    with patch.object(by_feedparser, "entries", side_effect=AssertionError):
        assert len(read(feed).articles) == 2001


def test_a_binary_file_is_refused():
    with pytest.raises(SourceError, match="is not text"):
        read(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 100)


def test_a_source_supplies_the_language_and_topics_that_a_document_lacks():
    (bare,) = read(rss(item("A")), language="es", topics=("Salud",)).articles
    assert (bare.language, bare.topics) == ("es", ("Salud",))
    (complete,) = read(
        rss(item("A", more="<category>Water</category>"), head="<language>en-GB</language>"),
        language="es",
        topics=("Salud",),
    ).articles
    assert (complete.language, complete.topics) == ("en", ("Water",))


def test_the_next_page_is_resolved_against_the_address_of_the_feed():
    feed = rss(item("A"), head="<a:link xmlns:a='http://www.w3.org/2005/Atom' rel='next' href='?page=2'/>")
    assert read(feed, name="https://f.example/all.xml").next_page == "https://f.example/all.xml?page=2"
    moved = Document(
        source=Source(name="https://f.example/old"), content=feed.encode(), address="https://g.example/"
    )
    assert read_document(moved).next_page == "https://g.example/?page=2"


def test_the_language_of_a_page_is_detected_from_its_words():
    spanish = "12 octubre, 2021\n\nLa cooperativa estrena barco\n\nLos pescadores del golfo celebraron ayer la llegada de un barco nuevo al puerto, pagado entre todos en tres años de trabajo."
    assert {a.language for a in read(spanish, name="feeds/p.txt").articles} == {"es"}


def test_a_source_may_mix_two_languages():
    words = {
        "es": "Los pescadores del golfo celebraron ayer la llegada de un barco nuevo al puerto, pagado entre todos en tres años de trabajo.",
        "en": "The fishing families of the gulf welcomed a new boat to the harbour yesterday, paid for together in three years of work.",
    }
    rows = [
        f'{{"title": "{code} {n}", "date": "2021-10-0{n}", "summary": "{words[code]}"}}'
        for n in (1, 2, 3)
        for code in words
    ]
    found = read("\n".join(rows), name="feeds/rows.jsonl").articles
    assert [one.language for one in found] == [one.title[:2] for one in found]


def test_a_language_is_not_detected_from_a_few_words():
    assert detect_languages(read(rss(item("A"))).articles) == (None,)


@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_raise_a_source_error(content):
    with contextlib.suppress(SourceError):
        read(content)


@given(
    st.text(max_size=300),
    st.sampled_from(
        [
            "<rss><channel><item><title>{}</title></item></channel></rss>",
            "<feed><entry><title>{}</title></entry></feed>",
        ]
    ),
)
def test_any_text_inside_a_feed_is_read_or_raises_a_source_error(text, frame):
    with contextlib.suppress(SourceError):
        read(frame.format(text))


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=20),
        lambda x: (
            st.lists(x, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "items",
                        "id",
                        "title",
                        "tags",
                        "author",
                        "authors",
                        "name",
                        "date_published",
                        "image",
                        "content_html",
                    ]
                ),
                x,
                max_size=6,
            )
        ),
        max_leaves=20,
    )
)
def test_any_json_is_read_or_raises_a_source_error(value):
    with contextlib.suppress(SourceError):
        read(json.dumps({"items": [value, {"title": value}], "authors": value}))


def test_an_error_names_its_source_in_a_field():
    with pytest.raises(SourceError) as caught:
        read("<!DOCTYPE opml [<!ENTITY a 'b'>]><opml/>", name="feeds/list.opml")
    assert caught.value.source == "feeds/list.opml"
    assert str(caught.value) == f"feeds/list.opml: {caught.value.problem}"


def test_a_picture_without_a_type_is_recognised_by_its_extension():
    media = '<m:content xmlns:m="http://search.yahoo.com/mrss/" url="https://f.example/a.JPG"/>'
    feeds = (
        rss(item("A", more=media)),
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title>{media}</entry></feed>',
    )
    for feed in feeds:
        (article,) = read(feed).articles
        assert article.image.url == "https://f.example/a.JPG"
