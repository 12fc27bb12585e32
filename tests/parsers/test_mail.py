"""Mails: recognised by their fields, trimmed, and cheap to read if hostile; whole mails are cases in tests/data."""

import contextlib
import time
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import SourceError
from digest.model import Document, Source
from digest.parsers import mail
from digest.parsers.mail.content_type import ContentType, read_content_type
from digest.parsers.mail.encoded_words import decode_words
from digest.parsers.mail.headers import parse_entity, subject
from digest.parsers.mail.html_part import trim_html
from digest.parsers.mail.mime import unflow
from digest.parsers.mail.text_part import trim_text

HEAD = b"From: Desk <desk@harbour.example.org>\nSubject: The crane\nDate: Fri, 15 Oct 2021 12:00:00 +0000\n"


def read(content: bytes):
    return mail.read(Document(source=Source(name="feeds/x.eml"), content=content), UTC)


@pytest.mark.parametrize(
    "content",
    [
        HEAD + b"\ntext",
        b"\xef\xbb\xbf\r\n" + HEAD.replace(b"\n", b"\r\n"),
        b"From desk@harbour.example.org Fri Oct 15 12:00:00 2021\n",
        b"From whoever\n" + HEAD,
        b"Received: from a\n by b;\n today\nReturn-Path: <>\n\n",
    ],
)
def test_a_mail_is_recognised_by_its_header_fields(content):
    assert mail.sniff(content, "x")


@pytest.mark.parametrize(
    "content",
    [
        b"Subject: x\n\nA page that begins so.",
        b"From the harbour comes news.\n\nDate: 15 October 2021\n",
        b"Title: x\nDate: 2021-10-15\nCategory: boats\n\nText",
        b"12 October 2021\nA headline\n\nFrom: here\nDate: then\n",
        b"<rss/>",
        b"\0" * 40,
    ],
)
def test_a_page_is_not_taken_for_a_mail(content):
    assert not mail.sniff(content, "x")


def test_a_separator_alone_is_an_empty_mailbox():
    reading = read(b"From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n")
    assert (reading.articles, reading.notices) == ((), ())


def test_the_line_of_a_message_counts_from_the_top_of_the_file():
    two = (
        b"\n\nFrom - Fri Oct 15 12:00:00 2021\n" + HEAD + b"\nA.\n\nFrom - Fri Oct 15 12:00:00 2021\n" + HEAD
    )
    (notice,) = read(two).notices
    assert "both are kept" in notice.text
    assert notice.line == 11


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("=?utf-8?q?a=C3=B1o?= =?utf-8?q?_nuevo?=", "año nuevo"),
        ("=?utf-8?b?w6HD?= =?utf-8?b?oQ==?=", "áá"),
        ("one =?iso-8859-1*en?Q?two=E9?= three", "one twoé three"),
        ("=?utf-8?q?unended", "=?utf-8?q?unended"),
        ("=?punycode?q?a-b?=", "a-b"),
        ("C:\\users =?utf-8?q?=C3=A9?=", "C:\\users é"),
    ],
)
def test_encoded_words_are_decoded(text, expected):
    assert decode_words(text) == expected


def test_the_address_of_the_web_version_does_not_identify_the_recipient():
    page = '<p><a href="https://mailchi.mp/harbour/may?e=abc123&amp;x=1">View in your browser</a></p><p>News.</p>'
    assert trim_html(page).web_version == "https://mailchi.mp/harbour/may?x=1"


def test_layout_tables_become_paragraphs_and_data_tables_stay():
    layout = "<table><tr><td>One</td><td>Two</td></tr></table>"
    data = "<table><tr><th>Boat</th></tr><tr><td>Ana</td></tr></table>"
    words = trim_html(layout + data).content
    assert "<p>One</p><p>Two</p>" in words
    assert "<th>Boat</th>" in words


def test_a_single_paragraph_about_unsubscribing_stays():
    assert trim_text("Unsubscribe at https://x.example/ from the council's list.").content


def test_flowed_lines_are_joined_within_one_quoting_depth():
    assert unflow("> a \n> b\n>> c \nd", deletes_space=False) == "> a b\n> c \nd"


HOSTILE = {
    "parts in parts": HEAD
    + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(18_000)),
    "one boundary again and again": HEAD
    + b"Content-Type: multipart/mixed; boundary=b\n\n"
    + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 20_000,
    "a field of a megabyte": HEAD + b"To: " + b"(" * 1_000_000 + b"\n\nx",
    "a sender of a megabyte": b"Subject: x\nDate: x\nFrom: " + b'"a, <(' * 160_000 + b"\n\nx",
    "a hundred thousand fields": HEAD + b"X-A: b\n" * 100_000 + b"\nx",
    "ten thousand encoded words": b"From: a\nDate: x\nSubject: " + b"=?utf-8?q?a=C3?= " * 10_000 + b"\n\nx",
    "invalid base64": HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"!@#$%^&*A" * 110_000,
    "a charset with quadratic decoding": HEAD
    + b"Content-Type: text/plain; charset=punycode\n\n"
    + b"a-" * 500_000,
    "an element of a megabyte": HEAD
    + b"Content-Type: text/html\n\n<a "
    + b"".join(b"b%d " % n for n in range(120_000)),
    "elements in elements": HEAD + b"Content-Type: text/html\n\n" + b"<div>" * 200_000,
    "quoted quotes": HEAD + b'Content-Type: text/plain; x="' + b'\\"' * 500_000 + b"\n\nx",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_megabyte_is_read_in_a_few_seconds(content):
    start = time.monotonic()
    assert len(read(content).articles) == 1
    assert time.monotonic() - start < 5


@given(st.binary(max_size=400), st.booleans())
def test_no_bytes_raise_anything_but_a_source_error(content, is_headed):
    with contextlib.suppress(SourceError):
        read(HEAD + content if is_headed else content)


@given(
    st.sampled_from(["Content-Type", "From", "Subject", "Date", "List-Id", "Archived-At", "Message-ID"]),
    st.text(st.sampled_from("abc/;=\"'*%<>()@,?:\\ \t0129é\n"), max_size=80),
)
def test_no_field_raises_anything_but_a_source_error(name, value):
    with contextlib.suppress(SourceError):
        read(f"{name}: {value}\n".encode() + HEAD + b"\n--b\n\nx\n--b--\n")


@pytest.mark.parametrize(
    ("subject_line", "expected"),
    [
        ("Re: Fwd: The crane", "The crane"),
        ("[Harbour news] The crane", "The crane"),
        ("Re: [harbour] AW: The crane", "The crane"),
        ("[Urgent] The crane", "[Urgent] The crane"),
        ("Re:", "Re:"),
    ],
)
def test_reply_prefixes_and_the_name_of_the_list_are_not_part_of_the_subject(subject_line, expected):
    message = f"Subject: {subject_line}\nList-Id: Harbour news <harbour.lists.example>\n\nx"
    assert subject(parse_entity(message.encode())) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("", ContentType()),
        ("Content-Type: TEXT/HTML; charset=UTF-8\n", ContentType(type="text/html", charset="utf-8")),
        (
            "Content-Type: text/plain; format=flowed;\n delsp=yes\n",
            ContentType(is_flowed=True, deletes_space=True),
        ),
        ("Content-Type: multipart/mixed; boundary=b\n", ContentType(type="multipart/mixed", boundary="b")),
        ("Content-Disposition: attachment\n", ContentType(is_attached=True)),
        ("Content-Type: text/plain; name=a.txt\n", ContentType(is_attached=True)),
    ],
)
def test_the_content_type_is_read_with_its_parameters(fields, expected):
    assert read_content_type(parse_entity(f"{fields}\nx".encode())) == expected


def test_a_stray_line_among_the_header_fields_is_skipped():
    entity = parse_entity(b"Subject: The crane\n>From nobody\nDate: today\n\nWords.")
    assert (entity.text("date"), entity.body) == ("today", b"Words.")


@pytest.mark.parametrize("separator", ["-- ", "--", "_" * 45])
def test_the_signature_of_a_text_is_removed(separator):
    assert trim_text(f"Words of it.\n\n{separator}\nAna Ruiz\n").content == "Words of it."


def test_a_long_rest_below_two_hyphens_is_not_a_signature():
    text = "Words of it.\n\n--\n" + "A line.\n" * 9
    assert "A line." in trim_text(text).content
