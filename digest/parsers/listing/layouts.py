"""Which layout explains a page at the least cost.

Every line has a cost for each role it might play. A layout is a small machine: places a reader
may be in, the role that the line of each place plays, and the steps between places. The
cheapest way of each layout through the whole page is found line by line (Viterbi); the layout
whose way is the cheapest is the page's, and its way says what every line is. A line may always
be no part of any article, at the price of what would be lost with it.
"""

from __future__ import annotations

from dataclasses import dataclass

IMPOSSIBLE = 40.0
NEW_ARTICLE = 2.0
NO_BODY = 2.0
MISSING = 9.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where the way may be: the role a line plays there, and the places it may go next at what cost."""

    role: str
    then: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A named machine.

    The way starts in `start` and may end in any place of `ends`. Lines in the places of `leads`
    belong to the title that follows them, all others to the one before.
    """

    name: str
    places: dict[str, Place]
    start: tuple[tuple[str, float], ...]
    ends: dict[str, float]
    price: float = 0.0
    leads: frozenset[str] = frozenset()


def _stamp_first() -> Layout:
    fresh = ("stamp", NEW_ARTICLE)
    lost = ("stamp", NEW_ARTICLE + NO_BODY)
    return Layout(
        "date, title, text",
        {
            "stamp": Place("stamp", (("title", 0), ("byline", 1.5))),
            "byline": Place("byline", (("title", 0),)),
            "title": Place("title", (("again", 0), ("after", 0.5), ("label", 0.3), ("body", 0), lost)),
            "again": Place("again", (("body", 0), ("label", 0.3), ("after", 0.5), lost)),
            "after": Place("byline", (("body", 0), ("label", 0.3), lost)),
            "label": Place("label", (("body", 0), ("label", 0.3), lost)),
            "body": Place("body", (("body", 0), ("label", 0.5), fresh)),
        },
        (fresh,),
        {"title": NO_BODY, "again": NO_BODY, "label": 0, "body": 0, "after": NO_BODY},
        leads=frozenset({"stamp", "byline"}),
    )


def _title_first() -> Layout:
    fresh = ("title", NEW_ARTICLE)
    lost = ("title", NEW_ARTICLE + NO_BODY)
    return Layout(
        "title, date, text",
        {
            "title": Place("title", (("again", 0), ("second", 2.0), ("byline", 0.3), ("stamp", 0))),
            "again": Place("again", (("stamp", 0), ("byline", 0.3))),
            "second": Place("title", (("stamp", 0),)),
            "byline": Place("byline", (("stamp", 0),)),
            "stamp": Place("stamp", (("body", 0), ("by", 0), ("label", 0), lost)),
            "by": Place("byline", (("body", 0), ("label", 0), lost)),
            "label": Place("label", (("body", 0), ("label", 0.3), lost)),
            "body": Place("body", (("body", 0), ("tail", 0), fresh)),
            "tail": Place("label", (("tail", 0.3), fresh)),
        },
        (fresh,),
        {"stamp": NO_BODY, "by": NO_BODY, "label": NO_BODY, "body": 0, "tail": 0},
    )


def _stamp_last() -> Layout:
    fresh = ("title", NEW_ARTICLE)
    return Layout(
        "title, text, date",
        {
            "title": Place("title", (("again", 0), ("byline", 0.3), ("label", 0.3), ("body", 0))),
            "again": Place("again", (("byline", 0.3), ("label", 0.3), ("body", 0))),
            "byline": Place("byline", (("body", 0),)),
            "label": Place("label", (("body", 0), ("label", 0.3))),
            "body": Place("body", (("body", 0), ("by", 0.3), ("tag", 0.3), ("stamp", 0))),
            "by": Place("byline", (("stamp", 0), ("tag", 0.3))),
            "tag": Place("label", (("stamp", 0), ("tag", 0.3))),
            "stamp": Place("stamp", (("tail", 0), fresh)),
            "tail": Place("label", (("tail", 0.3), fresh)),
        },
        (fresh,),
        {"stamp": 0, "tail": 0},
    )


def _signed() -> Layout:
    fresh = ("title", NEW_ARTICLE)
    return Layout(
        "title, author, text",
        {
            "title": Place("title", (("again", 0), ("byline", 0))),
            "again": Place("again", (("byline", 0),)),
            "byline": Place("signature", (("body", 0), ("title", NEW_ARTICLE + NO_BODY))),
            "body": Place("body", (("body", 0), fresh)),
        },
        (fresh,),
        {"byline": NO_BODY, "body": 0},
        price=0.5,
    )


def _undated() -> Layout:
    fresh = ("title", NEW_ARTICLE)
    lost = ("title", NEW_ARTICLE + NO_BODY)
    return Layout(
        "title, text",
        {
            "title": Place("title", (("again", 0), ("second", 3.0), ("label", 0.3), ("body", 0), lost)),
            "again": Place("again", (("label", 0.3), ("body", 0), lost)),
            "second": Place("title", (("body", 0),)),
            "label": Place("label", (("body", 0), ("label", 0.3), lost)),
            "body": Place("body", (("body", 0), ("tail", 0), fresh)),
            "tail": Place("label", (("tail", 0.3), fresh)),
        },
        (fresh,),
        {"title": NO_BODY, "again": NO_BODY, "label": NO_BODY, "body": 0, "tail": 0},
        price=0.5,
    )


def _closed() -> Layout:
    fresh = ("body", NEW_ARTICLE)
    return Layout(
        "text, title",
        {
            "body": Place("body", (("body", 0), ("closer", 0))),
            "closer": Place("closer", (fresh,)),
        },
        (fresh,),
        {"closer": 0},
        leads=frozenset({"body"}),
    )


def _untitled() -> Layout:
    return Layout(
        "text without titles",
        {"body": Place("loose", (("body", 0),))},
        (("body", 0.0),),
        {"body": 0},
        price=2.5,
    )


LAYOUTS = (_stamp_first(), _title_first(), _stamp_last(), _signed(), _undated(), _closed(), _untitled())


@dataclass(frozen=True, slots=True)
class Reading:
    """The chosen layout, what its way through the page costs, and each line's place (None: furniture)."""

    layout: Layout
    cost: float
    places: list[str | None]


def understand(costs: list[dict[str, float]]) -> Reading:
    """Return the cheapest reading of the page; of two that cost the same, the one with fewer articles.

    A page that no layout has a way through, as one of nothing but "read on" lines, has no articles.
    """
    readings = [reading for layout in LAYOUTS if (reading := _walk(layout, costs))]
    if not readings:
        return Reading(LAYOUTS[-1], 0.0, [None] * len(costs))
    return min(readings, key=lambda reading: (round(reading.cost, 6), _articles(reading)))


def _articles(reading: Reading) -> int:
    return sum(place == "title" for place in reading.places)


_Step = tuple[str | None, bool]


def _walk(layout: Layout, costs: list[dict[str, float]]) -> Reading | None:
    """Return the cheapest way of `layout` through all lines, or None when there is none."""
    outside = None  # before the first article
    onward: dict[str | None, tuple[tuple[str, float], ...]] = {
        outside: layout.start,
        **{name: place.then for name, place in layout.places.items()},
    }
    steps = {
        place: [(target, layout.places[target].role, price, (place, True)) for target, price in then]
        for place, then in onward.items()
    }
    stays: dict[str | None, _Step] = {place: (place, False) for place in steps}
    best: dict[str | None, float] = {outside: layout.price}
    back: list[dict[str | None, _Step]] = []
    for cost in costs:
        before, none = cost["before"], cost["none"]
        step = {place: stays[place] for place in best}
        now = {place: spent + (before if place is outside else none) for place, spent in best.items()}
        for place, spent in best.items():
            for target, role, price, taken in steps[place]:
                if (asked := cost[role]) >= IMPOSSIBLE:
                    continue
                total = spent + price + asked
                if target not in now or total < now[target]:
                    now[target], step[target] = total, taken
        best = now
        back.append(step)
    ending = {p: best[p] + extra for p, extra in layout.ends.items() if p in best}
    if not ending:
        return None
    last = min(ending, key=ending.__getitem__)
    here: str | None = last
    places: list[str | None] = []
    for step in reversed(back):
        previous, is_part = step[here]
        places.append(here if is_part else None)
        here = previous
    return Reading(layout, ending[last], places[::-1])
