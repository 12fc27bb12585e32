"""Find words that look like a date and tell no day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import dates


def parts(text):
    found = dates.find_vague(text)
    return (text[found.start : found.end], found.year, found.month, found.day)


@pytest.mark.parametrize(
    ("text", "month", "day"),
    [
        ("5 October", 10, 5),
        ("October 5th", 10, 5),
        ("5 de marzo", 3, 5),
        ("5. März", 3, 5),
        ("10月5日", 10, 5),
    ],
)
def test_a_day_without_its_year_is_found(text, month, day):
    assert parts(text) == (text, None, month, day)


@pytest.mark.parametrize(
    "text",
    [
        "12-14 October 2021",
        "12 – 14 October 2021",
        "October 12-14, 2021",
        "28 Nov – 3 Dec 2021",
        "12. bis 14. Oktober 2021",
        "12 al 14 de octubre de 2021",
    ],
)
def test_a_range_of_days_is_found_and_tells_no_day(text):
    assert parts(f"{text}, Town Hall")[0] == text
    assert dates.find_vague(text).day is None
    assert dates.find(text) is None


@pytest.mark.parametrize("text", ["October 2021", "octubre de 2021", "2021年10月"])
def test_a_month_is_found(text):
    assert parts(f"{text} (12)") == (text, 2021, 10, None)


@pytest.mark.parametrize(
    "text", ["3 hours ago", "hace 2 días", "il y a une heure", "Yesterday", "3 часа назад"]
)
def test_a_relative_date_is_found(text):
    assert parts(text) == (text, None, None, None)


@pytest.mark.parametrize("text", ["5 boats", "October", "May Smith 2021", "32 October", ""])
def test_other_texts_are_no_vague_date(text):
    assert dates.find_vague(text) is None


@given(st.text(max_size=160))
def test_any_text_can_be_searched_for_a_vague_date(text):
    dates.find_vague(text)
