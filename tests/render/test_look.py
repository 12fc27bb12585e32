"""The mail and the pages in a real browser and in html-validate."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import tool
from playwright.sync_api import sync_playwright
from programs import html_errors

from digest.checks.built_mail import BuiltMail
from digest.checks.text_colours import text_colours

HOME = "https://tideline.example/"
PAGES = ["mail", "", "issues/2021-10/", "topics/water/", "mail.es", "es/", "es/issues/2021-10/"]
# Rules of axe that a mail cannot follow, with the reason.
NOT_FOR_MAIL = {
    "landmark-one-main": "mail readers strip main; the wrapper is role=article",
    "region": "mail readers strip the landmarks",
}


@pytest.fixture(scope="module")
def browser():
    path = tool("chromium")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        running = playwright.chromium.launch(executable_path=path, args=arguments)
        yield running
        running.close()


@pytest.fixture
def show(browser, sample):
    """Open a page of the sample in the browser, its home address served from out/site."""
    site, opened = sample.root / "out/site", []

    def serve(route):
        path = site / route.request.url.removeprefix(HOME).split("#")[0]
        path = path / "index.html" if path.is_dir() else path
        route.fulfill(path=str(path))

    def open_page(name, width=600, scheme="light"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        opened.append(context)
        context.route(HOME + "**", serve)
        page = context.new_page()
        mail = (sample.root / f"out/mail/2021-10/{name.replace('mail', 'digest')}.html").as_uri()
        page.goto(mail if name.startswith("mail") else HOME + name)
        return page

    yield open_page
    for context in opened:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [600, 375, 320])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_screen(show, name, width, scheme):
    page = show(name, width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def violations(page, waived=()):
    found = Axe().run(page).response["violations"]
    return json.dumps([v for v in found if v["id"] not in waived], indent=1)[:3000]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [600, 375])
@pytest.mark.parametrize("name", ["mail", "mail.es"])
def test_axe_finds_nothing_in_the_mail(show, name, width, scheme):
    assert violations(show(name, width, scheme), NOT_FOR_MAIL) == "[]"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "name", [name for name in PAGES if "mail" not in name], ids=lambda name: name or "home"
)
def test_axe_finds_nothing_on_a_page_of_each_kind(show, name, scheme):
    assert violations(show(name, 600, scheme)) == "[]"


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page_of_the_site(show, sample, scheme):
    site = sample.root / "out/site"
    pages = sorted(path.parent.relative_to(site).as_posix() + "/" for path in site.rglob("index.html"))
    assert len(pages) > 10
    for name in pages:
        assert violations(show(name.removeprefix("./"), 600, scheme)) == "[]", name


@pytest.mark.parametrize("name", ["mail", "mail.es"])
def test_our_contrast_check_finds_the_colours_that_a_browser_shows(show, sample, name):
    page = show(name)
    in_browser = page.evaluate(
        """[...document.querySelectorAll('td *, td')].filter(e => [...e.childNodes].some(
            n => n.nodeType == 3 && n.data.trim().length > 1)).map(e => {
              let g = e; while (getComputedStyle(g).backgroundColor == 'rgba(0, 0, 0, 0)') g = g.parentElement;
              return [getComputedStyle(e).color, getComputedStyle(g).backgroundColor] })"""
    )
    html = (sample.root / f"out/mail/2021-10/{name.replace('mail', 'digest')}.html").read_bytes()
    mail = BuiltMail(language="en", path="", source=html, text="", text_path="", message=b"", message_path="")
    found = {(rgb(text.colour), rgb(text.background)) for text in text_colours(mail, dark=False)}
    assert {tuple(pair) for pair in in_browser} == found


def rgb(colour):
    return "rgb({}, {}, {})".format(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))


def test_the_lead_picture_fills_the_width_of_the_text(show):
    box = show("mail").locator("img.picture, td img").first.bounding_box()
    assert round(box["width"]) == 552
    box = show("mail", 375).locator("td img").first.bounding_box()
    assert round(box["width"]) == 375 - 32


def test_the_preheader_is_invisible(show):
    assert not show("mail").locator("body > div").first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colour_scheme_of_the_reader_is_followed(show, scheme):
    ground = show("mail", scheme=scheme).evaluate(
        "getComputedStyle(document.querySelector('table')).backgroundColor"
    )
    assert ground == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(26, 30, 35)")


def test_html_validate_finds_no_error(sample):
    assert html_errors([sample.root / "out"]) == ""
