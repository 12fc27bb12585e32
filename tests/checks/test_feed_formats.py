"""The rules of Atom, RSS and JSON Feed, one broken feed each."""

import json

import pytest
from conftest import ROOT

from digest import config, periods
from digest.checks import check
from digest.checks.context import CheckContext

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom">
<id>tag:f.example,2021:f</id><title>F</title><updated>2021-10-15T12:00:00Z</updated><author><name>A</name></author>
<entry><id>tag:f.example,2021:1</id><title>E</title><updated>2021-10-15T12:00:00Z</updated><link href="https://f.example/1"/></entry>
</feed>"""

RSS = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>F</title><link>https://f.example/</link><description>D</description>
<item><title>E</title><guid>https://f.example/1</guid><pubDate>Fri, 15 Oct 2021 12:00:00 GMT</pubDate></item>
</channel></rss>"""

JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "F",
    "items": [
        {
            "id": "1",
            "title": "E",
            "content_text": "T",
            "attachments": [{"url": "https://f.example/1.mp3", "mime_type": "audio/mpeg"}],
            "tags": ["water"],
        }
    ],
}


@pytest.fixture(scope="module")
def context() -> CheckContext:
    settings = config.load(ROOT)
    period = periods.month("2021-10", settings.publication.timezone)
    return CheckContext(
        publication=settings.publication, period=period, mail_settings=settings.mail, files={}
    )


@pytest.fixture
def problems(context):
    """Return a function that checks one feed and returns the problems without the specification."""

    def check_feed(code: str, path: str, content: str) -> list[str]:
        files = {path: content.encode()}
        findings = check(CheckContext(**{**vars(context), "files": files}), [code])
        return [finding.text.rpartition(" (")[0] for finding in findings]

    return check_feed


def test_the_feeds_that_the_tests_break_are_valid(problems):
    assert problems("atom", "site/atom.xml", ATOM) == []
    assert problems("rss", "site/feed.xml", RSS) == []
    assert problems("rss-profile", "site/feed.xml", RSS) == []
    assert problems("json-feed", "site/feed.json", json.dumps(JSON)) == []


@pytest.mark.parametrize(
    ("find", "put", "problem"),
    [
        ("<title>F</title>", "", "has no title in the feed, where it is required"),
        ("<title>E</title>", "<title>E</title>" * 2, "has 2 title elements in an entry, where only one is allowed"),
        ("<title>E", "<summary/><summary/><title>E", "has 2 summary elements in an entry, where only one is allowed"),
        ("tag:f.example,2021:1", "1", "has the id '1', which is not an absolute IRI"),
        ("<title>E", "<published>2021-10-15</published><title>E", "has the date '2021-10-15', which is not an RFC 3339 date"),
        ('<link href="https://f.example/1"/>', "", "has an entry with neither content nor a link"),
        ('<link href="https://f.example/1"/>', "<link/>", "has a link without an address"),
        ("<title>E", '<link href="https://f.example/2"/><title>E', "has two alternate links of one type and language in an entry"),
        ("<title>E", "<category/><title>E", "has a category without a term"),
        ("<title>E", "<contributor/><title>E", "has a person without a name"),
        ("<title>E", '<title type="markdown">E', "has a text of the type 'markdown' instead of text, html or xhtml"),
    ],
)  # fmt: skip
def test_a_broken_atom_feed_is_reported(problems, find, put, problem):
    assert find in ATOM
    assert problems("atom", "site/atom.xml", ATOM.replace(find, put, 1)) == [problem]


def test_an_atom_feed_without_author_needs_one_in_each_entry(problems):
    feed = ATOM.replace("<author><name>A</name></author>", "")
    assert problems("atom", "site/atom.xml", feed) == ["has no author for the feed", "has no author for an entry"]  # fmt: skip
    feed = feed.replace("<title>E", "<author><name>A</name></author><title>E")
    assert problems("atom", "site/atom.xml", feed) == ["has no author for the feed"]


@pytest.mark.parametrize(
    ("find", "put", "problem"),
    [
        ('version="2.0"', 'version="0.92"', "is not RSS 2.0 with a channel"),
        ("<link>https://f.example/</link>", "<link> </link>", "has a channel without link"),
        ("Fri, 15 Oct 2021", "Friday", "has the pubDate 'Friday 12:00:00 GMT', which is not an RFC 822 date"),
        ("<title>E</title>", "", "has an item with neither title nor description"),
        ("https://f.example/1", "1", "has the guid '1', which is not an address; write isPermaLink=\"false\""),
        ("<title>E", '<enclosure url="u" type="t"/><title>E', "has an enclosure without length"),
        ("<title>E", '<enclosure url="u" type="t" length="long"/><title>E', "has an enclosure without a length in bytes"),
    ],
)  # fmt: skip
def test_a_broken_rss_feed_is_reported(problems, find, put, problem):
    assert find in RSS
    assert problems("rss", "site/feed.xml", RSS.replace(find, put, 1)) == [problem]


@pytest.mark.parametrize(
    ("find", "put", "problem"),
    [
        ("GMT", "CST", "has the pubDate 'Fri, 15 Oct 2021 12:00:00 CST'; write the year with four digits and the zone as a number or GMT"),
        ("<guid>https://f.example/1</guid>", "", "has an item without a guid, so feed readers may show it again and again"),
        ("<title>E", "<title>E &amp;amp; F", "has markup in the title 'E &amp; F', which must be plain text"),
        ("<title>E", "<content:encoded>C</content:encoded><title>E", "has an item with content:encoded but without description"),
        ("<title>E", "<enclosure/><enclosure/><title>E", "has an item with several enclosures, but feed readers use only one"),
        ("<title>E", "<author>Ana</author><title>E", "has the author 'Ana' without a mail address; write a name as dc:creator"),
    ],
)  # fmt: skip
def test_an_rss_feed_against_the_profile_is_reported(problems, find, put, problem):
    assert find in RSS
    assert problems("rss-profile", "site/feed.xml", RSS.replace(find, put, 1)) == [problem]


def test_an_unreadable_feed_is_reported_once(problems):
    (problem,) = problems("rss", "site/feed.xml", RSS.removesuffix("</rss>"))
    assert problem.startswith("cannot be read: ")
    assert problems("rss-profile", "site/feed.xml", RSS.removesuffix("</rss>")) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"title": 3}, "has no title"),
        ({"items": {}}, "has no list of items"),
        ({"items": ["x"]}, "has an item that is not an object"),
        ({"items": [{"id": "", "title": "E", "content_text": "T"}]}, "has no string id for 'E'"),
        ({"items": [{"id": "1"}]}, "has neither content_html nor content_text for '1'"),
        (
            {"items": [{"id": "1", "content_text": "T", "date_modified": "today"}]},
            "has the date_modified 'today', not an RFC 3339 date, for '1'",
        ),
        (
            {"items": [{"id": "1", "content_text": "T", "attachments": [{"url": "u"}]}]},
            "has an attachment without url or mime_type for '1'",
        ),
        (
            {"items": [{"id": "1", "content_text": "T", "tags": [3]}]},
            "has tags that are not a list of strings for '1'",
        ),
    ],
)
def test_a_broken_json_feed_is_reported(problems, change, problem):
    assert problems("json-feed", "site/feed.json", json.dumps(JSON | change)) == [problem]
