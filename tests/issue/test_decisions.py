from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from conftest import article
from plans import AFTER, BEFORE, classified, plan, short_id

from digest import periods
from digest.issue.decisions import UNDATED, decide, rule_exclusion
from digest.model import DateFrom, Draft, Reason, Rule

A = short_id("A")


def excluded(one, issue_plan):
    return decide(classified(one), issue_plan).exclusion


def test_an_article_of_the_period_is_in_without_a_note():
    decision = decide(classified("A"), plan())
    assert (decision.exclusion, decision.note) == (None, "")


def test_an_article_stays_as_it_is_without_a_draft():
    item = classified("A")
    assert decide(item, plan()).item is item


# The editor's decisions


def test_the_editor_leaves_an_article_out_for_a_reason():
    assert excluded("A", plan(Draft(left_out={A: "too short"}))) == (
        Reason.EDITOR,
        "was left out by the editor: too short",
    )


def test_the_editor_may_leave_an_article_out_without_a_reason():
    assert excluded("A", plan(Draft(left_out={A: ""}))) == (Reason.EDITOR, "was left out by the editor")


def test_the_editor_holds_an_article_for_a_reason():
    assert excluded("A", plan(Draft(held={A: "no picture"}))) == (
        Reason.HELD,
        "is held for the next issue: no picture",
    )


def test_the_editor_may_hold_an_article_without_a_reason():
    assert excluded("A", plan(Draft(held={A: ""}))) == (Reason.HELD, "is held for the next issue")


def test_an_article_both_left_out_and_held_is_left_out():
    assert excluded("A", plan(Draft(left_out={A: ""}, held={A: ""}))).reason is Reason.EDITOR


def test_an_article_left_out_needs_no_date():
    undated = article("A", None)
    assert excluded(undated, plan(Draft(left_out={A: ""}))).reason is Reason.EDITOR


def test_the_editor_moves_an_article_to_another_topic():
    decision = decide(classified("A", "water"), plan(Draft(article_order={"health": (A,)})))
    assert (decision.item.topic, decision.note) == ("health", "the editor moved it there")


def test_an_article_listed_under_its_own_topic_is_not_moved():
    decision = decide(classified("A", "water"), plan(Draft(article_order={"water": (A,)})))
    assert (decision.item.topic, decision.note) == ("water", "")


def test_an_article_of_a_topic_that_is_gone_is_not_moved_under_the_rest():
    decision = decide(classified("A", "gone"), plan(Draft(article_order={"more": (A,)})))
    assert (decision.item.topic, decision.note) == ("gone", "")


def test_the_editor_dates_an_undated_article_in_the_publications_timezone():
    draft = Draft(article_dates={A: date(2021, 10, 12)})
    costa_rica = plan(draft, period=periods.month("2021-10", "America/Costa_Rica"))
    decision = decide(classified(article("A", None)), costa_rica)
    assert decision.article.published == datetime(2021, 10, 12, tzinfo=ZoneInfo("America/Costa_Rica"))
    assert decision.article.date_from is DateFrom.ESTIMATED
    assert (decision.exclusion, decision.note) == (None, "the editor dated it 2021-10-12")


def test_the_editor_cannot_change_the_date_of_a_source():
    decision = decide(classified("A"), plan(Draft(article_dates={A: date(2021, 9, 1)})))
    assert (decision.article, decision.note) == (article("A"), "")


def test_an_article_dated_and_moved_has_the_day_and_the_topic():
    draft = Draft(article_dates={A: date(2021, 10, 12)}, article_order={"health": (A,)})
    decision = decide(classified(article("A", None)), plan(draft))
    assert (decision.article.published.day, decision.item.topic) == (12, "health")
    assert decision.note == "the editor moved it there"


# The period


def test_an_undated_article_is_in_no_period():
    assert excluded(article("A", None), plan()) == UNDATED
    assert UNDATED == (Reason.UNDATED, "has no date, so it belongs to no period")


@pytest.mark.parametrize(
    ("day", "detail"),
    [
        (BEFORE, "was published on 2021-09-02 at 10:30 (UTC), before 2021-10"),
        (AFTER, "was published on 2021-11-02 at 10:30 (UTC), after 2021-10"),
        ("2021-11-01T00:00:00+00:00", "was published on 2021-11-01 at 00:00 (UTC), after 2021-10"),
    ],
)
def test_an_article_outside_the_period_is_excluded_with_its_date(day, detail):
    assert excluded(article("A", day), plan()) == (Reason.PERIOD, detail)


def test_the_date_of_an_exclusion_is_local():
    costa_rica = plan(period=periods.month("2021-10", "America/Costa_Rica"))
    exclusion = excluded(article("A", "2021-10-01T05:59:00+00:00"), costa_rica)
    assert exclusion.detail == "was published on 2021-09-30 at 23:59 (America/Costa_Rica), before 2021-10"


@pytest.mark.parametrize("zone", ["America/Costa_Rica", "Europe/Madrid", "Pacific/Kiritimati"])
def test_one_second_decides_on_which_side_of_an_end_an_article_is(zone):
    month = periods.month("2021-10", zone)
    start, end = month.start.astimezone(UTC), month.end.astimezone(UTC)
    second = timedelta(seconds=1)
    moments = (start - second, start, end - second, end)
    found = [excluded(article("A", moment.isoformat()), plan(period=month)) is None for moment in moments]
    assert found == [False, True, True, False]


def test_an_article_held_over_is_in_whatever_its_date():
    decision = decide(classified(article("A", BEFORE)), plan(held={A: "2021-09"}))
    assert (decision.exclusion, decision.note) == (None, "it was held over from 2021-09")


def test_a_late_article_is_in_if_the_editor_takes_it():
    decision = decide(classified(article("A", BEFORE)), plan(Draft(late=frozenset({A}))))
    assert (decision.exclusion, decision.note) == (None, "it came late, and the editor took it")


@pytest.mark.parametrize("chosen", [plan(held={A: "2021-09"}), plan(Draft(late=frozenset({A})))])
def test_an_undated_article_is_not_in_even_if_it_was_held_over_or_taken_as_late(chosen):
    assert excluded(article("A", None), chosen).reason is Reason.UNDATED


def test_an_article_without_a_title_is_excluded():
    assert excluded(article("", id="1"), plan()) == (Reason.EMPTY, "has neither a title nor a text")


def test_an_article_of_an_earlier_issue_is_excluded():
    assert excluded("A", plan(sent={A: "2021-09"})) == (Reason.SENT, "was in the issue 2021-09")


def test_an_article_held_over_after_it_was_sent_is_excluded():
    assert excluded("A", plan(sent={A: "2021-09"}, held={A: "2021-09"})).reason is Reason.SENT


def test_an_article_that_was_sent_is_in_again_if_the_editor_takes_it_as_late():
    assert excluded("A", plan(Draft(late=frozenset({A})), sent={A: "2021-09"})) is None


# The publication's rules

WEBINAR = article(
    "Join a webinar",
    source="feeds/sea.xml",
    language="es",
    topics=("Internal", "Sea"),
    summary="At the harbour.",
)


def by_rules(one=WEBINAR, topic="water", include=(), exclude=()):
    return rule_exclusion(
        classified(one, topic), plan(include=tuple(include), exclude=tuple(exclude)).publication
    )


@pytest.mark.parametrize(
    ("rule", "described"),
    [
        (Rule(source="feeds/sea.xml"), "source 'feeds/sea.xml'"),
        (Rule(source="feeds/s*"), "source 'feeds/s*'"),
        (Rule(language="es"), "language 'es'"),
        (Rule(label="INTERNAL"), "label 'INTERNAL'"),
        (Rule(label="sea"), "label 'sea'"),
        (Rule(word="Webinar"), "word 'Webinar'"),
        (Rule(word="join a"), "word 'join a'"),
        (Rule(word="hárbour"), "word 'hárbour'"),
        (Rule(topic="water"), "topic 'water'"),
        (Rule(language="es", topic="water"), "language 'es', topic 'water'"),
        (
            Rule(source="feeds/*", language="es", label="Sea", word="join", topic="water"),
            "source 'feeds/*', language 'es', label 'Sea', word 'join', topic 'water'",
        ),
    ],
)
def test_a_rule_excludes_an_article_that_meets_its_conditions(rule, described):
    assert by_rules(exclude=[rule]) == (Reason.RULE, f"is excluded: {described}")


@pytest.mark.parametrize(
    "rule",
    [
        Rule(source="feeds/land.xml"),
        Rule(source="sea"),
        Rule(language="en"),
        Rule(label="Inter"),
        Rule(word="web"),
        Rule(topic="health"),
        Rule(language="es", topic="health"),
        Rule(language="en", topic="water"),
        Rule(label="Land", word="join"),
        Rule(source="feeds/land.xml", word="join"),
    ],
)
def test_a_rule_excludes_no_article_that_misses_a_condition(rule):
    assert by_rules(exclude=[rule]) is None


def test_the_first_rule_that_excludes_is_named():
    rules = [Rule(topic="health"), Rule(language="es"), Rule(word="join")]
    assert by_rules(exclude=rules).detail == "is excluded: language 'es'"


def test_a_rule_looks_for_whole_words():
    assert by_rules(article("x", summary="webinars"), exclude=[Rule(word="webinar")]) is None


def test_an_article_of_a_topic_that_is_gone_meets_the_rules_of_the_rest():
    assert by_rules(topic="gone", exclude=[Rule(topic="more")]).reason is Reason.RULE


def test_rules_that_include_exclude_all_other_articles():
    include = [Rule(word="clinic"), Rule(word="nurse")]
    assert by_rules(article("A nurse"), include=include) is None
    assert by_rules(article("A boat"), include=include) == (
        Reason.RULE,
        "fits none of the rules that include",
    )


def test_rules_that_include_for_a_topic_leave_the_other_topics_alone():
    include = [Rule(topic="water", word="clinic")]
    assert by_rules(article("A boat"), "water", include=include).reason is Reason.RULE
    assert by_rules(article("A boat"), "health", include=include) is None


def test_a_rule_that_excludes_is_over_one_that_includes():
    both = {"include": [Rule(word="join")], "exclude": [Rule(word="join")]}
    assert by_rules(**both).detail == "is excluded: word 'join'"


EXCLUDING_ALL = {"exclude": (Rule(source="*"),)}


def test_the_rules_count_after_the_period():
    assert excluded("A", plan(**EXCLUDING_ALL)).reason is Reason.RULE
    assert excluded(article("A", BEFORE), plan(**EXCLUDING_ALL)).reason is Reason.PERIOD


@pytest.mark.parametrize(
    "draft",
    [Draft(article_order={"water": (A,)}), Draft(lead=A), Draft(pinned=(A,))],
    ids=["section", "lead", "pinned"],
)
def test_an_article_the_draft_lists_is_over_every_rule(draft):
    assert excluded("A", plan(draft, **EXCLUDING_ALL)) is None


def test_a_late_article_is_not_over_the_rules():
    assert excluded("A", plan(Draft(late=frozenset({A})), **EXCLUDING_ALL)).reason is Reason.RULE


def test_an_article_the_draft_lists_was_in_an_earlier_issue_all_the_same():
    assert excluded("A", plan(Draft(lead=A), sent={A: "2021-09"})).reason is Reason.SENT


def test_rules_read_the_topic_of_the_article():
    rules = {"exclude": (Rule(topic="water"),)}
    assert decide(classified("A", "water"), plan(**rules)).exclusion.reason is Reason.RULE
    assert decide(classified("A", "health"), plan(**rules)).exclusion is None
