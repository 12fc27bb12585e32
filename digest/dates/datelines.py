"""Read the dateline at the head of a news text: the place and the day it was written."""

from __future__ import annotations

import re

from digest.dates.names import month_number
from digest.dates.search import MONTH, DateMatch, find

# A place as datelines write it: capitalised words, and between them the small words of place names.
_PLACE = (
    r"[A-ZÀ-Þ][\w.'’-]*(?:(?:,\s*|\s*/\s*|\s+&\s+|\s+)(?:(?:de|del|la|las|los|el|of|the|and|y|e|da|do|dos|du|des)\s+)?"
    r"\(?[A-ZÀ-Þ][\w.'’-]*\)?){0,8}"
)
_DAY_AND_MONTH = (
    rf"(?:{MONTH.format('m5')}\s+(?P<d5>\d{{1,2}})|(?P<d6>\d{{1,2}})(?:\s+de)?\s+{MONTH.format('m6')})"
)
_BEFORE_DATE = re.compile(rf"\(?(?:{_PLACE}?(?:\.?\s*[-–—]+|,|\.)\s*)?\(?")
_AFTER_DATE = re.compile(rf"\s*\)?(?:,\s*{_PLACE})?\s*\)?(?:\.?\s*[-–—:]+\s*|\.\s+|\.?(?=\n|$)|(?<=\))\s+)")
_DATELINE_WITHOUT_YEAR = re.compile(
    rf"\(?(?:(?P<place>{_PLACE}?),\s*)?{_DAY_AND_MONTH}(?:,\s*{_PLACE})?\s*\)?\.?\s*[-–—:]+\s+"
)
_DIGIT = re.compile(r"\d")
_DASH_OR_COLON = re.compile(r"[-–—:]\s")  # a quick test, as a dateline without a year has one
_LONGEST_DATELINE = 140


def split_dateline(text: str) -> tuple[DateMatch | None, str]:
    """Return the date in the dateline at the head of `text`, and the text without the dateline.

    "Tijuana, Mexico, February 28, 2019. Thirty…" gives 2019-02-28 and "Thirty…". A dateline with
    a day but no year is removed too and gives None. A place without a day stays.
    """
    body = text.lstrip()
    head = body[:_LONGEST_DATELINE].replace("\xa0", " ")
    if not _DIGIT.search(head):
        return None, text
    found = find(head.split("\n", 1)[0])
    if found and _BEFORE_DATE.fullmatch(head, 0, found.start):
        after = _AFTER_DATE.match(head, found.end)
        if after and not (found.start == 0 and after[0].strip() == "."):
            return found, body[after.end() :].lstrip("\n ")
    short = _DATELINE_WITHOUT_YEAR.match(head) if _DASH_OR_COLON.search(head) else None
    if short and month_number(short["m5"] or short["m6"]) is not None:
        return None, body[short.end() :]
    return None, text
