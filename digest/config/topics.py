"""[topics.*], [[include]] and [[exclude]]."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from digest.config.publication import LANGUAGE
from digest.config.settings_file import SettingsFile, Texts, suggestion, texts_by_language
from digest.config.theme import COLOUR
from digest.files import is_portable
from digest.model import Rule, Topic, TopicOrder
from digest.text import fold

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# A star ends a word of at least two letters: "v*" would match half of the dictionary.
_STAR = re.compile(r"[^*]*\w{2}\*")
# The slugs of the sections for articles without a topic, and for topics with too few articles.
_RESERVED = ("more", "also")


class TopicTable(msgspec.Struct, forbid_unknown_fields=True):
    """[topics.SLUG] as it is written."""

    title: Texts
    aliases: list[str] = msgspec.field(default_factory=list)
    keywords: list[str] | dict[str, list[str]] = msgspec.field(default_factory=list)
    colour: str | None = None
    most: int | None = None
    least: int = 0
    order: str = TopicOrder.DATE.value


class RuleTable(msgspec.Struct, forbid_unknown_fields=True):
    """[[include]] or [[exclude]] as it is written."""

    source: str | None = None
    language: str | None = None
    label: str | None = None
    word: str | None = None
    topic: str | None = None


def topics(file: SettingsFile, data: Any) -> tuple[Topic, ...]:
    """Return the topics in the order of the file; raise ConfigError for one that cannot be used."""
    if not isinstance(data, Mapping):
        raise file.error("", "topics", "expected tables such as [topics.health]")
    return tuple(_topic(file, slug, table) for slug, table in data.items())


def rules(file: SettingsFile, section: str, data: Any, topics: tuple[Topic, ...]) -> tuple[Rule, ...]:
    """Return the rules of [[include]] or [[exclude]].

    Args:
        file: The settings file, for the lines of errors.
        section: "include" or "exclude".
        data: The tables of that section.
        topics: The topics that a rule may name.

    Raises:
        ConfigError: for a rule without a condition, or about a topic that does not exist.
    """
    if not isinstance(data, list):
        raise file.error(section, None, f"expected [[{section}]]", option=section)
    slugs = [*(topic.slug for topic in topics), "more"]
    return tuple(_rule(file, section, index, table, slugs) for index, table in enumerate(data))


def _topic(file: SettingsFile, slug: str, data: Any) -> Topic:
    section = f"topics.{slug}"
    if not _SLUG.fullmatch(slug) or slug in _RESERVED:
        problem = "expected a name of small letters, figures and hyphens other than 'more' and 'also'"
        raise file.error(section, None, problem)
    if not is_portable(slug):  # its page is a folder of this name
        problem = f"Windows reserves this name; expected another, such as '{slug}-news'"
        raise file.error(section, None, problem)
    table = file.section(section, data, TopicTable)
    if table.colour is not None and not COLOUR.fullmatch(table.colour):
        raise file.error(section, "colour", "expected a colour such as #1a7f5a", value=table.colour)
    if table.order not in tuple(TopicOrder):
        problem = f"unknown{suggestion(table.order, TopicOrder)}"
        raise file.error(section, "order", problem, value=table.order)
    if table.least < 0 or (table.most is not None and table.most < max(1, table.least)):
        raise file.error(section, "most", "expected 1 or more, and no fewer than least", value=table.most)
    titles = texts_by_language(table.title, "")
    if not titles:
        raise file.error(section, "title", "is empty; expected a heading")
    return Topic(
        slug=slug,
        titles=titles,
        aliases=tuple(table.aliases),
        keywords=_keywords(file, section, table.keywords),
        colour=table.colour.lower() if table.colour else None,
        most=table.most,
        least=table.least,
        order=TopicOrder(table.order),
    )


def _keywords(
    file: SettingsFile, section: str, keywords: list[str] | dict[str, list[str]]
) -> dict[str, tuple[str, ...]]:
    """Return the keywords by language; those of every language are under ""."""
    if isinstance(keywords, list):
        table = {"": keywords}
    else:
        table = keywords
        for code in table:
            if not LANGUAGE.fullmatch(code):
                problem = "expected codes of languages such as en, or one list for every language"
                raise file.error(section, "keywords", problem, value=code)
    for keyword in (keyword for listed in table.values() for keyword in listed):
        _check_keyword(file, section, keyword)
    return {code: tuple(listed) for code, listed in table.items() if listed}


def _check_keyword(file: SettingsFile, section: str, keyword: str) -> None:
    if not fold(keyword):
        raise file.error(section, "keywords", "has no letters; expected a word or a phrase", value=keyword)
    if not all(_STAR.fullmatch(word) for word in keyword.split() if "*" in word):
        problem = "expected * only after two letters or more, such as 'vaccin*'"
        raise file.error(section, "keywords", problem, value=keyword)


def _rule(file: SettingsFile, section: str, index: int, data: Any, slugs: list[str]) -> Rule:
    table = file.section(section, data, RuleTable, index)
    if table.topic is not None and table.topic not in slugs:
        problem = f"no such topic{suggestion(table.topic, slugs)}"
        raise file.error(section, "topic", problem, value=table.topic, index=index)
    if not (table.source or table.language or table.label or table.word):
        problem = "has no condition; expected source, language, label or word"
        raise file.error(section, None, problem, option=f"[[{section}]]", index=index)
    return Rule(**msgspec.structs.asdict(table))
