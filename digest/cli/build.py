"""digest build."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import console
from digest.cli.options import (
    ParsePeriod,
    json_option,
    now,
    out_option,
    period_options,
    period_or_last_month,
    workspace,
)

if TYPE_CHECKING:
    from digest.config import Config
    from digest.services.build import Built
    from digest.services.explain import Answer
    from digest.services.undated import Undated


@click.command()
@period_options
@out_option
@click.option("--explain", is_flag=True, help="Print why each article of the archive is in or out.")
@json_option
@workspace
def build(config: Config, parse_period: ParsePeriod, out: Path | None, explain: bool, as_json: bool) -> None:
    """Build an issue: email, pages and feeds.

    Without a period: the last complete month.
    """
    from digest.cli.formats import builds
    from digest.services import ingest
    from digest.services.build import build as build_issues
    from digest.services.explain import explain as explain_all
    from digest.services.undated import left_out
    from digest.services.workspace import open_archive

    out = out or config.paths.out
    period = period_or_last_month(config, parse_period)
    if period.end > now():
        console.warn(f"{period.name} is not over in {period.zone}; later articles will be missing")
    with open_archive(config) as archive:
        ingested = ingest.ingest_local(config, archive, console.progress("Reading"))
        built = build_issues(config, archive, period, out)
        undated = left_out(archive, built.issues, None if as_json else console.SHOWN)
        answers = explain_all(config, archive, built.issues) if explain else []
    if as_json:
        explained = {"explained": answers} if explain else {}
        console.print_json(builds.build_values(ingested, built, undated, out) | explained)
    else:
        console.print_paths(built.paths)
    _note_explained(answers)
    console.note_ingested(ingested)
    _note_built(built, undated, out)
    _note_findings(built, out)
    has_errors = any(finding.is_error for finding in built.findings)
    if ingested.failures or has_errors:
        sys.exit(1)
    sys.exit(0 if built.paths else console.NOTHING)


def _note_explained(answers: list[Answer]) -> None:
    for answer in answers:
        console.note(f"{'in ' if answer['in'] else 'out'}  {answer['title']}: {answer['reason']}")
    if answers:
        inside = sum(bool(answer["in"]) for answer in answers)
        console.note(f"{len(answers)} articles: {inside} in, {len(answers) - inside} out")


def _note_built(built: Built, undated: Undated, out: Path) -> None:
    """Print the contents of the issues, the articles that are left out, and the next steps."""
    from digest.cli.formats import builds

    for notice in built.notices:
        console.warn(notice)
    if built.size_step:
        console.note(f"The whole mail would be over 90 KB, and Gmail would clip it: {built.size_step}.")
    for article in built.late:
        console.note(f"late: {article.title!r} is dated in the period before; `digest draft` offers it")
    if built.not_inlined:
        console.warn(f"{built.not_inlined}; the mail's styles are inlined message by message")
    for title, lines, count in builds.reasons(built, undated):
        console.note_list(title, lines, count)
    if elsewhere := builds.other_languages(built):
        console.note(elsewhere)
    if not built.written:
        click.echo(builds.nothing_line(built), err=True)
        return
    console.note("")
    for issue in built.issues:
        console.note(builds.issue_line(issue, built))
    for line in builds.next_steps(built, out):
        console.note(line)


def _note_findings(built: Built, out: Path) -> None:
    """Print the first findings of each check; errors even if the command is quiet."""
    from digest.cli.formats import findings

    for finding in findings.first_of_each(built.findings, console.SHOWN):
        line = findings.finding_text(finding, out)
        if finding.is_error:
            click.echo(line, err=True)
        else:
            console.note(line)
    if more := findings.omitted(built.findings, console.SHOWN):
        console.note(f"  … and {more}; `digest check` lists them all")
