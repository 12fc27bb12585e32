"""Web pages: a newsroom's listing, or one article.

A page becomes lines that know their element, link and machine-readable date. If headlines of one
shape repeat, each with a part of the page to itself, every such card is read alone. If headlines
and texts stand side by side, their lines are read like those of any listing.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import tzinfo

from digest import dates
from digest.model import Article, DateFrom, Document, Notice, Reading, Source
from digest.parsers import entry, xml
from digest.parsers.language import detect_languages
from digest.parsers.listing.records import to_article
from digest.parsers.webpage import tree
from digest.parsers.webpage.article_page import is_article_page, read_article
from digest.parsers.webpage.headline_groups import HeadlineGroup, find_headline_groups
from digest.parsers.webpage.lines import Page
from digest.parsers.webpage.listing_page import read_records
from digest.parsers.webpage.metadata import Metadata, read_metadata
from digest.parsers.webpage.walker import MAX_ELEMENTS, MAX_LINES, walk

_SNIFFED_BYTES = 65536
_FIRST_TAG = re.compile(
    rb"(?>\s+|<!--.*?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|(?:html|head|body|main|section|article|div|ul|ol|table|p|h[1-6]|"
    rb"header|nav|meta|title|link|script|style|span|a|center|dl|tbody|tr|li)[\s>/])",
    re.IGNORECASE | re.DOTALL,
)


def sniff(content: bytes, _name: str) -> bool:
    """Return True for HTML or XHTML, a whole page or a part of one."""
    head = content[:_SNIFFED_BYTES]
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", errors="ignore").encode()
    head = head.lstrip(b"\xef\xbb\xbf")
    return bool(_FIRST_TAG.match(head)) or xml.root_name(content).lower() == "html"


def read(document: Document, zone: tzinfo) -> Reading:
    """Return the articles of a web page in its order, with its feeds and the page that follows.

    A page that is one article gives that one. Dates come from `<time>` and the page's metadata,
    else from its words.

    Args:
        document: The page.
        zone: The timezone of dates that state none.

    Raises:
        SourceError: The page holds no element.
    """
    source = document.source
    root = tree.parse(document.content)
    address = document.base
    metadata = read_metadata(root, document.content, address)
    page = walk(root, metadata.base, zone)
    groups = find_headline_groups(page.lines)
    notices = _notices_of_size(page, source.name)
    next_page = metadata.next_page
    if is_article_page(metadata, page.lines, groups):
        articles, more = read_article(document, root, page, metadata, zone)
        next_page = None  # the page that follows an article is another article
    else:
        articles, more = _read_listing(page, groups, metadata, source, zone)
    notices += more
    if not articles:
        text = "found no headline in the page; expected titles with texts"
        notices.append(Notice(source=source.name, text=text))
    if source.language is None:
        articles = _with_languages(articles, entry.primary_subtag(metadata.language))
    return Reading(
        format="html",
        articles=articles,
        notices=tuple(notices),
        next_page=next_page,
        feeds=metadata.feeds,
    )


def _notices_of_size(page: Page, source: str) -> list[Notice]:
    """Return a notice if the page was too large to be read whole."""
    if len(page.lines) >= MAX_LINES:
        text = f"is too large a page; only its first {MAX_LINES:,} lines were read"
        return [Notice(source=source, line=page.lines[-1].number, text=text)]
    if page.element_count > MAX_ELEMENTS:
        text = f"is too large a page; only its first {MAX_ELEMENTS:,} elements were read"
        return [Notice(source=source, text=text)]
    return []


def _read_listing(
    page: Page, groups: list[HeadlineGroup], metadata: Metadata, source: Source, zone: tzinfo
) -> tuple[tuple[Article, ...], list[Notice]]:
    """Return the articles of a listing page, and the notices about them."""
    made = []
    records, doubts = read_records(page, groups, metadata.base, source)
    for record in records:
        found = _complete(to_article(record, source.name, zone), metadata, source, zone)
        made.append((found, record.title.number))
    notices: list[Notice] = []
    articles = entry.distinct(made, notices)
    if articles and doubts:
        notices.append(Notice(source=source.name, text=f"look at this page: {'; '.join(doubts)}"))
    return articles, notices


def _complete(found: Article, metadata: Metadata, source: Source, zone: tzinfo) -> Article:
    """Return an article completed from the page's structured data."""
    data = metadata.listed.get(found.url or "")
    if data is None:
        return found
    published = found.published or dates.parse_timestamp(data.published, zone)
    pictures = [data.picture] if data.picture else []
    pictured = entry.Entry(pictures=pictures, base=metadata.base, states_base=True)
    return replace(
        found,
        published=published,
        date_from=found.date_from or (DateFrom.SOURCE if published else None),
        updated=found.updated or dates.parse_timestamp(data.updated, zone),
        authors=found.authors or tuple(dict.fromkeys(data.authors)),
        topics=found.topics or tuple(dict.fromkeys(data.topics)),
        summary=found.summary or data.summary,
        image=found.image or entry.image(pictured, source),
    )


def _with_languages(articles: tuple[Article, ...], page_language: str | None) -> tuple[Article, ...]:
    """Return the articles with the language of their words, or else that of the page."""
    return tuple(
        replace(found, language=code or page_language)
        for found, code in zip(articles, detect_languages(articles), strict=True)
    )
