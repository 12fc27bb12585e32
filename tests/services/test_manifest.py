"""A build renders nothing when nothing changed, and everything when anything did."""

import json
import os

import pytest
from conftest import SETTINGS, item, rss

from digest.render.environment import Templates
from digest.services import manifest

BUILD = ("build", "--month", "2021-10")


@pytest.fixture
def newsroom(workspace):
    """A workspace that was built once."""
    workspace.put("feeds/a.xml", rss(item("The water is back"), item("A new pier")))
    assert workspace.run(*BUILD).returncode == 0
    return workspace


@pytest.fixture
def rendered(monkeypatch):
    """The names of the templates that are rendered."""
    names, render = [], Templates.render

    def recording(self, name, **values):
        names.append(name)
        return render(self, name, **values)

    monkeypatch.setattr(Templates, "render", recording)
    return names


def report(workspace):
    return json.loads(workspace.run(*BUILD, "--json").stdout)


def test_nothing_is_rendered_when_nothing_changed(newsroom, rendered):
    files = newsroom.files()
    assert newsroom.run(*BUILD).returncode == 0
    assert rendered == []
    assert newsroom.files() == files


def test_the_report_of_an_unchanged_build_is_the_same(newsroom):
    assert report(newsroom) == report(newsroom)


def change_settings(workspace):
    workspace.put("digest.toml", SETTINGS.replace("The Test", "Another title"))


def change_draft(workspace):
    workspace.put("drafts/2021-10.toml", 'subject = "Another subject"\n')


def change_template(workspace):
    workspace.put("templates/email/digest.txt", "{% extends 'base/email/digest.txt' %}")


def change_article(workspace):
    workspace.put("feeds/a.xml", rss(item("The water is back, and clean"), item("A new pier")))


def change_output(workspace):
    path = workspace.root / "out/mail/2021-10/digest.html"
    path.write_text(path.read_text().replace("water", "wine"))


def remove_output(workspace):
    (workspace.root / "out/site/feed.xml").unlink()


def damage_manifest(workspace):
    workspace.put(".digest/built.json", '{"2021-10": {"inputs": 1}}')


def lose_state(workspace):
    (workspace.root / ".digest/built.json").unlink()


@pytest.mark.parametrize(
    "change",
    [
        change_settings,
        change_draft,
        change_template,
        change_article,
        change_output,
        remove_output,
        damage_manifest,
        lose_state,
    ],
)
def test_everything_is_rendered_when_anything_changed(newsroom, rendered, change):
    change(newsroom)
    assert newsroom.run(*BUILD).returncode == 0
    assert "email/digest.html" in rendered
    rendered.clear()
    newsroom.run(*BUILD)
    assert rendered == []


def test_everything_is_rendered_when_the_code_changed(newsroom, rendered, monkeypatch, tmp_path):
    monkeypatch.setattr(manifest, "_PACKAGE", tmp_path)
    (tmp_path / "rule.py").write_text("LONGEST = 78\n")
    newsroom.run(*BUILD)
    rendered.clear()
    newsroom.run(*BUILD)
    assert rendered == []
    (tmp_path / "rule.py").write_text("LONGEST = 100\n")
    newsroom.run(*BUILD)
    assert "email/digest.html" in rendered


def test_a_file_with_another_time_and_the_same_content_is_unchanged(newsroom, rendered):
    os.utime(newsroom.root / "out/site/feed.xml", (0, 0))
    newsroom.run(*BUILD)
    assert rendered == []


def test_another_folder_is_built_anew(newsroom, rendered):
    newsroom.run(*BUILD, "--out", "elsewhere")
    assert "email/digest.html" in rendered


def test_a_changed_picture_is_copied_again(newsroom):
    picture = b"\x89PNG\r\n\x1a\n" + b"first"
    newsroom.put("feeds/pier.png", picture)
    newsroom.put(
        "feeds/b.md", "---\ntitle: With a picture\ndate: 2021-10-20\nimage: pier.png\n---\nText of it.\n"
    )
    newsroom.run(*BUILD)
    newsroom.put("feeds/pier.png", picture + b" and second")
    newsroom.run(*BUILD)
    (copy,) = (newsroom.root / "out/site/images").iterdir()
    assert copy.read_bytes().endswith(b"second")
