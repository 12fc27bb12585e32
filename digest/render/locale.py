"""The fixed texts of the outputs, and dates written in words, in one language."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import babel
from babel import UnknownLocaleError
from babel.dates import format_date, format_interval, format_skeleton
from babel.numbers import format_decimal

from digest.errors import TemplateError
from digest.periods import Period, PeriodKind

# Readers of these languages expect an ordinal on the first of a month; CLDR's patterns have a bare 1.
_FIRST_OF_MONTH = {"fr": "1er ", "pt": "1º "}
# In Spanish "y" becomes "e" before the sound of an i.
_SOUND_OF_I = re.compile(r"h?[ií](?![aáeéoóu])", re.IGNORECASE)


class Locale:
    """The texts of one language.

    Each key of `locale/<language>.toml` is a method: `locale.skip()`, `locale.by(names="Ada")`.
    Templates know this object as `words`.
    """

    def __init__(self, language: str, source: Callable[[str], str]) -> None:
        """Read the texts of a language; English fills the gaps.

        Args:
            language: The language code, such as "es".
            source: Returns the text of a template file by its name.

        Raises:
            TemplateError: The file is missing or no TOML, or Babel does not know the language.
        """
        name = f"locale/{language}.toml"
        try:
            texts = tomllib.loads(source("locale/en.toml"))
            texts.update(tomllib.loads(source(name)))
        except tomllib.TOMLDecodeError as error:
            raise TemplateError(f"{error}; expected TOML", source=f"templates/{name}") from error
        self.language = language
        try:
            self.babel = babel.Locale.parse(language)
        except UnknownLocaleError as error:
            raise TemplateError(
                "no dates are known in this language", source=f"templates/{name}", value=language
            ) from error
        self._texts: dict[str, Any] = texts

    def __getattr__(self, key: str) -> Callable[..., str]:
        if key.startswith("_") or key not in self._texts:
            raise AttributeError(key)
        return functools.partial(self.text, key)

    def text(self, key: str, **values: Any) -> str:
        """Return the text `key` with `values` filled in; the value `n` chooses the plural form."""
        text = self._texts[key]
        if isinstance(text, dict):
            text = text.get(self.babel.plural_form(values["n"])) or text["other"]
            values["n"] = format_decimal(values["n"], locale=self.babel)
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        return str(text)

    @property
    def direction(self) -> str:
        """The direction of writing, `ltr` or `rtl`."""
        return str(self._texts["direction"])

    def join_names(self, names: tuple[str, ...]) -> str:
        """Return names as a sentence lists them: "Ada, Zoé and Luc"."""
        if len(names) < 2:
            return "".join(names)
        conjunction = str(self._texts["and"])
        if self.language == "es" and conjunction == " y " and _SOUND_OF_I.match(names[-1]):
            conjunction = " e "
        comma = "، " if self.language == "ar" else ", "
        return f"{comma.join(names[:-1])}{conjunction}{names[-1]}"

    def language_name(self, language: str) -> str:
        """Return the name of a language in this one, such as "Spanish", else its code."""
        try:
            return babel.Locale.parse(language).get_display_name(self.babel) or language
        except (UnknownLocaleError, ValueError):
            return language

    @property
    def own_name(self) -> str:
        """The name of this language in itself, such as "Español"."""
        return _capitalised(self.language_name(self.language))

    def day(self, moment: datetime | date) -> str:
        """Return a day with its year, such as October 26, 2021."""
        return _written(_day_of(moment), "long", self.language)

    def short_day(self, moment: datetime | date) -> str:
        """Return a day without its year, such as October 26."""
        return _written(_day_of(moment), "MMMMd", self.language)

    def month(self, moment: datetime | date) -> str:
        """Return a month and its year, such as October 2021."""
        return _capitalised(_written(_day_of(moment), "yMMMM", self.language))

    def period(self, period: Period) -> str:
        """Return a period in words: October 2021, 4th quarter 2021, Oct 11 - 17, 2021."""
        if period.kind is PeriodKind.MONTH:
            return self.month(period.first)
        if period.kind is PeriodKind.YEAR:
            return f"{period.first.year}"
        if period.kind is PeriodKind.QUARTER:
            return _capitalised(_written(period.first, "yQQQQ", self.language))
        last = period.after - timedelta(days=1)
        if last == period.first:
            return self.day(last)
        return _capitalised(format_interval(period.first, last, "yMMMd", locale=self.babel))


def _day_of(moment: datetime | date) -> date:
    # Babel converts a datetime with an offset to UTC first, and its day might change.
    return date(moment.year, moment.month, moment.day)


@functools.lru_cache(maxsize=1000)
def _written(day: date, pattern: str, language: str) -> str:
    """Return a day in words; `pattern` is "long" or one of CLDR's skeletons."""
    if pattern == "long":
        text = format_date(day, pattern, locale=language)
    else:
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        text = format_skeleton(pattern, midnight, locale=language)
    return re.sub(r"^1 ", _FIRST_OF_MONTH[language], text) if language in _FIRST_OF_MONTH else text


@functools.lru_cache(maxsize=100)
def direction(language: str) -> str:
    """Return `rtl` for a language written from right to left, else `ltr`."""
    try:
        return str(babel.Locale.parse(language).text_direction)
    except (UnknownLocaleError, ValueError):
        return "ltr"


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
