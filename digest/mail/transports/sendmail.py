"""Send mail with a program that takes `-t -i`: sendmail, msmtp, exim, dma, OpenSMTPD."""

from __future__ import annotations

import os
import shutil

from digest.errors import UsageError
from digest.mail.transports import programs
from digest.mail.transports.base import Options, Reply, Transport

_USUAL_PATHS = ("/usr/sbin/sendmail", "/usr/lib/sendmail")
_EXAMPLE = "sendmail:/usr/bin/msmtp"


def transport(address: str, options: Options) -> Transport:
    """Return the transport of "sendmail:" or "sendmail:/path"."""
    given = address.partition(":")[2]
    path = programs.require_program(given, _EXAMPLE) if given else _system_sendmail()
    return Transport(lambda: Sendmail(path), options.connections)


def _system_sendmail() -> str:
    """Return the path of the system's own sendmail.

    Raises:
        UsageError: There is none.
    """
    found = shutil.which("sendmail") or next(
        (usual for usual in _USUAL_PATHS if os.access(usual, os.X_OK)), None
    )
    if found is None:
        raise UsageError(
            f"this machine has no sendmail; expected a program, such as {_EXAMPLE}", option="sendmail"
        )
    return found


class Sendmail:
    """A program that is called for every message.

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
        return programs.run([self._path, "-t", "-i", "-f", sender], content)

    def close(self) -> None:
        """Do nothing: every message has its own process."""
