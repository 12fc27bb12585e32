"""The number of an issue, counted from the publication's first."""

from __future__ import annotations

from digest import periods
from digest.model import Publication
from digest.periods import Period, PeriodKind


def issue_number(publication: Publication, period: Period) -> int | None:
    """Return the number of the issue of `period`; None if the publication does not count it.

    Only periods of the first issue's kind are numbered, from the first issue on. Periods of chosen
    days are not.
    """
    if publication.first_issue is None:
        return None
    first = periods.named(publication.first_issue, publication.timezone)
    if first.kind is not period.kind or period.first < first.first or period.kind is PeriodKind.DAYS:
        return None
    if period.kind is PeriodKind.WEEK:
        return (period.first - first.first).days // 7 + 1
    months = (period.first.year - first.first.year) * 12 + period.first.month - first.first.month
    return months // periods.MONTHS[period.kind] + 1
