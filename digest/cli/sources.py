"""digest sources."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from digest.cli import console
from digest.cli.options import json_lines_option, workspace

if TYPE_CHECKING:
    from digest.config import Config


@click.command()
@json_lines_option
@workspace
def sources(config: Config, as_json: bool) -> None:
    """List the sources and their state.

    It asks no server; `digest fetch` does.
    """
    from digest import periods
    from digest.cli.formats.sources import status_table, status_values
    from digest.services import ingest
    from digest.services.workspace import open_archive, source_statuses

    with open_archive(config) as archive:
        ingested = ingest.ingest_local(config, archive, console.progress("Reading"))
        statuses = source_statuses(config, archive)
    if as_json:
        for status in statuses:
            console.print_json(status_values(status))
    else:
        for line in status_table(statuses, periods.timezone(config.publication.timezone)):
            click.echo(line)
    console.note_ingested(ingested)
    sys.exit(1 if ingested.failures else 0)
