"""Compute the colour of each text in a mail and of the background behind it.

This is the part of the CSS cascade that colours need: style attributes, `<style>` rules, dark mode,
inheritance and translucent colours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import cssselect
import tinycss2.color4
from lxml import etree
from lxml.cssselect import LxmlHTMLTranslator

from digest.checks import css_parser
from digest.checks.built_mail import BuiltMail, tag_name
from digest.checks.css_parser import Declaration, Rule

_PROPERTIES = frozenset(
    ("color", "background-color", "background", "font-size", "font-weight", "display", "visibility")
)
_HEADING_SIZES = {"h1": 32.0, "h2": 24.0, "h3": 18.7, "h4": 16.0, "h5": 13.3, "h6": 10.7}
_BOLD_TAGS = frozenset(("b", "strong", "th", *_HEADING_SIZES))
_NO_TEXT_TAGS = frozenset(("style", "title", "script", "head", "meta", "link"))
_INVISIBLE = "\u034f\u200c\xa0· "
# The sizes of large text in pixels (WCAG 2.2, 1.4.3).
_LARGE_SIZE, _LARGE_BOLD_SIZE = 24, 18.66
_LINK_COLOUR, _DARK_LINK_COLOUR = "#0000ee", "#8ab4f8"
_DARK_BACKGROUND = "#121212"

_TRANSLATOR = LxmlHTMLTranslator()

_Weight = tuple[bool, bool, tuple[int, ...]]
_Values = dict[str, Declaration]


@dataclass(frozen=True, slots=True)
class _TextStyle:
    """The computed style of an element's text, its size in pixels."""

    colour: str
    background: str
    size: float = 16.0
    bold: bool = False


_LIGHT = _TextStyle("#000000", "#ffffff")
_DARK = _TextStyle("#ffffff", _DARK_BACKGROUND)


@dataclass(frozen=True, slots=True)
class ColouredText:
    """A text of a mail, its colour and background as `#rrggbb`, and its line."""

    text: str
    colour: str
    background: str
    is_large: bool
    line: int | None


def text_colours(mail: BuiltMail, *, dark: bool) -> Iterator[ColouredText]:
    """Yield every visible text of a mail with its colours.

    Args:
        mail: The mail.
        dark: True to apply the mail's own styles for dark mode.
    """
    cascade = _cascade(mail, dark=dark)
    outermost = _DARK if dark else _LIGHT
    styles: dict[etree._Element, _TextStyle | None] = {}
    for element in mail.elements:
        parent = element.getparent()
        inherited = outermost if parent is None else styles.get(parent, outermost)
        style = inherited and _text_style(element, cascade.get(element, {}), inherited)
        styles[element] = style
        if style and element.tag not in _NO_TEXT_TAGS and (text := _own_text(element)):
            is_large = style.size >= (_LARGE_BOLD_SIZE if style.bold else _LARGE_SIZE)
            yield ColouredText(text, style.colour, style.background, is_large, element.sourceline)


def has_dark_mode(mail: BuiltMail) -> bool:
    """Return True if a mail has styles of its own for dark mode."""
    return any(rule.is_dark_mode for rule in _rules(mail))


def _own_text(element: etree._Element) -> str:
    """Return the text of an element without its children's; "" when nothing of it is visible."""
    parts = (element.text, *(child.tail for child in element))
    text = " ".join(" ".join(part for part in parts if part).split())
    return text if text.strip(_INVISIBLE) else ""


def _text_style(element: etree._Element, values: _Values, inherited: _TextStyle) -> _TextStyle | None:
    """Return the computed style of an element, or None when it is hidden."""
    texts = {name: value.text.lower() for name, value in values.items()}
    if _is_hidden(element, texts):
        return None
    colour = _link_colour(element, inherited) if "color" not in texts else inherited.colour
    background = _blend(_background_text(element, values, texts), inherited.background, colour)
    background = background or inherited.background
    own_colour = texts.get("color") or element.get("color") or ""
    return _TextStyle(
        colour=_blend(own_colour, background, inherited.colour) or colour,
        background=background,
        size=_font_size(element, texts.get("font-size", ""), inherited.size),
        bold=_is_bold(element, texts.get("font-weight", ""), inherited=inherited.bold),
    )


def _is_hidden(element: etree._Element, texts: dict[str, str]) -> bool:
    return (
        texts.get("display") == "none"
        or texts.get("visibility") == "hidden"
        or element.get("hidden") is not None
    )


def _link_colour(element: etree._Element, inherited: _TextStyle) -> str:
    """Return the browser's colour for a link, the inherited colour for other elements."""
    if element.tag != "a" or element.get("href") is None:
        return inherited.colour
    return _DARK_LINK_COLOUR if inherited.background == _DARK_BACKGROUND else _LINK_COLOUR


def _background_text(element: etree._Element, values: _Values, texts: dict[str, str]) -> str:
    return texts.get("background-color") or _shorthand_colour(values) or element.get("bgcolor") or ""


def _shorthand_colour(values: _Values) -> str:
    """Return the colour in the shorthand `background`, or ""."""
    if "background" in values:
        for token in values["background"].value:
            if tinycss2.color4.parse_color(token) is not None:
                return str(tinycss2.serialize([token]))
    return ""


def _is_bold(element: etree._Element, weight: str, *, inherited: bool) -> bool:
    if not weight:
        return inherited or element.tag in _BOLD_TAGS
    if re.fullmatch(r"[0-9]{1,4}", weight):
        return int(weight) >= 700
    return weight in ("bold", "bolder")


def _font_size(element: etree._Element, text: str, inherited: float) -> float:
    """Return the size of an element's text in pixels."""
    match = re.fullmatch(r"([\d.]{1,8})(px|pt|em|rem|%)", text)
    if match is None:
        return _HEADING_SIZES.get(tag_name(element), inherited)
    with suppress(ValueError):
        pixels = {"px": 1.0, "pt": 4 / 3, "em": inherited, "rem": 16.0, "%": inherited / 100}
        return float(match[1]) * pixels[match[2]]
    return inherited


def _blend(text: str, background: str, current: str) -> str:
    """Return a CSS colour over its background as `#rrggbb`.

    Args:
        text: The colour as CSS writes it.
        background: The colour behind it, `#rrggbb`.
        current: The colour of `currentcolor`, `#rrggbb`.

    Returns:
        The colour; "" for a fully transparent one and for anything but a colour, such as `inherit`.
    """
    if not text:
        return ""
    colour: Any = tinycss2.color4.parse_color(text)
    if colour == "currentcolor":
        return current
    try:
        red, green, blue, alpha = colour.to("srgb")
    except (AttributeError, TypeError, ValueError, NotImplementedError):
        return ""
    if not alpha:
        return ""
    behind = [int(background[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    blended = [
        min(1.0, max(0.0, part)) * alpha + below * (1 - alpha)
        for part, below in zip((red, green, blue), behind, strict=True)
    ]
    return "#{:02x}{:02x}{:02x}".format(*(round(255 * part) for part in blended))


class _Cascade:
    """The winning declaration of each property of each element (CSS Cascade 4, section 6)."""

    def __init__(self) -> None:
        self._winners: dict[etree._Element, dict[str, tuple[_Weight, Declaration]]] = {}

    def add(
        self, element: etree._Element, declaration: Declaration, specificity: tuple[int, ...] | None
    ) -> None:
        """Add a declaration; call it in document order. `specificity` is None in a style attribute."""
        weight = (declaration.important, specificity is None, specificity or ())
        winners = self._winners.setdefault(element, {})
        winner = winners.get(declaration.name)
        if winner is None or weight >= winner[0]:  # of two equals the later wins
            winners[declaration.name] = (weight, declaration)

    def values(self) -> dict[etree._Element, _Values]:
        """Return the winners by element and property."""
        return {
            element: {name: declaration for name, (_, declaration) in winners.items()}
            for element, winners in self._winners.items()
        }


def _cascade(mail: BuiltMail, *, dark: bool) -> dict[etree._Element, _Values]:
    """Return the declarations that hold for each element, of the properties above."""
    cascade = _Cascade()
    for rule in _rules(mail):
        declarations = _relevant(rule.declarations)
        if declarations and _applies(rule, dark=dark):
            for specificity, elements in _select(mail, rule.selector):
                for element in elements:
                    for declaration in declarations:
                        cascade.add(element, declaration, specificity)
    for element in mail.elements:
        if attribute := element.get("style"):
            for declaration in _relevant(css_parser.parse_attribute(attribute)):
                cascade.add(element, declaration, None)
    return cascade.values()


def _rules(mail: BuiltMail) -> Iterator[Rule]:
    return (rule for style in mail.elements if style.tag == "style" for rule in css_parser.parse_style(style))


def _applies(rule: Rule, *, dark: bool) -> bool:
    return not rule.is_conditional or (dark and rule.is_dark_mode)


def _relevant(declarations: list[Declaration] | tuple[Declaration, ...]) -> list[Declaration]:
    return [declaration for declaration in declarations if declaration.name in _PROPERTIES]


def _select(mail: BuiltMail, selector: str) -> Iterator[tuple[tuple[int, ...], list[etree._Element]]]:
    """Yield the specificity and the elements of each part of a selector; skip unknown syntax."""
    with suppress(cssselect.SelectorSyntaxError):
        for part in cssselect.parse(selector):
            with suppress(cssselect.SelectorError, etree.XPathError):
                path = _TRANSLATOR.selector_to_xpath(part, translate_pseudo_elements=True)
                yield part.specificity(), etree.XPath(path)(mail.root)
