"""digest articles."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from digest.cli import console
from digest.cli.options import ParsePeriod, json_lines_option, period_options, workspace

if TYPE_CHECKING:
    from digest.config import Config


@click.command()
@period_options
@click.option(
    "--topic", metavar="SLUG", help="Only the articles of this topic of digest.toml ('more': of no topic)."
)
@json_lines_option
@workspace
def articles(config: Config, parse_period: ParsePeriod, topic: str | None, as_json: bool) -> None:
    """List the articles of the archive.

    Of a period and a topic, or of all.
    """
    from dataclasses import replace

    from digest.cli.formats.articles import article_text, article_values
    from digest.errors import UsageError
    from digest.services import ingest
    from digest.services.workspace import open_archive

    publication = config.publication
    slugs = [topic.slug for topic in (*publication.topics, publication.rest)]
    if topic is not None and topic not in slugs:
        raise UsageError(f"no such topic; expected one of {', '.join(slugs)}", option="--topic", value=topic)
    period = parse_period(publication.timezone)
    with open_archive(config) as archive:
        ingested = ingest.ingest_local(config, archive, console.progress("Reading"))
        found = archive.between(period.start, period.end) if period else archive.everything()
        count = 0
        for item in found:
            if topic not in (None, item.topic):
                continue
            count += 1
            title = publication.topic(item.topic).title(item.article.language or publication.languages[0])
            article = replace(item.article, topics=(title,))
            if as_json:
                console.print_json(article_values(article))
            else:
                click.echo(article_text(article))
    console.note_ingested(ingested)
    if ingested.failures:
        sys.exit(1)
    sys.exit(0 if count else console.NOTHING)
