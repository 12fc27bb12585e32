"""The service that reads a build back and runs the checks on it."""

from datetime import UTC, datetime

from conftest import item, rss

from digest import config, periods
from digest.fetch import links
from digest.services import check as checking


def test_a_changed_id_is_found_at_the_build_that_changes_it(workspace):
    feed = rss(item("A", more="<link>https://f.example/a</link>"))
    workspace.put("feeds/f.xml", feed)
    assert workspace.run("build", "--month", "2021-10").returncode == 0
    (workspace.root / "feeds/f.xml").rename(workspace.root / "feeds/renamed.xml")
    done = workspace.run("build", "--month", "2021-10")
    assert done.returncode == 1
    assert "[feed-ids-changed]" in done.stderr
    assert "[feed-ids-changed]" in workspace.run("check", "--month", "2021-10").stdout
    assert workspace.run("build", "--month", "2021-10").returncode == 0


def test_the_subject_of_an_earlier_issue_is_found_in_the_later_one(workspace):
    workspace.put("feeds/f.xml", rss(item("A"), item("B", day="Mon, 15 Nov 2021 12:00:00 GMT")))
    workspace.put("drafts/2021-10.toml", 'subject = "News from the coast"\n')
    workspace.put("drafts/2021-11.toml", 'subject = "News from the coast"\n')
    workspace.run("build", "--month", "2021-10")
    assert "[subject-repeated]" in workspace.run("build", "--month", "2021-11").stderr
    assert "[subject-repeated]" not in workspace.run("check", "--month", "2021-10").stdout


def test_pages_of_the_build_and_the_unsubscribe_address_are_not_asked(sample, monkeypatch):
    asked = []
    monkeypatch.setattr(links, "ask", lambda _, addresses: asked.extend(addresses) or {})
    settings = config.load(sample.root)
    period = periods.month("2021-10", settings.publication.timezone)
    checking.check(settings, period, sample.root / "out", ask_links_at=datetime(2021, 11, 1, tzinfo=UTC))
    assert "https://tideline.example/voices/nurse-burica/" in asked
    assert "https://tideline.example/unsubscribe" not in asked
    assert not [address for address in asked if address.startswith("https://tideline.example/issues/")]


def test_a_damaged_state_file_is_ignored(workspace):
    workspace.put(".digest/feeds.json", "[1")
    settings = config.load(workspace.root)
    assert checking.load_previous_ids(settings, workspace.root / "out") == {}
    ids = {"site/feed.xml": {"https://f.example/a": "1"}}
    checking.save_previous_ids(settings, workspace.root / "out", ids)
    assert checking.load_previous_ids(settings, workspace.root / "out") == ids
    assert checking.load_previous_ids(settings, workspace.root / "elsewhere") == {}
