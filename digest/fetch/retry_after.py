"""The Retry-After field of a response."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=1)


def instant(field: str, now: datetime) -> datetime | None:
    """Return the instant of a Retry-After field (RFC 9110, section 10.2.3), at most LONGEST from `now`.

    Args:
        field: Seconds from `now`, or a date.
        now: The current time.

    Returns:
        The instant; None for a date in the past, and for a field of another form.
    """
    text = field.strip()
    latest = now + LONGEST
    if re.fullmatch(r"[0-9]+", text):
        return min(latest, now + timedelta(seconds=int(text))) if len(text) < 10 else latest
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    date = date.replace(tzinfo=UTC) if date.tzinfo is None else date
    return min(latest, date) if date > now else None
