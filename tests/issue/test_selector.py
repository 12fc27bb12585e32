from datetime import UTC, datetime

from conftest import article
from hypothesis import given
from hypothesis import strategies as st
from plans import OCTOBER, SENTENCES, classified, plan, reasons, short_id

from digest.dedupe.similarity import pair
from digest.issue.selector import select
from digest.model import Draft, Image, Reason, Rewrite, Topic, Untranslated


def issue(*articles, issue_plan=None):
    """Select from articles: titles, articles, or pairs with a topic."""
    items = [classified(*one) if isinstance(one, tuple) else classified(one) for one in articles]
    return select(items, issue_plan or plan())


def titles(of):
    return [one.title for one in of.articles]


def test_an_issue_says_what_it_was_selected_for():
    october = plan(Draft(subject="Storms"), language="es", first_issue="2021-09")
    found = issue(issue_plan=october)
    assert (found.publication, found.period, found.language) == (october.publication, OCTOBER, "es")
    assert (found.draft, found.number) == (october.draft, 2)


def test_the_number_of_the_draft_counts_before_the_publications():
    assert issue(issue_plan=plan(Draft(number=70), first_issue="2021-09")).number == 70


def test_an_issue_of_no_articles_has_no_lead_and_no_sections():
    empty = issue()
    assert (empty.lead, empty.sections, empty.left_out) == (None, (), ())


def test_the_lead_is_in_no_section():
    found = issue("a", article("b", summary="x" * 300))
    assert found.lead.title == "b"
    assert [one.title for section in found.sections for one in section.articles] == ["a"]


def test_articles_are_in_the_order_of_their_dates_the_newest_first_and_ties_as_they_came():
    days = enumerate((3, 9, 3, 9))
    articles = [article(str(number), f"2021-10-{day:02}T00:00:00+00:00") for number, day in days]
    found = issue(article("lead", summary="x" * 300), *articles)
    assert titles(found) == ["lead", "1", "3", "0", "2"]


def test_of_equally_heavy_articles_the_newest_leads():
    older = article("older", "2021-10-01T00:00:00+00:00")
    newer = article("newer", "2021-10-02T00:00:00+00:00")
    assert issue(older, newer).lead is newer


def test_every_article_left_out_has_its_reason():
    found = issue(
        "a",
        article("undated", None),
        article("", id="empty"),
        article("early", "2021-09-02T00:00:00+00:00"),
    )
    assert reasons(found) == {"undated": Reason.UNDATED, "": Reason.EMPTY, "early": Reason.PERIOD}


def test_articles_over_a_limit_are_left_out():
    limited = plan(topics=(Topic(slug="water", titles={"en": "Water"}, most=1),))
    found = issue(article("lead", image=Image(url="https://x.example/i.jpg")), "a", "b", issue_plan=limited)
    assert reasons(found) == {"b": Reason.LIMIT}


# Duplicates


def test_articles_are_compared_if_no_pairs_are_given():
    one = article("one", id="1", source="a", summary=SENTENCES + " It will be back in May.")
    other = article("other", id="2", source="b", summary=SENTENCES, url="https://x.example/b")
    found = issue(one, other)
    assert [(item.title, item.url) for item in found.articles] == [("one", "https://x.example/b")]
    assert reasons(found) == {"other": Reason.DUPLICATE}


def test_articles_are_not_compared_if_the_pairs_are_given():
    one, other = (
        article("one", url="https://x.example/a"),
        article("other", url="https://x.example/a", source="b"),
    )
    assert len(select([classified(one), classified(other)], plan(), []).articles) == 2


def test_the_similar_pairs_given_count():
    one, other = article("one", summary="longer"), article("other", source="b")
    pairs = [pair(one.key, other.key, 1.0)]
    found = select([classified(one), classified(other)], plan(), pairs)
    assert reasons(found) == {"other": Reason.DUPLICATE}


# Languages


def test_an_article_in_another_language_is_left_out():
    found = issue(article("a", language="en"), article("b", language="es"))
    assert titles(found) == ["a"]
    assert reasons(found) == {"b": Reason.LANGUAGE}


def test_an_article_without_a_language_is_in_the_publications_first():
    assert titles(issue("a")) == ["a"]
    spanish = issue("a", article("b", language="es"), issue_plan=plan(language="es"))
    assert titles(spanish) == ["b"]
    assert reasons(spanish) == {"a": Reason.LANGUAGE}


def test_an_article_without_a_language_takes_that_of_its_duplicate():
    one = article("one", url="https://x.example/a")
    other = article("other", url="https://x.example/a", source="b", summary="longer", language="es")
    assert reasons(issue(one, other)) == {"one": Reason.DUPLICATE, "other": Reason.LANGUAGE}


def test_an_issue_without_an_article_in_its_own_language_is_empty():
    english = article("a", language="en")
    found = issue(english, issue_plan=plan(language="es", untranslated=Untranslated.MARK))
    assert found.articles == ()
    assert reasons(found) == {"a": Reason.LANGUAGE}


# The editor


def test_the_note_of_an_article_tells_why_it_is_in():
    found = issue(
        "a", "b", issue_plan=plan(Draft(lead=short_id("b"), article_order={"health": (short_id("a"),)}))
    )
    assert found.notes == {short_id("a"): "the editor moved it there", short_id("b"): "the editor named it"}


def test_a_lead_that_the_editor_did_not_name_has_no_note():
    assert issue("a", issue_plan=plan(Draft(lead=short_id("gone")))).notes == {}


def test_the_note_on_a_small_section_gives_way_to_the_editors():
    small = plan(
        Draft(lead=short_id("l"), article_order={"water": (short_id("a"),)}),
        topics=(Topic(slug="water", titles={"en": "Water"}, least=3),),
    )
    found = issue("l", ("a", "more"), "b", issue_plan=small)
    assert found.notes == {
        short_id("l"): "the editor named it",
        short_id("a"): "the editor moved it there",
        short_id("b"): "'Water' has fewer than 3",
    }


def test_the_lead_and_the_sections_have_the_editors_words():
    rewrites = {short_id("a"): Rewrite(title="A!"), short_id("b"): Rewrite(title="B!")}
    found = issue("a", "b", "c", issue_plan=plan(Draft(lead=short_id("a"), rewrites=rewrites)))
    assert titles(found) == ["A!", "B!", "c"]


# The ends of the period


def test_articles_within_a_day_of_an_end_are_reported():
    moments = {
        "long before": "2021-09-29T23:59:59+00:00",
        "just before": "2021-09-30T00:00:00+00:00",
        "just in": "2021-10-01T23:59:59+00:00",
        "well in": "2021-10-02T00:00:00+00:00",
        "last": "2021-10-31T23:59:59+00:00",
        "after": "2021-11-01T00:00:00+00:00",
        "long after": "2021-11-02T00:00:00+00:00",
        "undated": None,
    }
    found = issue(*(article(title, moment) for title, moment in moments.items()))
    assert [(edge.article.title, edge.end, edge.inside) for edge in found.edges] == [
        ("just before", "start", False),
        ("just in", "start", True),
        ("last", "end", True),
        ("after", "end", False),
    ]


# Every article


@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.datetimes(datetime(2021, 9, 28), datetime(2021, 11, 3))),
            st.sampled_from(["en", "es", None]),
            st.sampled_from(["water", "health", "more"]),
            st.sampled_from([None, "https://x.example/1", "https://x.example/2"]),
        ),
        max_size=30,
    )
)
def test_every_article_is_in_or_out_once(rows):
    articles = [
        (article(str(number), day and day.replace(tzinfo=UTC).isoformat(), language=language, url=url), topic)
        for number, (day, language, topic, url) in enumerate(rows)
    ]
    found = issue(*articles)
    assert sorted(titles(found) + [out.article.title for out in found.left_out]) == sorted(
        one.title for one, _ in articles
    )


SHORT_IDS = st.sampled_from([short_id(str(number)) for number in range(12)])


@given(
    st.builds(
        Draft,
        lead=SHORT_IDS | st.just(""),
        pinned=st.lists(SHORT_IDS, max_size=3).map(tuple),
        left_out=st.dictionaries(SHORT_IDS, st.just("x"), max_size=4),
        held=st.dictionaries(SHORT_IDS, st.just("x"), max_size=4),
        late=st.frozensets(SHORT_IDS, max_size=3),
        article_order=st.dictionaries(
            st.sampled_from(["water", "health", "more"]), st.lists(SHORT_IDS, max_size=3).map(tuple)
        ),
    ),
    st.dictionaries(SHORT_IDS, st.just("2021-09"), max_size=4),
    st.integers(1, 4),
    st.integers(0, 3),
)
def test_every_article_is_in_or_out_once_whatever_the_draft_decides(draft, sent, most, least):
    topics = tuple(
        Topic(slug=slug, titles={"en": slug}, most=max(most, least), least=least)
        for slug in ("water", "health")
    )
    days = ["2021-10-02T00:00:00+00:00", "2021-09-29T00:00:00+00:00", None]
    articles = [
        (article(str(number), days[number % 3]), ["water", "health", "more"][number % 3])
        for number in range(12)
    ]
    found = issue(*articles, issue_plan=plan(draft, sent=sent, topics=topics))
    assert sorted(titles(found) + [out.article.title for out in found.left_out]) == sorted(
        str(number) for number in range(12)
    )
