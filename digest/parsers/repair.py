"""Repair XML that is not well-formed: first its text, then its entries or its tree with libxml2."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape, unescape

from lxml import etree

from digest.errors import SourceError
from digest.parsers import encoding, xml

_START = re.compile(r"<(?:\?xml|rss|feed|rdf:RDF|(?:\w+:)?feed)\b")
_DECLARATION = re.compile(r"\A\s*+<\?xml[^>]*\?>")
_ROOT = re.compile(r"<((?:\w+:)?(rss|RDF|feed|channel|entry))\b")
_END = re.compile(r"</(?:\w+:)?(?:channel|feed|RDF)\s*>")
_ENTRY_START = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>]")
_ENTRY_END = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, section 2.2
_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)
_AMPERSAND = re.compile(r"&(#[xX]?[0-9a-fA-F]+;|\w+;)?")
_LONGEST_REFERENCE = 40
_XML_REFERENCES = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"}
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_PREFIX = re.compile(r"[<\s]([A-Za-z][\w.-]{0,30}):[A-Za-z]")
_DECLARED_PREFIX = re.compile(rb"\sxmlns:([\w.-]+)=")
_FIRST_TAG = re.compile(rb"<[^\s/>]+")
_OWN_PREFIXES = {"xml", "xmlns"}
_MOST_PREFIXES = 50
_MOST_ENTRIES = 10_000  # each takes some 50 microseconds
# The namespaces of common prefixes, for documents that do not declare them.
_NAMESPACES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "wp": "http://wordpress.org/export/1.2/",
}


def refuse_entities(text: str, *, before_entries: bool) -> None:
    """Raise SourceError if a document declares entities.

    Args:
        text: The document.
        before_entries: It is a feed. Behind its first entry the words may stand in a text.
    """
    first = _ENTRY_START.search(text) if before_entries else None
    if _ENTITY.search(text, 0, first.start() if first else len(text)):
        expected = "a feed" if before_entries else "a document"
        raise SourceError(
            f"declares entities of its own, which are refused; expected {expected} without them"
        )


def count_entries(text: str) -> int:
    """Return the number of entries that start in a feed."""
    return len(_ENTRY_START.findall(text))


def has_end(text: str) -> bool:
    """Return True if a feed is complete up to the end tag of its channel or root."""
    return _END.search(text) is not None


def repair_text(text: str) -> tuple[str, bool]:
    """Return a feed with its characters, ampersands and end repaired.

    Returns:
        The text, and True if it breaks off in its last entry, which is left out.
    """
    start = _START.search(text)
    text = _DECLARATION.sub("", text[start.start() if start else 0 :])
    text = _repair_ampersands(_FORBIDDEN.sub("", text))
    last_start = max((match.start() for match in _ENTRY_START.finditer(text)), default=-1)
    last_end = max((match.end() for match in _ENTRY_END.finditer(text)), default=-1)
    is_cut_off = last_start >= max(last_end, 0)
    return _with_end(text[:last_start] if is_cut_off else text), is_cut_off


def _with_end(text: str) -> str:
    root = _ROOT.search(text)
    if root is None:
        return text
    end = text.rfind(f"</{root[1]}")
    if end >= 0:
        return text[: text.find(">", end) + 1 or len(text)]  # a web page may go on behind a feed
    channel_end = "</channel>" if root[2] == "rss" and "</channel" not in text else ""
    return f"{text}{channel_end}</{root[1]}>"


def _repair_ampersands(text: str) -> str:
    """Return the text with its bare ampersands escaped and HTML's entities resolved, except in CDATA."""
    parts: list[str] = []
    at = 0
    while (start := text.find(_CDATA, at)) >= 0 and (end := text.find(_CDATA_END, start)) >= 0:
        end += len(_CDATA_END)
        parts += (_AMPERSAND.sub(_repair_reference, text[at:start]), text[start:end])
        at = end
    return "".join(parts) + _AMPERSAND.sub(_repair_reference, text[at:])


def _repair_reference(match: re.Match[str]) -> str:
    reference = match[0]
    if reference in _XML_REFERENCES:
        return reference
    if reference == "&":
        return "&amp;"
    if len(reference) > _LONGEST_REFERENCE:
        return ""
    char = unescape(reference)
    if char == reference:  # no entity of HTML: the ampersand is bare
        return "&amp;" + reference[1:]
    is_forbidden = char < " " or char == "\ufffd" or "\ud800" <= char <= "\udfff"
    if reference.startswith("&#") and is_forbidden:
        return char if char in "\t\n\r" else ""
    return escape(char)


def repair_entries(text: str) -> str:
    """Return a feed with each entry repaired by itself, so that none swallows those behind it."""
    starts = [match.start() for match in _ENTRY_START.finditer(text)]
    if not 0 < len(starts) <= _MOST_ENTRIES:
        return text
    prefixes = sorted(set(_PREFIX.findall(text)) - _OWN_PREFIXES)[:_MOST_PREFIXES]
    declarations = [f' xmlns:{prefix}="urn:prefix:{prefix}"' for prefix in prefixes]
    parts = [text[: starts[0]]]
    for start, next_start in zip(starts, [*starts[1:], len(text)], strict=True):
        end = _last_entry_end(text, start, next_start)
        parts.append(_repair_entry(text[start:end], declarations))
    return "".join([*parts, text[_last_entry_end(text, starts[-1], len(text)) :]])


def _last_entry_end(text: str, start: int, stop: int) -> int:
    return max((match.end() for match in _ENTRY_END.finditer(text, start, stop)), default=stop)


def _repair_entry(text: str, declarations: Iterable[str]) -> str:
    """Return an entry unchanged if it is well-formed, else as libxml2 repairs it, "" if it cannot."""
    content = f"<all{''.join(declarations)}>{text}</all>".encode()
    try:
        etree.fromstring(content, _parser(recover=False))
    except etree.XMLSyntaxError:
        pass
    else:
        return text
    try:
        entry = next(iter(_parse(content)), None)
    except (SourceError, etree.LxmlError):
        return ""
    if entry is None or not isinstance(entry.tag, str):
        return ""
    repaired = etree.tostring(entry, encoding="unicode", with_tail=False)
    for declaration in declarations:
        repaired = repaired.replace(declaration, "", 1)
    return repaired


def repair_tree(content: bytes) -> bytes:
    """Return a document as libxml2 repairs it, with its undeclared prefixes declared."""
    content = etree.tostring(_parse(content))
    used = {prefix for prefix in _PREFIX.findall(content.decode("ascii")) if prefix not in _OWN_PREFIXES}
    declared = {prefix.decode() for prefix in _DECLARED_PREFIX.findall(content)}
    declarations = "".join(
        f' xmlns:{prefix}="{_NAMESPACES.get(prefix, f"urn:undeclared:{prefix}")}"'
        for prefix in sorted(used - declared)
    )
    return _FIRST_TAG.sub(lambda match: match[0] + declarations.encode(), content, count=1)


def root(content: bytes) -> etree._Element:
    """Return the root of a document other than a feed that is not well-formed XML.

    Raises:
        SourceError: Nothing of it can be read, or it declares entities.
    """
    text = encoding.decode_xml(content)
    refuse_entities(text, before_entries=False)
    text = _repair_ampersands(_FORBIDDEN.sub("", _DECLARATION.sub("", text)))
    try:
        return _parse(text.strip().encode())
    except etree.LxmlError as error:
        raise SourceError(f"is too broken to be read ({error})") from error


def _parse(content: bytes) -> etree._Element:
    xml.refuse_many_attributes(content)
    tree = etree.fromstring(content, _parser(recover=True))
    if tree is None:
        raise SourceError("holds no element that can be read")
    return tree


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recover, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
