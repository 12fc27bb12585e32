from dataclasses import replace

import pytest
from conftest import article
from plans import HEALTH, WATER, classified, plan, short_id

from digest.issue import sections
from digest.issue.sections import lay_out, weight
from digest.model import Draft, Image, Reason, TopicOrder

PICTURE = Image(url="https://x.example/i.jpg")


def titles(articles, issue_plan=None):
    layout = lay_out([classified(*one) for one in articles], issue_plan or plan())
    return {section.topic.slug: [one.title for one in section.articles] for section in layout.sections}


def water(*names, draft=None, **settings):
    """Lay out articles of the topic water with these settings; return its layout."""
    topic = replace(WATER, **settings)
    return lay_out([classified(one) for one in names], plan(draft, topics=(topic, HEALTH)))


def listed(layout):
    return [one.title for section in layout.sections for one in section.articles]


# The lead


def test_a_picture_outweighs_a_text():
    pictured = article("pictured", image=PICTURE)
    assert weight(pictured) > weight(article("plain", summary="x" * 399))


def test_a_longer_summary_weighs_more_up_to_400_characters():
    one, other, longest = (weight(article("A", summary="x" * length)) for length in (399, 400, 999))
    assert one < other == longest


def test_the_lead_is_the_heaviest_article():
    articles = [article("light", summary="x"), article("heavy", summary="x" * 300)]
    assert sections.lead(articles, plan()).title == "heavy"


def test_of_equal_articles_the_first_leads():
    articles = [article("first", summary="x" * 500), article("second", summary="x" * 900)]
    assert sections.lead(articles, plan()).title == "first"


def test_the_editor_names_the_lead():
    articles = [article("light"), article("heavy", image=PICTURE)]
    assert sections.lead(articles, plan(Draft(lead=short_id("light")))).title == "light"


def test_a_lead_that_is_not_there_gives_way_to_the_heaviest():
    articles = [article("light"), article("heavy", image=PICTURE)]
    assert sections.lead(articles, plan(Draft(lead=short_id("gone")))).title == "heavy"


def test_no_articles_have_no_lead():
    assert sections.lead([], plan()) is None


# The order of sections


def test_sections_are_in_the_publications_order_and_the_rest_last():
    articles = [("a", "health"), ("b", "more"), ("c", "water"), ("d", "gone"), ("e", "health")]
    assert list(titles(articles).items()) == [("water", ["c"]), ("health", ["a", "e"]), ("more", ["b", "d"])]


def test_a_topic_without_articles_has_no_section():
    assert list(titles([("a", "health")])) == ["health"]


def test_the_sections_of_the_draft_come_first_in_its_order():
    draft = Draft(section_order=("more", "health"))
    articles = [("a", "water"), ("b", "health"), ("c", "more")]
    assert list(titles(articles, plan(draft))) == ["more", "health", "water"]


def test_a_section_with_too_few_articles_is_joined_under_also_at_the_end():
    layout = water("a", draft=None, least=2)
    assert [(section.topic.slug, len(section.articles)) for section in layout.sections] == [("also", 1)]
    assert layout.notes == {short_id("a"): "'Water' has fewer than 2"}


def test_a_section_with_just_enough_articles_stands():
    layout = water("a", "b", least=2)
    assert [section.topic.slug for section in layout.sections] == ["water"]
    assert layout.notes == {}


def test_several_small_sections_are_joined_in_their_order():
    few = (replace(WATER, least=2), replace(HEALTH, least=3))
    articles = [("a", "health"), ("b", "more"), ("c", "water"), ("d", "health")]
    assert list(titles(articles, plan(topics=few)).items()) == [("more", ["b"]), ("also", ["c", "a", "d"])]


def test_a_small_section_the_draft_orders_stands():
    layout = water("a", draft=Draft(section_order=("water",)), least=2)
    assert [section.topic.slug for section in layout.sections] == ["water"]
    assert layout.notes == {}


# The order inside a section


def test_articles_keep_their_order_without_a_rule():
    assert listed(water("b", "c", "a")) == ["b", "c", "a"]


def test_a_section_is_ordered_by_weight_the_heaviest_first():
    one, other = article("light"), article("heavy", image=PICTURE)
    assert listed(water(one, other, order=TopicOrder.WEIGHT)) == ["heavy", "light"]


def test_a_section_is_ordered_by_source():
    one, other = article("b", source="feeds/b.xml"), article("a", source="feeds/a.xml")
    assert listed(water(one, other, order=TopicOrder.SOURCE)) == ["a", "b"]


def test_the_draft_orders_the_articles_of_a_section_and_the_others_follow():
    draft = Draft(article_order={"water": (short_id("c"), short_id("a"))})
    assert listed(water("a", "b", "c", "d", draft=draft)) == ["c", "a", "b", "d"]


def test_the_order_of_another_section_does_not_count():
    draft = Draft(article_order={"health": (short_id("b"),)})
    assert listed(water("a", "b", draft=draft)) == ["a", "b"]


def test_pinned_articles_come_before_the_drafts_order():
    draft = Draft(
        pinned=(short_id("d"), short_id("b")), article_order={"water": tuple(map(short_id, ("c", "b")))}
    )
    assert listed(water("a", "b", "c", "d", draft=draft)) == ["d", "b", "c", "a"]


# Limits


def test_a_section_holds_no_more_articles_than_its_limit():
    layout = water("a", "b", "c", most=2)
    assert listed(layout) == ["a", "b"]
    assert [(one.title, exclusion) for one, exclusion in layout.excluded] == [
        ("c", (Reason.LIMIT, "is over the limit of 2 under 'Water'"))
    ]


def test_an_order_decides_which_articles_are_over_the_limit():
    one, other = article("light"), article("heavy", image=PICTURE)
    assert listed(water(one, other, most=1, order=TopicOrder.WEIGHT)) == ["heavy"]


@pytest.mark.parametrize(
    "draft",
    [Draft(pinned=(short_id("c"),)), Draft(article_order={"water": (short_id("c"),)})],
    ids=["pinned", "in the draft's section"],
)
def test_an_article_the_draft_lists_takes_a_place_before_the_others(draft):
    layout = water("a", "b", "c", draft=draft, most=1)
    assert listed(layout) == ["c"]
    assert [one.title for one, _ in layout.excluded] == ["a", "b"]


def test_articles_the_draft_lists_are_over_no_limit():
    draft = Draft(article_order={"water": tuple(map(short_id, "abc"))})
    assert listed(water("a", "b", "c", draft=draft, most=1)) == ["a", "b", "c"]


def test_an_article_over_the_limit_does_not_count_towards_the_fewest():
    layout = water("a", "b", "c", most=2, least=3)
    assert [section.topic.slug for section in layout.sections] == ["also"]
    assert listed(layout) == ["a", "b"]
