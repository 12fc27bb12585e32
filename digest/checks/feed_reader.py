"""Read Atom, RSS and JSON feeds into one form for the checks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
_DATE = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_RFC_3339 = re.compile(
    rf"{_DATE}T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
)


class FeedFormat(StrEnum):
    """Format of a feed."""

    ATOM = "atom"
    RSS = "rss"
    JSON = "json"


_FORMATS = {
    "atom.xml": FeedFormat.ATOM,
    "feed.xml": FeedFormat.RSS,
    "issues.xml": FeedFormat.RSS,
    "feed.json": FeedFormat.JSON,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a feed of any format; missing parts are empty.

    `addresses` are all addresses in its own fields, without those in its content.
    """

    id: str
    address: str
    title: str
    published: datetime | None
    content: str
    addresses: tuple[str, ...]
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed of any format.

    Attributes:
        path: The path of the file below `out/`.
        format: The format, by the file's name.
        size: The size in bytes.
        root: The tree of an XML feed.
        data: The object of a JSON feed.
        parse_error: Why there is neither tree nor object, else "".
        self_address: The address the feed gives as its own, else "".
        entries: The entries in their order.
        addresses: The addresses in the feed's own fields.
    """

    path: str
    format: FeedFormat
    size: int
    root: etree._Element | None = None
    data: Any = None
    parse_error: str = ""
    self_address: str = ""
    entries: tuple[Entry, ...] = ()
    addresses: tuple[str, ...] = ()


def feed_ids(files: Mapping[str, bytes]) -> dict[str, dict[str, str]]:
    """Return the entries' ids in each feed among the files, by path and address."""
    return {feed.path: entry_ids(feed) for feed in read_feeds(files)}


def entry_ids(feed: Feed) -> dict[str, str]:
    """Return the ids of a feed's entries by their address."""
    return {entry.address: entry.id for entry in feed.entries if entry.address}


def read_feeds(files: Mapping[str, bytes]) -> Iterator[Feed]:
    """Yield the feeds among the files, in the order of their paths; the file's name tells its format."""
    for path in sorted(files):
        feed_format = _FORMATS.get(path.rpartition("/")[2])
        if feed_format and path.startswith("site/"):
            yield read_feed(path, feed_format, files[path])


def read_feed(path: str, feed_format: FeedFormat, content: bytes) -> Feed:
    """Return a feed of a known format; one that cannot be parsed has its error."""
    common: dict[str, Any] = {"path": path, "format": feed_format, "size": len(content)}
    try:
        if feed_format == FeedFormat.JSON:
            data = json.loads(content)
            return _read_json(common, data if isinstance(data, dict) else {})
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except (ValueError, RecursionError, etree.XMLSyntaxError) as error:
        return Feed(**common, parse_error=str(error).partition(" (<string>")[0])
    return _read_atom(common, root) if feed_format == FeedFormat.ATOM else _read_rss(common, root)


def parse_rfc3339(text: str) -> datetime | None:
    """Return the instant of an RFC 3339 date and time, or None when it is not one."""
    try:
        return datetime.fromisoformat(text) if _RFC_3339.fullmatch(text) else None
    except ValueError:
        return None


def parse_rfc822(text: str) -> datetime | None:
    """Return the instant of an RFC 822 date and time, or None when it is not one."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read_atom(common: dict[str, Any], root: etree._Element) -> Feed:
    return Feed(
        **common,
        root=root,
        self_address=_atom_link(root, "self"),
        entries=tuple(_read_atom_entry(entry) for entry in root.findall(f"{ATOM}entry")),
        addresses=tuple(link.get("href", "") for link in root.findall(f"{ATOM}link")),
    )


def _read_atom_entry(entry: etree._Element) -> Entry:
    is_html = entry.find(f"{ATOM}content[@type='html']") is not None
    return Entry(
        id=child_text(entry, f"{ATOM}id"),
        address=_atom_link(entry, "alternate"),
        title=child_text(entry, f"{ATOM}title"),
        published=parse_rfc3339(child_text(entry, f"{ATOM}published") or child_text(entry, f"{ATOM}updated")),
        content=child_text(entry, f"{ATOM}content") if is_html else "",
        addresses=_attribute_addresses(entry),
        line=entry.sourceline,
    )


def _atom_link(element: etree._Element, rel: str) -> str:
    links = element.findall(f"{ATOM}link")
    return next((link.get("href", "") for link in links if link.get("rel", "alternate") == rel), "")


def _read_rss(common: dict[str, Any], root: etree._Element) -> Feed:
    channel = root.find("channel")
    if channel is None:
        return Feed(**common, root=root)
    links = channel.findall(f"{ATOM}link")
    return Feed(
        **common,
        root=root,
        self_address=next((link.get("href", "") for link in links if link.get("rel") == "self"), ""),
        entries=tuple(_read_rss_item(item) for item in channel.findall("item")),
        addresses=(*_present([child_text(channel, "link")]), *(link.get("href", "") for link in links)),
    )


def _read_rss_item(item: etree._Element) -> Entry:
    address, published = child_text(item, "link"), child_text(item, "pubDate")
    return Entry(
        id=child_text(item, "guid"),
        address=address,
        title=child_text(item, "title"),
        published=parse_rfc822(published) if published else None,
        content=child_text(item, f"{CONTENT}encoded"),
        addresses=(*_present([address, child_text(item, "comments")]), *_attribute_addresses(item)),
        line=item.sourceline,
    )


def _read_json(common: dict[str, Any], data: dict[str, Any]) -> Feed:
    items = data.get("items")
    head = ("home_page_url", "feed_url", "next_url", "icon")
    return Feed(
        **common,
        data=data,
        self_address=_string(data, "feed_url"),
        entries=tuple(_read_json_item(item) for item in (items if isinstance(items, list) else [])),
        addresses=_present(_string(data, key) for key in head),
    )


def _read_json_item(item: Any) -> Entry:
    keys = ("url", "external_url", "image", "banner_image")
    return Entry(
        id=_string(item, "id"),
        address=_string(item, "url"),
        title=_string(item, "title"),
        published=parse_rfc3339(_string(item, "date_published")),
        content=_string(item, "content_html"),
        addresses=_present(_string(item, key) for key in keys),
    )


def child_text(element: etree._Element, name: str) -> str:
    """Return the text of the first child of this name, "" without one."""
    return (element.findtext(name) or "").strip()


def _string(value: Any, key: str) -> str:
    """Return a string of a JSON object; "" when either is missing or of another type."""
    text = value.get(key) if isinstance(value, dict) else None
    return text if isinstance(text, str) else ""


def _present(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple(address for address in addresses if address)


def _attribute_addresses(entry: etree._Element) -> tuple[str, ...]:
    """Return the addresses in the attributes of an entry's elements."""
    return tuple(
        element.get(name, "")
        for element in entry.iter()
        for name in ("href", "url", "src")
        if element.get(name) is not None
    )
