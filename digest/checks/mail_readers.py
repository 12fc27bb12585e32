"""Check that mail readers support the CSS and HTML of a mail.

`readers.toml` lists the features that they do not support; the data is from caniemail.com.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import tinycss2.ast

from digest.checks import css_parser
from digest.checks.built_mail import BuiltMail, tag_name
from digest.checks.context import CheckContext, Violation
from digest.checks.css_parser import Declaration, Rule

READERS = {
    "gmail": "Gmail",
    "outlook-classic": "classic Outlook",
    "outlook": "Outlook",
    "apple-mail": "Apple Mail",
    "yahoo": "Yahoo",
    "samsung": "Samsung",
}
# Default values: a reader that ignores the property shows the same.
_DEFAULTS = frozenset(("auto", "none", "normal", "static", "visible", "0"))
_COLOUR_FUNCTIONS = frozenset(("rgb", "rgba", "hsl", "hsla"))

_Unsupported = tuple[str, str]
"""A feature by its name in the report, and the readers that do not support it, separated by spaces."""


class _Use(NamedTuple):
    """One use of an unsupported feature; `in_outlook` is False if classic Outlook does not see it."""

    feature: str
    readers: str
    line: int | None
    in_outlook: bool


@cache
def support_tables() -> dict[str, Any]:
    """Return the tables of `readers.toml`.

    "harmless" is a set of features, "fallbacks" maps a feature to its fallback. The other tables map
    an unsupported feature to its readers, one table for each kind of feature.
    """
    tables = tomllib.loads((files("digest.checks") / "readers.toml").read_text(encoding="utf-8"))
    return {**tables, "harmless": frozenset(tables["harmless"])}


def reader_names(readers: Sequence[str]) -> str:
    """Return the names of mail readers as a phrase: "Gmail, Outlook and Yahoo"."""
    *others, last = (READERS[reader] for reader in readers)
    return f"{', '.join(others)} and {last}" if others else last


def css(context: CheckContext) -> Iterator[Violation]:
    """Find CSS that a mail reader does not support, unless it is harmless or has a fallback."""
    remedy = "remove it, or move it into a media query, on top of styles that work without it"
    for mail in context.mails:
        yield from _violations(mail, _css_uses(mail), remedy)


def html(context: CheckContext) -> Iterator[Violation]:
    """Find HTML elements and attributes that a mail reader does not support."""
    for mail in context.mails:
        yield from _violations(mail, _html_uses(mail), "use p, div, table, a and img instead")


def colour_notation(context: CheckContext) -> Iterator[Violation]:
    """Find colours written with spaces: Gmail drops all styles of their element."""
    for mail in context.mails:
        for element in mail.elements:
            for declaration in css_parser.parse_attribute(element.get("style", "")):
                for _ in filter(_is_colour_with_spaces, css_parser.walk_tokens(declaration.value)):
                    yield Violation(
                        mail.path,
                        f"writes {declaration.name} as {declaration.text!r}, but Gmail drops all styles of an element with such a colour; write it as #rrggbb",
                        element.sourceline,
                    )


def _is_colour_with_spaces(token: tinycss2.ast.Node) -> bool:
    if token.type != "function" or token.lower_name not in _COLOUR_FUNCTIONS:
        return False
    return not any(part.type == "literal" and part.value == "," for part in token.arguments)


def _violations(mail: BuiltMail, uses: Iterable[_Use], remedy: str) -> Iterator[Violation]:
    """Yield one violation for each feature, with the line of its first use."""
    harmless = support_tables()["harmless"]
    first_uses: dict[str, tuple[list[str], int | None]] = {}
    counts: dict[str, int] = {}
    for use in uses:
        readers = [name for name in use.readers.split() if use.in_outlook or name != "outlook-classic"]
        if readers and use.feature not in harmless:
            first_uses.setdefault(use.feature, (readers, use.line))
            counts[use.feature] = counts.get(use.feature, 0) + 1
    for feature, (readers, line) in first_uses.items():
        times = f" ({counts[feature]} times)" if counts[feature] > 1 else ""
        verb = "does" if len(readers) == 1 else "do"
        yield Violation(
            mail.path,
            f"uses {feature}{times}, which {reader_names(readers)} {verb} not support; {remedy}",
            line,
        )


def _css_uses(mail: BuiltMail) -> Iterator[_Use]:
    for element, in_outlook in mail.elements_for_outlook:
        if element.tag == "style":
            for rule in css_parser.parse_style(element):
                for feature, readers in _rule_features(rule):
                    yield _Use(feature, readers, rule.line, in_outlook)
        elif style := element.get("style"):
            for feature, readers in _without_fallback(css_parser.parse_attribute(style)):
                yield _Use(feature, readers, element.sourceline, in_outlook)


def _rule_features(rule: Rule) -> Iterator[_Unsupported]:
    """Yield the unsupported features of a rule. A conditional rule has none: readers may skip it."""
    table = support_tables()
    if rule.is_conditional:
        return
    if rule.selector.startswith("@"):
        name = rule.selector[1:].partition(" ")[0]
        if name in table["rules"]:
            yield f"@{name}", table["rules"][name]
        return
    if any(at_rule.startswith(("font-face", "keyframes")) for at_rule in rule.at_rules):
        return  # the at-rule itself is the unsupported feature
    for name in re.findall(r"::?([a-z-]+)", rule.selector.lower()):
        if name in table["selectors"]:
            yield f":{name}", table["selectors"][name]
            if f":{name}" in table["harmless"]:
                return  # a reader that ignores the rule loses nothing
    yield from _without_fallback(rule.declarations)


def _without_fallback(declarations: Sequence[Declaration]) -> Iterator[_Unsupported]:
    """Yield the unsupported features of one element or rule that have no fallback there."""
    fallbacks = support_tables()["fallbacks"]
    properties = {declaration.name for declaration in declarations}
    for declaration in declarations:
        for feature, readers in _declaration_features(declaration):
            if fallbacks.get(feature) not in properties:
                yield feature, readers


def _declaration_features(declaration: Declaration) -> Iterator[_Unsupported]:
    table = support_tables()
    name, value = declaration.name, declaration.text.lower()
    if name.startswith("--"):
        yield "variables (--…)", table["functions"]["var"]
        return
    if name in table["properties"] and value not in _DEFAULTS:
        yield name, table["properties"][name]
    for key in (f"{name}: {value}", f"*: {value}"):
        if key in table["values"]:
            yield key.removeprefix("*: "), table["values"][key]
    for token in css_parser.walk_tokens(declaration.value):
        if token.type == "function" and token.lower_name in table["functions"]:
            yield f"{token.lower_name}()", table["functions"][token.lower_name]
        elif token.type == "dimension" and token.lower_unit in table["units"]:
            yield f"the unit {token.lower_unit}", table["units"][token.lower_unit]


def _html_uses(mail: BuiltMail) -> Iterator[_Use]:
    table = support_tables()
    for element, in_outlook in mail.elements_for_outlook:
        if element.tag in table["elements"]:
            yield _Use(
                f"<{tag_name(element)}>", table["elements"][element.tag], element.sourceline, in_outlook
            )
        names = element.keys()
        for name in names:
            if name in table["attributes"] and table["fallbacks"].get(name) not in names:
                yield _Use(name, table["attributes"][name], element.sourceline, in_outlook)
