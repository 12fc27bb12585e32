"""The cost of each role for a line. Every figure is pinned here, each in one sentence."""

import pytest

from digest.parsers.listing.emissions import emission_costs
from digest.parsers.listing.lines import Feature, Line
from digest.parsers.listing.roles import IMPOSSIBLE, Role
from digest.parsers.listing.stamps import find_stamp

HEADLINE = "The ferry sails again on Monday"


def line(text=HEADLINE, *features, **known):
    return Line(1, text, 0, "", features=frozenset(features), **known)


def text_of(size, end="x"):
    return f"T{'o' * (size - 2)}{end}"


def paragraph(size, *features, **known):
    """Return a line of `size` characters that ends as a sentence does."""
    return line(text_of(size, "."), Feature.FULL_STOP, *features, **known)


def dated(text, *features, blank_lines=0, **known):
    """Return a line as `observe` leaves it: with the date that its text shows."""
    stamp = find_stamp(text, month_first=False)
    known = {"first_date": stamp.date, "is_date_only": stamp.is_date_only and stamp.date is not None} | known
    return Line(1, text, blank_lines, "", features=frozenset(features), stamp=stamp, **known)


def date_line(text="5 October 2021", *features, **known):
    found = dated(text, *features, **known)
    found.date = found.first_date
    return found


def cost(role, subject, *others):
    return pytest.approx(emission_costs([subject, *others])[0][role])


def cost_below(role, above, subject):
    return pytest.approx(emission_costs([above, subject])[1][role])


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
        (Feature.VAGUE_DATE, 0),
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
        ("[Picture of the ferry]", 3),
    ],
)
def test_the_spelling_of_a_text_counts_against_a_title(text, expected):
    assert cost(Role.TITLE, line(text)) == expected


def test_a_dateline_counts_against_a_title_of_more_than_40_characters():
    assert len("Geneva, 3 March 2020 – The town is awake") == 40
    assert cost(Role.TITLE, line("Geneva, 3 March 2020 – The town is awake")) == 0
    assert cost(Role.TITLE, line("Geneva, 3 March 2020 – The town is waking")) == 4
    assert cost(Role.TITLE, line("The weekly tips of the harbour – 3 March 2020")) == 0


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


@pytest.mark.parametrize("below", [date_line(), line("By Ana Ruiz", Feature.BYLINE)], ids=["date", "byline"])
def test_a_date_or_a_byline_below_makes_a_title_likelier(below):
    assert cost(Role.TITLE, line(), below) == -0.5


def test_a_long_line_of_furniture_above_a_date_may_be_a_title():
    assert cost(Role.TITLE, line(text_of(25), Feature.FURNITURE), date_line()) == 2.5
    assert cost(Role.TITLE, line(text_of(24), Feature.FURNITURE), date_line()) == IMPOSSIBLE
    assert cost(Role.TITLE, line(text_of(25), Feature.FURNITURE), line()) == IMPOSSIBLE


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


# Titles that end in a full stop


def page_with_titles(end, place="above"):
    title = line(f"The ferry sails again on Monday{end}", *([Feature.FULL_STOP] if end else []))
    article = [title, date_line()] if place == "above" else [date_line(), title]
    return article * 3


@pytest.mark.parametrize("place", ["above", "below"])
def test_a_full_stop_costs_a_title_little_where_the_lines_beside_the_dates_have_one(place):
    page = page_with_titles(".", place)
    title = page.index(next(line for line in page if not line.stamp))
    below = {"above": -0.5, "below": -0.5}[place]
    assert emission_costs(page)[title][Role.TITLE] == pytest.approx(0.5 + below)


def test_a_title_without_a_full_stop_costs_no_less_where_others_have_one():
    page = page_with_titles(".")
    assert emission_costs([*page, line()])[-1][Role.TITLE] == pytest.approx(0)


def test_two_such_lines_are_not_enough():
    assert emission_costs(page_with_titles(".")[:4])[0][Role.TITLE] == pytest.approx(2.0)


# A line with a date


@pytest.mark.parametrize(
    "text", ["5 October 2021", "Published on 5 October 2021", "Yesterday", "12-14 May 2021"]
)
def test_a_line_that_only_states_a_date_costs_nothing_as_one(text):
    assert cost(Role.DATE, dated(text)) == 0


def test_the_heading_of_a_month_is_an_unlikely_date():
    assert cost(Role.DATE, dated("October 2021")) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 October 2021 | Boats", 0.45),
        ("5 October 2021 | Boats | Rivers", 0.6),
        ("Boats 5 October 2021", 0.7),
        ("Boats and rivers 5 October 2021", 1.5),
    ],
)
def test_words_beside_the_date_cost_less_between_marks(text, expected):
    assert cost(Role.DATE, dated(text)) == expected


@pytest.mark.parametrize(("alike", "expected"), [(1, 0.45), (2, 0.315), (3, 0.18), (9, 0.18)])
def test_lines_of_the_same_shape_make_a_date_line_likelier(alike, expected):
    assert cost(Role.DATE, *[dated("5 October 2021 | Boats")] * alike) == expected


def test_sentences_make_a_date_line_unlikely():
    text = "Boats of 5 October 2021 sailed up rivers"
    assert cost(Role.DATE, dated(text, Feature.FULL_STOP)) == 0.3 + 4 * 0.4 + 2
    assert cost(Role.DATE, dated(text, Feature.TWO_SENTENCES)) == 0.3 + 4 * 0.4 + 4
    assert cost(Role.DATE, dated("5 October 2021 boats", Feature.FULL_STOP)) == 0.7


def test_more_than_14_words_beside_a_date_are_too_many():
    assert cost(Role.DATE, dated(f"5 October 2021{' boat' * 14}")) == 0.3 + 14 * 0.4 + 1
    assert cost(Role.DATE, dated(f"5 October 2021{' boat' * 15}")) == 0.3 + 15 * 0.4 + 4 + 1


def test_only_a_line_with_a_date_is_one():
    assert cost(Role.DATE, line("5 October in words")) == IMPOSSIBLE


def test_a_second_date_stands_below_the_first_or_below_a_byline():
    assert cost_below(Role.SECOND_DATE, date_line(), date_line()) == 0
    assert cost_below(Role.SECOND_DATE, line("By Ana", Feature.BYLINE), date_line()) == 0
    assert cost_below(Role.SECOND_DATE, line(), date_line()) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ferry sails again – 5 October 2021", 0.3),
        ("Ferry sails again 5 October 2021", 1.5),
        ("Ferry sails again. – 5 October 2021", 1.8),
        ("ferry sails again – 5 October 2021", 2.8),
        ("Ferry sai – 5 October 2021", 0.8),
    ],
)
def test_a_title_with_its_date_costs_what_the_title_costs_and_less_with_a_mark_between(text, expected):
    assert cost(Role.DATED_TITLE, *[dated(text)] * 3) == expected


@pytest.mark.parametrize(("alike", "expected"), [(1, 2.3), (2, 1.3), (3, 0.3), (9, 0.3)])
def test_a_title_with_its_date_seldom_stands_alone(alike, expected):
    assert cost(Role.DATED_TITLE, *[dated("Ferry sails again – 5 October 2021")] * alike) == expected


def test_a_date_alone_or_with_furniture_is_no_title_with_its_date():
    assert cost(Role.DATED_TITLE, date_line()) == IMPOSSIBLE
    furniture = dated("Ferry sails again – 5 October 2021", Feature.FURNITURE)
    assert cost(Role.DATED_TITLE, furniture) == IMPOSSIBLE


def test_a_title_that_holds_a_date_pays_for_the_share_of_the_date():
    text = "Harbour week of 5 October 2021 draws big crowds from all the far islands"
    assert cost(Role.TITLE, dated(text)) == 1 + 8 * 14 / len(text)
    assert cost(Role.TITLE, *[dated(text)] * 3) == 1 + 8 * 14 / len(text) + 1 - 0.0


def test_a_date_line_is_not_lost_lightly():
    assert cost(Role.SKIPPED, date_line()) == 4
    assert cost(Role.OUTSIDE, date_line()) == 3.5
    assert cost(Role.UNTITLED_BODY, date_line()) == 1.5


@pytest.mark.parametrize(("alike", "expected"), [(2, 4.75), (5, 7), (9, 7)])
def test_a_date_line_is_lost_the_less_lightly_the_more_of_its_shape_there_are(alike, expected):
    assert cost(Role.SKIPPED, *[date_line()] * alike) == expected


@pytest.mark.parametrize(
    ("text", "skipped", "outside"), [("October 2021", 0.3, 0.3), ("2021", 0.3, 0.3), ("3 hours ago", 2, 1.5)]
)
def test_a_line_that_tells_no_day_may_be_skipped(text, skipped, outside):
    assert cost(Role.SKIPPED, dated(text)) == skipped
    assert cost(Role.OUTSIDE, dated(text)) == outside


def test_a_date_line_is_an_unlikely_text():
    plain = date_line(f"Published on 5 October 2021{'.' * 120}", Feature.FULL_STOP)
    assert cost(Role.BODY, plain) == 6
    beside = dated(f"On 5 October 2021 the boats {'x' * 112}.", Feature.FULL_STOP)
    assert cost(Role.BODY, beside) == pytest.approx(6 * 14 / len(beside.text))


def test_a_row_of_a_list_of_titles_with_dates_is_no_text():
    rows = [dated("The white ferry sails again on Monday – 5 October 2021")] * 3
    usual = 1.5 + 2.5 + 6 * 14 / len(rows[0].text)
    assert cost(Role.BODY, *rows) == usual + 3
    assert cost(Role.BODY, *rows[:2]) == usual


@pytest.mark.parametrize(("alike", "expected"), [(2, 2.5 + 42 / 40), (3, 4 + 0.75 * 2)])
def test_a_title_with_its_date_costs_more_to_skip_where_three_lines_are_alike(alike, expected):
    row = "The white ferry sails again – 5 October 21"
    assert len(row) == 42
    assert cost(Role.SKIPPED, *[dated(row)] * alike) == expected


def test_a_date_makes_a_label_unlikely():
    assert cost(Role.LABEL, dated("Posted in Boats on 5 October 2021", Feature.LABEL)) == 2


# A longer line under the title


def deck_page(title="The ferry sails again at last", deck="The crew had waited for it all the winter long"):
    return [line(title), line(deck), date_line()] * 2


def test_a_longer_line_above_most_dates_is_a_deck():
    assert emission_costs(deck_page())[1][Role.DECK] == 0.5


@pytest.mark.parametrize(
    "page",
    [
        deck_page()[:3],
        deck_page(title="Boats and ships"),
        deck_page(deck="The crew had waited for so long"),
        [*deck_page(), line(), date_line(), line(), date_line()],
    ],
    ids=["one deck", "a kicker above the title", "no longer line", "half of the dates"],
)
def test_other_lines_are_no_deck(page):
    assert emission_costs(page)[1][Role.DECK] == IMPOSSIBLE


@pytest.mark.parametrize(
    "feature",
    [
        Feature.FURNITURE,
        Feature.BYLINE,
        Feature.LABEL,
        Feature.CREDIT,
        Feature.BULLET,
        Feature.HEADLINE,
    ],
)
def test_a_line_with_another_purpose_is_no_deck_on_a_page_with_decks(feature):
    title, deck, date = deck_page()[:3]
    deck.features = frozenset({feature})
    assert emission_costs([*deck_page(), title, deck, date])[7][Role.DECK] == IMPOSSIBLE


def test_a_sentence_may_be_a_deck_on_a_page_with_decks():
    title, deck, date = deck_page()[:3]
    deck.features = frozenset({Feature.FULL_STOP})
    assert emission_costs([*deck_page(), title, deck, date])[7][Role.DECK] == 0.5


# The first line of an article


def spaced(text, blank_lines):
    return Line(1, text, blank_lines, "", features=frozenset())


def test_an_article_starts_where_blank_lines_part_the_articles():
    page = [spaced(HEADLINE, 0), spaced(text_of(80), 0), spaced(HEADLINE, 1), spaced(text_of(80), 0)] * 2
    assert [known[Role.ARTICLE_START] for known in emission_costs(page)] == [0, 2, 0, 2, 2, 2, 0, 2]


def test_a_text_below_such_blank_lines_is_less_likely():
    page = [
        spaced(HEADLINE, 0),
        spaced(text_of(80, "."), 1),
        spaced(text_of(80, "."), 1),
        spaced(HEADLINE, 0),
    ]
    assert [known[Role.BODY] for known in emission_costs(page)][1] == pytest.approx(0.6 + 2.5 + 1)


def test_a_short_text_below_its_date_is_likelier_where_blank_lines_part_the_articles():
    article = [spaced(HEADLINE, 1), date_line(), spaced(text_of(80, "."), 0)]
    assert emission_costs(article * 3)[2][Role.BODY] == pytest.approx(0.6 + 2.5 - 1.5)


def test_blank_lines_above_every_line_say_nothing():
    page = [spaced(HEADLINE, 1)] * 4
    assert {known[Role.ARTICLE_START] for known in emission_costs(page)} == {0}


def test_blank_lines_far_from_the_dates_say_nothing():
    rows = [dated("5 October 2021")] * 9
    page = [dated("5 October 2021"), dated("5 October 2021", blank_lines=1), *rows, spaced(HEADLINE, 1)]
    assert {known[Role.ARTICLE_START] for known in emission_costs(page)} == {0}


def test_every_row_of_a_list_of_titles_with_dates_starts_an_article():
    row = "The white ferry sails again on Monday – 5 October 2021"
    page = [dated(row, blank_lines=blank_lines) for blank_lines in (0, 1, 0, 1)]
    costs = emission_costs([*page, spaced(HEADLINE, 0)])
    assert [known[Role.ARTICLE_START] for known in costs] == [0, 0, 0, 0, 2]


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
        (line(text_of(40)), 3.5),
        (line(text_of(40), occurrences=2), 3.5),
        (line(text_of(120), occurrences=3), 5.5),
        (line(text_of(45), Feature.BULLET), 3.625),
        (line(text_of(40), Feature.BULLET, Feature.FULL_STOP), 3.5),
        (line(text_of(40), Feature.HEADLINE), 7.5),
        (line(text_of(600)), 9),
    ],
)
def test_a_line_is_skipped_at_the_cost_of_the_text_that_is_lost(subject, expected):
    assert cost(Role.SKIPPED, subject) == expected


def test_a_headline_above_a_longer_text_is_not_skipped_lightly():
    assert cost(Role.SKIPPED, line(text_of(40)), paragraph(80)) == 4.5


@pytest.mark.parametrize(
    ("subject", "expected"),
    [(line(text_of(44), Feature.BULLET), 0.18), (line(text_of(40)), 2.1), (line(text_of(600)), 3.6)],
)
def test_outside_all_articles_a_line_is_skipped_more_lightly(subject, expected):
    assert cost(Role.OUTSIDE, subject) == expected
