"""The command line: click commands that call a service and print its result."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from digest import __version__
from digest.cli import (
    approve,
    articles,
    build,
    check,
    console,
    draft,
    fetch,
    init,
    read,
    send,
    sources,
    subscriptions,
    topics,
    why,
)
from digest.cli.options import project_option, quiet_option

# The commands by what they are for, each in the order of the work.
_GROUPS: dict[str, tuple[click.Command, ...]] = {
    "Make an issue": (init.init, build.build, draft.draft, check.check),
    "Look up": (read.read, articles.articles, why.why, topics.topics),
    "Sources": (sources.sources, fetch.fetch),
    "Send": (approve.approve, send.send, subscriptions.unsubscribe, subscriptions.resubscribe),
}

_EXIT_CODES = (
    ("0", "done"),
    ("1", "failed, or a check found an error"),
    ("2", "wrong usage"),
    ("3", "nothing was published in this period"),
)


class _Group(click.Group):
    """Lists the commands in groups, and prints every error in one voice."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, group by group, and the exit codes."""
        for heading, commands in _GROUPS.items():
            known = [self.get_command(ctx, command.name or "") for command in commands]
            with formatter.section(heading):
                formatter.write_dl(
                    [(command.name or "", command.get_short_help_str(60)) for command in known if command]
                )
        with formatter.section("Exit codes"):
            formatter.write_dl(list(_EXIT_CODES))

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command. Errors become one line and an exit code; nothing is raised in standalone mode."""
        _accept_any_text()
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.ClickException as error:
            code = _report_click(error)
        except click.Abort:
            click.echo("digest: interrupted", err=True)
            code = 1
        if standalone_mode:
            sys.exit(code if isinstance(code, int) else 0)
        return code

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command, with our own errors reported."""
        from digest.errors import DigestError, UsageError

        try:
            return super().invoke(ctx)
        except DigestError as error:
            console.error(error)
            if isinstance(error, UsageError):
                _point_to_help(f"{ctx.command_path} {ctx.invoked_subcommand or ''}")
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except OSError as error:
            console.error(f"{str(error.filename or 'output')!r}: {error.strerror or error}")
            ctx.exit(1)


def _report_click(error: click.ClickException) -> int:
    """Print an error of click as ours look; name the help of the command after a usage error."""
    console.error(error.format_message())
    if isinstance(error, click.UsageError):
        _point_to_help(error.ctx.command_path if error.ctx else "digest")
    return error.exit_code


def _point_to_help(command: str) -> None:
    click.echo(f"See `{command.strip()} --help`.", err=True)


def _accept_any_text() -> None:
    """Replace characters that the console cannot show, in place of an error (cp1252 on Windows)."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="digest")
@project_option
@quiet_option
@click.pass_context
def main(ctx: click.Context, project: Path | None, quiet: bool) -> None:
    """Turn a newsroom's articles into a newsletter.

    One closed month at a time: an email, its plain text, web pages and feeds.
    """
    ctx.obj = {"project": project, "quiet": quiet}


for _commands in _GROUPS.values():
    for _command in _commands:
        main.add_command(_command)
