from datetime import UTC, datetime, timedelta

import pytest
from conftest import article
from hypothesis import given
from hypothesis import strategies as st

from digest import periods
from digest.issue import selector
from digest.issue.numbering import issue_number
from digest.issue.plan import IssuePlan
from digest.model import ClassifiedArticle, Draft, Image, Publication, Topic

HEALTH = Topic(slug="health", titles={"en": "Health"})
WATER = Topic(slug="water", titles={"en": "Water"})
PUBLICATION = Publication(
    title="T",
    home="https://t.example/",
    languages=("en", "es"),
    topics=(WATER, HEALTH),
    first_issue="2021-01",
)
OCTOBER = periods.month("2021-10", "UTC")


def select(*filed, publication=PUBLICATION, within=OCTOBER, language="en"):
    return selector.select(
        [ClassifiedArticle(article=one, topic=topic) for one, topic in filed],
        IssuePlan(publication=publication, period=within, language=language),
    )


def reasons(issue):
    return {out.article.title: out.reason for out in issue.left_out}


def test_sections_stand_in_the_publications_order_and_the_rest_last():
    issue = select(
        (article("lead", summary="x" * 300), "health"),
        (article("a"), "health"),
        (article("b"), "more"),
        (article("c"), "water"),
        (article("d"), "a topic that is no more"),
    )
    assert [(s.topic.slug, [a.title for a in s.articles]) for s in issue.sections] == [
        ("water", ["c"]),
        ("health", ["a"]),
        ("more", ["b", "d"]),
    ]


def test_the_lead_has_a_picture_then_the_longer_text_then_the_later_date():
    plain = article("plain", summary="x" * 300)
    pictured = article("pictured", image=Image(url="https://x.example/i.jpg"))
    assert select((plain, "water"), (pictured, "water")).lead is pictured
    older = article("older", "2021-10-01T00:00:00+00:00", summary="x" * 900)
    newer = article("newer", "2021-10-02T00:00:00+00:00", summary="x" * 500)
    assert select((older, "water"), (newer, "water")).lead is newer


def test_articles_stand_newest_first_and_ties_in_the_order_they_came():
    filed = [
        (article(str(n), f"2021-10-{day:02}T00:00:00+00:00"), "water") for n, day in enumerate((3, 9, 3, 9))
    ]
    issue = select((article("lead", summary="long" * 90), "water"), *filed)
    assert [a.title for a in issue.sections[0].articles] == ["1", "3", "0", "2"]


def test_an_article_in_another_language_is_left_out_and_counted():
    issue = select(
        (article("a", language="en"), "water"),
        (article("b", language="es"), "water"),
        (article("c"), "water"),
    )
    assert {a.title for a in issue.articles} == {"a", "c"}
    assert reasons(issue) == {"b": "language"}


def test_an_article_nobody_named_a_language_for_belongs_to_the_first():
    issue = select((article("a"), "water"), (article("b", language="es"), "water"), language="es")
    assert [a.title for a in issue.articles] == ["b"]
    assert reasons(issue) == {"a": "language"}


def test_the_same_story_is_in_the_issue_once():
    one = article("a", url="https://x.example/a", summary="longer")
    two = article("b", url="https://x.example/a", source="feeds/b.xml")
    issue = select((one, "water"), (two, "health"))
    assert issue.articles == (one,)
    assert issue.left_out[0].detail == "is the same as 'a' from feeds/a.txt"


STORY = (
    "The whole town came to see the boat off, and nobody spoke for a while, as it had been built in the yard"
    " of the school by the pupils, their parents and two carpenters who had long retired from the shipyard."
)


def test_an_undated_article_that_tells_a_dated_story_is_not_undated():
    dated = article("The boat leaves", id="1", source="a", summary=STORY)
    undated = article("The boat leaves", None, id="2", source="b", summary=STORY, url="https://x.example/b")
    issue = select((undated, "water"), (dated, "water"))
    assert [(a.id, a.url) for a in issue.articles] == [("1", "https://x.example/b")]
    assert [(o.article.id, o.reason, o.detail) for o in issue.left_out] == [
        ("2", "duplicate", "is the same as 'The boat leaves' from a")
    ]


def test_an_undated_article_whose_story_has_another_date_belongs_to_that_one():
    dated = article("The boat leaves", "2021-08-02T00:00:00+00:00", id="1", source="a", summary=STORY)
    undated = article("The boat leaves", None, id="2", source="b", summary=STORY)
    issue = select((undated, "water"), (dated, "water"))
    assert [(o.article.id, o.reason) for o in issue.left_out] == [("2", "period"), ("1", "period")]
    assert issue.left_out[0].detail == (
        "is the same as 'The boat leaves' from a, which was published on 2021-08-02 at 00:00 (UTC), before 2021-10"
    )


def test_a_topic_is_lent_with_the_labels():
    bare = article("The boat leaves", id="1", source="a", summary=STORY + " And so on.")
    labelled = article("The boat leaves", id="2", source="b", summary=STORY, topics=("Health",))
    issue = select((bare, "more"), (labelled, "health"), (article("lead", summary="x" * 500), "water"))
    assert [(s.topic.slug, a.id) for s in issue.sections for a in s.articles] == [("health", "1")]


def test_what_an_editor_holds_apart_is_in_the_issue_twice():
    one = article("a", url="https://x.example/a", source="a")
    two = article("b", url="https://x.example/a", source="b")
    filed = [ClassifiedArticle(article=each, topic="water") for each in (one, two)]
    draft = Draft(apart=frozenset({frozenset({one.short_id, two.short_id})}))
    assert (
        len(
            selector.select(
                filed, IssuePlan(publication=PUBLICATION, period=OCTOBER, language="en", draft=draft)
            ).articles
        )
        == 2
    )


def test_undated_and_empty_articles_are_left_out_with_their_reason():
    issue = select((article("undated", None), "water"), (article("", id="x"), "water"))
    assert reasons(issue) == {"undated": "undated", "": "empty"}
    assert issue.lead is None


def test_what_lies_within_a_day_of_an_end_is_named():
    at = {
        "long before": "2021-09-29T23:59:59+00:00",
        "just before": "2021-09-30T00:00:00+00:00",
        "just in": "2021-10-01T23:59:59+00:00",
        "well in": "2021-10-02T00:00:00+00:00",
        "last": "2021-10-31T23:59:59+00:00",
        "after": "2021-11-01T00:00:00+00:00",
    }
    issue = select(*((article(name, day), "water") for name, day in at.items()))
    assert [(e.article.title, e.end, e.inside) for e in issue.edges] == [
        ("just before", "start", False),
        ("just in", "start", True),
        ("last", "end", True),
        ("after", "end", False),
    ]
    assert (
        "2021-09-30 at 00:00 (UTC), before 2021-10"
        in next(o for o in issue.left_out if o.article.title == "just before").detail
    )


@pytest.mark.parametrize("zone", ["America/Costa_Rica", "Europe/Madrid", "Pacific/Kiritimati"])
def test_a_second_to_either_side_of_the_month_decides(zone):
    within = periods.month("2021-10", zone)
    second = timedelta(seconds=1)
    moments = {
        "before": within.start.astimezone(UTC) - second,
        "first": within.start.astimezone(UTC),
        "last": within.end.astimezone(UTC) - second,
        "after": within.end.astimezone(UTC),
    }
    issue = select(
        *((article(name, moment.isoformat()), "water") for name, moment in moments.items()), within=within
    )
    assert {a.title for a in issue.articles} == {"first", "last"}


@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.datetimes(datetime(2021, 9, 28), datetime(2021, 11, 3))),
            st.sampled_from(["en", "es", None]),
            st.sampled_from(["water", "health", "more"]),
            st.sampled_from([None, "https://x.example/1", "https://x.example/2"]),
        ),
        max_size=30,
    )
)
def test_every_article_is_either_in_or_out_with_one_reason(rows):
    filed = [
        (article(f"t{n}", f"{day.isoformat()}+00:00" if day else None, language=language, url=url), topic)
        for n, (day, language, topic, url) in enumerate(rows)
    ]
    issue = select(*filed)
    inside = [a.title for a in issue.articles]
    outside = [out.article.title for out in issue.left_out]
    assert sorted(inside + outside) == sorted(one.title for one, _ in filed)
    assert len(set(inside)) == len(inside)


@pytest.mark.parametrize(
    ("first", "name", "expected"),
    [
        ("2021-01", "2021-10", 10),
        ("2019-11", "2021-10", 24),
        ("2021-11", "2021-10", None),
        ("2021-W40", "2021-W41", 2),
        ("2021-W40", "2021-10", None),
        ("2020-Q4", "2021-Q4", 5),
        ("2019", "2021", 3),
        ("2021-10-01_2021-10-07", "2021-10-08_2021-10-15", None),
        (None, "2021-10", None),
    ],
)
def test_issues_are_counted_from_the_publications_first(first, name, expected):
    publication = Publication(title="T", home="https://t.example/", first_issue=first)
    assert issue_number(publication, periods.named(name, "UTC")) == expected
