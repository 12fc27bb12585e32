"""Web pages whose HTML 5 parsing would take the square of their size."""

from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from digest.parsers.webpage import nesting, tree

OPENED = "<p>" + "".join(f"<b id={n}>" for n in range(40))
PIECES = [
    "<b>", "</b>", "<b id=1>", "<i>", "</i>", "<p>", "</p>", "<div>", "</div>", "<a href=x>", "</a>", "<table>", "<td>",
    "</table>", "<svg>", "</svg>", "<style>", "</style>", "<title>", "</title>", "<select>", "</select>", "<script>",
    "</script>", "<textarea>", "</textarea>", "<x a='</b>'>", '<x a="', '">', "<x a=</b>>", "<![CDATA[ </b>", "]]>",
    "<!--", "-->", "<!-- </b> -->", "<font color=1>", "</font>", "x",
]  # fmt: skip


def test_a_page_with_ordinary_markup_is_not_excessive():
    line = (
        "<li><a href='/x'><strong class='t'>A title</strong></a> <em>by <b>Ana</b></em><p>Text<br>of it</li>"
    )
    assert not nesting.is_excessive(f"<ul>{line * 5000}</ul>")


def test_thousands_of_open_elements_are_excessive():
    assert nesting.is_excessive("<div>" * 50_000)


def test_the_end_of_an_element_inside_a_script_closes_nothing():
    assert nesting.is_excessive("<div><script></div></script>" * 20_000)


def test_formatting_left_open_before_many_paragraphs_is_excessive():
    assert nesting.is_excessive("".join(f"<b id={n}>" for n in range(500)) + "<p>x" * 2000)


@given(st.lists(st.sampled_from(PIECES), max_size=12))
@example(["</p>"])
def test_no_mix_of_tags_hides_formatting_that_is_left_open(pieces):
    page = tree.without_comments(OPENED + "".join(pieces) + "</p>" + "<p>x" * 60)
    if "<!--" in page:
        return  # such a page is never parsed as HTML 5
    elements = len(LexborHTMLParser(page).css("*"))
    assert elements <= 110 + len(pieces) + nesting._left_open(page) * page.count("<")
