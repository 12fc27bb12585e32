from collections import Counter
from dataclasses import replace

import pytest
from conftest import ROOT, article
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Topic
from digest.topics import classifier, stems
from digest.topics.classifier import Classifier, Match

TRAFFICKING = Topic(
    slug="trafficking",
    titles={"en": "Human trafficking"},
    aliases=("Trata de personas",),
    keywords={"": ("trafficking", "trata")},
)
HEALTH = Topic(
    slug="health",
    titles={"en": "Health", "es": "Salud"},
    keywords={"en": ("clinic", "vaccine", "nurs*"), "es": ("salud pública", "huracán"), "": ("健康",)},
)
REST = Topic(slug="more", titles={"en": "More"})
classify = Classifier((TRAFFICKING, HEALTH), REST)


def test_labels_in_two_languages_are_one_topic():
    assert classify(article(topics=("Trata de personas",))).topic == "trafficking"
    assert classify(article(topics=("HUMAN  TRAFFICKING",))).topic == "trafficking"
    assert classify(article(topics=("salud",))).topic == "health"


def test_a_label_is_stronger_than_a_keyword():
    assert classify(article("A clinic against trafficking", topics=("Health",))) == Match(
        "health", "label", ("Health",)
    )


def test_of_several_labels_the_publications_order_decides():
    assert classify(article(topics=("Health", "Human trafficking"))).topic == "trafficking"


def test_keywords_decide_if_no_topic_claims_a_label():
    assert classify(article("The clinic opens", topics=("News",))) == Match("health", "title", ("clinic",), 3)


def test_a_keyword_in_the_title_is_stronger_than_one_in_the_summary():
    assert classify(article("The clinic opens", summary="On trafficking.")).topic == "health"


def test_keywords_are_whole_words_without_case_and_accents():
    found = classify(article("x", summary="Programa de SALUD PUBLICA.", language="es"))
    assert found == Match("health", "summary", ("salud pública",), 2)
    assert classify(article("The polyclinic")).topic == "more"


def test_an_article_no_topic_claims_goes_to_the_rest():
    assert classify(article("Something else")) == Match("more")


def test_vaccines_find_vaccine():
    assert classify(article("New VACCINES arrive", language="en")).words == ("vaccine",)


@pytest.mark.parametrize("title", ["Dos huracanes", "HURACAN EN LA COSTA", "El huracán", "LOS HURACANES"])
def test_stems_are_those_of_the_articles_language_with_or_without_accents(title):
    assert classify(article(title, language="es")).words == ("huracán",)


def test_keywords_of_another_language_do_not_count():
    assert classify(article("La clinic", language="es")).topic == "more"


def test_an_article_without_a_language_has_the_keywords_of_the_publications():
    assert Classifier((HEALTH,), REST, "es")(article("Dos huracanes")).topic == "health"
    assert Classifier((HEALTH,), REST, "en")(article("Dos huracanes")).topic == "more"


def test_a_language_with_a_region_has_the_keywords_of_the_language():
    assert classify(article("Dos huracanes", language="es-MX")).topic == "health"


def test_a_star_matches_every_ending():
    assert classify(article("Nursery rhymes")).words == ("nurs*",)


def test_scripts_without_spaces_are_searched_character_by_character():
    assert classify(article("国民健康保険の話", language="ja")).words == ("健康",)


def test_a_language_without_a_stemmer_is_searched_word_by_word():
    thai = Topic(slug="t", titles={"en": "T"}, keywords={"": ("สุขภาพ",)})
    assert Classifier((thai,), REST)(article("ข่าว สุขภาพ วันนี้", language="th")).topic == "t"


def test_the_score_adds_up_titles_phrases_and_repetitions():
    found = classify(
        article(
            "Salud pública", summary="La salud pública, y la salud pública, ante el huracán.", language="es"
        )
    )
    assert found == Match("health", "title", ("salud pública", "huracán"), 2 * 3 + 2 * 1.25 + 1)


def test_a_phrase_counts_more_than_a_word_and_of_equals_the_first_topic_wins():
    rights = Topic(slug="rights", titles={"en": "R"}, keywords={"": ("labour rights",)})
    work = Topic(slug="work", titles={"en": "W"}, keywords={"": ("labour", "factory")})
    both = Classifier((work, rights), REST)
    assert both(article("Labour rights now")).topic == "rights"
    assert both(article("Labour rights at the factory")).topic == "work"


def test_only_the_head_of_a_text_is_read():
    assert classify(article("x", summary="word " * 300 + "clinic")).topic == "health"
    assert classify(article("x", summary="word " * 500 + "clinic")).topic == "more"


def test_two_forms_of_one_keyword_count_once():
    twice = Topic(slug="t", titles={"en": "T"}, keywords={"": ("vaccine", "vaccines")})
    assert Classifier((twice,), REST)(article("Vaccines")).score == 3


WORDS = st.sampled_from(
    ["clinic", "clinics", "school", "schools", "flood", "public health", "health", "teach*", "river"]
)
TITLES = st.lists(WORDS, max_size=6).map(lambda words: " ".join(words).replace("*", "er"))
KEYWORDS = st.lists(WORDS, max_size=4).map(tuple)


def of(*keywords):
    made = [
        Topic(slug=f"t{n}", titles={"en": "T"}, keywords={"en": words}) for n, words in enumerate(keywords)
    ]
    return Classifier(made, REST)


@given(st.lists(TITLES), KEYWORDS, KEYWORDS, st.randoms())
def test_the_order_of_articles_changes_nothing(titles, first, second, chance):
    shuffled = chance.sample(titles, len(titles))
    one, other = of(first, second), of(first, second)
    assert {title: one(article(title)) for title in titles} == {
        title: other(article(title)) for title in shuffled
    }


@given(st.tuples(TITLES, TITLES), KEYWORDS, KEYWORDS, WORDS, st.booleans())
def test_a_keyword_more_never_moves_an_article_away_from_its_topic(texts, first, second, more, head):
    one = article(texts[0], summary=texts[1])
    for before, after in (
        ((first, second), ((more, *first) if head else (*first, more), second)),
        ((first, second), (first, (more, *second) if head else (*second, more))),
    ):
        changed = "t0" if before[0] != after[0] else "t1"
        if of(*before)(one).topic == changed:
            assert of(*after)(one).topic == changed


@given(st.text(), st.sampled_from(["en", "es", "ar", "ja", "tr", None]))
def test_any_text_has_words_that_are_plain(text, language):
    for word, plain, stem in stems.words(text, language):
        assert word
        assert plain
        assert stem
        assert " " not in plain + stem


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_word_begins_with_a_prefix_of_its_stem(language):
    text = "".join(path.read_text() for path in [ROOT / "README.md", *sorted((ROOT / "feeds").glob("*.*"))])
    for word, plain, stem in stems.words(text + " dying lying skies idly", language):
        assert plain.startswith(stems.prefixes([stem], language)), word


def test_the_coverage_counts_every_article_once_by_its_deciding_part():
    articles = [
        article("a", topics=("Salud",)),
        article("A clinic", topics=("News", "NEWS")),
        article("b", summary="clinic"),
        article("c", topics=("News", "Sport"), source="feeds/b.xml"),
    ]
    found = classifier.coverage(articles, classify)
    assert (found.articles, found.labelled) == (4, 3)
    assert found.counts == {
        "trafficking": Counter(),
        "health": Counter({"label": 1, "title": 1, "summary": 1}),
        "more": Counter({None: 1}),
    }
    assert found.unclaimed == (("News", 2, "feeds/a.txt"), ("Sport", 1, "feeds/b.xml"))


def test_a_function_of_the_workspace_is_asked_before_the_labels():
    asked = Classifier((HEALTH,), REST, custom=lambda one, known: known[0].slug if "x" in one.title else None)
    assert asked(article("x", topics=("News",))) == Match("health", "classifier")
    assert asked(replace(article("y"), topics=("Salud",))).by == "label"
