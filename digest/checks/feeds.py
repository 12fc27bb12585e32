"""The feeds of an issue: what their readers hold on to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from lxml import html

from digest.checks.context import CheckContext, Violation, split

LARGEST = 512 * 1024


def size(matter: CheckContext) -> Iterator[Violation]:
    """Find feeds that some readers refuse to read."""
    for feed in matter.feeds:
        if feed.size > LARGEST:
            yield Violation(
                feed.path,
                f"has {feed.size / 1024:.0f} KB, and some feed readers take no more than 512; lower feed_length under [publication] in digest.toml",
            )


def unique_ids(matter: CheckContext) -> Iterator[Violation]:
    """Find entries that share an id, of which feed readers show one."""
    for feed in matter.feeds:
        first: dict[str, str] = {}
        for entry in feed.entries:
            if entry.id and entry.id in first:
                yield Violation(
                    feed.path,
                    f"has the id {entry.id[:120]!r} for {first[entry.id]!r} and for {entry.title!r}, and feed readers show one of them; give each article of the source an id of its own",
                    entry.line,
                )
            first.setdefault(entry.id, entry.title)


def stable_ids(matter: CheckContext) -> Iterator[Violation]:
    """Find entries whose id is another than at the last build, which feed readers show as new."""
    for feed in matter.feeds:
        before = matter.before.get(feed.path, {})
        for entry in feed.entries:
            was = before.get(entry.address)
            if was and entry.id and was != entry.id:
                yield Violation(
                    feed.path,
                    f"gives {entry.title!r} the id {entry.id[:120]!r}, which was {was[:120]!r} at the last build, and feed readers show it as new; keep the old id in the source, or the name of its file",
                    entry.line,
                )


def order(matter: CheckContext) -> Iterator[Violation]:
    """Find feeds that do not go from the newest to the oldest."""
    for feed in matter.feeds:
        dated = [entry for entry in feed.entries if entry.moment]
        for before, entry in pairwise(dated):
            if before.moment and entry.moment and entry.moment > before.moment:
                yield Violation(
                    feed.path,
                    f"has {entry.title!r} after {before.title!r}, which is older; put the newest first",
                    entry.line,
                )
                break


def absolute(matter: CheckContext) -> Iterator[Violation]:
    """Find addresses that depend on where a feed is read."""
    seen: set[str] = set()
    for feed in matter.feeds:
        found: list[tuple[str, int | None]] = [(one, None) for one in feed.addresses if not _absolute(one)]
        for entry in feed.entries:
            found += [
                (address, entry.line) for address in dict.fromkeys(entry.addresses) if not _absolute(address)
            ]
            if entry.content not in seen:
                seen.add(entry.content)
                found += [(address, entry.line) for address in _relative(entry.content)]
        for address, at in found:
            yield Violation(
                feed.path,
                f"holds the address {address[:120]!r}, which leads nowhere from inside a feed reader; write it whole, with https://",
                at,
            )


def _absolute(address: str) -> bool:
    parts = split(address)
    return bool(parts.scheme) and (bool(parts.netloc) or parts.scheme not in ("http", "https"))


def _relative(markup: str) -> list[str]:
    """Return the addresses of an article's HTML that are not whole."""
    if not re.search(r"\b(?:href|src)\b", markup):
        return []
    root = html.fragment_fromstring(markup, create_parent="div")
    values = [one.get(name) for one in root.iter() for name in ("href", "src")]
    return [value for value in dict.fromkeys(values) if value is not None and not _absolute(value)]


def self_links(matter: CheckContext) -> Iterator[Violation]:
    """Find feeds that do not say where they are, so that readers lose them when they are copied."""
    for feed in matter.feeds:
        wanted = matter.publication.home + feed.path.removeprefix("site/")
        if not feed.broken and feed.own != wanted:
            found = f"calls itself {feed.own[:120]!r}" if feed.own else "does not say where it is"
            yield Violation(
                feed.path,
                f"{found}; its address is {wanted!r}, which its self link (feed_url in JSON) must name",
            )
