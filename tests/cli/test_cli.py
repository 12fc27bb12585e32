import json
import re
import subprocess
import sys

import pytest
from conftest import ROOT, item, rss


def lines(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


LISTING = """26 October, 2021

The clinic opens its doors

San José, 26 October 2021 - Nurses and neighbours opened the clinic of the lower town on Tuesday morning, a year after the flood took the old one.

12 September, 2021

A school on stilts

Forty pupils of the river school moved into a house on stilts that the town built for them over the long and very dry summer.
"""


def test_read_prints_one_json_object_a_line(workspace):
    workspace.put("page.txt", LISTING)
    done = workspace.run("read", "--json", "page.txt")
    assert done.returncode == 0
    first, second = lines(done)
    assert first == {
        "id": first["id"],
        "title": "The clinic opens its doors",
        "url": None,
        "published": "2021-10-26T00:00:00+00:00",
        "date_from": "source",
        "updated": None,
        "authors": [],
        "topics": [],
        "language": "en",
        "summary": first["summary"],
        "image": None,
        "enclosures": [],
        "source": "page.txt",
    }
    assert second["title"] == "A school on stilts"
    assert "2 articles, read as listing" in done.stderr


def test_read_prints_plain_lines_for_people(workspace):
    workspace.put("page.txt", LISTING)
    done = workspace.run("--quiet", "read", "page.txt")
    assert done.stdout.splitlines()[0] == "2021-10-26  The clinic opens its doors"
    assert done.stderr == ""


def test_read_goes_on_after_a_file_it_cannot_read(workspace):
    workspace.put("page.txt", LISTING)
    done = workspace.run("read", "--json", "gone.txt", "page.txt")
    assert done.returncode == 1
    assert len(lines(done)) == 2
    assert "gone.txt: cannot be opened: No such file or directory" in done.stderr


def test_build_prints_what_it_wrote_and_says_what_to_do_next(workspace):
    workspace.put("feeds/page.txt", LISTING)
    done = workspace.run("build", "--month", "2021-10")
    assert done.returncode == 0
    assert "out/mail/2021-10/digest.html" in done.stdout.splitlines()
    for path in done.stdout.splitlines():
        assert (workspace.root / path).is_file()
    assert "digest send --month 2021-10 --via sendmail:" in done.stderr


def test_a_dateline_does_not_dangle_at_the_head_of_a_summary(workspace):
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


def test_the_last_complete_month_is_built_when_none_is_named(workspace):
    workspace.put("feeds/page.txt", LISTING)
    done = workspace.run("build", SOURCE_DATE_EPOCH="1635800000")  # 1 November 2021
    assert done.returncode == 0
    assert (workspace.root / "out/mail/2021-10").is_dir()


def test_a_wrong_source_date_epoch_is_a_usage_error(workspace):
    done = workspace.run("build", SOURCE_DATE_EPOCH="yesterday")
    assert done.returncode == 2
    assert "SOURCE_DATE_EPOCH: 'yesterday': expected seconds since 1970" in done.stderr


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--month", "2021-13"), "--month: '2021-13': expected a month such as 2021-10"),
        (("--from", "2021-10-01"), "expected both --from and --to"),
        (("--month", "2021-10", "--year", "2021"), "expected one period"),
        (("--last", "decade"), "'decade' is not one of"),
    ],
)
def test_an_impossible_period_is_a_usage_error(workspace, options, sentence):
    done = workspace.run("build", *options)
    assert done.returncode == 2
    assert sentence in done.stderr


def test_articles_lists_a_period_newest_first(workspace):
    workspace.put("feeds/page.txt", LISTING)
    assert [a["title"] for a in lines(workspace.run("articles", "--json"))] == [
        "The clinic opens its doors",
        "A school on stilts",
    ]
    assert [a["title"] for a in lines(workspace.run("articles", "--month", "2021-09", "--json"))] == [
        "A school on stilts"
    ]
    assert workspace.run("articles", "--month", "2016-01").returncode == 3


def test_articles_are_listed_with_the_topic_they_are_filed_under(workspace):
    workspace.put("feeds/page.txt", LISTING)
    with (workspace.root / "digest.toml").open("a") as settings:
        settings.write('[topics.health]\ntitle = "Health"\nkeywords = ["clinic"]\n')
    (one,) = lines(workspace.run("articles", "--topic", "health", "--json"))
    assert (one["title"], one["topics"]) == ("The clinic opens its doors", ["Health"])
    done = workspace.run("articles", "--topic", "sports")
    assert done.returncode == 2
    assert "--topic: 'sports': no such topic; expected one of health, more" in done.stderr


def test_why_says_in_or_out_and_the_reason(workspace):
    workspace.put(
        "feeds/page.txt",
        LISTING
        + "\n\nBut no date at all\n\nA text that stands at the end of the page and has no date before it, which happens.\n",
    )
    workspace.put("feeds/es.xml", rss(item("Uno"), head="<language>es</language>"))
    with (workspace.root / "digest.toml").open("a") as settings:
        settings.write('[topics.health]\ntitle = "Health"\nkeywords = ["clinic"]\n')
    clinic = workspace.run("why", "clinic")
    assert clinic.returncode == 0
    assert (
        "in 2021-10: it was published in the period; the lead, as it has a picture or the most to read, 'Health': its title holds the keyword 'clinic'"
        in clinic.stdout
    )
    other = workspace.run("why", "stilts", "--month", "2021-10", "--json")
    assert lines(other)[0]["in"] is False
    assert lines(other)[0]["issue"] == "2021-10"
    assert "is in 'es'; this issue is in 'en'" in workspace.run("why", "id-Uno").stdout
    nothing = workspace.run("why", "nobody wrote this")
    assert nothing.returncode == 2
    assert "none in the archive" in nothing.stderr


def test_init_makes_a_workspace_that_builds(tmp_path, workspace):
    done = workspace.run("init", "fresh")
    assert done.returncode == 0
    assert sorted(p.name for p in (workspace.root / "fresh").iterdir()) == [
        ".gitignore",
        "digest.toml",
        "feeds",
    ]
    workspace.put("fresh/feeds/page.txt", LISTING)
    assert workspace.run("build", "--project", "fresh", "--month", "2021-10").returncode == 0
    assert (workspace.root / "fresh/out/site/index.html").is_file()
    again = workspace.run("init", "fresh")
    assert again.returncode == 2
    assert "has a digest.toml already" in again.stderr


def test_a_workspace_that_is_none_is_named(workspace, tmp_path):
    done = workspace.run("--project", "nowhere", "build")
    assert done.returncode == 1
    assert "workspace: 'nowhere': holds no digest.toml; `digest init nowhere` makes one" in done.stderr


def test_the_workspace_is_found_from_a_folder_below(workspace):
    workspace.put("feeds/page.txt", LISTING)
    done = subprocess.run(
        [sys.executable, "-m", "digest", "articles", "--json"],
        cwd=workspace.root / "feeds",
        capture_output=True,
        text=True,
        check=False,
    )
    assert len(done.stdout.splitlines()) == 2


def test_a_pipe_that_closes_early_is_no_error(workspace):
    workspace.put("page.xml", rss(*(item(f"Article number {n}") for n in range(5000))))
    done = subprocess.run(
        f"{sys.executable} -m digest read page.xml | head -1",
        shell=True,
        cwd=workspace.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr


def test_fetch_without_remote_sources_says_how_to_add_one(workspace):
    done = workspace.run("fetch", "--json")
    assert done.returncode == 0
    assert "add one with [[sources]]" in done.stderr
    assert json.loads(done.stdout)["failures"] == []


def test_help_and_version_load_nothing_heavy():
    script = (
        "import sys; sys.argv = ['digest', '--version']\n"
        "from digest.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted(set(sys.modules) & {'jinja2', 'lxml', 'babel', 'premailer', 'feedparser', 'msgspec', 'nh3'}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_two_builds_of_one_workspace_are_the_same_to_the_byte(tmp_path, workspace):
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
    with (workspace.root / "digest.toml").open("a") as settings:
        settings.write('[[sources]]\npath = "feeds/p*.txt"\nlanguage = "es"\ntopics = ["Salud"]\n')
    done = workspace.run("build", "--month", "2021-10")
    assert done.returncode == 3
    assert "In another language: 1" in done.stderr


def test_no_sentence_of_an_error_is_a_traceback(workspace):
    (workspace.root / "digest.toml").write_text("[publication")
    done = workspace.run("build")
    assert done.returncode == 1
    assert re.fullmatch(r"digest: .*digest\.toml: .*\n", done.stderr)


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


@pytest.mark.parametrize("command", [("init", "a-file"), ("build", "--month", "2021-10", "--out", "a-file")])
def test_a_place_nothing_can_be_written_to_is_named(workspace, command):
    workspace.put("feeds/page.txt", LISTING)
    workspace.put("a-file", "")
    done = workspace.run(*command)
    assert done.returncode == 1
    assert re.search(r"^digest: '.*a-file.*': Not a directory$", done.stderr, re.MULTILINE)
    assert "Traceback" not in done.stderr


def test_why_says_that_a_source_is_gone_and_when_an_article_was_published(workspace):
    workspace.put("feeds/page.txt", LISTING)
    assert (
        "it was published on 2021-09-12 (America/Costa_Rica), outside 2021-10"
        in workspace.run("why", "stilts", "--month", "2021-10").stdout
    )
    (workspace.root / "feeds/page.txt").unlink()
    assert "its source 'feeds/page.txt' is gone" in workspace.run("why", "stilts").stdout


def test_a_pattern_of_the_settings_that_names_no_file_is_said(workspace):
    workspace.put("feeds/page.txt", LISTING)
    with (workspace.root / "digest.toml").open("a") as settings:
        settings.write('[[sources]]\npath = "feeds/typo*.txt"\nlanguage = "es"\n')
    done = workspace.run("build", "--month", "2021-10")
    assert done.returncode == 0
    assert "warning: digest.toml: [[sources]] path = 'feeds/typo*.txt' matches no file" in done.stderr
