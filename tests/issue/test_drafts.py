import tomllib

import pytest
from conftest import article, item, rss
from hypothesis import given
from hypothesis import strategies as st

from digest import periods
from digest.errors import DraftError
from digest.issue import draft_reader, selector
from digest.issue.plan import History, IssuePlan
from digest.model import ClassifiedArticle, Draft, OnChange, Publication, Rewrite, Rule, Topic, TopicOrder

HEALTH = Topic(slug="health", titles={"en": "Health"})
WATER = Topic(slug="water", titles={"en": "Water"})
PUBLICATION = Publication(title="T", home="https://t.example/", topics=(WATER, HEALTH))
OCTOBER = periods.month("2021-10", "UTC")
TOPICS = '[topics.water]\ntitle = "Water"\nkeywords = ["water"]\n[topics.health]\ntitle = "Health"\nkeywords = ["clinic"]\n'


def mark(title):
    return article(title).short_id


def select(*titles, draft=None, history=None, publication=PUBLICATION, topic="water"):
    filed = [
        ClassifiedArticle(article=one if not isinstance(one, str) else article(one), topic=topic)
        for one in titles
    ]
    return selector.select(
        filed,
        IssuePlan(
            publication=publication,
            period=OCTOBER,
            language="en",
            draft=draft or Draft(),
            history=history or History(),
        ),
    )


def titles(issue):
    return {s.topic.slug: [a.title for a in s.articles] for s in issue.sections}


def out(issue):
    return {one.article.title: (one.reason, one.detail) for one in issue.left_out}


def write(tmp_path, text):
    file = tmp_path / "2021-10.toml"
    file.write_text(text)
    return draft_reader.load(file, PUBLICATION)["en"]


# What the selector does with a draft


def test_the_editor_names_the_lead():
    issue = select("a", "b", draft=Draft(lead=mark("b")))
    assert issue.lead.title == "b"
    assert issue.notes[mark("b")] == "the editor named it"


def test_the_editor_sets_the_order_of_sections_and_of_articles():
    draft = Draft(
        lead=mark("l"),
        sections=("health",),
        order={"water": (mark("c"), mark("a")), "health": (mark("b"),)},
    )
    assert list(titles(select("l", "a", "b", "c", draft=draft)).items()) == [
        ("health", ["b"]),
        ("water", ["c", "a"]),
    ]


def test_an_article_under_another_section_is_moved_there():
    issue = select("l", "a", draft=Draft(lead=mark("l"), order={"health": (mark("a"),)}))
    assert titles(issue) == {"health": ["a"]}
    assert issue.notes[mark("a")] == "the editor moved it there"


def test_a_pinned_article_is_first_and_over_no_limit():
    publication = Publication(
        title="T", home="https://t.example/", topics=(Topic(slug="water", titles={"en": "Water"}, most=1),)
    )
    issue = select(
        "l", "a", "b", "c", draft=Draft(lead=mark("l"), pinned=(mark("c"),)), publication=publication
    )
    assert titles(issue) == {"water": ["c"]}
    assert out(issue)["a"] == ("limit", "is over the limit of 1 under 'Water'")


def test_what_the_editor_leaves_out_or_holds_is_out_with_the_reason():
    issue = select("l", "a", "b", draft=Draft(left_out={mark("a"): "too short"}, held={mark("b"): ""}))
    assert out(issue) == {
        "a": ("editor", "was left out by the editor: too short"),
        "b": ("held", "is held for the next issue"),
    }


def test_what_was_held_over_is_in_whatever_its_date():
    old = article("old", "2021-09-02T00:00:00+00:00")
    history = History(held={old.short_id: "2021-09"})
    issue = select("l", old, draft=Draft(lead=mark("l")), history=history)
    assert titles(issue) == {"water": ["old"]}
    assert issue.notes[old.short_id] == "it was held over from 2021-09"


def test_what_was_in_an_earlier_issue_is_not_in_this_one():
    issue = select("l", "a", history=History(sent={mark("a"): "2021-09"}))
    assert out(issue) == {"a": ("sent", "was in the issue 2021-09")}


def test_an_undated_article_gets_the_editors_day_and_says_so():
    undated = article("u", None)
    day = OCTOBER.first.replace(day=12)
    issue = select("l", undated, draft=Draft(lead=mark("l"), dates={undated.short_id: day}))
    (one,) = issue.sections[0].articles
    assert (f"{one.published:%Y-%m-%d}", one.date_from) == ("2021-10-12", "estimated")


def test_a_late_article_is_in_when_the_editor_takes_it():
    late = article("late", "2021-09-30T12:00:00+00:00")
    assert select("l", late).left_out[0].reason == "period"
    assert titles(select("l", late, draft=Draft(lead=mark("l"), late=frozenset({late.short_id})))) == {
        "water": ["late"]
    }


def test_two_that_the_editor_sets_apart_are_not_one_story():
    one = article("a", url="https://x.example/a", summary="Long enough.")
    other = article("b", source="feeds/b.txt", url="https://x.example/a")
    apart = frozenset({frozenset({one.short_id, other.short_id})})
    assert out(select(one, other))["b"][0] == "duplicate"
    assert out(select(one, other, draft=Draft(apart=apart))) == {}


ONE = {"source": "feeds/a.txt", "url": "https://x.example/a", "summary": "The longer of the two."}
OTHER = {"source": "feeds/b.txt", "url": "https://x.example/a"}


def test_what_the_editor_decided_on_one_holds_for_all_that_tell_its_story():
    one, other = article("a", **ONE), article("b", **OTHER)
    for draft, reason in (
        (Draft(left_out={one.short_id: "old"}), ("editor", "was left out by the editor: old")),
        (Draft(held={one.short_id: ""}), ("held", "is held for the next issue")),
    ):
        assert out(select(one, other, draft=draft)) == {
            "a": reason,
            "b": (reason[0], f"is the same as 'a' from feeds/a.txt, which {reason[1]}"),
        }


def test_of_one_story_the_editor_may_take_the_version_that_would_not_stand():
    one, other = article("a", **ONE), article("b", **OTHER)
    taken = Draft(order={"water": (other.short_id,)}, left_out={one.short_id: "dull"})
    assert select(one, other, draft=taken).lead.title == "b"
    assert select(one, other, draft=Draft(lead=other.short_id)).lead.title == "b"


def test_a_story_that_was_sent_is_not_sent_again_under_another_address():
    one = article("a", "2021-09-20T12:00:00+00:00", **ONE)
    other = article("b", "2021-10-02T12:00:00+00:00", **OTHER)
    sent = History(sent={one.short_id: "2021-09"})
    why = "is the same as 'a' from feeds/a.txt, which was in the issue 2021-09"
    assert out(select(one, other, history=sent))["b"] == ("sent", why)
    assert select(one, other, draft=Draft(lead=other.short_id), history=sent).lead.title == "b"


def test_an_undated_article_does_not_bring_back_a_story_that_is_out():
    one, other = article("a", **ONE), article("b", None, **OTHER)
    held = Draft(held={one.short_id: ""})
    assert out(select(one, other, draft=held))["b"][0] == "held"


def test_an_article_whose_language_nobody_named_is_in_that_of_its_story():
    one = article("a", **(ONE | {"summary": ""}))
    other = article("b", **(OTHER | {"summary": "The longer of the two."}), language="es")
    publication = Publication(title="T", home="https://t.example/", topics=(WATER,), languages=("en", "es"))
    assert {o.reason for o in select(one, other, publication=publication).left_out} == {
        "language",
        "duplicate",
    }


def test_a_rewrite_stands_instead_of_the_sources_words():
    one = article("a", summary="Long ago.", content="<p>Long ago.</p>")
    issue = select(one, draft=Draft(rewrites={mark("a"): Rewrite(title="B", summary="Now.")}))
    assert (issue.lead.title, issue.lead.summary, issue.lead.content) == ("B", "Now.", "")


def test_the_sources_words_come_back_when_the_editor_takes_them():
    rewrite = Rewrite(title="B", was_title="old", changed=OnChange.TAKE)
    assert select("a", draft=Draft(rewrites={mark("a"): rewrite})).lead.title == "a"


# Rules


def rules(**more):
    topic = Topic(slug="water", titles={"en": "Water"}, **more)
    return Publication(title="T", home="https://t.example/", topics=(topic,))


def test_a_section_with_too_few_goes_under_also():
    issue = select("l", "a", draft=Draft(lead=mark("l")), publication=rules(least=2))
    assert titles(issue) == {"also": ["a"]}
    assert issue.notes[mark("a")] == "'Water' has fewer than 2"


def test_a_section_may_be_ordered_by_weight_or_by_source():
    light, heavy = article("light", source="a", summary="x"), article("heavy", source="b", summary="x" * 300)
    lead = Draft(lead=mark("l"))
    assert titles(select("l", light, heavy, draft=lead, publication=rules(order=TopicOrder.WEIGHT))) == {
        "water": ["heavy", "light"]
    }
    assert titles(select("l", heavy, light, draft=lead, publication=rules(order=TopicOrder.SOURCE))) == {
        "water": ["light", "heavy"]
    }


@pytest.mark.parametrize(
    "rule",
    [
        Rule(source="feeds/a*"),
        Rule(language="fr"),
        Rule(label="Internal"),
        Rule(word="webinar"),
        Rule(word="join us"),
    ],
)
def test_a_rule_excludes_what_fits_all_it_says(rule):
    publication = Publication(title="T", home="https://t.example/", languages=("fr",), exclude=(rule,))
    one = article("A webinar: join us", language="fr", topics=("internal",))
    issue = selector.select(
        [ClassifiedArticle(article=one, topic="more")],
        IssuePlan(publication=publication, period=OCTOBER, language="fr"),
    )
    assert issue.left_out[0].reason == "rule"
    assert issue.left_out[0].detail.startswith("is excluded: ")


def test_where_rules_include_only_what_fits_one_is_in():
    publication = Publication(
        title="T", home="https://t.example/", include=(Rule(word="harbour"), Rule(label="Sea"))
    )
    issue = select("The harbour opens", article("b", topics=("Sea",)), "c", publication=publication)
    assert {one.title for one in issue.articles} == {"The harbour opens", "b"}
    assert out(issue) == {"c": ("rule", "fits none of the rules that include")}


def test_the_editors_word_is_over_a_rule():
    publication = Publication(title="T", home="https://t.example/", exclude=(Rule(word="a"),))
    assert select("a", draft=Draft(order={"more": (mark("a"),)}), publication=publication).lead.title == "a"


MARKS = st.sampled_from([mark(str(n)) for n in range(12)])


@given(
    st.builds(
        Draft,
        lead=MARKS | st.just(""),
        pinned=st.lists(MARKS, max_size=3).map(tuple),
        left_out=st.dictionaries(MARKS, st.just("x"), max_size=4),
        held=st.dictionaries(MARKS, st.just("x"), max_size=4),
        late=st.frozensets(MARKS, max_size=3),
        order=st.dictionaries(
            st.sampled_from(["water", "health", "more"]), st.lists(MARKS, max_size=3).map(tuple)
        ),
    ),
    st.dictionaries(MARKS, st.just("2021-09"), max_size=4),
    st.integers(1, 4),
    st.integers(0, 3),
)
def test_every_article_is_in_or_out_exactly_once(draft, sent, most, least):
    topics = tuple(
        Topic(slug=slug, titles={"en": slug}, most=max(most, least, 1), least=least)
        for slug in ("water", "health")
    )
    publication = Publication(title="T", home="https://t.example/", topics=topics)
    days = ["2021-10-02T00:00:00+00:00", "2021-09-29T00:00:00+00:00", None]
    filed = [
        ClassifiedArticle(article=article(str(n), days[n % 3]), topic=["water", "health", "more"][n % 3])
        for n in range(12)
    ]
    issue = selector.select(
        filed,
        IssuePlan(
            publication=publication, period=OCTOBER, language="en", draft=draft, history=History(sent=sent)
        ),
    )
    told = [a.short_id for a in issue.articles] + [o.article.short_id for o in issue.left_out]
    assert sorted(told) == sorted(one.article.short_id for one in filed)


# What the file says


def test_no_file_is_an_empty_draft(tmp_path):
    assert draft_reader.load(tmp_path / "none.toml", PUBLICATION) == {"en": Draft()}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('\nsubjct = "x"', "2: 'subjct': no such key; did you mean 'subject'?"),
        ('[sections]\nheatlh = ["x-aaaaaaaa"]', "2: 'heatlh': no such topic; did you mean 'health'?"),
        ('order = ["sea"]', "1: 'sea': no such topic; expected one of water, health, more"),
        (
            'lead = "the clinic"',
            "1: 'the clinic': is no article's key; expected one such as the-clinic-opens-k7m2xq4d",
        ),
        (
            '[sections]\nwater = ["a-aaaaaaaa"]\nhealth = ["b-aaaaaaaa"]',
            "'b-aaaaaaaa': stands twice in the sections",
        ),
        ('apart = [["a-aaaaaaaa"]]', "1: 'apart': names one article alone; expected two or more"),
        ("number = true", "1: 'number': expected `int"),
        ("number = 0", "1: 'number': 0: expected 1 to 1000000"),
        (
            'lead = ""\nnumber = 9223372036854775808',
            "2: 'number': 9223372036854775808: expected 1 to 1000000",
        ),
        ("a = " + "[" * 5_000, "holds brackets too deep in each other; expected TOML"),
        ("subject = ", "expected TOML"),
        (
            '[rewrite.a-aaaaaaaa]\nimage = "http://x.example/i.jpg"',
            "expected an address that starts with https://",
        ),
        ('[rewrite.a-aaaaaaaa]\nchanged = "maybe"', 'expected "keep" or "take"'),
        ('[[block]]\ntext = "x"', "expected either before or after"),
        ('[[block]]\nafter = "watr"\ntext = "x"', "2: 'watr': no such topic; did you mean 'water'?"),
    ],
)
def test_what_a_draft_cannot_mean_is_said_with_its_line(tmp_path, text, why):
    with pytest.raises(DraftError) as caught:
        write(tmp_path, text)
    assert why.replace("`", "") in str(caught.value)
    assert "2021-10.toml" in str(caught.value)


def test_a_language_says_what_differs(tmp_path):
    publication = Publication(title="T", home="https://t.example/", languages=("en", "es"))
    file = tmp_path / "d.toml"
    file.write_text('subject = "Storms"\n[es]\nsubject = "Tormentas"\n[held]\n"x-aaaaaaaa" = "later"\n')
    found = draft_reader.load(file, publication)
    assert (found["en"].subject, found["es"].subject) == ("Storms", "Tormentas")
    assert found["es"].held == {"aaaaaaaa": "later"}


# The command


@pytest.fixture
def newsroom(workspace):
    with (workspace.root / "digest.toml").open("a") as settings:
        settings.write(TOPICS)
    workspace.put("feeds/a.xml", rss(item("Water is back"), item("Clinic by night"), item("Boats")))
    return workspace


def edit(workspace, *changes):
    file = workspace.root / "drafts/2021-10.toml"
    text = file.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text)


def key_of(workspace, title):
    text = (workspace.root / "drafts/2021-10.toml").read_text()
    return next(line for line in text.splitlines() if f"# {title}" in line).split('"')[1]


def test_a_draft_lists_every_article_under_its_section(newsroom):
    done = newsroom.run("draft", "--month", "2021-10")
    assert (done.returncode, done.stdout) == (0, "drafts/2021-10.toml\n")
    sections = tomllib.loads((newsroom.root / "drafts/2021-10.toml").read_text())["sections"]
    assert {slug: [name[:-9] for name in names] for slug, names in sections.items()} == {
        "water": ["water-is-back"],
        "health": ["clinic-by-night"],
        "more": ["boats"],
    }


def test_a_draft_changes_nothing_by_itself(newsroom):
    newsroom.run("build", "--month", "2021-10")
    before = newsroom.files()
    newsroom.run("draft", "--month", "2021-10")
    newsroom.run("build", "--month", "2021-10")
    assert newsroom.files() == before


def test_running_it_again_adds_what_is_new_and_keeps_every_word(newsroom):
    newsroom.run("draft", "--month", "2021-10")
    edit(
        newsroom,
        ("[sections]", '# my own note\nsubject = "Mine"   # and why\n[sections]'),
        ("water = [", "water = [ # first"),
    )
    before = (newsroom.root / "drafts/2021-10.toml").read_text()
    again = newsroom.run("draft", "--month", "2021-10")
    assert "nothing is new" in again.stderr
    assert (newsroom.root / "drafts/2021-10.toml").read_text() == before
    newsroom.put("feeds/b.xml", rss(item("Water for all")))
    newsroom.run("draft", "--month", "2021-10")
    after = (newsroom.root / "drafts/2021-10.toml").read_text()
    assert [line for line in after.splitlines() if line not in before.splitlines()] == [
        line for line in after.splitlines() if "water-for-all" in line
    ]
    assert set(before.splitlines()) <= set(after.splitlines())


def test_an_unknown_article_is_an_error_that_names_the_nearest(newsroom):
    newsroom.run("draft", "--month", "2021-10")
    edit(newsroom, ("[sections]", 'lead = "clinic-by-night-22222222"\n[sections]'))
    done = newsroom.run("build", "--month", "2021-10")
    assert done.returncode == 1
    assert "'clinic-by-night-22222222': no such article; did you mean 'clinic-by-night-" in done.stderr


def test_the_mail_says_what_the_editor_wrote(newsroom):
    newsroom.run("draft", "--month", "2021-10")
    key = key_of(newsroom, "Boats")
    edit(
        newsroom,
        (
            "[sections]",
            (
                'subject = "Night clinics"\npreheader = "All of it"\ngreeting = "Dear **readers** [here](https://t.example/) <script>x</script>"\n'
                f'closing = "Bye"\nnumber = 7\ndate = 2021-11-05\n[rewrite.{key}]\ntitle = "Boats, at last"\n'
                '[[block]]\nafter = "health"\ntitle = "Fair"\ntext = "Come."\n[sections]'
            ),
        ),
    )
    done = newsroom.run("build", "--month", "2021-10")
    assert done.returncode == 0, done.stderr
    mail, text = newsroom.read("mail/2021-10/digest.html"), newsroom.read("mail/2021-10/digest.txt")
    message = newsroom.read("mail/2021-10/digest.eml")
    assert "<strong>readers</strong>" in mail
    assert "<script>x" not in mail
    for words in ("All of it", "Boats, at last", "Fair", "Bye", "No. 7"):
        assert words in mail
    assert text.index("Clinic by night") < text.index("Come.") < text.index("Bye")
    assert "Subject: Night clinics" in message
    assert "Date: Fri, 05 Nov 2021 00:00:00 -0600" in message


def test_a_changed_source_is_said_and_the_editor_decides(newsroom):
    newsroom.run("draft", "--month", "2021-10")
    key = key_of(newsroom, "Boats")
    edit(newsroom, ("[sections]", f'[rewrite.{key}]\ntitle = "Ships"\n\n[sections]'))
    newsroom.run("draft", "--month", "2021-10")
    newsroom.put(
        "feeds/a.xml", rss(item("Water is back"), item("Boats").replace("<title>Boats", "<title>New boats"))
    )
    built = newsroom.run("build", "--month", "2021-10")
    assert "the source changed its title since you rewrote it: 'Boats' is now 'New boats'" in built.stderr
    assert "Ships" in newsroom.read("mail/2021-10/digest.html")
    newsroom.run("draft", "--month", "2021-10")
    edit(newsroom, ('changed = ""', 'changed = "take"'))
    newsroom.run("build", "--month", "2021-10")
    assert "New boats" in newsroom.read("mail/2021-10/digest.html")
    newsroom.run("draft", "--month", "2021-10")
    assert "rewrite" not in tomllib.loads((newsroom.root / "drafts/2021-10.toml").read_text())


def test_a_rewrite_is_taken_back_where_other_tables_stand_between_the_rewrites(newsroom):
    newsroom.run("draft", "--month", "2021-10")
    boats, clinic = key_of(newsroom, "Boats"), key_of(newsroom, "Clinic")
    rest = f'\n[rewrite.{clinic}]  # ours\ntitle = "Nights"\nwas_title = "Clinic by night"\n'
    taken = f'[rewrite.{boats}]\ntitle = "Ships"\nwas_title = "Old title"\nchanged = "take"\n\n'
    edit(newsroom, ("[sections]", f"{taken}[sections]"))
    file = newsroom.root / "drafts/2021-10.toml"
    file.write_text(file.read_text() + rest)
    done = newsroom.run("draft", "--month", "2021-10")
    assert done.returncode == 0, done.stderr
    found = file.read_text()
    assert "Ships" not in found
    assert "[sections]" in found
    assert found.endswith(rest)


def test_what_is_held_stands_in_the_next_issue(newsroom):
    newsroom.run("draft", "--month", "2021-10")
    edit(newsroom, ("[sections]", f'[held]\n{key_of(newsroom, "Boats")} = "no picture yet"\n[sections]'))
    newsroom.run("build", "--month", "2021-10")
    assert "Boats" not in newsroom.read("mail/2021-10/digest.html")
    newsroom.put("feeds/b.xml", rss(item("November", "Fri, 12 Nov 2021 12:00:00 GMT")))
    newsroom.run("build", "--month", "2021-11")
    assert "Boats" in newsroom.read("mail/2021-11/digest.html")
    assert "it was held over from 2021-10" in newsroom.run("why", "Boats", "--month", "2021-11").stdout


def test_what_comes_late_is_said_and_offered(newsroom):
    newsroom.run("build", "--month", "2021-10")
    newsroom.put("feeds/b.xml", rss(item("Late one"), item("November", "Fri, 12 Nov 2021 12:00:00 GMT")))
    built = newsroom.run("build", "--month", "2021-11")
    assert "late: 'Late one' is dated in the period before" in built.stderr
    newsroom.run("draft", "--month", "2021-11")
    text = (newsroom.root / "drafts/2021-11.toml").read_text()
    assert '#   "late-one-' in text


def test_an_undated_article_is_offered_with_what_is_known(newsroom):
    newsroom.put(
        "feeds/b.xml",
        rss(
            item("Before"),
            "<title>Nobody knows</title><guid>n</guid>",
            item("After", "Sun, 17 Oct 2021 12:00:00 GMT"),
        ),
    )
    newsroom.run("draft", "--month", "2021-10")
    text = (newsroom.root / "drafts/2021-10.toml").read_text()
    assert "stands between articles of 2021-10-15 and 2021-10-17" in text


def test_why_knows_the_drafts_names(newsroom):
    newsroom.run("draft", "--month", "2021-10")
    done = newsroom.run("why", key_of(newsroom, "Boats"))
    assert done.stdout.startswith("Boats\n  in 2021-10: "), done.stderr


def test_explain_gives_every_article_one_answer(newsroom):
    newsroom.put("feeds/b.xml", rss(item("Old", "Fri, 15 Jan 2021 12:00:00 GMT"), "<title>Undated</title>"))
    done = newsroom.run("build", "--month", "2021-10", "--explain")
    assert "5 articles: 3 in, 2 out" in done.stderr
    assert "out  Undated: it has no date" in done.stderr
    assert (
        "in   Clinic by night: it was published in the period; the lead" in done.stderr
        or "Clinic by night: it was published" in done.stderr
    )


def test_a_rule_holds_for_the_feeds_too(newsroom):
    with (newsroom.root / "digest.toml").open("a") as settings:
        settings.write('[[exclude]]\nword = "boats"\n')
    newsroom.run("build", "--month", "2021-10")
    assert "<title>Boats" not in newsroom.read("site/feed.xml")
    assert "<title>Clinic by night" in newsroom.read("site/feed.xml")
