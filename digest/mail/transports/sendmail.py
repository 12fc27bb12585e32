"""Send mail with a program that takes `-t -i`: sendmail, msmtp, exim, dma, OpenSMTPD."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from digest.errors import TransportError, UsageError
from digest.mail.transports.base import Options, Reply, Transport, one_line

_USUAL_PATHS = ("/usr/sbin/sendmail", "/usr/lib/sendmail")
_TIMEOUT = 300
# Exit codes of sysexits.h, as numbers: Python has no names for them on Windows. All others are retried,
# because the program did not accept the message.
_OK, _USAGE, _DATAERR, _NOUSER, _NOPERM, _CONFIG = 0, 64, 65, 67, 77, 78
_REJECTIONS = {_DATAERR: 554, _NOUSER: 550}
_MISCONFIGURED = (_USAGE, _NOPERM, _CONFIG)


def transport(address: str, options: Options) -> Transport:
    """Return the transport of "sendmail:" or "sendmail:/path"."""
    path = program(address.partition(":")[2])
    return Transport(lambda: Sendmail(path), options.connections)


def program(path: str) -> str:
    """Return the path of the program to call.

    Args:
        path: An absolute path, or empty for the system's own sendmail.

    Raises:
        UsageError: There is no such program.
    """
    if path:
        if not Path(path).is_absolute() or not os.access(path, os.X_OK) or Path(path).is_dir():
            raise UsageError(
                "is not a program; expected its absolute path alone, such as sendmail:/usr/bin/msmtp",
                option="sendmail",
                value=path,
            )
        return path
    found = shutil.which("sendmail") or next(
        (usual for usual in _USUAL_PATHS if os.access(usual, os.X_OK)), None
    )
    if found is None:
        raise UsageError(
            "this machine has no sendmail; expected a program, such as sendmail:/usr/bin/msmtp",
            option="sendmail",
        )
    return found


class Sendmail:
    """A program that is called for every message, never through a shell.

    The program reads the recipient from the message's own To header. So the only variable argument is
    the envelope sender, which is a setting.
    """

    def __init__(self, path: str) -> None:
        self._path = path

    def send(self, sender: str, recipient: str, content: bytes) -> Reply:
        """Call the program with one message and translate its exit code into a reply.

        Args:
            sender: The envelope sender, passed as `-f`.
            recipient: Unused: the program reads the To header.
            content: The whole message with CRLF line ends.

        Raises:
            TransportError: The program cannot be run, may not send, or is not configured.
        """
        del recipient
        command = [self._path, "-t", "-i", "-f", sender]
        try:
            done = subprocess.run(
                command,
                input=content.replace(b"\r\n", b"\n"),
                capture_output=True,
                timeout=_TIMEOUT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Reply(0, f"{self._path} did not end within {_TIMEOUT} seconds")
        except OSError as error:
            raise TransportError(f"cannot be run: {error.strerror or error}", source=self._path) from error
        if done.returncode == _OK:
            return Reply(250, one_line(done.stdout) or "accepted")
        output = one_line(done.stderr or done.stdout) or f"exit code {done.returncode}"
        if done.returncode in _MISCONFIGURED:
            raise TransportError(f"ended with exit code {done.returncode}: {output}", source=self._path)
        return Reply(_REJECTIONS.get(done.returncode, 451), output)

    def close(self) -> None:
        """Do nothing: every message has its own process."""
