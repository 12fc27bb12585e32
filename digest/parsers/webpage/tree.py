"""A web page's element tree: parse it safely, name, compare and measure its elements."""

from __future__ import annotations

import functools
import re

from lxml import etree
from lxml.etree import _Element

from digest.errors import SourceError
from digest.parsers import encoding, html
from digest.parsers.webpage import nesting
from digest.text import clean, printable

Element = _Element  # lxml has no public name for it
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = HEADINGS | {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "li", "main", "nav", "ol", "p",
    "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
SILENT = frozenset({
    "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "head", "select",
    "button", "textarea", "input", "video", "audio", "canvas", "dialog", "option",
})  # fmt: skip
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_COMMENT = re.compile(r"<!--(?!\s*\{)(?:-?>|.*?--!?>)", re.DOTALL)  # some pages hide their JSON-LD in one
_TABLE_PART = re.compile(r"<(?:tbody|thead|tr|td|th)[\s>]", re.IGNORECASE)
_NAME_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MAX_CLASSES = 12
_MAX_NAME = 80
# Classes that number an article or tell it from the next; its neighbours have the same shape without them.
_NUMBERING_CLASS = re.compile(r"\d|^(?:odd|even|first|last|active|sticky|featured|current|new)$")
_ARTICLE_CLASS = re.compile(r"(?:post|category|tag|type|status|format|author|has|views-row|term|lang)-")


def parse(content: bytes) -> Element:
    """Return the root element of a page; raise SourceError if it holds no element."""
    text = clean(_decode(content)).lstrip()
    is_xhtml = text.startswith("<?xml")
    text = html.without_huge_tags(re.sub(r"\A<\?xml[^>]*\?>", "", text))
    if not text:
        raise SourceError("is empty; expected a web page")
    if not is_xhtml:  # XHTML ends elements as HTML 5 does not: <script src="x"/>
        text = _normalise(text)
    parser = etree.HTMLParser(
        remove_comments=True, remove_pis=True, no_network=True, huge_tree=True, encoding="utf-8"
    )
    root = etree.fromstring(text.encode(), parser)
    if root is None:
        raise SourceError("holds no element; expected a web page")
    return root


def _normalise(text: str) -> str:
    """Return a page with all its tags written out, each element closed where a browser closes it.

    libxml2, which builds the tree, knows the rules of HTML 4 only. Alone it loses a page without
    `<body>`, and a link left open holds all that follows it. A page that would cost an HTML 5 parser
    too much is returned as it is.
    """
    text = without_comments(text)
    if "<!--" in text or nesting.is_excessive(text):
        return text
    from selectolax.lexbor import LexborHTMLParser  # only web pages need it

    if _TABLE_PART.match(text):
        text = f"<table>{text}"
    root = LexborHTMLParser(text).root
    # Character references are resolved by now, also those of control characters.
    return printable((root and root.html) or text)


def without_comments(text: str) -> str:
    """Return a page without its comments; one that never ends stays."""
    # Searched for its end, each of many such comments would cost the length of the page.
    end = max(text.rfind("-->") + 3, text.rfind("--!>") + 4)
    return _COMMENT.sub("", text[:end]) + text[end:] if end > 3 else text


def _decode(content: bytes) -> str:
    """Return a page's text: by its byte order mark, else as UTF-8, else by its `<meta>` (HTML, section 13.2.3.2)."""
    if not content.startswith(_BYTE_ORDER_MARKS):
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            codec = encoding.declared_codec(content)
        if codec:
            return content.decode(codec, "replace")
    return encoding.decode(content)


def name(element: Element) -> str:
    """Return the tag name of an element, or "" for a node that is not an element."""
    return element.tag if isinstance(element.tag, str) else ""


def class_names(classes: str) -> list[str]:
    """Return the first few names in a `class` attribute."""
    return classes.split()[:_MAX_CLASSES]


def name_words(name: str) -> list[str]:
    """Return the words of a class name or an id: "postTitle" and "post-title" have two."""
    return _NAME_WORD.findall(name[:_MAX_NAME])


def shape(element: Element) -> tuple[str, frozenset[str]]:
    """Return an element's tag name, and the classes it shares with its like."""
    return name(element), _shared_classes(element.get("class") or "")


@functools.lru_cache(maxsize=4096)
def _shared_classes(classes: str) -> frozenset[str]:
    return frozenset(
        name
        for name in class_names(classes)
        if not _NUMBERING_CLASS.search(name) and not _ARTICLE_CLASS.match(name)
    )


def sizes(elements: list[Element]) -> dict[Element, int]:
    """Return the number of characters of text in each element.

    Args:
        elements: All elements of a page, in document order.
    """
    found = dict.fromkeys(elements, 0)
    for element in reversed(elements):
        text, tail, parent = element.text, element.tail, element.getparent()
        size = found[element]
        if text and element.tag not in SILENT:
            found[element] = size = size + len(text.strip())
        if parent is not None and (size or tail):
            found[parent] += size + (len(tail.strip()) if tail else 0)
    return found
