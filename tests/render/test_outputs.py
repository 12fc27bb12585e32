"""The files of a build: the golden sample, feeds that read back, pages without broken links."""

import json
import re
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest
from conftest import ROOT, item, rss
from lxml import etree, html

from digest.render.outputs import OUTPUTS

GOLDEN = [
    "mail/2021-10/digest.html",
    "mail/2021-10/digest.txt",
    "mail/2021-10/digest.eml",
    "mail/2021-10/digest.es.html",
    "mail/2021-10/digest.es.txt",
    "mail/2021-10/digest.es.eml",
    "site/es/index.html",
    "site/es/issues.xml",
    "site/es/feeds.opml",
    "site/es/issues/2021-10/index.html",
    "site/es/issues/2021-10/atom.xml",
    "site/es/topics/water/index.html",
    "site/es/topics/water/feed.xml",
    "site/index.html",
    "site/feed.xml",
    "site/atom.xml",
    "site/feed.json",
    "site/issues.xml",
    "site/feeds.opml",
    "site/issues/2021-10/index.html",
    "site/issues/2021-10/feed.xml",
    "site/issues/2021-10/atom.xml",
    "site/issues/2021-10/feed.json",
    "site/topics/water/index.html",
    "site/topics/water/feed.xml",
    "site/topics/water/atom.xml",
    "site/topics/water/feed.json",
]
ATOM = "{http://www.w3.org/2005/Atom}"
FH = "{http://purl.org/syndication/history/1.0}"


@pytest.mark.parametrize("name", GOLDEN)
def test_the_sample_is_golden(sample, golden, name):
    golden(name, (sample.root / "out" / name).read_bytes())


def test_every_output_of_the_table_has_a_golden_file():
    patterns = {
        output.path.format(period="2021-10", topic="water", language_folder="", language_suffix="")
        for output in OUTPUTS
    }
    assert patterns <= set(GOLDEN)


def feeds(sample):
    return sorted(path for path in (sample.root / "out/site").rglob("*.xml"))


def test_feedparser_reads_the_same_titles_dates_and_ids_from_every_feed(sample):
    for path in feeds(sample):
        if path.name == "issues.xml":
            continue
        truth = json.loads((path.parent / "feed.json").read_text())["items"]
        parsed = feedparser.parse(path.read_bytes())
        assert not parsed.bozo, path
        assert [(e.title, e.id, e.link) for e in parsed.entries] == [
            (item["title"], item["id"], item["url"]) for item in truth
        ]
        for entry, expected in zip(parsed.entries, truth, strict=True):
            assert datetime(*entry.published_parsed[:6], tzinfo=UTC) == datetime.fromisoformat(
                expected["date_published"]
            )


def test_an_atom_feed_is_valid_against_rfc_4287(sample):
    schema = etree.RelaxNG(etree.parse(ROOT / "tests/data/atom.rng"))
    for path in feeds(sample):
        if path.name == "atom.xml":
            assert schema.validate(etree.parse(path)), schema.error_log


def test_an_rss_feed_keeps_the_rss_advisory_boards_profile(sample):
    for path in feeds(sample):
        if path.name == "atom.xml":
            continue
        channel = ET.parse(path).getroot().find("channel")
        (self_link,) = [link for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
        assert (
            self_link.get("href")
            == "https://tideline.example/" + path.relative_to(sample.root / "out/site").as_posix()
        )
        for name in ("title", "link", "description", "language", "lastBuildDate"):
            assert channel.find(name).text
        ids = [entry.find("guid").text for entry in channel.findall("item")]
        assert len(set(ids)) == len(ids) > 0
        for entry in channel.findall("item"):
            assert re.fullmatch(
                r"\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}", entry.find("pubDate").text
            )
            assert entry.find("link").text.startswith("https://")
            assert entry.find("description").text
            assert "<" not in entry.find("title").text
            encoded = entry.find("{http://purl.org/rss/1.0/modules/content/}encoded")
            for address in re.findall(r'(?:href|src)="([^"]*)"', encoded.text if encoded is not None else ""):
                assert urlsplit(address).scheme in ("http", "https", "mailto")


def test_a_json_feed_has_the_fields_of_version_1_1(sample):
    for path in sorted((sample.root / "out/site").rglob("feed.json")):
        feed = json.loads(path.read_text())
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["feed_url"].endswith(path.relative_to(sample.root / "out/site").as_posix())
        for entry in feed["items"]:
            assert isinstance(entry["id"], str)
            assert "content_html" in entry or "content_text" in entry


def test_no_link_inside_the_site_is_broken(sample):
    site, home = sample.root / "out/site", "https://tideline.example/"
    pages = {path: html.parse(str(path)) for path in site.rglob("*.html")}
    for path, page in pages.items():
        base = home + path.relative_to(site).as_posix()
        for address in page.xpath("//@href | //@src"):
            url = urljoin(base, address)
            if not url.startswith(home) or url.startswith((home + "reports/", home + "voices/")):
                continue  # the newsroom's own pages
            target = site / urlsplit(url).path.lstrip("/")
            target = target / "index.html" if target.is_dir() else target
            assert target.is_file(), (path, address)
            anchor = urlsplit(url).fragment
            if anchor:
                assert html.parse(str(target)).xpath("//*[@id=$a]", a=anchor), (path, address)


def test_every_feed_entry_without_an_address_of_its_own_links_to_its_anchor(sample):
    site = sample.root / "out/site"
    for path in site.rglob("feed.json"):
        for entry in json.loads(path.read_text())["items"]:
            page, _, anchor = entry["url"].removeprefix("https://tideline.example/").partition("#")
            if anchor:
                target = html.parse(str(site / page / "index.html"))
                assert target.xpath("//*[@id=$a]", a=anchor), entry["url"]


def test_every_article_of_the_mail_is_in_its_plain_text(sample):
    titles = html.fromstring(sample.read("mail/2021-10/digest.html")).xpath("//h2[a] | //h3")
    text = " ".join(sample.read("mail/2021-10/digest.txt").split())
    assert len(titles) == 16
    for title in titles:
        assert " ".join(title.text_content().split()) in text


def test_the_plain_text_keeps_to_72_columns(sample):
    for line in sample.read("mail/2021-10/digest.txt").splitlines():
        assert len(line) <= 72 or "://" in line


def test_the_mail_is_lean(sample):
    page = sample.read("mail/2021-10/digest.html")
    assert len(page.encode()) < 60_000
    body = html.fromstring(page)
    for cell in body.xpath("//td[h2[@class='label']]"):
        cards = cell.xpath("h3")
        markup = len(etree.tostring(cell)) - len(cell.text_content().encode())
        assert markup / len(cards) < 1200


def test_the_mail_keeps_the_rules_of_html_for_mail(sample):
    page = sample.read("mail/2021-10/digest.html")
    body = html.fromstring(page)
    assert page.startswith("<!DOCTYPE html>")
    assert body.get("lang") == "en"
    assert body.xpath(
        "//div[@role='article' and @aria-roledescription='email' and @aria-label and @lang and @dir]"
    )
    assert len(body.xpath("//h1")) == 1
    assert not body.xpath(
        "//header | //main | //article | //section | //font | //picture | //script | //form"
    )
    for table in body.xpath("//table"):
        assert (
            table.get("role"),
            table.get("border"),
            table.get("cellpadding"),
            table.get("cellspacing"),
        ) == ("presentation", "0", "0", "0")
    for image in body.xpath("//img"):
        assert image.get("src").startswith("https://")
        assert image.get("alt") is not None
        assert image.get("width")
    assert "var(" not in page.split("</style>")[1]
    assert len(page.split("<style")[1].split("</style>")[0]) < 16_000
    text = body.xpath("string(//div[@role='article'])")
    assert text.index("Tideline") < text.index("Unsubscribe")
    assert "Coastal Towns Office" in text


def test_a_closed_month_is_an_archive_document_in_a_chain(workspace):
    workspace.put("feeds/f.xml", rss(*(item(m, f"15 {m} 2021 12:00:00 GMT") for m in ("Aug", "Sep", "Oct"))))
    for month in ("2021-08", "2021-09", "2021-10", "2021-09"):
        assert workspace.run("build", "--month", month).returncode == 0
    for name in ("feed.xml", "atom.xml"):

        def links(page, name=name):
            root = ET.parse(workspace.root / "out/site" / page / name).getroot()
            head = root.find("channel") if name == "feed.xml" else root
            assert (head.find(f"{FH}archive") is not None) == bool(page)
            return {link.get("rel"): link.get("href") for link in head.findall(f"{ATOM}link")}

        assert links("")["prev-archive"] == f"https://test.example/issues/2021-10/{name}"
        september = links("issues/2021-09")
        assert september["prev-archive"] == f"https://test.example/issues/2021-08/{name}"
        assert september["next-archive"] == f"https://test.example/issues/2021-10/{name}"
        assert september["current"] == f"https://test.example/{name}"
        assert "prev-archive" not in links("issues/2021-08")
    issues = feedparser.parse((workspace.root / "out/site/issues.xml").read_bytes())
    assert [entry.title for entry in issues.entries] == [
        "The Test, October 2021",
        "The Test, September 2021",
        "The Test, August 2021",
    ]


def test_the_fixed_feeds_hold_the_newest_articles_up_to_the_newest_issue(workspace):
    days = [f"{day:02} {month} 2021 12:00:00 GMT" for month in ("Sep", "Oct", "Nov") for day in range(1, 25)]
    workspace.put("feeds/f.xml", rss(*(item(f"a{n}", day) for n, day in enumerate(days))))
    workspace.run("build", "--month", "2021-10")
    titles = [entry["title"] for entry in json.loads(workspace.read("site/feed.json"))["items"]]
    assert titles == [f"a{n}" for n in range(47, 17, -1)]
    workspace.run("build", "--month", "2021-09")
    assert [entry["title"] for entry in json.loads(workspace.read("site/feed.json"))["items"]] == titles


def test_ids_of_feeds_are_unique_over_sources_and_stay(workspace):
    workspace.put(
        "feeds/a.xml", rss(item("One").replace("id-One", "7"), item("Two").replace("id-Two", "urn:x:2"))
    )
    workspace.put("feeds/b.xml", rss(item("Three").replace("id-Three", "7")))
    workspace.run("build", "--month", "2021-10")
    ids = {entry["title"]: entry["id"] for entry in json.loads(workspace.read("site/feed.json"))["items"]}
    assert ids == {
        "One": "tag:test.example,2021-10-15:feeds/a.xml:7",
        "Two": "urn:x:2",
        "Three": "tag:test.example,2021-10-15:feeds/b.xml:7",
    }


def test_markup_in_a_source_is_text_in_every_output(workspace):
    evil = "&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; {{ 7*7 }}"
    workspace.put(
        "feeds/f.xml",
        rss(
            item(
                evil,
                more="<category>&lt;b onclick=x&gt;</category><author>&lt;img src=x onerror=y&gt;</author>",
            ),
            item(
                "Other",
                more='<link>javascript:alert(1)</link><enclosure type="image/png" url="javascript:x"/>',
            ),
        ),
    )
    assert workspace.run("build", "--month", "2021-10").returncode == 0
    for name, content in workspace.files().items():
        text = content.decode()
        if name.endswith((".html", ".xml", ".opml")):
            assert "<script" not in text, name
            assert "javascript:" not in text, name
            assert "onerror=y>" not in text, name
    page = html.fromstring(workspace.read("mail/2021-10/digest.html"))
    assert "<script>alert(1)</script> & {{ 7*7 }}" in " ".join(page.text_content().split())


@pytest.mark.parametrize(
    ("options", "label"),
    [
        (("--month", "2021-10"), "October 2021"),
        (("--week", "2021-W41"), "Oct 11\u2009–\u200917, 2021"),
        (("--quarter", "2021-Q4"), "4th quarter 2021"),
        (("--year", "2021"), "2021"),
        (("--from", "2021-10-15", "--to", "2021-10-15"), "October 15, 2021"),
    ],
)
def test_every_kind_of_period_has_a_name_in_words(workspace, options, label):
    workspace.put("feeds/f.xml", rss(item("A")))
    assert workspace.run("build", *options).returncode == 0
    (mail,) = (workspace.root / "out/mail").iterdir()
    assert f'aria-label="The Test, {label}: A"' in (mail / "digest.html").read_text()


def test_a_spanish_publication_has_spanish_texts_and_dates(workspace):
    (workspace.root / "digest.toml").write_text(
        '[publication]\ntitle = "Marea"\nhome = "https://m.example/"\nlanguages = ["es"]\nfirst_issue = "2021-10"\n'
    )
    workspace.put("feeds/f.xml", rss(item("Uno"), item("Dos"), head="<language>es</language>"))
    assert workspace.spawn("build", "--month", "2021-10", LANG="en_US.UTF-8").returncode == 0
    text = workspace.read("mail/2021-10/digest.txt")
    assert "Octubre de 2021 · N.º 1 · 2 noticias" in text
    assert "15 de octubre" in text
    assert "Recibe este correo porque está suscrito a Marea." in text


def test_a_language_without_texts_is_refused(workspace):
    settings = (
        (workspace.root / "digest.toml").read_text().replace("timezone", 'languages = ["tlh"]\ntimezone')
    )
    (workspace.root / "digest.toml").write_text(settings)
    workspace.put("feeds/f.xml", rss(item("A"), head="<language>tlh</language>"))
    done = workspace.run("build", "--month", "2021-10")
    assert done.returncode == 1
    assert "locale/tlh.toml: no such file" in done.stderr


def test_a_page_shows_a_picture_of_the_workspace_before_it_is_published(sample):
    (picture,) = html.fromstring(sample.read("site/issues/2021-10/index.html")).xpath("//img/@src")
    assert (sample.root / "out/site/issues/2021-10" / picture).resolve().is_file()
