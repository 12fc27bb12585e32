"""Mail put into files: a Maildir, or an mbox."""

from __future__ import annotations

import fcntl
import mailbox
import os
import re
import time
from pathlib import Path

from digest.errors import HandOffError
from digest.mail.transports.base import Reply

_FROM = re.compile(rb"^From ", re.MULTILINE)


class Maildir:
    """A Maildir, made where there is none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._box: mailbox.Maildir | None = None

    def send(self, sender: str, recipient: str, content: bytes) -> Reply:
        """Return 250 and the name of the file; HandOffError when the folder cannot be written to."""
        del sender, recipient
        try:
            if self._box is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._box = mailbox.Maildir(self._path, create=True)
            name = self._box.add(content.replace(b"\r\n", b"\n"))
        except OSError as error:
            raise HandOffError(f"maildir: {str(self._path)!r}: {error.strerror or error}") from error
        return Reply(250, f"kept as {name}")

    def close(self) -> None:
        """Forget the folder."""
        self._box = None


class Mbox:
    """An mbox (RFC 4155, appendix A), made where there is none; lines that begin with "From " are quoted.

    It is locked by fcntl and not by a file beside it: a file would outlive a process that was killed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = -1

    def send(self, sender: str, recipient: str, content: bytes) -> Reply:
        """Return 250 once the message stands in the file; HandOffError when it cannot be written to."""
        del recipient
        message = _FROM.sub(b">From ", content.replace(b"\r\n", b"\n")).rstrip(b"\n")
        head = f"From {sender} {time.asctime(time.gmtime())}\n".encode()
        try:
            if self._file < 0:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                self._append(b"".join((self._gap(), head, message, b"\n\n")))
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)
        except OSError as error:
            raise HandOffError(f"mbox: {str(self._path)!r}: {error.strerror or error}") from error
        return Reply(250, "kept")

    def _gap(self) -> bytes:
        """Return what parts the message from one that was cut short by a death in the middle of it."""
        end = os.fstat(self._file).st_size
        last = os.pread(self._file, 2, max(0, end - 2)) if end else b"\n\n"
        return b"" if last == b"\n\n" else b"\n\n"

    def _append(self, content: bytes) -> None:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(self._file, rest) :]

    def close(self) -> None:
        """Close the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
