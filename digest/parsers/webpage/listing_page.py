"""Read the articles of a listing page: from their cards, or from headlines and texts side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable

from digest.model import Image, Source
from digest.parsers import entry, html, listing
from digest.parsers.listing.lines import Feature
from digest.parsers.listing.records import Record, split_authors_and_topics
from digest.parsers.webpage import doubt, tree
from digest.parsers.webpage.cards import read_card, read_more_address
from digest.parsers.webpage.headline_groups import HeadlineGroup, may_be_title
from digest.parsers.webpage.lines import Page, PageLine

_SHARE_LINK = re.compile(
    r"facebook\.com|twitter\.com|//x\.com|linkedin\.com|whatsapp|telegram|t\.me/|pinterest|[?&]share=|addtoany|mailto:"
)

# A record, and the element of the page that it was read from.
_Found = list[tuple[Record, tree.Element]]


def read_records(
    page: Page, groups: list[HeadlineGroup], base: str | None, source: Source
) -> tuple[list[Record], list[str]]:
    """Return the records of a page's articles in the page's order, and reasons to doubt them.

    Each record has an address of its own.

    Args:
        page: The page.
        groups: The groups of its headlines, the best first; none if its structure shows none.
        base: The address that relative links are resolved against.
        source: The source of the page.
    """
    if groups and groups[0].cards:
        found, doubts = _read_cards(page, groups, base, source)
    else:
        found, doubts = _read_side_by_side(page, groups, base, source)
    return _with_own_addresses(found, base), doubts


def _read_cards(
    page: Page, groups: list[HeadlineGroup], base: str | None, source: Source
) -> tuple[_Found, list[str]]:
    cards = sorted((card for group in groups for card in group.cards), key=lambda card: card.first)
    records = [read_card(card, page.lines) for card in cards]
    split_authors_and_topics(records)
    pictures = _pictures_within(page, [card.element for card in cards])
    for index, record in enumerate(records):
        record.image = _image(pictures.get(index, []), base, source)
    found = [(record, card.element) for record, card in zip(records, cards, strict=True)]
    return found, doubt.reasons(page.lines, cards, records)


def _read_side_by_side(
    page: Page, groups: list[HeadlineGroup], base: str | None, source: Source
) -> tuple[_Found, list[str]]:
    """Read headlines and texts that share one element by the layout of their lines."""
    lines = _lines_around(page.lines, groups[0].titles) if groups else _mark_no_headlines(page.lines)
    if not lines:
        return [], []
    extract = listing.extract(list(lines))
    records = extract.records
    index_of = {id(line): index for index, line in enumerate(page.lines)}
    starts = [index_of[id(record.title)] for record in records]
    found: _Found = []
    for record, start, end in zip(records, starts, [*starts[1:], len(page.lines)], strict=False):
        title = page.lines[start]
        record.url = title.link or read_more_address(page.lines[start + 1 : end])
        pictures = [shown.picture for shown in page.pictures if start <= shown.line_index < end]
        record.image = _image(pictures, base, source)
        found.append((record, title.element))
    return found, extract.doubts


def _lines_around(lines: list[PageLine], titles: list[int]) -> list[PageLine]:
    """Return the lines in the element that holds all headlines; mark each as headline or not."""
    inner = set(_common_ancestor([lines[index].element for index in titles]).iter())
    headlines = set(titles)
    found = []
    for index, line in enumerate(lines):
        if line.element in inner:
            line.features |= {Feature.HEADLINE} if index in headlines else {Feature.NO_HEADLINE}
            found.append(line)
    return found


def _mark_no_headlines(lines: list[PageLine]) -> list[PageLine]:
    """Mark the lines that cannot be an article's headline; return all lines."""
    for line in lines:
        if line.is_main_heading or not may_be_title(line):
            line.features |= {Feature.NO_HEADLINE}
    return lines


def _common_ancestor(elements: list[tree.Element]) -> tree.Element:
    """Return the innermost element that holds all of `elements`."""
    common = [elements[0], *elements[0].iterancestors()]
    for element in elements[1:]:
        chain = {element, *element.iterancestors()}
        common = [ancestor for ancestor in common if ancestor in chain]
    return common[0]


def _pictures_within(page: Page, elements: list[tree.Element]) -> dict[int, list[entry.Picture]]:
    """Return the pictures in each of `elements`, by the element's index."""
    index_of = {element: index for index, element in enumerate(elements)}
    found: dict[int, list[entry.Picture]] = {}
    for shown in page.pictures:
        index = next((index_of[above] for above in shown.element.iterancestors() if above in index_of), None)
        if index is not None:
            found.setdefault(index, []).append(shown.picture)
    return found


def _image(pictures: Iterable[entry.Picture], base: str | None, source: Source) -> Image | None:
    return entry.image(entry.Entry(pictures=list(pictures), base=base, states_base=bool(base)), source)


def _with_own_addresses(found: _Found, base: str | None) -> list[Record]:
    """Return one record for each article; give headlines that share an address one each.

    Of two records with the same headline and address the dated one stays.
    """
    own_addresses = _addresses_of_page(base)
    places: dict[str, int] = {}
    records: list[Record] = []
    for record, element in found:
        url = None if record.url in own_addresses else record.url
        place = places.get(url or "")
        if place is not None and records[place].title.folded == record.title.folded:
            if record.date_line and not records[place].date_line:
                records[place] = record
            continue
        if url is None or place is not None:
            url = _free_address(element, base, own_addresses | places.keys(), url or next(iter(places), ""))
        record.url = url
        if url:
            places[url] = len(records)
        records.append(record)
    return records


def _addresses_of_page(base: str | None) -> set[str]:
    """Return the addresses by which a page may link to itself."""
    address = (base or "").partition("#")[0]
    return {address, f"{address}#"}


def _free_address(element: tree.Element, base: str | None, taken: set[str], model: str) -> str | None:
    """Return the address of a link in `element` that no other article has, or None.

    Args:
        element: The element of the article.
        base: The address that relative links are resolved against.
        taken: The addresses of other articles.
        model: An article's address; of several free ones the most similar to it is returned.
    """
    addresses = (html.web_address(link.get("href"), base) for link in element.iter("a"))
    free = [
        url
        for url in addresses
        if url and url.startswith("http") and url not in taken and not _SHARE_LINK.search(url)
    ]
    return max(free, key=lambda url: _common_prefix(url, model), default=None)


def _common_prefix(first: str, second: str) -> int:
    """Return the length of the common beginning of two texts."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((place for place, (a, b) in pairs if a != b), len(first))
