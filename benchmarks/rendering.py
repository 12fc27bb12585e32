"""The mail's HTML against premailer per message, and the RSS feed against feedgen."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks import material, timing
from digest import config, periods
from digest.model import Theme
from digest.render.cards import Card
from digest.render.environment import Templates
from digest.render.template_tags import InlineError
from digest.services.build import build
from digest.services.ingest import ingest_local
from digest.services.workspace import open_archive

_MAIL, _RSS = "email/digest.html", "feeds/rss.xml"


@dataclass(frozen=True, slots=True)
class _Given:
    """What a real build gave the two templates."""

    theme: Theme
    mail: dict[str, Any]
    rss: dict[str, Any]


def mail(sizes: tuple[int, ...], times: int) -> Iterator[timing.Line]:
    """Compare a message from the inlined template with one that premailer inlines after rendering."""
    for size in sizes:
        given = _given(size)
        templates, slow = Templates(given.theme), Templates(given.theme)
        slow.inline_error = InlineError("the slow road is what we measure")
        sides = [partial(_written, each, _MAIL, given.mail) for each in (templates, slow)]
        styles = {side().count(" style=") for side in sides}
        if len(styles) > 1:
            raise ValueError(f"the two mails are not the same: {styles} styles")
        ours, other = timing.in_turns(sides, times if size < 1000 else max(times // 4, 3))
        yield timing.faster(f"mail of {size:,} articles; premailer per message", ours, other, 20)


def feed(size: int, times: int) -> Iterator[timing.Line | timing.Missing]:
    """Compare feeds/rss.xml with feedgen writing the same channel and entries."""
    what = f"RSS feed of {size:,} entries; feedgen"
    if find_spec("feedgen") is None:
        yield timing.Missing(what)
        return
    given = _given(size)
    sides = (partial(_written, Templates(given.theme), _RSS, given.rss), partial(_feedgen, given.rss))
    items = {str(side()).count("<item>") for side in sides}
    if items != {size}:
        raise ValueError(f"the two feeds are not the same: {items} items")
    ours, other = timing.in_turns(sides, times)
    yield timing.faster(what, ours, other, 10)


def _written(templates: Templates, name: str, values: dict[str, Any]) -> str:
    return "".join(templates.render(name, **values))


def _given(size: int) -> _Given:
    seen = defaultdict(list)
    original = Templates.render

    def render(self: Templates, name: str, **values: Any) -> Iterator[str]:
        seen[name].append(values)
        return original(self, name, **values)

    with tempfile.TemporaryDirectory() as folder, patch.object(Templates, "render", render):
        settings = config.load(material.workspace(Path(folder) / "workspace"))
        with open_archive(settings) as archive:
            material.fill(archive, {"feed": material.within_month(size)}, contents=True)
            ingest_local(settings, archive)
            within = periods.month(material.MONTH, settings.publication.timezone)
            build(settings, archive, within, Path(folder) / "out")
    closed = max(seen[_RSS], key=lambda values: len(values["feed"]["cards"]))
    return _Given(settings.theme, seen[_MAIL][0], closed)


def _feedgen(values: dict[str, Any]) -> bytes:
    from feedgen.feed import FeedGenerator  # a peer, maybe not installed

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
