import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import text

anything = st.text(max_size=400)


@given(anything)
def test_cleaning_twice_changes_nothing(value):
    assert text.clean(text.clean(value)) == text.clean(value)


@given(anything)
def test_cleaned_text_holds_nothing_that_xml_cannot_carry(value):
    for char in text.clean(value):
        assert char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")


@given(anything, st.integers(1, 200))
def test_an_excerpt_is_never_longer_than_its_limit(value, limit):
    assert len(text.excerpt(value, limit)) <= limit


@given(anything, st.integers(1, 200))
def test_an_excerpt_is_the_head_of_its_text(value, limit):
    head = text.excerpt(value, limit).removesuffix("…").rstrip()
    assert " ".join(value.split()).startswith(head) or text.excerpt(value, limit) == " ".join(value.split())


def test_an_excerpt_ends_at_a_sentence_where_one_ends():
    assert text.excerpt("One sentence here. Another follows it at length.", 30) == "One sentence here."


def test_an_excerpt_does_not_take_an_abbreviation_for_an_end():
    assert (
        text.excerpt("They met with Dr. Cruz and the whole staff of the clinic.", 24)
        == "They met with Dr. Cruz…"
    )


def test_an_excerpt_without_an_end_stops_between_words():
    assert text.excerpt("one two three four five six", 12) == "one two…"


@given(anything)
def test_a_slug_is_made_of_safe_characters_and_never_empty(value):
    slug = text.slug(value)
    assert slug
    assert all(char.isascii() and (char.isalnum() or char in "-_") for char in slug)
    assert len(slug) <= 80


@given(anything)
def test_folding_forgets_case_and_accents(value):
    assert text.fold(value) == text.fold(text.fold(value))


def test_folded_words_compare_across_accents():
    assert text.fold("  EDUCACIÓN,\npública ") == "educacion publica"


@given(st.text(st.characters(codec="ascii", categories=["L"]), max_size=2000), st.integers(20, 100))
def test_a_wrapped_line_is_only_longer_when_one_word_is(value, width):
    for line in text.wrap(value, width).splitlines():
        assert len(line) <= width or " " not in line


@given(anything)
def test_wrapping_loses_no_word(value):
    assert text.wrap(value, 30, "  ").split() == value.split()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("First one. Second one.", "First one"),
        ("Is it so? It is.", "Is it so?"),
        ("No end at all", "No end at all"),
    ],
)
def test_the_first_sentence_can_stand_as_a_title(value, expected):
    assert text.first_sentence(value) == expected


def test_paragraphs_are_parted_by_blank_lines():
    assert text.paragraphs("a\nb\n\n \n c ") == ["a b", "c"]


@pytest.mark.parametrize(
    ("domain", "ascii_form"),
    [
        ("mail.example.org", "mail.example.org"),
        ("under_score.example", "under_score.example"),
        ("straße.example", "xn--strae-oqa.example"),
        ("FAẞ.de", "xn--fa-hia.de"),
        ("Ñandú.example", "xn--and-6ma2c.example"),
        ("n\u0303.example", "xn--ida.example"),
        ("例え。jp", "xn--r8jz45g.jp"),
        ("ශ්\u200dරී.com", "xn--10cl1a0b660p.com"),  # a zero width joiner that the script needs
        ("", None),
        ("a..b", None),
        ("x" * 64 + ".org", None),
        ("ñ..org", None),
        ("x\u200dy.org", None),  # a joiner between Latin letters
        ("ñ." * 130 + "org", None),
        ("a\u2028ñ.org", None),
    ],
)
def test_a_domain_has_the_ascii_form_of_idna_2008_or_none(domain, ascii_form):
    if ascii_form is None:
        with pytest.raises(ValueError, match=r".+"):
            text.ascii_domain(domain)
    else:
        assert text.ascii_domain(domain) == ascii_form
