"""The HTML of a mail against premailer for each message, and an RSS feed against feedgen."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks import material, timing
from benchmarks.timing import Line, at_least
from digest import config, periods
from digest.model import Theme
from digest.render.cards import Card
from digest.render.environment import Templates
from digest.render.template_tags import InlineError
from digest.services.build import build
from digest.services.ingest import ingest_local
from digest.services.workspace import open_archive

_MAIL, _RSS = "email/digest.html", "feeds/rss.xml"
_ADDRESS = "https://courier.example/2021/10/"
_TEXT = "email/digest.txt"  # gets the values of the complete mail, whatever the size budget shows


@dataclass(frozen=True, slots=True)
class _Values:
    """The values that a real build gave to the two templates."""

    theme: Theme
    mail: dict[str, Any]
    rss: dict[str, Any]


def mail(aims: Sequence[tuple[int, float]], times: int, *, peers: bool) -> Iterator[Line]:
    """Compare a mail from the inlined template with a mail that premailer inlines after rendering.

    Args:
        aims: The numbers of articles, each with the ratio to reach.
        times: The number of turns.
        peers: Measure premailer too.
    """
    for size, ratio in aims:
        values = _values(size)
        inlined, not_inlined = Templates(values.theme), Templates(values.theme)
        not_inlined.inline_error = InlineError("premailer for each message is measured")
        sides = [partial(_rendered, templates, _MAIL, values.mail) for templates in (inlined, not_inlined)]
        measured = sides if peers else sides[:1]
        styles = {side().count(" style=") for side in measured}  # compiles the templates too
        if len(styles) > 1:
            raise ValueError(f"the two mails are not the same: {styles} styles")
        if (shown := sides[0]().count(_ADDRESS)) < size:
            raise ValueError(f"the mail shows {shown:,} articles of {size:,}")
        what = f"mail of {size:,} articles; premailer per message"
        other = sides[1] if peers else None
        yield timing.compare(what, sides[0], other, aim=at_least(ratio), times=times)


def feed(size: int, times: int, *, peers: bool) -> Iterator[Line]:
    """Compare our RSS feed with feedgen writing the same channel and entries."""
    values = _values(size)
    ours = partial(_rendered, Templates(values.theme), _RSS, values.rss)
    other = partial(_feedgen, values.rss) if peers else None
    for side in (ours, other):
        if side and str(side()).count("<item>") != size:
            raise ValueError(f"a feed has not {size:,} items")
    what = f"RSS feed of {size:,} entries written; feedgen"
    yield timing.compare(what, ours, other, aim=at_least(10), times=times)


def _rendered(templates: Templates, name: str, values: dict[str, Any]) -> str:
    return "".join(templates.render(name, **values))


def _values(size: int) -> _Values:
    """Build a month and return the values of the mail and of the month's feed."""
    seen = defaultdict(list)
    original = Templates.render

    def render(self: Templates, name: str, **values: Any) -> Iterator[str]:
        seen[name].append(values)
        return original(self, name, **values)

    with tempfile.TemporaryDirectory() as folder, patch.object(Templates, "render", render):
        settings = config.load(material.workspace(Path(folder) / "workspace"))
        with open_archive(settings) as archive:
            material.store(archive, "feed", material.within_month(size), contents=True)
            ingest_local(settings, archive)
            period = periods.month(material.MONTH, settings.publication.timezone)
            build(settings, archive, period, Path(folder) / "out")
    complete = max(seen[_RSS], key=lambda values: len(values["feed"]["cards"]))
    return _Values(settings.theme, seen[_TEXT][0], complete)


def _feedgen(values: dict[str, Any]) -> bytes:
    from feedgen.feed import FeedGenerator  # a peer, of the extra `benchmark`

    feed = values["feed"]
    writer = FeedGenerator()
    writer.load_extension("dc")
    writer.load_extension("media")
    writer.title(feed["title"])
    writer.link(href=feed["rss"], rel="self")
    writer.link(href=feed["page"], rel="alternate")
    writer.description(feed["description"])
    writer.language(values["language"])
    writer.lastBuildDate(feed["updated"])
    writer.generator("digest")
    for card in feed["cards"]:
        _feedgen_entry(writer.add_entry(order="append"), card)
    written: bytes = writer.rss_str()
    return written


def _feedgen_entry(entry: Any, card: Card) -> None:
    entry.title(card.title)
    entry.link(href=card.link)
    entry.guid(card.uri, permalink=False)
    entry.pubDate(card.published)
    entry.dc.dc_creator(list(card.authors))
    entry.category([{"term": topic} for topic in card.topics])
    entry.description(card.summary)
    entry.content(card.content)
    if card.image:
        size = {"width": str(card.image.width), "height": str(card.image.height)}
        entry.media.content({"url": card.image.url, "medium": "image", **size})
