"""digest draft."""

import tomllib

import pytest
from conftest import item, rss

TOPICS = '[topics.water]\ntitle = "Water"\nkeywords = ["water"]\n[topics.health]\ntitle = "Health"\nkeywords = ["clinic"]\n'


@pytest.fixture
def newsroom(workspace):
    workspace.configure(TOPICS)
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


def test_a_draft_written_again_adds_new_articles_and_keeps_every_word(newsroom):
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


def test_the_mail_has_the_editors_words(newsroom):
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


def test_the_editor_decides_on_a_change_of_the_source(newsroom):
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


def test_a_rewrite_is_removed_although_other_tables_stand_between_the_rewrites(newsroom):
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


def test_a_held_article_is_in_the_next_issue(newsroom):
    newsroom.run("draft", "--month", "2021-10")
    edit(newsroom, ("[sections]", f'[held]\n{key_of(newsroom, "Boats")} = "no picture yet"\n[sections]'))
    newsroom.run("build", "--month", "2021-10")
    assert "Boats" not in newsroom.read("mail/2021-10/digest.html")
    newsroom.put("feeds/b.xml", rss(item("November", "Fri, 12 Nov 2021 12:00:00 GMT")))
    newsroom.run("build", "--month", "2021-11")
    assert "Boats" in newsroom.read("mail/2021-11/digest.html")
    assert "it was held over from 2021-10" in newsroom.run("why", "Boats", "--month", "2021-11").stdout


def test_a_late_article_is_reported_and_offered(newsroom):
    newsroom.run("build", "--month", "2021-10")
    newsroom.put("feeds/b.xml", rss(item("Late one"), item("November", "Fri, 12 Nov 2021 12:00:00 GMT")))
    built = newsroom.run("build", "--month", "2021-11")
    assert "late: 'Late one' is dated in the period before" in built.stderr
    newsroom.run("draft", "--month", "2021-11")
    text = (newsroom.root / "drafts/2021-11.toml").read_text()
    assert '#   "late-one-' in text


def test_an_undated_article_is_offered_with_the_dates_of_its_neighbours(newsroom):
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


def test_why_accepts_a_draft_key(newsroom):
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


def test_a_rule_counts_for_the_feeds_too(newsroom):
    newsroom.configure('[[exclude]]\nword = "boats"\n')
    newsroom.run("build", "--month", "2021-10")
    assert "<title>Boats" not in newsroom.read("site/feed.xml")
    assert "<title>Clinic by night" in newsroom.read("site/feed.xml")
