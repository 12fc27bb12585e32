"""JSON that is no JSON Feed: JSON Lines, a list of objects, or an object that holds such a list (RFC 8259)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import tzinfo
from itertools import islice
from typing import Any

from digest.errors import SourceError
from digest.model import Document, Reading
from digest.parsers import encoding, fields, synonyms
from digest.parsers.entry import articles, limited_notices

_NAMES = (".jsonl", ".ndjson")
_KEY = re.compile(r'"([^"\\\n]{1,60})"\s{0,20}:')
_LIST = re.compile(r'"([A-Za-z_]{1,20})"\s{0,50}:\s{0,50}\[\s{0,50}(?=\{)')
_FEED_ITEMS = re.compile(r'"items"\s{0,50}:\s{0,50}\[')
_BETWEEN = re.compile(r"[\s,]*")
_NEXT = re.compile(r"\}\s{0,100},\s{0,100}(?=\{)")
# What a list of articles is called by those who put it into an object, and one article's parts by those who nest it.
_LISTS = {
    "articles", "posts", "items", "entries", "stories", "news", "results", "data", "docs", "documents", "hits",
    "records", "rows", "nodes", "edges",
}  # fmt: skip
_NESTS = ("_source", "attributes", "fields", "node", "article", "post")
# JSON Feed's own words: what an item says in others, its reader does not see.
_FEED = {
    "id", "url", "external_url", "title", "summary", "image", "banner_image", "date_published", "date_modified",
    "author", "authors", "tags", "language", "name", "content_html", "content_text",
}  # fmt: skip
_MOST_REPAIRS = 20
_MOST_LISTS = 3
_JSON = json.JSONDecoder(
    parse_int=fields.Number, parse_float=fields.Number, parse_constant=lambda _: None
)  # numbers as they are written: none is too long, none is lost


def sniff(content: bytes, name: str) -> bool:
    """Return whether this is JSON whose keys name a title or a text and more of an article, and no JSON Feed."""
    head = encoding.head(content).lstrip("\ufeff \t\r\n")
    if not re.match(r"\{\s*[\"}]|\[\s*[{\]]", head):
        return False
    keys = set(_KEY.findall(head))
    if "jsonfeed.org/version" in head or (_FEED_ITEMS.search(head) and not _is_foreign(keys)):
        return False
    roles = {synonyms.role(key) for key in keys} - {None}
    is_named = name.lower().endswith(_NAMES) or re.fullmatch(r"\[\s*\]\s*", head)
    return bool(is_named) or (bool(roles & {"title", "content"}) and len(roles) > 1)


def _is_foreign(keys: set[str]) -> bool:
    """Return whether an address, a date or a text is named in words that a JSON Feed does not have."""
    return bool({synonyms.role(key) for key in keys - _FEED} & {"url", "published", "content"})


def read(document: Document, zone: tzinfo) -> Reading:
    """Return an article for every object; what is no JSON is passed over with a notice.

    Raises SourceError where there is no object that can be read.
    """
    name = document.source.name
    text = encoding.decode(document.content).lstrip("\ufeff")
    parsed = _Parsed()
    _parse(text, parsed)
    if not parsed.objects and parsed.odd:
        number, why = parsed.odd[0]
        raise SourceError(f"line {number} {why}; expected JSON objects, one for each article")
    records = [fields.Record(_pairs(value), number) for number, value in parsed.objects]
    entries, notices = fields.entries(records, name, zone)
    found, more = articles(entries, document.source, zone)
    told = (*limited_notices(name, parsed.odd, "records like these"), *notices, *more)
    return Reading(format="jsonl", articles=found, notices=told)


@dataclass(slots=True)
class _Parsed:
    """The objects found, each with its line, and what was odd between them."""

    objects: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    odd: list[tuple[int | None, str]] = field(default_factory=list)

    def take(self, number: int, value: Any) -> None:
        if isinstance(value, dict):
            if value:
                self.objects.append((number, value))
        else:
            self.odd.append((number, "holds no object, and is passed over"))

    def titled(self) -> int:
        """Return how many of the objects name a title or a text."""
        return sum(
            any(synonyms.role(key) in ("title", "content") for key, _ in _pairs(value))
            for _, value in self.objects
        )


def _parse(text: str, parsed: _Parsed) -> None:
    start = _BETWEEN.match(text).end()  # type: ignore[union-attr]
    if text.startswith("[", start):
        _elements(text, start + 1, parsed)
        return
    first, _, rest = text[start:].partition("\n")
    if rest.strip() and _is_object(first):
        _lines(text, parsed)
        return
    ways: list[_Parsed] = []
    matches = (match for match in _LIST.finditer(text) if match[1].lower() in _LISTS)
    for match in islice(matches, _MOST_LISTS):
        ways.append(_Parsed())
        _elements(text, match.end(), ways[-1])
    if re.search(r"\n\s{0,100}\{", text):
        ways.append(_Parsed())
        _lines(text, ways[-1])
    best = max(ways, key=_Parsed.titled, default=parsed)
    if not best.titled():
        _whole(text, parsed)
    else:
        parsed.objects, parsed.odd = best.objects, best.odd


def _whole(text: str, parsed: _Parsed) -> None:
    try:
        parsed.take(1, _JSON.decode(text))
    except (ValueError, RecursionError) as error:
        parsed.odd.append((getattr(error, "lineno", 1), _why(error)))


def _is_object(line: str) -> bool:
    try:
        return isinstance(_JSON.decode(line.strip().rstrip(",")), dict)
    except (ValueError, RecursionError):
        return False


def _lines(text: str, parsed: _Parsed) -> None:
    """Read JSON Lines (jsonlines.org): one object a line, each for itself."""
    for number, line in enumerate(text.split("\n"), 1):
        told = line.strip().rstrip(",")
        if told in ("", "[", "]"):
            continue
        try:
            parsed.take(number, _JSON.decode(told))
        except (ValueError, RecursionError) as error:
            parsed.odd.append((number, f"{_why(error)}, and is passed over"))


def _elements(text: str, at: int, parsed: _Parsed) -> None:
    """Read the elements of the list that is open at `at`; after a broken one it goes on with the next, if that shows."""
    number = 1 + text.count("\n", 0, at)
    for _ in range(_MOST_REPAIRS):
        try:
            while True:
                start = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]
                number, at = number + text.count("\n", at, start), start
                if text.startswith("]", at):
                    return
                value, end = _JSON.raw_decode(text, at)
                parsed.take(number, value)
                number, at = number + text.count("\n", at, end), end
        except (ValueError, RecursionError) as error:
            after = _next(text, at)
            told = "is passed over" if after else "what follows is not read"
            parsed.odd.append((number, f"{_why(error)}; {told}"))
            if not after:
                return
            number, at = number + text.count("\n", at, after), after


def _next(text: str, at: int) -> int | None:
    """Return where the next element begins: as far in as the broken one on a line of its own, or after `},`."""
    before = text[text.rfind("\n", 0, at) + 1 : at]
    if "\n" in text[:at] and not before.strip():
        found = text.find(f"\n{before}{{", at)
        return found + 1 + len(before) if found >= 0 else None
    match = _NEXT.search(text, at)
    return match.end() if match else None


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "is nested too deeply"
    return f"is no JSON ({str(getattr(error, 'msg', error)).removesuffix(' starting at')})"


def _pairs(value: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return an object's keys and values, those of the objects it is wrapped in or split into among them."""
    pairs = list(value.items())
    for key in _NESTS:
        inner = value.get(key)
        if isinstance(inner, dict):
            pairs += inner.items()
    embedded = value.get("_embedded")  # the WordPress REST API, asked with `_embed`
    if isinstance(embedded, dict):
        pairs.append(("authors", embedded.get("author")))
        pairs.append(("image", embedded.get("wp:featuredmedia")))
        terms = embedded.get("wp:term")
        kinds = [kind for kind in terms if isinstance(kind, list)] if isinstance(terms, list) else []
        pairs.append(("topics", [term for kind in kinds for term in kind]))
    return pairs
