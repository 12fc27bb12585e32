"""`digest fetch` and `digest sources`, as a person runs them."""

import json
from datetime import UTC, datetime

import pytest
import serving
from conftest import item, rss
from serving import feed

from digest import config
from digest.cli.formats import sources
from digest.model import FetchState, RemoteState, Source, SourceStatus
from digest.services import workspace as workspace_service
from digest.services.fetch_run import FetchRun, fetch_all
from digest.services.fetch_source import SourceFetch
from digest.services.workspace import RemoteSources, open_archive

EPOCH = {"SOURCE_DATE_EPOCH": "1635768000"}  # 1 November 2021, noon, UTC; six in the morning in Costa Rica


@pytest.fixture
def server():
    with serving.serving() as running:
        yield running


def name(workspace, *urls, more="allow_private = true"):
    with (workspace.root / "digest.toml").open("a") as settings:
        for url in urls:
            settings.write(f'[[sources]]\nurl = "{url}"  # ours\n{more}\n')


def lines(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_source_that_fails_is_named_and_the_others_are_archived(workspace, server):
    server.pages["/good"] = feed(rss(item("The good one")))
    name(workspace, server.home + "/bad", server.home + "/good")
    done = workspace.run("fetch")
    assert done.returncode == 1
    assert done.stdout == f"{server.home}/good: 1 article, read as rss\n"
    assert done.stderr == f"digest: {server.home}/bad: the server answers 404 Not Found\n"
    assert workspace.run("build", "--month", "2021-10").returncode == 0
    assert "The good one" in workspace.read("site/feed.xml")


def test_an_address_that_is_not_public_needs_a_word_in_the_settings(workspace, server):
    name(workspace, server.home + "/feed", more="")
    done = workspace.run("fetch")
    assert done.returncode == 1
    assert "'127.0.0.1' is not a public address (127.0.0.1); `allow_private = true`" in done.stderr
    assert server.asked == []


def test_the_agent_names_the_publications_address(workspace, server):
    name(workspace, server.home + "/feed")
    workspace.run("fetch")
    assert server.asked[0][1]["User-Agent"].endswith(" (+https://test.example/)")


def test_fetch_reports_everything_as_json(workspace, server):
    server.pages["/busy"] = (503, {"Retry-After": "60"}, b"")
    server.pages["/good"] = feed(rss(item("A"), item("B")))
    name(workspace, server.home + "/busy", server.home + "/good")
    done = workspace.run("fetch", "--json", "--quiet", **EPOCH)
    (report,) = lines(done)
    busy, good = report["sources"]
    assert busy == {
        "source": server.home + "/busy",
        "state": "failed",
        "format": None,
        "articles": 0,
        "feed": None,
        "moved": None,
        "next_page": None,
        "error": "the server answers 503 Service Unavailable",
        "failures": 1,
        "failing_since": "2021-11-01T12:00:00+00:00",
        "wait_until": "2021-11-01T12:01:00+00:00",
        "warnings": [],
    }
    assert (good["state"], good["format"], good["articles"]) == ("read", "rss", 2)
    assert report["failures"] == [f"{server.home}/busy: the server answers 503 Service Unavailable"]


def test_a_source_that_wants_to_be_left_alone_is_said_to_be(workspace, server):
    server.pages["/busy"] = (429, {"Retry-After": "3600"}, b"")
    name(workspace, server.home + "/busy")
    assert workspace.run("fetch", **EPOCH).returncode == 1
    again = workspace.run("fetch", **EPOCH)
    assert again.returncode == 0
    assert "/busy: was not asked; its server wants no request before 2021-11-01 07:00" in again.stderr
    assert len(server.asked) == 1


def test_an_address_that_moved_for_good_is_reported_and_written_only_when_asked_for(workspace, server):
    server.pages |= {"/old": (301, {"Location": "/new"}, b""), "/new": feed(rss(item("A")))}
    name(workspace, server.home + "/old")
    path = workspace.root / "digest.toml"
    before = path.read_text()
    first = workspace.run("fetch")
    assert f"/old: moved permanently to {server.home}/new; `digest fetch --update` updates" in first.stderr
    assert path.read_text() == before
    second = workspace.run("fetch", "--update")
    assert f"/old: moved permanently to {server.home}/new; digest.toml is updated" in second.stderr
    assert path.read_text() == before.replace("/old", "/new")
    third = workspace.run("fetch")
    assert (third.returncode, third.stderr) == (0, "")
    assert [a["source"] for a in lines(workspace.run("articles", "--json"))] == [server.home + "/new"]


def test_an_address_that_moved_to_another_source_is_not_written(workspace, server):
    server.pages |= {"/old": (301, {"Location": "/new"}, b""), "/new": feed(rss(item("A")))}
    name(workspace, server.home + "/old", server.home + "/new")
    before = (workspace.root / "digest.toml").read_text()
    done = workspace.run("fetch", "--update")
    assert f"moved permanently to {server.home}/new; that is a source already; remove this one" in done.stderr
    assert (workspace.root / "digest.toml").read_text() == before


def test_a_source_the_settings_do_not_name_is_only_reported(workspace, server, monkeypatch):
    server.pages |= {"/old": (301, {"Location": "/new"}, b""), "/new": feed(rss(item("A")))}
    listed = [Source(name=server.home + "/old", allow_private=True)]
    remote = RemoteSources(found=tuple(listed), failures=())
    monkeypatch.setattr(workspace_service, "remote_sources", lambda _: remote)
    settings = config.load(workspace.root)
    with open_archive(settings) as archive:
        run = fetch_all(settings, archive, datetime(2021, 11, 1, tzinfo=UTC), update=True)
    assert sources.warnings(run, UTC) == [
        f"{server.home}/old: moved permanently to {server.home}/new; change it where it is listed"
    ]


def test_sources_says_how_each_stands(workspace, server):
    workspace.put("feeds/local.xml", rss(item("Old", "Fri, 01 Oct 2021 12:00:00 GMT"), item("Newest")))
    server.pages["/good"] = feed(rss(item("Fetched")))
    name(workspace, server.home + "/good", server.home + "/bad")
    workspace.run("fetch", **EPOCH)
    name(workspace, "https://never.example/feed")
    asked = len(server.asked)
    done = workspace.run("sources", "--json")
    local, good, bad, never = lines(done)
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
    assert len(server.asked) == asked


def test_sources_prints_a_table_for_people(workspace, server):
    name(workspace, server.home + "/" + "long/" * 12, server.home + "/good")
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
    name(workspace, "https://never.example/feed")
    assert workspace.run("sources").stdout.splitlines()[1].endswith("  never")


def test_a_source_that_the_settings_no_longer_name_is_said(workspace, server):
    server.pages["/feed"] = feed(rss(item("A")))
    settings = (workspace.root / "digest.toml").read_text()
    name(workspace, server.home + "/feed")
    workspace.run("fetch")
    (workspace.root / "digest.toml").write_text(settings)
    done = workspace.run("sources")
    assert done.stdout.splitlines()[-1] == "    no longer in digest.toml"


def test_pages_below_one_are_a_usage_error(workspace):
    done = workspace.run("fetch", "--pages", "0")
    assert done.returncode == 2


def test_where_a_source_goes_on_is_offered():
    url = "https://x.example/1"
    fetch = SourceFetch(
        source=Source(name=url),
        state=FetchState.READ,
        remote=RemoteState(name=url),
        next_page="https://x.example/3",
    )
    run = FetchRun(fetches=(fetch,), moves={}, updated=False, duplicates=frozenset())
    assert sources.continuations(run, 2) == [
        f"{url}: continues at https://x.example/3; `digest fetch --pages 3` reads that page too"
    ]
