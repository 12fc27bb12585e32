"""The table of checks, and how they run.

To add a check: a function that yields a Violation for each place that breaks it, one line in CHECKS,
one row in `docs/reference/checks.md`, and a pair of files in `tests/data/checks/CODE/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from digest.checks import (
    accessibility,
    atom,
    content,
    contrast,
    feeds,
    headers,
    images,
    json_feed,
    legal,
    links,
    mail_readers,
    mail_size,
    rss,
    subject,
)
from digest.checks.context import CheckContext, Violation
from digest.errors import DigestError
from digest.model import Finding, Level

Find = Callable[[CheckContext], Iterator[Violation]]

_LONGEST_ERROR = 120


@dataclass(frozen=True, slots=True)
class Check:
    """A check.

    Attributes:
        code: The name in reports and waivers; its meaning never changes.
        level: The level of its findings.
        title: The rule, as a sentence.
        find: Yields each place of an issue that breaks the rule.
        is_of_feeds: True when it looks at the feeds; it then runs once for each of them.
    """

    code: str
    level: Level
    title: str
    find: Find
    is_of_feeds: bool = False


def _error(code: str, title: str, find: Find) -> Check:
    return Check(code, Level.ERROR, title, find)


def _warning(code: str, title: str, find: Find) -> Check:
    return Check(code, Level.WARNING, title, find)


def _feed_error(code: str, title: str, find: Find) -> Check:
    return Check(code, Level.ERROR, title, find, is_of_feeds=True)


def _feed_warning(code: str, title: str, find: Find) -> Check:
    return Check(code, Level.WARNING, title, find, is_of_feeds=True)


CHECKS = (
    _error("mail-size", "The mail is at most 102 KB; Gmail cuts the rest.", mail_size.size),
    _warning("mail-size-near", "The mail is at most 90 KB.", mail_size.size_near),
    _warning("style-size", "The styles in the mail's head are at most 16 KB.", mail_size.style_size),
    _warning("css", "Every mail reader supports the CSS or can ignore it.", mail_readers.css),
    _warning("html", "Every mail reader supports the HTML or can ignore it.", mail_readers.html),
    _error("colour-notation", "Colours are written so that Gmail keeps them.", mail_readers.colour_notation),
    _error("image-address", "Pictures have absolute https addresses.", images.address),
    _error("image-alt", "Every picture has an alternative text, even if empty.", images.alt),
    _warning("image-width", "Every picture has a width or a height.", images.width),
    _warning("image-format", "Every mail reader can show the formats of the pictures.", images.file_format),
    _warning("image-weight", "The site's pictures in the mail are at most 1 MB in total.", images.weight),
    _error("language", "The mail declares its language.", accessibility.language),
    _error("one-h1", "The mail has one h1 heading.", accessibility.one_h1),
    _warning("heading-levels", "No heading skips a level.", accessibility.heading_levels),
    _warning("layout-table", "Layout tables are marked as layout.", accessibility.layout_table),
    _warning("alt-text", "Alternative texts describe their pictures.", images.alt_text),
    _warning("link-text", "Link texts say where the links lead.", accessibility.link_text),
    _error("contrast", "Texts have enough contrast (WCAG AA).", contrast.light),
    _error("contrast-dark", "Texts have enough contrast in the mail's dark mode.", contrast.dark),
    _warning("contrast-forced", "Texts have enough contrast in forced dark mode.", contrast.forced_dark),
    _warning("subject-length", "The subject has 10 to 78 characters.", subject.length),
    _warning("subject-repeated", "No earlier issue has the same subject.", subject.repeated),
    _warning("preheader", "The mail has a preheader that differs from the subject.", subject.preheader),
    _error("unfinished", 'No "TK", "TBD" or filler text is left.', content.unfinished),
    _error("empty", "No heading and no link is empty.", content.empty),
    _warning("stale-year", "Subject, preheader and copyright name no past year.", content.stale_year),
    _warning("article-twice", "No article appears twice.", content.article_twice),
    _warning("link-twice", "No two articles have the same address.", content.link_twice),
    _warning("shortener", "No link uses a shortener.", links.shortener),
    _error("data-address", "No file is embedded in a data: address.", links.data_address),
    _warning(
        "foreign-template", "No text looks like the template code of a mail tool.", content.foreign_template
    ),
    _warning("unsubscribe", "The mail has an unsubscribe link.", legal.unsubscribe),
    _warning("postal-address", "The mail has the publisher's postal address.", legal.postal_address),
    _error("text-part", "The plain text has every article of the HTML.", content.text_part),
    _error("link-form", "Links have valid, public addresses.", links.invalid_address),
    _error("link-gone", "Linked pages exist (with --links).", links.missing_page),
    _warning("link-doubtful", "Linked pages can be fetched (with --links).", links.unreachable_page),
    _feed_warning("feed-size", "Feeds are at most 512 KB.", feeds.size),
    _feed_error("feed-ids", "Every entry of a feed has its own id.", feeds.unique_ids),
    _feed_error("feed-ids-changed", "Entries keep their ids from the last build.", feeds.stable_ids),
    _feed_warning("feed-order", "Feeds list the newest entry first.", feeds.order),
    _feed_error("feed-addresses", "Addresses in feeds are absolute.", feeds.absolute_addresses),
    _feed_warning("feed-self", "Feeds name their own address.", feeds.self_links),
    _feed_error("atom", "Atom feeds follow RFC 4287.", atom.atom),
    _feed_error("rss", "RSS feeds follow RSS 2.0.", rss.rss),
    _feed_warning("rss-profile", "RSS feeds follow the RSS Advisory Board's profile.", rss.rss_profile),
    _feed_error("json-feed", "JSON feeds follow JSON Feed 1.1.", json_feed.json_feed),
    _error("header-fields", "The message has each required field once.", headers.fields),
    _error("header-lists", "The fields of the mailing list are valid.", headers.lists),
    _error("header-lines", "No line of the message is over 998 bytes.", headers.lines),
    _error("header-ascii", "The header is ASCII.", headers.ascii_only),
    _warning("header-aligned", "From and List-Id belong to one domain.", headers.aligned),
)
CODES = tuple(check.code for check in CHECKS)


def check(context: CheckContext, codes: Iterable[str] = CODES) -> Iterator[Finding]:
    """Run the checks with these codes: those of the mail and the pages, then those of each feed."""
    selected = set(codes)
    rows = [row for row in CHECKS if row.code in selected]
    for row in rows:
        if not row.is_of_feeds:
            yield from _findings(row, context)
    feed_rows = [row for row in rows if row.is_of_feeds]
    for feed_context in context.each_feed() if feed_rows else ():
        for row in feed_rows:
            yield from _findings(row, feed_context)


def _findings(row: Check, context: CheckContext) -> Iterator[Finding]:
    for violation in _violations(row, context):
        yield Finding(
            code=row.code,
            level=row.level,
            where=violation.path,
            text=violation.text,
            line=violation.line,
        )


def _violations(row: Check, context: CheckContext) -> Iterator[Violation]:
    """Yield the violations a check finds; an unexpected exception becomes the last one."""
    try:
        yield from row.find(context)
    except DigestError:
        raise
    except Exception as error:  # noqa: BLE001 (no odd file may stop a build)
        problem = " ".join(f"{type(error).__name__}: {error}".split())[:_LONGEST_ERROR]
        yield Violation(
            f"mail/{context.period.name}", f"could not be checked ({problem}); look at the issue yourself"
        )


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Return the errors that are not waived."""
    return [finding for finding in findings if finding.is_error]
