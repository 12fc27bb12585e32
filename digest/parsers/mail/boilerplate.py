"""What a newsletter's reader never meant to read: signatures, footers, hidden words, layout."""

from __future__ import annotations

import functools
import html
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree

from digest.parsers import html as markup
from digest.text import line

_LEAVE = re.compile(
    r"unsubscrib|opt[ -]out|manage (?:your )?(?:preferences|subscription)"
    r"|(?:dar(?:se|te|me)?|darnos) de baja|cancelar (?:\w+ )?(?:suscripci|inscri|subscri|assinatura)"
    r"|désabonn|desabonn|désinscri|abmelden|abbestell|austragen"
    r"|annulla(?:re)? (?:l['’])?iscrizione|disiscri|cancella(?:re)? (?:l['’])?iscrizione|afmelden|uitschrijven",
    re.IGNORECASE,
)
_BROWSER = re.compile(
    r"(?:view|read|open|see) (?:\w+ ){0,3}(?:in|on) (?:\w+ ){0,2}browser|(?:view|read)(?: \w+)? online"
    r"|\b(?:web|online)[ -]?version|ver (?:\w+ ){0,3}(?:en|no) (?:\w+ )?navegador|versi[óo]n (?:web|en línea)"
    r"|versão (?:web|online)|(?:voir|lire|afficher) (?:\w+ ){0,3}dans (?:\w+ )?navigateur|version (?:web|en ligne)"
    r"|im browser (?:ansehen|anzeigen|öffnen|lesen)"
    r"|(?:visualizza|apri|vedi|leggi) (?:[\w-]+ ){0,3}(?:nel|sul) (?:\w+ )?browser|versione (?:web|online)",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://[^\s<>()\[\]\"']+")
_RULE = re.compile(r"[\s\-=_*~#+·•—–]{3,}")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|\bmax-height\s*:\s*0(?:px)?\s*(?:;|$)",
    re.IGNORECASE,
)
_PIXEL = re.compile(r"(?:^|;)\s*(?:height|width)\s*:\s*[012]px", re.IGNORECASE)
_KEPT = {"href", "src", "alt", "title", "width", "height", "colspan"}
_BLOCKS = frozenset(
    {"address", "article", "blockquote", "center", "div", "dd", "dt", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
     "header", "li", "p", "pre", "section", "td", "th"}
)  # fmt: skip
_OUTER = (
    frozenset({"table", "thead", "tbody", "tfoot", "tr", "ul", "ol", "dl", "main", "nav", "body", "html"})
    | _BLOCKS
)
_LAYOUT = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "div", "center", "section"})
_GONE = frozenset({"head", "style", "script", "title", "template", "noscript"})
# Without links, pictures, styles and layout there is nothing to take out.
_NOTHING_ODD = re.compile(
    r"(?:[^<]++|</?(?:b|blockquote|br|em|h[2-6]|i|li|ol|p|strong|u|ul)\s?/?>)*+", re.IGNORECASE
)
_FOOTER = 600
_LONGEST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Page:
    """The words that are left, and the address of the message's own page on the web."""

    words: str = ""
    link: str = ""


def text(letter: str) -> Page:
    """Return a text part without its signature, its rules and its lines about the list."""
    lines = letter.split("\n")
    for at in range(len(lines) - 1, -1, -1):
        behind = len(lines) - at - 1
        # Two hyphens alone have lost their space on the way, or are none: there the rest must be short.
        if lines[at] == "-- " or (lines[at].rstrip() == "--" and behind <= 8):
            lines = lines[:at]
            break
        if behind <= 6 and re.fullmatch(r"_{40,}\s*", lines[at]):  # what Mailman puts under a message
            lines = lines[:at]
            break
    plain = "\n".join("" if _RULE.fullmatch(one) else one for one in lines)
    found = [part for part in re.split(r"\n[ \t]*\n\s*", plain.strip()) if part.strip()]
    link = ""
    for part in found[:3]:
        address = _URL.search(part)
        if address and len(part) < _FOOTER and _BROWSER.search(line(part)):
            link = _shared(address[0].rstrip(".,;:"))
            found.remove(part)
            break
    blocks = [(line(part), bool(_URL.search(part) or "mailto:" in part)) for part in found]
    return Page("\n\n".join(found[: _footer(blocks)]), link)


def _footer(blocks: list[tuple[str, bool]]) -> int:
    """Return where the footer begins: one of the last blocks, never the first, that says how to leave, by a link."""
    for at in range(max(1, len(blocks) - 5), len(blocks)):
        words, is_linked = blocks[at]
        if is_linked and len(words) < _FOOTER and _LEAVE.search(words):
            return at
    return len(blocks)


def as_html(letter: str) -> str:
    """Return plain text as paragraphs of HTML."""
    found = re.split(r"\n[ \t]*\n\s*", letter.strip())
    return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in found if part)


def page(source: str) -> Page:
    """Return a message's HTML without what is hidden, its layout and its lines about the list."""
    if _NOTHING_ODD.fullmatch(source):
        return Page(source)
    if len(source) > _LONGEST or source.count("<") > 20_000 or re.search(r"<[^<>]{20000}", source):
        return Page(source)  # of no ordinary size: only its words will be taken
    root = _parsed(source)
    if root is None:
        return Page(source)
    _drop_hidden(root)
    link = _cut(root)
    _drop_layout(root)
    return Page(etree.tostring(root, method="html", encoding="unicode"), link)


def _parsed(source: str) -> etree._Element | None:
    source = markup.without_crowds(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", "", source))
    try:
        root = etree.fromstring(f"<div>{source}</div>", _parser())
    except (etree.LxmlError, ValueError):
        return None
    # libxml2 drops what is nested deeper than it goes.
    return None if any("depth" in entry.message for entry in _parser().error_log) else root


@functools.cache
def _parser() -> etree.HTMLParser:
    return etree.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)


def _drop_hidden(root: etree._Element) -> None:
    for element in list(root.iter()):
        style = (element.get("style") or "")[:2000]
        is_lost = element.tag == "img" and (
            # A picture inside the message (cid:, RFC 2392) is not on the web; one of a pixel counts readers.
            not (element.get("src") or "").strip().lower().startswith("http") or _PIXEL.search(style)
        )
        if element.tag in _GONE or is_lost or _HIDDEN.search(style):
            _empty(element)


def _cut(root: etree._Element) -> str:
    """Empty the footer and the line that leads to the web version; return that version's address."""
    leaves = [
        (element, words)
        for element in root.iter(*_BLOCKS)
        if not any(below.tag in _OUTER for below in element.iterdescendants())
        and (words := line("".join(element.itertext())))
    ]
    link = ""
    for element, words in leaves[:6]:
        address = _link(element, words)
        if address:
            link = _shared(address)
            _empty(element)
            leaves.remove((element, words))
            break
    for element, _ in leaves[_footer([(words, _is_linked(element)) for element, words in leaves]) :]:
        _empty(element)
    return link


def _empty(element: etree._Element) -> None:
    """Take an element out, but not what stands behind it."""
    element.clear(keep_tail=True)
    element.tag = "span"


def _is_linked(element: etree._Element) -> bool:
    return next(element.iter("a"), None) is not None


def _link(element: etree._Element, words: str) -> str:
    if len(words) > _FOOTER or not _BROWSER.search(words):
        return ""
    links = [(a.get("href") or "", line("".join(a.itertext()))) for a in element.iter("a")]
    links = [(address, told) for address, told in links if address.startswith(("http://", "https://"))]
    named = [address for address, told in links if _BROWSER.search(told)]
    return named[0] if named else links[0][0] if len(links) == 1 else ""


def _shared(address: str) -> str:
    """Return the address of a web version without the mark that tells one reader from another."""
    try:
        parts = urlsplit(address)
        if not (parts.hostname or "").endswith(("mailchi.mp", "campaign-archive.com")):
            return address
        query = [(name, value) for name, value in parse_qsl(parts.query) if name != "e"]
    except ValueError:
        return ""
    return urlunsplit(parts._replace(query=urlencode(query)))


def _drop_layout(root: etree._Element) -> None:
    """Turn tables that only lay out into paragraphs; one with header cells holds data, and stays."""
    data = {
        cell
        for table in root.iter("table")
        if next(table.iter("th"), None) is not None and next(table.iterdescendants("table"), None) is None
        for cell in table.iter()
    }
    for element in root.iter():
        if element.tag in _LAYOUT and element not in data:
            if not any(below.tag in _OUTER for below in element.iterdescendants()):
                is_empty = next(element.iter("img"), None) is None and not "".join(element.itertext()).strip()
                element.tag = "span" if is_empty else "p"
            elif _says_nothing(element):
                element.tag = "span"
            else:
                element.tag = "div"
        for name in [name for name in element.attrib if name not in _KEPT]:
            del element.attrib[name]
    etree.strip_tags(root, "span", "font", "center")


def _says_nothing(element: etree._Element) -> bool:
    return not (element.text or "").strip() and not any((child.tail or "").strip() for child in element)
