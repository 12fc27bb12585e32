"""One issue a language: its texts, pages, mail and feeds, and the links between the languages."""

import json
from email import message_from_bytes, policy
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT, Workspace, item, rss, tool
from lxml import html
from playwright.sync_api import sync_playwright
from programs import html_errors

from digest.model import Theme
from digest.render.environment import Templates

HOME = "https://tide.example/"
SETTINGS = """
[publication]
title = { en = "Tide", ar = "المد", fr = "La Marée" }
tagline = { en = "News", ar = "أخبار الساحل" }
home = "https://tide.example/"
languages = ["en", "fr", "pt", "ar"]
%s
[mail]
unsubscribe = "https://tide.example/leave"
to = { en = "readers@tide.example", fr = "lecteurs@tide.example" }
%s
"""
TITLES = {
    "en": ("The clinic", "The well"),
    "fr": ("La clinique", "Le puits"),
    "pt": ("A clínica", "O poço"),
    "ar": ("المستوصف الجديد", "بئر القرية"),
}


def link(address):
    return f"<link>{address}</link>"


def newsroom(root: Path, publication: str = "", mail: str = "") -> Workspace:
    """Make a workspace in four languages: all have an article on the clinic, each has one on a well of its own."""
    made = Workspace(root)
    (root / "digest.toml").write_text(SETTINGS % (publication, mail), encoding="utf-8")
    for code, (clinic, well) in TITLES.items():
        items = (
            item(clinic, more=link(f"https://n.example/{code}/clinic")),
            item(well, "Fri, 01 Oct 2021 12:00:00 GMT", "<author>Ada</author>"),
        )
        made.put(f"feeds/{code}.xml", rss(*items, head=f"<language>{code}</language>"))
    return made


def built(made: Workspace, **environment) -> Workspace:
    done = made.run("build", "--month", "2021-10", **environment)
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture(scope="module")
def four(tmp_path_factory):
    return built(newsroom(tmp_path_factory.mktemp("four") / "w"))


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    return built(newsroom(tmp_path_factory.mktemp("marked") / "w", 'untranslated = "mark"'))


@pytest.fixture(scope="module")
def linked(tmp_path_factory):
    return built(newsroom(tmp_path_factory.mktemp("linked") / "w", 'untranslated = "link"'))


@pytest.fixture(scope="module")
def together(tmp_path_factory):
    return built(newsroom(tmp_path_factory.mktemp("together") / "w", mail="together = true"))


def headlines(made, name):
    return [" ".join(t.text_content().split()) for t in page(made, name).xpath("//h2[a] | //h3[a]")]


def page(made, name):
    return html.document_fromstring(made.read(name).encode(), parser=html.HTMLParser(encoding="utf-8"))


@pytest.mark.parametrize(
    ("code", "strap", "day"),
    [
        ("fr", "Octobre 2021 · 2 articles", "1er octobre · Ada"),
        ("pt", "Outubro de 2021 · 2 notícias", "1º de outubro · Ada"),
        ("ar", "أكتوبر 2021 · خبران", "1 أكتوبر · Ada"),
    ],
)
def test_each_language_has_its_own_dates_and_plurals(four, code, strap, day):
    text = four.read(f"mail/2021-10/digest.{code}.txt").splitlines()
    assert strap in text
    assert day in text


def test_arabic_runs_from_right_to_left_in_mail_and_pages(four):
    for name in ("mail/2021-10/digest.ar.html", "site/ar/index.html", "site/ar/issues/2021-10/index.html"):
        assert (page(four, name).get("lang"), page(four, name).get("dir")) == ("ar", "rtl")
    mail = page(four, "mail/2021-10/digest.ar.html")
    assert mail.xpath("//div[@role='article' and @dir='rtl' and @lang='ar']")
    assert mail.xpath("//table[@dir='rtl']/tbody[@align='right']")
    assert "letter-spacing:0" in mail.xpath("//h1")[0].get("style").replace(" ", "").split("-0.5px;")[-1]
    french = page(four, "mail/2021-10/digest.fr.html")
    assert [element.get("hreflang") for element in french.xpath("//*[@dir='rtl']")] == ["ar"]


def pages(made):
    site = made.root / "out/site"
    return {
        HOME + p.parent.relative_to(site).as_posix().removeprefix(".").rstrip("/") + "/"
        if p.parent != site
        else HOME: p
        for p in site.rglob("*.html")
    }


@pytest.mark.parametrize("workspace_name", ["four", "marked"])
def test_pages_of_all_languages_name_each_other_and_themselves(workspace_name, request):
    alternates = {}
    for address, path in pages(request.getfixturevalue(workspace_name)).items():
        links = html.parse(str(path)).xpath("//link[@rel='alternate' and @hreflang and not(@type)]")
        alternates[address] = {link.get("hreflang"): link.get("href") for link in links}
    assert alternates[HOME] == {"x-default": HOME, "en": HOME} | {
        c: f"{HOME}{c}/" for c in ("fr", "pt", "ar")
    }
    for address, links in alternates.items():
        assert address in links.values(), address
        assert links["x-default"] == links["en"]
        for other in links.values():
            assert alternates[other] == links, (address, other)


def test_every_page_and_mail_links_to_the_other_languages(four):
    for name in ("site/fr/index.html", "site/fr/issues/2021-10/index.html", "site/fr/topics/more/index.html"):
        links = page(four, name).xpath("//nav[@class='languages']/a")
        assert [link.text for link in links] == ["English", "Português", "العربية"]
        for link in links:
            assert ((four.root / "out" / name).parent / link.get("href")).resolve().is_file()
    mail = page(four, "mail/2021-10/digest.fr.html")
    assert mail.xpath("//a[@hreflang='en']/@href") == [f"{HOME}issues/2021-10/"]
    assert f"English:\n{HOME}issues/2021-10/\n" in four.read("mail/2021-10/digest.fr.txt")


def test_a_language_without_an_issue_of_the_month_is_linked_from_the_index_only(tmp_path):
    made = newsroom(tmp_path / "w")
    for code in ("fr", "pt", "ar"):
        (made.root / f"feeds/{code}.xml").unlink()
    made.put(
        "feeds/fr.xml", rss(item("Septembre", "10 Sep 2021 12:00:00 GMT"), head="<language>fr</language>")
    )
    assert made.run("build", "--month", "2021-09").returncode == 0
    assert not (made.root / "out/site/index.html").exists()
    done = made.run("build", "--month", "2021-10")
    assert done.returncode == 0
    assert "La Marée, 2021-10 (fr): no article in 'fr'; that issue is not written." in done.stderr
    assert page(made, "site/index.html").xpath("//nav/a/@href") == ["fr/index.html"]
    assert page(made, "site/topics/more/index.html").xpath("//nav/a/@href") == [
        "../../fr/topics/more/index.html"
    ]
    assert not page(made, "site/issues/2021-10/index.html").xpath(
        "//nav[@class='languages'] | //link[@hreflang='fr']"
    )
    assert not (made.root / "out/mail/2021-10/digest.fr.html").exists()


def test_a_period_without_articles_in_any_language_ends_with_exit_code_3(tmp_path):
    made = newsroom(tmp_path / "w")
    assert made.run("build", "--month", "2016-01").returncode == 3
    for code in TITLES:
        (made.root / f"feeds/{code}.xml").unlink()
    made.put("feeds/de.xml", rss(item("Die Klinik"), head="<language>de</language>"))
    done = made.run("build", "--month", "2021-10")
    assert done.returncode == 3
    assert (
        "1 article in 2021-10, but none in any of the publication's languages (en, fr, pt, ar)" in done.stderr
    )
    assert not (made.root / "out").exists()


def test_each_language_has_its_own_title_and_mailing_list(four):
    def message(suffix):
        raw = (four.root / f"out/mail/2021-10/digest{suffix}.eml").read_bytes()
        return message_from_bytes(raw, policy=policy.default)

    english, french, arabic = message(""), message(".fr"), message(".ar")
    assert english["List-Id"] == '"Tide" <tide.tide.example>'
    assert french["List-Id"] == '"La Mare" <fr.tide.tide.example>'
    assert [m["Content-Language"] for m in (english, french, arabic)] == ["en", "fr", "ar"]
    assert [m["To"] for m in (english, french)] == ["readers@tide.example", "lecteurs@tide.example"]
    assert french["From"] == "La Marée <newsletter@tide.example>"
    assert french["Subject"].startswith("La Marée, Octobre 2021 : La clinique")
    assert arabic["Subject"].startswith("المد، أكتوبر 2021: ")
    assert french["Archived-At"] == f"<{HOME}fr/issues/2021-10/>"
    assert french["List-Archive"] == f"<{HOME}fr/>"
    assert len({m["Message-ID"] for m in (english, french, arabic)}) == 3


def test_the_feeds_of_a_language_hold_its_own_articles_only(marked):
    """Marked articles are in mail and pages only: a reader of two feeds gets no article twice."""
    site = marked.root / "out/site"
    for code, titles in TITLES.items():
        folder = site / ("" if code == "en" else code)
        for feed in (folder, folder / "issues/2021-10", folder / "topics/more"):
            parsed = feedparser.parse((feed / "atom.xml").read_bytes())
            assert {entry.title for entry in parsed.entries} == set(titles)
            address = HOME + feed.relative_to(site).as_posix().removeprefix(".")
            address = address.rstrip("/") + "/"
            links = {link.rel: link.href for link in parsed.feed.links}
            assert (links["self"], links["alternate"]) == (f"{address}atom.xml", address)
            assert parsed.feed.language == code
            channel = ET.parse(feed / "feed.xml").getroot().find("channel")
            assert (channel.find("link").text, channel.find("language").text) == (address, code)
            assert json.loads((feed / "feed.json").read_text())["feed_url"] == f"{address}feed.json"


def test_the_opml_file_lists_the_feeds_of_all_languages_its_own_first(four):
    listed = ET.fromstring(four.read("site/fr/feeds.opml").encode()).findall(".//outline")
    assert [outline.get("language") for outline in listed] == ["fr"] * 3 + ["en"] * 3 + ["pt"] * 3 + [
        "ar"
    ] * 3
    assert (listed[0].get("text"), listed[0].get("xmlUrl")) == (
        "La Marée: Tous les articles",
        f"{HOME}fr/feed.xml",
    )
    for outline in listed:
        assert (four.root / "out/site" / outline.get("xmlUrl").removeprefix(HOME)).is_file()


def test_an_article_without_a_translation_is_left_out(four):
    assert headlines(four, "mail/2021-10/digest.html") == ["The clinic", "The well"]


def test_an_article_without_a_translation_can_be_shown_with_its_language_marked(marked):
    titles = headlines(marked, "mail/2021-10/digest.html")
    assert titles == ["The clinic", "The well", "[AR] بئر القرية", "[FR] Le puits", "[PT] O poço"]
    assert headlines(marked, "mail/2021-10/digest.ar.html")[0] == "المستوصف الجديد"
    for name in ("mail/2021-10/digest.html", "site/issues/2021-10/index.html"):
        (title,) = [t for t in page(marked, name).xpath("//h3") if "[AR]" in t.text_content()]
        assert (title.get("lang"), title.get("dir")) == ("ar", "rtl")
    assert "[FR] Le puits\n" in marked.read("mail/2021-10/digest.txt")


def test_an_article_without_a_translation_can_be_linked_at_the_end(linked):
    assert headlines(linked, "mail/2021-10/digest.html") == ["The clinic", "The well"]
    for name in ("mail/2021-10/digest.html", "site/issues/2021-10/index.html"):
        heads = [h.text_content().strip() for h in page(linked, name).xpath("//h2")]
        assert heads[-3:] == ["Also in Arabic", "Also in French", "Also in Portuguese"]
        (address,) = page(linked, name).xpath("//*[@lang='fr']/a[text()='Le puits']/@href")
        target, _, anchor = address.partition("#")
        assert target == f"{HOME}fr/issues/2021-10/"
        assert page(linked, "site/fr/issues/2021-10/index.html").xpath("//*[@id=$a]", a=anchor)
    text = linked.read("mail/2021-10/digest.txt")
    assert "ALSO IN FRENCH\n\n  Le puits\n  https://tide.example/fr/issues/2021-10/#le-puits-" in text


def test_the_build_lists_the_articles_without_a_translation(tmp_path):
    made = newsroom(tmp_path / "w")
    wells = (item(f"Well {n}") for n in range(14))
    made.put("feeds/wells.xml", rss(*wells, head="<language>en</language>"))
    done = made.run("build", "--month", "2021-10")
    part = done.stderr.split("Without a translation into 'pt', so left out of that issue: 17\n")[1]
    assert part.splitlines()[12] == "  … and 5 more; `--json` lists them all"
    report = json.loads(made.run("build", "--month", "2021-10", "--json", "--quiet").stdout)
    assert [issue["language"] for issue in report["issues"]] == ["en", "fr", "pt", "ar"]
    portuguese = report["issues"][2]
    assert len(portuguese["untranslated"]) == 17
    assert "La clinique" not in [article["title"] for article in portuguese["untranslated"]]
    assert portuguese["message"].endswith("mail/2021-10/digest.pt.eml")


def test_one_mail_can_hold_all_languages(together):
    mails = sorted(path.name for path in (together.root / "out/mail/2021-10").iterdir())
    assert mails == ["digest.eml", "digest.html", "digest.txt"]
    assert headlines(together, "mail/2021-10/digest.html") == [
        t for titles in TITLES.values() for t in titles
    ]
    mail = page(together, "mail/2021-10/digest.html")
    for code in ("fr", "pt", "ar"):
        (jump,) = mail.xpath("//div[@lang='en']//a[@href=$to]", to=f"#{code}")
        assert jump.get("lang") == code
        assert mail.xpath("//div[@role='article' and @id=$a]/@lang", a=code) == [code]
    assert len(mail.xpath("//body")) == 1
    assert "\nEn français\xa0: plus bas\n" in together.read("mail/2021-10/digest.txt")
    message = message_from_bytes(
        (together.root / "out/mail/2021-10/digest.eml").read_bytes(), policy=policy.default
    )
    assert message["Content-Language"] == "en, fr, pt, ar"
    assert message["List-Id"] == '"Tide" <tide.tide.example>'
    assert message["Subject"] == "Tide, October 2021 / Octobre 2021 / Outubro de 2021 / أكتوبر 2021"
    assert (together.root / "out/site/fr/issues/2021-10/index.html").is_file()


def test_the_mail_of_all_languages_is_the_same_with_styles_inlined_late(together, tmp_path):
    made = newsroom(tmp_path / "w", mail="together = true")
    shipped = Templates(Theme()).source("email/inline.css")
    made.put("templates/email/inline.css", shipped + "\n.sheet .nowhere { color: red }\n")
    built(made)
    late, early = (page(each, "mail/2021-10/digest.html") for each in (made, together))
    assert [
        (e.tag, e.get("style", "").replace(" ", "").replace('"', "'")) for e in late.iter("td", "h1", "h3")
    ] == [
        (e.tag, e.get("style", "").replace(" ", "").replace('"', "'")) for e in early.iter("td", "h1", "h3")
    ]


def test_all_languages_have_the_same_bytes_under_another_clock_and_locale(four, tmp_path):
    other = built(
        newsroom(tmp_path / "w"),
        LANG="ar_EG.UTF-8",
        LC_ALL="C.UTF-8",
        TZ="Asia/Kathmandu",
        PYTHONHASHSEED="7",
    )
    assert other.files() == four.files()


def test_no_language_is_published_when_one_cannot_be_rendered(tmp_path):
    made = newsroom(tmp_path / "w")
    made.put("templates/locale/ar.toml", "direction = ")
    done = made.run("build", "--month", "2021-10")
    assert done.returncode == 1
    assert "templates/locale/ar.toml: " in done.stderr
    assert not list((made.root / "out").rglob("*.html")) if (made.root / "out").exists() else True


def test_a_language_with_texts_but_unknown_to_babel_is_refused(tmp_path):
    made = newsroom(tmp_path / "w")
    text = (made.root / "digest.toml").read_text(encoding="utf-8").replace('"ar"]', '"qqq"]')
    (made.root / "digest.toml").write_text(text, encoding="utf-8")
    made.put("templates/locale/qqq.toml", (ROOT / "templates/locale/en.toml").read_bytes())
    made.put("feeds/ar.xml", rss(item("Qqq"), head="<language>qqq</language>"))
    done = made.run("build", "--month", "2021-10")
    assert done.returncode == 1
    assert "templates/locale/qqq.toml: 'qqq': no dates are known in this language" in done.stderr


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>F</title><id>urn:f</id>
<entry><id>urn:e</id><title>Une clinique sans pareille</title><updated>2021-10-20T00:00:00Z</updated>
<link rel="alternate" hreflang="en-GB" href="https://n.example/a-clinic-like-no-other"/>
<link rel="alternate" hreflang="fr" href="https://n.example/une-clinique"/><summary>S</summary></entry></feed>"""


def test_translations_named_in_a_feed_are_paired(tmp_path):
    made = newsroom(tmp_path / "w")
    made.put("feeds/atom.xml", ATOM)
    english = item("Like no other", more=link("https://n.example/a-clinic-like-no-other"))
    translated = """<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="alternate" hreflang="pt" href="https://n.example/outro"/>"""
    head = "<language>en</language>"
    made.put(
        "feeds/e.xml",
        rss(english, item("Another", more=link("https://n.example/another") + translated), head=head),
    )
    made.put(
        "feeds/p.xml",
        rss(item("Outro", more=link("https://n.example/outro")), head="<language>pt</language>"),
    )
    report = json.loads(made.run("build", "--month", "2021-10", "--json", "--quiet").stdout)
    lacking = {
        issue["language"]: {article["title"] for article in issue["untranslated"]}
        for issue in report["issues"]
    }
    assert "Une clinique sans pareille" not in lacking["en"]
    assert "Like no other" not in lacking["fr"]
    assert "Another" in lacking["fr"]
    assert "Another" not in lacking["pt"]
    assert "https://n.example/une-clinique" in made.read("mail/2021-10/digest.fr.html")


def test_why_explains_the_issue_in_the_articles_own_language(four):
    assert "in 2021-10: it was published in the period" in four.run("why", "clinique").stdout


PAGES = [
    ("four", "mail/2021-10/digest.ar.html"),
    ("four", "site/ar/index.html"),
    ("four", "site/ar/issues/2021-10/index.html"),
    ("marked", "mail/2021-10/digest.ar.html"),
    ("linked", "mail/2021-10/digest.ar.html"),
    ("linked", "site/ar/issues/2021-10/index.html"),
    ("together", "mail/2021-10/digest.html"),
]


def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(request):
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=tool("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for made, name in PAGES:
            for width, scheme in ((600, "light"), (375, "dark")):
                context = running.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
                opened = context.new_page()
                opened.goto((request.getfixturevalue(made).root / "out" / name).as_uri())
                assert opened.evaluate("document.documentElement.scrollWidth") <= width, (made, name)
                mail = {"landmark-one-main", "region"} if name.startswith("mail") else set()
                found = {v["id"] for v in Axe().run(opened).response["violations"]}
                assert found <= mail, (made, name, found)
                context.close()
        running.close()


def test_html_validate_finds_no_error(four, marked, linked, together):
    assert html_errors(made.root / "out" for made in (four, marked, linked, together)) == ""
