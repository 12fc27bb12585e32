"""The commands about what a newsroom published: read, articles, fetch, sources, topics; and init."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.console import (
    NOTHING,
    article_json,
    article_text,
    counted,
    progress,
    relative,
    say,
    tell,
    tell_collected,
)
from digest.cli.options import now, period_options, workspace

if TYPE_CHECKING:
    from digest.config import Config
    from digest.periods import Period


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.pass_context
def init(ctx: click.Context, folder: Path) -> None:
    """Make a fresh workspace: a commented digest.toml, an empty feeds/, a .gitignore."""
    from digest.services import workspace as rooms

    for path in rooms.make(folder):
        click.echo(relative(path))
    say(
        ctx,
        f"Next: say in {relative(folder / 'digest.toml')} who you are, put a page or a feed into feeds/, and run",
    )
    say(ctx, f"  digest build --project {relative(folder)} --last month")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each article.")
@click.option("--quiet", is_flag=True, help="Say nothing but data and errors.")
@click.pass_context
def read(ctx: click.Context, files: tuple[Path, ...], as_json: bool, quiet: bool) -> None:
    """Print the articles found in files and folders, and the feeds a list of feeds holds. Needs no workspace."""
    ctx.obj["quiet"] = quiet or ctx.obj["quiet"]
    from digest import fetch, parsers
    from digest.errors import DigestError
    from digest.model import Source

    failed = False
    for path in _below(ctx, files):
        try:
            reading = parsers.read_document(fetch.file(Source(name=str(path)), path))
        except DigestError as error:
            click.echo(f"digest: {error}", err=True)
            failed = True
            continue
        for article in reading.articles:
            click.echo(article_json(article) if as_json else article_text(article))
        for source in reading.sources if not as_json else ():
            click.echo("  ".join([source.name, " · ".join(source.topics)]).rstrip())
        for notice in reading.notices:
            say(ctx, f"warning: {notice}")
        held = counted(len(reading.articles), "article")
        if reading.sources:
            held += f" and {counted(len(reading.sources), 'feed')}"
        say(ctx, f"{path}: {held}, read as {reading.format}")
    sys.exit(1 if failed else 0)


def _below(ctx: click.Context, paths: tuple[Path, ...]) -> Iterator[Path]:
    """Yield the files that are named, and those in the folders that are; a Maildir is one."""
    from digest.files import is_maildir, walk

    for path in paths:
        if not path.is_dir() or is_maildir(path):
            yield path
            continue
        found, strays = walk(path)
        yield from found
        for stray in strays:
            say(ctx, f"warning: {stray}: is a link that leads out of the folder, and is not followed")
        if not found:
            say(ctx, f"warning: {path}: holds no file that could be read")


@click.command()
@period_options
@click.option(
    "--topic", metavar="SLUG", help="Only the articles under this topic of digest.toml ('more': the rest)."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each article.")
@workspace
def articles(
    config: Config, choose: Callable[[str], Period | None], topic: str | None, as_json: bool
) -> None:
    """List the archive; a period and a topic narrow it."""
    from dataclasses import replace

    from digest.errors import UsageError
    from digest.services import build

    publication = config.publication
    slugs = [one.slug for one in (*publication.topics, publication.rest)]
    if topic is not None and topic not in slugs:
        raise UsageError(f"--topic: {topic!r}: no such topic; expected one of {', '.join(slugs)}")
    within = choose(publication.timezone)
    with build.open_archive(config) as archive:
        collected = build.collect(config, archive, progress("Reading"))
        filed = archive.between(within.start, within.end) if within else archive.everything()
    filed = [item for item in filed if topic in (None, item.topic)]
    for item in filed:
        title = publication.topic(item.topic).title(item.article.language or publication.languages[0])
        article = replace(item.article, topics=(title,))
        click.echo(article_json(article) if as_json else article_text(article))
    tell_collected(collected)
    if collected.failures:
        sys.exit(1)
    sys.exit(0 if filed else NOTHING)


@click.command()
@click.option(
    "--pages",
    type=click.IntRange(min=1),
    default=1,
    metavar="N",
    help="Read up to N pages of each source that goes on.",
)
@click.option("--update", is_flag=True, help="Write the addresses that moved for good into digest.toml.")
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON object.")
@workspace
def fetch(config: Config, pages: int, update: bool, as_json: bool) -> None:
    """Read the remote sources of digest.toml into the archive."""
    from digest import periods
    from digest.cli import formats
    from digest.services import build

    zone = periods.timezone(config.publication.timezone)
    with build.open_archive(config) as archive:
        fetched = build.fetch_all(
            config, archive, now(), pages=pages, update=update, progress=progress("Fetching")
        )
    failures, warnings = formats.failures(fetched), formats.warnings(fetched, zone)
    if as_json:
        report = {
            "sources": [formats.visit(one) for one in fetched.visits],
            "failures": failures,
            "warnings": warnings,
        }
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        for line in formats.gains(fetched):
            click.echo(line)
    if not fetched.visits and not fetched.unread:
        tell('no remote source in digest.toml; add one with [[sources]] and url = "https://…"')
    for warning in warnings:
        tell(f"warning: {warning}")
    for offer in formats.offers(fetched, pages):
        tell(offer)
    for failure in failures:
        click.echo(f"digest: {failure}", err=True)
    sys.exit(1 if failures else 0)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each source.")
@workspace
def sources(config: Config, as_json: bool) -> None:
    """Say how each source stands: what it gave, and whether asking it went well. Asks no server."""
    from digest import periods
    from digest.cli import formats
    from digest.services import build

    with build.open_archive(config) as archive:
        collected = build.collect(config, archive, progress("Reading"))
        standings = build.standings(config, archive)
    zone = periods.timezone(config.publication.timezone)
    if as_json:
        lines: Iterable[str] = (json.dumps(formats.standing(one), ensure_ascii=False) for one in standings)
    else:
        lines = formats.table(standings, zone)
    for line in lines:
        click.echo(line)
    tell_collected(collected)
    sys.exit(1 if collected.failures else 0)


@click.group(invoke_without_command=True)
@period_options
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON object.")
@workspace
def topics(config: Config, choose: Callable[[str], Period | None], as_json: bool) -> None:
    """Say how many articles come under each topic, by what, and which labels no topic claims.

    No period named: the whole archive.
    """
    from digest.cli import formats
    from digest.errors import UsageError
    from digest.services import build, classify

    within = choose(config.publication.timezone)
    if click.get_current_context().invoked_subcommand:
        if within or as_json:
            raise UsageError("digest topics: expected a period and --json after the name of the subcommand")
        return
    with build.open_archive(config) as archive:
        collected = build.collect(config, archive, progress("Reading"))
        coverage = classify.coverage(config, archive, within)
    if as_json:
        click.echo(json.dumps(formats.coverage(coverage, config.publication), ensure_ascii=False))
    else:
        for line in formats.coverage_table(coverage, config.publication):
            click.echo(line)
    tell_collected(collected)
    if collected.failures:
        sys.exit(1)
    sys.exit(0 if coverage.articles else NOTHING)


@topics.command()
@period_options
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each keyword.")
@workspace
def suggest(config: Config, choose: Callable[[str], Period | None], as_json: bool) -> None:
    """Propose keywords for each topic, learnt from articles that labels or drafts bring there. Writes nothing.

    No period named: the whole archive.
    """
    from digest.cli import formats
    from digest.services import build, classify

    within = choose(config.publication.timezone)
    with build.open_archive(config) as archive:
        collected = build.collect(config, archive, progress("Reading"))
        found = classify.suggestions(config, archive, within)
    for line in formats.as_json(found) if as_json else formats.keywords(found, config.publication):
        click.echo(line)
    if not found:
        tell(
            "nothing to propose: a keyword needs three articles that a label or a draft brings under its topic, and others"
        )
    tell_collected(collected)
    if collected.failures:
        sys.exit(1)
    sys.exit(0 if found else NOTHING)


COMMANDS = (init, read, articles, fetch, sources, topics)
