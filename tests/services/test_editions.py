"""An edition has the articles of its topics, has a lead, and is rendered once for all its readers."""

from dataclasses import replace

import pytest
from conftest import article
from hypothesis import given
from hypothesis import strategies as st

from digest import config, periods
from digest.issue.plan import IssuePlan
from digest.issue.selector import select
from digest.model import ClassifiedArticle, Draft, Edition, Image, InvalidLine, Publication, Subscriber, Topic
from digest.render.environment import Templates
from digest.services.editions import editions, narrow
from digest.services.prepare import prepare
from digest.services.workspace import open_archive

MONTH = periods.month("2021-10", "UTC")
SLUGS = ("health", "water", "boats")
PUBLICATION = Publication(
    title="T",
    home="https://t.example/",
    languages=("en", "es"),
    topics=tuple(Topic(slug=slug, titles={"en": slug.title()}) for slug in SLUGS),
)
CLASSIFIED = st.lists(
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


def issue(classified, publication=PUBLICATION, draft=None):
    plan = IssuePlan(publication=publication, period=MONTH, language="en", draft=draft or Draft())
    return select(classified, plan)


def topics_of(classified):
    return {item.article.key: item.topic for item in classified}


@given(
    CLASSIFIED,
    st.frozensets(st.sampled_from((*SLUGS, "more")), min_size=1),
    st.sampled_from(("mark", "link")),
)
def test_an_edition_has_all_of_its_topics_and_nothing_else(classified, topics, untranslated):
    complete = issue(classified, replace(PUBLICATION, untranslated=untranslated))
    topic_of = topics_of(classified)
    expected = [each for each in complete.articles if topic_of[each.key] in topics]
    edition = narrow(complete, topics, topic_of)
    if edition is None:
        assert not [each for each in expected if each.language == "en"]
        return
    assert sorted(each.title for each in edition.articles) == sorted(each.title for each in expected)
    assert all(section.articles for section in edition.sections)
    assert edition.lead.language == "en"
    assert all(topic_of[each.key] in topics for each in edition.linked)
    assert edition.lead not in [each for section in edition.sections for each in section.articles]


@given(CLASSIFIED)
def test_an_edition_without_topics_has_all_articles(classified):
    complete = issue(classified)
    assert narrow(complete, frozenset(), topics_of(classified)) == (complete if complete.articles else None)


def test_the_heaviest_article_leads_when_the_lead_is_of_another_topic():
    classified = [
        ClassifiedArticle(
            article=article("Lead", summary="w " * 300, image=Image(url="https://x/y.jpg")), topic="boats"
        ),
        ClassifiedArticle(article=article("Short", summary="w"), topic="health"),
        ClassifiedArticle(article=article("Long", summary="w " * 100), topic="health"),
    ]
    complete = issue(classified)
    assert complete.lead.title == "Lead"
    assert narrow(complete, frozenset({"health"}), topics_of(classified)).lead.title == "Long"
    assert narrow(complete, frozenset({"health", "boats"}), topics_of(classified)).lead.title == "Lead"


def test_an_article_belongs_to_the_section_where_the_editor_put_it():
    classified = [ClassifiedArticle(article=article(f"A{n}"), topic="health") for n in range(3)]
    draft = Draft(section_order=("water",), article_order={"water": (classified[2].article.short_id,)})
    complete = issue(classified, draft=draft)
    edition = narrow(complete, frozenset({"water"}), topics_of(classified))
    assert [each.title for each in edition.articles] == ["A2"]


def test_an_article_of_the_section_for_small_topics_is_found_by_its_own_topic():
    small_topics = tuple(replace(topic, least=2) for topic in PUBLICATION.topics)
    classified = [
        ClassifiedArticle(article=article(name), topic=topic)
        for name, topic in zip("ABC", SLUGS, strict=True)
    ]
    complete = issue(classified, replace(PUBLICATION, topics=small_topics))
    assert [section.topic.slug for section in complete.sections] == ["also"]
    assert [
        each.title for each in narrow(complete, frozenset({"water"}), topics_of(classified)).articles
    ] == ["B"]


@pytest.fixture(scope="module")
def letters(sample):
    settings_ = config.load(sample.root)
    with open_archive(settings_) as archive:
        october = periods.month("2021-10", "America/Costa_Rica")
        yield editions(prepare(settings_, archive, october, sample.root / "out"), b"s" * 32)


def reader(number, *topics, language="en"):
    return Subscriber(email=f"r{number}@x.org", language=language, topics=frozenset(topics))


def test_an_edition_is_rendered_once_for_all_its_readers(letters, monkeypatch):
    rendered = []
    original = Templates.render
    monkeypatch.setattr(
        Templates,
        "render",
        lambda self, name, **values: rendered.append(name) or original(self, name, **values),
    )
    choices = [(), ("health",), ("water", "health"), ("health", "water")]
    people = [reader(n, *choices[n % 4], language=("en", "es")[n // 4 % 2]) for n in range(200)]
    outgoing = list(letters.messages(people))
    assert len({message.content() for message in outgoing}) == 200
    assert {message.edition for message in outgoing} == {
        Edition(code, frozenset(topics))
        for code in ("en", "es")
        for topics in ((), ("health",), ("health", "water"))
    }
    assert sorted(set(rendered)) == ["email/digest.html", "email/digest.txt"]
    assert len(rendered) <= 12


def test_an_edition_of_all_topics_is_the_built_mail_except_for_the_unsubscribe_link(letters, sample):
    from email import message_from_bytes, policy

    (message,) = letters.messages([reader(1)])
    text, page = message_from_bytes(message.content(), policy=policy.default).iter_parts()
    for part, name in ((text, "digest.txt"), (page, "digest.html")):
        content = part.get_content().replace("\r\n", "\n")
        raw = message.content()
        token = raw[raw.index(b"token=") + 6 :].partition(b">")[0].decode()
        assert content.replace(f"?token={token}", "") == sample.read(f"mail/2021-10/{name}")


def test_topics_without_articles_do_not_change_the_edition(letters):
    (one, other) = letters.messages([reader(1, "health"), reader(2, "health", "nothing-of-it")])
    assert one.edition == other.edition == Edition("en", frozenset({"health"}))


def test_invalid_lines_are_passed_on_and_all_lines_are_counted(letters):
    before = (
        letters.counts.invalid,
        letters.counts.no_article,
        letters.counts.no_issue,
        letters.counts.messages,
    )
    refusal = InvalidLine(source="s.csv", line=7, text="why")
    lines = [refusal, reader(1, "nothing-of-it"), reader(2, language="fr"), reader(3)]
    found = list(letters.messages(lines))
    assert found[0] is refusal
    assert str(refusal) == "s.csv:7: why"
    assert len(found) == 2
    after = (
        letters.counts.invalid,
        letters.counts.no_article,
        letters.counts.no_issue,
        letters.counts.messages,
    )
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 1, 1, 1]
