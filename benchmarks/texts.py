"""Texts for the articles of the benchmarks: unlike ones as newsrooms write, and repeated ones.

Unlike texts are made of English function words and invented words, drawn as often as words are in
a language (Zipf), so no two sentences are the same. Repeated texts take their sentences from a few:
a trial of pieces that copy each other.
"""

from __future__ import annotations

from functools import cache
from itertools import accumulate
from random import Random
from typing import Protocol

_FUNCTION_WORDS = (
    "the of and to in a is that for it was on with as by at from his their this be are an have but which not "
    "were had they or been has its will would who more after when than all said one if about"
)
_SYLLABLES = "ba co di fe gu la mo ni pe ra su ti vo ze quin tral mer sto bri cal den fos gar hol jun kes lin mar nor ost"
_VOCABULARY = 12_000

_PLACES = (
    "Aldermoor", "Brückenau", "Castañeda Hill", "Dunmere", "Elmsworth", "Fontaine-le-Haut", "Grønvik", "Hollin Bay",
    "Inverlea", "Juniper Cross", "Kestrel Point", "Lindqvist Square", "Marrow Lane", "Northgate", "Old Ferry",
)  # fmt: skip
_PEOPLE = (
    "Volunteers", "The town council", "A retired engineer", "Two sisters", "The bus company", "Apple growers",
    "Night-shift bakers", "The parish choir", "Sixth-form students", "The ferry’s last crew", "Beekeepers", "A jury",
)  # fmt: skip
_VERBS = (
    "reopens", "maps", "paints", "saves", "questions", "rebuilds", "counts", "defends", "measures", "sells", "borrows",
    "restores", "photographs", "renames", "inherits", "repairs",
)  # fmt: skip
_THINGS = (
    "the old railway bridge", "a library on wheels", "the Sunday market", "an orchard of forgotten pears", "its budget",
    "a museum of tools", "the number 14 bus", "three hundred hives", "the weather station", "a cinema with 40 seats",
    "the town’s only lift", "the mill pond", "a map of every footpath", "the harvest records",
)  # fmt: skip
_TIMES = (
    "before the frost", "after a vote of 11 to 9", "for the first time since 1974", "without a grant", "in a single week",
    "with money from the lottery", "while the road is closed", "“because nobody else would”", "at half the price",
)  # fmt: skip
_CLAUSES = (
    "The plan had been in a drawer for years", "Nobody expected more than a dozen people", "Rain had kept the field under water",
    "The first estimate was four times as high", "Neighbours brought ladders, tea & a generator", "Both sides now call it a fair deal",
    "A second survey found the beams as sound as ever", "The accounts are pinned to the door of the hall",
    "Half of the seats were taken within the hour", "What remains is a question of drains",
)  # fmt: skip
_ENDINGS = (
    "and the work is to go on until spring", "which pleased even those who had voted against it",
    "though the insurance has yet to be settled", "so the meeting moved across the street",
    "and a list of names was started that same evening", "as the minutes of 12 October show",
    "but the clock still runs four minutes late", "and that, said the treasurer, “is what savings are for”",
)  # fmt: skip


class Writer(Protocol):
    """Writes the headlines and the sentences of articles."""

    def headline(self) -> str:
        """Return a headline of about 80 characters."""

    def sentence(self) -> str:
        """Return a sentence of about 100 characters."""


class UnlikeWriter:
    """Writes texts unlike each other."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)

    def headline(self) -> str:
        """Return a headline of about 80 characters."""
        return f"{self._chance.choice(_PLACES)}: {' '.join(self._words(10)).capitalize()}"

    def sentence(self) -> str:
        """Return a sentence of about 100 characters, sometimes with marks that need escaping."""
        words = self._words(self._chance.randint(14, 20))
        words[len(words) // 2] += self._chance.choice((",", ",", " &", " –", "’s"))
        return f"{' '.join(words).capitalize()}."

    def _words(self, number: int) -> list[str]:
        words, weights = _vocabulary()
        return self._chance.choices(words, cum_weights=weights, k=number)


class RepeatingWriter:
    """Writes texts of a few sentences that recur."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)

    def headline(self) -> str:
        """Return a headline of about 80 characters."""
        choice = self._chance.choice
        return f"{choice(_PLACES)}: {choice(_PEOPLE)} {choice(_VERBS)} {choice(_THINGS)} {choice(_TIMES)}"

    def sentence(self) -> str:
        """Return a sentence of about 100 characters."""
        choice = self._chance.choice
        return f"{choice(_CLAUSES)} in {choice(_PLACES)}, {choice(_ENDINGS)}."


@cache
def _vocabulary() -> tuple[list[str], list[float]]:
    """Return the words, the most frequent first, and their cumulative weights."""
    chance = Random(1)
    syllables = _SYLLABLES.split()
    drawn = ("".join(chance.choices(syllables, k=chance.choice((2, 2, 3, 3, 4)))) for _ in range(_VOCABULARY))
    invented = dict.fromkeys(drawn)  # a set would have another order in each process
    words = [*_FUNCTION_WORDS.split(), *sorted(invented, key=lambda word: (len(word), chance.random()))]
    return words, list(accumulate(1 / (place + 3) for place in range(len(words))))
