"""Front matter of Markdown files: fenced YAML, TOML or JSON, or the bare header lines of Pelican."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from digest.parsers import fields
from digest.parsers.entry import Remark
from digest.parsers.synonyms import Field, field_named

# Each with the lines that close it. YAML reads JSON, and the objects of JavaScript that hold only values.
_FENCES = {
    "---": ("---", "..."), "---yaml": ("---",), "---json": ("---",), "---js": ("---",), "---toml": ("---",),
    "+++": ("+++",),
}  # fmt: skip
_TOML = ("+++", "---toml")
_NIKOLA = re.compile(r"(?:<!--)?\s*((?:^\.\.[ ][\w-]{1,40}:.*\n){1,100})\s*(?:-->)?", re.MULTILINE)
_KEY = re.compile(r"[\"']?([^\W\d][\w .-]{0,60}?)[\"']?\s{0,20}([:=])(?:\s+(.*)|$)")
_ITEM = re.compile(r"\s{0,40}-\s+(.+)")
_INDENTED_OR_ITEM = re.compile(r"[ \t#-]+\S")
_TEMPLATE_CODE = re.compile(r"\{[{%:]")
_LONGEST_BLOCK = 16 * 1024
_MOST_BRACKETS = 500
_MOST_LINES = 2000
_LONGEST_PROBLEM = 80
_EMPTY = {"", "~", "null", "Null", "NULL"}
_NESTED = ("params", "extra", "taxonomies")  # where themes of Hugo and Zola keep fields of their own


@dataclass(slots=True)
class FrontMatter:
    """The front matter of a file, and the text below it.

    Attributes:
        values: The values by their names.
        body: The text below, whose first line is `body_line` (from 0) of the file.
        remarks: Faults of the front matter, for notices.
    """

    values: dict[str, Any] = field(default_factory=dict)
    body: str = ""
    body_line: int = 0
    remarks: list[Remark] = field(default_factory=list)

    def pairs(self) -> list[tuple[str, Any]]:
        """Return names and values without the empty ones, those of nested tables last."""
        pairs = list(self.values.items())
        for key in _NESTED:
            if isinstance(nested := self.values.get(key), dict):
                pairs += nested.items()
        return [(str(name), _plain(value)) for name, value in pairs if not _is_empty(value)]


def split(text: str) -> FrontMatter:
    """Return the front matter and the body of a text with LF line ends.

    Broken front matter is read line by line, as far as possible.
    """
    lines = text.split("\n")
    fence = lines[0].rstrip()
    if fence in _FENCES:
        return _split_fenced(lines, fence)
    if (nikola := _NIKOLA.match(text)) and known_fields(head := nikola[1].replace(".. ", "").split("\n")):
        return FrontMatter(_read_lines(head), text[nikola.end() :], text.count("\n", 0, nikola.end()))
    if fence.startswith("{") and not _TEMPLATE_CODE.match(fence):
        return _split_json(text)
    end = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
    header = lines[:end]
    is_header = all(_KEY.match(line) or line.startswith("    ") for line in header)
    if header and is_header and known_fields(header):
        return FrontMatter(_read_lines(header), "\n".join(lines[end:]), end)
    return FrontMatter(body=text)


def closing_line(lines: Sequence[str]) -> int | None:
    """Return the index of the line that closes the fence in the first line, or None."""
    ends = _FENCES.get(lines[0].rstrip(), ()) if lines else ()
    return next((number for number, line in enumerate(lines) if number and line.rstrip() in ends), None)


def known_fields(lines: Sequence[str]) -> set[Field]:
    """Return the fields of an article that lines such as `title: x` or `title = x` name."""
    return {name for line in lines if (match := _KEY.match(line)) and (name := field_named(match[1]))}


def _split_fenced(lines: list[str], fence: str) -> FrontMatter:
    end = closing_line(lines)
    if end is None:
        return _split_unclosed(lines, fence)
    block = lines[1:end]
    is_plain = fence in ("---", "+++")
    if is_plain and any(line.strip() for line in block) and not any(_KEY.match(line) for line in block):
        return FrontMatter(body="\n".join(lines))
    front_matter = FrontMatter(body="\n".join(lines[end + 1 :]), body_line=end + 1)
    try:
        front_matter.values = _parse("\n".join(block), fence)
    except _BrokenError as error:
        front_matter.values = _read_lines(block)
        language = "TOML" if fence in _TOML else "JSON" if fence.startswith("---js") else "YAML"
        text = f"its front matter is not valid {language} ({error.problem}); it was read line by line"
        front_matter.remarks.append((error.line, text))
    return front_matter


def _split_unclosed(lines: list[str], fence: str) -> FrontMatter:
    """Split a text with an opening fence but no closing one."""
    end = 1
    while end < len(lines) and (_KEY.match(lines[end]) or _INDENTED_OR_ITEM.match(lines[end])):
        end += 1
    block = lines[1:end]
    if not known_fields(block):
        return FrontMatter(body="\n".join(lines))  # a rule across the page
    text = f"opens its front matter with {fence} and never closes it; it was taken to end with line {end}"
    return FrontMatter(_read_lines(block), "\n".join(lines[end:]), end, [(1, text)])


class _BrokenError(ValueError):
    """Front matter that its language does not allow, with the line of the file."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = line


def _parse(block: str, fence: str) -> dict[str, Any]:
    if len(block) > _LONGEST_BLOCK or block.count("[") + block.count("{") > _MOST_BRACKETS:
        raise _BrokenError("it is longer or more nested than front matter is", 1)
    try:
        values = _parse_toml(block) if fence in _TOML else _parse_yaml(block)
    except RecursionError as error:
        raise _BrokenError("it is nested too deeply", 1) from error
    if values is not None and not isinstance(values, dict):
        raise _BrokenError("expected `name: value` lines", 2)
    return values or {}


def _parse_yaml(block: str) -> Any:
    """Return the values as texts, so that `no` stays a word and a date stays as it is written."""
    import yaml  # slow to import; only Markdown files need it

    try:
        return yaml.load(block.replace("\t", "  "), Loader=yaml.BaseLoader)  # noqa: S506 (BaseLoader makes texts, lists and mappings only)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _BrokenError(error.problem or "", mark.line + 2 if mark else 1) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise _BrokenError(" ".join(str(error).split())[:_LONGEST_PROBLEM], 1) from error


def _parse_toml(block: str) -> Any:
    try:
        return tomllib.loads(block, parse_float=str)
    except (ValueError, OverflowError) as error:
        number = re.search(r"at line (\d{1,9})", str(error))
        problem = re.sub(r" \(at .*", "", str(error), flags=re.DOTALL)
        raise _BrokenError(problem[:_LONGEST_PROBLEM], int(number[1]) + 1 if number else 1) from error


def _split_json(text: str) -> FrontMatter:
    decoder = json.JSONDecoder(parse_int=fields.Number, parse_float=fields.Number)
    try:
        values, end = decoder.raw_decode(text)
    except (ValueError, RecursionError):
        return FrontMatter(body=text)
    return FrontMatter(values if isinstance(values, dict) else {}, text[end:], text.count("\n", 0, end))


def _read_lines(lines: Sequence[str]) -> dict[str, Any]:
    """Return the values of broken front matter: `name: value` lines, and `- item` lines below a name."""
    values: dict[str, Any] = {}
    name = ""
    for line in lines[:_MOST_LINES]:
        if key := _KEY.match(line):
            name = key[1].strip()
            values[name] = _read_value((key[3] or "").strip())
        elif name:
            values[name] = _continue_value(values[name], line)
    return values


def _read_value(text: str) -> str | list[str]:
    """Return a list for `[a, b]`, else the text without its quotes."""
    if text.startswith("[") and text.endswith("]"):
        return [_unquoted(item) for item in text[1:-1].split(",")]
    return _unquoted(text)


def _continue_value(value: str | list[str], line: str) -> str | list[str]:
    """Return a value with the line below it: an item of a list, or indented text."""
    if item := _ITEM.match(line):
        return [*(value if isinstance(value, list) else []), _unquoted(item[1])]
    if line.startswith("    ") and isinstance(value, str):
        return f"{value} {line.strip()}".strip()
    return value


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def _is_empty(value: Any) -> bool:
    return isinstance(value, str) and value.strip() in _EMPTY


def _plain(value: Any) -> Any:
    """Return a date of TOML as text, any other value unchanged."""
    return value.isoformat() if isinstance(value, date) else value
