"""Programs that send mail: find one by its path, pipe a message to it, understand its exit code."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from digest.errors import TransportError, UsageError
from digest.mail.transports.base import Reply, one_line

_TIMEOUT = 300
# Exit codes of sysexits.h, as numbers: Python has no names for them on Windows. All others are retried,
# because the program did not accept the message.
_OK, _USAGE, _DATAERR, _NOUSER, _NOPERM, _CONFIG = 0, 64, 65, 67, 77, 78
_REJECTIONS = {_DATAERR: 554, _NOUSER: 550}
_MISCONFIGURED = (_USAGE, _NOPERM, _CONFIG)


def require_program(path: str, example: str) -> str:
    """Return the path of a program, after a look if it can be run.

    Args:
        path: Its absolute path, without arguments.
        example: The address of the transport as a user may write it, "sendmail:/usr/bin/msmtp".

    Raises:
        UsageError: There is no such program.
    """
    if not Path(path).is_absolute() or not os.access(path, os.X_OK) or Path(path).is_dir():
        raise UsageError(
            f"is not a program; expected its absolute path alone, such as {example}",
            option=example.partition(":")[0],
            value=path,
        )
    return path


def run(command: Sequence[str], content: bytes) -> Reply:
    """Pipe a message to a program and translate its exit code into a reply. No shell is involved.

    Args:
        command: The program's path and its arguments.
        content: The whole message with CRLF line ends; the program gets it with LF.

    Raises:
        TransportError: The program cannot be run, may not send, or is not configured.
    """
    path = command[0]
    try:
        done = subprocess.run(
            command,
            input=content.replace(b"\r\n", b"\n"),
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Reply(0, f"{path} did not end within {_TIMEOUT} seconds")
    except OSError as error:
        raise TransportError(f"cannot be run: {error.strerror or error}", source=path) from error
    if done.returncode == _OK:
        return Reply(250, one_line(done.stdout) or "accepted")
    output = one_line(done.stderr or done.stdout) or f"exit code {done.returncode}"
    if done.returncode in _MISCONFIGURED:
        raise TransportError(f"ended with exit code {done.returncode}: {output}", source=path)
    return Reply(_REJECTIONS.get(done.returncode, 451), output)
