"""Articles of a source keep the ids they had before, and new articles take none of them."""

from dataclasses import replace

import pytest
from conftest import article
from hypothesis import given
from hypothesis import strategies as st

from digest.archive.identity import with_earlier_ids

OLD = article("Bridge opens", id="old", url="https://x.example/a%20b", summary="Walkers cross it today.")
NEXT_WEEK = "2021-10-22T12:00:00+00:00"


def ids(known, *articles):
    return [found.id for found in with_earlier_ids({old.id: old for old in known}, articles)]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"url": "https://x.example/a b", "summary": "It opened."},
        {"summary": "It opened."},
        {"url": "https://x.example/moved"},
        {"title": "The bridge opens"},
    ],
)
def test_an_article_whose_id_changed_keeps_the_earlier_one(changes):
    assert ids([OLD], replace(OLD, id="new", **changes)) == ["old"]


@pytest.mark.parametrize(
    "new",
    [
        article("Bridge opens", NEXT_WEEK, id="new", url=OLD.url, summary=OLD.summary),
        article("Quay opens", id="new", url=OLD.url, summary="It is new."),
        article("Bridge opens", id="new", url="https://x.example/other", summary="It is another bridge."),
        article("Bridge opens", id="new", url="https://x.example/other"),
    ],
    ids=["another date", "only the address", "only the title", "no summary"],
)
def test_an_article_that_agrees_in_one_thing_alone_is_a_new_one(new):
    assert ids([OLD, article("Bridge opens", id="bare", url="https://x.example/bare")], new) == ["new"]


def test_an_undated_article_is_the_same_only_if_it_agrees_in_everything():
    undated = replace(OLD, published=None, date_from=None)
    assert ids([undated], replace(undated, id="new")) == ["old"]
    assert ids([undated], replace(undated, id="new", summary="It opened.")) == ["new"]
    bare = replace(undated, summary="")
    assert ids([bare], replace(bare, id="new")) == ["new"]


def test_an_id_that_the_source_still_has_goes_to_no_other_article():
    assert ids([OLD], OLD, replace(OLD, id="new")) == ["old", "new"]


def test_an_earlier_id_is_given_once():
    assert ids([OLD], replace(OLD, id="new 1"), replace(OLD, id="new 2")) == ["old", "new 2"]


few = st.sampled_from(["", "a", "b"])
articles = st.builds(
    lambda title, id_, url, summary, day: article(
        title, day, id=id_, url=url and f"https://x.example/{url}", summary=summary
    ),
    st.sampled_from("ab"),
    st.sampled_from("abcdef"),
    few.map(lambda text: text or None),
    few,
    st.sampled_from([None, NEXT_WEEK]),
)
sources = st.lists(articles, max_size=5, unique_by=lambda found: found.id)


@given(sources, sources)
def test_no_article_is_lost_to_another_ones_id(known, now):
    found = with_earlier_ids({old.id: old for old in known}, now)
    assert len({one.id for one in found}) == len(now)
    assert [one.title for one in found] == [one.title for one in now]


@given(sources)
def test_articles_that_did_not_change_keep_their_ids(now):
    assert with_earlier_ids({old.id: old for old in now}, now) == now
