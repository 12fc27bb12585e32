"""The dates of a document's entries, and the problems found in them."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import NamedTuple

from digest import dates
from digest.parsers import figures
from digest.text import line

MOST_UNDATED = 1000  # after so many unreadable dates dateutil, which is slow, is no longer asked

_Remark = tuple[int | None, str]


class Moments(NamedTuple):
    """The instants of an entry's publication and of its last change."""

    published: datetime | None
    updated: datetime | None


def _is_usual(text: str) -> bool:
    """Return True for nearly all dates of feeds, which are not in figures and whose timezone is known."""
    has_zone = text.endswith("GMT") or text[-6:-4] in (" +", " -")
    return has_zone or (text[:4].isdigit() and text[-1] in "Z0123456789")


class EntryDates:
    """Reads the dates of entries one by one; those in figures are settled by all of them together.

    Attributes:
        unreadable: A remark about each date that cannot be read.
        unknown_zones: A remark about each timezone that is unknown.
    """

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._lines: dict[str, int | None] = {}  # the dates in figures, with the line of the first
        self._in_figures: dict[int, tuple[str, str]] = {}
        self.unreadable: list[_Remark] = []
        self.unknown_zones: list[_Remark] = []

    def read(self, number: int, published: str, updated: str, about: _Remark) -> Moments:
        """Return the instants of an entry; of dates in figures the day comes first for now.

        Args:
            number: The place of the entry among the articles.
            published: The date of publication as the document writes it.
            updated: That of the last change.
            about: The line and the title of the entry, for the remarks.
        """
        changed, first = self._read(updated, number, about), self._read(published, number, about)
        if number in self._in_figures:
            self._in_figures[number] = (published, updated)
        return Moments(first or changed, changed)

    def _read(self, text: str, number: int, about: _Remark) -> datetime | None:
        if not text or _is_usual(text):
            return self._known_moment(text, about)
        text = figures.with_full_year(line(text))
        if not figures.has_figures(text):
            return self._known_moment(text, about)
        self._in_figures[number] = ("", "")
        self._lines.setdefault(text, about[0])
        return self._checked(figures.read(text, self._zone, month_first=False), text, about)

    def _known_moment(self, text: str, about: _Remark) -> datetime | None:
        use_dateutil = len(self.unreadable) < MOST_UNDATED
        return self._checked(dates.parse_timestamp(text, self._zone, use_dateutil=use_dateutil), text, about)

    def _checked(self, moment: datetime | None, text: str, about: _Remark) -> datetime | None:
        """Return a moment, and note the problem of a text without one or with an unknown timezone."""
        number, title = about
        if moment is None and text.strip():
            self.unreadable.append(
                (number, f"{title!r} gives its date as {line(text)[:60]!r}; expected a date")
            )
        elif moment and not _is_usual(text) and (zone := dates.unknown_zone(text)):
            text = f"{title!r} gives its time in {zone!r}, an unknown timezone; expected one such as +0200"
            self.unknown_zones.append((number, text))
        return moment

    def month_first(self) -> dict[int, Moments]:
        """Return the instants of entries by their number, if all dates in figures show the month first."""
        if not dates.month_comes_first(self._lines):
            return {}
        return {
            number: Moments(self._again(published) or self._again(updated), self._again(updated))
            for number, (published, updated) in self._in_figures.items()
        }

    def _again(self, text: str) -> datetime | None:
        text = figures.with_full_year(line(text))
        if text in self._lines:
            return figures.read(text, self._zone, month_first=True)
        return dates.parse_timestamp(text, self._zone)

    def ambiguous(self) -> list[_Remark]:
        """Return a remark about the first date in figures if none of them shows which order they have."""
        first = figures.first_ambiguous(self._lines)
        if first is None or dates.month_comes_first(self._lines):
            return []
        return [(self._lines[first], figures.undecided(first))]
