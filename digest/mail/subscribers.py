"""Lists of subscribers as CSV files: address, name, language, topics and further columns."""

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
from digest.mail.addresses import normalise
from digest.mail.csv_records import Lines, read_record
from digest.model import InvalidLine, Publication, Subscriber
from digest.text import fold, line

_MAX_FIELD = 1000
_MAX_NAME = 200
_MAX_COLUMNS = 100
_MAX_SHOWN = 80
# Suggestions for unknown names are costly. A list with more unknown names has another fault.
_MAX_SUGGESTIONS = 500
_MAX_TOPIC_CHOICES = 10_000  # texts of the topics column kept with their topics
_DELIMITERS = ",;\t"
_EXPECTED = "a header such as email,name,language,topics"
# The known columns, and the headings that people give them, folded and separated by "|".
_HEADINGS = {
    "email": "email|e mail|mail|email address|e mail address|address|correo|correo electronico|direccion de correo|courriel"
    "|adresse e mail|adresse mail|adresse electronique|endereco de email|e mail adresse|indirizzo email|البريد الالكتروني",
    "name": "name|full name|subscriber name|nombre|nombre completo|nom|nom complet|nome|nome completo|الاسم",
    "first": "first name|firstname|given name|prenom|vorname|primer nombre|primeiro nome",
    "last": "last name|lastname|surname|family name|apellido|apellidos|nom de famille|sobrenome|nachname|cognome",
    "language": "language|lang|locale|idioma|lengua|langue|lingua|sprache|اللغة",
    "topics": "topics|topic|interests|sections|temas|tema|intereses|secciones|sujets|themes|rubriques|topicos|assuntos|المواضيع",
}
_COLUMN_OF = {heading: column for column, headings in _HEADINGS.items() for heading in headings.split("|")}
# Spreadsheets read a field with such a start as a formula; no name has one.
_FORMULA = re.compile(r"[=+@\t]|-.")
_NOT_IN_A_NAME = re.compile(r"[<>;`\\{}\x00-\x1f\x7f]")
_COMMON_NAME = re.compile(r"[A-Za-z][A-Za-z.'-]{0,50}(?: [A-Za-z0-9.'-]{1,50}){0,2}")
_REGION = re.compile(r"([A-Za-z]{2,3})[-_][A-Za-z0-9]{2,8}")
_TOPIC_SEPARATOR = re.compile(r"[,;|+\n]")


def read(stream: BinaryIO, source: str, publication: Publication) -> Iterator[Subscriber | InvalidLine]:
    """Yield each record of a CSV file as a subscriber, or as an invalid line with the reason.

    The first line names the columns: email, and optionally name, language, topics and further ones. It
    also decides the delimiter: comma, semicolon or tab. The file is read as a stream; of each line
    only a hash of its address is kept.

    Args:
        stream: The file, in UTF-8 (RFC 4180). Quoted fields may hold line breaks.
        source: The file's name in messages.
        publication: Its languages and topics are the ones that subscribers may choose.

    Raises:
        SubscriberError: The first line names no column for the address.
    """
    lines = Lines(stream)
    try:
        heading = lines.next()
    except ValueError as error:
        raise SubscriberError(f"the line {error}", source=source, line=1) from error
    if heading is None:
        raise SubscriberError(f"is empty; expected {_EXPECTED}", source=source)
    table = _Table(source, heading, publication)
    while True:
        number = lines.number + 1
        try:
            fields = read_record(lines, table.delimiter)
            if fields is None:
                return
            if fields != [""]:
                yield table.subscriber(fields)
        except ValueError as error:
            yield InvalidLine(source=source, line=number, text=str(error))


class _Table:
    """The columns of a list and their values. It remembers addresses, to find repeated ones."""

    def __init__(self, source: str, heading: str, publication: Publication) -> None:
        self.delimiter = max(_DELIMITERS, key=heading.count)
        self._other_columns: dict[str, int] = {}
        self._columns = self._find_columns(heading, source)
        self._codes = publication.languages
        self._languages = _Names(_language_names(publication.languages), publication.languages)
        self._topics = _Names(_topic_names(publication), [topic.slug for topic in publication.topics])
        self._seen = _AddressSet()
        self._topic_choices: dict[str, frozenset[str]] = {"": frozenset()}

    def _find_columns(self, heading: str, source: str) -> tuple[int, ...]:
        """Return the places of the known columns, in the order of _HEADINGS.

        Other columns go into `_other_columns`.
        """
        try:
            (cells,) = csv.reader([heading], delimiter=self.delimiter, strict=True)
        except (csv.Error, ValueError):
            cells = []
        columns: dict[str, int] = {}
        for place, cell in enumerate(cells[:_MAX_COLUMNS]):
            name = merge_fields.column(cell)
            known = _COLUMN_OF.get(name)
            if known:
                columns.setdefault(known, place)
            if known in (None, "name", "first", "last") and name:
                self._other_columns.setdefault(name, place)
        if "email" not in columns:
            raise SubscriberError(
                f"no column is for the address: {heading[:_MAX_SHOWN]!r}; expected {_EXPECTED}",
                source=source,
                line=1,
            )
        # A missing column stands after the last one, where `subscriber` adds an empty field.
        self._width = 1 + max(*columns.values(), *self._other_columns.values(), 0)
        return tuple(columns.get(column, self._width) for column in _HEADINGS)

    def subscriber(self, fields: list[str]) -> Subscriber:
        """Return the subscriber of one record.

        Raises:
            ValueError: A field is not valid; the message is a sentence for users.
        """
        if len(fields) > _MAX_COLUMNS or len(max(fields, key=len)) > _MAX_FIELD:
            raise ValueError(
                f"has a field of more than {_MAX_FIELD} characters, or more than {_MAX_COLUMNS} fields; expected less"
            )
        fields[self._width :] = ()
        fields += [""] * (self._width + 1 - len(fields))
        email, name, first, last, language, topics = (fields[place].strip(" ") for place in self._columns)
        email = normalise(email)
        subscriber = Subscriber(
            email=email,
            name=_checked_name(name or f"{first} {last}".strip(" ")),
            language=language if language in self._codes else self._language(language),
            topics=self._chosen_topics(topics),
            fields={column: fields[place] for column, place in self._other_columns.items()},
        )
        if not self._seen.add(email.lower()):
            raise ValueError(f"{email!r}: an earlier line has this address too; expected each address once")
        return subscriber

    def _language(self, name: str) -> str:
        if not name:
            return self._codes[0]
        region = _REGION.fullmatch(name)
        return (region and self._languages.find(region[1])) or self._languages.find_or_suggest(
            name, "language"
        )

    def _chosen_topics(self, text: str) -> frozenset[str]:
        if text not in self._topic_choices:
            if len(self._topic_choices) > _MAX_TOPIC_CHOICES:
                self._topic_choices = {"": frozenset()}
            if self._topics.find(text):
                names = [text]
            else:
                names = [name for name in _TOPIC_SEPARATOR.split(text) if name.strip()]
            self._topic_choices[text] = frozenset(
                self._topics.find_or_suggest(name, "topic") for name in names
            )
        return self._topic_choices[text]


class _Names:
    """The names of languages or topics, and suggestions for unknown names."""

    def __init__(self, ids: Mapping[str, str], main_ids: Sequence[str]) -> None:
        """Know some names.

        Args:
            ids: The codes or slugs by folded name.
            main_ids: The codes or slugs to list when none is similar.
        """
        self._ids = ids
        self._main_ids = main_ids
        self._suggestions = 0
        self._cached_suggestion = lru_cache(1000)(self._suggestion)  # people repeat their mistakes

    def find(self, name: str) -> str | None:
        """Return the code or slug of a name, or None."""
        return self._ids.get(fold(name))

    def find_or_suggest(self, name: str, kind: str) -> str:
        """Return the code or slug of a name.

        Raises:
            ValueError: The name is unknown; the message suggests a similar one.
        """
        found = self.find(name)
        if found is not None:
            return found
        shown = name[:_MAX_SHOWN]
        raise ValueError(f"{shown.strip()!r}: no such {kind}; {self._cached_suggestion(fold(shown))}")

    def _suggestion(self, name: str) -> str:
        self._suggestions += 1
        similar = (
            difflib.get_close_matches(name, self._ids, 1) if self._suggestions <= _MAX_SUGGESTIONS else []
        )
        if similar:
            return f"did you mean {self._ids[similar[0]]!r}?"
        return f"expected one of {', '.join(self._main_ids)}"


def _language_names(codes: Iterable[str]) -> dict[str, str]:
    """Return the codes of languages by their names: the codes, the English names and their own names."""
    from babel import Locale, UnknownLocaleError  # slow to load, and few commands need it

    names: dict[str, str] = {}
    for code in codes:
        names[fold(code)] = code
        try:
            locale = Locale.parse(code)
        except (UnknownLocaleError, ValueError):
            continue
        for name in (locale.english_name, locale.display_name):
            if name:
                names.setdefault(fold(name), code)
    return names


def _topic_names(publication: Publication) -> dict[str, str]:
    """Return the slugs of topics by their names: slugs, headings in every language, aliases."""
    topics = (*publication.topics, publication.rest)
    names = {fold(topic.slug): topic.slug for topic in topics}
    for topic in topics:
        for name in (*topic.titles.values(), *topic.aliases):
            names.setdefault(fold(name), topic.slug)
    return names


def _checked_name(name: str) -> str:
    """Return a person's name, empty for "-".

    Raises:
        ValueError: It holds text that is no name, such as a formula or markup.
    """
    if _COMMON_NAME.fullmatch(name):
        return name
    if not name or name == "-":
        return ""
    shown = repr(name[:_MAX_SHOWN])
    if "\n" in name or "\r" in name:
        raise ValueError(f"{shown}: the name holds a line break; expected it on one line")
    if _FORMULA.match(name):
        raise ValueError(f"{shown}: the name begins like a formula; expected a name")
    if found := _NOT_IN_A_NAME.search(name):
        raise ValueError(f"{shown}: the name holds {found[0]!r}; expected a name")
    if name.count('"') % 2:
        raise ValueError(f"{shown}: the name holds a quote without its second; expected a name")
    if len(name) > _MAX_NAME:
        raise ValueError(f"{shown}: the name has more than {_MAX_NAME} characters")
    return line(name)


class _AddressSet:
    """A set of addresses that takes 16 to 32 bytes each. It stores hashes of 64 bits.

    In a list of a million addresses, two different ones are taken for the same once in forty million lists.
    """

    def __init__(self) -> None:
        self._count = 0
        self._slots = array("Q", [0]) * 1024  # 0 is an empty slot

    def add(self, address: str) -> bool:
        """Add an address. Return False when the set has it already."""
        # Python's hash is salted in each process, so nobody can construct two addresses with the same hash.
        key = hash(address) & 0xFFFFFFFFFFFFFFFF or 1
        if not self._insert(key):
            return False
        self._count += 1
        if 2 * self._count > len(self._slots):
            keys = self._slots
            self._slots = array("Q", [0]) * (2 * len(keys))
            for stored in keys:
                if stored:
                    self._insert(stored)
        return True

    def _insert(self, key: int) -> bool:
        slots = self._slots
        mask = len(slots) - 1
        place = key & mask
        while slots[place]:
            if slots[place] == key:
                return False
            place = (place + 1) & mask
        slots[place] = key
        return True
