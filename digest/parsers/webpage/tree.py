"""A web page's elements: parsed safely, and what their names say about what is in them."""

from __future__ import annotations

import functools
import re

from lxml import etree

from digest.errors import SourceError
from digest.parsers import encoding, html
from digest.text import clean

Element = etree._Element  # noqa: SLF001 (lxml has no public name for it)
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
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z][\w:.-]{1,40})", re.IGNORECASE)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")

# What the words of class names say of what stands there, in the languages of the sites we know.
_TELLING = {
    "title": "title", "headline": "title", "heading": "title", "titulo": "title", "titre": "title", "titel": "title",
    "titolo": "title", "titular": "title", "subject": "title",
    "date": "date", "time": "date", "published": "date", "pubdate": "date", "datetime": "date", "posted": "date",
    "fecha": "date", "datum": "date", "timestamp": "date", "data": "", "created": "date", "dateline": "",
    "updated": "updated", "modified": "updated",
    "author": "author", "authors": "author", "byline": "author", "autor": "author", "auteur": "author",
    "writer": "author", "creator": "author", "contributor": "author", "autore": "author",
    "category": "topic", "categories": "topic", "cat": "topic", "tag": "topic", "tags": "topic", "topic": "topic",
    "topics": "topic", "kicker": "topic", "eyebrow": "topic", "rubric": "topic", "rubrique": "topic",
    "tema": "topic", "temas": "topic", "theme": "topic", "themes": "topic", "type": "topic", "taxonomy": "topic",
    "categoria": "topic", "seccion": "topic", "antetitulo": "topic", "overline": "topic",
    "summary": "summary", "excerpt": "summary", "teaser": "summary", "lead": "summary", "lede": "summary",
    "dek": "summary", "deck": "summary", "intro": "summary", "description": "summary", "desc": "summary",
    "abstract": "summary", "standfirst": "summary", "snippet": "summary", "resumen": "summary",
    "entradilla": "summary", "bajada": "summary", "chapo": "summary", "body": "summary", "text": "summary",
    "caption": "credit", "credit": "credit", "credits": "credit", "copyright": "credit",
    "download": "noise", "btn": "noise", "button": "noise", "more": "noise", "readmore": "noise", "cta": "noise",
    "share": "noise", "comment": "noise", "comments": "noise", "views": "",
}  # fmt: skip
# Of several, the one that says most of the line itself.
_SURER = ("date", "updated", "author", "topic", "title", "credit", "noise", "summary")
_ADDRESS = re.compile(
    r"[/?](?:(?P<author>authors?|autor(?:es)?|auteurs?|people|team|staff|contributors?|writers?|users?|profiles?|equipo)|"
    r"categor(?:y|ies|ia|ias)|cat|tags?|topics?|temas?|themes?|sections?|secci[oó]n(?:es)?|rubriques?|etiquetas?|kategorien?)"
    r"[/=][^/?#]+",
    re.IGNORECASE,
)
_PROPERTIES = {
    "headline": "title", "name": "", "datepublished": "date", "datecreated": "date", "datemodified": "updated",
    "author": "author", "articlesection": "topic", "keywords": "topic", "description": "summary",
    "articlebody": "summary",
}  # fmt: skip
_FURNITURE = re.compile(
    r"nav|navbar|navigation|menu|menus|megamenu|submenu|breadcrumbs?|cookies?|consent|gdpr|pager|pagination|share|sharing|"
    r"shares|social|addtoany|footer|newsletter|subscribe|subscription|signup|related|recommended|advert|advertisement|"
    r"sponsor|skip|comments|respond|toolbar|offcanvas|sidebar|popup|modal|login|searchform|visually|sr|tooltip|"
    r"masthead|trending|popular|mostread|switcher|paginacion|migas|compartir"
)
_CARDS = frozenset(
    {"card", "entry", "post", "item", "article", "teaser", "node", "story", "media", "panel", "box", "blog"}
)
_HIDDEN = re.compile(r"(?:is-|u-)?hidden|d-none|screen-reader-text")
_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "dialog", "menu", "menubar", "complementary", "alert"}
)


def parse(content: bytes) -> Element:
    """Return the page's root element; SourceError for what is no page, or one too large to be read."""
    text = clean(_decode(content)).lstrip()
    text = re.sub(r"\A<\?xml[^>]*\?>", "", text)
    text = html.without_crowds(text)
    if not text:
        raise SourceError("is empty; expected a web page")
    parser = etree.HTMLParser(
        remove_comments=True, remove_pis=True, no_network=True, huge_tree=True, encoding="utf-8"
    )
    root = etree.fromstring(text.encode(), parser)
    if root is None:
        raise SourceError("holds no element; expected a web page")
    return root


def _decode(content: bytes) -> str:
    """Return the page's text: by its mark, as UTF-8 where it is that, else as it declares (HTML, section 13.2.3.2)."""
    if not content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            declared = _CHARSET.search(content[:4096])
        if declared:
            name = encoding.charset_name(declared[1].decode())
            if name:
                return content.decode("windows-1252" if name in ("iso8859-1", "ascii") else name, "replace")
    return encoding.decode(content)


def name(element: Element) -> str:
    """Return an element's name; "" for what is none."""
    return element.tag if isinstance(element.tag, str) else ""


def hint(element: Element) -> str:
    """Return what the names of an element say it holds: title, date, updated, author, topic, summary, credit, noise."""
    return _hint(
        name(element),
        element.get("class") or "",
        element.get("itemprop") or "",
        element.get("rel") or "",
        element.get("id") or "",
    )


@functools.lru_cache(maxsize=4096)
def _hint(tag: str, classes: str, prop: str, rel: str, key: str) -> str:
    for word in prop.lower().split():
        if _PROPERTIES.get(word):
            return _PROPERTIES[word]
    if tag == "a" and "author" in rel.split():
        return "author"
    if tag == "a" and "tag" in rel.split():
        return "topic"
    if tag == "time":
        return "date"
    told = {found for one in (*classes.split()[:12], key) if (found := _last_telling(one[:80]))}
    return next((kind for kind in _SURER if kind in told), "credit" if tag == "figcaption" else "")


def _last_telling(one: str) -> str:
    words = (_TELLING.get(word.lower()) for word in reversed(_WORDS.findall(one)))
    return next((found for found in words if found), "")


def hint_of_word(text: str) -> str:
    """Return what the heading of a table's column says its cells hold."""
    return next((found for word in text.lower().split()[:4] if (found := _TELLING.get(word))), "")


def hint_of_address(address: str) -> str:
    """Return what the path of a link says it leads to: author, topic, or nothing."""
    found = _ADDRESS.search(address)
    return ("author" if found["author"] else "topic") if found else ""


def is_furniture(element: Element, share: float) -> bool:
    """Return whether an element belongs to the page and to no article. `share` is its part of the page's text."""
    tag = name(element)
    if tag in SILENT or element.get("hidden") is not None:
        return True
    if share > 0.5:
        return False
    style = element.get("style")
    if style and re.search(r"display\s*:\s*none|visibility\s*:\s*hidden", style, re.IGNORECASE):
        return True
    if tag in ("nav", "footer") and not _inside_article(element):
        return True
    if tag == "header" and any(name(below) == "nav" for below in element.iter("nav")):
        return True
    if element.get("role") in _ROLES:
        return True
    classes, key = element.get("class") or "", element.get("id") or ""
    return bool(classes or key) and _is_furniture(classes, key, inside=_inside_article(element))


@functools.lru_cache(maxsize=4096)
def _is_furniture(classes: str, key: str, *, inside: bool) -> bool:
    for one in (*classes.split()[:12], key):
        if _HIDDEN.fullmatch(one):
            return True
        words = [word.lower() for word in _WORDS.findall(one[:80])]
        if words and words[0] in ("no", "not", "has", "with", "one", "two"):
            continue
        if any(_FURNITURE.fullmatch(word) for word in words) and not (
            words[-1] == "footer" and (inside or words[0] in _CARDS)
        ):
            return True
    return False


def _inside_article(element: Element) -> bool:
    return next(element.iterancestors("article", "li", "tr"), None) is not None


def shape(element: Element) -> tuple[str, frozenset[str]]:
    """Return an element's name and its classes, but for those that number it or tell one article from the next."""
    return name(element), _classes(element.get("class") or "")


@functools.lru_cache(maxsize=4096)
def _classes(classes: str) -> frozenset[str]:
    return frozenset(
        one
        for one in classes.split()[:12]
        if not re.search(r"\d|^(?:odd|even|first|last|active|sticky|featured|current|new)$", one)
        and not re.match(r"(?:post|category|tag|type|status|format|author|has|views-row|term|lang)-", one)
    )


def sizes(elements: list[Element]) -> dict[Element, int]:
    """Return how many characters of text stand in each of `elements`, which are a whole page's in document order."""
    found = dict.fromkeys(elements, 0)
    for element in reversed(elements):
        text, tail, parent = element.text, element.tail, element.getparent()
        size = found[element]
        if text and element.tag not in SILENT:
            found[element] = size = size + len(text.strip())
        if parent is not None and (size or tail):
            found[parent] += size + (len(tail.strip()) if tail else 0)
    return found
