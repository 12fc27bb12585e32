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
from digest.parsers import LARGEST, by_feedparser, entry, html, read_document, xml
from digest.parsers.language import detect_languages


def read(content, name="feeds/x.xml", **source):
    content = content.encode() if isinstance(content, str) else content
    return read_document(Document(source=Source(name=name, **source), content=content), UTC)


def test_the_format_is_told_by_the_content_not_by_the_name():
    assert read(rss(item("A")), name="feeds/page.txt").format == "rss"
    assert read('{"items": []}', name="feeds/x.rss").format == "jsonfeed"


def test_what_is_too_large_is_refused():
    with pytest.raises(SourceError, match="at most 67,108,864 are read"):
        read(b"a" * (LARGEST + 1))


def test_more_articles_than_a_document_may_hold_are_left_out_with_a_notice():
    reading = read(rss(*(f"<title>{number}</title>" for number in range(entry.MOST_ARTICLES + 1))))
    assert len(reading.articles) == entry.MOST_ARTICLES
    assert "holds more than 20,000 articles" in str(reading.notices[0])


def test_what_is_odd_about_many_articles_is_counted():
    reading = read(rss(*(f"<guid>same</guid><title>{number}</title>" for number in range(9))))
    assert len(reading.articles) == 9
    assert [str(notice).rpartition(": ")[2] for notice in reading.notices][-1] == (
        "and 5 more have the id of another; all are kept"
    )


def test_quotes_that_swallow_the_rest_of_a_table_again_and_again_come_to_an_end():
    reading = read("title,date\n" + '"a" b,"c\n' * 30_000, name="feeds/x.csv")
    assert reading.articles[0].title == "a b"


def test_a_broken_feed_of_thousands_of_entries_is_read_without_feedparser():
    feed = rss(*(f"<title>{number}</title>" for number in range(2001))).replace(
        "</channel>", "</b></channel>"
    )
    with patch.object(by_feedparser, "entries", side_effect=AssertionError):
        assert len(read(feed).articles) == 2001


def test_binary_bytes_are_refused():
    with pytest.raises(SourceError, match="is not text"):
        read(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 100)


def test_the_source_fills_in_what_the_document_leaves_open():
    (one,) = read(rss(item("A")), language="es", topics=("Salud",)).articles
    assert (one.language, one.topics) == ("es", ("Salud",))
    (two,) = read(
        rss(item("A", more="<category>Water</category>"), head="<language>en-GB</language>"),
        language="es",
        topics=("Salud",),
    ).articles
    assert (two.language, two.topics) == ("en", ("Water",))


def test_the_next_page_of_a_feed_stands_on_the_feeds_own_address():
    feed = rss(item("A"), head="<a:link xmlns:a='http://www.w3.org/2005/Atom' rel='next' href='?page=2'/>")
    assert read(feed, name="https://f.example/all.xml").next_page == "https://f.example/all.xml?page=2"
    moved = Document(
        source=Source(name="https://f.example/old"), content=feed.encode(), address="https://g.example/"
    )
    assert read_document(moved).next_page == "https://g.example/?page=2"


def test_the_language_of_a_page_is_found_from_its_words():
    spanish = "12 octubre, 2021\n\nLa cooperativa estrena barco\n\nLos pescadores del golfo celebraron ayer la llegada de un barco nuevo al puerto, pagado entre todos en tres años de trabajo."
    assert {a.language for a in read(spanish, name="feeds/p.txt").articles} == {"es"}


def test_articles_of_one_source_in_two_languages_are_told_apart():
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


def test_too_few_words_name_no_language():
    assert detect_languages(read(rss(item("A"))).articles) == (None,)


@given(st.binary(max_size=600))
def test_no_bytes_raise_anything_but_our_own_error(content):
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
def test_no_text_inside_a_feed_raises_anything_but_our_own_error(text, frame):
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
def test_no_json_raises_anything_but_our_own_error(value):
    with contextlib.suppress(SourceError):
        read(json.dumps({"items": [value, {"title": value}], "authors": value}))


@given(st.text(max_size=300))
def test_sanitised_markup_is_harmless_and_stays_so(value):
    once = html.sanitise(value, "https://x.example/")
    assert "<script" not in once.lower()
    assert html.sanitise(once, "https://x.example/") == once


@pytest.mark.parametrize(
    ("markup_in", "words"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>two", "One two"),
        ("A &amp; B", "A & B"),
        ("a<script>alert(1)</script>b", "ab"),
        ("<ul><li>x</li><li>y</li></ul>", "x\n\ny"),
        ("<div>" * 600 + "deep", "deep"),
        ("<b>" * 200 + "bold", "bold"),
        ("no markup", "no markup"),
    ],
)
def test_markup_becomes_words(markup_in, words):
    assert html.to_text(markup_in) == words


def nested(inner):
    return st.builds(
        "<{0} title='x'>{1}</{0}>".format,
        st.sampled_from(["p", "b", "a", "div", "ul", "ol", "li", "h2", "blockquote", "span"]),
        st.lists(inner, max_size=4).map("".join),
    )


@given(
    st.recursive(
        st.sampled_from(["a ", " b", "\n\n", "&amp;lt;", "&nbsp;", "&#8217;", "<br>", "<hr/>"]), nested
    )
)
def test_markup_without_a_parser_says_what_it_says_with_one(value):
    quick = html.to_text(value)
    with patch.object(html, "_simple_text", return_value=None):
        assert quick == html.to_text(value)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://x.example/a b", "https://x.example/a%20b"),
        ("/a", "https://base.example/a"),
        ("mailto:a@x.example", "mailto:a@x.example"),
        ("javascript:alert(1)", None),
        (" java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("ftp://x.example/a", None),
        ("http://[x", None),
        ("", None),
        (None, None),
    ],
)
def test_a_link_is_http_or_mailto_or_nothing(address, expected):
    assert html.web_address(address, "https://base.example/") == expected


def test_a_counting_pixel_is_no_picture():
    content = (
        '<img src="https://x.example/p.gif" width="1"><img src="https://x.example/i.jpg" alt=" A  boat ">'
    )
    assert html.first_image(content, None) == ("https://x.example/i.jpg", "A boat")
    assert html.first_image("no picture", None) is None


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (
            b'\xef\xbb\xbf<?xml version="1.0"?><!-- c --><!DOCTYPE rss [<!ELEMENT a ANY>]><rss version="2.0">',
            "rss",
        ),
        ("<feed>".encode("utf-16"), "feed"),
        (b"<atom:feed xmlns:atom='x'>", "feed"),
        (b"plain text", ""),
    ],
)
def test_the_root_of_a_document_is_seen_without_parsing_it(head, name):
    assert xml.root_name(head) == name
