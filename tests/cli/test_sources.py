"""digest sources."""

from datetime import UTC, datetime

from conftest import item, json_lines, rss
from serving import EPOCH, add_sources, feed

from digest.cli.formats import sources
from digest.model import RemoteState, SourceStatus


def test_sources_reports_the_state_of_each(workspace, server):
    workspace.put("feeds/local.xml", rss(item("Old", "Fri, 01 Oct 2021 12:00:00 GMT"), item("Newest")))
    server.pages["/good"] = feed(rss(item("Fetched")))
    add_sources(workspace, server.home + "/good", server.home + "/bad")
    workspace.run("fetch", **EPOCH)
    add_sources(workspace, "https://never.example/feed")
    asked = len(server.requests)
    done = workspace.run("sources", "--json")
    local, good, bad, never = json_lines(done)
    assert local == {
        "source": "feeds/local.xml",
        "listed": True,
        "format": "rss",
        "articles": 2,
        "newest": "2021-10-15T12:00:00+00:00",
        "title": "Newest",
        "feed": None,
        "asked": None,
        "answered": None,
        "failures": 0,
        "failing_since": None,
        "error": None,
        "wait_until": None,
    }
    assert (good["articles"], good["title"], good["answered"]) == (1, "Fetched", "2021-11-01T12:00:00+00:00")
    assert (bad["failures"], bad["error"], bad["answered"]) == (1, "the server answers 404 Not Found", None)
    assert (never["source"], never["asked"]) == ("https://never.example/feed", None)
    assert len(server.requests) == asked


def test_sources_prints_a_table_for_people(workspace, server):
    add_sources(workspace, server.home + "/" + "long/" * 12, server.home + "/good")
    server.pages["/good"] = feed(rss(item("A headline that is longer than the table has room for")))
    workspace.put("feeds/gone.xml", rss(item("Gone")))
    workspace.run("fetch", **EPOCH)
    workspace.run("sources")
    (workspace.root / "feeds/gone.xml").unlink()
    done = workspace.run("sources")
    rows = done.stdout.splitlines()
    assert rows[0] == f"{'source':37} articles  {'last article':34}  asked"
    assert rows[1:3] == [f"{server.home}/{'long/' * 12}", f"{'':37} {'0':>8}  {'':34}  2021-11-01 06:00"]
    assert " ".join(" ".join(rows[3:5]).split()) == (
        "failed 1 time in a row since 2021-11-01 06:00: the server answers 404 Not Found (last answer: never)"
    )
    title = f"{'2021-10-15 A headline that is…':34}"
    assert rows[5] == f"{server.home + '/good':37} {'1':>8}  {title}  2021-11-01 06:00"
    assert rows[-1] == "    gone from feeds/"


def test_the_table_fits_a_hundred_columns():
    noon = datetime(2021, 11, 1, 12, tzinfo=UTC)
    remote = RemoteState(
        name="x",
        asked=noon,
        failures=1000,
        failing_since=noon,
        error="why " * 80,
        wait_until=noon,
        answered=noon,
    )
    standings = [
        SourceStatus(name=f"https://{'n' * size}.example", articles=99_999_999, format="jsonfeed", newest=noon,
                 title="Wort " * 20, remote=remote, listed=False)
        for size in (3, 25, 26, 60)
    ]  # fmt: skip
    table = list(sources.status_table([*standings, SourceStatus(name="feeds/x", articles=1, title="A")], UTC))
    assert all(len(line) <= 100 for line in table)
    assert "undated" in table[-1]
    assert any("wants no request before 2021-11-01 12:00" in line for line in table)


def test_a_source_never_fetched_is_shown_as_such(workspace):
    add_sources(workspace, "https://never.example/feed")
    assert workspace.run("sources").stdout.splitlines()[1].endswith("  never")


def test_a_source_that_the_settings_no_longer_name_is_marked(workspace, server):
    server.pages["/feed"] = feed(rss(item("A")))
    settings = (workspace.root / "digest.toml").read_text()
    add_sources(workspace, server.home + "/feed")
    workspace.run("fetch")
    (workspace.root / "digest.toml").write_text(settings)
    done = workspace.run("sources")
    assert done.stdout.splitlines()[-1] == "    no longer in digest.toml"
