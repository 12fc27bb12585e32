"""Documents made to hurt: small enough to be quick, large enough that their square would show."""

import functools
import re
import time
from datetime import UTC

import attacks
import pytest

from digest import text
from digest.model import Document, Source
from digest.parsers import html, read_document, recover, xml
from digest.parsers.encoding import charset_name, decode_xml
from digest.parsers.entry import _names
from digest.parsers.listing.phrases import is_furniture
from digest.parsers.mail import html_part

SQUARE = {
    ("atom", "xhtml broad"),
    ("atom", "a long base"),
    ("atom", "the feed's many authors"),
    ("html", "attributes without values"),
    ("html", "attributes over lines"),
    ("html", "JSON-LD of many references"),
    ("html", "JSON-LD types of words"),
    ("html", "microdata of one"),
    ("html", "one article, nested lines"),
    ("html", "tables in a table with th"),
    ("html", "ligatures that grow"),
    ("jsonfeed", "authors of the feed"),
    ("listing", "lines of 'Read more about The boat comes in'"),
    ("opml", "broken: cdata"),
    ("rss", "broken: cdata open"),
    ("rss", "nested beyond libxml2"),
    ("rss", "combining marks (1024 KB)"),
}
GENEROUS = 8.0  # what cost its square took a minute


@functools.cache
def made():
    """Make the documents once; each holds a megabyte."""
    found = attacks.documents(None)
    return {(form, told): (name, content) for form, told, name, content in found if (form, told) in SQUARE}


@pytest.mark.parametrize("which", sorted(SQUARE), ids=": ".join)
def test_a_document_made_to_hurt_is_read_in_time(which):
    name, content = made()[which]
    start = time.process_time()
    read(content, name)
    assert time.process_time() - start < GENEROUS


def read(content, name="feeds/x.xml"):
    return read_document(Document(source=Source(name=name), content=content), UTC)


def test_marks_piled_on_one_letter_are_cut_and_those_of_writing_stay():
    assert text.clean("e" + "\u0323" * 500) == "ẹ" + "\u0323" * 29
    written = "שָׁלוֹם และ ẹ̀ 👩‍👩‍👧"
    assert text.fold(text.clean(written)) == text.fold(written)
    assert text.clean("—" * 50) == "—" * 50


@pytest.mark.parametrize("name", ["undefined", "punycode", "unicode_escape", "idna", "hex", "x"])
def test_what_only_python_calls_a_codec_is_no_charset(name):
    assert charset_name(name) is None
    assert read(f'<html><meta charset="{name}"><p>\xe9</p></html>'.encode("latin-1"), "feeds/x.html")
    assert decode_xml(f"<?xml version='1.0' encoding='{name}'?><rss/>".encode()).endswith("<rss/>")


def test_what_a_library_quotes_of_a_document_stays_on_one_line():
    reading = read(b"<rss><channel><item><title>x</title></item></channel></rss><:^\r\x1b[31m")
    assert all(str(notice).isprintable() for notice in reading.notices)


def test_an_address_longer_than_any_is_none():
    assert html.web_address("https://x.example/" + "a" * 9000) is None
    assert html.join("https://x.example/" + "a" * 9000, "b") == "b"


def test_a_tag_with_thousands_of_attributes_goes_and_others_stay():
    crowd = "<p " + " ".join(f"a{n}='>'" for n in range(3000)) + ">x"
    fine = "<a " + " ".join(f"a{n}='>'" for n in range(300)) + ">x"
    assert html.without_huge_tags(crowd) == "x"
    assert html.without_huge_tags(fine) == fine


def test_more_authors_than_an_article_has_are_left_out():
    assert len(_names([f"Ana {n}" for n in range(1000)])) == 50
    assert _names(["a@b.example (Ana Ruiz)", "Ana Ruiz <a@b.example>"]) == ("Ana Ruiz",)


def test_a_broken_feed_of_more_tags_than_feedparser_can_take_is_read_all_the_same():
    reading = read(b"<rss><channel>" + b"<item><title>A</b></title></item>" * 8000 + b"</channel></rss>")
    assert reading.articles[0].title == "A"
    assert "is not well-formed XML" in str(reading.notices[0])


@pytest.mark.parametrize("line", ["Read more", "Read more about The boat comes into the harbour"])
def test_a_page_of_nothing_but_ways_on_has_no_articles(line):
    reading = read(f"{line} {line} {line} {line}\n".encode() * 30, "feeds/x.txt")
    assert reading.articles == ()
    assert "no headline" in str(reading.notices[-1])


def test_what_references_stand_for_is_as_clean_as_all_else():
    content = html.sanitise("<p>&#8238;a&#27;b&#x200b;</p>", None)
    assert content == "<p>ab</p>"


def test_a_stroke_behind_a_tag_does_not_open_the_tag():
    assert html.sanitise("<b>&#824; onclick=x </b>", None).startswith("<b>\u0338")


def test_all_white_space_in_an_address_is_written_out():
    assert html.web_address("https://x.example/a\u3000b") == "https://x.example/a%E3%80%80b"


def test_a_title_made_of_a_text_ends_in_no_space():
    assert text.first_sentence("r .") == "r"


@pytest.mark.parametrize("size", ["²", "٣٠٠", "1" * 5000])
def test_a_size_that_is_no_number_of_pixels_is_none(size):
    page = f'<h1>The boat comes in</h1><img src="https://x.example/a.jpg" width="{size}"><p>Words of it.</p>'
    assert read(page.encode(), "feeds/x.html").format == "html"
    media = f'<m:content xmlns:m="http://search.yahoo.com/mrss/" medium="image" url="https://x.example/a.jpg" width="{size}"/>'
    feed = f"<rss><channel><item><title>A</title>{media}</item></channel></rss>"
    assert read(feed.encode()).articles[0].image.width is None


@pytest.mark.parametrize("unit", [b"\n", b"&lt;", b"<b/>", b"<content src='x'/>", b"<x:encoded>"])
def test_a_broken_feed_that_would_keep_feedparser_busy_is_not_given_to_it(unit):
    assert recover._is_slow_for_feedparser(unit * ((1 << 20) // len(unit)))
    assert not recover._is_slow_for_feedparser(unit * 1000)


def test_of_entries_without_anything_in_them_only_the_first_is_looked_at():
    feed = b"<rss><channel>" + b"<item/>" * 50 + b"<item><title>A</title></item><item/></channel></rss>"
    found = [len(element) for element in xml.elements(feed, frozenset({"item"}))]
    assert found == [0, 1, 1]  # the last is the root


def test_a_mail_of_plain_paragraphs_says_the_same_without_a_parser(monkeypatch):
    letter = "<p>One &amp; two<br>three</p><ul><li>Four</li></ul><h2>Five</h2><p>Six"
    quick = html_part.trim_html(letter)
    assert quick.content == letter
    monkeypatch.setattr(html_part, "_PLAIN_MARKUP", re.compile("x"))
    slow = html_part.trim_html(letter)
    assert slow.content != letter
    assert html.to_text(quick.content) == html.to_text(slow.content)
    assert html.sanitise(quick.content) == html.sanitise(slow.content)


@pytest.mark.parametrize(
    "hidden", ['<p style="display:none">x', "<img src='cid:1'>", "<a href='x'>unsubscribe</a>"]
)
def test_a_mail_with_anything_to_take_out_goes_to_the_parser(hidden):
    assert html_part.trim_html(f"<p>One</p>{hidden}").content != f"<p>One</p>{hidden}"


def test_marks_before_the_words_of_a_page_are_passed_over_once():
    assert is_furniture("- © 2021 The Harbour Gazette")
    assert is_furniture("__ Read more »")
    assert is_furniture("\u0301" * 30)
    assert not is_furniture("— The boat comes in")
