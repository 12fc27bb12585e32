"""A page that is one article: its headline, dates, author, picture and text."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import replace
from datetime import tzinfo

from lxml import etree

from digest import dates
from digest.model import Article, DateFrom, Document, Notice
from digest.parsers import entry
from digest.parsers import html as markup
from digest.parsers.listing.lines import BYLINE
from digest.parsers.listing.records import Record
from digest.parsers.webpage import fulltext, listing_page, tree
from digest.parsers.webpage.headline_groups import Group
from digest.parsers.webpage.lines import Page, PageLine
from digest.parsers.webpage.metadata import Metadata
from digest.text import clean, fold

_PARAGRAPH = 80
_SENTENCE = 45
_ENOUGH = 250
_MUCH = 900
_NEAR = 6
# How press releases mark that what follows is about them and not in them.
_THE_END = re.compile(
    r"(?:# ?){3,5}|\W*(?:ends|end|fin|ende|fine|fim|30)\W+|\W*(?:notes to editors|notas? (?:para|a) (?:los )?editores)\W*",
    re.IGNORECASE,
)


def is_article(about: Metadata, lines: list[PageLine], groups: list[Group]) -> bool:
    """Return whether the page is one article rather than a list of them."""
    several = [group for group in groups if len(group.titles) > 1]
    listed = {index for group in several for part in group.parts for index in range(part.first, part.last)}
    own = sum(len(line.text) for index, line in enumerate(lines) if index not in listed and _is_text(line))
    there = sum(len(lines[index].text) for index in listed)
    heading = any(tree.name(line.element) == "h1" for line in lines)
    if groups and not groups[0].parts:
        # Headlines between texts: the sub-headings of an article, or a list.
        return own >= _ENOUGH and _are_sub_headings(groups[0].titles, lines, stated=about.is_article)
    if about.is_article:
        return own >= _ENOUGH or not groups
    if not groups:
        return bool(about.article.published) or (
            heading
            and own >= _ENOUGH
            and sum(line.is_heading and line.link is not None for line in lines) < 2
        )
    return heading and own >= _MUCH and own > there


def _are_sub_headings(titles: list[int], lines: list[PageLine], *, stated: bool) -> bool:
    """Return whether headings part one article's text: none is a link, none has a date, text stands before the first."""
    linked = sum(lines[index].link is not None for index in titles)
    if linked * 2 > len(titles):
        return False
    if stated:
        return True
    main = next((index for index, line in enumerate(lines) if tree.name(line.element) == "h1"), None)
    if main is None or main >= titles[0] or len(lines[main].text) < 20:
        return False
    dated = sum(any(line.near for line in lines[index + 1 : index + 3]) for index in titles)
    return dated * 2 <= len(titles) and any(_is_text(line) for line in lines[main : titles[0]])


def _is_text(line: PageLine) -> bool:
    enough = len(line.text) >= _PARAGRAPH or (len(line.text) >= _SENTENCE and "stop" in line.marks)
    return enough and line.link is None and not line.is_furniture and line.hint not in ("credit", "noise")


def read(
    document: Document, root: tree.Element, page: Page, about: Metadata, zone: tzinfo
) -> tuple[tuple[Article, ...], list[Notice]]:
    """Return the page's article, and what was odd about it.

    What the page's data does not say is taken from what stands around its visible heading.
    """
    stated = about.article
    head = _of_head(root, about.site)
    place = _heading(page.lines, stated.title or head)
    shown = page.lines[place].text if place is not None else ""
    around = [line for line in _around(page.lines, place) if line.text != shown]
    topics = stated.topics or [line.text for line in around if line.hint == "topic" and len(line.text) <= 60]
    body = _body(page.lines) or fulltext.of(document.content)
    one = entry.Entry(
        url=stated.url,
        title=html.escape(_title(shown, stated.title, about.site) or head, quote=False),
        published=stated.published or _shown_date(around, page.lines, zone),
        updated=stated.updated or next((line.updated.isoformat() for line in page.lines if line.updated), ""),
        authors=[html.escape(name, quote=False) for name in stated.authors or _authors(around)],
        topics=[html.escape(topic, quote=False) for topic in topics],
        summary=html.escape(stated.summary, quote=False),
        content=body,
        pictures=_pictures(page, about, place),
        base=about.base,
        states_base=bool(about.base),
    )
    found, notices = entry.articles([one], document.source, zone)
    if found and found[0].published is None:
        dateline, _ = dates.split_dateline(markup.to_text(body))
        if dateline:
            found = (replace(found[0], published=dateline.to_datetime(zone), date_from=DateFrom.DATELINE),)
    return tuple(replace(article, translations=about.translations) for article in found), list(notices)


def _around(lines: list[PageLine], place: int | None) -> list[PageLine]:
    return lines[max(0, (place or 0) - 3) : (place or 0) + _NEAR + 1]


def _shown_date(around: list[PageLine], lines: list[PageLine], zone: tzinfo) -> str:
    """Return the date beside the heading, one for machines first; else any the page gives for machines."""
    dated = sorted((line for line in around if line.near), key=lambda line: line.moment is None)
    written = next(
        (line.near for line in (*dated, *lines) if line.near and (line.moment or line in dated)), None
    )
    return written.to_datetime(zone).isoformat() if written else ""


def _pictures(page: Page, about: Metadata, place: int | None) -> list[entry.Picture]:
    first = [picture for index, _, picture in page.pictures if index >= max(0, (place or 0) - 2)][:1]
    return [*([about.article.picture] if about.article.picture else []), *first]


def _heading(lines: list[PageLine], stated: str) -> int | None:
    """Return the line of the visible heading: what the page's data calls it, else the only h1, else the first heading."""
    wanted = fold(stated)
    named = [
        (len(line.folded), -index)
        for index, line in enumerate(lines)
        if len(line.folded) > 8 and (line.folded == wanted or (line.is_heading and line.folded in wanted))
    ]
    if named:
        return -max(named)[1]
    for names in (("h1",), ("h2", "h3")):
        found = [index for index, line in enumerate(lines) if tree.name(line.element) in names]
        if found:
            return max(found, key=lambda index: (len(lines[index].text) >= 15, -index))
    return next((index for index, line in enumerate(lines) if line.hint == "title"), None)


def _title(shown: str, stated: str, site: str) -> str:
    stated = _without_site(stated, site)
    return (
        shown
        if shown
        and (not stated or fold(stated).startswith(fold(shown)) or fold(shown).startswith(fold(stated)))
        else stated or shown
    )


def _of_head(root: tree.Element, site: str) -> str:
    title = root.find(".//title")
    return _without_site(" ".join("".join(title.itertext()).split()), site) if title is not None else ""


def _without_site(title: str, site: str) -> str:
    """Return a page's title without the name of the site that stands at either end."""
    parts = re.split(r"\s+[|–—·»:-]\s+", title)
    if len(parts) < 2:
        return title
    if site and fold(parts[-1]) == fold(site):
        return title[: title.rfind(parts[-1])].rstrip(" |–—·»:-")
    if site and fold(parts[0]) == fold(site):
        return title[len(parts[0]) :].lstrip(" |–—·»:-")
    return (
        title[: title.rfind(parts[-1])].rstrip(" |–—·»")
        if "|" in title and len(parts[-1]) < len(parts[0])
        else title
    )


def _authors(around: list[PageLine]) -> list[str]:
    for line in around:
        match = BYLINE.fullmatch(line.text)
        if match:
            return listing_page.names(match["name"])
        if line.near:
            beside = Record(line)
            line.date = line.near
            listing_page.take_beside(beside, line)
            if beside.authors:
                return beside.authors
        elif line.hint == "author" and len(line.text) <= 90:
            return listing_page.names(line.text)
    return []


def _body(lines: list[PageLine]) -> str:
    """Return the HTML of the article's text: what stands in the element that holds most of the paragraphs."""
    weight: Counter[tree.Element] = Counter()
    for line in lines:
        if not _is_text(line):
            continue
        above = line.element.getparent()
        if above is not None:
            weight[above] += len(line.text) * 2
            higher = above.getparent()
            if higher is not None:
                weight[higher] += len(line.text)
    if not weight:
        return ""
    stated = [element for element in weight if (element.get("itemprop") or "").lower() == "articlebody"]
    best = stated[0] if stated else max(weight, key=lambda element: weight[element])
    if tree.name(best) in ("html", "table", "tbody", "tr"):
        return "".join(f"<p>{html.escape(line.text, quote=False)}</p>" for line in lines if _is_text(line))
    kept = [line for line in lines if best in line.element.iterancestors() or line.element is best]
    return _markup(kept, best)


def _markup(kept: list[PageLine], best: tree.Element) -> str:
    """Return the blocks of the text as they stand in the page, each once, without what is furniture."""
    blocks: dict[tree.Element, str] = {}
    for line in kept:
        if (
            line.is_furniture
            or line.hint in ("noise", "credit", "date", "author")
            or tree.name(line.element) == "h1"
        ):
            continue
        element = line.element
        if element is best:
            blocks[line.element if line.element not in blocks else element] = ""
            continue
        while element.getparent() is not best and tree.name(element) in (
            "li",
            "td",
            "tr",
            "dd",
            "dt",
            "tbody",
        ):
            element = element.getparent()  # type: ignore[assignment]
        blocks[element] = ""
    if best in blocks:
        return "".join(
            f"<p>{html.escape(line.text, quote=False)}</p>" for line in kept if not line.is_furniture
        )
    # What stands in another of these blocks is there already.
    outer = [element for element in blocks if blocks.keys().isdisjoint(element.iterancestors())]
    for element in outer:
        blocks[element] = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    return clean("".join(blocks.values()))
