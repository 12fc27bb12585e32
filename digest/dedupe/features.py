"""The features of an article that duplicates are found by: its identifiers, shingles and fingerprints."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from urllib.parse import parse_qsl, urlencode, urlsplit
from zlib import crc32

from digest.model import Article
from digest.text import fold

Shingle = tuple[str, str, str, str]
"""Four words in a row."""

_WINDOW = 12  # shingles, the smallest of which is a fingerprint
_HEAD_FINGERPRINTS, _TAIL_FINGERPRINTS = 13, 9  # kept of either end: of about eighty and sixty words
_HEAD_WORDS, _TAIL_WORDS = 110, 80  # read to find that many
_MAX_FOLDED = 50_000  # pieces of text whose folded form is kept
_MAX_WORDS = 4000  # compared; the rest of a text is ignored

_WORLDWIDE_ID = re.compile(r"(?:https?://|tag:|urn:)\S+")
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|ref|source")
# Elements inside a word or between two: every other element separates words.
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u|var)\b[^>]*>",
    re.IGNORECASE,
)
_SUBTAG = re.compile("[-_]")
_TAG = re.compile(r"<[^>]*>")
# Scripts without spaces between words: each letter counts as a word.
_UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff])"
)


class Features:
    """The features of one article; the same on every machine. Each is made on first use.

    Its folded words are made again for each use: kept, those of a large archive would fill the memory.
    """

    def __init__(self, article: Article) -> None:
        """Remember the article."""
        self.article = article

    @cached_property
    def identifiers(self) -> frozenset[int]:
        """The hashes of its address and its worldwide id."""
        return frozenset(map(_hash, _identifiers(self.article)))

    @cached_property
    def language(self) -> str:
        """The first part of its language's code, "" for none."""
        return _SUBTAG.split(self.article.language or "", maxsplit=1)[0].lower()

    @cached_property
    def title(self) -> tuple[str, ...]:
        """The words of its title."""
        return tuple(_words(self.article.title))

    @cached_property
    def title_words(self) -> frozenset[str]:
        """The words of its title, in no order."""
        return frozenset(self.title)

    @cached_property
    def title_numbers(self) -> frozenset[str]:
        """The words of its title that hold a digit."""
        return frozenset(word for word in self.title if any(map(str.isdigit, word)))

    @cached_property
    def title_hash(self) -> int:
        """16 bits of a hash of its title: they tell titles apart in little space."""
        return _hash(" ".join(self.title)) & 0xFFFF

    @cached_property
    def fingerprints(self) -> tuple[int, ...]:
        """The hashes of its address, its id and its title, and the fingerprints of its text's two ends."""
        words = self._words()
        head = _winnow(_hash_shingles(words[:_HEAD_WORDS]))
        tail = _winnow(_hash_shingles(words[-_TAIL_WORDS:])) if len(words) > _TAIL_WORDS else head
        names = [*sorted(self.identifiers), _hash(f"title {' '.join(self.title)}")]
        return tuple(dict.fromkeys([*names, *head[:_HEAD_FINGERPRINTS], *tail[-_TAIL_FINGERPRINTS:]]))

    def shingles(self, common: AbstractSet[int] = frozenset()) -> tuple[list[Shingle], list[Shingle]]:
        """Return every four words in a row, in their order; and those near a common fingerprint.

        Args:
            common: Fingerprints. The shingles within a window of one of them are near.
        """
        words = self._words()
        shingles = list(zip(words, words[1:], words[2:], words[3:], strict=False))
        near: list[Shingle] = []
        if not common:
            return shingles, near
        hashes, reach, end = _hash_shingles(words), _WINDOW - 1, 0
        if not common.isdisjoint(hashes):
            for place in (place for place, number in enumerate(hashes) if number in common):
                near += shingles[max(place - reach, end) : place + reach + 1]
                end = place + reach + 1
        return shingles, near

    def _words(self) -> list[str]:
        """Return the words of its summary and its content."""
        return _words(f"{self.article.summary}\n{_plain(self.article.content)}")[:_MAX_WORDS]


def _hash(text: str) -> int:
    return crc32(text.encode())


def has_worldwide_id(article: Article) -> bool:
    """Return True if an article's id is a URI, which means the same article in every source."""
    return _WORLDWIDE_ID.fullmatch(article.id) is not None


def _identifiers(article: Article) -> Iterator[str]:
    if has_worldwide_id(article):
        yield f"id {article.id}"
    if article.url and (address := _address(article.url)):
        yield f"url {address}"


def _address(url: str) -> str:
    """Return an address without scheme, tracking parameters, fragment and closing slash.

    The address of a whole site counts as none: every item of a feed may link to it.
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
        text = html.unescape(html.unescape(text))  # twice: some feeds escape text that was escaped
    if text.isascii():
        return fold(text).split()
    return " ".join(map(_folded.__getitem__, text.split())).split()


class _Folded(dict[str, str]):
    """The folded form of each piece of text between two spaces: most have occurred before.

    To fold a text that is not ASCII takes ten times as long.
    """

    def __missing__(self, piece: str) -> str:
        if len(self) >= _MAX_FOLDED:
            self.clear()
        folded = fold(piece)
        if not folded.isascii():
            folded = _UNSPACED.sub(r" \1 ", folded)
        self[piece] = folded
        return folded


_folded = _Folded()


def _hash_shingles(words: Sequence[str]) -> list[int]:
    """Return a number for every four words in a row."""
    # All words are encoded in one go, and hashed without a loop in Python: this is most of the index's work.
    encoded = "\n".join(words).encode().split(b"\n")
    return list(map(crc32, map(b"".join, zip(encoded, encoded[1:], encoded[2:], encoded[3:], strict=False))))


def _winnow(hashes: Sequence[int]) -> list[int]:
    """Return the fingerprints of a text: the smallest of every twelve hashes in a row (winnowing).

    Two texts that share fifteen words in a row share a fingerprint, wherever the words stand.
    (Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003.)
    """
    if len(hashes) <= _WINDOW:
        return sorted(set(hashes))[:2]
    smallest, place = 0, -1
    found: dict[int, None] = {}
    for first in range(len(hashes) - _WINDOW + 1):
        last = first + _WINDOW - 1
        if place < first:
            # The smallest left the window, so all of it is read.
            smallest = min(hashes[first : last + 1])
            place = hashes.index(smallest, first)
        elif hashes[last] < smallest:
            smallest, place = hashes[last], last
        else:
            continue
        found[smallest] = None
    return list(found)
