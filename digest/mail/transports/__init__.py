"""Where mail is handed to: a server, a program or a file. The only room that hands mail out."""

from __future__ import annotations

import ipaddress
import os
import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from digest.errors import UsageError
from digest.mail.transports.base import Connection, Reply, UnreachableError

__all__ = ["PASSWORD", "Connection", "Reply", "Transport", "UnreachableError", "way"]

PASSWORD = "DIGEST_SMTP_PASSWORD"  # noqa: S105 (the name of one)
_PORTS = {"smtp": 587, "smtps": 465}
_EXPECTED = (
    "expected sendmail:, sendmail:/path, smtp://user@host:587, smtps://user@host, maildir:PATH or mbox:PATH"
)


@dataclass(frozen=True, slots=True)
class Transport:
    """What makes carriers to one place, and how many of them may be there at once."""

    carrier: Callable[[], Connection]
    most: int


def way(where: str, environment: Mapping[str, str], login: Path | None = None, most: int = 1) -> Transport:
    """Return the way to `where`, of at most `most` connections. Nothing is opened yet.

    A user's password is in `environment` or in the file `login`. Raises UsageError for a place that
    is none, for a password anyone could read, and for none at all.
    """
    kind, colon, rest = where.partition(":")
    if not colon or re.search(r"[\x00-\x1f\x7f]", where):
        raise UsageError(f"--via: {where!r}: is no place for mail; {_EXPECTED}")
    if kind == "sendmail":
        from digest.mail.transports import sendmail  # noqa: PLC0415 (one way of four)

        path = sendmail.program(rest)
        return Transport(lambda: sendmail.Sendmail(path), most)
    if kind in ("maildir", "mbox"):
        from digest.mail.transports import mailbox  # noqa: PLC0415 (as above)

        if not rest:
            raise UsageError(f"--via: {where!r}: names no path; expected one, such as {kind}:sent")
        box = mailbox.Maildir if kind == "maildir" else mailbox.Mbox
        return Transport(lambda: box(Path(rest)), 1)  # one hand writes a file
    if kind in _PORTS:
        return _server(where, environment, login, most)
    raise UsageError(f"--via: {where!r}: is no place for mail; {_EXPECTED}")


def _server(where: str, environment: Mapping[str, str], login: Path | None, most: int) -> Transport:
    from digest.mail.transports import smtp  # noqa: PLC0415 (the library takes its time to load)

    try:
        parts = urlsplit(where)
        host, port = parts.hostname, parts.port or _PORTS[parts.scheme]
    except ValueError as error:
        raise UsageError(f"--via: {where!r}: {error}; {_EXPECTED}") from error
    if parts.password is not None:
        shown = where.replace(f":{parts.password}@", ":…@")
        raise UsageError(
            f"--via: {shown!r}: holds a password, which others on this machine could read; expected it in {PASSWORD} or in a file that --login names"
        )
    if not host or not parts.netloc or parts.path.strip("/") or parts.query or parts.fragment:
        raise UsageError(f"--via: {where!r}: names no host alone; {_EXPECTED}")
    try:
        host.encode("idna")
    except UnicodeError as error:
        raise UsageError(f"--via: {where!r}: {host!r} is no host; {_EXPECTED}") from error
    user = unquote(parts.username or "")
    # Asked for before anything is sent, so that what lacks is said at once.
    password = _password(user, environment, login) if user else ""
    server = smtp.Server(
        host=host,
        port=port,
        tls=parts.scheme == "smtps",
        here=_here(host),
        user=user,
        password=password,
    )
    return Transport(lambda: smtp.Smtp(server), most)


def _here(host: str) -> bool:
    """Return whether a host is this machine, by its name or number alone: what a resolver says may be a lie."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _password(user: str, environment: Mapping[str, str], login: Path | None) -> str:
    if login is None:
        found, where = environment.get(PASSWORD, ""), PASSWORD
    else:
        found, where = _kept(login), str(login)
    if not found:
        raise UsageError(
            f"login: {user!r}: has no password; expected it in {PASSWORD}, or alone in a file that --login or [mail] login names"
        )
    if not found.isascii() or not found.isprintable():
        raise UsageError(f"login: {where!r}: holds letters that are not ASCII; expected a password of those")
    return found


def _kept(login: Path) -> str:
    """Return the password that a file holds, if it is nobody else's to read."""
    try:
        with login.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            if not stat.S_ISREG(mode) or mode & 0o077:
                raise UsageError(
                    f"login: {str(login)!r}: others can read it ({stat.filemode(mode)}); expected a file for you alone, as `chmod 600 {login}` makes it"
                )
            return stream.read(10_000).decode("utf-8", "replace").strip("\r\n")
    except OSError as error:
        raise UsageError(f"login: {str(login)!r}: cannot be read: {error.strerror}") from error
