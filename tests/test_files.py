"""Where sources may lie: folders, Maildirs, paths outside the workspace, links, lists of feeds."""

import json

import pytest
from conftest import item, rss

from digest import config, fetch, files
from digest.errors import ConfigError, FetchError
from digest.model import Source
from digest.services import workspace as workspace_room

MAIL = """From: Desk <desk@harbour.example.org>
Subject: {}
Date: Fri, 15 Oct 2021 12:00:00 +0000
Message-ID: <{}@harbour.example.org>

From the quay, a word.
"""


@pytest.fixture
def maildir(workspace):
    for folder in ("cur", "new", "tmp"):
        (workspace.root / "feeds/letters" / folder).mkdir(parents=True)
    workspace.put("feeds/letters/cur/1002.b.host:2,S", MAIL.format("Second", 2))
    workspace.put("feeds/letters/new/1001.a.host", MAIL.format("First", 1))
    workspace.put("feeds/letters/tmp/1000.c.host", MAIL.format("Unfinished", 3))
    return workspace.root / "feeds/letters"


@pytest.fixture
def settings(workspace):
    def add(text: str) -> config.Config:
        with (workspace.root / "digest.toml").open("a") as stream:
            stream.write(text)
        return config.load(workspace.root)

    return add


def names(loaded):
    return [source.name for source, _ in workspace_room.local_sources(loaded).found]


def document(folder):
    return fetch.file(Source(name="letters"), folder).content


def test_a_maildir_is_one_source_named_as_its_folder(workspace, maildir, settings):
    workspace.put("feeds/a.xml", rss())
    assert names(settings("")) == ["feeds/a.xml", "feeds/letters"]
    done = workspace.run("articles", "--json")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert {(one["title"], one["source"]) for one in found} == {
        ("First", "feeds/letters"),
        ("Second", "feeds/letters"),
    }
    assert "From the quay, a word." in found[0]["summary"]


def test_a_mail_that_was_read_and_answered_changes_nothing(maildir):
    before = document(maildir)
    (maildir / "cur/1002.b.host:2,S").rename(maildir / "cur/1002.b.host:2,RS")
    (maildir / "new/1001.a.host").rename(maildir / "cur/1001.a.host:2,")
    assert document(maildir) == before
    assert before.index(b"First") < before.index(b"Second")


def test_a_maildir_without_mails_has_no_articles_and_is_no_error(workspace, maildir):
    for path in maildir.rglob("*host*"):
        path.unlink()
    done = workspace.run("read", str(maildir))
    assert (done.returncode, done.stdout) == (0, "")
    assert "0 articles, read as mail" in done.stderr


def test_a_maildir_that_is_too_large_is_reported(maildir, monkeypatch):
    monkeypatch.setattr(fetch, "LARGEST_FILE", 300)
    with pytest.raises(FetchError, match="holds mails of more than 300 bytes in all"):
        document(maildir)


def test_a_link_in_a_maildir_is_no_mail(maildir, tmp_path):
    (tmp_path / "secret").write_text(MAIL.format("Secret", 9))
    (maildir / "new/1003.d.host").symlink_to(tmp_path / "secret")
    assert b"Secret" not in document(maildir)


def test_a_folder_of_the_settings_is_read_like_feeds(workspace, maildir):
    for name in ("b.xml", "a.xml", "deep/c.xml", "_draft.xml", ".hidden.xml", "photo.jpg"):
        workspace.put(f"folder/{name}", rss(item(name)))
    (workspace.root / "folder/letters").symlink_to(maildir)
    maildir.rename(workspace.root / "folder/mails")
    done = workspace.run("read", "folder", "--json")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["source"] for one in found] == [
        "folder/a.xml",
        "folder/b.xml",
        "folder/deep/c.xml",
        "folder/mails",
        "folder/mails",
    ]


def test_a_folder_without_files_is_reported(workspace):
    (workspace.root / "nothing").mkdir()
    assert "nothing: holds no file that can be read" in workspace.run("read", "nothing").stderr


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("../site/posts/*.xml", ["../site/posts/a.xml", "../site/posts/b.xml"]),
        ("../site/**/*.xml", ["../site/posts/a.xml", "../site/posts/b.xml", "../site/posts/deep/c.xml"]),
        ("../site", ["../site/posts/a.xml", "../site/posts/b.xml", "../site/posts/deep/c.xml"]),
        ("../site/posts/_draft.xml", ["../site/posts/_draft.xml"]),
        ("{outside}/posts/a.xml", ["{outside}/posts/a.xml"]),
        ("file://{outside}/posts/a.xml", ["{outside}/posts/a.xml"]),
        ("{root}/other/d.xml", ["other/d.xml"]),
        ("other/*.xml", ["other/d.xml"]),
    ],
)
def test_files_outside_feeds_are_read_if_the_settings_name_them(workspace, settings, path, expected):
    for name in ("a", "b", "deep/c", "_draft"):
        workspace.put(f"../site/posts/{name}.xml", rss(item(name)))
    workspace.put("other/d.xml", rss(item("d")))
    places = {"outside": workspace.root.parent / "site", "root": workspace.root}
    loaded = settings(f'[[sources]]\npath = "{path.format(**places)}"\nlanguage = "es"\ntopics = ["Sea"]\n')
    found = [source for source, _ in workspace_room.local_sources(loaded).found]
    assert [source.name for source in found] == [name.format(**places) for name in expected]
    assert all((source.language, source.topics) == ("es", ("Sea",)) for source in found)


def test_a_file_outside_is_read_into_the_archive(workspace, settings):
    workspace.put("../site/a.xml", rss(item("Far away")))
    settings('[[sources]]\nurl = "file://' + str(workspace.root.parent / "site/a.xml") + '"\n')
    assert "Far away" in workspace.run("articles").stdout


def test_a_new_encoding_in_the_settings_reads_a_file_again(workspace, settings):
    workspace.put("feeds/a.csv", "title,date\nPřístav opět otevřen,2021-10-05\n".encode("windows-1250"))
    settings("")
    assert "Pøístav" in workspace.run("articles").stdout
    settings('[[sources]]\npath = "feeds/a.csv"\nencoding = "windows-1250"\n')
    assert "Přístav opět otevřen" in workspace.run("articles").stdout


def test_a_file_address_on_another_machine_is_an_error(settings):
    with pytest.raises(ConfigError, match="expected a file of this machine"):
        settings('[[sources]]\nurl = "file://server/news.xml"\n')


def test_a_link_out_of_the_workspace_is_not_followed_and_a_notice_says_how_to_allow_it(workspace, settings):
    outside = workspace.put("../site/a.xml", rss(item("Far away")))
    (workspace.root / "feeds/link.xml").symlink_to(outside)
    (workspace.root / "feeds/folder").symlink_to(outside.parent)
    loaded = settings('[[sources]]\npath = "feeds/*.xml"\n')
    assert names(loaded) == []
    stderr = workspace.run("articles").stderr
    assert "feeds/link.xml: is a link that leads out of the workspace, and is not followed" in stderr
    assert f"[[sources]] path = '{outside.resolve()}'" in stderr


def test_a_link_inside_the_workspace_is_followed_once(workspace, settings):
    workspace.put("content/a.xml", rss(item("Near")))
    (workspace.root / "feeds/more").symlink_to(workspace.root / "content")
    (workspace.root / "content/round").symlink_to(workspace.root / "content")
    assert names(settings("")) == ["feeds/more/a.xml"]


def test_a_pattern_outside_leaves_out_drafts_and_pictures(workspace):
    for name in ("a.xml", "_b.xml", "c.png"):
        workspace.put(f"x/{name}", "x")
    assert [path.name for path in files.named("x/*", workspace.root)] == ["a.xml"]


OPML = """<opml version="2.0"><body><outline text="Sea">
<outline text="Gazette" xmlUrl="https://gazette.example.org/feed.xml"/>
<outline text="Tides" xmlUrl="https://tides.example.org/feed.xml" language="fr"/></outline></body></opml>"""


def test_the_feeds_of_a_list_are_remote_sources_and_the_settings_win(workspace, settings):
    workspace.put("feeds/list.opml", OPML)
    workspace.put("feeds/worse.opml", "<opml>&")
    loaded = settings(
        '[[sources]]\nurl = "https://tides.example.org/feed.xml"\ntopics = ["Weather"]\n'
        '[[sources]]\npath = "feeds/list.opml"\nlanguage = "es"\n'
    )
    assert [(one.name, one.topics, one.language) for one in workspace_room.remote_sources(loaded).found] == [
        ("https://tides.example.org/feed.xml", ("Weather",), None),
        ("https://gazette.example.org/feed.xml", ("Sea",), "es"),
    ]


def test_a_list_of_feeds_is_no_failure_of_a_build(workspace):
    workspace.put("feeds/list.opml", OPML)
    workspace.put("feeds/a.xml", rss(item("A")))
    done = workspace.run("build", "--month", "2021-10")
    assert done.returncode == 0
    assert "list.opml" not in done.stderr


def test_read_prints_the_feeds_of_a_list(workspace):
    workspace.put("list.opml", OPML)
    done = workspace.run("read", "list.opml")
    assert done.stdout.splitlines() == [
        "https://gazette.example.org/feed.xml  Sea",
        "https://tides.example.org/feed.xml  Sea",
    ]
    assert "list.opml: 0 articles and 2 feeds, read as opml" in done.stderr
    assert workspace.run("read", "list.opml", "--json").stdout == ""


def test_the_folder_that_a_browser_saves_beside_a_page_holds_no_sources(tmp_path):
    for name in ("News.html", "News_files/frame.html", "Old_files/kept.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found, _ = files.walk(tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["News.html", "Old_files/kept.html"]
