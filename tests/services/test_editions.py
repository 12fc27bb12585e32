"""Editions: what narrowing keeps, who leads, and that one edition is made once."""

from dataclasses import replace

import pytest
from conftest import article
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import config, periods
from digest.issue.plan import IssuePlan
from digest.issue.selector import select
from digest.model import ClassifiedArticle, Draft, Edition, Image, InvalidLine, Publication, Subscriber, Topic
from digest.render.environment import Templates
from digest.services import build
from digest.services.editions import narrow

MONTH = periods.month("2021-10", "UTC")
SLUGS = ("health", "water", "boats")
PUBLICATION = Publication(
    title="T",
    home="https://t.example/",
    languages=("en", "es"),
    topics=tuple(Topic(slug=slug, titles={"en": slug.title()}) for slug in SLUGS),
)
FILED = st.lists(
    st.builds(
        lambda number, topic, words, language, image: ClassifiedArticle(
            article=article(
                f"Title {number}",
                summary="word " * words,
                language=language,
                url=f"https://n.example/{number}",
                image=Image(url="https://n.example/p.jpg") if image else None,
            ),
            topic=topic,
        ),
        st.integers(0, 999),
        st.sampled_from((*SLUGS, "more")),
        st.integers(1, 90),
        st.sampled_from(("en", "en", "es")),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda item: item.article.title,
)


def issue(filed, publication=PUBLICATION, draft=None):
    return select(
        filed, IssuePlan(publication=publication, period=MONTH, language="en", draft=draft or Draft())
    )


def topics_of(filed):
    return {item.article.key: item.topic for item in filed}


@settings(deadline=None)
@given(FILED, st.frozensets(st.sampled_from((*SLUGS, "more")), min_size=1), st.sampled_from(("mark", "link")))
def test_an_edition_has_all_of_its_topics_and_nothing_else(filed, topics, untranslated):
    whole = issue(filed, replace(PUBLICATION, untranslated=untranslated))
    where = topics_of(filed)
    wanted = [one for one in whole.articles if where[one.key] in topics]
    found = narrow(whole, topics, where)
    if found is None:
        assert not [one for one in wanted if one.language == "en"]
        return
    assert sorted(one.title for one in found.articles) == sorted(one.title for one in wanted)
    assert all(section.articles for section in found.sections)
    assert found.lead.language == "en"
    assert all(where[one.key] in topics for one in found.linked)
    assert found.lead not in [one for section in found.sections for one in section.articles]


@settings(deadline=None)
@given(FILED)
def test_no_topics_are_all_of_them(filed):
    whole = issue(filed)
    assert narrow(whole, frozenset(), topics_of(filed)) == (whole if whole.articles else None)


def test_the_heaviest_of_theirs_leads_where_the_lead_is_of_another_topic():
    filed = [
        ClassifiedArticle(
            article=article("Lead", summary="w " * 300, image=Image(url="https://x/y.jpg")), topic="boats"
        ),
        ClassifiedArticle(article=article("Short", summary="w"), topic="health"),
        ClassifiedArticle(article=article("Long", summary="w " * 100), topic="health"),
    ]
    whole = issue(filed)
    assert whole.lead.title == "Lead"
    assert narrow(whole, frozenset({"health"}), topics_of(filed)).lead.title == "Long"
    assert narrow(whole, frozenset({"health", "boats"}), topics_of(filed)).lead.title == "Lead"


def test_an_article_belongs_to_the_section_where_the_editor_put_it():
    filed = [ClassifiedArticle(article=article(f"A{n}"), topic="health") for n in range(3)]
    draft = Draft(sections=("water",), order={"water": (filed[2].article.short_id,)})
    whole = issue(filed, draft=draft)
    found = narrow(whole, frozenset({"water"}), topics_of(filed))
    assert [one.title for one in found.articles] == ["A2"]


def test_an_article_of_a_thin_section_is_found_by_its_own_topic():
    thin = tuple(replace(topic, least=2) for topic in PUBLICATION.topics)
    filed = [
        ClassifiedArticle(article=article(name), topic=topic)
        for name, topic in zip("ABC", SLUGS, strict=True)
    ]
    whole = issue(filed, replace(PUBLICATION, topics=thin))
    assert [section.topic.slug for section in whole.sections] == ["also"]
    assert [one.title for one in narrow(whole, frozenset({"water"}), topics_of(filed)).articles] == ["B"]


@pytest.fixture(scope="module")
def letters(sample):
    settings_ = config.load(sample.root)
    with build.open_archive(settings_) as archive:
        yield build.editions(
            settings_, archive, periods.month("2021-10", "America/Costa_Rica"), sample.root / "out", b"s" * 32
        )


def reader(number, *topics, language="en"):
    return Subscriber(email=f"r{number}@x.org", language=language, topics=frozenset(topics))


def test_one_edition_is_rendered_once_however_many_get_it(letters, monkeypatch):
    rendered = []
    original = Templates.render
    monkeypatch.setattr(
        Templates,
        "render",
        lambda self, name, **values: rendered.append(name) or original(self, name, **values),
    )
    choices = [(), ("health",), ("water", "health"), ("health", "water")]
    people = [reader(n, *choices[n % 4], language=("en", "es")[n // 4 % 2]) for n in range(200)]
    parcels = list(letters.parcels(people))
    assert len({one.content() for one in parcels}) == 200
    assert {one.edition for one in parcels} == {
        Edition(code, frozenset(topics))
        for code in ("en", "es")
        for topics in ((), ("health",), ("health", "water"))
    }
    assert sorted(set(rendered)) == ["email/digest.html", "email/digest.txt"]
    assert len(rendered) <= 12


def test_the_whole_edition_is_the_built_mail_but_for_the_link_to_leave(letters, sample):
    from email import message_from_bytes, policy

    (parcel,) = letters.parcels([reader(1)])
    text, page = message_from_bytes(parcel.content(), policy=policy.default).iter_parts()
    for part, name in ((text, "digest.txt"), (page, "digest.html")):
        content = part.get_content().replace("\r\n", "\n")
        leave = parcel.content()
        token = leave[leave.index(b"token=") + 6 :].partition(b">")[0].decode()
        assert content.replace(f"?token={token}", "") == sample.read(f"mail/2021-10/{name}")


def test_topics_the_issue_has_nothing_of_change_nothing(letters):
    (one, other) = letters.parcels([reader(1, "health"), reader(2, "health", "nothing-of-it")])
    assert one.edition == other.edition == Edition("en", frozenset({"health"}))


def test_a_refusal_goes_through_and_everything_is_counted(letters):
    before = (letters.counts.refused, letters.counts.nothing, letters.counts.silent, letters.counts.parcels)
    refusal = InvalidLine(source="s.csv", line=7, text="why")
    lines = [refusal, reader(1, "nothing-of-it"), reader(2, language="fr"), reader(3)]
    found = list(letters.parcels(lines))
    assert found[0] is refusal
    assert str(refusal) == "s.csv:7: why"
    assert len(found) == 2
    after = (letters.counts.refused, letters.counts.nothing, letters.counts.silent, letters.counts.parcels)
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 1, 1, 1]
