"""Remote sources into the archive: a real server, a real archive, and one format of the test's own."""

import json
import random
import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import serving
from conftest import article, item, rss
from serving import feed, web

from digest import parsers
from digest.archive import Archive
from digest.model import Notice, Reading, Source
from digest.services import fetch_run

NOW = datetime(2021, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "a.sqlite3") as opened:
        yield opened


def source(url, **more):
    return Source(name=url, **({"allow_private": True} | more))


def gather(archive, *urls, at=NOW, pages=1, zone="UTC", net=None):
    named = [one if isinstance(one, Source) else source(one) for one in urls]
    return fetch_run.fetch_sources(named, archive, net or web(), zone=zone, now=at, pages=pages)


def titles(archive):
    return sorted(one.article.title for one in archive.everything())


def error(visit):
    assert visit.state == "failed"
    return visit.remote.error


@pytest.fixture
def pages(monkeypatch):
    """A web page for the tests: `#page`, then lines such as `title: T`, `feed: ADDRESS` and `next: ADDRESS`."""

    def read(document, zone):
        words = [line.partition(": ") for line in document.content.decode().splitlines()[1:]]
        found = lambda key: [value for name, _, value in words if name == key]  # noqa: E731
        name = document.source.name
        return Reading(
            format="html",
            articles=tuple(
                article(title, *day, source=name)
                for key, day in (("title", ()), ("undated", (None,)))
                for title in found(key)
            ),
            notices=tuple(Notice(source=name, text=text) for text in found("notice")),
            feeds=tuple(found("feed")),
            next_page=next(iter(found("next")), None),
        )

    form = parsers.Format("html", "a web page", lambda content, _: content.startswith(b"#page"), read)
    monkeypatch.setattr(parsers, "FORMATS", (form, *parsers.FORMATS))


def page(*lines, **headers):
    return 200, {"Content-Type": "text/html", **headers}, "\n".join(["#page", *lines]).encode()


# What has not changed


def test_an_unchanged_document_is_not_transferred_again(server, archive):
    server.pages["/feed"] = feed(rss(item("A")), ETag='"1"')
    (first,) = gather(archive, server.home + "/feed")
    server.pages["/feed"] = (304, {}, b"")
    (second,) = gather(archive, server.home + "/feed")
    server.pages["/feed"] = (304, {"ETag": '"2"'}, b"")
    gather(archive, server.home + "/feed")
    gather(archive, server.home + "/feed")
    assert (first.state, second.state) == ("read", "unchanged")
    assert [headers.get("If-None-Match") for _, headers in server.requests] == [None, '"1"', '"1"', '"2"']
    assert titles(archive) == ["A"]


def test_the_same_bytes_are_not_parsed_again(server, archive, monkeypatch):
    server.pages["/feed"] = feed(rss(item("A")))
    gather(archive, server.home + "/feed")
    monkeypatch.setattr(parsers, "read_document", None)
    assert gather(archive, server.home + "/feed")[0].state == "unchanged"


@pytest.mark.parametrize("changed", [{"language": "es"}, {"topics": ("Health",)}, {"zone": "Asia/Tokyo"}])
def test_after_a_change_of_settings_the_whole_document_is_requested(server, archive, changed):
    server.pages["/feed"] = feed(rss(item("A")), ETag='"1"')
    gather(archive, server.home + "/feed")
    zone = changed.pop("zone", "UTC")
    (again,) = gather(archive, source(server.home + "/feed", **changed), zone=zone)
    assert "If-None-Match" not in server.requests[1][1]
    assert again.state == "read"


def test_after_a_new_version_the_whole_document_is_requested(server, archive, monkeypatch):
    server.pages["/feed"] = feed(rss(item("A")), ETag='"1"')
    gather(archive, server.home + "/feed")
    monkeypatch.setattr("digest.services.ingest.__version__", "99")
    assert gather(archive, server.home + "/feed")[0].state == "read"
    assert "If-None-Match" not in server.requests[1][1]


def test_notices_about_a_source_are_repeated_while_its_document_stays(server, archive):
    server.pages["/feed"] = feed("<?xml version='1.0'?><rss version='2.0'><channel><item><title>A</title>")
    gather(archive, server.home + "/feed")
    (again,) = gather(archive, server.home + "/feed")
    assert again.state == "read"
    assert again.notices


# What goes wrong

ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
    + rss(item("&i;")).partition("?>")[2]
)
DTD = '<?xml version="1.0"?><!DOCTYPE rss SYSTEM "{home}/secret.dtd">' + rss(item("D")).partition("?>")[2]

WRONG = {
    "gone": ((410, {}, b""), "is gone permanently (the server answers 410 Gone); remove it from digest.toml"),
    "missing": ((404, {}, b""), "the server answers 404 Not Found"),
    "broken": ((500, {}, b""), "the server answers 500 Internal Server Error"),
    "an unheard status": ((799, {}, b""), "the server answers 799"),
    "unasked": ((304, {}, b""), "the server answers 304 Not Modified"),
    "to a file": ((302, {"Location": "file:///etc/passwd"}, b""), "is no http or https address"),
    "a loop": ((302, {"Location": "/bad"}, b""), "redirects in a circle"),
    "a large body": (serving.sends_a_large_body, "is larger than 10,485,760 bytes"),
    "a length that is too large": (serving.announces_a_large_body, "is larger than 10,485,760 bytes"),
    "a bomb": ((200, {"Content-Encoding": "gzip"}, serving.bomb()), "is larger than 10,485,760 bytes"),
    "half a body": (serving.cut_off, "ends before it is complete"),
    "a slow drip": (serving.drip, "takes too long"),
    "no answer": (serving.closes_at_once, "the server breaks the connection off"),
    "headers without end": (serving.headers_without_end, "has too many header lines"),
    "nothing": ((200, {}, b""), "is empty; expected a feed or a listing page"),
    "entities": (feed(ENTITIES), "entit"),
    "an error page": (
        feed("<!DOCTYPE html><html><body><h1>We will be back</h1></body></html>"),
        "is a web page",
    ),
    "a picture": ((200, {}, b"\x89PNG\r\n\0\0\0"), "is not text"),
}


@pytest.mark.parametrize(("answer", "sentence"), WRONG.values(), ids=WRONG)
def test_a_source_that_fails_is_one_sentence_and_the_good_one_beside_it_is_archived(
    server, archive, answer, sentence
):
    server.pages |= {"/bad": answer, "/good": feed(rss(item("Good")))}
    bad, good = gather(archive, server.home + "/bad", server.home + "/good", net=web(timeout=1.5))
    assert sentence in error(bad)
    assert "\n" not in error(bad)
    assert "source:" not in error(bad)
    assert (good.state, titles(archive)) == ("read", ["Good"])


def test_nothing_is_fetched_for_an_external_dtd(server, archive):
    server.pages["/feed"] = feed(DTD.format(home=server.home))
    gather(archive, server.home + "/feed")
    assert server.paths() == ["/feed"]


def test_the_encoding_of_the_document_wins_over_a_wrong_charset_of_the_server(server, archive):
    text = '<?xml version="1.0" encoding="utf-8"?>' + rss(item("Niños")).partition("?>")[2]
    server.pages["/feed"] = (200, {"Content-Type": "text/xml; charset=iso-8859-1"}, text.encode())
    gather(archive, server.home + "/feed")
    assert titles(archive) == ["Niños"]


def test_the_charset_of_the_response_is_used_for_a_document_without_one(server, archive):
    text = rss(item("Ледокол пришёл в порт"))
    server.pages["/feed"] = (200, {"Content-Type": "text/xml; charset=windows-1251"}, text.encode("cp1251"))
    (visit,) = gather(archive, server.home + "/feed")
    assert (titles(archive), visit.notices) == (["Ледокол пришёл в порт"], ())


@pytest.mark.parametrize(
    ("location", "base"), [("/en/news/feed", "/en/news/"), ("http://elsewhere.example/feed", "/")]
)
def test_relative_addresses_are_resolved_against_the_content_location_of_the_same_host(
    server, archive, location, base
):
    text = '<rss version="2.0"><channel><item><title>One</title><link>one</link></item></channel></rss>'
    server.pages["/feed"] = (200, {"Content-Type": "text/xml", "Content-Location": location}, text.encode())
    gather(archive, server.home + "/feed")
    assert [one.article.url for one in archive.everything()] == [f"{server.home}{base}one"]


def test_failures_in_a_row_are_counted_from_the_first(server, archive):
    url = server.home + "/feed"
    server.pages["/feed"] = feed(rss(item("A")))
    gather(archive, url)
    server.pages["/feed"] = (500, {}, b"")
    gather(archive, url, at=NOW + timedelta(days=1))
    gather(archive, url, at=NOW + timedelta(days=2))
    kept = archive.remote_states()[url]
    assert (kept.failures, kept.failing_since) == (2, NOW + timedelta(days=1))
    assert (kept.answered, kept.asked) == (NOW, NOW + timedelta(days=2))
    server.pages["/feed"] = feed(rss(item("A")))
    gather(archive, url, at=NOW + timedelta(days=3))
    kept = archive.remote_states()[url]
    assert (kept.failures, kept.failing_since, kept.error) == (0, None, "")


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_sends_retry_after_is_not_asked_before(server, archive, status):
    url = server.home + "/feed"
    server.pages["/feed"] = (status, {"Retry-After": "600"}, b"")
    assert f"the server answers {status}" in error(gather(archive, url)[0])
    server.pages["/feed"] = feed(rss(item("A")))
    (early,) = gather(archive, url, at=NOW + timedelta(minutes=9))
    assert (early.state, early.remote.wait_until) == ("waiting", NOW + timedelta(minutes=10))
    assert len(server.requests) == 1
    assert gather(archive, url, at=NOW + timedelta(minutes=10))[0].state == "read"
    assert archive.remote_states()[url].wait_until is None


def test_retry_after_with_another_status_is_ignored(server, archive):
    server.pages["/feed"] = (404, {"Retry-After": "600"}, b"")
    assert gather(archive, server.home + "/feed")[0].remote.wait_until is None


# A web page's feed


def test_the_feed_of_a_web_page_is_read_in_its_place(server, archive, pages):
    url = server.home + "/news"
    server.pages |= {
        "/news": page(f"feed: {server.home}/feed", "title: P"),
        "/feed": feed(rss(item("F")), ETag='"f"'),
    }
    (visit,) = gather(archive, url)
    assert (visit.state, visit.format) == ("read", "rss")
    assert [(one.article.title, one.article.source) for one in archive.everything()] == [("F", url)]


def test_the_next_time_goes_straight_to_the_feed(server, archive, pages):
    server.pages |= {"/news": page(f"feed: {server.home}/feed"), "/feed": feed(rss(item("F")), ETag='"f"')}
    gather(archive, server.home + "/news")
    server.pages["/feed"] = (304, {}, b"")
    assert gather(archive, server.home + "/news")[0].state == "unchanged"
    assert server.paths() == ["/news", "/feed", "/feed"]
    assert server.requests[2][1]["If-None-Match"] == '"f"'


@pytest.mark.parametrize("lost", [(404, {}, b""), (410, {}, b""), (200, {}, b""), feed("\0 no feed")])
def test_a_feed_that_is_gone_is_forgotten_and_looked_for_again(server, archive, pages, lost):
    server.pages |= {"/news": page(f"feed: {server.home}/feed"), "/feed": feed(rss(item("F")))}
    gather(archive, server.home + "/news")
    server.pages |= {"/news": page(f"feed: {server.home}/new"), "/feed": lost, "/new": feed(rss(item("N")))}
    (visit,) = gather(archive, server.home + "/news")
    assert visit.remote.feed == server.home + "/new"
    assert titles(archive) == ["F", "N"]


def test_a_feed_that_fails_for_now_is_not_forgotten(server, archive, pages):
    server.pages |= {"/news": page(f"feed: {server.home}/feed", "title: P"), "/feed": feed(rss(item("F")))}
    gather(archive, server.home + "/news")
    server.pages["/feed"] = (500, {}, b"")
    (visit,) = gather(archive, server.home + "/news")
    assert "the server answers 500" in error(visit)
    assert archive.remote_states()[server.home + "/news"].feed == server.home + "/feed"
    assert titles(archive) == ["F"]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ((500, {}, b""), "the server answers 500"),
        (feed(rss()), "holds no articles"),
        (page("title: Another"), "holds no articles"),
        (feed("\0"), "is not text"),
    ],
)
def test_the_page_itself_is_read_while_its_feed_cannot_be_used(server, archive, pages, answer, sentence):
    server.pages |= {"/news": page(f"feed: {server.home}/feed", "title: P", ETag='"1"'), "/feed": answer}
    (visit,) = gather(archive, server.home + "/news")
    assert titles(archive) == ["P"]
    assert sentence in str(visit.notices[0])
    assert "the page itself is read" in str(visit.notices[0])
    gather(archive, server.home + "/news")
    assert server.paths() == ["/news", "/feed"] * 2


def test_a_private_address_named_by_a_public_page_is_not_requested(archive, pages, server):
    port = server.port
    server.pages |= {
        "/news": page(f"feed: http://127.0.0.1:{port}/feed", "title: P"),
        "/feed": feed(rss(item("F"))),
    }
    names = lambda host, _, **__: [(0, 0, 0, "", ("93.184.216.34" if host == "news.example" else host, 0))]  # noqa: E731
    lead = lambda _, timeout: __import__("socket").create_connection(("127.0.0.1", port), timeout)  # noqa: E731
    public = Source(name="http://news.example/news")
    (visit,) = gather(archive, public, net=web(resolve=names, connect=lead))
    assert "is not a public address" in str(visit.notices[0])
    assert server.paths() == ["/news"]


@pytest.mark.parametrize("lines", [[], ["undated: We will be back soon"]], ids=["empty", "an error"])
def test_a_page_without_dated_articles_and_without_a_feed_is_an_error(server, archive, pages, lines):
    server.pages["/news"] = page(*lines)
    sentence = "is a web page without a dated article and without a feed"
    assert error(gather(archive, server.home + "/news")[0]) == sentence
    assert titles(archive) == []


def test_a_later_page_without_articles_is_left_out(server, archive, pages):
    book(server, ["title: 1", f"next: {server.home}/2"], ["undated: We will be back soon"])
    (visit,) = gather(archive, server.home + "/1", pages=2)
    assert "is a web page without a dated article" in str(visit.notices)
    assert titles(archive) == ["1"]


def test_a_web_page_in_place_of_a_feed_is_an_error(server, archive, pages):
    server.pages["/feed"] = feed(rss(item("F")))
    gather(archive, server.home + "/feed")
    server.pages["/feed"] = page("title: We will be back soon")
    assert "is a web page now, without a feed; before it was read as rss" in error(
        gather(archive, server.home + "/feed")[0]
    )
    assert titles(archive) == ["F"]


# Pages


def book(server, *chapters):
    for number, lines in enumerate(chapters, 1):
        server.pages[f"/{number}"] = page(*lines)


def test_a_next_page_is_offered_and_not_followed(server, archive, pages):
    book(server, ["title: 1", f"next: {server.home}/2"], ["title: 2"])
    assert gather(archive, server.home + "/1")[0].next_page == server.home + "/2"
    assert server.paths() == ["/1"]


def test_the_requested_number_of_pages_is_read(server, archive, pages):
    book(server, *([f"title: {n}", f"next: {server.home}/{n + 1}"] for n in range(1, 5)))
    (visit,) = gather(archive, server.home + "/1", pages=3)
    assert [one.title for one in visit.articles] == ["1", "2", "3"]
    assert visit.next_page == server.home + "/4"
    assert titles(archive) == ["1", "2", "3"]


def test_later_pages_are_requested_without_validators(server, archive, pages):
    book(server, ["title: 1", f"next: {server.home}/2"], ["title: 2"])
    server.pages["/1"] = page("title: 1", f"next: {server.home}/2", ETag='"1"')
    gather(archive, server.home + "/1")
    gather(archive, server.home + "/1", pages=2)
    assert "If-None-Match" not in server.requests[1][1]
    assert titles(archive) == ["1", "2"]


def test_a_circle_of_pages_is_read_once(server, archive, pages):
    book(server, ["title: 1", f"next: {server.home}/2"], ["title: 2", f"next: {server.home}/1"])
    (visit,) = gather(archive, server.home + "/1", pages=9)
    assert server.paths() == ["/1", "/2"]
    assert visit.next_page == ""


@pytest.mark.parametrize("onward", ["http://other.example/2", "ftp://127.0.0.1/2", "http://", "no address"])
def test_a_next_page_elsewhere_is_neither_followed_nor_offered(server, archive, pages, onward):
    book(server, ["title: 1", f"next: {onward}"])
    (visit,) = gather(archive, server.home + "/1", pages=2)
    assert (visit.state, visit.next_page) == ("read", "")


def test_a_later_page_that_fails_keeps_the_pages_before(server, archive, pages):
    book(server, ["title: 1", f"next: {server.home}/2"], ["title: 2", f"next: {server.home}/3"])
    (visit,) = gather(archive, server.home + "/1", pages=5)
    assert titles(archive) == ["1", "2"]
    assert (
        f"its page '{server.home}/3': the server answers 404 Not Found; the pages before it are kept"
        in str(visit.notices)
    )


# Several at once


def test_eight_hosts_are_asked_at_once(archive):
    meeting = threading.Barrier(8, timeout=5)

    def meet(_):
        meeting.wait()
        return feed(rss(item("A")))

    with ExitStack() as stack:
        servers = [stack.enter_context(serving.serving(f"127.0.0.{n}")) for n in range(1, 9)]
        for one in servers:
            one.pages["/feed"] = meet
        visits = gather(archive, *(one.home + "/feed" for one in servers))
    assert [visit.state for visit in visits] == ["read"] * 8


def slowly(body):
    def answer(_):
        time.sleep(0.03)
        return feed(body)

    return answer


def test_one_host_gets_one_request_at_a_time(archive):
    with serving.serving("127.0.0.1") as one, serving.serving("127.0.0.2") as other:
        for number in range(6):
            one.pages[f"/{number}"] = slowly(rss(item(f"A{number}")))
            # What leads from the other host to this one waits for its turn as well.
            other.pages[f"/{number}"] = (302, {"Location": f"{one.home}/{number}"}, b"")
        visits = gather(archive, *(host.home + f"/{n}" for n in range(6) for host in (one, other)))
        assert {visit.state for visit in visits} == {"read"}
        assert (one.max_concurrent, len(one.requests)) == (1, 12)


def test_the_report_does_not_depend_on_the_order_of_the_responses(tmp_path):
    def late(body):
        def answer(_):
            time.sleep(random.random() / 10)
            return body

        return answer

    reports = []
    with ExitStack() as stack:
        servers = [stack.enter_context(serving.serving(f"127.0.0.{n}")) for n in range(1, 7)]
        for round_ in range(3):
            for number, one in enumerate(servers):
                one.pages["/feed"] = late(feed(rss(item(f"A{number}"))) if number % 2 else (500, {}, b""))
            with Archive(tmp_path / f"{round_}.sqlite3") as opened:
                reports.append(
                    (gather(opened, *(s.home + "/feed" for s in servers)), list(opened._db.iterdump()))
                )
    assert reports[0] == reports[1] == reports[2]


def test_a_source_named_twice_is_asked_once(server, archive):
    server.pages["/feed"] = feed(rss(item("A")))
    assert len(gather(archive, *[server.home + "/feed"] * 2)) == 1
    assert len(server.requests) == 1


def test_an_error_of_our_own_is_not_swallowed_by_a_thread(server, archive, monkeypatch):
    monkeypatch.setattr("digest.services.ingest.hashlib", None)
    with pytest.raises(AttributeError):
        gather(archive, server.home + "/feed")


def test_an_invalid_address_fails_alone(server, archive):
    server.pages["/feed"] = feed(rss(item("A")))
    bad, good = gather(archive, "http://[::1/feed", server.home + "/feed")
    assert "is no http or https address" in error(bad)
    assert good.state == "read"


# Sources that moved


def test_a_permanent_redirect_gives_the_new_address(server, archive):
    server.pages |= {"/old": (301, {"Location": "/new"}, b""), "/new": feed(rss(item("A")))}
    visits = gather(archive, server.home + "/old")
    assert fetch_run.moved_addresses(visits, [server.home + "/old"]) == {
        server.home + "/old": server.home + "/new"
    }


def test_a_source_does_not_move_to_the_address_of_another(server, archive):
    server.pages |= {path: (308, {"Location": "/new"}, b"") for path in ("/a", "/b")}
    server.pages["/new"] = feed(rss(item("A")))
    visits = gather(archive, server.home + "/a", server.home + "/b")
    assert fetch_run.moved_addresses(visits, [server.home + "/new"]) == {}
    assert list(fetch_run.moved_addresses(visits, [])) == [server.home + "/a"]


def test_a_renamed_source_keeps_its_articles_and_its_state(server, archive):
    server.pages["/old"] = feed(rss(item("A"), item("B")), ETag='"1"')
    gather(archive, server.home + "/old")
    archive.store(server.home + "/new", "", "UTC", [article("Newer", source=server.home + "/new")])
    archive.rename_source(server.home + "/old", server.home + "/new")
    assert {one.article.source for one in archive.everything()} == {server.home + "/new"}
    assert titles(archive) == ["A", "B", "Newer"]
    assert archive.remote_states()[server.home + "/new"].etag == '"1"'
    assert server.home + "/old" not in archive.source_statuses()


def test_the_state_of_a_source_is_stored_and_read_back(archive, server):
    gather(archive, server.home + "/missing")
    (kept,) = archive.remote_states().values()
    archive.save_remote_state(replace(kept, feed="f", wait_until=NOW))
    assert archive.remote_states() == {kept.name: replace(kept, feed="f", wait_until=NOW)}
    assert json.dumps(kept.error) == '"the server answers 404 Not Found"'
