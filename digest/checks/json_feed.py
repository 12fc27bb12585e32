"""Check that JSON feeds follow JSON Feed 1.1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from digest.checks.context import CheckContext, Violation
from digest.checks.feed_reader import Feed, FeedFormat, parse_rfc3339
from digest.checks.feed_spec import Problem, spec_violations

_VERSIONS = ("https://jsonfeed.org/version/1.1", "https://jsonfeed.org/version/1")
_DATES = ("date_published", "date_modified")


def json_feed(context: CheckContext) -> Iterator[Violation]:
    """Find JSON feeds that break JSON Feed 1.1."""
    yield from spec_violations(context, FeedFormat.JSON, "JSON Feed 1.1", _feed_problems)


def _feed_problems(feed: Feed) -> Iterator[Problem]:
    for problem in _top_level_problems(feed.data):
        yield problem, None  # the parser gives no lines


def _top_level_problems(data: dict[str, Any]) -> Iterator[str]:
    if data.get("version") not in _VERSIONS:
        yield f"has the version {data.get('version')!r}, not {_VERSIONS[0]!r}"
    if not _is_filled_string(data.get("title")):
        yield "has no title"
    items = data.get("items")
    if not isinstance(items, list):
        yield "has no list of items"
        return
    for item in items:
        if isinstance(item, dict):
            name = repr(str(item.get("title") or item.get("id") or "")[:60])
            for problem in _item_problems(item):
                yield f"{problem} for {name}"
        else:
            yield "has an item that is not an object"


def _item_problems(item: dict[str, Any]) -> Iterator[str]:
    if not _is_filled_string(item.get("id")):
        yield "has no string id"
    if not isinstance(item.get("content_html", item.get("content_text")), str):
        yield "has neither content_html nor content_text"
    for key in _DATES:
        if key in item and parse_rfc3339(str(item[key])) is None:
            yield f"has the {key} {str(item[key])[:40]!r}, not an RFC 3339 date,"
    yield from _attachment_problems(item.get("attachments", []))
    tags = item.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        yield "has tags that are not a list of strings"


def _attachment_problems(attachments: Any) -> Iterator[str]:
    if not isinstance(attachments, list):
        yield "has attachments that are not a list"
        return
    for attachment in attachments:
        if not (isinstance(attachment, dict) and attachment.get("url") and attachment.get("mime_type")):
            yield "has an attachment without url or mime_type"


def _is_filled_string(value: Any) -> bool:
    return isinstance(value, str) and value != ""
