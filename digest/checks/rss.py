"""Check that RSS feeds follow RSS 2.0 and the RSS Advisory Board's profile."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from digest.checks.built_mail import split_address, tag_name
from digest.checks.context import CheckContext, Violation
from digest.checks.feed_reader import CONTENT, Feed, FeedFormat, child_text, parse_rfc822
from digest.checks.feed_spec import Problem, spec_violations

_REQUIRED_IN_CHANNEL = ("title", "link", "description")
_REQUIRED_IN_ENCLOSURE = ("url", "length", "type")
_DATES = ("pubDate", "lastBuildDate")
_FULL_YEAR_AND_ZONE = re.compile(r" \d{4} [\d:]{5,8} (?:GMT|UT|[+-]\d{4})$")
_MARKUP = re.compile(r"</?[a-z][^<>]*>|&(?:\w+|#\d+);", re.IGNORECASE)


def rss(context: CheckContext) -> Iterator[Violation]:
    """Find RSS feeds that break RSS 2.0."""
    yield from spec_violations(context, FeedFormat.RSS, "RSS 2.0", _feed_problems)


def rss_profile(context: CheckContext) -> Iterator[Violation]:
    """Find RSS feeds that break a recommendation of the RSS Advisory Board."""
    yield from spec_violations(
        context, FeedFormat.RSS, "RSS Profile", _profile_problems, report_unreadable=False
    )


def _feed_problems(feed: Feed) -> Iterator[Problem]:
    root = feed.root
    channel = root.find("channel") if root is not None else None
    if root is None or root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        yield "is not RSS 2.0 with a channel", None
        return
    for name in _REQUIRED_IN_CHANNEL:
        if not child_text(channel, name):
            yield f"has a channel without {name}", channel.sourceline
    for date in channel.iter(*_DATES):
        text = (date.text or "").strip()
        if parse_rfc822(text) is None:
            yield f"has the {tag_name(date)} {text[:40]!r}, which is not an RFC 822 date", date.sourceline
    for item in channel.findall("item"):
        yield from _item_problems(item)


def _item_problems(item: etree._Element) -> Iterator[Problem]:
    if not child_text(item, "title") and not child_text(item, "description"):
        yield "has an item with neither title nor description", item.sourceline
    for guid in item.findall("guid"):
        address = (guid.text or "").strip()
        is_permalink = guid.get("isPermaLink", "true") == "true"
        if is_permalink and split_address(address).scheme not in ("http", "https"):
            yield (
                f'has the guid {address[:80]!r}, which is not an address; write isPermaLink="false"',
                guid.sourceline,
            )
    for enclosure in item.findall("enclosure"):
        missing = [name for name in _REQUIRED_IN_ENCLOSURE if not enclosure.get(name)]
        if missing:
            yield f"has an enclosure without {', '.join(missing)}", enclosure.sourceline
        elif not re.fullmatch("[0-9]+", enclosure.get("length", "")):
            yield "has an enclosure without a length in bytes", enclosure.sourceline


def _profile_problems(feed: Feed) -> Iterator[Problem]:
    if feed.root is None:
        return
    for date in feed.root.iter(*_DATES):
        text = (date.text or "").strip()
        if parse_rfc822(text) and not _FULL_YEAR_AND_ZONE.search(text):
            yield (
                f"has the {tag_name(date)} {text[:40]!r}; write the year with four digits and the zone as a number or GMT",
                date.sourceline,
            )
    for item in feed.root.iter("item"):
        for problem in _item_profile_problems(item):
            yield problem, item.sourceline


def _item_profile_problems(item: etree._Element) -> Iterator[str]:
    if item.find("guid") is None:
        yield "has an item without a guid, so feed readers may show it again and again"
    title = item.findtext("title") or ""
    if _MARKUP.search(title):
        yield f"has markup in the title {title[:80]!r}, which must be plain text"
    if item.find(f"{CONTENT}encoded") is not None and item.find("description") is None:
        yield "has an item with content:encoded but without description"
    if len(item.findall("enclosure")) > 1:
        yield "has an item with several enclosures, but feed readers use only one"
    author = item.findtext("author")
    if author is not None and "@" not in author:
        yield f"has the author {author[:80]!r} without a mail address; write a name as dc:creator"
