"""Read one card of a listing page: its date, address, authors, topics and text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from digest import dates
from digest.parsers.listing.lines import Feature
from digest.parsers.listing.phrases import BYLINE, LABEL
from digest.parsers.listing.records import Record
from digest.parsers.listing.roles import Role
from digest.parsers.webpage import tree
from digest.parsers.webpage.bylines import (
    split_names,
    split_topics,
    take_beside_date,
    without_by,
)
from digest.parsers.webpage.headline_groups import Card
from digest.parsers.webpage.hints import Hint
from digest.parsers.webpage.lines import PageLine

_UPDATED = re.compile(
    r"\W*(?:last |fecha de )?(?:updated|modified|actualizad[oa]|modificad[oa]|mise? à jour|aktualisiert|aggiornat[oa]|atualizad[oa]|"
    r"create date|created)",
    re.IGNORECASE,
)
_FILE = re.compile(r"\S+\.(?:pdf|docx?|xlsx?|pptx?|zip|csv|mp3|mp4|jpe?g|png)\b.{0,20}", re.IGNORECASE)
_READ_MORE = re.compile(
    r"\W*(?:read|learn|see|view|find out|continue|leer|ver|seguir|sigue|m[aá]s|lire|en savoir|suite|leia|saiba|ler|"
    r"weiter|mehr|leggi|download|descargar|télécharger|baixar|scarica|watch|listen)\b.{0,160}",
    re.IGNORECASE,
)
_TEXT_FEATURES = frozenset(
    {Feature.FULL_STOP, Feature.MANY_SENTENCES, Feature.TWO_SENTENCES, Feature.CUT_OFF}
)
_NO_TEXT_FEATURES = frozenset({Feature.VAGUE_DATE, Feature.BYLINE, Feature.LABEL, Feature.NAME})
_MIN_WORDS = 4
_MAX_AUTHOR = 90
_MAX_TOPIC = 60
_MAX_READ_MORE = 200
_MAX_DATE_PIECE = 14
_MIN_BODY = 60
_MIN_SUMMARY = 25


def read_card(card: Card, lines: list[PageLine]) -> Record:
    """Return the record of the article in a card.

    Args:
        card: The card.
        lines: The lines of the page.
    """
    title = lines[card.title]
    record = Record(title)
    others = [line for line in card.lines_beside_title(lines) if line.folded != title.folded]
    record.url = title.link or read_more_address(others)
    date_line = _find_date_line(others, title)
    if date_line:
        record.date_line = date_line
        take_beside_date(record, date_line)
    record.updated = next((line.updated for line in (title, *others) if line.updated), None)
    for line in others:
        if line is not date_line and not line.date_candidate:
            _take(record, line)
    return record


def read_more_address(lines: Iterable[PageLine]) -> str | None:
    """Return the address of the first "read more" link, or None."""
    return next((line.link for line in lines if line.link and _READ_MORE.fullmatch(line.text)), None)


def _find_date_line(lines: list[PageLine], title: PageLine) -> PageLine | None:
    """Return the line most likely to state the date of publication, its date set, or None."""

    def doubts(line: PageLine) -> tuple[bool, bool, bool, bool]:
        is_change = bool(_UPDATED.match(line.text)) or line.hint == Hint.UPDATED
        return is_change, line.published is None, line.hint != Hint.DATE, not line.is_date_only

    dated = [
        line for line in lines if line.published or (line.date_candidate and line.link in (None, title.link))
    ]
    if not dated:
        return _join_date_pieces(lines)
    best = min(dated, key=doubts)
    best.date = best.date_candidate
    return best


def _join_date_pieces(lines: list[PageLine]) -> PageLine | None:
    """Return the first of two or three short lines that make one date, as in a calendar leaf."""
    for count in (3, 2):
        for index in range(len(lines) - count + 1):
            pieces = lines[index : index + count]
            if any(len(line.text) > _MAX_DATE_PIECE for line in pieces):
                continue
            date = dates.find(" ".join(line.text for line in pieces))
            if date:
                pieces[0].date, pieces[0].is_date_only = date, True
                return pieces[0]
    return None


def _take(record: Record, line: PageLine) -> None:
    """Add to `record` a line of its card that is neither the headline nor the date."""
    if _says_nothing(line):
        return
    author = _author(line)
    if LABEL.fullmatch(line.text):
        record.add(Role.LABEL, line)
    elif author is not None:
        record.authors += split_names(author)
    elif line.hint == Hint.TOPIC and len(line.text) <= _MAX_TOPIC and Feature.FULL_STOP not in line.features:
        record.topics += split_topics(line.text)
    elif _is_body(line) and not _is_read_more(line):
        record.add(Role.BODY, line)


def _says_nothing(line: PageLine) -> bool:
    """Return True for furniture, picture credits and the names of files to download."""
    if line.is_furniture or Feature.CREDIT in line.features or line.hint in (Hint.CREDIT, Hint.NOISE):
        return True
    return _FILE.fullmatch(line.text) is not None


def _author(line: PageLine) -> str | None:
    """Return the author that a line names, or None for another kind of line."""
    byline = BYLINE.fullmatch(line.text)
    if byline:
        return byline["name"]
    if line.hint == Hint.AUTHOR and len(line.text) <= _MAX_AUTHOR:
        return without_by(line.text)
    return None


def _is_read_more(line: PageLine) -> bool:
    is_short_link = line.link is not None and len(line.text) < _MAX_READ_MORE
    return is_short_link and _READ_MORE.fullmatch(line.text) is not None


def _is_body(line: PageLine) -> bool:
    if len(line.text) >= _MIN_BODY or line.features & _TEXT_FEATURES:
        return True
    if line.hint == Hint.SUMMARY and len(line.text) >= _MIN_SUMMARY:
        return True
    return _is_short_text(line)


def _is_short_text(line: PageLine) -> bool:
    """Return True for a paragraph of a few words without a full stop, such as a deck."""
    if (
        tree.name(line.element) != "p"
        or line.link is not None
        or line.hint
        or line.features & _NO_TEXT_FEATURES
    ):
        return False
    words = line.text.split()
    return len(words) >= _MIN_WORDS and sum(word.islower() for word in words) >= 2
