import pytest
from plans import PUBLICATION, plan

from digest import periods
from digest.issue.numbering import issue_number


def number(first, name):
    return issue_number(
        plan(publication=PUBLICATION, first_issue=first).publication, periods.named(name, "UTC")
    )


@pytest.mark.parametrize(
    ("first", "name", "expected"),
    [
        ("2021-10", "2021-10", 1),
        ("2021-01", "2021-10", 10),
        ("2019-11", "2021-10", 24),
        ("2020-11", "2021-02", 4),
        ("2021-W41", "2021-W41", 1),
        ("2021-W40", "2021-W42", 3),
        ("2020-W53", "2021-W01", 2),
        ("2021-Q4", "2021-Q4", 1),
        ("2020-Q4", "2021-Q1", 2),
        ("2020-Q4", "2021-Q4", 5),
        ("2021", "2021", 1),
        ("2019", "2021", 3),
    ],
)
def test_issues_are_counted_from_the_first_of_their_kind(first, name, expected):
    assert number(first, name) == expected


@pytest.mark.parametrize(
    ("first", "name"),
    [
        ("2021-11", "2021-10"),
        ("2021-W42", "2021-W41"),
        ("2022", "2021"),
        ("2021-W40", "2021-10"),
        ("2021-10", "2021-Q4"),
        ("2021-10-01_2021-10-07", "2021-10-08_2021-10-15"),
        (None, "2021-10"),
    ],
)
def test_an_issue_before_the_first_or_of_another_kind_has_no_number(first, name):
    assert number(first, name) is None
