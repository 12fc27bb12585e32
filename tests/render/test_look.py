"""The mail and the pages in a real browser, and under html-validate."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT, tool
from playwright.sync_api import sync_playwright

HOME = "https://tideline.example/"
PAGES = ["mail", "", "issues/2021-10/", "topics/water/", "mail.es", "es/", "es/issues/2021-10/"]
# What a mail cannot follow, and why.
NOT_FOR_MAIL = {
    "landmark-one-main": "mail readers strip main; the wrapper is role=article",
    "region": "the same",
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
    """Open a page of the sample as a reader would, its home served from out/site."""
    site, opened = sample.root / "out/site", []

    def serve(route):
        path = site / route.request.url.removeprefix(HOME).split("#")[0]
        path = path / "index.html" if path.is_dir() else path
        route.fulfill(path=str(path))

    def shown(name, width=600, scheme="light"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        opened.append(context)
        context.route(HOME + "**", serve)
        page = context.new_page()
        mail = (sample.root / f"out/mail/2021-10/{name.replace('mail', 'digest')}.html").as_uri()
        page.goto(mail if name.startswith("mail") else HOME + name)
        return page

    yield shown
    for context in opened:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [600, 375, 320])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_screen(show, name, width, scheme):
    page = show(name, width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(show, name, scheme):
    found = Axe().run(show(name, 600, scheme)).response["violations"]
    left = [v["id"] for v in found if not (name.startswith("mail") and v["id"] in NOT_FOR_MAIL)]
    assert left == [], json.dumps([v for v in found if v["id"] in left], indent=1)[:3000]


def test_the_lead_picture_fills_the_measure(show):
    box = show("mail").locator("img.picture, td img").first.bounding_box()
    assert round(box["width"]) == 552
    box = show("mail", 375).locator("td img").first.bounding_box()
    assert round(box["width"]) == 375 - 32


def test_the_preheader_is_not_seen(show):
    assert not show("mail").locator("body > div").first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_scheme_of_the_reader_is_followed(show, scheme):
    ground = show("mail", scheme=scheme).evaluate(
        "getComputedStyle(document.querySelector('table')).backgroundColor"
    )
    assert ground == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(26, 30, 35)")


def test_html_validate_finds_no_error(sample):
    program = tool("html-validate", str(ROOT / ".venv/node/node_modules/.bin/html-validate"))
    pages = [
        *map(str, sorted((sample.root / "out").rglob("*.html"))),
    ]
    done = subprocess.run(
        [program, "--config", str(ROOT / "tests/data/htmlvalidate.json"), *pages],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
        cwd=Path(program).parent,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr
