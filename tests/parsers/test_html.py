"""HTML from sources becomes harmless, or plain text."""

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.parsers import html


@given(st.text(max_size=300))
def test_sanitising_twice_changes_nothing(value):
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
def test_markup_becomes_text(markup_in, words):
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
def test_simple_markup_gives_the_same_text_without_the_parser(value):
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
def test_only_http_and_mailto_addresses_are_accepted(address, expected):
    assert html.web_address(address, "https://base.example/") == expected
