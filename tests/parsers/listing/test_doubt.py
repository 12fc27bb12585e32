"""Notices about readings that the page itself contradicts."""

from datetime import UTC

import pytest

from digest.model import Document, Source
from digest.parsers import listing
from digest.parsers.listing import doubt, extract, observe_lines, read
from digest.parsers.listing.lines import split

TEXT = "The boats sail again after a long winter. All are glad about it."
ARTICLES = [
    f"{title}\n{day} October 2021\n{TEXT}"
    for title, day in [
        ("The ferry sails on Monday", 14),
        ("The mill turns in the wind", 11),
        ("The pier is mended at last", 6),
    ]
]


def doubts(page):
    return extract(observe_lines(split(page, 500))).doubts


def test_a_page_read_without_a_rest_raises_no_doubt():
    assert doubts("\n\n".join(ARTICLES)) == []


def test_a_date_like_those_of_the_articles_that_belongs_to_none_is_a_doubt():
    page = "\n\n".join([*ARTICLES, "2 October 2021"])
    assert doubts(page) == ["1 of the 4 dates it shows belongs to no article"]


def test_several_titles_with_dates_are_a_doubt():
    titles = [
        f"The great harbour week of {day} March 2020 draws boats from all the islands" for day in (5, 6, 7, 8)
    ]
    page = "\n\n".join(f"{day} October 2021\n\n{title}\n\n{TEXT}" for day, title in enumerate(titles, 1))
    assert any(reason.endswith("titles hold a date") for reason in doubts(page))


def test_articles_only_at_the_end_of_the_page_are_a_doubt():
    before = "\n".join(f"A line about the boats of number {word}" for word in "abcdefghijklmnopqrst")
    (reason,) = doubts(f"{before}\n\n{ARTICLES[0]}\n")
    assert reason.startswith("its articles begin only at line ")


def test_the_doubts_of_a_page_are_one_notice():
    page = "\n\n".join([*ARTICLES, "2 October 2021"])
    reading = read(Document(source=Source(name="a.txt"), content=page.encode()), UTC)
    assert [notice.text for notice in reading.notices] == [
        "look at this page: 1 of the 4 dates it shows belongs to no article"
    ]


@pytest.mark.parametrize("shake", [0.8])
def test_titles_that_hang_on_a_little_are_a_doubt(shake, monkeypatch):
    monkeypatch.setattr(doubt, "_SHAKE", 20.0)
    assert any("titles are uncertain" in reason for reason in doubts("\n\n".join(ARTICLES)))


ROW = "The ferry number {0} sails\t5 October 2021\n"
WRAPPED = "The ferry number {0} sails\nIt sails again after a long\nand dark winter, as all\nhave hoped for\nso long.\n"


@pytest.mark.parametrize("article", [ROW, WRAPPED])
def test_a_page_of_too_many_lines_is_reported_however_they_are_split_or_joined(article, monkeypatch):
    monkeypatch.setattr(listing, "MAX_LINES", 20)
    lines = "".join(map(article.format, range(21))).splitlines(keepends=True)
    for count, reported in ((20, []), (21, [20])):
        document = Document(source=Source(name="feeds/x.txt"), content="".join(lines[:count]).encode())
        notices = read(document, UTC).notices
        assert [notice.line for notice in notices if "too large a page" in notice.text] == reported
