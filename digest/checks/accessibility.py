"""Whether everyone can read a mail: language, headings, tables, pictures, links, contrast (WCAG 2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from digest.checks import text_colours as colours
from digest.checks.context import CheckContext, Letter, Violation, line, split, words
from digest.checks.text_colours import Seen
from digest.colour import MIN_CONTRAST, contrast, darkened
from digest.text import fold

_LARGE = 3.0
_NO_NAME = {
    "image",
    "picture",
    "photo",
    "img",
    "logo",
    "banner",
    "graphic",
    "untitled",
    "imagen",
    "foto",
    "figura",
    "fotografia",
    "photographie",
    "imagem",
    "صورة",
}
# What says nothing of where it leads, folded: "here", "more", "read more" and the like in the languages we have words for.
_NO_PLACE = {
    *(
        "click here",
        "click",
        "here",
        "this",
        "link",
        "this link",
        "more",
        "read more",
        "learn more",
        "see more",
        "go",
    ),
    *(
        "aqui",
        "haz clic aqui",
        "haga clic aqui",
        "clic aqui",
        "pulse aqui",
        "enlace",
        "leer mas",
        "mas",
        "ver mas",
    ),
    *(
        "ici",
        "cliquez ici",
        "cliquer ici",
        "lien",
        "ce lien",
        "lire plus",
        "plus",
        "en savoir plus",
        "voir plus",
    ),
    *("clique aqui", "saiba mais", "leia mais", "mais", "ver mais", "este link"),
    *("هنا", "اضغط هنا", "انقر هنا", "المزيد", "اقرا المزيد", "رابط"),
}


def language(matter: CheckContext) -> Iterator[Violation]:
    """Find mails that do not name their language, on the page and on what mail readers keep of it."""
    for one in matter.letters:
        body = one.root.find(".//body")
        within = (
            [] if body is None else [each for each in body.iterdescendants() if isinstance(each.tag, str)]
        )
        inside = next((each for each in within if each.get("lang") or each.get("role") == "article"), None)
        for element, what in ((one.root, "<html>"), (inside, "the element around its text")):
            said = (element.get("lang") or "") if element is not None else ""
            if said.partition("-")[0].lower() != one.language:
                found = f"names the language {said!r}" if said else "names no language"
                yield Violation(
                    one.path,
                    f'{found} on {what}, so that it is read aloud in a wrong voice; write lang="{one.language}"',
                    line(element) if element is not None else None,
                )


def one_heading(matter: CheckContext) -> Iterator[Violation]:
    """Find mails without an h1, or with several for one language."""
    for one in matter.letters:
        found = [heading for heading in one.headings if heading.level == 1]
        parts = max(1, sum(e.get("role") == "article" for e in one.all))
        if not found:
            yield Violation(one.path, "has no heading of the first level; make the newsletter's name an h1")
        for heading in found[parts:]:
            yield Violation(
                one.path,
                f"has a second heading of the first level, {heading.text!r}; make it an h2",
                heading.line,
            )


def heading_levels(matter: CheckContext) -> Iterator[Violation]:
    """Find headings that skip a level."""
    for one in matter.letters:
        before = 0
        for heading in one.headings:
            if heading.level > before + 1 and before:
                yield Violation(
                    one.path,
                    f"goes from a heading of level {before} to level {heading.level} at {heading.text!r}; make it level {before + 1}",
                    heading.line,
                )
            before = heading.level


def layout_tables(matter: CheckContext) -> Iterator[Violation]:
    """Find tables that hold no data and do not say so."""
    for one in matter.letters:
        for element in one.all:
            said = element.get("role") in ("presentation", "none")
            if element.tag == "table" and not said and next(element.iter("th", "caption"), None) is None:
                yield Violation(
                    one.path,
                    'has a table without headings, which is read aloud cell by cell; write role="presentation" where it is layout',
                    line(element),
                )


def alt_texts(matter: CheckContext) -> Iterator[Violation]:
    """Find alternative texts that are a file's name, or a word for any picture."""
    for one in matter.letters:
        for element in one.all:
            alt = element.get("alt", "") if element.tag == "img" else ""
            name = PurePosixPath(split(element.get("src") or "").path).stem
            if alt and (
                re.search(r"\.(?:jpe?g|png|gif|webp|svg|avif|heic)$", alt.strip(), re.IGNORECASE)
                or re.fullmatch(
                    r"(?:img|dsc|dscn|pxl|image|photo|screenshot)[-_ ]?\d[\w-]*", alt.strip(), re.IGNORECASE
                )
                or fold(alt) in _NO_NAME
                or (fold(alt) == fold(name) and re.search(r"[-_\d]", alt))
            ):
                yield Violation(
                    one.path,
                    f"has the alternative text {alt[:80]!r}, which says nothing of what the picture shows; say it, or leave it empty",
                    line(element),
                )


def link_texts(matter: CheckContext) -> Iterator[Violation]:
    """Find links that do not say where they lead."""
    for one in matter.letters:
        for element in one.all:
            if element.tag != "a" or element.get("href") is None:
                continue
            said = element.get("aria-label") or words(element)
            if fold(said) in _NO_PLACE or re.match(r"https?://\S{40}", said):
                yield Violation(
                    one.path,
                    f"has the link {said[:80]!r}, which does not say where it leads; name what is there",
                    line(element),
                )


def contrast_light(matter: CheckContext) -> Iterator[Violation]:
    """Find texts that cannot be read on their ground."""
    for one in matter.letters:
        yield from _low(one, colours.seen(one, dark=False), "")


def contrast_dark(matter: CheckContext) -> Iterator[Violation]:
    """Find texts that cannot be read in the dark mode of the mail's own styles."""
    for one in matter.letters:
        if colours.has_dark(one):
            yield from _low(one, colours.seen(one, dark=True), " in dark mode")


def contrast_forced(matter: CheckContext) -> Iterator[Violation]:
    """Find texts that can be read until a mail reader turns all colours around."""
    for one in matter.letters:
        found = [text for text in colours.seen(one, dark=False) if _enough(text, text.colour, text.ground)]
        yield from _low(one, iter(found), " where a mail reader forces dark mode", forced=True)


def _enough(text: Seen, colour: str, ground: str) -> bool:
    return contrast(colour, ground) >= (_LARGE if text.large else MIN_CONTRAST)


def _low(letter: Letter, texts: Iterator[Seen], where: str, *, forced: bool = False) -> Iterator[Violation]:
    """Yield one spot for each pair of colours that is too close."""
    told = set()
    for text in texts:
        colour, ground = text.colour, text.ground
        if forced:
            colour, ground = darkened(colour), darkened(ground)
        pair = (text.colour, text.ground, text.large)
        if pair in told or _enough(text, colour, ground):
            continue
        told.add(pair)
        wanted = _LARGE if text.large else MIN_CONTRAST
        yield Violation(
            letter.path,
            f"sets {text.text[:60]!r} in {text.colour} on {text.ground}, a contrast of {contrast(colour, ground):.1f}{where}; take colours further apart, to {wanted:g} or more",
            text.line,
        )
