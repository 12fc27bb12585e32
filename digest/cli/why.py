"""digest why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from digest.cli import console
from digest.cli.options import ParsePeriod, json_lines_option, period_options, workspace

if TYPE_CHECKING:
    from digest.config import Config


@click.command()
@click.argument("article")
@period_options
@json_lines_option
@workspace
def why(config: Config, parse_period: ParsePeriod, article: str, as_json: bool) -> None:
    """Explain why an article is in or out.

    ARTICLE is its id, its address, its key in a draft, or words of its title.
    Without a period: the month in which it was published.
    """
    from digest.cli.formats import builds
    from digest.errors import UsageError
    from digest.services import explain, ingest
    from digest.services.workspace import open_archive

    period = parse_period(config.publication.timezone)
    with open_archive(config) as archive:
        ingested = ingest.ingest_local(config, archive, console.progress("Reading"))
        answers = explain.why(config, archive, article, period)
    if not answers:
        problem = "none in the archive has this id or address, or these words in its title"
        raise UsageError(problem, option="article", value=article)
    for answer in answers:
        if as_json:
            console.print_json(answer)
        else:
            click.echo(builds.reason_lines(answer))
    console.note_ingested(ingested)
