"""digest send --for: the mail for other mail tools."""

import json
import re
from urllib.parse import unquote

import jinja2
import pytest
from conftest import Workspace, rss
from letters import SETTINGS, entry

from digest.cli import send
from digest.render.mail_tools import TOOLS

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


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Return a workspace whose articles look like template code, exported for every tool."""
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


# The template code of each tool, by the patterns that the tool itself looks for.
TEMPLATE_CODE = {
    "listmonk": r"\{\{.*?\}\}|@TrackLink",
    "mailchimp": r"\*\|.*?\|\*",
    "buttondown": r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}",
    "phplist": r"\[[^\u200c\]][^\]]*\]",
    "keila": r"\{\{.*?\}\}|\{%.*?%\}",
    "mailtrain": r"\[[a-zA-Z0-9_.]+(?:/[^\]]+)?\]|\{\{.*?\}\}",
}


def test_the_option_offers_every_tool_of_the_table():
    assert tuple(TOOLS) == send._TOOLS


@pytest.mark.parametrize(
    "options",
    [("--via", "mbox:box"), ("--again", "--json"), ("--in-doubt", "skip"), ("--dry-run",)],
    ids=" ".join,
)
def test_for_excludes_the_options_of_sending(newsroom, options):
    done = newsroom.run("send", "--month", "2021-10", "--for", "keila", *options)
    assert done.returncode == 2
    named = ", ".join(option for option in options if option.startswith("--"))
    assert f"--for: only writes files; remove {named}" in done.stderr


def test_only_the_approved_issue_is_exported(newsroom):
    assert newsroom.run("approve", "--month", "2021-10").returncode == 0
    newsroom.put("feeds/b.xml", rss(entry("Clinic shuts", "Health")))
    newsroom.run("build", "--month", "2021-10")
    done = newsroom.run("send", "--month", "2021-10", "--for", "keila")
    assert done.returncode == 1
    assert "is not the issue that was approved" in done.stderr


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("ending", ["html", "txt", "subject.txt"])
def test_only_our_merge_fields_are_template_code_of_the_tool(hostile, tool, ending):
    text = hostile.read(f"mail/2021-10/for/{tool}/digest.{ending}")
    body = re.sub(r"<style.*?</style>", "", text, flags=re.DOTALL)
    found = set(re.findall(TEMPLATE_CODE[tool], body, re.DOTALL))
    ours = {TOOLS[tool].unsubscribe, TOOLS[tool].browser} - {""}
    assert found == (set() if ending == "subject.txt" else ours)


@pytest.mark.parametrize("tool", TOOLS)
def test_the_text_of_articles_reaches_readers_unchanged(hostile, tool):
    text = hostile.read(f"mail/2021-10/for/{tool}/digest.txt").replace("\u200c", "")
    for number, title in enumerate(HOSTILE):
        if "://" not in title:
            assert f"{title} {number}" in " ".join(text.split())


def without_delimiters(line):
    """Return a line without brackets, stars and bars, which are percent-encoded in some addresses."""
    return re.sub(r"%7B|%5B|%2A|%7C|[{\[*|]", "", line)


@pytest.mark.parametrize("tool", ["buttondown", "keila"])
@pytest.mark.parametrize("ending", ["html", "txt"])
def test_the_tool_renders_the_issue_that_was_built(hostile, tool, ending):
    """Jinja stands in for Django and Liquid, which have the same delimiters."""
    merge_fields = {
        "unsubscribe_url": "LEAVE",
        "unsubscribe_link": "LEAVE",
        "email": {"absolute_url": "HERE"},
        "campaign": {"public_link": "HERE"},
    }
    template = jinja2.Template(
        hostile.read(f"mail/2021-10/for/{tool}/digest.{ending}"), keep_trailing_newline=True
    )
    plain = hostile.read(f"mail/2021-10/digest.{ending}")
    rendered = template.render(merge_fields).replace("\u200c", "")
    expected = plain.replace("https://test.example/leave", "LEAVE")
    page = "https://test.example/issues/2021-10/"  # the tool puts its own link to the mail there
    differing = [
        (ours, theirs)
        for ours, theirs in zip(expected.splitlines(), rendered.splitlines(), strict=True)
        if without_delimiters(ours) != without_delimiters(theirs) and page not in ours
    ]
    assert differing == []
    assert rendered.count("LEAVE") == 1


def test_listmonk_gets_a_campaign_for_its_api(hostile):
    campaign = json.loads(hostile.read("mail/2021-10/for/listmonk/digest.json"))
    assert campaign["body"] == hostile.read("mail/2021-10/for/listmonk/digest.html")
    assert campaign["altbody"] == hostile.read("mail/2021-10/for/listmonk/digest.txt")
    assert campaign["subject"] == hostile.read("mail/2021-10/for/listmonk/digest.subject.txt")
    assert (campaign["content_type"], campaign["type"], campaign["lists"]) == ("html", "regular", [])


@pytest.mark.parametrize("tool", TOOLS)
def test_links_keep_their_targets(hostile, tool):
    def links(html):
        return {unquote(link) for link in re.findall(r'href="(https://n[^"]*)"', html)}

    assert links(hostile.read(f"mail/2021-10/for/{tool}/digest.html")) == links(
        hostile.read("mail/2021-10/digest.html")
    )
