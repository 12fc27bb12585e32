"""The layouts as machines: the pages that each accepts, and the cost of its transitions.

A page is written as the roles of its lines, one after another; nothing is skipped.
"""

import pytest

from digest.parsers.listing.layouts import (
    DATE_TITLE_TEXT,
    DATED_TITLE_TEXT,
    DATED_TITLES,
    LAYOUTS,
    SECOND_TITLE,
    TEXT_TITLE,
    TITLE_AUTHOR_TEXT,
    TITLE_DATE_TEXT,
    TITLE_TEXT,
    TITLE_TEXT_DATE,
    UNTITLED_TEXT,
)
from digest.parsers.listing.roles import IMPOSSIBLE, Role
from digest.parsers.listing.viterbi import cheapest_path

WORDS = {
    "date": Role.DATE,
    "second": Role.SECOND_DATE,
    "dated": Role.DATED_TITLE,
    "deck": Role.DECK,
    "title": Role.TITLE,
    "again": Role.REPEATED_TITLE,
    "by": Role.BYLINE,
    "signed": Role.SIGNATURE,
    "label": Role.LABEL,
    "text": Role.BODY,
    "closer": Role.READ_MORE_TITLE,
    "untitled": Role.UNTITLED_BODY,
}
# Each article costs 2. One without a text costs 1 more where it has a date and 2 where it has none; one
# without a date among others costs 2.5 more. Some layouts cost something themselves.
PAGES = [
    (
        DATE_TITLE_TEXT,
        {
            "date title text": 2,
            "date title text text": 2,
            "date title text date title text": 4,
            "date by title text": 3.5,
            "date second title text": 3,
            "date title by text": 2.5,
            "date title label text": 2.3,
            "date title label label text": 2.6,
            "date title by label text": 2.8,
            "date title text label text": 2.5,
            "date title again text": 2,
            "date title again by text": 2.5,
            "date title again label text": 2.3,
            "date title": 3,
            "date title again": 3,
            "date title by": 3.5,
            "date title label": 2.3,
            "date title text label": 2.5,
            "date title date title text": 5,
            "date title again date title text": 5,
            "date title by date title text": 5.5,
            "date title label date title text": 5.3,
            "date title text title text": 6.5,
            "date title title text": 7.5,
            "title text date title text": 6.5,
            "title again text": 4.5,
            "title by text": 5,
            "title label text": 4.8,
            "title date title text": 7.5,
            "title": 5.5,
        },
    ),
    (
        TITLE_DATE_TEXT,
        {
            "title date text": 2,
            "title date text text": 2,
            "title date text title date text": 4,
            "title again date text": 2,
            "title again deck date text": 2.5,
            "title again by date text": 2.3,
            "title again text": 4.5,
            "title title date text": 4,
            "title deck date text": 2.5,
            "title deck by date text": 2.8,
            "title by date text": 2.3,
            "title text": 4.5,
            "title date by text": 2,
            "title date label text": 2,
            "title date label label text": 2.3,
            "title date by label text": 2,
            "title date second text": 3,
            "title date second by text": 3,
            "title date second label text": 3,
            "title date second": 4,
            "title date second title date text": 6,
            "title date text label": 2,
            "title date text label label": 2.3,
            "title date text label title date text": 4,
            "title date": 3,
            "title date by": 3,
            "title date label": 3,
            "title date title date text": 5,
            "title date by title date text": 5,
            "title date label title date text": 5,
        },
    ),
    (
        TITLE_TEXT_DATE,
        {
            "title text date": 2,
            "title text text date": 2,
            "title text date title text date": 4,
            "title again text date": 2,
            "title by text date": 2.3,
            "title label text date": 2.3,
            "title label label text date": 2.6,
            "title again by text date": 2.3,
            "title again label text date": 2.3,
            "title date": 3.5,
            "title text by date": 2.3,
            "title text label date": 2.3,
            "title text label label date": 2.6,
            "title text by label date": 2.6,
            "title text title text date": 6.5,
            "title text date label": 2,
            "title text date label label": 2.3,
            "title text date label title text date": 4,
            "title text": 4.5,
        },
    ),
    (
        DATED_TITLE_TEXT,
        {
            "dated text": 2.5,
            "dated text text": 2.5,
            "dated text dated text": 4.5,
            "dated again text": 2.5,
            "dated again by text": 2.8,
            "dated again label text": 2.8,
            "dated by text": 2.8,
            "dated label text": 2.8,
            "dated label label text": 3.1,
            "dated by label text": 3.1,
            "dated": 3.5,
            "dated by": 3.8,
            "dated label": 3.8,
            "dated dated text": 5.5,
            "dated by dated text": 5.8,
            "dated label dated text": 5.8,
            "dated text label": 2.5,
            "dated text label label": 2.8,
            "dated text label dated text": 4.5,
            "dated text label title text": 7,
            "dated text title text": 7,
            "dated title text": 8,
            "title text dated text": 7,
            "title by text": 5.3,
            "title label text": 5.3,
            "title dated text": 8,
            "title": 6,
        },
    ),
    (
        DATED_TITLES,
        {
            "dated": 3.5,
            "dated dated": 5.5,
        },
    ),
    (
        TITLE_AUTHOR_TEXT,
        {
            "title signed text": 2.5,
            "title signed text text": 2.5,
            "title signed text title signed text": 4.5,
            "title again signed text": 2.5,
            "title signed": 4.5,
            "title signed title signed text": 6.5,
        },
    ),
    (
        TITLE_TEXT,
        {
            "title text": 2.5,
            "title text text": 2.5,
            "title text title text": 4.5,
            "title again text": 2.5,
            "title title text": 5.5,
            "title label text": 2.8,
            "title label label text": 3.1,
            "title again label text": 2.8,
            "title text label": 2.5,
            "title text label label": 2.8,
            "title text label title text": 4.5,
            "title": 4.5,
            "title again": 4.5,
            "title label": 4.8,
            "title title": 8.5,
            "title again title text": 6.5,
            "title label title text": 6.8,
        },
    ),
    (
        TEXT_TITLE,
        {
            "text closer": 2,
            "text text closer": 2,
            "text closer text closer": 4,
        },
    ),
    (
        UNTITLED_TEXT,
        {
            "untitled": 2.5,
            "untitled untitled": 2.5,
        },
    ),
]
CASES = [
    pytest.param(layout, page, cost, id=f"{layout.name}: {page}")
    for layout, pages in PAGES
    for page, cost in pages.items()
]


def path(layout, page):
    lines = [
        dict.fromkeys(Role, IMPOSSIBLE) | {WORDS[word]: 0.0, Role.ARTICLE_START: 0.0} for word in page.split()
    ]
    return cheapest_path(layout, lines)


def steps(layout, page):
    """Return the transitions of the cheapest path, with its start and its end."""
    states = ["start", *path(layout, page).states, "end"]
    return set(zip(states, states[1:], strict=False))


@pytest.mark.parametrize(("layout", "page", "cost"), CASES)
def test_a_page_costs_what_its_transitions_cost(layout, page, cost):
    assert path(layout, page).cost == pytest.approx(cost)


@pytest.mark.parametrize(("layout", "pages"), PAGES, ids=[layout.name for layout, _ in PAGES])
def test_the_pages_above_use_every_transition_of_every_layout(layout, pages):
    used = set().union(*(steps(layout, page) for page in pages))
    known = {("start", state) for state in layout.start} | {(state, "end") for state in layout.end}
    known |= {(name, target) for name, state in layout.states.items() for target in state.transitions}
    assert used == known


@pytest.mark.parametrize(
    ("layout", "page"),
    [
        (DATE_TITLE_TEXT, "date text"),
        (TITLE_DATE_TEXT, "title"),
        (TITLE_TEXT_DATE, "date text"),
        (DATED_TITLE_TEXT, "date text"),
        (DATED_TITLES, "dated text"),
        (TITLE_AUTHOR_TEXT, "title text"),
        (TITLE_TEXT, "text"),
        (TEXT_TITLE, "text"),
        (UNTITLED_TEXT, "title untitled"),
    ],
)
def test_a_layout_refuses_pages_of_another_order(layout, page):
    assert path(layout, page) is None


def test_the_layouts_are_tried_in_this_order():
    assert [layout.name for layout in LAYOUTS] == [
        "date, title, text",
        "title, date, text",
        "title, text, date",
        "title with date, text",
        "titles with dates",
        "title, author, text",
        "title, text",
        "text, title",
        "text without titles",
    ]
    assert list(LAYOUTS) == [layout for layout, _ in PAGES]


def test_only_lines_above_a_title_lead_to_it():
    leading = {layout.name: set(layout.leading) for layout in LAYOUTS if layout.leading}
    assert leading == {
        "date, title, text": {"date", "second date", "byline above"},
        "text, title": {"body"},
    }


@pytest.mark.parametrize("layout", [TITLE_DATE_TEXT, TITLE_TEXT], ids=lambda layout: layout.name)
def test_the_second_of_two_headlines_has_a_state_of_its_own(layout):
    page = "title title date text" if layout is TITLE_DATE_TEXT else "title title text"
    assert path(layout, page).states[1] == SECOND_TITLE
