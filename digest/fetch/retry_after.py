"""When a server that asks for patience may be asked again."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=1)


def instant(field: str, now: datetime) -> datetime | None:
    """Return the instant a Retry-After field names (RFC 9110, 10.2.3): seconds from `now`, or a date.

    None when it names none, or one that is past; at most LONGEST from `now`.
    """
    text = field.strip()
    latest = now + LONGEST
    if re.fullmatch(r"[0-9]+", text):
        return min(latest, now + timedelta(seconds=int(text))) if len(text) < 10 else latest
    try:
        named = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    named = named.replace(tzinfo=UTC) if named.tzinfo is None else named
    return min(latest, named) if named > now else None
