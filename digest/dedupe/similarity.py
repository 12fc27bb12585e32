"""How alike two articles are: by address, by worldwide id, or by the words of their texts.

`docs/design.md`, "When two articles are one story", says the rule in words.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta
from functools import cached_property
from itertools import accumulate, islice
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit
from zlib import crc32

from digest.model import Article, ArticleKey
from digest.text import fold

_Shingle = tuple[str, str, str, str]  # four words in a row

VERSION = "1"  # of the signs and the rule; an archive made with another makes its index again
CERTAIN = 10.0  # the degree of two articles with one address or one worldwide id
FEW = 8  # what stands under more different titles than this tells nothing
ENOUGH = 3  # an article joined to so many others of its story needs no more of them
TRIED = 12  # so many of the articles that share signs are compared

_WINDOW = 12  # shingles, of which the smallest is a sign
_HEAD, _TAIL = 13, 9  # signs kept of either end: of about eighty and sixty words
_HEAD_WORDS, _TAIL_WORDS = 110, 80  # which are found in so many
_LONGEST = 4000  # words; what comes after is not compared

_URI = re.compile(r"(?:https?://|tag:|urn:)\S+")
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|ref|source")
# Elements that stand inside a word or between two: all others part words.
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u|var)\b[^>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^>]*>")
# Writings that do not part words: each letter is taken for one.
_UNPARTED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff])"
)


class Likeness(NamedTuple):
    """Two articles that are one story, the smaller key first, and how sure that is."""

    one: ArticleKey
    other: ArticleKey
    degree: float


class Told:
    """An article made ready for comparing; the same on every machine.

    `certain` are its address and its worldwide id, `title` the words of its title.
    """

    def __init__(self, article: Article) -> None:
        """Read the article."""
        self.article = article
        self.certain = frozenset(map(_hash, _names(article)))
        self.title = tuple(_words(article.title))
        self._text = _words(f"{article.summary}\n{_plain(article.content)}")[:_LONGEST]
        self._headline = " ".join(self.title)
        self.titled = _hash(self._headline) & 0xFFFF  # tells titles apart, in little room

    @cached_property
    def signs(self) -> tuple[int, ...]:
        """The numbers of its address, its id and its title, and those of its text's two ends."""
        head = _chosen(_hashed(self._text[:_HEAD_WORDS]))[:_HEAD]
        tail = _chosen(_hashed(self._text[-_TAIL_WORDS:]))[-_TAIL:]
        named = [*sorted(self.certain), _hash(f"title {self._headline}")]
        return tuple(dict.fromkeys([*named, *head, *tail]))

    @cached_property
    def shingles(self) -> dict[_Shingle, None]:
        """Every four words in a row, in their order. Kept as words: numbers cost more than they save."""
        return dict.fromkeys(_fours(self._text))

    def around(self, signs: AbstractSet[int]) -> set[_Shingle]:
        """Return the shingles in whose windows one of these signs stands."""
        if not signs:
            return set()
        reach, fours = _WINDOW - 1, list(_fours(self._text))
        return {
            shingle
            for place, number in enumerate(_hashed(self._text))
            if number in signs
            for shingle in fours[max(place - reach, 0) : place + reach + 1]
        }


def _hash(name: str) -> int:
    return crc32(name.encode())


def degree(one: Told, other: Told, common: AbstractSet[int] = frozenset()) -> float:
    """Return how sure it is that two articles are one story; 0 where they are taken for two.

    `common` are the signs of either that stand under many titles, and so count for nothing.
    """
    if (one.certain & other.certain) - common:
        return CERTAIN
    if _foreign(one.article, other.article) or _numbered(one.title, other.title):
        return 0
    return _by_text(one, other, common)


def alike(articles: Iterable[Article]) -> frozenset[Likeness]:
    """Return the pairs among `articles` that are one story, as an archive of them would."""
    everyone = [Told(one) for one in {article.key: article for article in articles}.values()]
    holders: dict[int, list[int]] = {}
    for place, one in enumerate(everyone):
        for sign in one.signs:
            holders.setdefault(sign, []).append(place)
    common = {
        sign for sign, places in holders.items()
        if len(places) > FEW and len({everyone[place].titled for place in places}) > FEW
    }  # fmt: skip
    found = set()
    for place, one in enumerate(everyone):
        shared = {sign: holders[sign] for sign in one.signs if sign not in common}
        joined = 0
        for candidate in candidates(shared, but=place):
            sure = degree(one, everyone[candidate], common)
            if sure:
                found.add(likeness(one.article, everyone[candidate].article, sure))
                joined += 1
            if joined == ENOUGH:
                break
    return frozenset(found)


def candidates(shared: Mapping[int, Iterable[int]], *, but: int) -> list[int]:
    """Return whom to compare with, the most likely first: those who hold most of the same signs."""
    counts: dict[int, int] = {}
    for holders in shared.values():
        for holder in holders:
            counts[holder] = counts.get(holder, 0) + 1
    counts.pop(but, None)
    return sorted(counts, key=lambda holder: (-counts[holder], holder))[:TRIED]


def likeness(one: Article, other: Article, sure: float) -> Likeness:
    """Return the pair, its keys in order."""
    pair = one.key, other.key
    return Likeness(*min(pair, pair[::-1]), sure)


# What an article is known by


def _names(article: Article) -> list[str]:
    names = [f"id {article.id}"] if _URI.fullmatch(article.id) else []
    if article.url and (address := _address(article.url)):
        names.append(f"url {address}")
    return names


def _address(url: str) -> str:
    """Return an address without scheme, tracking marks, fragment and closing slash.

    The address of a whole site is nothing: items of a feed may all lead there.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = urlencode(
        [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])]
    )
    path = parts.path.rstrip("/")
    if parts.netloc and not path and not query:
        return ""
    host = (parts.netloc or "").lower().removeprefix("www.")
    return f"{host}{path}{'?' if query else ''}{query}"


def _plain(content: str) -> str:
    return _TAG.sub(" ", _INLINE.sub("", content)) if content else ""


def _words(text: str) -> list[str]:
    if "&" in text:
        text = html.unescape(html.unescape(text))  # twice: feeds escape what was escaped
    folded = fold(text)
    if not folded.isascii():
        folded = _UNPARTED.sub(r" \1 ", folded)
    return folded.split()


def _fours(words: Sequence[str]) -> Iterable[_Shingle]:
    return zip(words, words[1:], words[2:], words[3:], strict=False)


def _hashed(words: Sequence[str]) -> list[int]:
    """Return a number for every four words in a row."""
    line = "".join(words).encode()
    # In plain ASCII a letter is a byte, which saves encoding word by word.
    encoded: Iterable[str | bytes] = words if line.isascii() else (word.encode() for word in words)
    starts = [0, *accumulate(map(len, encoded))]
    return [crc32(line[first:last]) for first, last in zip(starts, starts[4:], strict=False)]


def _chosen(shingles: Sequence[int]) -> list[int]:
    """Return the signs of some shingles: of every twelve in a row the smallest (winnowing).

    So any fifteen words that two texts share there give them a sign in common, wherever the words stand.
    (Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003.)
    """
    if len(shingles) <= _WINDOW:
        return sorted(set(shingles))[:2]
    windows = zip(*(shingles[first:] for first in range(_WINDOW)), strict=False)
    return list(dict.fromkeys(map(min, windows)))


# The rule

_ALIKE = 0.6  # of a title's words, that the other must hold
_SHORTEST = 12  # shared shingles (fifteen words) without which texts say nothing
_SHORTEST_TITLED = 3  # the same under one headline of one day
_RETITLED = 20  # shared shingles that make up for another title
_PART_TITLED, _PART_RETITLED = 0.5, 0.75  # of the shorter text, that the longer one must hold
_PART_UNDATED = 0.9  # the same where no days speak for it and the titles are not the very same
_BRIEF, _PART_BRIEF = 20, 0.8  # in texts of so few shingles more of them must be shared
_OPENING = 12  # shingles at the head of one text, half of which the other must hold
_LEAD_IN = 100  # shingles that may stand before the shared text under another title
_WEEK = 6  # days after which another title is another article
_HALF_A_YEAR = 183  # days after which the same words are a notice that returns


def _foreign(one: Article, other: Article) -> bool:
    """Say whether texts need not be compared: one source, two languages, or two seasons."""
    if one.source == other.source:
        return True
    if one.language and other.language and _tongue(one.language) != _tongue(other.language):
        return True
    days = _days(one, other)
    return days is not None and days > _HALF_A_YEAR


def _tongue(language: str) -> str:
    return re.split(r"[-_]", language, maxsplit=1)[0].lower()


def _numbered(one: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether two titles are two of a series: the same words about other numbers."""
    numbers = [{word for word in title if any(map(str.isdigit, word))} for title in (one, other)]
    if numbers[0] <= numbers[1] or numbers[1] <= numbers[0]:
        return False
    rest = [tuple(word for word in title if word not in numbers[0] | numbers[1]) for title in (one, other)]
    return _titles(*rest) >= _ALIKE


def _titles(one: Sequence[str], other: Sequence[str]) -> float:
    """Return how much of the longer title stands in the other, 1 where all of a longish title does."""
    if not one or not other:
        return 1.0 if not one and not other else 0.0
    if one == other:
        return 1.0
    here, there = set(one), set(other)
    shared = len(here & there)
    if shared >= 4 and shared == min(len(here), len(there)):
        return 1.0  # with the site's name behind it, or cut
    return shared / max(len(here), len(there))


def _by_text(one: Told, other: Told, common: AbstractSet[int]) -> float:
    days = _days(one.article, other.article)
    part = _part(one, other, days, one.around(common) | other.around(common), _SHORTEST)
    if not part and days is not None and days <= 1 and one.title == other.title and len(one.title) >= 3:
        # Under one headline of one day even few words, and words many articles share, speak for it.
        part = _part(one, other, days, set(), _SHORTEST_TITLED)
    near = days is not None and days <= 1
    return round(part + _titles(one.title, other.title) / 2 + near / 4, 6) if part else 0


def _part(one: Told, other: Told, days: int | None, without: AbstractSet[_Shingle], shortest: int) -> float:
    """Return how much of the shorter text the longer one holds; 0 where that is not enough."""
    here, there = one.shingles, other.shingles
    if without:
        here, there = ({s: None for s in text if s not in without} for text in (here, there))
    least = min(len(here), len(there))
    shared = here.keys() & there.keys()
    if len(shared) < shortest or not (_opens(here, there) or _opens(there, here)):
        return 0
    part = len(shared) / least
    if one.title != other.title and (part < _PART_UNDATED if days is None else days > _WEEK):
        return 0
    if _titles(one.title, other.title) >= _ALIKE:
        return part if part >= (_PART_BRIEF if least < _BRIEF else _PART_TITLED) else 0
    if any(_first(text, shared) > _LEAD_IN for text in (here, there)):
        return 0
    return part if len(shared) >= _RETITLED and part >= _PART_RETITLED else 0


def _days(one: Article, other: Article) -> int | None:
    """Return how many days lie between two articles; None where one is undated."""
    if one.published is None or other.published is None:
        return None
    return abs(one.published - other.published) // timedelta(days=1)


def _opens(one: Mapping[_Shingle, None], other: Mapping[_Shingle, None]) -> bool:
    """Say whether the other text holds at least half of how this one begins."""
    opening = list(islice(one, _OPENING))
    return 2 * sum(shingle in other for shingle in opening) >= len(opening)


def _first(text: Iterable[_Shingle], shared: AbstractSet[_Shingle]) -> int:
    return next(place for place, shingle in enumerate(text) if shingle in shared)
