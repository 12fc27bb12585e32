"""Asking the servers of links for `digest check --links`."""

import socket
from datetime import UTC, datetime, timedelta

import pytest
from serving import serving, web

from digest.fetch import links
from digest.model import LinkReply


def ask(server, *paths):
    """Ask a local server for paths, as if it had a public address."""

    def connect(_, timeout):
        return socket.create_connection(("127.0.0.1", server.port), timeout)

    client = web(resolve=lambda *_, **__: [(2, 1, 6, "", ("93.184.216.34", 0))], connect=connect)
    return links.ask(client, [f"http://links.example{path}" for path in paths], pause=0)


def test_a_link_is_asked_with_head_and_with_get_if_the_server_rejects_head():
    with serving() as server:
        server.pages = {"/a": (200, {}, b"hello"), "/moved": (301, {"Location": "/a"}, b"")}
        replies = ask(server, "/a", "/moved", "/gone")
    assert [reply.problem for reply in replies.values()] == ["", "", "is answered with 404 Not Found"]
    assert [reply.gone for reply in replies.values()] == [False, False, True]


def test_a_link_into_a_private_network_is_not_asked():
    with serving() as server:
        server.pages = {"/": (200, {}, b"")}
        (reply,) = links.ask(web(), [f"{server.home}/"], pause=0).values()
        assert server.requests == []
    assert reply.problem == "could not be followed: '127.0.0.1' is not a public address (127.0.0.1)"


def test_the_links_of_a_host_are_asked_one_by_one_with_a_pause():
    pauses = []
    with serving() as server:
        links.ask(web(), [f"{server.home}/{n}" for n in range(3)], pause=2.5, sleep=pauses.append)
    assert pauses == [2.5, 2.5]


def test_a_working_link_is_not_asked_again_for_a_day():
    now = datetime(2021, 11, 1, tzinfo=UTC)
    replies = {
        "a": LinkReply(),
        "b": LinkReply(problem="is answered with 404", gone=True),
        "c": LinkReply(problem="takes too long"),
    }
    kept = links.to_keep({"old": "2021-10-01T00:00:00+00:00", "odd": 3}, replies, now)
    assert set(kept) == {"a"}
    assert links.remembered(kept, now + timedelta(hours=23)) == {"a": LinkReply()}
    assert links.remembered(kept, now + timedelta(hours=25)) == {}


@pytest.mark.parametrize(
    ("error", "gone"), [(socket.EAI_NONAME, True), (socket.EAI_AGAIN, False), (socket.EAI_FAIL, False)]
)
def test_a_host_is_gone_only_when_a_resolver_says_so(error, gone):
    def resolve(*_, **__):
        raise socket.gaierror(error, "no answer")

    (reply,) = links.ask(web(resolve=resolve), ["http://links.example/"], pause=0).values()
    assert reply.problem
    assert reply.gone is gone
