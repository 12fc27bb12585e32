"""Find words that look like a date and tell no day: months, ranges, "3 hours ago"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from digest.dates.names import month_number
from digest.dates.search import BETWEEN_DAYS, LETTER, OF, WEEKDAY_WORD, may_hold_date

_LONGEST = 200
_MONTH = rf"(?:(?:تشرين|كانون)\s+)?{LETTER}{{3,12}}"
_YEAR = r"(?:,?\s+(?:del?\s+)?(?P<year{0}>\d{{4}}))"
_DAY = r"\d{1,2}(?:\.|st|nd|rd|th|er|º|°)?"
_NUMERIC_DAY = r"(?:\d{1,2}[/.]\d{1,2}[/.]?(?:\d{4}|\d\d)?|\d{4}-\d\d-\d\d)"
_FORMS = (
    # Ranges: "12-14 October 2021", "30 May to 2 June", "October 12-14, 2021", "1.10. - 3.10.2021".
    rf"{_DAY}(?:\s+{OF}{_MONTH}\.?)?(?:,?\s+\d{{4}})?{BETWEEN_DAYS}{WEEKDAY_WORD}{_DAY}\s+{OF}(?P<month1>{_MONTH})\.?{_YEAR.format(1)}?",
    rf"(?P<month2>{_MONTH})\.?\s+\d{{1,2}}(?:,?\s+\d{{4}})?{BETWEEN_DAYS}(?:{_MONTH}\.?\s+)?\d{{1,2}}(?!\d){_YEAR.format(2)}?",
    rf"{_NUMERIC_DAY}{BETWEEN_DAYS}(?P<numeric>{_NUMERIC_DAY})",
    # A day without its year.
    rf"(?P<day4>\d{{1,2}})(?:\.|st|nd|rd|th|er|º|°)?\s+{OF}(?P<month4>{_MONTH})\b\.?",
    rf"(?P<month5>{_MONTH})\.?\s+(?P<day5>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%])",
    r"(?P<number6>\d{1,2})\s?[月월]\s?(?P<day6>\d{1,2})\s?[日일]",
    # A month.
    rf"(?P<month7>{_MONTH})\.?{_YEAR.format(7)}(?!\d)",
    r"(?P<year8>\d{4})\s?[年년]\s?(?P<number8>\d{1,2})\s?[月월]",
)
_RANGES = 3  # of the forms, the first ones
_UNITS = (
    r"(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|segundos?|minutos?|horas?|d[ií]as?|semanas?|"
    r"m[eê]s(?:es)?|a[nñ]os?|secondes?|heures?|jours?|semaines?|mois|ans?|minuten?|stunden?|tag(?:en?)?|wochen?|monat(?:en?)?|"
    r"minut[oi]|or[ae]|giorn[oi]|settiman[ae]|mes[ei]|минут\w*|час\w*|дн\w*|дня|недел\w*|месяц\w*|godzin\w*|dni|dnia|tygodni\w*|"
    r"saat|gün|hafta|ay|dakika|uur|dagen|dag|weken|week|maanden)"
)
# A moment relative to the day the page was saved, which the page does not tell.
_RELATIVE_FORM = (
    rf"\b(?:(?:\d+|an?|una?|une?|eine?[mnr]?) {_UNITS}(?: (?:\d+|and) {_UNITS})? (?:ago|fa|atr[aá]s|назад|temu|önce|geleden)|"
    rf"(?:hace|h[aá]|il y a|vor) (?:\d+|una?|une?|um|uma|eine?[mnr]?) {_UNITS}|"
    r"(?:yesterday|today|just now|ayer|hoy|hier|aujourd.hui|gestern|heute|ontem|hoje|ieri|oggi|вчера|сегодня|wczoraj|"
    r"dzisiaj|dün|bugün|gisteren|vandaag|أمس|اليوم)(?:[ ,]+(?:at|a las|à|um|às|alle|в|o|om)? ?\d{1,2}[:h]\d{2}(?: ?[ap]m)?)?)\b"
    r"|\d+\s?(?:小时|分钟|天|日|時間|分|시간|일)\s?(?:前|전)|昨天|今天|منذ \d+ \w+"
)


@dataclass(frozen=True, slots=True)
class VagueDate:
    """Words that look like a date and do not tell one day: their place, and the parts that they state."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None


@cache
def _patterns() -> list[re.Pattern[str]]:
    """Compile the forms: only listing pages and web pages need them, and they take 20 ms."""
    return [re.compile(rf"(?<![\w/]){form}") for form in _FORMS]


@cache
def _relative() -> re.Pattern[str]:
    return re.compile(_RELATIVE_FORM, re.IGNORECASE)


def find_vague(text: str) -> VagueDate | None:
    """Return words of a short `text` that look like a date and tell no day, or None."""
    text = text[:_LONGEST]
    if may_hold_date(text):
        for pattern in _patterns():
            for match in pattern.finditer(text):
                if found := _vague_date(match):
                    return found
    relative = _relative().search(text)
    return VagueDate(relative.start(), relative.end()) if relative else None


def _vague_date(match: re.Match[str]) -> VagueDate | None:
    """Return the parts of a match, or None if its month is no month."""
    parts = {name.rstrip("0123456789"): value for name, value in match.groupdict().items() if value}
    if "numeric" in parts:
        return VagueDate(match.start(), match.end())
    month = int(parts["number"]) if "number" in parts else month_number(parts["month"])
    if month is None or not 1 <= month <= 12:
        return None
    if match.re in _patterns()[:_RANGES]:
        return VagueDate(match.start(), match.end())
    day = int(parts["day"]) if "day" in parts else None
    if day is not None and not 1 <= day <= 31:
        return None
    return VagueDate(match.start(), match.end(), int(parts["year"]) if "year" in parts else None, month, day)
