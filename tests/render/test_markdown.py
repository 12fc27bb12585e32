"""The editor's Markdown is sanitised HTML in the mail, and readable words in its plain text."""

import pytest

from digest.render.markdown import to_html, to_text


def test_links_have_the_colour_of_the_mail():
    assert to_html("[News](https://n.example)", "#123456") == (
        '<p><a style="color:#123456" href="https://n.example">News</a></p>'
    )


@pytest.mark.parametrize(
    ("text", "forbidden"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("[x](javascript:alert(1))", "href"),
        ('<img src=x onerror="y">', "<img"),
    ],
)
def test_markup_that_could_run_is_no_markup_in_the_html(text, forbidden):
    assert forbidden not in to_html(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dear *readers*,\n\n# News", "Dear readers,\n\nNews"),
        ("one\ntwo", "one two"),
        ("one  \ntwo", "one\ntwo"),
        ("[News](https://n.example)", "News (https://n.example)"),
        ("<https://n.example>", "https://n.example"),
        ("[a@n.example](mailto:a@n.example)", "a@n.example"),
        ("- one\n- two", "- one\n\n- two"),
        ("3. three\n4. four", "3. three\n\n4. four"),
        ("- one\n  - inner\n\n  more", "- one\n\n  - inner\n\n  more"),
        ("`code`\n\n    block", "code\n\nblock"),
    ],
)
def test_plain_text_has_no_syntax_and_the_addresses_of_links(text, expected):
    assert to_text(text) == expected


def test_long_lines_of_a_list_are_wrapped_below_its_words():
    assert to_text("- " + "word " * 20) == "- " + "word " * 13 + "word\n  " + "word " * 5 + "word"
