"""The subject and the date of an issue's message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from digest import periods
from digest.model import Issue
from digest.render.locale import Locale
from digest.text import excerpt

_LONGEST = 78  # RFC 5322 section 2.1.1
_SHORTEST_HEADLINE = 20


def subject(
    issue: Issue,
    locale: Locale,
    following: Sequence[Locale] = (),
    *,
    correction: bool = False,
    test: bool = False,
) -> str:
    """Return the subject of an issue's message.

    Args:
        issue: The issue, the first one of the mail.
        locale: The texts of its language.
        following: The texts of the languages that follow in the same mail.
        correction: Mark the subject as that of a correction.
        test: Mark the subject as that of a test.
    """
    text = _plain_subject(issue, locale, following)
    if correction:
        text = f"{locale.correction()} {text}"
    return f"[Test] {text}" if test else text


def _plain_subject(issue: Issue, locale: Locale, following: Sequence[Locale]) -> str:
    """Return the editor's subject, else publication, period and as much of the lead's headline as fits."""
    if issue.draft.subject:
        return issue.draft.subject
    names = dict.fromkeys(each.period(issue.period) for each in (locale, *following))
    values = {"publication": issue.publication.title, "period": " / ".join(names)}
    without_headline = locale.subject_plain(**values)
    if issue.lead is None:
        return without_headline
    left = _LONGEST - len(locale.subject(**values, headline=""))
    if left < _SHORTEST_HEADLINE:
        return without_headline
    return locale.subject(**values, headline=excerpt(issue.lead.title, left))


def message_date(issue: Issue, sent: datetime | None = None) -> datetime:
    """Return the date of an issue's message: the editor's, else that of sending, else the period's end."""
    day = issue.draft.message_date
    if day:
        return periods.midnight(day, issue.period.zone)
    return sent.astimezone(issue.period.start.tzinfo) if sent else issue.period.end
