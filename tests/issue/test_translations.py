import pytest
from conftest import article

from digest import periods
from digest.issue import selector, translations
from digest.issue.plan import IssuePlan
from digest.model import ClassifiedArticle, Draft, Publication, Untranslated

PUBLICATION = Publication(title="T", home="https://t.example/", languages=("en", "es", "fr"))
OCTOBER = periods.month("2021-10", "UTC")


def written(code, url=None, **more):
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
def test_addresses_that_differ_only_in_the_language_are_translations(english, spanish):
    one, other = written("en", english), written("es", spanish)
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
def test_other_addresses_are_no_translations(english, spanish):
    assert paired(written("en", english), written("es", spanish)) == {}


def test_two_articles_in_one_language_are_no_translations():
    assert paired(written("en", "https://n.example/x"), written("en", "https://n.example/en/x")) == {}


def test_one_worldwide_id_in_two_languages_is_a_translation():
    one, other = (
        article(code, id="tag:n.example,2021:7", source=code, language=code) for code in ("en", "es")
    )
    assert paired(one, other) == {"en": ["es"], "es": ["en"]}


def test_a_source_may_name_the_address_of_a_translation():
    one = written("en", "https://n.example/clinic", translations=("https://n.example/la-clinica",))
    other = written("es", "https://n.example/la-clinica/")
    assert paired(one, other) == {one.title: [other.title], other.title: [one.title]}


def test_the_editor_pairs_any_two_articles():
    one, other = written("en", id="7"), written("es", "https://n.example/es/clinica")
    assert paired(one, other, pairs=[{one.short_id, other.short_id}]) == {
        one.title: [other.title],
        other.title: [one.title],
    }


def test_translations_into_three_languages_are_in_the_publications_order():
    three = [written(code, f"https://n.example/{code}/x") for code in ("fr", "es", "en")]
    assert paired(*three)[three[0].title] == [three[2].title, three[1].title]


def select(*articles, language="es", untranslated=Untranslated.LEAVE_OUT, pairs=()):
    publication = Publication(
        title="T", home="https://t.example/", languages=("en", "es", "fr"), untranslated=untranslated
    )
    classified = [ClassifiedArticle(article=one, topic="more") for one in articles]
    draft = Draft(translations=frozenset(map(frozenset, pairs)))
    return selector.select(
        classified, IssuePlan(publication=publication, period=OCTOBER, language=language, draft=draft)
    )


OWN = written("es", "https://n.example/es/own")
ALONE = written("en", "https://n.example/en/alone", summary="x" * 900)
TRANSLATED = written("en", "https://n.example/en/own")


def test_an_article_with_a_translation_in_the_issue_is_left_out():
    for untranslated in Untranslated:
        issue = select(OWN, TRANSLATED, untranslated=untranslated)
        assert (issue.articles, issue.linked, issue.untranslated) == ((OWN,), (), ())
        (out,) = issue.left_out
        assert (out.reason, out.detail) == (
            "language",
            f"is in 'en'; this issue is in 'es', where it is {OWN.title!r}",
        )


def test_an_article_without_a_translation_is_left_out_included_or_linked():
    assert select(OWN, ALONE).articles == (OWN,)
    assert select(OWN, ALONE, untranslated=Untranslated.MARK).articles == (OWN, ALONE)
    linked = select(OWN, ALONE, untranslated=Untranslated.LINK)
    assert (linked.articles, linked.linked) == ((OWN,), (ALONE,))
    assert [out.reason for out in linked.left_out] == ["linked"]
    for untranslated in Untranslated:
        assert select(OWN, ALONE, untranslated=untranslated).untranslated == (ALONE,)


def test_the_lead_is_in_the_issues_language():
    assert select(ALONE, OWN, untranslated=Untranslated.MARK).lead is OWN


def test_articles_in_other_languages_alone_make_no_issue():
    issue = select(ALONE, untranslated=Untranslated.MARK)
    assert (issue.articles, issue.linked) == ((), ())


def test_of_two_other_languages_the_publications_first_is_included():
    french = written("fr", "https://n.example/fr/alone")
    assert select(OWN, french, ALONE, untranslated=Untranslated.MARK).articles == (OWN, ALONE)


def test_an_article_of_two_sources_is_included_once():
    again = written("en", "https://n.example/en/alone", source="feeds/b.txt", id="again")
    issue = select(OWN, ALONE, again, untranslated=Untranslated.MARK)
    assert issue.articles == (OWN, ALONE)
    assert [out.reason for out in issue.left_out] == ["duplicate"]


def test_an_article_without_a_language_counts_as_the_first_language():
    nameless = article("nameless")
    assert select(OWN, nameless, untranslated=Untranslated.MARK).articles == (OWN, nameless)
    assert select(OWN, nameless, untranslated=Untranslated.LINK).linked == (nameless,)


def test_an_article_in_a_language_without_an_issue_is_linked_by_its_address_only():
    german, nowhere = written("de", "https://n.example/de/x"), written("de")
    assert select(OWN, german, nowhere, untranslated=Untranslated.LINK).linked == (german,)


def test_a_translation_a_day_past_the_end_counts():
    late = written("es", "https://n.example/es/late", day="2021-11-01T10:00:00+00:00")
    early = written("en", "https://n.example/en/late", day="2021-10-31T20:00:00+00:00")
    assert select(OWN, early, late).untranslated == ()


def test_the_editors_pairs_count():
    assert select(OWN, ALONE, pairs=[{OWN.short_id, ALONE.short_id}]).untranslated == ()


@pytest.mark.parametrize("unusable", [{"title": "", "id": "x"}, {"day": None}], ids=["untitled", "undated"])
def test_an_article_without_a_title_or_a_date_is_no_translation(unusable):
    other = article(**{"title": "b", **unusable}, language="es", url="https://n.example/es/alone")
    assert select(OWN, ALONE, other).untranslated == (ALONE,)


def test_an_article_left_out_for_its_language_names_the_language():
    (out,) = select(OWN, ALONE).left_out
    assert out.detail == "is in 'en'; this issue is in 'es'"


def test_an_article_of_an_unknown_language_is_left_out_as_such():
    (out,) = select(OWN, article("nameless")).left_out
    assert out.detail == "is in an unknown language; this issue is in 'es'"
