from datetime import UTC, datetime, timedelta, timezone

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


def test_a_time_beside_the_date_is_kept():
    found = dates.find("Mon, 07/06/2015 - 14:54", month_first=True)
    assert found.moment(UTC) == datetime(2015, 7, 6, 14, 54, tzinfo=UTC)


def test_an_afternoon_hour_is_read():
    assert dates.find("March 5, 2021 at 4:05 pm").at.hour == 16


@pytest.mark.parametrize(
    ("lines", "month_first"),
    [
        (["01/22/2021", "12/18/2019"], True),
        (["22/01/2021", "03/04/2021"], False),
        (["Mon, 07/06/2015 - 14:54"], True),
        (["Sun, 07/06/2015 - 14:54"], False),
        (["03/04/2021"], False),
        (["no date"], False),
    ],
)
def test_the_page_itself_tells_whether_the_month_comes_first(lines, month_first):
    assert dates.month_comes_first(lines) is month_first


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
def test_a_dateline_gives_its_date_and_is_taken_off(text, day, rest):
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
        ("10/26/2021 4:05 PM", "2021-10-26T16:05:00-06:00"),
    ],
)
def test_machine_dates_are_read_with_their_zones(stated, moment):
    assert dates.machine(stated, timezone(timedelta(hours=-6))).isoformat() == moment


@pytest.mark.parametrize(
    "stated", ["", "yesterday", "2021", "Oct 2021", "10:30", "99 Foo 2021 10:00", "0001-01-01", "x" * 200]
)
def test_what_is_no_date_gives_none(stated):
    assert dates.machine(stated, UTC) is None


@given(st.text(max_size=120))
def test_no_text_makes_the_readers_of_dates_fail(text):
    dates.machine(text, UTC)
    dates.find(text)
    dates.split_dateline(text)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))
def test_what_python_writes_is_read_back(moment):
    moment = moment.replace(tzinfo=UTC, microsecond=0)
    assert dates.machine(moment.isoformat(), UTC) == moment
    assert dates.machine(f"{moment:%a, %d %b %Y %H:%M:%S} +0000", UTC) == moment
