"""Write mail into a Maildir or an mbox."""

from __future__ import annotations

import io
import mailbox
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digest.errors import TransportError, UsageError
from digest.mail.transports.base import Connection, Options, Reply, Transport

_FROM_LINE = re.compile(rb"^From ", re.MULTILINE)
_END = b"\n\n"


def transport(address: str, options: Options) -> Transport:
    """Return the transport of "maildir:PATH" or "mbox:PATH"."""
    del options  # one connection, as only one may write to a mailbox
    scheme, _, path = address.partition(":")
    if not path:
        raise UsageError(f"names no path; expected one, such as {scheme}:sent", option="--via", value=address)

    def connect() -> Connection:
        return Maildir(Path(path)) if scheme == "maildir" else Mbox(Path(path))

    return Transport(connect)


class Maildir:
    """A Maildir. It is created when it does not exist."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._box: mailbox.Maildir | None = None

    def send(self, sender: str, recipient: str, content: bytes) -> Reply:
        """Store the message and return 250 with the name of its file.

        Args:
            sender: Unused.
            recipient: Unused.
            content: The whole message with CRLF line ends.

        Raises:
            TransportError: The folder is not writable.
        """
        del sender, recipient
        try:
            if self._box is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._box = mailbox.Maildir(self._path, create=True)
            name = self._box.add(content.replace(b"\r\n", b"\n"))
        except OSError as error:
            raise TransportError(
                f"the Maildir cannot be written: {error.strerror or error}", source=str(self._path)
            ) from error
        return Reply(250, f"stored as {name}")

    def close(self) -> None:
        """Forget the folder."""
        self._box = None


class Mbox:
    """An mbox (RFC 4155, appendix A). Lines that begin with "From " are quoted.

    On POSIX the file itself is locked, as other mail programs expect. A lock file would outlive a
    killed process.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: io.FileIO | None = None

    def send(self, sender: str, recipient: str, content: bytes) -> Reply:
        """Append the message to the file and return 250.

        Args:
            sender: The address of the line "From ".
            recipient: Unused.
            content: The whole message with CRLF line ends.

        Raises:
            TransportError: The file is not writable.
        """
        del recipient
        message = _FROM_LINE.sub(b">From ", content.replace(b"\r\n", b"\n")).rstrip(b"\n")
        head = f"From {sender} {time.asctime(time.gmtime())}\n".encode()
        try:
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = io.FileIO(self._path, "ab+", opener=_private)
            with _locked(self._file):
                _append(self._file, b"".join((_gap(self._file), head, message, _END)))
        except OSError as error:
            raise TransportError(
                f"the mbox cannot be written: {error.strerror or error}", source=str(self._path)
            ) from error
        return Reply(250, "stored")

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@contextmanager
def _locked(file: io.FileIO) -> Iterator[None]:
    """Hold the lock of an mbox. Windows has no such lock that other mail programs know."""
    try:
        import fcntl  # POSIX only
    except ImportError:
        yield
        return
    fcntl.lockf(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.lockf(file, fcntl.LOCK_UN)


def _gap(file: io.FileIO) -> bytes:
    """Return the blank line that is missing at the end, because a process died while it wrote."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - len(_END)))
    return b"" if not size or file.read(len(_END)) == _END else _END


def _append(file: io.FileIO, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[file.write(rest) :]
