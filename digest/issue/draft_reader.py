"""drafts/*.toml: what the editor decided on an issue, and how drafts name articles."""

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

_KEY_WORDS = 40
_NUMBERS = 1_000_000
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


class _Words(msgspec.Struct, forbid_unknown_fields=True):
    """What may differ from language to language."""

    subject: str = ""
    preheader: str = ""
    greeting: str = ""
    closing: str = ""
    lead: str = ""
    pinned: list[str] = msgspec.field(default_factory=list)
    order: list[str] = msgspec.field(default_factory=list)
    sections: dict[str, list[str]] = msgspec.field(default_factory=dict)
    block: list[_Block] = msgspec.field(default_factory=list)


class _File(_Words, forbid_unknown_fields=True):
    number: int | None = None
    date: dt.date | None = None
    left_out: dict[str, str] = msgspec.field(default_factory=dict)
    held: dict[str, str] = msgspec.field(default_factory=dict)
    undated: dict[str, dt.date] = msgspec.field(default_factory=dict)
    late: list[str] = msgspec.field(default_factory=list)
    rewrite: dict[str, _Rewrite] = msgspec.field(default_factory=dict)
    apart: list[list[str]] = msgspec.field(default_factory=list)
    translations: list[list[str]] = msgspec.field(default_factory=list)


_Raw = TypeVar("_Raw", bound=msgspec.Struct)


def draft_key(article: Article) -> str:
    """Return the name drafts give an article: words of its title for people, then its short id."""
    words = slug(article.title)
    if len(words) > _KEY_WORDS:
        words = words[: _KEY_WORDS + 1].rpartition("-")[0] or words[:_KEY_WORDS]
    return f"{words}-{article.short_id}"


def parse_draft_key(name: str) -> str:
    """Return the short id in the name of an article, or "" for any other text."""
    found = _KEY.fullmatch(name.strip())
    return found[1] if found else ""


def path(root: Path, issue: str) -> Path:
    """Return where the draft of the issue named `issue` is."""
    return root / "drafts" / f"{issue}.toml"


def load(file: Path, publication: Publication) -> dict[str, Draft]:
    """Return the draft of each language of the publication; empty ones where there is no file.

    Raises DraftError with the file, the line, what was found and what was expected.
    """
    if not file.is_file():
        return {language: Draft() for language in publication.languages}
    return _Reader(file, publication).drafts()


class _Reader:
    """Turns one file into drafts; knows the text, to name the line of what is wrong."""

    def __init__(self, file: Path, publication: Publication) -> None:
        self.file, self.publication = file, publication
        self.names: dict[str, str] = {}
        try:
            self.text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise DraftError(f"{file}: cannot be read as text: {error}") from error

    def drafts(self) -> dict[str, Draft]:
        try:
            data = tomllib.loads(self.text)
        except ValueError as error:
            raise DraftError(f"{self.file}: {error}; expected TOML") from error
        except RecursionError as error:
            raise DraftError(f"{self.file}: holds brackets too deep in each other; expected TOML") from error
        main, *others = self.publication.languages
        own = {code: data.pop(code) for code in others if code in data}
        shared = self._converted(data, _File, "")
        drafts = {main: self._draft(shared, shared)}
        for code in others:
            words = self._converted(own.get(code, {}), _Words, code)
            drafts[code] = self._draft(words, shared)
        return drafts

    def _converted(self, data: Any, kind: type[_Raw], place: str) -> _Raw:
        try:
            return msgspec.convert(data, kind)
        except msgspec.ValidationError as error:
            said = str(error)
            unknown = re.search(r"unknown field `(.+?)`", said)
            if unknown:
                names = [field.encode_name for field in msgspec.structs.fields(kind)]
                if not place:
                    names += self.publication.languages[1:]
                raise self.wrong(unknown[1], f"no such key{_nearest(unknown[1], names)}") from error
            at = re.search(r"at `\$\.?(?:\[\.\.\.\])?([\w-]*)", said)
            expected = re.sub(r" - at .*", "", said).replace("Expected", "expected").replace("`", "")
            raise self.wrong(at[1] if at and at[1] else place or "draft", expected) from error

    def wrong(self, name: str, why: str) -> DraftError:
        """Return the error about `name`, with the line it stands in."""
        lines = self.text.splitlines()
        line = next((n for n, raw in enumerate(lines, 1) if name in raw.partition("#")[0]), None)
        return DraftError(f"{self.file}{f':{line}' if line else ''}: {name!r}: {why}")

    def _draft(self, words: Any, shared: _File) -> Draft:
        slugs = [topic.slug for topic in (*self.publication.topics, self.publication.rest)]
        for name in (*words.order, *words.sections):
            if name not in slugs:
                raise self.wrong(name, f"no such topic{_nearest(name, slugs)}")
        order = {name: self._marks(keys) for name, keys in words.sections.items()}
        seen: set[str] = set()
        for name, marks in order.items():
            for one, text in zip(marks, words.sections[name], strict=True):
                if one in seen:
                    raise self.wrong(text, "stands twice in the sections; expected it once")
                seen.add(one)
        if shared.number is not None and not 1 <= shared.number <= _NUMBERS:
            raise self.wrong("number", f"{shared.number}: expected 1 to {_NUMBERS}")
        for name, rewrite in shared.rewrite.items():
            if rewrite.changed not in ("", "keep", "take"):
                raise self.wrong(name, f'changed = {rewrite.changed!r}: expected "keep" or "take"')
            if rewrite.image and not rewrite.image.startswith("https://"):
                raise self.wrong(
                    name, f"image = {rewrite.image!r}: expected an address that starts with https://"
                )
        return Draft(
            subject=" ".join(words.subject.split()),
            preheader=" ".join(words.preheader.split()),
            greeting=words.greeting.strip(),
            closing=words.closing.strip(),
            number=shared.number,
            dated=shared.date,
            lead=self._mark(words.lead) if words.lead else "",
            pinned=self._marks(words.pinned),
            sections=tuple(words.order),
            order=order,
            left_out={self._mark(name): why for name, why in shared.left_out.items()},
            held={self._mark(name): why for name, why in shared.held.items()},
            rewrites={
                self._mark(name): Rewrite(**msgspec.structs.asdict(one) | {"changed": OnChange(one.changed)})
                for name, one in shared.rewrite.items()
            },
            blocks=tuple(self._block(one, slugs) for one in words.block),
            dates={self._mark(name): day for name, day in shared.undated.items()},
            late=frozenset(self._marks(shared.late)),
            apart=self._pairs("apart", shared.apart),
            translations=self._pairs("translations", shared.translations),
            names=self.names,
        )

    def _block(self, raw: _Block, slugs: list[str]) -> Block:
        if (raw.before is None) == (raw.after is None):
            raise self.wrong("block", 'expected either before or after, naming a topic or "lead"')
        beside = raw.before or raw.after or ""
        if beside not in (*slugs, "lead"):
            raise self.wrong(beside, f"no such topic{_nearest(beside, [*slugs, 'lead'])}")
        return Block(
            beside=beside, before=raw.before is not None, title=" ".join(raw.title.split()), text=raw.text
        )

    def _marks(self, keys: Iterable[str]) -> tuple[str, ...]:
        return tuple(self._mark(name) for name in keys)

    def _pairs(self, name: str, pairs: Iterable[list[str]]) -> frozenset[frozenset[str]]:
        found = [frozenset(self._marks(pair)) for pair in pairs]
        if any(len(pair) < 2 for pair in found):
            raise self.wrong(
                name, "names one article alone; expected two or more between each pair of brackets"
            )
        return frozenset(found)

    def _mark(self, name: str) -> str:
        found = _KEY.fullmatch(name.strip())
        if not found:
            raise self.wrong(name, "is no article's key; expected one such as the-clinic-opens-k7m2xq4d")
        self.names[found[1]] = name
        return found[1]


def check(
    file: Path, drafts: Mapping[str, Draft], known: Mapping[str, str], publication: Publication
) -> None:
    """Raise DraftError for the first article a draft names that is in no archive. `known` are the keys by mark."""
    for draft in drafts.values():
        for one, name in draft.names.items():
            if one not in known:
                raise _Reader(file, publication).wrong(
                    name, f"no such article{_nearest(name, known.values())}"
                )


def _nearest(name: str, known: Iterable[str]) -> str:
    names = list(known)
    close = difflib.get_close_matches(name, names, 1, 0.5)
    if close:
        return f"; did you mean {close[0]!r}?"
    return "; expected one of " + ", ".join(names) if 0 < len(names) <= 20 else ""
