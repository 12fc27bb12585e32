"""Well-formed XML, element by element, with nothing fetched and no entity expanded."""

from __future__ import annotations

import functools
import html
import io
import re
from collections.abc import Iterator

from lxml import etree

from digest.errors import SourceError
from digest.text import line as one_line

_PROLOG = re.compile(rb"(?>\s++|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?>[^\[>]++|\[[^\]]*+\])*+>)*+", re.DOTALL)
_FEED = re.compile(rb"<(rss|feed|rdf:RDF)\b")
_HEAD = 65536
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)[\s/>]")
# libxml2 compares each attribute of an element with all others.
_MOST_ATTRIBUTES = 1000
_CROWDED = re.compile(
    rb"<[^\s<>/!?=]++(?:\s++[^\s<>=]++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+')){%d}" % _MOST_ATTRIBUTES
)
_CASES = (str.lower, str.upper, str.capitalize)
XML = "{http://www.w3.org/XML/1998/namespace}"


class NotWellFormed(Exception):  # noqa: N818 (a turn of the road inside this package, no error of ours)
    """The document is no XML after all; `line` is where that showed."""

    def __init__(self, line: int | None, why: str) -> None:
        super().__init__(why)
        self.line = line


def root_name(content: bytes) -> str:
    """Return the local name of what seems to be the root element, or "" ."""
    head = content[:_HEAD].lstrip(b"\xef\xbb\xbf")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = content[:_HEAD].decode("utf-16", errors="ignore").encode()
    match = _PROLOG.match(head)
    found = _ROOT.match(head[match.end() if match else 0 :][:200].decode("latin-1"))
    if found:
        return found[1]
    # A program's warnings may stand before the document.
    behind = _FEED.search(head[:8192])
    return behind[1].decode().rpartition(":")[2] if behind else ""


def elements(content: bytes, wanted: frozenset[str]) -> Iterator[etree._Element]:
    """Yield each element whose local name is in `wanted` and that stands in the root or its channel.

    Each is yielded at its end and emptied afterwards, of those without anything in them only the
    first; the last thing yielded is the root. Raises NotWellFormed, and SourceError for a document
    that declares entities (XML 1.0, section 4.2): they are how small documents grow huge.
    """
    refuse_crowds(content)
    try:
        walk = etree.iterparse(
            io.BytesIO(content.lstrip(b"\r\n\t ")),
            tag=[f"{{*}}{case(name)}" for name in sorted(wanted) for case in _CASES],
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
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
            yield walk.root
    except etree.XMLSyntaxError as error:
        # Where entities stay unresolved, the error's own words may be of a later place than the first.
        first = walk.error_log[0] if walk.error_log else None
        why = re.sub(r"\s*\(?,? ?line \d+.*", "", first.message if first else str(error), flags=re.DOTALL)
        why = one_line(why)[:200]  # it quotes the document
        raise NotWellFormed((first.line if first else error.lineno) or None, why) from error


def _is_outer(element: etree._Element) -> bool:
    parent = element.getparent()
    if parent is None:
        return False
    above = parent.getparent()
    return above is None or (local(parent) == "channel" and above.getparent() is None)


def refuse_entities(element: etree._Element) -> None:
    """Raise SourceError when the document's own subset declares entities."""
    subset = element.getroottree().docinfo.internalDTD
    if subset is not None and any(True for _ in subset.iterentities()):
        raise SourceError("declares entities of its own, which are refused; expected a feed without them")


def refuse_crowds(content: bytes) -> None:
    """Raise SourceError when an element has so many attributes that reading them would never end."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        content = content.decode("utf-16", errors="ignore").encode()
    found = _CROWDED.search(content)
    if found:
        line = content.count(b"\n", 0, found.start()) + 1
        raise SourceError(
            f"has an element with more than {_MOST_ATTRIBUTES:,} attributes in line {line}; expected a feed"
        )


def names(element: etree._Element) -> tuple[str, str]:
    """Return an element's name in lower case, and its namespace without a closing slash or number sign.

    Both are "" for what is no element.
    """
    tag = element.tag
    return _parted(tag) if isinstance(tag, str) else ("", "")


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace, in lower case; "" for what is no element."""
    return names(element)[0]


def space(element: etree._Element) -> str:
    """Return an element's namespace without a closing slash or number sign."""
    return names(element)[1]


@functools.lru_cache(maxsize=1024)
def _parted(tag: str) -> tuple[str, str]:
    space, _, name = tag.rpartition("}")
    return name.lower(), space[1:].rstrip("/#")


def next_link(holder: etree._Element) -> str:
    """Return where a channel or a feed says that its next page is, as it is written there (RFC 5005, section 3)."""
    links = (child for child in holder if local(child) == "link" and child.get("rel") == "next")
    return next((link.get("href") or "" for link in links), "")


def line(element: etree._Element) -> int | None:
    """Return the line an element starts in."""
    return element.sourceline if isinstance(element.sourceline, int) else None


def text(element: etree._Element) -> str:
    """Return the text of `element` and all below it; entities HTML knows are resolved."""
    if len(element) == 0:
        return (element.text or "").strip()
    return "".join(_texts(element)).strip()


def _texts(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child, etree._Entity):  # noqa: SLF001 (lxml has no public name for it)
            yield html.unescape(child.text or "")
        else:
            yield from _texts(child)
        yield child.tail or ""


def inner_markup(element: etree._Element) -> str:
    """Return what stands inside `element` as HTML, namespaces dropped."""
    parts = [html.escape(element.text or "", quote=False)]
    for child in element:
        if isinstance(child, etree._Entity):  # noqa: SLF001 (as above)
            parts.append(html.escape(html.unescape(child.text or ""), quote=False))
        elif isinstance(child.tag, str):
            attributes = "".join(
                f' {k.rsplit("}", 1)[-1]}="{html.escape(v)}"' for k, v in child.attrib.items()
            )
            name = local(child)
            end = "" if name in ("br", "img", "hr") else f"{inner_markup(child)}</{name}>"
            parts.append(f"<{name}{attributes}>{end}")
        parts.append(html.escape(child.tail or "", quote=False))
    return "".join(parts)
