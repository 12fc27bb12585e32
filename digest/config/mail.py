"""[mail]: sender, list, unsubscribe link, limits."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec

from digest.config.settings_file import SettingsFile, Texts
from digest.model import MailSettings, Publication

_SECTION = "mail"
_MAX_CONNECTIONS = 20
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class MailTable(msgspec.Struct, forbid_unknown_fields=True):
    """The keys of [mail] and their types."""

    sender: Texts = msgspec.field(default="", name="from")
    to: Texts = ""
    unsubscribe: Texts = ""
    greeting: Texts = ""
    list_id: Texts = ""
    together: bool = False
    bounces: Texts = ""
    login: str = ""
    connections: int = 1
    per_minute: int = 0


_NAMED_ADDRESS = (
    re.compile(r"(?:[^<>@]*<)?[^\s<>@,]+@[^\s<>@,]+>?").fullmatch,
    "expected an address such as News <news@example.org>",
)
# The format of a setting, and the end of the error message for any other value.
_FORMATS: dict[str, tuple[Callable[[str], object], str]] = {
    "from": _NAMED_ADDRESS,
    "to": _NAMED_ADDRESS,
    "bounces": (
        # A sendmail program reads an address that starts with "-" as an option.
        re.compile(r"[^\s<>@,\-][^\s<>@,]*@[^\s<>@,]+").fullmatch,
        "expected an address alone, such as bounces@example.org",
    ),
    "unsubscribe": (
        # A placeholder of another mail tool, such as {{unsubscribe}} or *|UNSUB|*, is allowed too.
        re.compile(r"(https?://|mailto:)\S+$|[\[{*]").match,
        "expected an https or mailto address",
    ),
    "list_id": (
        re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+").fullmatch,
        "expected a name such as news.example.org",
    ),
}


def mail(file: SettingsFile, data: Any, publication: Publication) -> MailSettings:
    """Return the settings of [mail].

    A language without its own list_id gets that of the first language with its code in front, such as
    es.news.example.org.

    Args:
        file: The settings file, which finds the line of an error.
        data: The table [mail] as TOML gives it.
        publication: The publication; the defaults come from its title and home.

    Raises:
        ConfigError: A value is invalid.
    """
    table = file.section(_SECTION, data, MailTable)
    first_language, *others = publication.languages
    texts = _texts(file, table, publication.languages)
    if not 1 <= table.connections <= _MAX_CONNECTIONS:
        problem = f"expected 1 to {_MAX_CONNECTIONS}"
        raise file.error(_SECTION, "connections", problem, value=table.connections)
    if table.per_minute < 0:
        raise file.error(_SECTION, "per_minute", "expected 0 (no limit) or more", value=table.per_minute)
    host = urlsplit(publication.home).hostname or "localhost"
    first = texts[first_language]
    list_id = first.get("list_id") or f"{_slug(publication.title)}.{host}"
    other_languages: dict[str, dict[str, str]] = {}
    for code in others:
        other_languages[code] = {name: text for name, text in texts[code].items() if text}
        other_languages[code].setdefault("list_id", f"{code}.{list_id}")
        if not first.get("sender"):
            other_languages[code].setdefault("sender", _default_sender(publication.in_language(code), host))
    return MailSettings(
        sender=first.get("sender") or _default_sender(publication, host),
        to=first.get("to", ""),
        unsubscribe=first.get("unsubscribe", ""),
        greeting=first.get("greeting", "").strip(),
        list_id=list_id,
        other_languages=other_languages,
        together=table.together,
        bounces=first.get("bounces", ""),
        login=table.login,
        connections=table.connections,
        per_minute=table.per_minute,
    )


def _texts(file: SettingsFile, table: MailTable, languages: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Check the texts and return them by language and by field of MailSettings."""
    texts: dict[str, dict[str, str]] = {code: {} for code in languages}
    for name in ("sender", "to", "unsubscribe", "greeting", "list_id", "bounces"):
        given: Texts = getattr(table, name)
        for code, text in ({languages[0]: given} if isinstance(given, str) else given).items():
            if name != "greeting":
                _check(file, "from" if name == "sender" else name, text)
            texts.setdefault(code, {})[name] = text
    return texts


def _check(file: SettingsFile, key: str, value: str) -> None:
    if _CONTROL.search(value):
        raise file.error(_SECTION, key, "holds a line break or a control character; expected one line")
    if value and key in _FORMATS:
        matches, expected = _FORMATS[key]
        if not matches(value):
            raise file.error(_SECTION, key, expected, value=value)


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "news"


def _default_sender(publication: Publication, host: str) -> str:
    return f"{publication.title} <newsletter@{host}>"
