"""Read the dateline at the head of a news text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import dates


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("Georgetown, Guyana, 13 August 2020 - More wells", "2020-08-13", "More wells"),
        ("Tijuana, Mexico, February 28, 2019. Thirty people", "2019-02-28", "Thirty people"),
        ("Santo Domingo, Thursday, August 19, 2020- To learn", "2020-08-19", "To learn"),
        ("Georgetown, Guyana, 24 September2021\n\nBetween them", "2021-09-24", "Between them"),
        ("GENEVA – 3 March 2020 – The town", "2020-03-03", "The town"),
        ("(Geneva, 3 March 2020) The town", "2020-03-03", "The town"),
        ("13 August 2020 – More wells", "2020-08-13", "More wells"),
        ("Ciudad de México, 5 de marzo de 2020.- La oficina", "2020-03-05", "La oficina"),
        ("August 27, Georgetown - The town", None, "The town"),
    ],
)
def test_a_dateline_gives_its_date_and_is_removed(text, day, rest):
    found, left = dates.split_dateline(text)
    assert (found.day.isoformat() if found else None, left) == (day, rest)


@pytest.mark.parametrize(
    "text",
    [
        "On October 20, 2021, the third course opened",
        "San José - 57% of those asked",
        "Puebla, Mexico – The office took part",
        "Belmopan. On May 3 and 4, the fourth such meeting",
        "In March 2020 the town",
        "",
    ],
)
def test_a_text_that_only_mentions_a_day_has_no_dateline(text):
    assert dates.split_dateline(text) == (None, text)


@given(st.text(max_size=160))
def test_any_text_can_be_searched_for_a_dateline(text):
    dates.split_dateline(text)
