"""What commands say: data on stdout, talk on stderr, nothing but data and errors when quiet."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from digest.model import Article, Finding
    from digest.services.build import Collected

Item = TypeVar("Item")
NOTHING = 3


def say(ctx: click.Context, text: str) -> None:
    """Say a line, unless the command is to be quiet."""
    if not (ctx.obj or {}).get("quiet"):
        click.echo(text, err=True)


def tell(text: str) -> None:
    """Say a line in the command that is running."""
    say(click.get_current_context(), text)


def tell_collected(collected: Collected) -> None:
    """Say what was noticed while the sources were read, and which could not be."""
    for notice in collected.notices:
        tell(f"warning: {notice}")
    for name, count in collected.gone:
        tell(f"warning: {name}: is gone; its articles ({count}) stay in the archive and out of every issue")
    for failure in collected.failures:
        click.echo(f"digest: {failure}", err=True)


def progress(label: str) -> Callable[[list[Item]], Iterable[Item]]:
    """Return what shows progress over sources, on a terminal only and when there are many."""

    def over(items: list[Item]) -> Iterator[Item]:
        quiet = (click.get_current_context().obj or {}).get("quiet")
        if quiet or len(items) < 10 or not sys.stderr.isatty():
            yield from items
            return
        with click.progressbar(items, label=label, file=sys.stderr) as bar:
            yield from bar

    return over


def counted(count: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def relative(path: Path) -> str:
    """Return a path as short as it can be said from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def article_json(article: Article) -> str:
    """Return an article as one line of JSON."""
    image = article.image
    return json.dumps(
        {
            "id": article.id,
            "title": article.title,
            "url": article.url,
            "published": article.published.isoformat() if article.published else None,
            "date_from": article.date_from,
            "updated": article.updated.isoformat() if article.updated else None,
            "authors": article.authors,
            "topics": article.topics,
            "language": article.language,
            "summary": article.summary,
            "image": {"url": image.url, "alt": image.alt, "width": image.width, "height": image.height}
            if image
            else None,
            "enclosures": [
                {"url": one.url, "type": one.type, "length": one.length} for one in article.enclosures
            ],
            "source": article.source,
        },
        ensure_ascii=False,
    )


def article_text(article: Article) -> str:
    """Return an article as lines for people."""
    day = f"{article.published:%Y-%m-%d}" if article.published else "undated   "
    about = " · ".join([*article.topics, *article.authors])
    return f"{day}  {article.title}" + (f"\n            {about}" if about else "")


def finding_report(finding: Finding, out: Path) -> dict[str, Any]:
    """Return a finding as JSON has it."""
    return {
        "code": finding.code,
        "level": finding.level,
        "file": str(out / finding.where),
        "line": finding.line,
        "text": finding.text,
        "waived": finding.waived or None,
    }


def finding_line(finding: Finding, out: Path) -> str:
    """Return a finding as one line for people."""
    place = relative(out / finding.where) + (f":{finding.line}" if finding.line else "")
    text = f"{place}: {finding.text} [{finding.code}]"
    return f"waived: {text}: {finding.waived}" if finding.waived else f"{finding.level}: {text}"


def tell_findings(findings: Sequence[Finding], out: Path, most: int) -> None:
    """Say what the checks found, of each check at most so much; errors even where all else is quiet."""
    told: Counter[str] = Counter()
    for one in findings:
        told[one.code] += 1
        if told[one.code] > most:
            continue
        if one.level == "error" and not one.waived:
            click.echo(finding_line(one, out), err=True)  # quiet is for what may be left unsaid
        else:
            tell(finding_line(one, out))
    if any(count > most for count in told.values()):
        more = ", ".join(f"{count - most} more of {code}" for code, count in told.items() if count > most)
        tell(f"  … and {more}; `digest check` lists them all")


def tell_verdict(findings: Sequence[Finding], checks: int) -> None:
    """Say how many findings there are of each level."""
    count = Counter("waived" if one.waived else one.level for one in findings)
    said = f"{counted(count['error'], 'error')}, {counted(count['warning'], 'warning')}"
    waived = f", {count['waived']} waived" if count["waived"] else ""
    tell(f"{counted(checks, 'check')}: {said}{waived}")
