"""digest fetch."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from digest.cli import console
from digest.cli.options import json_option, now, workspace

if TYPE_CHECKING:
    from digest.config import Config


@click.command()
@click.option(
    "--pages",
    type=click.IntRange(min=1),
    default=1,
    metavar="N",
    help="Read up to N pages of a paginated source.",
)
@click.option("--update", is_flag=True, help="Write the new addresses of moved sources to digest.toml.")
@json_option
@workspace
def fetch(config: Config, pages: int, update: bool, as_json: bool) -> None:
    """Read the remote sources.

    Fetches the sources of digest.toml that have a url, and stores their articles in the archive.
    """
    from digest import periods
    from digest.cli.formats import sources
    from digest.services.fetch_run import fetch_all
    from digest.services.workspace import open_archive

    zone = periods.timezone(config.publication.timezone)
    with open_archive(config) as archive:
        run = fetch_all(
            config, archive, now(), pages=pages, update=update, progress=console.progress("Fetching")
        )
    failures, warnings = sources.failures(run), sources.warnings(run, zone)
    if as_json:
        fetches = [sources.fetch_values(result) for result in run.fetches]
        console.print_json({"sources": fetches, "failures": failures, "warnings": warnings})
    else:
        for line in sources.fetched_lines(run):
            click.echo(line)
    if not run.fetches and not run.failures:
        console.note('no remote source in digest.toml; add one with [[sources]] and url = "https://…"')
    for warning in warnings:
        console.warn(warning)
    for line in sources.next_page_lines(run, pages):
        console.note(line)
    for failure in failures:
        console.error(failure)
    sys.exit(1 if failures else 0)
