import pytest
from conftest import article

from digest.model import Topic
from digest.topics.suggest import Suggestion, suggest

HEALTH = Topic(slug="health", titles={"en": "Health"})
SCHOOLS = Topic(slug="schools", titles={"en": "Schools"})


def with_topic(slug, *titles):
    return [(article(title), {slug}) for title in titles]


ARTICLES = [
    *with_topic(
        "health", "The clinic opens", "Two clinics close", "A Clinic on the hill", "A clinic at the school"
    ),
    *with_topic(
        "schools", "The school opens", "Two schools close", "A school on the hill", "A school at the clinic"
    ),
]


def test_words_that_distinguish_a_topic_are_suggested_with_their_counts():
    articles = [(one, slugs) for one, slugs in ARTICLES * 4]
    health, schools = suggest(articles, (HEALTH, SCHOOLS), "en")
    assert health == Suggestion(
        topic="health", language="en", keyword="clinic", inside=16, of=16, outside=4, others=16
    )
    assert (schools.keyword, schools.inside, schools.outside) == ("school", 16, 4)


def test_words_without_statistical_significance_are_not_suggested():
    assert suggest(ARTICLES, (HEALTH,), "en") == []


def test_a_keyword_that_the_topic_already_has_is_not_suggested():
    topic = Topic(slug="health", titles={"en": "Health"}, keywords={"en": ("Clinics",)})
    assert suggest(ARTICLES * 4, (topic,), "en") == []


def test_two_words_that_belong_together_are_one_phrase():
    articles = [
        *with_topic("health", *[f"Public health of pupils {n}" for n in range(20)]),
        *with_topic("schools", *[f"Public schools, good health of pupils {n}" for n in range(5)]),
        *with_topic("songs", *[f"Songs of pupils {n}" for n in range(30)]),
    ]
    assert [one.keyword for one in suggest(articles, (HEALTH,), "en")] == ["public health"]


def test_an_article_of_two_topics_counts_for_both():
    articles = [(article(f"Flood {n}"), {"health", "schools"}) for n in range(10)] + with_topic(
        "other", *[f"Song {n}" for n in range(10)]
    )
    found = suggest(articles, (HEALTH, SCHOOLS), "en")
    assert [(one.topic, one.keyword, one.inside, one.outside) for one in found] == [
        ("health", "flood", 10, 0),
        ("schools", "flood", 10, 0),
    ]


@pytest.mark.parametrize("articles", [[], ARTICLES[:4] * 4], ids=["none", "one topic only"])
def test_nothing_is_suggested_without_other_topics(articles):
    assert suggest(articles, (HEALTH,), "en") == []


def test_a_topic_gets_ten_suggestions_at_most():
    words = (
        "alder",
        "birch",
        "cedar",
        "elm",
        "fir",
        "hazel",
        "juniper",
        "larch",
        "maple",
        "oak",
        "pine",
        "yew",
    )
    articles = with_topic("health", *words * 10) + with_topic("schools", *["school"] * 120)
    assert len(suggest(articles, (HEALTH,), "en")) == 10


def test_numbers_and_single_letters_are_not_suggested():
    articles = with_topic("health", *["Clinic 2021 x"] * 20) + with_topic("schools", *["School"] * 20)
    assert [one.keyword for one in suggest(articles, (HEALTH,), "en")] == ["clinic"]


@pytest.mark.parametrize(("count", "keywords"), [(2, []), (3, ["clinic"])])
def test_a_word_of_fewer_than_three_articles_is_not_suggested(count, keywords):
    articles = with_topic("health", *["Clinic"] * count) + with_topic("schools", *["School"] * 1000)
    assert [one.keyword for one in suggest(articles, (HEALTH,), "en")] == keywords


@pytest.mark.parametrize(("outside", "keywords"), [(10, ["clinic"]), (11, [])])
def test_a_word_that_most_of_its_articles_have_under_other_topics_is_not_suggested(outside, keywords):
    others = ["Clinic"] * outside + ["School"] * 100
    articles = with_topic("health", *["Clinic"] * 10) + with_topic("schools", *others)
    assert [one.keyword for one in suggest(articles, (HEALTH,), "en")] == keywords
