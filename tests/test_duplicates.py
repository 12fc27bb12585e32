import pytest
from conftest import article

from digest import duplicates


def repeated(*articles):
    return set(duplicates.find(articles))


def test_one_address_in_two_sources_is_one_article():
    one = article("A", source="feeds/a.xml", url="https://x.example/a", summary="long enough")
    two = article("A again", source="feeds/b.xml", url="https://x.example/a")
    assert duplicates.find([two, one]) == {("feeds/b.xml", "A again"): one}


@pytest.mark.parametrize(
    "address",
    [
        "http://x.example/a",
        "https://www.x.example/a/",
        "https://x.example/a?utm_source=mail&utm_medium=x",
        "https://x.example/a#top",
    ],
)
def test_an_address_is_the_same_without_its_trimmings(address):
    assert len(repeated(article("A", url="https://x.example/a"), article("B", url=address))) == 1


def test_another_query_is_another_address():
    assert not repeated(
        article("A", url="https://x.example/?p=1"), article("B", url="https://x.example/?p=2")
    )


def test_one_worldwide_id_in_two_sources_is_one_article():
    assert repeated(
        article("A", id="tag:x,2021:1", source="a"), article("A", id="tag:x,2021:1", source="b")
    ) == {("b", "tag:x,2021:1")}


def test_plain_ids_of_two_sources_may_coincide():
    assert not repeated(article("A", id="17", source="a"), article("B", id="17", source="b"))


def test_an_address_no_one_can_part_is_compared_as_it_is():
    assert repeated(article("A", url="http://[x"), article("B", url="http://[x")) == {("feeds/a.txt", "B")}


STORY = {
    "day": "2021-10-15T00:00:00+00:00",
    "summary": "The whole town came to see the boat off, and nobody spoke for a while, as it had been built in the yard of the school.",
}


def test_one_headline_day_and_text_in_a_listing_and_a_feed_is_one_article():
    copied = article("The boat leaves", id="h1", source="feeds/page.txt", **STORY)
    from_feed = article(
        "The Boat Leaves",
        id="7",
        source="feeds/f.xml",
        url="https://x.example/boat",
        content="<p>More.</p>",
        **STORY,
    )
    assert duplicates.find([copied, from_feed]) == {("feeds/page.txt", "h1"): from_feed}


@pytest.mark.parametrize(
    "other",
    [
        {"day": "2021-10-16T00:00:00+00:00"},
        {"summary": "Quite another text under the same headline, about another boat."},
        {"summary": "Short."},
    ],
)
def test_one_headline_alone_does_not_make_two_articles_one(other):
    here, there = {**STORY, "source": "feeds/a.txt"}, {**STORY, **other, "source": "feeds/b.txt"}
    assert not repeated(
        article("The boat leaves", id="1", **here), article("The boat leaves", id="2", **there)
    )


def test_one_source_may_publish_one_headline_twice_in_a_day():
    assert not repeated(
        article("The boat leaves", id="1", **STORY), article("The boat leaves", id="2", **STORY)
    )
