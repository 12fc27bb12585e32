"""Check the size of a mail and of its styles against the limits of Gmail."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.context import CheckContext, Violation

KB = 1024
CLIPPED = 102 * KB
NEARLY_CLIPPED = 90 * KB
LARGEST_STYLES = 16 * KB


def size(context: CheckContext) -> Iterator[Violation]:
    """Find mails that Gmail cuts."""
    for mail in context.mails:
        if len(mail.source) > CLIPPED:
            yield Violation(
                mail.path,
                f"is {len(mail.source) / KB:.0f} KB, but Gmail cuts mails after 102 KB, before the footer with its unsubscribe link; leave out articles or shorten your texts",
            )


def size_near(context: CheckContext) -> Iterator[Violation]:
    """Find mails that Gmail cuts once a mail tool has added its links and footer."""
    for mail in context.mails:
        if NEARLY_CLIPPED < len(mail.source) <= CLIPPED:
            yield Violation(
                mail.path,
                f"is {len(mail.source) / KB:.0f} KB; Gmail cuts mails after 102 KB, and mail tools add links and a footer; leave out articles or shorten your texts",
            )


def style_size(context: CheckContext) -> Iterator[Violation]:
    """Find mails with more styles in their head than Gmail reads."""
    for mail in context.mails:
        styles = [element for element in mail.elements if element.tag == "style"]
        total = sum(len((style.text or "").encode()) for style in styles)
        if total > LARGEST_STYLES:
            yield Violation(
                mail.path,
                f"has {total / KB:.0f} KB of styles in its head, but Gmail ignores them all above 16 KB; shorten email/head.css",
                styles[0].sourceline,
            )
