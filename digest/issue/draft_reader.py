"""Read drafts (drafts/*.toml): the editor's decisions on an issue, and the names drafts give articles."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from digest.errors import DraftError
from digest.model import Article, Block, Draft, OnChange, Publication, Rewrite
from digest.text import slug

_MAX_TITLE = 40  # characters of a title in a draft's key
_MAX_NUMBER = 1_000_000
_KEY = re.compile(r"(?:.*-)?([a-z2-7]{8})")


class _Rewrite(msgspec.Struct, forbid_unknown_fields=True):
    title: str | None = None
    summary: str | None = None
    image: str | None = None
    alt: str | None = None
    was_title: str | None = None
    was_summary: str | None = None
    changed: str = ""


class _Block(msgspec.Struct, forbid_unknown_fields=True):
    text: str
    title: str = ""
    before: str | None = None
    after: str | None = None


class _LanguageTable(msgspec.Struct, forbid_unknown_fields=True):
    """The keys that may differ from language to language."""

    subject: str = ""
    preheader: str = ""
    greeting: str = ""
    closing: str = ""
    lead: str = ""
    pinned: list[str] = msgspec.field(default_factory=list)
    order: list[str] = msgspec.field(default_factory=list)
    sections: dict[str, list[str]] = msgspec.field(default_factory=dict)
    block: list[_Block] = msgspec.field(default_factory=list)


class _MainTable(_LanguageTable, forbid_unknown_fields=True):
    """The keys of the file itself: those of the main language, and those that hold for all."""

    number: int | None = None
    date: dt.date | None = None
    left_out: dict[str, str] = msgspec.field(default_factory=dict)
    held: dict[str, str] = msgspec.field(default_factory=dict)
    undated: dict[str, dt.date] = msgspec.field(default_factory=dict)
    late: list[str] = msgspec.field(default_factory=list)
    rewrite: dict[str, _Rewrite] = msgspec.field(default_factory=dict)
    apart: list[list[str]] = msgspec.field(default_factory=list)
    translations: list[list[str]] = msgspec.field(default_factory=list)


_Table = TypeVar("_Table", bound=_LanguageTable)
_Value = TypeVar("_Value")


def draft_key(article: Article) -> str:
    """Return the name drafts give an article: words of its title for people, then its short id."""
    words = slug(article.title)
    if len(words) > _MAX_TITLE:
        words = words[: _MAX_TITLE + 1].rpartition("-")[0] or words[:_MAX_TITLE]
    return f"{words}-{article.short_id}"


def parse_draft_key(name: str) -> str:
    """Return the short id in the name of an article, or "" for any other text."""
    found = _KEY.fullmatch(name.strip())
    return found[1] if found else ""


def load(file: Path, publication: Publication) -> dict[str, Draft]:
    """Return the draft of each of the publication's languages; empty drafts if there is no file.

    Raises:
        DraftError: The file cannot be used. The error holds the file, the line and the key.
    """
    if not file.is_file():
        return {language: Draft() for language in publication.languages}
    return _Reader(file, publication).drafts()


def check(
    file: Path, drafts: Mapping[str, Draft], known: Mapping[str, str], publication: Publication
) -> None:
    """Check that every article the drafts name is in the archive.

    Args:
        file: The file the drafts were read from.
        drafts: The draft of each language.
        known: The draft keys of the archive's articles, by their short ids.
        publication: The publication.

    Raises:
        DraftError: An article is not in the archive.
    """
    for draft in drafts.values():
        for short_id, name in draft.names.items():
            if short_id not in known:
                problem = f"no such article{_did_you_mean(name, known.values())}"
                raise _Reader(file, publication).error(name, problem)


class _Reader:
    """Reads one file. It keeps the text, to name the line of an error."""

    def __init__(self, file: Path, publication: Publication) -> None:
        self.file, self.publication = file, publication
        self.slugs = [topic.slug for topic in (*publication.topics, publication.rest)]
        self.names: dict[str, str] = {}
        try:
            self.text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise DraftError(f"cannot be read as text: {error}", source=str(file)) from error

    def error(self, name: str, problem: str) -> DraftError:
        """Return the error about the key or the value `name`, with its line."""
        lines = self.text.splitlines()
        line = next((number for number, raw in enumerate(lines, 1) if name in raw.partition("#")[0]), None)
        return DraftError(problem, source=str(self.file), line=line, value=name)

    def drafts(self) -> dict[str, Draft]:
        """Return the draft of each language."""
        try:
            data = tomllib.loads(self.text)
        except ValueError as error:
            raise DraftError(f"{error}; expected TOML", source=str(self.file)) from error
        except RecursionError as error:
            problem = "nests brackets too deeply; expected TOML"
            raise DraftError(problem, source=str(self.file)) from error
        main, *others = self.publication.languages
        tables = {code: data.pop(code) for code in others if code in data}
        shared = self._convert(data, _MainTable, "")
        self._check_shared(shared)
        drafts = {main: self._draft(shared, shared)}
        for code in others:
            drafts[code] = self._draft(self._convert(tables.get(code, {}), _LanguageTable, code), shared)
        return drafts

    def _convert(self, data: Any, table: type[_Table], code: str) -> _Table:
        """Return the typed values of a table.

        Args:
            data: The table as TOML gives it.
            table: The keys it may have.
            code: The language of the table; "" for the file itself.

        Raises:
            DraftError: A key is unknown, or a value has the wrong type.
        """
        try:
            return msgspec.convert(data, table)
        except msgspec.ValidationError as error:
            message = str(error)  # msgspec has no fields that tell the key or the expected type
            unknown = re.search(r"unknown field `(.+?)`", message)
            if unknown:
                keys = [field.encode_name for field in msgspec.structs.fields(table)]
                keys += [] if code else self.publication.languages[1:]
                raise self.error(unknown[1], f"no such key{_did_you_mean(unknown[1], keys)}") from error
            place = re.search(r"at `\$\.?(?:\[\.\.\.\])?([\w-]*)", message)
            expected = re.sub(r" - at .*", "", message).replace("Expected", "expected").replace("`", "")
            raise self.error(place[1] if place and place[1] else code or "draft", expected) from error

    def _check_shared(self, shared: _MainTable) -> None:
        if shared.number is not None and not 1 <= shared.number <= _MAX_NUMBER:
            raise self.error("number", f"{shared.number}: expected 1 to {_MAX_NUMBER}")
        for name, rewrite in shared.rewrite.items():
            if rewrite.changed not in tuple(OnChange):
                raise self.error(name, f'changed = {rewrite.changed!r}: expected "keep" or "take"')
            if rewrite.image and not rewrite.image.startswith("https://"):
                problem = f"image = {rewrite.image!r}: expected an address that starts with https://"
                raise self.error(name, problem)

    def _draft(self, table: _LanguageTable, shared: _MainTable) -> Draft:
        """Return the draft of one language: its own table, and the keys that hold for all."""
        for name in (*table.order, *table.sections):
            if name not in self.slugs:
                raise self.error(name, f"no such topic{_did_you_mean(name, self.slugs)}")
        return Draft(
            subject=" ".join(table.subject.split()),
            preheader=" ".join(table.preheader.split()),
            greeting=table.greeting.strip(),
            closing=table.closing.strip(),
            number=shared.number,
            message_date=shared.date,
            lead=self._short_id(table.lead) if table.lead else "",
            pinned=self._short_ids(table.pinned),
            section_order=tuple(table.order),
            article_order=self._article_order(table.sections),
            left_out=self._by_short_id(shared.left_out),
            held=self._by_short_id(shared.held),
            rewrites={
                short_id: Rewrite(**msgspec.structs.asdict(raw) | {"changed": OnChange(raw.changed)})
                for short_id, raw in self._by_short_id(shared.rewrite).items()
            },
            blocks=tuple(self._block(raw) for raw in table.block),
            article_dates=self._by_short_id(shared.undated),
            late=frozenset(self._short_ids(shared.late)),
            apart=self._pairs("apart", shared.apart),
            translations=self._pairs("translations", shared.translations),
            names=self.names,
        )

    def _article_order(self, sections: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
        order = {topic: self._short_ids(names) for topic, names in sections.items()}
        seen: set[str] = set()
        for topic, short_ids in order.items():
            for short_id, name in zip(short_ids, sections[topic], strict=True):
                if short_id in seen:
                    raise self.error(name, "is in the sections twice; expected it once")
                seen.add(short_id)
        return order

    def _block(self, raw: _Block) -> Block:
        if (raw.before is None) == (raw.after is None):
            raise self.error("block", 'expected either before or after, naming a topic or "lead"')
        beside = raw.before or raw.after or ""
        places = [*self.slugs, "lead"]
        if beside not in places:
            raise self.error(beside, f"no such topic{_did_you_mean(beside, places)}")
        return Block(
            beside=beside, before=raw.before is not None, title=" ".join(raw.title.split()), text=raw.text
        )

    def _pairs(self, key: str, pairs: Iterable[list[str]]) -> frozenset[frozenset[str]]:
        short_ids = frozenset(frozenset(self._short_ids(pair)) for pair in pairs)
        if any(len(pair) < 2 for pair in short_ids):
            problem = "names only one article; expected two or more between each pair of brackets"
            raise self.error(key, problem)
        return short_ids

    def _by_short_id(self, table: Mapping[str, _Value]) -> dict[str, _Value]:
        return {self._short_id(name): value for name, value in table.items()}

    def _short_ids(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(self._short_id(name) for name in names)

    def _short_id(self, name: str) -> str:
        short_id = parse_draft_key(name)
        if not short_id:
            raise self.error(name, "is not an article's key; expected one such as the-clinic-opens-k7m2xq4d")
        self.names[short_id] = name
        return short_id


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    names = list(known)
    close = difflib.get_close_matches(name, names, 1, 0.5)
    if close:
        return f"; did you mean {close[0]!r}?"
    return "; expected one of " + ", ".join(names) if 0 < len(names) <= 20 else ""
