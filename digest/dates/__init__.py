"""Read dates as people and machines write them.

Nothing is guessed: a text that is not entirely a date gives None, and so does a day that no
calendar has. A wrong weekday is no error.
"""

from digest.dates.datelines import split_dateline
from digest.dates.names import weekday_number
from digest.dates.search import DateMatch, find, full_year, month_comes_first
from digest.dates.timestamps import parse_timestamp
from digest.dates.vague import VagueDate, find_vague
from digest.dates.zones import named_zone, split_zone, unknown_zone

__all__ = [
    "DateMatch",
    "VagueDate",
    "find",
    "find_vague",
    "full_year",
    "month_comes_first",
    "named_zone",
    "parse_timestamp",
    "split_dateline",
    "split_zone",
    "unknown_zone",
    "weekday_number",
]
