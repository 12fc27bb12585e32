"""Check that Atom feeds follow RFC 4287."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from lxml import etree

from digest.checks.built_mail import split_address
from digest.checks.context import CheckContext, Violation
from digest.checks.feed_reader import ATOM, Feed, FeedFormat, child_text, parse_rfc3339
from digest.checks.feed_spec import Problem, spec_violations

_REQUIRED = ("id", "title", "updated")
_AT_MOST_ONCE = ("published", "summary", "content", "rights", "subtitle", "generator", "icon", "logo")
_TEXT_TYPES = ("text", "html", "xhtml")


def atom(context: CheckContext) -> Iterator[Violation]:
    """Find Atom feeds that break RFC 4287."""
    yield from spec_violations(context, FeedFormat.ATOM, "RFC 4287", _feed_problems)


def _feed_problems(feed: Feed) -> Iterator[Problem]:
    root = feed.root
    if root is None or root.tag != f"{ATOM}feed":
        yield "is not an Atom feed", None
        return
    has_author = root.find(f"{ATOM}author") is not None
    yield from _element_problems(root, "the feed", has_author=has_author)
    for entry in root.findall(f"{ATOM}entry"):
        yield from _element_problems(entry, "an entry", has_author=has_author)
        if entry.find(f"{ATOM}content") is None and not any(map(_is_alternate, entry)):
            yield "has an entry with neither content nor a link", entry.sourceline


def _element_problems(parent: etree._Element, place: str, *, has_author: bool) -> Iterator[Problem]:
    """Yield the problems of the feed or of an entry.

    Args:
        parent: The feed or the entry.
        place: The name of the parent in messages.
        has_author: True if the feed names an author, which then holds for every entry.
    """
    counts = Counter(map(_atom_name, parent))
    for name in _REQUIRED:
        if not counts[name]:
            yield f"has no {name} in {place}, where it is required", parent.sourceline
    for name in (*_REQUIRED, *_AT_MOST_ONCE):
        if counts[name] > 1:
            yield (
                f"has {counts[name]} {name} elements in {place}, where only one is allowed",
                parent.sourceline,
            )
    if not has_author and not counts["author"]:
        yield f"has no author for {place}", parent.sourceline
    yield from _child_problems(parent)
    alternates = [
        (child.get("type", ""), child.get("hreflang", "")) for child in parent if _is_alternate(child)
    ]
    if len(alternates) > len(set(alternates)):
        yield f"has two alternate links of one type and language in {place}", parent.sourceline


def _child_problems(parent: etree._Element) -> Iterator[Problem]:
    for child in parent:
        find_problem = _CHILD_PROBLEMS.get(_atom_name(child))
        if find_problem and (problem := find_problem(child)):
            yield problem, child.sourceline


def _atom_name(node: etree._Element) -> str:
    """Return the local name of an Atom element, "" for other nodes."""
    tag = node.tag
    return tag.removeprefix(ATOM) if isinstance(tag, str) and tag.startswith(ATOM) else ""


def _is_alternate(child: etree._Element) -> bool:
    return child.tag == f"{ATOM}link" and child.get("rel", "alternate") == "alternate"


def _id_problem(child: etree._Element) -> str:
    text = (child.text or "").strip()
    return "" if split_address(text).scheme else f"has the id {text[:80]!r}, which is not an absolute IRI"


def _date_problem(child: etree._Element) -> str:
    text = (child.text or "").strip()
    return "" if parse_rfc3339(text) else f"has the date {text[:40]!r}, which is not an RFC 3339 date"


def _link_problem(child: etree._Element) -> str:
    return "" if child.get("href") else "has a link without an address"


def _category_problem(child: etree._Element) -> str:
    return "" if child.get("term") else "has a category without a term"


def _person_problem(child: etree._Element) -> str:
    return "" if child_text(child, f"{ATOM}name") else "has a person without a name"


def _text_problem(child: etree._Element) -> str:
    text_type = child.get("type", "text")
    return (
        ""
        if text_type in _TEXT_TYPES
        else f"has a text of the type {text_type!r} instead of text, html or xhtml"
    )


_CHILD_PROBLEMS: dict[str, Callable[[etree._Element], str]] = {
    "id": _id_problem,
    "updated": _date_problem,
    "published": _date_problem,
    "link": _link_problem,
    "category": _category_problem,
    "author": _person_problem,
    "contributor": _person_problem,
    "title": _text_problem,
    "summary": _text_problem,
    "subtitle": _text_problem,
    "rights": _text_problem,
}
