"""Articles of plausible sizes, made of our own words; the same at every run, on any machine.

An article has a headline of about 80 characters, a summary of about 340, and where asked four
paragraphs of HTML, about 2,000 characters. Every third has a picture, every fifth two authors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

from digest.archive import Archive
from digest.model import Article, Image

MONTH = "2021-10"
START, END = datetime(2021, 10, 1, tzinfo=UTC), datetime(2021, 11, 1, tzinfo=UTC)

_SETTINGS = """\
[publication]
title = "The Valley Courier"
home = "https://courier.example/"
tagline = "What happened between the two rivers"
first_issue = "2019-01"
address = "The Valley Courier, 3 Mill Lane, Aldermoor"

[mail]
from = "The Valley Courier <courier@courier.example>"
to = "readers@courier.example"
unsubscribe = "https://courier.example/leave"

[topics.transport]
title = "Getting around"
aliases = ["Transport"]
keywords = ["bus", "bridge", "railway"]

[topics.council]
title = "Council"
aliases = ["Town hall"]
keywords = ["council", "budget"]
colour = "#96690a"

[topics.farms]
title = "Farms and markets"
aliases = ["Farming"]
keywords = ["orchard", "harvest", "market"]
colour = "#1a7f5a"

[topics.culture]
title = "Culture"
aliases = ["Culture"]
keywords = ["choir", "museum", "library"]
colour = "#7a4fa3"
"""
_PLACES = (
    "Aldermoor", "Brückenau", "Castañeda Hill", "Dunmere", "Elmsworth", "Fontaine-le-Haut", "Grønvik", "Hollin Bay",
    "Inverlea", "Juniper Cross", "Kestrel Point", "Lindqvist Square", "Marrow Lane", "Northgate", "Old Ferry",
)  # fmt: skip
_WHO = (
    "Volunteers", "The town council", "A retired engineer", "Two sisters", "The bus company", "Apple growers",
    "Night-shift bakers", "The parish choir", "Sixth-form students", "The ferry’s last crew", "Beekeepers", "A jury",
)  # fmt: skip
_DID = (
    "reopens", "maps", "paints", "saves", "questions", "rebuilds", "counts", "defends", "measures", "sells", "borrows",
    "restores", "photographs", "renames", "inherits", "repairs",
)  # fmt: skip
_WHAT = (
    "the old railway bridge", "a library on wheels", "the Sunday market", "an orchard of forgotten pears", "its budget",
    "a museum of tools", "the number 14 bus", "three hundred hives", "the weather station", "a cinema with 40 seats",
    "the town’s only lift", "the mill pond", "a map of every footpath", "the harvest records",
)  # fmt: skip
_WHEN = (
    "before the frost", "after a vote of 11 to 9", "for the first time since 1974", "without a grant", "in a single week",
    "with money from the lottery", "while the road is closed", "“because nobody else would”", "at half the price",
)  # fmt: skip
_CLAUSES = (
    "The plan had been in a drawer for years", "Nobody expected more than a dozen people", "Rain had kept the field under water",
    "The first estimate was four times as high", "Neighbours brought ladders, tea & a generator", "Both sides now call it a fair deal",
    "A second survey found the beams as sound as ever", "The accounts are pinned to the door of the hall",
    "Half of the seats were taken within the hour", "What remains is a question of drains",
)  # fmt: skip
_ENDINGS = (
    "and the work is to go on until spring", "which pleased even those who had voted against it",
    "though the insurance has yet to be settled", "so the meeting moved across the street",
    "and a list of names was started that same evening", "as the minutes of 12 October show",
    "but the clock still runs four minutes late", "and that, said the treasurer, “is what savings are for”",
)  # fmt: skip
_NAMES = ("Ada Quill", "Björn Tallis", "Carmen Iñárritu", "Deepa Rowan", "Émile Carrow", "Fionnuala Marsh")
_LABELS = ("Transport", "Town hall", "Farming", "Culture", "Letters", "Weather")


def articles(moments: Iterable[datetime], *, source: str, contents: bool, seed: int = 0) -> Iterator[Article]:
    """Yield one article for each moment."""
    chance = Random(seed)
    for number, moment in enumerate(moments):
        piece = chance.choice(_pieces())
        address = f"https://courier.example/{moment:%Y/%m}/{seed}-{number}-{piece.slug}"
        yield Article(
            id=f"urn:courier:{seed}:{number}",
            title=f"{piece.title} ({number})",  # one headline, day and text would be one article
            source=source,
            url=address,
            published=moment,
            date_from="source",
            authors=tuple(chance.sample(_NAMES, 2 if number % 5 == 0 else 1)),
            topics=(chance.choice(_LABELS),),
            language="en",
            summary=piece.summary,
            content=piece.content.replace("{address}", address) if contents else "",
            image=piece.image if number % 3 == 0 else None,
        )


def within_month(count: int) -> list[datetime]:
    """Return `count` moments spread evenly over the month, the newest first."""
    step = (END - START) / (count + 1)
    return [(START + step * place).replace(microsecond=0) for place in range(count, 0, -1)]


def around_month(count: int) -> list[datetime]:
    """Return `count` moments spread over the twenty years around the month, none inside it."""
    before, after = START - timedelta(days=17 * 365), END + timedelta(days=3 * 365)
    step = (after - before) / count
    moments = [(before + step * place).replace(microsecond=0) for place in range(count)]
    return [moment - (END - START) if START <= moment < END else moment for moment in moments]


def workspace(root: Path) -> Path:
    """Make a workspace with settings and an empty feeds/."""
    (root / "feeds").mkdir(parents=True)
    (root / "digest.toml").write_text(_SETTINGS, encoding="utf-8")
    return root


def fill(archive: Archive, sources: Mapping[str, Iterable[datetime]], *, contents: bool) -> None:
    """Store an article for each moment of each source; a source is an address, so that it stays."""
    for seed, (name, moments) in enumerate(sources.items()):
        source = f"https://courier.example/{name}.xml"
        archive.store(source, "", "UTC", articles(moments, source=source, contents=contents, seed=seed))


def rss(articles: Iterable[Article]) -> bytes:
    """Return the articles as a newsroom's content system would publish them: RSS 2.0, HTML in it."""
    items = "".join(map(_item, articles))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">\n<channel>\n'
        "<title>The Valley Courier</title>\n<link>https://courier.example/</link>\n"
        f"<description>Every story</description>\n<language>en</language>\n{items}</channel>\n</rss>\n"
    ).encode()


def atom(articles: Iterable[Article]) -> bytes:
    """Return the articles as an Atom feed, HTML in it."""
    entries = "".join(map(_entry, articles))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n'
        "<title>The Valley Courier</title>\n<id>urn:courier</id>\n<updated>2021-11-01T00:00:00Z</updated>\n"
        f'<link rel="alternate" href="https://courier.example/"/>\n{entries}</feed>\n'
    ).encode()


def _entry(article: Article) -> str:
    content = f'<content type="html">{escape(article.content)}</content>\n' if article.content else ""
    return (
        f"<entry>\n<title>{escape(article.title)}</title>\n<id>{article.id}</id>\n"
        f'<link rel="alternate" href="{article.url}"/>\n<published>{article.published.isoformat()}</published>\n'
        f"<updated>{article.published.isoformat()}</updated>\n"
        + "".join(f"<author><name>{escape(name)}</name></author>\n" for name in article.authors)
        + "".join(f'<category term="{escape(topic)}"/>\n' for topic in article.topics)
        + f"<summary>{escape(article.summary)}</summary>\n{content}</entry>\n"
    )


def _item(article: Article) -> str:
    summary = "".join(f"<p>{escape(part)}</p>" for part in article.summary.split("\n\n"))
    content = f"<content:encoded><![CDATA[{article.content}]]></content:encoded>\n" if article.content else ""
    picture = (
        f'<media:content url="{article.image.url}" medium="image"><media:description>{escape(article.image.alt)}'
        "</media:description></media:content>\n"
        if article.image
        else ""
    )
    return (
        f"<item>\n<title>{escape(article.title)}</title>\n<link>{article.url}</link>\n"
        f'<guid isPermaLink="false">{article.id}</guid>\n<pubDate>{format_datetime(article.published)}</pubDate>\n'
        + "".join(f"<dc:creator>{escape(name)}</dc:creator>\n" for name in article.authors)
        + "".join(f"<category>{escape(topic)}</category>\n" for topic in article.topics)
        + f"<description>{escape(summary)}</description>\n{content}{picture}</item>\n"
    )


@cache
def _pieces() -> list[_Writer]:
    """Return the stories that all articles are taken from."""
    chance = Random(2021)
    return [_Writer(chance) for _ in range(400)]


class _Writer:
    """One story's texts."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        who, did, what, when, place = (chance.choice(words) for words in (_WHO, _DID, _WHAT, _WHEN, _PLACES))
        self.title = f"{place}: {who} {did} {what} {when}"
        self.slug = "-".join(what.replace("’", "").split()[-3:]).lower()
        self.summary = "\n\n".join(
            self._paragraph(size) for size in ((3,) if chance.random() < 0.7 else (2, 2))
        )
        self.content = self._content()
        self.image = _image(self.slug, f"{what.capitalize()} at {place}")

    def _sentence(self) -> str:
        return f"{self._chance.choice(_CLAUSES)} in {self._chance.choice(_PLACES)}, {self._chance.choice(_ENDINGS)}."

    def _paragraph(self, size: int) -> str:
        return " ".join(self._sentence() for _ in range(size))

    def _content(self) -> str:
        first, second, third, last = (escape(self._paragraph(size)) for size in (4, 5, 4, 3))
        points = "".join(f"<li>{escape(self._chance.choice(_CLAUSES))}</li>" for _ in range(3))
        return (
            f'<p>{first}</p>\n<p>{second} <a href="{{address}}#figures">The figures</a> are public.</p>\n<ul>{points}</ul>\n'
            f"<blockquote><p>{third}</p></blockquote>\n<p><strong>What comes next.</strong> {last}</p>"
        )


def _image(slug: str, alt: str) -> Image:
    return Image(url=f"https://courier.example/pictures/{slug}.jpg", alt=alt, width=1200, height=675)
