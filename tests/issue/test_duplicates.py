from datetime import date

import pytest
from conftest import article
from plans import BEFORE, classified, plan, short_id

from digest.dedupe.similarity import SimilarPair, pair
from digest.issue.decisions import UNDATED, decide
from digest.issue.duplicates import deduplicate, kept_apart
from digest.model import Draft, Reason, Rewrite

LONG, SHORT = "The longer of the two.", "The shorter."


def one(day="2021-10-15T12:00:00+00:00", **more):
    """The article that is printed, as its summary is longer."""
    return article("one", day, **{"source": "feeds/a.txt", "summary": LONG, **more})


def other(day="2021-10-15T12:00:00+00:00", **more):
    """Its duplicate."""
    return article("other", day, **{"source": "feeds/b.txt", "summary": SHORT, **more})


ONE, OTHER = one().short_id, other().short_id


def unique(*articles, issue_plan=None, topics=("water",) * 9):
    """Deduplicate articles that all tell the same story."""
    issue_plan = issue_plan or plan()
    items = [classified(each, topic) for each, topic in zip(articles, topics, strict=False)]
    pairs = [pair(first.key, second.key, 1.0) for first, second in zip(articles, articles[1:], strict=False)]
    return deduplicate([decide(item, issue_plan) for item in items], pairs, issue_plan)


def included(found):
    return [item.article.title for item in found.included]


def excluded(found):
    return {each.title: tuple(exclusion) for each, exclusion in found.excluded}


def test_one_article_of_a_group_is_included():
    found = unique(other(), one())
    assert included(found) == ["one"]
    assert excluded(found) == {"other": (Reason.DUPLICATE, "is the same as 'one' from feeds/a.txt")}


def test_the_group_of_each_article_is_returned():
    found = unique(other(), one())
    assert found.group_of == {one().key: one().key, other().key: one().key}


def test_an_article_in_no_group_stays_as_it_is():
    lonely = classified("lonely")
    found = deduplicate([decide(lonely, plan())], [], plan())
    assert found.included == (lonely,)
    assert found.group_of == {}


def test_the_pairs_may_be_read_once_only():
    pairs = (each for each in [SimilarPair(one().key, other().key, 1.0)])
    decisions = [decide(classified(each), plan()) for each in (one(), other())]
    assert included(deduplicate(decisions, pairs, plan())) == ["one"]


def test_an_article_fills_its_gaps_from_its_duplicates():
    (item,) = unique(one(), other(url="https://x.example/other")).included
    assert (item.article.title, item.article.url) == ("one", "https://x.example/other")


# Topics


def test_labels_bring_their_topic_along():
    (item,) = unique(one(), other(topics=("Health",)), topics=("more", "health")).included
    assert (item.article.topics, item.topic) == (("Health",), "health")


def test_a_group_without_labels_keeps_the_topic_of_the_printed_article():
    (item,) = unique(one(), other(), topics=("more", "health")).included
    assert item.topic == "more"


def test_an_articles_own_labels_count_before_those_of_its_duplicates():
    articles = one(topics=("Water",)), other(topics=("Health",))
    (item,) = unique(*articles, topics=("water", "health")).included
    assert item.topic == "water"


def test_the_topic_the_editor_chose_stays():
    moved = plan(Draft(article_order={"water": (ONE,)}))
    (item,) = unique(one(), other(topics=("Health",)), issue_plan=moved, topics=("more", "health")).included
    assert item.topic == "water"


# The editor


def test_the_editor_keeps_two_similar_articles_apart():
    apart = plan(Draft(apart=frozenset({frozenset({ONE, OTHER})})))
    assert included(unique(one(), other(), issue_plan=apart)) == ["one", "other"]


def test_articles_kept_apart_are_named_by_their_keys():
    pairs = {frozenset({ONE, OTHER}), frozenset({ONE, short_id("gone")})}
    items = [classified(each) for each in (one(), other())]
    assert kept_apart(pairs, items) == {frozenset({one().key, other().key})}


def test_no_pairs_keep_nothing_apart():
    assert kept_apart(frozenset(), [classified("a")]) == frozenset()


@pytest.mark.parametrize(
    ("draft", "reason", "detail"),
    [
        (Draft(left_out={ONE: "old"}), Reason.EDITOR, "was left out by the editor: old"),
        (Draft(held={ONE: ""}), Reason.HELD, "is held for the next issue"),
    ],
)
def test_the_editors_decision_on_an_article_counts_for_its_duplicates(draft, reason, detail):
    assert excluded(unique(one(), other(), issue_plan=plan(draft))) == {
        "one": (reason, detail),
        "other": (reason, f"is the same as 'one' from feeds/a.txt, which {detail}"),
    }


def test_an_undated_article_does_not_bring_back_a_duplicate_the_editor_holds():
    found = unique(one(), other(None), issue_plan=plan(Draft(held={ONE: ""})))
    assert excluded(found)["other"][0] is Reason.HELD


def test_the_duplicates_of_an_article_that_was_sent_are_not_sent():
    found = unique(one(BEFORE), other(), issue_plan=plan(sent={ONE: "2021-09"}))
    assert excluded(found)["other"] == (
        Reason.SENT,
        "is the same as 'one' from feeds/a.txt, which was in the issue 2021-09",
    )


def test_an_undated_duplicate_of_an_article_that_was_sent_is_excluded_as_sent():
    found = unique(one(BEFORE), other(None), issue_plan=plan(sent={ONE: "2021-09"}))
    assert excluded(found)["one"][0] is Reason.PERIOD
    assert excluded(found)["other"][0] is Reason.SENT


def test_of_several_decisions_the_first_counts_for_the_group():
    third = article("third", source="feeds/c.txt")
    decided = plan(Draft(left_out={OTHER: ""}, held={ONE: ""}))
    assert excluded(unique(one(), other(), third, issue_plan=decided))["third"][0] is Reason.HELD


@pytest.mark.parametrize(
    "draft",
    [
        Draft(lead=OTHER),
        Draft(pinned=(OTHER,)),
        Draft(article_order={"water": (OTHER,)}),
        Draft(late=frozenset({OTHER})),
        Draft(rewrites={OTHER: Rewrite(title="New")}),
    ],
    ids=["lead", "pinned", "section", "late", "rewritten"],
)
def test_an_article_the_editor_chose_is_printed_before_its_duplicates(draft):
    assert included(unique(one(), other(), issue_plan=plan(draft))) == ["other"]


def test_an_article_held_over_is_printed_before_its_duplicates():
    found = unique(one(), other(BEFORE), issue_plan=plan(held={OTHER: "2021-09"}))
    assert included(found) == ["other"]


def test_an_article_the_editor_dated_is_printed_before_its_duplicates():
    dated = plan(Draft(article_dates={OTHER: date(2021, 10, 3)}))
    assert included(unique(one(), other(None), issue_plan=dated)) == ["other"]


def test_an_article_the_editor_chose_is_in_although_its_duplicate_is_left_out():
    draft = Draft(lead=OTHER, left_out={ONE: "dull"})
    assert included(unique(one(), other(), issue_plan=plan(draft))) == ["other"]


def test_an_article_the_editor_chose_is_in_although_its_duplicate_was_sent():
    chosen = plan(Draft(lead=OTHER), sent={ONE: "2021-09"})
    assert included(unique(one(BEFORE), other(), issue_plan=chosen)) == ["other"]


# Dates


def test_a_dated_article_is_printed_before_an_undated_one():
    found = unique(other(), one(None))
    assert included(found) == ["other"]
    assert excluded(found) == {"one": (Reason.DUPLICATE, "is the same as 'other' from feeds/b.txt")}


def test_an_undated_article_replaces_no_dated_one_even_if_the_editor_chose_it():
    assert included(unique(one(), other(None), issue_plan=plan(Draft(pinned=(OTHER,))))) == ["one"]


def test_undated_articles_stay_undated():
    assert excluded(unique(one(None), other(None))) == {"one": UNDATED, "other": UNDATED}


def test_an_undated_article_is_outside_the_period_with_its_duplicate():
    found = unique(one(None), other(BEFORE))
    detail = "was published on 2021-09-02 at 10:30 (UTC), before 2021-10"
    assert excluded(found) == {
        "one": (Reason.PERIOD, f"is the same as 'other' from feeds/b.txt, which {detail}"),
        "other": (Reason.PERIOD, detail),
    }


def test_an_undated_article_takes_the_date_of_a_duplicate_in_the_period():
    third = article("third", BEFORE, source="feeds/c.txt")
    for dated in ((third, other()), (other(), third)):
        found = unique(*dated, one(None))
        assert included(found) == ["other"]
        assert excluded(found)["one"][0] is Reason.DUPLICATE


def test_a_dated_article_does_not_share_the_exclusion_of_its_duplicate():
    assert included(unique(one(), other(BEFORE))) == ["one"]


def test_an_article_keeps_its_own_exclusion():
    found = unique(one(BEFORE), other(), issue_plan=plan(Draft(left_out={OTHER: ""})))
    assert excluded(found)["one"][0] is Reason.PERIOD
