"""A built mail: its HTML as a tree, its plain text and its message, each parsed once for all checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from functools import cached_property
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from lxml import etree, html

_HIDDEN_FROM_OUTLOOK = re.compile(r"\[if\s+!\s*\(?\s*mso|\[if\s+\(?\s*!\s*mso", re.IGNORECASE)
# Invisible characters; some pad a preheader, so that the mail's text does not follow it.
INVISIBLE = re.compile("[\u00ad\u034f\u200b-\u200d\u2060\ufeff]")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


class Heading(NamedTuple):
    """A heading of a mail, its text on one line. `address` is its link, or ""."""

    level: int
    text: str
    address: str
    line: int | None


class Link(NamedTuple):
    """A link of a mail, its text on one line."""

    address: str
    text: str
    line: int | None


@dataclass(frozen=True, kw_only=True)
class BuiltMail:
    """The built files of one mail.

    Attributes:
        language: The language of the issue.
        path: The path of the HTML below `out/`.
        source: The bytes of the HTML.
        text: The plain text, or "" when it is missing.
        text_path: The path of the plain text below `out/`.
        message: The bytes of the `.eml`, or b"" when it is missing.
        message_path: The path of the `.eml` below `out/`.
    """

    language: str
    path: str
    source: bytes
    text: str
    text_path: str
    message: bytes
    message_path: str

    @cached_property
    def root(self) -> etree._Element:
        """The HTML as a tree; an empty tree for an empty file."""
        parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
        try:
            return html.document_fromstring(self.source, parser=parser)
        except etree.ParserError:
            return html.document_fromstring(b"<html></html>", parser=parser)

    @cached_property
    def elements_for_outlook(self) -> tuple[tuple[etree._Element, bool], ...]:
        """Every element in document order, with False if a conditional comment hides it from classic Outlook."""
        return tuple(self._elements_for_outlook())

    def _elements_for_outlook(self) -> Iterator[tuple[etree._Element, bool]]:
        in_outlook = True
        for node in self.root.iter():
            if isinstance(node.tag, str):
                yield node, in_outlook
            else:
                text = node.text or ""
                if _HIDDEN_FROM_OUTLOOK.search(text):
                    in_outlook = False
                elif "[endif]" in text.lower():
                    in_outlook = True

    @cached_property
    def elements(self) -> tuple[etree._Element, ...]:
        """Every element in document order."""
        return tuple(element for element, _ in self.elements_for_outlook)

    @cached_property
    def pictures(self) -> tuple[etree._Element, ...]:
        """Every `<img>` in document order."""
        return tuple(element for element in self.elements if element.tag == "img")

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """Every heading in document order."""
        return tuple(
            Heading(
                level=_HEADINGS[tag_name(element)],
                text=visible_text(element),
                address=next((link.get("href", "") for link in element.iter("a")), ""),
                line=element.sourceline,
            )
            for element in self.elements
            if element.tag in _HEADINGS
        )

    @property
    def articles(self) -> tuple[Heading, ...]:
        """The headings of the articles: those with a link."""
        return tuple(heading for heading in self.headings if heading.address)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every link in document order."""
        return tuple(
            Link(element.get("href", ""), visible_text(element), element.sourceline)
            for element in self.elements
            if element.tag == "a" and element.get("href") is not None
        )

    @cached_property
    def texts(self) -> tuple[tuple[str, int | None], ...]:
        """Every text of the document with its line, without styles and scripts."""
        return tuple(
            (text, element.sourceline)
            for element in self.elements
            for text in ("" if element.tag in ("style", "script") else element.text, element.tail)
            if text and text.strip()
        )

    @property
    def header(self) -> bytes:
        """The header of the message, without the empty line that ends it."""
        return self.message.partition(b"\r\n\r\n")[0]

    @cached_property
    def subject(self) -> str:
        """The subject of the message; the title of the HTML for a message without one."""
        subject = message_from_bytes(self.header, policy=policy.default).get("Subject")
        return " ".join(str(subject or self.root.findtext(".//title") or "").split())

    @cached_property
    def preheader(self) -> str:
        """The text of the hidden block at the start of the body, without its padding."""
        body = self.root.find(".//body")
        if body is None:
            return ""
        first = next((child for child in body.iterchildren() if isinstance(child.tag, str)), None)
        if first is None or "display:none" not in first.get("style", "").replace(" ", ""):
            return ""
        return " ".join(INVISIBLE.sub("", visible_text(first)).split())


def tag_name(element: etree._Element) -> str:
    """Return the name of an element in lower case."""
    return str(element.tag)


def visible_text(element: etree._Element) -> str:
    """Return the text of an element on one line, with the alternative texts of its pictures."""
    parts: list[str | None] = []
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start":
            parts += [node.get("alt") if node.tag == "img" else None, node.text]
        elif node is not element:
            parts.append(node.tail)
    return " ".join("".join(part or "" for part in parts).split())


def split_address(address: str) -> SplitResult:
    """Split a URL into its parts; one that cannot be split is all path."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", address, "", "")
