"""Read a page that is one article: its headline, dates, authors, picture and text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import tzinfo

from digest import dates
from digest.model import Article, DateFrom, Document, Notice
from digest.parsers import entry
from digest.parsers import html as markup
from digest.parsers.listing.phrases import BYLINE
from digest.parsers.listing.records import Record
from digest.parsers.webpage import fulltext, tree
from digest.parsers.webpage.article_text import find_text, is_paragraph
from digest.parsers.webpage.bylines import split_names, take_beside_date
from digest.parsers.webpage.headline_groups import HeadlineGroup
from digest.parsers.webpage.hints import Hint
from digest.parsers.webpage.lines import Page, PageLine
from digest.parsers.webpage.metadata import Metadata
from digest.text import fold

# Characters of running text outside any list of headlines.
_MIN_TEXT = 250
_MUCH_TEXT = 900
_MIN_HEADING = 15
_MIN_MAIN_HEADING = 20
_MAX_TOPIC = 60
_MAX_AUTHOR = 90
# The lines around the heading that may hold date, author and topics.
_LINES_BEFORE = 3
_LINES_AFTER = 6
_TITLE_SEPARATOR = re.compile(r"\s+[|–—·»:-]\s+")


def is_article_page(metadata: Metadata, lines: list[PageLine], groups: list[HeadlineGroup]) -> bool:
    """Return True if a page is one article rather than a list of them.

    Args:
        metadata: The page's metadata.
        lines: The lines of the page.
        groups: The groups of its headlines, the best first.
    """
    lists = [group for group in groups if len(group.titles) > 1 or group is groups[0]]
    in_cards = {index for group in lists for index in group.line_indexes}
    own_text = _text_size(line for index, line in enumerate(lines) if index not in in_cards)
    if not groups:
        return _is_plain_article(metadata, lines, own_text)
    if not groups[0].cards:
        # Headlines between texts are the sub-headings of an article, or a list.
        is_stated = metadata.is_article
        return own_text >= _MIN_TEXT and _are_subheadings(groups[0].titles, lines, is_stated=is_stated)
    if metadata.is_article:
        return own_text >= _MIN_TEXT
    listed_text = sum(len(lines[index].text) for index in in_cards)
    return own_text >= _MUCH_TEXT and own_text > listed_text and _has_main_heading(lines)


def _is_plain_article(metadata: Metadata, lines: list[PageLine], text_size: int) -> bool:
    """Return True if a page without groups of headlines is an article."""
    if metadata.is_article or metadata.article.published:
        return True
    linked_headings = sum(line.is_heading and line.link is not None for line in lines)
    return _has_main_heading(lines) and text_size >= _MIN_TEXT and linked_headings < 2


def _has_main_heading(lines: list[PageLine]) -> bool:
    return any(line.is_main_heading for line in lines)


def _text_size(lines: Iterable[PageLine]) -> int:
    return sum(len(line.text) for line in lines if is_paragraph(line))


def _are_subheadings(titles: list[int], lines: list[PageLine], *, is_stated: bool) -> bool:
    """Return True if headings divide the text of a single article.

    Such headings are seldom links, seldom have a date below them, and text precedes the first.

    Args:
        titles: The indexes of the headings' lines.
        lines: The lines of the page.
        is_stated: The page's metadata call it an article.
    """
    linked = sum(lines[index].link is not None for index in titles)
    if linked * 2 > len(titles):
        return False
    if is_stated:
        return True
    main = next((index for index, line in enumerate(lines) if line.is_main_heading), None)
    if main is None or main >= titles[0] or len(lines[main].text) < _MIN_MAIN_HEADING:
        return False
    dated = sum(any(line.date_candidate for line in lines[index + 1 : index + 3]) for index in titles)
    return dated * 2 <= len(titles) and any(is_paragraph(line) for line in lines[main : titles[0]])


def read_article(
    document: Document, root: tree.Element, page: Page, metadata: Metadata, zone: tzinfo
) -> tuple[tuple[Article, ...], list[Notice]]:
    """Return the article of a page in a tuple, and the notices about it.

    The metadata precede the page's lines. Data they lack are taken from around the visible heading.

    Args:
        document: The page as it came.
        root: The root element of the page.
        page: The lines and pictures of the page.
        metadata: The page's metadata.
        zone: The timezone of dates that state none.
    """
    made = _entry(root, page, metadata, zone)
    made.content = find_text(page.lines) or fulltext.extract(document.content)
    articles, notices = entry.articles([made], document.source, zone)
    if articles and articles[0].published is None:
        dateline, _ = dates.split_dateline(markup.to_text(made.content))
        if dateline:
            published = dateline.to_datetime(zone)
            articles = (replace(articles[0], published=published, date_from=DateFrom.DATELINE),)
    articles = tuple(replace(article, translations=metadata.translations) for article in articles)
    return articles, list(notices)


def _entry(root: tree.Element, page: Page, metadata: Metadata, zone: tzinfo) -> entry.Entry:
    """Return the page's article, still without its text."""
    stated = metadata.article
    page_title = _page_title(root, metadata.site)
    place = _find_heading(page.lines, stated.title or page_title)
    heading = page.lines[place].text if place is not None else ""
    title = _choose_title(heading, stated.title, metadata.site) or page_title
    nearby = [line for line in _lines_near(page.lines, place) if line.text != heading]
    return entry.Entry(
        url=stated.url,
        title=html.escape(title, quote=False),
        published=stated.published or _shown_date(nearby, page.lines, zone),
        updated=stated.updated or _shown_update(page.lines),
        authors=_escape_all(stated.authors or _shown_authors(nearby)),
        topics=_escape_all(stated.topics or _shown_topics(nearby)),
        summary=html.escape(stated.summary, quote=False),
        pictures=_pictures(page, metadata, place),
        base=metadata.base,
        states_base=bool(metadata.base),
    )


def _escape_all(texts: Iterable[str]) -> list[str]:
    return [html.escape(text, quote=False) for text in texts]


def _lines_near(lines: list[PageLine], place: int | None) -> list[PageLine]:
    """Return the lines around the heading, or around the page's top without one."""
    place = place or 0
    return lines[max(0, place - _LINES_BEFORE) : place + _LINES_AFTER + 1]


def _shown_date(nearby: list[PageLine], lines: list[PageLine], zone: tzinfo) -> str:
    """Return the date near the heading, or else the page's first machine-readable date, or ""."""
    dated = sorted((line for line in nearby if line.date_candidate), key=lambda line: line.published is None)
    machine_readable = (line for line in lines if line.published)
    line = next((line for line in (*dated, *machine_readable) if line.date_candidate), None)
    return line.date_candidate.to_datetime(zone).isoformat() if line and line.date_candidate else ""


def _shown_update(lines: list[PageLine]) -> str:
    return next((line.updated.isoformat() for line in lines if line.updated), "")


def _shown_topics(nearby: list[PageLine]) -> list[str]:
    return [line.text for line in nearby if line.hint == Hint.TOPIC and len(line.text) <= _MAX_TOPIC]


def _shown_authors(nearby: list[PageLine]) -> list[str]:
    """Return the authors that a line near the heading names: a by-line, a date's line, or an author's."""
    for line in nearby:
        byline = BYLINE.fullmatch(line.text)
        if byline:
            return split_names(byline["name"])
        if line.date_candidate:
            record = Record(line)
            line.date = line.date_candidate
            take_beside_date(record, line)
            if record.authors:
                return record.authors
        elif line.hint == Hint.AUTHOR and len(line.text) <= _MAX_AUTHOR:
            return split_names(line.text)
    return []


def _pictures(page: Page, metadata: Metadata, place: int | None) -> list[entry.Picture]:
    """Return the picture in the metadata, and the first one near or below the heading."""
    first_line = max(0, (place or 0) - 2)
    shown = [found.picture for found in page.pictures if found.line_index >= first_line][:1]
    return [metadata.article.picture, *shown] if metadata.article.picture else shown


def _find_heading(lines: list[PageLine], stated: str) -> int | None:
    """Return the index of the visible heading, or None.

    Args:
        lines: The lines of the page.
        stated: The title in the page's metadata.
    """
    # The longest line that repeats the title; else the first long h1, h2 or h3; else a line named a title.
    title = fold(stated)
    repeating = [
        index
        for index, line in enumerate(lines)
        if len(line.folded) > 8 and (line.folded == title or (line.is_heading and line.folded in title))
    ]
    if repeating:
        return max(repeating, key=lambda index: (len(lines[index].folded), -index))
    for tags in (("h1",), ("h2", "h3")):
        headings = [index for index, line in enumerate(lines) if tree.name(line.element) in tags]
        if headings:
            return max(headings, key=lambda index: (len(lines[index].text) >= _MIN_HEADING, -index))
    return next((index for index, line in enumerate(lines) if line.hint == Hint.TITLE), None)


def _choose_title(heading: str, stated: str, site: str) -> str:
    """Return the visible heading if the stated title agrees with it, else the stated title."""
    stated = _without_site(stated, site)
    if not heading or not stated:
        return heading or stated
    agrees = fold(stated).startswith(fold(heading)) or fold(heading).startswith(fold(stated))
    return heading if agrees else stated


def _page_title(root: tree.Element, site: str) -> str:
    title = root.find(".//title")
    return "" if title is None else _without_site(" ".join("".join(title.itertext()).split()), site)


def _without_site(title: str, site: str) -> str:
    """Return a page's title without the name of the site at either end."""
    parts = _TITLE_SEPARATOR.split(title)
    if len(parts) < 2:
        return title
    without_last = title[: title.rfind(parts[-1])]
    if site and fold(parts[-1]) == fold(site):
        return without_last.rstrip(" |–—·»:-")
    if site and fold(parts[0]) == fold(site):
        return title[len(parts[0]) :].lstrip(" |–—·»:-")
    if "|" in title and len(parts[-1]) < len(parts[0]):
        return without_last.rstrip(" |–—·»")
    return title
