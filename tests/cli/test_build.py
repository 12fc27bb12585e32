"""digest build."""

import json

from conftest import LISTING, ROOT, item, rss


def test_build_prints_the_files_it_wrote_and_the_next_step(workspace):
    workspace.put("feeds/page.txt", LISTING)
    done = workspace.run("build", "--month", "2021-10")
    assert done.returncode == 0
    assert "out/mail/2021-10/digest.html" in done.stdout.splitlines()
    for path in done.stdout.splitlines():
        assert (workspace.root / path).is_file()
    assert "digest send --month 2021-10 --via sendmail:" in done.stderr


def test_a_summary_begins_without_its_dateline(workspace):
    workspace.put("feeds/page.txt", LISTING)
    workspace.run("build", "--month", "2021-10")
    assert "  Nurses and neighbours opened" in workspace.read("mail/2021-10/digest.txt")


def test_build_reports_as_json(workspace):
    workspace.put("feeds/page.txt", LISTING)
    done = workspace.run("build", "--month", "2021-10", "--json", "--quiet")
    report = json.loads(done.stdout)
    assert (report["period"], report["failures"]) == ("2021-10", [])
    (issue,) = report["issues"]
    assert (issue["language"], issue["articles"], issue["untranslated"]) == ("en", 1, [])
    assert issue["message"].endswith("out/mail/2021-10/digest.eml")
    assert issue["message"] in report["files"]
    assert report["sources"] == [{"source": "feeds/page.txt", "format": "listing", "articles": 2}]
    assert done.stderr == ""


def test_an_empty_period_writes_nothing_and_ends_with_3(workspace):
    workspace.put("feeds/page.txt", LISTING)
    done = workspace.run("build", "--month", "2016-01")
    assert done.returncode == 3
    assert done.stdout == ""
    assert "Nothing was published in 2016-01 (America/Costa_Rica); nothing was written." in done.stderr
    assert not (workspace.root / "out").exists()


def test_the_environment_changes_no_byte_of_a_build(tmp_path, workspace):
    for path in sorted((ROOT / "feeds").rglob("*")):
        if path.is_file():
            workspace.put("feeds/" + path.relative_to(ROOT / "feeds").as_posix(), path.read_bytes())
    workspace.put("digest.toml", (ROOT / "digest.toml").read_bytes())
    first = {
        "TZ": "Asia/Kathmandu",
        "LANG": "C",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "1",
        "SOURCE_DATE_EPOCH": "1000000000",
    }
    second = {
        "TZ": "America/Anchorage",
        "LANG": "es_ES.UTF-8",
        "LC_ALL": "C.UTF-8",
        "PYTHONHASHSEED": "2",
        "SOURCE_DATE_EPOCH": "1900000000",
    }
    assert workspace.spawn("build", "--month", "2021-10", **first).returncode == 0
    before = workspace.files()
    assert workspace.spawn("build", "--month", "2021-10", **second).returncode == 0
    assert workspace.files() == before
    for folder in ("out", ".digest"):
        __import__("shutil").rmtree(workspace.root / folder)
    assert workspace.spawn("build", "--month", "2021-10", **second).returncode == 0
    assert workspace.files() == before


def test_a_source_is_read_again_only_when_it_changed(workspace):
    workspace.put("feeds/page.txt", LISTING)
    report = lambda: json.loads(workspace.run("build", "--month", "2021-10", "--json").stdout)  # noqa: E731
    assert [s["source"] for s in report()["sources"]] == ["feeds/page.txt"]
    again = report()
    assert (again["sources"], again["unchanged"]) == ([], 1)
    workspace.put("feeds/page.txt", LISTING.replace("opens its doors", "opens its door"))
    third = report()
    assert len(third["sources"]) == 1
    assert third["issues"][0]["articles"] == 1


def test_a_build_that_fails_leaves_the_old_files(workspace):
    workspace.put("feeds/page.txt", LISTING)
    workspace.run("build", "--month", "2021-10")
    before = workspace.files()
    workspace.put("templates/feeds/rss.xml", "{{ nothing }}")
    workspace.put("feeds/page.txt", LISTING.replace("opens", "closes"))
    done = workspace.run("build", "--month", "2021-10")
    assert done.returncode == 1
    assert "templates/feeds/rss.xml:1: 'nothing' is undefined" in done.stderr
    assert workspace.files() == before


def test_a_source_that_is_gone_is_named_and_its_articles_left_out(workspace):
    workspace.put("feeds/page.txt", LISTING)
    workspace.put("feeds/feed.xml", rss(item("Another")))
    workspace.run("build", "--month", "2021-10")
    (workspace.root / "feeds/feed.xml").unlink()
    done = workspace.run("build", "--month", "2021-10")
    assert "feeds/feed.xml: is gone; its articles (1) stay in the archive, in no issue" in done.stderr
    assert "Another" not in workspace.read("site/feed.xml")


def test_a_picture_beside_the_source_is_copied_and_linked_under_the_home(workspace):
    enclosure = '<enclosure url="images/boat.jpg" type="image/jpeg" length="0"/>'
    workspace.put(
        "feeds/f.xml",
        rss(item("A", more=enclosure), item("B", more=enclosure.replace("images/boat", "../../secret"))),
    )
    workspace.put("feeds/images/boat.jpg", b"\xff\xd8 a picture")
    workspace.put("secret.jpg", b"no")
    done = workspace.run("build", "--month", "2021-10")
    (copied,) = (workspace.root / "out/site/images").iterdir()
    assert copied.read_bytes() == b"\xff\xd8 a picture"
    assert f"https://test.example/images/{copied.name}" in workspace.read("mail/2021-10/digest.html")
    (workspace.root / "feeds/images/boat.jpg").unlink()
    done = workspace.run("build", "--month", "2021-10")
    assert done.returncode == 0
    assert "has the picture 'feeds/images/boat.jpg'" in done.stderr
    assert "<img" not in workspace.read("mail/2021-10/digest.html")


def test_a_source_may_be_described_in_the_settings(workspace):
    workspace.put("feeds/page.txt", LISTING)
    workspace.configure('[[sources]]\npath = "feeds/p*.txt"\nlanguage = "es"\ntopics = ["Salud"]\n')
    done = workspace.run("build", "--month", "2021-10")
    assert done.returncode == 3
    assert "In another language: 1" in done.stderr


def test_a_period_in_another_language_is_not_called_empty(workspace):
    workspace.put("feeds/es.xml", rss(item("Uno"), head="<language>es</language>"))
    done = workspace.run("build", "--month", "2021-10", "--quiet")
    assert done.returncode == 3
    assert (
        "1 article in 2021-10, but none in 'en', the publication's first language; nothing was written."
        in done.stderr
    )


def test_a_period_that_is_not_over_is_built_with_a_warning(workspace):
    workspace.put("feeds/page.txt", LISTING)
    done = workspace.run("build", "--month", "2021-10", SOURCE_DATE_EPOCH="1634000000")  # 12 October 2021
    assert done.returncode == 0
    assert "warning: 2021-10 is not over in America/Costa_Rica" in done.stderr


def test_a_mail_without_an_unsubscribe_address_is_built_with_a_warning(workspace):
    workspace.put("feeds/page.txt", LISTING)
    assert "has no unsubscribe address" in workspace.run("build", "--month", "2021-10").stderr


def test_a_warning_names_a_pattern_of_the_settings_that_matches_no_file(workspace):
    workspace.put("feeds/page.txt", LISTING)
    workspace.configure('[[sources]]\npath = "feeds/typo*.txt"\nlanguage = "es"\n')
    done = workspace.run("build", "--month", "2021-10")
    assert done.returncode == 0
    assert "warning: digest.toml: [[sources]] path = 'feeds/typo*.txt' matches no file" in done.stderr
