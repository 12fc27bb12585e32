"""digest send."""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

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
    from digest.mail.counts import DeliveryCounts
    from digest.model import InvalidLine
    from digest.periods import Period
    from digest.services.send import SendOptions, SendReport

_MAX_INVALID_SHOWN = 20  # invalid lines printed; a wrong file has thousands
_TOOLS = ("listmonk", "mailchimp", "buttondown", "phplist", "keila", "mailtrain")


@click.command()
@period_options
@click.option(
    "--via",
    default="",
    metavar="TRANSPORT",
    help="sendmail:, sendmail:/path, smtp://user@host:587, smtps://user@host, maildir:PATH or mbox:PATH.",
)
@click.option(
    "--login",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The file with the password; only you may be able to read it.",
)
@click.option(
    "--test",
    default="",
    metavar="ADDRESS",
    help='Send to this address only, marked "[Test]"; record nothing.',
)
@click.option(
    "--subscribers",
    type=click.File("rb"),
    metavar="FILE",
    help="Send a letter to each line of a CSV: email, name, language, topics; - reads standard input.",
)
@click.option(
    "--for", "tool", type=click.Choice(_TOOLS), help="Write the mail for a mail tool; send nothing."
)
@click.option("--amend", is_flag=True, help="Send the corrected issue to everybody, marked as a correction.")
@click.option("--again", is_flag=True, help="Send messages again that were rejected.")
@click.option(
    "--in-doubt",
    type=click.Choice(["resend", "skip"]),
    default="resend",
    help="Messages an interrupted run may have sent: send again (default) or skip.",
)
@click.option("--dry-run", is_flag=True, help="Report what would be sent; send nothing.")
@click.option("--status", "show_status", is_flag=True, help="Report what was sent and what was not.")
@out_option
@json_option
@workspace
def send(
    config: Config,
    parse_period: ParsePeriod,
    tool: str | None,
    show_status: bool,
    out: Path | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Send an issue, once to each reader.

    Run the same command again to continue an interrupted run. The exit code is 1 if a message was not sent
    or the issue is not ready to be sent. Without a period: the last complete month.
    """
    from digest.model import InDoubt

    out = out or config.paths.out
    if show_status:
        _print_status(config, parse_period(config.publication.timezone), as_json=as_json)
        return
    period = period_or_last_month(config, parse_period)
    if tool:
        skips_in_doubt = options["in_doubt"] != InDoubt.RESEND
        _export(config, period, out, tool, options | {"json": as_json, "in_doubt": skips_in_doubt})
        return
    report = _send(config, period, out, _send_options(**options))
    if sys.stderr.isatty():
        click.echo("\r\033[K", err=True, nl=False)  # the progress line has no line end
    if report is None:
        console.nothing_to_send(period)
        sys.exit(console.NOTHING)
    _print_report(report, as_json=as_json, is_dry_run=options["dry_run"])
    if report.counts.stop_error:
        console.error(report.counts.stop_error)
    sys.exit(1 if _is_incomplete(report) else 0)


def _is_incomplete(report: SendReport) -> bool:
    """Return True when a message was not sent, or a line of the list is invalid."""
    counts = report.counts
    invalid = report.list_counts.invalid if report.list_counts else 0
    return bool(counts.stop_error or counts.rejected or counts.deferred or counts.in_doubt or invalid)


def _send_options(
    *,
    via: str,
    login: Path | None,
    test: str,
    subscribers: BinaryIO | None,
    amend: bool,
    again: bool,
    in_doubt: str,
    dry_run: bool,
) -> SendOptions:
    from digest.model import InDoubt
    from digest.services.send import SendOptions

    return SendOptions(
        via=via,
        login=login,
        test=test,
        subscribers=subscribers,
        list_name=getattr(subscribers, "name", ""),
        is_correction=amend,
        retry_rejected=again,
        in_doubt=InDoubt(in_doubt),
        is_dry_run=dry_run,
    )


def _send(config: Config, period: Period, out: Path, options: SendOptions) -> SendReport | None:
    from digest.services import send as send_service
    from digest.services.workspace import open_archive

    runtime = send_service.Runtime(
        environment=os.environ,
        now=now,
        on_progress=_progress_printer(),
        on_invalid_line=_invalid_line_printer(),
    )
    with open_archive(config) as archive:
        return send_service.send(config, archive, period, out, options, runtime)


def _export(config: Config, period: Period, out: Path, tool: str, options: dict[str, Any]) -> None:
    """Write the mails for a mail tool, and print the files."""
    from digest.errors import UsageError
    from digest.services.export import export
    from digest.services.workspace import open_archive

    unused = [f"--{name.replace('_', '-')}" for name, value in options.items() if value]
    if unused:
        raise UsageError(f"only writes files; remove {', '.join(unused)}", option="--for")
    with open_archive(config) as archive:
        paths = export(config, archive, period, out, tool)
    if paths is None:
        console.nothing_to_send(period)
        sys.exit(console.NOTHING)
    console.print_paths(paths)


def _print_status(config: Config, period: Period | None, *, as_json: bool) -> None:
    from digest.cli.formats.deliveries import status_lines, status_values
    from digest.services.delivery_status import delivery_status
    from digest.services.workspace import open_ledger

    with open_ledger(config) as ledger:
        status = delivery_status(ledger, period.name if period else None)
        if as_json:
            console.print_json(status_values(status))
        else:
            for line in status_lines(status):
                click.echo(line)


def _print_report(report: SendReport, *, as_json: bool, is_dry_run: bool) -> None:
    from digest.cli.formats.deliveries import report_lines, report_values

    if as_json:
        console.print_json(report_values(report, is_dry_run=is_dry_run))
    else:
        for line in report_lines(report, is_dry_run=is_dry_run):
            console.note(line)


def _invalid_line_printer() -> Callable[[InvalidLine], None]:
    """Return a function that prints the first invalid lines of a list."""
    numbers = itertools.count(1)

    def report(line: InvalidLine) -> None:
        number = next(numbers)
        if number <= _MAX_INVALID_SHOWN:
            console.error(line)
        elif number == _MAX_INVALID_SHOWN + 1:
            console.error("… and more")

    return report


def _progress_printer() -> Callable[[DeliveryCounts], None]:
    """Return a function that prints the progress of a run, on a terminal only.

    It prints once a second, and at once when a message is deferred: a pause may follow.
    """
    if console.is_quiet() or not sys.stderr.isatty():
        return lambda _: None
    shown, waiting = time.monotonic(), 0

    def show(counts: DeliveryCounts) -> None:
        nonlocal shown, waiting
        if time.monotonic() - shown >= 1 or counts.waiting > waiting:
            shown, waiting = time.monotonic(), counts.waiting
            text = f"{counts.sent} sent, {counts.rejected} rejected, {waiting} to retry"
            click.echo(f"\r\033[K{text}", err=True, nl=False)

    return show
