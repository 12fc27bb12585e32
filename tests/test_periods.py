from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import periods
from digest.errors import PeriodError
from digest.periods import PeriodKind

ZONES = ["UTC", "America/Costa_Rica", "Europe/Madrid", "Pacific/Kiritimati", "Asia/Kathmandu"]
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def named(name, zone="UTC"):
    return periods.named(name, zone)


# Names


@pytest.mark.parametrize(
    ("make", "text", "kind", "name", "first", "after"),
    [
        (periods.month, "2021-10", "month", "2021-10", date(2021, 10, 1), date(2021, 11, 1)),
        (periods.month, "2021-12", "month", "2021-12", date(2021, 12, 1), date(2022, 1, 1)),
        (periods.month, "0099-02", "month", "0099-02", date(99, 2, 1), date(99, 3, 1)),
        (periods.week, "2021-W41", "week", "2021-W41", date(2021, 10, 11), date(2021, 10, 18)),
        (periods.week, "2021w41", "week", "2021-W41", date(2021, 10, 11), date(2021, 10, 18)),
        (periods.week, "2020-W53", "week", "2020-W53", date(2020, 12, 28), date(2021, 1, 4)),
        (periods.week, "2019-W01", "week", "2019-W01", date(2018, 12, 31), date(2019, 1, 7)),
        (periods.quarter, "2021-Q1", "quarter", "2021-Q1", date(2021, 1, 1), date(2021, 4, 1)),
        (periods.quarter, "2021q4", "quarter", "2021-Q4", date(2021, 10, 1), date(2022, 1, 1)),
        (periods.year, "2021", "year", "2021", date(2021, 1, 1), date(2022, 1, 1)),
        (periods.year, "0099", "year", "0099", date(99, 1, 1), date(100, 1, 1)),
    ],
)
def test_a_text_names_a_calendar_period(make, text, kind, name, first, after):
    period = make(text, "Europe/Madrid")
    assert (period.kind, period.name, period.zone) == (kind, name, "Europe/Madrid")
    assert (period.first, period.after) == (first, after)


def test_both_days_of_a_span_are_included():
    span = periods.days("2021-10-01", "2021-10-15", "UTC")
    assert (span.first, span.after) == (date(2021, 10, 1), date(2021, 10, 16))
    assert (span.kind, span.name, span.zone) == (PeriodKind.DAYS, "2021-10-01_2021-10-15", "UTC")


def test_a_span_may_be_one_day():
    assert periods.days("2021-10-01", "2021-10-01", "UTC").after == date(2021, 10, 2)


@pytest.mark.parametrize("name", ["2021-10", "2021-W41", "2021-Q4", "2021", "2021-10-01_2021-10-15"])
def test_a_period_is_found_again_by_its_name(name):
    assert named(name).name == name


@given(DAYS, st.sampled_from(ZONES))
def test_every_period_is_found_again_by_its_name(day, zone):
    now = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
    for kind in periods.CALENDAR_KINDS:
        period = periods.last(kind, now, zone)
        assert periods.named(period.name, zone) == period
    span = periods.days(day.isoformat(), (day + timedelta(days=9)).isoformat(), zone)
    assert periods.named(span.name, zone) == span


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("2021-10", "--month 2021-10"),
        ("2021-W41", "--week 2021-W41"),
        ("2021-Q4", "--quarter 2021-Q4"),
        ("2021", "--year 2021"),
        ("2021-10-01_2021-10-15", "--from 2021-10-01 --to 2021-10-15"),
    ],
)
def test_a_period_knows_the_option_that_selects_it(name, option):
    assert named(name).option == option


# Errors


@pytest.mark.parametrize(
    ("make", "text", "problem"),
    [
        (periods.month, "2021-13", "--month: '2021-13': expected a month such as 2021-10"),
        (periods.month, "2021-00", "--month: '2021-00': expected a month such as 2021-10"),
        (periods.month, "October", "--month: 'October': expected a month such as 2021-10"),
        (periods.month, "2021-1", "--month: '2021-1': expected a month such as 2021-10"),
        (periods.month, "0000-01", "--month: '0000-01': expected a month such as 2021-10"),
        (periods.month, "0002-12", "--month: '0002-12': expected a month such as 2021-10"),
        (periods.month, "9999-12", "--month: '9999-12': expected a month such as 2021-10"),
        (periods.month, "２０２１-10", "--month: '２０２１-10': expected a month such as 2021-10"),
        (periods.week, "2021-W53", "--week: '2021-W53': expected an ISO week such as 2021-W41"),
        (periods.week, "2021-41", "--week: '2021-41': expected an ISO week such as 2021-W41"),
        (periods.week, "9999-W52", "--week: '9999-W52': expected an ISO week such as 2021-W41"),
        (periods.quarter, "2021-Q5", "--quarter: '2021-Q5': expected a quarter such as 2021-Q4"),
        (periods.quarter, "2021-4", "--quarter: '2021-4': expected a quarter such as 2021-Q4"),
        (periods.quarter, "9999-Q4", "--quarter: '9999-Q4': expected a quarter such as 2021-Q4"),
        (periods.year, "21", "--year: '21': expected a year such as 2021"),
        (periods.year, "9999", "--year: '9999': expected a year such as 2021"),
    ],
)
def test_an_impossible_period_is_an_error_that_names_the_option(make, text, problem):
    with pytest.raises(PeriodError) as caught:
        make(text, "UTC")
    assert str(caught.value) == problem


@pytest.mark.parametrize(
    ("first", "last", "problem"),
    [
        ("2021-10-15", "2021-10-01", "--to: '2021-10-01': is before --from '2021-10-15'"),
        ("2021-10-32", "2021-10-01", "--from: '2021-10-32': expected a day such as 2021-10-15"),
        ("2021-10-01", "October", "--to: 'October': expected a day such as 2021-10-15"),
        ("0002-12-31", "2021-10-01", "--from: '0002-12-31': expected a day from 0003-01-01 on"),
        ("2021-10-01", "9999-12-31", "--to: '9999-12-31': expected a day before 9999-12-31"),
    ],
)
def test_an_impossible_span_is_an_error_that_names_the_option(first, last, problem):
    with pytest.raises(PeriodError) as caught:
        periods.days(first, last, "UTC")
    assert str(caught.value) == problem


@pytest.mark.parametrize("zone", ["Mars/Base", "", "../etc/passwd", "/etc/passwd"])
def test_an_unknown_timezone_is_an_error(zone):
    with pytest.raises(PeriodError) as caught:
        periods.timezone(zone)
    assert str(caught.value) == (
        f"timezone: {zone!r}: no such zone; expected an IANA name such as America/Costa_Rica"
    )


@pytest.mark.parametrize("kind", ["decade", PeriodKind.DAYS])
def test_only_a_calendar_period_can_be_the_last(kind):
    with pytest.raises(PeriodError) as caught:
        periods.last(kind, datetime(2021, 1, 1, tzinfo=UTC), "UTC")
    assert str(caught.value).endswith("expected one of month, week, quarter, year")
    assert str(caught.value).startswith("--last: ")


# The period before


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("2021-10", "2021-09"),
        ("2021-01", "2020-12"),
        ("2021-W41", "2021-W40"),
        ("2021-W01", "2020-W53"),
        ("2021-Q4", "2021-Q3"),
        ("2021-Q1", "2020-Q4"),
        ("2021", "2020"),
        ("2021-10-08_2021-10-14", "2021-10-01_2021-10-07"),
        ("2021-10-01_2021-10-01", "2021-09-30_2021-09-30"),
        ("2021-03-01_2021-03-15", "2021-02-14_2021-02-28"),
    ],
)
def test_the_period_before_is_of_the_same_kind_or_of_as_many_days(name, before):
    assert periods.before(named(name, "Asia/Kathmandu")) == named(before, "Asia/Kathmandu")


@given(DAYS, st.integers(0, 400), st.sampled_from(ZONES))
def test_the_period_before_ends_where_the_other_begins(day, length, zone):
    span = periods.days(day.isoformat(), (day + timedelta(days=length)).isoformat(), zone)
    before = periods.before(span)
    assert before.after == span.first
    assert before.after - before.first == span.after - span.first


# The last period


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (PeriodKind.MONTH, "2021-10"),
        (PeriodKind.WEEK, "2021-W44"),
        (PeriodKind.QUARTER, "2021-Q3"),
        (PeriodKind.YEAR, "2020"),
    ],
)
def test_the_last_period_is_the_last_complete_one(kind, name):
    assert periods.last(kind, datetime(2021, 11, 10, 12, tzinfo=UTC), "UTC").name == name


def test_the_timezone_decides_which_day_it_is():
    now = datetime(2021, 11, 1, 3, tzinfo=UTC)  # still October in Costa Rica
    assert periods.last(PeriodKind.MONTH, now, "America/Costa_Rica").name == "2021-09"
    assert periods.last(PeriodKind.MONTH, now, "UTC").name == "2021-10"


@given(DAYS, st.sampled_from(ZONES), st.sampled_from(periods.CALENDAR_KINDS))
def test_every_day_is_in_exactly_one_period_of_each_kind(day, zone, kind):
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
    period = periods.last(kind, noon + timedelta(days=400), zone)
    while noon not in period and period.first > day:
        period = periods.before(period)
    assert noon in period
    assert noon not in periods.before(period)


# Instants


@pytest.mark.parametrize("zone", ZONES)
def test_a_month_is_half_open_to_the_second(zone):
    october = periods.month("2021-10", zone)
    second = timedelta(seconds=1)
    start, end = october.start.astimezone(UTC), october.end.astimezone(UTC)
    assert start in october
    assert start - second not in october
    assert end - second in october
    assert end not in october


def test_a_period_begins_and_ends_at_midnight_of_its_timezone():
    october = periods.month("2021-10", "America/Costa_Rica")
    assert october.start.isoformat() == "2021-10-01T00:00:00-06:00"
    assert october.end.isoformat() == "2021-11-01T00:00:00-06:00"


def test_a_month_with_a_clock_change_has_its_own_length():
    october = periods.month("2021-10", "Europe/Madrid")
    assert october.end.astimezone(UTC) - october.start.astimezone(UTC) == timedelta(days=31, hours=1)


def test_the_period_before_a_very_long_one_starts_where_the_calendar_does():
    earlier = periods.before(periods.days("1000-01-01", "2021-10-31", "Asia/Tokyo"))
    assert (earlier.name, earlier.start.astimezone(UTC).year) == ("0002-01-01_0999-12-31", 1)
