"""Options that several commands share: the workspace, the period, the present instant."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from digest.periods import Period

Command = TypeVar("Command", bound=Callable[..., Any])


def workspace(command: Command) -> Command:
    """Add --project and --quiet, and hand the command its Config."""

    @click.option(
        "--project",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="The workspace; else the nearest folder upwards with a digest.toml.",
    )
    @click.option("--quiet", is_flag=True, help="Say nothing but data and errors.")
    @functools.wraps(command)
    def wrapped(project: Path | None, quiet: bool, **options: Any) -> Any:
        from digest import config
        from digest.errors import ConfigError

        ctx = click.get_current_context()
        project = ctx.obj["project"] = project or ctx.obj["project"]
        ctx.obj["quiet"] = quiet or ctx.obj["quiet"]
        if project is not None and not (project / config.FILE_NAME).is_file():
            raise ConfigError(
                f"workspace: {str(project)!r}: holds no {config.FILE_NAME}; `digest init {project}` makes one"
            )
        root = project if project is not None else config.find(Path.cwd())
        return command(config.load(root.resolve()), **options)

    return wrapped  # type: ignore[return-value]


def period_options(command: Command) -> Command:
    """Add the period options; the command gets `choose`, which returns the Period of a timezone or None."""

    @click.option("--month", metavar="YYYY-MM", help="A calendar month, such as 2021-10.")
    @click.option("--week", metavar="YYYY-Www", help="An ISO week, such as 2021-W41.")
    @click.option("--quarter", metavar="YYYY-Qn", help="A quarter, such as 2021-Q4.")
    @click.option("--year", metavar="YYYY", help="A year, such as 2021.")
    @click.option("--from", "first", metavar="DAY", help="The first day, such as 2021-10-01; with --to.")
    @click.option("--to", "last_day", metavar="DAY", help="The last day, included.")
    @click.option(
        "--last", type=click.Choice(["month", "week", "quarter", "year"]), help="The last complete one."
    )
    @functools.wraps(command)
    def wrapped(*args: Any, first: str | None, last_day: str | None, last: str | None, **options: Any) -> Any:
        named = {kind: options.pop(kind) for kind in ("month", "week", "quarter", "year")}
        given = [kind for kind, value in named.items() if value is not None]
        if (first is None) != (last_day is None):
            raise click.UsageError(
                "--from and --to go together; expected both days, such as --from 2021-10-01 --to 2021-10-15"
            )
        if len(given) + (first is not None) + (last is not None) > 1:
            raise click.UsageError(
                "expected one period: --month, --week, --quarter, --year, --from with --to, or --last"
            )

        def choose(zone: str) -> Period | None:
            from digest import periods

            if given:
                return {
                    "month": periods.month,
                    "week": periods.week,
                    "quarter": periods.quarter,
                    "year": periods.year,
                }[given[0]](named[given[0]], zone)
            if first is not None and last_day is not None:
                return periods.days(first, last_day, zone)
            return periods.last(periods.PeriodKind(last), now(), zone) if last else None

        return command(*args, choose=choose, **options)

    return wrapped  # type: ignore[return-value]


def now() -> datetime:
    """Return the present instant, or the one SOURCE_DATE_EPOCH names."""
    from digest.errors import UsageError

    stated = os.environ.get("SOURCE_DATE_EPOCH")
    if stated is None:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(stated), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"SOURCE_DATE_EPOCH: {stated!r}: expected seconds since 1970") from error
