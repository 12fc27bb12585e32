"""Timezones by name behind a clock: `JST`, `UTC+2`, `Europe/Madrid`."""

from __future__ import annotations

import re
import zoneinfo
from datetime import tzinfo

from digest.dates.names import ZONE_HOURS, utc_offset

_ZONE_AT_END = re.compile(
    r"(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s?[AaPp]\.?[Mm]\.?(?![A-Za-z]))?)\s*\(?"
    r"((?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?|(?![AaPp]\.?[Mm]\b)[A-Za-z]{1,30}(?:[_/+-][A-Za-z0-9]{1,30}){0,5})\)?"
)
_OFFSET = re.compile(r"(?:UTC|GMT)\s?([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)


def split_zone(text: str) -> tuple[str, str]:
    """Return a timestamp without the name of a timezone at its end, and that name, "" for none."""
    if not (text[-1:].isalnum() or text[-1:] == ")"):
        return text, ""
    found = _ZONE_AT_END.search(text)
    if not found or found.end() != len(text):
        return text, ""
    return text[: found.end(1)], found[2]


def named_zone(name: str) -> tzinfo | None:
    """Return the timezone of a common abbreviation, an offset such as `UTC+2`, or an IANA name, or None."""
    if name.upper() in ZONE_HOURS:
        return utc_offset(name)
    if offset := _OFFSET.fullmatch(name):
        sign, hours, minutes = offset.groups()
        return utc_offset(f"{sign}{hours:0>2}{minutes or '00'}")
    if "/" not in name:
        return None
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


def unknown_zone(text: str) -> str:
    """Return the name at the end of a timestamp that is no known timezone, or ""."""
    name = split_zone(text)[1]
    return name if name and named_zone(name) is None else ""
