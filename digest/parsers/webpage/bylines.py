"""Authors and topics in the lines of a web page: by-lines, and the words beside a date."""

from __future__ import annotations

import re

from digest.parsers.listing.phrases import BYLINE, is_furniture
from digest.parsers.listing.records import Record
from digest.parsers.webpage.lines import PageLine

_SEPARATOR = re.compile(r"[|·•]")
_WORDS_BEFORE_DATE = re.compile(
    r"[\s,|·•–—-]*(?:\b(?:on|el|le|am|il|em|published|posted|publicado|in|en)\b[\s:]*)*$", re.IGNORECASE
)
_WRITTEN = (
    r"(?:text[oe]?|words|story|interview|report(?:ing|ed)|written|posted|published|escrito|publicado|redactado|scritto|"
    r"pubblicato|[eé]crit|publi[eé]|r[eé]dig[eé]|verfasst|geschrieben)\s+"
)
# "von", "da", "di" and "de" begin surnames too: "De Vries".
_BY = re.compile(
    rf"\W*(?:(?i:(?:{_WRITTEN})?(?:by|por|par)\b|{_WRITTEN}(?:von|da|di|de)\b|(?:autor(?:a|es)?|authors?)\s*:)|"
    r"(?:von|da|di|de)\b(?=\s+\S+\s))\s*:?"
)
_WORDS_BEFORE_TOPIC = re.compile(
    r"\A\W*(?:(?:(?:posted|filed|published|tagged) (?:in|under|with|as)|publicado en|publi[eé] dans|pubblicato in|veröffentlicht (?:in|unter))"
    r"(?:\s*:|\s+|$)|(?:categor(?:y|ies|[ií]as?)|cat[eé]gories?|kategorien?|tags?|tagged|topics?|themes?|temas?|etiquetas?|"
    r"section)\s*(?::|$))",
    re.IGNORECASE,
)
_BETWEEN_TOPICS = re.compile(r"\s*[,;|•·]\s+")
_BETWEEN_NAMES = re.compile(r"\s*,\s+|\s+(?:and|y|e|et|und|&)\s+")
_PERSON = re.compile(r"[A-ZÀ-Þ][\w.’'-]+(?: [\w.’'-]+){1,3}")


def split_names(text: str) -> list[str]:
    """Return the names in a by-line: several only if each is plainly a person's name."""
    names = _BETWEEN_NAMES.split(text)
    if len(names) > 1 and all(_PERSON.fullmatch(name) for name in names):
        return names
    return [text] if text else []


def without_by(text: str) -> str:
    """Return an author's line without "By" or "Author:" before the name."""
    by = _BY.match(text)
    return text[by.end() if by else 0 :].strip(" ,|·•–—-")


def split_topics(text: str) -> list[str]:
    """Return the topics in a list of them, without words such as "Filed under" or "Categories:" before it."""
    text = _WORDS_BEFORE_TOPIC.sub("", text)
    return [word for topic in _BETWEEN_TOPICS.split(text) if (word := topic.strip(" :"))]


def take_beside_date(record: Record, line: PageLine) -> None:
    """Add to `record` the author and the topic that stand beside the date in its line."""
    if line.date is None or line.is_date_only:
        return
    if line.published and (line.date.start, line.date.end) == (0, len(line.text)):
        return
    before = _WORDS_BEFORE_DATE.sub("", line.text[: line.date.start])
    after = re.split(r"\s*[|·•]\s*", line.text[line.date.end :])
    has_separator = _SEPARATOR.search(line.text) is not None
    for part in (before, *after):
        text = part.strip(" ,.-–—|·•/()")
        byline = BYLINE.fullmatch(text)
        if byline:
            record.authors += split_names(byline["name"])
        elif _WORDS_BEFORE_TOPIC.match(text):
            record.topics += split_topics(text)  # none where the topic is a line of its own
        elif has_separator and _may_be_name(text):
            # Beside a date a single word is a topic; several may be a name.
            if " " in text:
                record.beside_date = text
            else:
                record.topics.append(text)


def _may_be_name(text: str) -> bool:
    return bool(text) and len(text) <= 50 and not re.search(r"\d|:", text) and not is_furniture(text)
