"""Check the text of a mail: unfinished, empty, outdated or repeated parts, and the plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.checks.built_mail import INVISIBLE, BuiltMail
from digest.checks.context import CheckContext, Violation
from digest.text import fold

# Jinja and its like, Mailchimp, phpList.
TEMPLATE_CODE = re.compile(r"\{\{|\{%|\*\||\[\[")
# TK: "to come", a newsroom's mark for a missing part; also part of the names of two companies.
_UNFINISHED = re.compile(
    r"(?<![\w-])(?:TK)+(?![\w-])(?! (?:Elevator|Maxx)\b)|\bTB[CDA]\b|\b(?:TODO|FIXME):|\bXXX+\b|\blorem ipsum\b",
    re.ASCII,
)
_LOREM_IPSUM = re.compile(r"\blorem ipsum\b", re.IGNORECASE)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|\bcopyright\b)\D{0,20}((?:19|20)\d\d)(?:\s*[-–/]\s*((?:19|20)\d\d))?", re.IGNORECASE
)
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]\d|\d)")

_PlacedText = tuple[str, str, int | None]
"""A text, the path of its file and its line."""


def unfinished(context: CheckContext) -> Iterator[Violation]:
    """Find marks for text that is still to be written."""
    for mail in context.mails:
        reported = set()
        for text, path, line in _texts(mail):
            match = _UNFINISHED.search(text) or _LOREM_IPSUM.search(text)
            if match is None:
                continue
            surroundings = text[max(0, match.start() - 30) : match.end() + 30]
            excerpt = " ".join(INVISIBLE.sub("", surroundings).split())
            if excerpt not in reported:
                reported.add(excerpt)
                yield Violation(
                    path, f"still holds {match[0]!r}, in {excerpt!r}; write what is missing", line
                )


def _texts(mail: BuiltMail) -> Iterator[_PlacedText]:
    """Yield the subject and every text of the HTML."""
    yield mail.subject, mail.message_path, None
    for text, line in mail.texts:
        if text != mail.subject:
            yield text, mail.path, line


def empty(context: CheckContext) -> Iterator[Violation]:
    """Find headings and links without text."""
    for mail in context.mails:
        for heading in mail.headings:
            if not heading.text:
                yield Violation(
                    mail.path,
                    f"has an empty h{heading.level}; write the heading or remove it",
                    heading.line,
                )
        for link in mail.links:
            if not link.text:
                yield Violation(
                    mail.path,
                    f"has a link without text, to {link.address[:120]!r}; write its text or remove it",
                    link.line,
                )


def stale_year(context: CheckContext) -> Iterator[Violation]:
    """Find past years in the subject, the preheader and copyright notices."""
    issue_year = context.period.first.year
    for mail in context.mails:
        yield from _stale_headline(mail.message_path, "subject", mail.subject, issue_year)
        yield from _stale_headline(mail.path, "preheader", mail.preheader, issue_year)
        for text, line in mail.texts:
            for match in _COPYRIGHT.finditer(text):
                if int(match[2] or match[1]) < issue_year:
                    yield Violation(
                        mail.path,
                        f"says {match[0]!r}, but the issue is from {issue_year}; correct the year",
                        line,
                    )


def _stale_headline(path: str, part: str, text: str, issue_year: int) -> Iterator[Violation]:
    latest = max(map(int, _YEAR.findall(text)), default=issue_year)
    if latest < issue_year:
        yield Violation(
            path,
            f"names the year {latest} in its {part}, but the issue is from {issue_year}; correct the year, or name both",
        )


def article_twice(context: CheckContext) -> Iterator[Violation]:
    """Find articles that appear twice in a mail."""
    for mail in context.mails:
        lines: dict[str, int | None] = {}
        for heading in mail.articles:
            title = fold(heading.text)
            if title in lines:
                yield Violation(
                    mail.path,
                    f"has the article {heading.text!r} twice, first on line {lines[title]}; leave one out (`left_out` in the issue's draft), or change a title if the articles differ",
                    heading.line,
                )
            lines.setdefault(title, heading.line)


def link_twice(context: CheckContext) -> Iterator[Violation]:
    """Find articles with different titles and the same address."""
    for mail in context.mails:
        titles: dict[str, str] = {}
        for heading in mail.articles:
            first = titles.setdefault(heading.address, heading.text)
            if fold(first) != fold(heading.text):
                yield Violation(
                    mail.path,
                    f"links {heading.text!r} to the address of {first!r}, {heading.address[:120]!r}; correct one of the addresses, or leave one article out",
                    heading.line,
                )


def foreign_template(context: CheckContext) -> Iterator[Violation]:
    """Find text that a mail tool would run as its own template code."""
    for mail in context.mails:
        unsubscribe = context.unsubscribe_address(mail)
        reported = set()
        for text, path, line in (*_texts(mail), *_attribute_texts(mail)):
            own_text = text.replace(unsubscribe, "") if unsubscribe else text
            match = TEMPLATE_CODE.search(own_text)
            if match is None:
                continue
            excerpt = own_text[match.start() : match.start() + 40].split("\n")[0].strip()
            if excerpt not in reported:
                reported.add(excerpt)
                yield Violation(
                    path,
                    f"holds {excerpt!r}, but a mail tool may run text after {match[0]!r} as template code; rewrite it, or write the mail for your tool (`digest send --for`)",
                    line,
                )


def _attribute_texts(mail: BuiltMail) -> Iterator[_PlacedText]:
    for element in mail.elements:
        for name, value in element.attrib.items():
            if name in ("href", "src", "alt", "title"):
                yield value, mail.path, element.sourceline


def text_part(context: CheckContext) -> Iterator[Violation]:
    """Find articles of the HTML that are missing from the plain text."""
    for mail in context.mails:
        if not mail.text.strip():
            yield Violation(
                mail.text_path,
                "is missing or empty, so readers of plain text get nothing; build the issue again",
            )
            continue
        plain_text, position = fold(mail.text), 0
        for heading in mail.articles:
            title = fold(heading.text)
            # The text has the articles in the same order: a search from the last one is short.
            found = plain_text.find(title, position)
            position = max(found, position)
            if heading.text and found < 0 and title not in plain_text:
                yield Violation(
                    mail.text_path,
                    f"lacks the article {heading.text!r}, which is in the HTML; build the issue again, or add it to email/digest.txt",
                )
