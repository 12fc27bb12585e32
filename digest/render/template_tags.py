"""Start tags and stylesheets that can be inlined ahead: no style in them depends on data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from jinja2 import Environment

from digest.errors import TemplateError

# A piece of Jinja in a template is replaced by a placeholder: its number between these two.
_OPEN, _CLOSE = "\ue000", "\ue001"
_PLACEHOLDER = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_SKIPPED = r"<!--.*?-->|<!\[.*?\]>|<(?P<raw>style|script)\b[^>]*>.*?</(?P=raw)\s*>|<!doctype[^>]*>"
_TAG = re.compile(
    rf"(?P<skip>{_SKIPPED})|<(?P<tag>[a-zA-Z][\w:{_OPEN}{_CLOSE}-]*|{_OPEN}\d+{_CLOSE})(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL | re.IGNORECASE,
)
ATTRIBUTE = re.compile(
    r"""(?<![\w-])(?P<name>class|style)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')""", re.IGNORECASE
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_UNQUOTED_ATTRIBUTE = re.compile(r"(?<![\w-])(?:class|style)\s*=", re.IGNORECASE)
_STATEMENT = re.compile(r"\{%[-+]?\s*(\w+)")
_SELECTOR = re.compile(r"[a-z][a-z0-9]*(?:\.[\w-]+)?|\.[\w-]+", re.IGNORECASE)


class InlineError(TemplateError):
    """The template or its stylesheet cannot be inlined ahead; its messages must be inlined one by one."""


class Element(NamedTuple):
    """All that the style of an element depends on."""

    tag: str
    classes: str
    style: str


class StartTag(NamedTuple):
    """A start tag of a template, and the Jinja expressions inside its style, by their stand-ins."""

    match: re.Match[str]
    element: Element
    expressions: dict[str, str]


class MaskedTemplate:
    """A template's source with every piece of Jinja replaced by a placeholder."""

    def __init__(self, name: str, source: str, environment: Environment) -> None:
        if _OPEN in source or _CLOSE in source:
            raise InlineError("holds characters of the private use area", source=f"templates/{name}", line=1)
        self.name = name
        self._code: list[str] = []
        text: list[str] = []
        piece: list[str] = []
        for line, kind, value in environment.lex(source):
            if kind == "data" and not piece:
                text.append(value)
                continue
            if kind in ("raw_begin", "raw_end"):
                raise InlineError("holds a raw block", source=f"templates/{name}", line=line)
            piece.append(value)
            if kind in ("block_end", "variable_end", "comment_end"):
                text.append(f"{_OPEN}{len(self._code)}{_CLOSE}")
                self._code.append("".join(piece))
                piece = []
        self.text = "".join(text)

    def start_tags(self) -> Iterator[StartTag]:
        """Yield the start tags in order; InlineError if a style depends on data or conditions."""
        yield from (self._start_tag(match) for match in _TAG.finditer(self.text) if match["tag"])

    def unmask(self, text: str) -> str:
        """Return text with its pieces of Jinja back in place."""
        return _PLACEHOLDER.sub(self._piece, text)

    def _start_tag(self, match: re.Match[str]) -> StartTag:
        tag = match["tag"]
        refuse = self._refusal(match)
        if _OPEN in tag:
            raise refuse("the name of an element comes from data")
        attributes = {"class": "", "style": ""}
        for attribute in ATTRIBUTE.finditer(match["rest"]):
            name = attribute["name"].lower()
            if self._open_blocks(match["rest"][: attribute.start()]):
                raise refuse(f"the {name} of <{tag}> depends on a condition")
            attributes[name] = attribute["double"] or attribute["single"] or ""
        self._check_others(match, refuse)
        if _OPEN in attributes["class"]:
            raise refuse(f"the class of <{tag}> comes from data")
        expressions: dict[str, str] = {}

        def stand_in(placeholder: re.Match[str]) -> str:
            if not self._is_expression(placeholder):
                raise refuse(f"the style of <{tag}> depends on a condition")
            word = f"jinja{len(expressions)}x"  # premailer takes it for an identifier of CSS
            expressions[word] = placeholder[0]
            return word

        style = _PLACEHOLDER.sub(stand_in, attributes["style"])
        element = Element(tag.lower(), " ".join(attributes["class"].split()), style)
        return StartTag(match, element, expressions)

    def _check_others(self, match: re.Match[str], refuse: Callable[[str], InlineError]) -> None:
        """Refuse a start tag with attributes that may be a class or a style as well."""
        unquoted = _QUOTED.sub("", ATTRIBUTE.sub("", match["rest"]))
        if any(map(self._is_expression, _PLACEHOLDER.finditer(unquoted))):
            raise refuse(f"attributes of <{match['tag']}> come from data")
        if _UNQUOTED_ATTRIBUTE.search(unquoted):
            raise refuse(f"a class or style of <{match['tag']}> is written without quotes")

    def _refusal(self, match: re.Match[str]) -> Callable[[str], InlineError]:
        """Return a function that makes the error for a start tag, with its line."""

        def refuse(problem: str) -> InlineError:
            line = self.unmask(self.text[: match.start()]).count("\n") + 1
            return InlineError(problem, source=f"templates/{self.name}", line=line)

        return refuse

    def _piece(self, placeholder: re.Match[str]) -> str:
        return self._code[int(placeholder[1])]

    def _is_expression(self, placeholder: re.Match[str]) -> bool:
        return self._piece(placeholder).startswith("{{")

    def _open_blocks(self, text: str) -> int:
        """Return the number of if and for blocks that are open at the end of `text`."""
        depth = 0
        for placeholder in _PLACEHOLDER.finditer(text):
            statement = _STATEMENT.match(self._piece(placeholder))
            if statement and statement[1] in ("if", "for"):
                depth += 1
            elif statement and statement[1] in ("endif", "endfor"):
                depth -= 1
        return depth


def check_stylesheet(name: str, css: str) -> None:
    """Refuse a stylesheet with anything but plain rules for elements and classes."""
    css = re.sub(r"/\*.*?\*/", lambda comment: "\n" * comment[0].count("\n"), css, flags=re.DOTALL)

    def refuse(position: int, problem: str) -> InlineError:
        return InlineError(problem, source=f"templates/{name}", line=css.count("\n", 0, position) + 1)

    position = 0
    for rule in re.finditer(r"([^{}]*)\{[^{}]*\}", css):
        start = rule.end(1) - len(rule[1].lstrip())
        if css[position : rule.start()].strip():
            raise refuse(start, "this is no rule; expected `selector { declarations }`")
        position = rule.end()
        for selector in map(str.strip, rule[1].split(",")):
            if not _SELECTOR.fullmatch(selector):
                raise refuse(
                    start,
                    f"{selector!r} depends on the elements around; expected an element, a class, or element.class",
                )
    if css[position:].strip():
        raise refuse(position, "nested rules belong into email/head.css")
