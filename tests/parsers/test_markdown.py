"""Markdown with front matter: the rules that pairs of files cannot show."""

import contextlib
from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from digest.errors import SourceError
from digest.model import Document, Source
from digest.parsers import read_document


def read(text, name="feeds/x.md"):
    return read_document(Document(source=Source(name=name), content=text.encode("utf-8", "replace")), UTC)


def test_a_text_page_that_opens_with_a_rule_stays_a_listing_page():
    page = "---\nTijuana: a long way\nfrom anywhere else\n---\n\nAnother story\n5 October 2021\nIts text is here.\n"
    assert read(page, "feeds/page.txt").format == "listing"


def test_a_page_of_many_labelled_blocks_stays_a_listing_page():
    page = "---\ntitle: One\ndate: 2021-10-05\n---\ntitle: Two\ndate: 2021-10-06\n---\n"
    assert read(page, "feeds/page.txt").format == "listing"


def test_json_in_a_file_named_markdown_is_read_as_json():
    assert read('{"items": []}').format == "jsonfeed"
    assert read('{"title": "A", "date": "2021"}\n{"title": "B", "date": "2021"}').format == "jsonl"


def test_a_very_long_text_is_read_as_plain_text():
    reading = read("# Long\n\n" + "word " * 40_000)
    assert [(a.title, a.summary[:9]) for a in reading.articles] == [("Long", "word word")]
    assert "read as plain text" in str(reading.notices[0])


def test_the_title_of_an_untitled_index_file_is_the_name_of_its_folder():
    assert read("---\ndate: 2021-10-05\n---\n", "feeds/the-boat/index.md").articles[0].title == "The boat"


@given(
    st.sampled_from(["---\n", "+++\n", "{", "", "---\ntitle: x\n"]),
    st.text(max_size=200),
    st.sampled_from(["\n---\n", "\n+++\n", "}\n", "\n\n"]),
    st.text(max_size=100),
)
def test_a_text_raises_no_error_but_source_error(opening, block, closing, body):
    with contextlib.suppress(SourceError):
        read(opening + block + closing + body)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["title", "date", "tags", "author", "image", "draft", "no", "url"]),
            st.sampled_from(
                [
                    "x",
                    "[a, b]",
                    "2021-10-05",
                    "{a: b}",
                    "*a",
                    "&a [*a]",
                    "|",
                    "'",
                    '"\\U99999999"',
                    "\n  - b",
                    "",
                ]
            ),
        )
    )
)
def test_front_matter_raises_no_error_at_all(pairs):
    assert read("---\n" + "".join(f"{k}: {v}\n" for k, v in pairs) + "---\nText.").format == "markdown"
