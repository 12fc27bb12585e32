"""The metadata of a web page: structured data, Open Graph, meta tags and links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from digest.parsers import html
from digest.parsers.entry import Picture
from digest.parsers.webpage import tree
from digest.parsers.webpage.structured_data import ArticleData, read_json_ld, read_microdata
from digest.text import line

_FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
)
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(https?://[^\s<>]{1,2000})", re.IGNORECASE)
_NEXT_PAGE = re.compile(
    r"[\W\d_]*(?:next(?: page)?|older(?: posts| entries| stories)?|siguientes?(?: p[aá]gina)?|p[aá]gina siguiente|"
    r"entradas (?:antiguas|anteriores)|suivante?s?|page suivante|pr[oó]xim[ao](?: p[aá]gina)?|n[aä]chste(?: seite)?|"
    r"weiter|successiv[ao]|avanti|ältere beiträge)[\W_]*",
    re.IGNORECASE,
)
_MAX_NEXT_LABEL = 40
_MAX_TRANSLATIONS = 50
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# The names of the meta tags for each property of an article, the most reliable first.
_TITLE = ("og:title", "twitter:title", "dc.title", "citation_title", "parsely-title")
_SUMMARY = ("og:description", "description", "twitter:description", "dc.description")
_PUBLISHED = (
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
)
_UPDATED = ("article:modified_time", "og:updated_time", "dcterms.modified", "last-modified")
_AUTHOR = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "citation_author",
    "sailthru.author",
)
_SECTION = ("article:section", "parsely-section", "dc.subject")
_IMAGE = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image")
_IMAGE_ALT = ("og:image:alt", "twitter:image:alt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The metadata of a page.

    Attributes:
        base: The address that relative links are resolved against, or None if nothing states it.
        article: The page's own article, if it is one.
        is_article: The page calls itself an article.
        site: The name of the site.
        language: The language tag of the page, or "".
        listed: The articles its structured data list, by their absolute address.
        feeds: The addresses of its feeds.
        next_page: The address of the page that continues its list, on the same host.
        translations: The addresses of the page in other languages.
    """

    base: str | None
    article: ArticleData
    is_article: bool
    site: str
    language: str
    listed: dict[str, ArticleData]
    feeds: tuple[str, ...]
    next_page: str | None
    translations: tuple[str, ...]


@dataclass(slots=True)
class _Head:
    """The meta tags by name, and the `<link>` elements with their `rel` keywords."""

    meta: dict[str, str]
    links: list[tuple[set[str], tree.Element]]

    def first(self, names: Iterable[str]) -> str:
        """Return the content of the first of these meta tags that has one, or ""."""
        return next((self.meta[name] for name in names if name in self.meta), "")

    def related(self, keyword: str) -> Iterator[tree.Element]:
        """Yield the `<link>` elements with this keyword in `rel`."""
        return (element for keywords, element in self.links if keyword in keywords)


def read_metadata(root: tree.Element, content: bytes, address: str | None) -> Metadata:
    """Return the metadata of a page.

    Args:
        root: The root element of the page.
        content: The page as it came.
        address: The address it came from, if known.
    """
    head = _Head(_meta_tags(root), [(_rel_keywords(link), link) for link in root.iter("link")])
    base = _base(root, content, head, address)
    listed = list(read_json_ld(root))
    own = listed[0] if len(listed) == 1 else read_microdata(root)
    article = _merge(own or ArticleData(), head)
    article.url = _own_address(article.url, head, base)
    is_stated = head.meta.get("og:type", "").lower() == "article" or "article:published_time" in head.meta
    return Metadata(
        base=base,
        article=article,
        is_article=own is not None or is_stated,
        site=head.meta.get("og:site_name", ""),
        language=root.get("lang") or root.get(_XML_LANG) or head.meta.get("og:locale", ""),
        listed={url: data for data in listed if (url := html.web_address(data.url, base))},
        feeds=_feeds(head, base),
        next_page=_next_page(root, head, base),
        translations=_translations(root, head, base),
    )


def _rel_keywords(element: tree.Element) -> set[str]:
    return set((element.get("rel") or "").lower().split())


def _meta_tags(root: tree.Element) -> dict[str, str]:
    """Return the first content of each meta tag, by the tag's name in lower case."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or "").strip().lower()
        content = line(element.get("content") or "")
        if name and content:
            found.setdefault(name, content)
    return found


def _base(root: tree.Element, content: bytes, head: _Head, address: str | None) -> str | None:
    """Return the address that relative links are resolved against (HTML, section 2.4.3)."""
    page_address = address or _saved_from(content) or _stated_address(head)
    for element in root.iter("base"):
        if element.get("href"):
            return html.web_address(element.get("href"), page_address) or page_address
    return page_address


def _saved_from(content: bytes) -> str | None:
    """Return the address that a browser wrote into a page it saved."""
    found = _SAVED_FROM.search(content[:4096])
    return found[1].decode("ascii", "replace") if found else None


def _stated_address(head: _Head) -> str | None:
    stated = [link.get("href") for link in head.related("canonical")]
    return _first_address((*stated, head.meta.get("og:url")), None) or None


def _own_address(stated: str, head: _Head, base: str | None) -> str:
    """Return the page's canonical address, or "".

    Args:
        stated: The address in the page's structured data.
        head: The page's meta tags and links.
        base: The address that relative links are resolved against.
    """
    canonical = next((link.get("href") for link in head.related("canonical")), None)
    meta = head.meta
    other = (meta.get("og:url"), stated, meta.get("dc.identifier"), meta.get("parsely-link"))
    return _first_address((canonical, *other), base)


def _first_address(addresses: Iterable[str | None], base: str | None) -> str:
    return next((url for address in addresses if (url := html.web_address(address, base))), "")


def _feeds(head: _Head, base: str | None) -> tuple[str, ...]:
    """Return the addresses of the page's feeds, except feeds of comments."""
    found = []
    for element in head.related("alternate"):
        if (element.get("type") or "").strip().lower() not in _FEED_TYPES:
            continue
        if re.search("comment", f"{element.get('title')} {element.get('href')}", re.IGNORECASE):
            continue
        address = html.web_address(element.get("href"), base)
        if address and address.startswith("http"):
            found.append(address)
    return tuple(dict.fromkeys(found))


def _next_page(root: tree.Element, head: _Head, base: str | None) -> str | None:
    """Return the address of the page that continues this one, on the same host."""
    if not base:
        return None
    stated = [element.get("href") for element in head.related("next")]
    linked: list[str | None] = []
    for element in root.iter("a"):
        if "next" in _rel_keywords(element):
            linked.insert(0, element.get("href"))
        elif _NEXT_PAGE.fullmatch(" ".join("".join(element.itertext()).split())[:_MAX_NEXT_LABEL]):
            linked.append(element.get("href"))
    for href in (*stated, *linked):
        address = html.web_address(href, base)
        if address and address != base and urlsplit(address).hostname == urlsplit(base).hostname:
            return address
    return None


def _translations(root: tree.Element, head: _Head, base: str | None) -> tuple[str, ...]:
    """Return the addresses of the page in other languages than its own (HTML, section 4.6.7.1)."""
    own_language = (root.get("lang") or "").lower().partition("-")[0]
    found = []
    for element in head.related("alternate"):
        language = (element.get("hreflang") or "").strip().lower().partition("-")[0]
        # "x-default" is the page for readers of any other language.
        if not element.get("type") and language not in ("", "x", own_language):
            found.append(html.web_address(element.get("href") or "", base))
    return tuple(dict.fromkeys(address for address in found if address))[:_MAX_TRANSLATIONS]


def _merge(own: ArticleData, head: _Head) -> ArticleData:
    """Return the page's article, completed from the meta tags.

    Args:
        own: The article in the structured data.
        head: The page's meta tags and links.
    """
    author, section = head.first(_AUTHOR), head.first(_SECTION)
    return ArticleData(
        title=own.title or head.first(_TITLE),
        url=own.url,
        summary=own.summary or head.first(_SUMMARY),
        published=own.published or head.first(_PUBLISHED),
        updated=own.updated or head.first(_UPDATED),
        authors=own.authors or ([author] if author and "://" not in author else []),
        topics=own.topics or ([section] if section else []),
        picture=own.picture or _open_graph_picture(head),
    )


def _open_graph_picture(head: _Head) -> Picture | None:
    url = head.first(_IMAGE)
    if not url:
        return None
    width, height = head.meta.get("og:image:width", ""), head.meta.get("og:image:height", "")
    return Picture(url, head.first(_IMAGE_ALT), width, height)
