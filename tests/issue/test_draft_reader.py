import datetime as dt
from dataclasses import fields

import pytest
from conftest import article
from plans import PUBLICATION

from digest.errors import DraftError
from digest.issue import draft_reader
from digest.issue.draft_reader import draft_key, parse_draft_key
from digest.model import Block, Draft, OnChange, Rewrite


def read(tmp_path, text, language="en"):
    file = tmp_path / "2021-10.toml"
    file.write_text(text)
    return draft_reader.load(file, PUBLICATION)[language]


def test_a_missing_file_is_an_empty_draft_in_every_language(tmp_path):
    assert draft_reader.load(tmp_path / "none.toml", PUBLICATION) == {
        "en": Draft(),
        "es": Draft(),
        "fr": Draft(),
    }


def test_a_draft_key_is_words_of_the_title_and_the_short_id():
    one = article("The Clinic, at last, opens its doors to everybody")
    assert draft_key(one) == f"the-clinic-at-last-opens-its-doors-to-{one.short_id}"


def test_a_draft_key_cuts_a_long_word():
    one = article("a" * 60)
    assert draft_key(one) == f"{'a' * 40}-{one.short_id}"


@pytest.mark.parametrize("name", ["the-clinic-opens-k7m2xq4d", " k7m2xq4d ", "-k7m2xq4d"])
def test_the_short_id_of_a_draft_key_is_read(name):
    assert parse_draft_key(name) == "k7m2xq4d"


@pytest.mark.parametrize("name", ["the-clinic", "", "k7m2xq4d-", "k7m2xq40", "the clinic k7m2xq4d"])
def test_other_text_is_not_a_draft_key(name):
    assert parse_draft_key(name) == ""


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('\nsubjct = "x"', "2: 'subjct': no such key; did you mean 'subject'?"),
        ('[sections]\nheatlh = ["x-aaaaaaaa"]', "2: 'heatlh': no such topic; did you mean 'health'?"),
        ('order = ["sea"]', "1: 'sea': no such topic; expected one of water, health, more"),
        (
            'lead = "the clinic"',
            "1: 'the clinic': is not an article's key; expected one such as the-clinic-opens-k7m2xq4d",
        ),
        (
            '[sections]\nwater = ["a-aaaaaaaa"]\nhealth = ["b-aaaaaaaa"]',
            "'b-aaaaaaaa': is in the sections twice",
        ),
        ('apart = [["a-aaaaaaaa"]]', "1: 'apart': names only one article; expected two or more"),
        ("number = true", "1: 'number': expected int"),
        ("number = 0", "1: 'number': 0: expected 1 to 1000000"),
        (
            'lead = ""\nnumber = 9223372036854775808',
            "2: 'number': 9223372036854775808: expected 1 to 1000000",
        ),
        ("a = " + "[" * 5_000, "nests brackets too deeply; expected TOML"),
        ("subject = ", "expected TOML"),
        (
            '[rewrite.a-aaaaaaaa]\nimage = "http://x.example/i.jpg"',
            "expected an address that starts with https://",
        ),
        ('[rewrite.a-aaaaaaaa]\nchanged = "maybe"', 'expected "keep" or "take"'),
        ('[[block]]\ntext = "x"', "expected either before or after"),
        ('[[block]]\nafter = "watr"\ntext = "x"', "2: 'watr': no such topic; did you mean 'water'?"),
    ],
)
def test_an_error_names_the_file_and_the_line(tmp_path, text, problem):
    with pytest.raises(DraftError) as caught:
        read(tmp_path, text)
    assert problem in str(caught.value)
    assert "2021-10.toml" in str(caught.value)


def test_an_error_has_the_file_the_line_and_the_key_as_fields(tmp_path):
    with pytest.raises(DraftError) as caught:
        read(tmp_path, '\nsubjct = "x"')
    error = caught.value
    assert (error.source, error.line, error.value) == (str(tmp_path / "2021-10.toml"), 2, "subjct")


def test_the_table_of_a_language_sets_the_texts_of_that_language_only(tmp_path):
    text = 'subject = "Storms"\n[es]\nsubject = "Tormentas"\n[held]\n"x-aaaaaaaa" = "later"\n'
    assert read(tmp_path, text).subject == "Storms"
    assert read(tmp_path, text, "es").subject == "Tormentas"
    assert read(tmp_path, text, "fr").subject == ""


def test_decisions_on_articles_apply_to_every_language(tmp_path):
    text = '[held]\n"x-aaaaaaaa" = "later"\n'
    assert read(tmp_path, text, "fr").held == {"aaaaaaaa": "later"}


def test_every_key_of_a_draft_is_read(tmp_path):
    text = """
subject = " Two \\n words "
preheader = "All  of it"
greeting = " Hello "
closing = " Bye "
number = 7
date = 2021-11-05
lead = "a-aaaaaaaa"
pinned = ["b-bbbbbbbb"]
order = ["health"]
late = ["c-cccccccc"]
apart = [["a-aaaaaaaa", "b-bbbbbbbb"]]
translations = [["c-cccccccc", "d-dddddddd"]]
[sections]
water = ["d-dddddddd", "e-eeeeeeee"]
[left_out]
"f-ffffffff" = "too short"
[held]
"h-hhhhhhhh" = "later"
[undated]
"g-gggggggg" = 2021-10-12
[rewrite.a-aaaaaaaa]
title = "New"
changed = "keep"
[[block]]
before = "lead"
title = " A  fair "
text = "Come."
"""
    draft = read(tmp_path, text)
    assert not [
        field.name for field in fields(Draft) if getattr(draft, field.name) == getattr(Draft(), field.name)
    ]
    assert draft == Draft(
        subject="Two words",
        preheader="All of it",
        greeting="Hello",
        closing="Bye",
        number=7,
        message_date=dt.date(2021, 11, 5),
        lead="aaaaaaaa",
        pinned=("bbbbbbbb",),
        section_order=("health",),
        article_order={"water": ("dddddddd", "eeeeeeee")},
        left_out={"ffffffff": "too short"},
        held={"hhhhhhhh": "later"},
        rewrites={"aaaaaaaa": Rewrite(title="New", changed=OnChange.KEEP)},
        blocks=(Block(beside="lead", before=True, title="A fair", text="Come."),),
        article_dates={"gggggggg": dt.date(2021, 10, 12)},
        late=frozenset({"cccccccc"}),
        apart=frozenset({frozenset({"aaaaaaaa", "bbbbbbbb"})}),
        translations=frozenset({frozenset({"cccccccc", "dddddddd"})}),
        names={letter * 8: f"{letter}-{letter * 8}" for letter in "abcdefgh"},
    )


def test_the_error_for_an_unknown_article_suggests_the_most_similar_key(tmp_path):
    file = tmp_path / "2021-10.toml"
    file.write_text('\nlead = "the-clinik-aaaaaaaa"')
    drafts = draft_reader.load(file, PUBLICATION)
    draft_reader.check(file, drafts, {"aaaaaaaa": "the-clinic-aaaaaaaa"}, PUBLICATION)
    with pytest.raises(
        DraftError, match="2: 'the-clinik-aaaaaaaa': no such article; did you mean 'the-clinic-bbbbbbbb'"
    ):
        draft_reader.check(file, drafts, {"bbbbbbbb": "the-clinic-bbbbbbbb"}, PUBLICATION)
