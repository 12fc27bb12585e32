from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import periods
from digest.errors import PeriodError

ZONES = ["UTC", "America/Costa_Rica", "Europe/Madrid", "Pacific/Kiritimati", "Asia/Kathmandu"]
dates = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@given(dates, st.sampled_from(ZONES), st.sampled_from(periods.CALENDAR_KINDS))
def test_every_day_is_in_exactly_one_period_of_each_kind(day, zone, kind):
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
    after = periods.last(kind, noon + timedelta(days=400), zone)
    while noon not in after and after.first > day:
        after = periods.last(kind, after.start.replace(hour=1), zone)
    assert noon in after
    before = periods.last(kind, after.start.replace(hour=1), zone)
    assert noon not in before
    assert before.after == after.first


@given(dates, st.sampled_from(ZONES))
def test_a_period_is_found_again_by_its_name(day, zone):
    later = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
    for kind in periods.CALENDAR_KINDS:
        one = periods.last(kind, later, zone)
        assert periods.named(one.name, zone) == one
    span = periods.days(day.isoformat(), (day + timedelta(days=9)).isoformat(), zone)
    assert periods.named(span.name, zone) == span


@pytest.mark.parametrize("zone", ["America/Costa_Rica", "Europe/Madrid", "Pacific/Kiritimati"])
def test_a_month_is_half_open_to_the_second(zone):
    october = periods.month("2021-10", zone)
    second = timedelta(seconds=1)
    start, end = october.start.astimezone(UTC), october.end.astimezone(UTC)
    assert start in october
    assert start - second not in october
    assert end - second in october
    assert end not in october


def test_a_month_with_a_clock_change_has_its_own_length():
    october = periods.month("2021-10", "Europe/Madrid")
    assert october.end.astimezone(UTC) - october.start.astimezone(UTC) == timedelta(days=31, hours=1)


def test_both_days_of_a_span_are_included():
    span = periods.days("2021-10-01", "2021-10-15", "UTC")
    assert (span.first, span.after) == (date(2021, 10, 1), date(2021, 10, 16))


def test_the_last_month_is_the_one_before_today_in_the_zone():
    now = datetime(2021, 11, 1, 3, tzinfo=UTC)  # still October in Costa Rica
    assert periods.last(periods.PeriodKind.MONTH, now, "America/Costa_Rica").name == "2021-09"
    assert periods.last(periods.PeriodKind.MONTH, now, "UTC").name == "2021-10"


@pytest.mark.parametrize(
    ("make", "text", "expected"),
    [
        (periods.month, "2021-13", "--month: '2021-13': expected a month such as 2021-10"),
        (periods.month, "October", "expected a month"),
        (periods.month, "0000-01", "expected a month"),
        (periods.month, "9999-12", "expected a month"),
        (periods.month, "２０２１-10", "expected a month"),
        (periods.week, "2021-W53", "--week: '2021-W53': expected an ISO week such as 2021-W41"),
        (periods.week, "9999-W52", "expected an ISO week"),
        (periods.quarter, "2021-Q5", "--quarter: '2021-Q5': expected a quarter such as 2021-Q4"),
        (periods.year, "21", "--year: '21': expected a year such as 2021"),
        (periods.year, "9999", "expected a year"),
    ],
)
def test_an_impossible_period_says_what_was_expected(make, text, expected):
    with pytest.raises(PeriodError, match=expected):
        make(text, "UTC")


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2021-10-15", "2021-10-01", "--to: '2021-10-01': is before --from '2021-10-15'"),
        ("2021-10-32", "2021-10-01", "--from: '2021-10-32': expected a day"),
        ("2021-10-01", "9999-12-31", "expected a day before"),
    ],
)
def test_an_impossible_span_says_what_was_expected(first, last, expected):
    with pytest.raises(PeriodError, match=expected):
        periods.days(first, last, "UTC")


def test_an_unknown_timezone_is_refused():
    with pytest.raises(PeriodError, match="'Mars/Base': no such zone"):
        periods.month("2021-10", "Mars/Base").start  # noqa: B018


def test_an_unknown_kind_of_last_period_is_refused():
    with pytest.raises(PeriodError, match="--last: 'decade'"):
        periods.last("decade", datetime(2021, 1, 1, tzinfo=UTC), "UTC")


def test_an_iso_week_may_end_in_the_next_year():
    assert periods.week("2020-W53", "UTC").after == date(2021, 1, 4)


@pytest.mark.parametrize(
    ("within", "option"),
    [
        (periods.month("2021-10", "UTC"), "--month 2021-10"),
        (periods.week("2021-W41", "UTC"), "--week 2021-W41"),
        (periods.days("2021-10-01", "2021-10-15", "UTC"), "--from 2021-10-01 --to 2021-10-15"),
    ],
)
def test_a_period_knows_the_option_that_names_it(within, option):
    assert within.option == option
