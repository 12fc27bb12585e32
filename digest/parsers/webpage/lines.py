"""A web page as lines that know their element, link, hint and machine-readable date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from digest import dates
from digest.parsers.entry import Picture
from digest.parsers.listing.lines import Feature, Line
from digest.parsers.listing.phrases import BYLINE
from digest.parsers.webpage import hints, tree
from digest.parsers.webpage.hints import Hint

# A line with a link of at least this length and at most so much text beside it is two lines: a title and its date.
_MIN_LINKED = 12
_MAX_BESIDE = 90
_MAX_LINK_LABEL = 60
_MIN_WORDS = 4
_LOWER_CASE_WORD = re.compile(r"(?<![\w.@/-])[^\W\d_A-ZÀ-Þ][^\W\d_]*(?![\w@/])")
_LEADS_ON = re.compile(r"\b(?:by|por|par|von|di|da|de|przez)$", re.IGNORECASE)
_HAS_WORDS = re.compile(r"[\w#]")


@dataclass(slots=True)
class PageLine(Line):
    """A line of a web page.

    Attributes:
        element: The block that the line stands in.
        link: The address that the whole line links to; "" for a relative one that has no base.
        hint: The kind of content that the element's names announce.
        bold: The whole line is bold.
        published: The machine-readable date of publication that stands in the line.
        updated: The machine-readable date of the last change that stands in the line.
        date_candidate: A date that stands in a short line among other words.
    """

    element: tree.Element = field(kw_only=True)
    link: str | None = None
    hint: Hint = Hint.NONE
    bold: bool = False
    published: datetime | None = None
    updated: datetime | None = None
    date_candidate: dates.DateMatch | None = None

    @property
    def is_heading(self) -> bool:
        """True for a line in an element h1 to h6."""
        return tree.name(self.element) in tree.HEADINGS

    @property
    def is_main_heading(self) -> bool:
        """True for a line in an element h1."""
        return tree.name(self.element) == "h1"


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A picture of a page, its element, and the index of the line that follows it."""

    line_index: int
    element: tree.Element
    picture: Picture


@dataclass(slots=True)
class Page:
    """The lines and the pictures of a page, in document order, and the number of elements walked."""

    lines: list[PageLine]
    pictures: list[PagePicture]
    element_count: int = 0


@dataclass(slots=True)
class Fragment:
    """A piece of text with the link and the weight it is set in."""

    text: str
    link: str | None
    bold: bool


def join(fragments: Sequence[Fragment]) -> str:
    """Return the text of fragments, its white space collapsed."""
    return " ".join("".join([fragment.text for fragment in fragments]).split())


def split_by_link(fragments: list[Fragment], text: str) -> list[list[Fragment]]:
    """Return the fragments of each line: a link with a few words beside it makes several lines.

    Args:
        fragments: The fragments of one block.
        text: Their text, as `join` gives it.
    """
    links = {fragment.link for fragment in fragments if fragment.text.strip()}
    if len(links) < 2 or None not in links:
        return [fragments]
    linked = len(join([fragment for fragment in fragments if fragment.link is not None]))
    if linked < _MIN_LINKED or len(text) - linked > _MAX_BESIDE or BYLINE.match(text):
        return [fragments]
    if _is_running_text(fragments):
        return [fragments]
    runs: list[list[Fragment]] = []
    for fragment in fragments:
        if runs and (runs[-1][0].link == fragment.link or not fragment.text.strip() or _leads_on(runs[-1])):
            runs[-1].append(fragment)
        else:
            runs.append([fragment])
    return runs


def _is_running_text(fragments: list[Fragment]) -> bool:
    """Return True if the links are words of a sentence, and not a title beside its date or its source."""
    beside = " ".join(fragment.text for fragment in fragments if fragment.link is None)
    if dates.find(beside) or _is_vague_date(beside.strip()):
        return False
    first, *others = (fragment for fragment in fragments if fragment.text.strip())
    link = next((fragment for fragment in others if fragment.link is not None), None)
    if first.link is None and link and link.text.strip()[0].islower():
        return True
    return len(_LOWER_CASE_WORD.findall(beside)) >= _MIN_WORDS


def _is_vague_date(text: str) -> bool:
    """Return True for a day without its year, or a range of days, and nothing else."""
    vague = dates.find_vague(text)
    return vague is not None and vague.end - vague.start == len(text)


def _leads_on(fragments: list[Fragment]) -> bool:
    """Return True if words beside a link end in a preposition, such as "by": the link goes with them."""
    return fragments[0].link is None and _LEADS_ON.search(join(fragments)) is not None


def make_line(element: tree.Element, fragments: list[Fragment], hint: Hint) -> PageLine | None:
    """Return the line of some fragments, or None if they hold no word.

    Args:
        element: The block around the fragments.
        fragments: The fragments of the line.
        hint: The hint of the block.
    """
    text = join(fragments)
    if not _HAS_WORDS.search(text):
        return None
    shown = [fragment for fragment in fragments if fragment.text.strip()]
    links = {fragment.link for fragment in shown}
    link = links.pop() if len(links) == 1 else None
    if link and hint in (Hint.NONE, Hint.SUMMARY) and len(text) <= _MAX_LINK_LABEL:
        hint = hints.of_address(link) or hint
    number = element.sourceline if isinstance(element.sourceline, int) else 0
    bold = all(fragment.bold for fragment in shown)
    return PageLine(number, text, 1, "", element=element, link=link, hint=hint, bold=bold)


def settle_date(line: PageLine, *, month_first: bool) -> None:
    """Choose the date of a line: the machine-readable one before the one in its words.

    Args:
        line: A line that `listing.features.observe` has seen.
        month_first: The page writes 10/5 for the fifth of October.
    """
    if line.published:
        _set_machine_date(line, line.published, month_first=month_first)
    elif line.date and not line.is_date_only and (line.is_heading or line.hint == Hint.TITLE):
        line.date = None  # a headline's own date is part of the headline
    is_short = len(line.text) <= _MAX_BESIDE and Feature.FULL_STOP not in line.features
    line.date_candidate = line.date or (line.first_date if is_short else None)


def _set_machine_date(line: PageLine, published: datetime, *, month_first: bool) -> None:
    written = dates.find(line.text, month_first=month_first)
    start, end = (written.start, written.end) if written else (0, len(line.text))
    time = published.timetz().replace(tzinfo=None)
    line.date = dates.DateMatch(published.date(), time, published.tzinfo, start, end)
    line.is_date_only = not written or len(line.text) - (end - start) < 4
    line.features -= {Feature.FURNITURE}
