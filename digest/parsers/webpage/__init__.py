"""Web pages: a newsroom's listing, or one article.

A page becomes lines that remember their element, link, pictures and `<time>`. Where its structure
sets the articles apart, each part is read by itself; where headlines and texts stand side by side,
the lines go the way of every listing page.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import tzinfo

from digest import dates
from digest.model import Article, DateFrom, Document, Notice, Reading, Source
from digest.parsers import entry, language, xml
from digest.parsers.listing.records import article
from digest.parsers.webpage import article_page, headline_groups, listing_page, metadata, tree
from digest.parsers.webpage.lines import MOST_ELEMENTS, lines
from digest.parsers.webpage.metadata import Metadata

MOST_LINES = 8_000
_TAG = re.compile(
    rb"(?>\s+|<!--.*?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|(?:html|head|body|main|section|article|div|ul|ol|table|p|h[1-6]|"
    rb"header|nav|meta|title|link|script|style|span|a|center|dl|tbody|tr|li)[\s>/])",
    re.IGNORECASE | re.DOTALL,
)


def sniff(content: bytes, _name: str) -> bool:
    """Return whether this is HTML or XHTML, whole or a part of a page."""
    head = content[:65536]
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", errors="ignore").encode()
    head = head.lstrip(b"\xef\xbb\xbf")
    return bool(_TAG.match(head)) or xml.root_name(content).lower() == "html"


def read(document: Document, zone: tzinfo) -> Reading:
    """Return the articles of a web page, in its order, with the page's feeds and the page that comes next.

    A page that is one article gives that one. Dates are those of `<time>` and the page's own data,
    else those its words state.
    """
    name = document.source.name
    root = tree.parse(document.content)
    address = document.address or (name if "://" in name else None)
    about = metadata.read(root, document.content, address)
    page = lines(root, about.base, zone, MOST_LINES)
    groups = headline_groups.find(page.lines)
    notices: list[Notice] = []
    if len(page.lines) >= MOST_LINES:
        text = f"is no page of ordinary size; its first {MOST_LINES:,} lines are read"
        notices.append(Notice(source=name, line=page.lines[-1].number, text=text))
    elif page.walked > MOST_ELEMENTS:
        text = f"is no page of ordinary size; its first {MOST_ELEMENTS:,} elements are read"
        notices.append(Notice(source=name, text=text))
    next_page = about.next_page
    if article_page.is_article(about, page.lines, groups):
        found, more = article_page.read(document, root, page, about, zone)
        notices += more
        next_page = None  # what comes after an article is another article
    else:
        records = listing_page.records(page, groups, about.base, document.source)
        made = [
            (_filled(article(one, name, zone), about, document.source, zone), one.title.number)
            for one in records
        ]
        found = entry.distinct(made, notices)
    if not found:
        text = "found no headline in the page; expected titles with texts"
        notices.append(Notice(source=name, text=text))
    if document.source.language is None:
        stated = entry.primary_subtag(about.language)
        found = tuple(
            replace(one, language=code or stated) for one, code in zip(found, language.of(found), strict=True)
        )
    return Reading(
        format="html", articles=found, notices=tuple(notices), next_page=next_page, feeds=about.feeds
    )


def _filled(found: Article, about: Metadata, source: Source, zone: tzinfo) -> Article:
    """Return an article with what the page's own data says of it, where the page shows nothing."""
    stated = about.listed.get(found.url or "")
    if stated is None:
        return found
    published = found.published or dates.parse_timestamp(stated.published, zone)
    picture = [stated.picture] if stated.picture else []
    return replace(
        found,
        published=published,
        date_from=found.date_from or (DateFrom.SOURCE if published else None),
        updated=found.updated or dates.parse_timestamp(stated.updated, zone),
        authors=found.authors or tuple(dict.fromkeys(stated.authors)),
        topics=found.topics or tuple(dict.fromkeys(stated.topics)),
        summary=found.summary or stated.summary,
        image=found.image
        or entry.image(entry.Entry(pictures=picture, base=about.base, states_base=True), source),
    )
