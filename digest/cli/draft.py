"""digest draft."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from digest.cli import console
from digest.cli.options import ParsePeriod, period_options, period_or_last_month, workspace

if TYPE_CHECKING:
    from digest.config import Config


@click.command()
@period_options
@workspace
def draft(config: Config, parse_period: ParsePeriod) -> None:
    """Write or update the editor's draft.

    It adds new articles and changes nothing that you wrote. Without a period: the last complete month.
    """
    from digest.services import ingest
    from digest.services.draft import write_draft
    from digest.services.workspace import open_archive

    period = period_or_last_month(config, parse_period)
    with open_archive(config) as archive:
        ingested = ingest.ingest_local(config, archive, console.progress("Reading"))
        file, changes = write_draft(config, archive, period)
    console.print_paths([file])
    for sentence in changes or ["nothing is new; the draft is unchanged"]:
        console.note(sentence)
    console.note_ingested(ingested)
    sys.exit(1 if ingested.failures else 0)
