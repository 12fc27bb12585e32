"""CSS into style attributes, once per template instead of once per message.

The rules of the stylesheet may name an element, a class, or an element with a class, so what
an element gets depends on nothing around it. premailer therefore inlines one stub document
that holds each distinct element of the template, and its answers are written into the
template's own source. Rendering then costs Jinja alone.

What cannot be shown to come out the same is refused, with the line and the reason; such a
template is rendered first and inlined message by message.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment
from lxml import etree

Key = tuple[str, str, str]

_SIMPLE = re.compile(r"[a-z][a-z0-9]*(?:\.[\w-]+)?|\.[\w-]+", re.IGNORECASE)
_OPEN, _SHUT = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}(\\d+){_SHUT}")
_SKIPPED = r"<!--.*?-->|<!\[.*?\]>|<(?P<raw>style|script)\b[^>]*>.*?</(?P=raw)\s*>|<!doctype[^>]*>"
_TAG = re.compile(
    rf"(?P<skip>{_SKIPPED})|<(?P<tag>[a-zA-Z][\w:{_OPEN}{_SHUT}-]*|{_OPEN}\d+{_SHUT})(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"""(?<![\w-])(?P<name>class|style)\s*=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)')""", re.IGNORECASE
)
_OPTIONS = {
    "strip_important": False,
    "disable_validation": True,
    "allow_network": False,
    "disable_link_rewrites": True,
    "disable_leftover_css": True,
    "disable_basic_attributes": ["align", "bgcolor", "height", "valign", "width"],
    "cssutils_logging_level": logging.CRITICAL,
}


class Refused(Exception):  # noqa: N818 (a turn of the road, no error)
    """The template or its stylesheet cannot be inlined ahead; says where and why."""

    def __init__(self, name: str, line: int, why: str) -> None:
        super().__init__(f"templates/{name}:{line}: {why}")


class Inliner:
    """Inlines one stylesheet into template sources.

    `kept` are the classes that stay in the markup, for the rules in `<style>`. premailer's
    answers are kept in the file `cache` between runs where one is given.
    """

    def __init__(
        self, css: str, kept: Iterable[str] = (), name: str = "email/inline.css", cache: Path | None = None
    ) -> None:
        self.css = css
        self.kept = frozenset(kept)
        self.name = name
        self.cache = cache
        self._known: dict[Key, str] = {}

    def template(self, name: str, source: str, environment: Environment) -> str:
        """Return the template's `source` with styles in it; raises Refused."""
        self._check_stylesheet()
        masked, code = _masked(source, environment, name)
        found = [match for match in _TAG.finditer(masked) if match["tag"]]
        wanted: dict[int, tuple[Key, dict[str, str]]] = {}
        for match in found:
            wanted[match.start()] = self._key(match, masked, code, name)
        self._look_up({key for key, _ in wanted.values()})
        result, at = [], 0
        for match in found:
            key, tokens = wanted[match.start()]
            style = self._known[key]
            for token, mark in tokens.items():
                style = style.replace(token, mark)
            result += [masked[at : match.start()], self._styled(match, key[1], style)]
            at = match.end()
        result.append(masked[at:])
        return _MARK.sub(lambda mark: code[int(mark[1])], "".join(result))

    def message(self, html: str) -> str:
        """Return a rendered document with styles in it: the slow way, for what `template` refuses."""
        from premailer import Premailer  # noqa: PLC0415 (200 ms, and only on this road)

        head = html.lower().find("</head>")
        at = max(head, 0)
        styled = f"{html[:at]}<style>{self.css}</style>{html[at:]}"
        done: str = Premailer(styled, **_OPTIONS).transform()
        return re.sub(
            r'\sclass="([^"]*)"', lambda m: f' class="{kept}"' if (kept := self._kept(m[1])) else "", done
        )

    def _check_stylesheet(self) -> None:
        plain = re.sub(r"/\*.*?\*/", lambda m: "\n" * m[0].count("\n"), self.css, flags=re.DOTALL)
        at = 0
        for rule in re.finditer(r"([^{}]*)\{[^{}]*\}", plain):
            line = plain.count("\n", 0, rule.start(1) + len(rule[1]) - len(rule[1].lstrip())) + 1
            if plain[at : rule.start()].strip():
                raise Refused(self.name, line, "this is no rule; expected `selector { declarations }`")
            at = rule.end()
            for selector in rule[1].split(","):
                if not _SIMPLE.fullmatch(selector.strip()):
                    raise Refused(
                        self.name,
                        line,
                        f"{selector.strip()!r} looks at what stands around an element; expected an element, a class, or element.class",
                    )
        if plain[at:].strip():
            raise Refused(self.name, plain.count("\n", 0, at) + 1, "nested rules belong into email/head.css")

    def _key(
        self, match: re.Match[str], masked: str, code: list[str], name: str
    ) -> tuple[Key, dict[str, str]]:
        tag, rest = match["tag"], match["rest"]

        def refuse(why: str) -> Refused:
            before = _MARK.sub(lambda mark: code[int(mark[1])], masked[: match.start()])
            return Refused(name, before.count("\n") + 1, why)

        if _OPEN in tag:
            raise refuse("the name of an element comes from data")
        attributes = {"class": "", "style": ""}
        for attribute in _ATTRIBUTE.finditer(rest):
            kind = attribute["name"].lower()
            if _depth(rest[: attribute.start()], code):
                raise refuse(f"the {kind} of <{tag}> depends on a condition")
            attributes[kind] = attribute["a"] if attribute["a"] is not None else attribute["b"]
        # An attribute whose name or whole text is data might be a class or a style as well.
        bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", _ATTRIBUTE.sub("", rest))
        if any(code[int(mark[1])].startswith("{{") for mark in _MARK.finditer(bare)):
            raise refuse(f"attributes of <{tag}> come from data")
        if re.search(r"(?<![\w-])(?:class|style)\s*=", bare, re.IGNORECASE):
            raise refuse(f"a class or style of <{tag}> is written without quotes")
        if _OPEN in attributes["class"]:
            raise refuse(f"the class of <{tag}> comes from data")
        tokens: dict[str, str] = {}

        def token(mark: re.Match[str]) -> str:
            if not code[int(mark[1])].startswith("{{"):
                raise refuse(f"the style of <{tag}> depends on a condition")
            known = f"jinja{len(tokens)}x"
            tokens[known] = mark[0]
            return known

        style = _MARK.sub(token, attributes["style"])
        return (tag.lower(), " ".join(attributes["class"].split()), style), tokens

    def _look_up(self, keys: set[Key]) -> None:
        missing = sorted(keys - self._known.keys())
        if not missing:
            return
        digest = hashlib.sha256(json.dumps([self.css, missing]).encode()).hexdigest()[:32]
        stored = self._stored()
        answers = stored.get(digest)
        if not (
            isinstance(answers, list)
            and len(answers) == len(missing)
            and all(isinstance(a, str) for a in answers)
        ):
            answers = _inline_stub(self.css, missing)
            self._store({**dict(list(stored.items())[-31:]), digest: answers})
        self._known.update(zip(missing, answers, strict=True))

    def _stored(self) -> dict[str, list[str]]:
        if self.cache is None:
            return {}
        try:
            stored = json.loads(self.cache.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return stored if isinstance(stored, dict) else {}

    def _store(self, answers: dict[str, list[str]]) -> None:
        if self.cache is None:
            return
        draft = self.cache.with_name(f"{self.cache.name}.{os.getpid()}")
        try:
            draft.write_text(json.dumps(answers), encoding="utf-8")
            draft.replace(self.cache)
        except OSError:
            draft.unlink(missing_ok=True)  # a run without the cache is slower, no worse

    def _kept(self, classes: str) -> str:
        return " ".join(name for name in classes.split() if name in self.kept)

    def _styled(self, match: re.Match[str], classes: str, style: str) -> str:
        """Return the start tag with the answer in place of its class and style."""
        rest = _ATTRIBUTE.sub("", match["rest"])
        closing = "/" if rest.rstrip().endswith("/") else ""
        rest = re.sub(r"\s+", " ", rest.rstrip().removesuffix("/")).rstrip()
        if kept := self._kept(classes):
            rest += f' class="{kept}"'
        if style:
            # Single quotes mean the same in CSS and need no escape here: five bytes less each.
            style = style if "'" in style else style.replace('"', "'")
            rest += ' style="' + style.replace("&", "&amp;").replace('"', "&quot;") + '"'
        return f"<{match['tag']}{rest}{closing}>"


def _masked(source: str, environment: Environment, name: str) -> tuple[str, list[str]]:
    """Return `source` with every piece of Jinja replaced by a numbered mark, and the pieces."""
    if _OPEN in source or _SHUT in source:
        raise Refused(name, 1, "holds characters of the private use area")
    text: list[str] = []
    code: list[str] = []
    piece: list[str] = []
    for line, kind, value in environment.lex(source):
        if kind == "data" and not piece:
            text.append(value)
            continue
        if kind in ("raw_begin", "raw_end"):
            raise Refused(name, line, "holds a raw block")
        piece.append(value)
        if kind in ("block_end", "variable_end", "comment_end"):
            text.append(f"{_OPEN}{len(code)}{_SHUT}")
            code.append("".join(piece))
            piece = []
    return "".join(text), code


def _depth(text: str, code: list[str]) -> int:
    """Return how many blocks that open in `text` are still open at its end."""
    depth = 0
    for mark in _MARK.finditer(text):
        word = re.match(r"\{%[-+]?\s*(\w+)", code[int(mark[1])])
        if word and word[1] in ("if", "for"):
            depth += 1
        elif word and word[1] in ("endif", "endfor"):
            depth -= 1
    return depth


def _inline_stub(css: str, keys: list[Key]) -> list[str]:
    """Return what premailer makes of each element: its style attribute."""
    from premailer import Premailer  # noqa: PLC0415 (200 ms that a kept answer saves)

    root = etree.Element("html")
    etree.SubElement(etree.SubElement(root, "head"), "style").text = css
    body = etree.SubElement(root, "body")
    stubs = []
    for tag, classes, style in keys:
        stub = etree.SubElement(body, tag)
        if classes:
            stub.set("class", classes)
        if style:
            stub.set("style", style)
        stubs.append(stub)
    Premailer(root, **_OPTIONS).transform()
    return [stub.get("style", "") for stub in stubs]
