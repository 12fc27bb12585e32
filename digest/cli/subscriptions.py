"""digest unsubscribe, digest resubscribe."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from digest.cli import console
from digest.cli.options import now, workspace

if TYPE_CHECKING:
    from digest.config import Config


@click.command()
@click.argument("tokens", nargs=-1, required=True, metavar="TOKEN...")
@workspace
def unsubscribe(config: Config, tokens: tuple[str, ...]) -> None:
    """Unsubscribe readers by their tokens.

    A TOKEN is at the end of the unsubscribe link of each letter. Prints the addresses.
    """
    from digest.services import subscriptions

    has_failed = False
    for result in subscriptions.unsubscribe(config, tokens, os.environ, now()):
        if isinstance(result, subscriptions.Unsubscribed):
            click.echo(result.address)
            state = "is unsubscribed" if result.is_new else "was unsubscribed before"
            console.note(f"{result.address} {state}.")
        else:
            console.error(result)
            has_failed = True
    sys.exit(1 if has_failed else 0)


@click.command()
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS...")
@workspace
def resubscribe(config: Config, addresses: tuple[str, ...]) -> None:
    """Subscribe readers again.

    For readers who unsubscribed and asked for letters again. Prints the addresses.
    """
    from digest.services import subscriptions

    has_failed = False
    for address, was_unsubscribed in subscriptions.resubscribe(config, addresses):
        if was_unsubscribed:
            click.echo(address)
        else:
            console.error(f"{address!r}: was not unsubscribed")
            has_failed = True
    sys.exit(1 if has_failed else 0)
