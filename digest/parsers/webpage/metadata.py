"""What a web page says of itself in its head: JSON-LD, Open Graph, meta tags and links."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from digest.parsers import html
from digest.parsers.entry import Picture
from digest.parsers.webpage import tree
from digest.text import line

_FEEDS = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting|SocialMediaPosting)$")
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(https?://[^\s<>]{1,2000})", re.IGNORECASE)
_NEXT = re.compile(
    r"[\W\d_]*(?:next(?: page)?|older(?: posts| entries| stories)?|siguientes?(?: p[aá]gina)?|p[aá]gina siguiente|"
    r"entradas (?:antiguas|anteriores)|suivante?s?|page suivante|pr[oó]xim[ao](?: p[aá]gina)?|n[aä]chste(?: seite)?|"
    r"weiter|successiv[ao]|avanti|ältere beiträge)[\W_]*",
    re.IGNORECASE,
)
_LARGEST = 1024 * 1024
_DEEPEST = 12
_MOST = 2000
_MOST_NAMES = 100
_LONGEST_NAME = 400
_VERSIONS = 50


@dataclass(slots=True)
class Stated:
    """One article as the page's own data states it. Dates are as written, texts are plain."""

    title: str = ""
    url: str = ""
    summary: str = ""
    published: str = ""
    updated: str = ""
    authors: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    picture: Picture | None = None


@dataclass(slots=True)
class Metadata:
    """What the page says of itself.

    `article` is what it says of the one article it is, `is_article` whether it calls itself one;
    `listed` are the articles its data lists, by their absolute address, `translations` the addresses
    of the page in other languages.
    """

    base: str | None
    article: Stated
    is_article: bool
    site: str
    language: str
    listed: dict[str, Stated]
    feeds: tuple[str, ...]
    next_page: str | None
    translations: tuple[str, ...]


def read(root: tree.Element, content: bytes, address: str | None) -> Metadata:
    """Return what the page below `root`, found at `address`, says of itself."""
    meta = _meta(root)
    links = [(set((one.get("rel") or "").lower().split()), one) for one in root.iter("link")]
    base = _base(root, content, meta, links, address)
    stated = list(_linked_data(root))
    own = stated[0] if len(stated) == 1 else _microdata(root)
    article = _merged(own, meta)
    canonical = next((one.get("href") or "" for rel, one in links if "canonical" in rel), "")
    article.url = _first_address(
        (canonical, meta.get("og:url"), article.url, meta.get("dc.identifier"), meta.get("parsely-link")),
        base,
    )
    return Metadata(
        base=base,
        article=article,
        is_article=own is not None
        or meta.get("og:type", "").lower() == "article"
        or "article:published_time" in meta,
        site=meta.get("og:site_name", ""),
        language=root.get("lang")
        or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or meta.get("og:locale", "")
        or "",
        listed={url: one for one in stated if (url := html.web_address(one.url, base))},
        feeds=_feeds(links, base),
        next_page=_next_page(root, links, base),
        translations=_translations(root, links, base),
    )


def _translations(
    root: tree.Element, links: list[tuple[set[str], tree.Element]], base: str | None
) -> tuple[str, ...]:
    """Return where the page is in other languages than its own (HTML, section 4.6.7.1)."""
    own = (root.get("lang") or "").lower().partition("-")[0]
    found = []
    for rel, element in links:
        code = (element.get("hreflang") or "").strip().lower().partition("-")[0]
        if "alternate" in rel and not element.get("type") and code not in ("", "x", own):
            found.append(html.web_address(element.get("href") or "", base))
    return tuple(dict.fromkeys(address for address in found if address))[:_VERSIONS]


def _meta(root: tree.Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        key = (element.get("property") or element.get("name") or "").strip().lower()
        value = line(element.get("content") or "")
        if key == "article:tag" and value:
            found[key] = f"{found[key]}\n{value}" if key in found else value
        elif key and value:
            found.setdefault(key, value)
    return found


def _base(
    root: tree.Element, content: bytes, meta: dict[str, str], links: Any, address: str | None
) -> str | None:
    """Return what relative addresses stand on (HTML, section 2.4.3); a saved page may say where it was."""
    found = address
    if found is None:
        saved = _SAVED_FROM.search(content[:4096])
        found = saved[1].decode("ascii", "replace") if saved else None
    if found is None:
        stated = [one.get("href") or "" for rel, one in links if "canonical" in rel]
        found = next(
            (url for text in (*stated, meta.get("og:url", "")) if (url := html.web_address(text))), None
        )
    for element in root.iter("base"):
        if element.get("href"):
            return html.web_address(element.get("href"), found) or found
    return found


def _feeds(links: Any, base: str | None) -> tuple[str, ...]:
    found = []
    for rel, element in links:
        if "alternate" not in rel or (element.get("type") or "").strip().lower() not in _FEEDS:
            continue
        if re.search("comment", f"{element.get('title')} {element.get('href')}", re.IGNORECASE):
            continue
        address = html.web_address(element.get("href"), base)
        if address and address.startswith("http"):
            found.append(address)
    return tuple(dict.fromkeys(found))


def _next_page(root: tree.Element, links: Any, base: str | None) -> str | None:
    """Return the address of the page that goes on where this one ends, on the same host."""
    stated = [one.get("href") for rel, one in links if "next" in rel]
    shown: list[str | None] = []
    for element in root.iter("a"):
        if "next" in (element.get("rel") or "").lower().split():
            shown.insert(0, element.get("href"))
        elif _NEXT.fullmatch(" ".join("".join(element.itertext()).split())[:40]):
            shown.append(element.get("href"))
    for href in (*stated, *shown):
        address = html.web_address(href, base)
        if address and address != base and base and urlsplit(address).hostname == urlsplit(base).hostname:
            return address
    return None


def _linked_data(root: tree.Element) -> Iterator[Stated]:
    """Yield the articles of the page's JSON-LD, each once."""
    seen = 0
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = "".join(script.itertext()).strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
        if len(text) > _LARGEST:
            continue
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        known: dict[str, dict[str, Any]] = {}
        _learn(data, known, 0)
        for node in _articles(data, 0):
            seen += 1
            if seen > _MOST:
                return
            yield _stated(node, known)


def _learn(node: Any, known: dict[str, dict[str, Any]], depth: int) -> None:
    """Remember the nodes that others name by their `@id` (JSON-LD 1.1, section 3.3)."""
    if isinstance(node, list) and depth <= _DEEPEST:
        for one in node[:_MOST]:
            _learn(one, known, depth + 1)
    elif isinstance(node, dict) and depth <= _DEEPEST:
        key = node.get("@id")
        if isinstance(key, str) and len(node) > 1:
            known.setdefault(key, node)
        for value in node.values():
            if isinstance(value, list | dict):
                _learn(value, known, depth + 1)


def _articles(node: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(node, list):
        for one in node:
            yield from _articles(one, depth + 1)
    elif isinstance(node, dict):
        kinds = node.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(kind, str) and _ARTICLE.search(kind) for kind in kinds):
            yield node
            return
        for key in ("@graph", "itemListElement", "item", "mainEntity", "hasPart", "blogPost", "blogPosts"):
            yield from _articles(node.get(key), depth + 1)


def _stated(node: dict[str, Any], known: dict[str, dict[str, Any]]) -> Stated:
    node = {key: _resolved(value, known) for key, value in node.items()}
    main = node.get("mainEntityOfPage")
    return Stated(
        title=_string(node.get("headline")) or _string(node.get("name")),
        url=_string(node.get("url"))
        or _string(main)
        or _string(main.get("@id") if isinstance(main, dict) else None),
        summary=_string(node.get("description")),
        published=_string(node.get("datePublished")) or _string(node.get("dateCreated")),
        updated=_string(node.get("dateModified")),
        authors=[name for one in _many(node.get("author")) if (name := _named(one))],
        topics=[text for one in _many(node.get("articleSection")) if (text := _string(one))],
        picture=_picture(node.get("image")) or _picture(node.get("thumbnailUrl")),
    )


def _resolved(value: Any, known: dict[str, dict[str, Any]]) -> Any:
    """Return a value, with the node in its place where it only names one."""
    if isinstance(value, list):
        return [_resolved(one, known) for one in value[:_MOST]]
    if isinstance(value, dict) and set(value) <= {"@id", "@type"} and isinstance(value.get("@id"), str):
        return known.get(value["@id"], value)
    return value


def _picture(value: Any) -> Picture | None:
    for one in _many(value):
        if isinstance(one, str):
            return Picture(one)
        if isinstance(one, dict) and (url := _string(one.get("url")) or _string(one.get("contentUrl"))):
            width, height = (
                str(one[key]) if isinstance(one.get(key), int) else "" for key in ("width", "height")
            )
            return Picture(url, _string(one.get("caption")), width, height)
    return None


def _string(value: Any) -> str:
    return line(html.title_text(value[:20000])) if isinstance(value, str) else ""


def _many(value: Any) -> list[Any]:
    return value[:_MOST_NAMES] if isinstance(value, list) else [value] if value else []


def _named(value: Any) -> str:
    name = value.get("name") if isinstance(value, dict) else value
    text = _string(name[:_LONGEST_NAME] if isinstance(name, str) else None)
    return "" if "://" in text else text


def _microdata(root: tree.Element) -> Stated | None:
    """Return the page's one article as its microdata states it (HTML, section 5); None where there is none, or several."""
    scopes = [one for one in root.iterfind(".//*[@itemtype]") if _ARTICLE.search(one.get("itemtype") or "")]
    if len(scopes) != 1:
        return None
    found: dict[str, str] = {}
    for element in scopes[0].iter():
        prop = (element.get("itemprop") or "").lower()
        if prop not in found and prop in ("url", "mainentityofpage", "description"):
            value = (
                element.get("content") or element.get("href") or " ".join("".join(element.itertext()).split())
            )
            found[prop] = value
    return Stated(
        url=found.get("mainentityofpage") or found.get("url") or "", summary=found.get("description") or ""
    )


def _first_address(texts: Iterable[str | None], base: str | None) -> str:
    return next((url for text in texts if (url := html.web_address(text, base))), "")


def _merged(own: Stated | None, meta: dict[str, str]) -> Stated:
    """Return what JSON-LD says of the page's article, with Open Graph and the meta tags where it says nothing."""

    def first(*keys: str) -> str:
        return next((meta[key] for key in keys if meta.get(key)), "")

    known = own or Stated()
    picture = known.picture
    if picture is None and (url := first("og:image:secure_url", "og:image", "og:image:url", "twitter:image")):
        picture = Picture(
            url,
            first("og:image:alt", "twitter:image:alt"),
            meta.get("og:image:width", ""),
            meta.get("og:image:height", ""),
        )
    author = first(
        "author",
        "article:author",
        "dc.creator",
        "dcterms.creator",
        "parsely-author",
        "citation_author",
        "sailthru.author",
    )
    section = first("article:section", "parsely-section", "dc.subject")
    return Stated(
        title=known.title
        or first("og:title", "twitter:title", "dc.title", "citation_title", "parsely-title"),
        url=known.url,
        summary=known.summary
        or first("og:description", "description", "twitter:description", "dc.description"),
        published=known.published
        or first(
            "article:published_time",
            "article:published",
            "og:article:published_time",
            "datepublished",
            "parsely-pub-date",
            "dc.date",
            "dc.date.issued",
            "dcterms.date",
            "dcterms.created",
            "dcterms.issued",
            "citation_publication_date",
            "sailthru.date",
            "pubdate",
            "publishdate",
            "publish-date",
            "date",
        ),
        updated=known.updated
        or first("article:modified_time", "og:updated_time", "dcterms.modified", "last-modified"),
        authors=known.authors or [part for part in [author] if part and "://" not in part],
        topics=known.topics or ([section] if section else []),
        picture=picture,
    )
