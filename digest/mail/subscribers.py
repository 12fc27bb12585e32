"""A list of subscribers, line by line: who gets the newsletter, in which language, about what."""

from __future__ import annotations

import csv
import difflib
import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import BinaryIO

from digest import merge_fields
from digest.errors import SubscriberError
from digest.mail.addresses import checked
from digest.mail.csv_records import Lines, record
from digest.model import InvalidLine, Publication, Subscriber
from digest.text import fold, line

_LONGEST_FIELD = 1000
_LONGEST_NAME = 200
_MOST_COLUMNS = 100
# So many names are compared with the known ones; a list with more mistakes has another fault.
_MOST_ASKED = 500
_DELIMITERS = ",;\t"
_HEADINGS = {
    "email": "email|e mail|mail|email address|e mail address|address|correo|correo electronico|direccion de correo|courriel"
    "|adresse e mail|adresse mail|adresse electronique|endereco de email|e mail adresse|indirizzo email|البريد الالكتروني",
    "name": "name|full name|subscriber name|nombre|nombre completo|nom|nom complet|nome|nome completo|الاسم",
    "first": "first name|firstname|given name|prenom|vorname|primer nombre|primeiro nome",
    "last": "last name|lastname|surname|family name|apellido|apellidos|nom de famille|sobrenome|nachname|cognome",
    "language": "language|lang|locale|idioma|lengua|langue|lingua|sprache|اللغة",
    "topics": "topics|topic|interests|sections|temas|tema|intereses|secciones|sujets|themes|rubriques|topicos|assuntos|المواضيع",
}
_MEANINGS = {word: meaning for meaning, words in _HEADINGS.items() for word in words.split("|")}
# Spreadsheets take a field that begins so for a formula; no name does.
_FORMULA = re.compile(r"[=+@\t]|-.")
_NO_NAME = re.compile(r"[<>;`\\{}\x00-\x1f\x7f]")
_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z.'-]{0,50}(?: [A-Za-z0-9.'-]{1,50}){0,2}")
_REGION = re.compile(r"([A-Za-z]{2,3})[-_][A-Za-z0-9]{2,8}")
_BETWEEN_TOPICS = re.compile(r"[,;|+\n]")


def read(stream: BinaryIO, source: str, publication: Publication) -> Iterator[Subscriber | InvalidLine]:
    """Yield what each line of a CSV file has: a subscriber, or why it is passed over, with its number.

    The first line names the columns: email, and where there are name, language, topics and further
    ones; it tells the delimiter (comma, semicolon or tab) too. UTF-8, as RFC 4180 has it, read as it
    comes: a million lines take 16 MB. Quoted fields may hold line breaks, but not those the message
    is made of. Raises SubscriberError when the first line is no such line.
    """
    lines = Lines(stream)
    try:
        heading = lines.next()
    except ValueError as why:
        raise SubscriberError(f"subscribers: {source!r}: its first line {why}") from why
    if heading is None:
        raise SubscriberError(f"subscribers: {source!r}: is empty; expected {_EXPECTED}")
    table = _Table(source, heading, publication)
    while True:
        number = lines.number + 1
        try:
            fields = record(lines, table.delimiter)
            if fields is None:
                return
            if fields != [""]:
                yield table.subscriber(fields)
        except ValueError as why:
            yield InvalidLine(source=source, line=number, text=str(why))


_EXPECTED = "a header such as email,name,language,topics"


class _Table:
    """Turns the fields of one line into a subscriber; knows the columns, and whom it has had."""

    def __init__(self, source: str, heading: str, publication: Publication) -> None:
        self.source = source
        self.delimiter = max(_DELIMITERS, key=heading.count)
        self._further: dict[str, int] = {}
        self._columns = self._understood(heading)
        self._codes = publication.languages
        self._languages = _Names(_languages(publication.languages), publication.languages)
        self._topics = _Names(_topics(publication), [topic.slug for topic in publication.topics])
        self._seen = _Seen()
        self._chosen: dict[str, frozenset[str]] = {"": frozenset()}

    def _understood(self, heading: str) -> tuple[int, ...]:
        """Return where each column is, in the order of _HEADINGS; those of further ones go into `_further`."""
        try:
            (cells,) = csv.reader([heading], delimiter=self.delimiter, strict=True)
        except (csv.Error, ValueError):
            cells = []
        columns: dict[str, int] = {}
        for place, cell in enumerate(cells[:_MOST_COLUMNS]):
            word = merge_fields.column(cell)
            meaning = _MEANINGS.get(word)
            if meaning:
                columns.setdefault(meaning, place)
            if meaning in (None, "name", "first", "last") and word:
                self._further.setdefault(word, place)
        if "email" not in columns:
            raise SubscriberError(
                f"subscribers: {self.source!r}: no column of its first line is for the address: {heading[:80]!r}; expected {_EXPECTED}"
            )
        # A column that is not there is the one after the last, which is always empty.
        self._size = 1 + max(*columns.values(), *self._further.values(), 0)
        return tuple(columns.get(meaning, self._size) for meaning in _HEADINGS)

    def subscriber(self, record: list[str]) -> Subscriber:
        """Return who one line names; ValueError says why nobody."""
        if len(record) > _MOST_COLUMNS or len(max(record, key=len)) > _LONGEST_FIELD:
            raise ValueError(
                f"has a field of more than {_LONGEST_FIELD} characters, or more than {_MOST_COLUMNS} fields; expected less"
            )
        record[self._size :] = ()
        record += [""] * (self._size + 1 - len(record))
        email, name, first, last, spoken, topics = (record[place].strip(" ") for place in self._columns)
        email = checked(email)
        name = _checked_name(name or f"{first} {last}".strip(" "))
        language = spoken if spoken in self._codes else self._spoken(spoken)
        chosen = self._of_interest(topics)
        fields = {key: record[place] for key, place in self._further.items()}
        if self._seen.again(email.lower()):
            raise ValueError(f"{email!r}: stands in an earlier line too; expected each address once")
        return Subscriber(email=email, name=name, language=language, topics=chosen, fields=fields)

    def _spoken(self, name: str) -> str:
        if not name:
            return self._codes[0]
        region = _REGION.fullmatch(name)
        return (region and self._languages.known(region[1])) or self._languages.found(name, "language")

    def _of_interest(self, text: str) -> frozenset[str]:
        if text not in self._chosen:
            if len(self._chosen) > 10_000:
                self._chosen = {"": frozenset()}
            whole = self._topics.known(text)
            words = [text] if whole else [word for word in _BETWEEN_TOPICS.split(text) if word.strip()]
            self._chosen[text] = frozenset(self._topics.found(word, "topic") for word in words)
        return self._chosen[text]


class _Names:
    """What something may be called, and what is meant."""

    def __init__(self, known: Mapping[str, str], first: Sequence[str]) -> None:
        self._known = known
        self._first = first
        self._asked = 0
        self._near = lru_cache(1000)(self._nearest)  # a mistake is seldom made once

    def known(self, name: str) -> str | None:
        """Return what is meant by `name`, if anything."""
        return self._known.get(fold(name))

    def found(self, name: str, what: str) -> str:
        """Return what is meant by `name`; ValueError names what is nearest."""
        meant = self.known(name)
        if meant is not None:
            return meant
        raise ValueError(f"{name.strip()[:80]!r}: no such {what}; {self._near(fold(name[:80]))}")

    def _nearest(self, name: str) -> str:
        self._asked += 1
        close = difflib.get_close_matches(name, self._known, 1) if self._asked <= _MOST_ASKED else []
        if close:
            return f"did you mean {self._known[close[0]]!r}?"
        return f"expected one of {', '.join(self._first)}"


def _languages(codes: Iterable[str]) -> dict[str, str]:
    """Return what the languages are called: their codes, their names in English and their own."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 (only lists of subscribers ask for it)

    known: dict[str, str] = {}
    for code in codes:
        known[fold(code)] = code
        try:
            locale = Locale.parse(code)
        except (UnknownLocaleError, ValueError):
            continue
        for name in (locale.english_name, locale.display_name):
            if name:
                known.setdefault(fold(name), code)
    return known


def _topics(publication: Publication) -> dict[str, str]:
    """Return what the topics are called: slugs, headings in every language, aliases."""
    known = {fold(topic.slug): topic.slug for topic in (*publication.topics, publication.rest)}
    for topic in (*publication.topics, publication.rest):
        for name in (*topic.titles.values(), *topic.aliases):
            known.setdefault(fold(name), topic.slug)
    return known


def _checked_name(name: str) -> str:
    if _PLAIN_NAME.fullmatch(name):
        return name
    if not name or name == "-":
        return ""
    if "\n" in name or "\r" in name:
        raise ValueError(f"{name[:80]!r}: the name holds a line break; expected it on one line")
    if _FORMULA.match(name):
        raise ValueError(f"{name[:80]!r}: the name begins as a formula does; expected a name")
    if found := _NO_NAME.search(name):
        raise ValueError(f"{name[:80]!r}: the name holds {found[0]!r}, as no name does; expected a name")
    if name.count('"') % 2:
        raise ValueError(f"{name[:80]!r}: the name holds a quote without its second; expected a name")
    if len(name) > _LONGEST_NAME:
        raise ValueError(f"{name[:80]!r}: the name has more than {_LONGEST_NAME} characters")
    return line(name)


class _Seen:
    """Addresses seen before, eight bytes each: two of a million are taken for one once in forty million lists."""

    def __init__(self) -> None:
        self._count = 0
        self._places = array("Q", [0]) * 1024

    def again(self, address: str) -> bool:
        """Return whether `address` was asked for before."""
        # Python's own hash has a secret of this process in it: nobody can make two addresses that share one.
        key = hash(address) & 0xFFFFFFFFFFFFFFFF or 1
        if not self._put(key):
            return True
        self._count += 1
        if 2 * self._count > len(self._places):
            before = self._places
            self._places = array("Q", [0]) * (2 * len(before))
            for one in before:
                if one:
                    self._put(one)
        return False

    def _put(self, key: int) -> bool:
        places = self._places
        most = len(places) - 1
        place = key & most
        while places[place]:
            if places[place] == key:
                return False
            place = (place + 1) & most
        places[place] = key
        return True
