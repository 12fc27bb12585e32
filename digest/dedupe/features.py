"""The features of an article that duplicates are found by: its identifiers, shingles and fingerprints."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import accumulate
from urllib.parse import parse_qsl, urlencode, urlsplit
from zlib import crc32

from digest.model import Article
from digest.text import fold

Shingle = tuple[str, str, str, str]
"""Four words in a row."""

_WINDOW = 12  # shingles, the smallest of which is a fingerprint
_HEAD_FINGERPRINTS, _TAIL_FINGERPRINTS = 13, 9  # kept of either end: of about eighty and sixty words
_HEAD_WORDS, _TAIL_WORDS = 110, 80  # read to find that many
_MAX_WORDS = 4000  # compared; the rest of a text is ignored

_URI = re.compile(r"(?:https?://|tag:|urn:)\S+")
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|ref|source")
# Elements inside a word or between two: every other element separates words.
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u|var)\b[^>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^>]*>")
# Scripts without spaces between words: each letter counts as a word.
_UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff])"
)


class Features:
    """The features of one article; the same on every machine.

    `identifiers` are the hashes of its address and its worldwide id. `title` holds the words of
    its title, `title_hash` 16 bits of their hash, which tell titles apart in little space.
    """

    def __init__(self, article: Article) -> None:
        """Read the words of the article."""
        self.article = article
        self.identifiers = frozenset(map(_hash, _identifiers(article)))
        self.title = tuple(_words(article.title))
        self._text = _words(f"{article.summary}\n{_plain(article.content)}")[:_MAX_WORDS]
        self._headline = " ".join(self.title)
        self.title_hash = _hash(self._headline) & 0xFFFF

    @cached_property
    def fingerprints(self) -> tuple[int, ...]:
        """The hashes of its address, its id and its title, and the fingerprints of its text's two ends."""
        head = _winnow(_hash_shingles(self._text[:_HEAD_WORDS]))[:_HEAD_FINGERPRINTS]
        tail = _winnow(_hash_shingles(self._text[-_TAIL_WORDS:]))[-_TAIL_FINGERPRINTS:]
        names = [*sorted(self.identifiers), _hash(f"title {self._headline}")]
        return tuple(dict.fromkeys([*names, *head, *tail]))

    @cached_property
    def shingles(self) -> dict[Shingle, None]:
        """Every four words in a row, in their order. Kept as words: hashing costs more than it saves."""
        return dict.fromkeys(_shingles(self._text))

    def shingles_near(self, fingerprints: AbstractSet[int]) -> set[Shingle]:
        """Return the shingles within a window of one of the fingerprints."""
        if not fingerprints:
            return set()
        reach, shingles = _WINDOW - 1, list(_shingles(self._text))
        return {
            shingle
            for place, number in enumerate(_hash_shingles(self._text))
            if number in fingerprints
            for shingle in shingles[max(place - reach, 0) : place + reach + 1]
        }


def _hash(text: str) -> int:
    return crc32(text.encode())


def _identifiers(article: Article) -> Iterator[str]:
    if _URI.fullmatch(article.id):
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
    folded = fold(text)
    if not folded.isascii():
        folded = _UNSPACED.sub(r" \1 ", folded)
    return folded.split()


def _shingles(words: Sequence[str]) -> Iterable[Shingle]:
    return zip(words, words[1:], words[2:], words[3:], strict=False)


def _hash_shingles(words: Sequence[str]) -> list[int]:
    """Return a number for every four words in a row."""
    line = "".join(words).encode()
    # In plain ASCII a letter is a byte, which saves encoding word by word.
    encoded: Iterable[str | bytes] = words if line.isascii() else (word.encode() for word in words)
    starts = [0, *accumulate(map(len, encoded))]
    return [crc32(line[first:last]) for first, last in zip(starts, starts[4:], strict=False)]


def _winnow(hashes: Sequence[int]) -> list[int]:
    """Return the fingerprints of a text: the smallest of every twelve hashes in a row (winnowing).

    Two texts that share fifteen words in a row share a fingerprint, wherever the words stand.
    (Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003.)
    """
    if len(hashes) <= _WINDOW:
        return sorted(set(hashes))[:2]
    windows = zip(*(hashes[first:] for first in range(_WINDOW)), strict=False)
    return list(dict.fromkeys(map(min, windows)))
