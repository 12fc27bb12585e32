"""The colours of a mail's texts: cascade, inheritance, translucency, dark mode."""

import pytest

from digest.checks.built_mail import BuiltMail
from digest.checks.text_colours import has_dark_mode, text_colours


def built(body: str, style: str = "") -> BuiltMail:
    source = f"<html><head><style>{style}</style></head><body>{body}</body></html>".encode()
    return BuiltMail(
        language="en", path="", source=source, text="", text_path="", message=b"", message_path=""
    )


def colours(body: str, style: str = "", *, dark: bool = False) -> list[tuple[str, str]]:
    return [(text.colour, text.background) for text in text_colours(built(body, style), dark=dark)]


@pytest.mark.parametrize(
    ("style", "colour"),
    [
        ("p { color: #111111 } p { color: #222222 }", "#222222"),
        ("p.a { color: #111111 } p { color: #222222 }", "#111111"),
        ("p { color: #111111 !important } p.a { color: #222222 }", "#111111"),
        ("h1, p { color: #111111; color: #222222 }", "#222222"),
        ("p { color: nonsense }", "#000000"),
        ("p:is(.b, .a) { color: #111111 }", "#111111"),
        ('p[class="a,b"], p[class="a"] { color: #111111 }', "#111111"),
        ("p::before, p:unknown(2), p { color: #111111 }", "#111111"),
        ("p::first-line { color: #111111 }", "#000000"),
        ("p { color: #fff } p:unknown(2) { color: #111111 }", "#ffffff"),
        ("body { color: #111111 }", "#111111"),
        ("@media (max-width: 480px) { p { color: #111111 } }", "#000000"),
    ],
)
def test_the_winning_rule_of_the_cascade_colours_a_text(style, colour):
    assert colours('<p class="a">A</p>', style) == [(colour, "#ffffff")]


@pytest.mark.parametrize(
    ("rule", "attribute", "colour"),
    [
        ("color: #111111", "color: #222222", "#222222"),
        ("color: #111111 !important", "color: #222222", "#111111"),
        ("color: #111111 !important", "color: #222222 !important", "#222222"),
    ],
)
def test_a_style_attribute_loses_only_to_an_important_rule(rule, attribute, colour):
    assert colours(f'<p style="{attribute}">A</p>', f"p {{ {rule} }}") == [(colour, "#ffffff")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<p style="background: url(a.png) #123456">A</p>', ("#000000", "#123456")),
        ('<p style="background-color: rgba(0, 0, 0, 0.5)">A</p>', ("#000000", "#808080")),
        ('<p style="background-color: transparent">A</p>', ("#000000", "#ffffff")),
        ('<p style="color: #ff0000; background-color: currentcolor">A</p>', ("#ff0000", "#000000")),
        ('<div style="color: #ff0000"><p style="color: inherit">A</p></div>', ("#ff0000", "#ffffff")),
        ('<table bgcolor="#abcdef"><tr><td>A</td></tr></table>', ("#000000", "#abcdef")),
        ('<font color="#ff0000">A</font>', ("#ff0000", "#ffffff")),
        ('<a href="https://a.example/">A</a>', ("#0000ee", "#ffffff")),
        ("<a>A</a>", ("#000000", "#ffffff")),
    ],
)
def test_colours_come_from_styles_attributes_and_the_elements_around(body, expected):
    assert colours(body) == [expected]


@pytest.mark.parametrize(
    "body",
    [
        '<p style="display: none">A</p>',
        '<div style="visibility: hidden"><p>A</p></div>',
        "<p hidden>A</p>",
        "<p>\u034f\u200c\xa0</p>",
        "<title>A</title>",
    ],
)
def test_an_invisible_text_has_no_colours(body):
    assert colours(body) == []


@pytest.mark.parametrize(
    ("body", "is_large"),
    [
        ("<p>A</p>", False),
        ('<p style="font-size: 24px">A</p>', True),
        ('<p style="font-size: 19px">A</p>', False),
        ('<p style="font-size: 14pt; font-weight: bold">A</p>', True),
        ('<p style="font-size: 14pt; font-weight: 600">A</p>', False),
        ('<p style="font-size: 150%">A</p>', True),
        ('<div style="font-size: 12px"><p style="font-size: 1.5em">A</p></div>', False),
        ("<h3>A</h3>", True),
        ('<h3 style="font-weight: normal">A</h3>', False),
    ],
)
def test_large_text_is_24_pixels_or_bold_and_18_66(body, is_large):
    (text,) = text_colours(built(body), dark=False)
    assert text.is_large is is_large


def test_dark_mode_applies_the_rules_for_it_alone():
    style = "p { color: #111111 } @media (prefers-color-scheme: dark) { p { color: #eeeeee } }"
    assert colours("<p>A</p>", style) == [("#111111", "#ffffff")]
    assert colours("<p>A</p>", style, dark=True) == [("#eeeeee", "#121212")]
    assert has_dark_mode(built("", style))
    assert not has_dark_mode(built("", "p { color: #111111 }"))
