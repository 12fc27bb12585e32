"""Find a listing page's articles by its structure: headlines of one shape, each in a card of its own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from digest.parsers.listing.lines import Feature
from digest.parsers.webpage import tree
from digest.parsers.webpage.hints import Hint
from digest.parsers.webpage.lines import PageLine

_MAX_GROUPS = 24
_MIN_SCORE = 1.2
_MIN_SCORE_OF_TWO = 2.0
_MIN_TEXT = 60
_MAX_HEIGHT = 40
_NO_TITLE_HINTS = (Hint.DATE, Hint.AUTHOR, Hint.CREDIT, Hint.NOISE, Hint.UPDATED)

_Spans = dict[tree.Element, tuple[int, int]]


@dataclass(slots=True)
class Card:
    """The part of a page that holds one headline alone.

    Attributes:
        element: The element around it.
        title: The index of the headline's line.
        first: The index of its first line.
        last: The index behind its last line.
        dated: A date stands in it beside the headline.
    """

    element: tree.Element
    title: int
    first: int
    last: int
    dated: bool = False

    @property
    def line_indexes(self) -> range:
        """The indexes of its lines."""
        return range(self.first, self.last)

    def lines_beside_title(self, lines: list[PageLine]) -> list[PageLine]:
        """Return its lines without the headline.

        Args:
            lines: The lines of the page.
        """
        return [*lines[self.first : self.title], *lines[self.title + 1 : self.last]]


@dataclass(slots=True)
class HeadlineGroup:
    """Headlines of one shape, by the indexes of their lines.

    `cards` is empty if headlines and texts stand side by side in one element. `score` says how much
    speaks for these headlines as the page's articles.
    """

    titles: list[int]
    cards: list[Card]
    score: float

    @property
    def average(self) -> float:
        """The score of a single headline."""
        return self.score / len(self.titles)

    @property
    def line_indexes(self) -> set[int]:
        """The indexes of the lines in its cards."""
        return {index for card in self.cards for index in card.line_indexes}


def find_headline_groups(lines: list[PageLine]) -> list[HeadlineGroup]:
    """Return the groups of headlines that are the page's articles, the highest score first."""
    spans = _line_spans(lines)
    candidates = (_score_group(titles, lines, spans) for titles in _most_likely(_by_shape(lines), lines))
    groups = sorted(
        (group for group in candidates if group), key=lambda group: (-group.score, group.titles[0])
    )
    main = next((group for group in groups if len(group.titles) > 1 and _is_convincing(group)), None)
    main = main or next((group for group in groups if _is_single_article(group, lines)), None)
    if main is None:
        return []
    chosen = [main]
    taken = main.line_indexes
    if not taken:
        return chosen
    for group in groups:
        if group.cards and taken.isdisjoint(group.line_indexes) and _is_as_good(group, main):
            chosen.append(group)
            taken |= group.line_indexes
    return chosen


def may_be_title(line: PageLine) -> bool:
    """Return True for a line set as a headline may be: a link, a heading, bold, or named a title."""
    if line.is_furniture or line.hint in _NO_TITLE_HINTS or (line.date and line.is_date_only):
        return False
    if not 4 <= len(line.text) <= 300 or line.features & {Feature.BYLINE, Feature.LABEL}:
        return False
    if line.link is not None or line.is_heading or line.hint == Hint.TITLE:
        return True
    return line.bold and len(line.text) < 200


def _by_shape(lines: list[PageLine]) -> Iterable[list[int]]:
    """Return the indexes of possible headlines, those of one shape together."""
    shapes: dict[object, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if may_be_title(line):
            shapes[shape(line)].append(index)
    return shapes.values()


def shape(line: PageLine) -> tuple[object, ...]:
    """Return values that are equal for headlines set alike: the tags and classes of the elements around."""
    element = line.element
    parent = element.getparent()
    grandparent = parent.getparent() if parent is not None else None
    return (
        line.link is not None,
        line.hint == Hint.TITLE,
        tree.shape(element),
        tree.shape(parent) if parent is not None else None,
        tree.name(grandparent) if grandparent is not None else None,
    )


def _most_likely(groups: Iterable[list[int]], lines: list[PageLine]) -> list[list[int]]:
    """Return the groups most likely to be headlines; only these are looked at closely."""

    def likelihood(titles: list[int]) -> float:
        return sum(_title_score(lines[index]) for index in titles)

    return sorted(groups, key=lambda titles: (-likelihood(titles), titles[0]))[:_MAX_GROUPS]


def _title_score(line: PageLine) -> float:
    """Return how much a line looks like a headline, seen alone."""
    size = len(line.text)
    return (
        1.0 * (line.is_heading or line.hint == Hint.TITLE)
        + 0.5 * (line.link is not None)
        + 0.5 * (size >= 25)
        + 0.5 * (size >= 40)
        - 1.5 * (size < 15)
        - 0.5 * (line.hint in (Hint.TOPIC, Hint.SUMMARY))
        - 0.7 * (Feature.MANY_SENTENCES in line.features)
        - 0.5 * (Feature.FULL_STOP in line.features or Feature.CUT_OFF in line.features)
    )


def _score_group(titles: list[int], lines: list[PageLine], spans: _Spans) -> HeadlineGroup | None:
    """Return the group of some headlines, or None if they repeat one another.

    Args:
        titles: The indexes of the headlines' lines.
        lines: The lines of the page.
        spans: The lines in each element, as `_line_spans` gives them.
    """
    identities = [_identity(lines[index]) for index in titles]
    times = Counter(identities)
    if len(titles) > 2 and len(times) * 2 < len(titles):
        return None
    repeated = [times[identity] > 1 for identity in identities]
    cards = _cards(titles, lines, spans)
    score = 0.0
    if cards:
        for card, is_repeated in zip(cards, repeated, strict=True):
            score += _score_card(card, lines) - 2.0 * is_repeated
    else:
        for index, is_repeated in zip(titles, repeated, strict=True):
            score += _title_score(lines[index]) - 2.0 * is_repeated
        has_text_between = titles[-1] - titles[0] >= 2 * (len(titles) - 1)
        score += 1.0 * len(titles) * has_text_between
    return HeadlineGroup(titles, cards, score)


def _score_card(card: Card, lines: list[PageLine]) -> float:
    """Return the score of a card's headline and content; note if the card has a date."""
    others = card.lines_beside_title(lines)
    card.dated = any(line.date_candidate for line in others)
    has_text = any(len(line.text) >= _MIN_TEXT and not line.is_furniture for line in others)
    return _title_score(lines[card.title]) + 1.5 * card.dated + 1.0 * has_text


def _identity(line: PageLine) -> tuple[str, str]:
    """Return the words of a headline, and its address if it is set as one; repetitions are equal."""
    is_set_as_title = line.is_heading or line.hint == Hint.TITLE
    return line.folded, (line.link or "") if is_set_as_title else ""


def _cards(titles: list[int], lines: list[PageLine], spans: _Spans) -> list[Card]:
    """Return the card of each headline, or [] if headlines and texts share one element.

    A card is the highest element that holds one headline alone, at the height usual in its group.
    """
    chains = [_ancestry(lines[index].element) for index in titles]
    titles_within = Counter(element for chain in chains for element in chain)
    heights = [
        max((h for h, element in enumerate(chain) if titles_within[element] == 1), default=-1)
        for chain in chains
    ]
    if min(heights) < 0:
        return []
    usual = Counter(heights).most_common(1)[0][0] if len(titles) > 1 else min(2, heights[0])
    cards = []
    for index, chain, height in zip(titles, chains, heights, strict=True):
        element = chain[min(usual, height)]
        first, last = spans[element]
        cards.append(Card(element, index, first, last))
    with_title_only = sum(_holds_title_only(card, lines) for card in cards)
    has_text_between = titles[-1] - titles[0] > 1.5 * (len(titles) - 1)
    return [] if with_title_only * 2 > len(cards) and has_text_between else cards


def _holds_title_only(card: Card, lines: list[PageLine]) -> bool:
    """Return True if a card has no line but the headline, or but the parts of its heading."""
    title = lines[card.title]
    return len(card.line_indexes) == 1 or (
        title.is_heading and all(line.element is title.element for line in lines[card.first : card.last])
    )


def _ancestry(element: tree.Element) -> list[tree.Element]:
    """Return an element and those around it, innermost first, below the body."""
    ancestors = islice(element.iterancestors(), _MAX_HEIGHT)
    return [element, *(above for above in ancestors if tree.name(above) not in ("body", "html"))]


def _line_spans(lines: list[PageLine]) -> _Spans:
    """Return the index of the first line in each element, and the index behind the last."""
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


def _is_convincing(group: HeadlineGroup) -> bool:
    return group.average >= (_MIN_SCORE if len(group.titles) > 2 else _MIN_SCORE_OF_TWO)


def _is_single_article(group: HeadlineGroup, lines: list[PageLine]) -> bool:
    """Return True for the only article of a list: a dated card with a linked heading."""
    if len(group.titles) != 1 or not group.cards or not group.cards[0].dated:
        return False
    title = lines[group.titles[0]]
    return title.link is not None and (title.is_heading or title.hint == Hint.TITLE)


def _is_as_good(group: HeadlineGroup, main: HeadlineGroup) -> bool:
    """Return True if a further group says about as much of its articles as the main one."""
    is_dated = sum(card.dated for card in main.cards) * 2 > len(main.cards)
    if is_dated and not all(card.dated for card in group.cards):
        return False
    return group.average >= (max(main.average - 1.2, 2.5) if is_dated else max(main.average - 0.6, 2.0))
