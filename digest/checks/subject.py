"""Check the subject of a mail and its preheader, the two lines in a list of mails."""

from __future__ import annotations

from collections.abc import Iterator

from digest.checks.context import CheckContext, Violation
from digest.text import fold

_SHORTEST, _LONGEST = 10, 78


def length(context: CheckContext) -> Iterator[Violation]:
    """Find subjects that are too short to inform or too long to be shown."""
    for mail in context.mails:
        count = len(mail.subject)
        if count < _SHORTEST:
            yield Violation(
                mail.message_path,
                f"has the subject {mail.subject!r} of {count} characters; describe the issue in {_SHORTEST} characters or more (`subject` in its draft)",
            )
        elif count > _LONGEST:
            yield Violation(
                mail.message_path,
                f"has a subject of {count} characters, but mail readers show only its beginning; write at most {_LONGEST} (`subject` in its draft)",
            )


def repeated(context: CheckContext) -> Iterator[Violation]:
    """Find subjects of an earlier issue."""
    for mail in context.mails:
        for issue, subject in context.subjects.get(mail.language, {}).items():
            if mail.subject and fold(subject) == fold(mail.subject):
                yield Violation(
                    mail.message_path,
                    f"repeats the subject of the issue {issue}, {subject!r}, so mail readers put both into one conversation; write a new subject (`subject` in its draft)",
                )
                break


def preheader(context: CheckContext) -> Iterator[Violation]:
    """Find mails without a preheader, or with one that repeats the subject."""
    for mail in context.mails:
        if not mail.preheader:
            yield Violation(
                mail.path,
                "has no preheader, the hidden line that mail readers show beside the subject; write one (`preheader` in the issue's draft)",
            )
        elif fold(mail.preheader) == fold(mail.subject):
            yield Violation(
                mail.path,
                "has a preheader that repeats the subject; write another (`preheader` in the issue's draft)",
            )
