"""HTML from strangers: made harmless, or made plain text."""

from __future__ import annotations

import functools
import html
import re
from urllib.parse import quote, urljoin, urlsplit

import nh3
from lxml import etree

from digest.text import clean, line, printable

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "dl", "dt", "em", "figcaption",
    "figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "li", "ol", "p", "pre", "q", "s", "small",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan"},
    "th": {"colspan"},
}
_SCHEMES = {"http", "https", "mailto"}
_SILENT = {
    "script",
    "style",
    "template",
    "noscript",
    "iframe",
    "object",
    "embed",
    "svg",
    "math",
    "head",
    "title",
}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "caption", "dd", "div", "dl", "dt", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
    "section", "table", "td", "th", "tr", "ul",
}  # fmt: skip
_FORMATTING = re.compile(
    r"</?(?:a|b|i|u|em|strong|span|sub|sup|small|cite|q|br|code|abbr|font|wbr)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
# An address that needs nothing done to it.
_PLAIN_ADDRESS = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(?:[/?#][!#$&-;=?-Z_a-z~%]*)?")
# Markup of which the order of its texts is plain, so that no parser has to find it.
_SIMPLE_TAG = re.compile(
    r"<(/?)(a|b|blockquote|body|br|code|div|em|figcaption|figure|h[2-6]|hr|html|i|img|li|ol|p|small|span|strong|sub|sup|u|ul)"
    r"(?:\s+[a-z][a-z-]*(?:=(?:\"[^\"<>]*\"|'[^'<>]*'))?)*\s*/?>"
)
_SIMPLE_REFERENCE = re.compile(r"&(?:amp|lt|gt|quot|nbsp|hellip|[mn]dash|[lr][sd]quo|#39|#8\d{3});")
_ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_BLANK_LINE = re.compile(r"\n[ \t\xa0]*\n\s*")
_LONG_TAG = re.compile(r"<[^<>]{20000}")
_IMAGE = re.compile(r"<img", re.IGNORECASE)
_VOID = frozenset({"br", "hr", "img"})
_HOLDERS = frozenset({"blockquote", "body", "div", "figcaption", "figure", "html", "li", "ol", "ul"})
_ODD = re.compile(r"[\s<>\"]")
_ONE = r"[\s/]++[^\s<>/=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s<>\"']++))?+"
_ATTRIBUTE = re.compile(_ONE)
# Tags with a few more attributes than tags have: these are counted.
_CROWD = re.compile(rf"<[a-zA-Z][^\s<>/]*+((?:{_ONE}){{50}}(?:{_ONE})*+)[^<>]*>?")
_MOST_ATTRIBUTES = 2000
_LONGEST_ADDRESS = 8192  # what servers take at most
_DEEPEST = 400
_LONGEST = 256 * 1024


def web_address(text: str | None, base: str | None = None) -> str | None:
    """Return `text` as an absolute http(s) or mailto address, or None; relative ones stand on `base`."""
    if text and len(text) <= _LONGEST_ADDRESS and _PLAIN_ADDRESS.fullmatch(text):
        return text
    # Line breaks inside an address are nothing to a browser (WHATWG URL, section 4.4), nor to us.
    text = re.sub(r"[\t\n\r]", "", clean(text or "")).strip()
    if not text or len(text) > _LONGEST_ADDRESS:
        return None
    whole = join(base, text)
    try:
        parts = urlsplit(whole)
    except ValueError:
        return None
    if parts.scheme == "mailto" and parts.path:
        return _ODD.sub(lambda odd: quote(odd[0]), whole)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or re.search(r"[\s<>\"\\^`{|}]", parts.netloc)
    ):
        return None
    return _ODD.sub(lambda odd: quote(odd[0]), whole)


def join(base: str | None, address: str) -> str:
    """Return `address` as it stands on `base` (RFC 3986, section 5), or itself where either is malformed."""
    if not base or len(base) > _LONGEST_ADDRESS or _ABSOLUTE.match(address):
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def unescape(text: str) -> str:
    """Return `text` with its character references resolved; those of absurd length go."""
    if "&" not in text:
        return text
    return html.unescape(re.sub(r"&#[xX]?[0-9a-fA-F]{10,};?", "", text))


def without(markup: str, opening: str, closing: str) -> str:
    """Return `markup` without what stands from each `opening` to the next `closing`."""
    parts: list[str] = []
    at = 0
    while (start := markup.find(opening, at)) >= 0 and (end := markup.find(closing, start)) >= 0:
        parts.append(markup[at:start])
        at = end + len(closing)
    return "".join(parts) + markup[at:]


def without_crowds(markup: str) -> str:
    """Return `markup` without the tags whose attributes are so many that no parser ends: it compares each with all."""
    return _CROWD.sub(
        lambda tag: "" if len(_ATTRIBUTE.findall(tag[1])) > _MOST_ATTRIBUTES else tag[0], markup
    )


def _is_excessive(markup: str) -> bool:
    # Depth and attributes cost their square; no article comes near these numbers.
    return (
        len(markup) > _LONGEST
        or markup.count("<") > 3000
        or markup.count("=") > 6000
        or (len(markup) > 20000 and _LONG_TAG.search(markup) is not None)
    )


def _stripped(markup: str) -> str:
    return re.sub(r"<[^<>]*>?", " ", markup[:_LONGEST])


def sanitise(markup: str, base: str | None = None) -> str:
    """Return `markup` with harmless elements only; its addresses are absolute, or gone."""
    markup = clean(markup)
    if _is_excessive(markup):
        parts = to_text(markup).split("\n\n")
        return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in parts if part)
    # References may stand for what no text may hold. Composed it is not: a stroke on a tag's end would open the tag.
    return printable(_cleaner(base).clean(markup)).strip()


@functools.lru_cache(maxsize=64)
def _cleaner(base: str | None) -> nh3.Cleaner:
    def keep(_tag: str, attribute: str, value: str) -> str | None:
        return web_address(value, base) if attribute in ("href", "src") else value

    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags={"script", "style", "template", "noscript", "iframe", "object", "svg", "math"},
        attributes=_ATTRIBUTES,
        attribute_filter=keep,
        url_schemes=_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )


def to_text(markup: str) -> str:
    """Return the words of `markup`, its paragraphs parted by a blank line."""
    if "<" not in markup:
        return _paragraphs(unescape(markup))
    if _is_excessive(markup):
        return _paragraphs(unescape(_stripped(markup)))
    markup = clean(markup)
    simple = _simple_text(markup)
    if simple is not None:
        return _paragraphs(simple)
    try:
        root = etree.fromstring(f"<div>{markup}</div>", _parser())
    except (etree.LxmlError, ValueError):
        root = None
    if root is None or any("depth" in entry.message for entry in _parser().error_log):
        return _paragraphs(unescape(_stripped(markup)))  # libxml2 drops what is nested deeper than it goes
    parts: list[str] = []
    _walk(root, parts, 0)
    return _paragraphs("".join(parts))


def _simple_text(markup: str) -> str | None:
    """Return the words of markup whose few kinds of tags nest as they should, or None: then a parser must read it."""
    parts: list[str] = []
    open_tags: list[str] = []
    at = 0
    for tag in _SIMPLE_TAG.finditer(markup):
        parts.append(_folded(markup[at : tag.start()]))
        at = tag.end()
        closes, name = tag[1], tag[2]
        if closes:
            if not open_tags or open_tags.pop() != name:
                return None
        elif name in _BLOCKS and open_tags and open_tags[-1] not in _HOLDERS:
            return None  # such an element ends the one around it
        elif name == "li" and open_tags[-1:] not in (["ul"], ["ol"]):
            return None
        elif name not in _VOID:
            open_tags.append(name)
        if name in _BLOCKS:
            parts.append("\n\n")
        elif name == "br":
            parts.append("\n")
    parts.append(_folded(markup[at:]))
    text = "".join(parts)
    if open_tags or "<" in text or text.count("&") != len(_SIMPLE_REFERENCE.findall(text)):
        return None
    return html.unescape(text)


def title_text(markup: str) -> str:
    """Return a title on one line: entities resolved, formatting dropped, any other markup as the text it is."""
    return line(unescape(_FORMATTING.sub("", markup) if "<" in markup else markup))


def first_image(markup: str, base: str | None) -> tuple[str, str] | None:
    """Return the address and the alt text of the first picture in `markup`, or None."""
    if not _IMAGE.search(markup) or _is_excessive(markup):
        return None
    root = etree.fromstring(f"<div>{clean(markup)}</div>", _parser())
    for image in root.iter("img") if root is not None else ():
        # Pictures of a pixel or two count readers.
        if image.get("width") in ("0", "1", "2") or image.get("height") in ("0", "1", "2"):
            continue
        address = web_address(image.get("src"), base)
        if address:
            return address, line(image.get("alt") or "")
    return None


@functools.cache
def _parser() -> etree.HTMLParser:
    return etree.HTMLParser(
        remove_comments=True, remove_pis=True, no_network=True, huge_tree=False, encoding="utf-8"
    )


def _walk(element: etree._Element, parts: list[str], depth: int) -> None:
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag in _SILENT:
        return
    if tag == "br":
        parts.append("\n")
    block = tag in _BLOCKS
    if block:
        parts.append("\n\n")
    if element.text:
        parts.append(_folded(element.text))
    for child in element:
        if depth < _DEEPEST:
            _walk(child, parts, depth + 1)
        else:
            parts.append(_folded(" ".join(child.itertext())))
        if child.tail:
            parts.append(_folded(child.tail))
    if block:
        parts.append("\n\n")


def _folded(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{words}{' ' if text[-1].isspace() else ''}"


def _paragraphs(text: str) -> str:
    text = clean(text)
    found = (" ".join(part.split()) for part in _BLANK_LINE.split(text))
    return "\n\n".join(part for part in found if part)
