"""The size budget of a mail: a long issue is shortened in steps, as Gmail cuts mails at 102 KB."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from digest.render.cards import LEAD_SUMMARY, SUMMARY

MAX_BYTES = 90 * 1024


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


def fit(render: Callable[[Step], list[str]], largest_section: int) -> tuple[list[str], Step]:
    """Return the mail at the first step that fits into MAX_BYTES, else the smallest, and its step.

    No article is lost: the mail counts the articles it does not show, and links to them.

    Args:
        render: Returns the mail of a step, in parts.
        largest_section: The number of articles of the largest section.
    """
    latest: dict[Step, list[str]] = {}  # the last mail only: a long one takes megabytes

    def fits(step: Step) -> bool:
        latest.clear()
        latest[step] = render(step)
        return sum(len(part.encode()) for part in latest[step]) <= MAX_BYTES

    for step in _steps(largest_section, fits):
        # The search for the largest count often ends with the mail it looks for.
        if step in latest or fits(step):
            break
    return latest[step], step


def _steps(largest_section: int, fits: Callable[[Step], bool]) -> Iterator[Step]:
    yield FULL
    yield _SHORT
    yield _NO_PICTURES
    if fits(_HEADLINES):
        yield _largest(largest_section, lambda count: replace(_HEADLINES, full=count), fits)
    yield _largest(largest_section, lambda count: replace(_LISTED, listed=count), fits)


def _largest(limit: int, step: Callable[[int], Step], fits: Callable[[Step], bool]) -> Step:
    """Return the step with the largest count up to `limit` that fits, by bisection; else that of 0."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(step(middle)) else (low, middle - 1)
    return step(low)
