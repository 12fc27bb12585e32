"""Feeds of three formats to one form, as far as the checks ask for it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
_KINDS = {"atom.xml": "atom", "feed.xml": "rss", "issues.xml": "rss", "feed.json": "json"}
_DAY = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_TIME = re.compile(
    rf"{_DAY}T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed, whatever its format: what is not there is empty."""

    id: str
    address: str
    title: str
    moment: datetime | None
    content: str
    addresses: tuple[str, ...]
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed. `root` is XML, `data` JSON; `broken` says why there is neither. `own` is what it calls itself."""

    path: str
    kind: str
    size: int
    root: etree._Element | None = None
    data: Any = None
    broken: str = ""
    own: str = ""
    entries: tuple[Entry, ...] = ()
    addresses: tuple[str, ...] = ()


def ids(files: Mapping[str, bytes]) -> dict[str, dict[str, str]]:
    """Return the id of each address in each feed among `files`."""
    found = (read(path, content) for path, content in files.items() if kind(path))
    return {feed.path: {entry.address: entry.id for entry in feed.entries if entry.address} for feed in found}


def kind(path: str) -> str | None:
    """Return "atom", "rss" or "json" for the path of a feed, None for other files."""
    return _KINDS.get(path.rpartition("/")[2]) if path.startswith("site/") else None


def read(path: str, content: bytes) -> Feed:
    """Return one feed; what cannot be read is said in it."""
    form = kind(path) or ""
    common: dict[str, Any] = {"path": path, "kind": form, "size": len(content)}
    try:
        if form == "json":
            data = json.loads(content)
            return _json(common, data if isinstance(data, dict) else {})
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.fromstring(content, parser)
    except (ValueError, RecursionError, etree.XMLSyntaxError) as error:
        return Feed(**common, broken=str(error).partition(" (<string>")[0])
    return _atom(common, root) if form == "atom" else _rss(common, root)


def moment(text: str) -> datetime | None:
    """Return the instant of a date as RFC 3339 has it, None where it is none."""
    try:
        return datetime.fromisoformat(text) if _TIME.fullmatch(text) else None
    except ValueError:
        return None


def moment_822(text: str) -> datetime | None:
    """Return the instant of a date as RFC 822 has it, None where it is none."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _text(element: etree._Element, name: str) -> str:
    return (element.findtext(name) or "").strip()


def _atom(common: dict[str, Any], root: etree._Element) -> Feed:
    def link(element: etree._Element, rel: str) -> str:
        found = [one for one in element.findall(f"{ATOM}link") if one.get("rel", "alternate") == rel]
        return found[0].get("href", "") if found else ""

    entries = tuple(
        Entry(
            id=_text(one, f"{ATOM}id"),
            address=link(one, "alternate"),
            title=_text(one, f"{ATOM}title"),
            moment=moment(_text(one, f"{ATOM}published") or _text(one, f"{ATOM}updated")),
            content=_text(one, f"{ATOM}content")
            if one.find(f"{ATOM}content[@type='html']") is not None
            else "",
            addresses=_linked(one),
            line=one.sourceline,
        )
        for one in root.findall(f"{ATOM}entry")
    )
    head = tuple(one.get("href", "") for one in root.findall(f"{ATOM}link"))
    return Feed(**common, root=root, own=link(root, "self"), entries=entries, addresses=head)


def _rss(common: dict[str, Any], root: etree._Element) -> Feed:
    channel = root.find("channel")
    if channel is None:
        return Feed(**common, root=root)
    entries = tuple(
        Entry(
            id=_text(one, "guid"),
            address=_text(one, "link"),
            title=_text(one, "title"),
            moment=moment_822(_text(one, "pubDate")) if _text(one, "pubDate") else None,
            content=_text(one, f"{CONTENT}encoded"),
            addresses=(*filter(None, [_text(one, "link"), _text(one, "comments")]), *_linked(one)),
            line=one.sourceline,
        )
        for one in channel.findall("item")
    )
    own = [one.get("href", "") for one in channel.findall(f"{ATOM}link") if one.get("rel") == "self"]
    head = (
        *filter(None, [_text(channel, "link")]),
        *(one.get("href", "") for one in channel.findall(f"{ATOM}link")),
    )
    return Feed(**common, root=root, own=own[0] if own else "", entries=entries, addresses=head)


def _linked(element: etree._Element) -> tuple[str, ...]:
    """Return the addresses in the attributes of an entry's parts."""
    return tuple(
        one.get(name, "")
        for one in element.iter()
        for name in ("href", "url", "src")
        if one.get(name) is not None
    )


def _json(common: dict[str, Any], data: dict[str, Any]) -> Feed:
    def said(one: Any, name: str) -> str:
        value = one.get(name) if isinstance(one, dict) else None
        return value if isinstance(value, str) else ""

    items = data.get("items")
    entries = tuple(
        Entry(
            id=said(one, "id"),
            address=said(one, "url"),
            title=said(one, "title"),
            moment=moment(said(one, "date_published")),
            content=said(one, "content_html"),
            addresses=tuple(
                filter(None, (said(one, name) for name in ("url", "external_url", "image", "banner_image")))
            ),
        )
        for one in (items if isinstance(items, list) else [])
    )
    head = tuple(
        filter(None, (said(data, name) for name in ("home_page_url", "feed_url", "next_url", "icon")))
    )
    return Feed(**common, data=data, own=said(data, "feed_url"), entries=entries, addresses=head)
