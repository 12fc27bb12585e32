"""The head of a Markdown file: YAML, TOML or JSON as Hugo, Jekyll, Eleventy and Astro fence it, or Pelican's bare lines."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from digest.parsers import fields, synonyms

_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
_KEY = re.compile(r"[\"']?([^\W\d][\w .-]{0,60}?)[\"']?\s{0,20}([:=])(?:\s+(.*)|$)")
_LONGEST = 16 * 1024
_MOST_BRACKETS = 500
_MOST_LINES = 2000
_NOTHING = {"", "~", "null", "Null", "NULL"}
# Where Hugo's and Zola's themes put fields of their own.
_NESTS = ("params", "extra", "taxonomies")


@dataclass(slots=True)
class FrontMatter:
    """What a file's head says, the text after it with its line (from 0), and what was odd: a line and a sentence."""

    values: dict[str, Any] = field(default_factory=dict)
    body: str = ""
    at: int = 0
    odd: list[tuple[int | None, str]] = field(default_factory=list)

    def pairs(self) -> list[tuple[str, Any]]:
        """Return names and values, those of nested tables after the file's own; empty ones are gone."""
        pairs = list(self.values.items())
        for key in _NESTS:
            if isinstance(inner := self.values.get(key), dict):
                pairs += inner.items()
        return [(str(name), _plain(value)) for name, value in pairs if not _is_nothing(value)]


def split(text: str) -> FrontMatter:
    """Return the head and the body of `text`, whose lines end with line feeds; a head that is broken as far as it goes."""
    lines = text.split("\n")
    fence = lines[0].rstrip()
    if fence in _FENCES:
        return _fenced(lines, fence)
    if fence.startswith("{") and not re.match(r"\{[{%:]", fence):
        return _json(text)
    end = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
    head = lines[:end]
    if head and all(_KEY.match(line) or line.startswith("    ") for line in head) and known(head):
        return FrontMatter(_by_line(head), "\n".join(lines[end:]), end)
    return FrontMatter(body=text)


def closed(lines: Sequence[str]) -> int | None:
    """Return the line (from 0) that closes the fence of the first one, or None."""
    ends = _FENCES.get(lines[0].rstrip(), ()) if lines else ()
    return next((number for number, line in enumerate(lines) if number and line.rstrip() in ends), None)


def known(lines: Sequence[str]) -> set[str]:
    """Return the parts of an article that lines such as `title: x` or `title = x` name."""
    return {role for line in lines if (match := _KEY.match(line)) and (role := synonyms.role(match[1]))}


def _fenced(lines: list[str], fence: str) -> FrontMatter:
    end = closed(lines)
    if end is None:
        ends = (
            n for n, line in enumerate(lines) if n and not (_KEY.match(line) or re.match(r"[ \t#-]+\S", line))
        )
        end = next(ends, len(lines))
        if not known(lines[1:end]):
            return FrontMatter(body="\n".join(lines))  # a rule across the page
        odd = (
            1,
            f"opens its front matter with {fence} and never closes it; the lines up to {end} are taken for it",
        )
        return FrontMatter(_by_line(lines[1:end]), "\n".join(lines[end:]), end, [odd])
    block, body = lines[1:end], "\n".join(lines[end + 1 :])
    if any(line.strip() for line in block) and not any(_KEY.match(line) for line in block):
        return FrontMatter(body="\n".join(lines))
    found = FrontMatter(body=body, at=end + 1)
    try:
        found.values = _parsed("\n".join(block), fence)
    except _BrokenError as error:
        found.values = _by_line(block)
        kind = "YAML" if fence == "---" else "TOML"
        found.odd.append((error.number, f"its front matter is no {kind} ({error}); it is read line by line"))
    return found


class _BrokenError(ValueError):
    """Front matter that its own language refuses, and the file's line where that showed."""

    def __init__(self, why: str, number: int) -> None:
        super().__init__(why)
        self.number = number


def _parsed(block: str, fence: str) -> dict[str, Any]:
    if len(block) > _LONGEST or block.count("[") + block.count("{") > _MOST_BRACKETS:
        raise _BrokenError("longer or more nested than front matter is", 1)
    try:
        found = _yaml(block) if fence == "---" else _toml(block)
    except RecursionError as error:
        raise _BrokenError("nested too deeply", 1) from error
    if found is not None and not isinstance(found, dict):
        raise _BrokenError("expected `name: value` lines", 2)
    return found or {}


def _yaml(block: str) -> Any:
    import yaml  # noqa: PLC0415 (only Markdown files need it)

    try:
        # Every value stays the text it is: a date is no machine's idea of one, `no` is no boolean.
        return yaml.load(block.replace("\t", "  "), Loader=yaml.BaseLoader)  # noqa: S506 (it makes nothing but texts)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _BrokenError(error.problem or "", mark.line + 2 if mark else 1) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise _BrokenError(" ".join(str(error).split())[:80], 1) from error


def _toml(block: str) -> Any:
    import tomllib  # noqa: PLC0415 (only Hugo's older files need it)

    try:
        return tomllib.loads(block, parse_float=str)
    except (ValueError, OverflowError) as error:
        number = re.search(r"at line (\d{1,9})", str(error))
        why = re.sub(r" \(at .*", "", str(error), flags=re.DOTALL)
        raise _BrokenError(why[:80], int(number[1]) + 1 if number else 1) from error


def _json(text: str) -> FrontMatter:
    try:
        values, end = json.JSONDecoder(parse_int=fields.Number, parse_float=fields.Number).raw_decode(text)
    except (ValueError, RecursionError):
        return FrontMatter(body=text)
    return FrontMatter(values if isinstance(values, dict) else {}, text[end:], text.count("\n", 0, end))


def _by_line(lines: Sequence[str]) -> dict[str, Any]:
    """Return what can be read of broken front matter: `name: value`, and the `- value` lines under a name."""
    values: dict[str, Any] = {}
    name = ""
    for line in lines[:_MOST_LINES]:
        match = _KEY.match(line)
        if match:
            name, value = match[1].strip(), (match[3] or "").strip()
            is_list = value.startswith("[") and value.endswith("]")
            values[name] = [_bare(one) for one in value[1:-1].split(",")] if is_list else _bare(value)
        elif name and (item := re.match(r"\s{0,40}-\s+(.+)", line)):
            if not isinstance(values[name], list):
                values[name] = []
            values[name].append(_bare(item[1]))
        elif name and line.startswith("    ") and isinstance(values[name], str):
            values[name] = f"{values[name]} {line.strip()}".strip()
    return values


def _bare(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def _is_nothing(value: Any) -> bool:
    return isinstance(value, str) and value.strip() in _NOTHING


def _plain(value: Any) -> Any:
    """Return a value, TOML's own dates as texts."""
    return value.isoformat() if isinstance(value, date) else value
