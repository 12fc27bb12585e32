from datetime import UTC, datetime
from random import Random

import pytest
from conftest import article
from hypothesis import given
from hypothesis import strategies as st

from digest.dedupe import groups
from digest.dedupe.similarity import CERTAIN, SimilarPair
from digest.model import DateFrom, Enclosure, Image


def duplicates(*articles):
    return set(groups.find(articles).printed)


def test_one_address_in_two_sources_is_one_article():
    one = article("A", source="feeds/a.xml", url="https://x.example/a", summary="long enough")
    two = article("A again", source="feeds/b.xml", url="https://x.example/a")
    assert groups.find([two, one]).printed == {("feeds/b.xml", "A again"): one}


@pytest.mark.parametrize(
    "address",
    [
        "http://x.example/a",
        "https://www.x.example/a/",
        "https://x.example/a?utm_source=mail&utm_medium=x",
        "https://x.example/a#top",
    ],
)
def test_an_address_is_the_same_without_scheme_tracking_and_fragment(address):
    one, other = article("A", url="https://x.example/a"), article("B", source="feeds/b.xml", url=address)
    assert len(duplicates(one, other)) == 1


def test_another_query_is_another_address():
    one = article("A", url="https://x.example/news?p=1")
    assert not duplicates(one, article("B", source="feeds/b.xml", url="https://x.example/news?p=2"))


def test_one_worldwide_id_in_two_sources_is_one_article():
    assert duplicates(
        article("A", id="tag:x,2021:1", source="a"), article("A", id="tag:x,2021:1", source="b")
    ) == {("b", "tag:x,2021:1")}


def test_plain_ids_of_two_sources_may_coincide():
    assert not duplicates(article("A", id="17", source="a"), article("B", id="17", source="b"))


def test_an_invalid_address_is_compared_as_it_is():
    other = article("B", source="feeds/b.txt", url="http://[x")
    assert duplicates(article("A", url="http://[x"), other) == {("feeds/b.txt", "B")}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://x.example/show", "https://x.example/show"),
        ("https://x.example/log#v1", "https://x.example/log#v2"),
    ],
)
def test_one_address_is_not_one_article_within_one_source(first, second):
    assert not duplicates(article("Episode one", url=first), article("Episode two", url=second))


def test_one_title_and_one_address_are_one_article_within_one_source():
    first, second = (article("The pier", id=id_, url="https://x.example/pier") for id_ in "12")
    assert len(duplicates(first, second)) == 1


def test_two_articles_of_one_address_do_not_join_a_group_through_another_source():
    address = "https://x.example/show"
    first, second = (article(f"Episode {name}", source="a", url=address) for name in ("one", "two"))
    assert len(duplicates(first, second, article("Episode one", source="b", url=address))) == 1


TEXT = {
    "day": "2021-10-15T00:00:00+00:00",
    "summary": "The whole town came to see the boat off, and nobody spoke for a while, as it had been built in the yard of the school.",
}


def test_one_headline_day_and_text_in_a_listing_and_a_feed_is_one_article():
    copied = article("The boat leaves", id="h1", source="feeds/page.txt", **TEXT)
    from_feed = article(
        "The Boat Leaves",
        id="7",
        source="feeds/f.xml",
        url="https://x.example/boat",
        content="<p>More.</p>",
        **TEXT,
    )
    assert groups.find([copied, from_feed]).printed == {("feeds/page.txt", "h1"): from_feed}


@pytest.mark.parametrize(
    "other",
    [
        {"summary": "Quite another text under the same headline, about another boat."},
        {"summary": "Short."},
    ],
)
def test_one_headline_alone_does_not_make_two_articles_one(other):
    here, there = {**TEXT, "source": "feeds/a.txt"}, {**TEXT, **other, "source": "feeds/b.txt"}
    assert not duplicates(
        article("The boat leaves", id="1", **here), article("The boat leaves", id="2", **there)
    )


def test_one_source_may_publish_one_headline_twice_in_a_day():
    assert not duplicates(
        article("The boat leaves", id="1", **TEXT), article("The boat leaves", id="2", **TEXT)
    )


def pair(one, other):
    return SimilarPair(("a", one), ("b", other), 1.0)


def test_a_dated_article_is_printed_before_a_longer_undated_one():
    dated = article("A", id="1", source="a", summary="Short.")
    undated = article("A", None, id="2", source="b", summary="Much longer than short.", content="<p>Body</p>")
    found = groups.find([undated, dated], [pair("1", "2")])
    assert found.printed[undated.key].published == dated.published
    assert found.completed(dated).content == "<p>Body</p>"


def test_the_printed_article_fills_its_gaps_from_its_group():
    bare = article("A", id="1", source="a", summary="x" * 50)
    rich = article(
        "B", id="2", source="b", url="https://x.example/b", summary="y", authors=("Ana",), topics=("Health",),
        image=Image(url="https://x.example/i.jpg"), enclosures=(Enclosure(url="https://x.example/a.mp3"),), language="en",
    )  # fmt: skip
    whole = groups.find([bare, rich], [pair("1", "2")]).completed(bare)
    assert (whole.title, whole.id, whole.source, whole.summary) == ("A", "1", "a", "x" * 50)
    for name in ("url", "authors", "topics", "image", "enclosures", "language"):
        assert getattr(whole, name) == getattr(rich, name), name


def test_a_date_comes_with_its_origin():
    undated = article("A", None, id="1", source="a")
    dateline = article("A", id="2", source="b", date_from=DateFrom.DATELINE)
    assert groups.merge([undated, dateline]).date_from == "dateline"


@pytest.mark.parametrize(
    ("own", "lent", "expected"),
    [
        ("It began.", "It began in the harbour.", "It began."),
        ("It began in the old…", "It began…", "It began in the old…"),
        ("", "It began.", "It began."),
    ],
    ids=["complete", "longer", "empty"],
)
def test_only_an_empty_or_a_cut_summary_is_replaced(own, lent, expected):
    one, other = (article("A", source=source, summary=text) for source, text in (("a", own), ("b", lent)))
    assert groups.merge([one, other]).summary == expected


def test_the_printed_article_keeps_its_own_date():
    one, other = article("A", source="a"), article("A", "2021-10-01T00:00:00+00:00", source="b")
    assert groups.merge([one, other]).published == one.published


def test_of_equal_articles_the_one_with_a_picture_is_printed():
    plain = article("A", id="1", source="a")
    pictured = article("A", id="2", source="b", image=Image(url="https://x.example/i.jpg"))
    assert set(groups.find([plain, pictured], [pair("1", "2")]).printed) == {plain.key}


def test_a_summary_cut_with_an_ellipsis_is_replaced_by_a_longer_one():
    cut = article("A", id="1", source="a", summary="It began in…", content="<p>" + "x" * 99)
    full = article("A", id="2", source="b", summary="It began in the harbour.")
    assert groups.find([cut, full], [pair("1", "2")]).completed(cut).summary == "It began in the harbour."


def test_two_articles_of_one_source_do_not_join_a_group_through_a_third():
    first, twin, other = ("a", "1"), ("a", "2"), ("b", "1")
    found = groups.group_keys([SimilarPair(first, other, 1.4), SimilarPair(twin, other, 1.2)])
    assert found[first] == found[other] != found[twin]


def test_a_group_holds_more_than_two_articles():
    names = [(source, "1") for source in "abcd"]
    found = groups.group_keys(
        [SimilarPair(one, other, 1.0) for one, other in zip(names, names[1:], strict=False)]
    )
    assert found == dict.fromkeys(names, ("a", "1"))


def test_an_editor_keeps_two_articles_of_one_address_apart():
    one = article("A", source="a", url="https://x.example/a")
    two = article("B", source="b", url="https://x.example/a")
    apart = frozenset({frozenset({one.key, two.key})})
    assert not groups.find([one, two], apart=apart).printed


KEYS = st.tuples(st.sampled_from("abcd"), st.sampled_from("12"))
PAIRS = st.lists(
    st.builds(
        lambda keys, score: SimilarPair(*sorted(keys), score),
        st.lists(KEYS, min_size=2, max_size=2, unique=True),
        st.sampled_from([0.5, 1.0, 1.2, CERTAIN]),
    ),
    max_size=12,
)
ARTICLES = st.lists(
    st.builds(
        lambda name, day, url, size: article(
            "T", day and day.isoformat(), source=name[0], id=name[1], url=url, summary="x" * size
        ),
        KEYS,
        st.one_of(
            st.none(), st.datetimes(datetime(2021, 9, 28), datetime(2021, 11, 3), timezones=st.just(UTC))
        ),
        st.sampled_from([None, "https://x.example/1"]),
        st.integers(0, 3),
    ),
    max_size=8,
    unique_by=lambda one: one.key,
)
APART = st.frozensets(st.frozensets(KEYS, min_size=2, max_size=2), max_size=4)


@given(ARTICLES, PAIRS, APART, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(articles, similar, apart, chance: Random):
    before = groups.find(articles, similar, apart)
    chance.shuffle(articles)
    chance.shuffle(similar)
    assert groups.find(articles, similar, apart) == before


@given(ARTICLES, PAIRS, APART)
def test_every_article_is_printed_or_another_in_its_place(articles, similar, apart):
    found = groups.find(articles, similar, apart)
    kept = [one for one in articles if one.key not in found.printed]
    assert {whole.key for whole in found.printed.values()} <= {one.key for one in kept}
    assert len(kept) + len(found.printed) == len(articles)


@given(ARTICLES, PAIRS)
def test_merging_loses_no_date_and_no_link(articles, similar):
    found = groups.find(articles, similar)
    for group in found.groups.values():
        whole = found.completed(group[0])
        assert (whole.published is None) == all(one.published is None for one in group)
        assert (whole.url is None) == all(one.url is None for one in group)
        assert (whole.published, whole.date_from) in {(one.published, one.date_from) for one in group}


@given(PAIRS, APART)
def test_articles_an_editor_keeps_apart_are_never_in_one_group(similar, apart):
    found = groups.group_keys(similar, apart)
    for one, other in map(tuple, apart):
        assert found.get(one, one) != found.get(other, other)


@given(ARTICLES)
def test_articles_without_a_similar_one_have_no_duplicates(articles):
    assert not groups.find(articles, []).printed
