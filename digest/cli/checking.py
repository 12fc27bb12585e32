"""The command about the checks."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.console import finding_line, finding_report, tell, tell_verdict
from digest.cli.options import now, period_options, workspace

if TYPE_CHECKING:
    from digest.config import Config
    from digest.periods import Period


@click.command()
@period_options
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where it was built; else out/ in the workspace.",
)
@click.option("--select", metavar="CODE,…", help="Only these checks.")
@click.option("--ignore", metavar="CODE,…", help="All checks but these.")
@click.option("--links", is_flag=True, help="Ask servers whether what is linked is there.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each finding.")
@click.option("--junit", metavar="FILE", help="Write JUnit XML to a file, or to standard output (-).")
@workspace
def check(  # noqa: PLR0913 (click hands over each option)
    config: Config,
    choose: Callable[[str], Period | None],
    out: Path | None,
    select: str | None,
    ignore: str | None,
    links: bool,
    as_json: bool,
    junit: str | None,
) -> None:
    """Check a built issue: mail readers, accessibility, content, links, feeds, header. None named: the last month.

    Exit code 1 when a check finds an error that `digest.toml` does not waive.
    """
    from digest import checks, periods
    from digest.checks import junit as xml
    from digest.errors import UsageError
    from digest.services import build
    from digest.services import check as checking

    if as_json and junit == "-":
        raise UsageError("--junit: '-': --json takes standard output; expected a file, or one of them")
    zone = config.publication.timezone
    within = choose(zone) or periods.last(periods.PeriodKind.MONTH, now(), zone)
    place = out or config.root / "out"
    codes = checking.select_codes(_listed(select), _listed(ignore))
    with build.open_archive(config) as archive:
        found = build.check(config, archive, within, place, codes=codes, asked=now() if links else None)
    if junit:
        written = xml.write(found, codes)
        if junit == "-":
            sys.stdout.buffer.write(written)
        else:
            Path(junit).write_bytes(written)
    for one in found:
        if as_json:
            click.echo(json.dumps(finding_report(one, place), ensure_ascii=False))
        elif one.waived:
            tell(finding_line(one, place))
        elif junit != "-":
            click.echo(finding_line(one, place))
    tell_verdict(found, len(codes))
    sys.exit(1 if checks.errors(found) else 0)


def _listed(names: str | None) -> list[str]:
    return [name.strip() for name in (names or "").split(",") if name.strip()]


COMMANDS = (check,)
