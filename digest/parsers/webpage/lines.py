"""A web page as lines that remember their element, their link, their pictures and their `<time>`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from itertools import islice

from digest import dates
from digest.parsers import html
from digest.parsers.entry import Picture
from digest.parsers.listing.lines import BYLINE, Line, study
from digest.parsers.webpage import tree

MOST_ELEMENTS = 60_000
_DEEPEST = 240
_TITLE_LEAST = 12
_BESIDE_MOST = 90
_LEAST_PICTURE = 50
_MOST_COLUMNS = 40
_SOURCES = ("src", "data-src", "data-lazy-src", "data-original", "data-lazy")
_ORNAMENT = re.compile(
    r"\.svg(?:$|\?)|(?:^|[/_. -])(?:icons?|logos?|avatars?|sprite|emoji|pixel|spacer|badge|blank)(?:[/_. -]|$)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class PageLine(Line):
    """A line of a web page.

    `element` is the block it stands in, `link` the address the whole of it leads to ("" where a
    relative one has nothing to stand on), `hint` what
    the names of its element say it is; `moment` and `updated` are instants given for machines.
    `near` is a date that a short line holds among other words.
    """

    element: tree.Element = field(kw_only=True)
    link: str | None = None
    hint: str = ""
    bold: bool = False
    moment: datetime | None = None
    updated: datetime | None = None
    near: dates.DateMatch | None = None

    @property
    def is_heading(self) -> bool:
        """Whether it is set as a heading."""
        return tree.name(self.element) in tree.HEADINGS


@dataclass(slots=True)
class Page:
    """A page's lines, its pictures with the number of the line that follows each, and how many elements were seen."""

    lines: list[PageLine]
    pictures: list[tuple[int, tree.Element, Picture]]
    walked: int = 0


@dataclass(slots=True)
class _Part:
    text: str
    link: str | None
    bold: bool


def lines(root: tree.Element, base: str | None, zone: tzinfo, most: int) -> Page:
    """Return the first `most` lines of the page below `root` that belong to no furniture.

    Addresses stand on `base`; an instant without an offset is of `zone`.
    """
    walk = _Walk(base, zone, most)
    elements = list(root.iter())
    walk.sizes = tree.sizes(elements)
    walk.whole = max(1, walk.sizes[root])
    walk.into(root, None, "", bold=False, depth=0)
    walk.end_line(root, "")
    month_first = study(walk.found)
    for line in walk.found:
        _date(line, month_first=month_first)
    return Page(walk.found, walk.pictures, walk.walked)


def _date(line: PageLine, *, month_first: bool) -> None:
    """Let the instant for machines stand for the date in words; a headline's own date is part of it."""
    if line.moment:
        written = dates.find(line.text, month_first=month_first)
        start, end = (written.start, written.end) if written else (0, len(line.text))
        moment = line.moment
        line.date = dates.DateMatch(
            moment.date(), moment.timetz().replace(tzinfo=None), moment.tzinfo, start, end
        )
        line.whole = not written or len(line.text) - (end - start) < 4
        line.marks -= {"furniture"}
    elif line.date and not line.whole and (line.is_heading or line.hint == "title"):
        line.date = None
    line.near = line.date
    if line.near is None and len(line.text) <= _BESIDE_MOST and "stop" not in line.marks:
        line.near = line.seen


class _Walk:
    """Goes through the elements once and writes down the lines."""

    sizes: dict[tree.Element, int]
    whole: int

    def __init__(self, base: str | None, zone: tzinfo, most: int) -> None:
        self.base, self.zone, self.most = base, zone, most
        self.walked = 0
        self.found: list[PageLine] = []
        self.pictures: list[tuple[int, tree.Element, Picture]] = []
        self._parts: list[_Part] = []
        self._blocks: dict[tree.Element, tree.Element] = {}
        self._columns: dict[tree.Element, list[str]] = {}
        self._moment: datetime | None = None
        self._updated: datetime | None = None

    def into(self, element: tree.Element, link: str | None, above: str, *, bold: bool, depth: int) -> None:
        """Write down what stands in `element`; `above` is the hint of the block around it."""
        tag = tree.name(element)
        self.walked += 1
        if len(self.found) >= self.most or depth > _DEEPEST or self.walked > MOST_ELEMENTS:
            return
        self._note_moment(element, tag)
        if tag == "img":
            self._picture(element)
            return
        if tag == "br":
            parent = element.getparent()
            block = self._block(element if parent is None else parent)
            if tree.name(block) in tree.HEADINGS:
                self._text(" ", link, bold=bold)
            else:
                self.end_line(block, above)
            return
        if not tag or tree.is_furniture(element, self.sizes[element] / self.whole):
            return
        own, around = tree.hint(element) or self._column(element, tag), element.getparent()
        breaks = tag in tree.BLOCKS or (own and (own != "noise" or tag == "a") and self._is_brief(element))
        if tag == "a" and element.get("href"):
            link = self._address(element.get("href") or "", link)
        if breaks:
            self.end_line(self._block(around if around is not None else element), above)
            above = own or (above if self._is_brief(element) or tag in ("p", "li", "blockquote") else "")
        bold = bold or tag in ("b", "strong")
        self._text(element.text, link, bold=bold)
        for child in element:
            if len(self.found) >= self.most or self.walked > MOST_ELEMENTS:
                break
            self.into(child, link, above, bold=bold, depth=depth + 1)
            self._text(child.tail, link, bold=bold)
        if breaks:
            self.end_line(element, above)

    def _address(self, href: str, around: str | None) -> str | None:
        """Return where a link leads: "" where that cannot be known, what is around it where it leads nowhere."""
        if re.match(r"\s*(?:#|javascript:|tel:|mailto:|$)", href, re.IGNORECASE):
            return around
        return html.web_address(href, self.base) or ""

    def _column(self, element: tree.Element, tag: str) -> str:
        """Return what the heading of a table's column says of a cell in it."""
        row = element.getparent() if tag == "td" else None
        table = next((one for one in element.iterancestors("table")), None) if row is not None else None
        if row is None or table is None:
            return ""
        if table not in self._columns:
            above = (one.getparent() for one in table.iter("th"))
            heads = next((list(one) for one in above if one is not None and tree.name(one) == "tr"), [])
            self._columns[table] = [
                tree.hint_of_word(" ".join(cell.itertext())) for cell in heads[:_MOST_COLUMNS]
            ]
        columns = self._columns[table]
        before = islice(element.itersiblings(preceding=True), len(columns))
        place = sum(1 for _ in before)
        return columns[place] if place < len(columns) else ""

    def _is_brief(self, element: tree.Element) -> bool:
        return self.sizes[element] <= 300

    def _block(self, element: tree.Element) -> tree.Element:
        """Return the nearest element around a place that makes lines of its own."""
        above: tree.Element | None = element
        passed: list[tree.Element] = []
        while (
            above is not None
            and above not in self._blocks
            and tree.name(above) not in tree.BLOCKS
            and not tree.hint(above)
        ):
            passed.append(above)
            above = above.getparent()
        if above is None:
            return element
        found = self._blocks.get(above, above)
        self._blocks.update(dict.fromkeys(passed, found))
        return found

    def _text(self, text: str | None, link: str | None, *, bold: bool) -> None:
        if text and (text.strip() or self._parts):
            self._parts.append(_Part(text, link, bold))

    def _note_moment(self, element: tree.Element, tag: str) -> None:
        """Take the instant a `<time>`, a microdata property or an hCard's title states."""
        prop = (element.get("itemprop") or "").lower()
        stated = element.get("datetime") if tag in ("time", "ins") else None
        if prop in ("datepublished", "datecreated", "datemodified"):
            stated = element.get("content") or stated
        if tag == "abbr" and tree.hint(element) in ("date", "updated"):
            stated = element.get("title")
        moment = dates.parse_timestamp(stated, self.zone) if stated else None
        if moment and (
            prop == "datemodified"
            or tree.hint(element) == "updated"
            or "updated" in (element.get("class") or "")
        ):
            self._updated = self._updated or moment
        elif moment and (self._moment is None or prop == "datepublished"):
            self._moment = moment
        if moment and not (element.text or "").strip() and not len(element):
            self._parts.append(_Part(f"{moment:%Y-%m-%d}", None, bold=False))

    def _picture(self, element: tree.Element) -> None:
        width, height = element.get("width") or "", element.get("height") or ""
        if any(re.fullmatch(r"[0-9]{1,9}", size) and int(size) < _LEAST_PICTURE for size in (width, height)):
            return
        if _ORNAMENT.search(element.get("class") or ""):
            return
        address = next(
            (value for key in _SOURCES if (value := element.get(key)) and not value.startswith("data:")), ""
        )
        if address and not _ORNAMENT.search(address):
            self.pictures.append(
                (len(self.found), element, Picture(address, element.get("alt") or "", width, height))
            )

    def end_line(self, element: tree.Element, hint: str) -> None:
        """Put what was gathered down as lines: where a link and a few words stand side by side, as two."""
        parts, self._parts = self._parts, []
        text = _joined(parts)
        moment, updated = self._moment, self._updated
        if not text:
            return
        self._moment = self._updated = None
        linked = _joined([part for part in parts if part.link is not None])
        links = {part.link for part in parts if part.text.strip()}
        beside = len(text) - len(linked)
        pieces = [parts]
        if (
            len(links) > 1
            and None in links
            and len(linked) >= _TITLE_LEAST
            and beside <= _BESIDE_MOST
            and not BYLINE.match(text)
        ):
            pieces = _parted(parts)
        for piece in pieces:
            words = _joined(piece)
            if not re.search(r"[\w#]", words):
                continue
            addresses = {part.link for part in piece if part.text.strip()}
            line = PageLine(
                element.sourceline if isinstance(element.sourceline, int) else 0,
                words,
                1,
                "",
                element=element,
            )
            line.link = addresses.pop() if len(addresses) == 1 else None
            line.hint = hint
            if line.link and hint in ("", "summary") and len(words) <= 60:
                line.hint = tree.hint_of_address(line.link) or hint
            line.bold = all(part.bold for part in piece if part.text.strip())
            if len(pieces) == 1 or (moment and line.link is None) or piece is pieces[-1]:
                line.moment, moment = moment, None
                line.updated, updated = updated, None
            self.found.append(line)


def _joined(parts: list[_Part]) -> str:
    return " ".join("".join(part.text for part in parts).split())


def _parted(parts: list[_Part]) -> list[list[_Part]]:
    """Return the parts in runs that lead to one address, or to none."""
    runs: list[list[_Part]] = []
    for part in parts:
        if runs and (runs[-1][-1].link == part.link or not part.text.strip()):
            runs[-1].append(part)
        else:
            runs.append([part])
    return runs
