"""The texts of each language: plurals, names, numbers, dates and periods."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from conftest import ROOT

from digest import periods
from digest.errors import TemplateError
from digest.model import Theme
from digest.render.environment import Templates
from digest.render.locale import Locale, direction


def locale(code):
    return Locale(code, Templates(Theme()).source)


@pytest.mark.parametrize(
    ("n", "expected"),
    [(0, "لا أخبار"), (1, "خبر واحد"), (2, "خبران"), (3, "3 أخبار"), (11, "11 خبرًا"), (100, "100 خبر")],
)
def test_arabic_has_six_plural_forms(n, expected):
    assert locale("ar").stories(n=n) == expected


def test_every_language_has_all_of_its_plural_forms():
    for path in (ROOT / "templates/locale").glob("*.toml"):
        texts = locale(path.stem)
        forms = texts.babel.plural_form.tags | {"other"}
        required = forms - {"many"} if path.stem in ("es", "fr", "pt") else forms  # for millions of stories
        assert required <= texts._texts["stories"].keys(), path.stem


@pytest.mark.parametrize(
    ("code", "names", "expected"),
    [
        ("es", ("Ana", "Inés"), "Ana e Inés"),
        ("es", ("Ana", "Hilda"), "Ana e Hilda"),
        ("es", ("Ana", "Iago"), "Ana y Iago"),
        ("ar", ("ليلى", "سامي"), "ليلى وسامي"),
        ("fr", ("Ada", "Zoé", "Luc"), "Ada, Zoé et Luc"),
        ("pt", ("Ada",), "Ada"),
    ],
)
def test_names_are_joined_as_the_language_joins_them(code, names, expected):
    assert locale(code).join_names(names) == expected


@pytest.mark.parametrize(
    ("code", "expected"), [("en", "1,234 stories"), ("pt", "1.234 notícias"), ("fr", "1\u202f234 articles")]
)
def test_large_numbers_are_grouped_as_the_language_groups_them(code, expected):
    assert locale(code).stories(n=1234) == expected


def test_languages_are_named_in_their_own_and_in_other_languages():
    assert locale("es").own_name == "Español"
    assert locale("ar").own_name == "العربية"
    assert locale("fr").language_name("en") == "anglais"
    assert locale("fr").language_name("qqq") == "qqq"


@pytest.mark.parametrize(
    ("code", "day", "short_day", "month"),
    [
        ("en", "October 1, 2021", "October 1", "October 2021"),
        ("es", "1 de octubre de 2021", "1 de octubre", "Octubre de 2021"),
        ("fr", "1er octobre 2021", "1er octobre", "Octobre 2021"),
        ("pt", "1º de outubro de 2021", "1º de outubro", "Outubro de 2021"),
    ],
)
def test_the_first_of_a_month_is_written_as_readers_expect(code, day, short_day, month):
    first = date(2021, 10, 1)
    texts = locale(code)
    assert (texts.day(first), texts.short_day(first), texts.month(first)) == (day, short_day, month)


def test_a_moment_keeps_the_day_of_its_own_offset():
    late = datetime(2021, 10, 1, 23, 30, tzinfo=timezone(timedelta(hours=-6)))
    assert late.astimezone(UTC).day == 2
    assert locale("en").day(late) == "October 1, 2021"


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("en", "2021-10", "October 2021"),
        ("en", "2021-Q4", "4th quarter 2021"),
        ("fr", "2021-Q4", "4e trimestre 2021"),
        ("en", "2021", "2021"),
        ("en", "2021-W41", "Oct 11\u2009–\u200917, 2021"),
        ("es", "2021-10-15_2021-10-15", "15 de octubre de 2021"),
    ],
)
def test_a_period_is_written_in_words(code, name, expected):
    assert locale(code).period(periods.named(name, "UTC")) == expected


def test_a_language_without_a_text_falls_back_to_english():
    files = {"locale/en.toml": 'skip = "Skip"\nand = " and "', "locale/fr.toml": 'and = " et "'}
    texts = Locale("fr", files.__getitem__)
    assert (texts.skip(), texts.join_names(("A", "B"))) == ("Skip", "A et B")


def test_an_unknown_text_is_no_attribute():
    with pytest.raises(AttributeError, match="no_such_text"):
        locale("en").no_such_text()


@pytest.mark.parametrize(
    ("code", "text", "message"),
    [
        ("fr", "skip = ", "templates/locale/fr.toml: .*expected TOML"),
        ("qqq", "", "templates/locale/qqq.toml: 'qqq': no dates are known in this language"),
    ],
)
def test_the_error_of_an_unusable_language_names_its_file(code, text, message):
    files = {"locale/en.toml": "", f"locale/{code}.toml": text}
    with pytest.raises(TemplateError, match=message):
        Locale(code, files.__getitem__)


def test_the_direction_of_a_language_unknown_to_babel_is_left_to_right():
    assert [direction(code) for code in ("ar", "he", "en", "qqq")] == ["rtl", "rtl", "ltr", "ltr"]


def test_own_locale_files_of_an_older_workspace_are_still_read(tmp_path):
    shipped = (ROOT / "templates/locale/en.toml").read_text(encoding="utf-8")
    own = tmp_path / "words/en.toml"
    own.parent.mkdir()
    own.write_text(shipped.replace("In this issue", "On these pages"), encoding="utf-8")
    assert "On these pages" in Templates(Theme(), tmp_path).source("locale/en.toml")
