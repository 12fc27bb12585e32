"""Check that everyone can read a mail: language, headings, tables, link texts (WCAG 2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from digest.checks.built_mail import BuiltMail, visible_text
from digest.checks.context import CheckContext, Violation
from digest.text import fold

_LONG_ADDRESS = re.compile(r"https?://\S{40}")
# Folded link texts that do not say where the link leads, in the languages that mails have.
_VAGUE_LINK_TEXTS = frozenset(
    (
        *("click here", "click", "here", "this", "link", "this link", "more", "read more"),
        *("learn more", "see more", "go"),
        *("aqui", "haz clic aqui", "haga clic aqui", "clic aqui", "pulse aqui", "enlace"),
        *("leer mas", "mas", "ver mas"),
        *("ici", "cliquez ici", "cliquer ici", "lien", "ce lien", "lire plus", "plus"),
        *("en savoir plus", "voir plus"),
        *("clique aqui", "saiba mais", "leia mais", "mais", "ver mais", "este link"),
        *("هنا", "اضغط هنا", "انقر هنا", "المزيد", "اقرا المزيد", "رابط"),
    )
)


def language(context: CheckContext) -> Iterator[Violation]:
    """Find mails without their language on `<html>` and around the text; many readers drop `<html>`."""
    for mail in context.mails:
        for element, place in (
            (mail.root, "<html>"),
            (_text_wrapper(mail), "the element around its text"),
        ):
            declared = (element.get("lang") or "") if element is not None else ""
            if declared.partition("-")[0].lower() != mail.language:
                problem = f"declares the language {declared!r}" if declared else "declares no language"
                yield Violation(
                    mail.path,
                    f'{problem} on {place}, so screen readers may use a wrong voice; write lang="{mail.language}"',
                    element.sourceline if element is not None else None,
                )


def _text_wrapper(mail: BuiltMail) -> etree._Element | None:
    """Return the first element of the body with a language or the role "article"."""
    body = mail.root.find(".//body")
    if body is None:
        return None
    elements = (element for element in body.iterdescendants() if isinstance(element.tag, str))
    return next((item for item in elements if item.get("lang") or item.get("role") == "article"), None)


def one_h1(context: CheckContext) -> Iterator[Violation]:
    """Find mails without an h1, or with several for one language."""
    for mail in context.mails:
        headings = [heading for heading in mail.headings if heading.level == 1]
        languages = max(1, sum(element.get("role") == "article" for element in mail.elements))
        if not headings:
            yield Violation(mail.path, "has no h1 heading; make the newsletter's name an h1")
        for heading in headings[languages:]:
            yield Violation(
                mail.path,
                f"has a second h1 heading, {heading.text!r}; make it an h2",
                heading.line,
            )


def heading_levels(context: CheckContext) -> Iterator[Violation]:
    """Find headings that skip a level."""
    for mail in context.mails:
        previous = 0
        for heading in mail.headings:
            if heading.level > previous + 1 and previous:
                yield Violation(
                    mail.path,
                    f"skips from h{previous} to h{heading.level} at {heading.text!r}; make it an h{previous + 1}",
                    heading.line,
                )
            previous = heading.level


def layout_table(context: CheckContext) -> Iterator[Violation]:
    """Find tables without header cells that are not marked as layout."""
    for mail in context.mails:
        for element in mail.elements:
            if element.tag != "table" or element.get("role") in ("presentation", "none"):
                continue
            if next(element.iter("th", "caption"), None) is None:
                yield Violation(
                    mail.path,
                    'has a table without header cells, which screen readers read cell by cell; write role="presentation" on a layout table',
                    element.sourceline,
                )


def link_text(context: CheckContext) -> Iterator[Violation]:
    """Find links with a vague text, such as "click here"."""
    for mail in context.mails:
        for element in mail.elements:
            if element.tag != "a" or element.get("href") is None:
                continue
            text = element.get("aria-label") or visible_text(element)
            if fold(text) in _VAGUE_LINK_TEXTS or _LONG_ADDRESS.match(text):
                yield Violation(
                    mail.path,
                    f"has the link {text[:80]!r}, which does not say where it leads; name the page it leads to",
                    element.sourceline,
                )
