"""Find the text of a page that is one article."""

from __future__ import annotations

import html
from collections import Counter

from lxml import etree

from digest.parsers.listing.lines import Feature
from digest.parsers.webpage import tree
from digest.parsers.webpage.hints import Hint
from digest.parsers.webpage.lines import PageLine
from digest.text import clean

_MIN_PARAGRAPH = 80
_MIN_SENTENCE = 45
_NO_TEXT_HINTS = (Hint.NOISE, Hint.CREDIT, Hint.DATE, Hint.AUTHOR)
_TABLE_PARTS = ("html", "table", "tbody", "tr")
# A list item or a cell is part of a larger block: the list or the table.
_INNER_BLOCKS = ("li", "td", "tr", "dd", "dt", "tbody")


def is_paragraph(line: PageLine) -> bool:
    """Return True for a line that is running text: long enough, not a link, not furniture."""
    min_length = _MIN_SENTENCE if Feature.FULL_STOP in line.features else _MIN_PARAGRAPH
    is_text = line.link is None and not line.is_furniture
    return len(line.text) >= min_length and is_text and line.hint not in (Hint.CREDIT, Hint.NOISE)


def find_text(lines: list[PageLine]) -> str:
    """Return the HTML of the element that holds most of the paragraphs, or "" without a paragraph."""
    element = _main_element(lines)
    if element is None:
        return ""
    if tree.name(element) in _TABLE_PARTS:
        return _paragraphs([line for line in lines if is_paragraph(line)])
    inner = [line for line in lines if line.element is element or element in line.element.iterancestors()]
    blocks = _text_blocks(inner, element)
    if element in blocks:
        return _paragraphs([line for line in inner if not line.is_furniture])
    return _markup(blocks)


def _main_element(lines: list[PageLine]) -> tree.Element | None:
    """Return the stated body of the article, or the element with most text in its paragraphs."""
    weights: Counter[tree.Element] = Counter()
    for line in lines:
        parent = line.element.getparent() if is_paragraph(line) else None
        if parent is None:
            continue
        weights[parent] += len(line.text) * 2
        grandparent = parent.getparent()
        if grandparent is not None:
            weights[grandparent] += len(line.text)
    if not weights:
        return None
    stated = [element for element in weights if (element.get("itemprop") or "").lower() == "articlebody"]
    return stated[0] if stated else max(weights, key=lambda element: weights[element])


def _text_blocks(lines: list[PageLine], element: tree.Element) -> dict[tree.Element, None]:
    """Return the blocks of the article's text in their order, each once.

    Args:
        lines: The lines in `element`.
        element: The element that holds the text.
    """
    blocks: dict[tree.Element, None] = {}
    for line in lines:
        if line.is_furniture or line.hint in _NO_TEXT_HINTS or line.is_main_heading:
            continue
        block = line.element
        if block is not element:
            block = _outer_block(block, element)
        blocks[block] = None
    return blocks


def _outer_block(block: tree.Element, element: tree.Element) -> tree.Element:
    """Return a list item's or a cell's block with those around it, up to below `element`."""
    while tree.name(block) in _INNER_BLOCKS:
        parent = block.getparent()
        if parent is None or parent is element:
            break
        block = parent
    return block


def _markup(blocks: dict[tree.Element, None]) -> str:
    # The markup of a block includes the blocks inside it.
    outer = [block for block in blocks if blocks.keys().isdisjoint(block.iterancestors())]
    markup = (etree.tostring(block, encoding="unicode", method="html", with_tail=False) for block in outer)
    return clean("".join(markup))


def _paragraphs(lines: list[PageLine]) -> str:
    return "".join(f"<p>{html.escape(line.text, quote=False)}</p>" for line in lines)
