"""The commands that let an issue out: approve, send."""

from __future__ import annotations

import itertools
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from digest.cli.console import NOTHING, relative, tell
from digest.cli.options import now, period_options, workspace

_SHOWN = 20
_TOOLS = ("listmonk", "mailchimp", "buttondown", "phplist", "keila", "mailtrain")

if TYPE_CHECKING:
    from digest.config import Config
    from digest.mail.delivery import DeliveryCounts
    from digest.model import InvalidLine
    from digest.periods import Period


@click.command()
@period_options
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where it was built; else out/ in the workspace.",
)
@workspace
def approve(config: Config, choose: Callable[[str], Period | None], out: Path | None) -> None:
    """Remember that you looked at an issue: `send` then refuses any other. None named: the last complete month."""
    from digest import periods
    from digest.services import build
    from digest.services import send as dispatch

    zone = config.publication.timezone
    within = choose(zone) or periods.last(periods.PeriodKind.MONTH, now(), zone)
    with build.open_archive(config) as archive:
        paths = dispatch.approve(config, archive, within, out or config.root / "out", now())
    _something(paths, within)
    for path in paths or []:
        click.echo(relative(path))
    tell(f"{within.name} is approved as these files have it; built otherwise, it is not sent.")


@click.command()
@period_options
@click.option(
    "--via",
    default="",
    metavar="WHERE",
    help="sendmail:, sendmail:/path, smtp://user@host:587, smtps://user@host, maildir:PATH or mbox:PATH.",
)
@click.option(
    "--login", type=click.Path(path_type=Path), metavar="FILE", help="Holds the password, and is yours alone."
)
@click.option(
    "--test", default="", metavar="ADDRESS", help='Send only there, marked "[Test]", and remember nothing.'
)
@click.option(
    "--subscribers",
    type=click.File("rb"),
    metavar="FILE",
    help="A letter to each of these: email, name, language, topics; - reads standard input.",
)
@click.option(
    "--for",
    "tool",
    type=click.Choice(_TOOLS),
    help="Write the mail as this tool takes it, with its placeholders; hand nothing over.",
)
@click.option("--amend", is_flag=True, help="Send the corrected issue to everybody, marked as a correction.")
@click.option("--again", is_flag=True, help="Hand over once more what a server refused.")
@click.option(
    "--in-doubt",
    type=click.Choice(["resend", "skip"]),
    default="resend",
    help="What becomes of messages that a killed run had just handed over, or not; else they are sent again.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen; hand nothing over.")
@click.option("--status", "show", is_flag=True, help="Say what was sent, of one period or of all.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where it was built; else out/ in the workspace.",
)
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON object.")
@workspace
def send(  # noqa: PLR0913 (one for each option)
    config: Config,
    choose: Callable[[str], Period | None],
    via: str,
    login: Path | None,
    test: str,
    subscribers: BinaryIO | None,
    tool: str | None,
    amend: bool,
    again: bool,
    in_doubt: str,
    dry_run: bool,
    show: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Hand an issue to a mail tool, once to each. None named: the last complete month.

    The same command again goes on where the last one ended. Exit codes: 0 all handed over, 1 some not, or
    the issue was refused, 2 wrong usage, 3 nothing in this period.
    """
    from digest import periods
    from digest.cli import formats
    from digest.errors import UsageError
    from digest.model import InDoubt
    from digest.services import build
    from digest.services import send as dispatch

    zone = config.publication.timezone
    within = choose(zone)
    if show:
        with build.open_ledger(config) as ledger:
            status = dispatch.status(ledger, within.name if within else None)
            lines = [json.dumps(formats.status_values(status))] if as_json else formats.status(status)
            for line in lines:
                click.echo(line)
        return
    within = within or periods.last(periods.PeriodKind.MONTH, now(), zone)
    if tool:
        if via or test or subscribers or amend or dry_run:
            raise UsageError(
                "--for: only writes files; expected no --via, --test, --subscribers, --amend and --dry-run"
            )
        with build.open_archive(config) as archive:
            paths = dispatch.for_tool(config, archive, within, out or config.root / "out", tool)
        _something(paths, within)
        for path in paths or ():
            click.echo(relative(path))
        return
    order = dispatch.Order(
        via=via,
        test=test,
        subscribers=subscribers,
        listed=getattr(subscribers, "name", ""),
        in_doubt=InDoubt(in_doubt),
        amend=amend,
        again=again,
        dry_run=dry_run,
        login=login,
    )
    with build.open_archive(config) as archive:
        sent = dispatch.send(
            config,
            archive,
            within,
            out or config.root / "out",
            order,
            os.environ,
            now,
            _counter(),
            _passed_over(),
        )
    if sys.stderr.isatty():
        click.echo("\r\033[K", err=True, nl=False)  # where the count stood
    _something(sent, within)
    if sent is None:
        return
    if as_json:
        click.echo(json.dumps(formats.sent_values(sent, dry_run=dry_run)))
    else:
        for line in formats.sent(sent, dry_run=dry_run):
            tell(line)
    if sent.tally.stopped:
        click.echo(f"digest: {sent.tally.stopped}", err=True)
    tally, passed = sent.tally, sent.lines.refused if sent.lines else 0
    bad = tally.stopped or tally.rejected or tally.deferred or tally.in_doubt or passed
    sys.exit(1 if bad else 0)


@click.command()
@click.argument("tokens", nargs=-1, required=True, metavar="TOKEN...")
@workspace
def unsubscribe(config: Config, tokens: tuple[str, ...]) -> None:
    """Take the readers of these tokens off: nothing is sent to them again.

    A TOKEN stands at the end of the unsubscribe link of each letter. Prints the addresses.
    """
    from digest.errors import TokenError
    from digest.services import send as dispatch

    failed = False
    for one in dispatch.unsubscribe(config, tokens, os.environ, now()):
        if isinstance(one, TokenError):
            click.echo(f"digest: {one}", err=True)
            failed = True
            continue
        address, news = one
        click.echo(address)
        tell(f"{address} {'wants no more' if news else 'was unsubscribed before'}.")
    sys.exit(1 if failed else 0)


@click.command()
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS...")
@workspace
def resubscribe(config: Config, addresses: tuple[str, ...]) -> None:
    """Put readers back who were unsubscribed and asked for letters again."""
    from digest.services import send as dispatch

    failed = False
    for address, was_off in dispatch.resubscribe(config, addresses):
        if was_off:
            click.echo(address)
        else:
            click.echo(f"digest: {address!r}: was not unsubscribed", err=True)
            failed = True
    sys.exit(1 if failed else 0)


def _something(found: object, within: Period) -> None:
    """End the command when there is nothing in the period."""
    if found is None:
        click.echo(
            f"Nothing was published in {within.name} ({within.zone}); there is nothing to send.", err=True
        )
        sys.exit(NOTHING)


def _passed_over() -> Callable[[InvalidLine], None]:
    """Return what says which lines of a list are passed over, the first of them."""
    said = itertools.count(1)

    def tell_one(refusal: InvalidLine) -> None:
        if (number := next(said)) <= _SHOWN:
            click.echo(f"digest: {refusal}", err=True)
        elif number == _SHOWN + 1:
            click.echo("digest: … and more", err=True)

    return tell_one


def _counter() -> Callable[[DeliveryCounts], None]:
    """Return what shows how far a run is, on a terminal only, once a second and before it waits."""
    quiet = (click.get_current_context().obj or {}).get("quiet")
    if quiet or not sys.stderr.isatty():
        return lambda _: None
    shown, waiting = time.monotonic(), 0

    def tell_on(tally: DeliveryCounts) -> None:
        nonlocal shown, waiting
        if time.monotonic() - shown >= 1 or tally.waiting > waiting:
            shown, waiting = time.monotonic(), tally.waiting
            text = f"{tally.sent} sent, {tally.rejected} rejected, {waiting} to be tried again"
            click.echo(f"\r\033[K{text}", err=True, nl=False)

    return tell_on


COMMANDS = (approve, send, unsubscribe, resubscribe)
