"""Sections of a page that list articles from elsewhere: "Most read", "Related articles"."""

from __future__ import annotations

import re

from digest.parsers.listing.lines import Feature
from digest.parsers.webpage import tree
from digest.parsers.webpage.lines import PageLine

_NEWS = (
    r"(?:posts?|articles?|stories|news|pages|art[ií]culos?|noticias|entradas?|art[ií]cles?|beitr[aä]ge|artikel|articoli|"
    r"notizie|artigos|not[ií]cias|mat[eé]rias|publica[cç][oõ]es|wpisy|artykuły)"
)
_SIDE_HEADING = re.compile(
    rf"\W*(?:(?:the )?most (?:read|viewed|popular|shared|commented)(?: {_NEWS})?|(?:popular|trending|related|recommended)(?: {_NEWS})?"
    r"(?: (?:now|today|this week))?|you (?:may|might) (?:also )?like|read (?:next|also)|(?:see|read) also|follow us|"
    rf"(?:l[oa]s? )?(?:{_NEWS} )?m[aá]s (?:le[ií]d|vist|popular|comentad)\w*|{_NEWS} (?:relacionad|recomendad)[oa]s|"
    r"(?:tambi[eé]n )?te puede interesar|relacionad[oa]s|"
    rf"(?:les )?(?:{_NEWS} )?(?:les )?plus (?:lus|vus|populaires)|{_NEWS} (?:li[eé]s|similaires|associ[eé]s|populaires)|[aà] lire aussi|"
    r"meist ?gelesen\w*|am meisten gelesen|das k[oö]nnte (?:sie|dich) (?:auch )?interessieren|"
    rf"(?:beliebte|verwandte|[aä]hnliche) {_NEWS}|mehr zum thema|"
    rf"(?:i |gli |le )?(?:{_NEWS} )?pi[uù] (?:lett|vist|popolar)[ie]|{_NEWS} correlat[ie]|potrebbe (?:anche )?interessarti|leggi anche|"
    rf"(?:as? |os? )?(?:{_NEWS} )?mais (?:lid|vist|popular)\w*|{_NEWS} relacionad[oa]s|leia tamb[eé]m|veja tamb[eé]m|"
    r"najcz[eę][sś]ciej czytane|popularne|polecane|powi[aą]zane)\W*",
    re.IGNORECASE,
)
_MAX_HEADING = 60
_MAX_HEIGHT = 3


def mark_as_furniture(lines: list[PageLine]) -> None:
    """Mark the lines of such sections as furniture, unless nothing else on the page is a link or a heading.

    A section goes from its heading to the next heading of the same kind, or to the end of the
    element around both.

    Args:
        lines: The lines of a page.
    """
    inside = {id(line) for section in _sections(lines) for line in section}
    if not inside:
        return
    if any((line.link is not None or line.is_heading) and id(line) not in inside for line in lines):
        for line in lines:
            if id(line) in inside:
                line.features |= {Feature.FURNITURE}


def _sections(lines: list[PageLine]) -> list[list[PageLine]]:
    found = []
    for index, line in enumerate(lines):
        if not _is_side_heading(line):
            continue
        kind, scope = tree.shape(line.element), _scope(line.element)
        section = [line]
        for other in lines[index + 1 :]:
            if tree.shape(other.element) == kind or scope not in other.element.iterancestors():
                break
            section.append(other)
        found.append(section)
    return found


def _is_side_heading(line: PageLine) -> bool:
    if (
        len(line.text) > _MAX_HEADING
        or line.is_main_heading
        or not (line.is_heading or line.bold or line.hint)
    ):
        return False
    return _SIDE_HEADING.fullmatch(line.text) is not None


def _scope(heading: tree.Element) -> tree.Element:
    """Return the element around a heading and what it heads: the parent, unless it holds the heading only."""
    element = heading
    for _ in range(_MAX_HEIGHT):
        parent = element.getparent()
        if parent is None:
            break
        element = parent
        if len(element) > 1 or element.getnext() is None:
            break
    return element
