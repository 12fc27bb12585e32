"""The articles of a page by its structure: headlines of one shape, each in a part of the page of its own."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import islice

from digest.parsers.webpage import tree
from digest.parsers.webpage.lines import PageLine

_MOST_GROUPS = 24
_LEAST = 1.2
_LEAST_OF_TWO = 2.0
_ENOUGH_TEXT = 60
_HIGHEST = 40


@dataclass(slots=True)
class Part:
    """A part of the page that holds one headline: its element, and its lines from `first` to before `last`."""

    element: tree.Element
    title: int
    first: int
    last: int
    worth: float
    dated: bool


@dataclass(slots=True)
class Group:
    """Headlines of one shape. `parts` is empty where they stand side by side with their texts in one element."""

    titles: list[int]
    parts: list[Part]
    worth: float

    @property
    def average(self) -> float:
        """The worth of one of its articles."""
        return self.worth / len(self.titles)


def find(lines: list[PageLine]) -> list[Group]:
    """Return the groups of headlines that are the page's articles, the one that explains most first."""
    spans = _spans(lines)
    shapes: dict[object, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if may_be_title(line):
            shapes[_key(line)].append(index)
    groups = sorted(
        (group for titles in _largest(shapes, lines) if (group := _group(titles, lines, spans))),
        key=lambda group: (-group.worth, group.titles[0]),
    )
    many = [group for group in groups if len(group.titles) > 1 and _is_enough(group)]
    if not many:
        return []
    chosen = [many[0]]
    taken = _lines_of(many[0])
    if not taken:
        return chosen
    for group in groups:
        if group.parts and taken.isdisjoint(_lines_of(group)) and _is_like(group, chosen[0]):
            chosen.append(group)
            taken |= _lines_of(group)
    return chosen


def _lines_of(group: Group) -> set[int]:
    return {index for part in group.parts for index in range(part.first, part.last)}


def may_be_title(line: PageLine) -> bool:
    """Return whether a line is set as a headline might be: a link, a heading, bold, or called a title."""
    if (
        line.is_furniture
        or line.hint in ("date", "author", "credit", "noise", "updated")
        or (line.date and line.whole)
    ):
        return False
    if not 4 <= len(line.text) <= 300 or line.marks & {"byline", "label"}:
        return False
    return bool(
        line.link is not None
        or line.is_heading
        or line.hint == "title"
        or (line.bold and len(line.text) < 200)
    )


def _key(line: PageLine) -> tuple[object, ...]:
    element = line.element
    above = element.getparent()
    higher = above.getparent() if above is not None else None
    return (
        line.link is not None,
        line.hint == "title",
        tree.shape(element),
        tree.shape(above) if above is not None else None,
        tree.name(higher) if higher is not None else None,
    )


def _largest(shapes: dict[object, list[int]], lines: list[PageLine]) -> list[list[int]]:
    """Return the groups most likely to be headlines, before a closer look."""

    def promise(titles: list[int]) -> float:
        return sum(_looks(lines[index]) for index in titles)

    return sorted(shapes.values(), key=lambda titles: (-promise(titles), titles[0]))[:_MOST_GROUPS]


def _looks(line: PageLine) -> float:
    """Return what speaks for a line as a headline, seen alone."""
    size = len(line.text)
    return (
        1.0 * (line.is_heading or line.hint == "title")
        + 0.5 * (line.link is not None)
        + 0.5 * (size >= 25)
        + 0.5 * (size >= 40)
        - 1.5 * (size < 15)
        - 0.5 * (line.hint in ("topic", "summary"))
        - 0.7 * ("sentences" in line.marks)
        - 0.5 * ("stop" in line.marks or "cut" in line.marks)
    )


_Spans = dict[tree.Element, tuple[int, int]]


def _group(titles: list[int], lines: list[PageLine], spans: _Spans) -> Group | None:
    """Return the headlines with the part of the page that each has to itself, and what they are worth."""
    said = [_said(lines[index]) for index in titles]
    times = Counter(said)
    if len(titles) > 2 and len(times) * 2 < len(titles):
        return None
    parts = _parts(titles, lines, spans)
    worth = 0.0
    for index, words, part in zip(titles, said, parts, strict=False):
        about = lines[part.first : part.last]
        others = [line for place, line in enumerate(about, part.first) if place != index]
        part.dated = any(line.near for line in others)
        has_text = any(len(line.text) >= _ENOUGH_TEXT and not line.is_furniture for line in others)
        part.worth = _looks(lines[index]) + 1.5 * part.dated + 1.0 * has_text - 2.0 * (times[words] > 1)
        worth += part.worth
    if not parts:
        worth = sum(
            _looks(lines[index]) - 2.0 * (times[words] > 1) for index, words in zip(titles, said, strict=True)
        )
        worth += 1.0 * len(titles) * (titles[-1] - titles[0] >= 2 * (len(titles) - 1))
    return Group(titles, parts, worth)


def _said(line: PageLine) -> tuple[str, str]:
    """Return what tells a headline from the others: its words, and where it leads if it is set as a headline."""
    return line.folded, (line.link or "") if line.is_heading or line.hint == "title" else ""


def _parts(titles: list[int], lines: list[PageLine], spans: _Spans) -> list[Part]:
    """Return for each headline the part that holds it alone; none where they share one element with their texts."""
    held: Counter[tree.Element] = Counter()
    chains: list[list[tree.Element]] = []
    for index in titles:
        element = lines[index].element
        chain = [
            element,
            *(
                above
                for above in islice(element.iterancestors(), _HIGHEST)
                if tree.name(above) not in ("body", "html")
            ),
        ]
        chains.append(chain)
        held.update(set(chain))
    heights = []
    for chain in chains:
        alone = [place for place, element in enumerate(chain) if held[element] == 1]
        heights.append(alone[-1] if alone else -1)
    if min(heights) < 0:
        return []
    usual = Counter(heights).most_common(1)[0][0] if len(titles) > 1 else min(2, heights[0])
    found = []
    for index, chain, height in zip(titles, chains, heights, strict=True):
        element = chain[min(usual, height)]
        first, last = spans[element]
        found.append(Part(element, index, first, last, 0.0, dated=False))
    bare = sum(part.last - part.first == 1 for part in found)
    has_text_between = titles[-1] - titles[0] > 1.5 * (len(titles) - 1)
    return [] if bare * 2 > len(found) and has_text_between else found


def _spans(lines: list[PageLine]) -> _Spans:
    """Return for each element the lines that stand in it."""
    spans: _Spans = {}
    for index, line in enumerate(lines):
        known = spans.get(line.element)
        spans[line.element] = (known[0] if known else index, index + 1)
    if not lines:
        return spans
    for element in reversed(list(lines[0].element.getroottree().iter())):
        own = spans.get(element)
        parent = element.getparent() if own else None
        if own is None or parent is None:
            continue
        known = spans.get(parent)
        spans[parent] = (min(own[0], known[0]), max(own[1], known[1])) if known else own
    return spans


def _is_enough(group: Group) -> bool:
    return group.average >= (_LEAST if len(group.titles) > 2 else _LEAST_OF_TWO)


def _is_like(group: Group, main: Group) -> bool:
    """Return whether a further group tells of its articles as much as the main one does."""
    dated = sum(part.dated for part in main.parts) * 2 > len(main.parts)
    if dated and not all(part.dated for part in group.parts):
        return False
    return group.average >= (max(main.average - 1.2, 2.5) if dated else max(main.average - 0.6, 2.0))
