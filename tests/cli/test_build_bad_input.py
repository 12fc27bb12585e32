"""What other tools stumble over: each case ends in a plain sentence, and the good source beside it is built."""

import json

import pytest
from conftest import item, rss


@pytest.fixture
def build(workspace):
    """Put one document beside a good one and build October."""

    def run(content, name="feeds/bad.xml", *, good=True):
        workspace.put(name, content)
        if good:
            workspace.put("feeds/good.xml", rss(item("The good one")))
        done = workspace.run("build", "--month", "2021-10", "--json")
        assert "Traceback" not in done.stderr
        done.report = json.loads(done.stdout)
        done.titles = titles(workspace) if done.report["files"] else []
        return done

    return run


def titles(workspace):
    return sorted(i["title"] for i in json.loads(workspace.read("site/issues/2021-10/feed.json"))["items"])


def test_a_bare_ampersand_and_an_html_entity_lose_nothing(build):
    done = build(rss(item("Fish & chips"), item("Caf&eacute; open")))
    assert done.titles == ["Café open", "Fish & chips", "The good one"]
    assert done.returncode == 0
    assert "feeds/bad.xml:1: is not well-formed XML" in done.stderr


def test_a_feed_cut_off_inside_the_third_item_gives_the_first_two(build):
    whole = rss(item("One"), item("Two"), item("Three"))
    done = build(whole[: whole.index("About Three")])
    assert done.titles == ["One", "The good one", "Two"]
    assert done.returncode == 0
    assert "breaks off in its last entry, which is left out" in done.stderr


def test_an_empty_file_fails_alone(build):
    done = build("")
    assert done.titles == ["The good one"]
    assert done.returncode == 1
    assert "feeds/bad.xml: is empty; expected a feed or a listing page" in done.stderr


def test_a_valid_feed_without_items_is_an_empty_period(build, workspace):
    done = build(rss(), good=False)
    assert done.returncode == 3
    assert not (workspace.root / "out").exists()


def test_an_entry_without_a_date_is_kept_as_undated_and_named(build):
    done = build(rss("<title>Some day</title><guid>https://x.example/1</guid>"))
    assert done.titles == ["The good one"]
    assert done.returncode == 0
    assert "Undated, so in no period: 1\n  Some day (feeds/bad.xml)" in done.stderr


def test_an_unreadable_date_is_reported_and_none_is_invented(build):
    done = build(rss(item("Some day", "last Tuesday")))
    assert done.titles == ["The good one"]
    assert "'Some day' gives its date as 'last Tuesday'; expected a date" in done.stderr


def test_an_entry_without_a_title_takes_the_first_sentence_of_its_summary(build):
    done = build(
        rss(item("x").replace("<title>x</title>", "").replace("About x.", "The boat is back. It was away."))
    )
    assert done.titles == ["The boat is back", "The good one"]


def test_a_script_in_a_title_is_shown_as_the_text_it_is(build, workspace):
    done = build(rss(item("&lt;script&gt;alert(1)&lt;/script&gt;")))
    assert "<script>alert(1)</script>" in done.titles
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in workspace.read("mail/2021-10/digest.html")


def test_scripts_handlers_and_javascript_in_a_summary_are_gone_and_the_words_stay(build, workspace):
    evil = '<p onclick="x()">Kept <a href="javascript:y()">words</a><script>z()</script><img src=q onerror=w()></p>'
    build(rss(item("x").replace("About x.", f"<![CDATA[{evil}]]>")))
    for name in ("site/feed.xml", "site/atom.xml", "site/feed.json", "mail/2021-10/digest.html"):
        text = workspace.read(name)
        assert "Kept" in text
        assert "words" in text
        for gone in ("onclick", "javascript:", "z()", "onerror"):
            assert gone not in text, (name, gone)


def test_two_articles_with_one_guid_are_both_kept_with_a_warning(build):
    two = item("Other").replace("id-Other", "id-One")
    done = build(rss(item("One"), two))
    assert done.titles == ["One", "Other", "The good one"]
    assert "'Other' has the id of 'One' (id-One); both are kept" in done.stderr


def test_two_files_of_one_name_are_two_sources(build, workspace):
    workspace.put("feeds/en/news.xml", rss(item("One")))
    done = build(rss(item("One")), name="feeds/more/news.xml")
    assert done.titles == ["One", "One", "The good one"]
    links = {i["url"] for i in json.loads(workspace.read("site/feed.json"))["items"]}
    assert len(links) == 3


def test_an_entity_bomb_is_refused_beside_the_good_source(build):
    bomb = (
        '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        + rss(item("&b;")).split("?>")[1]
    )
    done = build(bomb)
    assert done.titles == ["The good one"]
    assert done.returncode == 1
    assert "declares entities of its own, which are refused" in done.stderr


def test_an_external_dtd_is_never_opened(build):
    done = build('<!DOCTYPE rss SYSTEM "file:///etc/passwd">' + rss(item("One")).split("?>")[1])
    assert done.titles == ["One", "The good one"]


def test_a_file_that_cannot_be_opened_fails_alone(build, workspace):
    (workspace.root / "feeds/loop.xml").symlink_to("loop.xml")
    done = build(rss(item("One")))
    assert done.titles == ["One", "The good one"]


def test_an_entity_bomb_in_broken_xml_is_refused_too(build):
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">]>' + rss(item("&a; & more")).split("?>")[1]
    done = build(bomb)
    assert done.titles == ["The good one"]
    assert "declares entities of its own, which are refused" in done.stderr


def test_an_undeclared_prefix_is_accepted(build):
    done = build(rss(item("One"), head='<atom:link rel="self" href="https://x.example/"/>'))
    assert done.titles == ["One", "The good one"]
    assert done.returncode == 0
