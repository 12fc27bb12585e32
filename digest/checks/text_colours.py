"""What colours the texts of a mail have, and what grounds they stand on: the cascade, as far as colours go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import cssselect
import tinycss2.color4
from lxml import etree
from lxml.cssselect import CSSSelector

from digest.checks import css_parser
from digest.checks.context import Letter, line, tag
from digest.checks.css_parser import Declaration

_WANTED = ("color", "background-color", "background", "font-size", "font-weight", "display", "visibility")
_Weight = tuple[bool, bool, tuple[int, ...], int]
_SIZES = {"h1": 32.0, "h2": 24.0, "h3": 18.7, "h4": 16.0, "h5": 13.3, "h6": 10.7}


@dataclass(frozen=True, slots=True)
class _Look:
    """How the text of an element looks."""

    colour: str
    ground: str
    size: float = 16.0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """One text as it is seen: its colour on its ground, `#rrggbb`, whether it is large (WCAG 2.2), its line."""

    text: str
    colour: str
    ground: str
    large: bool
    line: int | None


def seen(letter: Letter, *, dark: bool) -> Iterator[Seen]:
    """Yield every text of a mail in light, or in the dark mode that its own styles have."""
    cascade = _cascade(letter, dark=dark)
    first = _Look("#ffffff", "#121212") if dark else _Look("#000000", "#ffffff")
    looks: dict[etree._Element, _Look | None] = {}
    for element in letter.all:
        parent = element.getparent()
        around = looks.get(parent, first) if parent is not None else first
        look = None if around is None else _look(element, cascade.get(element, {}), around)
        looks[element] = look
        if look is None or element.tag in ("style", "title", "script", "head", "meta", "link"):
            continue
        texts = [element.text, *(child.tail for child in element)]
        text = " ".join(" ".join(filter(None, texts)).split())
        if text.strip("\u034f\u200c\xa0· "):
            large = look.size >= 24 or (look.bold and look.size >= 18.66)
            yield Seen(text, look.colour, look.ground, large, line(element))


def has_dark(letter: Letter) -> bool:
    """Return whether a mail has styles of its own for dark mode."""
    return any(rule.dark for style in letter.all if style.tag == "style" for rule in css_parser.rules(style))


def _look(element: etree._Element, values: dict[str, Declaration], around: _Look) -> _Look | None:
    """Return how an element looks inside of another; None where it is not shown."""
    said = {name: one.text.lower() for name, one in values.items()}
    if (
        said.get("display") == "none"
        or said.get("visibility") == "hidden"
        or element.get("hidden") is not None
    ):
        return None
    look = around
    if element.tag == "a" and element.get("href") is not None and "color" not in said:
        look = replace(look, colour="#8ab4f8" if look.ground == "#121212" else "#0000ee")
    ground = said.get("background-color") or _ground(values.get("background")) or element.get("bgcolor") or ""
    if found := _colour(ground, look.ground, look.colour):
        look = replace(look, ground=found)
    if found := _colour(said.get("color") or element.get("color") or "", look.ground, around.colour):
        look = replace(look, colour=found)
    bold = said.get(
        "font-weight", "bold" if element.tag in ("b", "strong", "th") or element.tag in _SIZES else ""
    )
    if bold:
        look = replace(
            look,
            bold=bold in ("bold", "bolder")
            or (re.fullmatch(r"[0-9]{1,4}", bold) is not None and int(bold) >= 700),
        )
    return replace(look, size=_size(said.get("font-size", ""), look.size, _SIZES.get(tag(element))))


def _size(said: str, around: float, own: float | None) -> float:
    found = re.fullmatch(r"([\d.]{1,8})(px|pt|em|rem|%)", said)
    if found is None:
        return own or around
    with suppress(ValueError):
        unit = {"px": 1.0, "pt": 4 / 3, "em": around, "rem": 16.0, "%": around / 100}[found[2]]
        return float(found[1]) * unit
    return around


def _ground(declared: Declaration | None) -> str:
    """Return the colour that the shorthand `background` holds, else nothing."""
    if declared is None:
        return ""
    for token in declared.value:
        if tinycss2.color4.parse_color(token) is not None:
            return str(tinycss2.serialize([token]))
    return ""


def _colour(said: str, ground: str, current: str) -> str:
    """Return a colour as `#rrggbb`, laid over its ground where it is seen through; nothing where it is none."""
    if not said or said == "inherit":
        return ""
    found = tinycss2.color4.parse_color(said)
    if found == "currentcolor":
        return current
    try:
        red, green, blue, alpha = found.to("srgb")
    except (AttributeError, TypeError, ValueError, NotImplementedError):
        return ""
    if not alpha:
        return ""
    under = [int(ground[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    mixed = [
        min(1.0, max(0.0, part)) * alpha + below * (1 - alpha)
        for part, below in zip((red, green, blue), under, strict=True)
    ]
    return "#{:02x}{:02x}{:02x}".format(*(round(255 * part) for part in mixed))


def _cascade(letter: Letter, *, dark: bool) -> dict[etree._Element, dict[str, Declaration]]:
    """Return the declarations that hold for each element (CSS Cascade 4, section 6), of those that matter here."""
    held: dict[etree._Element, dict[str, tuple[_Weight, Declaration]]] = {}

    def put(
        element: etree._Element, one: Declaration, *, inline: bool, specific: tuple[int, ...], order: int
    ) -> None:
        if one.name in _WANTED:
            weight = (one.important, inline, specific, order)
            mine = held.setdefault(element, {})
            if one.name not in mine or weight >= mine[one.name][0]:
                mine[one.name] = (weight, one)

    order = 0
    for style in [element for element in letter.all if element.tag == "style"]:
        for rule in css_parser.rules(style):
            if rule.selector.startswith("@") or (rule.guarded and not (dark and rule.dark)):
                continue
            order += 1
            for specific, elements in _selected(letter, rule.selector):
                for selected in elements:
                    for one in rule.declarations:
                        put(selected, one, inline=False, specific=specific, order=order)
    for element in letter.all:
        if said := element.get("style"):
            for one in css_parser.attribute(said):
                order += 1
                put(element, one, inline=True, specific=(), order=order)
    return {element: {name: one for name, (_, one) in mine.items()} for element, mine in held.items()}


def _selected(letter: Letter, selector: str) -> Iterator[tuple[tuple[int, ...], list[etree._Element]]]:
    """Yield the specificity of each part of a selector, and the elements it selects; none for what it cannot ask."""
    for part in selector.split(","):
        with suppress(cssselect.SelectorError, etree.XPathError):
            (parsed,) = cssselect.parse(part)
            yield parsed.specificity(), CSSSelector(part, translator="html")(letter.root)
