"""digest topics, digest topics suggest."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from digest.cli import console
from digest.cli.options import ParsePeriod, json_lines_option, json_option, period_options, workspace

if TYPE_CHECKING:
    from digest.config import Config


@click.group(invoke_without_command=True)
@period_options
@json_option
@workspace
def topics(config: Config, parse_period: ParsePeriod, as_json: bool) -> None:
    """Count the articles of each topic.

    And list the labels of no topic. Without a period: the whole archive.
    """
    from digest.cli.formats.topics import coverage_table, coverage_values
    from digest.errors import UsageError
    from digest.services import classify, ingest
    from digest.services.workspace import open_archive

    period = parse_period(config.publication.timezone)
    if click.get_current_context().invoked_subcommand:
        if period or as_json:
            raise UsageError("expected a period and --json after the name of the subcommand")
        return
    with open_archive(config) as archive:
        ingested = ingest.ingest_local(config, archive, console.progress("Reading"))
        coverage = classify.coverage(config, archive, period)
    if as_json:
        console.print_json(coverage_values(coverage, config.publication))
    else:
        for line in coverage_table(coverage, config.publication):
            click.echo(line)
    console.note_ingested(ingested)
    if ingested.failures:
        sys.exit(1)
    sys.exit(0 if coverage.articles else console.NOTHING)


@topics.command()
@period_options
@json_lines_option
@workspace
def suggest(config: Config, parse_period: ParsePeriod, as_json: bool) -> None:
    """Suggest keywords for each topic.

    They are learned from articles that a label or a draft puts under the topic; nothing is written.
    Without a period: the whole archive.
    """
    from digest.cli.formats.topics import suggestion_lines, suggestion_values
    from digest.services import classify, ingest
    from digest.services.workspace import open_archive

    period = parse_period(config.publication.timezone)
    with open_archive(config) as archive:
        ingested = ingest.ingest_local(config, archive, console.progress("Reading"))
        found = classify.suggestions(config, archive, period)
    if as_json:
        for suggestion in found:
            console.print_json(suggestion_values(suggestion))
    else:
        for line in suggestion_lines(found, config.publication):
            click.echo(line)
    if not found:
        console.note(
            "no suggestion: a keyword needs three articles that a label or a draft puts under its topic, "
            "and articles of other topics"
        )
    console.note_ingested(ingested)
    if ingested.failures:
        sys.exit(1)
    sys.exit(0 if found else console.NOTHING)
