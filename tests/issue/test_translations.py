import pytest
from conftest import article

from digest import periods
from digest.issue import selector, translations
from digest.issue.plan import IssuePlan
from digest.model import ClassifiedArticle, Draft, Publication, Untranslated

PUBLICATION = Publication(title="T", home="https://t.example/", languages=("en", "es", "fr"))
OCTOBER = periods.month("2021-10", "UTC")


def told(code, url=None, **more):
    return article(f"{code} {url or ''}".strip(), language=code, url=url, **more)


def paired(*articles, pairs=()):
    found = translations.find(articles, PUBLICATION, pairs)
    return {
        next(a.title for a in articles if a.key == key): [o.title for o in others]
        for key, others in found.items()
    }


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("https://n.example/en/x", "https://n.example/es/x"),
        ("https://n.example/x", "https://n.example/es/x/"),
        ("https://n.example/news/en/2021/x", "https://n.example/news/es/2021/x"),
        ("https://n.example/en-us/x", "https://n.example/es_MX/x"),
        ("https://n.example/x?lang=en&id=7", "https://n.example/x?id=7&lang=es"),
        ("https://n.example/?p=7", "http://n.example/?p=7&hl=es"),
        ("https://en.n.example/x", "https://es.n.example/x"),
        ("https://www.n.example/x", "https://es.n.example/x"),
        ("https://n.example/x.html", "https://n.example/x.es.html"),
    ],
)
def test_addresses_that_differ_only_in_the_language_are_one_story(english, spanish):
    one, other = told("en", english), told("es", spanish)
    assert paired(one, other) == {one.title: [other.title], other.title: [one.title]}


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("https://n.example/en/x", "https://n.example/es/y"),
        ("https://n.example/en/", "https://n.example/es/"),
        ("https://n.example", "https://es.n.example"),
        ("https://n.example/x?id=1", "https://n.example/es/x?id=2"),
        ("https://n.example/x", "https://other.example/es/x"),
        ("https://n.example/it/x", "https://n.example/es/x"),
        ("https://[", "https://["[:-1]),
        (None, None),
    ],
)
def test_other_addresses_are_not(english, spanish):
    assert paired(told("en", english), told("es", spanish)) == {}


def test_two_in_one_language_are_no_translations():
    assert paired(told("en", "https://n.example/x"), told("en", "https://n.example/en/x")) == {}


def test_one_worldwide_id_in_two_languages_is_one_story():
    one, other = (
        article(code, id="tag:n.example,2021:7", source=code, language=code) for code in ("en", "es")
    )
    assert paired(one, other) == {"en": ["es"], "es": ["en"]}


def test_a_source_may_name_the_address_of_a_translation():
    one = told("en", "https://n.example/clinic", translations=("https://n.example/la-clinica",))
    other = told("es", "https://n.example/la-clinica/")
    assert paired(one, other) == {one.title: [other.title], other.title: [one.title]}


def test_the_editor_may_pair_any_two():
    one, other = told("en", id="7"), told("es", "https://n.example/es/clinica")
    assert paired(one, other, pairs=[{one.short_id, other.short_id}]) == {
        one.title: [other.title],
        other.title: [one.title],
    }


def test_three_languages_hang_together_and_stand_in_the_publications_order():
    three = [told(code, f"https://n.example/{code}/x") for code in ("fr", "es", "en")]
    assert paired(*three)[three[0].title] == [three[2].title, three[1].title]


def select(*articles, language="es", untranslated=Untranslated.LEAVE_OUT, pairs=()):
    publication = Publication(
        title="T", home="https://t.example/", languages=("en", "es", "fr"), untranslated=untranslated
    )
    filed = [ClassifiedArticle(article=one, topic="more") for one in articles]
    draft = Draft(translations=frozenset(map(frozenset, pairs)))
    return selector.select(
        filed, IssuePlan(publication=publication, period=OCTOBER, language=language, draft=draft)
    )


OWN = told("es", "https://n.example/es/own")
ALONE = told("en", "https://n.example/en/alone", summary="x" * 900)
TOLD = told("en", "https://n.example/en/own")


def test_what_has_a_translation_in_the_issue_is_left_out_in_every_way():
    for way in ("leave-out", "mark", "link"):
        issue = select(OWN, TOLD, untranslated=way)
        assert (issue.articles, issue.linked, issue.untranslated) == ((OWN,), (), ())
        (out,) = issue.left_out
        assert (out.reason, out.detail) == (
            "language",
            f"is in 'en'; this issue is in 'es', where it is {OWN.title!r}",
        )


def test_what_has_none_is_left_out_marked_or_linked():
    assert select(OWN, ALONE).articles == (OWN,)
    assert select(OWN, ALONE, untranslated=Untranslated.MARK).articles == (OWN, ALONE)
    linked = select(OWN, ALONE, untranslated=Untranslated.LINK)
    assert (linked.articles, linked.linked) == ((OWN,), (ALONE,))
    assert [out.reason for out in linked.left_out] == ["linked"]
    for way in ("leave-out", "mark", "link"):
        assert select(OWN, ALONE, untranslated=way).untranslated == (ALONE,)


def test_the_lead_is_in_the_issues_language():
    assert select(ALONE, OWN, untranslated=Untranslated.MARK).lead is OWN


def test_marked_articles_alone_make_no_issue():
    issue = select(ALONE, untranslated=Untranslated.MARK)
    assert (issue.articles, issue.linked) == ((), ())


def test_of_two_other_languages_the_publications_first_stands_for_the_story():
    french = told("fr", "https://n.example/fr/alone")
    assert select(OWN, french, ALONE, untranslated=Untranslated.MARK).articles == (OWN, ALONE)


def test_a_story_of_two_sources_is_marked_once():
    again = told("en", "https://n.example/en/alone", source="feeds/b.txt", id="again")
    issue = select(OWN, ALONE, again, untranslated=Untranslated.MARK)
    assert issue.articles == (OWN, ALONE)
    assert [out.reason for out in issue.left_out] == ["duplicate"]


def test_an_article_nobody_named_a_language_for_is_marked_as_the_first_language():
    nameless = article("nameless")
    assert select(OWN, nameless, untranslated=Untranslated.MARK).articles == (OWN, nameless)
    assert select(OWN, nameless, untranslated=Untranslated.LINK).linked == (nameless,)


def test_a_language_of_no_issue_is_linked_only_where_it_has_an_address():
    german, nowhere = told("de", "https://n.example/de/x"), told("de")
    assert select(OWN, german, nowhere, untranslated=Untranslated.LINK).linked == (german,)


def test_a_translation_a_day_past_the_end_counts():
    late = told("es", "https://n.example/es/late", day="2021-11-01T10:00:00+00:00")
    early = told("en", "https://n.example/en/late", day="2021-10-31T20:00:00+00:00")
    assert select(OWN, early, late).untranslated == ()


def test_the_editors_pairs_are_heard():
    assert select(OWN, ALONE, pairs=[{OWN.short_id, ALONE.short_id}]).untranslated == ()
