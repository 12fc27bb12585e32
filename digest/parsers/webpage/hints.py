"""Hints about an element's content: class names, microdata, link relations, column headings, link paths."""

from __future__ import annotations

import functools
import re
from enum import StrEnum

from digest.parsers.webpage import tree


class Hint(StrEnum):
    """Kind of content that the names of an element announce.

    If the names of one element announce several kinds, the first in this order counts.
    """

    DATE = "date"
    UPDATED = "updated"
    AUTHOR = "author"
    TOPIC = "topic"
    TITLE = "title"
    CREDIT = "credit"
    NOISE = "noise"
    SUMMARY = "summary"
    NONE = ""


# In the languages of the sites we know. "data" (a date in Portuguese and Italian) is too common in class names.
_HINT_WORDS = {
    Hint.TITLE: "title headline heading titulo titre titel titolo titular subject",
    Hint.DATE: "date time published pubdate datetime posted fecha datum timestamp created",
    Hint.UPDATED: "updated modified",
    Hint.AUTHOR: "author authors byline autor auteur writer creator contributor autore",
    Hint.TOPIC: (
        "category categories cat tag tags topic topics kicker eyebrow rubric rubrique tema temas theme themes type "
        "taxonomy categoria seccion antetitulo overline"
    ),
    Hint.SUMMARY: (
        "summary excerpt teaser lead lede dek deck intro description desc abstract standfirst snippet resumen "
        "entradilla bajada chapo body text"
    ),
    Hint.CREDIT: "caption credit credits copyright",
    Hint.NOISE: "download btn button more readmore cta share comment comments",
}
_HINT_OF_WORD = {word: hint for hint, words in _HINT_WORDS.items() for word in words.split()}
_HINT_OF_PROPERTY = {
    "headline": Hint.TITLE,
    "datepublished": Hint.DATE,
    "datecreated": Hint.DATE,
    "datemodified": Hint.UPDATED,
    "author": Hint.AUTHOR,
    "articlesection": Hint.TOPIC,
    "keywords": Hint.TOPIC,
    "description": Hint.SUMMARY,
    "articlebody": Hint.SUMMARY,
}
_LINK_PATH = re.compile(
    r"[/?](?:(?P<author>authors?|autor(?:es)?|auteurs?|people|team|staff|contributors?|writers?|users?|profiles?|equipo)|"
    r"categor(?:y|ies|ia|ias)|cat|tags?|topics?|temas?|themes?|sections?|secci[oó]n(?:es)?|rubriques?|etiquetas?|kategorien?)"
    r"[/=][^/?#]+",
    re.IGNORECASE,
)


def of_element(element: tree.Element) -> Hint:
    """Return the hint that an element's tag, classes, id, `itemprop` and `rel` give."""
    return _of_names(
        tree.name(element),
        element.get("class") or "",
        element.get("itemprop") or "",
        element.get("rel") or "",
        element.get("id") or "",
    )


@functools.lru_cache(maxsize=4096)
def _of_names(tag: str, classes: str, itemprop: str, rel: str, element_id: str) -> Hint:
    for word in itemprop.lower().split():
        if word in _HINT_OF_PROPERTY:
            return _HINT_OF_PROPERTY[word]
    if tag == "a" and "author" in rel.split():
        return Hint.AUTHOR
    if tag == "a" and "tag" in rel.split():
        return Hint.TOPIC
    if tag == "time":
        return Hint.DATE
    found = {_of_name(name) for name in (*tree.class_names(classes), element_id)} - {Hint.NONE}
    return next((hint for hint in Hint if hint in found), Hint.CREDIT if tag == "figcaption" else Hint.NONE)


def _of_name(name: str) -> Hint:
    """Return the hint of a class name's last known word: "post-title-date" is a date."""
    hints = (_HINT_OF_WORD.get(word.lower()) for word in reversed(tree.name_words(name)))
    return next((hint for hint in hints if hint), Hint.NONE)


def of_heading(text: str) -> Hint:
    """Return the hint that the heading of a table's column gives its cells."""
    return next((hint for word in text.lower().split()[:4] if (hint := _HINT_OF_WORD.get(word))), Hint.NONE)


def of_address(address: str) -> Hint:
    """Return AUTHOR or TOPIC for the address of an author's or a topic's own page, else NONE."""
    found = _LINK_PATH.search(address)
    if not found:
        return Hint.NONE
    return Hint.AUTHOR if found["author"] else Hint.TOPIC
