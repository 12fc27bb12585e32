"""Read dates as people and machines write them.

Nothing is guessed: a text that is not entirely a date gives None, and so does a day that no
calendar has. A wrong weekday is no error.
"""

from digest.dates.datelines import is_day_without_year, split_dateline
from digest.dates.search import DateMatch, find, month_comes_first
from digest.dates.timestamps import parse_timestamp
from digest.dates.zones import named_zone, split_zone, unknown_zone

__all__ = [
    "DateMatch",
    "find",
    "is_day_without_year",
    "month_comes_first",
    "named_zone",
    "parse_timestamp",
    "split_dateline",
    "split_zone",
    "unknown_zone",
]
