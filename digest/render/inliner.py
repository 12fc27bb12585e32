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
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeGuard

from jinja2 import Environment
from lxml import etree

from digest.files import load_json, replace_file
from digest.render.template_tags import (
    ATTRIBUTE,
    Element,
    MaskedTemplate,
    StartTag,
    check_stylesheet,
)

STYLESHEET = "email/inline.css"
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


class Inliner:
    """Inlines one stylesheet into template sources."""

    def __init__(self, css: str, kept: Iterable[str] = (), cache: Path | None = None) -> None:
        """Take a stylesheet.

        Args:
            css: The rules.
            kept: The classes that stay in the markup, for the rules in `<style>`.
            cache: A file that keeps premailer's results between runs.
        """
        self.css = css
        self.kept = frozenset(kept)
        self.cache = cache
        self._styles: dict[Element, str] = {}

    def template(self, name: str, source: str, environment: Environment) -> str:
        """Return the source of template `name` with styles inlined; raises InlineError."""
        check_stylesheet(STYLESHEET, self.css)
        masked = MaskedTemplate(name, source, environment)
        tags = list(masked.start_tags())
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
        position = max(html.lower().find("</head>"), 0)
        with_rules = f"{html[:position]}<style>{self.css}</style>{html[position:]}"
        inlined: str = _premailer(with_rules)
        return re.sub(
            r'\sclass="([^"]*)"',
            lambda match: f' class="{kept}"' if (kept := self._kept_classes(match[1])) else "",
            inlined,
        )

    def _look_up(self, elements: set[Element]) -> None:
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
        return {} if self.cache is None else load_json(self.cache)

    def _write_cache(self, styles: dict[str, list[str]]) -> None:
        if self.cache is not None:
            with suppress(OSError):  # a run without the cache is slower, no worse
                replace_file(self.cache, json.dumps(styles).encode())

    def _kept_classes(self, classes: str) -> str:
        return " ".join(name for name in classes.split() if name in self.kept)

    def _with_style(self, tag: StartTag, style: str) -> str:
        """Return a start tag with its new style, and only the classes to be kept."""
        attributes = ATTRIBUTE.sub("", tag.match["rest"])
        slash = "/" if attributes.rstrip().endswith("/") else ""
        attributes = re.sub(r"\s+", " ", attributes.rstrip().removesuffix("/")).rstrip()
        if classes := self._kept_classes(tag.element.classes):
            attributes += f' class="{classes}"'
        if style:
            # Single quotes mean the same in CSS and need no escape here: five bytes less each.
            style = style if "'" in style else style.replace('"', "'")
            attributes += ' style="' + style.replace("&", "&amp;").replace('"', "&quot;") + '"'
        return f"<{tag.match['tag']}{attributes}{slash}>"


def _are_styles(cached: object, count: int) -> TypeGuard[list[str]]:
    """Check that a value of the cache is a list of `count` styles: the file may be damaged."""
    return (
        isinstance(cached, list) and len(cached) == count and all(isinstance(style, str) for style in cached)
    )


def _premailer(document: Any) -> Any:
    """Inline the styles of a document: the text of a page, or a tree of lxml, which is changed."""
    from premailer import Premailer  # 200 ms, and cached results seldom need it

    return Premailer(document, **_OPTIONS).transform()


def _inline_stub(css: str, elements: list[Element]) -> list[str]:
    """Return the style that premailer gives to each element of a stub document."""
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
    _premailer(root)
    return [stub.get("style", "") for stub in stubs]
