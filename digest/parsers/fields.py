"""Articles as their authors name the parts: a table's row, a JSON record, a text's front matter, to entries."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from digest.model import Notice
from digest.parsers import columns, synonyms
from digest.parsers.entry import MOST_ARTICLES, Entry, Picture, limited_notices
from digest.text import fold

_TAG = re.compile(
    r"</?(?:a|abbr|article|b|blockquote|br|center|cite|code|dd|del|details|div|dl|dt|em|embed|figcaption|figure|"
    r"font|footer|h[1-6]|header|hr|i|iframe|img|ins|li|main|mark|object|ol|p|pre|q|s|script|section|small|span|"
    r"strike|strong|style|sub|sup|svg|table|tbody|td|th|thead|tr|u|ul|video)(?:\s[^<>]{0,4000})?/?>|<!--",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    r"<(?:article|blockquote|br|div|dl|figure|h[1-6]|hr|li|ol|p|pre|section|table|ul)[\s/>]", re.IGNORECASE
)
_REFERENCE = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|hellip|[mn]dash|[lr][sd]quo|[lr]aquo|szlig|euro|"
    r"[a-zA-Z](?:acute|grave|circ|uml|tilde|cedil|ring)|#\d{2,6}|#[xX][0-9a-fA-F]{2,6});"
)
_BY = re.compile(r"(?:by|por|par)\s+(?=\S)", re.IGNORECASE)
_TRUE = {"true", "yes", "1", "on", "si", "oui", "sim", "ja", "vero"}
_FALSE = {"false", "no", "off"}
_NO_DATE = _TRUE | _FALSE
_UNPUBLISHED = {
    "draft", "auto draft", "pending", "private", "trash", "hidden", "skip", "unpublished",
    "borrador", "brouillon", "rascunho", "entwurf", "bozza",
}  # fmt: skip


class Number(str):
    """A number as the document writes it: an id or a date, but nobody's name and no topic."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One article as a document names its parts: pairs of name and value, and its line."""

    pairs: Sequence[tuple[str, Any]]
    number: int | None = None


def says_a_date(value: Any) -> bool:
    """Return whether a value says more than yes or no, as `published: true` does (Jekyll's word for "no draft")."""
    return not isinstance(value, bool) and str(value).strip().lower() not in _NO_DATE


def entries(records: Iterable[Record], source: str, zone: tzinfo) -> tuple[list[Entry], list[Notice]]:
    """Return an entry for every record, its dates in ISO 8601, and what was odd about them.

    Drafts, and records that give neither title nor text nor address, are left out with a notice.
    """
    found: list[Entry] = []
    drafts: list[int | None] = []
    bare: list[tuple[int | None, str]] = []
    notices: list[Notice] = []
    for record in records:
        if len(found) == MOST_ARTICLES:
            told = f"holds more than {MOST_ARTICLES:,} articles; those from here on are not read"
            notices.append(Notice(source=source, line=record.number, text=told))
            break
        values = _by_role(record.pairs)
        if _is_draft(values):
            drafts.append(record.number)
            continue
        made = _entry(values, record.number)
        if made.title or made.summary or made.content or made.url:
            found.append(made)
        elif record.pairs:
            bare.append((record.number, "has no title, no text and no address, and is passed over"))
    notices += limited_notices(source, bare, "have no title, no text and no address")
    if drafts:
        count = "a draft is" if len(drafts) == 1 else f"{len(drafts):,} drafts are"
        notices.append(Notice(source=source, line=drafts[0], text=f"{count} left out"))
    return found, [*notices, *columns.settle(found, source, zone)]


def as_paragraphs(text: str) -> str:
    """Return text as HTML; where it is HTML already only its blank lines, if nothing else parts it, become paragraphs."""
    if not text:
        return ""
    is_html = _is_html(text)
    if is_html and _BLOCK.search(text):
        return text
    parts = (part if is_html else html.escape(part, quote=False) for part in re.split(r"\n\s*\n", text))
    return "".join(f"<p>{part}</p>" for part in parts if part.strip())


def _is_html(text: str) -> bool:
    return ("<" in text and bool(_TAG.search(text))) or ("&" in text and bool(_REFERENCE.search(text)))


def _escaped(text: str) -> str:
    """Return a value as HTML: as it is where it is HTML, else escaped."""
    return text if not text or _is_html(text) else html.escape(text, quote=False)


def _by_role(pairs: Sequence[tuple[str, Any]]) -> dict[str, list[tuple[int, str, Any]]]:
    """Return each role's rank, name and value, the most telling name first; empty values are gone."""
    values: dict[str, list[tuple[int, str, Any]]] = {}
    for name, value in pairs:
        if value is None or value in ("", [], {}):
            continue
        found = synonyms.ranked(name)
        if found:
            values.setdefault(found[0], []).append((found[1], name, value))
    for ranked in values.values():
        if len(ranked) > 1:
            ranked.sort(key=lambda one: one[0])
    return values


def _entry(values: Mapping[str, list[tuple[int, str, Any]]], number: int | None) -> Entry:
    def first(role: str) -> str:
        for _, _, value in values.get(role, ()):
            if text := (value if type(value) is str else _text(value)).strip():
                return text
        return ""

    alt = html.escape(first("alt"), quote=False)
    return Entry(
        guid=first("guid"),
        url=first("url"),
        title=_escaped(first("title")),
        published=_moment(values, "published"),
        updated=_moment(values, "updated"),
        authors=_authors(values.get("authors", ())),
        topics=_topics(values.get("topics", ())),
        summary=_escaped(first("summary")),
        content=as_paragraphs(first("content")),
        pictures=[
            picture for _, _, value in values.get("image", ()) for picture in _pictures(value, alt=alt)
        ],
        language=first("language"),
        line=number,
    )


def _text(value: Any) -> str:
    """Return a value's text: its own, or that of the one part of it that says it."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return next((text for key in _SAYING if isinstance(text := value.get(key), str) and text), "")
    if isinstance(value, list):
        return _text(value[0]) if value and not isinstance(value[0], list) else ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**15 else ""
    return ""


# The WordPress REST API says `rendered`, Mongo's export `$oid` and `$date`.
_SAYING = ("rendered", "name", "value", "text", "html", "title", "url", "$oid", "$date")


def _moment(values: Mapping[str, list[tuple[int, str, Any]]], role: str) -> str:
    """Return the date as it is written; a UTC column (WordPress's `date_gmt`) has no other column's doubts."""
    for _, _, value in values.get(f"{role} utc", ()):
        if re.fullmatch(r"[12]\d{3}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?", text := _text(value).strip()):
            return f"{text}+00:00"
    texts = (_text(value).strip() for _, _, value in values.get(role, ()))
    return next((text for text in texts if text and says_a_date(text)), "")


def _is_draft(values: Mapping[str, list[tuple[int, str, Any]]]) -> bool:
    def said(role: str) -> set[str]:
        ranked = values.get(role, ())
        return {fold(str(value)[:40]) for _, _, value in ranked if isinstance(value, str | bool)}

    is_withheld = any(
        value is False or (isinstance(value, str) and value.strip().lower() in _FALSE)
        for _, _, value in values.get("published", ())
    )
    return bool(is_withheld or said("draft") & _TRUE or said("status") & _UNPUBLISHED)


def _listed(value: Any) -> list[str]:
    """Return the texts of a list, each a name or something with a name."""
    texts = (_text(one) for one in value if not isinstance(one, Number | list))
    return [text for text in texts if text]


def _authors(ranked: Sequence[tuple[int, str, Any]]) -> list[str]:
    """Return the authors of the most telling field that has any; their names hold commas, so only ; and | part them."""
    for _, _, value in ranked:
        if isinstance(value, list):
            names = _listed(value)
        elif isinstance(value, Number):
            continue
        else:
            names = re.split(r"[;|]", _text(value))
        if names := [name for raw in names if (name := _BY.sub("", raw.strip(), count=1))]:
            return [html.escape(name, quote=False) for name in names]
    return []


def _topics(ranked: Sequence[tuple[int, str, Any]]) -> list[str]:
    """Return the topics of every field; a comma parts them where the field's name says that it holds many."""
    found: list[str] = []
    for _, name, value in ranked:
        if isinstance(value, list):
            found += _listed(value)
        elif not isinstance(value, Number):
            text = _text(value)
            found += re.split(r"[;|,]" if _is_many(name) else r"[;|]", text)
    return [_escaped(topic) for raw in found if (topic := raw.strip())]


def _is_many(name: str) -> bool:
    key = fold(name)
    return (
        key.endswith("s") or key.startswith("tag") or key in ("themen", "kategorien", "schlagworter", "temi")
    )


def _pictures(value: Any, *, alt: str) -> list[Picture]:
    found = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, Mapping):
            url = next((text for key in _PLACES if isinstance(text := one.get(key), str) and text), "")
            own = next((text for key in ("alt", "alt_text") if isinstance(text := one.get(key), str)), "")
            size = (_text(one.get("width")), _text(one.get("height")))
            found.append(Picture(url, html.escape(own, quote=False) or alt, *size))
        elif isinstance(one, str):
            found.append(Picture(one, alt))
    return [picture for picture in found if picture.url.strip()]


_PLACES = ("url", "src", "href", "source_url", "image", "path", "file")
