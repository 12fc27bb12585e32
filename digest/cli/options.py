"""Options that several commands share: the workspace, the period, the output folder, JSON."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from digest.config import Config
    from digest.periods import Period

Command = TypeVar("Command", bound=Callable[..., Any])
ParsePeriod = Callable[[str], "Period | None"]

_KINDS = ("month", "week", "quarter", "year")

project_option = click.option(
    "--project",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The workspace; the default is the nearest folder upwards with a digest.toml.",
)
quiet_option = click.option("--quiet", is_flag=True, help="Print only results and errors.")
out_option = click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder of the built files; the default is out/ in the workspace.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
json_lines_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")


def workspace(command: Command) -> Command:
    """Add --project and --quiet to a command, and pass it the Config as its first argument."""

    @project_option
    @quiet_option
    @functools.wraps(command)
    def wrapped(project: Path | None, quiet: bool, **options: Any) -> Any:
        context = click.get_current_context()
        context.obj["project"] = project or context.obj["project"]
        context.obj["quiet"] = quiet or context.obj["quiet"]
        return command(_load(context.obj["project"]), **options)

    return wrapped  # type: ignore[return-value]  # functools.wraps loses the type of the command


def _load(project: Path | None) -> Config:
    from digest import config
    from digest.errors import ConfigError

    if project is None:
        return config.load(config.find(Path.cwd()).resolve())
    if not (project / config.FILE_NAME).is_file():
        problem = f"holds no {config.FILE_NAME}; `digest init {project}` makes one"
        raise ConfigError(problem, option="workspace", value=str(project))
    return config.load(project.resolve())


def period_options(command: Command) -> Command:
    """Add the period options to a command.

    The command gets `parse_period`, a function from a timezone to the Period, or to None when no option
    was given. The timezone is known only when digest.toml has been read.
    """

    @click.option("--month", metavar="YYYY-MM", help="A calendar month, such as 2021-10.")
    @click.option("--week", metavar="YYYY-Www", help="An ISO week, such as 2021-W41.")
    @click.option("--quarter", metavar="YYYY-Qn", help="A quarter, such as 2021-Q4.")
    @click.option("--year", metavar="YYYY", help="A year, such as 2021.")
    @click.option("--from", "first_day", metavar="DAY", help="The first day, such as 2021-10-01; with --to.")
    @click.option("--to", "last_day", metavar="DAY", help="The last day, such as 2021-10-15; with --from.")
    @click.option("--last", type=click.Choice(_KINDS), help="The last complete month, week, quarter or year.")
    @functools.wraps(command)
    def wrapped(
        *args: Any, first_day: str | None, last_day: str | None, last: str | None, **options: Any
    ) -> Any:
        named = {kind: options.pop(kind) for kind in _KINDS}
        given = {kind: value for kind, value in named.items() if value is not None}
        if (first_day is None) != (last_day is None):
            problem = "expected both --from and --to, such as --from 2021-10-01 --to 2021-10-15"
            raise click.UsageError(problem)
        if len(given) + (first_day is not None) + (last is not None) > 1:
            problem = "expected one period: --month, --week, --quarter, --year, --from with --to, or --last"
            raise click.UsageError(problem)

        def parse_period(zone: str) -> Period | None:
            from digest import periods

            parsers = {
                "month": periods.month,
                "week": periods.week,
                "quarter": periods.quarter,
                "year": periods.year,
            }
            for kind, text in given.items():
                return parsers[kind](text, zone)
            if first_day is not None and last_day is not None:
                return periods.days(first_day, last_day, zone)
            return periods.last(periods.PeriodKind(last), now(), zone) if last else None

        return command(*args, parse_period=parse_period, **options)

    return wrapped  # type: ignore[return-value]  # as above


def period_or_last_month(config: Config, parse_period: ParsePeriod) -> Period:
    """Return the period that the options name, or the last complete month."""
    from digest import periods

    zone = config.publication.timezone
    return parse_period(zone) or periods.last(periods.PeriodKind.MONTH, now(), zone)


def now() -> datetime:
    """Return the current time, or that of SOURCE_DATE_EPOCH (reproducible-builds.org)."""
    from digest.errors import UsageError

    stated = os.environ.get("SOURCE_DATE_EPOCH")
    if stated is None:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(stated), UTC)
    except (ValueError, OverflowError, OSError) as error:
        problem = "expected seconds since 1970"
        raise UsageError(problem, option="SOURCE_DATE_EPOCH", value=stated) from error
