"""The CSS of a mail as it stands: declarations, rules, and what guards them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import tinycss2
import tinycss2.ast
from lxml import etree

_DEEPEST = 50
_GUARDS = ("media", "supports", "container")


class Declaration(NamedTuple):
    """One declaration: its property in small letters, its value's tokens and as text, its line in the style."""

    name: str
    value: list[tinycss2.ast.Node]
    text: str
    important: bool
    line: int


class Rule(NamedTuple):
    """One rule of a `<style>`, or an at-rule without declarations.

    `within` are the at-rules around it, such as "media (max-width: 480px)". `line` is of the mail.
    """

    selector: str
    declarations: list[Declaration]
    within: tuple[str, ...]
    line: int

    @property
    def guarded(self) -> bool:
        """Whether only those read it who understand what it asks for."""
        return any(one.partition(" ")[0] in _GUARDS for one in self.within)

    @property
    def dark(self) -> bool:
        """Whether it is for a reader's dark mode."""
        return any("prefers-color-scheme" in one and "dark" in one for one in self.within)


@lru_cache(maxsize=2000)  # a mail says the same of all its articles
def attribute(text: str) -> tuple[Declaration, ...]:
    """Return the declarations of a style attribute; none of one whose brackets stand in each other too deep."""
    return () if _is_deep(text) else tuple(declarations(text))


def _is_deep(text: str) -> bool:
    """Return whether brackets stand in each other deeper than the parser's recursion should go."""
    depth = 0
    for bracket in re.findall(r"[(\[{}\])]", text):
        depth = depth + 1 if bracket in "([{" else max(0, depth - 1)
        if depth > _DEEPEST:
            return True
    return False


def declarations(text: str | list[tinycss2.ast.Node]) -> list[Declaration]:
    """Return the declarations of a rule's block."""
    found = tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True)
    return [
        Declaration(
            one.lower_name, one.value, tinycss2.serialize(one.value).strip(), one.important, one.source_line
        )
        for one in found
        if one.type == "declaration"
    ]


def rules(element: etree._Element) -> Iterator[Rule]:
    """Yield the rules of a `<style>`, those inside of at-rules too; none as `attribute` does."""
    if _is_deep(element.text or ""):
        return
    start = (element.sourceline or 1) - 1
    sheet = tinycss2.parse_stylesheet(element.text or "", skip_comments=True, skip_whitespace=True)
    yield from _rules(sheet, (), start)


def _rules(nodes: list[tinycss2.ast.Node], within: tuple[str, ...], start: int) -> Iterator[Rule]:
    for node in nodes:
        if node.type == "qualified-rule":
            selector = " ".join(tinycss2.serialize(node.prelude).split())
            yield Rule(selector, declarations(node.content), within, start + node.source_line)
        elif node.type == "at-rule":
            name = " ".join((node.lower_at_keyword + " " + tinycss2.serialize(node.prelude)).split())
            yield Rule(f"@{name}", [], within, start + node.source_line)
            if node.content is not None and len(within) < 8:
                inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
                yield from _rules(inner, (*within, name), start)


def tokens(nodes: list[tinycss2.ast.Node]) -> Iterator[tinycss2.ast.Node]:
    """Yield every token of a value, those inside of functions and brackets too."""
    for node in nodes:
        yield node
        inside: Any = getattr(node, "arguments", None) or getattr(node, "content", None)
        if isinstance(inside, list):
            yield from tokens(inside)
