"""A real server on loopback; every way it can go wrong ends in a sentence."""

import io
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from conftest import item, rss

from digest import fetch
from digest.errors import FetchError
from digest.model import Source

PAGES = {
    "/good.xml": (200, {}, rss(item("Fetched")).encode()),
    "/gone": (410, {}, b""),
    "/missing": (404, {}, b""),
    "/moved": (301, {"Location": "/good.xml"}, b""),
    "/to-file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/loop": (302, {"Location": "/loop"}, b""),
    "/large": (200, {}, b"x" * (fetch.LARGEST + 1)),
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/drip":
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(50):
                    self.wfile.write(b"x" * 10)
                    self.wfile.flush()
                    time.sleep(0.1)
            except OSError:
                pass  # the client had enough
            return
        status, headers, body = PAGES[self.path]
        self.server.agents.append(self.headers["User-Agent"])
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass  # the client had enough

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.agents = []
    running.daemon_threads = False  # so that closing waits for them
    running.home = f"http://127.0.0.1:{running.server_address[1]}"
    thread = threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


def get(url, **more):
    return fetch.address(
        Source(name=url),
        agent="digest/test (+https://test.example/)",
        **({"allow_private": True, "seconds": 5} | more),
    )


def test_a_feed_is_fetched_with_an_agent_that_names_the_publication(server):
    assert b"Fetched" in get(server.home + "/good.xml").content
    assert server.agents == ["digest/test (+https://test.example/)"]


def test_a_redirect_is_followed(server):
    assert b"Fetched" in get(server.home + "/moved").content


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/missing", "the server answers 404"),
        ("/gone", "the server answers 410"),
        ("/to-file", "'file:///etc/passwd' is not allowed"),
        ("/loop", "redirect"),
        ("/large", "is larger than 10,485,760 bytes"),
    ],
)
def test_what_goes_wrong_is_said_in_one_sentence(server, path, sentence):
    with pytest.raises(FetchError, match=sentence) as caught:
        get(server.home + path)
    assert str(caught.value).startswith(f"source: '{server.home}{path}': ")


def test_a_slow_drip_does_not_hold_everything_up(server):
    start = time.monotonic()
    with pytest.raises(FetchError, match="takes too long"):
        get(server.home + "/drip", seconds=0.5)
    assert time.monotonic() - start < 4


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://169.254.169.254/",
    ],
)
def test_addresses_that_are_not_public_are_refused(url):
    with pytest.raises(FetchError, match="is not a public address"):
        get(url, allow_private=False)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x.example/", "gopher://x/"])
def test_other_schemes_are_refused(url):
    with pytest.raises(FetchError, match="is no http or https address"):
        get(url)


def test_a_downgrade_from_https_is_refused():
    guard = fetch._Guard(allow_private=True)
    request = fetch.urllib.request.Request("https://x.example/")
    with pytest.raises(FetchError, match="redirects from https to 'http://x.example/'"):
        guard.redirect_request(request, io.BytesIO(), 302, "", {}, "http://x.example/")


def test_a_server_that_is_not_there_is_a_sentence():
    with pytest.raises(FetchError, match="cannot be reached"):
        get("http://127.0.0.1:9/")


def test_a_source_that_fails_is_named_and_the_others_are_archived(workspace):
    with (workspace.root / "digest.toml").open("a") as settings:
        settings.write('[[sources]]\nurl = "http://127.0.0.1:9/feed.xml"\n')
    workspace.put("feeds/good.xml", rss(item("The good one")))
    done = workspace.run("fetch")
    assert done.returncode == 1
    assert "source: 'http://127.0.0.1:9/feed.xml': '127.0.0.1' is not a public address" in done.stderr
    assert workspace.run("build", "--month", "2021-10").returncode == 0
