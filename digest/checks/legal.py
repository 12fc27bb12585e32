"""Check the parts of a mail that most countries require by law."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.built_mail import visible_text
from digest.checks.context import CheckContext, Violation
from digest.text import fold


def unsubscribe(context: CheckContext) -> Iterator[Violation]:
    """Find mails without an unsubscribe link."""
    for mail in context.mails:
        address = context.unsubscribe_address(mail)
        if not address:
            yield Violation(
                mail.path,
                "has no unsubscribe address, which most countries require by law; set unsubscribe under [mail] in digest.toml",
            )
        elif all(link.address != address for link in mail.links):
            yield Violation(
                mail.path, f"has no link to the unsubscribe address {address!r}; add it to the footer"
            )
        elif mail.text and address not in mail.text:
            yield Violation(
                mail.text_path, f"does not contain the unsubscribe address {address!r}; add it at the end"
            )


def postal_address(context: CheckContext) -> Iterator[Violation]:
    """Find mails without the publisher's postal address."""
    for mail in context.mails:
        address = context.publication.in_language(mail.language).address
        if not address:
            yield Violation(
                mail.path,
                "has no postal address, which many countries require by law; set address under [publication] in digest.toml",
            )
        elif fold(address) not in fold(visible_text(mail.root)):
            yield Violation(
                mail.path, f"does not contain the postal address {address!r}; add it to the footer"
            )
