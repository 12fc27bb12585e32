"""Walk over a page's elements, once, and write down its lines and pictures."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from itertools import islice

from digest import dates
from digest.parsers import html, pictures
from digest.parsers.entry import Picture
from digest.parsers.listing.features import observe
from digest.parsers.webpage import dated_titles, hints, side_sections, tree
from digest.parsers.webpage.furniture import is_furniture
from digest.parsers.webpage.hints import Hint
from digest.parsers.webpage.lines import (
    Fragment,
    Page,
    PageLine,
    PagePicture,
    join,
    make_line,
    settle_date,
    split_by_link,
)

MAX_LINES = 8_000
MAX_ELEMENTS = 60_000
_MAX_DEPTH = 240
_MAX_COLUMNS = 40
# The names of an element are a hint about its content only if that is short (in characters).
_MAX_BRIEF = 300
_DATE_PROPERTIES = ("datepublished", "datecreated", "datemodified")
_LEADS_NOWHERE = re.compile(r"\s*(?:#|javascript:|tel:|mailto:|$)", re.IGNORECASE)


def walk(root: tree.Element, base: str | None, zone: tzinfo) -> Page:
    """Return the lines and the pictures of a page, without its furniture.

    Args:
        root: The root element of the page.
        base: The address that relative links are resolved against.
        zone: The timezone of dates that state none.
    """
    walker = _Walker(root, base, zone)
    walker.walk()
    month_first = observe(walker.lines)
    for line in walker.lines:
        settle_date(line, month_first=month_first)
    side_sections.mark_as_furniture(walker.lines)
    page = Page(walker.lines, walker.pictures, walker.element_count)
    dated_titles.split(page)
    return page


class _Walker:
    """Collects the lines and pictures of one page."""

    def __init__(self, root: tree.Element, base: str | None, zone: tzinfo) -> None:
        self.root, self.base, self.zone = root, base, zone
        self.lines: list[PageLine] = []
        self.pictures: list[PagePicture] = []
        self.element_count = 0
        self._sizes = tree.sizes(list(root.iter()))
        self._page_size = max(1, self._sizes[root])
        # Gathered since the last line ended.
        self._fragments: list[Fragment] = []
        self._published: datetime | None = None
        self._updated: datetime | None = None
        # Known so far: the block around an element, the hints of a table's columns.
        self._blocks: dict[tree.Element, tree.Element] = {}
        self._columns: dict[tree.Element, list[Hint]] = {}

    def walk(self) -> None:
        """Collect the lines of the whole page."""
        self._visit(self.root, None, Hint.NONE, bold=False, depth=0)
        self._end_line(self.root, Hint.NONE)

    def _is_full(self) -> bool:
        return len(self.lines) >= MAX_LINES or self.element_count > MAX_ELEMENTS

    def _visit(self, element: tree.Element, link: str | None, hint: Hint, *, bold: bool, depth: int) -> None:
        """Collect the lines of `element`; `link`, `hint` and `bold` are inherited from its ancestors."""
        self.element_count += 1
        if self._is_full() or depth > _MAX_DEPTH:
            return
        tag = tree.name(element)
        if tag in ("img", "br"):
            self._visit_void(element, tag, link, hint, bold=bold)
            return
        if not tag or is_furniture(element, self._sizes[element] / self._page_size):
            self._note_date(element, tag)  # some pages hide their machine-readable date
            return
        own_hint = hints.of_element(element) or self._column_hint(element, tag)
        breaks_line = self._breaks_line(element, tag, own_hint)
        if tag == "a":
            link = self._target(element, link)
        if breaks_line:
            self._end_line(self._block_around(element), hint)
            hint = self._hint_inside(element, tag, own_hint, hint)
        self._note_date(element, tag)
        bold |= tag in ("b", "strong")
        self._add_text(element.text, link, bold=bold)
        for child in element:
            if self._is_full():
                break
            self._visit(child, link, hint, bold=bold, depth=depth + 1)
            self._add_text(child.tail, link, bold=bold)
        if breaks_line:
            self._end_line(element, hint)

    def _visit_void(
        self, element: tree.Element, tag: str, link: str | None, hint: Hint, *, bold: bool
    ) -> None:
        """Collect a picture; end the line at a `<br>`, except in a heading, which stays one line."""
        if tag == "img":
            self._add_picture(element)
            return
        block = self._block_around(element)
        if tree.name(block) in tree.HEADINGS:
            self._add_text(" ", link, bold=bold)
        else:
            self._end_line(block, hint)

    def _breaks_line(self, element: tree.Element, tag: str, hint: Hint) -> bool:
        """Return True for a block, and for a brief element with a hint."""
        if tag in tree.BLOCKS:
            return True
        return bool(hint) and (hint != Hint.NOISE or tag == "a") and self._is_brief(element)

    def _hint_inside(self, element: tree.Element, tag: str, own: Hint, around: Hint) -> Hint:
        """Return the hint for the lines in an element: its own, or that of the elements around it."""
        if own or self._is_brief(element) or tag in ("p", "li", "blockquote"):
            return own or around
        return Hint.NONE

    def _is_brief(self, element: tree.Element) -> bool:
        return self._sizes[element] <= _MAX_BRIEF

    def _block_around(self, element: tree.Element) -> tree.Element:
        """Return the nearest ancestor that makes lines of its own, or else the parent."""
        parent = element.getparent()
        if parent is None:
            return element
        above: tree.Element | None = parent
        passed: list[tree.Element] = []
        while above is not None and above not in self._blocks and not _is_block(above):
            passed.append(above)
            above = above.getparent()
        if above is None:
            return parent
        block = self._blocks.get(above, above)
        self._blocks.update(dict.fromkeys(passed, block))
        return block

    def _target(self, element: tree.Element, around: str | None) -> str | None:
        """Return the absolute address of a link; "" if it has no base.

        A link to a place on the same page does not count: the link around it stays.
        """
        href = element.get("href")
        if not href or _LEADS_NOWHERE.match(href):
            return around
        return html.web_address(href, self.base) or ""

    def _column_hint(self, cell: tree.Element, tag: str) -> Hint:
        """Return the hint that the heading of a table's column gives a cell."""
        table = next(cell.iterancestors("table"), None) if tag == "td" else None
        if table is None:
            return Hint.NONE
        if table not in self._columns:
            self._columns[table] = _heading_hints(table)
        columns = self._columns[table]
        place = sum(1 for _ in islice(cell.itersiblings(preceding=True), len(columns)))
        return columns[place] if place < len(columns) else Hint.NONE

    def _add_text(self, text: str | None, link: str | None, *, bold: bool) -> None:
        if text and (text.strip() or self._fragments):
            self._fragments.append(Fragment(text, link, bold))

    def _add_picture(self, element: tree.Element) -> None:
        address = pictures.address(element.get)
        if address:
            size = element.get("width") or "", element.get("height") or ""
            picture = Picture(address, element.get("alt") or "", *size)
            self.pictures.append(PagePicture(len(self.lines), element, picture))

    def _note_date(self, element: tree.Element, tag: str) -> None:
        """Remember the machine-readable date of an element for the line it stands in."""
        itemprop = (element.get("itemprop") or "").lower()
        stated = _machine_date(element, tag, itemprop)
        instant = dates.parse_timestamp(stated, self.zone) if stated else None
        if instant is None:
            return
        if _is_date_of_change(element, itemprop):
            self._updated = self._updated or instant
        elif self._published is None or itemprop == "datepublished":
            self._published = instant
        if not (element.text or "").strip() and not len(element):
            self._fragments.append(Fragment(f"{instant:%Y-%m-%d}", None, bold=False))

    def _end_line(self, element: tree.Element, hint: Hint) -> None:
        """Turn the text gathered so far into lines; one of them gets the machine-readable dates."""
        fragments, self._fragments = self._fragments, []
        text = join(fragments)
        if not text:
            return
        published, updated = self._published, self._updated
        self._published = self._updated = None
        runs = split_by_link(fragments, text)
        for run in runs:
            line = make_line(element, run, hint)
            if line is None:
                continue
            # The words beside a link hold the date; without such words it is in the last line.
            if run is runs[-1] or (published and line.link is None):
                line.published, published = published, None
                line.updated, updated = updated, None
            self.lines.append(line)


def _is_block(element: tree.Element) -> bool:
    return tree.name(element) in tree.BLOCKS or bool(hints.of_element(element))


def _heading_hints(table: tree.Element) -> list[Hint]:
    """Return the hints of a table's columns, from its first row with a header cell."""
    parents = (heading.getparent() for heading in table.iter("th"))
    row = next((list(parent) for parent in parents if parent is not None and tree.name(parent) == "tr"), [])
    return [hints.of_heading(" ".join(cell.itertext())) for cell in row[:_MAX_COLUMNS]]


def _machine_date(element: tree.Element, tag: str, itemprop: str) -> str | None:
    """Return the date in a `<time>`, an `<ins>`, a microdata property or an hCard's `<abbr>`, as written."""
    if tag == "abbr" and hints.of_element(element) in (Hint.DATE, Hint.UPDATED):
        return element.get("title")
    stated = element.get("datetime") if tag in ("time", "ins") else None
    if itemprop in _DATE_PROPERTIES:
        return element.get("content") or stated
    return stated


def _is_date_of_change(element: tree.Element, itemprop: str) -> bool:
    return (
        itemprop == "datemodified"
        or hints.of_element(element) == Hint.UPDATED
        or "updated" in (element.get("class") or "")
    )
