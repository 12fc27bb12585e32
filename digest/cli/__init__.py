"""The command line: click commands that call the pipeline and say what came of it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from digest import __version__
from digest.cli import checking, issues, reading, sending


class _Group(click.Group):
    """Turns every error of ours into one line and its exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        from digest.errors import DigestError

        try:
            return super().invoke(ctx)
        except DigestError as error:
            click.echo(f"digest: {error}", err=True)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except OSError as error:
            click.echo(f"digest: {str(error.filename or 'output')!r}: {error.strerror or error}", err=True)
            ctx.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="digest")
@click.option(
    "--project",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The workspace; else the nearest folder upwards with a digest.toml.",
)
@click.option("--quiet", is_flag=True, help="Say nothing but data and errors.")
@click.pass_context
def main(ctx: click.Context, project: Path | None, quiet: bool) -> None:
    """Turn a newsroom's articles into one email, a web page and feeds, a closed month at a time.

    Exit codes: 0 done, 1 failed, or a source could not be read, or a check found an error, 2 wrong usage, 3 nothing in this period.
    """
    ctx.obj = {"project": project, "quiet": quiet}


for command in (*issues.COMMANDS, *checking.COMMANDS, *reading.COMMANDS, *sending.COMMANDS):
    main.add_command(command)
