"""The fixed words of an output, and dates in words, in one language."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval, format_skeleton
from babel.numbers import format_decimal

from digest.errors import TemplateError
from digest.periods import Period, PeriodKind

# What readers of these languages expect on the first of a month; CLDR's patterns have a bare 1.
_FIRST = {"fr": "1er ", "pt": "1º "}
# In Spanish "y" becomes "e" before the sound of an i.
_SOUND_OF_I = re.compile(r"h?[ií](?![aáeéoóu])", re.IGNORECASE)


class Words:
    """One language's words. `words.by(names="…")` fills a sentence in; plain ones take nothing."""

    def __init__(self, language: str, source: Callable[[str], str]) -> None:
        """Read `locale/<language>.toml` through `source`; TemplateError where it is missing or broken."""
        name = f"locale/{language}.toml"
        try:
            table = tomllib.loads(source("locale/en.toml"))
            table.update(tomllib.loads(source(name)))
        except tomllib.TOMLDecodeError as error:
            raise TemplateError(f"templates/{name}: {error}; expected TOML") from error
        self.language = language
        try:
            self.locale = Locale.parse(language)
        except UnknownLocaleError as error:
            raise TemplateError(
                f"templates/{name}: {language!r}: no dates are known in this language"
            ) from error
        self._table: dict[str, Any] = table

    def __getattr__(self, key: str) -> Callable[..., str]:
        if key.startswith("_") or key not in self._table:
            raise AttributeError(key)
        return functools.partial(self.say, key)

    def say(self, key: str, **values: Any) -> str:
        """Return the words `key` with `values` filled in; `n` chooses the plural."""
        words = self._table[key]
        if isinstance(words, dict):
            words = words.get(self.locale.plural_form(values["n"])) or words["other"]
            values["n"] = format_decimal(values["n"], locale=self.locale)
        for name, value in values.items():
            words = words.replace("{" + name + "}", str(value))
        return str(words)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str(self._table["direction"])

    def names(self, names: tuple[str, ...]) -> str:
        """Return names as a sentence lists them."""
        if len(names) < 2:
            return "".join(names)
        joint = str(self._table["and"])
        if self.language == "es" and joint == " y " and _SOUND_OF_I.match(names[-1]):
            joint = " e "
        comma = "، " if self.language == "ar" else ", "
        return f"{comma.join(names[:-1])}{joint}{names[-1]}"

    def called(self, language: str) -> str:
        """Return what this language calls another, such as Spanish; its code where it has no word for it."""
        try:
            return Locale.parse(language).get_display_name(self.locale) or language
        except (UnknownLocaleError, ValueError):
            return language

    @property
    def own_name(self) -> str:
        """What this language calls itself, such as Español."""
        return _capital(self.called(self.language))

    def day(self, moment: datetime | date) -> str:
        """Return a day with its year, such as October 26, 2021."""
        return _in_words(_day_of(moment), "long", self.language)

    def short_day(self, moment: datetime | date) -> str:
        """Return a day without its year, such as October 26."""
        return _in_words(_day_of(moment), "MMMMd", self.language)

    def month(self, moment: datetime | date) -> str:
        """Return a month and its year, such as October 2021."""
        return _capital(_in_words(_day_of(moment), "yMMMM", self.language))

    def period(self, period: Period) -> str:
        """Return a period as a reader would call it: October 2021, Q4 2021, October 11 – 17, 2021."""
        if period.kind is PeriodKind.MONTH:
            return self.month(period.first)
        if period.kind is PeriodKind.YEAR:
            return f"{period.first.year}"
        if period.kind is PeriodKind.QUARTER:
            return _capital(_in_words(period.first, "yQQQQ", self.language))
        last = period.after - timedelta(days=1)
        if last == period.first:
            return self.day(last)
        return _capital(format_interval(period.first, last, "yMMMd", locale=self.locale))


def _day_of(moment: datetime | date) -> date:
    # Babel moves a datetime with an offset to UTC first, and its day might change.
    return date(moment.year, moment.month, moment.day)


@functools.lru_cache(maxsize=1000)
def _in_words(day: date, form: str, language: str) -> str:
    if form == "long":
        text = format_date(day, form, locale=language)
    else:
        text = format_skeleton(form, datetime(day.year, day.month, day.day), locale=language)  # noqa: DTZ001 (a day has no zone)
    return re.sub(r"^1 ", _FIRST[language], text) if language in _FIRST else text


def direction(language: str) -> str:
    """Return `rtl` for a language that is written from right to left, else `ltr`."""
    try:
        return str(Locale.parse(language).text_direction)
    except (UnknownLocaleError, ValueError):
        return "ltr"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
