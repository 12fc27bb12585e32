"""Markdown with front matter, one article a file (CommonMark, tables, strikethrough)."""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from html import escape
from typing import Any

from digest.model import Document, Reading
from digest.parsers import encoding, fields, frontmatter, html, xml
from digest.parsers.entry import Picture, articles, limited_notices
from digest.parsers.synonyms import Field, field_named
from digest.text import clean, fold

_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".mdx")
_MORE = re.compile(r"<!--\s{0,20}more\s{0,20}-->", re.IGNORECASE)
# Code of other tools: Hugo's shortcodes, Liquid's tags and outputs, kramdown's attributes, Pelican's places.
_TEMPLATE_CODE = re.compile(
    r"\{\{<[^<>]{0,2000}>\}\}|\{\{%[^%]{0,2000}%\}\}|\{\{[^{}]{0,2000}\}\}|\{%[^{}]{0,2000}%\}|\{:[^{}\n]{0,300}\}|\{(?:static|attach|filename)\}"
)
_MDX_IMPORT = re.compile(r"^(?:import|export)\s[^\n]*\n", re.MULTILINE)
_DATE_IN_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})[-_.](?=\S)")
# As Hugo names translations: `post.es.md`, `content/es/post.md`.
_LANGUAGE_IN_NAME = re.compile(
    r"\.([a-z]{2})(?:-[A-Za-z]{2,4})?\.\w{2,8}$|(?:^|/)content/([a-z]{2})(?:-[A-Za-z]{2,4})?/"
)
_JSON_START = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*\{)")
_FIRST_HEADING = re.compile(r"\s*#[ \t]+([^\n]{1,300})")
_ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_LONGEST = 128 * 1024
_MOST_BRACKETS = 6000
_MOST_LINES = 6000
_MOST_PICTURES = 10


@dataclass(slots=True)
class _Body:
    """The text below the front matter as HTML.

    `title` is its heading where the front matter gives no title, `summary` the text before
    `<!--more-->`.
    """

    title: str = ""
    content: str = ""
    summary: str = ""
    pictures: list[Picture] = field(default_factory=list)


def sniff(content: bytes, name: str) -> bool:
    """Return True for a file named `.md`, or a text with front matter of an article."""
    head = encoding.head(content).lstrip("\ufeff")
    if "\0" in head[:4096]:
        return False
    if name.lower().endswith(_SUFFIXES):
        if _JSON_START.match(head):
            return _has_text_below_json(head)
        return xml.root_name(content).lower() != "html"
    lines = head.split("\n")
    end = frontmatter.closing_line(lines)
    if end is None or len(frontmatter.known_fields(lines[1:end])) < 2:
        return False
    return not _has_more_blocks(lines[end:], lines[0].rstrip())


def _has_text_below_json(head: str) -> bool:
    """Return True for JSON front matter, False for a document that is JSON and nothing else."""
    body = frontmatter.split(head).body.lstrip(" \r\n,")
    return bool(body) and not body.startswith(("{", "["))


def _has_more_blocks(lines: Sequence[str], fence: str) -> bool:
    """Return True when another fence opens a block of fields: the page lists several articles."""
    fences = [number for number, line in enumerate(lines) if line.rstrip() == fence]
    return any(frontmatter.known_fields(lines[number + 1 : number + 2]) for number in fences)


def read(document: Document, zone: tzinfo) -> Reading:
    """Return the article of a Markdown file; none when its front matter marks a draft."""
    name = document.source.name
    head = frontmatter.split(clean(encoding.decode(document.content)))
    remarks = list(head.remarks)
    pairs = [(key, value) for key, value in head.pairs() if field_named(key) != Field.CONTENT]
    titles = (value for key, value in pairs if field_named(key) == Field.TITLE and isinstance(value, str))
    text = _without_code(head.body, name)
    if _is_excessive(text):
        remarks.append(
            (head.body_line + 1, "is longer or has more marks than articles have; it was read as plain text")
        )
        body = _plain_body(text, next(titles, ""))
    else:
        body = _markdown_body(text, next(titles, ""))
    record = fields.Record([*pairs, *_missing_fields(pairs, body, name)], 1)
    entries, notices = fields.entries([record], name, zone)
    for entry in entries:
        entry.pictures += body.pictures
        entry.summary = entry.summary or body.summary
    found, more_notices = articles(entries, document.source, zone)
    remark_notices = limited_notices(name, remarks, "like these")
    return Reading(format="markdown", articles=found, notices=(*remark_notices, *notices, *more_notices))


def _missing_fields(pairs: Sequence[tuple[str, Any]], body: _Body, name: str) -> list[tuple[str, Any]]:
    """Return the content, and the date and the title that the front matter does not give.

    Args:
        pairs: Names and values of the front matter.
        body: The text of the file.
        name: The file's path.
    """
    known = {
        key
        for key, value in ((field_named(name), value) for name, value in pairs)
        if key != Field.PUBLISHED or fields.may_be_date(value)
    }
    missing: list[tuple[str, Any]] = [("content", body.content)]
    date_in_name = _DATE_IN_NAME.match(posixpath.basename(name))
    if date_in_name and Field.PUBLISHED not in known:
        missing.append(("date", date_in_name[1]))
    language = _LANGUAGE_IN_NAME.search(name)
    if language and Field.LANGUAGE not in known:
        missing.append(("language", language[1] or language[2]))
    if Field.TITLE not in known:
        missing.append(("title", body.title or ("" if body.content else _words_of_name(name))))
    return missing


def _words_of_name(name: str) -> str:
    """Return the words in a file's name; for an index file those in the name of its folder."""
    folder, base = posixpath.split(name)
    language = _LANGUAGE_IN_NAME.search(base)
    stem = (base[: language.start()] if language else base).rsplit(".", 1)[0]
    slug = posixpath.basename(folder) if stem in ("index", "_index") else stem
    words = " ".join(re.split(r"[-_\s]+", _DATE_IN_NAME.sub("", slug, count=1))).strip()
    return words[:1].upper() + words[1:]


def _without_code(text: str, name: str) -> str:
    """Return the text without the code of site generators."""
    return _TEMPLATE_CODE.sub("", _MDX_IMPORT.sub("", text) if name.lower().endswith(".mdx") else text)


def _is_excessive(text: str) -> bool:
    """Return True for a text that would take the Markdown parser too long."""
    return (
        len(text) > _LONGEST
        or text.count("\n") > _MOST_LINES
        or text.count("[") > _MOST_BRACKETS
        or text.count("|") > 3 * _MOST_BRACKETS
        or sum(map(text.count, "*_`~<&\\")) > 5 * _MOST_BRACKETS
    )


def _plain_body(text: str, title: str) -> _Body:
    """Return a text read without Markdown; only a heading at its start may be the title."""
    heading = _FIRST_HEADING.match(text)
    content = html.from_text(text[heading.end() :] if heading and not title else text)
    return _Body(title=heading[1] if heading else "", content=content)


def _markdown_body(text: str, title: str) -> _Body:
    """Return Markdown as HTML, without the heading that is the title."""
    tokens = _parser().parse(text)
    body = _Body(title=_take_title(tokens, title))
    for token in tokens:
        if token.tag == "h1":
            token.tag = "h2"  # the title is the only heading of the first rank
        if token.children:
            token.children = [child for child in token.children if not _take_picture(child, body.pictures)]
    content = _parser().renderer.render(tokens, _parser().options, {}).replace("<p></p>\n", "")
    more = _MORE.search(content)
    body.summary = content[: more.start()] if more else ""
    body.content = _MORE.sub("", content).strip()
    return body


def _take_title(tokens: list[Any], title: str) -> str:
    """Remove the heading that is the title, and return its words.

    Args:
        tokens: The tokens of the text; the heading is removed from them.
        title: The title in the front matter: only a heading at the start that repeats it is removed.
            Without one, the first heading of the first rank is the title, or any at the start.
    """
    headings = [n for n, token in enumerate(tokens) if token.type == "heading_open" and token.level == 0]
    place = 0 if title else next((n for n in headings if tokens[n].tag == "h1"), 0)
    if place not in headings:
        return ""
    words = _words(tokens[place + 1])
    if not words.strip() or (title and fold(words) != fold(title)):
        return ""
    del tokens[place : place + 3]
    return words


def _words(inline: Any) -> str:
    """Return the words of a heading's inline token."""
    breaks = ("softbreak", "hardbreak")
    return "".join(
        " " if child.type in breaks else child.content
        for child in inline.children or ()
        if child.type in ("text", "code_inline", *breaks)
    )


def _take_picture(token: Any, pictures: list[Picture]) -> bool:
    """Add the picture of a token; return True when it lies beside the file, out of reach of a mail."""
    if token.type != "image":
        return False
    address = str(token.attrs.get("src", ""))
    if len(pictures) < _MOST_PICTURES:
        pictures.append(Picture(address, escape(token.content, quote=False), rank=1))
    return not _ABSOLUTE.match(address)


@functools.cache
def _parser() -> Any:
    from markdown_it import MarkdownIt  # slow to import; only Markdown files need it

    # HTML in the text is sanitised later with all other HTML.
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
