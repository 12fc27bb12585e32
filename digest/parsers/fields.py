"""Make entries of records with named fields: rows of a table, JSON objects, front matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from html import escape
from typing import Any

from digest.model import Notice
from digest.parsers import columns, html
from digest.parsers.entry import MOST_ARTICLES, Entry, Picture, Remark, limited_notices
from digest.parsers.synonyms import Field, ranked_field
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
_BLANK_LINE = re.compile(r"\n\s*\n")
_BY = re.compile(r"(?:by|por|par)\s+(?=\S)", re.IGNORECASE)
_DATE_AND_TIME = re.compile(r"[12]\d{3}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?")
_TRUE = {"true", "yes", "1", "on", "si", "oui", "sim", "ja", "vero"}
_FALSE = {"false", "no", "off"}
_NO_DATE = _TRUE | _FALSE
_UNPUBLISHED = {
    "draft", "auto draft", "pending", "private", "trash", "hidden", "skip", "unpublished",
    "borrador", "brouillon", "rascunho", "entwurf", "bozza",
}  # fmt: skip
_PLURALS = ("themen", "kategorien", "schlagworter", "temi")
# Keys of the text in a nested value: `rendered` of WordPress's REST API, `$oid` and `$date` of MongoDB.
_TEXT_KEYS = ("rendered", "name", "value", "text", "html", "title", "url", "$oid", "$date")
_ADDRESS_KEYS = ("url", "src", "href", "source_url", "image", "path", "file")
_ALT_KEYS = ("alt", "alt_text")

# Of each field the rank and the name under which the record has it, and the value.
_Values = Mapping[Field, Sequence[tuple[int, str, Any]]]


class Number(str):
    """A number as the document writes it. It may be an id or a date, but no name or topic."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Record:
    """The named values of one article, and the line of the document it begins at."""

    pairs: Sequence[tuple[str, Any]]
    line: int | None = None


def may_be_date(value: Any) -> bool:
    """Return False for a yes or no, such as Jekyll's `published: true`."""
    return not isinstance(value, bool) and str(value).strip().lower() not in _NO_DATE


def entries(records: Iterable[Record], source: str, zone: tzinfo) -> tuple[list[Entry], list[Notice]]:
    """Return an entry for every record, with dates in ISO 8601, and the notices about odd records.

    Drafts are left out, and so are records without title, text and address.

    Args:
        records: The records of the document.
        source: The name of the source, for the notices.
        zone: The timezone of dates without an offset.
    """
    found: list[Entry] = []
    drafts: list[int | None] = []
    empty: list[Remark] = []
    notices: list[Notice] = []
    for record in records:
        if len(found) == MOST_ARTICLES:
            text = f"holds more than {MOST_ARTICLES:,} articles; those from here on are not read"
            notices.append(Notice(source=source, line=record.line, text=text))
            break
        values = _by_field(record.pairs)
        if _is_draft(values):
            drafts.append(record.line)
            continue
        entry = _entry(values, record.line)
        if entry.title or entry.summary or entry.content or entry.url:
            found.append(entry)
        elif record.pairs:
            empty.append((record.line, "has no title, no text and no address, and was skipped"))
    notices += limited_notices(source, empty, "have no title, no text and no address")
    if drafts:
        count = "1 draft was" if len(drafts) == 1 else f"{len(drafts):,} drafts were"
        notices.append(Notice(source=source, line=drafts[0], text=f"{count} left out"))
    return found, [*notices, *columns.settle(found, source, zone)]


def to_html(text: str) -> str:
    """Return a text as HTML, its paragraphs marked; HTML with paragraphs of its own is unchanged."""
    if not _is_html(text):
        return html.from_text(text)
    if _BLOCK.search(text):
        return text
    return "".join(f"<p>{part}</p>" for part in _BLANK_LINE.split(text) if part.strip())


def _is_html(text: str) -> bool:
    return ("<" in text and bool(_TAG.search(text))) or ("&" in text and bool(_REFERENCE.search(text)))


def _phrase_to_html(text: str) -> str:
    """Return a title, a summary or a topic as HTML: escaped, unless it is HTML."""
    return text if not text or _is_html(text) else escape(text, quote=False)


def _by_field(pairs: Sequence[tuple[str, Any]]) -> _Values:
    """Return the values of each field, the one with the most specific name first, without empty values."""
    values: dict[Field, list[tuple[int, str, Any]]] = {}
    for name, value in pairs:
        if value is None or value in ("", [], {}):
            continue
        ranked = ranked_field(name)
        if ranked:
            values.setdefault(ranked[0], []).append((ranked[1], name, value))
    for candidates in values.values():
        if len(candidates) > 1:
            candidates.sort(key=lambda candidate: candidate[0])
    return values


def _entry(values: _Values, line: int | None) -> Entry:
    def first(field: Field) -> str:
        for _, _, value in values.get(field, ()):
            if text := (value if type(value) is str else _text(value)).strip():
                return text
        return ""

    alt = escape(first(Field.ALT), quote=False)
    return Entry(
        guid=first(Field.GUID),
        url=first(Field.URL),
        title=_phrase_to_html(first(Field.TITLE)),
        published=_date(values, Field.PUBLISHED, Field.PUBLISHED_UTC),
        updated=_date(values, Field.UPDATED, Field.UPDATED_UTC),
        authors=_authors(values),
        topics=_topics(values),
        summary=_phrase_to_html(first(Field.SUMMARY)),
        content=to_html(first(Field.CONTENT)),
        pictures=[
            picture for _, _, value in values.get(Field.IMAGE, ()) for picture in _pictures(value, alt=alt)
        ],
        language=first(Field.LANGUAGE),
        line=line,
    )


def _text(value: Any) -> str:
    """Return the text of a value; of a nested one the text under the first known key."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return _first_text(value, _TEXT_KEYS)
    if isinstance(value, list):
        return _text(value[0]) if value and not isinstance(value[0], list) else ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**15 else ""
    return ""


def _first_text(mapping: Mapping[str, Any], keys: Iterable[str]) -> str:
    """Return the first text under any of `keys` that is not empty, else ""."""
    return next((text for key in keys if isinstance(text := mapping.get(key), str) and text), "")


def _date(values: _Values, field: Field, utc_field: Field) -> str:
    """Return a date as the record writes it; first choice is a column in UTC (WordPress's `date_gmt`)."""
    for _, _, value in values.get(utc_field, ()):
        if _DATE_AND_TIME.fullmatch(text := _text(value).strip()):
            return f"{text}+00:00"
    texts = (_text(value).strip() for _, _, value in values.get(field, ()))
    return next((text for text in texts if text and may_be_date(text)), "")


def _is_draft(values: _Values) -> bool:
    """Return True when a record says that its article is not published."""

    def words(field: Field) -> set[str]:
        candidates = values.get(field, ())
        return {fold(str(value)[:40]) for _, _, value in candidates if isinstance(value, str | bool)}

    is_withheld = any(
        value is False or (isinstance(value, str) and value.strip().lower() in _FALSE)
        for _, _, value in values.get(Field.PUBLISHED, ())
    )
    return bool(is_withheld or words(Field.DRAFT) & _TRUE or words(Field.STATUS) & _UNPUBLISHED)


def _texts(values: Iterable[Any]) -> list[str]:
    """Return the texts of a list of names, each a text or an object with one."""
    texts = (_text(value) for value in values if not isinstance(value, Number | list))
    return [text for text in texts if text]


def _authors(values: _Values) -> list[str]:
    """Return the authors of the first field that has any. A comma separates no names: names hold commas."""
    for _, _, value in values.get(Field.AUTHORS, ()):
        if isinstance(value, list):
            names = _texts(value)
        elif isinstance(value, Number):
            continue
        else:
            names = re.split(r"[;|]", _text(value))
        if names := [name for raw in names if (name := _BY.sub("", raw.strip(), count=1))]:
            return [escape(name, quote=False) for name in names]
    return []


def _topics(values: _Values) -> list[str]:
    """Return the topics of all fields; a comma separates topics only under a name in the plural."""
    found: list[str] = []
    for _, name, value in values.get(Field.TOPICS, ()):
        if isinstance(value, list):
            found += _texts(value)
        elif not isinstance(value, Number):
            found += re.split(r"[;|,]" if _is_plural(name) else r"[;|]", _text(value))
    return [_phrase_to_html(topic) for raw in found if (topic := raw.strip())]


def _is_plural(name: str) -> bool:
    key = fold(name)
    return key.endswith("s") or key.startswith("tag") or key in _PLURALS


def _pictures(value: Any, *, alt: str) -> list[Picture]:
    """Return the pictures of a value: an address, an object with one, or a list of these.

    Args:
        value: The value of an image field.
        alt: The alternative text of pictures without their own, as HTML.
    """
    pictures = []
    for image in value if isinstance(value, list) else [value]:
        if isinstance(image, Mapping):
            own_alt = next((text for key in _ALT_KEYS if isinstance(text := image.get(key), str)), "")
            size = (_text(image.get("width")), _text(image.get("height")))
            address = _first_text(image, _ADDRESS_KEYS)
            pictures.append(Picture(address, escape(own_alt, quote=False) or alt, *size))
        elif isinstance(image, str):
            pictures.append(Picture(image, alt))
    return [picture for picture in pictures if picture.url.strip()]
