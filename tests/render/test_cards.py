"""Cards have working links, dates in the publication's timezone, and texts of the right length."""

from datetime import UTC, datetime

import pytest
from conftest import article

from digest import periods
from digest.model import Enclosure, Image, PastIssue, Publication, Theme, Topic
from digest.render.addresses import uri
from digest.render.cards import SUMMARY, CardFactory, guess_media_type
from digest.render.environment import Templates
from digest.render.formatting import cdata, keep_last_words_together
from digest.render.locale import Locale

HOME = "https://t.example/"
PUBLICATION = Publication(
    title="T",
    home=HOME,
    languages=("en", "es"),
    timezone="America/Costa_Rica",
    topics=(Topic(slug="water", titles={"en": "Water", "es": "Agua"}),),
)
TEXTS = {code: Locale(code, Templates(Theme()).source) for code in PUBLICATION.languages}


def past(name):
    period = periods.named(name, PUBLICATION.timezone)
    return PastIssue(
        name=name,
        kind=period.kind,
        language="en",
        start=period.start,
        end=period.end,
        number=None,
        count=1,
        headlines=(),
    )


def card_of(cards, one_article, topic="water", limit=SUMMARY):
    return cards.card(one_article, {one_article.key: topic}, limit)


def factory(language="en", issues=("2021", "2021-10")):
    return CardFactory(PUBLICATION, TEXTS[language], [past(name) for name in issues])


def test_an_article_without_an_address_is_linked_in_the_page_of_the_shortest_period():
    card = card_of(factory(), article(), "water")
    assert card.link == f"{HOME}issues/2021-10/#{card.anchor}"


def test_an_article_of_no_issue_is_linked_in_the_page_of_its_topic():
    assert card_of(factory("es", ()), article()).link.startswith(f"{HOME}es/topics/water/#")


def test_an_article_has_the_day_of_the_publications_timezone():
    card = card_of(factory(), article(day="2021-10-02T03:00:00+00:00"), "water")
    assert (card.day, card.short_day) == ("October 1, 2021", "October 1")
    assert card.published_3339 == "2021-10-02T03:00:00Z"


def test_an_update_before_the_publication_does_not_count():
    early = article(updated=datetime(2021, 10, 1, tzinfo=UTC))
    card = card_of(factory(), early, "water")
    assert card.updated == card.published


def test_a_card_is_made_once_for_each_length_of_summary():
    cards, long = factory(), article(summary="A word. " * 100)
    assert card_of(cards, long, "water") is card_of(cards, long, "water")
    assert len(card_of(cards, long, "water", 120).summary) <= 120 < len(card_of(cards, long, "water").summary)
    assert card_of(cards, long, "water").cut


def test_a_summary_that_is_complete_is_not_marked_as_cut():
    card = card_of(factory(), article(summary="One  line.\n\nAnother."), "water")
    assert (card.summary, card.text, card.cut) == ("One line. Another.", "One line.\n\nAnother.", False)


def test_an_article_in_another_language_has_a_mark():
    cards = factory()
    assert card_of(cards, article(language="es"), "water").mark == "[ES]"
    assert card_of(cards, article("Other", language=None), "water").mark == ""


def test_the_topic_of_the_rest_has_no_title():
    cards = factory("es")
    assert card_of(cards, article(), "water").topics == ("Agua",)
    assert card_of(cards, article("Other"), "more").topics == ()


def test_a_picture_of_the_workspace_gets_its_public_address():
    cards = factory()
    own = card_of(cards, article(image=Image(url="feeds/Boat.JPG", alt="A boat", width=4)), "water").image
    assert own.url.startswith(f"{HOME}images/boat-")
    assert (own.alt, own.width) == ("A boat", 4)
    remote = Image(url="https://n.example/p.jpg")
    assert card_of(cards, article("Other", image=remote), "water").image is remote


@pytest.mark.parametrize(
    ("url", "media_type", "word"),
    [
        ("https://n.example/a.MP3?x=1", "", "Listen"),
        ("https://n.example/a", "video/mp4", "Watch"),
        ("https://n.example/a.xyz", "", "Download"),
    ],
)
def test_the_link_of_a_recording_names_its_kind(url, media_type, word):
    (recording,) = card_of(
        factory(), article(enclosures=(Enclosure(url=url, type=media_type),)), "water"
    ).recordings
    assert (recording.word, recording.url, recording.length) == (word, url, 0)


def test_a_link_to_another_language_leads_to_its_own_page_without_an_address():
    link = factory().link(article(language="es"), "2021-10")
    assert link.link.startswith(f"{HOME}es/issues/2021-10/#")
    assert factory().link(article(url="https://n.example/"), "2021-10").link == "https://n.example/"


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("https://n.example/1", "https://n.example/1"),
        ("URN:x:2", "URN:x:2"),
        ("7", "tag:t.example,2021-10-15:feeds/a.txt:7"),
        ("a b#c", "tag:t.example,2021-10-15:feeds/a.txt:a%20b%23c"),
    ],
)
def test_an_id_is_a_uri_of_its_own_or_a_tag_uri(identifier, expected):
    assert uri(article(id=identifier), HOME) == expected


def test_an_unknown_file_extension_is_any_bytes():
    assert guess_media_type("https://n.example/a.pdf#page=2") == "application/pdf"
    assert guess_media_type("https://n.example/mp3") == "application/octet-stream"


def test_nothing_ends_a_cdata_section_early():
    assert cdata("a]]>b") == "<![CDATA[a]]]]><![CDATA[>b]]>"
    assert cdata("") == ""


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("The clinic opens its doors", "The clinic opens its\xa0doors"),
        ("The clinic opens immediately", "The clinic opens immediately"),
        ("Two words", "Two words"),
    ],
)
def test_a_short_last_word_never_stands_alone(headline, expected):
    assert keep_last_words_together(headline) == expected
