"""The cheapest path through a page, on machines small enough to follow by hand."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.parsers.listing.layouts import Layout, State
from digest.parsers.listing.roles import IMPOSSIBLE, Role
from digest.parsers.listing.viterbi import best_path, cheapest_path

# Titles with texts: 1 for each article, nothing for a text.
ARTICLES = Layout(
    "articles",
    states={
        "title": State(Role.TITLE, {"body": 0}),
        "body": State(Role.BODY, {"body": 0, "title": 1}),
    },
    start={"title": 1},
    end={"body": 0},
)


def costs(**known):
    """Return the costs of a line: those given, any other role is impossible."""
    lowest = {Role.ARTICLE_START: 0.0}
    return (
        dict.fromkeys(Role, IMPOSSIBLE) | lowest | {Role[name.upper()]: cost for name, cost in known.items()}
    )


def either(title, body, skipped=9.0, outside=9.0, article_start=0.0):
    return costs(title=title, body=body, skipped=skipped, outside=outside, article_start=article_start)


TITLE, BODY = either(0, 5), either(5, 0)


def test_each_line_has_the_state_that_is_cheapest_for_the_whole_page():
    path = cheapest_path(ARTICLES, [TITLE, BODY, BODY, TITLE, BODY])
    assert path.states == ["title", "body", "body", "title", "body"]
    assert path.cost == 2


def test_a_state_that_costs_more_by_itself_wins_when_the_rest_gets_cheaper():
    assert cheapest_path(ARTICLES, [TITLE, TITLE, BODY]).states == ["title", "body", "body"]


def test_a_line_is_skipped_when_that_costs_less_than_any_state():
    path = cheapest_path(ARTICLES, [TITLE, either(5, 5, skipped=2), BODY])
    assert path.states == ["title", None, "body"]
    assert path.cost == 3


def test_a_line_that_costs_as_much_in_a_state_as_without_one_is_skipped():
    assert cheapest_path(ARTICLES, [TITLE, BODY, either(5, 3, skipped=3), BODY]).states[2] is None


def test_lines_before_the_first_article_are_skipped_at_a_cost_of_their_own():
    path = cheapest_path(ARTICLES, [either(5, 5, outside=2), TITLE, BODY])
    assert path.states == [None, "title", "body"]
    assert path.cost == 3


def test_lines_behind_the_last_article_are_skipped_at_the_same_cost():
    path = cheapest_path(ARTICLES, [TITLE, BODY, either(5, 5, outside=2), either(5, 5, outside=2)])
    assert path.states == ["title", "body", None, None]
    assert path.cost == 5


def test_a_line_between_two_articles_is_not_skipped_at_that_cost():
    path = cheapest_path(ARTICLES, [TITLE, BODY, either(8, 8, outside=2), TITLE, BODY])
    assert path.states == ["title", "body", "body", "title", "body"]


def test_a_line_costs_more_as_a_title_where_no_article_may_start():
    path = cheapest_path(ARTICLES, [TITLE, BODY, either(0, 2, article_start=3), BODY])
    assert path.states == ["title", "body", "body", "body"]
    assert path.cost == 3


def test_a_text_that_begins_an_article_costs_no_more_there():
    texts = variant("texts", start={"body": 1})
    assert cheapest_path(texts, [either(9, 0, article_start=3)]).cost == 1


def test_a_second_title_begins_no_article():
    second = {
        "title": State(Role.TITLE, {"second": 0}),
        "second": State(Role.TITLE, {"body": 0}),
        "body": State(Role.BODY, {}),
    }
    page = [TITLE, either(0, 9, article_start=3), BODY]
    assert cheapest_path(variant("second", states=second), page).cost == 1


def test_a_layout_is_not_tried_without_a_line_for_the_role_it_needs():
    needy = variant("needy", needs=Role.DATE)
    assert best_path([TITLE, BODY], [needy, ARTICLES]).layout is ARTICLES
    assert best_path([TITLE, BODY], [needy]) is None


def test_a_line_with_no_possible_role_is_skipped():
    assert cheapest_path(ARTICLES, [TITLE, costs(skipped=7), BODY]).cost == 8


def test_a_page_that_cannot_end_has_no_path():
    assert cheapest_path(ARTICLES, [costs(title=0, skipped=1)]) is None


def test_a_page_without_lines_has_no_path():
    assert cheapest_path(ARTICLES, []) is None


def test_a_role_of_a_path_is_that_of_its_state():
    path = cheapest_path(ARTICLES, [either(5, 5, outside=0), TITLE, BODY])
    assert [path.role(index) for index in range(3)] == [None, Role.TITLE, Role.BODY]


def variant(name, **changes):
    known = {"states": ARTICLES.states, "start": ARTICLES.start, "end": ARTICLES.end}
    return Layout(name, **(known | changes))


@pytest.mark.parametrize("names", [["dear", "cheap", "middle"], ["cheap", "middle", "dear"]])
def test_the_layout_with_the_cheapest_path_is_chosen(names):
    layouts = {"dear": 3, "middle": 2.5, "cheap": 2}
    path = best_path([TITLE, BODY], [variant(name, cost=layouts[name]) for name in names])
    assert (path.layout.name, path.cost) == ("cheap", 3)


def test_a_layout_whose_first_lines_cost_more_is_chosen_when_its_last_lines_cost_less():
    page = [either(0, 5), either(5, -9)]
    only_titles = variant("titles", states={"title": State(Role.TITLE, {"title": 0})}, end={"title": 0})
    assert best_path(page, [only_titles, variant("late", cost=6)]).layout.name == "late"


def test_a_layout_without_a_path_is_left_out():
    endless = variant("endless", end={"title": 0})
    assert best_path([TITLE, costs(body=0)], [endless, ARTICLES]).layout is ARTICLES


def test_a_page_that_fits_no_layout_has_no_path():
    assert best_path([costs(skipped=0)], [ARTICLES]) is None


def test_of_equal_costs_the_path_with_fewer_titles_is_chosen():
    page = [TITLE, costs(body=0), costs(title=0, body=1), costs(body=0)]
    few = variant("few", states=ARTICLES.states | {"body": State(Role.BODY, {"body": 0})})
    two = variant(
        "two", states={"title": State(Role.TITLE, {"body": 0}), "body": State(Role.BODY, {"title": 1})}
    )
    assert cheapest_path(two, page).cost == cheapest_path(few, page).cost == 2
    assert best_path(page, [two, few]).layout is few
    assert best_path(page, [few, two]).layout is few


def test_of_equal_costs_and_titles_the_first_layout_is_chosen():
    first, second = variant("first"), variant("second")
    assert best_path([TITLE, BODY], [first, second]).layout is first


def test_costs_that_differ_by_less_than_a_millionth_are_equal():
    first, second = variant("first", cost=1 + 4e-7), variant("second", cost=1)
    assert best_path([TITLE, BODY], [first, second]).layout is first
    assert best_path([TITLE, BODY], [variant("dear", cost=1 + 6e-6), second]).layout is second


COST = st.integers(0, 6).map(float) | st.just(IMPOSSIBLE)
SKIP = st.integers(0, 6).map(float)


def cost_of(states, page):
    """Return the cost of one assignment of states to lines, infinite where a transition is missing."""
    last = max((index for index, name in enumerate(states) if name), default=-1)
    total, state = 0.0, "start"
    for name, line in zip(states[: last + 1], page, strict=False):
        if name is None:
            total += line[Role.OUTSIDE if state == "start" else Role.SKIPPED]
            continue
        following = ARTICLES.start if state == "start" else ARTICLES.states[state].transitions
        total += following.get(name, IMPOSSIBLE) + line[ARTICLES.states[name].role]
        state = name
    return total + ARTICLES.end.get(state, IMPOSSIBLE) + cost_behind(page[last + 1 :])


def cost_behind(lines):
    """Return the cost of the lines below the last article: some skipped within it, the rest outside."""
    return min(
        sum(line[Role.SKIPPED] for line in lines[:end]) + sum(line[Role.OUTSIDE] for line in lines[end:])
        for end in range(len(lines) + 1)
    )


@given(st.lists(st.builds(either, COST, COST, SKIP, SKIP), min_size=1, max_size=5))
def test_no_other_path_is_cheaper(page):
    lowest = min(cost_of(states, page) for states in product(["title", "body", None], repeat=len(page)))
    path = cheapest_path(ARTICLES, page)
    assert (path.cost if path else IMPOSSIBLE) == pytest.approx(lowest)
    assert path is None or cost_of(path.states, page) == pytest.approx(lowest)


SHARES = st.integers(-4, 6).map(float)


@given(st.lists(st.builds(either, SHARES, SHARES, SKIP, SKIP), min_size=1, max_size=6), SKIP, SKIP)
def test_giving_up_dear_layouts_early_changes_no_choice(page, first_cost, second_cost):
    layouts = [
        variant("first", cost=first_cost),
        variant("second", cost=second_cost, start={"title": 0, "body": 2}),
        variant("third", end={"title": 3, "body": 0}),
    ]
    whole = [path for layout in layouts if (path := cheapest_path(layout, page))]
    expected = min(whole, key=lambda path: (round(path.cost, 6), path.states.count("title")), default=None)
    assert best_path(page, layouts) == expected


class CountedCosts(dict):
    """The costs of a line, with the number of times that one was looked up."""

    lookups = 0

    def __getitem__(self, role):
        self.lookups += 1
        return super().__getitem__(role)


def test_a_layout_that_costs_too_much_is_given_up_before_the_next_line():
    def lookups(*layouts):
        page = [CountedCosts(line) for line in (TITLE, BODY, BODY)]
        best_path(page, layouts)
        return [line.lookups for line in page]

    alone = lookups(ARTICLES)
    assert lookups(ARTICLES, variant("dear", cost=100)) == alone
    after_one_line = lookups(ARTICLES, variant("dear titles", start={"title": 50}))
    assert after_one_line[0] > alone[0]
    assert after_one_line[2] == alone[2]
