"""A command composes each issue once and renders each file once."""

import re
from collections import Counter

import pytest
from conftest import item, rss

from digest.render.environment import Templates
from digest.services import prepare

SETTINGS = """
[publication]
title = "The Test"
home = "https://test.example/"
languages = ["en", "es"]
address = "1 Main Street"
timezone = "America/Costa_Rica"
[mail]
from = "News <news@test.example>"
to = "readers@test.example"
unsubscribe = "https://test.example/leave"
"""
SUBSCRIBERS = "email,language\nana@x.example,en\nbob@x.example,es\neva@x.example,es\n"
OCTOBER = ("--month", "2021-10")
LANGUAGES = {"en": 1, "es": 1}


@pytest.fixture
def newsroom(workspace):
    """Two languages, one article each."""
    workspace.put("digest.toml", SETTINGS)
    workspace.put("feeds/en.xml", rss(item("The water is back"), head="<language>en</language>"))
    workspace.put("feeds/es.xml", rss(item("Vuelve el agua"), head="<language>es</language>"))
    workspace.put("subscribers.csv", SUBSCRIBERS)
    return workspace


@pytest.fixture
def counts(monkeypatch):
    """Count issues composed, by language, and mails rendered, by template and language."""
    composed, rendered, loaded = Counter(), Counter(), Counter()
    compose, render, load = prepare.compose, Templates.render, Templates.__init__

    def counting_compose(config, archive, period, language):
        composed[language] += 1
        return compose(config, archive, period, language)

    def counting_render(self, name, **values):
        if name.startswith("email/"):
            # The subject's language, and the merge fields of a letter, tell mails apart.
            text = "".join(render(self, name, **values))
            language = re.search(r'lang="(\w+)"', text)
            is_letter = "zq" in text
            rendered[name, language[1] if language else "", is_letter] += 1
            return iter([text])
        return render(self, name, **values)

    def counting_load(self, *args, **more):
        loaded["templates"] += 1
        load(self, *args, **more)

    monkeypatch.setattr(prepare, "compose", counting_compose)
    monkeypatch.setattr(Templates, "render", counting_render)
    monkeypatch.setattr(Templates, "__init__", counting_load)
    return composed, rendered, loaded


def html_renders(rendered):
    return {key: count for key, count in rendered.items() if key[0] == "email/digest.html"}


def test_a_build_composes_and_renders_each_language_once(newsroom, counts):
    composed, rendered, loaded = counts
    assert newsroom.run("build", *OCTOBER).returncode == 0
    assert composed == LANGUAGES
    assert html_renders(rendered) == {
        ("email/digest.html", "en", False): 1,
        ("email/digest.html", "es", False): 1,
    }
    assert loaded["templates"] == 1


@pytest.mark.parametrize(
    "command",
    [
        ("approve", *OCTOBER),
        ("send", *OCTOBER, "--via", "mbox:box"),
        ("send", *OCTOBER, "--dry-run"),
        ("send", *OCTOBER, "--for", "listmonk"),
    ],
    ids=" ".join,
)
def test_a_command_on_a_built_issue_composes_and_renders_each_language_once(newsroom, counts, command):
    newsroom.run("build", *OCTOBER)
    composed, rendered, loaded = counts
    for counter in counts:
        counter.clear()
    assert newsroom.run(*command).returncode == 0
    assert composed == LANGUAGES
    assert {key: count for key, count in html_renders(rendered).items() if count > 1} == {}
    assert loaded["templates"] == 1


def test_letters_compose_each_language_once_and_render_each_edition_once(newsroom, counts):
    newsroom.run("build", *OCTOBER)
    composed, rendered, loaded = counts
    for counter in counts:
        counter.clear()
    done = newsroom.run("send", *OCTOBER, "--via", "mbox:box", "--subscribers", "subscribers.csv")
    assert done.returncode == 0, done.stderr
    assert composed == LANGUAGES
    assert html_renders(rendered) == {
        ("email/digest.html", language, is_letter): 1
        for language in ("en", "es")
        for is_letter in (False, True)
    }
    assert loaded["templates"] == 1


def test_a_correction_composes_and_renders_each_language_once(newsroom, counts):
    newsroom.run("build", *OCTOBER)
    assert newsroom.run("send", *OCTOBER, "--via", "mbox:box").returncode == 0
    newsroom.put("feeds/en.xml", rss(item("The water is back, and clean"), head="<language>en</language>"))
    newsroom.run("build", *OCTOBER)
    feed = newsroom.read("site/issues.xml")
    composed, rendered, _ = counts
    for counter in counts:
        counter.clear()
    done = newsroom.run("send", *OCTOBER, "--via", "mbox:box", "--amend")
    assert done.returncode == 0, done.stderr
    assert composed == LANGUAGES
    assert set(html_renders(rendered).values()) == {1}
    assert newsroom.read("site/issues.xml") != feed
