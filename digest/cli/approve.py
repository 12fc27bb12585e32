"""digest approve."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import console
from digest.cli.options import Choose, chosen_period, now, out_option, period_options, workspace

if TYPE_CHECKING:
    from digest.config import Config


@click.command()
@period_options
@out_option
@workspace
def approve(config: Config, choose: Choose, out: Path | None) -> None:
    """Approve the mails as they are built now.

    From then on `digest send` refuses any other mails of this issue. Without a period: the last complete month.
    """
    from digest.services import release
    from digest.services.workspace import open_archive

    period = chosen_period(config, choose)
    with open_archive(config) as archive:
        paths = release.approve(config, archive, period, out or config.paths.out, now())
    if paths is None:
        console.nothing_to_send(period)
        sys.exit(console.NOTHING)
    console.print_paths(paths)
    console.note(f"{period.name} is approved with these files; `digest send` refuses any others.")
