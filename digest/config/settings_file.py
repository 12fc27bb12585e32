"""The text of digest.toml: parsed, converted to tables, and searched for the line of an error."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

import msgspec

from digest.errors import ConfigError

FILE_NAME = "digest.toml"

# A text, or a table of texts by language.
Texts = str | dict[str, str]

_Table = TypeVar("_Table", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """The text of digest.toml and its path."""

    path: Path
    text: str

    @classmethod
    def read(cls, root: Path) -> Self:
        """Read digest.toml in the folder `root`; raise ConfigError when it cannot be read."""
        path = root / FILE_NAME
        try:
            return cls(path, path.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise ConfigError(f"cannot be read: {error.strerror}", source=str(path)) from error
        except UnicodeDecodeError as error:
            raise ConfigError("is not UTF-8; expected a TOML file", source=str(path)) from error

    def parsed(self) -> dict[str, Any]:
        """Return the tables of the file; raise ConfigError when it is not TOML."""
        try:
            return tomllib.loads(self.text)
        except ValueError as error:
            raise ConfigError(f"{error}; expected TOML", source=str(self.path)) from error
        except RecursionError as error:
            raise ConfigError("nests brackets too deeply; expected TOML", source=str(self.path)) from error

    def section(self, name: str, data: Any, table: type[_Table], index: int = 0) -> _Table:
        """Return a section as a typed table.

        Args:
            name: The section, such as "mail" or "topics.health".
            data: What the file holds there.
            table: The table's type; keys that it does not have are errors.
            index: The position among several sections of one name, from 0.

        Raises:
            ConfigError: for an unknown key, a missing one, or a value of another type.
        """
        try:
            return msgspec.convert(data, table)
        except msgspec.ValidationError as error:
            raise self._conversion_error(name, table, error, index) from error

    def _conversion_error(
        self, section: str, table: type[msgspec.Struct], error: msgspec.ValidationError, index: int
    ) -> ConfigError:
        """Turn an error of msgspec, which has no fields, into file, line, option and problem."""
        sentence = str(error)
        keys = [field.encode_name for field in msgspec.structs.fields(table)]
        unknown = re.search(r"unknown field `(.+?)`", sentence)
        if unknown:
            problem = f"no such key in [{section}]{suggestion(unknown[1], keys)}"
            return self.error(section, unknown[1], problem, option="", value=unknown[1], index=index)
        missing = re.search(r"required field `(.+?)`", sentence)
        if missing:
            return self.error(section, None, f"has no {missing[1]!r}; expected one", index=index)
        place = re.search(r"at `\$\.?([\w-]*)", sentence)
        expected = re.sub(r" - at .*", "", sentence).replace("Expected ", "expected ").replace("`", "")
        expected = expected.replace("str | object", "a text, or a table of texts by language")
        return self.error(section, place[1] if place and place[1] else None, expected, index=index)

    def error(
        self,
        section: str,
        key: str | None,
        problem: str,
        *,
        option: str | None = None,
        value: object = None,
        index: int = 0,
    ) -> ConfigError:
        """Return the error for a key, or for a whole section, with its line.

        Args:
            section: The section, such as "topics.health"; "" when `key` is itself a section.
            key: The key in that section, or None for the section as a whole.
            problem: The sentence.
            option: The name in the sentence, when it is not the key.
            value: The value found.
            index: The position among several sections of one name, from 0.
        """
        name = option if option is not None else key or f"[{section}]"
        return ConfigError(
            problem, source=str(self.path), line=self._line(section, key, index), option=name, value=value
        )

    def has_table(self, name: str) -> bool:
        """Tell if a table has a header of its own, rather than being written inline."""
        return any(header == name for _, header, _ in self._lines())

    def _line(self, section: str, key: str | None, index: int) -> int | None:
        """Return the line of a key, else that of its section, counted from 1; None without either."""
        found, headers = None, 0
        for number, current, line in self._lines():
            header = line.lstrip().startswith("[")
            if not section and header and current.split(".")[0] == key:
                return number
            if current != section:
                continue
            if header:
                headers += 1
                if headers == index + 1:
                    found = number
            elif headers == index + 1 and key and _assigns(line, key):
                return number
        return found

    def _lines(self) -> Iterator[tuple[int, str, str]]:
        """Yield each line with its number, from 1, and the name of the table it belongs to."""
        current = ""
        for number, line in enumerate(self.text.splitlines(), 1):
            header = re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]", line)
            if header:
                current = header[1].replace('"', "").replace("'", "")
            yield number, current, line


def _assigns(line: str, key: str) -> bool:
    return re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[.=]", line) is not None


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return the end of a sentence about an unknown name: the nearest known one, else all of them."""
    names = list(known)
    close = difflib.get_close_matches(name, names, 1)
    return f"; did you mean {close[0]!r}?" if close else "; expected one of " + ", ".join(names)


def texts_by_language(texts: Texts, language: str) -> dict[str, str]:
    """Return the texts that are not empty, each on one line, by language; a lone text is in `language`."""
    table = {language: texts} if isinstance(texts, str) else texts
    return {code: line for code, text in table.items() if (line := " ".join(text.split()))}
