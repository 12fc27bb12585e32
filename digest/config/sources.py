"""[[sources]]: files and addresses that articles come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import msgspec

from digest.config.publication import LANGUAGE
from digest.config.settings_file import FILE_NAME, SettingsFile
from digest.errors import ConfigError
from digest.files import replace_file
from digest.model import Beside
from digest.text import codec_name

_SECTION = "sources"


class SourceTable(msgspec.Struct, forbid_unknown_fields=True):
    """[[sources]] as it is written."""

    path: str | None = None
    url: str | None = None
    language: str | None = None
    topics: list[str] = msgspec.field(default_factory=list)
    encoding: str | None = None
    allow_private: bool = False
    beside: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSetting:
    """One [[sources]]: either a path, or a pattern of paths, below the workspace, or an address."""

    path: str | None
    url: str | None
    language: str | None
    topics: tuple[str, ...]
    encoding: str | None
    allow_private: bool
    beside: Beside | None


def sources(file: SettingsFile, data: Any) -> tuple[SourceSetting, ...]:
    """Return the sources in the order of the file; raise ConfigError for one that cannot be used."""
    if not isinstance(data, list):
        raise file.error(_SECTION, None, "expected [[sources]]", option=_SECTION)
    return tuple(_source(file, index, table) for index, table in enumerate(data))


def update_addresses(root: Path, addresses: Mapping[str, str]) -> None:
    """Replace the addresses of sources that moved, in digest.toml; everything else stays as written.

    Args:
        root: The workspace's folder.
        addresses: The new address by the old one.

    Raises:
        ConfigError: when the file cannot be read or written.
    """
    import tomlkit  # only for a source that moved

    path = root / FILE_NAME
    try:
        text = path.read_bytes().decode("utf-8")
        byte_order_mark = "\ufeff" if text.startswith("\ufeff") else ""
        settings = tomlkit.parse(text.removeprefix(byte_order_mark))
        for table in settings.get(_SECTION, []):
            if table.get("url") in addresses:
                table["url"] = addresses[table["url"]]
        replace_file(path, (byte_order_mark + tomlkit.dumps(settings)).encode())
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", source=str(path)) from error


def _source(file: SettingsFile, index: int, data: Any) -> SourceSetting:
    table = file.section(_SECTION, data, SourceTable, index)
    if (table.path is None) == (table.url is None):
        problem = "expected either a path or a url"
        raise file.error(_SECTION, None, problem, option=f"[[sources]] number {index + 1}", index=index)
    path, url = _place(file, index, table)
    if path is not None:
        _check_path(file, index, path)
    if url is not None:
        _check_url(file, index, url)
    _check_values(file, index, table, url)
    return SourceSetting(
        path=path,
        url=url,
        language=table.language,
        topics=tuple(table.topics),
        encoding=table.encoding,
        allow_private=table.allow_private,
        beside=Beside(table.beside) if table.beside else None,
    )


def _check_values(file: SettingsFile, index: int, table: SourceTable, url: str | None) -> None:
    if table.allow_private and url is None:
        problem = "is for a url; a path needs none"
        raise file.error(_SECTION, "allow_private", problem, index=index)
    if table.language is not None and not LANGUAGE.fullmatch(table.language):
        problem = "expected a code such as es"
        raise file.error(_SECTION, "language", problem, value=table.language, index=index)
    if table.encoding is not None and codec_name(table.encoding) is None:
        problem = "unknown encoding; expected a name such as windows-1250 or koi8-r"
        raise file.error(_SECTION, "encoding", problem, value=table.encoding, index=index)
    if table.beside is not None and table.beside not in list(Beside):
        problem = "expected author or topic"
        raise file.error(_SECTION, "beside", problem, value=table.beside, index=index)


def _place(file: SettingsFile, index: int, table: SourceTable) -> tuple[str | None, str | None]:
    """Return the path and the url, one of them None; a file address is a path (RFC 8089, section 2)."""
    for key, value in (("path", table.path), ("url", table.url)):
        if value is None or not value.lower().startswith("file:"):
            continue
        parts = _split(value)
        if not parts or parts.netloc not in ("", "localhost") or not parts.path.startswith("/"):
            problem = "expected a file of this machine, such as file:///srv/news.xml"
            raise file.error(_SECTION, key, problem, value=value, index=index)
        return unquote(parts.path), None
    return table.path, table.url


def _check_path(file: SettingsFile, index: int, path: str) -> None:
    if not path.strip() or "\0" in path:
        problem = "expected a path such as feeds/news.xml"
        raise file.error(_SECTION, "path", problem, value=path, index=index)


def _check_url(file: SettingsFile, index: int, url: str) -> None:
    parts = _split(url)
    if not parts or parts.scheme not in ("http", "https"):
        problem = "expected an address that starts with https://"
        raise file.error(_SECTION, "url", problem, value=url, index=index)
    if "@" in parts.netloc:
        problem = "holds a user and a password; expected an address that needs none"
        raise file.error(_SECTION, "url", problem, index=index)


def _split(address: str) -> SplitResult | None:
    """Return the parts of an address, or None when it has none, such as "https://[news"."""
    try:
        return urlsplit(address)
    except ValueError:
        return None
