"""Letters to subscribers, unsubscribing and other tools, as somebody at a shell sees them."""

import contextlib
import json
import mailbox
import re
import sys
from email import message_from_bytes, policy

import jinja2
import pytest
from conftest import ROOT, item, rss

from digest.cli import send
from digest.render.mail_tools import TOOLS

SETTINGS = """
[publication]
title = "The Test"
home = "https://test.example/"
languages = ["en", "es"]
timezone = "America/Costa_Rica"

[mail]
unsubscribe = "https://test.example/leave"
greeting = { en = "Hello {name|reader} of {city|the coast},", es = "Hola {name}," }

[topics.health]
title = { en = "Health", es = "Salud" }

[topics.water]
title = { en = "Water", es = "Agua" }

[topics.boats]
title = "Boats"
"""
HOSTILE = (
    "{{ .Secret }}",
    "{{{{.Secret}}}}",
    "*|EMAIL|*",
    "{% raw %}",
    "{# gone #}",
    "[UNSUBSCRIBEURL]",
    "[URL:https://evil.example/]",
    "https://evil.example/x@TrackLink",
    "{%{{*|[EMAIL/x]|*}}%}",
)


def entry(title, topic, more=""):
    return item(
        title,
        more=f"<category>{topic}</category><link>https://n.example/{re.sub(r'[^a-z]', '-', title.lower())}</link>{more}",
    )


@pytest.fixture
def built(workspace):
    (workspace.root / "digest.toml").write_text(SETTINGS)
    workspace.put(
        "feeds/a.xml",
        rss(entry("Clinic opens", "Health"), entry("A well is dug", "Water"), entry("Other", "x")),
    )
    assert workspace.run("build", "--month", "2021-10").returncode == 0
    return workspace


def sent(workspace, lines, *options):
    workspace.put("s.csv", "email,name,language,topics,city\n" + lines)
    done = workspace.run(
        "send", "--month", "2021-10", "--subscribers", "s.csv", "--via", "mbox:box", *options
    )
    box = workspace.root / "box"
    if not box.exists():
        return done, []
    with contextlib.closing(mailbox.mbox(box, create=False)) as found:
        return done, [message_from_bytes(one.as_bytes(), policy=policy.default) for one in found]


def test_each_subscriber_gets_the_edition_of_their_topics(built):
    done, messages = sent(built, "a@x.org,Ana,,health,Limón\nb@x.org,,en,water|health,\nc@x.org,,,more,\n")
    assert done.returncode == 0, done.stderr
    texts = [one.get_body(("plain",)).get_content() for one in messages]
    inside = [
        {title for title in ("Clinic opens", "A well is dug", "Other") if f"\n{title}\n" in text}
        for text in texts
    ]
    assert inside == [{"Clinic opens"}, {"A well is dug", "Clinic opens"}, {"Other"}]
    assert "Hello Ana of Limón," in texts[0]
    assert "Hello reader of the coast," in texts[1]
    assert [one["Subject"].rpartition(": ")[2] for one in messages][::2] == ["Clinic opens", "Other"]


def test_who_has_nothing_to_read_gets_nothing_and_is_counted(built):
    done, messages = sent(built, "a@x.org,,,boats,\nb@x.org,,es,,\nc@x.org,,,,\n", "--json")
    assert [one["To"] for one in messages] == ["c@x.org"]
    assert done.returncode == 0
    report = json.loads(done.stdout)
    assert (report["sent"], report["no_article_in_their_topics"]) == (1, 1)


def test_bad_lines_are_said_with_their_numbers_and_the_rest_is_sent(built):
    lines = 'a@x.org,"""; rm -rf",,,\nb@x.org,=1+1,,,\n"c@x.org\nBcc: d@x.org",,,,\ne@x.org,Eva,,,\n'
    done, messages = sent(built, lines)
    assert [one["To"] for one in messages] == ["Eva <e@x.org>"]
    assert done.returncode == 1
    for number, why in ((2, "holds ';'"), (3, "begins like a formula"), (4, "holds a line break")):
        assert re.search(rf"^digest: \S*s\.csv:{number}: .*{why}", done.stderr, re.MULTILINE)
    assert "Traceback" not in done.stderr


def test_a_token_from_a_letter_unsubscribes_its_reader_and_nobody_else(built):
    _, (message, _) = sent(built, "a@x.org,,,,\nb@x.org,,,,\n")
    token = re.search(r"token=([\w-]+)>", message["List-Unsubscribe"])[1]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    done = built.run("unsubscribe", token)
    assert (done.returncode, done.stdout) == (0, "a@x.org\n")
    (built.root / "box").unlink()
    built.put("feeds/b.xml", rss(entry("Clinic opens again", "Health")))
    built.run("build", "--month", "2021-10")
    _, messages = sent(built, "A@x.org,,,,\nb@x.org,,,,\n", "--amend")
    assert [one["To"] for one in messages] == ["b@x.org"]


def test_a_token_that_was_tampered_with_is_refused_in_a_plain_sentence(built):
    _, (message,) = sent(built, "a@x.org,,,,\n")
    token = re.search(r"token=([\w-]+)>", message["List-Unsubscribe"])[1]
    done = built.run("unsubscribe", token[:-2] + "AA", token)
    assert done.returncode == 1
    assert done.stdout == "a@x.org\n"
    assert done.stderr.count("\n") == 2
    assert "was not signed for this newsletter, or was changed since" in done.stderr


def test_the_plain_mail_greets_everyone_with_what_stands_in_and_the_page_greets_nobody(built):
    assert "Hello reader of the coast," in built.read("mail/2021-10/digest.html")
    assert "Hello reader of the coast," in built.read("mail/2021-10/digest.txt")
    assert "Hello reader" not in built.read("site/issues/2021-10/index.html")


def test_the_command_knows_the_tools_of_the_table():
    assert tuple(TOOLS) == send._TOOLS


def test_a_tool_goes_alone(built):
    done = built.run("send", "--month", "2021-10", "--for", "keila", "--via", "mbox:box")
    assert done.returncode == 2
    assert "--for: only writes files" in done.stderr


def test_a_tool_is_given_only_what_was_approved(built):
    assert built.run("approve", "--month", "2021-10").returncode == 0
    built.put("feeds/b.xml", rss(entry("Clinic shuts", "Health")))
    built.run("build", "--month", "2021-10")
    done = built.run("send", "--month", "2021-10", "--for", "keila")
    assert done.returncode == 1
    assert "is not the issue that was approved" in done.stderr


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The mails of hostile articles, as each tool takes them."""
    from conftest import Workspace

    made = Workspace(tmp_path_factory.mktemp("hostile") / "workspace")
    (made.root / "digest.toml").write_text(SETTINGS.replace('"The Test"', '"[NAME] {{ x }} *|FNAME|*"'))
    entries = [
        entry(f"{text} {number}", "Health").replace("https://n.example/", f"https://n.example/{{{{x}}}}?a[]=*|b|*&amp;n={number}")
        for number, text in enumerate(HOSTILE)
    ]  # fmt: skip
    made.put("feeds/a.xml", rss(*entries))
    assert made.run("build", "--month", "2021-10").returncode == 0
    for tool in TOOLS:
        done = made.run("send", "--month", "2021-10", "--for", tool)
        assert done.returncode == 0, done.stderr
        assert f"for/{tool}/digest.html" in done.stdout
    return made


# What begins something in each tool's language, as the tool itself looks for it.
LANGUAGES = {
    "listmonk": r"\{\{.*?\}\}|@TrackLink",
    "mailchimp": r"\*\|.*?\|\*",
    "buttondown": r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}",
    "phplist": r"\[[^\u200c\]][^\]]*\]",
    "keila": r"\{\{.*?\}\}|\{%.*?%\}",
    "mailtrain": r"\[[a-zA-Z0-9_.]+(?:/[^\]]+)?\]|\{\{.*?\}\}",
}


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("ending", ["html", "txt", "subject.txt"])
def test_in_a_tools_language_only_our_placeholders_mean_anything(hostile, tool, ending):
    text = hostile.read(f"mail/2021-10/for/{tool}/digest.{ending}")
    body = re.sub(r"<style.*?</style>", "", text, flags=re.DOTALL)
    found = set(re.findall(LANGUAGES[tool], body, re.DOTALL))
    ours = {TOOLS[tool].unsubscribe, TOOLS[tool].browser} - {""}
    assert found == (set() if ending == "subject.txt" else ours)


@pytest.mark.parametrize("tool", TOOLS)
def test_what_articles_say_reaches_readers_as_it_is(hostile, tool):
    text = hostile.read(f"mail/2021-10/for/{tool}/digest.txt").replace("\u200c", "")
    for number, said in enumerate(HOSTILE):
        if "://" not in said:
            assert f"{said} {number}" in " ".join(text.split())


@pytest.mark.parametrize("tool", ["buttondown", "keila"])
@pytest.mark.parametrize("ending", ["html", "txt"])
def test_rendered_by_the_tool_an_issue_is_what_was_built(hostile, tool, ending):
    """Jinja reads the three pairs of brackets as Django and Liquid do."""
    places = {
        "unsubscribe_url": "LEAVE",
        "unsubscribe_link": "LEAVE",
        "email": {"absolute_url": "HERE"},
        "campaign": {"public_link": "HERE"},
    }
    template = jinja2.Template(
        hostile.read(f"mail/2021-10/for/{tool}/digest.{ending}"), keep_trailing_newline=True
    )
    plain = hostile.read(f"mail/2021-10/digest.{ending}")
    rendered = re.sub("%7B|%5B|%2A|%7C", "", template.render(places).replace("\u200c", ""))
    expected = plain.replace("https://test.example/leave", "LEAVE")
    page = "https://test.example/issues/2021-10/"
    differing = [
        (ours, theirs)
        for ours, theirs in zip(expected.splitlines(), rendered.splitlines(), strict=True)
        if re.sub(r"[{\[*|]", "", ours) != re.sub(r"[{\[*|]", "", theirs) and page not in ours
    ]
    assert differing == []
    assert rendered.count("LEAVE") == 1


def test_listmonk_gets_a_campaign_for_its_interface(hostile):
    campaign = json.loads(hostile.read("mail/2021-10/for/listmonk/digest.json"))
    assert campaign["body"] == hostile.read("mail/2021-10/for/listmonk/digest.html")
    assert campaign["altbody"] == hostile.read("mail/2021-10/for/listmonk/digest.txt")
    assert campaign["subject"] == hostile.read("mail/2021-10/for/listmonk/digest.subject.txt")
    assert (campaign["content_type"], campaign["type"], campaign["lists"]) == ("html", "regular", [])


@pytest.mark.parametrize("tool", TOOLS)
def test_links_lead_where_they_led(hostile, tool):
    from urllib.parse import unquote

    def links(html):
        return {unquote(link) for link in re.findall(r'href="(https://n[^"]*)"', html)}

    assert links(hostile.read(f"mail/2021-10/for/{tool}/digest.html")) == links(
        hostile.read("mail/2021-10/digest.html")
    )


def test_a_reader_who_left_may_come_back(built):
    assert built.run("resubscribe", "a@x.org").returncode == 1
    _, (message,) = sent(built, "a@x.org,,,,\n")
    token = re.search(r"token=([\w-]+)>", message["List-Unsubscribe"])[1]
    built.run("unsubscribe", f"https://test.example/leave?token={token}")
    done = built.run("resubscribe", "A@x.org")
    assert (done.returncode, done.stdout) == (0, "A@x.org\n")
    assert built.run("unsubscribe", token).stderr == "a@x.org is unsubscribed.\n"


def test_the_web_servers_example_unsubscribes_on_post_and_only_asks_on_get(built, monkeypatch):
    _, (message,) = sent(built, "a@x.org,,,,\n")
    query = re.search(r"leave\?(token=[\w-]+)>", message["List-Unsubscribe"])[1]
    example = (ROOT / "docs/unsubscribing.md").read_text().split("```python")[1].split("```")[0]
    command = f"[{sys.executable!r}, '-m', 'digest', "
    example = example.replace('["digest", ', command).replace("/srv/newsletter", str(built.root))
    assert command in example
    names = {}
    exec(compile(example, "example", "exec"), names)  # our own words

    def asked(method, query):
        said = []
        environ = {"REQUEST_METHOD": method, "QUERY_STRING": query}
        body = b"".join(names["application"](environ, lambda status, headers: said.append(status)))
        return said[0], body.decode()

    assert "<form" in asked("GET", query)[1]
    assert built.run("send", "--status").stdout.count("unsubscribed") == 0
    assert asked("POST", query)[0] == "200 OK"
    assert asked("POST", query + "x")[0] == "400 Bad Request"
    assert asked("POST", "token=--help")[0] == "400 Bad Request"
    assert built.run("unsubscribe", query[6:]).stderr == "a@x.org was unsubscribed before.\n"
