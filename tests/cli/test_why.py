"""The command `digest why`."""

from conftest import LISTING, item, json_lines, rss


def test_why_gives_the_reason_for_an_article_in_or_out_of_the_issue(workspace):
    workspace.put(
        "feeds/page.txt",
        LISTING
        + "\n\nBut no date at all\n\nA text that stands at the end of the page and has no date before it, which happens.\n",
    )
    workspace.put("feeds/es.xml", rss(item("Uno"), head="<language>es</language>"))
    workspace.configure('[topics.health]\ntitle = "Health"\nkeywords = ["clinic"]\n')
    clinic = workspace.run("why", "clinic")
    assert clinic.returncode == 0
    assert (
        "in 2021-10: it was published in the period; the lead, as it has a picture or the most to read, 'Health': its title holds the keyword 'clinic'"
        in clinic.stdout
    )
    other = workspace.run("why", "stilts", "--month", "2021-10", "--json")
    assert json_lines(other)[0]["in"] is False
    assert json_lines(other)[0]["issue"] == "2021-10"
    assert "is in 'es'; this issue is in 'en'" in workspace.run("why", "id-Uno").stdout
    nothing = workspace.run("why", "nobody wrote this")
    assert nothing.returncode == 2
    assert "none in the archive" in nothing.stderr


def test_why_names_the_source_that_is_gone_and_the_date_outside_the_period(workspace):
    workspace.put("feeds/page.txt", LISTING)
    assert (
        "it was published on 2021-09-12 (America/Costa_Rica), outside 2021-10"
        in workspace.run("why", "stilts", "--month", "2021-10").stdout
    )
    (workspace.root / "feeds/page.txt").unlink()
    assert "its source 'feeds/page.txt' is gone" in workspace.run("why", "stilts").stdout


def test_why_shows_the_keywords_and_the_score(labelled):
    labelled.put("feeds/b.xml", rss(item("Clinic after clinic", more="<author>A</author>")))
    done = labelled.run("why", "Clinic after clinic")
    assert "its title holds the keyword 'clinic' (score 5)" in done.stdout
