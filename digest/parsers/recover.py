"""Feeds whose XML is broken: mended where that is plain, else read by feedparser; the reader is told."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import tzinfo
from typing import Any

from lxml import etree

from digest.errors import DigestError, SourceError
from digest.model import Article, Document, Notice, Reading
from digest.parsers import encoding, xml
from digest.parsers import html as markup
from digest.parsers.entry import PICTURES, Entry, Picture, Recording, articles

Entries = Callable[[bytes], Iterator[Entry]]

_START = re.compile(r"<(?:\?xml|rss|feed|rdf:RDF|(?:\w+:)?feed)\b")
_DECLARATION = re.compile(r"\A\s*+<\?xml[^>]*\?>")
_OUTER = re.compile(r"<((?:\w+:)?(rss|RDF|feed|channel|entry))\b")
_OPEN = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>]")
_OPEN_SOMEHOW = re.compile(rb"<(?:\w+:)?(?:item|entry)\b")  # as feedparser takes it
_CLOSE = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MOST_BY_FEEDPARSER = 2000  # entries: it takes a millisecond for each, and more memory than all else
_DESCRIPTION = re.compile(rb"<(/?)media:description\b[^<>]*>")
_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)
_AMPERSAND = re.compile(r"&(#[xX]?[0-9a-fA-F]+;|\w+;)?")
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
# What these prefixes stand for wherever they are met.
_USUAL = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "wp": "http://wordpress.org/export/1.2/",
}
# feedparser takes some 30 microseconds for each tag, and longer the deeper they stand.
_MOST_TAGS = 30_000
_LEAST_TAG = 30
# It copies all it knows of a text whenever one ends.
_TEXT = re.compile(rb"<(?:\w+:)?(?:content|summary|description|encoded)\b", re.IGNORECASE)
_MOST_TEXTS = 2 * _MOST_BY_FEEDPARSER
_HUGE_TAG = re.compile(rb"<[^<>]{20000}")
_PREFIX = re.compile(r"[<\s]([A-Za-z][\w.-]{0,30}):[A-Za-z]")
_MOST_PREFIXES = 50
_MOST_BY_ENTRY = 10_000  # entries mended by themselves, at some 50 microseconds each
_XML_OWN = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"}


def read(  # noqa: PLR0913 (what the format read, and what it has to say)
    document: Document,
    zone: tzinfo,
    name: str,
    entries: Entries,
    error: xml.NotWellFormed,
    *,
    by_feedparser: bool = True,
) -> Reading:
    """Return what can be read of a feed that is no well-formed XML, with a notice that says so.

    Bare ampersands, HTML's entities, characters that XML cannot carry and an end that is missing
    are mended, and `entries` reads the rest as ever; an entry the file breaks off in is left out,
    as nobody knows what it would have said. What that does not help, feedparser reads, or libxml2
    mends for `entries` where feedparser does not know what tells a draft, or would take too long.
    """
    whole = encoding.decode_xml(document.content)
    first = _OPEN.search(whole)
    if _ENTITY.search(whole, 0, first.start() if first else len(whole)):
        raise SourceError("declares entities of its own, which are refused; expected a feed without them")
    text, lost = _mended(whole)
    found, notices = _read(text.encode(), document, zone, entries, by_feedparser=by_feedparser)
    if not found and not re.search(r"</(?:\w+:)?(?:channel|feed|RDF)\s*>", text):
        raise SourceError(f"is no well-formed XML ({error}) and holds no entries; expected a feed")
    told = f"is no well-formed XML ({error}); {len(found)} articles were read all the same{lost}"
    notice = Notice(source=document.source.name, line=error.line, text=told)
    return Reading(format=name, articles=found, notices=(notice, *notices))


def _read(
    content: bytes, document: Document, zone: tzinfo, entries: Entries, *, by_feedparser: bool
) -> tuple[tuple[Article, ...], tuple[Notice, ...]]:
    try:
        return articles(entries(content), document.source, zone)
    except xml.NotWellFormed:
        if not by_feedparser or _is_dense(content):
            return _articles_recovered(content, document, zone, entries)
    try:
        found = articles(read_by_feedparser(content), document.source, zone)
    except DigestError:
        raise
    except Exception:  # noqa: BLE001 (it raises whatever its parts raise)
        return _articles_recovered(content, document, zone, entries)
    if len(found[0]) < len(_OPEN.findall(content.decode())):
        # What is open at an entry's end hides from it what follows.
        try:
            again = _articles_recovered(content, document, zone, entries)
        except SourceError:
            return found
        return max(found, again, key=lambda one: len(one[0]))
    return found


def _is_dense(content: bytes) -> bool:
    """Return whether feedparser would take longer than a document of this size is worth."""
    most = max(_MOST_TAGS, len(content) // _LEAST_TAG)
    # A reference or a line costs it a sixth of what a tag does.
    many = len(_OPEN_SOMEHOW.findall(content)) > _MOST_BY_FEEDPARSER
    many = many or len(_TEXT.findall(content)) > _MOST_TEXTS
    return (
        many
        or content.count(b"<") + (content.count(b"&") + content.count(b"\n")) // 6 > most
        or _HUGE_TAG.search(content) is not None
    )


def _articles_recovered(
    content: bytes, document: Document, zone: tzinfo, entries: Entries
) -> tuple[tuple[Article, ...], tuple[Notice, ...]]:
    content = _by_entry(content.decode()).encode()
    try:
        return articles(entries(content), document.source, zone)
    except xml.NotWellFormed:
        pass
    try:
        return articles(entries(_recovered(content)), document.source, zone)
    except (xml.NotWellFormed, etree.LxmlError) as error:
        raise SourceError(f"is too broken to be read ({error}); expected a feed") from error


def root(content: bytes) -> etree._Element:
    """Return the root of a document that is no well-formed XML and no feed, as far as it can be mended.

    Raises SourceError when nothing of it can be, and when it declares entities.
    """
    text = encoding.decode_xml(content)
    if _ENTITY.search(text):
        raise SourceError("declares entities of its own, which are refused; expected a document without them")
    text = _mend_ampersands(_FORBIDDEN.sub("", _DECLARATION.sub("", text)))
    try:
        return _tree(text.strip().encode())
    except etree.LxmlError as error:
        raise SourceError(f"is too broken to be read ({error})") from error


def _tree(content: bytes) -> etree._Element:
    xml.refuse_crowds(content)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    tree = etree.fromstring(content, parser)
    if tree is None:
        raise SourceError("holds no element that can be read")
    return tree


def _by_entry(text: str) -> str:
    """Return a feed whose entries are each mended by themselves, so that none swallows those behind it."""
    starts = [match.start() for match in _OPEN.finditer(text)]
    if not 0 < len(starts) <= _MOST_BY_ENTRY:
        return text
    prefixes = sorted(set(_PREFIX.findall(text)) - {"xml", "xmlns"})[:_MOST_PREFIXES]
    spaces = [f' xmlns:{prefix}="urn:prefix:{prefix}"' for prefix in prefixes]
    parts = [text[: starts[0]]]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        close = max((match.end() for match in _CLOSE.finditer(text, start, end)), default=end)
        parts.append(_mended_entry(text[start:close], spaces))
    last = max((match.end() for match in _CLOSE.finditer(text, starts[-1])), default=len(text))
    return "".join([*parts, text[last:]])


def _mended_entry(text: str, spaces: Iterable[str]) -> str:
    """Return one entry as it stands where it is well-formed, else as libxml2 mends it."""
    whole = f"<all{''.join(spaces)}>{text}</all>".encode()
    try:
        etree.fromstring(whole, _strict())
    except etree.XMLSyntaxError:
        pass
    else:
        return text
    try:
        entry = next(iter(_tree(whole)), None)
    except (SourceError, etree.LxmlError):
        entry = None
    if entry is None or not isinstance(entry.tag, str):
        return ""
    mended = etree.tostring(entry, encoding="unicode", with_tail=False)
    for space in spaces:
        mended = mended.replace(space, "", 1)
    return mended


def _strict() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _recovered(content: bytes) -> bytes:
    """Return what libxml2 makes of a document that feedparser fails on."""
    content = etree.tostring(_tree(content))
    used = set(re.findall(rb"[<\s]([A-Za-z][\w.-]{0,30}):[A-Za-z]", content)) - {b"xml", b"xmlns"}
    declared = set(re.findall(rb"\sxmlns:([\w.-]+)=", content))
    missing = [name.decode() for name in sorted(used - declared)]
    added = "".join(f' xmlns:{name}="{_USUAL.get(name, f"urn:undeclared:{name}")}"' for name in missing)
    return re.sub(rb"<[^\s/>]+", lambda match: match[0] + added.encode(), content, count=1)


def _mended(text: str) -> tuple[str, str]:
    """Return the text as XML should have been written, and what was lost on the way, as words."""
    start = _START.search(text)
    text = _DECLARATION.sub("", text[start.start() if start else 0 :])
    text = _mend_ampersands(_FORBIDDEN.sub("", text))
    last_open = max((match.start() for match in _OPEN.finditer(text)), default=-1)
    last_close = max((match.end() for match in _CLOSE.finditer(text)), default=-1)
    lost = ""
    if last_open >= max(last_close, 0):
        text, lost = text[:last_open], "; it breaks off in its last entry, which is left out"
    outer = _OUTER.search(text)
    if outer and f"</{outer[1]}" not in text:
        channel = "</channel>" if outer[2] == "rss" and "</channel" not in text else ""
        text += f"{channel}</{outer[1]}>"
    return text, lost


def _mend_ampersands(text: str) -> str:
    """Return `text` with every ampersand but those in CDATA as XML should have it."""
    parts: list[str] = []
    at = 0
    while (start := text.find(_CDATA, at)) >= 0 and (end := text.find(_CDATA_END, start)) >= 0:
        end += len(_CDATA_END)
        parts += (_AMPERSAND.sub(_mend_ampersand, text[at:start]), text[start:end])
        at = end
    return "".join(parts) + _AMPERSAND.sub(_mend_ampersand, text[at:])


def _mend_ampersand(match: re.Match[str]) -> str:
    whole = match[0]
    if whole in _XML_OWN:
        return whole
    if whole == "&":
        return "&amp;"
    if len(whole) > 40:
        return ""
    resolved = html.unescape(whole)
    if resolved == whole:
        return "&amp;" + whole[1:]
    if whole.startswith("&#") and (
        resolved < " " or "\ud800" <= resolved <= "\udfff" or resolved == "\ufffd"
    ):
        return resolved if resolved in "\t\n\r" else ""
    return html.escape(resolved)


def read_by_feedparser(content: bytes) -> Iterator[Entry]:
    """Yield the entries of a feed as feedparser reads it, whatever its XML is worth."""
    import feedparser  # noqa: PLC0415 (108 ms that only feeds beyond mending cost)

    # A picture's description would become the entry's own: under this name feedparser lets it be.
    content = _DESCRIPTION.sub(rb"<\1media:text>", content)
    parsed = feedparser.parse(io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    version = parsed.get("version") or ""
    for item in parsed.get("entries", []):
        entry = _entry(item, parsed.get("feed", {}), is_atom=version.startswith("atom"))
        if version in ("rss090", "rss10"):  # what feedparser takes for an id is what the RDF is about
            entry.guid = item.get("dc_identifier") or ""
        yield entry


def _entry(item: Any, head: Any, *, is_atom: bool) -> Entry:
    details = [item.get("title_detail"), item.get("summary_detail"), *(item.get("content") or [])]
    around: Any = next((one for one in details if one), {})
    link, stated = head.get("link") or "", around.get("base") or ""
    content: Any = next(iter(item.get("content") or []), {})
    guid = item.get("id") or item.get("dc_identifier") or ""
    is_permanent = not is_atom and item.get("guidislink") and "://" in guid
    authors = _names(item)
    if is_atom:
        authors = authors or _names(item.get("source") or {}) or _names(head)
    return Entry(
        guid=guid,
        url=_address(item) or (guid if is_permanent else ""),
        title=_markup(item.get("title_detail"), is_atom=is_atom),
        published=item.get("published") or item.get("created") or "",
        # Asked this way, as feedparser answers for `updated` with `published` otherwise.
        updated=dict.get(item, "updated") or "",
        authors=authors,
        topics=[one.get("label") or one.get("term") or "" for one in item.get("tags") or []],
        # Without a detail it is the content again.
        summary=_markup(item.get("summary_detail"), is_atom=is_atom),
        content=_markup(content, is_atom=is_atom),
        pictures=_pictures(item),
        recordings=_recordings(item),
        alternates=[(one["hreflang"], one.get("href") or "") for one in _pages(item) if one.get("hreflang")],
        language=item.get("language") or around.get("language") or head.get("language") or "",
        base=markup.join(link, stated) or None,
        states_base=bool(stated),
        content_base=markup.join(link, content.get("base") or "") or None,
    )


def _address(item: Any) -> str:
    """Return the page an entry leads to; feedparser's own `link` may also be no more than its id."""
    pages = _pages(item)
    address = next((one["href"] for one in pages if one.get("href") and not one.get("hreflang")), "")
    link = item.get("link") or ""
    is_page = link != item.get("id") and not any(one.get("hreflang") for one in pages)
    return address or (link if is_page else "")


def _pages(item: Any) -> list[Any]:
    return [one for one in item.get("links") or [] if one.get("rel") == "alternate"]


def _names(holder: Any) -> list[str]:
    names = (one.get("name") or one.get("email") or "" for one in holder.get("authors") or [])
    # Of `address (Name)` a piece of the address may be left before the name.
    return [re.sub(r"^[\w.-]*\s*\((?=[^()]*$)", "", name) for name in names if name]


def _markup(detail: Any, *, is_atom: bool) -> str:
    """Return a text construct as HTML; what is no text (a picture, a file) is empty."""
    kind, value = (detail or {}).get("type") or "", (detail or {}).get("value") or ""
    if kind.startswith(("image", "audio", "video", "application/")) and "xhtml" not in kind:
        return ""
    return html.escape(value, quote=False) if is_atom and "html" not in kind else value


def _pictures(item: Any) -> list[Picture]:
    media = [one for one in item.get("media_content") or [] if _kind(one).startswith("image")]
    # Of several pictures nobody knows any more which one the words are about.
    alt = item.get("media_text") or "" if len(media) == 1 else ""
    return [
        *(_picture(one, one.get("url"), alt) for one in media),
        *(
            _picture(one, one.get("href"), one.get("title") or "", rank=1)
            for one in _enclosed(item)
            if _kind(one).startswith("image")
        ),
        *(_picture(one, one.get("url"), rank=2) for one in item.get("media_thumbnail") or []),
        *(_picture(one, one.get("href"), rank=3) for one in [item.get("image") or {}]),
    ]


def _picture(one: Any, url: str | None, alt: str = "", rank: int = 0) -> Picture:
    return Picture(url or "", alt, one.get("width") or "", one.get("height") or "", rank)


def _recordings(item: Any) -> list[Recording]:
    return [
        *(
            Recording(one.get("href") or "", one.get("type") or "", one.get("length") or "")
            for one in _enclosed(item)
            if not _kind(one).startswith("image")
        ),
        *(
            Recording(one.get("url") or "", one.get("type") or "", one.get("filesize") or "")
            for one in item.get("media_content") or []
            if _kind(one).startswith(("audio", "video"))
        ),
    ]


def _enclosed(item: Any) -> list[Any]:
    return [one for one in item.get("links") or [] if one.get("rel") == "enclosure"]


def _kind(one: Any) -> str:
    kind = one.get("medium") or one.get("type") or ""
    is_picture = not kind and (one.get("url") or "").lower().endswith(PICTURES)
    return "image" if is_picture else kind
