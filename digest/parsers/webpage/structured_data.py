"""Articles in a web page's structured data: JSON-LD with schema.org's terms, and microdata."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from digest.parsers import html
from digest.parsers.entry import Picture
from digest.parsers.webpage import tree
from digest.text import line

_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting|SocialMediaPosting)$")
# Properties under which lists and pages keep their articles.
_NESTING = ("@graph", "itemListElement", "item", "mainEntity", "hasPart", "blogPost", "blogPosts")
_MICRODATA_PROPERTIES = ("url", "mainentityofpage", "description")
_MAX_JSON = 1024 * 1024
_MAX_DEPTH = 12
_MAX_ARTICLES = 2000
_MAX_VALUES = 2000
_MAX_NAMES = 100
_MAX_NAME = 400
_MAX_TEXT = 20_000

_Node = dict[str, Any]


@dataclass(slots=True)
class ArticleData:
    """One article as the page's own data describe it; dates are as written, texts are plain."""

    title: str = ""
    url: str = ""
    summary: str = ""
    published: str = ""
    updated: str = ""
    authors: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    picture: Picture | None = None


def read_json_ld(root: tree.Element) -> Iterator[ArticleData]:
    """Yield the articles in a page's JSON-LD."""
    count = 0
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        data = _parse_json("".join(script.itertext()))
        nodes: dict[str, _Node] = {}
        _index_nodes(data, nodes, 0)
        for node in _find_articles(data, 0):
            count += 1
            if count > _MAX_ARTICLES:
                return
            yield _article_data(node, nodes)


def read_microdata(root: tree.Element) -> ArticleData | None:
    """Return the single article in a page's microdata (HTML, section 5); None for no article or several."""
    scopes = [
        scope
        for scope in root.iterfind(".//*[@itemtype]")
        if _ARTICLE_TYPE.search(scope.get("itemtype") or "")
    ]
    if len(scopes) != 1:
        return None
    found: dict[str, str] = {}
    for element in scopes[0].iter():
        name = (element.get("itemprop") or "").lower()
        if name in _MICRODATA_PROPERTIES and name not in found:
            found[name] = element.get("content") or element.get("href") or _text_of(element)
    url = found.get("mainentityofpage") or found.get("url") or ""
    return ArticleData(url=url, summary=found.get("description", ""))


def _text_of(element: tree.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _parse_json(text: str) -> Any:
    """Return the data in a script, or None if it is too long or not JSON."""
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    if len(text) > _MAX_JSON:
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _index_nodes(value: Any, nodes: dict[str, _Node], depth: int) -> None:
    """Collect the nodes that others refer to by their `@id` (JSON-LD 1.1, section 3.3)."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value[:_MAX_VALUES]:
            _index_nodes(item, nodes, depth + 1)
    elif isinstance(value, dict):
        node_id = value.get("@id")
        if isinstance(node_id, str) and len(value) > 1:
            nodes.setdefault(node_id, value)
        for item in value.values():
            if isinstance(item, list | dict):
                _index_nodes(item, nodes, depth + 1)


def _find_articles(value: Any, depth: int) -> Iterator[_Node]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _find_articles(item, depth + 1)
    elif isinstance(value, dict):
        if _is_article(value):
            yield value
            return
        for name in _NESTING:
            yield from _find_articles(value.get(name), depth + 1)


def _is_article(node: _Node) -> bool:
    types = node.get("@type")
    types = types if isinstance(types, list) else [types]
    return any(isinstance(name, str) and _ARTICLE_TYPE.search(name) for name in types)


def _article_data(node: _Node, nodes: dict[str, _Node]) -> ArticleData:
    node = {name: _resolve(value, nodes) for name, value in node.items()}
    return ArticleData(
        title=_string(node.get("headline")) or _string(node.get("name")),
        url=_url(node),
        summary=_string(node.get("description")),
        published=_string(node.get("datePublished")) or _string(node.get("dateCreated")),
        updated=_string(node.get("dateModified")),
        authors=[name for author in _values(node.get("author")) if (name := _name(author))],
        topics=[topic for section in _values(node.get("articleSection")) if (topic := _string(section))],
        picture=_picture(node.get("image")) or _picture(node.get("thumbnailUrl")),
    )


def _resolve(value: Any, nodes: dict[str, _Node]) -> Any:
    """Return a value with references to nodes replaced by the nodes."""
    if isinstance(value, list):
        return [_resolve(item, nodes) for item in value[:_MAX_VALUES]]
    if isinstance(value, dict) and set(value) <= {"@id", "@type"} and isinstance(value.get("@id"), str):
        return nodes.get(value["@id"], value)
    return value


def _url(node: _Node) -> str:
    page = node.get("mainEntityOfPage")
    page_id = page.get("@id") if isinstance(page, dict) else page
    return _string(node.get("url")) or _string(page_id)


def _picture(value: Any) -> Picture | None:
    """Return the first picture of an `image` property: an address, or a node with one."""
    for item in _values(value):
        if isinstance(item, str):
            return Picture(item)
        if isinstance(item, dict) and (url := _string(item.get("url")) or _string(item.get("contentUrl"))):
            return Picture(url, _string(item.get("caption")), _pixels(item, "width"), _pixels(item, "height"))
    return None


def _pixels(node: _Node, name: str) -> str:
    return str(node[name]) if isinstance(node.get(name), int) else ""


def _string(value: Any) -> str:
    return line(html.title_text(value[:_MAX_TEXT])) if isinstance(value, str) else ""


def _values(value: Any) -> list[Any]:
    """Return the first values of a property, which may hold one or a list."""
    if isinstance(value, list):
        return value[:_MAX_NAMES]
    return [value] if value else []


def _name(author: Any) -> str:
    """Return an author's name; "" for an author given by an address only."""
    name = author.get("name") if isinstance(author, dict) else author
    text = _string(name[:_MAX_NAME]) if isinstance(name, str) else ""
    return "" if "://" in text else text
