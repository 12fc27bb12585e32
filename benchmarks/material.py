"""Articles and workspaces of plausible sizes, the same at every run and on any machine.

An article has a headline of about 80 characters, a summary of about 340, and where asked four
paragraphs of HTML, about 2,000 characters. Every third has a picture, every fifth two authors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from html import escape
from pathlib import Path
from random import Random

from benchmarks.texts import RepeatingWriter, UnlikeWriter, Writer
from digest.archive import Archive
from digest.model import Article, DateFrom, Image

MONTH = "2021-10"
START, END = datetime(2021, 10, 1, tzinfo=UTC), datetime(2021, 11, 1, tzinfo=UTC)

_SETTINGS = """\
[publication]
title = "The Valley Courier"
home = "https://courier.example/"
tagline = "What happened between the two rivers"
first_issue = "2019-01"
address = "The Valley Courier, 3 Mill Lane, Aldermoor"
languages = {languages}

[mail]
from = "The Valley Courier <courier@courier.example>"
to = "readers@courier.example"
unsubscribe = "https://courier.example/leave"
{mail}
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
_NAMES = ("Ada Quill", "Björn Tallis", "Carmen Iñárritu", "Deepa Rowan", "Émile Carrow", "Fionnuala Marsh")
_LABELS = ("Transport", "Town hall", "Farming", "Culture", "Letters", "Weather")
_REPEATED = 400  # different pieces; all articles with repeated texts are taken from them


def articles(
    moments: Iterable[datetime | None],
    *,
    source: str,
    contents: bool,
    seed: int = 0,
    repeated: bool = False,
    language: str = "en",
) -> Iterator[Article]:
    """Yield one article for each moment.

    Args:
        moments: The moments of publication; None for an article without a date.
        source: The name of their source.
        contents: Give each article its HTML.
        seed: Another number gives other articles.
        repeated: Take the texts from a few pieces, so that many articles have the same.
        language: The language they state.
    """
    chance = Random(seed)
    writer = UnlikeWriter(seed)
    for number, moment in enumerate(moments):
        piece = chance.choice(_repeated_pieces()) if repeated else _Piece(writer, chance)
        address = f"https://courier.example/{moment or START:%Y/%m}/{seed}-{number}-{piece.slug}"
        yield Article(
            id=f"urn:courier:{seed}:{number}",
            title=f"{piece.title} ({number})",  # one headline, day and text would be one article
            source=source,
            url=address,
            published=moment,
            date_from=DateFrom.SOURCE if moment else None,
            authors=tuple(chance.sample(_NAMES, 2 if number % 5 == 0 else 1)),
            topics=(chance.choice(_LABELS),),
            language=language,
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


def workspace(root: Path, *, languages: tuple[str, ...] = ("en",), greeting: str = "") -> Path:
    """Make a workspace with settings and an empty feeds/."""
    (root / "feeds").mkdir(parents=True)
    listed = ", ".join(f'"{code}"' for code in languages)
    mail = f'greeting = "{greeting}"\n' if greeting else ""
    settings = _SETTINGS.format(languages=f"[{listed}]", mail=mail)
    (root / "digest.toml").write_text(settings, encoding="utf-8")
    return root


def store(
    archive: Archive,
    name: str,
    moments: Iterable[datetime | None],
    *,
    seed: int = 0,
    contents: bool = False,
    language: str = "en",
) -> None:
    """Store an article for each moment; the source is an address, so it need not be in feeds/."""
    source = f"https://courier.example/{name}.xml"
    made = articles(moments, source=source, contents=contents, seed=seed, language=language)
    archive.store(source, "", "UTC", made)


@cache
def _repeated_pieces() -> list[_Piece]:
    chance = Random(2021)
    writer = RepeatingWriter(2021)
    return [_Piece(writer, chance) for _ in range(_REPEATED)]


class _Piece:
    """The texts and the picture of one article."""

    def __init__(self, writer: Writer, chance: Random) -> None:
        self._writer = writer
        self.title = writer.headline()
        self.slug = "-".join(self.title.replace("’", "").split()[-3:]).lower()
        self.summary = "\n\n".join(
            self._paragraph(size) for size in ((3,) if chance.random() < 0.7 else (2, 2))
        )
        self.content = self._content()
        self.image = Image(
            url=f"https://courier.example/pictures/{self.slug}.jpg", alt=self.title, width=1200, height=675
        )

    def _paragraph(self, size: int) -> str:
        return " ".join(self._writer.sentence() for _ in range(size))

    def _content(self) -> str:
        first, second, third, last = (escape(self._paragraph(size)) for size in (4, 5, 4, 3))
        points = "".join(f"<li>{escape(self._writer.sentence())}</li>" for _ in range(3))
        return (
            f'<p>{first}</p>\n<p>{second} <a href="{{address}}#figures">The figures</a> are public.</p>\n<ul>{points}</ul>\n'
            f"<blockquote><p>{third}</p></blockquote>\n<p><strong>What comes next.</strong> {last}</p>"
        )
