"""What mail readers do with a mail: its size, its styles, its elements, its pictures."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from lxml import etree

from digest.checks import css_parser
from digest.checks.context import CheckContext, Letter, Violation, line, split, tag
from digest.checks.css_parser import Declaration

KB = 1024
CLIPPED, NEAR = 102 * KB, 90 * KB
STYLE = 16 * KB
WEIGHT = 1024 * KB
READERS = {
    "gmail": "Gmail",
    "outlook-classic": "classic Outlook",
    "outlook": "Outlook",
    "apple-mail": "Apple Mail",
    "yahoo": "Yahoo",
    "samsung": "Samsung",
}
_NOTHING = {
    "auto",
    "none",
    "normal",
    "static",
    "visible",
    "0",
}  # a property that asks for what is there anyway


@cache
def facts() -> dict[str, Any]:
    """Return the table of what mail readers do not support, as readers.toml says it."""
    return tomllib.loads((files("digest.checks") / "readers.toml").read_text(encoding="utf-8"))


def size(matter: CheckContext) -> Iterator[Violation]:
    """Find mails that Gmail cuts."""
    for one in matter.letters:
        if len(one.source) > CLIPPED:
            yield Violation(
                one.path,
                f"has {len(one.source) / KB:.0f} KB, and Gmail shows no more than 102 KB: the rest, the footer with it, is cut off; leave articles out or shorten what you wrote",
            )


def size_near(matter: CheckContext) -> Iterator[Violation]:
    """Find mails that a mail tool's own links and footer may bring to be cut."""
    for one in matter.letters:
        if NEAR < len(one.source) <= CLIPPED:
            yield Violation(
                one.path,
                f"has {len(one.source) / KB:.0f} KB, and Gmail cuts it at 102 KB, with all that a mail tool adds; leave articles out or shorten what you wrote",
            )


def style_size(matter: CheckContext) -> Iterator[Violation]:
    """Find mails with more styles in their head than Gmail reads."""
    for one in matter.letters:
        found = [style for style in one.all if style.tag == "style"]
        total = sum(len((style.text or "").encode()) for style in found)
        if total > STYLE:
            yield Violation(
                one.path,
                f"has {total / KB:.0f} KB of styles in its head, and Gmail reads none of them over 16 KB; shorten email/head.css",
                line(found[0]),
            )


def css(matter: CheckContext) -> Iterator[Violation]:
    """Find CSS that a mail reader leaves out, where nothing takes its place."""
    for one in matter.letters:
        yield from _gathered(
            one, _css(one), "do without it, or put it into a media query over what stands without it"
        )


def elements(matter: CheckContext) -> Iterator[Violation]:
    """Find elements and attributes of HTML that a mail reader leaves out."""
    for one in matter.letters:
        yield from _gathered(one, _html(one), "say it with p, div, table, a and img")


class _Use(NamedTuple):
    """One use of what the readers do not support, as the table names them; whether classic Outlook sees it."""

    feature: str
    readers: str
    line: int | None
    outlook: bool


def _gathered(letter: Letter, found: Iterable[_Use], todo: str) -> Iterator[Violation]:
    """Yield one spot for each feature, with the first place it stands at."""
    first: dict[str, tuple[list[str], int | None, int]] = {}
    for feature, readers, at, outlook in found:
        missing = [name for name in readers.split() if outlook or name != "outlook-classic"]
        if missing and feature not in facts()["harmless"]:
            known = first.get(feature, (missing, at, 0))
            first[feature] = (known[0], known[1], known[2] + 1)
    for feature, (missing, at, count) in first.items():
        names = [READERS[name] for name in missing]
        who = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
        often = f" ({count} times)" if count > 1 else ""
        yield Violation(
            letter.path,
            f"uses {feature}{often}, which {who} {'does' if len(names) == 1 else 'do'} not support; {todo}",
            at,
        )


def _css(letter: Letter) -> Iterator[_Use]:
    table = facts()
    for element, outlook in letter.elements:
        if element.tag == "style":
            for rule in css_parser.rules(element):
                yield from _rule(rule, outlook=outlook)
        elif style := element.get("style"):
            found = css_parser.attribute(style)
            for one in found:
                for feature, readers in _features(one):
                    instead = table["instead"].get(feature)
                    if instead is None or not any(other.name == instead for other in found):
                        yield _Use(feature, readers, line(element), outlook)


def _rule(rule: css_parser.Rule, *, outlook: bool) -> Iterator[_Use]:
    table = facts()
    if rule.selector.startswith("@"):
        name = rule.selector[1:].partition(" ")[0]
        if name in table["rules"] and not rule.guarded:
            yield _Use(f"@{name}", table["rules"][name], rule.line, outlook)
        return
    if rule.guarded or any(one.startswith(("font-face", "keyframes")) for one in rule.within):
        return
    for name in re.findall(r"::?([a-z-]+)", rule.selector.lower()):
        if name in table["selectors"]:
            feature = f":{name}"
            yield _Use(feature, table["selectors"][name], rule.line, outlook)
            if feature in table["harmless"]:
                return  # who leaves the rule out misses nothing
    for one in rule.declarations:
        instead = [table["instead"].get(feature) for feature, _ in _features(one)]
        for (feature, readers), other in zip(_features(one), instead, strict=True):
            if other is None or not any(beside.name == other for beside in rule.declarations):
                yield _Use(feature, readers, rule.line, outlook)


def _features(one: Declaration) -> list[tuple[str, str]]:
    """Return what a declaration asks for that someone does not support, and who."""
    table = facts()
    value = one.text.lower()
    found = []
    if one.name.startswith("--"):
        return [("variables (--…)", table["functions"]["var"])]
    if one.name in table["properties"] and value not in _NOTHING:
        found.append((one.name, table["properties"][one.name]))
    wishes = [wish for wish in (f"{one.name}: {value}", f"*: {value}") if wish in table["values"]]
    found += [(wish.removeprefix("*: "), table["values"][wish]) for wish in wishes]
    for token in css_parser.tokens(one.value):
        if token.type == "function" and token.lower_name in table["functions"]:
            found.append((f"{token.lower_name}()", table["functions"][token.lower_name]))
        elif token.type == "dimension" and token.lower_unit in table["units"]:
            found.append((f"the unit {token.lower_unit}", table["units"][token.lower_unit]))
    return found


def _html(letter: Letter) -> Iterator[_Use]:
    table = facts()
    for element, outlook in letter.elements:
        if element.tag in table["elements"]:
            yield _Use(f"<{tag(element)}>", table["elements"][element.tag], line(element), outlook)
        for name in element.attrib:
            instead = table["instead"].get(str(name))
            if name in table["attributes"] and (instead is None or element.get(instead) is None):
                yield _Use(str(name), table["attributes"][name], line(element), outlook)


def colours(matter: CheckContext) -> Iterator[Violation]:
    """Find colours in the notation with spaces, for which Gmail drops all styles of an element."""
    for one in matter.letters:
        for element in one.all:
            for declared in css_parser.attribute(element.get("style", "")):
                for token in css_parser.tokens(declared.value):
                    if token.type == "function" and token.lower_name in ("rgb", "rgba", "hsl", "hsla"):
                        bare = [part for part in token.arguments if part.type == "literal"]
                        if not any(part.value == "," for part in bare):
                            yield Violation(
                                one.path,
                                f"writes {declared.name} as {declared.text!r}, and Gmail drops every style of an element with such a colour; write it as #rrggbb",
                                line(element),
                            )


def _pictures(letter: Letter) -> Iterator[etree._Element]:
    return (element for element in letter.all if element.tag == "img")


def _named(element: etree._Element) -> str:
    return repr((element.get("src") or "")[:120])


def image_address(matter: CheckContext) -> Iterator[Violation]:
    """Find pictures that are not at an absolute https address."""
    for one in matter.letters:
        for element in _pictures(one):
            parts = split(element.get("src") or "")
            if parts.scheme != "data" and (parts.scheme != "https" or not parts.netloc):
                yield Violation(
                    one.path,
                    f"shows the picture {_named(element)}, which mail readers cannot fetch; give it an address that begins with https://",
                    line(element),
                )


def image_alt(matter: CheckContext) -> Iterator[Violation]:
    """Find pictures without an alternative text, be it an empty one."""
    for one in matter.letters:
        for element in _pictures(one):
            if element.get("alt") is None:
                yield Violation(
                    one.path,
                    f'has no alternative text for the picture {_named(element)}; say what it shows, or leave it empty (alt="") where it says nothing',
                    line(element),
                )


def image_width(matter: CheckContext) -> Iterator[Violation]:
    """Find pictures whose width classic Outlook is not told."""
    for one in matter.letters:
        for element in _pictures(one):
            if not (element.get("width") or "").isdigit() and not (element.get("height") or "").isdigit():
                yield Violation(
                    one.path,
                    f"does not say how wide the picture {_named(element)} is, and classic Outlook shows it as large as its file; give it a width in pixels",
                    line(element),
                )


def image_format(matter: CheckContext) -> Iterator[Violation]:
    """Find pictures in formats that a mail reader does not show."""
    table = facts()["pictures"]
    for one in matter.letters:
        for element in _pictures(one):
            ending = split(element.get("src") or "").path.rpartition(".")[2].lower()
            if ending in table:
                names = [READERS[name] for name in table[ending].split()]
                yield Violation(
                    one.path,
                    f"shows the picture {_named(element)}, and {ending.upper()} is a format that {', '.join(names)} cannot show; make it a JPEG or PNG",
                    line(element),
                )


def image_weight(matter: CheckContext) -> Iterator[Violation]:
    """Find mails whose own pictures are heavy in all."""
    for one in matter.letters:
        shown = {element.get("src") or "" for element in _pictures(one)}
        total = sum(matter.pictures.get(address, 0) for address in shown)
        if total > WEIGHT:
            yield Violation(
                one.path,
                f"shows pictures of {total / KB / KB:.1f} MB in all, which is slow and dear on a phone; make them smaller, to 1 MB in all",
            )
