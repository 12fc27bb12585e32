"""Articles written as the feeds of a newsroom's content system."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import format_datetime
from xml.sax.saxutils import escape

from digest.model import Article


def rss(articles: Iterable[Article]) -> bytes:
    """Return the articles as a newsroom's content system would publish them: RSS 2.0, HTML in it."""
    items = "".join(map(_item, articles))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">\n<channel>\n'
        "<title>The Valley Courier</title>\n<link>https://courier.example/</link>\n"
        f"<description>Every story</description>\n<language>en</language>\n{items}</channel>\n</rss>\n"
    ).encode()


def atom(articles: Iterable[Article]) -> bytes:
    """Return the articles as an Atom feed, HTML in it."""
    entries = "".join(map(_entry, articles))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n'
        "<title>The Valley Courier</title>\n<id>urn:courier</id>\n<updated>2021-11-01T00:00:00Z</updated>\n"
        f'<link rel="alternate" href="https://courier.example/"/>\n{entries}</feed>\n'
    ).encode()


def _entry(article: Article) -> str:
    content = f'<content type="html">{escape(article.content)}</content>\n' if article.content else ""
    return (
        f"<entry>\n<title>{escape(article.title)}</title>\n<id>{article.id}</id>\n"
        f'<link rel="alternate" href="{article.url}"/>\n<published>{article.published.isoformat()}</published>\n'
        f"<updated>{article.published.isoformat()}</updated>\n"
        + "".join(f"<author><name>{escape(name)}</name></author>\n" for name in article.authors)
        + "".join(f'<category term="{escape(topic)}"/>\n' for topic in article.topics)
        + f"<summary>{escape(article.summary)}</summary>\n{content}</entry>\n"
    )


def _item(article: Article) -> str:
    summary = "".join(f"<p>{escape(part)}</p>" for part in article.summary.split("\n\n"))
    content = f"<content:encoded><![CDATA[{article.content}]]></content:encoded>\n" if article.content else ""
    picture = (
        f'<media:content url="{article.image.url}" medium="image"><media:description>{escape(article.image.alt)}'
        "</media:description></media:content>\n"
        if article.image
        else ""
    )
    return (
        f"<item>\n<title>{escape(article.title)}</title>\n<link>{article.url}</link>\n"
        f'<guid isPermaLink="false">{article.id}</guid>\n<pubDate>{format_datetime(article.published)}</pubDate>\n'
        + "".join(f"<dc:creator>{escape(name)}</dc:creator>\n" for name in article.authors)
        + "".join(f"<category>{escape(topic)}</category>\n" for topic in article.topics)
        + f"<description>{escape(summary)}</description>\n{content}{picture}</item>\n"
    )
