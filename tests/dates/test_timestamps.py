"""Read the timestamps of feeds, mails and web pages."""

import re
import string
from datetime import UTC, datetime, timedelta, timezone

import pytest
from dateutil import parser
from hypothesis import given
from hypothesis import strategies as st

from digest import dates
from digest.dates import timestamps


@pytest.mark.parametrize(
    ("stated", "moment"),
    [
        ("Tue, 26 Oct 2021 10:00:00 EST", "2021-10-26T10:00:00-05:00"),
        ("26 Oct 2021 10:00 CEST", "2021-10-26T10:00:00+02:00"),
        ("Tue, 26 Oct 2021 10:00:00 UT", "2021-10-26T10:00:00+00:00"),
        ("Thu, 01 Jan 04 19:48:21 GMT", "2004-01-01T19:48:21+00:00"),
        ("Sat, 07 Sep 2002 00:00:60 GMT", "2002-09-07T00:00:59+00:00"),
        ("2003-12-31T10:14:55.7Z", "2003-12-31T10:14:55+00:00"),
        ("2021-10-26", "2021-10-26T00:00:00-06:00"),
        ("2021-10-26 10:00:00", "2021-10-26T10:00:00-06:00"),
        ("Tue, 26 Oct 2021 10:00:00 -0600", "2021-10-26T10:00:00-06:00"),
        ("2021 October 26th at 4 pm 5 m", "2021-10-26T16:05:00-06:00"),
        ("10/26/2021 4:05 PM", "2021-10-26T16:05:00-06:00"),
        ("26 Oct 2021 4:05 PM EST", "2021-10-26T16:05:00-05:00"),
        ("Tue, 26 Oct 2021 10:00:00 AEDT", "2021-10-26T10:00:00+11:00"),
        ("Tue, 26 Oct 2021 10:00 UTC+5:30", "2021-10-26T10:00:00+05:30"),
        ("2021-10-26 10:00:00 Europe/Madrid", "2021-10-26T10:00:00+02:00"),
        ("2021-12-26 10:00:00 (Europe/Madrid)", "2021-12-26T10:00:00+01:00"),
    ],
)
def test_timestamps_are_read_with_their_timezones(stated, moment):
    assert dates.parse_timestamp(stated, timezone(timedelta(hours=-6))).isoformat() == moment


@pytest.mark.parametrize(
    "stated",
    [
        "",
        "yesterday",
        "2021",
        "Oct 2021",
        "10:30",
        "99 Foo 2021 10:00",
        "0001-01-01",
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "x" * 200,
    ],
)
def test_a_text_that_is_no_date_gives_none(stated):
    assert dates.parse_timestamp(stated, UTC) is None


def test_the_century_of_a_short_year_does_not_depend_on_the_current_year():
    years = [dates.parse_timestamp(f"14-10-{year}", UTC).year for year in ("68", "69", "75", "99")]
    assert years == [2068, 1969, 1975, 1999]


@pytest.mark.parametrize("stated", ["05-10-21 10:00", "05/10/21", "12 10 2021 10:00", "10:00 05-10-2021"])
def test_the_order_of_day_month_and_year_is_not_guessed(stated):
    assert dates.parse_timestamp(stated, UTC) is None


@pytest.mark.parametrize(
    "stated", ["2021-10-05 4 PM", "2021 10 05 16:00", "Oct 5 21 4 PM", "16:00 20211005", "Oct-05-2021 4 PM"]
)
def test_a_date_with_one_order_is_read_in_any_form(stated):
    assert dates.parse_timestamp(stated, UTC) == datetime(2021, 10, 5, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("Tue, 26 Oct 2021 10:00:00 XYZ", "XYZ"),
        ("Tue, 26 Oct 2021 10:00:00 IST", "IST"),
        ("2021-10-26 10:00 Europe/Atlantis", "Europe/Atlantis"),
        ("Tue, 26 Oct 2021 10:00:00 PST", ""),
        ("Tue, 26 Oct 2021 10:00:00 +0200 (Elsewhere)", ""),
        ("26 Oct 2021 10:00 pm", ""),
        ("2021-10-26T10:00:00Z", ""),
    ],
)
def test_a_timezone_that_is_unknown_is_named(stated, name):
    assert dates.unknown_zone(stated) == name


def test_dateutil_is_asked_only_on_request():
    assert dates.parse_timestamp("2021 October 26th 4 pm 5 m", UTC) is not None
    assert dates.parse_timestamp("2021 October 26th 4 pm 5 m", UTC, use_dateutil=False) is None


def test_every_word_in_the_tables_of_dateutil_is_known():
    info = parser.parserinfo
    tables = (info.JUMP, info.WEEKDAYS, info.MONTHS, info.HMS, info.AMPM, info.UTCZONE, info.PERTAIN)
    words = {word.lower() for table in tables for word in re.findall(r"[A-Za-z]+", str(table))}
    assert len(words) > 50
    assert words == timestamps._dateutil_words()


@given(st.text(alphabet=string.ascii_letters, min_size=1, max_size=9), st.sampled_from(["", " +0500"]))
def test_dateutil_refuses_every_text_that_is_kept_from_it(word, offset):
    text = f"5 {word} Oct 2021 10:00{offset}"
    if not timestamps._may_suit_dateutil(text):
        with pytest.raises(ValueError, match="Unknown string format"):
            parser.parse(text)


@given(st.text(max_size=120))
def test_any_text_can_be_read_as_a_timestamp(text):
    dates.parse_timestamp(text, UTC)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))
def test_the_dates_that_python_writes_are_read_back(moment):
    moment = moment.replace(tzinfo=UTC, microsecond=0)
    assert dates.parse_timestamp(moment.isoformat(), UTC) == moment
    assert dates.parse_timestamp(f"{moment:%a, %d %b %Y %H:%M:%S} +0000", UTC) == moment
