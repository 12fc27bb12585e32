"""Markdown with front matter, one article a file, as static site generators keep it (CommonMark, tables, strikethrough)."""

from __future__ import annotations

import functools
import html
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from digest.model import Document, Reading
from digest.parsers import encoding, fields, frontmatter, synonyms, xml
from digest.parsers.entry import Picture, articles, limited_notices
from digest.text import clean, fold

_NAMES = (".md", ".markdown", ".mdown", ".mkd", ".mdx")
_MORE = re.compile(r"<!--\s{0,20}more\s{0,20}-->", re.IGNORECASE)
# Code of other tools: Hugo's shortcodes, Liquid's tags and outputs, kramdown's attributes, Pelican's places.
_TEMPLATE = re.compile(
    r"\{\{<[^<>]{0,2000}>\}\}|\{\{%[^%]{0,2000}%\}\}|\{\{[^{}]{0,2000}\}\}|\{%[^{}]{0,2000}%\}|\{:[^{}\n]{0,300}\}|\{(?:static|attach|filename)\}"
)
_IMPORT = re.compile(r"^(?:import|export)\s[^\n]*\n", re.MULTILINE)  # MDX
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})[-_.](?=\S)")
_LONGEST = 128 * 1024
_MOST_BRACKETS = 6000
_MOST_LINES = 6000
_MOST_PICTURES = 10


@dataclass(slots=True)
class _Body:
    """A text in HTML: its title if it says one, what stands before `<!--more-->`, and its pictures."""

    title: str = ""
    content: str = ""
    summary: str = ""
    pictures: list[Picture] = field(default_factory=list)


def sniff(content: bytes, name: str) -> bool:
    """Return whether the text opens with front matter that names parts of an article, or the name says Markdown."""
    head = encoding.head(content).lstrip("\ufeff")
    if "\0" in head[:4096]:
        return False
    if name.lower().endswith(_NAMES):
        if re.match(r"\s*(?:\{\s*[\"}]|\[\s*\{)", head):  # JSON front matter, or JSON and nothing else
            body = frontmatter.split(head).body.lstrip(" \r\n,")
            return bool(body) and not body.startswith(("{", "["))
        return xml.root_name(content).lower() != "html"
    lines = head.split("\n")
    end = frontmatter.closed(lines)
    if end is None or len(frontmatter.known(lines[1:end])) < 2:
        return False
    # A page of many such blocks is a list of articles, whatever else it is.
    fences = [
        number for number, line in enumerate(lines) if number >= end and line.rstrip() == lines[0].rstrip()
    ]
    return not any(frontmatter.known(lines[number + 1 : number + 2]) for number in fences)


def read(document: Document, zone: tzinfo) -> Reading:
    """Return the article of a Markdown file; none where its front matter says that it is a draft."""
    name = document.source.name
    head = frontmatter.split(clean(encoding.decode(document.content)))
    odd = list(head.odd)
    pairs = [(key, value) for key, value in head.pairs() if synonyms.role(key) != "content"]
    title = next(
        (value for key, value in pairs if synonyms.role(key) == "title" and isinstance(value, str)), ""
    )
    body = _body(_without_templates(head.body, name), title, odd, head.at + 1)
    entries, notices = fields.entries([fields.Record([*pairs, *_beside(pairs, body, name)], 1)], name, zone)
    for entry in entries:
        entry.pictures += body.pictures
        entry.summary = entry.summary or body.summary
    found, more = articles(entries, document.source, zone)
    return Reading(
        format="markdown",
        articles=found,
        notices=(*limited_notices(name, odd, "like these"), *notices, *more),
    )


def _beside(pairs: Sequence[tuple[str, Any]], body: _Body, name: str) -> list[tuple[str, Any]]:
    """Return what the text and the file's name say where the front matter says nothing."""
    roles = [(synonyms.role(key), value) for key, value in pairs]
    told = {role for role, value in roles if role != "published" or fields.says_a_date(value)}
    more: list[tuple[str, Any]] = [("content", body.content)]
    dated = _DATED.match(posixpath.basename(name))
    if dated and "published" not in told:
        more.append(("date", dated[1]))
    if "title" not in told:
        more.append(("title", body.title or ("" if body.content else _slug_words(name))))
    return more


def _slug_words(name: str) -> str:
    """Return the words of a file's name, or of its folder's where the file is but an index."""
    folder, base = posixpath.split(name)
    stem = base.rsplit(".", 1)[0]
    words = _DATED.sub("", posixpath.basename(folder) if stem in ("index", "_index") else stem, count=1)
    words = " ".join(re.split(r"[-_\s]+", words)).strip()
    return words[:1].upper() + words[1:]


def _without_templates(text: str, name: str) -> str:
    return _TEMPLATE.sub("", _IMPORT.sub("", text) if name.lower().endswith(".mdx") else text)


def _body(text: str, title: str, odd: list[tuple[int | None, str]], number: int) -> _Body:
    """Return the text as HTML, without the heading that is its title; `number` is the line it begins at."""
    if _is_excessive(text):
        told = "is longer, or has more lines, links, cells or marks, than articles have; it is read as plain text"
        odd.append((number, told))
        heading = re.match(r"\s*#[ \t]+([^\n]{1,300})", text)
        parts = re.split(r"\n\s*\n", text[heading.end() :] if heading and not title else text)
        content = "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in parts if part.strip())
        return _Body(title=heading[1] if heading else "", content=content)
    tokens = _parser().parse(text)
    body = _Body(title=_take_title(tokens, title))
    for token in tokens:
        if token.tag == "h1":
            token.tag = "h2"  # the title is the only heading of that rank
        if token.children:
            token.children = [child for child in token.children if not _takes(child, body.pictures)]
    whole = _parser().renderer.render(tokens, _parser().options, {}).replace("<p></p>\n", "")
    more = _MORE.search(whole)
    body.summary = whole[: more.start()] if more else ""
    body.content = _MORE.sub("", whole).strip()
    return body


def _is_excessive(text: str) -> bool:
    return (
        len(text) > _LONGEST
        or text.count("\n") > _MOST_LINES
        or text.count("[") > _MOST_BRACKETS
        or text.count("|") > 3 * _MOST_BRACKETS
        or sum(map(text.count, "*_`~<&\\")) > 5 * _MOST_BRACKETS
    )


def _take_title(tokens: list[Any], title: str) -> str:
    """Take the heading that is the title off the text, and return its words.

    Where a title is known already it is a first heading that repeats it, else the first of the
    highest rank, or whatever heading the text opens with.
    """
    heads = [n for n, token in enumerate(tokens) if token.type == "heading_open" and token.level == 0]
    at = next((n for n in heads if tokens[n].tag == "h1"), 0)
    if title:
        at = 0
    if at not in heads:
        return ""
    words = "".join(
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in tokens[at + 1].children or ()
        if child.type in ("text", "code_inline", "softbreak", "hardbreak")
    )
    if not words.strip() or (title and fold(words) != fold(title)):
        return ""
    del tokens[at : at + 3]
    return words


def _takes(token: Any, pictures: list[Picture]) -> bool:
    """Keep the place of a picture; return whether it is beside the file, where no reader of a mail can see it."""
    if token.type != "image":
        return False
    address = str(token.attrs.get("src", ""))
    if len(pictures) < _MOST_PICTURES:
        pictures.append(Picture(address, html.escape(token.content, quote=False), rank=1))
    return not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", address)


@functools.cache
def _parser() -> Any:
    from markdown_it import MarkdownIt  # noqa: PLC0415 (only Markdown files need it)

    # Tags in the text stay tags: they are sanitised with all else, and shown as words they would help nobody.
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
