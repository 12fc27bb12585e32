"""The size ladder: Gmail cuts a message at 102 KB, so a long issue is made smaller, rung by rung."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from digest.render.context import LEAD_SUMMARY, SUMMARY

LARGEST = 90 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """How much of an issue a mail shows.

    `summary` and `lead` are the longest texts in characters; beyond `full` articles of a section
    stand headlines alone, beyond `listed` only how many more are on the web.
    """

    name: str = ""
    summary: int = SUMMARY
    lead: int = LEAD_SUMMARY
    pictures: bool = True
    full: int | None = None
    listed: int | None = None


FULL = Rung()
_SHORT = Rung(name="the summaries are shorter", summary=120, lead=280)
_PLAIN = replace(
    _SHORT, name="the summaries are shorter, and of the pictures only the lead's is left", pictures=False
)


def fit(render: Callable[[Rung], list[str]], most: int) -> tuple[list[str], Rung]:
    """Return the mail on the highest rung that fits into LARGEST bytes, and that rung.

    `most` is how many articles the largest section has. No article is lost: what the mail does
    not show is counted in it, with a link to the web.
    """
    made: dict[Rung, list[str]] = {}

    def fits(rung: Rung) -> bool:
        made.clear()
        made[rung] = render(rung)
        return sum(len(part.encode()) for part in made[rung]) <= LARGEST

    for rung in _rungs(most, fits):
        if rung in made or fits(rung):
            return made.get(rung) or render(rung), rung
    return made[rung], rung


def _rungs(most: int, fits: Callable[[Rung], bool]) -> Iterator[Rung]:
    yield FULL
    yield _SHORT
    yield _PLAIN
    headlines = replace(_PLAIN, name="the last articles of each section are headlines", full=0)
    if fits(headlines):
        yield _most(most, lambda count: replace(headlines, full=count), fits)
    rest = replace(
        headlines, name="each section shows its first headlines, and how many more are on the web", listed=0
    )
    yield _most(most, lambda count: replace(rest, listed=count), fits)


def _most(most: int, rung: Callable[[int], Rung], fits: Callable[[Rung], bool]) -> Rung:
    """Return the rung with the largest count up to `most` that fits; that of none where none does."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(rung(middle)) else (low, middle - 1)
    return rung(low)
