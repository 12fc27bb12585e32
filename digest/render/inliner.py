"""CSS rules as style attributes, inlined once per template instead of once per message.

The rules of the stylesheet may name an element, a class, or an element with a class. The style of
an element then depends on nothing around it. So premailer inlines one stub document that holds each
distinct element of the template, and the resulting styles are written into the template's source.
Rendering then costs Jinja alone.

A template or stylesheet that may not give the same result this way is refused, with the line and
the reason. Its messages are rendered first and inlined one by one.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, TypeGuard

from jinja2 import Environment
from lxml import etree

from digest.errors import TemplateError

# A piece of Jinja in a template is replaced by a placeholder: its number between these two.
_OPEN, _CLOSE = "\ue000", "\ue001"
_PLACEHOLDER = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_SKIPPED = r"<!--.*?-->|<!\[.*?\]>|<(?P<raw>style|script)\b[^>]*>.*?</(?P=raw)\s*>|<!doctype[^>]*>"
_TAG = re.compile(
    rf"(?P<skip>{_SKIPPED})|<(?P<tag>[a-zA-Z][\w:{_OPEN}{_CLOSE}-]*|{_OPEN}\d+{_CLOSE})(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"""(?<![\w-])(?P<name>class|style)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')""", re.IGNORECASE
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_UNQUOTED_ATTRIBUTE = re.compile(r"(?<![\w-])(?:class|style)\s*=", re.IGNORECASE)
_STATEMENT = re.compile(r"\{%[-+]?\s*(\w+)")
_SELECTOR = re.compile(r"[a-z][a-z0-9]*(?:\.[\w-]+)?|\.[\w-]+", re.IGNORECASE)
_CACHED_TEMPLATES = 32
_OPTIONS = {
    "strip_important": False,
    "disable_validation": True,
    "allow_network": False,
    "disable_link_rewrites": True,
    "disable_leftover_css": True,
    "disable_basic_attributes": ["align", "bgcolor", "height", "valign", "width"],
    "cssutils_logging_level": logging.CRITICAL,
}


class InlineError(TemplateError):
    """The template or its stylesheet cannot be inlined ahead; its messages must be inlined one by one."""


class _Element(NamedTuple):
    """All that the style of an element depends on."""

    tag: str
    classes: str
    style: str


class _StartTag(NamedTuple):
    """A start tag of a template, and the Jinja expressions inside its style, by their stand-ins."""

    match: re.Match[str]
    element: _Element
    expressions: dict[str, str]


class Inliner:
    """Inlines one stylesheet into template sources."""

    def __init__(
        self, css: str, kept: Iterable[str] = (), name: str = "email/inline.css", cache: Path | None = None
    ) -> None:
        """Take a stylesheet.

        Args:
            css: The rules.
            kept: The classes that stay in the markup, for the rules in `<style>`.
            name: The stylesheet's template name, for errors.
            cache: A file that keeps premailer's results between runs.
        """
        self.css = css
        self.kept = frozenset(kept)
        self.name = name
        self.cache = cache
        self._styles: dict[_Element, str] = {}

    def template(self, name: str, source: str, environment: Environment) -> str:
        """Return the source of template `name` with styles inlined; raises InlineError."""
        _check_stylesheet(self.name, self.css)
        masked = _Masked(name, source, environment)
        tags = [masked.start_tag(match) for match in _TAG.finditer(masked.text) if match["tag"]]
        self._look_up({tag.element for tag in tags})
        result, position = [], 0
        for tag in tags:
            style = self._styles[tag.element]
            for stand_in, expression in tag.expressions.items():
                style = style.replace(stand_in, expression)
            result += [masked.text[position : tag.match.start()], self._with_style(tag, style)]
            position = tag.match.end()
        result.append(masked.text[position:])
        return masked.unmask("".join(result))

    def message(self, html: str) -> str:
        """Return a rendered document with styles inlined: slow, for templates that `template` refuses."""
        from premailer import Premailer  # noqa: PLC0415 (200 ms, and seldom needed)

        position = max(html.lower().find("</head>"), 0)
        with_rules = f"{html[:position]}<style>{self.css}</style>{html[position:]}"
        inlined: str = Premailer(with_rules, **_OPTIONS).transform()
        return re.sub(
            r'\sclass="([^"]*)"',
            lambda match: f' class="{kept}"' if (kept := self._kept_classes(match[1])) else "",
            inlined,
        )

    def _look_up(self, elements: set[_Element]) -> None:
        """Fill in the styles of elements, from the cache or by premailer."""
        missing = sorted(elements - self._styles.keys())
        if not missing:
            return
        key = hashlib.sha256(json.dumps([self.css, missing]).encode()).hexdigest()[:32]
        cached = self._read_cache()
        styles = cached.get(key)
        if not _are_styles(styles, len(missing)):
            styles = _inline_stub(self.css, missing)
            newest = list(cached.items())[1 - _CACHED_TEMPLATES :]
            self._write_cache({**dict(newest), key: styles})
        self._styles.update(zip(missing, styles, strict=True))

    def _read_cache(self) -> dict[str, list[str]]:
        if self.cache is None:
            return {}
        try:
            cached = json.loads(self.cache.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return cached if isinstance(cached, dict) else {}

    def _write_cache(self, styles: dict[str, list[str]]) -> None:
        if self.cache is None:
            return
        draft = self.cache.with_name(f"{self.cache.name}.{os.getpid()}")
        try:
            draft.write_text(json.dumps(styles), encoding="utf-8")
            draft.replace(self.cache)
        except OSError:
            draft.unlink(missing_ok=True)  # a run without the cache is slower, no worse

    def _kept_classes(self, classes: str) -> str:
        return " ".join(name for name in classes.split() if name in self.kept)

    def _with_style(self, tag: _StartTag, style: str) -> str:
        """Return a start tag with its new style, and only the classes to be kept."""
        attributes = _ATTRIBUTE.sub("", tag.match["rest"])
        slash = "/" if attributes.rstrip().endswith("/") else ""
        attributes = re.sub(r"\s+", " ", attributes.rstrip().removesuffix("/")).rstrip()
        if classes := self._kept_classes(tag.element.classes):
            attributes += f' class="{classes}"'
        if style:
            # Single quotes mean the same in CSS and need no escape here: five bytes less each.
            style = style if "'" in style else style.replace('"', "'")
            attributes += ' style="' + style.replace("&", "&amp;").replace('"', "&quot;") + '"'
        return f"<{tag.match['tag']}{attributes}{slash}>"


class _Masked:
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

    def unmask(self, text: str) -> str:
        """Return text with its pieces of Jinja back in place."""
        return _PLACEHOLDER.sub(self._piece, text)

    def start_tag(self, match: re.Match[str]) -> _StartTag:
        """Return a start tag's element; InlineError if its style depends on data or conditions."""
        tag = match["tag"]
        refuse = self._refusal(match)
        if _OPEN in tag:
            raise refuse("the name of an element comes from data")
        attributes = {"class": "", "style": ""}
        for attribute in _ATTRIBUTE.finditer(match["rest"]):
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
        element = _Element(tag.lower(), " ".join(attributes["class"].split()), style)
        return _StartTag(match, element, expressions)

    def _check_others(self, match: re.Match[str], refuse: Callable[[str], InlineError]) -> None:
        """Refuse a start tag with attributes that may be a class or a style as well."""
        unquoted = _QUOTED.sub("", _ATTRIBUTE.sub("", match["rest"]))
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


def _check_stylesheet(name: str, css: str) -> None:
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


def _are_styles(cached: object, count: int) -> TypeGuard[list[str]]:
    """Check that a value of the cache is a list of `count` styles: the file may be damaged."""
    return (
        isinstance(cached, list) and len(cached) == count and all(isinstance(style, str) for style in cached)
    )


def _inline_stub(css: str, elements: list[_Element]) -> list[str]:
    """Return the style that premailer gives to each element of a stub document."""
    from premailer import Premailer  # noqa: PLC0415 (200 ms that a cached result saves)

    root = etree.Element("html")
    etree.SubElement(etree.SubElement(root, "head"), "style").text = css
    body = etree.SubElement(root, "body")
    stubs = []
    for element in elements:
        stub = etree.SubElement(body, element.tag)
        if element.classes:
            stub.set("class", element.classes)
        if element.style:
            stub.set("style", element.style)
        stubs.append(stub)
    Premailer(root, **_OPTIONS).transform()
    return [stub.get("style", "") for stub in stubs]
