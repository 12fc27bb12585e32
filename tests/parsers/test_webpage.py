import subprocess
import sys
from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from digest.model import Document, Source
from digest.parsers import read_document

WORDS = "Boats went out for the first time since the storm, and the market filled within the hour, all said."
STORY = "<article><h2><a href='/{0}'>The harbour opens, part {0}</a></h2><time datetime='2021-10-0{0}'>x</time><p>{1}</p></article>"


def read(page, **document):
    source = Source(name="feeds/page.html", language=document.pop("language", None))
    return read_document(Document(source=source, content=page.encode(), **document), UTC)


def listing(*more):
    return "<html lang=en><body>" + "".join(STORY.format(n, WORDS) for n in (1, 2, 3)) + "".join(more)


def test_links_stand_on_the_address_the_page_came_from():
    articles = read(listing(), address="https://x.example/news/").articles
    assert [one.url for one in articles] == [f"https://x.example/{n}" for n in (1, 2, 3)]


def test_the_feeds_a_page_names_are_told_but_those_of_comments():
    page = (
        '<html><head><link rel=alternate type="application/rss+xml" href="/comments/feed">'
        '<link rel=alternate type="application/atom+xml" href="/atom.xml"></head>' + listing()
    )
    assert read(page, address="https://x.example/").feeds == ("https://x.example/atom.xml",)


def test_the_page_that_comes_next_is_told():
    pager = "<nav><a href='?page=2'>Next page</a></nav>"
    assert read(listing(pager), address="https://x.example/news").next_page == "https://x.example/news?page=2"


def test_a_next_page_on_another_host_is_none():
    pager = "<nav><a rel=next href='https://y.example/2'>Next page</a></nav>"
    assert read(listing(pager), address="https://x.example/news").next_page is None


def test_what_follows_an_article_is_no_next_page():
    page = f"<html><head><meta property='og:type' content='article'><link rel=next href='/b'></head><body><h1>The harbour opens</h1><p>{WORDS}</p><p>{WORDS}</p><p>{WORDS}</p>"
    reading = read(page, address="https://x.example/a")
    assert (len(reading.articles), reading.next_page) == (1, None)


def test_the_words_decide_the_language_before_the_page_does():
    spanish = (
        "Las lanchas salieron por primera vez desde la tormenta, y el mercado se llenó en menos de una hora."
    )
    page = (
        listing().replace(WORDS, spanish).replace("The harbour opens, part", "El puerto abre otra vez, parte")
    )
    assert {one.language for one in read(page).articles} == {"es"}


def test_the_setting_decides_the_language_before_all():
    assert {one.language for one in read(listing(), language="fr").articles} == {"fr"}


def test_text_our_own_reading_passes_over_is_found_by_trafilatura():
    page = f"<html><head><meta property='article:published_time' content='2021-10-05'></head><body><h1>The harbour opens again</h1><div class='social-news'>{f'<p>{WORDS}</p>' * 5}</div>"
    assert "Boats went out" in read(page).articles[0].content


def test_a_page_is_read_without_trafilatura_too():
    code = (
        "import sys; sys.modules['trafilatura'] = None\n"
        "from digest.parsers.webpage import fulltext\n"
        "print(repr(fulltext.extract(b'<html><body><p>x')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "''\n"


@given(
    st.lists(
        st.sampled_from(
            [
                "<h2>",
                "</h2>",
                "<a href=/x>",
                "</a>",
                "<li>",
                "<p>",
                "</div>",
                "<div class=date>",
                "<time datetime='2021-10-05'>",
                "<table>",
                "<td>",
                "The harbour opens",
                "12 Oct 2021",
                "<br>",
                WORDS,
            ]
        ),
        max_size=60,
    )
)
def test_no_soup_of_tags_invents_a_date_or_raises(parts):
    for article in read("<html><body>" + "".join(parts)).articles:
        assert article.published is None or article.published.isoformat()[:7] == "2021-10"


def test_a_page_that_is_one_article_tells_where_its_translations_are():
    head = (
        "<link rel=alternate hreflang=en href='/clinic'><link rel=alternate hreflang=es-MX href='/clinica'>"
        "<link rel=alternate hreflang=x-default href='/clinic'>"
        "<link rel=alternate hreflang=fr type='application/rss+xml' href='/fr.xml'>"
        "<meta property='og:type' content='article'>"
    )
    page = f"<html lang=en><head>{head}</head><body><h1>The clinic opens</h1><p>{WORDS * 4}</p></body></html>"
    (one,) = read(page, address="https://x.example/clinic").articles
    assert one.translations == ("https://x.example/clinica",)
