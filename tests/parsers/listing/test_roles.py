"""The cost of each role for a line. Every figure of `roles.py` is pinned here, each in one sentence."""

from datetime import date

import pytest

from digest.dates import DateMatch
from digest.parsers.listing.lines import Feature, Line
from digest.parsers.listing.roles import IMPOSSIBLE, Role, emission_costs

HEADLINE = "The ferry sails again on Monday"
DATE = DateMatch(date(2021, 10, 5), None, None, 0, 14)


def line(text=HEADLINE, *features, **known):
    return Line(1, text, 0, "", features=frozenset(features), **known)


def text_of(size, end="x"):
    return f"T{'o' * (size - 2)}{end}"


def paragraph(size, *features, **known):
    """Return a line of `size` characters that ends as a sentence does."""
    return line(text_of(size, "."), Feature.FULL_STOP, *features, **known)


def date_line(text="5 October 2021", *features, **known):
    return line(text, *features, date=DATE, **known)


def cost(role, subject, *others):
    return pytest.approx(emission_costs([subject, *others])[0][role])


def test_every_line_has_a_cost_for_every_role():
    costs = emission_costs([line(), date_line()])
    assert [set(of_line) for of_line in costs] == [set(Role), set(Role)]


# A line as a title


def test_a_usual_headline_costs_nothing():
    assert cost(Role.TITLE, line()) == 0


@pytest.mark.parametrize(
    ("feature", "expected"),
    [
        (Feature.FULL_STOP, 2.5),
        (Feature.TWO_SENTENCES, 2),
        (Feature.MANY_SENTENCES, 5),
        (Feature.CUT_OFF, 5),
        (Feature.BULLET, 4),
        (Feature.LABEL, 6),
        (Feature.BYLINE, 6),
        (Feature.CREDIT, 5),
        (Feature.NAME, 0.4),
        (Feature.NO_HEADLINE, 6),
        (Feature.HEADLINE, -2),
    ],
)
def test_a_feature_counts_for_or_against_a_title(feature, expected):
    assert cost(Role.TITLE, line(HEADLINE, feature)) == expected


def test_the_features_of_a_title_add_up():
    assert cost(Role.TITLE, line(HEADLINE, Feature.BULLET, Feature.HEADLINE)) == 2


@pytest.mark.parametrize(
    ("size", "expected"),
    [(7, 3), (8, 0.5), (14, 0.5), (15, 0), (120, 0), (121, 0.04), (145, 1), (320, 8), (400, 8)],
)
def test_a_title_of_15_to_120_characters_is_usual(size, expected):
    assert cost(Role.TITLE, line(text_of(size))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ferry sails again on Monday", 2.5),
        ("ferry-sails-again", 5),
        ("The ferry sails again:", 2),
        ("Write to ferry@harbour.example", 4),
        ("See https://harbour.example/ferry", 4),
    ],
)
def test_the_spelling_of_a_text_counts_against_a_title(text, expected):
    assert cost(Role.TITLE, line(text)) == expected


def test_a_dateline_counts_against_a_title_of_more_than_40_characters():
    assert len("Geneva, 3 March 2020 – The town is awake") == 40
    assert cost(Role.TITLE, line("Geneva, 3 March 2020 – The town is awake")) == 0
    assert cost(Role.TITLE, line("Geneva, 3 March 2020 – The town is waking")) == 4


@pytest.mark.parametrize(("occurrences", "expected"), [(1, 0), (2, 1.5), (4, 4.5)])
def test_every_other_occurrence_counts_against_a_title(occurrences, expected):
    assert cost(Role.TITLE, line(occurrences=occurrences)) == expected


def test_a_line_printed_twice_is_a_likely_title():
    assert cost(Role.TITLE, line(is_repeated_below=True)) == -1


def test_a_name_printed_twice_is_no_likelier_title_than_any_name():
    assert cost(Role.TITLE, line(HEADLINE, Feature.NAME, is_repeated_below=True)) == 0.4


def test_the_second_of_two_equal_lines_is_an_unlikely_title():
    assert cost(Role.TITLE, line(repeats_line_above=True)) == 2


def test_a_longer_text_below_makes_a_title_likelier():
    assert cost(Role.TITLE, line(), paragraph(80)) == -0.3


def test_a_text_below_that_is_no_longer_changes_nothing():
    assert cost(Role.TITLE, line(), paragraph(len(HEADLINE))) == 0


def test_furniture_below_changes_nothing():
    assert cost(Role.TITLE, line(), line(text_of(80), Feature.FURNITURE)) == 0


@pytest.mark.parametrize(
    "subject",
    [line(HEADLINE, Feature.FURNITURE), line(read_more_title=HEADLINE), date_line()],
    ids=["furniture", "a read-more line", "a date line"],
)
def test_some_lines_are_never_a_title(subject):
    assert cost(Role.TITLE, subject) == IMPOSSIBLE


# A line as a part beside title and text


def test_only_a_line_with_the_text_of_the_line_above_is_a_repeated_title():
    assert cost(Role.REPEATED_TITLE, line(repeats_line_above=True)) == -1.5
    assert cost(Role.REPEATED_TITLE, line(is_repeated_below=True)) == IMPOSSIBLE


def test_a_repeated_name_is_no_evidence_for_a_repeated_title():
    assert cost(Role.REPEATED_TITLE, line(HEADLINE, Feature.NAME, repeats_line_above=True)) == 0


def test_only_a_title_out_of_a_read_more_line_has_that_role():
    assert cost(Role.READ_MORE_TITLE, line(read_more_title=HEADLINE)) == 0
    assert cost(Role.READ_MORE_TITLE, line()) == IMPOSSIBLE


@pytest.mark.parametrize("role", [Role.BYLINE, Role.SIGNATURE])
def test_a_byline_costs_nothing_as_one(role):
    assert cost(role, line("By Ana Ruiz", Feature.BYLINE)) == 0
    assert cost(role, line()) == IMPOSSIBLE


def test_a_bare_name_may_be_a_byline_but_no_signature():
    assert cost(Role.BYLINE, line("Ana Ruiz", Feature.NAME)) == 2.2
    assert cost(Role.SIGNATURE, line("Ana Ruiz", Feature.NAME)) == IMPOSSIBLE


def test_a_bare_name_is_a_likelier_byline_on_a_page_with_bylines():
    assert cost(Role.BYLINE, line("Ana Ruiz", Feature.NAME), line("By B", Feature.BYLINE)) == 0.8


def test_only_a_labelled_line_is_a_label():
    assert cost(Role.LABEL, line("Topic: Boats", Feature.LABEL)) == 0
    assert cost(Role.LABEL, line()) == IMPOSSIBLE


# A line with a date


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (date_line(is_date_only=True), 0),
        (line("Yesterday", Feature.VAGUE_DATE), 0),
        (date_line("5 October 2021 | Boats"), 0),
        (date_line("5 October 2021 · Boats"), 0.5),
        (line("5 October in words"), IMPOSSIBLE),
    ],
    ids=["a date alone", "a vague date", "a date before a bar", "a date beside words", "no date"],
)
def test_a_date_alone_is_the_likeliest_date(subject, expected):
    assert cost(Role.DATE, subject) == expected


@pytest.mark.parametrize("subject", [date_line(), line("Yesterday", Feature.VAGUE_DATE)])
@pytest.mark.parametrize(
    ("role", "expected"), [(Role.UNTITLED_BODY, 1.5), (Role.SKIPPED_BEFORE, 3), (Role.SKIPPED, 4)]
)
def test_a_date_line_is_not_lost_lightly(subject, role, expected):
    assert cost(role, subject) == expected


def test_a_date_line_is_an_unlikely_text():
    dated = paragraph(140)
    dated.date = DATE
    assert cost(Role.BODY, dated) == 6


# A line as text


@pytest.mark.parametrize(
    ("size", "expected"), [(30, 2.5), (44, 2.5), (45, 1.5), (79, 1.5), (80, 0.6), (139, 0.6), (140, 0)]
)
def test_the_shorter_a_paragraph_the_higher_its_cost(size, expected):
    assert cost(Role.BODY, paragraph(size)) == expected


@pytest.mark.parametrize(("size", "expected"), [(169, 2.5), (170, 1.5), (219, 1.5), (220, 0.3)])
def test_a_paragraph_without_a_full_stop_is_the_odder_the_shorter_it_is(size, expected):
    assert cost(Role.BODY, line(text_of(size))) == expected


@pytest.mark.parametrize("end", "!?")
def test_an_exclamation_or_a_question_is_nearly_a_full_stop(end):
    assert cost(Role.BODY, line(text_of(140, end))) == 1.5


def test_a_text_that_is_cut_off_needs_no_full_stop():
    assert cost(Role.BODY, line(text_of(140), Feature.CUT_OFF)) == 0


@pytest.mark.parametrize("feature", [Feature.MANY_SENTENCES, Feature.TWO_SENTENCES])
def test_sentences_inside_halve_the_cost_of_a_paragraph(feature):
    assert cost(Role.BODY, line(text_of(140), feature)) == 1.25


def test_an_item_of_a_list_costs_half_and_needs_no_full_stop():
    assert cost(Role.BODY, line(text_of(80), Feature.BULLET)) == 0.3


@pytest.mark.parametrize("features", [{Feature.CREDIT}, {Feature.LABEL}, {Feature.CREDIT, Feature.LABEL}])
def test_a_credit_or_a_label_is_an_unlikely_text(features):
    assert cost(Role.BODY, paragraph(140, *features)) == 1.5


def test_a_line_printed_twice_is_an_unlikely_text():
    assert cost(Role.BODY, paragraph(140, is_repeated_below=True)) == 2
    assert cost(Role.BODY, paragraph(140, repeats_line_above=True)) == 2


@pytest.mark.parametrize(("occurrences", "expected"), [(1, 0), (2, 0.8), (6, 4), (9, 4)])
def test_up_to_five_other_occurrences_count_against_a_text(occurrences, expected):
    assert cost(Role.BODY, paragraph(140, occurrences=occurrences)) == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (paragraph(140, Feature.FURNITURE), 3),
        (paragraph(140, Feature.HEADLINE), 6),
        (paragraph(140, read_more_title=HEADLINE), IMPOSSIBLE),
        (line("- Boats", Feature.BULLET), 3),
    ],
    ids=["furniture", "a headline", "a read-more line", "an entry of a menu"],
)
def test_some_lines_are_hardly_ever_text(subject, expected):
    assert cost(Role.BODY, subject) == expected


def test_text_without_a_title_costs_a_little_more_than_text_with_one():
    assert cost(Role.UNTITLED_BODY, paragraph(80)) == 1


# A line that is skipped


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (line(text_of(100), Feature.FURNITURE), 0),
        (line(text_of(100), Feature.CREDIT), 0),
        (line(text_of(100), Feature.LABEL), 1),
        (line(text_of(100), Feature.BYLINE), 1),
        (line(text_of(119), occurrences=3), 0.3),
        (line(text_of(44), Feature.BULLET), 0.3),
        (line(text_of(40), occurrences=2), 3.5),
        (line(text_of(120), occurrences=3), 5.5),
        (line(text_of(45), Feature.BULLET), 3.625),
        (line(text_of(40), Feature.BULLET, Feature.FULL_STOP), 3.5),
        (line(text_of(40), Feature.HEADLINE), 6.5),
        (line(text_of(600)), 9),
    ],
)
def test_a_line_is_skipped_at_the_cost_of_the_text_that_is_lost(subject, expected):
    assert cost(Role.SKIPPED, subject) == expected


@pytest.mark.parametrize(
    ("subject", "expected"), [(line(text_of(44), Feature.BULLET), 0.18), (line(text_of(40)), 1.8)]
)
def test_before_the_first_article_a_line_is_skipped_more_lightly(subject, expected):
    assert cost(Role.SKIPPED_BEFORE, subject) == expected
