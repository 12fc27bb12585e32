from conftest import article

from digest.model import Topic
from digest.topics import Classifier, Match

TRAFFICKING = Topic(
    slug="trafficking",
    titles={"en": "Human trafficking"},
    aliases=("Trata de personas",),
    keywords=("trafficking", "trata"),
)
HEALTH = Topic(slug="health", titles={"en": "Health", "es": "Salud"}, keywords=("clinic", "salud pública"))
classify = Classifier((TRAFFICKING, HEALTH), Topic(slug="more", titles={"en": "More"}))


def test_labels_in_two_languages_are_one_topic():
    assert classify(article(topics=("Trata de personas",))).topic == "trafficking"
    assert classify(article(topics=("HUMAN  TRAFFICKING",))).topic == "trafficking"
    assert classify(article(topics=("salud",))).topic == "health"


def test_a_label_is_stronger_than_a_keyword():
    assert classify(article("A clinic against trafficking", topics=("Health",))) == Match(
        "health", "label", "Health"
    )


def test_of_several_labels_the_publications_order_decides():
    assert classify(article(topics=("Health", "Human trafficking"))).topic == "trafficking"


def test_a_label_no_topic_claims_leaves_it_to_the_keywords():
    assert classify(article("The clinic opens", topics=("News",))) == Match("health", "title", "clinic")


def test_a_keyword_in_the_title_is_stronger_than_one_in_the_summary():
    assert classify(article("The clinic opens", summary="On trafficking.")).topic == "health"


def test_keywords_are_whole_words_without_case_and_accents():
    assert classify(article("x", summary="Programa de SALUD PUBLICA.")) == Match(
        "health", "summary", "salud publica"
    )
    assert classify(article("The clinical view")).topic == "more"


def test_what_nothing_claims_goes_to_the_rest():
    assert classify(article("Something else")) == Match("more")
