"""The date in a line, and the text beside it."""

import pytest

from digest.parsers.listing.stamps import find_stamp, width


def stamp(text, **known):
    return find_stamp(text, month_first=False, **known)


@pytest.mark.parametrize(
    ("text", "title", "is_marked"),
    [
        ("14.10.2021 - The ferry sails again", "The ferry sails again", True),
        ("The ferry sails again (14 October 2021)", "The ferry sails again", True),
        ("The ferry sails again (Harbour, 14 October 2021)", "The ferry sails again", True),
        ("[14/10/2021] The ferry sails again", "The ferry sails again", True),
        ("14 October 2021: The ferry sails again", "The ferry sails again", True),
        ("The ferry sails again 14 October 2021", "The ferry sails again", False),
        ("The ferry sails again on 14 October 2021", "", False),
        ("The ferry of 14 October 2021 sails again", "", False),
        ("Published on 14 October 2021", "", False),
    ],
)
def test_the_text_on_one_side_of_a_date_may_be_a_title(text, title, is_marked):
    assert (stamp(text).title, stamp(text).is_marked) == (title, is_marked)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("14 October 2021", 0),
        ("*14 October 2021*", 0),
        ("Published on 14 October 2021 at 10:30", 0),
        ("14 October 2021 | 3 comments | 4 min read", 0),
        ("14 October 2021 by Oda Brenn", 0),
        ("Published: 14 October 2021 | Updated: 16 October 2021", 0),
        ("Do., 14.10.21, 10:15 Uhr", 0),
        ("14 October 2021 | Harbour", 1),
        ("14 October 2021 Oda Brenn", 2),
    ],
)
def test_words_that_date_lines_usually_have_do_not_count(text, words):
    assert stamp(text).words == words


def test_the_date_of_publication_wins_over_the_date_of_a_change():
    found = stamp("Updated: 16 October 2021 | Published: 14 October 2021")
    assert found.date.day.day == 14
    assert not stamp("Published: 14 October 2021 | Updated: 16 October 2021").has_updated
    assert stamp("Last updated 16 October 2021").has_updated


def test_a_day_takes_its_year_from_the_heading_of_its_month_or_year():
    assert stamp("October 2021").month == (2021, 10)
    assert stamp("2021").month == (2021, None)
    assert stamp("14 October", period=(2021, 10)).date.day.isoformat() == "2021-10-14"
    assert stamp("14 October", period=(2021, None)).date.day.isoformat() == "2021-10-14"
    assert stamp("14 October", period=(2021, 9)).date is None
    assert stamp("31 February", period=(2021, 2)).date is None


@pytest.mark.parametrize("text", ["3 hours ago", "12-14 October 2021", "14 October"])
def test_a_vague_date_has_a_place_and_no_day(text):
    found = stamp(text)
    assert (found.start, found.end, found.date) == (0, len(text), None)


def test_lines_that_differ_in_names_and_numbers_have_one_shape():
    assert stamp("14 October 2021 | Harbour").shape == stamp("2 May 2020 | Schools and books").shape
    assert stamp("14 October 2021 | Harbour").shape != stamp("14 October 2021 / Harbour").shape


def test_a_line_without_a_date_has_no_stamp():
    assert stamp("The ferry sails again") is None


def test_a_chinese_character_is_as_wide_as_two_and_a_half_letters():
    assert width("ferry") == 5
    assert width("火车") == 5
