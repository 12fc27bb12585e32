"""The layouts of listing pages, each a small state machine.

A layout says in which order the lines of an article follow one another. Each of its states has the
role of its lines and the cost of every transition to a next state. Between any two lines of an
article the page may have others, which are skipped.

To add a layout, add a machine to LAYOUTS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from digest.parsers.listing.roles import Role

NEW_ARTICLE = 2.0
NO_BODY = 2.0  # an article ends without a text
NO_TEXT = 1.0  # the same in the layouts with dates: the date shows that it is an article
NO_DATE = 2.5  # an article without a date among others that have one
SECOND_TITLE = "second title"  # of two headlines in a row this one, nearer to the text, is the article's


@dataclass(frozen=True, slots=True)
class State:
    """The role of a line, and the cost of each transition to a next state."""

    role: Role
    transitions: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A machine: its states, and the costs to start and to end a page in them.

    `cost` counts once a page, against layouts that fit many pages badly. `needs` is the role without
    which the layout is not tried. Lines in the states of `leading` belong to the title below them,
    all others to the title above.
    """

    name: str
    states: Mapping[str, State]
    start: Mapping[str, float]
    end: Mapping[str, float]
    cost: float = 0.0
    needs: Role | None = None
    leading: frozenset[str] = frozenset()


DATE_TITLE_TEXT = Layout(
    "date, title, text",
    needs=Role.DATE,
    states={
        "date": State(Role.DATE, {"title": 0, "byline above": 1.5, "second date": 1.0}),
        "second date": State(Role.SECOND_DATE, {"title": 0}),
        "byline above": State(Role.BYLINE, {"title": 0}),
        "title": State(
            Role.TITLE,
            {
                "title again": 0,
                "byline": 0.5,
                "label": 0.3,
                "body": 0,
                "date": NEW_ARTICLE + NO_TEXT,
                "undated title": NEW_ARTICLE + NO_TEXT + NO_DATE,
            },
        ),
        "undated title": State(
            Role.TITLE,
            {"title again": 0, "byline": 0.5, "label": 0.3, "body": 0, "date": NEW_ARTICLE + NO_TEXT},
        ),
        "title again": State(
            Role.REPEATED_TITLE, {"body": 0, "label": 0.3, "byline": 0.5, "date": NEW_ARTICLE + NO_TEXT}
        ),
        "byline": State(Role.BYLINE, {"body": 0, "label": 0.3, "date": NEW_ARTICLE + NO_TEXT}),
        "label": State(Role.LABEL, {"body": 0, "label": 0.3, "date": NEW_ARTICLE + NO_TEXT}),
        "body": State(
            Role.BODY,
            {"body": 0, "label": 0.5, "date": NEW_ARTICLE, "undated title": NEW_ARTICLE + NO_DATE},
        ),
    },
    start={"date": NEW_ARTICLE, "undated title": NEW_ARTICLE + NO_DATE},
    end={
        "title": NO_TEXT,
        "undated title": NO_TEXT,
        "title again": NO_TEXT,
        "byline": NO_TEXT,
        "label": 0,
        "body": 0,
    },
    leading=frozenset({"date", "second date", "byline above"}),
)

TITLE_DATE_TEXT = Layout(
    "title, date, text",
    needs=Role.DATE,
    states={
        "title": State(
            Role.TITLE,
            {
                "title again": 0,
                SECOND_TITLE: 2.0,
                "deck": 0.5,
                "byline above": 0.3,
                "date": 0,
                "body": NO_DATE,
            },
        ),
        "title again": State(
            Role.REPEATED_TITLE, {"date": 0, "byline above": 0.3, "deck": 0.5, "body": NO_DATE}
        ),
        SECOND_TITLE: State(Role.TITLE, {"date": 0}),
        "deck": State(Role.DECK, {"date": 0, "byline above": 0.3}),
        "byline above": State(Role.BYLINE, {"date": 0}),
        "date": State(
            Role.DATE,
            {"body": 0, "byline": 0, "label": 0, "second date": 1.0, "title": NEW_ARTICLE + NO_TEXT},
        ),
        "second date": State(
            Role.SECOND_DATE, {"body": 0, "byline": 0, "label": 0, "title": NEW_ARTICLE + NO_TEXT}
        ),
        "byline": State(Role.BYLINE, {"body": 0, "label": 0, "title": NEW_ARTICLE + NO_TEXT}),
        "label": State(Role.LABEL, {"body": 0, "label": 0.3, "title": NEW_ARTICLE + NO_TEXT}),
        "body": State(Role.BODY, {"body": 0, "label below": 0, "title": NEW_ARTICLE}),
        "label below": State(Role.LABEL, {"label below": 0.3, "title": NEW_ARTICLE}),
    },
    start={"title": NEW_ARTICLE},
    end={
        "date": NO_TEXT,
        "second date": NO_TEXT,
        "byline": NO_TEXT,
        "label": NO_TEXT,
        "body": 0,
        "label below": 0,
    },
)

TITLE_TEXT_DATE = Layout(
    "title, text, date",
    needs=Role.DATE,
    states={
        "title": State(
            Role.TITLE,
            {"title again": 0, "byline": 0.3, "label": 0.3, "body": 0, "date": NO_TEXT + 0.5},
        ),
        "title again": State(Role.REPEATED_TITLE, {"byline": 0.3, "label": 0.3, "body": 0}),
        "byline": State(Role.BYLINE, {"body": 0}),
        "label": State(Role.LABEL, {"body": 0, "label": 0.3}),
        "body": State(
            Role.BODY,
            {
                "body": 0,
                "byline below": 0.3,
                "label below": 0.3,
                "date": 0,
                "title": NEW_ARTICLE + NO_DATE,
            },
        ),
        "byline below": State(Role.BYLINE, {"date": 0, "label below": 0.3}),
        "label below": State(Role.LABEL, {"date": 0, "label below": 0.3}),
        "date": State(Role.DATE, {"label after date": 0, "title": NEW_ARTICLE}),
        "label after date": State(Role.LABEL, {"label after date": 0.3, "title": NEW_ARTICLE}),
    },
    start={"title": NEW_ARTICLE},
    end={"date": 0, "label after date": 0, "body": NO_DATE},
)

DATED_TITLE_TEXT = Layout(
    "title with date, text",
    needs=Role.DATED_TITLE,
    states={
        "dated title": State(
            Role.DATED_TITLE,
            {
                "title again": 0,
                "byline": 0.3,
                "label": 0.3,
                "body": 0,
                "dated title": NEW_ARTICLE + NO_TEXT,
                "title": NEW_ARTICLE + NO_TEXT + NO_DATE,
            },
        ),
        "title": State(
            Role.TITLE, {"byline": 0.3, "label": 0.3, "body": 0, "dated title": NEW_ARTICLE + NO_TEXT}
        ),
        "title again": State(Role.REPEATED_TITLE, {"byline": 0.3, "label": 0.3, "body": 0}),
        "byline": State(Role.BYLINE, {"body": 0, "label": 0.3, "dated title": NEW_ARTICLE + NO_TEXT}),
        "label": State(Role.LABEL, {"body": 0, "label": 0.3, "dated title": NEW_ARTICLE + NO_TEXT}),
        "body": State(
            Role.BODY,
            {"body": 0, "label below": 0, "dated title": NEW_ARTICLE, "title": NEW_ARTICLE + NO_DATE},
        ),
        "label below": State(
            Role.LABEL,
            {"label below": 0.3, "dated title": NEW_ARTICLE, "title": NEW_ARTICLE + NO_DATE},
        ),
    },
    start={"dated title": NEW_ARTICLE, "title": NEW_ARTICLE + NO_DATE},
    end={
        "dated title": NO_TEXT,
        "title": NO_TEXT,
        "byline": NO_TEXT,
        "label": NO_TEXT,
        "body": 0,
        "label below": 0,
    },
    cost=0.5,
)

DATED_TITLES = Layout(
    "titles with dates",
    needs=Role.DATED_TITLE,
    states={"dated title": State(Role.DATED_TITLE, {"dated title": NEW_ARTICLE})},
    start={"dated title": NEW_ARTICLE},
    end={"dated title": 0},
    cost=1.5,
)

TITLE_AUTHOR_TEXT = Layout(
    "title, author, text",
    needs=Role.SIGNATURE,
    states={
        "title": State(Role.TITLE, {"title again": 0, "signature": 0}),
        "title again": State(Role.REPEATED_TITLE, {"signature": 0}),
        "signature": State(Role.SIGNATURE, {"body": 0, "title": NEW_ARTICLE + NO_BODY}),
        "body": State(Role.BODY, {"body": 0, "title": NEW_ARTICLE}),
    },
    start={"title": NEW_ARTICLE},
    end={"signature": NO_BODY, "body": 0},
    cost=0.5,
)

TITLE_TEXT = Layout(
    "title, text",
    states={
        "title": State(
            Role.TITLE,
            {
                "title again": 0,
                SECOND_TITLE: 3.0,
                "label": 0.3,
                "body": 0,
                "title": NEW_ARTICLE + NO_BODY,
            },
        ),
        "title again": State(Role.REPEATED_TITLE, {"label": 0.3, "body": 0, "title": NEW_ARTICLE + NO_BODY}),
        SECOND_TITLE: State(Role.TITLE, {"body": 0}),
        "label": State(Role.LABEL, {"body": 0, "label": 0.3, "title": NEW_ARTICLE + NO_BODY}),
        "body": State(Role.BODY, {"body": 0, "label below": 0, "title": NEW_ARTICLE}),
        "label below": State(Role.LABEL, {"label below": 0.3, "title": NEW_ARTICLE}),
    },
    start={"title": NEW_ARTICLE},
    end={"title": NO_BODY, "title again": NO_BODY, "label": NO_BODY, "body": 0, "label below": 0},
    cost=0.5,
)

TEXT_TITLE = Layout(
    "text, title",
    needs=Role.READ_MORE_TITLE,
    states={
        "body": State(Role.BODY, {"body": 0, "read-more title": 0}),
        "read-more title": State(Role.READ_MORE_TITLE, {"body": NEW_ARTICLE}),
    },
    start={"body": NEW_ARTICLE},
    end={"read-more title": 0},
    leading=frozenset({"body"}),
)

UNTITLED_TEXT = Layout(
    "text without titles",
    states={"body": State(Role.UNTITLED_BODY, {"body": 0})},
    start={"body": 0},
    end={"body": 0},
    cost=2.5,
)

# Of layouts with equal costs and as many articles, the first one is chosen.
LAYOUTS = (
    DATE_TITLE_TEXT,
    TITLE_DATE_TEXT,
    TITLE_TEXT_DATE,
    DATED_TITLE_TEXT,
    DATED_TITLES,
    TITLE_AUTHOR_TEXT,
    TITLE_TEXT,
    TEXT_TITLE,
    UNTITLED_TEXT,
)
