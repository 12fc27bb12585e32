"""[publication]: title, home, languages, timezone."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import urlsplit

import msgspec

from digest import periods
from digest.config.settings_file import SettingsFile, Texts, texts_by_language
from digest.errors import PeriodError
from digest.model import Publication, Topic, Untranslated
from digest.text import ascii_domain

LANGUAGE = re.compile(r"[a-z]{2,3}")
_FUNCTION = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:[A-Za-z_]\w*", re.ASCII)
_SECTION = "publication"

_ALSO = {
    "en": "Also this month",
    "es": "También este mes",
    "fr": "Aussi ce mois-ci",
    "pt": "Também neste mês",
    "ar": "أيضًا هذا الشهر",
}
_REST = {
    "en": "More stories",
    "es": "Más noticias",
    "fr": "Autres articles",
    "pt": "Mais notícias",
    "ar": "أخبار أخرى",
}


class PublicationTable(msgspec.Struct, forbid_unknown_fields=True):
    """[publication] as it is written."""

    title: Texts
    home: str
    languages: list[str] = msgspec.field(default_factory=lambda: ["en"])
    timezone: str = "UTC"
    tagline: Texts = ""
    address: Texts = ""
    untranslated: str = Untranslated.LEAVE_OUT.value
    first_issue: str | None = None
    feed_length: int = 30
    classifier: str = ""
    also: Texts = msgspec.field(default_factory=lambda: dict(_ALSO))
    rest: Texts = msgspec.field(default_factory=lambda: dict(_REST))


def publication(file: SettingsFile, table: PublicationTable) -> Publication:
    """Return the publication, without its topics and rules.

    Raises:
        ConfigError: for a value that cannot be used.
    """
    _check_home(file, table.home)
    _check_languages(file, table.languages)
    _check_dates(file, table)
    if table.untranslated not in tuple(Untranslated):
        problem = f"expected one of {', '.join(Untranslated)}"
        raise file.error(_SECTION, "untranslated", problem, value=table.untranslated)
    if table.feed_length < 1:
        raise file.error(_SECTION, "feed_length", "expected 1 or more", value=table.feed_length)
    first, *others = table.languages
    texts = {
        key: _texts(file, key, value, first)
        for key, value in (("title", table.title), ("tagline", table.tagline), ("address", table.address))
    }
    if not all(texts["title"].values()):
        raise file.error(_SECTION, "title", "is empty; expected the newsletter's name")
    return Publication(
        title=texts["title"][first],
        home=table.home.rstrip("/") + "/",
        languages=tuple(table.languages),
        timezone=table.timezone,
        tagline=texts["tagline"].get(first, ""),
        address=texts["address"].get(first, ""),
        first_issue=table.first_issue,
        feed_length=table.feed_length,
        few=Topic(slug="also", titles=texts_by_language(table.also, first)),
        rest=Topic(slug="more", titles=texts_by_language(table.rest, first)),
        other_languages={
            code: {key: by_language[code] for key, by_language in texts.items() if code in by_language}
            for code in others
        },
        untranslated=Untranslated(table.untranslated),
    )


def classifier(file: SettingsFile, table: PublicationTable) -> str:
    """Return the name of the workspace's own classifier, "" without one."""
    if table.classifier and not _FUNCTION.fullmatch(table.classifier):
        problem = "expected a module and a function such as 'our_topics:topic_of'"
        raise file.error(_SECTION, "classifier", problem, value=table.classifier)
    return table.classifier


def _check_languages(file: SettingsFile, languages: list[str]) -> None:
    if not languages or not all(LANGUAGE.fullmatch(code) for code in languages):
        raise file.error(_SECTION, "languages", 'expected codes such as ["en", "es"]', value=languages)
    if len(set(languages)) < len(languages):
        raise file.error(_SECTION, "languages", "names one twice", value=languages)


def _check_dates(file: SettingsFile, table: PublicationTable) -> None:
    """Check the timezone and the first issue; PeriodError says which of its values is wrong."""
    option = "timezone"
    try:
        periods.timezone(table.timezone)
        option = "first_issue"
        if table.first_issue is not None:
            periods.named(table.first_issue, table.timezone)
    except PeriodError as error:
        raise file.error(_SECTION, option, error.problem, value=error.value) from error


def _check_home(file: SettingsFile, home: str) -> None:
    """Refuse an address that no site has, or with a host that is not ASCII (RFC 5890, section 2.3.2.1)."""
    host = ascii_host = ""
    with suppress(ValueError):
        parts = urlsplit(home)
        if parts.scheme in ("http", "https") and not parts.query and not parts.fragment:
            host = parts.hostname or ""
            ascii_host = ascii_domain(host) if host else ""
    if not ascii_host:
        problem = "expected the address of the site, such as https://news.example.org/"
        raise file.error(_SECTION, "home", problem, value=home)
    if host != ascii_host:
        problem = f"has a host beyond ASCII; expected its ASCII form, {ascii_host}"
        raise file.error(_SECTION, "home", problem, value=home)


def _texts(file: SettingsFile, key: str, texts: Texts, first: str) -> dict[str, str]:
    """Return a setting by language, each text on one line; the first language must have one."""
    table = {first: texts} if isinstance(texts, str) else texts
    if first not in table:
        raise file.error(_SECTION, key, f"has none in {first!r}, the publication's first language")
    return {code: " ".join(text.split()) for code, text in table.items()}
