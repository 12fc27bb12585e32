"""Remove hidden parts, layout and boilerplate from the HTML of a message."""

from __future__ import annotations

import functools
import re

from lxml import etree
from lxml.etree import _Element as Element  # lxml has no public name for it

from digest.parsers import html
from digest.parsers.mail.boilerplate import (
    MAX_FOOTER_BLOCKS,
    TextBlock,
    Trimmed,
    footer_start,
    mentions_web_version,
    without_recipient,
)
from digest.text import line

_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|\bmax-height\s*:\s*0(?:px)?\s*(?:;|$)",
    re.IGNORECASE,
)
_PIXEL_STYLE = re.compile(r"(?:^|;)\s*(?:height|width)\s*:\s*[012]px", re.IGNORECASE)
_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_LONG_TAG = re.compile(r"<[^<>]{20000}")
# Markup without links, pictures, styles and layout holds nothing to remove.
_PLAIN_MARKUP = re.compile(
    r"(?:[^<]++|</?(?:b|blockquote|br|em|h[2-6]|i|li|ol|p|strong|u|ul)\s?/?>)*+", re.IGNORECASE
)
_ALLOWED_ATTRIBUTES = {"href", "src", "alt", "title", "width", "height", "colspan"}
_TEXT_BLOCKS = frozenset(
    {"address", "article", "blockquote", "center", "div", "dd", "dt", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
     "header", "li", "p", "pre", "section", "td", "th"}
)  # fmt: skip
_BLOCKS = _TEXT_BLOCKS | {
    "table", "thead", "tbody", "tfoot", "tr", "ul", "ol", "dl", "main", "nav", "body", "html",
}  # fmt: skip
_LAYOUT_TAGS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "div", "center", "section"})
_SILENT_TAGS = frozenset({"head", "style", "script", "title", "template", "noscript"})
_MAX_HTML = 1024 * 1024
_MAX_TAGS = 20_000
_MAX_STYLE = 2000
_MAX_HEADER_BLOCKS = 6


def trim_html(source: str) -> Trimmed:
    """Return the HTML of a message without hidden parts, layout and boilerplate.

    Markup that is too large or cannot be parsed is returned as it is; only its words are used then.
    """
    if _PLAIN_MARKUP.fullmatch(source) or _is_excessive(source):
        return Trimmed(source)
    root = _parse(source)
    if root is None:
        return Trimmed(source)
    _remove_hidden(root)
    web_version = _remove_boilerplate(root)
    _remove_layout(root)
    return Trimmed(etree.tostring(root, method="html", encoding="unicode"), web_version)


def _is_excessive(source: str) -> bool:
    return len(source) > _MAX_HTML or source.count("<") > _MAX_TAGS or _LONG_TAG.search(source) is not None


def _parse(source: str) -> Element | None:
    source = html.without_huge_tags(_CONTROL_CHARACTERS.sub("", source))
    try:
        root = etree.fromstring(f"<div>{source}</div>", _parser())
    except (etree.LxmlError, ValueError):
        return None
    # libxml2 drops elements nested deeper than its limit.
    return None if any("depth" in entry.message for entry in _parser().error_log) else root


@functools.cache
def _parser() -> etree.HTMLParser:
    return etree.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)


def _remove_hidden(root: Element) -> None:
    for element in list(root.iter()):
        style = (element.get("style") or "")[:_MAX_STYLE]
        is_useless = element.tag == "img" and _is_useless_picture(element, style)
        if is_useless or element.tag in _SILENT_TAGS or _HIDDEN_STYLE.search(style):
            _clear(element)


def _is_useless_picture(picture: Element, style: str) -> bool:
    """Return True for a picture inside the message (cid:, RFC 2392), and for a tracking pixel."""
    is_on_web = (picture.get("src") or "").strip().lower().startswith("http")
    return not is_on_web or _PIXEL_STYLE.search(style) is not None


def _remove_boilerplate(root: Element) -> str:
    """Clear the footer and the block that links to the web version; return that address, or ""."""
    blocks = [
        (element, text)
        for element in root.iter(*_TEXT_BLOCKS)
        if not _holds_blocks(element) and (text := line("".join(element.itertext())))
    ]
    web_version = ""
    for index, (element, text) in enumerate(blocks[:_MAX_HEADER_BLOCKS]):
        address = _web_version_address(element, text)
        if address:
            web_version = without_recipient(address)
            _clear(element)
            del blocks[index]
            break
    # One block more than a footer may have: it never begins with the first block of the message.
    last = blocks[-MAX_FOOTER_BLOCKS - 1 :]
    start = footer_start([TextBlock(text, has_link=_has_link(element)) for element, text in last])
    for element, _ in last[start:]:
        _clear(element)
    return web_version


def _web_version_address(block: Element, text: str) -> str:
    """Return the address of the web version that a block links to, or ""."""
    if not mentions_web_version(text):
        return ""
    links = [(link.get("href") or "", line("".join(link.itertext()))) for link in block.iter("a")]
    links = [(address, label) for address, label in links if address.startswith(("http://", "https://"))]
    labelled = [address for address, label in links if mentions_web_version(label)]
    if labelled:
        return labelled[0]
    return links[0][0] if len(links) == 1 else ""


def _clear(element: Element) -> None:
    """Remove the content of an element; the text after it stays."""
    element.clear(keep_tail=True)
    element.tag = "span"


def _has_link(element: Element) -> bool:
    return next(element.iter("a"), None) is not None


def _holds_blocks(element: Element) -> bool:
    return any(below.tag in _BLOCKS for below in element.iterdescendants())


def _remove_layout(root: Element) -> None:
    """Turn layout tables into paragraphs, and remove attributes; tables with header cells hold data and stay."""
    data_cells = {cell for table in root.iter("table") if _is_data_table(table) for cell in table.iter()}
    for element in root.iter():
        if element.tag in _LAYOUT_TAGS and element not in data_cells:
            element.tag = _tag_without_layout(element)
        allowed = {name: value for name, value in element.attrib.items() if name in _ALLOWED_ATTRIBUTES}
        element.attrib.clear()  # lxml cannot delete an attribute by a name such as "{"
        element.attrib.update(allowed)
    etree.strip_tags(root, "span", "font", "center")


def _is_data_table(table: Element) -> bool:
    has_headings = next(table.iter("th"), None) is not None
    return has_headings and next(table.iterdescendants("table"), None) is None


def _tag_without_layout(element: Element) -> str:
    """Return the tag that replaces a layout tag: "p" or "div" around content, "span" to remove it."""
    if _holds_blocks(element):
        return "div" if _has_own_text(element) else "span"
    has_content = next(element.iter("img"), None) is not None or "".join(element.itertext()).strip()
    return "p" if has_content else "span"


def _has_own_text(element: Element) -> bool:
    return bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)
