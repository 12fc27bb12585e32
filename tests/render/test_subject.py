"""The subject names publication, period and lead within 78 characters; the date is the editor's first."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from conftest import article

from digest import periods
from digest.model import Draft, Issue, Publication, Theme
from digest.render.environment import Templates
from digest.render.locale import Locale
from digest.render.subject import message_date, subject

ENGLISH, SPANISH = (Locale(code, Templates(Theme()).source) for code in ("en", "es"))


def issue(headline="The clinic opens", title="Tide", **draft):
    return Issue(
        publication=Publication(title=title, home="https://t.example/"),
        period=periods.month("2021-10", "America/Costa_Rica"),
        language="en",
        number=None,
        lead=article(headline) if headline else None,
        sections=(),
        draft=Draft(**draft),
    )


@pytest.mark.parametrize(
    ("headline", "title", "expected"),
    [
        ("The clinic opens", "Tide", "Tide, October 2021: The clinic opens"),
        (None, "Tide", "Tide, October 2021"),
        ("The clinic opens", "T" * 60, "T" * 60 + ", October 2021"),
    ],
)
def test_a_subject_has_a_headline_if_there_is_one_and_it_fits(headline, title, expected):
    assert subject(issue(headline, title), ENGLISH) == expected


def test_a_long_headline_is_cut_so_that_the_subject_has_at_most_78_characters():
    text = subject(issue("The clinic on the hill above the old harbour " * 3), ENGLISH)
    assert text.startswith("Tide, October 2021: The clinic on the hill")
    assert text.endswith("…")
    assert 60 < len(text) <= 78


def test_a_headline_is_whole_until_the_subject_has_more_than_78_characters():
    whole = ("ab " * 20)[: 78 - len("Tide, October 2021: ")]
    assert subject(issue(whole), ENGLISH) == f"Tide, October 2021: {whole}"
    assert subject(issue(whole + "b"), ENGLISH).endswith("ab…")


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ({}, "Our own words"),
        ({"test": True}, "[Test] Our own words"),
        ({"correction": True}, "Correction: Our own words"),
        ({"correction": True, "test": True}, "[Test] Correction: Our own words"),
    ],
)
def test_the_editors_subject_is_used_and_marked(marks, expected):
    assert subject(issue(subject="Our own words"), ENGLISH, **marks) == expected


def test_a_mail_in_two_languages_names_the_period_in_both_but_the_same_words_once():
    assert subject(issue(None), ENGLISH, [SPANISH]) == "Tide, October 2021 / Octubre de 2021"
    year = replace(issue(None), period=periods.named("2021", "UTC"))
    assert subject(year, ENGLISH, [SPANISH]) == "Tide, 2021"


def test_a_message_has_the_editors_date_or_that_of_sending_or_the_end_of_the_period():
    sent = datetime(2021, 11, 3, 9, tzinfo=UTC)
    assert (
        message_date(issue(message_date=date(2021, 11, 2)), sent).isoformat() == "2021-11-02T00:00:00-06:00"
    )
    assert message_date(issue(), sent).isoformat() == "2021-11-03T03:00:00-06:00"
    assert message_date(issue()).isoformat() == "2021-11-01T00:00:00-06:00"
