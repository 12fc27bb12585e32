"""The names of months and weekdays."""

from babel import Locale

from digest.dates.calendar_names import LOCALES, MONTHS, WEEKDAYS
from digest.text import fold


def names(table):
    """Return the folded names of months or weekdays that Babel has in one language."""
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, written in table[context][width].items():
                name = fold(written).removeprefix("de ").removeprefix("d ")
                if len(name) > 2 and not name[0].isdigit():
                    yield name, number


def test_the_months_of_every_language_are_known_as_babel_has_them():
    wrong = {
        (code, name)
        for code in LOCALES
        for name, number in names(Locale.parse(code).months)
        if MONTHS.get(name) != number
    }
    assert wrong == set()


def test_no_two_languages_use_one_name_for_different_weekdays():
    for code in ("en", "es", "fr", "pt", "de", "it"):
        for name, number in names(Locale.parse(code).days):
            assert WEEKDAYS[name.split(" ")[0]] == number
