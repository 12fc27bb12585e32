from datetime import datetime
from random import Random

import pytest
from conftest import article
from hypothesis import given
from hypothesis import strategies as st

from digest.dedupe import similarity
from digest.dedupe.features import Features

WORDS = [
    "harbour",
    "net",
    "clinic",
    "school",
    "flood",
    "nurse",
    "boat",
    "island",
    "council",
    "rain",
    "road",
    "bridge",
    "teacher",
    "market",
]


def prose(seed, count=120):
    """Sentences of words; every seed orders them differently."""
    chance = Random(seed)
    words = [f"{chance.choice(WORDS)}{chance.choice(('', 's', 'er', 'ing'))}" for _ in range(count)]
    return " ".join(f"{word}." if place % 11 == 10 else word for place, word in enumerate(words))


TEXT = prose(1)
ABOUT = "About the port: " + prose(2, 60)


def pairs(*articles):
    return {frozenset((pair.first, pair.second)) for pair in similarity.find_pairs(articles)}


def same(headline="The clinic of the lower town opens", here=None, **there):
    """Return True if an article and a copy with these changes are duplicates."""
    one = article(headline, id="1", source="a", **{"summary": TEXT, **(here or {})})
    other = article(**{"title": headline, "id": "2", "source": "b", "summary": TEXT, **there})
    return bool(pairs(one, other))


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"day": None},
        {"title": "Nurses move in at last"},
        {"summary": TEXT[: len(TEXT) // 2]},
        {"summary": TEXT[:300] + "…"},
        {"day": "2021-10-19T12:00:00+00:00"},
        {"topics": ("Salud",), "day": None},
        {"summary": "", "content": f"<p>{TEXT.replace(' ', '&nbsp;')}</p>"},
        {"summary": ABOUT + "\n\n" + TEXT},
        {"summary": TEXT + "\n\n" + ABOUT},
        {"summary": f"San José, 14 October 2021 – {TEXT}"},
        {"title": "Nurses move in at last", "summary": TEXT[:400], "day": "2021-10-17T00:00:00+00:00"},
        {"title": "The clinic of the lower town opens | The Island Courier"},
        {"language": "en-GB"},
    ],
    ids=" ".join,
)
def test_a_changed_copy_is_a_duplicate(change):
    assert same(here={"language": "en"} if "language" in change else None, **change)


@pytest.mark.parametrize(
    "change",
    [
        {"summary": prose(3)},
        {"summary": "Short."},
        {"language": "es"},
        {"day": "2022-10-15T12:00:00+00:00"},
        {"title": "Nurses move in at last", "day": "2021-12-15T12:00:00+00:00"},
        {"source": "a"},
        {"summary": prose(3) + "\n\n" + TEXT[-300:], "title": "Something else"},
    ],
    ids=" ".join,
)
def test_another_article_is_no_duplicate(change):
    assert not same(here={"language": "en"} if "language" in change else None, **change)


def test_two_articles_of_a_series_differ_by_their_number():
    assert not same("Bulletin 12 of the port", title="Bulletin 13 of the port")


def test_a_headline_and_one_line_are_too_little_under_another_headline_or_without_a_day():
    line = "Read all about it in this week's bulletin of the port."
    assert not same("Weekly bulletin", {"summary": line}, summary=line, day=None)
    assert not same("Weekly bulletin", {"summary": line}, summary=line, title="Our news")


def test_one_headline_on_one_day_with_one_short_line_is_a_duplicate():
    line = "The nets are mended and dry."
    assert same("Fishers mend the nets", {"summary": line}, summary=line)


def test_a_footer_that_many_articles_share_makes_no_duplicates():
    articles = [
        article(f"Headline {word} of its own", id=word, source=word, summary=f"{prose(word, 20)} {ABOUT}")
        for word in WORDS
    ]
    assert pairs(*articles) == set()


def test_a_footer_makes_no_duplicates_of_the_first_two_articles_with_it():
    assert not same(
        here={"summary": f"{prose(5, 25)} {ABOUT}"}, summary=f"{prose(6, 25)} {ABOUT}", title="Quite another"
    )


def test_the_copies_of_a_page_saved_every_week_are_one_group_for_each_article():
    articles = [
        article(f"The article {n}", id=str(n), source=f"week-{week}", summary=prose(n))
        for week in range(20)
        for n in range(3)
    ]
    joined = pairs(*articles)
    for n in range(3):
        group = {("week-0", str(n))}
        for _ in range(20):
            group |= {name for pair in joined if pair & group for name in pair}
        assert group == {(f"week-{week}", str(n)) for week in range(20)}


def test_the_address_of_a_whole_site_proves_nothing():
    one = article("A", source="a", url="https://x.example/")
    assert not pairs(one, article("B", source="b", url="https://x.example"))


def test_an_address_that_many_articles_have_proves_nothing():
    articles = [article(f"Article {n}", source=f"s{n}", url="https://x.example/news") for n in range(12)]
    assert pairs(*articles[:8])
    assert not pairs(*articles)


def test_scripts_without_spaces_are_compared():
    chance = Random(4)
    text = "".join(chr(chance.randint(0x4E00, 0x4F00)) for _ in range(90))
    assert same("診所開張", {"summary": text}, summary=text[:60] + "…", title="護士")


def test_fingerprints_are_the_same_on_every_machine():
    assert (
        Features(article("A boat", summary="It left the harbour before the others did.")).fingerprints[0]
        == 2650848229
    )


TEXTS = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)


DAYS = st.datetimes(datetime(2021, 10, 1), datetime(2021, 10, 20)).map(lambda day: f"{day.isoformat()}+00:00")


@given(TEXTS, st.integers(0, 30), st.sampled_from(["Headline", "Another headline of the day"]), DAYS, DAYS)
def test_the_score_is_symmetric(text, cut, title, day, another):
    here = Features(article("Headline", day, id="1", source="a", summary=text))
    there = Features(article(title, another, id="2", source="b", summary=" ".join(text.split()[cut:])))
    score = similarity.Comparison().score
    assert score(here, there) == score(there, here)


@given(st.permutations(range(6)))
def test_the_pairs_do_not_depend_on_the_order_of_the_articles(order):
    articles = [
        article(f"Headline {n % 3} here", id=str(n), source=f"s{n}", summary=prose(n % 3, 60 + n))
        for n in range(6)
    ]
    assert similarity.find_pairs([articles[n] for n in order]) == similarity.find_pairs(articles)


def test_an_article_is_never_its_own_copy():
    one = article("A", summary=TEXT)
    assert similarity.find_pairs([one, one]) == frozenset()
