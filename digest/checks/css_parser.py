"""Parse the CSS of a mail into rules and declarations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import tinycss2
import tinycss2.ast
from lxml import etree

_MOST_OPEN_BRACKETS = 50
_MOST_AT_RULES = 8
_CONDITIONS = ("media", "supports", "container")


class Declaration(NamedTuple):
    """A declaration: its property in lower case, its value as tokens and as text, its line in the style."""

    name: str
    value: list[tinycss2.ast.Node]
    text: str
    important: bool
    line: int


class Rule(NamedTuple):
    """A rule of a `<style>`, or an at-rule, which has no declarations here.

    `at_rules` are the at-rules around it, such as "media (max-width: 480px)". `line` counts from the
    start of the mail.
    """

    selector: str
    declarations: list[Declaration]
    at_rules: tuple[str, ...]
    line: int

    @property
    def is_conditional(self) -> bool:
        """True inside `@media`, `@supports` or `@container`."""
        return any(at_rule.partition(" ")[0] in _CONDITIONS for at_rule in self.at_rules)

    @property
    def is_dark_mode(self) -> bool:
        """True inside a media query for dark mode."""
        return any("prefers-color-scheme" in at_rule and "dark" in at_rule for at_rule in self.at_rules)


@lru_cache(maxsize=2000)  # the articles of a mail share their style attributes
def parse_attribute(text: str) -> tuple[Declaration, ...]:
    """Return the declarations of a style attribute; none when its brackets are nested too deeply."""
    return () if _is_too_deep(text) else tuple(_parse_declarations(text))


def parse_style(element: etree._Element) -> Iterator[Rule]:
    """Yield the rules of a `<style>`, with those inside at-rules; none when nested too deeply."""
    text = element.text or ""
    if not _is_too_deep(text):
        sheet = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
        yield from _parse_rules(sheet, (), (element.sourceline or 1) - 1)


def walk_tokens(nodes: list[tinycss2.ast.Node]) -> Iterator[tinycss2.ast.Node]:
    """Yield every token of a value, with those inside functions and brackets."""
    for node in nodes:
        yield node
        inner: Any = getattr(node, "arguments", None) or getattr(node, "content", None)
        if isinstance(inner, list):
            yield from walk_tokens(inner)


def _is_too_deep(text: str) -> bool:
    """Return True if nested brackets could exhaust the parser's recursion."""
    depth = 0
    for bracket in re.findall(r"[(\[{}\])]", text):
        depth = depth + 1 if bracket in "([{" else max(0, depth - 1)
        if depth > _MOST_OPEN_BRACKETS:
            return True
    return False


def _parse_declarations(text: str | list[tinycss2.ast.Node]) -> list[Declaration]:
    nodes = tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True)
    return [
        Declaration(
            name=node.lower_name,
            value=node.value,
            text=tinycss2.serialize(node.value).strip(),
            important=node.important,
            line=node.source_line,
        )
        for node in nodes
        if node.type == "declaration"
    ]


def _parse_rules(
    nodes: list[tinycss2.ast.Node], at_rules: tuple[str, ...], lines_before: int
) -> Iterator[Rule]:
    for node in nodes:
        if node.type == "qualified-rule":
            selector = " ".join(tinycss2.serialize(node.prelude).split())
            declarations = _parse_declarations(node.content)
            yield Rule(selector, declarations, at_rules, lines_before + node.source_line)
        elif node.type == "at-rule":
            name = " ".join(f"{node.lower_at_keyword} {tinycss2.serialize(node.prelude)}".split())
            yield Rule(f"@{name}", [], at_rules, lines_before + node.source_line)
            if node.content is not None and len(at_rules) < _MOST_AT_RULES:
                inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
                yield from _parse_rules(inner, (*at_rules, name), lines_before)
