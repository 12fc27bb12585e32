"""digest check."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import console
from digest.cli.options import (
    ParsePeriod,
    json_lines_option,
    now,
    out_option,
    period_options,
    period_or_last_month,
    workspace,
)

if TYPE_CHECKING:
    from digest.config import Config


@click.command()
@period_options
@out_option
@click.option("--select", metavar="CODE,…", default="", help="Run only these checks.")
@click.option("--ignore", metavar="CODE,…", default="", help="Run all checks but these.")
@click.option("--links", is_flag=True, help="Ask the servers of linked pages if they exist.")
@json_lines_option
@click.option("--junit", metavar="FILE", help="Write JUnit XML to a file, or to standard output (-).")
@workspace
def check(
    config: Config,
    parse_period: ParsePeriod,
    out: Path | None,
    select: str,
    ignore: str,
    links: bool,
    as_json: bool,
    junit: str | None,
) -> None:
    """Check the built files of an issue.

    Mail readers, accessibility, content, links, feeds, headers. It ends with exit code 1 when it finds an
    error that digest.toml does not waive. Without a period: the last complete month.
    """
    from digest import checks
    from digest.checks.junit import write as junit_xml
    from digest.cli.formats import findings
    from digest.errors import UsageError
    from digest.services import check as check_service

    if as_json and junit == "-":
        problem = "--json prints on standard output too; expected a file"
        raise UsageError(problem, option="--junit", value="-")
    period = period_or_last_month(config, parse_period)
    place = out or config.paths.out
    codes = check_service.select_codes(_listed(select), _listed(ignore))
    found = check_service.check(config, period, place, codes=codes, ask_links_at=now() if links else None)
    if junit == "-":
        sys.stdout.buffer.write(junit_xml(found, codes))
    elif junit:
        Path(junit).write_bytes(junit_xml(found, codes))
    for finding in found:
        if as_json:
            console.print_json(findings.finding_values(finding, place))
        elif finding.waived:
            console.note(findings.finding_text(finding, place))
        elif junit != "-":
            click.echo(findings.finding_text(finding, place))
    console.note(findings.verdict(found, len(codes)))
    sys.exit(1 if checks.errors(found) else 0)


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]
