"""Find dates in text."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import dates


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("26 October, 2021", "2021-10-26"),
        ("24 September2021", "2021-09-24"),
        ("18 / 01 / 2018", "2018-01-18"),
        ("9 julio, 2024", "2024-07-09"),
        ("1º de mayo de 2021", "2021-05-01"),
        ("5 de marzo del 2020", "2020-03-05"),
        ("segunda-feira, 3 de maio de 2021", "2021-05-03"),
        ("1er février 2020", "2020-02-01"),
        ("3. März 2021", "2021-03-03"),
        ("Jan 05, 2021", "2021-01-05"),
        ("Friday, March 6, 2021", "2021-03-06"),  # it was a Saturday
        ("20th June, 2023", "2023-06-20"),
        ("2021-10-26", "2021-10-26"),
        ("14 settembre 2021", "2021-09-14"),
        ("28 dezembro 2020", "2020-12-28"),
        ("28 december 2020", "2020-12-28"),
        ("14 d’octubre de 2021", "2021-10-14"),
        ("octubre 14 de 2021", "2021-10-14"),
        ("14 października 2021", "2021-10-14"),
        ("24 Kasım 2022", "2022-11-24"),
        ("14 октября 2021 г.", "2021-10-14"),
        ("14 أكتوبر 2021", "2021-10-14"),
        ("الخميس، ٢٤ تشرين الثاني ٢٠٢٢", "2022-11-24"),
        ("14 Οκτωβρίου 2021", "2021-10-14"),
        ("2021. október 14.", "2021-10-14"),
        ("2021年10月14日", "2021-10-14"),
        ("2021년 10월 14일", "2021-10-14"),
    ],
)
def test_dates_are_read_as_people_write_them(written, day):
    found = dates.find(written)
    assert found
    assert found.day.isoformat() == day
    assert (found.start, found.end) == (0, len(written))


@pytest.mark.parametrize(
    "text", ["May 32, 2021", "31/02/2020", "Act 12, 2021", "version 10.2.2021.7a9", "1/2/3", "9/11"]
)
def test_no_date_is_invented(text):
    assert dates.find(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "12-14 October 2021",
        "12 and 13 October 2021",
        "30 September - 2 October 2021",
        "September 30 – October 2, 2021",
        "14/10/2021 - 16/10/2021",
        "2021-10-14 to 2021-10-16",
        "del 12 al 14 de octubre de 2021",
        "Thursday 12 to Saturday 14 October 2021",
        "From 12 - 14 October 2021",
    ],
)
def test_the_days_of_a_range_are_no_date(text):
    assert dates.find(text) is None


@pytest.mark.parametrize(
    "text", ["Room 12 - 14 October 2021", "Story 20 - 14 October 2021", "10-14 October 2021"[3:]]
)
def test_a_number_before_a_date_does_not_always_make_a_range(text):
    assert dates.find(text).day == date(2021, 10, 14)


@pytest.mark.parametrize(
    "text", ["14/10/21", "14.10.21", "14-10-21", "14-Oct-21", "14 Oct ’21", "14 Oct '21"]
)
def test_a_year_of_two_digits_is_read_on_request(text):
    assert dates.find(text, short_years=True).day == date(2021, 10, 14)
    assert dates.find(text) is None


def test_two_digits_from_69_on_are_a_year_of_the_last_century():
    assert dates.find("14/10/69", short_years=True).day.year == 1969
    assert dates.find("14/10/68", short_years=True).day.year == 2068


def test_a_time_beside_the_date_is_kept():
    found = dates.find("Mon, 07/06/2015 - 14:54", month_first=True)
    assert found.to_datetime(UTC) == datetime(2015, 7, 6, 14, 54, tzinfo=UTC)


def test_an_afternoon_hour_is_read():
    assert dates.find("March 5, 2021 at 4:05 pm").time_of_day.hour == 16


@pytest.mark.parametrize(
    ("lines", "month_first"),
    [
        (["01/22/2021", "12/18/2019"], True),
        (["22/01/2021", "03/04/2021"], False),
        (["Mon, 07/06/2015 - 14:54"], True),
        (["Sun, 07/06/2015 - 14:54"], False),
        (["03/04/2021"], False),
        (["01/22/21"], True),
        (["no date"], False),
    ],
)
def test_the_dates_of_a_page_decide_if_the_month_comes_first(lines, month_first):
    assert dates.month_comes_first(lines) is month_first


def test_an_hour_after_23_makes_no_date():
    assert dates.find("5 March 2021 24:10") is None


def test_numbers_are_read_day_first_and_the_other_order_is_kept():
    found = dates.find("on 07/06/2015")
    assert (found.day, found.swapped) == (date(2015, 6, 7), date(2015, 7, 6))


def test_numbers_that_make_one_day_only_have_no_other_order():
    for text in ("13/06/2015", "06/13/2015", "06/06/2015"):
        assert dates.find(text).swapped is None
    assert dates.find("06/13/2015").day == date(2015, 6, 13)


def test_only_a_weekday_in_front_of_a_date_belongs_to_it():
    assert (dates.find("Friday, 5 March 2021").start, dates.find("Friday, 5 March 2021").weekday) == (0, 4)
    assert (dates.find("Updated. 5 March 2021").start, dates.find("Updated. 5 March 2021").weekday) == (
        9,
        None,
    )


@given(st.text(max_size=120))
def test_any_text_can_be_searched_for_dates(text):
    dates.find(text)
    dates.month_comes_first([text])
