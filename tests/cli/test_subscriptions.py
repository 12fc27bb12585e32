"""digest unsubscribe and digest resubscribe."""

import re
import sys

from conftest import ROOT, rss
from letters import entry, send_letters


def test_a_token_from_a_letter_unsubscribes_its_reader_and_nobody_else(newsroom):
    _, (message, _) = send_letters(newsroom, "a@x.org,,,,\nb@x.org,,,,\n")
    token = re.search(r"token=([\w-]+)>", message["List-Unsubscribe"])[1]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    done = newsroom.run("unsubscribe", token)
    assert (done.returncode, done.stdout) == (0, "a@x.org\n")
    (newsroom.root / "box").unlink()
    newsroom.put("feeds/b.xml", rss(entry("Clinic opens again", "Health")))
    newsroom.run("build", "--month", "2021-10")
    _, messages = send_letters(newsroom, "A@x.org,,,,\nb@x.org,,,,\n", "--amend")
    assert [one["To"] for one in messages] == ["b@x.org"]


def test_a_changed_token_is_refused_in_a_plain_sentence(newsroom):
    _, (message,) = send_letters(newsroom, "a@x.org,,,,\n")
    token = re.search(r"token=([\w-]+)>", message["List-Unsubscribe"])[1]
    done = newsroom.run("unsubscribe", token[:-2] + "AA", token)
    assert done.returncode == 1
    assert done.stdout == "a@x.org\n"
    assert done.stderr.count("\n") == 2
    assert "was not signed for this newsletter, or was changed since" in done.stderr


def test_a_reader_who_left_may_come_back(newsroom):
    assert newsroom.run("resubscribe", "a@x.org").returncode == 1
    _, (message,) = send_letters(newsroom, "a@x.org,,,,\n")
    token = re.search(r"token=([\w-]+)>", message["List-Unsubscribe"])[1]
    newsroom.run("unsubscribe", f"https://test.example/leave?token={token}")
    done = newsroom.run("resubscribe", "A@x.org")
    assert (done.returncode, done.stdout) == (0, "A@x.org\n")
    assert newsroom.run("unsubscribe", token).stderr == "a@x.org is unsubscribed.\n"


def test_a_reader_with_a_domain_beyond_ascii_may_come_back(newsroom):
    _, (message,) = send_letters(newsroom, "ana@straße.example,,,,\n")
    newsroom.run("unsubscribe", re.search(r"token=([\w-]+)>", message["List-Unsubscribe"])[1])
    done = newsroom.run("resubscribe", "ana@straße.example", "no address")
    assert (done.stdout, done.stderr) == (
        "ana@straße.example\n",
        "digest: 'no address': was not unsubscribed\n",
    )


def test_the_documented_web_application_unsubscribes_on_post_and_asks_on_get(newsroom, monkeypatch):
    _, (message,) = send_letters(newsroom, "a@x.org,,,,\n")
    query = re.search(r"leave\?(token=[\w-]+)>", message["List-Unsubscribe"])[1]
    example = (ROOT / "docs/guide/subscribers.md").read_text().split("```python")[1].split("```")[0]
    command = f"[{sys.executable!r}, '-m', 'digest', "
    example = example.replace('["digest", ', command).replace("/srv/newsletter", str(newsroom.root))
    assert command in example
    names = {}
    exec(compile(example, "example", "exec"), names)  # our own words

    def asked(method, query):
        said = []
        environ = {"REQUEST_METHOD": method, "QUERY_STRING": query}
        body = b"".join(names["application"](environ, lambda status, headers: said.append(status)))
        return said[0], body.decode()

    assert "<form" in asked("GET", query)[1]
    assert newsroom.run("send", "--status").stdout.count("unsubscribed") == 0
    assert asked("POST", query)[0] == "200 OK"
    assert asked("POST", query + "x")[0] == "400 Bad Request"
    assert asked("POST", "token=--help")[0] == "400 Bad Request"
    assert newsroom.run("unsubscribe", query[6:]).stderr == "a@x.org was unsubscribed before.\n"
