"""Find the date in a line, and the text that stands beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from digest import dates
from digest.dates import DateMatch
from digest.parsers.listing.date_words import JOINING, UPDATED, is_date_word

_LONGEST_WITHOUT_DIGIT = 60
_SMALLEST_TITLE = 6
_HAS_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af]")
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
_BYLINE = re.compile(
    r"\b(?:by|por|par|von|di|door|przez|av|af|автор|autora?|author|yazan|text|texto|words)\b:?\s+"
    r"(?:[\w.’'@-]+\s?|\([^()]*\)\s?){1,5}",
    re.IGNORECASE,
)
_MARKS = r"\s\-–—:|·•()\[\]/>»«<*_~\t,;.،、：　【】（）─"
_MARK = re.compile(r"[\-–—:|·•()\[\]/>»*_~\t：【】（）─]| {2,}")
_LEADING_MARKS = re.compile(rf"^[{_MARKS}]+")
_TRAILING_MARKS = re.compile(r"[\s\-–—:|·•(\[/>»«<*_~\t,;،、：　【（─]+$")
_OPEN_BRACKET = re.compile(r"^(?P<title>.*\S)\s*[(\[（【](?P<beside>[^()\[\]]{0,40})$")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date in a line, or words that look like one, and the text beside it.

    Attributes:
        start: The place of the date in the line.
        end: The end of that place.
        date: The day that the line states; None for "3 hours ago", a month or a range of days.
        month: The year and the month that a line names without a day; the month is None for a year.
        words: The number of words beside the date that are no usual words of date lines.
        is_separated: Marks such as | or · stand between the date and the words.
        has_updated: The words say that the date is the one of a change.
        shape: The line without its names and numbers, to compare it with other lines.
        title: The text beside the date that may be a headline, or "".
        is_marked: Marks stand between the date and that headline.
    """

    start: int
    end: int
    date: DateMatch | None
    month: tuple[int, int | None] | None
    words: int
    is_separated: bool
    has_updated: bool
    shape: str
    title: str
    is_marked: bool

    @property
    def is_date_only(self) -> bool:
        """Return True when the line says nothing but its date."""
        return self.words == 0


def width(text: str) -> int:
    """Return the length of a text; a Chinese, Japanese or Korean character counts as two and a half."""
    if text.isascii():
        return len(text)
    return len(text) + len(_WIDE.findall(text)) * 3 // 2


def find_stamp(text: str, *, month_first: bool, period: tuple[int, int | None] | None = None) -> Stamp | None:
    """Return the date of a short line and what stands beside it, or None.

    Args:
        text: The line.
        month_first: Read 07/06/2015 as 6 July.
        period: The year and the month of the heading above, for a line with a day and no year.
    """
    has_digit = _HAS_DIGIT.search(text) is not None
    found = _find_date(text, month_first=month_first) if has_digit else None
    if found:
        return _stamp(text, found.start, found.end, found)
    if not has_digit and len(text) > _LONGEST_WITHOUT_DIGIT:
        return None
    vague = dates.find_vague(text)
    if vague is None:
        return _year_heading(text)
    found = _day_of_period(vague, period) if period else None
    month = (vague.year, vague.month) if vague.year and vague.month and not vague.day else None
    return _stamp(text, vague.start, vague.end, found, month)


def _day_of_period(vague: dates.VagueDate, period: tuple[int, int | None]) -> DateMatch | None:
    """Return the date of a day without a year below the heading of its month or year."""
    year, month = period
    if not vague.day or not vague.month or vague.year or month not in (None, vague.month):
        return None
    day = dates.find(f"{year:04}-{vague.month:02}-{vague.day:02}")
    return DateMatch(day.day, None, None, vague.start, vague.end) if day else None


def _find_date(text: str, *, month_first: bool) -> DateMatch | None:
    """Return the first date, or the second one where the first is the date of a change."""
    found = dates.find(text, month_first=month_first, short_years=True)
    if found and UPDATED.intersection(_WORD.findall(text[: found.start].casefold())):
        second = dates.find(text, found.end, month_first=month_first, short_years=True)
        between = _WORD.findall(text[found.end : second.start].casefold()) if second else []
        if second and not UPDATED.intersection(between):
            return second
    return found


def _year_heading(text: str) -> Stamp | None:
    """Return the stamp of a line that is only a year."""
    year = text.strip(" .:-–—#*")
    if not (len(year) == 4 and year.isascii() and year.isdigit() and 1950 <= int(year) <= 2100):
        return None
    return _stamp(text, 0, len(text), None, (int(year), None))


def _stamp(
    text: str, start: int, end: int, date: DateMatch | None, month: tuple[int, int | None] | None = None
) -> Stamp:
    before, after = text[:start], text[end:]
    if second := dates.find(after, short_years=True):
        after_words = after[: second.start] + after[second.end :]
    else:
        after_words = after
    beside = _WORD.findall(_BYLINE.sub(" ", before + " | " + after_words).casefold())
    unknown = [word for word in beside if not is_date_word(word)]
    title, is_marked = _title(before, after, len(unknown))
    return Stamp(
        start,
        end,
        date,
        month,
        words=len(unknown),
        is_separated=_is_separated(before, after),
        has_updated=not UPDATED.isdisjoint(_WORD.findall(before.casefold())),
        shape=f"{_shape(before, title)}¶{_shape(after, title)}",
        title=title,
        is_marked=is_marked,
    )


def _is_separated(before: str, after: str) -> bool:
    """Return True when a mark stands on each side of the date that has words."""
    is_clear_before = not before.strip() or before.rstrip()[-1] in "|·•/—–-,:;(["
    is_clear_after = not after.strip() or after.lstrip()[0] in "|·•/—–-,:;)]"
    return is_clear_before and is_clear_after


def _shape(text: str, title: str) -> str:
    """Return a side of a date without its title, and with every run of unknown words as one x."""
    shape: list[str] = []
    for token in _TOKEN.findall((text.replace(title, "title") if title else text).casefold()):
        sign = "9" if token.isdigit() else token
        if token[0].isalpha() and not is_date_word(token):
            sign = "x"
        if sign != "x" or not shape or shape[-1] != "x":
            shape.append(sign)
    return " ".join(shape)


def _title(before: str, after: str, unknown: int) -> tuple[str, bool]:
    """Return the headline beside a date, and True when marks stand between the two."""
    if not unknown:
        return "", False
    left, right = _TRAILING_MARKS.sub("", before), _LEADING_MARKS.sub("", after)
    if bracket := _OPEN_BRACKET.match(before):
        left = bracket["title"]
    left_words, right_words = _unknown_words(left), _unknown_words(right)
    if left_words and not right_words and _may_be_title(left):
        is_marked = _MARK.search(before[len(left) :]) is not None
        last = left.split()[-1].casefold()
        return ("", False) if last in JOINING and not is_marked else (left, is_marked)
    if right_words and not left_words and _may_be_title(right):
        gap = after[: len(after) - len(right)]
        return right, _MARK.search(gap) is not None or not before.strip()
    return "", False


def _unknown_words(text: str) -> Sequence[str]:
    return [word for word in _WORD.findall(text) if not is_date_word(word)]


def _may_be_title(text: str) -> bool:
    return width(text) >= _SMALLEST_TITLE
