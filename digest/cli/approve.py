"""digest approve."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import console
from digest.cli.options import ParsePeriod, now, out_option, period_options, period_or_last_month, workspace

if TYPE_CHECKING:
    from digest.config import Config


@click.command()
@period_options
@out_option
@workspace
def approve(config: Config, parse_period: ParsePeriod, out: Path | None) -> None:
    """Approve the mails as they are built now.

    From then on `digest send` refuses any other mails of this issue. Without a period: the last complete month.
    """
    from digest.services import release
    from digest.services.workspace import open_archive

    period = period_or_last_month(config, parse_period)
    with open_archive(config) as archive:
        paths = release.approve(config, archive, period, out or config.paths.out, now())
    if paths is None:
        console.nothing_to_send(period)
        sys.exit(console.NOTHING)
    console.print_paths(paths)
    console.note(f"{period.name} is approved with these files; `digest send` refuses any others.")
