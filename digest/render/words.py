"""The fixed words of an output, and dates in words, in one language."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton

from digest.errors import TemplateError
from digest.period import Period


class Words:
    """One language's words. `words.by(names="…")` fills a sentence in; plain ones take nothing."""

    def __init__(self, language: str, source: Callable[[str], str]) -> None:
        """Read `words/<language>.toml` through `source`; TemplateError where it is missing or broken."""
        name = f"words/{language}.toml"
        try:
            table = tomllib.loads(source("words/en.toml"))
            table.update(tomllib.loads(source(name)))
        except tomllib.TOMLDecodeError as error:
            raise TemplateError(f"templates/{name}: {error}; expected TOML") from error
        self.language = language
        self.locale = Locale.parse(language)
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
        for name, value in values.items():
            words = words.replace("{" + name + "}", str(value))
        return str(words)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str(self._table["direction"])

    def names(self, names: tuple[str, ...]) -> str:
        """Return names as a sentence lists them."""
        if len(names) < 3:
            return f" {self._table['and']} ".join(names)
        return f"{', '.join(names[:-1])} {self._table['and']} {names[-1]}"

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
        if period.kind == "month":
            return self.month(period.first)
        if period.kind == "year":
            return f"{period.first.year}"
        if period.kind == "quarter":
            return _capital(format_date(period.first, "QQQQ y", locale=self.locale))
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
        return format_date(day, form, locale=language)
    return format_skeleton(form, datetime(day.year, day.month, day.day), locale=language)  # noqa: DTZ001 (a day has no zone)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
