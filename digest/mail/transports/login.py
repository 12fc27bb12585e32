"""The password of a login: from the environment, or from a file that only its owner can read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from digest import files
from digest.errors import UsageError
from digest.mail.transports.base import Options

LOGIN_VARIABLE = "DIGEST_SMTP_PASSWORD"
_MAX_BYTES = 10_000


def password(user: str, options: Options) -> str:
    """Return the password of `user`.

    Raises:
        UsageError: There is none, it holds letters beyond ASCII, or other users can read its file.
    """
    if options.login is None:
        found, source = options.environment.get(LOGIN_VARIABLE, ""), LOGIN_VARIABLE
    else:
        found, source = _read(options.login), str(options.login)
    if not found:
        raise UsageError(
            f"has no password; expected it in {LOGIN_VARIABLE}, or alone in a file that --login or [mail] login names",
            option="login",
            value=user,
        )
    if not found.isascii() or not found.isprintable():
        raise UsageError(
            "holds letters beyond ASCII; expected a password in ASCII", option="login", value=source
        )
    return found


def _read(login: Path) -> str:
    try:
        with login.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            if not stat.S_ISREG(mode) or files.open_to_others(mode):
                raise UsageError(
                    f"is readable by other users ({stat.filemode(mode)}); expected a file for you alone: `chmod 600 {login}`",
                    option="login",
                    value=str(login),
                )
            return stream.read(_MAX_BYTES).decode("utf-8", "replace").strip("\r\n")
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", option="login", value=str(login)) from error
