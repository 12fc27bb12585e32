"""The size budget of a mail: a long issue is shortened in steps, as Gmail cuts mails at 102 KB."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from digest.render.cards import LEAD_SUMMARY, SUMMARY

MAX_BYTES = 90 * 1024
# A mail with more articles is tried as headlines first: when these do not fit, nothing longer does.
_LONG = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How much of an issue a mail shows.

    `summary` and `lead` are the longest summaries in characters. Of each section, the first `full`
    articles have a summary, those up to `listed` are headlines, and the rest is a number and a link
    to the web; None is for all. `note` tells the editor about it, and is empty for the whole issue.
    """

    note: str = ""
    summary: int = SUMMARY
    lead: int = LEAD_SUMMARY
    pictures: bool = True
    full: int | None = None
    listed: int | None = None


FULL = Step()
_SHORT = Step(note="the summaries are shorter", summary=120, lead=280)
_NO_PICTURES = replace(
    _SHORT, note="the summaries are shorter, and only the lead keeps its picture", pictures=False
)
_HEADLINES = replace(_NO_PICTURES, note="the last articles of each section are headlines", full=0)
_LISTED = replace(
    _HEADLINES, note="each section shows its first headlines, and how many more are on the web", listed=0
)


def fit(
    render: Callable[[Step], list[str]],
    sections: Sequence[int],
    smallest: Callable[[Step], int] = lambda _: 0,
) -> tuple[list[str], Step]:
    """Return the mail at the first step that fits into MAX_BYTES, else the smallest, and its step.

    No article is lost: the mail counts the articles it does not show, and links to them.

    Args:
        render: Returns the mail of a step, in parts.
        sections: The number of articles of each section.
        smallest: Returns a number of bytes that the mail of a step has at least; a step is not
            rendered when these alone are too many.
    """
    return _Search(render, sections, smallest).result()


class _Search:
    """The search for the step of one mail. It keeps the last mail only: a long one takes megabytes."""

    def __init__(
        self,
        render: Callable[[Step], list[str]],
        sections: Sequence[int],
        smallest: Callable[[Step], int],
    ) -> None:
        self._render = render
        self._smallest = smallest
        self._count = max(sections, default=0)
        self._is_long = sum(sections) > _LONG
        self._latest: tuple[Step, list[str]] | None = None
        self._sizes: dict[Step, int] = {}

    def result(self) -> tuple[list[str], Step]:
        """Return the mail and its step."""
        if not self._is_long or self._fits(_HEADLINES):
            for step in (FULL, _SHORT, _NO_PICTURES):
                if self._fits(step):
                    return self._mail(step), step
        if self._fits(_HEADLINES):
            step = self._largest(_with_texts, self._size(_HEADLINES), self._size(_NO_PICTURES))
        else:
            step = self._largest(_with_headlines, self._size(_LISTED), self._size(_HEADLINES))
        return self._mail(step), step

    def _mail(self, step: Step) -> list[str]:
        if self._latest is None or self._latest[0] != step:
            self._latest = step, self._render(step)
        return self._latest[1]

    def _fits(self, step: Step) -> bool:
        return self._size(step) <= MAX_BYTES

    def _size(self, step: Step) -> int:
        """Return the bytes of the mail at a step; at least so many when it is over the budget anyway."""
        if step not in self._sizes:
            smallest = self._smallest(step)
            self._sizes[step] = (
                smallest if smallest > MAX_BYTES else sum(len(part.encode()) for part in self._mail(step))
            )
        return self._sizes[step]

    def _largest(self, step: Callable[[int], Step], size_of_none: int, size_of_all: int) -> Step:
        """Return the step with the largest count that fits; that of 0 when none does.

        The size grows almost evenly with the count, so that a straight line between two known sizes
        finds the count in few renders.
        """
        fits, known_fitting = 0, size_of_none
        too_large, known_too_large = self._count + 1, size_of_all
        while fits + 1 < too_large:
            slope = max(known_too_large - known_fitting, 1) / (too_large - fits)
            guess = fits + int((MAX_BYTES - known_fitting) / slope)
            count = min(max(guess, fits + 1), too_large - 1)
            size = self._size(step(count))
            if size <= MAX_BYTES:
                fits, known_fitting = count, size
            else:
                too_large, known_too_large = count, size
        return step(fits)


def _with_texts(count: int) -> Step:
    return replace(_HEADLINES, full=count)


def _with_headlines(count: int) -> Step:
    return replace(_LISTED, listed=count)
