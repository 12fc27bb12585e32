"""HTML from untrusted sources: sanitised, or converted to plain text."""

from __future__ import annotations

import functools
import re
import threading
from html import escape
from html import unescape as resolve_references
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
_REMOVED_WITH_CONTENT = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math"}
_WITHOUT_TEXT = _REMOVED_WITH_CONTENT | {"embed", "head", "title"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre", "search", "section",
    "summary", "table", "td", "th", "tr", "ul",
}  # fmt: skip
_FORMATTING = re.compile(
    r"</?(?:a|b|i|u|em|strong|span|sub|sup|small|cite|q|br|code|abbr|font|wbr)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
# An address that can stay as it is.
_PLAIN_ADDRESS = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(?:[/?#][!#$&-;=?-Z_a-z~%]*)?")
# Common tags, whose text can be read without a parser if they are nested correctly.
_SIMPLE_TAG = re.compile(
    r"<(/?)(a|b|blockquote|body|br|code|div|em|figcaption|figure|h[2-6]|hr|html|i|img|li|ol|p|small|span|strong|sub|sup|u|ul)"
    r"(?:\s+[a-z][a-z-]*(?:=(?:\"[^\"<>]*\"|'[^'<>]*'))?)*\s*/?>"
)
_SIMPLE_REFERENCE = re.compile(r"&(?:amp|lt|gt|quot|nbsp|hellip|[mn]dash|[lr][sd]quo|#39|#8\d{3});")
_ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_BLANK_LINE = re.compile(r"\n[ \t\xa0]*\n\s*")
_BETWEEN_PARAGRAPHS = re.compile(r"\n\s*\n")
_LONG_TAG = re.compile(r"<[^<>]{20000}")
_VOID = frozenset({"br", "hr", "img"})
_MAY_HOLD_BLOCKS = frozenset({"blockquote", "body", "div", "figcaption", "figure", "html", "li", "ol", "ul"})
# Blocks whose tags are removed, so that the words on both sides would be one.
_LOST_BLOCK_END = re.compile(r"</(?:center|details|dialog|fieldset|hgroup|legend|menu|summary)>")
_LINE_BREAKS = re.compile(r"[\t\n\r]")
_TO_QUOTE = re.compile(r"[\s<>\"\\^`{|}]")  # a host cannot hold these at all
_HUGE_REFERENCE = re.compile(r"&#[xX]?[0-9a-fA-F]{10,};?")
_TAG = re.compile(r"<[^<>]*>?")
_ATTRIBUTE_PATTERN = r"[\s/]++[^\s<>/=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s<>\"']++))?+"
_ATTRIBUTE = re.compile(_ATTRIBUTE_PATTERN)
# Tags with more attributes than usual, which are counted.
_BIG_TAG = re.compile(
    rf"<[a-zA-Z][^\s<>/]*+((?:{_ATTRIBUTE_PATTERN}){{50}}(?:{_ATTRIBUTE_PATTERN})*+)[^<>]*>?"
)
_MOST_ATTRIBUTES = 2000
_LONGEST_ADDRESS = 8192  # the usual limit of servers
_DEEPEST = 400
_LONGEST = 256 * 1024
_MOST_TAGS = 3000
_MOST_EQUALS_SIGNS = 6000


def web_address(text: str | None, base: str | None = None) -> str | None:
    """Return an absolute http, https or mailto address, or None for any other text.

    Args:
        text: An address, absolute or relative.
        base: The address that a relative one is resolved against.
    """
    if text and len(text) <= _LONGEST_ADDRESS and _PLAIN_ADDRESS.fullmatch(text):
        return text
    # Browsers ignore line breaks inside an address (WHATWG URL, section 4.4).
    text = _LINE_BREAKS.sub("", clean(text or "")).strip()
    if not text or len(text) > _LONGEST_ADDRESS:
        return None
    address = join(base, text)
    return _TO_QUOTE.sub(lambda char: quote(char[0]), address) if _is_web_address(address) else None


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme == "mailto":
        return bool(parts.path)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not _TO_QUOTE.search(parts.netloc)


def join(base: str | None, address: str) -> str:
    """Return an address resolved against a base (RFC 3986, section 5); unchanged if either is malformed."""
    if not base or len(base) > _LONGEST_ADDRESS or _ABSOLUTE.match(address):
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def unescape(text: str) -> str:
    """Return text with its character references resolved, and without those of absurd length."""
    return resolve_references(_HUGE_REFERENCE.sub("", text)) if "&" in text else text


def without(markup: str, opening: str, closing: str) -> str:
    """Return markup without every part from an `opening` to the next `closing`, such as comments."""
    parts: list[str] = []
    at = 0
    while (start := markup.find(opening, at)) >= 0 and (end := markup.find(closing, start)) >= 0:
        parts.append(markup[at:start])
        at = end + len(closing)
    return "".join(parts) + markup[at:]


def without_huge_tags(markup: str) -> str:
    """Return markup without tags of thousands of attributes; parsing takes the square of their number."""
    return _BIG_TAG.sub(
        lambda tag: "" if len(_ATTRIBUTE.findall(tag[1])) > _MOST_ATTRIBUTES else tag[0], markup
    )


def _is_excessive(markup: str) -> bool:
    """Return True if markup is far beyond any article; depth and attributes cost their square."""
    return (
        len(markup) > _LONGEST
        or markup.count("<") > _MOST_TAGS
        or markup.count("=") > _MOST_EQUALS_SIGNS
        or (len(markup) > 20000 and _LONG_TAG.search(markup) is not None)
    )


def _without_tags(markup: str) -> str:
    return _TAG.sub(" ", markup[:_LONGEST])


def sanitise(markup: str, base: str | None = None) -> str:
    """Return markup with harmless elements only, its addresses absolute or removed.

    Args:
        markup: HTML from a source.
        base: The address that relative ones are resolved against.
    """
    markup = clean(markup)
    if _is_excessive(markup):
        return from_text(to_text(markup))
    # References may stand for forbidden characters, so the result is made printable again. It is not
    # normalised: a combining mark behind a tag's end would change the tag.
    return printable(_CLEANER.clean(_LOST_BLOCK_END.sub(r"\g<0> ", markup), base)).strip()


class _Cleaner(threading.local):
    """A cleaner for each thread: making one takes as long as cleaning an article."""

    def __init__(self) -> None:
        self._base: str | None = None
        self._cleaner = nh3.Cleaner(
            tags=_TAGS,
            clean_content_tags=_REMOVED_WITH_CONTENT,
            attributes=_ATTRIBUTES,
            attribute_filter=self._filter_attribute,
            url_schemes=_SCHEMES,
            link_rel=None,
            strip_comments=True,
        )

    def clean(self, markup: str, base: str | None) -> str:
        """Return the harmless part of markup, its addresses resolved against a base."""
        self._base = base
        return self._cleaner.clean(markup)

    def _filter_attribute(self, _tag: str, attribute: str, value: str) -> str | None:
        return web_address(value, self._base) if attribute in ("href", "src") else value


_CLEANER = _Cleaner()


def from_text(text: str) -> str:
    """Return plain text as HTML, with a paragraph for each part between blank lines."""
    parts = _BETWEEN_PARAGRAPHS.split(text)
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in parts if part.strip())


def to_text(markup: str) -> str:
    """Return the text of markup, with a blank line between paragraphs."""
    if "<" not in markup:
        return _paragraphs(clean(unescape(markup)))
    if _is_excessive(markup):
        return _paragraphs(clean(unescape(_without_tags(markup))))
    markup = clean(markup)
    text = _simple_text(markup)
    text = _parsed_text(markup) if text is None else text
    return _paragraphs(clean(text) if "&" in markup else text)  # a reference may stand for any character


def _simple_text(markup: str) -> str | None:
    """Return the text of simple, correctly nested markup, or None: a parser must read it."""
    parts: list[str] = []
    open_tags: list[str] = []
    at = 0
    for tag in _SIMPLE_TAG.finditer(markup):
        parts.append(_fold_space(markup[at : tag.start()]))
        at = tag.end()
        name = tag[2]
        if not _nest(open_tags, name, is_end=tag[1] != ""):
            return None
        if name in _BLOCKS:
            parts.append("\n\n")
        elif name == "br":
            parts.append("\n")
    parts.append(_fold_space(markup[at:]))
    text = "".join(parts)
    if open_tags or "<" in text or text.count("&") != len(_SIMPLE_REFERENCE.findall(text)):
        return None
    return resolve_references(text)


def _nest(open_tags: list[str], name: str, *, is_end: bool) -> bool:
    """Open or close a tag; return False if a browser would close other tags for it."""
    if is_end:
        return bool(open_tags) and open_tags.pop() == name
    if name in _BLOCKS:
        if name == "li" and open_tags[-1:] not in (["ul"], ["ol"]):
            return False
        if open_tags and open_tags[-1] not in _MAY_HOLD_BLOCKS:
            return False
    if name not in _VOID:
        open_tags.append(name)
    return True


def _parsed_text(markup: str) -> str:
    """Return the text of any markup, as libxml2 parses it."""
    try:
        root = etree.fromstring(f"<div>{markup}</div>", _parser())
    except (etree.LxmlError, ValueError):
        root = None
    # libxml2 drops elements that are nested too deeply.
    if root is None or any("depth" in entry.message for entry in _parser().error_log):
        return unescape(_without_tags(markup))
    parts: list[str] = []
    _walk(root, parts, 0)
    return "".join(parts)


def title_text(markup: str) -> str:
    """Return a title on one line, without formatting tags; any other markup stays as text."""
    return line(unescape(_FORMATTING.sub("", markup) if "<" in markup else markup))


@functools.cache
def _parser() -> etree.HTMLParser:
    return etree.HTMLParser(
        remove_comments=True, remove_pis=True, no_network=True, huge_tree=False, encoding="utf-8"
    )


def _walk(element: etree._Element, parts: list[str], depth: int) -> None:
    """Add the texts of an element and its descendants to `parts`, with line breaks around blocks."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag in _WITHOUT_TEXT:
        return
    if tag == "br":
        parts.append("\n")
    is_block = tag in _BLOCKS or "-" in tag  # a page's own elements have a hyphen in their names
    if is_block:
        parts.append("\n\n")
    if element.text:
        parts.append(_fold_space(element.text))
    for child in element:
        if depth < _DEEPEST:
            _walk(child, parts, depth + 1)
        else:
            parts.append(_fold_space(" ".join(child.itertext())))
        if child.tail:
            parts.append(_fold_space(child.tail))
    if is_block:
        parts.append("\n\n")


def _fold_space(text: str) -> str:
    """Return text with single spaces; one stays at either end that had white space."""
    words = " ".join(text.split())
    if not words:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{words}{' ' if text[-1].isspace() else ''}"


def _paragraphs(text: str) -> str:
    paragraphs = (" ".join(part.split()) for part in _BLANK_LINE.split(text))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
