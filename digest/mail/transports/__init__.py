"""Transports send messages: to an SMTP server, a sendmail program or a mailbox on the disk.

To add a transport, write a module with a function `transport(address, options)` and add it to SCHEMES.
`base` has the interface, `programs` what every program needs: its path, the pipe and its exit codes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module

from digest.errors import UsageError
from digest.mail.transports.base import Connection, Options, Reply, Transport, UnreachableError

__all__ = ["SCHEMES", "Connection", "Options", "Reply", "Transport", "UnreachableError", "create"]

# The scheme of an address: the module of this package, and examples for users. A module is imported only
# when it is used, because smtplib takes long to load.
SCHEMES = {
    "sendmail": ("sendmail", "sendmail:, sendmail:/path"),
    "smtp": ("smtp", "smtp://user@host:587"),
    "smtps": ("smtp", "smtps://user@host"),
    "maildir": ("mailbox", "maildir:PATH"),
    "mbox": ("mailbox", "mbox:PATH"),
}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


def create(address: str, options: Options) -> Transport:
    """Return the transport of an address such as "smtp://user@host:587". No connection is opened yet.

    Raises:
        UsageError: The address names no transport, or the login lacks a password or is readable by
            other users.
    """
    scheme, colon, _ = address.partition(":")
    if not colon or scheme not in SCHEMES or _CONTROLS.search(address):
        *examples, last = (example for _, example in SCHEMES.values())
        raise UsageError(
            f"is not a mail transport; expected {', '.join(examples)} or {last}",
            option="--via",
            value=address,
        )
    module, _ = SCHEMES[scheme]
    transport: Callable[[str, Options], Transport] = import_module(f"{__name__}.{module}").transport
    return transport(address, options)
