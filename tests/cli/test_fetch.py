"""digest fetch."""

import json
import re
from datetime import UTC, datetime

from conftest import item, json_lines, rss
from serving import EPOCH, add_sources, feed

from digest import config
from digest.cli.formats import sources
from digest.model import FetchState, RemoteState, Source
from digest.services import workspace as workspace_service
from digest.services.fetch_run import FetchRun, fetch_all
from digest.services.fetch_source import SourceFetch
from digest.services.workspace import RemoteSources, open_archive


def test_a_source_that_fails_is_named_and_the_others_are_archived(workspace, server):
    server.pages["/good"] = feed(rss(item("The good one")))
    add_sources(workspace, server.home + "/bad", server.home + "/good")
    done = workspace.run("fetch")
    assert done.returncode == 1
    assert done.stdout == f"{server.home}/good: 1 article, read as rss\n"
    assert done.stderr == f"digest: {server.home}/bad: the server answers 404 Not Found\n"
    assert workspace.run("build", "--month", "2021-10").returncode == 0
    assert "The good one" in workspace.read("site/feed.xml")


def test_a_private_address_must_be_allowed_in_the_settings(workspace, server):
    add_sources(workspace, server.home + "/feed", more="")
    done = workspace.run("fetch")
    assert done.returncode == 1
    assert "'127.0.0.1' is not a public address (127.0.0.1); `allow_private = true`" in done.stderr
    assert server.requests == []


def test_the_agent_names_the_publications_address(workspace, server):
    add_sources(workspace, server.home + "/feed")
    workspace.run("fetch")
    assert server.requests[0][1]["User-Agent"].endswith(" (+https://test.example/)")


def test_fetch_reports_everything_as_json(workspace, server):
    server.pages["/busy"] = (503, {"Retry-After": "60"}, b"")
    server.pages["/good"] = feed(rss(item("A"), item("B")))
    add_sources(workspace, server.home + "/busy", server.home + "/good")
    done = workspace.run("fetch", "--json", "--quiet", **EPOCH)
    (report,) = json_lines(done)
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


def test_fetch_reports_a_server_that_asks_for_a_pause(workspace, server):
    server.pages["/busy"] = (429, {"Retry-After": "3600"}, b"")
    add_sources(workspace, server.home + "/busy")
    assert workspace.run("fetch", **EPOCH).returncode == 1
    again = workspace.run("fetch", **EPOCH)
    assert again.returncode == 0
    assert "/busy: was not asked; its server wants no request before 2021-11-01 07:00" in again.stderr
    assert len(server.requests) == 1


def test_a_permanent_redirect_is_reported_and_written_only_on_request(workspace, server):
    server.pages |= {"/old": (301, {"Location": "/new"}, b""), "/new": feed(rss(item("A")))}
    add_sources(workspace, server.home + "/old")
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
    assert [a["source"] for a in json_lines(workspace.run("articles", "--json"))] == [server.home + "/new"]


def test_a_moved_source_keeps_its_place_in_drafts_and_issues(workspace, server):
    server.pages["/old"] = feed(rss(item("Kept"), item("Left out")))
    add_sources(workspace, server.home + "/old")
    workspace.run("fetch", **EPOCH)
    workspace.run("draft", "--month", "2021-10")
    draft = workspace.root / "drafts/2021-10.toml"
    (line,) = (line for line in draft.read_text().splitlines() if "left-out-" in line)
    key = re.search(r"left-out-\w{8}", line)[0]
    draft.write_text(draft.read_text().replace(line + "\n", "") + f'[left_out]\n{key} = "why Kept is here"\n')
    workspace.run("build", "--month", "2021-10")
    server.pages |= {"/new": server.pages["/old"], "/old": (301, {"Location": "/new"}, b"")}
    workspace.run("fetch", "--update", **EPOCH)
    october = json.loads(workspace.run("build", "--month", "2021-10", "--json").stdout)
    assert [one["title"] for one in october["issues"][0]["left_out"]] == ["Left out"]
    november = workspace.run("build", "--month", "2021-11")
    assert "late:" not in november.stderr


def test_an_address_that_moved_to_another_source_is_not_written(workspace, server):
    server.pages |= {"/old": (301, {"Location": "/new"}, b""), "/new": feed(rss(item("A")))}
    add_sources(workspace, server.home + "/old", server.home + "/new")
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


def test_pages_below_one_are_a_usage_error(workspace):
    done = workspace.run("fetch", "--pages", "0")
    assert done.returncode == 2


def test_the_next_page_of_a_source_is_offered():
    url = "https://x.example/1"
    fetch = SourceFetch(
        source=Source(name=url),
        state=FetchState.READ,
        remote=RemoteState(name=url),
        next_page="https://x.example/3",
    )
    run = FetchRun(fetches=(fetch,), moves={}, updated=False, duplicates=frozenset())
    assert sources.next_page_lines(run, 2) == [
        f"{url}: has another page at https://x.example/3; `digest fetch --pages 3` reads that page too"
    ]


def test_fetch_without_remote_sources_says_how_to_add_one(workspace):
    done = workspace.run("fetch", "--json")
    assert done.returncode == 0
    assert "add one with [[sources]]" in done.stderr
    assert json.loads(done.stdout)["failures"] == []
