"""Hostile documents: small enough for a quick test, large enough to expose quadratic time."""

import functools
import re
import time
from datetime import UTC

import pytest
from fuzz.attacks import attacks

from digest import text
from digest.model import Document, Source
from digest.parsers import html, read_document, recover, xml
from digest.parsers.authors import names
from digest.parsers.encoding import decode_xml
from digest.parsers.listing.phrases import is_furniture
from digest.parsers.mail import html_part

ONCE_QUADRATIC = {
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
    ("html", "div nested"),
    ("html", "links around blocks"),
    ("html", "formatting left open"),
    ("html", "formatting closed in comments"),
    ("html", "comments open"),
    ("html", "blocks closed in scripts"),
    ("jsonfeed", "authors of the feed"),
    ("listing", "lines of 'Read more about The boat comes in'"),
    ("opml", "broken: cdata"),
    ("rss", "broken: cdata open"),
    ("rss", "nested beyond libxml2"),
    ("rss", "combining marks (256 KB)"),
}
SIZE = 256 * 1024
MAX_SECONDS = 3.0  # generous: quadratic time takes longer


@functools.cache
def hostile_documents():
    made = {(attack.format, attack.title): attack for attack in attacks(size=SIZE)}
    return {case: made[case] for case in ONCE_QUADRATIC}


@pytest.mark.parametrize("case", sorted(ONCE_QUADRATIC), ids=": ".join)
def test_a_hostile_document_is_read_in_time(case):
    attack = hostile_documents()[case]
    start = time.process_time()
    read(attack.content, attack.name)
    assert time.process_time() - start < MAX_SECONDS


def read(content, name="feeds/x.xml"):
    return read_document(Document(source=Source(name=name), content=content), UTC)


def test_combining_marks_are_limited_and_those_of_real_scripts_stay():
    assert text.clean("e" + "\u0323" * 500) == "ẹ" + "\u0323" * 29
    written = "שָׁלוֹם และ ẹ̀ 👩‍👩‍👧"
    assert text.fold(text.clean(written)) == text.fold(written)
    assert text.clean("—" * 50) == "—" * 50


@pytest.mark.parametrize("name", ["undefined", "punycode", "unicode_escape", "idna", "hex", "x"])
def test_a_codec_that_only_python_knows_is_not_a_charset(name):
    assert text.codec_name(name) is None
    assert read(f'<html><meta charset="{name}"><p>\xe9</p></html>'.encode("latin-1"), "feeds/x.html")
    assert decode_xml(f"<?xml version='1.0' encoding='{name}'?><rss/>".encode()).endswith("<rss/>")


def test_a_library_error_that_quotes_the_document_stays_on_one_line():
    reading = read(b"<rss><channel><item><title>x</title></item></channel></rss><:^\r\x1b[31m")
    assert all(str(notice).isprintable() for notice in reading.notices)


def test_an_address_that_is_too_long_is_ignored():
    assert html.web_address("https://x.example/" + "a" * 9000) is None
    assert html.join("https://x.example/" + "a" * 9000, "b") == "b"


def test_a_tag_with_thousands_of_attributes_is_removed_and_others_stay():
    crowd = "<p " + " ".join(f"a{n}='>'" for n in range(3000)) + ">x"
    ordinary = "<a " + " ".join(f"a{n}='>'" for n in range(300)) + ">x"
    assert html.without_huge_tags(crowd) == "x"
    assert html.without_huge_tags(ordinary) == ordinary


def test_more_than_fifty_authors_are_left_out():
    assert len(names([f"Ana {n}" for n in range(1000)])) == 50
    assert names(["a@b.example (Ana Ruiz)", "Ana Ruiz <a@b.example>"]) == ("Ana Ruiz",)


def test_a_broken_feed_with_too_many_tags_for_feedparser_is_read():
    reading = read(b"<rss><channel>" + b"<item><title>A</b></title></item>" * 8000 + b"</channel></rss>")
    assert reading.articles[0].title == "A"
    assert "is not well-formed XML" in str(reading.notices[0])


@pytest.mark.parametrize("line", ["Read more", "Read more about The boat comes into the harbour"])
def test_a_page_of_read_more_links_has_no_articles(line):
    reading = read(f"{line} {line} {line} {line}\n".encode() * 30, "feeds/x.txt")
    assert reading.articles == ()
    assert "no headline" in str(reading.notices[-1])


def test_characters_given_as_references_are_cleaned_too():
    content = html.sanitise("<p>&#8238;a&#27;b&#x200b;</p>", None)
    assert content == "<p>ab</p>"


def test_a_combining_stroke_after_a_tag_does_not_reopen_the_tag():
    assert html.sanitise("<b>&#824; onclick=x </b>", None).startswith("<b>\u0338")


def test_all_white_space_in_an_address_is_escaped():
    assert html.web_address("https://x.example/a\u3000b") == "https://x.example/a%E3%80%80b"


def test_a_title_taken_from_a_text_has_no_trailing_space():
    assert text.first_sentence("r .") == "r"


@pytest.mark.parametrize("size", ["²", "٣٠٠", "1" * 5000])
def test_a_size_that_is_not_a_number_of_pixels_is_ignored(size):
    page = f'<h1>The boat comes in</h1><img src="https://x.example/a.jpg" width="{size}"><p>Words of it.</p>'
    assert read(page.encode(), "feeds/x.html").format == "html"
    media = f'<m:content xmlns:m="http://search.yahoo.com/mrss/" medium="image" url="https://x.example/a.jpg" width="{size}"/>'
    feed = f"<rss><channel><item><title>A</title>{media}</item></channel></rss>"
    assert read(feed.encode()).articles[0].image.width is None


@pytest.mark.parametrize("unit", [b"\n", b"&lt;", b"<b/>", b"<content src='x'/>", b"<x:encoded>"])
def test_a_broken_feed_with_too_dense_markup_is_kept_from_feedparser(unit):
    assert recover._is_slow_for_feedparser(unit * ((1 << 20) // len(unit)))
    assert not recover._is_slow_for_feedparser(unit * 1000)


def test_of_many_empty_entries_only_the_first_is_read():
    feed = b"<rss><channel>" + b"<item/>" * 50 + b"<item><title>A</title></item><item/></channel></rss>"
    found = [len(element) for element in xml.elements(feed, frozenset({"item"}))]
    assert found == [0, 1, 1]  # the last is the root


def test_plain_paragraphs_of_a_mail_read_the_same_without_a_parser(monkeypatch):
    message = "<p>One &amp; two<br>three</p><ul><li>Four</li></ul><h2>Five</h2><p>Six"
    unparsed = html_part.trim_html(message)
    assert unparsed.content == message
    monkeypatch.setattr(html_part, "_PLAIN_MARKUP", re.compile("x"))
    parsed = html_part.trim_html(message)
    assert parsed.content != message
    assert html.to_text(unparsed.content) == html.to_text(parsed.content)
    assert html.sanitise(unparsed.content) == html.sanitise(parsed.content)


@pytest.mark.parametrize(
    "hidden", ['<p style="display:none">x', "<img src='cid:1'>", "<a href='x'>unsubscribe</a>"]
)
def test_a_mail_with_anything_to_remove_is_parsed(hidden):
    assert html_part.trim_html(f"<p>One</p>{hidden}").content != f"<p>One</p>{hidden}"


def test_punctuation_before_the_words_of_furniture_is_ignored():
    assert is_furniture("- © 2021 The Harbour Gazette")
    assert is_furniture("__ Read more »")
    assert is_furniture("\u0301" * 30)
    assert not is_furniture("— The boat comes in")


def test_a_control_character_given_as_a_reference_in_a_page_is_removed():
    page = b"<h2><a href='/a'>The ferry sails again</a></h2><p>6 October 2021</p><p>It sails &#7;twice a day.</p>"
    (article,) = read(page, "feeds/x.html").articles
    assert article.summary == "It sails twice a day."


def test_an_attribute_with_a_name_that_lxml_refuses_loses_no_mail():
    mail = b"Subject: Ferry\nFrom: a@x.example\nMIME-Version: 1.0\nContent-Type: text/html\n\n<p {>The boat sails again</p>"
    assert "The boat sails again" in read(mail, "feeds/x.eml").articles[0].content
