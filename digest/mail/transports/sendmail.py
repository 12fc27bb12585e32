"""Mail given to a program that takes `-t -i`, as sendmail, msmtp, exim, dma and OpenSMTPD do."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from digest.errors import HandOffError, UsageError
from digest.mail.transports.base import Reply, said

_USUAL = ("/usr/sbin/sendmail", "/usr/lib/sendmail")
_PATIENCE = 300
# sysexits.h. What is in neither is tried again: the program says that it did not take the message.
_REFUSED = {os.EX_DATAERR: 554, os.EX_NOUSER: 550}
_HOPELESS = (os.EX_USAGE, os.EX_NOPERM, os.EX_CONFIG)


def program(path: str) -> str:
    """Return the program to call; UsageError where there is none.

    `path` is empty for the system's own sendmail.
    """
    if path:
        if not path.startswith("/") or not os.access(path, os.X_OK) or Path(path).is_dir():
            raise UsageError(
                f"sendmail: {path!r}: is no program; expected its whole path alone, such as sendmail:/usr/bin/msmtp"
            )
        return path
    found = shutil.which("sendmail") or next((one for one in _USUAL if os.access(one, os.X_OK)), None)
    if found is None:
        raise UsageError(
            "sendmail: there is none on this machine; expected a program, such as sendmail:/usr/bin/msmtp"
        )
    return found


class Sendmail:
    """One program, called for every message, never through a shell.

    The recipient is read from the message's own To, so nothing anyone wrote becomes an argument
    but the envelope's sender, which is a setting.
    """

    def __init__(self, path: str) -> None:
        self._path = path

    def send(self, sender: str, recipient: str, content: bytes) -> Reply:
        """Return the answer of the program's exit code.

        Raises HandOffError where it cannot be run, may not send, or is not set up.
        """
        del recipient
        command = [self._path, "-t", "-i", "-f", sender]
        try:
            done = subprocess.run(
                command,
                input=content.replace(b"\r\n", b"\n"),
                capture_output=True,
                timeout=_PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Reply(0, f"{self._path} did not end within {_PATIENCE} seconds")
        except OSError as error:
            raise HandOffError(
                f"sendmail: {self._path!r}: cannot be run: {error.strerror or error}"
            ) from error
        words = said(done.stderr or done.stdout) or f"exit code {done.returncode}"
        if done.returncode == os.EX_OK:
            return Reply(250, said(done.stdout) or "taken")
        if done.returncode in _HOPELESS:
            raise HandOffError(f"sendmail: {self._path!r}: ended with {done.returncode}: {words}")
        return Reply(_REFUSED.get(done.returncode, 451), words)

    def close(self) -> None:
        """Do nothing: every message has a program of its own."""
