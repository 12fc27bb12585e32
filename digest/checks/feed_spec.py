"""Report the problems of feeds against the specification of their format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from digest.checks.context import CheckContext, Violation
from digest.checks.feed_reader import Feed, FeedFormat

Problem = tuple[str, int | None]
"""A problem as a phrase with its verb, and its line."""


def spec_violations(
    context: CheckContext,
    feed_format: FeedFormat,
    specification: str,
    find_problems: Callable[[Feed], Iterable[Problem]],
    *,
    report_unreadable: bool = True,
) -> Iterator[Violation]:
    """Yield the problems of all feeds of a format.

    Args:
        context: The files of the issue.
        feed_format: The format of the feeds to look at.
        specification: The name of the specification, for the message.
        find_problems: Finds the problems of a feed that could be parsed.
        report_unreadable: False if another check reports feeds that could not be parsed.
    """
    for feed in context.feeds:
        if feed.format == feed_format and (report_unreadable or not feed.parse_error):
            unreadable = [(f"cannot be read: {feed.parse_error}", None)] if feed.parse_error else None
            for problem, line in unreadable or find_problems(feed):
                text = f"{problem} ({specification}); fix the template or the source"
                yield Violation(feed.path, text, line)
