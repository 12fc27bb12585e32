"""Web pages: addresses, feeds, languages; whole pages are cases in tests/data/parsers/html."""

import subprocess
import sys
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Document, Source
from digest.parsers import read_document
from digest.parsers.webpage import hints, tree
from digest.parsers.webpage.bylines import split_names, without_by
from digest.parsers.webpage.furniture import is_furniture
from digest.parsers.webpage.hints import Hint

WORDS = "Boats went out for the first time since the storm, and the market filled within the hour, all said."
CARD = "<article><h2><a href='/{0}'>The harbour opens, part {0}</a></h2><time datetime='2021-10-0{0}'>x</time><p>{1}</p></article>"


def read(page, **document):
    source = Source(name="feeds/page.html", language=document.pop("language", None))
    return read_document(Document(source=source, content=page.encode(), **document), UTC)


def listing(after=""):
    return "<html lang=en><body>" + "".join(CARD.format(n, WORDS) for n in (1, 2, 3)) + after


def test_relative_links_are_resolved_against_the_address_of_the_page():
    articles = read(listing(), address="https://x.example/news/").articles
    assert [article.url for article in articles] == [f"https://x.example/{n}" for n in (1, 2, 3)]


def test_the_feeds_of_a_page_are_found_except_feeds_of_comments():
    page = (
        '<html><head><link rel=alternate type="application/rss+xml" href="/comments/feed">'
        '<link rel=alternate type="application/atom+xml" href="/atom.xml"></head>' + listing()
    )
    assert read(page, address="https://x.example/").feeds == ("https://x.example/atom.xml",)


def test_the_next_page_of_a_listing_is_found():
    pager = "<nav><a href='?page=2'>Next page</a></nav>"
    assert read(listing(pager), address="https://x.example/news").next_page == "https://x.example/news?page=2"


def test_a_next_page_on_another_host_is_ignored():
    pager = "<nav><a rel=next href='https://y.example/2'>Next page</a></nav>"
    assert read(listing(pager), address="https://x.example/news").next_page is None


def test_an_article_has_no_next_page():
    page = f"<html><head><meta property='og:type' content='article'><link rel=next href='/b'></head><body><h1>The harbour opens</h1><p>{WORDS}</p><p>{WORDS}</p><p>{WORDS}</p>"
    reading = read(page, address="https://x.example/a")
    assert (len(reading.articles), reading.next_page) == (1, None)


def test_the_language_of_the_words_precedes_that_of_the_page():
    spanish = (
        "Las lanchas salieron por primera vez desde la tormenta, y el mercado se llenó en menos de una hora."
    )
    page = (
        listing().replace(WORDS, spanish).replace("The harbour opens, part", "El puerto abre otra vez, parte")
    )
    assert {article.language for article in read(page).articles} == {"es"}


def test_the_language_in_the_settings_precedes_all_others():
    assert {article.language for article in read(listing(), language="fr").articles} == {"fr"}


def test_trafilatura_finds_a_text_that_our_own_reading_misses():
    page = f"<html><head><meta property='article:published_time' content='2021-10-05'></head><body><h1>The harbour opens again</h1><div class='social-news'>{f'<p>{WORDS}</p>' * 5}</div>"
    assert "Boats went out" in read(page).articles[0].content


def test_a_page_can_be_read_without_trafilatura():
    code = (
        "import sys; sys.modules['trafilatura'] = None\n"
        "from digest.parsers.webpage import fulltext\n"
        "print(repr(fulltext.extract(b'<html><body><p>x')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "''\n"


TAGS_AND_TEXTS = [
    "<h2>", "</h2>", "<a href=/x>", "</a>", "<li>", "<p>", "</div>", "<div class=date>", "<table>", "<td>", "<br>",
    "<time datetime='2021-10-05'>", "The harbour opens", "12 Oct 2021", WORDS,
]  # fmt: skip


@given(st.lists(st.sampled_from(TAGS_AND_TEXTS), max_size=60))
def test_no_mix_of_tags_raises_or_invents_a_date(tags):
    for article in read("<html><body>" + "".join(tags)).articles:
        assert article.published is None or article.published.isoformat()[:7] == "2021-10"


def test_an_article_lists_the_addresses_of_its_translations():
    head = (
        "<link rel=alternate hreflang=en href='/clinic'><link rel=alternate hreflang=es-MX href='/clinica'>"
        "<link rel=alternate hreflang=x-default href='/clinic'>"
        "<link rel=alternate hreflang=fr type='application/rss+xml' href='/fr.xml'>"
        "<meta property='og:type' content='article'>"
    )
    page = f"<html lang=en><head>{head}</head><body><h1>The clinic opens</h1><p>{WORDS * 4}</p></body></html>"
    (article,) = read(page, address="https://x.example/clinic").articles
    assert article.translations == ("https://x.example/clinica",)


def element(markup):
    return tree.parse(markup.encode()).find("body")[0]


@pytest.mark.parametrize(
    ("markup", "hint"),
    [
        ("<div class=post-title>", Hint.TITLE),
        ("<div class='entry title-date'>", Hint.DATE),
        ("<div class='summary author'>", Hint.AUTHOR),
        ("<div itemprop=dateModified class=title>", Hint.UPDATED),
        ("<a rel=tag class=author>", Hint.TOPIC),
        ("<time class=title>", Hint.DATE),
        ("<figcaption>", Hint.CREDIT),
        ("<div class=wrapper id=main>", Hint.NONE),
    ],
)
def test_the_names_of_an_element_announce_its_content(markup, hint):
    assert hints.of_element(element(markup)) == hint


@pytest.mark.parametrize(
    "markup",
    [
        "<nav>",
        "<header><nav></nav>",
        "<div role=navigation>",
        "<div class=site-footer>",
        "<div id=shareBar>",
        "<div class=is-hidden>",
        "<div style='display: none'>",
        "<div hidden>",
    ],
)
def test_navigation_footers_and_hidden_parts_are_furniture(markup):
    assert is_furniture(element(markup), share=0.1)


@pytest.mark.parametrize(
    "markup",
    ["<div class=card-footer>", "<div class=no-sidebar>", "<header>", "<article><footer></footer></article>"],
)
def test_parts_of_an_article_are_not_furniture(markup):
    assert not any(is_furniture(part, share=0.1) for part in element(markup).iter())


def test_an_element_with_most_of_the_text_is_not_furniture_whatever_its_name():
    assert not is_furniture(element("<div class=social>"), share=0.6)


def test_a_byline_is_split_only_between_names_of_persons():
    assert split_names("Ana Ruiz, Bo Li and Cleo Katz") == ["Ana Ruiz", "Bo Li", "Cleo Katz"]
    assert split_names("Ministry of Ports and Fishing") == ["Ministry of Ports and Fishing"]


@pytest.mark.parametrize(
    ("text", "authors", "topics"),
    [
        ("5 October 2021 | By Ana Ruiz", ["Ana Ruiz"], []),
        ("Boats | 5 October 2021", [], ["Boats"]),
        ("Posted on 5 October 2021 by Ana Ruiz", ["Ana Ruiz"], []),
        ("Boats, 5 October 2021", [], []),
    ],
)
def test_author_and_topic_are_taken_from_beside_the_date(text, authors, topics):
    page = f"<html><body>{''.join(CARD.format(n, WORDS) for n in (1, 2, 3))}".replace(
        "<time datetime='2021-10-02'>x</time>", f"<p>{text}</p>"
    )
    article = read(page).articles[1]
    assert (list(article.authors), list(article.topics)) == (authors, topics)


@pytest.mark.parametrize(
    "name",
    [
        "Linda Gray",
        "Vonda Parks",
        "Byron Wade",
        "Maria da Silva",
        "De Vries",
        "Pardeep Dale",
        "Yvonne Parson",
    ],
)
def test_a_name_is_not_cut_at_a_word_for_by(name):
    assert without_by(name) == name


@pytest.mark.parametrize(
    "line",
    [
        "By Ana Ruiz",
        "Words by Ana Ruiz",
        "Texto de Ana Ruiz",
        "von Ana Ruiz",
        "Author: Ana Ruiz",
        "— por Ana Ruiz",
    ],
)
def test_words_for_by_before_a_name_are_left_out(line):
    assert without_by(line) == "Ana Ruiz"


def test_xhtml_ends_its_empty_elements_itself():
    page = '<?xml version="1.0"?><html><head><script src="x"/></head><body><p>The harbour opens</p></body></html>'
    assert [child.text for child in tree.parse(page.encode()).find("body")] == ["The harbour opens"]


def test_a_part_of_a_page_may_begin_with_a_table_row():
    assert len(list(tree.parse(b"<tr><td>A</td><td>B</td></tr>").iter("td"))) == 2


def titles(*headings):
    page = "".join(f"<article><h2>{text}</h2><p>{WORDS}</p></article>" for text in headings)
    return [article.title for article in read(page).articles]


def test_a_date_before_or_behind_most_titles_is_no_part_of_them():
    assert titles("Ferry sails, 3 May 2020", "Mill opens, 4 May 2020") == ["Ferry sails", "Mill opens"]
    assert titles("3 May 2020: Ferry sails", "4 May 2020: Mill opens") == ["Ferry sails", "Mill opens"]


def test_a_date_in_few_titles_is_a_part_of_them():
    headings = [
        "The ferry sails, 3 May 2020",
        "The mill opens again",
        "The bridge closes",
        "The school begins",
    ]
    assert titles(*headings) == headings


def test_titles_that_differ_by_their_dates_alone_keep_them():
    headings = [
        "Minutes of a meeting, 3 May 2020",
        "Minutes of a meeting, 4 May 2020",
        "Minutes of a meeting, 5 May 2020",
    ]
    assert titles(*headings) == headings


def notices(page):
    return " ".join(str(notice) for notice in read(page).notices)


def cards(count, date=""):
    return "".join(
        f"<article><h2><a href=/{n}>The harbour opens, part {n}</a></h2>{date}<p>{WORDS}</p></article>"
        for n in range(count)
    )


def test_a_page_without_signs_of_doubt_gives_no_notice():
    assert notices(listing()) == ""


def test_dates_outside_all_articles_are_reported():
    dates = "<p>3 May 2021</p><p>4 May 2021</p>"
    assert "2 of the 2 dates it shows belong to no article" in notices(cards(3) + dates)


def test_a_range_of_days_is_reported_with_the_number_of_undated_articles():
    found = notices(cards(3, "<p>3-5 October 2021</p>"))
    assert "'3-5 October 2021' does not tell one day, and 3 articles are undated" in found


def test_linked_headings_outside_all_articles_are_reported():
    headings = "".join(f"<h4><a href=/x{n}>Another story of the town, number {n}</a></h4>" for n in range(4))
    assert "4 linked headings belong to no article" in notices(listing(f"<section>{headings}</section>"))


def test_months_above_undated_articles_are_reported():
    assert "its headings name months, and 3 of its 3 articles are undated" in notices(
        f"<h3>May 2021</h3>{cards(3)}"
    )
