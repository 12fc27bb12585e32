"""JSON Lines, lists of JSON objects, and objects that hold such a list (RFC 8259, jsonlines.org)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from itertools import islice
from typing import Any

from digest.errors import SourceError
from digest.model import Document, Reading
from digest.parsers import encoding, fields
from digest.parsers.entry import Remark, articles, limited_notices
from digest.parsers.synonyms import Field, field_named

_SUFFIXES = (".jsonl", ".ndjson")
_JSON_START = re.compile(r"\{\s*[\"}]|\[\s*[{\]]")
_EMPTY_LIST = re.compile(r"\[\s*\]\s*")
_KEY = re.compile(r'"([^"\\\n]{1,60})"\s{0,20}:')
_LIST = re.compile(r'"([A-Za-z_]{1,20})"\s{0,50}:\s{0,50}\[\s{0,50}(?=\{)')
_FEED_ITEMS = re.compile(r'"items"\s{0,50}:\s{0,50}\[')
_TOKEN = re.compile(r"[^\s,]")
_NEXT_OBJECT = re.compile(r"\}\s{0,100},\s{0,100}(?=\{)")
_OBJECT_ON_NEW_LINE = re.compile(r"\n\s{0,100}\{")
# Names of a list of articles inside an object.
_LISTS = {
    "articles", "posts", "items", "entries", "stories", "news", "results", "data", "docs", "documents", "hits",
    "records", "rows", "nodes", "edges",
}  # fmt: skip
# Names of an object inside an article that holds its fields.
_NESTED = ("_source", "attributes", "fields", "node", "article", "post")
_FEED_KEYS = {
    "id", "url", "external_url", "title", "summary", "image", "banner_image", "date_published", "date_modified",
    "author", "authors", "tags", "language", "name", "content_html", "content_text",
}  # fmt: skip
_MOST_REPAIRS = 20
_MOST_LISTS = 3
# Numbers stay as they are written: none is too long, none is rounded.
_DECODER = json.JSONDecoder(parse_int=fields.Number, parse_float=fields.Number, parse_constant=lambda _: None)


def sniff(content: bytes, name: str) -> bool:
    """Return True for JSON with keys of articles that is not a JSON Feed, or a file named `.jsonl`."""
    head = encoding.head(content).lstrip("\ufeff \t\r\n")
    if not _JSON_START.match(head):
        return False
    keys = set(_KEY.findall(head))
    if "jsonfeed.org/version" in head or (_FEED_ITEMS.search(head) and not _has_other_keys(keys)):
        return False
    if name.lower().endswith(_SUFFIXES) or _EMPTY_LIST.fullmatch(head):
        return True
    known = _known_fields(keys)
    return bool(known & {Field.TITLE, Field.CONTENT}) and len(known) > 1


def _has_other_keys(keys: set[str]) -> bool:
    """Return True when an address, a date or a text has a key that JSON Feed does not know."""
    return bool(_known_fields(keys - _FEED_KEYS) & {Field.URL, Field.PUBLISHED, Field.CONTENT})


def _known_fields(keys: set[str]) -> set[Field]:
    return {known for key in keys if (known := field_named(key))}


def read(document: Document, zone: tzinfo) -> Reading:
    """Return an article for every object; a notice names each part that is not JSON.

    Raises:
        SourceError: The document holds no JSON object.
    """
    source = document.source.name
    parsed = _parse(encoding.decode(document.content).lstrip("\ufeff"))
    if not parsed.objects and parsed.remarks:
        line, problem = parsed.remarks[0]
        raise SourceError(f"{problem}; expected JSON objects, one for each article", line=line)
    records = [fields.Record(_pairs(value), line) for line, value in parsed.objects]
    entries, notices = fields.entries(records, source, zone)
    found, more_notices = articles(entries, document.source, zone)
    remarks = limited_notices(source, parsed.remarks, "records like these")
    return Reading(format="jsonl", articles=found, notices=(*remarks, *notices, *more_notices))


@dataclass(slots=True)
class _Parsed:
    """The objects of a document, each with its line, and the faults between them."""

    objects: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def add(self, line: int, value: Any) -> None:
        """Add an object; any other value is a fault, and an empty object is nothing."""
        if not isinstance(value, dict):
            self.remarks.append((line, "is not a JSON object, and was skipped"))
        elif value:
            self.objects.append((line, value))

    def article_count(self) -> int:
        """Return the number of objects with a title or a text."""
        return sum(_is_article(value) for _, value in self.objects)


def _is_article(value: Mapping[str, Any]) -> bool:
    return any(field_named(key) in (Field.TITLE, Field.CONTENT) for key, _ in _pairs(value))


def _pairs(value: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return the keys and values of an object, and those of nested objects that hold its fields."""
    pairs = list(value.items())
    for key in _NESTED:
        nested = value.get(key)
        if isinstance(nested, dict):
            pairs += nested.items()
    embedded = value.get("_embedded")  # the WordPress REST API with `_embed`
    if isinstance(embedded, dict):
        pairs.append(("authors", embedded.get("author")))
        pairs.append(("image", embedded.get("wp:featuredmedia")))
        taxonomies = embedded.get("wp:term")
        lists = (
            [terms for terms in taxonomies if isinstance(terms, list)] if isinstance(taxonomies, list) else []
        )
        pairs.append(("topics", [term for terms in lists for term in terms]))
    return pairs


def _parse(text: str) -> _Parsed:
    """Return the objects of a document: of a list, of lines, or of a list inside an object."""
    start = _skip_separators(text, 0)
    if text.startswith("[", start):
        return _parse_list(text, start + 1)
    first_line, _, rest = text[start:].partition("\n")
    if rest.strip() and _is_object(first_line):
        return _parse_lines(text)
    best = max(_candidates(text), key=_Parsed.article_count, default=_Parsed())
    return best if best.article_count() else _parse_whole(text)


def _candidates(text: str) -> Iterator[_Parsed]:
    """Yield the ways to read an object: each list in it with a known name, or its lines."""
    lists = (match for match in _LIST.finditer(text) if match[1].lower() in _LISTS)
    for match in islice(lists, _MOST_LISTS):
        yield _parse_list(text, match.end())
    if _OBJECT_ON_NEW_LINE.search(text):
        yield _parse_lines(text)


def _parse_whole(text: str) -> _Parsed:
    """Return a document that is one object."""
    parsed = _Parsed()
    try:
        parsed.add(1, _DECODER.decode(text))
    except (ValueError, RecursionError) as error:
        parsed.remarks.append((getattr(error, "lineno", 1), _problem(error)))
    return parsed


def _is_object(line: str) -> bool:
    try:
        return isinstance(_DECODER.decode(line.strip().rstrip(",")), dict)
    except (ValueError, RecursionError):
        return False


def _parse_lines(text: str) -> _Parsed:
    """Return the objects of JSON Lines, each line parsed by itself."""
    parsed = _Parsed()
    for number, line in enumerate(text.split("\n"), 1):
        content = line.strip().rstrip(",")
        if content in ("", "[", "]"):
            continue
        try:
            parsed.add(number, _DECODER.decode(content))
        except (ValueError, RecursionError) as error:
            parsed.remarks.append((number, f"{_problem(error)}, and was skipped"))
    return parsed


def _parse_list(text: str, position: int) -> _Parsed:
    """Return the elements of the list that is open at `position`.

    Behind a broken element it goes on with the next one, where that can be found.
    """
    parsed = _Parsed()
    line = 1 + text.count("\n", 0, position)
    for _ in range(_MOST_REPAIRS):
        try:
            while True:
                start = _skip_separators(text, position)
                line, position = line + text.count("\n", position, start), start
                if text.startswith("]", position):
                    return parsed
                value, end = _DECODER.raw_decode(text, position)
                parsed.add(line, value)
                line, position = line + text.count("\n", position, end), end
        except (ValueError, RecursionError) as error:
            following = _next_element(text, position)
            result = "it was skipped" if following else "the rest was not read"
            parsed.remarks.append((line, f"{_problem(error)}; {result}"))
            if not following:
                return parsed
            line, position = line + text.count("\n", position, following), following
    return parsed


def _skip_separators(text: str, position: int) -> int:
    """Return the position of the next character that is neither space nor comma."""
    token = _TOKEN.search(text, position)
    return token.start() if token else len(text)


def _next_element(text: str, position: int) -> int | None:
    """Return the position of the element after a broken one, or None.

    It is as far indented as the broken one when that has a line of its own, else it follows `},`.
    """
    indent = text[text.rfind("\n", 0, position) + 1 : position]
    if "\n" in text[:position] and not indent.strip():
        found = text.find(f"\n{indent}{{", position)
        return found + 1 + len(indent) if found >= 0 else None
    match = _NEXT_OBJECT.search(text, position)
    return match.end() if match else None


def _problem(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "is nested too deeply"
    message = str(getattr(error, "msg", error)).removesuffix(" starting at")  # a position followed
    return f"is not valid JSON ({message})"
