"""Whether a feed is one: RFC 4287, RSS 2.0 with the profile of the RSS Advisory Board, JSON Feed 1.1."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from digest.checks.context import CheckContext, Violation, split, tag
from digest.checks.feed_reader import ATOM, CONTENT, Feed, moment, moment_822

_VERSIONS = ("https://jsonfeed.org/version/1.1", "https://jsonfeed.org/version/1")
_Trouble = tuple[str, int | None]


def _wrong(matter: CheckContext, kind: str, law: str, check: Any) -> Iterator[Violation]:
    for feed in matter.feeds:
        if feed.kind != kind:
            continue
        troubles = [(f"cannot be read: {feed.broken}", None)] if feed.broken else check(feed)
        for text, at in troubles:
            yield Violation(feed.path, f"{text} ({law}); mend the template, or what the source gives", at)


def atom(matter: CheckContext) -> Iterator[Violation]:
    """Find Atom feeds that RFC 4287 does not allow."""
    yield from _wrong(matter, "atom", "RFC 4287", _atom)


def rss(matter: CheckContext) -> Iterator[Violation]:
    """Find RSS feeds that RSS 2.0 does not allow."""
    yield from _wrong(matter, "rss", "RSS 2.0", _rss)


def rss_profile(matter: CheckContext) -> Iterator[Violation]:
    """Find RSS feeds that are not as the RSS Advisory Board recommends."""
    for feed in matter.feeds:
        if feed.kind == "rss" and feed.root is not None:
            for text, at in _profile(feed.root):
                yield Violation(
                    feed.path, f"{text} (RSS Profile); mend the template, or what the source gives", at
                )


def json_feed(matter: CheckContext) -> Iterator[Violation]:
    """Find JSON feeds that JSON Feed 1.1 does not allow."""
    yield from _wrong(matter, "json", "JSON Feed 1.1", _json)


def _atom(feed: Feed) -> Iterator[_Trouble]:
    root = feed.root
    if root is None or root.tag != f"{ATOM}feed":
        yield "is no Atom feed", None
        return
    entries = root.findall(f"{ATOM}entry")
    authored = root.find(f"{ATOM}author") is not None
    for place, what in ((root, "the feed"), *((entry, "an entry") for entry in entries)):
        at = place.sourceline
        counts = Counter(one.tag for one in place if isinstance(one.tag, str))
        for name in ("id", "title", "updated"):
            if counts[f"{ATOM}{name}"] != 1:
                yield f"has {counts[f'{ATOM}{name}'] or 'no'} {name} in {what}, where there is one", at
        for name in ("published", "summary", "content", "rights", "subtitle", "generator", "icon", "logo"):
            if counts[f"{ATOM}{name}"] > 1:
                yield f"has {counts[f'{ATOM}{name}']} of {name} in {what}, where there is at most one", at
        if not (authored or counts[f"{ATOM}author"]):
            yield f"names no author of {what}", at
        yield from _atom_parts(place, what)
    for entry in entries:
        links = [one for one in entry.findall(f"{ATOM}link") if one.get("rel", "alternate") == "alternate"]
        if not links and entry.find(f"{ATOM}content") is None:
            yield "has an entry with neither content nor a link", entry.sourceline


def _atom_parts(place: etree._Element, what: str) -> Iterator[_Trouble]:
    alternates: Counter[tuple[str, str]] = Counter()
    for one in place:
        name = str(one.tag).removeprefix(ATOM)
        text = (one.text or "").strip()
        if name == "id" and not split(text).scheme:
            yield f"has the id {text[:80]!r}, which is no whole IRI", one.sourceline
        elif name in ("updated", "published") and moment(text) is None:
            yield f"has {name} {text[:40]!r}, which is no date of RFC 3339", one.sourceline
        elif name == "link" and not one.get("href"):
            yield f"has a link without an address in {what}", one.sourceline
        elif name == "link" and one.get("rel", "alternate") == "alternate":
            alternates[one.get("type", ""), one.get("hreflang", "")] += 1
        elif name == "category" and not one.get("term"):
            yield f"has a category without a term in {what}", one.sourceline
        elif name in ("author", "contributor") and not (one.findtext(f"{ATOM}name") or "").strip():
            yield f"has an {name} without a name in {what}", one.sourceline
        elif name in ("title", "summary", "subtitle", "rights") and one.get("type", "text") not in (
            "text",
            "html",
            "xhtml",
        ):
            yield (
                f"has a {name} of the type {one.get('type')!r}, where it is text, html or xhtml",
                one.sourceline,
            )
    if any(count > 1 for count in alternates.values()):
        yield f"has two alternate links of one type and language in {what}", place.sourceline


def _rss(feed: Feed) -> Iterator[_Trouble]:
    root = feed.root
    channel = root.find("channel") if root is not None else None
    if root is None or root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        yield "is no RSS 2.0 with a channel", None
        return
    for name in ("title", "link", "description"):
        if not (channel.findtext(name) or "").strip():
            yield f"has a channel without {name}", channel.sourceline
    for one in channel.iter("pubDate", "lastBuildDate"):
        if moment_822((one.text or "").strip()) is None:
            yield f"has {tag(one)} {(one.text or '')[:40]!r}, which is no date of RFC 822", one.sourceline
    for item in channel.findall("item"):
        if not any((item.findtext(name) or "").strip() for name in ("title", "description")):
            yield "has an item with neither title nor description", item.sourceline
        for guid in item.findall("guid"):
            address = (guid.text or "").strip()
            if guid.get("isPermaLink", "true") == "true" and split(address).scheme not in ("http", "https"):
                yield (
                    f'has the guid {address[:80]!r}, which is no address; write isPermaLink="false"',
                    guid.sourceline,
                )
        for one in item.findall("enclosure"):
            missing = [name for name in ("url", "length", "type") if not one.get(name)]
            if missing or not re.fullmatch("[0-9]+", one.get("length", "")):
                yield f"has an enclosure without {', '.join(missing) or 'a length in bytes'}", one.sourceline


def _profile(root: etree._Element) -> Iterator[_Trouble]:
    for one in root.iter("pubDate", "lastBuildDate"):
        text = (one.text or "").strip()
        if moment_822(text) and not re.search(r" \d{4} [\d:]{5,8} (?:GMT|UT|[+-]\d{4})$", text):
            yield (
                f"has {tag(one)} {text[:40]!r}; write the year with four digits and the zone as a number or GMT",
                one.sourceline,
            )
    for item in root.iter("item"):
        if item.find("guid") is None:
            yield (
                "has an item without a guid, so that feed readers may show it again and again",
                item.sourceline,
            )
        title = item.findtext("title") or ""
        if re.search(r"</?[a-z][^<>]*>|&(?:\w+|#\d+);", title, re.IGNORECASE):
            yield f"has markup in the title {title[:80]!r}, where there is plain text", item.sourceline
        if item.find(f"{CONTENT}encoded") is not None and item.find("description") is None:
            yield "has an item with content:encoded and no description", item.sourceline
        if len(item.findall("enclosure")) > 1:
            yield "has an item with several enclosures, of which readers take one", item.sourceline
        author = item.findtext("author")
        if author is not None and "@" not in author:
            yield (
                f"has the author {author[:80]!r} without a mail address; write a name as dc:creator",
                item.sourceline,
            )


def _json(feed: Feed) -> Iterator[_Trouble]:
    data = feed.data
    if data.get("version") not in _VERSIONS:
        yield f"has the version {data.get('version')!r}", None
    if not isinstance(data.get("title"), str) or not data["title"]:
        yield "has no title", None
    items = data.get("items")
    if not isinstance(items, list):
        yield "has no list of items", None
        return
    for item in items:
        if not isinstance(item, dict):
            yield "has an item that is no object", None
            continue
        name = repr(str(item.get("title") or item.get("id") or "")[:60])
        if not isinstance(item.get("id"), str) or not item["id"]:
            yield f"has no id that is a text for {name}", None
        if not isinstance(item.get("content_html", item.get("content_text")), str):
            yield f"has neither content_html nor content_text for {name}", None
        for key in ("date_published", "date_modified"):
            if key in item and moment(str(item[key])) is None:
                yield f"has {key} {str(item[key])[:40]!r} for {name}, which is no date of RFC 3339", None
        attachments, tags = item.get("attachments", []), item.get("tags", [])
        if not isinstance(attachments, list):
            yield f"has attachments that are no list for {name}", None
        for one in attachments if isinstance(attachments, list) else []:
            if not (isinstance(one, dict) and one.get("url") and one.get("mime_type")):
                yield f"has an attachment without url or mime_type for {name}", None
        if not isinstance(tags, list) or not all(isinstance(one, str) for one in tags):
            yield f"has tags that are no texts for {name}", None
