"""Well-formed XML, element by element. Nothing is fetched and no entity is expanded."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Iterable, Iterator
from html import escape, unescape
from typing import NamedTuple

from lxml import etree

from digest.errors import SourceError
from digest.text import line as one_line

_PROLOG = re.compile(rb"(?>\s++|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?>[^\[>]++|\[[^\]]*+\])*+>)*+", re.DOTALL)
_FEED = re.compile(rb"<(rss|feed|rdf:RDF)\b")
_FEED_IN_PAGE = re.compile(rb"<(rss|feed|rdf:RDF)\s[^<>]{0,2000}?(?:version|xmlns)")
_FEED_ROOTS = ("rss", "rdf", "channel", "feed", "entry", "opml")
_HEAD = 65536
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)[\s/>]")
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# libxml2 compares each attribute of an element with all others, so their number costs its square.
_MOST_ATTRIBUTES = 1000
_MANY_ATTRIBUTES = re.compile(
    rb"<[^\s<>/!?=]++(?:\s++[^\s<>=]++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+')){%d}" % _MOST_ATTRIBUTES
)
_CASES = (str.lower, str.upper, str.capitalize)
_PLACE_IN_MESSAGE = re.compile(r"\s*\(?,? ?line \d+.*", re.DOTALL)
_LONGEST_PROBLEM = 200
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_EMPTY_IN_HTML = ("br", "img", "hr")
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
BASE = "{http://www.w3.org/XML/1998/namespace}base"


class Page(NamedTuple):
    """A page that an entry links to; `media_type` is "" if the feed states none."""

    address: str
    media_type: str


class NotWellFormed(Exception):  # noqa: N818 (it starts the recovery inside this package; no caller sees it)
    """The document is not well-formed XML; `line` is the place of the first fault, if known."""

    def __init__(self, line: int | None, problem: str) -> None:
        super().__init__(problem)
        self.line = line


def root_name(content: bytes) -> str:
    """Return the local name of the root element without parsing the document, or ""."""
    head = content[:_HEAD].lstrip(b"\xef\xbb\xbf")
    if content.startswith(_UTF_16_MARKS):
        head = content[:_HEAD].decode("utf-16", errors="ignore").encode()
    prolog = _PROLOG.match(head)
    root = _ROOT.match(head[prolog.end() if prolog else 0 :][:200].decode("latin-1"))
    if root and root[1].lower() in _FEED_ROOTS:
        return root[1]
    # A program's warnings may stand before the document, with tags or without, or a web page around it.
    feed = (_FEED_IN_PAGE if root else _FEED).search(head[:8192])
    if feed:
        return feed[1].decode().rpartition(":")[2]
    return root[1] if root else ""


def elements(content: bytes, tags: frozenset[str]) -> Iterator[etree._Element]:
    """Yield the elements with a local name in `tags` from the root or its channel, then the root.

    Each is yielded at its end and emptied afterwards. Of elements without children only the first
    is yielded.

    Args:
        content: The document.
        tags: Local names in lower case.

    Raises:
        NotWellFormed: The document is not well-formed XML.
        SourceError: The document declares entities (XML 1.0, section 4.2), which can make a small
            document huge, or an element has too many attributes.
    """
    refuse_many_attributes(content)
    walk = etree.iterparse(
        io.BytesIO(content.lstrip(b"\r\n\t ")),
        tag=[f"{{*}}{case(name)}" for name in sorted(tags) for case in _CASES],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        yield from _walk(walk)
    except etree.XMLSyntaxError as error:
        raise _not_well_formed(walk, error) from error


def _walk(walk: etree.iterparse[tuple[str, etree._Element]]) -> Iterator[etree._Element]:
    is_first, met_empty = True, False
    for _, element in walk:
        if is_first:
            refuse_entities(element)
            is_first = False
        is_empty = len(element) == 0
        if (not is_empty or not met_empty) and _is_outer(element):
            met_empty = met_empty or is_empty
            yield element
            element.clear(keep_tail=False)
    if walk.root is not None:
        refuse_entities(walk.root)
        if local(walk.root) not in _FEED_ROOTS:
            raise NotWellFormed(None, f"the feed stands inside <{local(walk.root)[:40]}>")
        yield walk.root


def _not_well_formed(
    walk: etree.iterparse[tuple[str, etree._Element]], error: etree.XMLSyntaxError
) -> NotWellFormed:
    # While entities stay unresolved, the error itself may be about a later place than the first.
    first = walk.error_log[0] if walk.error_log else None
    problem = _PLACE_IN_MESSAGE.sub("", first.message if first else str(error))
    # It quotes the document, so it may hold line breaks and be long.
    return NotWellFormed(
        (first.line if first else error.lineno) or None, one_line(problem)[:_LONGEST_PROBLEM]
    )


def _is_outer(element: etree._Element) -> bool:
    """Return True for a child of the root, and for a child of a channel in the root."""
    parent = element.getparent()
    if parent is None:
        return False
    above = parent.getparent()
    return above is None or (local(parent) == "channel" and above.getparent() is None)


def refuse_entities(element: etree._Element) -> None:
    """Raise SourceError if the document declares entities of its own."""
    subset = element.getroottree().docinfo.internalDTD
    if subset is not None and any(True for _ in subset.iterentities()):
        raise SourceError("declares entities of its own, which are refused; expected a feed without them")


def refuse_many_attributes(content: bytes) -> None:
    """Raise SourceError if an element has so many attributes that parsing it would take for ever."""
    if content.startswith(_UTF_16_MARKS):
        content = content.decode("utf-16", errors="ignore").encode()
    found = _MANY_ATTRIBUTES.search(content)
    if found:
        number = content.count(b"\n", 0, found.start()) + 1
        raise SourceError(
            f"has an element with more than {_MOST_ATTRIBUTES:,} attributes in line {number}; expected a feed"
        )


def names(element: etree._Element) -> tuple[str, str]:
    """Return an element's name in lower case, and its namespace without a final slash or number sign.

    Both are "" for a comment, an entity or a processing instruction.
    """
    tag = element.tag
    return _split_tag(tag) if isinstance(tag, str) else ("", "")


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace, in lower case; "" for a comment or an entity."""
    return names(element)[0]


def namespace(element: etree._Element) -> str:
    """Return an element's namespace without a final slash or number sign."""
    return names(element)[1]


@functools.lru_cache(maxsize=1024)
def _split_tag(tag: str) -> tuple[str, str]:
    space, _, name = tag.rpartition("}")
    return name.lower(), space[1:].rstrip("/#")


def next_link(holder: etree._Element) -> str:
    """Return the link of a channel or feed to its next page, unresolved, or "" (RFC 5005, section 3)."""
    links = (child for child in holder if local(child) == "link" and child.get("rel") == "next")
    return next((link.get("href") or "" for link in links), "")


def page(link: etree._Element) -> Page:
    """Return the page that a link of Atom leads to."""
    return Page(link.get("href") or "", link.get("type") or "")


def best_page(pages: Iterable[Page]) -> str:
    """Return the address of the first web page, else of the first file on the web, else any, else ""."""
    return min(pages, key=_page_rank, default=Page("", "")).address


def _page_rank(page: Page) -> int:
    scheme = _SCHEME.match(page.address)
    if scheme and scheme[0].lower() not in ("http:", "https:"):
        return 2
    return 0 if not page.media_type or "html" in page.media_type.lower() else 1


def line(element: etree._Element) -> int | None:
    """Return the line an element starts in."""
    return element.sourceline if isinstance(element.sourceline, int) else None


def text(element: etree._Element) -> str:
    """Return the text of an element and its descendants, with the entities of HTML resolved."""
    if len(element) == 0:
        return (element.text or "").strip()
    return "".join(_texts(element)).strip()


def _texts(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child, etree._Entity):  # noqa: SLF001 (lxml has no public name for it)
            yield unescape(child.text or "")
        else:
            yield from _texts(child)
        yield child.tail or ""


def inner_markup(element: etree._Element) -> str:
    """Return the inside of an element as HTML, namespaces dropped."""
    parts = [escape(element.text or "", quote=False)]
    for child in element:
        if isinstance(child, etree._Entity):  # noqa: SLF001 (as above)
            parts.append(escape(unescape(child.text or ""), quote=False))
        elif isinstance(child.tag, str):
            attributes = "".join(
                f' {name.rsplit("}", 1)[-1]}="{escape(value)}"' for name, value in child.attrib.items()
            )
            tag = local(child)
            end = "" if tag in _EMPTY_IN_HTML else f"{inner_markup(child)}</{tag}>"
            parts.append(f"<{tag}{attributes}>{end}")
        parts.append(escape(child.tail or "", quote=False))
    return "".join(parts)
