"""Summaries begin and end with the article's own words."""

import pytest

from digest.parsers import summaries


@pytest.mark.parametrize(
    "tail",
    [
        "The post The oak stands appeared first on The Quay.",
        "La entrada El roble se publicó primero en El Muelle.",
        "L\u2019article Le chêne est apparu en premier sur Le Quai.",
        "Der Beitrag Die Eiche erschien zuerst auf Der Kai.",
        "L'articolo La quercia proviene da Il molo.",
        "O post O carvalho apareceu primeiro em O cais.",
        "Continue reading The oak stands \u2192",
        "Read more",
        "Leer más »",
        "Lire la suite",
    ],
)
def test_a_call_to_read_on_is_no_part_of_a_summary(tail):
    assert summaries.trimmed(f"The oak stands.\n\n{tail}") == "The oak stands."
    assert summaries.trimmed(f"The oak stands. {tail}") == "The oak stands."


@pytest.mark.parametrize(
    "cut", ["The oak […]", "The oak [...]", "The oak [ … ]", "The oak […] Continue reading Oak"]
)
def test_a_summary_that_is_cut_ends_in_an_ellipsis(cut):
    assert summaries.trimmed(cut) == "The oak…"


@pytest.mark.parametrize(
    "text",
    [
        "She wants to stay and read on.",
        "The post office opens on Monday.",
        "Nobody could continue reading in the dark hall.",
        "Photo: Ida Kerr",
        "The photo shows the oak.\n\nIt is old.",
    ],
)
def test_words_of_the_article_stay(text):
    assert summaries.trimmed(text) == text


@pytest.mark.parametrize(
    "credit", ["Photo: Ida Kerr / The Quay", "Foto: Ida Kerr", "Image credit: Ida Kerr", "© Ida Kerr"]
)
def test_a_credit_above_the_text_is_left_out(credit):
    assert summaries.trimmed(f"{credit}\n\nThe oak stands.") == "The oak stands."


@pytest.mark.parametrize(
    "caption",
    [
        "<figure><img src='x.jpg'><figcaption class='c'>An <b>oak</b></figcaption></figure>",
        '<div class="wp-caption"><img src="x.jpg"><p class="wp-caption-text">An oak</p></div>',
        '<span class="photo-credit">Ida Kerr</span>',
    ],
)
def test_a_caption_is_no_part_of_a_summary(caption):
    assert summaries.to_text(f"{caption}<p>The oak stands.</p>") == "The oak stands."


def test_a_line_that_is_only_an_address_is_no_summary():
    assert summaries.trimmed("https://quay.example/oak") == ""
    assert summaries.trimmed("The oak stands.\n\nhttps://quay.example/oak") == "The oak stands."
