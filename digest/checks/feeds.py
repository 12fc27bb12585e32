"""Check feeds of any format: size, ids, order, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from lxml import html

from digest.checks.built_mail import split_address
from digest.checks.context import CheckContext, Violation
from digest.checks.feed_reader import Feed

_KB = 1024
_LARGEST = 512 * _KB


def size(context: CheckContext) -> Iterator[Violation]:
    """Find feeds that are too large for some feed readers."""
    for feed in context.feeds:
        if feed.size > _LARGEST:
            yield Violation(
                feed.path,
                f"is {feed.size / _KB:.0f} KB, but some feed readers accept at most 512 KB; lower feed_length under [publication] in digest.toml",
            )


def unique_ids(context: CheckContext) -> Iterator[Violation]:
    """Find entries that share an id: feed readers show only one of them."""
    for feed in context.feeds:
        titles: dict[str, str] = {}
        for entry in feed.entries:
            if entry.id and entry.id in titles:
                yield Violation(
                    feed.path,
                    f"has the id {entry.id[:120]!r} for {titles[entry.id]!r} and for {entry.title!r}, so feed readers show only one of them; give each article of the source its own id",
                    entry.line,
                )
            titles.setdefault(entry.id, entry.title)


def stable_ids(context: CheckContext) -> Iterator[Violation]:
    """Find entries with another id than at the last build: feed readers show them as new."""
    for feed in context.feeds:
        previous_ids = context.previous_ids.get(feed.path, {})
        for entry in feed.entries:
            previous = previous_ids.get(entry.address)
            if previous and entry.id and previous != entry.id:
                yield Violation(
                    feed.path,
                    f"changes the id of {entry.title!r} from {previous[:120]!r} at the last build to {entry.id[:120]!r}, so feed readers show it as new; keep the old id in the source, or the source's file name",
                    entry.line,
                )


def order(context: CheckContext) -> Iterator[Violation]:
    """Find feeds that do not list the newest entry first."""
    for feed in context.feeds:
        dated = [(entry, entry.published) for entry in feed.entries if entry.published]
        for (previous, previous_date), (entry, date) in pairwise(dated):
            if date > previous_date:
                yield Violation(
                    feed.path,
                    f"lists {entry.title!r} after {previous.title!r}, which is older; put the newest first",
                    entry.line,
                )
                break


def absolute_addresses(context: CheckContext) -> Iterator[Violation]:
    """Find relative addresses: a feed reader cannot resolve them."""
    for feed in context.feeds:
        for address, line in _addresses(feed, context.checked_contents):
            if not _is_absolute(address):
                yield Violation(
                    feed.path,
                    f"has the address {address[:120]!r}, which leads nowhere from a feed reader; write the full address, with https://",
                    line,
                )


def _addresses(feed: Feed, checked: set[int]) -> Iterator[tuple[str, int | None]]:
    """Yield the addresses of a feed with their lines.

    Args:
        feed: The feed.
        checked: Hashes of contents seen in other feeds, which are skipped; those of this feed are added.
    """
    for address in feed.addresses:
        yield address, None
    for entry in feed.entries:
        for address in dict.fromkeys(entry.addresses):
            yield address, entry.line
        if entry.content and hash(entry.content) not in checked:
            checked.add(hash(entry.content))
            for address in _content_addresses(entry.content):
                yield address, entry.line


def _content_addresses(markup: str) -> list[str]:
    """Return the addresses in an article's HTML, each once."""
    if not re.search(r"\b(?:href|src)\b", markup):
        return []
    root = html.fragment_fromstring(markup, create_parent="div")
    values = (element.get(name) for element in root.iter() for name in ("href", "src"))
    return list(dict.fromkeys(value for value in values if value is not None))


def _is_absolute(address: str) -> bool:
    parts = split_address(address)
    return bool(parts.scheme) and (bool(parts.netloc) or parts.scheme not in ("http", "https"))


def self_links(context: CheckContext) -> Iterator[Violation]:
    """Find feeds that do not name their own address: readers lose a copied feed without it."""
    for feed in context.feeds:
        address = context.publication.home + feed.path.removeprefix("site/")
        if not feed.parse_error and feed.self_address != address:
            problem = f"names {feed.self_address[:120]!r} as" if feed.self_address else "does not name"
            yield Violation(
                feed.path,
                f"{problem} its own address; write {address!r} into its self link (feed_url in JSON)",
            )
