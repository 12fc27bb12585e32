"""A real server on loopback; every way it can go wrong ends in a sentence."""

import gzip
import socket
import ssl
import subprocess
import time
from datetime import UTC, datetime, timedelta

import pytest
import serving
from conftest import item, rss, tool
from serving import AGENT, feed, web

from digest.errors import FetchError
from digest.fetch import body, retry_after, ssrf
from digest.fetch.client import Validators

GOOD = rss(item("Fetched"))
PUBLIC = "93.184.216.34"


def get(url, **more):
    known = more.pop("known", None)
    allow = more.pop("allow_private", True)
    return web(**more).get(url, allow_private=allow, known=known)


def test_a_feed_is_fetched_with_an_agent_that_names_the_publication(server):
    server.pages["/feed"] = feed(GOOD)
    assert get(server.home + "/feed#part").content == GOOD.encode()
    ((path, headers),) = server.requests
    assert (path, headers["User-Agent"]) == ("/feed", AGENT)


def test_letters_beyond_ascii_in_an_address_are_encoded(server):
    server.pages["/ni%C3%B1os%20y?q=%C3%A1%2F"] = feed(GOOD)
    assert get(server.home + "/niños y?q=á%2F").status == 200


def test_gzip_is_asked_for_and_unpacked_in_as_many_members_as_it_has(server):
    half = len(GOOD) // 2
    packed = gzip.compress(GOOD[:half].encode()) + gzip.compress(GOOD[half:].encode()) + b"\0\0"
    server.pages["/feed"] = (200, {"Content-Encoding": "gzip"}, packed)
    assert get(server.home + "/feed").content == GOOD.encode()
    assert server.requests[0][1]["Accept-Encoding"] == "gzip"


def test_validators_make_the_next_request_conditional(server):
    server.pages["/feed"] = feed(GOOD, ETag='W/"1"', **{"Last-Modified": "Fri, 15 Oct 2021 12:00:00 GMT"})
    first = get(server.home + "/feed")
    server.pages["/feed"] = (304, {}, b"")
    assert get(server.home + "/feed", known=first.validators).status == 304
    sent = server.requests[1][1]
    assert sent["If-None-Match"] == 'W/"1"'
    assert sent["If-Modified-Since"] == "Fri, 15 Oct 2021 12:00:00 GMT"


def test_the_validators_of_one_address_are_not_sent_to_another(server):
    server.pages["/feed"] = feed(GOOD)
    get(server.home + "/feed", known=Validators(address=server.home + "/other", etag='"1"'))
    assert "If-None-Match" not in server.requests[0][1]


def test_a_validator_that_cannot_be_sent_back_is_dropped(server):
    server.pages["/feed"] = feed(GOOD, ETag='"é"')
    assert get(server.home + "/feed").validators.etag == ""


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [((301,), True), ((308, 301), True), ((302,), False), ((301, 307), False), ((303, 301), False)],
)
def test_a_source_has_moved_if_all_redirects_are_permanent(server, statuses, moved):
    for number, status in enumerate(statuses):
        server.pages[f"/{number}"] = (status, {"Location": f"/{number + 1}"}, b"")
    server.pages[f"/{len(statuses)}"] = feed(GOOD)
    answer = get(server.home + "/0")
    assert (answer.address, answer.moved) == (f"{server.home}/{len(statuses)}", moved)


def test_a_response_without_a_document_is_returned(server):
    server.pages["/busy"] = (429, {"Retry-After": "120"}, b"not read")
    answer = get(server.home + "/busy")
    assert (answer.status, answer.retry_after, answer.content) == (429, "120", b"")


WRONG = {
    "to a file": ((302, {"Location": "file:///etc/passwd"}, b""), "'file:///etc/passwd' is no http or https"),
    "to nowhere": ((302, {"Location": "https://a..b/"}, b""), "redirects to an address that is not followed"),
    "to a secret": ((302, {"Location": "http://me:secret@x.example/"}, b""), "holds a user and a password"),
    "a loop": ((302, {"Location": "/bad"}, b""), "redirects in a circle"),
    "a large body": (serving.sends_a_large_body, "is larger than 10,485,760 bytes"),
    "a large body in chunks": (serving.sends_a_large_body_in_chunks, "is larger than 10,485,760 bytes"),
    "a length that is too large": (serving.announces_a_large_body, "is larger than 10,485,760 bytes"),
    "another encoding": (
        (200, {"Content-Encoding": "br"}, b"x"),
        "in the encoding 'br', which was not asked",
    ),
    "no gzip": (
        (200, {"Content-Encoding": "gzip"}, b"plain"),
        "claims that its answer is gzip, and it is not",
    ),
    "half a gzip": (serving.half_a_gzip(GOOD), "ends before it is complete"),
    "half a body": (serving.cut_off, "ends before it is complete"),
    "half a chunk": (serving.cut_off_in_a_chunk, "ends before it is complete"),
    "no answer": (serving.closes_at_once, "the server breaks the connection off"),
    "headers without end": (serving.headers_without_end, "has too many header lines"),
    "a long header": (serving.long_header, "is not valid HTTP"),
    "no http": (serving.is_no_http, "is not valid HTTP"),
}


@pytest.mark.parametrize(("page", "sentence"), WRONG.values(), ids=WRONG)
def test_each_failure_is_an_error_of_one_sentence(server, page, sentence):
    server.pages["/bad"] = page
    with pytest.raises(FetchError) as caught:
        get(server.home + "/bad")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_body_without_end_is_given_up_at_the_limit(server):
    server.pages["/bad"] = serving.sends_a_large_body
    with pytest.raises(FetchError, match="is larger"):
        get(server.home + "/bad")
    assert server.sent < 25


def test_a_gzip_that_makes_gigabytes_is_given_up_at_the_limit(server):
    server.pages["/bad"] = (200, {"Content-Encoding": "gzip"}, serving.bomb())
    start = time.monotonic()
    with pytest.raises(FetchError, match=f"is larger than {body.LARGEST:,} bytes"):
        get(server.home + "/bad")
    assert time.monotonic() - start < 2


@pytest.mark.parametrize("page", [serving.drip, serving.drip_of_headers], ids=["body", "headers"])
def test_a_slow_drip_does_not_hold_everything_up(server, page):
    server.pages["/slow"] = page
    start = time.monotonic()
    with pytest.raises(FetchError, match="takes too long"):
        get(server.home + "/slow", timeout=0.5)
    assert time.monotonic() - start < 2


def test_a_silent_server_is_given_up_after_one_operation(server):
    server.pages["/slow"] = lambda _: time.sleep(1)
    start = time.monotonic()
    with pytest.raises(FetchError, match="takes too long"):
        get(server.home + "/slow", operation_timeout=0.2)
    assert time.monotonic() - start < 0.9


def test_more_than_five_redirects_are_not_followed(server):
    for number in range(7):
        server.pages[f"/{number}"] = (302, {"Location": f"/{number + 1}"}, b"")
    with pytest.raises(FetchError, match="redirects more than 5 times"):
        get(server.home + "/0")
    assert server.paths() == [f"/{number}" for number in range(6)]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://2130706433/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://10.0.0.1/",
        "http://169.254.169.254/",
        "http://0.0.0.0/",
    ],
)
def test_addresses_that_are_not_public_are_refused(url):
    with pytest.raises(FetchError, match="is not a public address"):
        get(url, allow_private=False)


@pytest.mark.parametrize(
    ("number", "public"),
    [
        (PUBLIC, True),
        ("2606:2800:220:1::1", True),
        ("64:ff9b::5db8:d822", True),
        ("::ffff:93.184.216.34", True),
        ("2002:5db8:d822::1", True),
        ("2002:7f00:1::1", False),
        ("2002:a00:1::1", False),
        ("::ffff:10.0.0.1", False),
        ("::7f00:1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("2001:db8::1", False),
        ("2001:0:7f00:1::1", False),
        ("100.64.0.1", False),
        ("192.0.2.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
    ],
)
def test_an_ip_address_is_public_or_not(number, public):
    assert ssrf.is_public(number) is public


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://x.example/",
        "gopher://x/",
        "http://",
        "http://x:y/",
        "http://x\x1b[2J/",
        "http://a b/",
    ],
)
def test_other_schemes_are_refused(url):
    with pytest.raises(FetchError, match="is no http or https address"):
        get(url)


def test_a_user_and_a_password_are_refused_and_not_repeated():
    with pytest.raises(FetchError, match="'https://x.example/feed' holds a user and a password") as caught:
        get("https://me:secret@x.example/feed")
    assert "secret" not in str(caught.value)


class Names:
    """A resolver and a way to connect that lead the public address to a server on loopback."""

    def __init__(self, server, *answers):
        self.server = server
        self.answers = list(answers)
        self.connected = []

    def resolve(self, host, port, **more):
        numbers = self.answers.pop(0) if self.answers else "127.0.0.1"
        return [entry for number in numbers.split() for entry in socket.getaddrinfo(number, port, **more)]

    def connect(self, place, timeout):
        self.connected.append(place[0])
        host = "127.0.0.1" if place[0] == PUBLIC else place[0]
        return socket.create_connection((host, self.server.port), timeout)


def outside(names, url="http://news.example/feed"):
    return get(url, allow_private=False, resolve=names.resolve, connect=names.connect)


def test_a_name_that_resolves_differently_the_second_time_does_not_get_through(server):
    server.pages["/feed"] = feed(GOOD)
    names = Names(server, PUBLIC, "127.0.0.1")
    assert outside(names).status == 200
    assert names.connected == [PUBLIC]  # the number that was checked, though the name leads elsewhere by now
    assert names.answers == ["127.0.0.1"]
    assert server.requests[0][1]["Host"] == "news.example"


def test_a_host_with_one_private_ip_address_is_refused(server):
    names = Names(server, f"{PUBLIC} 10.0.0.1")
    with pytest.raises(FetchError, match=r"'news.example' is not a public address \(10.0.0.1\)"):
        outside(names)
    assert names.connected == []


@pytest.mark.parametrize("target", ["http://127.0.0.1:{port}/inside", "http://inside.example/inside"])
def test_a_redirect_to_an_address_that_is_not_public_is_refused(server, target):
    server.pages["/feed"] = (302, {"Location": target.format(port=server.port)}, b"")
    server.pages["/inside"] = feed(GOOD)
    names = Names(server, PUBLIC, "127.0.0.1")
    with pytest.raises(FetchError, match="redirects to 'http://.*/inside': .* is not a public address"):
        outside(names)
    assert server.paths() == ["/feed"]


def test_the_next_ip_address_is_tried_if_one_does_not_answer(server):
    server.pages["/feed"] = feed(GOOD)
    names = Names(server, f"127.0.0.9 {PUBLIC}")
    answer = get("http://news.example/feed", resolve=names.resolve, connect=names.connect)
    assert answer.status == 200
    assert names.connected == ["127.0.0.9", PUBLIC]


def test_an_unknown_host_is_an_error():
    def unknown(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(FetchError, match="the name 'nowhere.example' cannot be resolved"):
        get("http://nowhere.example/", resolve=unknown)


def test_a_refused_connection_is_an_error():
    with pytest.raises(FetchError, match="cannot be reached: Connection refused"):
        get("http://127.0.0.1:9/")


def test_variables_that_name_a_proxy_are_ignored(server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    server.pages["/feed"] = feed(GOOD)
    assert get(server.home + "/feed").status == 200


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for news.example, signed by itself."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            *(tool("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"),
            *("-keyout", folder / "key.pem", "-out", folder / "certificate.pem"),
        ],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture
def secure(certificate, monkeypatch):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "certificate.pem", certificate / "key.pem")
    context.sni_callback = lambda _, name, __: names.append(name)
    names = []
    with serving.serving(context=context) as running:
        running.names = names
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "certificate.pem"))
        yield running


def test_tls_uses_the_host_name_and_not_the_ip_address(secure):
    secure.pages["/feed"] = feed(GOOD)
    assert outside(Names(secure, PUBLIC), "https://news.example/feed").content == GOOD.encode()
    assert secure.names == ["news.example"]
    assert secure.requests[0][1]["Host"] == "news.example"


def test_a_certificate_of_another_name_is_refused(secure):
    with pytest.raises(FetchError, match="has a certificate that cannot be trusted"):
        outside(Names(secure, PUBLIC), "https://other.example/feed")


def test_a_downgrade_from_https_is_refused(secure):
    secure.pages["/feed"] = (301, {"Location": "http://news.example/feed"}, b"")
    with pytest.raises(FetchError, match="redirects from https to 'http://news.example/feed'"):
        outside(Names(secure, PUBLIC, PUBLIC), "https://news.example/feed")
    assert secure.paths() == ["/feed"]


def test_a_server_without_tls_is_an_error(server):
    with pytest.raises(FetchError, match="cannot be reached over TLS"):
        get(server.home.replace("http:", "https:") + "/")


NOW = datetime(2021, 11, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "after"),
    [
        ("120", timedelta(minutes=2)),
        ("Mon, 01 Nov 2021 12:30:00 GMT", timedelta(minutes=30)),
        ("Mon, 01 Nov 2021 12:30:00 -0000", timedelta(minutes=30)),
        ("999999", timedelta(days=1)),
        ("9" * 5000, timedelta(days=1)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", timedelta(days=1)),
        ("Sun, 31 Oct 2021 12:30:00 GMT", None),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("Mon, 01 Nov 2021 00:00:00 +9999999999999", None),
    ],
)
def test_retry_after_gives_the_time_of_the_next_request(field, after):
    assert retry_after.instant(field, NOW) == (after and NOW + after)


def test_a_host_beyond_ascii_is_asked_by_its_idna_2008_form():
    assert ssrf.parse("https://straße.example/").host == "xn--strae-oqa.example"
    with pytest.raises(FetchError, match="is no http or https address"):
        ssrf.parse("https://x\u200dy.example/")
