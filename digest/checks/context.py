"""What the checks look at: the files of one issue, read once for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from lxml import etree, html

from digest.checks.feed_reader import Feed, kind, read
from digest.model import LinkReply, MailSettings, Publication
from digest.periods import Period

# What mail tools run as their own: Jinja and its like, Mailchimp, phpList.
FOREIGN = re.compile(r"\{\{|\{%|\*\||\[\[")
_NOT_OUTLOOK = re.compile(r"\[if\s+!\s*\(?\s*mso|\[if\s+\(?\s*!\s*mso", re.IGNORECASE)


class Violation(NamedTuple):
    """One place where a check fails, and what is wrong there and to be done."""

    where: str
    text: str
    line: int | None = None


class Heading(NamedTuple):
    """One heading of a mail: its level, its words on one line, where it leads or "", its line."""

    level: int
    text: str
    address: str
    line: int | None


class Link(NamedTuple):
    """One link of a mail: where it leads, its words, its line."""

    address: str
    text: str
    line: int | None


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One mail of the issue as it was built: its HTML, its plain text, its message.

    `root` is the HTML's tree. `elements` says of each element whether classic Outlook gets to see it.
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
        """The HTML as a tree; an empty one where there is none."""
        parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
        try:
            return html.document_fromstring(self.source, parser=parser)
        except etree.ParserError:
            return html.document_fromstring(b"<html></html>", parser=parser)

    @cached_property
    def elements(self) -> tuple[tuple[etree._Element, bool], ...]:
        """Every element in its order, and whether classic Outlook sees it."""
        return tuple(self._seen())

    def _seen(self) -> Iterator[tuple[etree._Element, bool]]:
        outlook = True
        for node in self.root.iter():
            if isinstance(node, etree._Comment):  # noqa: SLF001 (the library's type has no other name)
                text = node.text or ""
                if _NOT_OUTLOOK.search(text):
                    outlook = False
                elif "[endif]" in text.lower():
                    outlook = True
            elif isinstance(node.tag, str):
                yield node, outlook

    @property
    def all(self) -> Iterator[etree._Element]:
        """Every element in its order."""
        return (element for element, _ in self.elements)

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """The headings in their order."""
        return tuple(
            Heading(
                int(tag(one)[1]), words(one), next((a.get("href", "") for a in one.iter("a")), ""), line(one)
            )
            for one in self.all
            if re.fullmatch(r"h[1-6]", tag(one))
        )

    @property
    def articles(self) -> tuple[Heading, ...]:
        """The headings that lead somewhere: those of articles."""
        return tuple(heading for heading in self.headings if heading.address)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """The links in their order."""
        return tuple(
            Link(one.get("href", ""), words(one), line(one))
            for one in self.all
            if one.tag == "a" and one.get("href") is not None
        )

    @cached_property
    def texts(self) -> tuple[tuple[str, int | None], ...]:
        """What stands in each element itself and after it, and its line; no styles."""
        return tuple(
            (text, line(one))
            for one in self.all
            for text in ("" if one.tag in ("style", "script") else one.text, one.tail)
            if text and text.strip()
        )

    @cached_property
    def subject(self) -> str:
        """The subject as the message has it, else the title of the HTML."""
        from email import message_from_bytes, policy  # noqa: PLC0415 (half of the import time of this room)

        head = self.message.partition(b"\r\n\r\n")[0]
        said = message_from_bytes(head, policy=policy.default).get("Subject") if head else None
        return (
            " ".join(str(said).split()) if said else " ".join((self.root.findtext(".//title") or "").split())
        )

    @cached_property
    def preheader(self) -> str:
        """The text of the hidden block the body begins with, without what pads it."""
        body = self.root.find(".//body")
        first = (
            next((one for one in body.iterchildren() if isinstance(one.tag, str)), None)
            if body is not None
            else None
        )
        if first is None or "display:none" not in first.get("style", "").replace(" ", ""):
            return ""
        return " ".join(re.sub(r"[\u034f\u200c\u200b\ufeff\xad]", "", words(first)).split())


@dataclass(frozen=True, kw_only=True)
class CheckContext:
    """All that the checks of one issue look at.

    `files` are the built files of the issue by their path below `out/`, `pictures` the bytes that
    the pictures of the site have, by their address. `subjects` are those of earlier issues, by
    language and the issue's name. `before` are the ids of the last build's feeds: by the feed's
    path, the id of each address. `replies` are what servers said of
    links, by their addresses; empty where nobody asked.
    """

    publication: Publication
    period: Period
    mail: MailSettings
    files: Mapping[str, bytes]
    pictures: Mapping[str, int] = field(default_factory=dict)
    subjects: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    before: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    replies: Mapping[str, LinkReply] = field(default_factory=dict)

    @cached_property
    def feeds(self) -> tuple[Feed, ...]:
        """The feeds among the files, in the order of their paths."""
        return tuple(read(path, content) for path, content in sorted(self.files.items()) if kind(path))

    @cached_property
    def letters(self) -> tuple[Letter, ...]:
        """The mails of the issue, in the order of the languages."""
        found = []
        for code in self.publication.languages:
            mark = "" if code == self.publication.languages[0] else f".{code}"
            path = f"mail/{self.period.name}/digest{mark}"
            if f"{path}.html" in self.files:
                found.append(
                    Letter(
                        language=code,
                        path=f"{path}.html",
                        source=self.files[f"{path}.html"],
                        text=self.files.get(f"{path}.txt", b"").decode("utf-8", "replace"),
                        text_path=f"{path}.txt",
                        message=self.files.get(f"{path}.eml", b""),
                        message_path=f"{path}.eml",
                    )
                )
        return tuple(found)


def tag(element: etree._Element) -> str:
    """Return the name of an element."""
    return str(element.tag)


def words(element: etree._Element) -> str:
    """Return what can be read in an element, pictures by their alternative texts, on one line."""
    parts: list[str | None] = []
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start":
            parts += [node.get("alt") if node.tag == "img" else None, node.text]
        elif node is not element:
            parts.append(node.tail)
    return " ".join("".join(part or "" for part in parts).split())


def line(element: etree._Element) -> int | None:
    """Return the line an element begins on."""
    return element.sourceline


def split(address: str) -> SplitResult:
    """Return an address taken apart; one of nothing but a path where it cannot be."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", address, "", "")
