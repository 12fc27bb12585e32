"""The authors and topics that stand beside a date, or in a byline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from digest.parsers.listing.date_words import is_date_word
from digest.parsers.listing.phrases import BYLINE, LABEL, NAME, is_furniture

_LONGEST_BYLINE = 120
_FIELD_BORDER = re.compile(r"\s*[|·•\t]\s*|\s+[-–—/]\s+|\s*;\s+")
_MARKS = " ,.:;-–—|·•/*_<>»«،、：　"
_BY = re.compile(
    r"(?:(?:posted|published|written|text|texto|publicado|escrito|publié|écrit|verfasst|pubblicato|scritto)\s+)?"
    r"(?:(?:by|por|par|von|di|da|de|door|przez|av|af|от)\s*:?\s+|(?:автор|autora?|authors?|yazan)\s*:\s*)(?P<name>\S.*)",
    re.IGNORECASE,
)
_IN = re.compile(
    r"(?:(?:posted|filed|published|publicado|publié)\s+)?(?:in|en|em|dans|unter|under|sous|w|в)\s+(?P<topic>[^\W\d_].*)",
    re.IGNORECASE,
)
_BETWEEN_FIELDS = re.compile(r"\s+(?=(?:in|en|em|dans|unter|by|por|par|von|door)\s+[^\W\d_])", re.IGNORECASE)
_COUNT = re.compile(
    r"\s*(?:\d+|no)\s+(?:comments?|comentarios?|comentários?|commentaires?|kommentare?|shares?|views?|min(?:ute)?s?)\b.*",
    re.IGNORECASE,
)
_LONGEST_SMALL_NAME = 30


@dataclass(slots=True)
class Fields:
    """The fields of a line: authors and topics that the line names as such, and the others."""

    authors: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def split_fields(*texts: str) -> Fields:
    """Return the fields of the texts beside a date, or of a byline."""
    fields = Fields()
    for text in texts:
        for part in _parts(text):
            if by := _BY.fullmatch(part):
                fields.authors.append(by["name"])
            elif label := LABEL.fullmatch(part):
                fields.topics.append(label["value"])
            elif topic := _IN.fullmatch(part):
                fields.topics.append(topic["topic"])
            else:
                fields.others.append(part)
    return fields


def _parts(text: str) -> Iterator[str]:
    """Yield the parts of a text between its marks, without words that belong to the date."""
    for field_text in _FIELD_BORDER.split(text):
        part = _COUNT.sub("", field_text).strip(_MARKS)
        for piece in _BETWEEN_FIELDS.split(_without_date_words(part)):
            if piece and not is_furniture(piece):
                yield piece


def _without_date_words(text: str) -> str:
    """Return the text without the words at its head that belong to a date, such as "Published on"."""
    words = text.split()
    while (
        words
        and is_date_word(words[0].strip(_MARKS))
        and not (len(words) > 1 and _IN.fullmatch(" ".join(words)))
    ):
        words.pop(0)
    while words and is_date_word(words[-1].strip(_MARKS)) and words[-1].islower():
        words.pop()
    return " ".join(words).strip(_MARKS)


def is_byline(text: str) -> bool:
    """Return True for a line such as "By Oda Brenn | 3 min read" or "by admin"."""
    if len(text) > _LONGEST_BYLINE or not _BY.match(text):
        return False
    first, *rest = _FIELD_BORDER.split(text)
    by = _BY.fullmatch(first)
    if by is None or not all(part == "" or is_furniture(part) or NAME.fullmatch(part) for part in rest):
        return False
    return BYLINE.fullmatch(first) is not None or (" " not in by["name"] and bool(rest or text[0].islower()))


def has_topics(values: Sequence[str]) -> bool:
    """Return True when the one thing beside the dates of a page is a topic and no author.

    A topic is not shaped like a name, or recurs: three articles or more to each of them.
    """
    if not values:
        return False
    names = sum(is_like_name(value) for value in values)
    if names * 2 < len(values):
        return True
    counts = Counter(values)
    return min(counts.values()) > 1 and len(counts) * 3 <= len(values)


def is_like_name(text: str) -> bool:
    """Return True for a text that may be a person's name, or the name of an account."""
    is_account = " " not in text and not text.istitle() and len(text) <= _LONGEST_SMALL_NAME
    return NAME.fullmatch(text) is not None or is_account
