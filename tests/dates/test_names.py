"""The names of months and weekdays."""

import pytest
from babel import Locale

from digest.dates import weekday_number
from digest.dates.calendar_names import LOCALES, MONTHS
from digest.text import fold


def names(table):
    """Return the folded names of months or weekdays that Babel has in one language."""
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, written in table[context][width].items():
                name = fold(written).removeprefix("de ").removeprefix("d ")
                if len(name) > 2 and not name[0].isdigit():
                    yield name, number


@pytest.mark.parametrize("code", LOCALES)
def test_the_months_and_weekdays_of_a_language_are_known_as_babel_has_them(code):
    locale = Locale.parse(code)
    assert {name: MONTHS.get(name) for name, _ in names(locale.months)} == dict(names(locale.months))
    assert {name: weekday_number(name) for name, _ in names(locale.days)} == dict(names(locale.days))
